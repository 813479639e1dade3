"""A caller asks about the insurers of its site and of its key, whichever are fewer."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from fastapi import Request

from assistant.errors import ForeignOrigin, NotAllowed, NotSignedIn
from assistant.exchanges import Exchange, Exchanges
from assistant.protection.admission import NO_KEY, Admission, insurer_of_site
from assistant.protection.origins import Origins
from assistant.protection.rate_limits import RateLimits
from assistant.reply import Reply
from assistant.requests.records import Actor
from assistant.settings import Settings

BOTH, ONE = frozenset({"fougeres", "tilleuls"}), frozenset({"tilleuls"})
HOLDERS = {
    "every": Actor("p", "program", None),
    "one": Actor("p", "program", ONE),
    "both": Actor("p", "agent", BOTH),
}


def signed_in(key):
    if key not in HOLDERS:
        raise NotSignedIn
    return HOLDERS[key]


def admission(*, required=False):
    exchanges = Exchanges(10, 10)
    reply = Reply("c", "m", "tilleuls", "fr", "answered", "Oui.")
    exchanges.remember(Exchange("Mes droits ?", reply))
    return Admission(RateLimits(Settings()), exchanges, signed_in, required)


async def _site_of(insurers, headers):
    seen = []

    async def application(scope, _receive, _send):
        seen.append(scope)

    sites = SimpleNamespace(insurers_at=lambda _: insurers)
    scope = {"type": "http", "method": "POST", "path": "/v1/chat", "query_string": b"", "headers": headers}
    await Origins(application, sites)(scope, None, None)
    return seen[0]


def request(*, site=None, key=None):
    """A request of a page of a site with these insurers, with this key."""
    import asyncio

    headers = [(b"authorization", f"Bearer {key}".encode())] if key is not None else []
    headers += [(b"origin", b"https://site.example")] if site else []
    return Request(asyncio.run(_site_of(site, headers)))


@pytest.mark.parametrize("wanted", [None, "tilleuls", "fougeres"])
@pytest.mark.parametrize("key", [None, "every"])
def test_who_is_bound_to_nothing_asks_about_any_insurer_or_none(wanted, key):
    assert admission().question(request(key=key), wanted) == wanted


@pytest.mark.parametrize(
    "given", [{"site": ONE}, {"key": "one"}, {"site": BOTH, "key": "one"}, {"site": ONE, "key": "both"}]
)
def test_who_is_bound_to_one_need_not_name_it_and_names_no_other(given):
    asked = None if given.get("site") != BOTH else "tilleuls"
    assert admission().question(request(**given), asked) == "tilleuls"
    with pytest.raises((ForeignOrigin, NotAllowed)):
        admission().question(request(**given), "fougeres")


@pytest.mark.parametrize(("given", "error"), [({"site": BOTH}, ForeignOrigin), ({"key": "both"}, NotAllowed)])
def test_who_is_bound_to_several_has_to_name_one(given, error):
    with pytest.raises(error):
        admission().question(request(**given), None)


@pytest.mark.parametrize("key", ["", "wrong"])
def test_a_wrong_key_is_refused_even_where_none_is_needed(key):
    with pytest.raises(NotSignedIn):
        admission().question(request(key=key), "tilleuls")


def test_without_a_key_where_one_is_needed_only_pages_are_served():
    with pytest.raises(NotSignedIn):
        admission(required=True).question(request(), "tilleuls")
    assert admission(required=True).question(request(site=ONE), "tilleuls") == "tilleuls"


def test_a_program_that_has_no_key_may_say_so_where_none_is_needed():
    assert admission().question(request(key=NO_KEY), "tilleuls") == "tilleuls"
    with pytest.raises(NotSignedIn):
        admission(required=True).question(request(key=NO_KEY), "tilleuls")


@pytest.mark.parametrize(
    ("given", "reach"),
    [
        ({}, None),
        ({"key": "every"}, None),
        ({"key": "both"}, BOTH),
        ({"site": ONE}, ONE),
        ({"site": ONE, "key": "every"}, ONE),
        ({"site": ONE, "key": "both"}, ONE),
        ({"site": frozenset({"fougeres"}), "key": "one"}, frozenset()),
    ],
)
def test_the_reach_is_what_site_and_key_have_in_common(given, reach):
    assert admission().reach(request(**given)) == reach


def test_the_reach_is_told_to_nobody_with_a_wrong_key_or_without_one_that_is_needed():
    with pytest.raises(NotSignedIn):
        admission().reach(request(key="wrong"))
    with pytest.raises(NotSignedIn):
        admission(required=True).reach(request())


def test_an_opinion_is_on_an_answer_of_ones_own_insurer():
    admission().opinion(request(site=ONE), "m")
    with pytest.raises(ForeignOrigin):
        admission().opinion(request(site=frozenset({"fougeres"})), "m")


@pytest.mark.parametrize("insurer", ["tilleuls", "law"])
def test_a_site_reads_of_its_insurer_and_the_law(insurer):
    asked = request(site=ONE)
    asked.scope["path_params"] = {"insurer": insurer}
    insurer_of_site(asked)


def test_a_site_reads_nothing_of_another_insurer():
    asked = request(site=ONE)
    asked.scope["path_params"] = {"insurer": "fougeres"}
    with pytest.raises(ForeignOrigin):
        insurer_of_site(asked)
