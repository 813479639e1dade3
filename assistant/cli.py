"""The command line: mesdroits ingest | serve | ask | doctor | requests | users, and commands of other packages."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache, partial
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console, Group

from assistant.commands.doctor import doctor
from assistant.commands.requests import requests_app, users_app
from assistant.errors import MesdroitsError
from assistant.progress import InsurerBars, progress_bars
from assistant.requests.deadlines import today_in_paris
from assistant.settings import Settings, load_settings
from ingest.errors import IngestError

if TYPE_CHECKING:
    from assistant.engine import Engine
    from assistant.language_model.client import LanguageModel
    from assistant.reply import Reply
    from ingest.build import Runner
    from ingest.embedding import Embedder
    from ingest.manifest import Wanted
    from ingest.outcomes import IngestReport

_GREETING_SECONDS = 5.0
"""How long the start waits for the language model."""
app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.add_typer(requests_app, name="requests")
app.add_typer(users_app, name="users")
app.command()(doctor)
out = Console(soft_wrap=True, highlight=False)
err = Console(stderr=True, soft_wrap=True, highlight=False)


@app.callback()
def command() -> None:
    """Answers about personal data from each insurer's own privacy policy."""


@app.command()
def ingest(
    path: Annotated[Path | None, typer.Argument(help="Corpus folder, instead of the one of the settings.")] = None,
    insurer: Annotated[str | None, typer.Option(help="Only this insurer; with --file, the one it is of.")] = None,
    file: Annotated[Path | None, typer.Option(help="Add this policy to the corpus, as it was published.")] = None,
    name: Annotated[str | None, typer.Option(help="With --file: the name of a new insurer.")] = None,
    legal_name: Annotated[str | None, typer.Option(help="With --file: the organisation in law.")] = None,
    site: Annotated[str | None, typer.Option(help="With --file: the address of its site, https://…")] = None,
    report: Annotated[Path | None, typer.Option(help="Write an HTML report to this file.")] = None,
    rebuild: Annotated[bool, typer.Option(help="Build and embed everything again.")] = False,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes that parse, or embed with --ray.")] = None,
    ray: Annotated[str | None, typer.Option(help='Run on this Ray cluster; "local" starts one here.')] = None,
) -> None:
    """Bring the indexes up to date with the corpus, or add an insurer's policy to it."""
    given = {"corpus_dir": path, "ingest_workers": workers}
    settings = load_settings(**{key: value for key, value in given.items() if value is not None})
    embedder = cache(partial(_embedder, settings))
    run = partial(_ingested, settings, embedder, insurer, rebuild, ray)
    if file:
        done = _added(settings.corpus_dir, _wanted(insurer, file, name, legal_name, site), run)
    elif name or legal_name or site:
        raise typer.BadParameter("is needed with --name, --legal-name and --site", param_hint="--file")
    else:
        done = run()
    _print_report(done, settings.data_dir)
    if report:
        _write_report(report, done, settings.data_dir)
    _make_bank(settings, embedder())
    if done.failed:
        raise typer.Exit(1)


def _wanted(insurer: str | None, file: Path, name: str | None, legal_name: str | None, site: str | None) -> Wanted:
    from ingest.manifest import Wanted

    if not insurer:
        raise typer.BadParameter("is needed with --file: the id of the insurer", param_hint="--insurer")
    return Wanted(insurer, file, name, legal_name, site)


def _added(corpus: Path, wanted: Wanted, run: Callable[[], IngestReport]) -> IngestReport:
    """The ingestion of a policy that stays in the corpus only if it is published."""
    from ingest.build import parse_document
    from ingest.manifest import policy_added

    with policy_added(corpus, wanted, parse_document, today_in_paris(datetime.now(UTC))) as new:
        if not new:
            out.print(f"{wanted.file} is the policy of {wanted.insurer} that is in service already", markup=False)
        done = run()
        if done.failed:
            faults = "; ".join(one.detail for one in done.insurers if one.status == "refused")
            raise IngestError(f"{wanted.file} was refused and the corpus left as it was: {faults}")
    return done


def _embedder(settings: Settings) -> Embedder:
    err.print(f"Loading the embedding model {settings.embedding_model}…")
    from ingest.embedding import load_embedder

    return load_embedder(settings.embedding_model)


def _ingested(
    settings: Settings, embedder: Callable[[], Embedder], insurer: str | None, rebuild: bool, ray: str | None
) -> IngestReport:
    from ingest.build import ingest as run

    model = embedder()
    with progress_bars(err) as bars:
        return run(
            settings.corpus_dir,
            settings.data_dir,
            model,
            only=insurer,
            rebuild=rebuild,
            progress=InsurerBars(bars).advance,
            runner=_runner(settings, ray),
            chroma_url=str(settings.chroma_url) if settings.chroma_url else None,
        )


def _make_bank(settings: Settings, embedder: Embedder) -> None:
    """Made after the policies are published: they stay, whatever becomes of it."""
    from assistant.topics import load_bank
    from ingest.files import explained

    with explained(settings.data_dir / "question-bank", "written"), progress_bars(err) as bars:
        load_bank(embedder, settings.data_dir, partial(InsurerBars(bars).advance, "question bank"))


def _runner(settings: Settings, ray: str | None) -> Runner:
    if ray:
        from ingest.ray_runner import ray_runner

        return ray_runner(None if ray == "local" else ray, settings.ingest_workers)
    from ingest.runners import local_runner

    return local_runner(settings.ingest_workers)


def _write_report(path: Path, report: IngestReport, data_dir: Path) -> None:
    from ingest.report import write_report

    try:
        write_report(path, data_dir, report, today_in_paris(datetime.now(UTC)))
    except OSError as error:
        raise IngestError(f"{path}: the report cannot be written ({error.strerror})") from error
    err.print(f"Report written to {path}", markup=False)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
) -> None:
    """Serve the chat, the API and the agents' console."""
    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    settings = load_settings(**given)
    _require_releases(settings)
    err.print("Starting: loading the embedding model and the indexes…")
    import uvicorn

    from assistant.app import create_app
    from assistant.wiring import build_accounts, build_desk

    engine = _engine(settings)
    states = engine.releases.check()
    for name, state in states.items():
        if state != "ok":
            err.print(f"[red]{name}: {state}[/red]")
    if "ok" not in states.values():
        raise IngestError("no index can be served")
    desk = build_desk(settings, engine)
    application = create_app(settings, engine, desk)
    if settings.console and not build_accounts(desk).list():
        err.print("Nobody can open /console yet: mesdroits users add NAME --role administrator")
    if engine.writer:
        _tell_of(engine.writer.model, settings)
    err.print(f"Serving {len(states)} insurers at http://{settings.host}:{settings.port} (Ctrl+C to stop)")
    uvicorn.run(
        application,
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,  # `protect` believes trusted proxies, and this would believe every local program
    )


def _tell_of(model: LanguageModel, settings: Settings) -> None:
    """Says which model words answers. One that is down is no reason not to start: it is asked again in time."""
    from assistant.trial import LANGUAGES, tried

    err.print(f"Answers are worded by {model.name}", markup=False, emoji=False)
    trial = tried(model, LANGUAGES[0], min(_GREETING_SECONDS, settings.llm_seconds))
    if trial.failure:
        err.print(f"It does not answer now ({trial.failure}): until it does, answers are quotes", style="yellow")


@app.command()
def ask(
    insurer: Annotated[str, typer.Argument(help="Id of the insurer, or - to find its name in the question.")],
    question: Annotated[str, typer.Argument(help="The question, in French or English.")],
    language: Annotated[str | None, typer.Option(help="Language of the answer: fr or en.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the object that POST /v1/chat returns.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Say how the reply came about.")] = False,
) -> None:
    """Answer one question in the terminal."""
    if language not in (None, "fr", "en"):
        raise typer.BadParameter("fr or en", param_hint="--language")
    settings = load_settings()
    _require_releases(settings)
    reply = _engine(settings).ask(None if insurer == "-" else insurer, question, language)
    if as_json:
        from assistant.api.schemas import chat_reply, explained_reply

        shown = explained_reply(reply) if explain else chat_reply(reply)
        sys.stdout.write(json.dumps(shown.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n")
    else:
        _print_reply(reply)
        if explain:
            _print_explanation(reply)


def _engine(settings: Settings) -> Engine:
    from assistant.wiring import build_engine

    with progress_bars(err) as bar:
        task = bar.add_task("question bank", total=None, visible=False)
        return build_engine(
            settings,
            advance=lambda done, total: bar.update(task, completed=done, total=total, visible=True),
        )


def _require_releases(settings: Settings) -> None:
    from ingest.releases import ReleaseStore

    if not ReleaseStore(settings.data_dir).insurers():
        raise IngestError(f"nothing is published below {settings.data_dir}; run `mesdroits ingest`")


def _print_report(report: IngestReport, data_dir: Path) -> None:
    from assistant.terminal import changed, table_of, understood, unexplained
    from ingest.published import read_published
    from ingest.releases import ReleaseStore

    out.print(table_of(report))
    out.print("new: texts embedded by this run; tokens: median/largest passage; covered: passages, headings, noise")
    for changes in (changes for one in report.insurers for changes in one.changes):
        out.print(Group("", *changed(changes)))
    if len(report.insurers) == 1 and report.insurers[0].status in ("published", "unchanged"):
        folder = ReleaseStore(data_dir).current(report.insurers[0].insurer)
        for parsed in read_published(folder).release.documents:
            out.print(Group("", *understood(parsed)))
    for warning in unexplained(report):
        err.print(warning)
    for one in report.insurers:
        if one.detail:
            err.print(f"{one.insurer}: {one.status}: {one.detail}", style="red", markup=False)


def _print_reply(reply: Reply) -> None:
    out.print(reply.answer, markup=False)
    if reply.citations:
        out.print()
    for citation in reply.citations:
        quote = citation.quote
        place = f"{quote.insurer}, {quote.document.title}, {quote.section}"
        out.print(f"[{citation.marker}] {place} ({quote.span.start}-{quote.span.end})", style="dim", markup=False)
    for notice in reply.notices:
        out.print(f"! {notice.text}", style="yellow", markup=False)
    for suggestion in reply.suggestions:
        out.print(f"? {suggestion}", style="cyan", markup=False)


def _print_explanation(reply: Reply) -> None:
    from assistant.explanation import explanation_of
    from assistant.terminal import explained, terminal_language

    for part in explained(explanation_of(reply), terminal_language(os.environ)):
        out.print(part, soft_wrap=False)


def main() -> None:
    """The console script. Errors that a user can mend are one line and exit code 1."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    for command in entry_points(group="mesdroits.commands"):
        app.add_typer(command.load(), name=command.name)
    try:
        app()
    except (IngestError, MesdroitsError) as error:
        err.print(f"mesdroits: {error}", style="red", markup=False)
        raise SystemExit(1) from error
    except KeyboardInterrupt:
        raise SystemExit(130) from None
