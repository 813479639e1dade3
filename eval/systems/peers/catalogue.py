"""The peers by name. Nothing of a framework is imported before its peer is built."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from eval.systems.peers.bm25_recipe import bm25_recipe
from eval.systems.peers.haystack_recipe import haystack_recipe
from eval.systems.peers.langchain_recipe import langchain_recipe
from eval.systems.peers.llamaindex_recipe import llamaindex_recipe
from eval.systems.peers.peer import Peer, Recipe, Texts
from ingest.embedding import Embedder

Builder = Callable[[Mapping[str, Texts], Embedder], Peer]
"""From the texts of each insurer and the product's model; raises MissingExtra."""


def _builder(recipe: Recipe) -> Builder:
    return lambda texts_by_insurer, embedder: Peer(recipe, texts_by_insurer, embedder)


PEERS: Mapping[str, Builder] = {
    recipe.name: _builder(recipe)
    for recipe in (langchain_recipe(), llamaindex_recipe(), haystack_recipe(), bm25_recipe())
}


def texts_by_insurer(texts: Texts) -> dict[str, dict[str, str]]:
    """The texts of a data set, apart for each insurer, the first part of their keys."""
    apart: dict[str, dict[str, str]] = {}
    for key, text in texts.items():
        apart.setdefault(key.partition("/")[0], {})[key] = text
    return apart
