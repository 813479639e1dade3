"""Information from the policy: what was asked first, from its facts where they hold it, else its best sentences."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from assistant.answering.decision import Decision
from assistant.answering.law_rules import rules_of
from assistant.answering.notices import language_name
from assistant.answering.polarity import proposition_asked, verdict
from assistant.answering.quoting import Extract, best_extracts, contact_quote, quote_of, sentence_extract
from assistant.answering.rights import law_claim
from assistant.answering.values import values_in
from assistant.catalogue import message
from assistant.law import Law
from assistant.reply import Claim, Quote
from assistant.retrieval import Candidate, PolicyIndex
from assistant.understanding import Understood
from ingest.records import ParsedDocument

PASSAGES = 4
"""How many passages an answer quotes at most."""
QUOTED_FROM = 8
CHARACTERS = 1_100
"""Of all quotes together, about 170 words."""
OFFERED_CHARACTERS = 520
"""Where the way to file a request follows."""
_READ_FOR_VERDICT = 5
"""How many passages are read for a yes or a no."""
_ASKED = 0.4
"""Probability of a kind of answer above which it is taken to be the one asked for."""
_SURE_YES_NO = 0.3
_CONTACTS = frozenset({"email", "phone", "address"})
"""Kinds of answer that are kinds of facts as well."""
_STATED_AS = {
    "deadline": frozenset({"duration", "yes_no", "date", "open"}),
    "identity_proof": frozenset({"yes_no", "open", "list", "how", "name"}),
    "policy_meta": frozenset({"date", "open", "duration"}),
}
"""Topics that one kind of fact answers, with the kinds of answer that it is."""
_MOST_FACTS = 2


@dataclass(frozen=True)
class Information:
    """What the policy says on a question: the claims that answer by themselves, then its best sentences."""

    settled: tuple[Claim, ...]
    extracts: tuple[Extract, ...]
    """Empty where the settled claims are the whole answer."""

    def claims(self, index: PolicyIndex, language: str, told: Collection[Quote] = ()) -> list[Claim]:
        """The extracts as claims, without those whose quotes are all `told` in other words."""
        known = {quote for claim in self.settled for quote in claim.quotes}
        claims: list[Claim] = []
        for extract in self.extracts:
            if {*extract.quotes} <= {*told}:
                continue
            lead = "also" if self.settled or claims else "says"
            fresh = _extract_claims(extract, lead, known, index, language)
            known |= {quote for claim in fresh for quote in claim.quotes}
            claims += fresh
        return claims


def information(
    asked: Understood,
    decision: Decision,
    candidates: Sequence[Candidate],
    index: PolicyIndex,
    law: Law,
    language: str,
) -> Information:
    """What answers from the policy, what was asked first."""
    stated = _stated_claims(asked, decision, index, law, language)
    if stated:
        return Information(tuple(stated), ())
    claims = [*exclusion_claims(decision.actions, index, language), *_contact_claims(asked, index, language)]
    characters = OFFERED_CHARACTERS if decision.offered else CHARACTERS
    extracts = best_extracts(candidates[:QUOTED_FROM], PASSAGES, characters)
    if settled := _verdict(asked, candidates):
        answer, extract = settled
        known = {quote for claim in claims for quote in claim.quotes}
        claims += _extract_claims(extract, answer, known, index, language)
        extracts = [one for one in extracts if one.passage != extract.passage]
    return Information(tuple(claims), tuple(extracts))


def exclusion_claims(actions: Collection[str], index: PolicyIndex, language: str) -> list[Claim]:
    """What the policy excludes of the rights, said before anything else."""
    excluded = [(fact, parsed) for fact, parsed in index.original_facts("exclusion") if fact.role in actions]
    quotes = [quote_of(parsed, fact, index.release.passages) for fact, parsed in excluded]
    return [Claim(message(language, "answer.excluded"), (quote,)) for quote in quotes]


def _stated_claims(
    asked: Understood, decision: Decision, index: PolicyIndex, law: Law, language: str
) -> list[Claim]:
    """The facts that answer by themselves, with the law's rule."""
    slot = next(iter(asked.slots))
    if slot not in _STATED_AS.get(decision.topic, ()):
        return []
    facts = index.stated(decision.topic) or index.stated(decision.topic, translated=True)
    quotes = dict.fromkeys(quote_of(parsed, fact, index.release.passages) for fact, parsed in facts)
    claims = []
    for place, quote in enumerate([*quotes][:_MOST_FACTS]):
        said = _said(quote, "also" if place else "says", index, language)
        claims += _valued([said], _parsed(quote, index), language)
    rules = rules_of("topic", decision.topic) if claims else []
    return claims + [law_claim(law, rule, language) for rule in rules]


def _contact_claims(asked: Understood, index: PolicyIndex, language: str) -> list[Claim]:
    """The addresses or numbers of the policy where one is asked for, those for requests first."""
    slot, share = next(iter(asked.slots.items()))
    if slot not in _CONTACTS or share < _ASKED:
        return []
    order = {"rights": 0, "dpo": 1, "complaint": 2}
    found = sorted(index.original_facts(slot), key=lambda one: order.get(one[0].role, 3))
    quotes = dict.fromkeys(contact_quote(parsed, fact, index.release.passages) for fact, parsed in found)
    kind = "post" if slot == "address" else slot
    return [Claim(message(language, f"answer.channel_{kind}"), (quote,)) for quote in [*quotes][:_MOST_FACTS]]


def _verdict(asked: Understood, candidates: Sequence[Candidate]) -> tuple[str, Extract] | None:
    """ "yes" or "no" with the sentence that says so, where the question asks for one and the policy is clear."""
    if asked.slots.get("yes_no", 0.0) < _SURE_YES_NO:
        return None
    proposition = proposition_asked(asked.text, asked.topics)
    if proposition is None:
        return None
    read = [(one, place) for one in candidates[:_READ_FOR_VERDICT] for place in range(len(one.passage.sentences))]
    found = verdict(proposition, [one.parsed.sentence_text(one.passage.sentences[place]) for one, place in read])
    if found is None:
        return None
    return "yes" if found.holds else "no", sentence_extract(*read[found.sentence])


def _parsed(quote: Quote, index: PolicyIndex) -> ParsedDocument:
    every = index.release.release.documents
    return next(one for one in every if one.document.version == quote.document.version)


def _extract_claims(
    extract: Extract, lead: str, known: set[Quote], index: PolicyIndex, language: str
) -> list[Claim]:
    """The quotes of a passage that are not quoted yet, the first after `lead`, values of foreign ones behind."""
    every = [extract.introduction, *extract.quotes] if extract.introduction else [*extract.quotes]
    fresh = [quote for quote in every if quote not in known]
    if not fresh:
        return []
    claims = [_said(fresh[0], lead, index, language), *(Claim("{0}", (quote,)) for quote in fresh[1:])]
    claims = _valued(claims, index.release.documents[extract.passage.id], language)
    if extract.more:
        key = "answer.more" if extract.more > 1 else "answer.one_more"
        claims.append(Claim(message(language, key, count=extract.more), stands_alone=True))
    return claims


def _said(quote: Quote, lead: str, index: PolicyIndex, language: str) -> Claim:
    """A quote after the words of `lead` ("says", "also", "yes" or "no"), which name another language."""
    insurer = index.release.insurer.name
    if quote.language == language or lead in {"yes", "no"}:
        return Claim(message(language, f"answer.{lead}", insurer=insurer), (quote,))
    name = language_name(quote.language, language)
    return Claim(message(language, f"answer.{lead}_foreign", insurer=insurer, language=name), (quote,))


def _valued(claims: Sequence[Claim], parsed: ParsedDocument, language: str) -> list[Claim]:
    """The claims, the last with the values of all foreign quotes in the reader's words."""
    foreign = [quote for claim in claims for quote in claim.quotes if quote.language != language]
    values = values_in(foreign, parsed, language) if foreign else []
    if not values:
        return [*claims]
    behind = message(language, "answer.values", values=", ".join(values))
    return [*claims[:-1], replace(claims[-1], template=f"{claims[-1].template} {behind}")]
