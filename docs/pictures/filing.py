"""A request from its form to its answer, as its member sees it."""

from __future__ import annotations

import re
import threading
from pathlib import Path

from playwright.sync_api import Page

from assistant.requests.actions import Answer, AskClarification, Start
from assistant.requests.records import Actor
from pictures.camera import PHONE, Camera, save
from pictures.service import Service

DECIDER = Actor("camille", "supervisor", None)
TALL = (1280, 1000)
TYPED = {
    "subject.given_names": "Chloé",
    "subject.family_name": "d’Aubigné",
    "subject.birth_date": "29/02/1980",
    "subject.member_number": "12345678",
    "subject.email": "chloe@example.org",
    "subject.street": "12 rue des Lilas",
    "subject.postcode": "75011",
    "subject.town": "Paris",
}


def filing(camera: Camera, service: Service) -> None:
    """Choice, form, check, receipt, and the request followed."""
    save(camera.visit("/requests/new?insurer=mieux-etre", PHONE), "request-choice-phone")
    form = "/requests/new?insurer=mieux-etre&type=erasure"
    page = camera.visit(form, TALL)
    save(page, "request-form")
    page.locator("form button.primary").click()
    save(page, "request-faults")
    checked = filled(camera.visit(form, PHONE))
    save(checked, "request-review-phone")
    page = filled(page)
    page.locator("[name='confirmed']").check()
    page.locator("form button.primary").click()
    reference = page.locator(".reference").inner_text()
    save(page, "request-receipt")
    followed(camera, service, reference)


def filled(page: Page) -> Page:
    """The check of a form filled in."""
    for name, value in TYPED.items():
        page.locator(f"[name='{name}']").fill(value)
    page.locator("[name='answers.erasure.scope']").first.check()
    page.locator("form button.primary").click()
    page.locator("[name='confirmed']").wait_for()
    return page


def followed(camera: Camera, service: Service, reference: str) -> None:
    """The request as its member follows it, with an exchange and an answer."""
    page = camera.visit(f"/requests/track?reference={reference}", TALL)
    save(page, "request-track")
    page.locator("form button.primary").click()
    page.locator("#code").fill(code_in(service.inbox))
    page.locator("form button.primary").click()
    page.locator(".history").wait_for()
    service.desk.act(DECIDER, reference, Start())
    service.desk.act(DECIDER, reference, AskClarification("Vos remboursements passés sont-ils compris ?"))
    page.reload()
    page.locator("#text").fill("Oui, tous.")
    page.locator("form button.primary").click()
    page.get_by_text("Oui, tous.").wait_for()
    reasons = "Les pièces comptables sont conservées dix ans (code de commerce, article L123-22)."
    service.desk.act(DECIDER, reference, Answer("partly_refused", reasons, remedies_stated=True))
    page.reload()
    save(page, "request-followed")


def code_in(inbox: Path) -> str:
    """The tracking code, once its e-mail has arrived."""
    for _ in range(200):
        for path in inbox.glob("new/*"):
            if code := re.search(r"^ +([0-9A-Z]{8})\r?$", path.read_text(), re.MULTILINE):
                return code[1]
        threading.Event().wait(0.1)
    raise TimeoutError("no tracking code was sent")
