"""The command line: mesdroits ingest | serve | ask."""

from __future__ import annotations

import json
import logging
import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn
from rich.table import Table

from assistant.errors import MesdroitsError
from assistant.settings import Settings, load_settings
from ingest.errors import IngestError

if TYPE_CHECKING:
    from assistant.engine import Engine
    from assistant.reply import Reply
    from ingest.build import IngestReport

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
out = Console(soft_wrap=True, highlight=False)
err = Console(stderr=True, soft_wrap=True, highlight=False)


@app.callback()
def command() -> None:
    """Answers about personal data from each insurer's own privacy policy."""


@app.command()
def ingest(
    insurer: Annotated[str | None, typer.Option(help="Only this insurer.")] = None,
    rebuild: Annotated[bool, typer.Option(help="Build and embed everything again.")] = False,
) -> None:
    """Bring the indexes up to date with the corpus."""
    settings = load_settings()
    err.print(f"Loading the embedding model {settings.embedding_model}…")
    from assistant.topics import load_bank
    from ingest.build import ingest as run
    from ingest.embedding import load_embedder

    embedder = load_embedder(settings.embedding_model)
    with _progress() as bar:
        tasks: dict[str, TaskID] = {}

        def advance(name: str, done: int, total: int) -> None:
            if name not in tasks:
                tasks[name] = bar.add_task(name, total=total)
            bar.update(tasks[name], completed=done)

        report = run(
            settings.corpus_dir, settings.data_dir, embedder, only=insurer, rebuild=rebuild, progress=advance
        )
        load_bank(embedder, settings.data_dir, lambda done, total: advance("question bank", done, total))
    _print_report(report)
    if report.failed:
        raise typer.Exit(1)


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

    engine = _engine(settings)
    states = engine.releases.check()
    for name, state in states.items():
        if state != "ok":
            err.print(f"[red]{name}: {state}[/red]")
    if "ok" not in states.values():
        raise IngestError("no index can be served")
    application = create_app(settings, engine)
    err.print(f"Serving {len(states)} insurers at http://{settings.host}:{settings.port} (Ctrl+C to stop)")
    uvicorn.run(application, host=settings.host, port=settings.port, log_level="warning", access_log=False)


@app.command()
def ask(
    insurer: Annotated[str, typer.Argument(help="Id of the insurer, or - to find its name in the question.")],
    question: Annotated[str, typer.Argument(help="The question, in French or English.")],
    language: Annotated[str | None, typer.Option(help="Language of the answer: fr or en.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the object that POST /v1/chat returns.")] = False,
) -> None:
    """Answer one question in the terminal."""
    if language not in (None, "fr", "en"):
        raise typer.BadParameter("fr or en", param_hint="--language")
    settings = load_settings()
    _require_releases(settings)
    reply = _engine(settings).ask(None if insurer == "-" else insurer, question, language)
    if as_json:
        from assistant.api.schemas import chat_reply

        sys.stdout.write(json.dumps(chat_reply(reply).model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n")
    else:
        _print_reply(reply)


def _engine(settings: Settings) -> Engine:
    from assistant.wiring import build_engine

    with _progress() as bar:
        task = bar.add_task("question bank", total=None, visible=False)
        return build_engine(
            settings,
            advance=lambda done, total: bar.update(task, completed=done, total=total, visible=True),
        )


def _require_releases(settings: Settings) -> None:
    from ingest.index import ReleaseStore

    if not ReleaseStore(settings.data_dir).insurers():
        raise IngestError(f"nothing is published below {settings.data_dir}; run `mesdroits ingest`")


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description:>16}"), BarColumn(), MofNCompleteColumn(), TextColumn("texts"), console=err
    )


def _print_report(report: IngestReport) -> None:
    columns = ("insurer", "status", "docs", "sect.", "pass.", "new", "lang", "tokens", "covered", "s")
    table = Table(*columns, box=None, pad_edge=False)
    for one in report.insurers:
        table.add_row(
            one.insurer,
            one.status,
            str(one.documents),
            str(one.sections),
            str(one.passages),
            str(one.embedded),
            "+".join(one.languages),
            f"{one.median_tokens}/{one.largest_tokens}",
            f"{one.coverage:.1%}",
            f"{one.seconds:.1f}",
        )
    out.print(table)
    out.print("new: texts embedded by this run; tokens: median/largest passage; covered: passages, headings, noise")
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


def main() -> None:
    """The console script. Errors that a user can mend are one line and exit code 1."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        app()
    except (IngestError, MesdroitsError) as error:
        err.print(f"mesdroits: {error}", style="red", markup=False)
        raise SystemExit(1) from error
    except KeyboardInterrupt:
        raise SystemExit(130) from None
