"""Every event of the console reads the session and the role again."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from assistant.errors import NotAllowed, NotSignedIn
from assistant.web.console.backstage import EVALUATORS, allowed
from assistant.web.staff.cookie import COOKIE


def request_of(role):
    return SimpleNamespace(cookies={COOKIE: role})


def test_the_actor_is_who_holds_the_cookie(back):
    assert back.actor(request_of("agent")).name == "agent-1"


def test_a_revoked_account_stops_at_its_next_event(back):
    del back.sessions.actors["agent"]
    with pytest.raises(NotSignedIn):
        back.actor(request_of("agent"))


def test_nobody_is_signed_in_without_a_cookie(back):
    with pytest.raises(NotSignedIn):
        back.actor(SimpleNamespace(cookies={}))


def test_a_role_that_may_not_is_refused(actors):
    with pytest.raises(NotAllowed):
        allowed(actors["agent"], EVALUATORS)


def test_only_the_insurers_of_the_account_are_offered(back, actors):
    assert [identifier for _, identifier in back.choices(actors["agent"])] == ["bb"]
    assert [identifier for _, identifier in back.choices(actors["dpo"])] == ["bb", "cc"]


@pytest.mark.integration
def test_an_event_refused_says_so_and_does_nothing(back):
    import gradio

    done = []
    handle = back.handler(EVALUATORS, lambda *values: done.append(values))
    with pytest.raises(gradio.Error) as refused:
        handle(request_of("agent"), "value")
    assert str(NotAllowed().detail("fr")) in refused.value.message.replace("&#x27;", "'")
    assert done == []
    handle(request_of("evaluator"), "value")
    assert len(done) == 1
