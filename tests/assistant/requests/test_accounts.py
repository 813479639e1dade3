"""Who may work on requests: a token shown once, a role, insurers, and an end."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import text

from assistant.errors import BadRequest, NotSignedIn
from assistant.requests.accounts import Accounts, BadAccount
from assistant.requests.keys import Keys

NOW = dt.datetime(2026, 3, 5, 9, 30, tzinfo=dt.UTC)


@pytest.fixture
def accounts(store, keys):
    return Accounts(store, keys, lambda: NOW)


def test_a_token_signs_its_account_in_with_its_role_and_insurers(accounts):
    actor = accounts.signed_in(accounts.add("claire", "agent", ["fougeres", "tilleuls"]))
    assert (actor.name, actor.role, actor.insurers) == ("claire", "agent", frozenset({"fougeres", "tilleuls"}))


def test_an_account_reaches_every_insurer_only_where_that_is_said(accounts):
    assert accounts.signed_in(accounts.add("dpo", "dpo", None)).insurers is None
    with pytest.raises(BadAccount, match="insurers"):
        accounts.add("claire", "agent", [])


def test_the_token_itself_is_nowhere_in_the_database(accounts, store):
    token = accounts.add("claire", "agent", ["tilleuls"])
    with store.reading() as reading:
        rows = reading.session.execute(text("SELECT * FROM accounts")).all()
    assert rows
    assert token not in repr(rows)


@pytest.mark.parametrize("token", ["", "x", "claire", "é\udcff".encode("utf-8", "replace").decode()])
def test_a_token_that_was_never_given_signs_nobody_in(accounts, token):
    accounts.add("claire", "agent", ["tilleuls"])
    with pytest.raises(NotSignedIn):
        accounts.signed_in(token)


def test_the_same_token_is_worth_nothing_under_another_secret(accounts, store):
    token = accounts.add("claire", "agent", ["tilleuls"])
    with pytest.raises(NotSignedIn):
        Accounts(store, Keys(b"another secret, long enough for it too"), lambda: NOW).signed_in(token)


def test_a_revoked_account_is_out_at_once_and_stays_in_the_list(accounts):
    token = accounts.add("claire", "agent", ["tilleuls"])
    accounts.revoke("claire")
    with pytest.raises(NotSignedIn):
        accounts.signed_in(token)
    with pytest.raises(BadAccount):
        accounts.named("claire")
    (kept,) = accounts.list()
    assert (kept.name, kept.revoked_at) == ("claire", NOW)


def test_a_name_that_was_revoked_gets_a_new_token_and_the_old_one_stays_useless(accounts):
    old = accounts.add("claire", "agent", ["tilleuls"])
    accounts.revoke("claire")
    new = accounts.add("claire", "dpo", ["fougeres"])
    assert accounts.signed_in(new).role == "dpo"
    with pytest.raises(NotSignedIn):
        accounts.signed_in(old)


def test_a_name_in_use_is_not_given_twice(accounts):
    token = accounts.add("claire", "agent", ["tilleuls"])
    with pytest.raises(BadAccount, match="already"):
        accounts.add("claire", "administrator", None)
    assert accounts.signed_in(token).role == "agent"


@pytest.mark.parametrize(
    "name",
    ["", "Claire", "c laire", "claire\n", "-claire", "clair\u0435", "a" * 101, "member", "system", "service"],
)
def test_a_name_that_could_be_read_as_another_is_refused(accounts, name):
    with pytest.raises(BadAccount):
        accounts.add(name, "agent", ["tilleuls"])
    assert accounts.list() == []


@pytest.mark.parametrize("role", ["member", "system", "root", ""])
def test_nobody_is_given_a_role_of_the_service(accounts, role):
    with pytest.raises(BadAccount):
        accounts.add("claire", role, ["tilleuls"])


@pytest.mark.parametrize("name", ["nobody", "claire'; --"])
def test_an_account_that_is_not_there_is_neither_named_nor_revoked(accounts, name):
    for done in (accounts.named, accounts.revoke):
        with pytest.raises(BadAccount):
            done(name)


def test_what_is_wrong_is_said_in_french_and_in_english():
    error = BadAccount("unknown", "claire")
    assert isinstance(error, BadRequest)
    assert error.detail("fr") == "Aucun compte en service ne porte le nom « claire »."
    assert error.detail("en") == "No account in use is called “claire”."
