"""The queue in the console: what is urgent first, nothing personal in the list, actions as filled in."""

from __future__ import annotations

import datetime as dt

import pytest

from assistant.errors import BadForm, NotAllowed, StaleRequest, UnknownRequest
from assistant.requests.actions import Answer, Extend, Start, VerifyIdentity
from assistant.requests.intake.form import RequestForm
from assistant.requests.queue_views import VIEWS, Wanted, found
from assistant.requests.records import Actor
from assistant.web.console import action_forms
from assistant.web.console.case_markup import case_html
from assistant.web.console.queue_rows import left_in_words, table
from tests.assistant.desk_by_hand import NOW, Clock, desk_at, form

ZOE = Actor("zoe", "agent", frozenset({"tilleuls"}))
SACHA = Actor("sacha", "supervisor", frozenset({"tilleuls"}))
ELSEWHERE = Actor("ana", "agent", frozenset({"fougeres"}))
HOSTILE = "<script>alert('x')</script>"
DAY = dt.timedelta(days=1)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def desk(tmp_path, clock):
    return desk_at(tmp_path, clock)


def filed(desk, **changes):
    return desk.file(RequestForm.model_validate(form(**changes)), "fr").request.reference


def shown(desk, actor=ZOE, **wanted):
    return found(desk, actor, Wanted(**wanted))


def whole(desk, reference, language="fr"):
    return case_html(desk.case(ZOE, reference), {}, language, "body")


def test_the_list_holds_nothing_personal(desk):
    filed(desk)
    (row,) = table(shown(desk).lines, {"tilleuls": "Les Tilleuls"}, "fr")["data"]
    assert row[2:] == ["Les Tilleuls", "Droit à l’effacement", "Reçue", "–"]


def test_an_agent_of_another_insurer_sees_nothing(desk):
    reference = filed(desk)
    assert shown(desk, ELSEWHERE).lines == ()
    with pytest.raises(UnknownRequest):
        desk.case(ELSEWHERE, reference)


def test_an_insurer_out_of_reach_is_not_listed(desk):
    with pytest.raises(NotAllowed):
        shown(desk, ELSEWHERE, insurer="tilleuls")


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "○ Dans 33 jours"),
        (26, "◔ Dans 7 jours"),
        (32, "◔ À répondre demain"),
        (33, "◔ À répondre aujourd’hui"),
        (34, "⚠ En retard d’un jour"),
        (36, "⚠ En retard de 3 jours"),
    ],
)
def test_days_left_are_said_in_words_with_a_mark(desk, clock, days, words):
    filed(desk)
    clock.at = NOW + days * DAY
    (line,) = shown(desk).lines
    assert left_in_words(line, "fr") == words


def test_each_view_says_how_many_requests_it_holds(desk, clock):
    filed(desk)
    clock.at = NOW + 28 * DAY
    taken = filed(desk, subject=form()["subject"] | {"member_number": "99"})
    desk.act(ZOE, taken, action_forms.action_of("assign", ["zoe"]))
    clock.at = NOW + 34 * DAY
    counts = shown(desk).counts
    assert counts == {"open": 2, "overdue": 1, "soon": 0, "unassigned": 1, "mine": 1, "undelivered": 0}
    assert [one.request.reference for one in shown(desk, view="mine").lines] == [taken]
    assert tuple(counts) == VIEWS


def test_a_request_whole_says_who_asks_and_what(desk):
    html = whole(desk, filed(desk))
    for words in ("Chloé d’Aubigné", "29 février 1980", "7 avril 2026", "Toutes les données", "en ligne"):
        assert words in html


@pytest.mark.parametrize("language", ["fr", "en"])
def test_whatever_a_member_writes_stays_text_in_one_block(desk, language):
    reference = filed(desk, details=f"{HOSTILE}\n\nFin")
    html = whole(desk, reference, language)
    assert HOSTILE not in html
    assert "&lt;script&gt;" in html
    assert "\n" not in html


def test_every_action_of_the_life_of_a_request_is_said_in_its_trail(desk):
    reference = filed(desk)
    desk.act(ZOE, reference, Start())
    with pytest.raises(NotAllowed):
        desk.act(ZOE, reference, Answer("refused", "Motif", remedies_stated=True))
    html = whole(desk, reference)
    assert "Commencer à traiter → En cours" in html
    assert "Répondre : refusé" in html


def test_a_day_is_typed_as_people_write_it():
    action = action_forms.action_of("extend", ["complexity", " Trois services ", "01/04/2026"])
    assert action == Extend("complexity", "Trois services", dt.date(2026, 4, 1))
    assert action_forms.action_of("verify_identity", ["callback", ""]) == VerifyIdentity("callback")


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("ask_clarification", ["  "], "La précision à demander : Ce champ est obligatoire. Remplissez-le."),
        ("answer", [None, "", False], "Issue : Ce champ est obligatoire. Remplissez-le."),
        ("extend", ["number", "Motif", "32/01/2026"], "Personne informée le : Cette date n’est pas valable."),
        ("assign", ["a\u202eb"], "Confier à (nom du compte) : Ce texte contient des caractères invisibles."),
        ("redirect", ["x" * 201], "Organisme vers lequel réorienter : Ce texte est trop long : 201 caractères"),
    ],
)
def test_what_is_missing_or_wrong_is_said_with_its_field(name, typed, words):
    with pytest.raises(BadForm) as refused:
        action_forms.action_of(name, typed)
    assert action_forms.in_words(name, refused.value, "fr").startswith(words)


def test_only_deciders_are_offered_a_refusal(desk):
    reference = filed(desk)
    desk.act(ZOE, reference, Start())
    request = desk.case(ZOE, reference).line.request
    assert action_forms.outcomes(request, ZOE) == ("satisfied", "no_data")
    assert action_forms.outcomes(request, SACHA) == action_forms.OUTCOMES


def test_while_identity_is_awaited_all_there_is_to_give_is_a_decider_s_refusal(desk):
    reference = filed(desk)
    desk.act(ZOE, reference, action_forms.action_of("ask_identity", ["Deux homonymes"]))
    request = desk.case(ZOE, reference).line.request
    assert action_forms.outcomes(request, ZOE) == ()
    assert action_forms.outcomes(request, SACHA) == ("refused",)


@pytest.mark.parametrize("role", ["agent", "supervisor", "dpo", "administrator"])
def test_every_action_that_staff_may_take_on_a_new_request_has_a_form(desk, role):
    allowed = desk.case(Actor("x", role, None), filed(desk)).allowed
    assert set(action_forms.offered(allowed)) == set(allowed)


def test_what_was_decided_on_a_request_that_changed_meanwhile_is_not_done(desk):
    reference = filed(desk)
    seen = desk.case(ZOE, reference).line.request.revision
    desk.act(SACHA, reference, Start(), seen)
    with pytest.raises(StaleRequest):
        desk.act(ZOE, reference, action_forms.action_of("assign", ["zoe"]), seen)
    assert desk.case(ZOE, reference).line.request.assigned_to is None


def test_a_list_that_holds_more_than_is_looked_at_says_so(desk):
    filed(desk)
    filed(desk, subject=form()["subject"] | {"member_number": "99"})
    assert found(desk, ZOE, Wanted(), most=1).more
    assert not found(desk, ZOE, Wanted(), most=2).more
