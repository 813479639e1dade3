"""The HTTP application: the only place where routers, pages and the console meet the engine and the desk."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from assistant.api import chat, health, insurers, problems, queue, requests
from assistant.engine import Engine
from assistant.requests.desk import RequestDesk
from assistant.requests.mail.serving import sending
from assistant.settings import Settings
from assistant.web import pages, request_pages, tracking_pages
from assistant.wiring import build_accounts, build_desk, build_engine, build_outbox


def create_app(settings: Settings, engine: Engine | None = None, desk: RequestDesk | None = None) -> FastAPI:
    """The application over the releases and the store of requests that the settings point at.

    Raises EmbeddingError when the model cannot be loaded, StoreUnavailable when the store cannot be opened.
    """
    engine = engine or build_engine(settings)
    desk = desk or build_desk(settings, engine)
    outbox = build_outbox(settings, desk)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        with sending(outbox):
            yield

    app = FastAPI(
        title="mesdroits",
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url="/v1/openapi.json",
        lifespan=lifespan,
    )
    problems.install(app)
    for routes in (
        chat.router(engine),
        insurers.router(engine),
        requests.router(desk),
        queue.router(desk, build_accounts(desk)),
        health.router(engine),
        request_pages.router(engine, desk),
        tracking_pages.router(desk),
        pages.router(engine),
    ):
        app.include_router(routes)
    if settings.console:
        from assistant.web.console import mount_console

        mount_console(app, engine)
    return app
