"""The report of an evaluation opened as a file: nothing sticks out or complains, and it works without scripts."""

from __future__ import annotations

import pytest

from eval.report.writing import write_report
from tests.eval.report.small_runs import LOST, lost_everywhere

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """Where the report on a run with losses of every kind lies."""
    folder = tmp_path_factory.mktemp("report")
    write_report(lost_everywhere(), folder / "report.html", folder / "report.md")
    return (folder / "report.html").as_uri()


@pytest.fixture
def opened(chromium, report):
    """Opens the report at a width; what the page complains about or asks for goes into two lists."""
    contexts = []

    def open_report(width, *, scripts=True, scheme="light"):
        context = chromium.new_context(
            viewport={"width": width, "height": 800}, java_script_enabled=scripts, color_scheme=scheme
        )
        contexts.append(context)
        page, complaints, asked = context.new_page(), [], []
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(report)
        return page, complaints, asked

    yield open_report
    for context in contexts:
        context.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_sticks_out_complains_or_is_fetched(opened, report, width):
    page, complaints, asked = opened(width)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert complaints == []
    assert [one for one in asked if one != report and not one.startswith("data:")] == []


def test_captions_can_be_read_on_a_telephone_without_scrolling(opened):
    page, _, _ = opened(360)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert page.evaluate("document.querySelectorAll('caption').length") > 0
    assert page.evaluate(CUT_OFF) == []


def test_the_words_typed_leave_the_cases_that_hold_them(opened):
    page, _, _ = opened(1280)
    page.get_by_label("Only cases with the words").fill("no reply WITHIN")
    assert page.locator("details.case:visible").count() == 1
    assert page.get_by_role("status").inner_text() == f"1 of {len(LOST)} cases shown"
    assert page.get_by_role("heading", level=3, name="No reply").is_visible()
    assert not page.get_by_role("heading", level=3, name="Quoting").is_visible()


def test_without_scripts_every_case_can_be_opened_and_no_filter_is_offered(opened):
    page, _, _ = opened(360, scripts=False)
    assert not page.get_by_label("Only cases with the words").is_visible()
    assert page.locator("details.case:visible").count() == len(LOST)
    page.locator("#stage-quoting ~ div summary").first.click()
    assert page.locator("#stage-quoting ~ div table").first.is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(opened, scheme):
    page, _, _ = opened(1280, scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert page.evaluate(FAINT) == []


FAINT = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const channels = (colour) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = (rgb) => {
    const linear = (one) => one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4;
    const [r, g, b] = rgb.map((one) => linear(one / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (one) => {
    for (; one; one = one.parentElement) {
      const found = channels(getComputedStyle(one).backgroundColor);
      if (found[3] === 255) return found;
    }
    return [255, 255, 255, 255];
  };
  const faint = new Set();
  for (const one of document.querySelectorAll("body *")) {
    if (![...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim())) continue;
    if (!one.checkVisibility()) continue;
    const style = getComputedStyle(one);
    const drawn = one.namespaceURI.endsWith("svg") ? style.fill : style.color;
    const pair = [light(channels(drawn).slice(0, 3)), light(ground(one).slice(0, 3))].sort((a, b) => b - a);
    if ((pair[0] + 0.05) / (pair[1] + 0.05) < 4.5) faint.add(`${one.tagName}.${one.getAttribute("class")}`);
  }
  return [...faint];
}"""
"""Elements whose text has a contrast below 4.5 to 1 (WCAG 2.2, 1.4.3)."""


CUT_OFF = """() => [...document.querySelectorAll("caption")]
  .filter((one) => one.getBoundingClientRect().right > one.closest(".scroll").getBoundingClientRect().right + 1)
  .map((one) => one.textContent)"""
"""Captions that reach beyond the box that their table scrolls in."""
