"""Puts the engine together from settings; used by the server, the command line and the evaluation."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from assistant.answering.generative import Writer
from assistant.engine import Engine
from assistant.errors import BadSettings
from assistant.law import load_law
from assistant.measuring import Measures
from assistant.releases import Releases
from assistant.settings import Settings
from assistant.topics import QuestionBank, load_bank
from ingest.embedding import Embedder, load_embedder
from ingest.errors import ForeignIndex, IndexFault
from ingest.published import check_model, read_published
from ingest.releases import ReleaseStore

if TYPE_CHECKING:
    from assistant.accounts.accounts import Accounts
    from assistant.accounts.oidc import Provider
    from assistant.accounts.sessions import Sessions
    from assistant.exchanges import Exchanges
    from assistant.feedback import FeedbackBox
    from assistant.language_model.client import LanguageModel
    from assistant.requests.desk import RequestDesk
    from assistant.requests.mail.outbox import Outbox

_OIDC = ("oidc_issuer", "oidc_client_id", "oidc_client_secret")
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def build_engine(
    settings: Settings,
    embedder: Embedder | None = None,
    advance: Callable[[int, int], None] = lambda *_: None,
) -> Engine:
    """The engine over the releases below `settings.data_dir`.

    Raises BadSettings before anything takes long, EmbeddingError, or ForeignIndex when a release was made by
    another embedding model than the one configured.
    """
    model = build_language_model(settings)
    embedder = embedder or load_embedder(settings.embedding_model)
    _refuse_foreign(ReleaseStore(settings.data_dir), embedder)
    return engine_with(settings, embedder, load_bank(embedder, settings.data_dir, advance), model)


def engine_with(settings: Settings, embedder: Embedder, bank: QuestionBank, model: LanguageModel | None) -> Engine:
    """The engine over the releases below `settings.data_dir`, known to be of this embedding model; `model` words
    its answers."""
    from threadpoolctl import threadpool_limits

    os.environ["LANGSMITH_TRACING"] = "false"
    threadpool_limits(1, user_api="blas")
    releases = Releases(ReleaseStore(settings.data_dir), embedder, bank)
    writer = Writer(model, embedder, settings.llm_seconds) if model else None
    measures = model.measures if model else Measures()
    law = load_law(settings.corpus_dir)
    return Engine(settings, embedder, bank, releases, law, writer=writer, measures=measures)


def build_language_model(settings: Settings) -> LanguageModel | None:
    """What words answers; None where the settings name no model. Its server is not asked for anything yet.

    Raises BadSettings: unknown provider, its package missing, no key.
    """
    if settings.llm is None:
        return None
    from assistant.language_model.building import language_model

    return language_model(settings, settings.llm, Measures())


def _refuse_foreign(store: ReleaseStore, embedder: Embedder) -> None:
    """Raises ForeignIndex for an index of another model; a damaged one is met when it is served."""
    for insurer in store.insurers():
        try:
            check_model(read_published(store.current(insurer)), embedder)
        except ForeignIndex:
            raise
        except IndexFault:
            continue


def build_desk(settings: Settings, engine: Engine | None = None) -> RequestDesk:
    """The desk over the store of the settings, its tables brought up to date; `engine` is needed to file.

    Raises StoreUnavailable or BadSettings.
    """
    from assistant.requests.desk import RequestDesk
    from assistant.requests.keys import load_keys
    from assistant.requests.store.database import migrate, open_database
    from assistant.requests.store.store import RequestStore

    if settings.smtp_host and not settings.mail_from:
        raise BadSettings(faults="mail_from: needed with smtp_host")
    url = settings.requests_url.get_secret_value() if settings.requests_url else None
    database = open_database(url, settings.data_dir)
    migrate(database)
    keys = load_keys(settings)
    return RequestDesk(settings, RequestStore(database, keys), keys, engine)


def build_accounts(desk: RequestDesk) -> Accounts:
    """Who may work on the desk's requests."""
    from assistant.accounts.accounts import Accounts

    return Accounts(desk.store, desk.keys, lambda: dt.datetime.now(dt.UTC))


def build_sessions(desk: RequestDesk) -> Sessions:
    """Who is signed in to the service of the desk."""
    from assistant.accounts.sessions import Sessions

    return Sessions(desk.store, desk.keys, desk.settings)


def build_provider(desk: RequestDesk) -> Provider | None:
    """Through whom accounts sign in besides; None where the settings name no provider.

    Raises BadSettings where they name it in part, or over a connection that others can read.
    """
    settings = desk.settings
    issuer = settings.oidc_issuer
    missing = [name for name in _OIDC if getattr(settings, name) is None]
    if len(missing) == len(_OIDC):
        return None
    if missing or issuer is None:
        raise BadSettings(faults=f"{', '.join(missing)}: needed with the other oidc_* settings")
    if issuer.scheme != "https" and issuer.host not in _LOOPBACK:
        raise BadSettings(faults="oidc_issuer: https needed")
    from assistant.accounts.oidc import Provider

    return Provider(settings, desk.keys, lambda: dt.datetime.now(dt.UTC))


def build_feedback(desk: RequestDesk, exchanges: Exchanges | None = None) -> FeedbackBox:
    """What members say about answers, in the desk's store; `exchanges` are needed to leave something."""
    from assistant.feedback import FeedbackBox

    return FeedbackBox(desk.store, exchanges, desk.settings)


def build_outbox(settings: Settings, desk: RequestDesk) -> Outbox | None:
    """What sends the desk's e-mails, woken by it; None where the settings name no mail server."""
    from assistant.requests.mail.outbox import Outbox
    from assistant.requests.mail.serving import attachments_of
    from assistant.requests.mail.smtp import SmtpTransport

    if settings.smtp_host is None:
        return None
    transport = SmtpTransport(settings)
    outbox = Outbox(desk.store, transport, attachments_of(desk), settings, lambda: dt.datetime.now(dt.UTC))
    desk.wake = outbox.wake
    return outbox
