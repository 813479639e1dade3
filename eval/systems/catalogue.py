"""The systems by name, made ready for a data set."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from httpx import InvalidURL

from assistant.engine import Engine
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
EXTRACTIVE = "extractive"
GENERATIVE = "generative"
IN_PROCESS = (DEFAULT, EXTRACTIVE, GENERATIVE)
"""The product as its settings say, without its language model, and with it."""
KNOWN = (*IN_PROCESS, "http://HOST or https://HOST", *PEERS)


@dataclass(frozen=True)
class Workshop:
    """Makes systems; the embedding model is loaded once, and only if one of them needs it. So is the engine of a
    data set, which all systems in process share."""

    settings: Settings
    timeout: float = 60.0
    """Seconds that a deployment has to reply."""
    progress: Progress = lambda *_: None
    """Told how far the texts that a data set brings along are embedded."""
    _engines: dict[str, Engine] = field(default_factory=dict, init=False, repr=False)
    """By the hash of the data set."""

    @cached_property
    def embedder(self) -> Embedder:
        """The embedding model of the settings."""
        return load_embedder(self.settings.embedding_model)

    def system(self, name: str, dataset: Dataset) -> System:
        """The system of a name of `KNOWN` over the texts of a data set.

        Raises EvaluationError for another name, when nothing is published yet, or when a language model is needed
        and none is configured.
        """
        if name in IN_PROCESS:
            return self._in_process(name, dataset)
        if name.startswith(("http://", "https://")):
            return self._deployment(name)
        if name in PEERS:
            peer = PEERS[name](texts_by_insurer(dataset.texts), self.embedder)
            if any(case.insurer is None for case in dataset.cases):
                peer.index(None)  # before the first question, which is timed
            return peer
        raise EvaluationError(f"no system {name!r}; the known ones are {', '.join(KNOWN)}")

    def _in_process(self, name: str, dataset: Dataset) -> InProcess:
        if name == GENERATIVE and self.settings.llm is None:
            raise EvaluationError(
                f"the system {GENERATIVE!r} needs a language model: name one in MESDROITS_LLM, as ollama:mistral"
            )
        engine = self._engine(dataset)
        return InProcess(engine.without_model() if name == EXTRACTIVE else engine, name)

    def _engine(self, dataset: Dataset) -> Engine:
        self._require_releases(dataset)
        if dataset.sha256 not in self._engines:
            self._engines[dataset.sha256] = engine_for(dataset, self.settings, self.embedder, self.progress)
        return self._engines[dataset.sha256]

    def _deployment(self, address: str) -> OverHttp:
        try:
            return OverHttp(address, self.timeout)
        except (InvalidURL, ValueError) as error:
            raise EvaluationError(f"{address!r} is no address of a deployment: {error}") from error

    def _require_releases(self, dataset: Dataset) -> None:
        if not dataset.sources and not ReleaseStore(self.settings.data_dir).insurers():
            raise EvaluationError(f"nothing is published below {self.settings.data_dir}; run `mesdroits ingest`")
