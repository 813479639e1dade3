"""The members' screens: chat, widget, document page."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from pictures.camera import DESKTOP, PHONE, Camera, ask, bring, save
from pictures.service import Service

RIGHTS = {"fr": "Comment exercer mes droits ?", "en": "How do I exercise my rights?"}
RETENTION = "Combien de temps gardez-vous mes données ?"
SILENT = "Utilisez-vous l’intelligence artificielle ?"
FOREIGN = "Quel temps fera-t-il demain ?"
WISH = "Je veux faire effacer toutes mes données"
OPEN_ROOTS = """
const attach = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (init) { return attach.call(this, { ...init, mode: "open" }); };
"""
"""The widget's own root is closed, to the site's scripts and to ours."""


def members(camera: Camera, service: Service) -> None:
    """Every screen of the chat and the document page."""
    doors(camera)
    answers(camera)
    outcomes(camera)
    without_script(camera)
    widget(camera, service)


def doors(camera: Camera) -> None:
    """The home page, and the chat before the first question."""
    save(camera.visit("/", DESKTOP), "home-desktop")
    save(camera.visit("/", PHONE), "home-phone")
    save(camera.visit("/chat/mgen", DESKTOP), "chat-empty-desktop")
    save(camera.visit("/chat/mgen", PHONE), "chat-empty-phone")


def answers(camera: Camera) -> None:
    """An answer at both sizes, light and dark; its citations; the request it offers; the document behind it."""
    page = camera.visit("/chat/mgen", DESKTOP, "en-GB")
    ask(page, RIGHTS["en"])
    save(page, "chat-desktop")
    phone = camera.visit("/chat/mgen", PHONE)
    ask(phone, RIGHTS["fr"])
    save(phone, "chat-phone")
    bring(phone, ".handoff")
    save(phone, "request-offered-phone")
    dark = camera.visit("/chat/mieux-etre", PHONE, color_scheme="dark")
    ask(dark, RETENTION)
    save(dark, "chat-dark-phone")
    dark = camera.visit("/chat/mieux-etre", DESKTOP, color_scheme="dark")
    ask(dark, RETENTION)
    save(dark, "chat-dark-desktop")
    retained = camera.visit("/chat/mieux-etre", DESKTOP)
    ask(retained, RETENTION)
    retained.locator(".source summary").first.click()
    bring(retained, ".sources")
    save(retained, "citations-desktop")
    feedback(phone)
    document(camera, retained)


def feedback(page: Page) -> None:
    """The opinion on an answer, opened."""
    page.locator(".feedback summary").last.click()
    page.get_by_label("Non, pas utile").check()
    bring(page, ".tools")
    save(page, "feedback-phone")


def document(camera: Camera, page: Page) -> None:
    """The document page of the passage that is open, at both sizes."""
    address = page.locator("details[open] .origin a").first.get_attribute("href") or ""
    for name, size in (("document", DESKTOP), ("document-phone", PHONE)):
        opened = camera.visit(address, size)
        opened.locator("#cited").evaluate("passage => passage.scrollIntoView({ block: 'center' })")
        save(opened, name)


def outcomes(camera: Camera) -> None:
    """What the assistant says where it has no answer, and to a wish."""
    for name, question in (("silent", SILENT), ("out-of-scope", FOREIGN), ("wish", WISH)):
        page = camera.visit("/chat/mgen", PHONE)
        ask(page, question)
        save(page, f"{name}-phone")
        if name == "wish":
            bring(page, ".handoff")
            save(page, "wish-request-phone")
    page = camera.visit("/", PHONE)
    ask(page, RIGHTS["fr"])
    save(page, "clarification-phone")


def without_script(camera: Camera) -> None:
    """The same chat where no script runs."""
    page = camera.visit("/chat/mgen", DESKTOP, java_script_enabled=False)
    page.locator("#question").fill(RIGHTS["fr"])
    page.locator("form.composer button.primary").click()
    expect(page.locator("article.answer")).to_be_visible()
    save(page, "chat-without-script")


def widget(camera: Camera, service: Service) -> None:
    """The chat on an insurer's site: the button, then the panel with an answer."""
    for name, size in (("desktop", DESKTOP), ("phone", PHONE)):
        page = camera.visit(service.site, size, before=OPEN_ROOTS)
        page.get_by_role("button", name="Mes données, mes droits").click()
        frame = page.frame_locator("iframe")
        expect(frame.locator("#question")).to_be_visible()
        page.get_by_role("button", name="Fermer").first.click()
        save(page, f"widget-closed-{name}")
        page.get_by_role("button", name="Mes données, mes droits").click()
        ask(frame, RIGHTS["fr"])
        save(page, f"widget-open-{name}")
