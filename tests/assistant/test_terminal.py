"""What the command line prints of a document reads without colour and hides nothing that is wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.terminal import changed, marked_words, table_of, understood, unexplained
from ingest.build import parse_document
from ingest.changes import changes_between
from ingest.outcomes import IngestReport, InsurerReport
from ingest.records import Conflict, Document

TEXT = """1. Vos droits

Vous pouvez exercer vos droits par courrier à Mutuelle des Fougères, 3 rue du Bois, 69001 Lyon.

2. Les cookies

Le site dépose deux cookies de mesure d'audience, que vous pouvez refuser.
"""


def parsed(text=TEXT, sha256="a"):
    document = Document(
        insurer="fern",
        id="policy",
        version=f"undated-{sha256}",
        title="Politique",
        text=text,
        sha256=sha256,
        languages=("fr",),
        date=None,
        origin="invented",
        machine_translated=False,
    )
    return parse_document(document)


def plain(lines):
    return "\n".join(line.plain for line in lines)


def test_a_document_is_shown_with_its_version_structure_and_contacts():
    said = plain(understood(parsed()))
    assert "undated-a (undated), text, fr 100%" in said
    assert "2 sections, 2 passages" in said
    assert "Mutuelle des Fougères, 3 rue du Bois, 69001 Lyon [rights]" in said


def test_a_mark_of_machine_translation_is_said_so_that_a_new_version_does_not_keep_it_unseen():
    policy = parsed()
    marked = replace(policy, document=replace(policy.document, machine_translated=True))
    assert "machine-translated, says insurers.toml" in plain(understood(marked))
    assert "machine-translated" not in plain(understood(policy))


def test_what_the_document_does_not_say_is_listed():
    (line,) = [line for line in plain(understood(parsed())).splitlines() if "says nothing about" in line]
    assert "phone" in line
    assert "address" not in line


def test_a_conflict_and_damage_are_said():
    policy = parsed()
    damaged = tuple(replace(one, quality=0.5, flaws=("glued_words",)) for one in policy.passages)
    conflict = Conflict("address", (policy.facts[0], replace(policy.facts[0], value="5 rue du Bois")))
    said = plain(understood(replace(policy, passages=damaged, conflicts=(conflict,))))
    assert "conflict   address: Mutuelle des Fougères, 3 rue du Bois, 69001 Lyon / 5 rue du Bois" in said
    assert "quality    50%: glued words in 2 passages" in said


def test_changes_are_counted_and_shown_with_the_words_that_differ():
    new = TEXT.replace("3 rue du Bois", "5 rue du Pré").replace(
        "2. Les cookies", "2. Les transferts\n\nAucun.\n\n3. Les cookies"
    )
    said = plain(changed(changes_between(parsed(), parsed(new, "b"))))
    assert "fern, policy: undated-a → undated-b" in said
    assert "passages: 1 added, 1 altered; facts: 1 altered" in said
    assert "[-3-] {+5+} rue du [-Bois,-] {+Pré,+}" in said
    assert "+ 2. Les transferts: Aucun." in said


@pytest.mark.parametrize(
    ("sha256", "version", "said"),
    [
        ("a", "undated-a", "the same text understood differently"),
        ("a", "undated-c", "the same file read differently"),
    ],
)
def test_a_change_of_our_reading_only_is_said_as_such(sha256, version, said):
    new = parsed(sha256=sha256)
    new = replace(new, document=replace(new.document, version=version), facts=())
    assert said in plain(changed(changes_between(parsed(), new)))


def reports(**coverage):
    return IngestReport(tuple(InsurerReport(name, "published", coverage=one) for name, one in coverage.items()))


def test_a_policy_with_some_text_not_understood_is_never_shown_as_wholly_covered():
    assert list(table_of(reports(fern=0.9996, heath=1.0)).columns[8].cells) == ["99.9%", "100.0%"]


def test_text_not_understood_is_warned_about():
    assert plain(unexplained(reports(fern=0.9996, heath=1.0))) == (
        "fern: only 99.9% of the text is covered; the report (--report) lists the rest"
    )
    assert not plain(unexplained(IngestReport((InsurerReport("moss", "refused", "is empty"),))))


def test_long_unchanged_runs_are_shortened():
    words = [f"mot{number}" for number in range(40)]
    assert marked_words(" ".join(words), " ".join([*words, "fin"])) == (
        "mot0 mot1 mot2 mot3 mot4 mot5 mot6 mot7 … mot32 mot33 mot34 mot35 mot36 mot37 mot38 mot39 {+fin+}"
    )
