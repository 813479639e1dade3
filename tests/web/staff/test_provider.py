"""Signing in through an OpenID Connect provider, a small one that the tests run."""

from __future__ import annotations

import datetime as dt
import time
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.accounts.oidc import Provider
from assistant.accounts.sessions import Sessions
from assistant.api import problems
from assistant.errors import BadSettings
from assistant.protection.rate_limits import RateLimits
from assistant.web.staff import sign_in
from assistant.wiring import build_provider
from tests.assistant.accounts.small_provider import CLIENT, SECRET, SmallProvider, new_key, running
from tests.assistant.desk_by_hand import Clock, accounts_at, desk_at, quick_passwords
from tests.web.page_text import elements, texts

pytestmark = pytest.mark.integration  # a provider listens

NAME = "claire@example.org"
AWAY = "mesdroits_sign_in"


class Place:
    """The pages, an account named by an e-mail, and the provider that vouches for it."""

    def __init__(self, folder, provider, **settings) -> None:
        self.provider = provider
        self.clock = Clock(dt.datetime.now(dt.UTC))
        known = {"oidc_issuer": provider.issuer, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET} | settings
        self.desk = desk_at(folder, self.clock, **known)
        self.accounts = accounts_at(self.desk, self.clock)
        self.accounts.add(NAME, "supervisor", ["tilleuls"])
        asked = Provider(self.desk.settings, self.desk.keys, self.clock)
        sessions = Sessions(self.desk.store, self.desk.keys, self.desk.settings, self.clock, quick_passwords())
        app = FastAPI()
        problems.install(app)
        known = sessions, self.accounts, self.desk.settings, asked, RateLimits(self.desk.settings)
        app.include_router(sign_in.router(*known, SimpleNamespace(insurers=lambda: [])))
        self.browser = TestClient(app, follow_redirects=False, headers={"Accept-Language": "fr"})

    def leave(self, wanted="/account"):
        """The address at the provider."""
        response = self.browser.get("/sign-in/provider", params={"next": wanted})
        assert response.status_code == 303, response.text
        return response.headers["location"]

    def come_back(self, address):
        """What the pages say to what the provider answers at that address."""
        back = urlsplit(httpx.get(address).headers["location"])
        return self.browser.get(f"{back.path}?{back.query}")

    def sign_in(self, wanted="/account"):
        return self.come_back(self.leave(wanted))

    def refused(self, response, status=403):
        """The reason on the page; nobody is signed in."""
        assert response.status_code == status
        assert self.browser.get("/account").status_code == 303
        (reason,) = texts(response.text, "p", role="alert")
        return reason


@pytest.fixture
def provider():
    with running(SmallProvider()) as provider:
        yield provider


@pytest.fixture
def place(tmp_path, provider):
    return Place(tmp_path, provider)


class TestWhoIsLetIn:
    def test_whom_the_provider_vouches_for_has_the_session_of_their_account(self, place):
        response = place.sign_in()
        assert (response.status_code, response.headers["location"]) == (303, "/account")
        page = place.browser.get("/account").text
        assert NAME in page
        assert [one.what for one in place.accounts.events(NAME)] == ["signed_in", "made"]

    def test_the_way_there_asks_with_state_nonce_and_pkce(self, place):
        asked = parse_qs(urlsplit(place.leave()).query)
        assert asked["response_type"] == ["code"]
        assert asked["code_challenge_method"] == ["S256"]
        assert asked["client_id"] == [CLIENT]
        assert "openid" in asked["scope"][0].split()
        assert len({*asked["state"], *asked["nonce"], *asked["code_challenge"]}) == 3

    def test_the_cookie_of_the_way_is_for_the_sign_in_pages_and_gone_afterwards(self, place):
        cookie = place.browser.get("/sign-in/provider").headers["set-cookie"]
        assert all(one in cookie for one in ("HttpOnly", "SameSite=lax", "Path=/sign-in", "Max-Age=600"))
        place.sign_in()
        assert AWAY not in place.browser.cookies

    def test_the_page_offers_it_by_a_link(self, place):
        page = place.browser.get("/sign-in", params={"next": "/console/"}).text
        (link,) = [one for one in elements(page, "a") if one["href"].startswith("/sign-in/provider")]
        assert "next=%2Fconsole%2F" in link["href"]

    def test_capitals_in_the_providers_e_mail_do_not_matter(self, place):
        place.provider.claims["email"] = "Claire@Example.org"
        assert place.sign_in().status_code == 303

    def test_another_claim_may_name_the_account(self, tmp_path, provider):
        place = Place(tmp_path, provider, oidc_claim="preferred_username")
        place.accounts.add("claire", "agent", ["tilleuls"])
        provider.claims = {"preferred_username": "claire"}
        assert place.sign_in().status_code == 303

    def test_a_provider_that_changes_its_keys_is_asked_for_the_new_ones(self, place):
        place.sign_in()
        place.provider.key = place.provider.published = new_key("two")
        place.clock.at += dt.timedelta(minutes=1)
        assert place.sign_in().status_code == 303

    def test_the_provider_is_asked_for_its_addresses_once_and_not_before_somebody_signs_in(self, place):
        place.browser.get("/sign-in")
        assert place.provider.asked == []
        for _ in range(3):
            place.sign_in()
        assert sorted(place.provider.asked) == ["/.well-known/openid-configuration", "/keys"]


class TestWhoIsNot:
    @pytest.mark.parametrize(
        "claims",
        [
            {"nonce": "another"},
            {"nonce": None},
            {"aud": "another client"},
            {"aud": None},
            {"aud": [CLIENT, "another"], "azp": "another"},
            {"iss": "https://evil.example"},
            {"exp": int(time.time()) - 3_600},
            {"exp": None},
            {"iat": int(time.time()) + 3_600},
            {"sub": None},
        ],
        ids=str,
    )
    def test_a_token_that_is_not_for_this_sign_in_is_refused(self, place, claims):
        place.provider.claims |= claims
        assert "vérifiée" in place.refused(place.sign_in())

    def test_a_token_that_nobody_signed_is_refused(self, place):
        place.provider.header = {"alg": "none"}
        assert "vérifiée" in place.refused(place.sign_in())

    def test_a_token_under_another_key_is_refused(self, place):
        place.provider.key = new_key("one")
        assert "vérifiée" in place.refused(place.sign_in())

    def test_whoever_has_no_account_here_is_told_so(self, place):
        place.provider.claims["email"] = "max@example.org"
        assert "aucun compte" in place.refused(place.sign_in())

    def test_a_revoked_account_is_none(self, place):
        place.accounts.revoke(NAME)
        assert "aucun compte" in place.refused(place.sign_in())

    @pytest.mark.parametrize("email", ["\u212alaire@example.org", "claire@example.org\u200b", 42, None, ""])
    def test_what_only_looks_like_a_name_is_none(self, place, email):
        place.accounts.add("klaire@example.org", "agent", ["tilleuls"])
        place.provider.claims["email"] = email
        assert "aucun compte" in place.refused(place.sign_in())

    @pytest.mark.parametrize("verified", [False, None, "true", 1])
    def test_an_e_mail_that_was_not_verified_is_refused(self, place, verified):
        place.provider.claims["email_verified"] = verified
        assert "vérifié" in place.refused(place.sign_in())

    def test_a_state_of_another_browser_is_refused(self, place, tmp_path, provider):
        (tmp_path / "other").mkdir()
        other = Place(tmp_path / "other", provider)
        place.leave()
        assert "Recommencez" in place.refused(place.come_back(other.leave()))

    @pytest.mark.parametrize("cookie", ["", "x", "x.y.z"])
    def test_an_answer_to_nothing_that_was_asked_is_refused(self, place, cookie):
        address = place.leave()
        place.browser.cookies.clear()
        place.browser.cookies.set(AWAY, cookie, path="/sign-in")
        assert "Recommencez" in place.refused(place.come_back(address))

    def test_who_takes_too_long_starts_again(self, place):
        address = place.leave()
        place.clock.at += dt.timedelta(minutes=11)
        assert "Recommencez" in place.refused(place.come_back(address))

    def test_who_says_no_at_the_provider_is_not_in(self, place):
        place.provider.refuses = True
        assert "confirmé" in place.refused(place.sign_in())

    def test_a_code_is_good_once(self, place):
        address = place.leave()
        back = urlsplit(httpx.get(address).headers["location"])
        kept = place.browser.cookies.get(AWAY)
        assert place.browser.get(f"{back.path}?{back.query}").status_code == 303
        place.browser.cookies.clear()
        place.browser.cookies.set(AWAY, kept, path="/sign-in")
        assert "vérifiée" in place.refused(place.browser.get(f"{back.path}?{back.query}"))

    @pytest.mark.parametrize("wanted", ["//evil.example", "https://evil.example"])
    def test_nobody_is_sent_to_another_site(self, place, wanted):
        assert place.sign_in(wanted).headers["location"] == "/console/"


class TestAProviderThatIsDown:
    def test_at_the_start_the_page_says_so(self, tmp_path, provider):
        place = Place(tmp_path, provider, oidc_issuer="http://127.0.0.1:9")
        response = place.browser.get("/sign-in/provider")
        assert response.status_code == 503
        assert texts(response.text, "p", role="alert")

    def test_another_issuer_than_the_one_of_the_settings_is_none(self, tmp_path, provider):
        place = Place(tmp_path, provider)
        provider.issuer = "https://evil.example"
        assert place.browser.get("/sign-in/provider").status_code == 503

    def test_on_the_way_back_nobody_is_let_in(self, place):
        address = place.leave()
        back = urlsplit(httpx.get(address).headers["location"])
        place.clock.at += dt.timedelta(minutes=9)
        place.provider.token = lambda *_: (503, {})
        place.refused(place.browser.get(f"{back.path}?{back.query}"), status=503)


GIVEN = {"oidc_issuer": "https://id.example.org", "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}


class TestTheSettings:
    def test_without_any_there_is_no_provider_nor_a_way_to_one(self, tmp_path):
        assert build_provider(desk_at(tmp_path)) is None

    @pytest.mark.parametrize("missing", GIVEN)
    def test_a_part_of_them_is_refused_by_name(self, tmp_path, missing):
        given = {name: value for name, value in GIVEN.items() if name != missing}
        with pytest.raises(BadSettings, match=missing):
            build_provider(desk_at(tmp_path, **given))

    def test_a_provider_that_others_can_listen_to_is_refused(self, tmp_path):
        with pytest.raises(BadSettings, match="https"):
            build_provider(desk_at(tmp_path, **GIVEN | {"oidc_issuer": "http://id.example.org"}))

    def test_all_of_them_make_one_without_asking_it_anything(self, tmp_path):
        assert build_provider(desk_at(tmp_path, **GIVEN))
