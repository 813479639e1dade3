"""Runs of the evaluation: which there are, what each found, what differs between two, what to mend."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, PlainTextResponse, Response

from assistant.errors import MesdroitsError
from assistant.requests.records import Actor
from assistant.web.console.backstage import EVALUATORS, QUIET, SHOWN, Backstage, Tab, allowed
from assistant.web.console.run_folders import Case, RunView, by_topic, cases, run_of, runs
from assistant.web.console.showing import html_block
from assistant.web.staff.cookie import signed_in_of

HEADLINES = ("correct", "outcome", "fact_recall", "hit_5", "false_answer", "false_refusal")
"""The metrics of the list of runs."""
LOWER_IS_BETTER = frozenset(
    {"false_refusal", "false_answer", "forbidden_shown", "foreign_citation", "document_mismatch_5"}
)
NO_SHARE = frozenset({"words", "milliseconds"})
"""Metrics that are no share of cases."""
FAILURES = 100
"""Failures listed at most."""
REPORT_POLICY = "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "


def list_html(back: Backstage) -> str:
    """The runs there are, with their headline metrics."""
    return back.render("console_runs.html", runs=runs(back.settings.data_dir), headlines=HEADLINES)


def run_html(back: Backstage, chosen: str | None, other: str | None) -> str:
    """A run with its metrics, chart and failures; beside another the differences."""
    run = _found(back, chosen)
    against = _found(back, other) if other and other != chosen else None
    if run is None:
        return ""
    scored, fault = _scored(run)
    failed = [one for one in scored if one.failed]
    before = {one.id for one in _scored(against)[0] if one.failed} if against else None
    return back.render(
        "console_run.html",
        run=run,
        against=against,
        headlines=HEADLINES,
        by_topic=by_topic(scored),
        failed=failed[:FAILURES],
        failures=len(failed),
        before=before,
        fault=fault,
        lower=LOWER_IS_BETTER,
        no_share=NO_SHARE,
    )


def _found(back: Backstage, identifier: str | None) -> RunView | None:
    return run_of(back.settings.data_dir, identifier) if identifier else None


def _scored(run: RunView) -> tuple[list[Case], str]:
    """The cases of a run, and what is wrong with the file of scores."""
    if run.fault:
        return [], run.fault
    try:
        return cases(run), ""
    except (OSError, ValueError) as error:
        return [], f"{type(error).__name__}: {str(error)[:200]}"


def report_router(back: Backstage) -> APIRouter:
    """`/console/reports/{run}`: the report of a run as it was written, in a sandbox, for evaluators only."""
    pages = APIRouter(include_in_schema=False)

    @pages.get("/console/reports/{run}")
    def report(run: str, request: Request) -> Response:
        try:
            allowed(signed_in_of(request, back.sessions).actor, EVALUATORS)
        except MesdroitsError as error:
            return PlainTextResponse(str(error.status), status_code=error.status)
        found = run_of(back.settings.data_dir, run)
        if found is None or found.report is None:
            return PlainTextResponse("404", status_code=404)
        policy = {"Content-Security-Policy": f"{REPORT_POLICY}img-src data:; frame-ancestors 'none'"}
        return FileResponse(found.report, media_type="text/html", headers=policy)

    return pages


def tab(gr: Any, back: Backstage) -> Tab:
    """The tab: the list, one run, and a second one to compare it with."""
    t = back.word()
    with gr.Tab(t("evaluation.tab"), id="evaluation") as made:
        listed = html_block(gr)
        with gr.Row():
            chosen = gr.Dropdown([], label=t("evaluation.run"), scale=1)
            other = gr.Dropdown([], label=t("evaluation.other"), scale=1)
        shown = html_block(gr)

        def refresh(_: Actor) -> list[Any]:
            choices = [(f"{one.name} ({one.started[:10]})", one.id) for one in runs(back.settings.data_dir)]
            return [list_html(back), gr.update(choices=choices), gr.update(choices=[("–", ""), *choices])]

        def show(_: Actor, run: str | None, against: str | None) -> str:
            return run_html(back, run, against)

        made.select(back.handler(EVALUATORS, refresh), None, [listed, chosen, other], **QUIET)
        gr.on([chosen.input, other.input], back.handler(EVALUATORS, show), [chosen, other], shown, **SHOWN)
    return Tab(made)
