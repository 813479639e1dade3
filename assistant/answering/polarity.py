"""Yes or no: which proposition a question asks about, and what the sentences of a policy say of it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

CONTRARY = "not_"
"""Opens the id of a proposition's contrary: `not_cookies_can_be_refused` for "must I accept cookies?"."""
MOST_WORDS = 30
"""In a longer question, more is asked than one thing."""
_NEAR_BEST = 0.25
"""The least share of the best topic's score that a topic of the proposition has."""
_NOWHERE = re.compile(r"(?!)")
_ANYWHERE = re.compile("")
_SIDES = re.compile(r"\b(?:ou (?:bien )?(?:pas|non)|oui ou non|or not|or no|yes or no|yes no)\b")


@dataclass(frozen=True)
class Verdict:
    """What a policy says of a proposition."""

    proposition: str
    holds: bool
    sentence: int
    """The place of the first sentence that says so."""


@dataclass(frozen=True)
class _Proposition:
    topics: tuple[str, ...]
    negatable: bool
    asks: re.Pattern[str]
    asks_contrary: re.Pattern[str]
    needs: re.Pattern[str]
    around: re.Pattern[str]
    holds: re.Pattern[str]
    fails: re.Pattern[str]
    about: re.Pattern[str]
    ignored: re.Pattern[str]
    conditions: tuple[re.Pattern[str], ...]
    settled: re.Pattern[str]


@dataclass(frozen=True)
class _Common:
    open: re.Pattern[str]
    denied: re.Pattern[str]
    assured: re.Pattern[str]
    negation: re.Pattern[str]
    clause: re.Pattern[str]
    harmless: re.Pattern[str]


def proposition_asked(question: str, topics: Mapping[str, float]) -> str | None:
    """The id of the proposition that a yes/no question asks about, with `not_` before it for its contrary.

    `topics` are the scores of the topics of the question, by id, or nothing. A topic of the proposition must score
    near the best; among several propositions the one with the best topic is meant. None where the question asks
    anything else or anything more, such as one kind of data only.
    """
    common, propositions = _table()
    words = re.findall(r"[a-z0-9]+", _plain(question))
    text = _SIDES.sub(" ", " ".join(words))
    if len(words) > MOST_WORDS or common.open.search(text):
        return None
    least = _NEAR_BEST * max(topics.values(), default=0.0)
    asked = [
        (score, found)
        for name, one in propositions.items()
        if (score := max(topics.get(topic, 0.0) for topic in one.topics)) >= least
        and (found := _asked(text, name, one, common))
    ]
    return max(asked, key=lambda one: one[0])[1] if asked else None


def verdict(proposition: str, sentences: Sequence[str]) -> Verdict | None:
    """Whether the sentences of a policy say that a proposition holds, or that it does not.

    None when they say neither, or both, or make it depend on a condition or an exception.
    Raises KeyError for an unknown proposition.
    """
    common, propositions = _table()
    name = proposition.removeprefix(CONTRARY)
    stated = [_stated(sentence, propositions[name], common) for sentence in sentences]
    said = {one for one in stated if one is not None}
    if said not in ({"holds"}, {"fails"}):
        return None
    word = said.pop()
    holds = (word == "holds") != proposition.startswith(CONTRARY)
    return Verdict(proposition, holds, stated.index(word))


def propositions() -> tuple[str, ...]:
    """The ids of all propositions, in the order of the table."""
    return tuple(_table()[1])


def _asked(text: str, name: str, one: _Proposition, common: _Common) -> str | None:
    for pattern, found in ((one.asks_contrary, CONTRARY + name), (one.asks, name)):
        asked = pattern.search(text)
        if not asked or not one.needs.search(text):
            continue
        denied = common.denied.search(text)
        if denied and (not one.negatable or found != name or common.assured.search(text)):
            return None
        rest = f"{text[: asked.start()]} {text[asked.end() :]}".split()
        if all(one.around.fullmatch(word) for word in rest):
            return found
    return None


def _stated(sentence: str, one: _Proposition, common: _Common) -> str | None:
    """ "holds", "fails", "depends" or nothing, for one sentence."""
    text = common.harmless.sub(" ", _plain(sentence))
    if text.rstrip(" *_»\"'").endswith("?"):
        return None
    said = {word for clause in common.clause.split(text) if clause and (word := _said(clause, one, common))}
    if not said:
        return None
    whole = one.settled.sub(" ", text)
    if len(said) > 1 or any(condition.search(whole) for condition in one.conditions):
        return "depends"
    return said.pop()


def _said(clause: str, one: _Proposition, common: _Common) -> str | None:
    if one.ignored.search(clause) or not one.about.search(clause):
        return None
    if one.fails.search(clause):
        return "fails"
    return "holds" if one.holds.search(clause) and not common.negation.search(clause) else None


def _plain(text: str) -> str:
    """Lower case without accents or emphasis, with straight apostrophes and single spaces."""
    from anyascii import anyascii

    return " ".join(anyascii(text).lower().replace("`", "'").replace("*", "").split())


@cache
def _table() -> tuple[_Common, dict[str, _Proposition]]:
    table = tomllib.loads((files("assistant") / "data" / "polarity.toml").read_text(encoding="utf-8"))
    question, policy = table["question"], table["policy"]
    common = _Common(
        *(re.compile(question[one]) for one in ("open", "denied", "assured")),
        *(re.compile(policy[one]) for one in ("negation", "clause", "harmless")),
    )
    return common, {name: _proposition(one, question, policy) for name, one in table["proposition"].items()}


def _proposition(one: Mapping[str, Any], question: Mapping[str, str], policy: Mapping[str, str]) -> _Proposition:
    ignored = [one["ignored"]] if "ignored" in one else []
    conditions = [policy["condition"], *([one["condition"]] if "condition" in one else [])]
    if not one.get("right"):
        conditions.append(policy["supposition"])
        if not one.get("others"):
            ignored.append(policy["elsewhere"])
    around = "|".join([question["ordinary"].replace("\n", ""), *([one["around"]] if "around" in one else [])])
    return _Proposition(
        topics=tuple(one["topics"]),
        negatable=one.get("negatable", False),
        asks=_any([_written_out(pattern, around, question) for pattern in one["asks"]]),
        asks_contrary=_any([_written_out(pattern, around, question) for pattern in one.get("asks_contrary", ())]),
        needs=re.compile(one.get("needs", "")),
        around=re.compile(around),
        holds=_any(one["holds"]),
        fails=_any(one["fails"]),
        about=re.compile(one["about"]) if "about" in one else _ANYWHERE,
        ignored=_any(ignored),
        conditions=tuple(re.compile(pattern) for pattern in conditions),
        settled=re.compile(one["settled"]) if "settled" in one else _NOWHERE,
    )


def _written_out(pattern: str, around: str, question: Mapping[str, str]) -> str:
    return pattern.replace("{gap}", rf"\b(?: (?:{around}))* \b").replace("{may}", question["may"])


def _any(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{one})" for one in patterns)) if patterns else _NOWHERE
