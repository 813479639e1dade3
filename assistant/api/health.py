"""Whether the process lives, and whether it can answer."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from assistant.engine import Engine


def router(engine: Engine) -> APIRouter:
    """`GET /healthz` and `/readyz`."""
    routes = APIRouter(tags=["health"])

    @routes.get("/healthz")
    def alive() -> dict[str, str]:
        """200 while the process answers at all."""
        return {"status": "ok"}

    @routes.get("/readyz")
    def ready() -> JSONResponse:
        """200 when every published insurer can be answered for, else 503; `insurers` says which cannot."""
        report = engine.releases.check()
        good = bool(report) and all(state == "ok" for state in report.values())
        states = {insurer: "ok" if state == "ok" else "unavailable" for insurer, state in report.items()}
        return JSONResponse({"status": "ok" if good else "unavailable", "insurers": states}, 200 if good else 503)

    return routes
