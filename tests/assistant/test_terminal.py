"""What the command line prints reads without colour and hides nothing that is wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rich.cells import cell_len
from rich.console import Console

from assistant.catalogue import LANGUAGES, message
from assistant.explanation import explanation_of
from assistant.reply import Generation
from assistant.retrieval import FEATURES
from assistant.terminal import (
    changed,
    explained,
    marked_words,
    table_of,
    terminal_language,
    understood,
    unexplained,
)
from ingest.build import parse_document
from ingest.changes import changes_between
from ingest.outcomes import IngestReport, InsurerReport
from ingest.records import Conflict, Document
from tests.assistant.traced_reply import traced, untraced

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


def printed(reply, language="en", **options):
    console = Console(width=80, **options)
    with console.capture() as captured:
        for part in explained(explanation_of(reply), language):
            console.print(part)
    return captured.get()


def row_of(said, name):
    """The figures of a row of the last table."""
    return said[said.index("The parts") :].split(f"  {name}", 1)[1].split("\n")[0].split()


def test_an_explanation_says_what_was_understood_decided_and_weighed():
    said = " ".join(printed(traced()).split())
    assert "topics exercise_rights 0.50, access 0.20" in said
    assert "kinds of answer how 0.70, address 0.20, open 0.06" in said
    assert "wish to act 0.34 on behalf of heir" in said
    assert "reason asks how" in said
    assert "policy is silent 0.25" in said
    assert "1 12.00 Article 0 – Vos droits" in said
    assert "Seconde [red]phrase[/red], la meilleure." in said


def test_an_explanation_says_what_the_language_model_wrote():
    written = Generation("mistral", 2, {"negation": 1, "content": 3}, "timeout", 812.5, 900, 60, "Et mon père ?")
    said = " ".join(printed(replace(traced(), generation=written)).split())
    assert "model mistral sentences shown 2 sentences dropped negation 1, content 3 failure timeout" in said
    assert "first sentence 812 ms tokens read / written 900 / 60 rewritten question Et mon père ?" in said


def test_an_explanation_without_a_language_model_says_nothing_of_one():
    assert "language model" not in printed(traced())


def test_what_was_not_weighed_is_a_dash():
    assert "policy is silent –" in " ".join(printed(traced(silent=None)).split())


def test_the_parts_of_each_score_stand_above_it():
    said = printed(traced())
    parts = (map(float, row_of(said, name)) for name in ("meaning, passage", "answers the topic"))
    assert [one + other for one, other in zip(*parts, strict=True)] == [12.0 - rank for rank in range(10)]
    assert row_of(said, "score") == [f"{12 - rank:.2f}" for rank in range(10)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_explanation_fits_in_80_columns_and_keeps_every_figure(language):
    said = printed(traced(), language)
    assert max(cell_len(line) for line in said.splitlines()) <= 80
    assert "…" not in said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", FEATURES)
def test_every_part_of_a_score_has_a_name_that_leaves_room_for_ten_passages(language, name):
    assert len(message(language, f"explanation.feature.{name}")) <= 18


def test_an_explanation_has_no_colour_outside_a_terminal():
    assert "\x1b" not in printed(traced())
    assert "\x1b" in printed(traced(), force_terminal=True, color_system="standard")


def test_a_reply_without_a_search_is_said_to_be_one():
    assert printed(untraced()) == ("\nNo passage was looked for: the reply follows from the message alone.\n")


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "", "LC_MESSAGES": "C"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_the_language_of_the_terminal_is_that_of_its_locale(environment, language):
    assert terminal_language(environment) == language
