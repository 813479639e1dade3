"""Every peer over two invented policies, with its real framework and vectors that mean nothing."""

from __future__ import annotations

import inspect
from concurrent.futures import ThreadPoolExecutor

import pytest
from langchain_core.embeddings import DeterministicFakeEmbedding

from eval.cases import Case
from eval.metrics.citations import verbatim_share
from eval.systems.peers.catalogue import PEERS, texts_by_insurer
from eval.systems.system import System
from ingest.embedding import Embedder

_SECTIONS = {
    "Durée": "Nous conservons les dossiers de {what} pendant {years} ans après la fin du contrat.",
    "Droits": "Pour exercer vos droits, écrivez à dpo@{name}.example ou par courrier au siège.",
    "Cookies": "Le site dépose des cookies de mesure ; vous pouvez les refuser dans le bandeau.\n\tMerci.",
    "Destinataires": "Vos données vont à nos prestataires de tiers payant et aux professionnels de santé.",
    "Transferts": "Aucune donnée ne quitte l'Union européenne, sauf accord de votre part donné par écrit.",
}


def policy(name: str, what: str, years: int) -> str:
    """About 6,000 characters: long enough for every splitter to cut."""
    parts = [
        f"## {title} {number}\n\n{text.format(what=f'{what} {number}', years=years + number, name=name)}\n\n"
        for number in range(1, 11)
        for title, text in _SECTIONS.items()
    ]
    return f"Politique de {name}\n\n" + "".join(parts)


TEXTS = {"north/policy": policy("north", "santé", 5), "south/policy": policy("south", "prévoyance", 20)}
CASE = Case("one", "north", "combien de temps gardez-vous mes dossiers ?", "fr", outcome="answered")
MODEL = Embedder("none", 8, (1.0,), DeterministicFakeEmbedding(size=8), len)
SHOWN = {"langchain": 4, "llamaindex": 2, "haystack": 10, "bm25": 10}

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module", params=list(PEERS))
def peer(request) -> System:
    return PEERS[request.param](texts_by_insurer(TEXTS), MODEL)


def test_every_chunk_is_a_slice_of_its_text(peer):
    found = peer.answer(CASE, depth=100).retrieved
    assert len(found) > 1
    assert [one.text for one in found] == [TEXTS[one.document][one.start : one.end] for one in found]


def test_the_chunks_leave_out_nothing_of_the_text_but_white_space(peer):
    covered = set()
    for one in peer.answer(CASE, depth=100).retrieved:
        covered |= set(range(one.start, one.end))
    text = TEXTS["north/policy"]
    assert [text[place] for place in range(len(text)) if place not in covered and not text[place].isspace()] == []


def test_a_peer_shows_its_default_number_of_chunks_as_verbatim_quotes(peer):
    observed = peer.answer(CASE, depth=1)
    available = len(peer.answer(CASE, depth=100).retrieved)
    assert len(observed.citations) == min(SHOWN[peer.name], available)
    assert verbatim_share(observed, TEXTS) == 1.0
    assert (observed.outcome, observed.language) == ("answered", "fr")


def test_one_insurers_peer_never_returns_the_text_of_another(peer):
    asked_in_north = Case("two", "north", "dossiers de prévoyance pendant 25 ans, dpo@south.example", "fr")
    assert {one.document for one in peer.answer(asked_in_north, depth=100).retrieved} == {"north/policy"}


def test_without_an_insurer_the_texts_of_all_are_searched(peer):
    anywhere = Case("three", None, "dossiers de santé et de prévoyance", "fr")
    assert {one.document for one in peer.answer(anywhere, depth=100).retrieved} == set(TEXTS)


def test_the_same_question_finds_the_same_chunks_in_the_same_order(peer):
    again = PEERS[peer.name](texts_by_insurer(TEXTS), MODEL)
    first, second = (one.answer(CASE, depth=5) for one in (peer, again))
    assert first.retrieved == second.retrieved


def test_questions_asked_at_once_get_the_replies_that_they_get_one_after_another(peer):
    cases = [
        Case(f"{insurer}-{n}", insurer, f"question {n}", "fr") for n in range(8) for insurer in ("north", None)
    ]
    with ThreadPoolExecutor(4) as threads:
        at_once = list(threads.map(lambda case: peer.answer(case, depth=5).retrieved, cases))
    assert at_once == [peer.answer(case, depth=5).retrieved for case in cases]


def test_the_best_chunk_of_a_peer_comes_first(peer):
    scores = [one.score for one in peer.answer(CASE, depth=100).retrieved]
    assert scores == sorted(scores, reverse=True)


def test_a_peer_shows_as_many_chunks_as_langchain_does_by_default():
    from langchain_chroma import Chroma

    assert inspect.signature(Chroma.similarity_search).parameters["k"].default == SHOWN["langchain"]


def test_the_numbers_of_the_llamaindex_recipe_are_the_defaults_of_the_framework():
    from llama_index.core.constants import DEFAULT_SIMILARITY_TOP_K
    from llama_index.core.node_parser import SentenceSplitter

    numbers = PEERS["llamaindex"]({}, MODEL).about()["recipe"]
    splitter = SentenceSplitter()
    assert (numbers["chunk_size"], numbers["chunk_overlap"]) == (splitter.chunk_size, splitter.chunk_overlap)
    assert numbers["similarity_top_k"] == DEFAULT_SIMILARITY_TOP_K == SHOWN["llamaindex"]


def test_the_numbers_of_the_haystack_recipes_are_the_defaults_of_the_framework():
    # Built first: a recipe turns telemetry off before Haystack is imported.
    built = [PEERS[name](texts_by_insurer(TEXTS), MODEL) for name in ("haystack", "bm25")]
    from haystack.components.preprocessors import DocumentSplitter
    from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
    from haystack.document_stores.in_memory import InMemoryDocumentStore

    vectors, words = (one.about()["recipe"] for one in built)
    splitter, store = DocumentSplitter(), InMemoryDocumentStore(shared=False)
    for key in ("split_by", "split_length", "split_overlap"):
        assert vectors[key] == words[key] == getattr(splitter, key)
    assert vectors["top_k"] == InMemoryEmbeddingRetriever(store).top_k == SHOWN["haystack"]
    assert words["top_k"] == InMemoryBM25Retriever(store).top_k == SHOWN["bm25"]
    assert words["bm25_algorithm"] == store.bm25_algorithm
