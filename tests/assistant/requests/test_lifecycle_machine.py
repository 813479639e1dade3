"""Any sequence of actions, by anybody, on any day: a request is never in a state that the rules do not allow.

What is expected comes from the tables copied by hand and the published calendar, not from the code.
"""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from assistant.errors import NotAllowed, TransitionRefused
from assistant.requests.actions import (
    Answer,
    AskClarification,
    AskIdentity,
    Assign,
    Clarify,
    Extend,
    File,
    MarkDuplicate,
    Purge,
    Redirect,
    VerifyIdentity,
    Withdraw,
)
from assistant.requests.deadlines import due_dates, overdue
from assistant.requests.lifecycle import allowed, apply
from assistant.requests.records import REFUSALS, DecisionOutcome, IdentityMethod
from tests.assistant.requests.life_by_hand import EDGES, INSURER, MAY, ROLES, WELL_FORMED, actor, request
from tests.assistant.requests.published_calendar import REGIONS, first_working_day, same_day_number

OPEN = {"received", "identity_requested", "in_progress", "clarification_requested"}
ENDED = {"closed", "withdrawn", "duplicate", "redirected", "purged"}
DECIDE = {"supervisor", "dpo"}
ASIDE = (Assign, Withdraw, MarkDuplicate, Redirect)
REFUSED_WITH = {"not allowed": NotAllowed, "refused": TransitionRefused}
NEEDS_WORDS = (Assign, AskIdentity, AskClarification, Clarify, MarkDuplicate, Redirect)
words = st.sampled_from(["Trois dossiers.", "Une jumelle.", "R0", "R1", " \n", ""])
around = st.integers(-8, 1)


@st.composite
def an_action(draw, today, kinds):
    """An action with what it carries: mostly sound, sometimes not."""
    kind, text = draw(st.sampled_from(kinds)), draw(words)
    if kind in (*NEEDS_WORDS, Withdraw):
        return kind(text)
    if kind is VerifyIdentity:
        supplied = draw(st.none() | around.map(lambda days: today + dt.timedelta(days=days)))
        return VerifyIdentity(draw(st.sampled_from(IdentityMethod.__args__)), supplied)
    if kind is Extend:
        return Extend("number", text, today + dt.timedelta(days=draw(around)))
    if kind is Answer:
        return Answer(draw(st.sampled_from(DecisionOutcome.__args__)), text, draw(st.booleans()))
    return WELL_FORMED[kind]


class Life(RuleBasedStateMachine):
    """One request after another, with what the machine remembers of it."""

    @initialize(
        received=st.dates(dt.date(2020, 1, 1), dt.date(2024, 12, 31)),
        region=st.sampled_from(REGIONS),
        years=st.integers(1, 30),
    )
    def arrive(self, received, region, years):
        self.now = dt.datetime.combine(received, dt.time(10), dt.UTC)
        self.years = years
        self.request = request("draft", received_on=received, holiday_region=region)
        self.extended = self.ended_on = None
        self.waits = []

    @precondition(lambda self: self.request.state in ENDED)
    @rule(region=st.sampled_from(REGIONS), ahead=st.integers(-20, 1))
    def another_arrives(self, region, ahead):
        self.now = dt.datetime(2024, 1, 31, 10, tzinfo=dt.UTC)
        self.arrive(self.today, region, self.years)
        self.request = request("draft", received_on=self.today + dt.timedelta(days=ahead), holiday_region=region)

    @rule(days=st.integers(1, 12))
    def days_pass(self, days):
        self.now += dt.timedelta(days=days)

    @precondition(lambda self: self.request.state in ENDED and self.now.year < 2100)
    @rule(years=st.integers(1, 30))
    def years_pass(self, years):
        self.now += dt.timedelta(days=366 * years)

    @rule(data=st.data(), role=st.sampled_from(ROLES), insurer=st.sampled_from([INSURER] * 4 + ["autre"]))
    def somebody_does_something(self, data, role, insurer):
        self.act(data.draw(an_action(self.today, list(MAY))), actor(role, insurer))

    @rule(data=st.data())
    def somebody_does_what_fits_the_state(self, data):
        fitting = [kind for state, kind in EDGES if state == self.request.state]
        if fitting:
            action = data.draw(an_action(self.today, fitting))
            self.act(action, actor(data.draw(st.sampled_from(MAY[type(action)]))))

    @precondition(lambda self: self.request.state in OPEN)
    @rule(data=st.data(), role=st.sampled_from(["agent", "dpo", "dpo"]))
    def work_goes_on(self, data, role):
        """Without the side exits, which would end most lives early, and without changes of hands."""
        steps = [kind for state, kind in EDGES if state == self.request.state and kind not in ASIDE]
        self.act(data.draw(an_action(self.today, steps)), actor(role))

    def act(self, action, by):
        expected, before = self.expected(action, by), self.request
        if expected in REFUSED_WITH:
            with pytest.raises(REFUSED_WITH[expected]) as refused:
                apply(before, action, by, self.now, self.years)
            assert refused.value.detail("fr") != refused.value.detail("en")
        else:
            self.request = apply(before, action, by, self.now, self.years)
            assert self.request.state == expected
            self.remember(before, action)

    def expected(self, action, by):
        """The state it leads to, "refused" or "not allowed"."""
        state, kind = self.request.state, type(action)
        if by.role not in MAY[kind] or by.insurers != {INSURER}:
            return "not allowed"
        if (state, kind) not in EDGES:
            return "refused"
        unidentified = state == "identity_requested" and kind is Answer
        if unidentified and by.role not in DECIDE:
            return "refused"
        if kind is Answer and action.outcome in REFUSALS and by.role not in DECIDE:
            return "not allowed"
        if kind is Withdraw and by.role != "member" and not action.note.strip():
            return "refused"
        sound = self.is_sound(action) and not (unidentified and action.outcome != "refused")
        return EDGES[state, kind] if sound else "refused"

    def is_sound(self, action):
        """Whether it carries what it needs, in time."""
        match action:
            case File():
                return self.request.received_on <= self.today
            case MarkDuplicate(of):
                return of.strip() not in ("", "R1")
            case Assign(text) | AskIdentity(text) | AskClarification(text) | Clarify(text) | Redirect(text):
                return bool(text.strip())
            case VerifyIdentity(_, supplied):
                asked = self.waits[-1][0] if self.request.state == "identity_requested" else None
                return asked is None or supplied is None or asked <= supplied <= self.today
            case Extend(_, justification, informed_on):
                in_time = self.request.received_on <= informed_on <= self.today <= self.due(1)
                return self.extended is None and bool(justification.strip()) and in_time
            case Answer(outcome, reasons, remedies_stated):
                return outcome not in REFUSALS or bool(reasons.strip() and remedies_stated)
            case Purge():
                return self.today >= self.purge_on
            case _:
                return True

    def remember(self, before, action):
        if before.state == "identity_requested" and self.request.state != before.state:
            supplied = action.supplied_on if isinstance(action, VerifyIdentity) else None
            self.waits[-1] = (self.waits[-1][0], supplied or self.today)
        if isinstance(action, AskIdentity):
            self.waits.append((self.today, None))
        if isinstance(action, Extend):
            self.extended = self.today
        if self.request.state in ENDED and self.ended_on is None:
            self.ended_on = self.today

    @property
    def today(self):
        """The machine acts at ten in the morning, UTC: the same day in Paris."""
        return self.now.date()

    @property
    def purge_on(self):
        return same_day_number(self.ended_on, 12 * self.years)

    def due(self, months):
        request = self.request
        return first_working_day(same_day_number(request.received_on, months), request.holiday_region)

    @invariant()
    def the_due_dates_are_those_of_the_calendar(self):
        due = due_dates(self.request)
        assert due.original == self.due(1)
        assert due.extended == (self.due(3) if self.extended else None)
        assert due.alert == (due.extended or due.original)
        assert due.suspended is None or due.suspended >= due.alert
        assert overdue(self.request, self.today) == (self.request.state in OPEN and self.today > due.alert)

    @invariant()
    def the_waits_for_identity_are_all_there(self):
        assert [(one.start, one.end) for one in self.request.suspensions] == self.waits
        awaited = [one for one in self.request.suspensions if one.end is None]
        assert len(awaited) == (self.request.state == "identity_requested")

    @invariant()
    def an_answer_is_a_decision_and_a_refusal_has_reasons_and_remedies(self):
        decision = self.request.decision
        assert (decision is not None) or self.request.state != "answered"
        assert decision is None or self.request.state not in OPEN | {"draft"}
        if decision and decision.outcome in REFUSALS:
            assert decision.remedies_stated
            assert decision.decided_by in {f"{role}-1" for role in DECIDE}
            assert decision.reasons.strip() or self.request.state == "purged"

    @invariant()
    def an_extension_is_decided_once_and_in_time(self):
        extension = self.request.extension
        assert (extension.decided_on if extension else None) == self.extended
        if extension:
            assert self.request.received_on <= extension.informed_on <= extension.decided_on <= self.due(1)

    @invariant()
    def what_has_ended_is_kept_for_its_time_and_no_longer_holds_a_file_once_purged(self):
        assert (self.request.state in ENDED | {"answered"}) == (self.request.purge_on is not None)
        assert (self.request.state == "purged") == (self.request.file is None)
        if self.ended_on:
            assert (self.request.closed_on, self.request.purge_on) == (self.ended_on, self.purge_on)
        elif self.request.state == "answered":
            answered_on = self.request.decision.answered_on
            assert self.request.purge_on == same_day_number(answered_on, 12 * self.years)

    @invariant()
    def what_was_filed_never_changes(self):
        request = self.request
        assert (request.reference, request.insurer, request.revision) == ("R1", INSURER, 3)
        assert request.received_on <= self.today or request.state == "draft"

    @invariant()
    def only_what_would_be_accepted_is_offered(self):
        for role in ROLES:
            offered = set(allowed(self.request, actor(role), self.today))
            assert offered == {kind for kind in MAY if self.can(kind, actor(role))}

    def can(self, kind, by):
        """Whether some action of the kind would be accepted."""
        action = WELL_FORMED[kind]
        if kind is Extend:
            action = Extend("number", "Motif.", self.today)
        if kind is Answer and self.request.state == "identity_requested":
            action = Answer("refused", "Motif.", remedies_stated=True)
        return self.expected(action, by) not in REFUSED_WITH


# More than 10,000 steps: 250 runs of up to 50.
TestLife = pytest.mark.integration(Life.TestCase)
TestLife.settings = settings(
    max_examples=250, stateful_step_count=50, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
