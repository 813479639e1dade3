"""Signing in, staying signed in, and being shut out."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select, text

from assistant.accounts.accounts import Accounts
from assistant.accounts.passwords import BadPassword, Passwords
from assistant.accounts.sessions import Sessions
from assistant.catalogue import LANGUAGES
from assistant.errors import BadSignIn, ForeignPage, NotSignedIn
from assistant.requests.keys import Keys
from assistant.requests.store.tables import SessionRow
from assistant.settings import Settings
from tests.assistant.desk_by_hand import Clock, quick_passwords

RIGHT, OTHER = "quatre chevaux blancs", "cinq chevaux noirs"
SETTINGS = Settings(sign_in_attempts=5, lockout_minutes=15, session_minutes=30, session_hours=10)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def accounts(store, keys, clock):
    accounts = Accounts(store, keys, clock, quick_passwords())
    accounts.add("claire", "agent", ["tilleuls"])
    accounts.set_password("claire", RIGHT)
    return accounts


@pytest.fixture
def sessions(store, keys, clock, accounts):  # noqa: ARG001 an account is there
    return Sessions(store, keys, SETTINGS, clock, quick_passwords())


def wrongly(sessions, times, name="claire"):
    for _ in range(times):
        with pytest.raises(BadSignIn):
            sessions.sign_in(name, OTHER)


def later(clock, **time):
    clock.at += dt.timedelta(**time)


def happened(accounts, name="claire"):
    return [one.what for one in accounts.events(name)][::-1][2:]


class TestSigningIn:
    def test_the_right_password_opens_a_session_of_that_account(self, sessions):
        signed = sessions.sign_in("claire", RIGHT)
        assert sessions.current(signed.cookie) == signed
        assert (signed.actor.name, signed.actor.role, signed.actor.insurers) == ("claire", "agent", {"tilleuls"})

    @pytest.mark.parametrize(
        "name", ["claire", "nobody", "", "Claire", "cl\x00aire", "claire\n", "x" * 5_000, "’ OR 1=1"]
    )
    def test_what_is_wrong_is_not_told(self, sessions, name):
        with pytest.raises(BadSignIn) as refused:
            sessions.sign_in(name, OTHER)
        assert {refused.value.detail(one) for one in LANGUAGES} == {
            BadSignIn(minutes=15).detail(one) for one in LANGUAGES
        }

    def test_an_account_without_a_password_does_not_open(self, sessions, accounts):
        accounts.add("farid", "agent", ["tilleuls"])
        for password in ("", RIGHT, "None"):
            with pytest.raises(BadSignIn):
                sessions.sign_in("farid", password)

    def test_a_revoked_account_does_not_open(self, sessions, accounts):
        accounts.revoke("claire")
        with pytest.raises(BadSignIn):
            sessions.sign_in("claire", RIGHT)

    def test_a_name_made_anew_does_not_open_with_the_password_of_before(self, sessions, accounts):
        accounts.revoke("claire")
        accounts.add("claire", "dpo", None)
        with pytest.raises(BadSignIn):
            sessions.sign_in("claire", RIGHT)

    @pytest.mark.usefixtures("accounts")
    def test_a_weaker_hash_is_renewed(self, store, keys, clock):
        stronger = Passwords(PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
        Sessions(store, keys, SETTINGS, clock, stronger).sign_in("claire", RIGHT)
        with store.reading() as reading:
            assert "m=16,t=2" in reading.session.scalar(text("SELECT password_hash FROM accounts"))

    def test_a_provider_opens_accounts_in_use_that_are_no_programs(self, sessions, accounts):
        assert sessions.current(sessions.begin("claire").cookie).actor.name == "claire"
        accounts.add("chatbot", "program", None)
        accounts.revoke("claire")
        for name in ("claire", "chatbot", "nobody"):
            with pytest.raises(BadSignIn):
                sessions.begin(name)


class TestTheLock:
    def test_the_right_password_is_refused_after_as_many_wrong_ones(self, sessions, accounts):
        wrongly(sessions, 5)
        with pytest.raises(BadSignIn):
            sessions.sign_in("claire", RIGHT)
        assert happened(accounts) == [*["refused"] * 5, "locked", "refused"]
        assert accounts.find("claire").locked_until

    def test_one_wrong_password_less_does_not_lock(self, sessions):
        wrongly(sessions, 4)
        assert sessions.sign_in("claire", RIGHT)
        wrongly(sessions, 4)
        assert sessions.sign_in("claire", RIGHT)

    def test_it_opens_by_itself(self, sessions, clock):
        wrongly(sessions, 5)
        later(clock, minutes=15)
        assert sessions.sign_in("claire", RIGHT)

    def test_attempts_while_locked_do_not_make_it_longer(self, sessions, clock):
        wrongly(sessions, 5)
        later(clock, minutes=14)
        wrongly(sessions, 5)
        later(clock, minutes=1)
        assert sessions.sign_in("claire", RIGHT)

    def test_after_it_there_are_as_many_attempts_as_before(self, sessions, clock):
        wrongly(sessions, 5)
        later(clock, minutes=15)
        wrongly(sessions, 4)
        assert sessions.sign_in("claire", RIGHT)

    def test_who_is_in_stays_in(self, sessions):
        inside = sessions.sign_in("claire", RIGHT)
        wrongly(sessions, 20)
        assert sessions.current(inside.cookie).actor.name == "claire"

    def test_the_provider_and_keys_are_not_concerned(self, sessions, accounts):
        key = accounts.new_key("claire")
        wrongly(sessions, 5)
        assert sessions.begin("claire")
        assert accounts.signed_in(key).name == "claire"

    def test_the_operator_lifts_it(self, sessions, accounts):
        wrongly(sessions, 5)
        accounts.unlock("claire")
        assert sessions.sign_in("claire", RIGHT)

    def test_one_account_does_not_lock_another(self, sessions, accounts):
        accounts.add("farid", "agent", ["tilleuls"])
        accounts.set_password("farid", RIGHT)
        wrongly(sessions, 5, "farid")
        assert sessions.sign_in("claire", RIGHT)

    def test_names_that_nobody_has_are_not_kept(self, sessions, accounts):
        wrongly(sessions, 1, "my password by mistake")
        assert next((one.account, one.what) for one in accounts.events()) == ("?", "refused")
        assert "mistake" not in repr(accounts.events())

    @pytest.mark.integration
    def test_attempts_at_once_are_counted_one_by_one(self, sessions, accounts):
        def attempt(_):
            with pytest.raises(BadSignIn):
                sessions.sign_in("claire", OTHER)

        with ThreadPoolExecutor(12) as pool:
            list(pool.map(attempt, range(12)))
        with pytest.raises(BadSignIn):
            sessions.sign_in("claire", RIGHT)
        assert happened(accounts).count("refused") == 13


class TestASession:
    def test_it_ends_when_nothing_is_done_in_it(self, sessions, clock):
        signed = sessions.sign_in("claire", RIGHT)
        later(clock, minutes=29)
        assert sessions.current(signed.cookie)
        later(clock, minutes=29)
        assert sessions.current(signed.cookie)
        later(clock, minutes=30)
        with pytest.raises(NotSignedIn):
            sessions.current(signed.cookie)

    def test_it_ends_at_last_whatever_is_done_in_it(self, sessions, clock):
        signed = sessions.sign_in("claire", RIGHT)
        for _ in range(29):
            later(clock, minutes=20)
            assert sessions.current(signed.cookie).expires_at == signed.expires_at
        later(clock, minutes=20)
        with pytest.raises(NotSignedIn):
            sessions.current(signed.cookie)

    def test_looking_at_it_writes_at_most_once_a_minute(self, sessions, store, clock):
        signed = sessions.sign_in("claire", RIGHT)

        def seen():
            sessions.current(signed.cookie)
            with store.reading() as reading:
                return reading.session.scalar(select(SessionRow.seen_at))

        first = clock.at
        later(clock, seconds=59)
        assert seen() == first
        later(clock, seconds=1)
        assert seen() == clock.at

    def test_signing_out_ends_it_and_no_other(self, sessions, accounts):
        one, other = sessions.sign_in("claire", RIGHT), sessions.sign_in("claire", RIGHT)
        sessions.end(one.cookie)
        sessions.end(one.cookie)
        with pytest.raises(NotSignedIn):
            sessions.current(one.cookie)
        assert sessions.current(other.cookie)
        assert happened(accounts) == ["signed_in", "signed_in", "signed_out"]

    def test_signing_out_everywhere_ends_them_all(self, sessions):
        one, other = sessions.sign_in("claire", RIGHT), sessions.sign_in("claire", RIGHT)
        sessions.end_all(one.cookie)
        for ended in (one, other):
            with pytest.raises(NotSignedIn):
                sessions.current(ended.cookie)

    @pytest.mark.parametrize(
        "change",
        [
            lambda accounts: accounts.revoke("claire"),
            lambda accounts: accounts.set_password("claire", OTHER),
            lambda accounts: accounts.change("claire", "evaluator", ["tilleuls"]),
            lambda accounts: accounts.change("claire", "agent", ["fougeres"]),
        ],
        ids=["revoked", "password", "role", "insurers"],
    )
    def test_a_change_of_the_account_ends_it_at_once(self, sessions, accounts, change):
        signed = sessions.sign_in("claire", RIGHT)
        change(accounts)
        with pytest.raises(NotSignedIn):
            sessions.current(signed.cookie)

    def test_those_that_are_over_go_when_somebody_signs_in(self, sessions, store, clock):
        for _ in range(3):
            sessions.sign_in("claire", RIGHT)
        later(clock, minutes=31)
        sessions.sign_in("claire", RIGHT)
        with store.reading() as reading:
            assert reading.session.scalar(select(func.count()).select_from(SessionRow)) == 1

    def test_each_has_its_own_cookie_and_form_token(self, sessions):
        one, other = sessions.sign_in("claire", RIGHT), sessions.sign_in("claire", RIGHT)
        assert len({one.cookie, other.cookie, one.csrf, other.csrf}) == 4
        one.check_csrf(one.csrf)
        for wrong in (other.csrf, "", one.csrf[:-1], "é"):
            with pytest.raises(ForeignPage):
                one.check_csrf(wrong)

    @pytest.mark.parametrize("cookie", ["", ".", "x", "x.y", "é", "\udcff", "a" * 5_000])
    def test_a_cookie_that_was_never_given_is_nobodys(self, sessions, cookie):
        with pytest.raises(NotSignedIn):
            sessions.current(cookie)
        sessions.end(cookie)

    def test_a_cookie_is_worth_nothing_unsigned_or_under_another_secret(self, sessions, store, clock):
        cookie = sessions.sign_in("claire", RIGHT).cookie
        another = Sessions(
            store, Keys(b"another secret, long enough for it too"), SETTINGS, clock, quick_passwords()
        )
        for asked, given in ((another, cookie), (sessions, cookie.rpartition(".")[0])):
            with pytest.raises(NotSignedIn):
                asked.current(given)

    def test_neither_the_cookie_nor_the_form_token_is_in_the_database_or_shown(self, sessions, store):
        signed = sessions.sign_in("claire", RIGHT)
        id_ = signed.cookie.rpartition(".")[0]
        with store.reading() as reading:
            rows = repr(reading.session.execute(text("SELECT * FROM sessions")).all())
        assert not any(secret in rows + repr(signed) for secret in (id_, signed.csrf))


class TestANewPassword:
    def test_it_ends_every_session_and_begins_one(self, sessions):
        one, other = sessions.sign_in("claire", RIGHT), sessions.sign_in("claire", RIGHT)
        new = sessions.change_password(one.cookie, RIGHT, OTHER)
        assert sessions.current(new.cookie)
        for ended in (one, other):
            with pytest.raises(NotSignedIn):
                sessions.current(ended.cookie)
        assert sessions.sign_in("claire", OTHER)

    def test_it_needs_the_one_before(self, sessions):
        signed = sessions.sign_in("claire", RIGHT)
        with pytest.raises(BadSignIn):
            sessions.change_password(signed.cookie, OTHER, OTHER)
        assert sessions.sign_in("claire", RIGHT)

    def test_one_that_will_not_do_changes_nothing(self, sessions):
        signed = sessions.sign_in("claire", RIGHT)
        with pytest.raises(BadPassword):
            sessions.change_password(signed.cookie, RIGHT, "court")
        assert sessions.current(signed.cookie)
        assert sessions.sign_in("claire", RIGHT)

    def test_whoever_found_a_browser_open_cannot_try_passwords_for_ever(self, sessions):
        signed = sessions.sign_in("claire", RIGHT)
        for _ in range(5):
            with pytest.raises(BadSignIn):
                sessions.change_password(signed.cookie, OTHER, OTHER)
        with pytest.raises(BadSignIn):
            sessions.change_password(signed.cookie, RIGHT, OTHER)
