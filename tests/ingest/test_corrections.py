"""What a person says about a fact holds as long as the document says the words it rests on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pydantic import ValidationError

from ingest.build import ingest as run
from ingest.corrections import corrected
from ingest.entries import FactEntry
from ingest.errors import CorpusError
from ingest.published import read_published
from ingest.records import Conflict, Fact, Span

TEXT = """1. Vos droits

Écrivez à dpo@fougeres.example ou au 3 rue du Bois, 69001 Lyon.

Nous répondons sous un mois. La Lande héberge le site ; la Lande est notre voisine.

Comptez trois mois au plus.
"""


def fact(kind, words, normalised, **fields):
    start = TEXT.index(words)
    return Fact(
        kind=kind,
        role=fields.pop("role", ""),
        value=words,
        normalised=normalised,
        evidence=Span(start, start + len(words)),
        passage=fields.pop("passage"),
        **fields,
    )


@pytest.fixture
def parsed(parsed_of):
    """The invented policy with two facts."""
    bare = parsed_of(TEXT)
    passage = bare.passages[0].id
    email = fact("email", "dpo@fougeres.example", "dpo@fougeres.example", role="dpo", passage=passage)
    period = fact("response_time", "un mois", "P2M", passage=passage)
    return replace(bare, facts=(email, period), conflicts=())


@pytest.fixture
def contradicting(parsed):
    """The same with a second delay, which contradicts the first."""
    longer = fact("response_time", "trois mois", "P3M", passage=parsed.passages[0].id)
    conflict = Conflict("response_time", (only(parsed, "response_time"), longer))
    return replace(parsed, facts=(*parsed.facts, longer), conflicts=(conflict,))


def entry(action, kind, evidence, **fields):
    return FactEntry(action=action, kind=kind, evidence=evidence, **fields)


def only(parsed, kind):
    (found,) = [one for one in parsed.facts if one.kind == kind]
    return found


def test_a_confirmed_fact_says_so_and_is_otherwise_the_same(parsed):
    after = corrected(parsed, [entry("confirm", "email", "dpo@fougeres.example")])
    assert only(after, "email") == replace(only(parsed, "email"), origin="confirmed")


def test_a_correction_replaces_the_fields_it_gives_and_keeps_the_others(parsed):
    after = only(corrected(parsed, [entry("correct", "email", "dpo@fougeres.example", role="rights")]), "email")
    assert (after.role, after.normalised, after.origin) == ("rights", "dpo@fougeres.example", "corrected")


def test_a_correction_can_widen_the_evidence(parsed):
    after = only(
        corrected(parsed, [entry("correct", "response_time", "sous un mois", normalised="P1M")]), "response_time"
    )
    assert parsed.document.slice(after.evidence) == "sous un mois"
    assert (after.value, after.normalised) == ("sous un mois", "P1M")


def test_a_rejected_fact_is_gone(parsed):
    after = corrected(parsed, [entry("reject", "response_time", "un mois")])
    assert [one.kind for one in after.facts] == ["email"]


def test_rejecting_what_is_no_longer_extracted_changes_nothing(parsed):
    assert corrected(parsed, [entry("reject", "phone", "rue du Bois")]).facts == parsed.facts


def test_an_added_fact_carries_its_evidence_and_its_passage_in_the_order_of_the_text(parsed):
    address = entry(
        "add", "address", "3 rue du Bois, 69001 Lyon", role="rights", normalised="3 rue du bois 69001 lyon",
        details={"town": "Lyon"}, audience="tous",
    )  # fmt: skip
    after = corrected(parsed, [address])
    added = only(after, "address")
    assert [one.kind for one in after.facts] == ["email", "address", "response_time"]
    assert parsed.document.slice(added.evidence) == "3 rue du Bois, 69001 Lyon"
    assert (added.details, added.audience, added.origin) == ((("town", "Lyon"),), "tous", "corrected")
    assert added.passage == parsed.passages[0].id


def test_words_that_occur_twice_are_told_apart_by_their_number(parsed):
    after = corrected(parsed, [entry("add", "host", "Lande", occurrence=2, normalised="lande")])
    assert only(after, "host").evidence.start == TEXT.rindex("Lande")


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        (entry("confirm", "email", "dpo@lande.example"), "do not occur in the document any more"),
        (entry("confirm", "email", "DPO@fougeres.example"), "do not occur in the document any more"),
        (entry("add", "host", "Lande", normalised="lande"), "occur 2 times; say which"),
        (entry("add", "host", "Lande", normalised="lande", occurrence=3), "no occurrence 3"),
        (entry("confirm", "phone", "rue du Bois"), "no phone is extracted there"),
        (entry("correct", "phone", "rue du Bois", role="dpo"), "no phone is extracted there"),
        (entry("confirm", "response_time", "un mois", normalised="P1M"), "differs: role '', normalised 'P2M'"),
        (entry("add", "host", "1. Vos droits", normalised="x"), "no part of a passage"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_does_not_hold_stops_the_build_and_names_the_entry(parsed, said, fault):
    with pytest.raises(CorpusError) as caught:
        corrected(parsed, [said])
    message = str(caught.value)
    assert f"insurer fougeres, document policy, fact {said.kind} ({said.action}), evidence" in message
    assert repr(said.evidence) in message
    assert fault in message


def test_a_conflict_with_a_rejected_fact_is_settled(contradicting):
    assert corrected(contradicting, [entry("reject", "response_time", "un mois")]).conflicts == ()


def test_a_conflict_remains_when_one_of_its_facts_is_confirmed(contradicting):
    (conflict,) = corrected(contradicting, [entry("confirm", "response_time", "un mois")]).conflicts
    assert [one.origin for one in conflict.facts] == ["confirmed", "extracted"]


def test_a_conflict_is_settled_when_a_correction_makes_its_facts_agree(contradicting):
    said = entry("correct", "response_time", "un mois", normalised="P3M")
    assert corrected(contradicting, [said]).conflicts == ()


def test_an_added_fact_that_contradicts_an_extracted_one_makes_a_conflict(parsed):
    (conflict,) = corrected(parsed, [entry("add", "response_time", "trois mois", normalised="P3M")]).conflicts
    assert [one.normalised for one in conflict.facts] == ["P2M", "P3M"]


def test_a_correction_that_contradicts_another_fact_makes_a_conflict(parsed):
    said = [
        entry("add", "response_time", "trois mois", normalised="P2M"),
        entry("correct", "response_time", "trois mois", normalised="P3M"),
    ]
    assert len(corrected(parsed, said).conflicts) == 1


def test_an_added_address_without_its_postcode_among_the_details_makes_no_conflict(parsed):
    details = {"number": "3", "street": "rue du bois"}
    said = entry("add", "address", "3 rue du Bois", normalised="3 rue du bois", details=details)
    assert corrected(parsed, [said]).conflicts == ()


CORRECTION = """
[[insurer.document.fact]]
action = "correct"
kind = "address"
evidence = "3 rue du Bois, 69001 Lyon"
role = "dpo"
"""


@pytest.mark.integration
def test_a_correction_of_the_manifest_is_served(corpus, data_dir, embedder, store):
    write_correction(corpus)
    assert statuses(run(corpus.folder, data_dir, embedder))["fern"] == "published"
    (parsed,) = read_published(store.current("fern")).release.documents
    assert [(one.role, one.origin) for one in parsed.facts if one.kind == "address"] == [("dpo", "corrected")]


@pytest.mark.integration
def test_a_correction_that_no_longer_holds_keeps_the_previous_release_in_service(corpus, data_dir, embedder, store):
    corpus.entries["fern"]["text"] = corpus.entries["fern"]["text"].replace("3 rue du Bois", "5 rue du Bois")
    write_correction(corpus)
    before = store.current("fern")
    report = run(corpus.folder, data_dir, embedder)
    assert statuses(report) == {"fern": "refused", "heath": "unchanged"}
    assert "insurer fern, document policy, fact address" in report.insurers[0].detail
    assert store.current("fern") == before


def write_correction(corpus):
    corpus.write()
    text = corpus.manifest.read_text(encoding="utf-8")
    end = text.index('[[insurer]]\nid = "heath"')
    corpus.manifest.write_text(text[:end] + CORRECTION + text[end:], encoding="utf-8")


def statuses(report):
    return {one.insurer: one.status for one in report.insurers}


@pytest.mark.parametrize(
    "fields",
    [
        {"action": "add", "kind": "host", "evidence": "Lande"},
        {"action": "confirm", "kind": "hosts", "evidence": "Lande"},
        {"action": "confirm", "kind": "host", "evidence": ""},
        {"action": "believe", "kind": "host", "evidence": "Lande"},
        {"action": "add", "kind": "email", "evidence": "Lande", "normalised": "pas une adresse"},
    ],
    ids=["an addition without its form", "an unknown kind", "no evidence", "an unknown action", "another form"],
)
def test_an_entry_that_cannot_be_meant_is_refused(fields):
    with pytest.raises(ValidationError):
        FactEntry(**fields)
