"""Insurers, their facts and their documents over HTTP."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request

from assistant.api.schemas import (
    DocumentText,
    FactsOut,
    InsurerOut,
    InsurersOut,
    VersionsOut,
    document_text,
    facts_out,
    insurer_out,
    versions_out,
)
from assistant.engine import Engine
from assistant.protection.admission import insurer_of_site
from assistant.protection.origins import insurers_of_site


def router(engine: Engine) -> APIRouter:
    """`GET /v1/insurers`, and below each insurer its facts and the texts of its documents."""
    routes = APIRouter(prefix="/v1/insurers", tags=["insurers"], dependencies=[Depends(insurer_of_site)])

    @routes.get("")
    def insurers(request: Request) -> InsurersOut:
        """The insurers that can be asked about; for a page of an insurer's site, its own."""
        own = insurers_of_site(request.scope)
        views = [view for view in engine.insurers() if own is None or view.id in own]
        return InsurersOut(insurers=[insurer_out(view) for view in views])

    @routes.get("/{insurer}")
    def one(insurer: str) -> InsurerOut:
        """One insurer."""
        return insurer_out(engine.insurer(insurer))

    @routes.get("/{insurer}/facts")
    def facts(insurer: str) -> FactsOut:
        """What the insurer's documents state, each fact with its evidence."""
        return facts_out(engine.insurer(insurer))

    @routes.get("/{insurer}/documents")
    def documents(insurer: str) -> VersionsOut:
        """Every version of the insurer's documents that was ever published, the current one first."""
        return versions_out(insurer, engine.documents(insurer))

    @routes.get("/{insurer}/documents/{version}")
    def document(insurer: str, version: str) -> DocumentText:
        """The canonical text of a document in any version that was ever published, with its structure."""
        return document_text(engine.document(insurer, version))

    return routes
