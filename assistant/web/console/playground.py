"""Settings on sliders: one question with the settings in service and with others, side by side; nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from annotated_types import Le

from assistant.errors import EmptyQuestion
from assistant.explanation import explanation_of
from assistant.reply import Reply
from assistant.requests.records import Actor
from assistant.retrieval import FEATURES
from assistant.settings import RetrievalSettings
from assistant.web.answers.markup import AnswerLinks, answer_html
from assistant.web.console.backstage import EVALUATORS, QUIET, SHOWN, Backstage, Tab, allowed
from assistant.web.console.components import question_fields
from assistant.web.console.reasons import reasons_html
from assistant.web.console.showing import html_block

NAMES = tuple(RetrievalSettings.model_fields)
HEAVIEST = 6.0
"""The largest weight on the sliders."""
LINKS = AnswerLinks(target="_blank")


def tried_html(
    back: Backstage,
    actor: Actor,
    insurer: str | None,
    question: str,
    changed: Mapping[str, float],
    *,
    without_model: bool,
) -> str:
    """The answer with the settings of the service beside that with the changed ones and, where that is asked for,
    without its language model, and what is equal, as HTML.

    What is as in the service is not tried. Raises NotAllowed for an insurer out of reach, and as
    `Engine.ask` does.
    """
    if not insurer or not question.strip():
        raise EmptyQuestion
    allowed(actor, EVALUATORS, insurer)
    engine = back.engine
    now = engine.ask(insurer, question, None, None, interface_language=back.language)
    sides = [("now", now, _answer(back, actor, now), reasons_html(back, now))]
    wanted = settings_of(changed)
    if wanted == back.settings.retrieval and not without_model:
        return back.render("console_playground.html", sides=sides, same="settings")
    other = engine.trying(wanted)
    other = other.without_model() if without_model else other
    then = other.ask(insurer, question, None, None, interface_language=back.language)
    sides.append(("then", then, _answer(back, actor, then), reasons_html(back, then, earlier=now)))
    return back.render("console_playground.html", sides=sides, same=_same(now, then))


def _same(now: Reply, then: Reply) -> str:
    """What did not change, as the page says it: "all", "answers" or "" where the answers differ."""
    if (now.outcome, now.answer, now.handoff) != (then.outcome, then.answer, then.handoff):
        return ""
    return "all" if _ranking(now) == _ranking(then) else "answers"


def _ranking(reply: Reply) -> list[str]:
    explanation = explanation_of(reply)
    return [one.passage_id for one in explanation.candidates] if explanation else []


def _answer(back: Backstage, actor: Actor, reply: Reply) -> str:
    names = {one.id: one.name for one in back.insurers(actor)}
    return answer_html(reply, language=back.language, names=names, links=LINKS)


def settings_of(values: Mapping[str, float]) -> RetrievalSettings:
    """The settings with these values; what leaves their bounds raises ValueError."""
    return RetrievalSettings.model_validate({**values, "topics": int(values["topics"])})


def toml_of(current: RetrievalSettings, values: Mapping[str, float]) -> str:
    """What to write in the file of settings for these values: those that differ only."""
    wanted = settings_of(values)
    differing = [name for name in NAMES if getattr(wanted, name) != getattr(current, name)]
    return "\n".join(["[retrieval]", *(f"{name} = {getattr(wanted, name):g}" for name in differing)])


def _slider(gr: Any, back: Backstage, name: str) -> Any:
    value, weight = getattr(back.settings.retrieval, name), name in FEATURES
    label = back.word("explanation")(f"feature.{name}") if weight else back.word()(f"setting.{name}")
    bounds = RetrievalSettings.model_fields[name].metadata
    most = next((float(str(one.le)) for one in bounds if isinstance(one, Le)), max(HEAVIEST, value))
    least, step = (1, 1) if name == "topics" else (0, 0.05)
    return gr.Slider(least, most, value=value, step=step, label=f"{label} ({name})", min_width=220)


def tab(gr: Any, back: Backstage) -> Tab:
    """The tab: insurer and question, the settings, both answers."""
    t = back.word()
    with gr.Tab(t("playground.tab"), id="playground") as made:
        with gr.Row(elem_classes="console-ask"):
            insurer, question = question_fields(gr, back)
            send = gr.Button(t("playground.send"), variant="primary", scale=1, min_width=120)
            reset = gr.Button(t("playground.reset"), scale=1, min_width=120)
        modelled = back.engine.writer is not None
        plain = gr.Checkbox(False, label=t("playground.without_model"), visible=modelled)
        sliders = []
        for title, names in (
            ("playground.weights", [one for one in NAMES if one in FEATURES]),
            ("playground.thresholds", [one for one in NAMES if one not in FEATURES]),
        ):
            with gr.Accordion(t(title), open=title == "playground.thresholds"), gr.Row():
                sliders += [_slider(gr, back, one) for one in names]
        toml = gr.Textbox("[retrieval]", label=t("playground.toml"), interactive=False, lines=3, buttons=["copy"])
        shown = html_block(gr, t("playground.empty"))
        order = [name for name in NAMES if name in FEATURES] + [name for name in NAMES if name not in FEATURES]

        def attempt(actor: Actor, chosen: str | None, text: str, without_model: bool, *values: float) -> list[str]:
            changed = dict(zip(order, values, strict=True))
            html = tried_html(back, actor, chosen, text, changed, without_model=without_model)
            return [html, toml_of(back.settings.retrieval, changed)]

        def write(_: Actor, *values: float) -> str:
            return toml_of(back.settings.retrieval, dict(zip(order, values, strict=True)))

        def defaults(_: Actor) -> list[Any]:
            return [False, *(getattr(back.settings.retrieval, name) for name in order), "[retrieval]"]

        given = [insurer, question, plain, *sliders]
        gr.on([send.click, question.submit], back.handler(EVALUATORS, attempt), given, [shown, toml], **SHOWN)
        gr.on([one.release for one in sliders], back.handler(EVALUATORS, write), sliders, toml, **QUIET)
        reset.click(back.handler(EVALUATORS, defaults), None, [plain, *sliders, toml], **QUIET)
    return Tab(made, choices=(insurer,))
