"""A web page as saved from a site → canonical Markdown of the policy that it carries."""

from __future__ import annotations

import codecs
import re
from typing import Any

from ingest.errors import CorpusError
from ingest.parsing.acceptance import refuse_error_page
from ingest.parsing.canonical import Canonical, compose
from ingest.parsing.html_boilerplate import boilerplate_kind, visible_text
from ingest.parsing.html_flow import Flow
from ingest.records import LeftOut

_META = re.compile(rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.I)
_HEAD_BYTES = 4096


def html_canonical(raw: bytes) -> Canonical:
    """The policy in Markdown, with the nearest anchor above each part and with what was around it on the page.

    Raises CorpusError when the page cannot be decoded or read, or has no text without its scripts.
    """
    tree = _tree(decoded(raw))
    body = next(tree.iter("body"), tree)
    total = len(visible_text(body))
    flow = Flow(total, base=_base(tree))
    title = next((visible_text(one) for one in tree.iter("title") if one.getparent().tag != "svg"), "")
    if title:
        flow.left_out.append(LeftOut("other", title))
    flow.walk_page(body, _root(body, total))
    text, places = compose(flow.blocks)
    refuse_error_page(title, text)
    if not text.strip() and any(one.kind == "banner" for one in flow.left_out):
        raise CorpusError("is a consent wall without the policy; accept or refuse the cookies, then save the page")
    if not text.strip():
        raise CorpusError("has no text without its scripts; save the page from a browser once it is shown in full")
    return Canonical(text, "html", places, tuple(flow.left_out))


def decoded(raw: bytes) -> str:
    """The page as text: its byte order mark first, then the encoding it declares, UTF-8, Windows-1252."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if raw.startswith(mark):
            return _decoded(raw, (name,))
    found = _META.search(raw[:_HEAD_BYTES])
    declared = found[1].decode("ascii").lower() if found else "utf-8"
    if declared.startswith("utf-16") or declared in {"iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii"}:
        declared = "utf-8" if declared.startswith("utf-16") else "cp1252"
    return _decoded(raw, (declared, "utf-8", "cp1252"))


def _decoded(raw: bytes, names: tuple[str, ...]) -> str:
    for name in names:
        try:
            text = raw.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
        if isinstance(text, str):
            return text
    raise CorpusError(f"is not text in {names[0]}, the encoding it declares; save the page again as UTF-8")


def _tree(text: str) -> Any:
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        tree = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise CorpusError(f"cannot be read as a web page ({error}); save it again from a browser") from error
    if tree is None:
        raise CorpusError("cannot be read as a web page: it holds no element; save it again from a browser")
    if any("RESOURCE_LIMIT" in entry.type_name for entry in parser.error_log):
        raise CorpusError("nests its elements too deeply to be read whole; save the page again from a browser")
    return tree


def _base(tree: Any) -> str:
    """The address of the page where it says so: links are then complete."""
    for tag, wanted, key in (("base", None, "href"), ("link", "canonical", "href"), ("meta", "og:url", "content")):
        for element in tree.iter(tag):
            value = (element.get(key) or "").strip()
            named = wanted in {element.get("rel"), element.get("property")}
            if value.startswith(("http://", "https://")) and (wanted is None or named):
                return value
    return ""


def _root(body: Any, total: int) -> Any:
    """The element that holds the policy: the only main part of the page when it holds most of its sentences."""
    found = list(body.iter("main")) or [one for one in body.iter() if one.get("role") == "main"]
    found = found or list(body.iter("article"))
    if len(found) != 1:
        return body
    around = sum(len(visible_text(one)) for one in _outermost_boilerplate(body, total, found[0]))
    return found[0] if len(visible_text(found[0])) >= (total - around) / 2 else body


def _outermost_boilerplate(element: Any, total: int, root: Any) -> list[Any]:
    found: list[Any] = []
    for child in element:
        if child is root:
            continue
        if boilerplate_kind(child, total):
            found.append(child)
        else:
            found += _outermost_boilerplate(child, total, root)
    return found
