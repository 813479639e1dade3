"""Takes the pictures of docs/screenshots from a service started for it: `python docs/screenshots.py`.

Requests go to a store of their own. Needs the indexes of `mesdroits ingest` and Chromium (the system's, or
Playwright's). The modules are in docs/pictures.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from pictures.camera import Camera, clear, total
from pictures.filing import filing
from pictures.members import members
from pictures.service import running
from pictures.staff import accounts, console
from playwright.sync_api import expect, sync_playwright

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def main() -> None:
    """Takes every picture."""
    expect.set_options(timeout=60_000)
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder)) as service,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        clear()
        camera = Camera(browser, service.address)
        members(camera, service)
        filing(camera, service)
        accounts(camera)
        console(camera, service)
        browser.close()
    total()


if __name__ == "__main__":
    main()
