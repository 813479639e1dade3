"""Who may do what to a request, from which state, with what: every guard, and what each action changes."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.catalogue import LANGUAGES, keys, message
from assistant.errors import NotAllowed, TransitionRefused
from assistant.requests import acting, lifecycle, transitions
from assistant.requests.actions import (
    NAMES,
    Answer,
    AskClarification,
    AskIdentity,
    Assign,
    Clarify,
    Close,
    Extend,
    File,
    MarkDuplicate,
    Purge,
    Redirect,
    Start,
    VerifyIdentity,
    Withdraw,
)
from assistant.requests.lifecycle import allowed, apply
from assistant.requests.records import REFUSALS, DecisionOutcome, Extension, Identity, IdentityDemand, Suspension
from assistant.requests.retention import erasing
from tests.assistant.requests.life_by_hand import (
    DECIDERS,
    DUE,
    EDGES,
    MAY,
    NOW,
    PURGE_DAY,
    PURGE_ON,
    REFUSAL,
    ROLES,
    STATES,
    TODAY,
    WELL_FORMED,
    actor,
    request,
)

DPO, AGENT, MEMBER, SYSTEM = (actor(role) for role in ("dpo", "agent", "member", "system"))
GIVEN_UP = WELL_FORMED[Withdraw]


def done(before, action, by=DPO, now=NOW):
    return apply(before, action, by, now, retention_years=5)


def refusal(before, action, by=DPO, now=NOW):
    """Why it is refused."""
    with pytest.raises(TransitionRefused) as refused:
        done(before, action, by, now)
    for language in LANGUAGES:
        assert refused.value.detail(language)
    return refused.value.reason


def noon(day):
    return dt.datetime.combine(day, dt.time(12), dt.UTC)


# --- Who, and from where -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", MAY, ids=NAMES.get)
def test_an_action_leads_from_a_state_where_the_rules_say_and_nowhere_else(kind):
    by, now = (SYSTEM, PURGE_DAY) if kind is Purge else (DPO, NOW)
    for state in STATES:
        # While identity is awaited, the one answer is a refusal.
        action = REFUSAL if (state, kind) == ("identity_requested", Answer) else WELL_FORMED[kind]
        if (state, kind) in EDGES:
            assert done(request(state), action, by, now).state == EDGES[state, kind]
        else:
            expected = "nothing_asked" if kind is Clarify and (state, Withdraw) in EDGES else f"state_{state}"
            assert refusal(request(state), action, by, now) == expected


@pytest.mark.parametrize(
    ("state", "kind"), [edge for edge in EDGES if edge != ("identity_requested", Answer)], ids=str
)
def test_only_the_roles_that_the_rules_name_may_do_it(state, kind):
    now = PURGE_DAY if kind is Purge else NOW
    for role in ROLES:
        if role in MAY[kind]:
            assert done(request(state), WELL_FORMED[kind], actor(role), now).state == EDGES[state, kind]
        else:
            with pytest.raises(NotAllowed):
                done(request(state), WELL_FORMED[kind], actor(role), now)


@pytest.mark.parametrize(("state", "kind"), EDGES, ids=str)
def test_nobody_touches_a_request_of_an_insurer_that_is_not_theirs(state, kind):
    now = PURGE_DAY if kind is Purge else NOW
    with pytest.raises(NotAllowed):
        done(request(state), WELL_FORMED[kind], actor(MAY[kind][-1], "autre"), now)


@pytest.mark.parametrize("role", [role for role in ROLES if role not in DECIDERS])
@pytest.mark.parametrize("outcome", sorted(REFUSALS))
def test_only_a_supervisor_or_a_data_protection_officer_refuses(role, outcome):
    with pytest.raises(NotAllowed):
        done(request(), Answer(outcome, "Motif.", remedies_stated=True), actor(role))


def test_the_service_itself_does_nothing_but_purge():
    for state, kind in itertools.product(STATES, MAY):
        if kind is not Purge:
            with pytest.raises(NotAllowed):
                done(request(state), WELL_FORMED[kind], SYSTEM)


# --- Identity ------------------------------------------------------------------------------------------------


def test_asking_for_identity_records_the_doubt_and_suspends_from_that_day():
    asked = done(request("received"), AskIdentity("Signature illisible."), AGENT)
    assert asked.identity == Identity(doubt="Signature illisible.", asked_on=TODAY)
    assert asked.suspensions == (Suspension(TODAY),)


def test_verifying_identity_ends_the_suspension_that_day():
    verified = done(request("identity_requested"), VerifyIdentity("document_seen"), AGENT)
    assert verified.suspensions == (Suspension(dt.date(2026, 6, 12), TODAY),)
    assert (verified.identity.method, verified.identity.verified_at) == ("document_seen", NOW)
    assert verified.identity.supplied_on == TODAY
    assert verified.identity.doubt == "Deux adhérents portent ce nom."


def test_the_suspension_ends_when_identity_was_supplied_not_when_it_was_looked_at():
    supplied = dt.date(2026, 6, 19)
    verified = done(request("identity_requested"), VerifyIdentity("code", supplied), AGENT)
    assert verified.suspensions == (Suspension(dt.date(2026, 6, 12), supplied),)
    assert verified.identity.supplied_on == supplied


@pytest.mark.parametrize("supplied", [dt.date(2026, 6, 11), dt.date(2026, 6, 23)])
def test_identity_is_not_supplied_before_it_was_asked_for_nor_tomorrow(supplied):
    refused = refusal(request("identity_requested"), VerifyIdentity("code", supplied))
    assert refused == "supplied_out_of_time"


def test_identity_known_without_asking_suspends_nothing():
    verified = done(request("received"), VerifyIdentity("known_to_agent"), AGENT)
    assert (verified.state, verified.suspensions, verified.identity.supplied_on) == ("received", (), None)
    assert verified.identity.method == "known_to_agent"


def test_a_new_doubt_starts_over_and_keeps_the_first_suspension():
    first = done(request("identity_requested"), VerifyIdentity("code"), AGENT)
    again = done(first, AskIdentity("Une autre personne a appelé."), AGENT, noon(dt.date(2026, 6, 25)))
    assert again.identity == Identity(doubt="Une autre personne a appelé.", asked_on=dt.date(2026, 6, 25))
    assert again.suspensions == (
        Suspension(dt.date(2026, 6, 12), TODAY),
        Suspension(dt.date(2026, 6, 25)),
    )


def test_what_the_policy_demands_stays_known():
    demand = IdentityDemand("document", signed=True, text="Une copie signée.")
    asked = done(request("received", identity=Identity(demand=demand)), AskIdentity("La politique l’exige."))
    assert asked.identity.demand == demand
    assert done(asked, VerifyIdentity("document_seen")).identity.demand == demand


@pytest.mark.parametrize(
    "action", [Answer("satisfied"), Answer("no_data"), Answer("partly_refused", "Motif.", True)]
)
def test_while_identity_is_awaited_nothing_is_told_to_whoever_it_may_be(action):
    assert refusal(request("identity_requested"), action) == "identity_awaited"


def test_while_identity_is_awaited_an_agent_answers_nothing_at_all():
    assert refusal(request("identity_requested"), Answer("satisfied"), AGENT) == "identity_awaited"
    assert refusal(request("identity_requested"), REFUSAL, AGENT) == "identity_awaited"


@pytest.mark.parametrize("action", [REFUSAL, GIVEN_UP, MarkDuplicate("R0"), Redirect("Caisse primaire")])
def test_identity_stops_being_awaited_when_the_request_ends(action):
    ended = done(request("identity_requested"), action)
    assert ended.suspensions == (Suspension(dt.date(2026, 6, 12), TODAY),)
    assert ended.identity.supplied_on is None


# --- Extension -----------------------------------------------------------------------------------------------


def extension(informed_on=TODAY, justification="Trois dossiers à réunir."):
    return Extend("number", justification, informed_on)


def test_an_extension_records_why_when_and_that_the_person_was_told():
    extended = done(request(), extension(informed_on=dt.date(2026, 6, 20)))
    assert extended.extension == Extension("number", "Trois dossiers à réunir.", TODAY, dt.date(2026, 6, 20))


def test_a_request_is_extended_on_its_due_date_at_the_latest():
    assert done(request(), extension(informed_on=DUE), now=noon(DUE)).extension
    late = DUE + dt.timedelta(days=1)
    assert refusal(request(), extension(informed_on=DUE), now=noon(late)) == "extension_too_late"


def test_a_due_date_ends_at_midnight_in_paris():
    last = dt.datetime(2026, 7, 10, 21, 59, tzinfo=dt.UTC)
    assert done(request(), extension(informed_on=DUE), now=last).extension
    over = last + dt.timedelta(minutes=1)
    assert refusal(request(), extension(informed_on=DUE), now=over) == "extension_too_late"


def test_a_suspension_gives_no_more_time_to_extend():
    suspended = request(suspensions=(Suspension(dt.date(2026, 6, 12), TODAY),))  # lengthened to 20 July
    late = noon(dt.date(2026, 7, 13))
    assert refusal(suspended, extension(informed_on=DUE), now=late) == "extension_too_late"


def test_the_time_to_extend_follows_the_holidays_of_the_region():
    received = {"received_on": dt.date(2026, 3, 3)}
    day = noon(dt.date(2026, 4, 4))
    there = request(**received, holiday_region="alsace-moselle")
    assert done(there, extension(informed_on=dt.date(2026, 4, 1)), now=day).extension
    assert refusal(request(**received), extension(dt.date(2026, 4, 1)), now=day) == "extension_too_late"


def test_the_person_may_be_informed_on_the_day_of_receipt():
    assert done(request(), extension(informed_on=request().received_on)).extension


@pytest.mark.parametrize(
    ("action", "reason"),
    [
        (extension(justification=" \n"), "justification_missing"),
        (extension(informed_on=TODAY + dt.timedelta(days=1)), "informed_in_future"),
        (extension(informed_on=dt.date(2026, 6, 9)), "informed_before_receipt"),
    ],
)
def test_an_extension_is_justified_and_the_person_informed_meanwhile(action, reason):
    assert refusal(request(), action) == reason


def test_a_request_is_extended_once():
    assert refusal(done(request(), extension()), extension()) == "already_extended"


# --- Answer --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", sorted(REFUSALS))
def test_a_refusal_gives_reasons_and_the_remedies(outcome):
    assert refusal(request(), Answer(outcome, "", remedies_stated=True)) == "reasons_missing"
    assert refusal(request(), Answer(outcome, "  ", remedies_stated=True)) == "reasons_missing"
    assert refusal(request(), Answer(outcome, "Motif.")) == "remedies_missing"
    assert done(request(), Answer(outcome, "Motif.", remedies_stated=True)).decision.reasons == "Motif."


def test_an_answer_records_who_gave_it_and_when():
    decision = done(request(), Answer("no_data"), AGENT).decision
    assert (decision.outcome, decision.decided_by, decision.answered_on) == ("no_data", "agent-1", TODAY)


def test_a_late_answer_is_still_an_answer():
    late = noon(dt.date(2026, 12, 1))
    assert done(request(), REFUSAL, now=late).decision.answered_on == dt.date(2026, 12, 1)


@pytest.mark.parametrize("state", ["answered", "closed", "withdrawn", "purged"])
def test_a_reply_to_a_request_that_is_over_is_refused(state):
    for action in (Clarify("Encore un mot."), Answer("satisfied")):
        assert refusal(request(state), action) == f"state_{state}"


# --- Ends ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("action", [GIVEN_UP, MarkDuplicate("R0"), Redirect("Caisse primaire")])
def test_a_side_exit_starts_retention_and_closing_does_not_prolong_it(action):
    left = done(request(), action)
    assert (left.closed_on, left.purge_on) == (TODAY, dt.date(2031, 6, 22))
    closed = done(left, Close(), now=noon(dt.date(2027, 1, 1)))
    assert (closed.state, closed.closed_on, closed.purge_on) == ("closed", TODAY, dt.date(2031, 6, 22))


@pytest.mark.parametrize(
    ("closed", "years", "purged"),
    [
        (dt.date(2026, 6, 22), 5, dt.date(2031, 6, 22)),
        (dt.date(2028, 2, 29), 5, dt.date(2033, 2, 28)),
        (dt.date(2028, 2, 29), 4, dt.date(2032, 2, 29)),
        (dt.date(2027, 12, 31), 1, dt.date(2028, 12, 31)),
    ],
)
def test_closing_counts_retention_in_calendar_years(closed, years, purged):
    assert apply(request("answered"), Close(), AGENT, noon(closed), years).purge_on == purged


def test_a_member_withdraws_without_a_reason():
    assert done(request(), Withdraw(), MEMBER).state == "withdrawn"


def test_an_answer_starts_retention_in_case_nobody_closes_and_closing_starts_it_over():
    answered = done(request(), Answer("satisfied"), now=noon(dt.date(2026, 7, 1)))
    assert (answered.closed_on, answered.purge_on) == (None, dt.date(2031, 7, 1))
    closed = done(answered, Close(), now=noon(dt.date(2026, 9, 3)))
    assert (closed.closed_on, closed.purge_on) == (dt.date(2026, 9, 3), dt.date(2031, 9, 3))


def test_other_ends_keep_where_the_request_went():
    assert done(request(), MarkDuplicate("R0")).duplicate_of == "R0"
    assert done(request(), Redirect("Caisse primaire")).redirected_to == "Caisse primaire"


@pytest.mark.parametrize(
    ("state", "action", "reason"),
    [
        ("received", AskIdentity(""), "doubt_missing"),
        ("received", Assign(" "), "assignee_missing"),
        ("in_progress", AskClarification("\t"), "question_missing"),
        ("clarification_requested", Clarify(" "), "text_missing"),
        ("in_progress", MarkDuplicate(" "), "other_reference_missing"),
        ("in_progress", MarkDuplicate("R1"), "duplicate_of_itself"),
        ("in_progress", Redirect(""), "target_missing"),
        ("in_progress", Withdraw(" "), "note_missing"),
    ],
)
def test_an_action_that_says_nothing_is_refused(state, action, reason):
    assert refusal(request(state), action) == reason


def test_a_request_is_not_filed_before_it_is_received():
    early = request("draft", received_on=TODAY + dt.timedelta(days=1))
    assert refusal(early, File(), MEMBER) == "received_in_future"
    assert done(request("draft", received_on=TODAY), File(), MEMBER).state == "received"


def test_a_request_is_purged_when_its_retention_ends_and_not_before():
    eve = noon(PURGE_ON - dt.timedelta(days=1))
    assert refusal(request("closed"), Purge(), SYSTEM, eve) == "purge_too_early"
    assert done(request("closed"), Purge(), SYSTEM, PURGE_DAY).state == "purged"


def test_purging_leaves_procedural_facts_only():
    told = done(done(done(request("received"), Start()), extension()), REFUSAL)
    closed = done(replace(told, identity=Identity(doubt="Mme Exemple a une jumelle.")), Close())
    purged = done(closed, Purge(), SYSTEM, noon(closed.purge_on))
    assert purged.file is None
    for words in ("Exemple", "dossiers", "répétitives"):
        assert words in repr(closed)
        assert words not in repr(purged)
    assert purged.decision == replace(closed.decision, reasons="")
    assert purged.extension == replace(closed.extension, justification="")
    assert (purged.received_on, purged.closed_on) == (closed.received_on, closed.closed_on)


def test_an_action_changes_no_more_than_it_says():
    before = request("received")
    assert done(before, Assign("claire")) == replace(before, assigned_to="claire")
    assert done(before, Start()) == replace(before, state="in_progress")
    draft = request("draft")
    assert done(draft, File(), MEMBER) == replace(draft, state="received")


def test_an_instant_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        done(request(), Start(), now=dt.datetime(2026, 6, 22))


# --- What can be done ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_what_is_offered_is_what_would_be_accepted(role):
    def accepted(state, kind):
        action = REFUSAL if (state, kind) == ("identity_requested", Answer) else WELL_FORMED[kind]
        try:
            return bool(done(request(state), action, actor(role)))
        except (NotAllowed, TransitionRefused):
            return False

    for state in STATES:
        offered = set(allowed(request(state), actor(role), TODAY))
        assert (state, offered) == (state, {kind for kind in MAY if accepted(state, kind)})


@pytest.mark.parametrize(
    ("by", "state", "offered"),
    [
        (MEMBER, "received", (Withdraw,)),
        (MEMBER, "clarification_requested", (Clarify, Withdraw)),
        (MEMBER, "answered", ()),
        (
            AGENT,
            "in_progress",
            (Assign, AskIdentity, VerifyIdentity, AskClarification, Answer, Withdraw, MarkDuplicate, Redirect),
        ),
        (AGENT, "identity_requested", (Assign, VerifyIdentity, Withdraw, MarkDuplicate, Redirect)),
        (actor("agent", "autre"), "in_progress", ()),
        (SYSTEM, "in_progress", ()),
    ],
)
def test_people_are_offered_what_they_can_do(by, state, offered):
    assert allowed(request(state), by, TODAY) == offered


def test_an_extension_is_offered_in_time_and_once():
    assert Extend in allowed(request(), DPO, DUE)
    assert Extend not in allowed(request(), DPO, DUE + dt.timedelta(days=1))
    assert Extend not in allowed(done(request(), extension()), DPO, DUE)


def test_a_purge_is_offered_once_it_is_due():
    assert allowed(request("closed"), SYSTEM, PURGE_ON) == (Purge,)
    assert allowed(request("closed"), SYSTEM, PURGE_ON - dt.timedelta(days=1)) == ()


# --- Words ---------------------------------------------------------------------------------------------------


def test_every_state_action_and_outcome_has_a_label_and_nothing_else_has():
    labelled = {key for key in keys("fr") if key.startswith("lifecycle.") and ".refused." not in key}
    assert labelled == {
        *(f"lifecycle.state.{state}" for state in STATES),
        *(f"lifecycle.action.{name}" for name in NAMES.values()),
        *(f"lifecycle.outcome.{outcome}" for outcome in DecisionOutcome.__args__),
    }
    assert set(NAMES) == set(MAY)
    assert all(len(message(language, key)) <= 32 for key in labelled for language in LANGUAGES)


def test_every_reason_for_refusing_has_words_and_every_word_is_used():
    code = "".join(
        Path(module.__file__).read_text(encoding="utf-8") for module in (acting, erasing, lifecycle, transitions)
    )
    written = {key.removeprefix("lifecycle.refused.") for key in keys("fr") if key.startswith("lifecycle.refused.")}
    spoken = {reason for reason in written if f'"{reason}"' in code}
    assert written == spoken | {f"state_{state}" for state in STATES}
