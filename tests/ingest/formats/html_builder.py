"""A policy as a web page, with what a site puts around it."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from itertools import groupby

from tests.ingest.formats.policy import CALLS, Part, pieces_of

MENU = "Accueil Nos garanties Devis en ligne Espace adhérent Nous contacter"
BANNER = "Nous respectons votre vie privée : nous et nos partenaires déposons des cookies pour mesurer l'audience."
FOOTER = "© 2025 Mutuelle des Fougères – Mentions légales – Plan du site"
_LINKS = "".join(f'<li><a href="/{word}">{word}</a></li>' for word in MENU.split())
_PAGE = f"""<!DOCTYPE html>
<html lang="fr"><head><meta charset="utf-8"><title>Politique | Fougères</title>
<style>body {{ color: black }}</style><script>window.dataLayer = [];</script></head><body class="page cookie-shown">
<header class="site-header"><nav class="main-menu"><ul>{_LINKS}</ul></nav></header>
<div id="cookie-banner" class="cookie-banner" role="dialog"><p>{BANNER}</p>
<button>Tout accepter</button><button>Continuer sans accepter</button></div>
<main id="content"><div class="wysiwyg">
%s
</div></main>
<footer class="site-footer"><p>{FOOTER}</p></footer>
<script>track()</script></body></html>
"""
_TAGS = {"item": "ul", "number": "ol", "row": "table"}


def html_of(parts: Iterable[Part]) -> bytes:
    """The parts as a page saved from a site: menu, cookie banner, footer and scripts around them."""
    body: list[str] = []
    for kind, group in groupby(parts, key=lambda part: part.kind):
        rows = list(group)
        if kind == "item":
            body.append(_list(rows))
        elif kind in _TAGS:
            body.append(f"<{_TAGS[kind]}>{''.join(map(_line, rows))}</{_TAGS[kind]}>")
        else:
            body += map(_line, rows)
    return (_PAGE % "\n".join(body)).encode()


def _list(items: list[Part]) -> str:
    text, depth = "<ul>", 0
    for place, part in enumerate(items):
        if place:
            if part.level > depth:
                text += "<ul>"
            elif part.level < depth:
                text += "</li></ul></li>" * (depth - part.level)
            else:
                text += "</li>"
        depth = part.level
        text += f"<li>{_inline(part.text)}"
    return text + "</li></ul>" * (depth + 1)


def _line(part: Part) -> str:
    if part.kind == "heading":
        return f'<h{part.level} id="{_anchor(part.text)}">{_inline(part.text)}</h{part.level}>'
    if part.kind == "bold":
        return f"<p><strong>{_inline(part.text)}</strong></p>"
    if part.kind == "number":
        return f"<li>{_inline(part.text)}</li>"
    if part.kind == "row":
        return f"<tr>{''.join(f'<td>{_inline(cell)}</td>' for cell in part.cells)}</tr>"
    return f"<p>{_inline(part.text)}</p>"


def _anchor(title: str) -> str:
    return "-".join(word for word in title.casefold().split() if word.isalnum()) or "debut"


def _inline(text: str) -> str:
    shown = ""
    for piece in pieces_of(text):
        content = escape(piece.text).replace("\n", "<br>")
        if piece.target:
            content = f'<a href="{escape(piece.target)}">{content}</a>'
        elif piece.call:
            content = f"<sup>{CALLS.index(piece.text) + 1}</sup>"
        shown += content
    return shown
