"""What the settings say about e-mail decides who writes it, and where a member is sent to follow a request."""

from __future__ import annotations

import datetime as dt

import pytest

from assistant.requests.means import Means, mailroom
from assistant.settings import Settings

SENDER = "droits@service.example"


@pytest.mark.parametrize("given", [{}, {"smtp_host": "127.0.0.1"}, {"mail_from": SENDER}])
def test_without_a_server_and_a_sender_nothing_is_written(given):
    assert mailroom(Settings(**given)) is None


@pytest.mark.parametrize(
    ("url", "page"),
    [
        (None, None),
        ("https://droits.example", "https://droits.example/requests/track"),
        ("https://droits.example/sante/", "https://droits.example/sante/requests/track"),
    ],
)
def test_the_tracking_page_is_below_the_address_of_the_service(url, page):
    found = mailroom(Settings(smtp_host="127.0.0.1", mail_from=SENDER, public_url=url))
    assert (found.sender, found.tracking_page) == (SENDER, page)


@pytest.mark.parametrize(("hour", "day"), [(22, dt.date(2026, 3, 4)), (23, dt.date(2026, 3, 5))])
def test_the_day_is_the_one_in_paris(hour, day):
    at = dt.datetime(2026, 3, 4, hour, 30, tzinfo=dt.UTC)
    assert Means(Settings(), None, None, None, lambda: at).today == day
