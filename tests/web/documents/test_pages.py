"""The document page: the policy as published, its cited passages, its sections and its versions."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.documents import VersionView
from assistant.errors import InsurerUnavailable
from assistant.sites import Sites
from assistant.web.documents import pages as document_pages
from tests.web.fake_engine import (
    EARLIER,
    HOSTILE,
    LAW_TEXT,
    LAW_VERSION,
    POLICY,
    VERSION,
    FakeEngine,
    policy_view,
    span_of,
)
from tests.web.page_text import elements, texts

DOCUMENT = f"/documents/bb/{VERSION}"
LAW = f"/documents/law/{LAW_VERSION}"
OLDER = f"/documents/bb/{EARLIER}"
PAGES = (DOCUMENT, LAW, OLDER, "/documents/bb/nope", "/documents/nobody/v")
BAD_RANGES = ["start=5", "end=5", "start=9&end=5", "start=5&end=5", "start=0&end=99999", "start=-1&end=4"]


class Versioned(FakeEngine):
    """Knows the earlier version, whose text was another."""

    older_text = POLICY.replace(" ou *via*", "\nou *via*").replace("Seconde partie", "Deuxième partie")

    def documents(self, insurer):
        """The current one first."""
        if insurer != "bb":
            return super().documents(insurer)
        (now,) = super().documents(insurer)
        before = VersionView("policy", EARLIER, "P", None, "", "text", False, None, None, dt.date(2017, 10, 2))
        return [now, before, replace(now, document="cookies", version="cookies-1")]

    def document(self, insurer, version):
        """The older version has its own text."""
        view = super().document(insurer, version)
        if version != EARLIER:
            return view
        return replace(view, text=self.older_text, sections=(), noise=())


def client_of(engine, corpus):
    app = FastAPI()
    app.include_router(document_pages.router(engine, Sites(corpus, {})))
    return TestClient(app, headers={"accept-language": "fr"})


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """A folder where the insurer has a colour of its own."""
    folder = tmp_path_factory.mktemp("corpus")
    (folder / "sites.toml").write_text('[bb]\naccent = "#336699"\n', encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def client(corpus):
    return client_of(Versioned(), corpus)


def ranged(part: str, text: str = POLICY) -> str:
    span = span_of(text, part)
    return f"start={span.start}&end={span.end}"


def also(part: str) -> str:
    span = span_of(POLICY, part)
    return f"also={span.start}-{span.end}"


def cited(part: str, *others: str) -> str:
    return f"{DOCUMENT}?{'&'.join([ranged(part), *map(also, others)])}"


def links(html: str, **attributes: str) -> list[str]:
    return [str(one["href"]) for one in elements(html, "a", **attributes)]


class TestEveryPage:
    """Under one policy, in the reader's language, inert."""

    @pytest.mark.parametrize("path", PAGES)
    def test_loads_nothing_of_another_host_and_runs_nothing_inline(self, client, path):
        answer = client.get(path)
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert all("src" in script for script in elements(answer.text, "script"))
        assert "style=" not in answer.text
        assert "set-cookie" not in answer.headers

    @pytest.mark.parametrize("path", PAGES)
    def test_shows_hostile_names_titles_and_texts_as_text(self, client, path):
        assert HOSTILE not in client.get(path).text

    @pytest.mark.parametrize("language", ["fr", "en"])
    @pytest.mark.parametrize("path", PAGES)
    def test_declares_the_language_it_is_asked_for(self, client, path, language):
        assert elements(client.get(path, params={"lang": language}).text, "html") == [{"lang": language}]

    @pytest.mark.parametrize(
        ("language", "title"),
        [("fr", "Ce document ne peut pas être affiché"), ("en", "This document cannot be shown")],
    )
    @pytest.mark.parametrize("path", ["/documents/bb/nope", "/documents/nobody/v", "/documents/law/current"])
    def test_that_does_not_exist_says_so(self, client, path, language, title):
        answer = client.get(path, headers={"accept-language": language})
        assert answer.status_code == 404
        assert texts(answer.text, "h1") == [title]


class TestText:
    """The document as published."""

    @pytest.mark.parametrize("path", [DOCUMENT, cited("dpo@example.org"), cited("dpo@example.org", "Fin", "Page")])
    def test_no_character_is_changed(self, client, path):
        assert texts(client.get(path).text, "article", id="text") == [POLICY]

    def test_no_character_of_the_law_is_changed(self, client):
        assert texts(client.get(LAW).text, "article", id="text") == [LAW_TEXT]

    @pytest.mark.parametrize(("language", "title"), [("fr", "RGPD, article 12"), ("en", "GDPR, Article 12")])
    def test_a_law_page_is_named_in_the_readers_language(self, client, language, title):
        assert texts(client.get(f"{LAW}?lang={language}").text, "h1") == [title]

    def test_a_law_page_says_which_language_each_part_is_in(self, client):
        assert [heading["lang"] for heading in elements(client.get(LAW).text, "h2")] == ["fr", "en"]

    def test_a_foreign_paragraph_says_its_language(self, client):
        assert [text.split()[0] for text in texts(client.get(DOCUMENT).text, "p", lang="bg")] == ["Раздел"]

    def test_a_policy_older_than_the_gdpr_is_flagged(self, client):
        assert "antérieur à l’application du RGPD" in client.get(DOCUMENT).text

    def test_the_contents_lead_to_the_sections(self, client):
        html = client.get(DOCUMENT).text
        assert [heading["id"] for heading in elements(html, "h2")] == ["s-1-vos-droits"]
        assert "#s-1-vos-droits" in links(html)

    def test_a_section_has_a_link_that_says_where_it_leads(self, client):
        (link,) = elements(client.get(DOCUMENT).text, "a", **{"class": "anchor"})
        assert (link["href"], link["aria-label"]) == (
            "#s-1-vos-droits",
            "Lien vers la section\u00a0: 1. Vos droits",
        )

    def test_the_page_wears_the_insurers_colour_and_the_law_none(self, client):
        sheets = [[str(one["href"]) for one in elements(client.get(path).text, "link")] for path in (DOCUMENT, LAW)]
        assert [any(one.startswith("/theme/bb.css") for one in found) for found in sheets] == [True, False]


class TestCitedPassages:
    """The passage that was opened, and the others of the conversation."""

    @pytest.mark.parametrize("part", ["dpo@example.org", "Écrivez à **dpo@example.org** ou", HOSTILE, "*via*"])
    def test_the_passage_is_marked_and_nothing_else(self, client, part):
        assert texts(client.get(cited(part)).text, "mark") == [part]

    def test_one_over_several_paragraphs_is_marked_whole_with_one_target(self, client):
        part = POLICY[POLICY.index("Fin") : POLICY.index("partie")]
        html = client.get(cited(part)).text
        assert "".join("".join(texts(html, "mark")).split()) == "".join(part.split())
        assert len(elements(html, "mark", id="cited")) == 1

    def test_its_start_and_end_are_said_once_each(self, client):
        part = POLICY[POLICY.index("Fin") : POLICY.index("partie")]
        marks = elements(client.get(cited(part)).text, "mark")
        assert [one["data-start"] for one in marks if "data-start" in one] == ["Début du passage cité\u00a0:"]
        assert [one["data-end"] for one in marks if "data-end" in one] == ["Fin du passage cité."]

    def test_the_others_are_marked_more_quietly(self, client):
        html = client.get(cited("dpo@example.org", "Fin", "partie")).text
        assert texts(html, "mark", id="cited") == ["dpo@example.org"]
        assert texts(html, "mark", **{"class": "also"}) == ["Fin", "partie"]

    def test_the_steps_lead_to_the_neighbours_in_the_order_of_the_document(self, client):
        html = client.get(cited("Fin", "partie", "dpo@example.org")).text
        (before,), (after,) = links(html, rel="prev"), links(html, rel="next")
        assert texts(client.get(before).text, "mark", id="cited") == ["dpo@example.org"]
        assert texts(client.get(after).text, "mark", id="cited") == ["partie"]
        assert texts(html, "a", **{"class": "to-cited"}) == ["Passage cité 2 sur 3"]

    def test_a_step_keeps_every_passage_marked(self, client):
        (after,) = links(client.get(cited("dpo@example.org", "Fin", "partie")).text, rel="next")
        assert len(elements(client.get(after).text, "mark")) == 3

    def test_there_is_no_step_before_the_first_or_after_the_last(self, client):
        first = client.get(cited("dpo@example.org", "Fin")).text
        last = client.get(cited("Fin", "dpo@example.org")).text
        assert (links(first, rel="prev"), links(last, rel="next")) == ([], [])

    def test_the_link_to_a_passage_leaves_out_the_conversation(self, client):
        (link,) = links(client.get(cited("Fin", "partie")).text, **{"class": "share"})
        assert link == f"{DOCUMENT}?{ranged('Fin')}#cited"

    def test_the_other_language_keeps_the_passages(self, client):
        (english,) = links(client.get(cited("Fin", "partie")).text, hreflang="en")
        assert english == f"{cited('Fin', 'partie')}&lang=en#cited"

    def test_one_that_is_cited_twice_is_marked_once(self, client):
        html = client.get(cited("dpo@example.org", "dpo@example.org", "example.org", "Fin")).text
        assert texts(html, "mark") == ["dpo@example.org", "Fin"]

    @pytest.mark.parametrize("query", [*BAD_RANGES, "start=a&end=b", "start=²&end=5"])
    def test_a_range_outside_the_document_is_refused_and_the_document_is_shown(self, client, query):
        answer = client.get(f"{DOCUMENT}?{query}")
        assert answer.status_code == 422
        assert elements(answer.text, "mark") == []
        assert texts(answer.text, "article", id="text") == [POLICY]

    @pytest.mark.parametrize("bad", ["9-5", "5", "-", "a-b", "0-99999", "1-2-3", ""])
    def test_a_bad_passage_beside_a_good_one_is_left_out_and_said(self, client, bad):
        answer = client.get(f"{cited('Fin')}&also={bad}")
        assert answer.status_code == 200
        assert texts(answer.text, "mark") == ["Fin"]
        assert "n’est pas valable" in texts(answer.text, "p", role="alert")[0]

    def test_no_more_than_twenty_others_are_marked(self, client):
        many = "&".join(f"also={2 * place}-{2 * place + 1}" for place in range(30))
        html = client.get(f"{DOCUMENT}?{many}").text
        assert len(elements(html, "mark")) <= 20
        assert len(texts(html, "p", role="alert")) == 1


class TestVersions:
    """Which there are, what one changed, and where a passage of an earlier one went."""

    def test_are_listed_with_the_current_one_first_and_the_shown_one_marked(self, client):
        html = client.get(OLDER).text
        (listed,) = texts(html, "details", **{"class": "versions"})
        assert listed.index("version actuelle") < listed.index("remplacée le 2 octobre 2017")
        assert links(html, **{"aria-current": "page"}) == [f"{OLDER}?lang=fr"]

    def test_what_one_changed_is_shown_as_it_is_written(self, client):
        (changes,) = texts(client.get(DOCUMENT).text, "details", **{"class": "changes"})
        assert "Reformulé" in changes
        assert HOSTILE in " ".join(changes.split())

    def test_a_document_that_was_never_changed_says_nothing_of_changes(self, corpus):
        class Unchanged(Versioned):
            def changes(self, *_):
                return None

        assert texts(client_of(Unchanged(), corpus).get(DOCUMENT).text, "details", **{"class": "changes"}) == []

    def test_the_document_is_shown_when_nothing_is_known_of_its_versions(self, corpus):
        class Damaged(Versioned):
            def documents(self, insurer):
                raise InsurerUnavailable(insurer=insurer)

        answer = client_of(Damaged(), corpus).get(DOCUMENT)
        assert answer.status_code == 200
        assert texts(answer.text, "article", id="text") == [POLICY]

    @pytest.mark.parametrize(
        ("language", "words"),
        [("fr", "Elle a été remplacée le 2 octobre 2017"), ("en", "It was replaced on 2 October 2017")],
    )
    def test_an_earlier_one_says_when_it_was_replaced_and_marks_its_passage(self, client, language, words):
        html = client.get(f"{OLDER}?{ranged('dpo@example.org', Versioned.older_text)}&lang={language}").text
        assert words in texts(html, "p", role="note")[0]
        assert texts(html, "mark", id="cited") == ["dpo@example.org"]

    def test_the_one_in_service_says_nothing_of_the_kind(self, client):
        assert texts(client.get(cited("Fin")).text, "p", role="note") == []

    @pytest.mark.parametrize(
        ("before", "now"),
        [("dpo@example.org", "dpo@example.org"), ("dpo@example.org**\nou", "dpo@example.org** ou")],
        ids=["exactly", "with other white space"],
    )
    def test_a_passage_of_an_earlier_one_is_found_in_the_current_one(self, client, before, now):
        html = client.get(f"{OLDER}?{ranged(before, Versioned.older_text)}").text
        (note,) = [one for one in links(html) if one.startswith(f"{DOCUMENT}?start=")]
        assert texts(client.get(note).text, "mark", id="cited") == [now]

    def test_a_passage_that_is_gone_is_said_to_be(self, client):
        html = client.get(f"{OLDER}?{ranged('Deuxième partie', Versioned.older_text)}").text
        assert "ne figure plus mot pour mot" in texts(html, "p", role="note")[0]

    def test_one_that_was_withdrawn_with_its_insurer_says_so(self, corpus):
        class Withdrawn(Versioned):
            def document(self, *_):
                return replace(policy_view(self.stored), current=False)

        html = client_of(Withdrawn(), corpus).get(f"{DOCUMENT}?{ranged('Fin')}").text
        assert "Ce document n’est plus utilisé" in texts(html, "p", role="note")[0]


class TestCurrent:
    """An address that later versions keep."""

    def test_leads_to_the_version_in_service(self, client):
        answer = client.get("/documents/bb/current?lang=en", follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (302, f"{DOCUMENT}?lang=en")

    def test_leads_to_the_document_that_is_named(self, client):
        answer = client.get("/documents/bb/current?document=cookies", follow_redirects=False)
        assert answer.headers["location"] == "/documents/bb/cookies-1"

    def test_of_an_unknown_document_is_no_page(self, client):
        assert client.get("/documents/bb/current?document=nothing").status_code == 404

    def test_of_what_was_withdrawn_is_no_page(self, corpus):
        class Withdrawn(Versioned):
            def documents(self, insurer):
                return [replace(one, current=False) for one in super().documents(insurer)]

        assert client_of(Withdrawn(), corpus).get("/documents/bb/current").status_code == 404
