"""Whose request it is, as far as limits go: an address that counts in memory and is written nowhere."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv6Address, IPv6Network, ip_address, ip_network

from starlette.types import Scope

from assistant.errors import BadSettings

UNKNOWN = "unknown"
"""All who come without an address that is one, together."""
_PREFIX = 64
"""Bits of an IPv6 address that a provider gives to one line; whoever has it holds all addresses behind it."""


def client_of(scope: Scope) -> str:
    """The address of the client, an IPv6 one as its /64.

    Uvicorn's ProxyHeadersMiddleware, given `trusted_proxies` alone, has put there what they say of it.
    """
    host = (scope.get("client") or ("", 0))[0]
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return UNKNOWN
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(IPv6Network((address, _PREFIX), strict=False))


def trusted_addresses(proxies: Iterable[str]) -> list[str]:
    """The addresses and networks of the setting. Raises BadSettings for what is neither: a wrong one, or "*", would
    let everybody say where they come from."""
    found = list(proxies)
    for one in found:
        try:
            ip_network(one)
        except ValueError as error:
            raise BadSettings(faults=f"trusted_proxies: {error}") from error
    return found
