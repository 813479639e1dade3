"""Whether an answer can be checked by its citations: the verbatim gate, then ALCE by sentences.

Gao, Yen, Yu & Chen 2023, "Enabling Large Language Models to Generate Text with Citations", arXiv:2305.14627, §4,
with `support.supports` in the place of its entailment model. `texts` holds the canonical texts by
"<insurer>/<document id>", those of the law as "law/<document id>".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from eval.cases import GoldSpan
from eval.metrics.retrieval import relevant
from eval.metrics.statements import Statement, statements
from eval.metrics.support import makes_claim, supports
from eval.observations import Cited, Observation


def verbatim(citation: Cited, texts: Mapping[str, str]) -> bool:
    """Whether the quote is exactly what stands at its place: texts[document][start:end] == quote, not empty.

    A citation of a text that is not known cannot be checked and fails.
    """
    text = texts.get(citation.document)
    inside = text is not None and 0 <= citation.start < citation.end <= len(text)
    return inside and text is not None and text[citation.start : citation.end] == citation.quote


def verbatim_share(observation: Observation, texts: Mapping[str, str]) -> float | None:
    """Share of the citations that pass the gate; None without citations."""
    return _share([verbatim(citation, texts) for citation in observation.citations])


def citation_recall(observation: Observation, texts: Mapping[str, str]) -> float | None:
    """Share of the statements which make a claim whose citations all pass the gate and together support them.

    None when nothing in the reply makes a claim, but 0.0 for one that counts as answered: it shows no source.
    """
    claims = _claims(observation)
    if not claims:
        return 0.0 if observation.outcome == "answered" else None
    return _share([_supported(one, _cited(one, observation), texts) for one in claims])


def citation_precision(observation: Observation, texts: Mapping[str, str]) -> float | None:
    """Share of the citations that do something for the statement that they stand by; None without any.

    A citation counts when its statement is supported and either it alone supports the statement or the others
    without it do not. A marker without a citation, and a citation that no statement points to, never count.
    """
    counts = []
    for one in _claims(observation):
        cited = _cited(one, observation)
        counts += [_needed(citation, one, cited, texts) for citation in cited if one.markers]
    pointed = {marker for one in _claims(observation) for marker in one.markers}
    counts += [False] * sum(citation.marker not in pointed for citation in observation.citations)
    return _share(counts)


def gold_cited(observation: Observation, gold: Sequence[GoldSpan], texts: Mapping[str, str]) -> float:
    """1.0 when a citation that passes the gate shows a gold span by the rule of `retrieval.relevant`, else 0.0."""
    passed = [citation for citation in observation.citations if verbatim(citation, texts)]
    return float(any(relevant(citation, span) for citation in passed for span in gold))


def _claims(observation: Observation) -> list[Statement]:
    quotes = {citation.quote for citation in observation.citations}
    return [one for one in statements(observation.answer, quotes) if makes_claim(one)]


def _cited(statement: Statement, observation: Observation) -> list[Cited | None]:
    """The citations of a statement; None for a marker that has none."""
    by_marker = {citation.marker: citation for citation in observation.citations}
    return [by_marker.get(marker) for marker in statement.markers or statement.borrowed]


def _supported(statement: Statement, cited: Sequence[Cited | None], texts: Mapping[str, str]) -> bool:
    known = [citation for citation in cited if citation is not None]
    passed = [citation for citation in known if verbatim(citation, texts)]
    return len(passed) == len(cited) and supports(passed, statement, texts)


def _needed(
    citation: Cited | None, statement: Statement, cited: Sequence[Cited | None], texts: Mapping[str, str]
) -> bool:
    if citation is None or not _supported(statement, cited, texts):
        return False
    others = [one for one in cited if one is not citation]
    return _supported(statement, [citation], texts) or not _supported(statement, others, texts)


def _share(checks: Sequence[bool]) -> float | None:
    return sum(checks) / len(checks) if checks else None
