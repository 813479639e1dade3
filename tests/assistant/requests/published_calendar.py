"""Due dates by hand, from a published calendar: what the code is held against owes nothing to its library."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

REGIONS = ("metropole", "alsace-moselle")
EASTER_SUNDAYS = [
    date(2020, 4, 12),
    date(2021, 4, 4),
    date(2022, 4, 17),
    date(2023, 4, 9),
    date(2024, 3, 31),
    date(2025, 4, 20),
    date(2026, 4, 5),
    date(2027, 3, 28),
    date(2028, 4, 16),
    date(2029, 4, 1),
    date(2030, 4, 21),
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


def first_working_day(day, region):
    """The day itself, or the first working day after it; never more than ten days away."""
    return next(one for n in range(10) if is_working_day(one := day + timedelta(days=n), region))
