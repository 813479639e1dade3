"""Due dates of a data-subject request, from its dates alone.

Rules: GDPR art. 12(3) (one month, two more if extended), 12(4) (one month for a refusal) and Regulation (EEC,
Euratom) 1182/71 art. 3 (the day of receipt does not count; a period in months ends on the same day number, or on
the month's last day; an end that falls on a Saturday, a Sunday or a public holiday moves to the next working day).
All dates are Europe/Paris dates.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from assistant.requests.records import OPEN_STATES, REFUSALS, HolidayRegion, Request

# Moselle stands for the three departments: its calendar adds Good Friday and 26 December to the national one.
_SUBDIVISIONS: dict[HolidayRegion, str | None] = {"metropole": None, "alsace-moselle": "57"}


def answer_due(received_on: date, region: HolidayRegion = "metropole") -> date:
    """Return the last day to answer: one month after receipt (GDPR art. 12(3))."""
    return _next_working_day(add_months(received_on, 1), region)


def extended_due(received_on: date, region: HolidayRegion = "metropole") -> date:
    """Return the last day to answer once extended: three months counted from receipt (GDPR art. 12(3))."""
    return _next_working_day(add_months(received_on, 3), region)


def suspended_due(
    received_on: date,
    suspensions: Sequence[tuple[date, date]],
    region: HolidayRegion = "metropole",
    months: int = 1,
) -> date:
    """Return the due date after `months`, lengthened by the days of each (asked_on, supplied_on), then rolled once.

    The suspension is a French reading of GDPR art. 12(6) that a data protection officer must confirm: keep
    `answer_due` beside it. Asking after the period has ended, as lengthened so far, suspends nothing.
    Raises ValueError unless the suspensions follow receipt and each other, and none ends before it starts.
    """
    end, previous = add_months(received_on, months), received_on
    for asked_on, supplied_on in suspensions:
        if not previous <= asked_on <= supplied_on:
            raise ValueError(
                f"identity asked on {asked_on}, supplied on {supplied_on}: not in order after {previous}"
            )
        if asked_on <= _next_working_day(end, region):
            end += supplied_on - asked_on
        previous = supplied_on
    return _next_working_day(end, region)


@dataclass(frozen=True)
class DueDates:
    """Last days to answer, as Europe/Paris dates; None where there is no such date."""

    original: date
    """One month after receipt (GDPR art. 12(3))."""
    suspended: date | None
    """The period in force, lengthened by the days during which identity was awaited (DPO). A wait that goes on
    counts from the day it ends."""
    extended: date | None
    """Three months after receipt."""

    @property
    def alert(self) -> date:
        """What the queue and the alerts go by: never the suspended date, which a supervisor may not accept."""
        return self.extended or self.original

    @property
    def refuse_by(self) -> date:
        """Until when a person is told of a refusal, whether extended or not (GDPR art. 12(4), DPO)."""
        return self.original


def due_dates(request: Request) -> DueDates:
    """The due dates of a request, from its dates alone."""
    received, region = request.received_on, request.holiday_region
    ended = [(one.start, one.end) for one in request.suspensions if one.end is not None]
    months = 3 if request.extension else 1
    return DueDates(
        original=answer_due(received, region),
        suspended=suspended_due(received, ended, region, months) if ended else None,
        extended=extended_due(received, region) if request.extension else None,
    )


def days_left(request: Request, today: date) -> int:
    """Calendar days until the date that alerts go by; negative once it has passed."""
    return (due_dates(request).alert - today).days


def overdue(request: Request, today: date) -> bool:
    """Whether an answer is still owed after the date that alerts go by."""
    return request.state in OPEN_STATES and days_left(request, today) < 0


def refused_late(request: Request) -> bool:
    """Whether it was refused, even in part, after the month that a refusal has."""
    decision = request.decision
    if decision is None or decision.outcome not in REFUSALS:
        return False
    return decision.answered_on > due_dates(request).refuse_by


def today_in_paris(now: datetime) -> date:
    """Return the calendar date in Paris at an instant. Raises ValueError if `now` carries no time zone."""
    if now.utcoffset() is None:
        raise ValueError("a date in Paris needs an instant with a time zone")
    return now.astimezone(ZoneInfo("Europe/Paris")).date()


def add_months(day: date, months: int) -> date:
    """Return the same day number `months` later, or that month's last day."""
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
