"""Whether the process lives, whether it can answer, and what it counts."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from assistant.engine import Engine
from assistant.measuring import MEDIA_TYPE


def router(engine: Engine) -> APIRouter:
    """`GET /healthz`, `/readyz` and `/metrics`."""
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

    @routes.get("/metrics", response_class=Response)
    def metrics() -> Response:
        """Counters for Prometheus, of this process since its start; nothing in them is about a person."""
        return Response(engine.measures.text(), media_type=MEDIA_TYPE)

    return routes
