"""The systems by name, made ready for a data set."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from httpx import InvalidURL

from assistant.settings import Settings
from eval.cases import Dataset
from eval.errors import EvaluationError
from eval.systems.in_process import InProcess
from eval.systems.indexed import engine_for
from eval.systems.over_http import OverHttp
from eval.systems.peers.catalogue import PEERS, texts_by_insurer
from eval.systems.system import System
from ingest.build import Progress
from ingest.embedding import Embedder, load_embedder
from ingest.releases import ReleaseStore

DEFAULT = "default"
KNOWN = (DEFAULT, "http://HOST or https://HOST", *PEERS)


@dataclass(frozen=True)
class Workshop:
    """Makes systems; the embedding model is loaded once, and only if one of them needs it."""

    settings: Settings
    timeout: float = 60.0
    """Seconds that a deployment has to reply."""
    progress: Progress = lambda *_: None
    """Told how far the texts that a data set brings along are embedded."""

    @cached_property
    def embedder(self) -> Embedder:
        """The embedding model of the settings."""
        return load_embedder(self.settings.embedding_model)

    def system(self, name: str, dataset: Dataset) -> System:
        """The system of a name of `KNOWN` over the texts of a data set.

        Raises EvaluationError for another name, or when nothing is published yet.
        """
        if name == DEFAULT:
            self._require_releases(dataset)
            return InProcess(engine_for(dataset, self.settings, self.embedder, self.progress))
        if name.startswith(("http://", "https://")):
            return self._deployment(name)
        if name in PEERS:
            peer = PEERS[name](texts_by_insurer(dataset.texts), self.embedder)
            if any(case.insurer is None for case in dataset.cases):
                peer.index(None)  # before the first question, which is timed
            return peer
        raise EvaluationError(f"no system {name!r}; the known ones are {', '.join(KNOWN)}")

    def _deployment(self, address: str) -> OverHttp:
        try:
            return OverHttp(address, self.timeout)
        except (InvalidURL, ValueError) as error:
            raise EvaluationError(f"{address!r} is no address of a deployment: {error}") from error

    def _require_releases(self, dataset: Dataset) -> None:
        if not dataset.sources and not ReleaseStore(self.settings.data_dir).insurers():
            raise EvaluationError(f"nothing is published below {self.settings.data_dir}; run `mesdroits ingest`")
