"""A member's way from the choice of a request to its receipt, page by page."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import pytest

from assistant.errors import Fault
from assistant.requests.intake.addresses import countries
from assistant.requests.records import REQUEST_TYPES
from tests.assistant.desk_by_hand import NOW, Clock
from tests.web.filing_by_hand import (
    HOSTILE,
    INSURERS,
    StoreThatIsDown,
    client_over,
    desk_over,
    post,
    posted,
)
from tests.web.page_text import elements, texts

pytestmark = pytest.mark.integration  # each test writes to a database or prints letters

ROLES = ("self", "parent", "representative", "heir")
NIR = "1 80 02 75 011 001 35"
PREPARING = ("/requests/new", "/requests/choice", "/requests/edit", "/requests/review", "/requests")


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    return desk_over(tmp_path_factory.mktemp("desk"))


@pytest.fixture(scope="module")
def client(desk):
    with client_over(desk) as client:
        yield client


@pytest.fixture
def own(tmp_path):
    """A client over a store of its own, with a mail server set."""
    with client_over(desk_over(tmp_path, smtp_host="127.0.0.1", mail_from="droits@service.example")) as client:
        yield client


BAD = {
    "subject__given_names": "Chloé\r\nBcc: a@b.fr",
    "subject__email": "a@b.fr, c@d.fr",
    "subject__birth_date": "31/12/2099",
    "subject__country": "France",
    "answers__erasure.scope": "",
}


class Outline(HTMLParser):
    """What assistive technology finds in a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.described: list[str] = []
        self.links: list[str] = []
        self.headings: list[int] = []
        self.unlabelled: list[str] = []
        self.labels: set[str] = set()
        self._within_label = 0
        self._fields: list[tuple[str, str, bool]] = []
        self.feed(html)
        self.unlabelled = [name for name, id_, inside in self._fields if not inside and id_ not in self.labels]

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.ids += [given["id"]] if "id" in given else []
        self.described += (given.get("aria-describedby") or "").split()
        self.described += (given.get("aria-labelledby") or "").split()
        if tag == "a" and given.get("href", "").startswith("#"):
            self.links.append(given["href"][1:])
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "label":
            self._within_label += 1
            self.labels.add(given.get("for", ""))
        if tag in ("input", "textarea", "select") and given.get("type") != "hidden":
            self._fields.append((given.get("name", ""), given.get("id", ""), self._within_label > 0))

    def handle_endtag(self, tag):
        self._within_label -= tag == "label"


def assert_accessible(html):
    outline = Outline(html)
    assert len(outline.ids) == len(set(outline.ids)), [one for one in outline.ids if outline.ids.count(one) > 1]
    assert set(outline.described) <= set(outline.ids)
    assert set(outline.links) <= set(outline.ids)
    assert outline.unlabelled == []
    assert outline.headings.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in zip(outline.headings, outline.headings[1:], strict=False))


def faults_of(html):
    """The fields that the list of faults leads to."""
    return re.findall(r'<li><a href="#([^"]+)">', html)


def typed_in(html):
    """What the form holds, field by field, hidden ones and choices included."""
    found = {}
    for one in elements(html, "input"):
        if "name" in one and (one["type"] not in ("radio", "checkbox") or "checked" in one):
            found.setdefault(one["name"], []).append(one["value"])
    for one, text in zip(elements(html, "textarea"), texts(html, "textarea"), strict=True):
        found[one["name"]] = [text]
    for one, within in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', html, re.DOTALL):
        found[one] = [option["value"] for option in elements(within, "option") if "selected" in option]
    return lines(found)


def lines(fields):
    """Fields as a browser reads them back: a list each, lines ended by a newline alone."""
    return {
        name: [text.replace("\r\n", "\n") for text in ([given] if isinstance(given, str) else given)]
        for name, given in fields.items()
    }


class TestTheChoice:
    @pytest.mark.parametrize("language", ["fr", "en"])
    def test_it_offers_every_type_and_role(self, client, language):
        html = client.get("/requests/new", params={"lang": language}).text
        assert [one["value"] for one in elements(html, "input", name="type")] == list(REQUEST_TYPES)
        assert [one["value"] for one in elements(html, "input", name="role")] == list(ROLES)
        assert [one["value"] for one in elements(html, "option")] == ["", "fougeres", "tilleuls"]
        assert_accessible(html)

    def test_an_insurer_that_is_known_already_is_not_asked_for_again(self, client):
        html = client.get("/requests/new?insurer=tilleuls").text
        assert elements(html, "select") == []
        assert typed_in(html)["insurer"] == ["tilleuls"]

    def test_choosing_again_keeps_the_types_the_role_and_what_was_typed(self, client):
        fields = posted("erasure", "access", role="parent")
        html = post(client, "/requests/choice", fields).text
        kept = typed_in(html)
        assert (kept.pop("role_before"), kept.pop("role")) == (["parent"], ["parent"])
        assert sorted(kept.pop("type")) == ["access", "erasure"]
        again = post(client, "/requests/edit", typed_in(html)).text
        assert {name: lines(fields)[name] for name in kept} == {name: typed_in(again)[name] for name in kept}

    def test_who_turns_out_to_ask_for_somebody_else_keeps_their_own_name_for_themselves(self, client):
        fields = posted("access") | {"role": "heir", "role_before": "self"}
        kept = typed_in(post(client, "/requests/edit", fields).text)
        assert (kept["requester.given_names"], kept["subject.given_names"]) == (["Chloé"], [""])

    def test_who_turns_out_to_ask_for_themselves_keeps_their_own_name(self, client):
        fields = posted("access", role="heir", requester__given_names="Zoé") | {
            "role": "self",
            "role_before": "heir",
        }
        kept = typed_in(post(client, "/requests/edit", fields).text)
        assert kept["subject.given_names"] == ["Zoé"]
        assert not any(name.startswith("requester.") for name in kept)


class TestTheForm:
    @pytest.mark.parametrize("language", ["fr", "en"])
    @pytest.mark.parametrize("role", ROLES)
    @pytest.mark.parametrize("type_", REQUEST_TYPES)
    def test_every_type_can_be_asked_for_by_everybody_in_both_languages(self, client, type_, role, language):
        asked = {"insurer": "tilleuls", "type": type_, "for": role, "lang": language}
        response = client.get("/requests/new", params=asked)
        assert response.status_code == 200
        assert elements(response.text, "html") == [{"lang": language}]
        assert_accessible(response.text)
        assert typed_in(response.text)["role"] == [role]

    @pytest.mark.parametrize("language", ["fr", "en"])
    @pytest.mark.parametrize("insurer", INSURERS)
    def test_every_insurers_form_holds_its_passages_in_their_language(self, client, insurer, language):
        asked = {"insurer": insurer, "type": list(REQUEST_TYPES), "lang": language}
        html = client.get("/requests/new", params=asked).text
        quotes = elements(html, "blockquote")
        assert quotes
        assert {one["lang"] for one in quotes} <= {"fr", language}
        assert any(one["lang"] == "fr" for one in quotes)
        assert_accessible(html)

    def test_what_the_law_says_is_not_said_to_be_the_policy(self, client):
        html = client.get("/requests/new?insurer=tilleuls&type=erasure&lang=fr").text
        of_law = [text for text in texts(html, "a") if "article 17" in text]
        assert of_law
        assert all(text.startswith("Lire dans la loi") for text in of_law)

    def test_the_officer_is_named_where_the_same_address_answers_requests(self, client):
        html = client.get("/requests/new?insurer=mieux-etre&type=erasure&lang=fr").text
        (privacy,) = texts(html, "section", **{"class": "privacy"})
        assert "Délégué à la protection des données\u00a0: dpo@mieux-etre.fr" in privacy

    def test_a_question_that_depends_on_another_says_when_to_answer_it(self, client):
        html = client.get("/requests/new?insurer=tilleuls&type=portability&lang=fr").text
        hints = texts(html, "span", id="answers.portability.recipient_name-hint")
        assert hints == ["Si vous avez répondu «\u00a0À un autre organisme ou à une autre personne\u00a0»\u00a0:"]

    def test_marketing_is_refused_without_a_place_for_reasons(self, client):
        html = client.get("/requests/new?insurer=tilleuls&type=marketing_objection&lang=fr").text
        assert elements(html, "textarea", name="details") == []
        assert "Vous n’avez aucun motif à donner." in html

    def test_the_words_of_an_english_page_are_not_taken_for_french_ones(self, client):
        html = client.get("/requests/new?insurer=mgen&type=erasure&lang=en").text
        assert elements(html, "blockquote", lang="fr")
        assert {one.get("lang") for one in elements(html, "button", name="lang")} == {"fr"}

    def test_an_insurer_that_nobody_knows_gets_an_error_page(self, client):
        for path in (
            "/requests/new?insurer=nobody&type=access&lang=fr",
            "/requests/new?insurer=nobody&type=complaint",
        ):
            response = client.get(path)
            assert response.status_code == 404
            assert response.headers["content-type"].startswith("text/html")
            assert_accessible(response.text)

    def test_the_enter_key_goes_on_rather_than_elsewhere(self, client):
        for html in (
            client.get("/requests/new?insurer=tilleuls").text,
            client.get("/requests/new?insurer=tilleuls&type=erasure&for=heir").text,
            post(client, "/requests/review", posted("erasure")).text,
        ):
            assert "formaction" not in elements(html, "button", type="submit")[0]

    def test_types_that_do_not_exist_lead_to_the_choice(self, client):
        html = client.get("/requests/new?insurer=tilleuls&type=refund&type=&lang=fr").text
        assert elements(html, "input", name="type", value="erasure")


class TestTheCountry:
    @pytest.mark.parametrize("language", ["fr", "en"])
    def test_france_comes_first_and_is_chosen(self, client, language):
        html = self.form(client, language)
        assert texts(html, "option")[0] == "France"
        assert typed_in(html)["subject.country"] == ["FR"]

    def test_every_country_that_is_accepted_is_offered(self, client):
        assert {one["value"] for one in elements(self.form(client, "fr"), "option")} == countries()

    def test_countries_are_named_in_the_language_of_the_page(self, client):
        names = [texts(self.form(client, lang), "option", value="DE") for lang in ("fr", "en")]
        assert names == [["Allemagne"], ["Germany"]]

    def test_names_with_an_accent_stand_among_those_without(self, client):
        names = texts(self.form(client, "fr"), "option")
        assert names.index("Espagne") < names.index("États-Unis") < names.index("Finlande")

    def test_a_country_that_nobody_knows_stays_with_its_fault(self, client):
        page = post(client, "/requests/review", posted("erasure", subject__country="Freedonia")).text
        assert faults_of(page) == ["subject.country"]
        assert typed_in(page)["subject.country"] == ["Freedonia"]

    def test_a_code_in_small_letters_is_the_country_it_names(self, client):
        page = post(client, "/requests/edit", posted("erasure", subject__country="be")).text
        assert typed_in(page)["subject.country"] == ["BE"]

    def form(self, client, language):
        return client.get(f"/requests/new?insurer=tilleuls&type=erasure&lang={language}").text


class TestWhatWasSaidInTheChat:
    SAID = (
        f"Je veux effacer mes données. Mon adresse : chloe@example.org, tél. 06 12 34 56 78, née le 29/02/1980, "
        f"numéro d’adhérent 12345678, numéro de sécurité sociale {NIR}."
    )

    def carried(self, client, **fields):
        said = {"insurer": "tilleuls", "type": "erasure", "lang": "fr", "said": self.SAID}
        return typed_in(post(client, "/requests/new", said | fields).text)

    def test_it_is_in_the_form_for_the_member_to_check(self, client):
        kept = self.carried(client)
        assert kept["subject.email"] == ["chloe@example.org"]
        assert kept["subject.phone"] == ["06 12 34 56 78"]
        assert kept["subject.birth_date"] == ["29/02/1980"]
        assert kept["subject.member_number"] == ["12345678"]
        assert "Je veux effacer mes données." in kept["details"][0]

    def test_the_social_security_number_never_is(self, client):
        html = post(
            client, "/requests/new", {"insurer": "tilleuls", "type": "erasure", "said": self.SAID, "lang": "fr"}
        ).text
        assert NIR not in html
        assert NIR.replace(" ", "") not in html.replace(" ", "")

    def test_contacts_of_a_person_who_asks_for_another_are_their_own(self, client):
        kept = self.carried(client, role="representative")
        assert (kept["requester.email"], kept["subject.email"]) == (["chloe@example.org"], [""])

    def test_words_are_not_carried_over_to_a_form_that_asks_for_none(self, client):
        said = {"insurer": "tilleuls", "type": "marketing_objection", "lang": "fr", "said": "Plus de publicité."}
        html = post(client, "/requests/new", said).text
        assert "Plus de publicité." not in html
        assert "Nous avons repris" not in html


class TestFaults:
    def test_all_are_listed_at_once_and_lead_to_their_fields(self, client):
        response = post(client, "/requests/review", posted("erasure", **BAD))
        assert response.status_code == 422
        found = faults_of(response.text)
        assert set(found) == {name.replace("__", ".", 1) for name in BAD}
        assert_accessible(response.text)
        for name in found:
            outline = Outline(response.text)
            assert f"{name}-error" in outline.ids
            assert f"{name}-error" in outline.described

    @pytest.mark.parametrize("role", ROLES)
    @pytest.mark.parametrize("type_", REQUEST_TYPES)
    def test_what_was_typed_stays_whatever_is_wrong(self, client, type_, role):
        fields = posted(type_, role=role, subject__email="a@b.fr, c@d.fr", receipt_by_email="1")
        response = post(client, "/requests/review", fields)
        assert response.status_code == 422
        kept = typed_in(response.text)
        assert {name: kept[name] for name in fields if name != "lang"} == {
            name: given for name, given in lines(fields).items() if name != "lang"
        }

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("role", "neighbour"),
            ("reply_by", "pigeon"),
            ("recipient", "elsewhere"),
            ("type", ["erasure", "refund"]),
        ],
    )
    def test_a_choice_that_was_not_offered_is_a_fault_one_can_go_to(self, client, field, value):
        response = post(client, "/requests/review", posted("erasure") | {field: value})
        assert response.status_code == 422
        assert len(faults_of(response.text)) == 1
        assert_accessible(response.text)

    def test_a_recipient_is_chosen_among_several_where_the_policy_gives_several(self, client):
        html = client.get("/requests/new?insurer=mgen&type=access&lang=fr").text
        offered = [one["value"] for one in elements(html, "input", name="recipient", type="radio")]
        wanted = posted("access", insurer="mgen", recipient="elsewhere")
        response = post(client, "/requests/review", wanted)
        assert faults_of(response.text) == ["recipient"]
        assert_accessible(response.text)
        assert offered == [] or len(offered) > 1


class TestMarkup:
    @pytest.mark.parametrize("path", ["/requests/edit", "/requests/choice", "/requests/review"])
    @pytest.mark.parametrize("role", ROLES)
    def test_nothing_that_is_typed_becomes_markup(self, client, role, path):
        shape = posted(*REQUEST_TYPES, role=role, insurer="fougeres")
        hostile = {name: f"\"'>{HOSTILE}" for name in shape if name not in ("insurer", "type", "role", "reply_by")}
        html = post(client, path, shape | hostile | {f'x"{HOSTILE}': HOSTILE}).text
        assert HOSTILE not in html
        assert elements(html, "script") == [one for one in elements(html, "script") if "src" in one]

    def test_markup_in_free_words_is_inert_on_every_page_that_shows_them(self, own):
        fields = posted("objection", **{"answers__objection.situation": HOSTILE, "details": HOSTILE})
        review = post(own, "/requests/review", fields)
        receipt = own.get(post(own, "/requests", fields | {"confirmed": "1"}).headers["location"])
        for page in (review, receipt):
            assert page.status_code == 200
            assert HOSTILE not in page.text
            assert HOSTILE in unescape(page.text)

    def test_markup_in_a_policy_is_inert_where_it_is_cited(self, client):
        html = client.get("/requests/new?insurer=fougeres&type=erasure&lang=fr").text
        assert HOSTILE not in html
        assert any(HOSTILE in text for text in texts(html, "blockquote"))

    def test_an_address_of_ours_cannot_carry_markup_in(self, client):
        query = {"insurer": HOSTILE, "type": HOSTILE, "for": HOSTILE, "lang": HOSTILE}
        for path in ("/requests/new", "/requests/track"):
            response = client.get(path, params=query | {"reference": f'"{HOSTILE}'})
            assert HOSTILE not in response.text


class TestTheCheck:
    def test_it_shows_to_whom_until_when_and_the_letter(self, client):
        response = post(client, "/requests/review", posted("erasure"))
        assert response.status_code == 200
        (letter,) = texts(response.text, "pre", lang="fr")
        summary = " ".join(texts(response.text, "dd"))
        assert "dpo@tilleuls.fr" in summary
        assert "7 avril 2026" in summary
        assert "Merci de répondre vite.\nBien à vous." in letter.replace("  ", "")
        assert_accessible(response.text)

    def test_the_letter_of_a_request_without_a_reference_names_none(self, client):
        (letter,) = texts(post(client, "/requests/review", posted("erasure")).text, "pre")
        assert "Réf" not in letter

    def test_what_the_policy_excludes_is_said_with_its_passage(self, client):
        response = post(client, "/requests/review", posted("objection", insurer="mgen"))
        warned = [text for text in texts(response.text, "div") if "exclut ce droit" in text]
        assert warned
        assert elements(response.text, "blockquote", lang="fr")

    def test_numbers_that_have_no_place_are_taken_out_and_it_is_said(self, client):
        response = post(client, "/requests/review", posted("erasure", details=f"Mon numéro : {NIR}."))
        assert "Nous avons retiré de votre texte un numéro" in texts(response.text, "p", role="status")[0]
        assert NIR not in texts(response.text, "pre")[0]

    def test_an_english_page_shows_the_french_letter_and_its_translation(self, client):
        html = post(client, "/requests/review", posted("erasure", lang="en")).text
        french, english = texts(html, "pre", lang="fr"), texts(html, "pre")
        assert len(french) == 1
        assert len(english) == 2

    def test_it_files_nothing(self, tmp_path):
        desk = desk_over(tmp_path)
        with client_over(desk) as client:
            post(client, "/requests/review", posted("erasure"))
        with desk.store.reading() as reading:
            assert reading.filed_under("tilleuls", "a key") is None

    def test_it_goes_back_to_the_form_with_everything_typed(self, client):
        fields = posted("access", role="representative")
        kept = typed_in(
            post(client, "/requests/edit", typed_in(post(client, "/requests/review", fields).text)).text
        )
        assert {name: kept[name] for name in fields if name != "lang"} == {
            name: given for name, given in lines(fields).items() if name != "lang"
        }

    def test_it_changes_language_without_losing_anything(self, client):
        html = post(client, "/requests/review", posted("access")).text
        (switch,) = elements(html, "button", name="lang")
        assert switch["formaction"] == "/requests/review"
        hidden = {name: given for name, given in typed_in(html).items() if name != "lang"}
        english = post(client, "/requests/review", {"lang": [switch["value"]], **hidden}).text
        assert elements(english, "html") == [{"lang": "en"}]
        assert {**typed_in(english), "lang": ["fr"]} == typed_in(html)

    def test_the_button_of_the_other_language_comes_before_the_field_it_overrides(self, client):
        for html in (
            client.get("/requests/new?lang=fr").text,
            client.get("/requests/new?insurer=tilleuls&type=erasure&lang=fr").text,
            post(client, "/requests/review", posted("erasure")).text,
        ):
            named = re.findall(r'<(button|input)[^>]* name="lang"', html)
            assert named == ["button", "input"]


class TestFiling:
    def test_it_leads_to_the_receipt(self, own):
        response = post(own, "/requests", posted("erasure", "access") | {"confirmed": "1"})
        assert response.status_code == 303
        receipt = own.get(response.headers["location"])
        (reference,) = texts(receipt.text, "strong", **{"class": "reference"})
        assert re.fullmatch(r"MD(-[0-9A-Z]{4})+", reference)
        assert "7 avril 2026" in receipt.text
        assert "dpo@tilleuls.fr" in receipt.text
        assert_accessible(receipt.text)

    def test_unconfirmed_it_stays_to_be_checked(self, own):
        response = post(own, "/requests", posted("erasure"))
        assert response.status_code == 422
        assert texts(response.text, "pre")
        (alert,) = texts(response.text, "p", role="alert")
        assert alert == Fault("confirmed", "unconfirmed").text("fr").replace(" :", "\u00a0:")
        assert_accessible(response.text)

    def test_the_same_form_sent_twice_is_one_request(self, own):
        confirmed = posted("erasure") | {"confirmed": "1"}
        references = set()
        for _ in range(2):
            receipt = own.get(post(own, "/requests", confirmed).headers["location"])
            references.update(texts(receipt.text, "strong", **{"class": "reference"}))
        assert len(references) == 1

    def test_another_form_under_the_same_key_is_refused_and_kept(self, own):
        post(own, "/requests", posted("erasure") | {"confirmed": "1"})
        response = post(own, "/requests", posted("erasure", details="Autre chose") | {"confirmed": "1"})
        assert response.status_code == 409
        assert typed_in(response.text)["details"] == ["Autre chose"]

    def test_nobody_is_told_that_there_is_an_open_request_like_theirs(self, own):
        before = post(own, "/requests", posted("erasure") | {"confirmed": "1"})
        again = post(own, "/requests", posted("erasure", key="another") | {"confirmed": "1"})
        first, second = (own.get(one.headers["location"]) for one in (before, again))
        (reference,) = texts(first.text, "strong", **{"class": "reference"})
        assert reference not in second.text  # it may be somebody else's
        assert "semblable" not in second.text

    def test_while_the_store_is_down_what_was_typed_is_kept(self, tmp_path):
        desk = desk_over(tmp_path)
        desk.store = StoreThatIsDown()
        fields = posted("access", role="parent")
        with client_over(desk) as client:
            response = post(client, "/requests", fields | {"confirmed": "1"})
        assert response.status_code == 503
        assert "rien n'a été déposé" in unescape(texts(response.text, "p", role="alert")[0])
        kept = typed_in(response.text)
        assert {name: kept[name] for name in fields if name != "lang"} == {
            name: given for name, given in lines(fields).items() if name != "lang"
        }


class TestTheReceipt:
    @pytest.fixture
    def token(self, own):
        location = post(own, "/requests", posted("erasure", lang="en") | {"confirmed": "1"}).headers["location"]
        return re.search("/receipt/([^?]+)", location)[1]

    @pytest.mark.parametrize(
        "path", ["letter.pdf", "letter.pdf?lang=en", "letter.pdf?lang=xx", "receipt.pdf?lang=en"]
    )
    def test_letter_and_receipt_are_pdfs_that_no_cache_keeps(self, own, token, path):
        response = own.get(f"/requests/receipt/{token}/{path}")
        assert response.status_code == 200
        assert response.headers["content-type"] == "application/pdf"
        assert response.headers["cache-control"] == "no-store"
        assert response.content.startswith(b"%PDF-")

    @pytest.mark.parametrize("path", ["", "/letter.pdf", "/receipt.pdf"])
    def test_a_wrong_token_opens_nothing(self, own, token, path):
        response = own.get(
            f"/requests/receipt/{token[:-6]}{'A' if token[-6] != 'A' else 'B'}{token[-5:]}{path}?lang=fr"
        )
        assert response.status_code == 404
        assert response.headers["content-type"].startswith("text/html")
        assert "Aucune demande ne porte cette référence." in response.text

    @pytest.mark.parametrize("path", ["", "/letter.pdf", "/receipt.pdf"])
    def test_it_closes_after_a_day(self, tmp_path, path):
        clock = Clock()
        with client_over(desk_over(tmp_path, clock)) as client:
            location = post(client, "/requests", posted("erasure") | {"confirmed": "1"}).headers["location"]
            address = location.partition("?")[0] + path
            clock.at = NOW.replace(day=NOW.day + 1, minute=0)
            assert client.get(address).status_code == 200
            clock.at = NOW.replace(day=NOW.day + 2)
            assert client.get(address).status_code == 404

    @pytest.mark.parametrize("language", ["fr", "en"])
    @pytest.mark.parametrize("insurer", INSURERS)
    def test_every_insurers_receipt_says_what_remains_to_be_done(self, own, insurer, language):
        fields = posted("access", insurer=insurer, lang=language, confirmed="1")
        receipt = own.get(post(own, "/requests", fields).headers["location"])
        assert receipt.status_code == 200
        assert len(elements(receipt.text, "ol", **{"class": "plain-steps"})) == 1
        assert_accessible(receipt.text)


class TestAComplaint:
    def test_it_is_explained_in_order_and_files_nothing(self, client):
        for response in (
            client.get("/requests/new?insurer=tilleuls&type=complaint&lang=fr"),
            post(client, "/requests/edit", posted("erasure", type=["erasure", "complaint"])),
        ):
            assert response.status_code == 200
            first, wait, cnil = re.split(r"<li>(?=Adressez|Attendez|Sans réponse)", response.text)[1:]
            assert "/requests/new?insurer=tilleuls&amp;type=erasure" in first
            assert "un mois au plus" in wait
            assert "https://www.cnil.fr/fr/plaintes" in cnil
            assert elements(response.text, "form") == []
            assert_accessible(response.text)

    @pytest.mark.parametrize("path", ["/requests/review", "/requests"])
    def test_posted_as_a_request_it_is_not_filed(self, client, path):
        response = post(client, path, posted("erasure", type=["complaint"], confirmed="1"))
        assert elements(response.text, "form") == []
        assert "CNIL" in response.text


class TestEveryPage:
    @pytest.fixture
    def responses(self, own):
        """A reply of every page and of every way in which it fails."""
        filed = post(own, "/requests", posted("erasure") | {"confirmed": "1"})
        return [
            filed,
            own.get(filed.headers["location"]),
            own.get("/requests/receipt/wrong"),
            own.get("/requests/new"),
            own.get("/requests/new?insurer=nobody&type=access"),
            own.get("/requests/new?insurer=tilleuls&type=complaint"),
            own.get("/requests/new?insurer=tilleuls&type=erasure"),
            post(own, "/requests/choice", posted("erasure")),
            post(own, "/requests/edit", posted("erasure")),
            post(own, "/requests/review", posted("erasure")),
            post(own, "/requests/review", posted("erasure", subject__email="")),
            post(own, "/requests", posted("erasure")),
            post(own, "/requests/review", {"details": "a" * 300_000}),
            post(own, "/requests/review", {f"field{number}": "" for number in range(201)}),
        ]

    def test_no_cache_keeps_it(self, responses):
        assert [one.headers["cache-control"] for one in responses] == ["no-store"] * len(responses)

    def test_no_cookie_is_set(self, responses):
        assert not any("set-cookie" in one.headers for one in responses)

    def test_it_runs_nothing_but_our_scripts_and_styles(self, responses):
        for one in (one for one in responses if one.status_code != 303):
            assert one.headers["content-security-policy"].startswith("default-src 'none'")
            assert one.headers["referrer-policy"] == "no-referrer"
            assert one.headers["x-content-type-options"] == "nosniff"
            assert all("src" in script for script in elements(one.text, "script"))
            assert elements(one.text, "style") == []
            assert not re.search(r"<[^>]* (style|on[a-z]+)=", one.text)


class TestBodiesThatAreNoForm:
    @pytest.mark.parametrize("path", PREPARING)
    def test_one_too_large_gets_a_page_that_says_so(self, client, path):
        response = post(client, path, posted("erasure", details="é" * 200_000))
        assert response.status_code == 413
        assert response.headers["content-type"].startswith("text/html")
        assert_accessible(response.text)

    @pytest.mark.parametrize("path", PREPARING)
    def test_one_with_too_many_fields_gets_a_page_that_says_so(self, client, path):
        response = post(client, path, {f"field{number}": "" for number in range(201)})
        assert response.status_code == 422
        assert response.headers["content-type"].startswith("text/html")

    @pytest.mark.parametrize("path", PREPARING)
    @pytest.mark.parametrize(
        "body", [b"", b"\xff\xfe=%FF&;;&=", b'{"insurer": "tilleuls"}', b"insurer=%00&type=erasure"]
    )
    def test_anything_else_gets_a_page_too(self, client, path, body):
        response = client.post(path, content=body, headers={"Accept-Language": "fr"})
        assert response.status_code < 500
        assert response.headers["content-type"].startswith("text/html")
