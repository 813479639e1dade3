"""Everything ingestion raises, as a tree.

IngestError
├── CorpusError          a wrong entry of insurers.toml, or a document that cannot be read
├── EmbeddingError       the embedding model cannot be loaded or does not fit
└── IndexFault           an index that is missing, damaged or made by another model
    ├── NoRelease        the insurer has no published release
    └── ForeignIndex     the release was embedded by another model
"""


class IngestError(Exception):
    """A message that an operator can act upon; it names the file and the fix."""


class CorpusError(IngestError):
    """The corpus manifest, or a document it names, is wrong."""


class EmbeddingError(IngestError):
    """The embedding model cannot be loaded or gives vectors of another size."""


class IndexFault(IngestError):
    """A release that cannot be served."""


class NoRelease(IndexFault):
    """Nothing has been published for this insurer yet."""


class ForeignIndex(IndexFault):
    """The release was embedded by another model than the one configured."""
