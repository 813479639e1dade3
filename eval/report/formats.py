"""Figures as both reports write them."""

from __future__ import annotations

NONE = "–"
"""What stands where there is no figure."""


def percent(share: float | None) -> str:
    """A share with one decimal, such as "92.3 %"; the space does not break."""
    return NONE if share is None else f"{100 * share:.1f}\N{NO-BREAK SPACE}%"


def decimal(value: float) -> str:
    """A value between 0 and 1 that is no share of anything, such as "0.873"."""
    return f"{value:.3f}"


def duration(milliseconds: float) -> str:
    """Milliseconds below a second, seconds above."""
    return f"{milliseconds:.0f} ms" if milliseconds < 1_000 else f"{milliseconds / 1_000:.1f} s"


def cut(text: str, characters: int) -> str:
    """The text on one line, shortened at a word where it is longer than that."""
    folded = " ".join(text.split())
    if len(folded) <= characters:
        return folded
    return folded[:characters].rsplit(" ", 1)[0] + " …"


def named(id_: str | None) -> str:
    """The words of an id, such as "small talk" of "_small_talk"; "no topic" where there is none."""
    return (id_ or "no topic").removeprefix("_").replace("_", " ")


def counted(number: int, thing: str) -> str:
    """ "1 case", "2 cases"."""
    return f"{number} {thing}{'' if number == 1 else 's'}"
