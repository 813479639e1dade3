"""A release is served as it was built, or refused with what is wrong and what to run."""

import json
import os
import shutil
import time
from pathlib import Path

import numpy as np
import pytest

from ingest.errors import ForeignIndex, IndexFault, NoRelease
from ingest.index import load_release
from ingest.loaded import self_check
from ingest.published import check_model, passage_text, read_embeddings, read_published, sentence_texts

pytestmark = pytest.mark.integration  # over indexes that are really built


@pytest.fixture
def folder(store):
    return store.current("fern")


@pytest.fixture
def loaded(folder):
    release = load_release(folder)
    yield release
    release.close()


def test_a_passage_is_nearest_to_its_own_vector(loaded, embedder):
    for identifier, passage in loaded.passages.items():
        vector = embedder.query(passage_text(loaded.documents[identifier], passage))
        assert next(iter(loaded.nearest(vector, 3))) == identifier


def test_the_nearest_passages_come_best_first(loaded, embedder):
    scores = list(loaded.nearest(embedder.query("exercer vos droits par courrier"), 3).values())
    assert scores == sorted(scores, reverse=True)


def test_similarity_is_the_cosine(loaded, embedder):
    identifier, passage = next(iter(loaded.passages.items()))
    question = embedder.query("vos droits et les cookies")
    vector = embedder.query(passage_text(loaded.documents[identifier], passage))
    assert loaded.nearest(question, 10)[identifier] == pytest.approx(float(question @ vector), abs=1e-5)


def test_more_passages_than_there_are_gives_all(loaded, embedder):
    assert set(loaded.nearest(embedder.query("cookies"), 1000)) == set(loaded.passages)


def test_lexical_scores_favour_the_passage_with_the_word(loaded):
    best = loaded.order[int(np.argmax(loaded.lexical(["cook"])))]
    assert loaded.passages[best].section == "2. Les cookies"


def test_unknown_words_score_nothing(loaded):
    assert loaded.lexical(["zzz"]).tolist() == [0.0] * len(loaded.order)


def test_every_sentence_has_its_vector(loaded, embedder):
    for identifier, passage in loaded.passages.items():
        first, last = loaded.sentence_offsets[identifier]
        expected = embedder.passages(sentence_texts(loaded.documents[identifier], passage))
        np.testing.assert_allclose(loaded.sentence_vectors[first:last], expected, atol=1e-6)


def test_sentence_similarities_are_cosines(loaded, embedder):
    question = embedder.query("cookies")
    np.testing.assert_allclose(loaded.sentence_similarities(question), loaded.sentence_vectors @ question)


def test_a_passage_is_indexed_under_its_heading(loaded):
    identifier, passage = next(iter(loaded.passages.items()))
    assert passage_text(loaded.documents[identifier], passage).startswith("1. Vos droits\n")


def test_an_insurer_without_a_release_is_said_to_have_none(store):
    with pytest.raises(NoRelease, match="nothing is published for 'moss'; run `mesdroits ingest`"):
        store.current("moss")


def test_a_release_of_another_model_is_refused(folder, another_model):
    with pytest.raises(ForeignIndex, match=r"the index of fern was made by 'hashed-words'.*run `mesdroits ingest`"):
        check_model(read_published(folder), another_model)


def test_a_release_of_the_configured_model_is_accepted(folder, embedder):
    check_model(read_published(folder), embedder)


def truncate(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def change(path, key, value):
    content = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**content, key: value}), encoding="utf-8")


def drop_a_vector(path):
    with np.load(path) as stored:
        keys, vectors = stored["keys"], stored["vectors"]
    np.savez(path, keys=keys[:-1], vectors=vectors[:-1])


DAMAGES = {
    "release.json is missing": (lambda at: (at / "release.json").unlink(), "release.json: unreadable"),
    "release.json is cut": (lambda at: truncate(at / "release.json"), "release.json: unreadable"),
    "release.json is binary": (
        lambda at: (at / "release.json").write_bytes(b"\xff\x00"),
        "release.json: unreadable",
    ),
    "release.json is of another format": (
        lambda at: change(at / "release.json", "format", 999),
        "release.json: format 999, this version reads",
    ),
    "release.json has another key": (lambda at: change(at / "release.json", "new", 1), "release.json: unreadable"),
    "embeddings are missing": (lambda at: (at / "embeddings.npz").unlink(), "the index is damaged"),
    "embeddings are cut": (lambda at: truncate(at / "embeddings.npz"), "the index is damaged"),
    "embeddings lack a text": (lambda at: drop_a_vector(at / "embeddings.npz"), "the index is damaged"),
    "chroma is missing": (lambda at: shutil.rmtree(at / "chroma"), "the index is damaged"),
    "chroma is cut": (lambda at: truncate(at / "chroma" / "chroma.sqlite3"), "the index is damaged"),
    "chroma is empty": (lambda at: (at / "chroma" / "chroma.sqlite3").write_bytes(b""), "the index is damaged"),
    "lexical is missing": (lambda at: shutil.rmtree(at / "lexical"), "the index is damaged"),
    "lexical is cut": (lambda at: truncate(at / "lexical" / "params.index.json"), "the index is damaged"),
    "the folder is gone": (shutil.rmtree, "release.json: unreadable"),
}


@pytest.mark.parametrize(("damage", "said"), DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_release_is_refused_with_its_path_and_the_fix(folder, damage, said):
    damage(folder)
    with pytest.raises(IndexFault) as caught:
        load_release(folder)
    message = str(caught.value)
    assert message.startswith(str(folder))
    assert said in message
    assert "run `mesdroits ingest --rebuild`" in message


@pytest.mark.parametrize("damage", ["embeddings are cut", "embeddings lack a text", "lexical is missing"])
def test_a_damaged_release_leaves_no_file_open(folder, damage):
    DAMAGES[damage][0](folder)
    with pytest.raises(IndexFault):
        load_release(folder)
    deadline = time.monotonic() + 10  # Chroma's own threads close their files a moment later
    while (still_open := open_files(folder)) and time.monotonic() < deadline:
        continue
    assert still_open == []


def open_files(folder):
    return [path for path in Path("/proc/self/fd").iterdir() if str(folder) in os.path.realpath(path)]


def test_a_release_whose_parts_differ_in_number_is_refused(store):
    mine, other = store.current("fern"), store.current("heath")
    published = json.loads((other / "release.json").read_text(encoding="utf-8"))
    published["release"]["documents"] *= 2
    shutil.rmtree(mine / "lexical")
    one = load_release(other)
    one._lexical.scores["num_docs"] += 1
    one._lexical.save(str(mine / "lexical"))
    one.close()
    with pytest.raises(IndexFault, match="passages, vectors and lexical entries differ in number"):
        load_release(mine)


def test_the_self_check_accepts_a_sound_release(loaded, folder):
    self_check(loaded, read_embeddings(folder))


def test_the_self_check_notices_shuffled_vectors(loaded, folder):
    embeddings = read_embeddings(folder)
    shuffled = type(embeddings)(embeddings.keys, np.roll(embeddings.vectors, 1, axis=0))
    with pytest.raises(IndexFault, match="does not find itself in the new index"):
        self_check(loaded, shuffled)
