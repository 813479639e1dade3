"""The members' pages: what they say, what they escape, and the policy they are served under."""

from __future__ import annotations

import pytest

from tests.web.fake_engine import EARLIER, HOSTILE, LAW_TEXT, LAW_VERSION, NAME, POLICY, VERSION, span_of
from tests.web.page_text import elements, texts

DOCUMENT = f"/documents/bb/{VERSION}"
LAW = f"/documents/law/{LAW_VERSION}"
PAGES = ("/", "/?insurer=bb", "/?insurer=nobody", DOCUMENT, LAW, "/documents/bb/nope", "/documents/nobody/v")


def cited(part: str) -> str:
    span = span_of(POLICY, part)
    return f"{DOCUMENT}?start={span.start}&end={span.end}"


@pytest.mark.parametrize("path", PAGES)
def test_every_page_forbids_other_hosts_sniffing_and_referrers(client, path):
    headers = client.get(path).headers
    rules = dict(rule.strip().split(" ", 1) for rule in headers["content-security-policy"].split(";"))
    assert rules["default-src"] == "'none'"
    assert {rules["script-src"], rules["style-src"], rules["connect-src"]} == {"'self'"}
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("path", PAGES)
def test_no_page_sets_a_cookie(client, path):
    assert "set-cookie" not in client.get(path).headers


@pytest.mark.parametrize("path", PAGES)
def test_hostile_names_titles_and_texts_stay_text(client, path):
    assert HOSTILE not in client.get(path).text


@pytest.mark.parametrize("path", PAGES)
def test_no_page_runs_inline_script_or_style(client, path):
    html = client.get(path).text
    scripts = elements(html, "script")
    assert all("src" in script or script["type"] == "application/json" for script in scripts)
    assert "style=" not in html
    assert "onclick" not in html


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_declares_the_language_it_is_asked_for(client, path, language):
    html = client.get(
        path, params={"lang": language} if "?" not in path else None, headers={"accept-language": language}
    )
    assert elements(html.text, "html") == [{"lang": language}]


def test_the_chat_says_that_it_is_a_machine_and_what_not_to_type(client):
    html = client.get("/?lang=en").text
    assert "You are talking to an automated assistant, not to a person." in html
    assert "Do not type your social security number" in html


def test_an_insurer_in_the_address_is_the_one_that_is_asked(client):
    html = client.get("/?insurer=bb&lang=fr").text
    assert texts(html, "h1") == [f"Vos données personnelles chez {NAME}"]
    assert elements(html, "select") == []


def test_an_unknown_insurer_in_the_address_is_said_and_the_choice_is_offered(client):
    answer = client.get("/?insurer=acme&lang=fr")
    assert answer.status_code == 404
    assert "acme" in texts(answer.text, "p", role="alert")[0]
    assert len(elements(answer.text, "select")) == 1


def test_a_site_that_is_not_an_address_is_no_link(client):
    links = elements(client.get("/?insurer=bb").text, "a")
    assert not any((link["href"] or "").startswith("javascript:") for link in links)


def test_the_document_page_changes_no_character(client):
    assert texts(client.get(DOCUMENT).text, "article", id="text") == [POLICY]


def test_the_document_page_with_a_passage_changes_no_character(client):
    assert texts(client.get(cited("dpo@example.org")).text, "article", id="text") == [POLICY]


def test_the_law_page_changes_no_character(client):
    assert texts(client.get(LAW).text, "article", id="text") == [LAW_TEXT]


@pytest.mark.parametrize("part", ["dpo@example.org", "Écrivez à **dpo@example.org** ou", HOSTILE, "*via*"])
def test_the_passage_is_marked_and_nothing_else(client, part):
    assert texts(client.get(cited(part)).text, "mark", id="cited") == [part]


def test_a_passage_over_several_paragraphs_is_marked_whole(client):
    part = POLICY[POLICY.index("Fin") : POLICY.index("partie")]
    marked = texts(client.get(cited(part)).text, "mark")
    assert "".join("".join(marked).split()) == "".join(part.split())


def test_only_one_mark_is_the_target_of_the_citation(client):
    part = POLICY[POLICY.index("Fin") : POLICY.index("partie")]
    assert len(elements(client.get(cited(part)).text, "mark", id="cited")) == 1


@pytest.mark.parametrize(
    "query",
    ["start=5", "end=5", "start=9&end=5", "start=5&end=5", "start=0&end=99999", "start=-1&end=4", "start=a&end=b"],
)
def test_a_range_outside_the_document_is_refused_and_the_document_is_shown(client, query):
    answer = client.get(f"{DOCUMENT}?{query}")
    assert answer.status_code == 422
    assert elements(answer.text, "mark") == []
    assert texts(answer.text, "article", id="text") == [POLICY]


@pytest.mark.parametrize(
    ("language", "title"), [("fr", "Ce document ne peut pas être affiché"), ("en", "This document cannot be shown")]
)
@pytest.mark.parametrize("path", ["/documents/bb/nope", "/documents/nobody/v"])
def test_an_unknown_document_is_a_page_in_the_readers_language(client, path, language, title):
    answer = client.get(path, headers={"accept-language": language})
    assert answer.status_code == 404
    assert texts(answer.text, "h1") == [title]


@pytest.mark.parametrize(("language", "title"), [("fr", "RGPD, article 12"), ("en", "GDPR, Article 12")])
def test_a_law_page_is_named_in_the_readers_language(client, language, title):
    assert texts(client.get(f"{LAW}?lang={language}").text, "h1") == [title]


def test_a_law_page_says_which_language_each_part_is_in(client):
    languages = [heading["lang"] for heading in elements(client.get(LAW).text, "h2")]
    assert languages == ["fr", "en"]


def test_a_foreign_paragraph_says_its_language(client):
    assert [text.split()[0] for text in texts(client.get(DOCUMENT).text, "p", lang="bg")] == ["Раздел"]


def test_a_policy_older_than_the_gdpr_is_flagged(client):
    assert "antérieur à l’application du RGPD" in client.get(f"{DOCUMENT}?lang=fr").text


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", "Elle a été remplacée le 2 octobre 2017"), ("en", "It was replaced on 2 October 2017")],
)
def test_an_earlier_version_says_when_it_was_replaced_and_still_marks_its_passage(client, language, words):
    span = span_of(POLICY, "dpo@example.org")
    html = client.get(f"/documents/bb/{EARLIER}?start={span.start}&end={span.end}&lang={language}").text
    assert words in texts(html, "p", role="note")[0]
    assert texts(html, "mark", id="cited") == ["dpo@example.org"]


def test_the_version_in_service_says_nothing_of_the_kind(client):
    assert texts(client.get(DOCUMENT).text, "p", role="note") == []


def test_static_files_may_be_kept_for_good(client):
    address = elements(client.get("/").text, "link", rel="stylesheet")[0]["href"]
    assert "immutable" in client.get(str(address)).headers["cache-control"]


@pytest.mark.parametrize("name", ["nothing.css", "..%2Fpages.py", "%2e%2e/pages.py"])
def test_nothing_but_the_static_files_is_served(client, name):
    assert client.get(f"/static/{name}").status_code == 404
