"""Due dates of a data-subject request: dates in, dates out.

Rules: GDPR art. 12(3) (one month, two more if extended) and Regulation (EEC, Euratom) 1182/71 art. 3 (the
day of receipt does not count; a period in months ends on the same day number, or on the month's last day; an
end that falls on a Saturday, a Sunday or a public holiday moves to the next working day). All dates are
Europe/Paris dates.
"""

import calendar
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

HolidayRegion = Literal["metropole", "alsace-moselle"]

# Moselle stands for the three departments: its calendar adds Good Friday and 26 December to the national one.
_SUBDIVISIONS: dict[HolidayRegion, str | None] = {"metropole": None, "alsace-moselle": "57"}


def answer_due(received_on: date, region: HolidayRegion = "metropole") -> date:
    """Return the last day to answer: one month after receipt (GDPR art. 12(3))."""
    return _next_working_day(_add_months(received_on, 1), region)


def extended_due(received_on: date, region: HolidayRegion = "metropole") -> date:
    """Return the last day to answer once extended: three months counted from receipt (GDPR art. 12(3))."""
    return _next_working_day(_add_months(received_on, 3), region)


def suspended_due(
    received_on: date, asked_on: date, supplied_on: date, region: HolidayRegion = "metropole"
) -> date:
    """Return the one-month due date lengthened by the days from `asked_on` to `supplied_on`, then rolled.

    The suspension is a French reading of GDPR art. 12(6) that a data protection officer must confirm: keep
    `answer_due` beside it. Asking after `answer_due` suspends nothing, because the period has already ended.
    Raises ValueError unless `received_on` <= `asked_on` <= `supplied_on`.
    """
    if asked_on < received_on:
        raise ValueError(f"identity asked on {asked_on}, before the request was received on {received_on}")
    if supplied_on < asked_on:
        raise ValueError(f"identity supplied on {supplied_on}, before it was asked on {asked_on}")
    due = answer_due(received_on, region)
    if asked_on > due:
        return due
    return _next_working_day(_add_months(received_on, 1) + (supplied_on - asked_on), region)


def today_in_paris(now: datetime) -> date:
    """Return the calendar date in Paris at an instant. Raises ValueError if `now` carries no time zone."""
    if now.utcoffset() is None:
        raise ValueError("a date in Paris needs an instant with a time zone")
    return now.astimezone(ZoneInfo("Europe/Paris")).date()


def _add_months(day: date, months: int) -> date:
    year, month_index = divmod(day.year * 12 + day.month - 1 + months, 12)
    month = month_index + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _next_working_day(day: date, region: HolidayRegion) -> date:
    while day.weekday() >= calendar.SATURDAY or day in _public_holidays(day.year, region):
        day += timedelta(days=1)
    return day


@lru_cache(maxsize=128)
def _public_holidays(year: int, region: HolidayRegion) -> frozenset[date]:
    from holidays import country_holidays  # 90 ms: it registers every country of the world

    return frozenset(country_holidays("FR", subdiv=_SUBDIVISIONS[region], years=year))
