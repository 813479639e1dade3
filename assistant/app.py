"""The HTTP application: the only place where routers, pages and the console meet the engine."""

from __future__ import annotations

from fastapi import FastAPI

from assistant.api import chat, health, insurers, problems
from assistant.engine import Engine
from assistant.settings import Settings
from assistant.web import pages
from assistant.wiring import build_engine


def create_app(settings: Settings, engine: Engine | None = None) -> FastAPI:
    """The application over the releases that the settings point at.

    Raises EmbeddingError when the model cannot be loaded.
    """
    engine = engine or build_engine(settings)
    app = FastAPI(title="mesdroits", version="1", docs_url=None, redoc_url=None, openapi_url="/v1/openapi.json")
    problems.install(app)
    for routes in (chat.router(engine), insurers.router(engine), health.router(engine), pages.router(engine)):
        app.include_router(routes)
    if settings.console:
        from assistant.web.console import mount_console

        mount_console(app, engine)
    return app
