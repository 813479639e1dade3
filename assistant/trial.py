"""Tries a language model with a question and a passage that are nobody's, as the assistant would ask it."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.answering.prompting import Text, messages
from assistant.language_model.deadline import Deadline
from assistant.language_model.failures import ModelFailed, Reason
from assistant.language_model.streaming import Usage

if TYPE_CHECKING:
    from assistant.language_model.client import LanguageModel

_TEXTS: Mapping[str, tuple[Text, ...]] = {
    "fr": (
        Text("question", "Combien de temps gardez-vous mes données ?"),
        Text("passage", "Vos données sont conservées trois ans après la fin du contrat.", 1, "Conservation"),
    ),
    "en": (
        Text("question", "How long do you keep my data?"),
        Text("passage", "Your data are kept for three years after the contract ends.", 1, "Retention"),
    ),
}
LANGUAGES = tuple(_TEXTS)
_LINE = re.compile(r"\[1\] \S.*")


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of a trial; times in seconds from asking."""

    language: str
    failure: Reason | None
    first_token: float | None
    """None where not a word came."""
    whole: float
    usage: Usage
    follows: bool
    """Whether every line is a sentence after the number of its passage, as was asked for."""


def tried(model: LanguageModel, language: str, seconds: float) -> Trial:
    """How the model answers in this language, within so many seconds."""
    began, first, text = time.monotonic(), None, ""
    failure: Reason | None = None
    usage = Usage()
    try:
        with model.stream(
            messages("answer", language, _TEXTS[language]), Deadline.after(seconds), "check"
        ) as reply:
            for piece in reply:
                first = first if first is not None else time.monotonic() - began
                text += piece
        usage = reply.usage
    except ModelFailed as failed:
        failure = failed.reason
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    follows = bool(lines) and all(_LINE.fullmatch(line) for line in lines)
    return Trial(language, failure, first, time.monotonic() - began, usage, follows and failure is None)
