"""The rights that the policy grants, and those that it says cannot be exercised in some case."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from ingest.facts.right_words import MARKETING_AIM, RIGHT_WORDS
from ingest.facts.statements import Statement
from ingest.records import Fact

_RIGHT = re.compile(r"\bdroits?\b|\brights?\b|\bправ", re.IGNORECASE)
_GRANTS = re.compile(
    r"\bdispos(?:e|ez|ent|ons|ant)\b|\bavez\b|\bont\b|\bbénéfici|\bpouvez\b|\bpeut\b|\bpeuvent\b|\bpourrez\b"
    r"|possibilité|possible de"
    r"|possible d'|\best en droit|\bdroit (?:de|d'|à)|à tout moment|\bhave the right|\bentitled\b|\byou (?:can|may"
    r"|have)\b|\bright to\b"
    r"|възможност|можете|имате право",
    re.IGNORECASE,
)
_RIGHTS_TITLE = re.compile(r"\bdroits?\b|\brights?\b|consentement", re.IGNORECASE)
_INCIDENTAL = re.compile(
    r"s'engage à informer|conditions (?:pour|de) l'exercice|rappel des droits|demandes d'exercice|sans préjudice"
    r"|la conservation[^.;]{0,40}droits|gestion de (?:vos|la|l')|afin de répondre|cookies?\b",
    re.IGNORECASE,
)
_NOT_GRANTED = re.compile(
    r"liste d'$|\bnous (?:permet\w*|autoris\w*)[^.;]{0,60}$|(?:contrôle|droits?) d'accès (?:à nos|au (?:site"
    r"|service))"
    r"|\bsans (?:pouvoir )?$|sauf (?:d')?$",
    re.IGNORECASE,
)
_EXCLUDED = re.compile(
    r"\bdroits?\b[^.;]{0,140}\b(?:est|sont|être) (?:exclus?e?s?|écartée?s?|limitée?s? (?:lorsque|si|dans))\b"
    r"|\b(?:ce|le|les|ces) droits?\b[^.;]{0,140}\bne (?:s'appliqu\w+|s'exerc\w+|peu\w+|pourr\w+|sont|est|vaut"
    r"|joue)[^.;]{0,30}\b(?:pas|que|plus|être)\b"
    r"|\bvous ne (?:pouvez|pourrez|disposez|bénéficiez)[^.;]{0,20}\bpas\b[^.;]{0,60}(?:\bdroit|\bopposer|supprim"
    r"|efface|portabilité)"
    r"|\bdroits?\b[^.;]{0,120}\b(?:sauf|hormis|excepté|à l'exception)\b (?:lorsqu|si\b|dans|quand|en cas|pour"
    r"|des? |les? )"
    r"|\bdroits?\b[^.;]{0,80}\b(?:n'est pas|ne sont pas) (?:applicable|ouvert|absolu|exerçable|possible)"
    r"|\bright\b[^.;]{0,120}\b(?:is excluded|does not apply|only applies|except|cannot be exercised)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\bdroits?\b[^.;]{0,140}\b(?:exclus?e?s?|ne (?:s'appliqu|s'exerc|peu|pourr)\w*)\b", re.IGNORECASE
)
_THIS_RIGHT = re.compile(r"^(?:toutefois, |cependant, |néanmoins, )?(?:ce|this) (?:droit|right)\b", re.IGNORECASE)
_END_OF_AIM = re.compile(r"\bdroits?\b|;|,? (?:et|ou) (?:d'un|de|d')\b", re.IGNORECASE)
_AIM_BEFORE = re.compile(
    r"(?:^|[.;] )(?:en matière de|concernant|s'agissant d[eu]|pour|en cas de|dans le cadre d[eu]) [^.;,]{0,30}"
    r"\b(?:prospection|démarchage|marketing|sollicitations?)\b[^.;,]{0,30},[^.;]*$",
    re.IGNORECASE,
)
_NEAR = 400
"""How far back words bear on a right, in characters: a long statement must not be read again for each right."""


@dataclass(frozen=True, slots=True)
class _Mention:
    """Words that may name a right, and how clearly their statement grants it: 4 in a list of rights."""

    right: str
    clarity: int
    statement: Statement
    at: tuple[int, int]


def rights_of(statements: Iterable[Statement]) -> Iterator[Fact]:
    """Each right once, where it is stated most clearly first; then every exclusion."""
    clearest: dict[str, _Mention] = {}
    for statement in statements:
        for mention in _mentions(statement):
            known = clearest.get(mention.right)
            if known is None or mention.clarity > known.clarity:
                clearest[mention.right] = mention
        yield from _exclusions(statement)
    for mention in clearest.values():
        yield mention.statement.fact("right", mention.at, mention.right)


def rights_in_title(title: Statement) -> Iterator[Fact]:
    """The rights that a title names in a section on rights, or with the word "droit"."""
    if not any(_RIGHTS_TITLE.search(one) for one in title.path) or _INCIDENTAL.search(title.text):
        return
    for right, patterns in RIGHT_WORDS.items():
        found = next((match for pattern in patterns if (match := pattern.search(title.text))), None)
        if found:
            yield from (title.fact("right", found.span(), one) for one in _aims(right, title.text, found))


def _mentions(statement: Statement) -> Iterator[_Mention]:
    if statement.passage.kind == "definition":
        return
    text = statement.text
    intro = f"{statement.lead} {statement.first}" if statement.kind == "item" else ""
    grants = _GRANTS.search(f"{intro} {text}") is not None
    for right, (nouns, verbs) in RIGHT_WORDS.items():
        found = [*verbs.finditer(text), *nouns.finditer(text)]
        for match in sorted(found, key=lambda one: one.start()):
            near = max(0, match.start() - _NEAR)
            named = _RIGHT.search(f"{intro} {text[near : match.end()]}") is not None
            if not (named or (grants and verbs.match(text, match.start()))):
                continue
            if _NOT_GRANTED.search(text, near, match.start()):
                continue
            clarity = _clarity(statement, right, grants=grants, named=named)
            if clarity or right in ("withdraw_consent", "complaint"):
                for one in _aims(right, text, match):
                    yield _Mention(one, clarity, statement, match.span())


def _clarity(statement: Statement, right: str, *, grants: bool, named: bool) -> int:
    titled = any(_RIGHTS_TITLE.search(title) for title in statement.path)
    if _hedged(statement.text, statement.lead):
        return 1 if named else 0
    if grants and titled:
        return 3 + named
    if named and (grants or statement.kind == "item"):
        return 2
    return int(grants and right in ("objection", "marketing_objection"))


@lru_cache(maxsize=64)
def _hedged(text: str, lead: str) -> bool:
    """Whether a statement denies a right or only touches on it; asked again for each of its mentions."""
    return any(one.search(text) for one in (_DENIED, _INCIDENTAL)) or _INCIDENTAL.search(lead) is not None


def _aims(right: str, text: str, match: re.Match[str]) -> tuple[str, ...]:
    """Objection to commercial messages is a right of its own: what follows the words tells."""
    if right != "objection":
        return (right,)
    end = _END_OF_AIM.search(text, match.end())
    aim = text[match.end() : end.start() if end else match.end() + 200]
    if not MARKETING_AIM.search(aim) and not _AIM_BEFORE.search(text, max(0, match.start() - _NEAR), match.start()):
        return ("objection",)
    explained = aim.lstrip().startswith(":") or "autres fins" in aim
    return ("marketing_objection", "objection") if explained else ("marketing_objection",)


def _exclusions(statement: Statement) -> Iterator[Fact]:
    found = _EXCLUDED.search(statement.text)
    if found is None or statement.passage.kind == "definition":
        return
    named = statement.lead if _THIS_RIGHT.match(statement.text) else found[0]
    for right, (nouns, verbs) in RIGHT_WORDS.items():
        if right != "complaint" and (nouns.search(named) or verbs.search(named)):
            yield statement.fact("exclusion", (0, len(statement.text)), right, role=right)
