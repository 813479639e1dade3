"""An insurer's colour is made readable, whatever it is."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.sites import Site
from assistant.web.rendering import STATIC
from assistant.web.themes import DARK, LIGHT, READABLE, Scheme, contrast, theme_css, theme_url, variables

ACCENTS = st.tuples(*[st.integers(0, 255)] * 3)
HARDEST = [(255, 255, 0), (0, 0, 255), (255, 255, 255), (0, 0, 0), (127, 127, 127)]
BASE = (STATIC / "base.css").read_text(encoding="utf-8")
GROUNDS = {"light": (LIGHT, BASE.split("@media")[0]), "dark": (DARK, BASE.split("@media")[1])}


def declared(css: str) -> dict[str, tuple[int, ...]]:
    """The colours that a style sheet declares, by variable."""
    found = re.findall(r"--([\w-]+): #([0-9a-f]{6}|[0-9a-f]{3})\b", css)
    return {
        name: tuple(bytes.fromhex(value if len(value) == 6 else re.sub(".", r"\g<0>" * 2, value)))
        for name, value in found
    }


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ((0, 0, 0), (255, 255, 255), 21.0),
        ((255, 0, 0), (255, 255, 255), 4.0),
        ((119, 119, 119), (255, 255, 255), 4.48),
    ],
)
def test_contrast_is_the_ratio_of_relative_luminances(one, other, ratio):
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ink", ["accent", "accent-strong"])
@given(accent=ACCENTS)
@example(accent=HARDEST[0])
@example(accent=HARDEST[1])
@example(accent=HARDEST[2])
@example(accent=HARDEST[3])
@example(accent=HARDEST[4])
def test_any_accent_is_readable_on_every_ground_it_stands_on(scheme: Scheme, ink, accent):
    family = variables(accent, scheme)
    grounds = (scheme.ground, scheme.surface, family["accent-tint"], family["on-accent"])
    assert min(contrast(family[ink], ground) for ground in grounds) >= READABLE


@pytest.mark.parametrize(("scheme", "css"), GROUNDS.values(), ids=GROUNDS)
@given(accent=ACCENTS)
@example(accent=HARDEST[0])
@example(accent=HARDEST[3])
def test_other_text_stays_readable_on_the_tinted_ground(scheme: Scheme, css, accent):
    text = declared(css)
    tint = variables(accent, scheme)["accent-tint"]
    assert min(contrast(text[ink], tint) for ink in ("ink", "muted")) >= READABLE


@pytest.mark.parametrize(("scheme", "css"), GROUNDS.values(), ids=GROUNDS)
def test_contrast_is_computed_against_the_grounds_of_the_pages(scheme: Scheme, css):
    served = declared(css)
    assert (served["ground"], served["surface"]) == (scheme.ground, scheme.surface)


@pytest.mark.parametrize("css", [css for _, css in GROUNDS.values()], ids=GROUNDS)
def test_the_pages_own_accent_is_readable_too(css):
    served = declared(css)
    grounds = [served[name] for name in ("ground", "surface", "accent-tint", "on-accent")]
    assert min(contrast(served["accent"], ground) for ground in grounds) >= READABLE


def test_an_accent_that_reads_well_already_is_left_alone():
    assert variables((0x1D, 0x4F, 0x91), LIGHT)["accent"] == (0x1D, 0x4F, 0x91)


def test_a_theme_declares_the_four_variables_light_and_dark():
    names = re.findall(r"--([\w-]+):", theme_css("#1d4f91"))
    assert names == ["accent", "accent-strong", "on-accent", "accent-tint"] * 2


def test_a_themes_address_changes_with_the_colour():
    assert theme_url("bb", Site(accent="#1d4f91")) != theme_url("bb", Site(accent="#8a2a5b"))


def test_an_insurer_without_a_colour_has_no_theme():
    assert theme_url("bb", Site()) is None
