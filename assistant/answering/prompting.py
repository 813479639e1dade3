"""What a language model is told: a file for each task and language, texts between delimiters of one request."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal
from xml.sax.saxutils import quoteattr

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

Task = Literal["answer", "gloss", "follow_up"]
_FRONT_MATTER = re.compile(r"\A---\nversion: (?P<version>\S+)\n---\n")
_NONCE_BYTES = 6


@dataclass(frozen=True)
class Text:
    """A text to read, under a name; passages and excerpts have a number and passages a section."""

    name: str
    content: str
    number: int | None = None
    section: str | None = None


def messages(task: Task, language: str, texts: Sequence[Text]) -> list[BaseMessage]:
    """The instructions of a task, and its texts between delimiters that nobody can know before."""
    from langchain_core.messages import HumanMessage, SystemMessage

    nonce = secrets.token_hex(_NONCE_BYTES)
    return [
        SystemMessage(_instructions(task, language)),
        HumanMessage("\n".join(_delimited(one, nonce) for one in texts)),
    ]


def _delimited(text: Text, nonce: str) -> str:
    number = f' number="{text.number}"' if text.number is not None else ""
    section = f" section={quoteattr(text.section)}" if text.section else ""
    return f"<{text.name}-{nonce}{number}{section}>\n{text.content}\n</{text.name}-{nonce}>"


@cache
def _instructions(task: Task, language: str) -> str:
    raw = (files("assistant.answering") / "prompts" / f"{task}.{language}.md").read_text(encoding="utf-8")
    head = _FRONT_MATTER.match(raw)
    assert head is not None
    return raw[head.end() :].strip()
