"""An ingestion that is killed at any moment leaves every insurer with a release that answers."""

import random
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import pytest

from ingest.errors import IngestError
from ingest.index import load_release
from ingest.published import passage_text
from ingest.releases import ReleaseStore

pytestmark = pytest.mark.integration

KILLS = 20
INSURERS = ("fern", "heath", "ivy", "moss", "reed")

RUNNER = """
import sys
from pathlib import Path
import bm25s, chromadb, langchain_chroma
from conftest import hashing_embedder
from ingest.build import ingest

print("ready", flush=True)
ingest(Path(sys.argv[1]), Path(sys.argv[2]), hashing_embedder())
"""


@dataclass
class Aftermath:
    """What twenty kills left."""

    corpus: object
    data_dir: Path
    seed: int
    moments: list[float]
    faults: list[str]
    staged: int
    """Kills that fell into the building of a release."""


def start(corpus, data_dir):
    """An ingestion in a process of its own, which has just begun its work."""
    process = subprocess.Popen(
        [sys.executable, "-c", RUNNER, str(corpus.folder), str(data_dir)],
        cwd=Path(__file__).parent,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "ready\n"
    return process


def finish(process, seconds=None):
    """The exit status, or None when the process was killed after `seconds`."""
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return None
    finally:
        process.stdout.close()


def rewrite(corpus, version):
    """Every policy changes, so that every insurer has to be built again."""
    for entry in corpus.entries.values():
        entry["text"] = f"{entry['text'].split('Version')[0]}Version {version} de cette politique.\n"
    corpus.write()


def faults_of(store, insurers, embedder):
    """Why an insurer's release cannot answer, for each that cannot."""
    for insurer in insurers:
        try:
            loaded = load_release(store.current(insurer))
        except IngestError as error:
            yield str(error)
            continue
        identifier, passage = next(iter(loaded.passages.items()))
        vector = embedder.query(passage_text(loaded.documents[identifier], passage))
        if next(iter(loaded.nearest(vector, 1))) != identifier:
            yield f"{insurer}: the release does not answer"
        loaded.close()


@pytest.fixture(scope="module")
def aftermath(tmp_path_factory, small_corpus_at, embedder_of):
    folder = tmp_path_factory.mktemp("interruption")
    corpus = small_corpus_at(folder / "corpus")
    fern = corpus.entries["fern"]
    corpus.entries = {insurer: {**fern, "name": insurer, "alias": f"les {insurer}"} for insurer in INSURERS}
    store = ReleaseStore(folder / "var")

    seed = random.randrange(1_000_000)
    sys.stdout.write(f"seed {seed}\n")
    dice = random.Random(seed)
    rewrite(corpus, 0)
    duration = measure(corpus, folder / "first")
    moments = [duration * (place + dice.random()) / KILLS for place in range(KILLS)]
    dice.shuffle(moments)

    faults, ever, staged, version = [], set(), 0, 0
    for moment in moments:
        killed = False
        while not killed:
            version += 1
            rewrite(corpus, version)
            killed = finish(start(corpus, folder / "var"), moment) is None
            moment *= 0.9  # it was faster than the measured run: earlier next time
        staged += any(store.root.glob("*/.staging-*"))
        ever |= set(store.insurers())
        faults.extend(faults_of(store, sorted(ever), embedder_of()))
    return Aftermath(corpus, folder / "var", seed, moments, faults, staged)


def measure(corpus, data_dir):
    """Seconds that an uninterrupted ingestion works."""
    process = start(corpus, data_dir)
    began = monotonic()
    assert finish(process) == 0
    return monotonic() - began


def test_every_insurer_ever_published_still_answers_after_each_kill(aftermath):
    assert aftermath.faults == [], f"seed {aftermath.seed}, moments {aftermath.moments}"


def test_some_kills_fell_into_the_building_of_a_release(aftermath):
    assert aftermath.staged > 0, f"seed {aftermath.seed}, moments {aftermath.moments}"


def test_the_next_ingestion_publishes_every_insurer_and_clears_what_was_left(aftermath, embedder_of):
    rewrite(aftermath.corpus, "finale")
    assert finish(start(aftermath.corpus, aftermath.data_dir)) == 0
    store = ReleaseStore(aftermath.data_dir)
    assert store.insurers() == sorted(INSURERS)
    assert list(faults_of(store, INSURERS, embedder_of())) == []
    assert list(store.root.glob("*/.staging-*")) == []
