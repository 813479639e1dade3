"""The pages on which those who work here sign in, see their account and leave."""

from __future__ import annotations

import re
from http.cookies import SimpleCookie
from types import SimpleNamespace
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.accounts.sessions import Sessions
from assistant.api import problems
from assistant.protection.rate_limits import RateLimits
from assistant.web.staff import sign_in
from assistant.web.staff.asking import own_path
from tests.assistant.desk_by_hand import Clock, accounts_at, desk_at, quick_passwords
from tests.web.filing_by_hand import post
from tests.web.page_text import elements, texts

RIGHT, OTHER = "quatre chevaux blancs", "cinq chevaux noirs"
COOKIE = "mesdroits_session"
TILLEULS = SimpleNamespace(id="tilleuls", name="Mutuelle des Tilleuls")
FOREIGN = [
    "//evil.example",
    "/\\evil.example",
    "https://evil.example/",
    "http:evil.example",
    "javascript:alert(1)",
    "/%09/evil.example".replace("%09", "\t"),
    "/\n/evil.example",
    "\\\\evil.example",
    " //evil.example",
    "evil.example",
    "%2F%2Fevil.example",
    "///evil.example",
    "/é",
    "/" + "x" * 600,
]


class Place:
    """The pages over a store of their own, with one account."""

    def __init__(self, folder, **settings) -> None:
        self.clock = Clock()
        self.desk = desk_at(folder, self.clock, **settings)
        self.accounts = accounts_at(self.desk, self.clock)
        self.accounts.add("claire", "agent", ["tilleuls"])
        self.accounts.set_password("claire", RIGHT)
        self.sessions = Sessions(self.desk.store, self.desk.keys, self.desk.settings, self.clock, quick_passwords())
        self.app = FastAPI()
        problems.install(self.app)
        known = self.sessions, self.accounts, self.desk.settings, None, RateLimits(self.desk.settings)
        self.app.include_router(sign_in.router(*known, SimpleNamespace(insurers=lambda: [TILLEULS])))

    def browser(self, base="http://testserver", **headers):
        return TestClient(self.app, base, follow_redirects=False, headers={"Accept-Language": "fr"} | headers)


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)


@pytest.fixture
def browser(place):
    return place.browser()


def signing_in(browser, name="claire", password=RIGHT, **changes):
    fields = {"name": name, "password": password, "lang": "fr", "next": "/account"} | changes
    return post(browser, "/sign-in", fields)


def form_token(browser):
    """What the forms of the account page carry."""
    found = {one["value"] for one in elements(browser.get("/account").text, "input", name="csrf")}
    (token,) = found
    return token


def cookie_set(response):
    return SimpleCookie(response.headers.get("set-cookie", ""))[COOKIE]


class TestSigningIn:
    @pytest.mark.parametrize("language", ["fr", "en"])
    def test_the_page_has_labels_and_sets_no_cookie(self, browser, language):
        response = browser.get("/sign-in", params={"lang": language})
        assert "set-cookie" not in response.headers
        assert elements(response.text, "html") == [{"lang": language}]
        fields = {one["id"] for one in elements(response.text, "input") if "id" in one}
        assert fields == {one["for"] for one in elements(response.text, "label")} == {"name", "password"}
        assert "<script" not in response.text

    def test_the_right_password_opens_the_account(self, browser):
        response = signing_in(browser)
        assert (response.status_code, response.headers["location"]) == (303, "/account")
        page = browser.get("/account")
        assert page.status_code == 200
        assert "claire" in page.text
        assert page.headers["cache-control"] == "no-store"

    def test_a_name_may_be_typed_with_capitals_and_spaces(self, browser):
        assert signing_in(browser, name=" Claire ").status_code == 303

    @pytest.mark.parametrize("https", [False, True])
    def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(self, place, https):
        browser = place.browser("https://testserver" if https else "http://testserver")
        cookie = cookie_set(signing_in(browser))
        assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "lax", "/")
        assert bool(cookie["secure"]) == https

    def test_behind_a_proxy_that_ends_https_the_cookie_is_secure_too(self, tmp_path):
        place = Place(tmp_path, public_url="https://droits.example.org")
        assert cookie_set(signing_in(place.browser()))["secure"]

    def test_what_is_wrong_is_not_told_and_nothing_typed_in_secret_comes_back(self, browser):
        pages = [
            signing_in(browser, **given) for given in ({"password": OTHER}, {"name": "nobody"}, {"name": "CLAIRÉ"})
        ]
        assert {page.status_code for page in pages} == {403}
        assert len({texts(page.text, "p", role="alert")[0] for page in pages}) == 1
        assert not any(RIGHT in page.text or OTHER in page.text or "set-cookie" in page.headers for page in pages)

    def test_a_locked_account_says_the_same(self, browser):
        wrong = [signing_in(browser, password=OTHER).text for _ in range(5)]
        locked = signing_in(browser)
        assert locked.status_code == 403
        assert locked.text == wrong[0]

    def test_a_hostile_name_comes_back_as_text(self, browser):
        hostile = '"><script>alert(1)</script>'
        page = signing_in(browser, name=hostile)
        assert "<script" not in page.text
        assert elements(page.text, "input", id="name")[0]["value"] == hostile

    def test_another_sites_form_is_refused(self, place):
        for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
            assert signing_in(place.browser(**headers)).status_code == 403

    def test_an_id_that_the_browser_had_before_is_not_kept(self, place, browser):
        before = cookie_set(signing_in(browser)).value
        after = cookie_set(signing_in(browser)).value
        assert before != after
        stale = place.browser(Cookie=f"{COOKIE}={before}")
        assert stale.get("/account").status_code == 303

    def test_who_is_in_already_goes_on(self, browser):
        signing_in(browser)
        response = browser.get("/sign-in", params={"next": "/account?lang=en"})
        assert (response.status_code, response.headers["location"]) == (303, "/account?lang=en")


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    return Place(tmp_path_factory.mktemp("shared"), sign_ins_per_minute=1_000)


class TestWhereToGoNext:
    @pytest.fixture
    def browser(self, shared):
        return shared.browser()

    @pytest.mark.parametrize("wanted", ["/", "/console/", "/account?lang=en#x", "/documents/a/b?start=1&end=2"])
    def test_an_address_of_ours_is_where_it_goes(self, browser, wanted):
        assert signing_in(browser, next=wanted).headers["location"] == wanted

    @pytest.mark.parametrize("wanted", FOREIGN)
    def test_any_other_is_left_aside(self, browser, wanted):
        assert own_path(wanted, "/home") == "/home"
        assert signing_in(browser, next=wanted).headers["location"] == "/console/"
        assert browser.get(f"/sign-in?next={quote(wanted)}").headers["location"] == "/console/"

    def test_without_a_console_it_is_the_account(self, tmp_path):
        browser = Place(tmp_path, console=False).browser()
        assert signing_in(browser, next="").headers["location"] == "/account"

    def test_whoever_is_not_in_is_sent_there_and_back(self, browser):
        away = browser.get("/account?lang=en")
        assert away.status_code == 303
        address = urlsplit(away.headers["location"])
        assert (address.path, parse_qs(address.query)) == ("/sign-in", {"next": ["/account?lang=en"]})


class TestTheAccount:
    def test_its_insurers_are_named_and_one_out_of_service_by_its_id(self, place, browser):
        place.accounts.add("zoe", "agent", ["tilleuls", "fougeres"])
        place.accounts.set_password("zoe", RIGHT)
        signing_in(browser, name="zoe")
        facts = texts(browser.get("/account").text, "dd")
        assert "fougeres, Mutuelle des Tilleuls" in facts

    def test_a_new_password_keeps_this_browser_in_and_no_other(self, place, browser):
        elsewhere = place.browser()
        signing_in(elsewhere)
        signing_in(browser)
        fields = {"csrf": form_token(browser), "password": RIGHT, "new": OTHER, "lang": "fr"}
        changed = post(browser, "/account/password", fields)
        assert changed.status_code == 303
        assert texts(browser.get(changed.headers["location"]).text, "p", role="status")
        assert elsewhere.get("/account").status_code == 303
        assert signing_in(place.browser(), password=OTHER).status_code == 303

    @pytest.mark.parametrize(
        ("password", "new", "status", "field"),
        [(OTHER, OTHER, 403, "password"), (RIGHT, "court", 422, "new"), (RIGHT, "azertyazerty", 422, "new")],
    )
    def test_what_is_wrong_is_said_at_its_field(self, browser, password, new, status, field):
        signing_in(browser)
        fields = {"csrf": form_token(browser), "password": password, "new": new, "lang": "en"}
        page = post(browser, "/account/password", fields)
        assert page.status_code == status
        assert [one["id"] for one in elements(page.text, "input", **{"aria-invalid": "true"})] == [field]
        assert new not in page.text

    def test_an_account_of_the_provider_has_no_password_to_change(self, place, browser):
        place.accounts.add("max", "evaluator", None)
        browser.cookies.set(COOKIE, place.sessions.begin("max").cookie)
        page = browser.get("/account").text
        assert elements(page, "input", type="password") == []

    @pytest.mark.parametrize("path", ["/account/password", "/account/sign-out-everywhere", "/sign-out"])
    def test_a_form_without_this_sessions_token_does_nothing(self, place, browser, path):
        other = place.browser()
        signing_in(other)
        signing_in(browser)
        for token in ("", "x", form_token(other)):
            fields = {"csrf": token, "password": RIGHT, "new": OTHER, "lang": "fr"}
            assert post(browser, path, fields).status_code == 403
        assert browser.get("/account").status_code == 200
        assert signing_in(place.browser()).status_code == 303

    @pytest.mark.parametrize("path", ["/account/password", "/account/sign-out-everywhere", "/sign-out"])
    def test_a_form_of_whoever_is_not_in_leads_to_the_sign_in_page(self, browser, path):
        response = post(browser, path, {"lang": "en"})
        assert response.status_code == 303
        assert response.headers["location"].startswith("/sign-in?lang=en")

    def test_signing_out_ends_the_session_and_takes_the_cookie_away(self, place, browser):
        cookie = cookie_set(signing_in(browser)).value
        left = post(browser, "/sign-out", {"csrf": form_token(browser), "lang": "fr"})
        assert cookie_set(left).value == ""
        assert place.browser(Cookie=f"{COOKIE}={cookie}").get("/account").status_code == 303

    def test_signing_out_everywhere_reaches_other_browsers(self, place, browser):
        elsewhere = place.browser()
        signing_in(elsewhere)
        signing_in(browser)
        post(browser, "/account/sign-out-everywhere", {"csrf": form_token(browser), "lang": "fr"})
        assert elsewhere.get("/account").status_code == 303

    @pytest.mark.parametrize("language", ["fr", "en"])
    def test_the_page_is_in_both_languages_with_a_name_for_every_field(self, browser, language):
        signing_in(browser)
        html = browser.get("/account", params={"lang": language}).text
        named = {one["for"] for one in elements(html, "label")}
        typed = {one["id"] for one in elements(html, "input") if one["type"] != "hidden"}
        assert typed == named == {"password", "new"}
        assert not re.search(r"account\.\w+|\{\w+\}", html)
