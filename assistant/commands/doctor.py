"""mesdroits doctor: whether everything that the settings name is there and works, the language model included."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import typer
from rich.table import Table

from assistant.commands.office import err, out
from assistant.errors import MesdroitsError
from assistant.settings import Settings, load_settings
from ingest.errors import IngestError

if TYPE_CHECKING:
    from assistant.language_model.client import LanguageModel
    from assistant.trial import Trial


class Unwell(Exception):
    """What a check found; its text says what is wrong."""


Check = Callable[[Settings], str]
"""Says what it found. Raises Unwell, MesdroitsError or IngestError."""
NO_MODEL = "no language model is configured: answers are quotes"


def doctor() -> None:
    """Check the settings, the corpus, the indexes, the stores, the mail server and the language model."""
    try:
        settings = load_settings()
    except MesdroitsError as error:
        _tell("settings", str(error), well=False)
        raise typer.Exit(1) from None
    _tell("settings", "valid", well=True)
    well = [_checked(name, check, settings) for name, check in _checks()]
    if not all(well):
        raise typer.Exit(1)


def _checks() -> Iterator[tuple[str, Check]]:
    yield "corpus", _corpus
    yield "requests", _requests
    yield "mail", _mail
    yield "language model", _language_model
    yield "indexes", _indexes  # last: it takes longest


def _checked(name: str, check: Check, settings: Settings) -> bool:
    try:
        found = check(settings)
    except (Unwell, MesdroitsError, IngestError) as error:
        _tell(name, str(error), well=False)
        return False
    _tell(name, found, well=True)
    return True


def _tell(name: str, found: str, *, well: bool) -> None:
    line = f"{'ok   ' if well else 'FAULT'}  {name}: {found}"
    out.print(line, style=None if well else "red", markup=False, emoji=False)


def _corpus(settings: Settings) -> str:
    from assistant.law import load_law
    from assistant.sites import Sites
    from ingest.sources import read_corpus, read_document

    corpus = read_corpus(settings.corpus_dir)
    for insurer in corpus.insurer:
        for entry in insurer.document:
            read_document(settings.corpus_dir, insurer, entry)
    load_law(settings.corpus_dir)
    Sites(settings.corpus_dir, settings.site_origins)
    return f"{len(corpus.insurer)} insurers"


def _requests(settings: Settings) -> str:
    """Connects, and leaves the schema as it is: `mesdroits requests migrate` is what brings it up to date."""
    from assistant.requests.store.database import open_database, store_errors

    url = settings.requests_url.get_secret_value() if settings.requests_url else None
    database = open_database(url, settings.data_dir)
    try:
        with store_errors(), database.connect():
            return database.dialect.name
    finally:
        database.dispose()


def _mail(settings: Settings) -> str:
    from assistant.requests.mail.smtp import SmtpTransport, Undelivered

    if settings.smtp_host is None:
        return "no server is configured: members are given the text to send"
    if settings.mail_from is None:
        raise Unwell("mail_from: needed with smtp_host")
    try:
        SmtpTransport(settings).greet(settings.mail_from)
    except Undelivered as error:
        raise Unwell(f"{settings.smtp_host}: {error}") from None
    return f"{settings.smtp_host} takes e-mails"


def _indexes(settings: Settings) -> str:
    from assistant.wiring import build_engine
    from ingest.releases import ReleaseStore

    if not ReleaseStore(settings.data_dir).insurers():
        raise Unwell(f"nothing is published below {settings.data_dir}; run `mesdroits ingest`")
    err.print("Loading the embedding model and the indexes…")
    engine = build_engine(settings.model_copy(update={"llm": None}))
    states = engine.releases.check()
    faults = [f"{insurer}: {state}" for insurer, state in states.items() if state != "ok"]
    if faults:
        raise Unwell("; ".join(faults))
    return f"{len(states)} insurers are published"


def _language_model(settings: Settings) -> str:
    from assistant.trial import LANGUAGES, tried
    from assistant.wiring import build_language_model

    model = build_language_model(settings)
    if model is None:
        return NO_MODEL
    err.print(f"Trying {model.name}…", markup=False, emoji=False)
    trials = [tried(model, language, settings.llm_seconds) for language in LANGUAGES]
    out.print(_table(trials))
    return _verdict(model, trials)


def _verdict(model: LanguageModel, trials: list[Trial]) -> str:
    failed = {one.failure: None for one in trials if one.failure}
    if failed:
        raise Unwell(f"{model.name}: {', '.join(failed)}; answers are quotes until it answers")
    if strays := [one.language for one in trials if not one.follows]:
        raise Unwell(
            f"{model.name} does not keep to the form asked for ({', '.join(strays)}): it words few answers"
        )
    return f"{model.name} words answers"


def _table(trials: list[Trial]) -> Table:
    """Times in seconds; tokens as the server counts them."""
    table = Table("language", "reachable", "first token", "whole", "tokens in", "tokens out", "format")
    for one in trials:
        table.add_row(
            one.language,
            one.failure or "yes",
            "–" if one.first_token is None else f"{one.first_token:.2f} s",
            f"{one.whole:.2f} s",
            str(one.usage.input_tokens or "–"),
            str(one.usage.output_tokens or "–"),
            _form(one),
        )
    return table


def _form(trial: Trial) -> str:
    if trial.failure:
        return "–"
    return "as asked" if trial.follows else "other"
