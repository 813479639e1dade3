"""What both Haystack recipes share: the default splitter, and chunks as they are placed in their text."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from eval.observations import Retrieved
from eval.systems.peers.peer import Texts, cut

if TYPE_CHECKING:
    from haystack import Document

TOP_K = 10
"""The default of both retrievers."""
SPLITTER = {"splitter": "DocumentSplitter", "split_by": "word", "split_length": 200, "split_overlap": 0}
PACKAGES = ("haystack-ai",)


def word_splits(texts: Texts) -> list[Document]:
    """Chunks of 200 words, the splitter's default. Turns Haystack's telemetry off, which its import would start."""
    os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "False"
    from haystack import Document
    from haystack.components.preprocessors import DocumentSplitter

    documents = [Document(content=text, id=key) for key, text in texts.items()]
    splits: list[Document] = DocumentSplitter().run(documents=documents)["documents"]
    return splits


def placed(texts: Texts, split: Document) -> Retrieved:
    """A split in its text."""
    assert split.content is not None
    return cut(texts, split.meta["source_id"], split.meta["split_idx_start"], split.content, split.score or 0.0)
