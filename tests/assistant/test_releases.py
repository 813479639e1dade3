"""A running server serves what is published, picks up what is new and survives what is damaged."""

from __future__ import annotations

import shutil

import pytest

from assistant.errors import InsurerUnavailable, UnknownInsurer
from assistant.releases import Releases
from assistant.topics import load_bank
from ingest.build import ingest
from ingest.releases import ReleaseStore
from tests.conftest import CORPUS

pytestmark = pytest.mark.integration


@pytest.fixture
def corpus(tmp_path):
    """A copy of the corpus with two insurers only, quick to index."""
    folder = tmp_path / "corpus"
    shutil.copytree(CORPUS, folder)
    text = (folder / "insurers.toml").read_text(encoding="utf-8")
    head, *entries = text.split("[[insurer]]\n")
    kept = [entry for entry in entries if 'id = "sem"' in entry[:20] or 'id = "mhr"' in entry[:20]]
    (folder / "insurers.toml").write_text("[[insurer]]\n".join([head, *kept]), encoding="utf-8")
    return folder


@pytest.fixture
def served(corpus, tmp_path, embedder, data_dir):
    """The two insurers published in a folder of their own, the session's vectors taken over."""
    data = tmp_path / "data"
    for insurer in ("sem", "mhr"):
        shutil.copytree(data_dir / "releases" / insurer, data / "releases" / insurer)
    ingest(corpus, data, embedder)
    return data


def releases(data, embedder, data_dir):
    return Releases(ReleaseStore(data), embedder, load_bank(embedder, data_dir))


def test_an_insurer_that_is_not_published_is_unknown(served, embedder, data_dir):
    with pytest.raises(UnknownInsurer, match="mhr, sem"):
        releases(served, embedder, data_dir).index("mgen")


@pytest.mark.parametrize("name", ["", "..", "../sem", "sem/../mhr", "a\x00b", "x" * 5000])
def test_a_hostile_insurer_id_is_unknown(served, embedder, data_dir, name):
    with pytest.raises(UnknownInsurer):
        releases(served, embedder, data_dir).index(name)


def test_a_new_release_is_picked_up_without_a_restart(served, corpus, embedder, data_dir):
    running = releases(served, embedder, data_dir)
    before = running.index("sem").release
    policy = corpus / "policies/sem/privacy-policy.txt"
    policy.write_text(
        policy.read_text(encoding="utf-8") + "\n\nNous gardons vos données cinq ans.\n", encoding="utf-8"
    )
    ingest(corpus, served, embedder)
    after = running.index("sem").release
    assert after.release.id != before.release.id
    assert any("cinq ans" in one.passage_text(p) for one in after.release.documents for p in one.passages)
    assert running.index("mhr").release.insurer.id == "mhr"


def test_a_damaged_new_release_leaves_the_previous_one_in_service(served, embedder, data_dir):
    running = releases(served, embedder, data_dir)
    before = running.index("sem").release.release.id
    store = ReleaseStore(served)
    broken = store.root / "sem" / "broken"
    broken.mkdir()
    (broken / "release.json").write_text("{}", encoding="utf-8")
    fresh = store.root / "sem" / "next"
    fresh.write_text("broken", encoding="utf-8")
    fresh.replace(store.pointer("sem"))
    assert running.index("sem").release.release.id == before


def test_a_damaged_index_makes_its_insurer_unavailable_and_no_other(served, embedder, data_dir):
    store = ReleaseStore(served)
    (store.current("sem") / "embeddings.npz").write_bytes(b"not an archive")
    running = releases(served, embedder, data_dir)
    with pytest.raises(InsurerUnavailable):
        running.index("sem")
    assert running.index("mhr").release.insurer.id == "mhr"
    assert running.check()["mhr"] == "ok"
    assert "damaged" in running.check()["sem"]


def test_a_start_with_a_damaged_release_serves_the_one_before_it(served, corpus, embedder, data_dir):
    store = ReleaseStore(served)
    before = store.current("sem")
    ingest(corpus, served, embedder, only="sem", rebuild=True)
    (store.current("sem") / "embeddings.npz").write_bytes(b"not an archive")
    assert releases(served, embedder, data_dir).index("sem").release.release.id == before.name


def test_a_repaired_release_takes_over_from_the_one_before_it(served, corpus, embedder, data_dir):
    store = ReleaseStore(served)
    ingest(corpus, served, embedder, only="sem", rebuild=True)
    (store.current("sem") / "embeddings.npz").write_bytes(b"not an archive")
    running = releases(served, embedder, data_dir)
    running.index("sem")
    ingest(corpus, served, embedder, only="sem")
    assert running.index("sem").release.release.id == store.current("sem").name
