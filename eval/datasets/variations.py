"""The robustness set: golden questions said otherwise. Every variation is a pure function of its row."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from eval.cases import Case
from eval.datasets.corpus import Insurers
from eval.datasets.lines import Row
from eval.datasets.typing_errors import with_typing_errors

_OTHER = {"fr": "en", "en": "fr"}
_ANOTHER_INSURER = {
    "fr": (
        "Chez {name}, {question}",
        "Bonjour, je suis adhérent chez {name} : {question}",
        "{question} Je suis chez {name}.",
    ),
    "en": (
        "With {name}, {question}",
        "Hello, I am with {name}: {question}",
        "{question} I am insured with {name}.",
    ),
}
_CAPITAL = ("I ", "I'", "I’")
_APOSTROPHES = "'’‘ʼ"
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE"})


def varied(rows: Iterable[Row], insurers: Insurers, kinds: Sequence[str]) -> list[Case]:
    """The cases of each kind, with ids "<id>~<kind>"; a variation that changes nothing is left out."""
    rows = tuple(rows)
    return [
        replace(case, id=f"{row.case.id}~{kind}", original=row.case.id)
        for kind in kinds
        for row in rows
        if (case := VARIATIONS[kind](row, insurers)) is not None and case.question != row.case.question
    ]


def _typos(row: Row, insurers: Insurers) -> Case:
    case = row.case
    kept = "|".join([insurers.pattern(), *map(re.escape, case.forbidden)])
    typed = with_typing_errors(case.question, case.language, re.compile(kept, re.IGNORECASE), f"{case.id}~typos")
    return replace(case, question=typed)


def _no_accents(row: Row, _: Insurers) -> Case:
    decomposed = unicodedata.normalize("NFD", row.case.question.translate(_LIGATURES))
    bare = "".join(one for one in decomposed if not unicodedata.combining(one) and one not in _APOSTROPHES)
    return replace(row.case, question=bare)


def _capitals(row: Row, _: Insurers) -> Case:
    return replace(row.case, question=row.case.question.upper())


def _other_language(row: Row, _: Insurers) -> Case | None:
    language = _OTHER.get(row.case.language)
    if language is None or not row.other_language:
        return None
    return replace(row.case, question=row.other_language, language=language)


def _wrong_insurer(row: Row, insurers: Insurers) -> Case | None:
    """The question of somebody who is insured elsewhere, where the site cannot answer it."""
    case = row.case
    others = [name for id, name in insurers.names.items() if id != case.insurer]
    informs = case.outcome == "answered" and case.request_type is None and not (case.topic or "").startswith("_")
    if case.insurer is None or case.language not in _ANOTHER_INSURER or not others or not informs:
        return None
    if insurers.named(case.question):
        return None
    seed = int.from_bytes(hashlib.sha256(case.id.encode()).digest()[:8])
    templates = _ANOTHER_INSURER[case.language]
    template, name = templates[seed % len(templates)], others[seed // len(templates) % len(others)]
    return replace(
        case,
        question=template.format(name=name, question=_joined(case.question, template)),
        outcome="out_of_scope",
        also_outcomes=(),
        facts=(),
        gold=(),
        forbidden=(),
    )


def _joined(question: str, template: str) -> str:
    """The question as it reads after an opening, or before another sentence."""
    if template.startswith("{question}"):
        return question if question.rstrip().endswith(("?", "!", ".", "…")) else f"{question.rstrip()}."
    stays = question[1:2].isupper() or question.startswith(_CAPITAL)
    return question if stays else question[0].lower() + question[1:]


VARIATIONS: dict[str, Callable[[Row, Insurers], Case | None]] = {
    "typos": _typos,
    "no-accents": _no_accents,
    "capitals": _capitals,
    "other-language": _other_language,
    "wrong-insurer": _wrong_insurer,
}
"""Each kind: the case as varied, or None where the row does not lend itself to it."""
