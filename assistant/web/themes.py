"""An insurer's colour, made readable: the accent variables of base.css, light and dark.

Contrast is the ratio of relative luminances of WCAG 2.1 (https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio),
computed on the very 8-bit colours that are served. Text in the accent has 4.5:1 or more (1.4.3) on every ground
that it stands on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assistant.sites import Site
from assistant.web.rendering import fingerprint

READABLE = 4.5
Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Scheme:
    """What a colour scheme of base.css stands on, and the way to more contrast in it."""

    ground: Colour
    surface: Colour
    on_accent: Colour
    towards: Colour
    """Black where text is dark, white where it is light."""
    tint: float
    """How much of the accent the tinted ground holds."""
    strong: float
    """How much further the strong accent goes."""


LIGHT = Scheme((0xF4, 0xF6, 0xF7), (255, 255, 255), (255, 255, 255), (0, 0, 0), tint=0.1, strong=0.3)
DARK = Scheme((0x11, 0x19, 0x1D), (0x1A, 0x24, 0x29), (0x11, 0x19, 0x1D), (255, 255, 255), tint=0.16, strong=0.4)
_STEPS = 100


def theme_css(accent: str) -> str:
    """A style sheet with the accent variables in the hue of `accent` ("#rrggbb"), to be loaded after base.css."""
    colour = _parsed(accent)
    return (
        f":root {{ {_declared(variables(colour, LIGHT))} }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root {{ {_declared(variables(colour, DARK))} }} }}\n"
    )


def theme_url(insurer: str, site: Site) -> str | None:
    """The address of an insurer's style sheet, changing with its content; None where it has no own colour."""
    return f"/theme/{insurer}.css?v={fingerprint(theme_css(site.accent).encode())}" if site.accent else None


def variables(accent: Colour, scheme: Scheme) -> Mapping[str, Colour]:
    """The accent, moved towards black or white as little as contrast asks for, and the colours around it."""
    moved = (_mixed(accent, scheme.towards, step / _STEPS) for step in range(_STEPS))
    return next(found for found in _families(moved, scheme) if _readable(found, scheme))


def contrast(one: Colour, other: Colour) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _families(accents: Iterable[Colour], scheme: Scheme) -> Iterable[Mapping[str, Colour]]:
    """The variables around each accent; around the last resort, black or white itself, at the end."""
    for accent in (*accents, scheme.towards):
        yield {
            "accent": accent,
            "accent-strong": _mixed(accent, scheme.towards, scheme.strong),
            "on-accent": scheme.on_accent,
            "accent-tint": _mixed(scheme.surface, accent, scheme.tint),
        }


def _readable(family: Mapping[str, Colour], scheme: Scheme) -> bool:
    grounds = (scheme.ground, scheme.surface, family["accent-tint"], family["on-accent"])
    inks = (family["accent"], family["accent-strong"])
    return all(contrast(ink, ground) >= READABLE for ink in inks for ground in grounds)


def _luminance(colour: Colour) -> float:
    red, green, blue = (_linear(channel / 255) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _mixed(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _parsed(accent: str) -> Colour:
    red, green, blue = bytes.fromhex(accent.removeprefix("#"))
    return red, green, blue


def _declared(family: Mapping[str, Colour]) -> str:
    return " ".join(f"--{name}: #{bytes(colour).hex()};" for name, colour in family.items())
