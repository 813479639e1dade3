"""A second opinion by a language model, beside the metrics and never in place of them: no gate reads it."""

from __future__ import annotations

import hashlib
import logging
import os
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Literal

from jinja2 import Environment, StrictUndefined
from pydantic import BaseModel, ValidationError

from eval.errors import EvaluationError, MissingExtra
from eval.observations import FAILED, Observation
from eval.runs.folder import RunFolder
from eval.runs.records import AskedCase, Judgement

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

_FRONT_MATTER = re.compile(r"\A---\nversion: (?P<version>\S+)\n---\n")
_KEPT = 500
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Prompt:
    """What the judge is told. The hash tells a changed text whose version was not raised."""

    template: str
    version: str
    sha256: str

    def render(self, asked: AskedCase, seen: Observation) -> str:
        """The prompt for one case."""
        template = Environment(undefined=StrictUndefined, autoescape=False).from_string(self.template)
        return template.render(
            question=asked.case.question,
            expected=asked.case.outcome,
            facts=asked.case.facts,
            quotes=asked.quotes,
            observed=seen.outcome,
            answer=seen.answer,
        )


class _Verdict(BaseModel):
    verdict: Literal["correct", "partly", "wrong"]
    reason: str = ""


def load_prompt() -> Prompt:
    """The prompt in `prompts/judge.md`."""
    raw = (files("eval.runs") / "prompts" / "judge.md").read_text(encoding="utf-8")
    head = _FRONT_MATTER.match(raw)
    assert head is not None
    return Prompt(raw[head.end() :], head["version"], hashlib.sha256(raw.encode()).hexdigest())


def chat_model(name: str) -> BaseChatModel:
    """Any chat model of LangChain, by a name such as "ollama:mistral".

    Nothing but that model is told what it reads: LangChain's tracing service is switched off. Raises MissingExtra
    when its package is not installed, EvaluationError when there is no such model.
    """
    from langchain.chat_models import init_chat_model

    os.environ["LANGSMITH_TRACING"] = os.environ["LANGCHAIN_TRACING_V2"] = "false"
    try:
        return init_chat_model(name, temperature=0)
    except ImportError as error:
        raise MissingExtra(
            f"the judge {name!r} needs a package that is not installed: {_one_line(error)}"
        ) from error
    except Exception as error:  # each provider has errors of its own for a missing key or an unknown model
        raise EvaluationError(f"the judge {name!r} cannot be used: {_one_line(error)}") from error


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())


def judge(
    folder: RunFolder,
    model: BaseChatModel,
    name: str,
    *,
    concurrency: int = 2,
    progress: Callable[[int, int], None] = lambda *_: None,
) -> Counter[str]:
    """How many replies have each verdict, "unreadable" among them; kept in `judgements.jsonl` as they come.

    Cases that failed or expect no outcome are left out; those that this model has judged with this prompt are not
    judged again. Those where the model could not be reached are counted as "unreachable" and judged the next time.
    """
    prompt, done = load_prompt(), folder.judgements()
    mine = {one.case: one for one in done if (one.model, one.prompt_sha256) == (name, prompt.sha256)}
    run = folder.run()
    open_cases = [
        (asked, seen)
        for asked, seen in zip(run.asked, run.observations, strict=True)
        if asked.case.outcome and seen.outcome != FAILED and asked.case.id not in mine
    ]
    tally: Counter[str] = Counter(one.verdict for one in mine.values())
    config = {"max_concurrency": concurrency}
    texts = [prompt.render(asked, seen) for asked, seen in open_cases]
    with folder.held(), folder.growing_judgements() as file:
        judged = model.batch_as_completed(texts, config, return_exceptions=True)  # type: ignore[call-overload]
        for count, (place, reply) in enumerate(judged, start=1):
            progress(count, len(texts))
            if isinstance(reply, Exception):
                log.warning("the judge %s gave no verdict: %s: %s", name, type(reply).__name__, reply)
                tally["unreachable"] += 1
                continue
            verdict, reason = _read(reply)
            case = open_cases[place][0].case.id
            file.append(Judgement(case, verdict, reason, name, prompt.version, prompt.sha256))
            tally[verdict] += 1
    return tally


def _read(reply: BaseMessage) -> tuple[Literal["correct", "partly", "wrong", "unreadable"], str]:
    """Verdict and reason of a reply; "unreadable" with what came instead."""
    from langchain_core.utils.json import parse_json_markdown

    try:
        found = _Verdict.model_validate(parse_json_markdown(reply.text))
    except (ValueError, ValidationError):
        return "unreadable", reply.text[:_KEPT]
    return found.verdict, found.reason
