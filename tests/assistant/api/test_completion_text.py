"""A program that shows nothing but text shows all that a member must know of an answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.api.completion_text import CompletionText
from assistant.reply import Notice
from tests.web.replies import HANDOFF, LAW, NAMES, POLICY, reply

TEXT = CompletionText("https://droits.example", NAMES, "fr")
NOTICES = (Notice("conflict", "Deux adresses."), Notice("information", "Pas un conseil juridique."))


def places(shown):
    """What each annotation points at."""
    content = TEXT.content(shown)
    found = [one.url_citation for one in TEXT.annotations(shown, content)]
    return [content[one.start_index : one.end_index] for one in found]


def test_the_answer_comes_first_as_it_is_then_notices_sources_and_the_request():
    assert TEXT.content(reply(notices=NOTICES, handoff=HANDOFF)) == (
        "La politique dit : « écrivez à **dpo@example.org** » [1]\n"
        "La loi : « Un mois. » [2]\n"
        "\n"
        "Deux adresses.\n"
        "Pas un conseil juridique.\n"
        "\n"
        "Passages cités\n"
        "[1] Politique de Mutuelle B&B – Vos droits – Politique de confidentialité – version du 1er octobre 2017 – "
        "https://droits.example/documents/bb/2017-10-01-abc?start=34&end=63#cited\n"
        "[2] La loi – RGPD, article 12 – "
        "https://droits.example/documents/law/2017-10-01-abc?start=44&end=52#cited\n"
        "\n"
        "Préparer ma demande : "
        "https://droits.example/requests/new?insurer=bb&type=access&lang=fr&for=heir"
    )


def test_everything_is_said_in_the_language_of_the_answer():
    content = TEXT.content(reply(language="en", handoff=HANDOFF))
    assert "Passages quoted\n[1] Policy of Mutuelle B&B" in content
    assert "version of 1 October 2017" in content
    assert "Prepare my request: https://" in content


def test_nothing_is_said_of_what_there_is_not():
    assert TEXT.content(reply(answer="Rien.", citations=(), handoff=replace(HANDOFF, url=None))) == "Rien."


def test_who_is_asked_for_an_insurer_reads_which_there_are():
    asked = reply(answer="Quel assureur ?", citations=(), insurer=None, suggestions=tuple(NAMES.values()))
    assert TEXT.content(asked) == "Quel assureur ?\n\n– Mutuelle B&B\n– Caisse C"


def test_questions_to_go_on_with_are_no_part_of_the_text():
    assert "Et ensuite" not in TEXT.content(reply(suggestions=("Et ensuite ?",)))


def test_an_annotation_points_at_the_quote():
    assert places(reply()) == ["écrivez à **dpo@example.org**", "Un mois."]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (
            "On écrit au délégué. [1] Elle dit : « écrivez à **dpo@example.org** » [1]",
            "écrivez à **dpo@example.org**",
        ),
        ("On écrit au délégué. [1]", "[1]"),
        ("écrivez à **dpo@example.org** : c’est dit [1]", "[1]"),
        ("Voir la source.", "[1]"),
    ],
)
def test_it_points_at_the_marker_where_no_quote_stands_before_one(answer, expected):
    assert places(reply(answer=answer, citations=(POLICY,))) == [expected]


def test_it_names_the_document_and_its_address():
    content = TEXT.content(reply(citations=(LAW,)))
    (found,) = TEXT.annotations(reply(citations=(LAW,)), content)
    assert found.url_citation.title == "La loi – RGPD, article 12"
    assert found.url_citation.url == "https://droits.example/documents/law/2017-10-01-abc?start=44&end=52#cited"
