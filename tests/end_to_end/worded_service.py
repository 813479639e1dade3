"""The service over the five policies, a language model behind an address wording its answers."""

from __future__ import annotations

from assistant.answering.generative import Writer
from assistant.app import create_app
from assistant.engine import Engine
from assistant.settings import Settings
from assistant.topics import load_bank
from assistant.wiring import build_desk, build_language_model
from tests.unlimited import UNLIMITED


class WordedService:
    """The application with this model, over the releases of an engine that is loaded already."""

    def __init__(self, engine, embedder, folder, *, address, key, seconds=120, **settings) -> None:
        """`folder` is for the store of requests; whatever is not among `settings` is as the product has it."""
        self.settings = Settings(
            data_dir=engine.settings.data_dir,
            requests_url=f"sqlite:///{folder / 'requests.sqlite3'}",
            llm="openai:smollm2",
            llm_base_url=address,
            llm_api_key=key,
            llm_seconds=seconds,
            console=False,
            **UNLIMITED | settings,
        )
        self.model = build_language_model(self.settings)
        assert self.model is not None
        self.engine = Engine(
            self.settings,
            embedder,
            load_bank(embedder, self.settings.data_dir),
            engine.releases,
            engine.law,
            writer=Writer(self.model, embedder, self.settings.llm_seconds),
            measures=self.model.measures,
        )
        self.desk = build_desk(self.settings, self.engine)
        self.app = create_app(self.settings, self.engine, self.desk)
