"""The queue of those who answer: what is due first, every filter, and each request with all that belongs to it."""

from __future__ import annotations

import datetime as dt

import pytest

from assistant.errors import NotAllowed
from assistant.requests.actions import Answer, AskIdentity, Assign, Close, Extend, Start, VerifyIdentity, Withdraw
from assistant.requests.casework import QueueFilter, queue_line
from assistant.requests.records import Actor, Extension, Suspension
from tests.assistant.desk_by_hand import Clock, give_up
from tests.assistant.requests.filed_by_hand import a_request
from tests.assistant.requests.office_by_hand import AGENT, ELSEWHERE, EVERYWHERE, MAIL, a_form, desk_over

BOTH = Actor("claire", "dpo", frozenset({"tilleuls", "fougeres"}))
ACCESS = {"types": ["access"], "answers": {"access": {"scope": "everything", "copy": "paper"}}}
BOTH_TYPES = {
    "types": ["access", "erasure"],
    "answers": {**ACCESS["answers"], "erasure": {"scope": "everything"}},
}


class Office:
    """A desk on a day that tests choose, and requests by the day of March 2026 on which they came."""

    def __init__(self, engine) -> None:
        self.clock = Clock()
        self.desk = desk_over(engine, self.clock, **MAIL)
        self.on(31)

    def on(self, day: int, month: int = 3) -> None:
        self.clock.at = dt.datetime(2026, month, day, 10, tzinfo=dt.UTC)

    def file(self, day, insurer="tilleuls", *actions, **changes) -> str:
        """The reference of a request that came on that day, after these actions; recorded after those before it."""
        self.clock.at += dt.timedelta(seconds=1)
        form = a_form(insurer, received_through="phone", received_on=f"2026-03-{day:02}", **changes)
        reference = self.desk.file(form, "fr", actor=BOTH).request.reference
        for action in actions:
            self.desk.act(BOTH, reference, action)
        return reference

    def queue(self, actor=BOTH, **wanted) -> list[str]:
        return [one.request.reference for one in self.desk.queue(actor, QueueFilter(**wanted))]


@pytest.fixture
def office(engine):
    return Office(engine)


class TestTheQueue:
    def test_the_first_due_comes_first(self, office):
        late, early, middle = office.file(20), office.file(3), office.file(10)
        assert office.queue() == [early, middle, late]

    def test_an_extension_moves_a_request_back(self, office):
        extended, other = office.file(3), office.file(10)
        office.desk.act(BOTH, extended, Extend("number", "Trois dossiers.", dt.date(2026, 3, 31)))
        assert office.queue() == [other, extended]

    def test_a_suspension_does_not(self, office):
        first, second = office.file(3), office.file(4)
        office.desk.act(BOTH, first, AskIdentity("Homonyme."))
        office.on(2, 4)
        office.desk.act(BOTH, first, VerifyIdentity("callback"))
        assert office.queue() == [first, second]

    def test_of_those_due_on_one_day_the_first_recorded_comes_first(self, office):
        expected = [office.file(day) for day in (5, 4, 6)]  # due on the day after Easter Monday
        assert office.queue() == expected

    def test_each_line_counts_the_days(self, office):
        office.file(5)
        for day, month, left, overdue in ((31, 3, 7, False), (7, 4, 0, False), (8, 4, -1, True)):
            office.on(day, month)
            (line,) = office.desk.queue(BOTH, QueueFilter())
            assert (line.due_on, line.days_left, line.overdue) == (dt.date(2026, 4, 7), left, overdue)

    def test_a_line_counts_the_emails_that_were_given_up_on(self, office):
        reference, other = office.file(5), office.file(6)
        give_up(office.desk, reference)
        lines = office.desk.queue(BOTH, QueueFilter())
        assert [(one.request.reference, one.undelivered) for one in lines] == [(reference, 1), (other, 0)]


class TestFilters:
    def test_overdue_begins_the_day_after_the_due_date(self, office):
        late, today = office.file(3), office.file(5)  # due on 3 and 7 April
        office.on(7, 4)
        assert office.queue(due="overdue") == [late]
        assert office.queue(due="soon") == [today]
        office.on(8, 4)
        assert office.queue(due="overdue") == [late, today]

    def test_soon_is_as_many_days_as_one_says(self, office):
        near, far = office.file(5), office.file(10)  # due on 7 and 10 April
        assert office.queue(due="soon") == [near]
        assert office.queue(due="soon", soon_days=6) == []
        assert office.queue(due="soon", soon_days=10) == [near, far]

    def test_the_day_that_counts_is_the_one_in_paris(self, office):
        reference = office.file(5)
        office.clock.at = dt.datetime(2026, 4, 7, 21, 59, tzinfo=dt.UTC)
        assert office.queue(due="overdue") == []
        office.clock.at = dt.datetime(2026, 4, 7, 22, 0, tzinfo=dt.UTC)
        assert office.queue(due="overdue") == [reference]

    def test_what_is_owed_no_answer_is_never_overdue(self, office):
        for actions in (
            [Withdraw("Au téléphone.")],
            [Start(), Answer("satisfied")],
            [Start(), Answer("satisfied"), Close()],
        ):
            office.file(3, "tilleuls", *actions)
        office.on(1, 6)
        assert office.queue(due="overdue", open_only=False) == []
        assert not any(one.overdue for one in office.desk.queue(BOTH, QueueFilter(open_only=False)))

    def test_by_insurer(self, office):
        mine, other = office.file(5), office.file(6, "fougeres")
        assert office.queue() == [mine, other]
        assert office.queue(insurer="fougeres") == [other]

    def test_by_type_also_of_several(self, office):
        access, both, erasure = office.file(3, **ACCESS), office.file(4, **BOTH_TYPES), office.file(5)
        assert office.queue(type="access") == [access, both]
        assert office.queue(type="erasure") == [both, erasure]
        assert office.queue(type="objection") == []

    def test_by_state_closed_ones_too(self, office):
        received, started = office.file(3), office.file(4, "tilleuls", Start())
        withdrawn = office.file(5, "tilleuls", Withdraw("Au téléphone."))
        assert office.queue(state="received") == [received]
        assert office.queue(state="in_progress") == [started]
        assert office.queue(state="withdrawn") == [withdrawn]

    def test_by_who_is_in_charge(self, office):
        office.file(3)
        zoes = office.file(4, "tilleuls", Assign("zoe"))
        assert office.queue(assigned_to="zoe") == [zoes]
        assert office.queue(assigned_to="ali") == []

    def test_only_what_is_owed_an_answer_unless_all_is_wanted(self, office):
        open_, over = office.file(4), office.file(3, "tilleuls", Withdraw("Au téléphone."))
        assert office.queue() == [open_]
        assert office.queue(open_only=False) == [over, open_]

    def test_as_many_as_one_wants_the_most_urgent(self, office):
        late, early, middle = office.file(20), office.file(3), office.file(10)
        assert office.queue(limit=2) == [early, middle]
        assert office.queue(limit=3) == [early, middle, late]

    def test_filters_go_together(self, office):
        office.file(3, **ACCESS), office.file(3, "fougeres")
        wanted = office.file(3)
        office.on(1, 6)
        assert office.queue(insurer="tilleuls", type="erasure", due="overdue", state="received") == [wanted]


class TestReach:
    def test_each_sees_their_insurers_only(self, office):
        mine, other = office.file(5), office.file(6, "fougeres")
        assert office.queue(AGENT) == [mine]
        assert office.queue(ELSEWHERE) == [other]
        assert office.queue(EVERYWHERE) == [mine, other]
        assert office.queue(Actor("nobody", "agent")) == []

    def test_another_insurers_queue_is_refused(self, office):
        with pytest.raises(NotAllowed):
            office.queue(AGENT, insurer="fougeres")

    @pytest.mark.parametrize("wanted", [{"open_only": False}, {"state": "received"}, {"due": "soon"}, {"limit": 1}])
    def test_no_filter_widens_what_one_sees(self, office, wanted):
        office.file(5, "fougeres")
        assert office.queue(AGENT, **wanted) == []


class TestACase:
    def test_it_holds_the_line_the_trail_the_notes_and_the_emails_of_this_request_alone(self, office):
        reference, other = office.file(5, "tilleuls", Start()), office.file(6)
        give_up(office.desk, reference)
        case = office.desk.case(AGENT, reference)
        (line, _) = office.desk.queue(AGENT, QueueFilter())
        assert case.line == line
        assert [one.action for one in case.trail] == ["file", "start"]
        assert {one.reference for one in case.trail} == {reference}
        assert [(one.kind, one.delivery) for one in case.messages] == [("to_insurer", "dead")]
        assert office.desk.case(AGENT, other).line.undelivered == 0

    @pytest.mark.parametrize("typed", [str.lower, lambda text: text.replace("-", ""), lambda text: f" {text} "])
    def test_it_is_found_however_its_reference_is_typed(self, office, typed):
        reference = office.file(5)
        assert office.desk.case(AGENT, typed(reference)).line.request.reference == reference


class TestALine:
    def test_alerts_go_by_the_original_date_whatever_is_suspended(self):
        request = a_request(suspensions=(Suspension(dt.date(2026, 3, 9), dt.date(2026, 3, 19)),))
        line = queue_line(request, dt.date(2026, 4, 8), 0)
        assert (line.due_on, line.days_left, line.overdue) == (dt.date(2026, 4, 7), -1, True)

    def test_an_extension_gives_the_extended_date(self):
        day = dt.date(2026, 3, 20)
        request = a_request(extension=Extension("number", "Trois dossiers.", day, day))
        line = queue_line(request, dt.date(2026, 6, 5), 2)
        assert (line.due_on, line.days_left, line.overdue, line.undelivered) == (dt.date(2026, 6, 5), 0, False, 2)
