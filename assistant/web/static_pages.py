"""The files that pages load: style sheets, scripts, the icon, the widget's script, an insurer's colours."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response

from assistant.catalogue import LANGUAGES, message
from assistant.sites import Sites
from assistant.web.rendering import STATIC, fingerprint, page_headers
from assistant.web.themes import theme_css

WIDGET = "widget.js"
WIDGET_WORDS = ("label", "title", "frame_title", "new_tab", "close", "unavailable", "elsewhere")
FOR_GOOD = "public, max-age=31536000, immutable"
FOR_A_WHILE = "public, max-age=600"
"""Of an address that stays while its content changes; the ETag makes the next question for it a short one."""
_MEDIA_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
"""Ours, since what Python says of a suffix depends on the machine and on other libraries."""


@dataclass(frozen=True)
class StaticFile:
    """What is served under a name, and the fingerprint by which caches know it."""

    content: bytes
    media_type: str
    mark: str


def router(sites: Sites) -> APIRouter:
    """The routes of static files and of the insurers' style sheets."""
    pages = APIRouter(include_in_schema=False)

    @pages.get("/static/{name}")
    def static(request: Request, name: str) -> Response:
        return _served(request, static_file(name))

    @pages.get("/favicon.ico")  # asked for by browsers where no page names an icon: the console, a JSON answer
    def icon(request: Request) -> Response:
        return _served(request, static_file("icon.svg"))

    @pages.get(f"/{WIDGET}")
    def widget(request: Request) -> Response:
        """The one file that pages of other hosts load, under an address that they never have to change."""
        response = _served(request, static_file(WIDGET))
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    @pages.get("/theme/{insurer}.css")
    def theme(request: Request, insurer: str) -> Response:
        accent = sites.of(insurer).accent
        return _served(request, _file(theme_css(accent).encode(), "text/css") if accent else None)

    return pages


def static_file(name: str) -> StaticFile | None:
    """The file of that name, or None: names are looked up in the folder, never joined to a path."""
    return _static_files().get(name)


@cache
def _static_files() -> Mapping[str, StaticFile]:
    """Every static file, read once: pages name them by what they hold, so they stay while the service runs."""
    return {
        path.name: _file(_content(path.name, path.read_bytes()), _MEDIA_TYPES[path.suffix])
        for path in STATIC.iterdir()
        if path.is_file()
    }


def _content(name: str, stored: bytes) -> bytes:
    """The bytes of a file; the widget's script with its words, which stand in the catalogues like all others."""
    return stored.replace(b'"@words"', _widget_words()) if name == WIDGET else stored


def _widget_words() -> bytes:
    words = {
        language: {word: message(language, f"widget.{word}") for word in WIDGET_WORDS} for language in LANGUAGES
    }
    return json.dumps(words, ensure_ascii=False).encode()


def _file(content: bytes, media_type: str) -> StaticFile:
    return StaticFile(content, media_type, fingerprint(content))


def _served(request: Request, file: StaticFile | None) -> Response:
    """The file, for good where the address names this very content; nothing again to whoever has it already."""
    if file is None:
        return PlainTextResponse("404", status_code=404)
    etag = f'"{file.mark}"'
    headers = {
        **page_headers(),
        "ETag": etag,
        "Cache-Control": FOR_GOOD if request.query_params.get("v") == file.mark else FOR_A_WHILE,
    }
    known = request.headers.get("if-none-match", "").replace("W/", "").split(",")
    if etag in (one.strip() for one in known):
        return Response(status_code=304, headers=headers)
    return Response(file.content, media_type=file.media_type, headers=headers)
