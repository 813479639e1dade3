"""Messages that lean on what was said before, turned into questions that stand on their own.

What is a follow-up and what it asks is data (`assistant/data/followups.toml`). A message with a subject of its own
is left as it is.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from anyascii import anyascii

from assistant.conversation import Turn
from assistant.understanding import Understood

_SURE = 0.5
"""Probability of its likeliest topic from which a message without a known ellipsis is understood alone."""
_WISHES = 0.5
"""Probability of a wish to act from which a message says enough."""
_LONGEST = 10
"""Words of a message that can be a follow-up without a known ellipsis."""
_LONGEST_WITHOUT_OPENING = 3
_LONGEST_NAME = 6
"""Words of what takes the place of the last question's subject."""


@dataclass(frozen=True)
class Resolved:
    """The question that a follow-up asks."""

    text: str
    joined: bool = False
    """Whether it is the message behind an earlier question, rather than a question of ours."""


@dataclass(frozen=True)
class _Meant:
    """The question that an ellipsis asks after a topic; `about` must be found in the message where it is given."""

    of: frozenset[str]
    question: dict[str, str]
    about: re.Pattern[str] | None


@dataclass(frozen=True)
class _Ellipsis:
    keys: re.Pattern[str]
    words: frozenset[str]
    after: tuple[_Meant, ...]


@dataclass(frozen=True)
class _Instead:
    """The question about another subject; `topics` are those that the subject alone is taken for."""

    of: frozenset[str]
    topics: frozenset[str]
    question: dict[str, str]


@dataclass(frozen=True)
class _Patterns:
    general: frozenset[str]
    naming: frozenset[str]
    clause: frozenset[str]
    own: frozenset[str]
    greeting: frozenset[str]
    asking: frozenset[str]
    pronouns: frozenset[str]
    opening: re.Pattern[str]
    correction: re.Pattern[str]
    thanks: frozenset[str]
    thanks_around: frozenset[str]
    thank_you: dict[str, str]
    around_choice: frozenset[str]
    ordinals: tuple[frozenset[str], ...]
    last: frozenset[str]
    subjects: dict[str, dict[str, str]]
    about: dict[str, str]
    wishes: dict[str, dict[str, str]]
    ellipses: tuple[_Ellipsis, ...]
    instead: tuple[_Instead, ...]


def chosen_suggestion(message: str, turns: Sequence[Turn]) -> str | None:
    """The suggestion of the last turn that a message picks by its place ("la deuxième", "2"), if it does."""
    offered = turns[-1].suggestions if turns else ()
    patterns = _patterns()
    named = [word for word in _words(message) if word not in patterns.around_choice]
    if len(named) != 1 or not offered:
        return None
    if named[0] in patterns.last:
        return offered[-1]
    place = next((place for place, names in enumerate(patterns.ordinals) if named[0] in names), len(offered))
    return offered[place] if place < len(offered) else None


def last_question(turns: Sequence[Turn]) -> str | None:
    """The question that waits for an insurer, or else the last one within the subject."""
    if turns and turns[-1].waiting:
        return turns[-1].waiting
    before = _before(turns)
    return before.question if before else None


def only_says_which(rest: str) -> bool:
    """Whether a message, its insurers' names taken out, says nothing but which insurer is meant."""
    return all(word in _patterns().naming for word in _words(rest))


def resolved(alone: Understood, turns: Sequence[Turn], leads_to: Mapping[str, str | None]) -> Resolved | None:
    """The question that a message asks after `turns`, latest last; None where it stands on its own.

    `alone` is the message understood without them; `leads_to` gives the type of request of a topic.
    """
    language = alone.language
    patterns, words = _patterns(), _words(alone.text)
    if turns and _thanks(words):
        return Resolved(patterns.thank_you[language])
    before = _before(turns)
    if before is None:
        return None
    rest = _without_correction(" ".join(words))
    by_ellipsis = _by_ellipsis(rest, alone, before, turns, leads_to)
    if by_ellipsis or not patterns.greeting.isdisjoint(words):
        return by_ellipsis
    return _by_name(rest, alone, before) or _by_joining(words, alone, turns, before)


def written_out(
    follows: Resolved, alone: Understood, turns: Sequence[Turn], rewrite: Callable[[str, str, str], str | None]
) -> Resolved:
    """A message that stands behind an earlier question as one question, where `rewrite` makes one of the earlier
    question, the message and their language; else what it was."""
    before = _before(turns)
    if not follows.joined or before is None:
        return follows
    question = rewrite(_standing(turns, before), alone.text, alone.language)
    return Resolved(question) if question else follows


def _before(turns: Sequence[Turn]) -> Turn | None:
    """The latest turn within the subject: thanks and other subjects in between do not count."""
    return next((turn for turn in reversed(turns) if turn.question and turn.topic and turn.topic[0] != "_"), None)


def _thanks(words: Sequence[str]) -> bool:
    patterns = _patterns()
    return not patterns.thanks.isdisjoint(words) and patterns.thanks | patterns.thanks_around >= set(words)


def _without_correction(folded: str) -> str:
    match = _patterns().correction.match(folded)
    return folded[match.end() :].strip() or folded if match else folded


def _by_ellipsis(
    folded: str, alone: Understood, before: Turn, turns: Sequence[Turn], leads_to: Mapping[str, str | None]
) -> Resolved | None:
    """The question of a known ellipsis: one of its keys and otherwise nothing but small words."""
    patterns = _patterns()
    wish = _wish(turns, leads_to)
    kinds = {before.topic, "any", "wish"} if wish else {before.topic, "any"}
    for ellipsis in patterns.ellipses:
        match = ellipsis.keys.search(folded)
        if not match or not patterns.general | ellipsis.words >= _around(folded, match):
            continue
        for meant in ellipsis.after:
            if meant.of.isdisjoint(kinds) or (meant.about and not meant.about.search(folded)):
                continue
            question = meant.question[alone.language]
            return Resolved(
                question.format(
                    subject=patterns.subjects.get(before.topic or "", patterns.subjects["default"])[alone.language],
                    wish=patterns.wishes[wish][alone.language] if wish else "",
                    question=_standing(turns, before),
                    message=alone.text,
                ),
                joined="{question}" in question,
            )
    return None


def _around(folded: str, match: re.Match[str]) -> set[str]:
    return {*folded[: match.start()].split(), *folded[match.end() :].split()}


def _wish(turns: Sequence[Turn], leads_to: Mapping[str, str | None]) -> str | None:
    """The type of request that the latest turns lead to."""
    found = (turn.action or leads_to.get(turn.topic or "") for turn in reversed(turns))
    return next((one for one in found if one in _patterns().wishes), None)


def _by_name(folded: str, alone: Understood, before: Turn) -> Resolved | None:
    """The last question about something else: "et mon patron ?" after who sees the data."""
    patterns = _patterns()
    match = patterns.opening.match(folded)
    name = folded[match.end() :].split() if match else folded.split()
    corrected = folded != " ".join(_words(alone.text))
    longest = _LONGEST_NAME if match or corrected else _LONGEST_WITHOUT_OPENING
    if not name or len(name) > longest or not patterns.clause.isdisjoint(name):
        return None
    likeliest, share = next(iter(alone.topics.items()))
    rest = _written(alone.text, len(name))
    for instead in patterns.instead:
        if before.topic in instead.of and likeliest in instead.topics:
            return Resolved(instead.question[alone.language].format(rest=rest))
    return Resolved(patterns.about[alone.language].format(rest=rest)) if corrected and share < _SURE else None


def _written(message: str, count: int) -> str:
    """The last `count` words of a message, as they are written."""
    found = list(re.finditer(r"\w+", message))[-count:]
    return message[found[0].start() : found[-1].end()]


def _by_joining(words: Sequence[str], alone: Understood, turns: Sequence[Turn], before: Turn) -> Resolved | None:
    """The message behind the last question, where it says too little to be understood alone."""
    patterns = _patterns()
    opens = patterns.opening.match(" ".join(words)) is not None or not patterns.pronouns.isdisjoint(words)
    if len(words) > (_LONGEST if opens else _LONGEST_WITHOUT_OPENING) or not patterns.own.isdisjoint(words):
        return None
    if not alone.text.endswith("?") and patterns.asking.isdisjoint(words):
        return None
    likeliest, share = next(iter(alone.topics.items()))
    if alone.wish > _WISHES or (likeliest != "_small_talk" and (likeliest.startswith("_") or share >= _SURE)):
        return None
    return Resolved(f"{_standing(turns, before)} {alone.text}", joined=True)


def _standing(turns: Sequence[Turn], before: Turn) -> str:
    """The latest question that stands on its own."""
    earlier = turns[: turns.index(before) + 1]
    found = next((turn.question for turn in reversed(earlier) if turn.question and not turn.joined), None)
    return found or before.question or ""


def _words(text: str) -> list[str]:
    """Words in lower case without accents; an apostrophe separates."""
    return [anyascii(word).lower() for word in re.findall(r"\w+", text)]


@cache
def _patterns() -> _Patterns:
    raw = tomllib.loads((files("assistant") / "data" / "followups.toml").read_text(encoding="utf-8"))
    words, groups = {name: frozenset(one.split()) for name, one in raw["words"].items()}, raw["groups"]
    choice = raw["choice"]
    return _Patterns(
        general=words["general"],
        naming=words["naming"],
        clause=words["clause"],
        own=words["own"],
        greeting=words["greeting"],
        asking=words["asking"],
        pronouns=words["pronouns"],
        opening=_whole(raw["opening"]),
        correction=_whole("|".join(raw["correction"])),
        thanks=words["thanks"],
        thanks_around=words["thanks_around"],
        thank_you=raw["thank_you"],
        around_choice=frozenset(choice["around"].split()),
        ordinals=tuple(frozenset(one.split()) for one in choice["ordinals"]),
        last=frozenset(choice["last"].split()),
        subjects=raw["subjects"],
        about=raw["about"],
        wishes=raw["wishes"],
        ellipses=tuple(_ellipsis(one, groups) for one in raw["ask"]),
        instead=tuple(
            _Instead(_topics(one["of"], groups), frozenset(one["topics"]), _question(one)) for one in raw["instead"]
        ),
    )


def _ellipsis(table: Mapping[str, Any], groups: Mapping[str, list[str]]) -> _Ellipsis:
    return _Ellipsis(
        keys=_whole(table["keys"]),
        words=frozenset(table["words"].split()),
        after=tuple(
            _Meant(_topics(one["of"], groups), _question(one), _whole(one["about"]) if "about" in one else None)
            for one in table["after"]
        ),
    )


def _topics(name: str, groups: Mapping[str, list[str]]) -> frozenset[str]:
    return frozenset(groups.get(name, [name]))


def _question(table: Mapping[str, str]) -> dict[str, str]:
    return {language: table[language] for language in ("fr", "en")}


def _whole(pattern: str) -> re.Pattern[str]:
    """The pattern on whole words."""
    return re.compile(rf"\b(?:{pattern})\b")
