"""The screens of those who work on requests and on the quality of answers."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from assistant.feedback.records import Reason
from assistant.wiring import build_feedback
from pictures.camera import Camera, save
from pictures.caseload import fill
from pictures.filing import TYPED
from pictures.members import RETENTION, RIGHTS, SILENT
from pictures.service import AGENT, EVALUATOR, SUPERVISOR, Service

WIDE = (1680, 950)


def accounts(camera: Camera) -> None:
    """Signing in, and one's own account."""
    save(camera.visit("/sign-in?lang=fr"), "sign-in")
    save(camera.signed_in(AGENT, "/account", (1280, 1000)), "account")


def console(camera: Camera, service: Service) -> None:
    """Every tab of the console, and filing for a caller."""
    reference = fill(service)
    opinions(service)
    page = camera.signed_in(SUPERVISOR, "/console/", WIDE)
    asking(page)
    comparing(page)
    queue(page, reference)
    page.get_by_role("tab", name="Déposer pour quelqu’un").click()
    page.get_by_label("Droit à l’effacement").locator("visible=true").check()
    settled(page, "console-filing")
    flagged(page)
    desk(camera)
    page = camera.signed_in(EVALUATOR, "/console/", WIDE)
    evaluation(page)
    playground(page)


def choose(page: Page, label: str, option: str) -> None:
    """Chooses from a list of the tab that is open."""
    page.get_by_label(label, exact=True).locator("visible=true").click()
    page.get_by_role("option", name=option, exact=True).click()


def settled(page: Page, name: str) -> None:
    """A picture once Gradio has drawn what it was sent; its connection stays open, so that nothing else tells."""
    page.wait_for_timeout(2_000)
    save(page, name)


def asking(page: Page) -> None:
    """One insurer, one question: what to say on the phone beside the whole answer, and why it is that one."""
    choose(page, "Assureur", "MGEN")
    page.get_by_label("Question", exact=True).locator("visible=true").fill(RETENTION)
    page.get_by_role("button", name="Demander", exact=True).click()
    expect(page.locator("article.answer")).to_be_visible()
    settled(page, "console-asking")


def comparing(page: Page) -> None:
    """What each policy states, and one question to all."""
    page.get_by_role("tab", name="Comparer").click()
    page.get_by_role("button", name="Comparer les politiques").click()
    expect(page.locator(".console-matrix").first).to_be_visible()
    settled(page, "console-matrix")
    page.get_by_label("Question à tous").fill(RIGHTS["fr"])
    page.get_by_role("button", name="Demander à tous").click()
    expect(page.locator(".console-card").last).to_be_visible()
    settled(page, "console-answers")


def queue(page: Page, reference: str) -> None:
    """The queue, and one request with an action being taken."""
    page.get_by_role("tab", name="Demandes").click()
    expect(page.locator(".desk-rows")).to_contain_text("MD-")
    settled(page, "console-queue")
    page.get_by_label("Ouvrir une référence").fill(reference)
    page.get_by_label("Ouvrir une référence").press("Enter")
    expect(page.get_by_role("heading", name=reference)).to_be_visible()
    page.locator(".desk-actions").get_by_text("Répondre", exact=True).click()
    expect(page.get_by_label("Motifs")).to_be_visible()
    settled(page, "console-case")


def opinions(service: Service) -> None:
    """What members might say of some answers."""
    box = build_feedback(service.desk, service.engine.exchanges)
    said: tuple[tuple[str, str, Reason | None, str], ...] = (
        ("mgen", RETENTION, "incomplete", "Et pour mes remboursements ?"),
        ("mieux-etre", SILENT, "unclear", ""),
        ("sem", RIGHTS["fr"], None, ""),
    )
    for insurer, question, reason, comment in said:
        reply = service.engine.ask(insurer, question, None, None, interface_language="fr")
        box.leave(reply.message_id, useful=reason is None, reason=reason, comment=comment, share=True)


def flagged(page: Page) -> None:
    """Answers that members found not useful."""
    page.get_by_role("tab", name="Réponses signalées").click()
    page.get_by_role("gridcell", name="Mutuelle Mieux-Être").first.click()
    settled(page, "console-flagged")


def desk(camera: Camera) -> None:
    """Filing for a caller: the form, then the reference to read out."""
    page = camera.signed_in(AGENT, "/desk/new?insurer=mieux-etre&type=erasure", (1280, 1000))
    save(page, "desk-form")
    for name, value in TYPED.items():
        page.locator(f"[name='{name}']").fill(value)
    page.locator("[name='answers.erasure.scope']").first.check()
    page.locator("form button.primary").click()
    page.locator("[name='confirmed']").check()
    page.locator("form button.primary").click()
    page.locator(".big-reference").wait_for()
    save(page, "desk-filed")


def evaluation(page: Page) -> None:
    """The runs of the repository: figures with their intervals, and where answers were wrong."""
    page.get_by_role("tab", name="Évaluations").click()
    expect(page.get_by_text("golden").first).to_be_visible()
    for label, number in (("Évaluation", 0), ("Comparer à", 1)):
        page.get_by_label(label, exact=True).locator("visible=true").click()
        page.get_by_role("option").nth(number).click()
    expect(page.get_by_text("Écart").first).to_be_visible()
    settled(page, "console-evaluation")


def playground(page: Page) -> None:
    """Retrieval settings on sliders, and both answers."""
    page.get_by_role("tab", name="Réglages").click()
    choose(page, "Assureur", "MGEN")
    page.get_by_label("Question", exact=True).locator("visible=true").fill(RETENTION)
    page.get_by_label(re.compile(r"\(silent_above\)")).first.fill("0.05")
    page.get_by_role("button", name="Essayer").click()
    expect(page.locator("article.answer").locator("visible=true")).to_have_count(2)
    settled(page, "console-playground")
