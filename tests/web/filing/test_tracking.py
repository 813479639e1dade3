"""A member follows a request: reference, code, then what became of it, a reply and a withdrawal."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from http.cookies import SimpleCookie

import pytest

from assistant.requests.actions import Answer, AskClarification, AskIdentity, Extend, Start
from assistant.requests.records import Actor
from tests.assistant.desk_by_hand import NOW, Clock, code_sent
from tests.web.filing_by_hand import HOSTILE, StoreThatIsDown, client_over, desk_over, post, posted
from tests.web.page_text import elements, texts

pytestmark = pytest.mark.integration  # each test writes to a database or prints letters

DPO = Actor("dpo.tilleuls", "dpo", frozenset({"tilleuls"}))
UNKNOWN = "MD-0000-0000-0000-0000"
COOKIE = "mesdroits_request"


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def desk(tmp_path, clock):
    return desk_over(tmp_path, clock, smtp_host="127.0.0.1", mail_from="droits@service.example")


@pytest.fixture
def client(desk):
    with client_over(desk, headers={"Accept-Language": "fr"}) as client:
        yield client


@pytest.fixture
def reference(client):
    """A request that was filed."""
    receipt = client.get(post(client, "/requests", posted("erasure") | {"confirmed": "1"}).headers["location"])
    return texts(receipt.text, "strong", **{"class": "reference"})[0]


@pytest.fixture
def followed(client, desk, reference):
    """A browser that entered the right code; gives the page."""
    assert entered(client, desk, reference).status_code == 303

    def page(lang="fr"):
        response = client.get("/requests/followed", params={"lang": lang})
        assert response.status_code == 200
        return response.text

    return page


def entered(client, desk, reference, **options):
    """The reply to the code that was sent."""
    post(client, "/requests/track", {"reference": reference, "lang": "fr"})
    fields = {"reference": reference, "code": code_sent(desk, reference), "lang": "fr"}
    return post(client, "/requests/track/code", fields, **options)


def asked_a_question(desk, reference, question="De quel contrat s’agit-il ?"):
    desk.act(DPO, reference, Start())
    desk.act(DPO, reference, AskClarification(question))


class TestTheReference:
    @pytest.mark.parametrize("language", ["fr", "en"])
    def test_it_is_asked_for(self, client, language):
        html = client.get("/requests/track", params={"lang": language}).text
        assert elements(html, "input", id="reference")[0]["aria-describedby"] == "reference-hint"
        assert elements(html, "html") == [{"lang": language}]

    def test_known_and_unknown_ones_give_the_same_page(self, client, reference):
        pages = [
            post(client, "/requests/track", {"reference": one, "lang": "fr"})
            for one in (reference, UNKNOWN, "rien")
        ]
        bodies = {page.text.replace(one, "") for page, one in zip(pages, (reference, UNKNOWN, "rien"), strict=True)}
        assert len(bodies) == 1
        assert {page.status_code for page in pages} == {200}
        heads = [
            {name: value for name, value in page.headers.items() if name != "content-length"} for page in pages
        ]
        assert heads[0] == heads[1] == heads[2]

    def test_wrong_codes_for_known_and_unknown_ones_give_the_same_page(self, client, reference):
        pages = []
        for one in (reference, UNKNOWN):
            post(client, "/requests/track", {"reference": one, "lang": "fr"})
            pages.append(
                post(client, "/requests/track/code", {"reference": one, "code": "AAAA-AAAA", "lang": "fr"})
            )
        assert [page.status_code for page in pages] == [403, 403]
        assert pages[0].text.replace(reference, "") == pages[1].text.replace(UNKNOWN, "")
        assert not any("set-cookie" in page.headers for page in pages)

    def test_a_wrong_code_is_said_at_its_field(self, client):
        html = post(client, "/requests/track/code", {"reference": UNKNOWN, "code": "x", "lang": "fr"}).text
        (field,) = elements(html, "input", id="code")
        assert field["aria-invalid"] == "true"
        (said,) = texts(html, "p", id=field["aria-describedby"])
        assert "La référence ou le code est faux" in said

    def test_what_is_typed_becomes_no_markup(self, client):
        for path in ("/requests/track", "/requests/track/code"):
            html = post(client, path, {"reference": f'">{HOSTILE}', "code": f'">{HOSTILE}', "lang": "fr"}).text
            assert "<script>alert" not in html

    def test_while_the_store_is_down_the_page_says_so(self, desk):
        desk.store = StoreThatIsDown()
        with client_over(desk) as client:
            for path in ("/requests/track", "/requests/track/code"):
                response = post(client, path, {"reference": UNKNOWN, "code": "x", "lang": "en"})
                assert response.status_code == 503
                assert response.headers["content-type"].startswith("text/html")


class TestTheCookie:
    def test_it_opens_these_pages_only_and_no_script_or_other_site_can_use_it(self, client, desk, reference):
        response = entered(client, desk, reference)
        (cookie,) = SimpleCookie(response.headers["set-cookie"]).values()
        assert cookie.key == COOKIE
        assert cookie["httponly"] is True
        assert cookie["samesite"].lower() == "strict"
        assert cookie["path"] == "/requests"
        assert cookie["max-age"] == "1800"
        assert response.headers["location"] == "/requests/followed?lang=fr"

    @pytest.mark.parametrize(("scheme", "secure"), [("https", True), ("http", False)])
    def test_it_travels_over_https_alone_where_the_pages_do(self, desk, reference, scheme, secure):
        with client_over(desk, base_url=f"{scheme}://testserver") as client:
            header = entered(client, desk, reference).headers["set-cookie"]
        assert ("Secure" in header) is secure

    def test_it_does_not_hold_the_reference_alone(self, client, desk, reference):
        header = entered(client, desk, reference).headers["set-cookie"]
        client.cookies.clear()
        client.cookies.set(COOKIE, reference, path="/requests")
        assert not header.startswith(f"{COOKIE}={reference};")
        assert client.get("/requests/followed").status_code == 403

    def test_it_stops_working_after_half_an_hour(self, client, clock, followed):
        followed()
        clock.at = NOW + dt.timedelta(minutes=31)
        assert client.get("/requests/followed").status_code == 403

    def test_closing_takes_it_back(self, client, followed):
        followed()
        response = post(client, "/requests/followed/end", {"lang": "fr"})
        assert (response.status_code, response.headers["location"]) == (303, "/requests/track?lang=fr")
        assert client.get("/requests/followed").status_code == 403

    @pytest.mark.parametrize("path", ["/requests/followed", "/requests/followed/letter.pdf"])
    def test_without_it_nothing_opens(self, client, path):
        response = client.get(path)
        assert response.status_code == 403
        assert response.headers["content-type"].startswith("text/html")

    @pytest.mark.parametrize("path", ["/requests/followed/reply", "/requests/followed/withdrawal"])
    def test_without_it_nothing_is_done(self, client, path):
        assert post(client, path, {"text": "x", "lang": "fr"}).status_code == 403


class TestTheFollowedRequest:
    @pytest.mark.parametrize("lang", ["fr", "en"])
    def test_it_shows_where_it_stands_and_until_when(self, followed, reference, lang):
        html = followed(lang)
        summary = " ".join(texts(html, "dd"))
        assert reference in summary
        assert {"fr": "Reçue", "en": "Received"}[lang] in summary
        assert {"fr": "7 avril 2026", "en": "7 April 2026"}[lang] in summary
        assert len(elements(html, "h1")) == 1
        assert [one["datetime"] for one in elements(html, "time")] == ["2026-03-05"]

    def test_it_shows_an_extension_with_both_dates(self, desk, followed, reference):
        desk.act(DPO, reference, Start())
        desk.act(DPO, reference, Extend("complexity", "Dossier ancien", NOW.date()))
        summary = " ".join(texts(followed(), "dd"))
        assert "7 avril 2026" in summary
        assert "5 juin 2026" in summary

    def test_it_is_overdue_the_day_after(self, client, desk, clock, reference):
        clock.at = dt.datetime(2026, 4, 8, 9, tzinfo=dt.UTC)
        entered(client, desk, reference)
        assert "Délai dépassé" in client.get("/requests/followed?lang=fr").text

    def test_it_says_that_identity_is_asked_for(self, desk, followed, reference):
        desk.act(DPO, reference, AskIdentity("Le nom ne correspond pas."))
        html = followed()
        assert "Identité à vérifier" in html
        assert "Ce service ne reçoit aucune pièce d’identité" in html

    def test_a_refusal_stands_with_its_reasons_and_the_way_to_the_cnil(self, desk, followed, reference):
        desk.act(DPO, reference, Start())
        desk.act(DPO, reference, Answer("refused", f"Délai légal.\n{HOSTILE}", remedies_stated=True))
        html = followed()
        assert "Refusée" in html
        assert "Délai légal." in html
        assert HOSTILE not in html
        assert HOSTILE in unescape(html)
        assert "https://www.cnil.fr/fr/plaintes" in html
        assert elements(html, "form", action="/requests/followed/withdrawal") == []

    def test_the_letter_can_be_read_again(self, client, followed):
        followed()
        response = client.get("/requests/followed/letter.pdf")
        assert response.headers["content-type"] == "application/pdf"
        assert response.headers["cache-control"] == "no-store"


class TestAReply:
    def test_a_question_is_answered(self, client, desk, clock, followed, reference):
        asked_a_question(desk, reference)
        clock.at += dt.timedelta(minutes=1)
        assert "De quel contrat s’agit-il" in followed()
        response = post(client, "/requests/followed/reply", {"text": f"Le nº 12\r\n{HOSTILE}", "lang": "fr"})
        assert (response.status_code, response.headers["location"]) == (303, "/requests/followed?lang=fr")
        html = followed()
        assert "En cours" in " ".join(texts(html, "dd"))
        assert texts(html, "p", **{"class": "said"})[-1].replace("\r\n", "\n") == f"Le nº 12\n{HOSTILE}"
        assert elements(html, "textarea") == []

    @pytest.mark.parametrize("text", ["", "é" * 10_001])
    def test_one_that_cannot_be_taken_is_kept_with_the_reason(self, client, desk, followed, reference, text):
        asked_a_question(desk, reference)
        followed()
        response = post(client, "/requests/followed/reply", {"text": text, "lang": "fr"})
        assert response.status_code in (409, 422)
        assert texts(response.text, "textarea") == [text]
        (alert,) = texts(response.text, "p", role="alert")
        assert "Écrivez votre précision" in alert or "trop long" in alert

    def test_there_is_no_place_for_one_that_nobody_asked_for(self, client, followed):
        assert elements(followed(), "textarea") == []
        response = post(client, "/requests/followed/reply", {"text": "Alors ?", "lang": "fr"})
        assert response.status_code == 409
        assert "Aucune précision n’est attendue" in response.text


class TestAWithdrawal:
    def test_it_ends_the_request(self, client, followed):
        (form,) = elements(followed(), "form", action="/requests/followed/withdrawal")
        assert form["method"] == "post"
        assert post(client, "/requests/followed/withdrawal", {"lang": "fr"}).status_code == 303
        html = followed()
        assert "Retirée" in " ".join(texts(html, "dd"))
        assert elements(html, "form", action="/requests/followed/withdrawal") == []

    def test_twice_it_is_refused(self, client, followed):
        followed()
        post(client, "/requests/followed/withdrawal", {"lang": "fr"})
        response = post(client, "/requests/followed/withdrawal", {"lang": "fr"})
        assert response.status_code == 409
        assert "Cette demande a été retirée." in response.text


class TestEveryPage:
    @pytest.fixture
    def responses(self, client, desk, followed, reference):
        followed()
        asked_a_question(desk, reference)
        return [
            client.get("/requests/track"),
            post(client, "/requests/track", {"reference": reference, "lang": "fr"}),
            post(client, "/requests/track/code", {"reference": reference, "code": "x", "lang": "fr"}),
            client.get("/requests/followed"),
            post(client, "/requests/followed/reply", {"text": "", "lang": "fr"}),
            post(client, "/requests/track", {"reference": "a" * 300_000}),
            post(client, "/requests/followed/reply", {"text": "a" * 300_000}),
            post(client, "/requests/followed/end", {f"field{number}": "" for number in range(201)}),
        ]

    def test_no_cache_keeps_it_and_it_runs_nothing_but_our_scripts_and_styles(self, responses):
        for one in responses:
            assert one.headers["content-type"].startswith("text/html")
            assert one.headers["cache-control"] == "no-store"
            assert one.headers["content-security-policy"].startswith("default-src 'none'")
            assert one.headers["referrer-policy"] == "no-referrer"
            assert one.headers["x-content-type-options"] == "nosniff"
            assert all("src" in script for script in elements(one.text, "script"))
            assert not re.search(r"<style|<[^>]* (style|on[a-z]+)=", one.text)

    def test_only_the_right_code_sets_a_cookie(self, responses):
        assert not any("set-cookie" in one.headers for one in responses)

    def test_a_body_too_large_gets_a_page_that_says_so(self, responses):
        assert [one.status_code for one in responses[-3:]] == [413, 413, 422]
