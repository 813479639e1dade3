"""The dates members are promised: worked examples from the legal rules, then every day of ten years."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.requests.deadlines import (
    DueDates,
    add_months,
    answer_due,
    days_left,
    due_dates,
    extended_due,
    overdue,
    refused_late,
    suspended_due,
    today_in_paris,
)
from assistant.requests.records import (
    OPEN_STATES,
    Decision,
    Extension,
    Person,
    PersonalFile,
    Recipient,
    Request,
    State,
    Suspension,
)
from tests.assistant.requests.published_calendar import (
    REGIONS,
    first_working_day,
    is_working_day,
    same_day_number,
)

TEN_YEARS = [date(2020, 1, 1) + timedelta(days=n) for n in range((date(2030, 1, 1) - date(2020, 1, 1)).days)]


@pytest.mark.parametrize(
    ("received", "one_month", "three_months"),
    [
        pytest.param(date(2026, 3, 5), date(2026, 4, 7), date(2026, 6, 5), id="easter weekend rolls twice"),
        pytest.param(date(2026, 8, 31), date(2026, 9, 30), date(2026, 11, 30), id="month end, not +31 days"),
        pytest.param(date(2026, 10, 11), date(2026, 11, 12), date(2027, 1, 11), id="armistice day"),
        pytest.param(date(2027, 1, 31), date(2027, 3, 1), date(2027, 4, 30), id="never +1 month then +2"),
    ],
)
def test_worked_examples_of_the_legal_rules(received, one_month, three_months):
    assert answer_due(received) == one_month
    assert extended_due(received) == three_months


@pytest.mark.parametrize(
    ("received", "elsewhere", "alsace_moselle"),
    [
        pytest.param(date(2026, 3, 3), date(2026, 4, 3), date(2026, 4, 7), id="good friday"),
        pytest.param(date(2024, 11, 26), date(2024, 12, 26), date(2024, 12, 27), id="26 december"),
        pytest.param(date(2025, 11, 25), date(2025, 12, 26), date(2025, 12, 29), id="both christmas days"),
        pytest.param(date(2026, 6, 10), date(2026, 7, 10), date(2026, 7, 10), id="ordinary friday"),
    ],
)
def test_alsace_moselle_has_two_more_holidays(received, elsewhere, alsace_moselle):
    assert answer_due(received) == elsewhere
    assert answer_due(received, "alsace-moselle") == alsace_moselle


def test_extended_date_follows_the_region_too():
    assert extended_due(date(2026, 1, 3)) == date(2026, 4, 3)
    assert extended_due(date(2026, 1, 3), "alsace-moselle") == date(2026, 4, 7)


def test_leap_day_and_turn_of_the_year():
    assert answer_due(date(2024, 1, 31)) == date(2024, 2, 29)
    assert answer_due(date(2028, 2, 29)) == date(2028, 3, 29)
    assert answer_due(date(2026, 12, 1)) == date(2027, 1, 4)  # 1 January is a holiday, then a weekend


def test_suspension_lengthens_the_period_by_its_days():
    received, asked, supplied = date(2026, 6, 10), date(2026, 6, 12), date(2026, 6, 22)
    assert answer_due(received) == date(2026, 7, 10)
    assert suspended_due(received, [(asked, supplied)]) == date(2026, 7, 20)


def test_several_suspensions_add_up():
    received = date(2026, 6, 10)
    asked = [(date(2026, 6, 12), date(2026, 6, 15)), (date(2026, 6, 22), date(2026, 6, 29))]
    assert suspended_due(received, asked) == date(2026, 7, 20)  # 3 days and 7 days


def test_a_suspension_gives_time_for_another_one():
    received, first = date(2026, 6, 10), (date(2026, 7, 9), date(2026, 7, 19))
    assert suspended_due(received, [first]) == date(2026, 7, 20)
    assert suspended_due(received, [first, (date(2026, 7, 20), date(2026, 7, 22))]) == date(2026, 7, 22)
    assert suspended_due(received, [first, (date(2026, 7, 21), date(2026, 7, 23))]) == date(2026, 7, 20)


def test_suspension_counts_from_the_unrolled_end_then_rolls_once():
    # End on Sunday 5 April 2026; two days more make Tuesday 7, not Tuesday 7 plus two.
    assert suspended_due(date(2026, 3, 5), [(date(2026, 3, 10), date(2026, 3, 12))]) == date(2026, 4, 7)


def test_identity_can_be_asked_for_until_the_rolled_due_date():
    # Sunday 5 April 2026 is rolled to Tuesday 7; ten days of waiting lengthen the month itself.
    asked = date(2026, 4, 7)
    assert suspended_due(date(2026, 3, 5), [(asked, asked + timedelta(days=10))]) == date(2026, 4, 15)


def test_suspended_date_follows_the_region():
    # End on Saturday 28 March 2026; six days more make Good Friday.
    days = [(date(2026, 3, 2), date(2026, 3, 8))]
    assert suspended_due(date(2026, 2, 28), days) == date(2026, 4, 3)
    assert suspended_due(date(2026, 2, 28), days, "alsace-moselle") == date(2026, 4, 7)


def test_asking_for_identity_after_the_due_date_suspends_nothing():
    received, due = date(2026, 6, 10), date(2026, 7, 10)
    assert suspended_due(received, [(due + timedelta(days=1), date(2026, 7, 31))]) == due
    # 14 July is a holiday
    assert suspended_due(received, [(due, due + timedelta(days=4))]) == date(2026, 7, 15)


@pytest.mark.parametrize(
    "suspensions",
    [
        pytest.param([(date(2026, 6, 9), date(2026, 6, 22))], id="asked before receipt"),
        pytest.param([(date(2026, 6, 12), date(2026, 6, 11))], id="supplied before it was asked"),
        pytest.param(
            [(date(2026, 6, 12), date(2026, 6, 20)), (date(2026, 6, 19), date(2026, 6, 21))], id="overlapping"
        ),
    ],
)
def test_suspensions_out_of_order_are_refused(suspensions):
    with pytest.raises(ValueError, match="not in order"):
        suspended_due(date(2026, 6, 10), suspensions)


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize(("due", "months"), [(answer_due, 1), (extended_due, 3)])
def test_every_receipt_day_of_ten_years_has_a_sound_due_date(due, months, region):
    previous = date.min
    for received in TEN_YEARS:
        end, found = same_day_number(received, months), due(received, region)
        assert is_working_day(found, region), received
        assert end <= found <= end + timedelta(days=5), received
        skipped = [end + timedelta(days=n) for n in range((found - end).days)]
        assert not any(is_working_day(day, region) for day in skipped), received
        assert found >= previous, received
        previous = found


def test_extension_is_never_two_months_after_the_first_due_date():
    received = date(2027, 1, 31)
    assert same_day_number(answer_due(received), 2) == date(2027, 5, 1)
    assert extended_due(received) == date(2027, 4, 30)


def test_an_extension_never_brings_the_date_forward():
    assert all(extended_due(received) > answer_due(received) for received in TEN_YEARS)


@given(
    received=st.sampled_from(TEN_YEARS),
    waits=st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=2),
    region=st.sampled_from(REGIONS),
    months=st.sampled_from([1, 3]),
)
def test_suspensions_add_exactly_their_days(received, waits, region, months):
    suspensions, day = [], received
    for pause, wait in waits:  # 24 days at most: each is asked for within the month
        suspensions.append((day + timedelta(days=pause), day + timedelta(days=pause + wait)))
        day = suspensions[-1][1]
    lengthened = same_day_number(received, months) + timedelta(days=sum(wait for _, wait in waits))
    assert suspended_due(received, suspensions, region, months) == first_working_day(lengthened, region)


def test_a_suspension_of_no_day_changes_nothing():
    for received in TEN_YEARS:
        assert suspended_due(received, [(received, received)]) == answer_due(received)


def request(state: State = "in_progress", **changes):
    """A request received on 10 June 2026: due on 10 July, on 10 September once extended."""
    fields = {
        "reference": "R1",
        "insurer": "assurance",
        "state": state,
        "language": "fr",
        "types": ("access",),
        "received_through": "online",
        "received_on": date(2026, 6, 10),
        "recorded_at": datetime(2026, 6, 10, 9, tzinfo=UTC),
        "holiday_region": "metropole",
        "recipient": Recipient("none", ""),
        "file": PersonalFile(Person("Anne", "Exemple")),
    }
    return Request(**fields | changes)


EXTENSION = Extension("complexity", "trois dossiers", decided_on=date(2026, 7, 1), informed_on=date(2026, 7, 1))
WAIT = Suspension(date(2026, 6, 12), date(2026, 6, 22))


def test_a_request_keeps_the_original_and_the_suspended_date_and_alerts_on_the_original():
    due = due_dates(request(suspensions=(WAIT,)))
    assert due == DueDates(original=date(2026, 7, 10), suspended=date(2026, 7, 20), extended=None)
    assert due.alert == date(2026, 7, 10)


def test_an_extended_request_alerts_on_the_extended_date():
    due = due_dates(request(extension=EXTENSION))
    assert due == DueDates(original=date(2026, 7, 10), suspended=None, extended=date(2026, 9, 10))
    assert due.alert == date(2026, 9, 10)


def test_an_extended_request_keeps_its_suspension():
    due = due_dates(request(suspensions=(WAIT,), extension=EXTENSION))
    assert due == DueDates(date(2026, 7, 10), suspended=date(2026, 9, 21), extended=date(2026, 9, 10))


def test_identity_still_awaited_makes_no_date_yet():
    awaited = Suspension(date(2026, 6, 12))
    assert due_dates(request("identity_requested", suspensions=(awaited,))).suspended is None
    again = Suspension(date(2026, 6, 25))
    assert due_dates(request("identity_requested", suspensions=(WAIT, again))).suspended == date(2026, 7, 20)


@pytest.mark.parametrize("changes", [{}, {"extension": EXTENSION}, {"suspensions": (WAIT,)}])
def test_a_person_is_told_of_a_refusal_within_the_month_whatever_else_moved(changes):
    assert due_dates(request(**changes)).refuse_by == date(2026, 7, 10)


@pytest.mark.parametrize(
    ("outcome", "answered_on", "late"),
    [
        ("refused", date(2026, 7, 10), False),
        ("refused", date(2026, 7, 11), True),
        ("partly_refused", date(2026, 7, 11), True),
        ("satisfied", date(2026, 7, 11), False),
        ("no_data", date(2026, 7, 11), False),
    ],
)
def test_a_refusal_after_the_month_is_late_although_extended(outcome, answered_on, late):
    decision = Decision(outcome, "Motif.", True, "dpo-1", answered_on)
    assert refused_late(request("answered", extension=EXTENSION, decision=decision)) == late


def test_what_was_not_answered_was_not_refused_late():
    assert not refused_late(request(received_on=date(2020, 1, 1)))


def test_due_dates_follow_the_region_of_the_insurer():
    holiday = request(received_on=date(2026, 3, 3), holiday_region="alsace-moselle")
    assert due_dates(holiday).original == date(2026, 4, 7)


def test_a_request_is_overdue_from_the_day_after_the_date_of_the_alert():
    suspended = request(suspensions=(WAIT,))
    assert (days_left(suspended, date(2026, 7, 10)), overdue(suspended, date(2026, 7, 10))) == (0, False)
    assert (days_left(suspended, date(2026, 7, 11)), overdue(suspended, date(2026, 7, 11))) == (-1, True)
    extended = request(extension=EXTENSION)
    assert (days_left(extended, date(2026, 7, 11)), overdue(extended, date(2026, 7, 11))) == (61, False)
    assert overdue(extended, date(2026, 9, 11))


@pytest.mark.parametrize("state", State.__args__)
def test_only_a_request_that_is_owed_an_answer_can_be_overdue(state):
    assert overdue(request(state), date(2027, 1, 1)) == (state in OPEN_STATES)


@pytest.mark.parametrize(
    ("day", "months", "found"),
    [
        (date(2028, 2, 29), 60, date(2033, 2, 28)),
        (date(2028, 2, 29), 48, date(2032, 2, 29)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
    ],
)
def test_months_are_added_by_day_number(day, months, found):
    assert add_months(day, months) == found


@pytest.mark.parametrize(
    ("now", "today"),
    [
        pytest.param(datetime(2026, 1, 31, 23, 30, tzinfo=UTC), date(2026, 2, 1), id="winter, UTC+1"),
        pytest.param(datetime(2026, 7, 31, 22, 30, tzinfo=UTC), date(2026, 8, 1), id="summer, UTC+2"),
        pytest.param(datetime(2026, 7, 31, 21, 30, tzinfo=UTC), date(2026, 7, 31), id="still the evening"),
        pytest.param(
            datetime(2026, 8, 1, 5, 0, tzinfo=timezone(timedelta(hours=9))),
            date(2026, 7, 31),
            id="sent from Tokyo",
        ),
    ],
)
def test_today_is_the_date_in_paris(now, today):
    assert today_in_paris(now) == today


def test_an_instant_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        today_in_paris(datetime(2026, 7, 31, 22, 30))


def test_importing_the_module_does_not_load_the_holiday_calendars():
    code = "import sys, assistant.requests.deadlines; sys.exit('holidays' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
