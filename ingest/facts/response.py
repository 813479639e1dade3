"""How soon the organisation says that it answers a request about rights."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ingest.facts.periods import periods_in
from ingest.facts.roles import RIGHTS, audience_of
from ingest.facts.statements import Statement
from ingest.records import Fact

_ANSWERS = re.compile(
    r"\brépon(?:d|s)\w*|\btrait(?:er|ée?s?|ement de (?:votre|vos|la|sa|toute|leur))\b[^.;]{0,40}\bdemandes?\b"
    r"|\bdemandes?\b[^.;]{0,40}\btraitée?s?\b|donner suite|suite sera donnée"
    r"|\bsatisfai\w+|faire droit|accuse\w* réception|\b(?:respond|reply|answer|comply|process your request)"
    r"|délai (?:de (?:réponse|traitement)|légal|maxim\w+)|(?:informer"
    r"|informations sur les mesures)[^.;]{0,60}\bdemande|отгов",
    re.IGNORECASE,
)
_REQUEST = re.compile(
    r"\bdemandes?\b|\brequêtes?\b|\brequests?\b|\bréclamations?\b|\bdroits?\b|\brights?\b|искан", re.IGNORECASE
)
_PROLONGED = re.compile(
    r"prolong|prorog|étend|\bporté|\ballong|extend|extension|complex|supplémentaire|additional|further|nombreu",
    re.IGNORECASE,
)
_NOT_A_PROMISE = re.compile(
    r"conserv|stock|archiv|supprim|effac(?:ée?s|ons)|(?<!même )\bdurée\b|kept|retain|store|cookie|inactivité"
    r"|prescri"
    r"|(?:absence|défaut|faute) de (?:toute )?réponse|(?:n'avez|ne recevez|n'a) (?:pas|aucune)|without (?:a "
    r"|any )?(?:reply|response)"
    r"|sans réponse",
    re.IGNORECASE,
)
_THAT_DELAY = re.compile(
    r"\b(?:ce|cette|le|la|this|that|the|such) (?:délai|période|time limit|period|deadline)\b", re.IGNORECASE
)
_COMPLAINTS = re.compile(r"réclamation|médiat", re.IGNORECASE)


def response_times_of(statements: Iterable[Statement]) -> Iterator[Fact]:
    """The periods of the promise, and of its extension when a request is complex."""
    promised: Statement | None = None
    for statement in statements:
        if promised and promised.passage.id != statement.passage.id and not _THAT_DELAY.search(statement.text):
            promised = None
        introduced = statement.kind == "item" and _promises(statement.lead, statement)
        if _promises(statement.text, statement) or introduced:
            promised = statement
        elif not (promised and (_THAT_DELAY.search(statement.text) or _item_of(statement, promised))):
            continue
        yield from _periods(statement)


def _promises(text: str, statement: Statement) -> bool:
    if not _ANSWERS.search(text) or _NOT_A_PROMISE.search(text):
        return False
    if _COMPLAINTS.search(text) and not RIGHTS.search(text):
        return False
    surroundings = f"{statement.lead} {statement.section}"
    return bool(_REQUEST.search(f"{text} {surroundings}") or RIGHTS.search(surroundings))


def _item_of(statement: Statement, promised: Statement) -> bool:
    """Whether the statement goes on with an unfinished promise, as in a list whose marks are damaged."""
    return promised.text.rstrip().endswith(":") or statement.text.lower().startswith(("ou ", "de ", "d'", "or "))


def _periods(statement: Statement) -> Iterator[Fact]:
    text = statement.text
    if _NOT_A_PROMISE.search(text):
        return
    first = True
    for period in periods_in(text):
        if period.iso.endswith("Y"):
            continue  # nobody promises an answer in years: what is meant is how long the request is kept
        clause = text[max(0, period.start - 90) : period.end + 90]
        ahead = text[max(0, period.start - 60) : period.start]
        later = not first or statement.kind == "item" or _THAT_DELAY.search(text[: period.start]) is not None
        prolonged = _PROLONGED.search(ahead) or (later and _PROLONGED.search(clause))
        first = False
        role = "extension" if prolonged else ""
        yield statement.fact(
            "response_time", (period.start, period.end), period.iso, role=role, audience=audience_of(statement)
        )
