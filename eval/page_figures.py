"""What the members' page weighs, and the time until its first answer can be seen against the API's for the same
question, measured in the same run.

Run by `make page-figures`, which needs Chromium. A page is opened anew for every question, which is then put to the
API from that page and asked in the page itself, the one first or the other by turns, so that a noisy machine and a
warm cache weigh on both.
"""

from __future__ import annotations

import itertools
import json
import shutil
import socket
import statistics
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console

from assistant.settings import Settings, load_settings
from eval.bench import QUESTIONS

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROUNDS = 3
RESULTS = Path(__file__).parent / "results" / "page.json"
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
_API = """async ([insurer, question]) => {
  const began = performance.now();
  const headers = { "Content-Type": "application/json" };
  const reply = await fetch("/v1/chat", { method: "POST", headers, body: JSON.stringify({ insurer, question }) });
  if (!reply.ok) throw new Error(reply.status);
  await reply.json();
  return performance.now() - began;
}"""
_PAGE = """(question) => new Promise((told) => {
  const began = performance.now();
  new MutationObserver((_, observer) => {
    if (!document.querySelector("article.answer")) return;
    observer.disconnect();
    requestAnimationFrame(() => { // before the frame that shows it; its successor follows once it is painted
      const painted = new MessageChannel();
      painted.port1.onmessage = () => told(performance.now() - began);
      painted.port2.postMessage(0);
    });
  }).observe(document.getElementById("log"), { childList: true, subtree: true });
  document.getElementById("question").value = question;
  document.getElementById("composer").requestSubmit();
})"""


def main() -> None:
    """Prints the figures and writes them to eval/results/page.json."""
    from playwright.sync_api import sync_playwright

    with _served() as (address, insurers), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=_ARGUMENTS)
        page = browser.new_page()
        weight = _weight(page, f"{address}/chat/{insurers[0]}")
        api: list[float] = []
        shown: list[float] = []
        asked = itertools.product(range(ROUNDS + 1), insurers, QUESTIONS)
        for number, (turn, insurer, question) in enumerate(asked):
            page.goto(f"{address}/chat/{insurer}")
            took = _measured(page, insurer, question, page_first=number % 2 == 0)
            if turn:  # the first round warms the engine and the browser
                api.append(took[0])
                shown.append(took[1])
        browser.close()
    _report(weight, api, shown)


def _measured(page: Page, insurer: str, question: str, *, page_first: bool) -> tuple[float, float]:
    """Milliseconds of the API, and from sending until the frame with the answer is painted."""
    if page_first:
        shown = page.evaluate(_PAGE, question)
        return page.evaluate(_API, [insurer, question]), shown
    api = page.evaluate(_API, [insurer, question])
    return api, page.evaluate(_PAGE, question)


def _weight(page: Page, address: str) -> dict[str, int]:
    """Bytes of each file that the page loads into an empty cache, as they are sent."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    names: dict[str, str] = {}
    sizes: dict[str, int] = {}
    session.on("Network.requestWillBeSent", lambda sent: names.update({sent["requestId"]: sent["request"]["url"]}))
    session.on(
        "Network.loadingFinished",
        lambda done: sizes.update({names[done["requestId"]]: int(done["encodedDataLength"])}),
    )
    page.goto(address, wait_until="networkidle")
    session.detach()
    return {url.split("/", 3)[3].split("?")[0]: size for url, size in sizes.items() if url.startswith("http")}


@contextmanager
def _served() -> Iterator[tuple[str, list[str]]]:
    """The address of the application on a free port, and its insurers."""
    import uvicorn

    from assistant.app import create_app
    from assistant.wiring import build_engine

    settings = Settings(**{**load_settings().model_dump(), "console": False, "questions_per_minute": 100_000})
    engine = build_engine(settings)
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(settings, engine), log_level="warning", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}", sorted(engine.releases.ids())
    server.should_exit = True
    thread.join()
    listener.close()


def _report(weight: dict[str, int], api: list[float], shown: list[float]) -> None:
    ratios = [page / alone for page, alone in zip(shown, api, strict=True)]
    figures: dict[str, Any] = {
        "page_bytes": sum(weight.values()),
        "files": dict(sorted(weight.items())),
        "questions": len(api),
        "api_ms": round(statistics.median(api), 1),
        "shown_ms": round(statistics.median(shown), 1),
        "ratio_of_medians": round(statistics.median(shown) / statistics.median(api), 2),
        "ratio_median": round(statistics.median(ratios), 2),
        "ratio_p90": round(statistics.quantiles(ratios, n=10)[-1], 2),
    }
    Console().print_json(json.dumps(figures))
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
