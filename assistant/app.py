"""The HTTP application: the only place where routers, pages and the console meet the engine and the desk."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from assistant.api import chat, completions, feedback, health, insurers, problems, queue, requests
from assistant.engine import Engine
from assistant.protection.admission import Admission
from assistant.protection.installing import protect
from assistant.protection.rate_limits import RateLimits
from assistant.requests.desk import RequestDesk
from assistant.requests.mail.serving import sending
from assistant.settings import Settings
from assistant.sites import Sites
from assistant.web import static_pages
from assistant.web.chat import pages as chat_pages
from assistant.web.documents import pages as document_pages
from assistant.web.error_pages import error_page
from assistant.web.filing import desk as desk_pages
from assistant.web.filing import pages as request_pages
from assistant.web.filing import tracking as tracking_pages
from assistant.web.staff import sign_in as sign_in_pages
from assistant.wiring import (
    build_accounts,
    build_desk,
    build_engine,
    build_feedback,
    build_outbox,
    build_provider,
    build_sessions,
)


def create_app(settings: Settings, engine: Engine | None = None, desk: RequestDesk | None = None) -> FastAPI:
    """The application over the releases and the store of requests that the settings point at.

    Raises EmbeddingError when the model cannot be loaded, StoreUnavailable when the store cannot be opened.
    """
    engine = engine or build_engine(settings)
    desk = desk or build_desk(settings, engine)
    outbox = build_outbox(settings, desk)
    accounts, limits = build_accounts(desk), RateLimits(settings)
    sessions, provider = build_sessions(desk), build_provider(desk)
    sites = Sites(settings.corpus_dir, settings.site_origins)
    opinions = build_feedback(desk, engine.exchanges)
    admission = Admission(limits, engine.exchanges, accounts.signed_in, settings.chat_key_required)

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
    problems.install(app, error_page)
    for routes in (
        chat.router(engine, admission),
        completions.router(engine, admission),
        feedback.router(opinions, admission),
        insurers.router(engine),
        requests.router(desk),
        queue.router(desk, accounts),
        health.router(engine),
        request_pages.router(engine, desk),
        desk_pages.router(engine, desk, sessions, limits),
        tracking_pages.router(desk),
        sign_in_pages.router(sessions, accounts, settings, provider, limits, engine),
        chat_pages.router(engine, sites, opinions, admission),
        document_pages.router(engine, sites),
        static_pages.router(sites),
    ):
        app.include_router(routes)
    if settings.console:
        from assistant.web.console.backstage import Backstage
        from assistant.web.console.mounting import mount_console

        mount_console(app, Backstage(settings, engine, desk, opinions, sessions))
    protect(app, settings, sites, limits)
    return app
