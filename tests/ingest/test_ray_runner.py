"""Two Ray workers and a Chroma server give the releases that one process gives."""

import shutil
import socket
import subprocess
import sys
from pathlib import Path
from time import monotonic

import pytest

from ingest.build import ingest
from ingest.embedding import load_embedder
from ingest.errors import IndexFault
from ingest.index import check_server, load_release
from ingest.releases import ReleaseStore
from tests.ingest.synthetic import contents, corpus_with_model, similarities

pytestmark = pytest.mark.integration

POLICIES = 12
START_SECONDS = 60


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def start_chroma(folder):
    """A running Chroma server and its address."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    program = str(Path(sys.executable).parent / "chroma")
    process = subprocess.Popen(
        [program, "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = monotonic() + START_SECONDS
    while monotonic() < deadline and process.poll() is None:
        try:
            check_server(url)
            return process, url
        except IndexFault:
            continue
    process.kill()
    raise AssertionError("the Chroma server did not start")


@pytest.fixture(name="made", scope="module")
def _made(tmp_path_factory):
    return corpus_with_model(tmp_path_factory.mktemp("ray"), POLICIES)


@pytest.fixture(name="model", scope="module")
def _model(made):
    return load_embedder(str(made[1]))


@pytest.fixture(name="local", scope="module")
def _local(made, model, tmp_path_factory):
    """The data folder of an ingestion in one process."""
    folder = tmp_path_factory.mktemp("local")
    assert not ingest(made[0], folder, model).failed
    return folder


@pytest.fixture(name="chroma")
def _chroma(tmp_path):
    process, url = start_chroma(tmp_path / "chroma")
    yield url
    process.terminate()
    process.wait()


@pytest.fixture(name="server", scope="module")
def _server(tmp_path_factory):
    process, url = start_chroma(tmp_path_factory.mktemp("chroma"))
    yield url
    process.terminate()
    process.wait()


def test_ray_with_a_chroma_server_gives_the_same_releases(made, model, local, server, tmp_path):
    from ingest.ray_runner import ray_runner

    report = ingest(made[0], tmp_path, model, runner=ray_runner(None, 2), chroma_url=server)
    assert [one.status for one in report.insurers] == ["published"] * POLICIES
    assert contents(tmp_path) == contents(local)
    assert similarities(tmp_path) == pytest.approx(similarities(local), abs=1e-4)


def test_one_refused_policy_stops_no_other_on_ray(made, model, tmp_path):
    from ingest.ray_runner import ray_runner

    corpus = shutil.copytree(made[0], tmp_path / "corpus")
    next((corpus / "policies").rglob("mutuelle-00003.*")).write_bytes(b"")
    report = ingest(corpus, tmp_path / "var", model, runner=ray_runner(None, 2))
    assert [one.insurer for one in report.insurers if one.status != "published"] == ["mutuelle-00003"]
    assert report.failed


def test_vectors_on_a_server_leave_no_chroma_folder(made, model, server, tmp_path):
    ingest(made[0], tmp_path, model, only="mutuelle-00001", chroma_url=server)
    assert not (ReleaseStore(tmp_path).current("mutuelle-00001") / "chroma").exists()


def test_an_unchanged_insurer_on_a_server_is_left_alone(made, model, server, tmp_path):
    ingest(made[0], tmp_path, model, only="mutuelle-00001", chroma_url=server)
    again = ingest(made[0], tmp_path, model, only="mutuelle-00001", chroma_url=server)
    assert again.insurers[0].status == "unchanged"


def test_vectors_move_to_a_server_without_being_embedded_again(made, model, server, tmp_path):
    ingest(made[0], tmp_path, model, only="mutuelle-00001")
    moved = ingest(made[0], tmp_path, model, only="mutuelle-00001", chroma_url=server).insurers[0]
    assert (moved.status, moved.embedded) == ("published", 0)


def collections(url):
    from chromadb import HttpClient

    return {one.name for one in HttpClient(host=url).list_collections()}


def test_releases_that_are_dropped_leave_no_collection_on_the_server(made, model, chroma, tmp_path):
    for _ in range(4):
        ingest(made[0], tmp_path, model, only="mutuelle-00001", rebuild=True, chroma_url=chroma)
    assert len(collections(chroma)) == 2


def test_an_interrupted_build_leaves_no_collection_on_the_server(made, model, chroma, tmp_path):
    ingest(made[0], tmp_path, model, only="mutuelle-00001", chroma_url=chroma)
    store = ReleaseStore(tmp_path)
    final = store.current("mutuelle-00001")
    final.rename(final.with_name(f".staging-{final.name}"))
    store.pointer("mutuelle-00001").unlink()
    ingest(made[0], tmp_path, model, only="mutuelle-00002", chroma_url=chroma)
    assert {name.rsplit("-", 1)[0] for name in collections(chroma)} == {"mutuelle-00002"}


def test_a_release_is_refused_while_its_server_is_away(made, model, tmp_path):
    process, url = start_chroma(tmp_path / "chroma")
    ingest(made[0], tmp_path / "var", model, only="mutuelle-00001", chroma_url=url)
    loaded = load_release(ReleaseStore(tmp_path / "var").current("mutuelle-00001"))
    process.kill()
    process.wait()
    with pytest.raises(IndexFault, match=r"the Chroma server .* fails"):
        load_release(ReleaseStore(tmp_path / "var").current("mutuelle-00001"))
    with pytest.raises(IndexFault, match=r"the Chroma server .* fails"):
        loaded.nearest(loaded.sentence_vectors[0], 3)


def test_an_ingestion_without_its_server_does_not_begin(made, model, tmp_path):
    with pytest.raises(IndexFault, match=r"the Chroma server .* fails"):
        ingest(made[0], tmp_path, model, chroma_url=f"http://127.0.0.1:{free_port()}")
