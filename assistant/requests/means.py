"""What requests are worked on with: passed to whoever files one or does something to one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from assistant.requests.deadlines import today_in_paris
from assistant.requests.keys import Keys
from assistant.requests.mail.mailing import Mailroom
from assistant.requests.store.store import RequestStore
from assistant.settings import Settings


@dataclass(frozen=True)
class Means:
    """The store, and what goes with it. `mail` is None where the settings name no mail server."""

    settings: Settings
    store: RequestStore
    keys: Keys
    mail: Mailroom | None
    now: Callable[[], dt.datetime]

    @property
    def today(self) -> dt.date:
        """The date in Paris."""
        return today_in_paris(self.now())


def mailroom(settings: Settings) -> Mailroom | None:
    """What writes e-mails; None where the settings name no mail server."""
    if settings.smtp_host is None or settings.mail_from is None:
        return None
    page = f"{str(settings.public_url).rstrip('/')}/requests/track" if settings.public_url else None
    return Mailroom(settings.mail_from, page)
