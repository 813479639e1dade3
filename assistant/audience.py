"""For whom a message is written: the member, or somebody who stands in another place before the insurer."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from anyascii import anyascii

_CUT = " | "
"""Stands where a passage was cut, so that no pattern matches across it."""


@dataclass(frozen=True)
class _Audience:
    name: str | None
    said: re.Pattern[str]
    unless: re.Pattern[str] | None

    def speaks_in(self, text: str) -> bool:
        left = self.unless.sub(_CUT, text) if self.unless else text
        return self.said.search(left) is not None


def audience_of(question: str) -> str | None:
    """For whom `question` is written: "heir", "representative", "minor", "beneficiary"; None for the member.

    The first audience of `assistant/data/audience.toml` with a pattern in the question, which is compared in lower
    case and without accents. Someone who reports what a member asks stands for the member.
    """
    text = _folded(question)
    return next((one.name for one in _audiences() if one.speaks_in(text)), None)


def _folded(text: str) -> str:
    """Lower-case words without accents, separated by single spaces; an apostrophe or a hyphen separates."""
    return " ".join(re.findall(r"[a-z0-9]+", anyascii(text).lower()))


@cache
def _audiences() -> tuple[_Audience, ...]:
    raw = tomllib.loads((files("assistant") / "data" / "audience.toml").read_text(encoding="utf-8"))
    parts: dict[str, str] = {}
    for name, pattern in raw["part"].items():
        parts[name] = _filled(pattern, parts)
    return tuple(
        _Audience(
            name=None if one["name"] == "member" else one["name"],
            said=_whole(one["said"], parts),
            unless=_whole(one["unless"], parts) if "unless" in one else None,
        )
        for one in raw["audience"]
    )


def _whole(patterns: Sequence[str], parts: Mapping[str, str]) -> re.Pattern[str]:
    """Any of the patterns, on whole words."""
    return re.compile(rf"\b(?:{'|'.join(_filled(one, parts) for one in patterns)})\b")


def _filled(pattern: str, parts: Mapping[str, str]) -> str:
    for name, part in parts.items():
        pattern = pattern.replace(f"{{{name}}}", f"(?:{part})")
    return pattern
