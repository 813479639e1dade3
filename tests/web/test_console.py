"""The agents' console: several insurers at once, and none of Gradio's doors that nobody uses."""

from __future__ import annotations

import pytest

from assistant.web.console import consult
from tests.web.fake_engine import EARLIER, HOSTILE, NAME, FakeEngine, FakeInsurer
from tests.web.page_text import elements, texts

pytestmark = pytest.mark.integration

BLOCKED = (
    "/console/gradio_api/upload",
    "/console/gradio_api/file=/etc/passwd",
    "/console/gradio_api/file/etc/passwd",
    "/console/file=/etc/passwd",
    "/console/gradio_api/proxy=https://example.org/",
    "/console/gradio_api/stream/a/b/c",
    "/console/gradio_api/deep_link",
    "/console/monitoring",
    "/console/login",
)


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("path", BLOCKED)
def test_uploads_files_and_proxies_do_not_exist(console, method, path):
    assert console.request(method, path).status_code == 404


def test_the_console_page_is_in_french_and_reaches_no_other_host(console):
    answer = console.get("/console/")
    assert elements(answer.text, "html")[0]["lang"] == "fr"
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_the_console_is_found_without_its_last_slash(console):
    answer = console.get("/console", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (307, "/console/")


def test_the_members_pages_do_not_change_with_the_console(console):
    assert "default-src 'none'" in console.get("/").headers["content-security-policy"]


def test_an_answer_and_its_passages_are_shown_for_each_insurer():
    engine = FakeEngine()
    engine.known.append(FakeInsurer(id="cc", name="CC"))
    html, rows = consult(engine, [], "Comment exercer mes droits ?")
    assert [article["class"] for article in elements(html, "article")] == ["answered", "answered"]
    assert [row[0] for row in rows] == [NAME, "CC"]
    assert rows[0][2:5] == ["1.50", "1.00", "–"]


def test_a_changed_document_says_when_and_what_changed():
    html, _ = consult(FakeEngine(), ["bb"], "Comment exercer mes droits ?")
    assert texts(html, "summary") == ["Document modifié le 2 octobre 2017"]
    assert next(link["href"] for link in elements(html, "a")) == f"/documents/bb/{EARLIER}"
    fact, passage = texts(html, "li")
    assert fact.startswith("Adresse électronique, ajouté : dpo@example.org")
    assert "Passage, modifié (1) : Un Deux mois" in passage


def test_a_document_that_never_changed_says_nothing_of_it():
    engine = FakeEngine()
    engine.known = [FakeInsurer(id="cc", name="CC")]
    assert elements(consult(engine, [], "Comment exercer mes droits ?")[0], "details") == []


def test_only_the_insurers_chosen_are_asked():
    engine = FakeEngine()
    engine.known.append(FakeInsurer(id="cc", name="CC"))
    _, rows = consult(engine, ["cc"], "Comment exercer mes droits ?")
    assert [row[0] for row in rows] == ["CC"]


def test_hostile_text_stays_text_in_the_console():
    html, _ = consult(FakeEngine(), [], "Comment exercer mes droits ?")
    assert HOSTILE not in html


def test_the_failure_of_an_insurer_is_said_in_its_place():
    html, _ = consult(FakeEngine(), [], "?")
    assert elements(html, "article") == [{"class": "failed"}]
    assert "Votre question est vide." in html


def test_an_empty_question_is_not_asked():
    assert consult(FakeEngine(), [], "  ") == ("Écrivez d’abord votre question.", [])
