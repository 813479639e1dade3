"""Templates become responses here, under one strict security policy for every page that members see."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from functools import cache, partial
from pathlib import Path

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from assistant.catalogue import LANGUAGES, long_date, message
from assistant.requests.deadlines import today_in_paris
from assistant.web.inline_markup import emphasis_markup

HERE = Path(__file__).parent
STATIC = HERE / "static"
_TIED_SPACE = re.compile(r"(?<=[«(]) | (?=[»?!:;])|(?<=§) (?=[0-9])")

SECURITY_HEADERS = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def page_headers(framed_by: Sequence[str] = ()) -> dict[str, str]:
    """What keeps a page to itself: nothing of another host, and in frames of our own and of these origins only."""
    framing = " ".join(("'self'", *framed_by))
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
        f"base-uri 'none'; form-action 'self'; frame-ancestors {framing}"
    )
    return {"Content-Security-Policy": policy, **SECURITY_HEADERS}


def render(
    template: str, language: str, *, status: int = 200, framed_by: Sequence[str] = (), **values: object
) -> HTMLResponse:
    """A members' page in one language, every value escaped; `framed_by` are origins that may show it in a frame."""
    words_of = partial(words, language)
    html = (
        templates()
        .get_template(template)
        .render(
            language=language,
            languages=LANGUAGES,
            t=words_of("web"),
            f=words_of("filing"),
            form_word=words_of("form"),
            life=words_of("lifecycle"),
            long_date=long_date,
            **values,
        )
    )
    return HTMLResponse(html, status_code=status, headers={**page_headers(framed_by), "Vary": "Accept-Language"})


def words(language: str, catalogue: str = "web") -> Callable[..., str]:
    """The `t` of the templates: `t("send")` is the message `web.send` in that language; so for other catalogues."""

    def word(key: str, **values: object) -> str:
        return tied(message(language, f"{catalogue}.{key}", **values))

    return word


def tied(text: str) -> str:
    """Words of ours that no line ends within: French spaces beside marks, a paragraph's number.

    Never for quotes, which stay as they were published.
    """
    return _TIED_SPACE.sub("\u00a0", text)


@cache
def templates() -> Environment:
    """The environment of every page: everything escaped, an unknown name refused."""
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["emphasised"] = emphasis_markup
    environment.filters["tied"] = tied
    environment.filters["paris_day"] = today_in_paris
    environment.globals["static"] = static_url
    return environment


@cache
def static_url(name: str) -> str:
    """The address of a static file, changing with its content so that browsers may keep it for good."""
    return f"/static/{name}?v={fingerprint((STATIC / name).read_bytes())}"


def fingerprint(content: bytes) -> str:
    """What stands for these bytes in an address: 12 hexadecimal digits of their SHA-256."""
    return hashlib.sha256(content).hexdigest()[:12]
