"""The dates members are promised: worked examples from the legal rules, then every day of ten years."""

import calendar
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.requests.deadlines import answer_due, extended_due, suspended_due, today_in_paris

REGIONS = ("metropole", "alsace-moselle")
TEN_YEARS = [date(2024, 1, 1) + timedelta(days=n) for n in range((date(2034, 1, 1) - date(2024, 1, 1)).days)]

# Published calendar, so that the expectations owe nothing to the library that the code uses.
EASTER_SUNDAYS = [
    date(2024, 3, 31),
    date(2025, 4, 20),
    date(2026, 4, 5),
    date(2027, 3, 28),
    date(2028, 4, 16),
    date(2029, 4, 1),
    date(2030, 4, 21),
    date(2031, 4, 13),
    date(2032, 3, 28),
    date(2033, 4, 17),
    date(2034, 4, 9),
]
FIXED_HOLIDAYS = [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)]
EASTER_MONDAY, ASCENSION, WHIT_MONDAY, GOOD_FRIDAY = 1, 39, 50, -2


def published_holidays(region):
    local = region == "alsace-moselle"
    fixed = [*FIXED_HOLIDAYS, (12, 26)] if local else FIXED_HOLIDAYS
    offsets = [EASTER_MONDAY, ASCENSION, WHIT_MONDAY, *([GOOD_FRIDAY] if local else [])]
    return {date(easter.year, *day) for easter in EASTER_SUNDAYS for day in fixed} | {
        easter + timedelta(days=offset) for easter in EASTER_SUNDAYS for offset in offsets
    }


HOLIDAYS = {region: published_holidays(region) for region in REGIONS}


def is_working_day(day, region):
    return day.weekday() < calendar.SATURDAY and day not in HOLIDAYS[region]


def same_day_number(day, months):
    """The same day number `months` later, or that month's last day."""
    first = date(day.year, day.month, 1)
    for _ in range(months):
        first = (first + timedelta(days=31)).replace(day=1)
    return first.replace(day=min(day.day, calendar.monthrange(first.year, first.month)[1]))


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
    assert suspended_due(received, asked, supplied) == date(2026, 7, 20)


def test_suspension_counts_from_the_unrolled_end_then_rolls_once():
    # End on Sunday 5 April 2026; two days more make Tuesday 7, not Tuesday 7 plus two.
    assert suspended_due(date(2026, 3, 5), date(2026, 3, 10), date(2026, 3, 12)) == date(2026, 4, 7)


def test_suspended_date_follows_the_region():
    # End on Tuesday 31 March 2026; three days more make Good Friday.
    days = date(2026, 2, 28), date(2026, 3, 2), date(2026, 3, 8)
    assert suspended_due(*days) == date(2026, 4, 3)
    assert suspended_due(*days, "alsace-moselle") == date(2026, 4, 7)


def test_asking_for_identity_after_the_due_date_suspends_nothing():
    received, due = date(2026, 6, 10), date(2026, 7, 10)
    assert suspended_due(received, due + timedelta(days=1), date(2026, 7, 31)) == due
    assert suspended_due(received, due, due + timedelta(days=4)) == date(2026, 7, 15)  # 14 July is a holiday


def test_identity_asked_before_receipt_is_refused():
    with pytest.raises(ValueError, match="before the request was received"):
        suspended_due(date(2026, 6, 10), date(2026, 6, 9), date(2026, 6, 22))


def test_identity_supplied_before_it_was_asked_is_refused():
    with pytest.raises(ValueError, match="before it was asked"):
        suspended_due(date(2026, 6, 10), date(2026, 6, 12), date(2026, 6, 11))


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


@given(
    received=st.sampled_from(TEN_YEARS),
    wait=st.integers(0, 45),
    duration=st.integers(0, 60),
    region=st.sampled_from(REGIONS),
)
def test_a_suspension_never_brings_the_date_forward(received, wait, duration, region):
    asked = received + timedelta(days=wait)
    due = suspended_due(received, asked, asked + timedelta(days=duration), region)
    assert due >= answer_due(received, region)
    assert is_working_day(due, region)


def test_a_suspension_of_no_day_changes_nothing():
    for received in TEN_YEARS:
        assert suspended_due(received, received, received) == answer_due(received)


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
