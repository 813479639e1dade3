"""Which insurer a question is about. Names come from the corpus, never from code."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from anyascii import anyascii

from ingest.entries import InsurerEntry

_ADDRESSED = re.compile(r"\b(?:vous|votre|vos|vs|nous|notre|nos|you|your|yours|u|ur|we|our)\b", re.IGNORECASE)
_KIND = "mutuelle "
_CUE = re.compile(r"\b(?:mutuelle|chez|assureur|assurance|insurer|with|at|la)\s$")


@dataclass(frozen=True)
class Mention:
    """An insurer named in a question, and where: `start` and `end` count characters of the question."""

    insurer: str
    start: int
    end: int


class Scope:
    """The names of the insurers that are served."""

    def __init__(self, insurers: Sequence[InsurerEntry]) -> None:
        names = {
            _folded(name).removeprefix("la "): entry.id
            for entry in insurers
            for name in (entry.id, entry.name, entry.legal_name, *entry.aliases)
        }
        ordered = sorted(names, key=len, reverse=True)
        self._insurers = names
        self._pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, ordered))})\b") if ordered else None

    def mentions(self, question: str) -> list[Mention]:
        """The insurers that `question` names, in order; the longest name wins where several fit.

        A name of several words written in lower case counts only after a word such as "chez", when it begins with
        what it is ("mutuelle …"), or when nothing else is written, so that two ordinary words that happen to be a
        name do not count as one.
        """
        if self._pattern is None:
            return []
        folded, places = _folded_with_places(question)
        found = []
        for match in self._pattern.finditer(folded):
            start, end = places[match.start()], places[match.end() - 1] + 1
            written = question[start:end]
            alone = match.end() - match.start() == len(folded.strip())
            single = " " not in match[0] or match[0].startswith(_KIND)
            if single or alone or not written.islower() or _CUE.search(folded[: match.start()]):
                found.append(Mention(self._insurers[match[0]], start, end))
        return found


class Strangers:
    """Organisations that are not served: what they do with data is not for this assistant to say."""

    def __init__(self, names: Iterable[str]) -> None:
        ordered = sorted(set(names), key=len, reverse=True)
        self._pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, ordered))})(?!\w)") if ordered else None

    def asked_about(self, question: str, policy: str) -> str | None:
        """The organisation whose doings are asked about, or None.

        Not one that the policy itself names, and none where the question also speaks of the insurer ("you").
        """
        if self._pattern is None or _ADDRESSED.search(question):
            return None
        found = (match[0] for match in self._pattern.finditer(question))
        return next((name for name in found if name.casefold() not in policy.casefold()), None)


def load_strangers(corpus: Path) -> Strangers:
    """Those of `organisations.toml` in a corpus folder; none where it has no such file."""
    path = corpus / "organisations.toml"
    return Strangers(tomllib.loads(path.read_text(encoding="utf-8"))["names"] if path.is_file() else ())


def without_mentions(question: str, mentions: Iterable[Mention], instead: str = "") -> str:
    """The question with each insurer's name replaced by `instead`, so that it weighs nothing in a search."""
    for mention in sorted(mentions, key=lambda one: one.start, reverse=True):
        question = f"{question[: mention.start]}{instead}{question[mention.end :]}"
    folded = " ".join(question.split())
    return re.sub(rf"\b({instead})(\s+{instead})+\b", r"\1", folded, flags=re.IGNORECASE) if instead else folded


def _folded(text: str) -> str:
    return _folded_with_places(text)[0].strip()


def _folded_with_places(text: str) -> tuple[str, list[int]]:
    """Lower-case ASCII words separated by single spaces, and for each character its place in `text`."""
    folded: list[str] = []
    places: list[int] = []
    for place, one in enumerate(text):
        plain = anyascii(one).lower()
        for letter in plain or " ":
            kept = letter if letter.isalnum() else " "
            if kept == " " and (not folded or folded[-1] == " "):
                continue
            folded.append(kept)
            places.append(place)
    return "".join(folded), places
