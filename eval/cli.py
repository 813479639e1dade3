"""The command line of the evaluation: mesdroits eval run | report | compare | sweep | gate | export | …"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from typer.core import TyperGroup

from assistant.settings import load_settings
from eval.errors import EvaluationError

out = Console(soft_wrap=True, highlight=False)
err = Console(stderr=True, soft_wrap=True, highlight=False)


class _Group(TyperGroup):
    """Errors that an evaluator can mend are their message and exit code 1."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except EvaluationError as error:
            self._refuse(str(error), error)
        except OSError as error:
            reason = error.strerror or str(error)
            self._refuse(f"{error.filename}: {reason}" if error.filename else reason, error)

    def _refuse(self, message: str, error: Exception) -> NoReturn:
        err.print(f"mesdroits eval: {message}", style="red", markup=False)
        raise typer.Exit(1) from error


class SplitName(StrEnum):
    """The part of a data set that is asked."""

    DEVELOPMENT = "development"
    TEST = "test"
    ALL = "all"


app = typer.Typer(cls=_Group, no_args_is_help=True, help="Measure answers against data sets with gold.")

_RunFolder = Annotated[Path, typer.Argument(help="Folder of a run.")]
_Dataset = Annotated[str, typer.Option(help="Name of a data set; `mesdroits eval datasets` lists them.")]
_Split = Annotated[list[SplitName] | None, typer.Option(help="Split to ask; may be given twice.")]
_Depth = Annotated[int, typer.Option(min=1, max=1_000, help="How many passages are kept of each search.")]
_Concurrency = Annotated[int, typer.Option(min=1, max=64, help="Questions asked at once.")]
_Timeout = Annotated[float, typer.Option(min=0.1, help="Seconds after which a question counts as failed.")]


@app.command()
def datasets() -> None:
    """List the data sets."""
    from eval.datasets.catalogue import NAMES

    for name in NAMES:
        out.print(name, markup=False)


@app.command()
def validate(
    name: Annotated[str, typer.Argument(help="A data set.")] = "golden",
    warnings: Annotated[bool, typer.Option(help="List what is ambiguous as well.")] = True,
) -> None:
    """Prove every gold span of a data set against the policies; flag facts that a wrong answer may show."""
    from eval.datasets.catalogue import PROVED, findings, load_dataset

    settings = load_settings()
    dataset = load_dataset(name, "all", settings.corpus_dir)
    flagged = findings(name, settings.corpus_dir) if name in PROVED else []
    for one in flagged if warnings else []:
        out.print(f"{one.severity}: {one}", markup=False)
    spans = sum(len(case.gold) for case in dataset.cases)
    out.print(f"{name}: {len(dataset.cases)} cases, {spans} gold spans, all in the texts; {len(flagged)} warnings")


@app.command()
def run(
    dataset: _Dataset = "golden",
    split: _Split = None,
    system: Annotated[
        str, typer.Option(help="default, extractive, generative, the address of a deployment, or a peer's name.")
    ] = "default",
    folder: Annotated[
        Path | None, typer.Option("--out", help="Folder of the runs; one with a run that was interrupted goes on.")
    ] = None,
    depth: _Depth = 10,
    concurrency: _Concurrency = 2,
    timeout: _Timeout = 60.0,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Ask the questions again that failed earlier.")
    ] = False,
) -> None:
    """Ask every question, score the replies, print the figures and write the report.

    The exit code is 1 where no question of a split got a reply.
    """
    from eval.report.headline import headline
    from eval.report.view import view_of
    from eval.running import Plan, failures_of, run_all
    from eval.tables import headline_table

    home = folder or _new_folder(dataset, system)
    plan = Plan(_names(split, SplitName.DEVELOPMENT), depth, concurrency, timeout, retry_failed)
    runs = run_all(load_settings(), dataset, system, plan, home, err)
    columns = {name: headline(view_of(one)) for name, one in runs.items()}
    out.print(headline_table(f"{dataset}, {system}: figures with 95 % intervals", columns))
    for one in runs.values():
        out.print(f"Report: {one.path / 'report.html'}", markup=False)
        if warning := failures_of(one):
            err.print(f"Warning: {warning}", style="red", markup=False)
    if any(len(made.failed) == len(made.observations) for made in (one.run() for one in runs.values())):
        raise typer.Exit(1)


@app.command()
def report(
    folder: _RunFolder,
    price_in: Annotated[float, typer.Option(min=0, help="Price of a million tokens sent to a model.")] = 0.0,
    price_out: Annotated[float, typer.Option(min=0, help="Price of a million tokens it wrote.")] = 0.0,
) -> None:
    """Write the report of a run again, from the folder alone; say what its language model cost."""
    from eval.running import tokens_of, write_run_report
    from eval.runs.folder import RunFolder

    run_folder = RunFolder(folder)
    write_run_report(run_folder)
    out.print(tokens_of(run_folder, price_in, price_out))
    out.print(f"Report: {folder / 'report.html'}", markup=False)


@app.command()
def peers(
    dataset: _Dataset = "golden",
    split: _Split = None,
    folder: Annotated[Path | None, typer.Option("--out", help="Folder of the runs.")] = None,
    table: Annotated[Path | None, typer.Option(help="Write the table as Markdown to this file.")] = None,
) -> None:
    """Ask the product and what people would build instead the same questions, and print one table."""
    from eval.peers import peer_runs, peer_tables, write_peer_tables

    home = folder or _new_folder(dataset, "peers")
    runs = peer_runs(load_settings(), dataset, _names(split, SplitName.TEST), home, err)
    tables = list(peer_tables(dataset, runs))
    for one in tables:
        out.print(one.rich())
    if table:
        write_peer_tables(tables, runs, table)


@app.command()
def modes(
    dataset: _Dataset = "golden",
    split: Annotated[SplitName, typer.Option(help="Split to ask.")] = SplitName.DEVELOPMENT,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Ask that many questions only, of each insurer and outcome its share.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Which of them --limit draws.")] = 0,
    folder: Annotated[Path | None, typer.Option("--out", help="Folder of the two runs.")] = None,
    table: Annotated[Path | None, typer.Option(help="Write the tables as Markdown to this file.")] = None,
    timeout: _Timeout = 180.0,
) -> None:
    """Ask the same questions without and with the language model, one at a time, and put both side by side."""
    from eval.mode_tables import mode_tables, write_mode_tables
    from eval.modes import Sample, mode_runs

    home = folder or _new_folder(dataset, "modes")
    sample = Sample(limit, seed) if limit else None
    runs = mode_runs(load_settings(), dataset, split.value, sample, home, timeout, err)
    tables = mode_tables(runs)
    for one in tables:
        out.print(one.rich())
    for run in (runs.extractive, runs.generative):
        out.print(f"Report: {run.path / 'report.html'}", markup=False)
    if table:
        write_mode_tables(tables, runs, table)


@app.command()
def compare(
    first: Annotated[Path, typer.Argument(help="Folder of a run: A.")],
    second: Annotated[Path, typer.Argument(help="Folder of another run over the same questions: B.")],
    by: Annotated[
        str | None, typer.Option(help="Metric that decides which cases are won and lost; by default the first.")
    ] = None,
    originals: Annotated[bool, typer.Option("--originals", help="B is over variations of A's questions.")] = False,
) -> None:
    """Compare two runs case by case: differences with intervals, cases won and lost."""
    from eval.runs.compare import compare as compared
    from eval.runs.folder import RunFolder
    from eval.tables import comparison_table, listed

    found = compared(RunFolder(first), RunFolder(second), by, originals=originals)
    out.print(comparison_table(found))
    out.print(f"Better in B, by {found.by}: {listed(found.won)}", markup=False)
    out.print(f"Worse in B, by {found.by}: {listed(found.lost)}", markup=False)


@app.command()
def sweep(
    settings: Annotated[
        list[str], typer.Option("--set", help="A setting with its values: retrieval.silent_above=0.6,0.75")
    ],
    dataset: _Dataset = "golden",
    split: Annotated[
        SplitName, typer.Option(help="The test split is refused: nothing is chosen by it.")
    ] = SplitName.DEVELOPMENT,
    sort_by: Annotated[str, typer.Option(help="Metric that orders the table.")] = "correct_brief",
    folder: Annotated[Path | None, typer.Option("--out", help="Folder of the runs.")] = None,
) -> None:
    """Run every combination of settings over the development split."""
    from eval.running import swept
    from eval.tables import sweep_table

    home = folder or _new_folder(dataset, "sweep")
    trials = swept(load_settings(), dataset, split.value, settings, sort_by, home, err)
    shown = dict.fromkeys(
        (sort_by, "correct_brief", "correct", "outcome", "fact_recall", "hit_5", "false_refusal", "false_answer")
    )
    out.print(sweep_table(trials, list(shown)))


@app.command()
def fit(
    policies: Annotated[Path, typer.Argument(help="Folder of the policies that eval/data/passages labels.")],
    dataset: Annotated[list[str] | None, typer.Option(help="Questions with gold; the development split.")] = None,
    write: Annotated[bool, typer.Option("--write", help="Write assistant/data/fitted.toml.")] = False,
) -> None:
    """Fit the weights of the ranking and of the decisions again."""
    from eval.datasets.catalogue import load_dataset
    from eval.fitting.refit import refit, write_fitted

    settings = load_settings()
    loaded = [load_dataset(name, "development", settings.corpus_dir) for name in dataset or ["golden"]]
    found = refit(settings, policies, loaded, lambda name: err.print(f"… {name}", markup=False))
    for name, weights in (("ranking", found.ranking), ("answerable", found.answerable), ("silence", found.silence)):
        out.print(f"{name}: " + ", ".join(f"{key} {value:.3f}" for key, value in weights.items()))
    for name, value in found.figures.items():
        out.print(f"{name}: {value:.3f}")
    if write:
        write_fitted(found)


@app.command("question-bank")
def question_bank() -> None:
    """Fit the classifiers that come with the product to the examples of assistant/data."""
    from assistant.examples import load_examples
    from assistant.topics import shipped
    from assistant.training import train
    from eval.runs.progress import case_progress
    from ingest.embedding import load_embedder

    embedder = load_embedder(load_settings().embedding_model)
    with case_progress(err) as bars:
        task = bars.add_task("examples", total=None)
        train(
            load_examples(),
            embedder,
            shipped(embedder.name),
            lambda done, total: bars.update(task, completed=done, total=total),
        )
    out.print(str(shipped(embedder.name)))


@app.command()
def gate(
    folder: _RunFolder,
    baseline: Annotated[Path, typer.Option(help="Folder of the run that must not be fallen behind.")],
    margin: Annotated[float, typer.Option(min=0, max=1, help="A loss up to this much is let pass.")] = 0.0,
) -> None:
    """Exit with 1 when a run is significantly worse than a baseline, or quotes what is not in the policy."""
    from eval.runs.folder import RunFolder
    from eval.runs.gate import gate as gated
    from eval.tables import gate_table

    found = gated(RunFolder(baseline), RunFolder(folder), margin)
    out.print(gate_table(found))
    if not found.passed:
        raise typer.Exit(1)


@app.command()
def export(
    folder: _RunFolder,
    form: Annotated[str, typer.Option("--format", help="beir, trec, ragas or deepeval.")],
    target: Annotated[Path, typer.Option("--out", help="Folder to write to.")],
) -> None:
    """Write a run in the format of another tool."""
    from eval.runs.export import export as exported
    from eval.runs.folder import RunFolder

    for path in exported(RunFolder(folder), form, target):
        out.print(str(path), markup=False)


@app.command()
def understanding(
    folder: Annotated[
        Path | None, typer.Option("--out", help="Folder of the results; by default those of the repository.")
    ] = None,
    counts: Annotated[
        bool, typer.Option("--counts", help="Only print how many examples the question bank has.")
    ] = False,
) -> None:
    """Measure how questions are understood, on questions kept apart; print and write the figures."""
    from assistant.examples import load_examples
    from eval.understanding.bank import counts as counted
    from eval.understanding.measuring import measure

    text = counted(load_examples()) if counts else measure(load_settings(), folder, err)
    out.print(text, markup=False)


@app.command()
def judge(
    folder: _RunFolder,
    model: Annotated[str, typer.Option(help='A chat model of LangChain, such as "ollama:mistral".')],
    concurrency: _Concurrency = 2,
) -> None:
    """Ask a language model for a second opinion on a run. It decides nothing: no metric and no gate reads it."""
    from eval.runs.folder import RunFolder
    from eval.runs.judge import chat_model
    from eval.runs.judge import judge as judged
    from eval.runs.progress import CaseBar, case_progress

    asked = chat_model(model)
    with case_progress(err) as bars:
        bar = CaseBar(bars, "judged")
        tally = judged(
            RunFolder(folder),
            asked,
            model,
            concurrency=concurrency,
            progress=lambda done, total: bar.advance(done, total, 0),
        )
    for verdict, count in sorted(tally.items()):
        out.print(f"{verdict}: {count}", markup=False)
    if missing := tally["unreachable"]:
        raise EvaluationError(
            f"{model!r} gave no verdict on {missing} replies; judge the run again to ask for them"
        )


def _names(splits: list[SplitName] | None, default: SplitName) -> list[str]:
    return [one.value for one in splits or [default]]


def _new_folder(dataset: str, system: str) -> Path:
    """A folder of its own below the data folder."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    words = "-".join(
        "".join(one if one.isalnum() else "-" for one in name).strip("-") for name in (dataset, system)
    )
    return load_settings().data_dir / "evaluations" / f"{stamp}-{words}"
