"""What is common to the peers, with a framework of a few lines in place of a real one."""

from __future__ import annotations

import pytest
from langchain_core.embeddings import DeterministicFakeEmbedding

from eval.cases import Case
from eval.errors import BadDataset, EvaluationError, MissingExtra
from eval.systems.peers.catalogue import texts_by_insurer
from eval.systems.peers.peer import Peer, Recipe, cut
from ingest.embedding import Embedder

TEXTS = {
    "north/policy": "Nous gardons vos données cinq ans. Écrivez à dpo@north.example pour agir.",
    "south/policy": "We keep your data for two years. Write to dpo@south.example to act.",
}
MODEL = Embedder("none", 4, (1.0,), DeterministicFakeEmbedding(size=4), len)


def sentences(texts, _embedder):
    """Every sentence, in the order of the texts, whatever is asked."""
    chunks = [
        cut(texts, key, text.index(sentence), sentence, 1.0)
        for key, text in texts.items()
        for sentence in text.split(". ")
    ]
    return lambda _question, limit: chunks[:limit]


def peer(shown: int = 2, index=sentences) -> Peer:
    recipe = Recipe("sentences", ("numpy",), {"cut": ". "}, shown, embeds=False, index=index)
    return Peer(recipe, texts_by_insurer(TEXTS), MODEL)


def case(insurer: str | None = "north", **fields) -> Case:
    return Case("one", insurer, "Combien de temps ?", "fr", **{"outcome": "answered", **fields})


def test_the_answer_is_the_recipes_number_of_chunks_as_quotes_with_markers():
    observed = peer().answer(case(), depth=1)
    assert observed.answer == (
        "“Nous gardons vos données cinq ans” [1]\n\n“Écrivez à dpo@north.example pour agir.” [2]"
    )
    assert [one.quote for one in observed.citations] == [
        "Nous gardons vos données cinq ans",
        "Écrivez à dpo@north.example pour agir.",
    ]


def test_only_as_many_passages_are_scored_as_were_asked_for():
    assert len(peer().answer(case(), depth=1).retrieved) == 1


def test_a_retrieval_benchmark_gets_passages_and_no_answer():
    observed = peer().answer(case(outcome=None), depth=2)
    assert (observed.answer, observed.citations, len(observed.retrieved)) == ("", (), 2)


def test_the_language_of_a_reply_is_that_of_the_chunks_it_shows():
    assert [peer().answer(case(insurer), 2).language for insurer in ("north", "south")] == ["fr", "en"]


def test_without_an_insurer_all_texts_are_searched():
    found = peer().answer(case(None), depth=10).retrieved
    assert {one.document for one in found} == set(TEXTS)


def test_an_insurer_without_a_text_is_refused():
    with pytest.raises(BadDataset, match="'east'"):
        peer().answer(case("east"), depth=1)


def test_a_peer_tells_its_numbers_its_libraries_and_its_texts():
    about = peer().about()
    assert about["recipe"] == {"name": "sentences", "chunks_shown": 2, "cut": ". "}
    assert list(about["packages"]) == ["numpy"]
    assert about["embedding"] == []
    assert about["texts"].keys() == TEXTS.keys()


def test_a_framework_that_is_not_installed_is_named_with_the_extra_to_install():
    def absent(_texts, _embedder):
        import a_framework_that_nobody_wrote  # noqa: F401

    with pytest.raises(MissingExtra, match=r"a_framework_that_nobody_wrote.*mesdroits\[peers\]"):
        peer(index=absent)


def test_a_chunk_keeps_its_place_without_the_white_space_around_it():
    chunk = cut({"a/b": "One. \n Two. "}, "a/b", 4, " \n Two. ", 0.5)
    assert (chunk.start, chunk.end, chunk.text) == (7, 11, "Two.")


@pytest.mark.parametrize("start", [-1, 3])
def test_a_chunk_that_is_not_in_its_text_is_refused(start):
    with pytest.raises(EvaluationError, match="a/b"):
        cut({"a/b": "One. Two."}, "a/b", start, "Two.", 0.5)
