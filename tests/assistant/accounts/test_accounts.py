"""Who may work here: a role, insurers, a key shown once, a password, and an end."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import text

from assistant.accounts.accounts import Accounts, BadAccount
from assistant.accounts.passwords import BadPassword
from assistant.errors import BadRequest, NotSignedIn
from assistant.requests.keys import Keys
from tests.assistant.desk_by_hand import quick_passwords

NOW = dt.datetime(2026, 3, 5, 9, 30, tzinfo=dt.UTC)


@pytest.fixture
def accounts(store, keys):
    return Accounts(store, keys, lambda: NOW, quick_passwords())


def key_of(accounts, name, role="agent", insurers=("tilleuls",)):
    accounts.add(name, role, insurers)
    return accounts.new_key(name)


def test_a_key_signs_its_account_in_with_its_role_and_insurers(accounts):
    actor = accounts.signed_in(key_of(accounts, "claire", "agent", ["fougeres", "tilleuls"]))
    assert (actor.name, actor.role, actor.insurers) == ("claire", "agent", frozenset({"fougeres", "tilleuls"}))


def test_an_account_reaches_every_insurer_only_where_that_is_said(accounts):
    assert accounts.signed_in(key_of(accounts, "dpo", "dpo", None)).insurers is None
    with pytest.raises(BadAccount, match="insurers"):
        accounts.add("claire", "agent", [])


def test_the_key_itself_is_nowhere_in_the_database(accounts, store):
    key = key_of(accounts, "claire")
    with store.reading() as reading:
        rows = reading.session.execute(text("SELECT * FROM accounts")).all()
    assert rows
    assert key not in repr(rows)


@pytest.mark.parametrize("key", ["", "x", "claire", "é\udcff".encode("utf-8", "replace").decode()])
def test_a_key_that_was_never_given_signs_nobody_in(accounts, key):
    accounts.add("claire", "agent", ["tilleuls"])
    with pytest.raises(NotSignedIn):
        accounts.signed_in(key)


def test_the_same_key_is_worth_nothing_under_another_secret(accounts, store):
    key = key_of(accounts, "claire")
    with pytest.raises(NotSignedIn):
        Accounts(store, Keys(b"another secret, long enough for it too"), lambda: NOW, quick_passwords()).signed_in(
            key
        )


def test_a_revoked_account_is_out_at_once_and_stays_in_the_list(accounts):
    key = key_of(accounts, "claire")
    accounts.revoke("claire")
    with pytest.raises(NotSignedIn):
        accounts.signed_in(key)
    with pytest.raises(BadAccount):
        accounts.named("claire")
    (kept,) = accounts.list()
    assert (kept.name, kept.revoked_at) == ("claire", NOW)


def test_a_name_that_was_revoked_gets_a_new_key_and_the_old_one_stays_useless(accounts):
    old = key_of(accounts, "claire")
    accounts.revoke("claire")
    new = key_of(accounts, "claire", "dpo", ["fougeres"])
    assert accounts.signed_in(new).role == "dpo"
    with pytest.raises(NotSignedIn):
        accounts.signed_in(old)


def test_a_name_in_use_is_not_given_twice(accounts):
    key = key_of(accounts, "claire")
    with pytest.raises(BadAccount, match="already"):
        accounts.add("claire", "administrator", None)
    assert accounts.signed_in(key).role == "agent"


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Claire",
        "c laire",
        "claire\n",
        "-claire",
        "clair\u0435",
        "a" * 101,
        "member",
        "system",
        "service",
        "operator",
    ],
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


def test_a_new_key_takes_the_place_of_the_one_before(accounts):
    old = key_of(accounts, "chatbot", "program")
    new = accounts.new_key("chatbot")
    assert accounts.signed_in(new).role == "program"
    with pytest.raises(NotSignedIn):
        accounts.signed_in(old)


def test_an_account_that_was_just_made_opens_with_nothing(accounts):
    accounts.add("claire", "agent", ["tilleuls"])
    (made,) = accounts.list()
    assert (made.has_password, made.has_key) == (False, False)


def test_another_role_is_in_force_for_the_key_as_well(accounts):
    key = key_of(accounts, "claire")
    accounts.change("claire", "supervisor", None)
    assert (accounts.signed_in(key).role, accounts.signed_in(key).insurers) == ("supervisor", None)
    with pytest.raises(BadAccount):
        accounts.change("nobody", "agent", None)


def test_a_programs_account_has_no_password(accounts):
    accounts.add("chatbot", "program", None)
    with pytest.raises(BadAccount, match="key"):
        accounts.set_password("chatbot", "quatre chevaux blancs")
    assert not accounts.find("chatbot").has_password


def test_the_password_itself_is_nowhere_in_the_database(accounts, store):
    accounts.add("claire", "agent", ["tilleuls"])
    accounts.set_password("claire", "quatre chevaux blancs")
    with store.reading() as reading:
        rows = reading.session.execute(text("SELECT * FROM accounts")).all()
    assert "$argon2id$" in repr(rows)
    assert "chevaux" not in repr(rows)


def test_a_password_that_will_not_do_changes_nothing(accounts):
    accounts.add("claire", "agent", ["tilleuls"])
    with pytest.raises(BadPassword):
        accounts.set_password("claire", "court")
    assert not accounts.find("claire").has_password


def test_what_happened_is_kept_with_who_did_it_and_no_secret(accounts):
    key = key_of(accounts, "claire")
    accounts.set_password("claire", "quatre chevaux blancs")
    accounts.change("claire", "dpo", None)
    accounts.unlock("claire")
    accounts.revoke("claire")
    happened = accounts.events("claire")
    assert [one.what for one in happened] == ["revoked", "unlocked", "changed", "password_set", "key_made", "made"]
    assert {(one.by, one.at) for one in happened} == {("operator", NOW)}
    assert not any(secret in repr(happened) for secret in (key, "chevaux"))
    assert accounts.events("farid") == []


def test_what_happened_is_forgotten_after_a_year(store, keys):
    moment = [NOW]
    accounts = Accounts(store, keys, lambda: moment[0], quick_passwords())
    accounts.add("claire", "agent", ["tilleuls"])
    moment[0] = NOW + dt.timedelta(days=200)
    accounts.unlock("claire")
    moment[0] = NOW + dt.timedelta(days=366)
    accounts.purge()
    assert [one.what for one in accounts.events()] == ["unlocked"]
