"""Claims → an answer: ours, those that a language model words where there is one, and all that goes with them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

from assistant.answering.decision import Decision
from assistant.answering.declining import outside_claims, silent_claims
from assistant.answering.extractive import audience_claims, procedure_claims, suggestions
from assistant.answering.generative import Writing
from assistant.answering.grounding import Grounded, GroundedText
from assistant.answering.informing import information
from assistant.answering.notices import notices_for
from assistant.answering.rights import Procedure, handoff, how_to_claims, procedure_of
from assistant.catalogue import message
from assistant.law import Law
from assistant.reply import Claim, Handoff, Notice, Partial
from assistant.retrieval import Candidate, PolicyIndex
from assistant.understanding import Understood


@dataclass(frozen=True)
class Answer:
    """An answer that has passed the checks."""

    grounded: Grounded
    handoff: Handoff | None
    notices: tuple[Notice, ...]
    suggestions: tuple[str, ...]


@dataclass(frozen=True)
class Findings:
    """What an answer is made of: the question, what was decided and found, of one insurer, as of a day."""

    asked: Understood
    decision: Decision
    candidates: Sequence[Candidate]
    index: PolicyIndex
    law: Law
    language: str
    """That of the answer."""
    today: dt.date


def composed(findings: Findings, writing: Writing | None = None) -> Iterator[Partial | Answer]:
    """The answer; before it, where a language model words a part of it, the pieces of its text as they come."""
    decision, index, language = findings.decision, findings.index, findings.language
    procedure = procedure_of(index)
    text = GroundedText(index.release.insurer.id, language)
    if decision.outcome == "answered" and not decision.how_to:
        yield from _informed(findings, text, writing)
        claims = _offered(findings, procedure)
    else:
        claims = _ours(findings, procedure)
    for claim in claims:
        text.add(claim)
    grounded = text.grounded()
    offered = decision.offered or (decision.how_to and decision.outcome == "answered" and _files(decision))
    yield Answer(
        grounded,
        handoff(procedure, decision, findings.asked.audience, grounded, index, findings.today, language)
        if offered
        else None,
        tuple(_notices(findings, procedure, grounded, writing, offered=offered)),
        suggestions(index, language, leave_out=decision.topic),
    )


def _informed(findings: Findings, text: GroundedText, writing: Writing | None) -> Iterator[Partial]:
    """Adds what the policy says; pieces of it come while a language model writes."""
    index, language = findings.index, findings.language
    found = information(findings.asked, findings.decision, findings.candidates, index, findings.law, language)
    begun = "".join(piece for claim in found.settled if (piece := text.add(claim)))
    if writing is None or not found.extracts:
        _add(found.claims(index, language), text)
        return
    with closing(writing):
        if begun:
            yield Partial(begun, language)
        glosses = writing.glosses(found, index, language)
        told: list[str] = []
        for sentence in writing.sentences(findings.asked, findings.candidates, index, language):
            if piece := text.add(sentence):
                writing.showed()
                told.append(sentence.template)
                yield Partial(piece, language)
        claims = found.claims(index, language, writing.restated(told, found, index, language))
        for claim, glossed in zip(claims, glosses.beside(claims), strict=True):
            if text.add(glossed) is None and glossed != claim:
                text.add(claim)


def _add(claims: Sequence[Claim], text: GroundedText) -> None:
    for claim in claims:
        text.add(claim)


def _offered(findings: Findings, procedure: Procedure) -> list[Claim]:
    """The way to file a request, where the person may want it besides."""
    decision, language = findings.decision, findings.language
    if not decision.offered:
        return []
    insurer = findings.index.release.insurer.name
    claims = how_to_claims(procedure, decision.actions, insurer, language, brief=True)
    return claims + audience_claims(findings.asked, findings.law, language)


def _ours(findings: Findings, procedure: Procedure) -> list[Claim]:
    """What no model has a say in: refusals, silence, and the way to file a request."""
    f = findings
    if f.decision.outcome == "out_of_scope":
        return outside_claims(f.decision, f.index, f.language)
    if f.decision.outcome == "policy_silent":
        return silent_claims(f.asked, f.decision, f.candidates, procedure, f.index, f.law, f.language)
    return procedure_claims(f.asked, f.decision, f.candidates, procedure, f.index, f.law, f.language, f.today)


def _files(decision: Decision) -> bool:
    """Whether a request can follow: not where the person only asks for an address."""
    return decision.topic != "contact" or bool(decision.actions)


def _notices(
    findings: Findings, procedure: Procedure, grounded: Grounded, writing: Writing | None, *, offered: bool
) -> Iterator[Notice]:
    decision, index, language = findings.decision, findings.index, findings.language
    if offered and procedure.for_complaints and decision.actions != ("complaint",):
        yield Notice("no_rights_channel", message(language, "answer.notice.no_rights_channel"))
    if writing and writing.summarises:
        yield Notice("generated", message(language, "answer.notice.generated"))
    if decision.outcome != "out_of_scope":
        yield from notices_for(index, grounded.citations, language)
    if decision.outcome == "answered" and not decision.how_to:
        yield _human_notice(procedure, index, language)


def _human_notice(procedure: Procedure, index: PolicyIndex, language: str) -> Notice:
    """A person to talk to, where the answer itself names none."""
    insurer = index.release.insurer
    contact = procedure.channels[0][1] if procedure.channels else insurer.site or insurer.legal_name
    return Notice("human_contact", message(language, "answer.notice.human_contact", contact=contact))
