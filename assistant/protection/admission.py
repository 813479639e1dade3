"""Who may ask about which insurer, and how often: the site, the key and the limits, put together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import Request
from fastapi.security.utils import get_authorization_scheme_param

from assistant.errors import ForeignOrigin, MesdroitsError, NotAllowed, NotSignedIn
from assistant.exchanges import Exchanges
from assistant.protection.client_address import client_of
from assistant.protection.origins import comes_from_own_page, insurers_of_site
from assistant.protection.rate_limits import RateLimits
from assistant.requests.records import Actor

OPEN_TO_ALL = "law"
"""Names the statutory layer where an address names an insurer; it is the same for everybody."""
NO_KEY = "none"
"""What programs give as their key that insist on one and have none, as OpenAI's client does. No account's key is
this short."""


@dataclass(frozen=True)
class Admission:
    """`signed_in` tells whose key it is, or raises NotSignedIn."""

    limits: RateLimits
    exchanges: Exchanges
    signed_in: Callable[[str], Actor]
    key_required: bool

    def visitor(self, request: Request, insurer: str | None) -> None:
        """Counts a question asked on our own pages. Raises TooManyRequests."""
        self.limits.question(client_of(request.scope), insurer)

    def question(self, request: Request, insurer: str | None) -> str | None:
        """The insurer that a program or a site's page may ask about: its own where it has one and names none.

        Raises ForeignOrigin, NotSignedIn, NotAllowed or TooManyRequests.
        """
        holder = self._holder(request)
        chosen = _within(insurers_of_site(request.scope), insurer, ForeignOrigin)
        if holder:
            chosen = _within(holder.insurers, chosen, NotAllowed)
        self.limits.question(f"key of {holder.name}" if holder else client_of(request.scope), chosen)
        return chosen

    def reach(self, request: Request) -> frozenset[str] | None:
        """The insurers that a program or a site's page may ask about; None for every one. Raises NotSignedIn."""
        holder = self._holder(request)
        of_site, of_key = insurers_of_site(request.scope), holder.insurers if holder else None
        if of_site is None or of_key is None:
            return of_key if of_site is None else of_site
        return of_site & of_key

    def opinion(self, request: Request, message_id: str) -> None:
        """Lets pass who may ask about the insurer of this answer. Raises as `question` does."""
        holder = self._holder(request)
        exchange = self.exchanges.exchange(message_id)
        insurer = exchange.reply.insurer if exchange else None
        _within(insurers_of_site(request.scope), insurer, ForeignOrigin)
        if holder:
            _within(holder.insurers, insurer, NotAllowed)

    def _holder(self, request: Request) -> Actor | None:
        """Whose key it is. Raises NotSignedIn for a wrong one, and for none where one is needed."""
        kind, key = get_authorization_scheme_param(request.headers.get("authorization"))
        if kind.lower() == "bearer" and key != NO_KEY:
            return self.signed_in(key)
        of_a_page = insurers_of_site(request.scope) or comes_from_own_page(request.scope)
        if self.key_required and not of_a_page:
            raise NotSignedIn
        return None


def insurer_of_site(request: Request) -> None:
    """Raises ForeignOrigin where a site's page reads of an insurer that is not its own."""
    wanted = request.path_params.get("insurer")
    if wanted not in (None, OPEN_TO_ALL):
        _within(insurers_of_site(request.scope), wanted, ForeignOrigin)


def _within(reach: frozenset[str] | None, insurer: str | None, refused: type[MesdroitsError]) -> str | None:
    """The insurer, if it is within reach; where none is named, the only one that is. None reaches everywhere."""
    if reach is None:
        return insurer
    chosen = next(iter(reach)) if insurer is None and len(reach) == 1 else insurer
    if chosen not in reach:
        raise refused
    return chosen
