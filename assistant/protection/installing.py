"""The protection of an application, put around it in one order."""

from __future__ import annotations

from fastapi import FastAPI
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from assistant.protection.bounded_bodies import BoundedBodies
from assistant.protection.client_address import trusted_addresses
from assistant.protection.compression import PublicCompression
from assistant.protection.head_requests import HeadRequests
from assistant.protection.limited_routes import LimitedRoutes
from assistant.protection.origins import Origins
from assistant.protection.rate_limits import RateLimits
from assistant.protection.reply_headers import ReplyHeaders
from assistant.settings import Settings
from assistant.sites import Sites


def protect(app: FastAPI, settings: Settings, sites: Sites, limits: RateLimits) -> None:
    """Puts everything around `app`, the console's shield included. From the network inwards:

    1. trusted proxies, so that all others see the client's address and scheme, not the proxy's;
    2. headers, so that every reply has them, refusals included;
    3. HEAD, which all that follows takes for GET;
    4. compression, of what comes from inside;
    5. origins, so that a site's page can read a refusal, and a stranger costs nothing more;
    6. limits of clients, before a body is read;
    7. bounded bodies, before a route or Gradio reads one;
    8. the console's shield and the answer to errors that nobody foresaw, which the application brings.

    Raises BadSettings.
    """
    proxies = trusted_addresses(settings.trusted_proxies)
    app.add_middleware(BoundedBodies)  # Starlette puts what is added last outermost
    app.add_middleware(LimitedRoutes, limits=limits)
    app.add_middleware(Origins, sites=sites)
    app.add_middleware(PublicCompression)
    app.add_middleware(HeadRequests)
    app.add_middleware(ReplyHeaders)
    app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=proxies)
