"""Which elements of a web page are around the policy: menus, cookie banners, footers, code."""

from __future__ import annotations

import re
from typing import Any

from ingest.parsing.canonical import clean_line

CODE = frozenset({"script", "style", "template", "noscript", "svg", "iframe", "object", "canvas", "audio", "video"})
_UNSEEN = frozenset({"script", "style", "noscript"})
CONTROLS = frozenset({"button", "input", "select", "textarea", "datalist", "map"})
_ROLES = {"navigation": "navigation", "menu": "navigation", "menubar": "navigation", "search": "navigation"}
_NAVIGATION = re.compile(
    r"\b(?:nav|navbar|navigation|menu|mega-?menu|breadcrumbs?|fil-?d?-?ariane|sidebar|side-?bar|skip-?link|search|"
    r"social|share|sharing|partage|pagination|pager|related|widget-area|newsletter|topbar|top-bar|toolbar|comments?)\b"
)
_FOOTER = re.compile(r"\b(?:footer|site-footer|page-footer|pied-?de-?page|colophon)\b")
_HEADER = re.compile(r"\b(?:site-header|page-header|masthead|top-header|header-top|main-header)\b")
_CONSENT_TOOLS = re.compile(
    r"\b(?:onetrust|didomi|axeptio|tarteaucitron|cookiebot|cybotcookiebot\w*|iubenda-cs|cookieconsent|cookie-law-info|"
    r"cc-window|qc-cmp\w*|sp_message\w*|orejime|klaro|cmplz|osano|truste|usercentrics|sfbx|appconsent)"
)
_CONSENT = re.compile(r"\b(?:cookies?|consent|consentement)")
_OVERLAY = re.compile(r"\b(?:banner|bandeau|pop-?up|popin|modal|dialog|overlay|layer|wall|cmp|toast)\b")
_CHOICE = re.compile(
    r"\b(?:accepter|refuser|tout accepter|tout refuser|accept|reject|decline|j'accepte|ok)\b", re.I
)
_MAX_LINK = 60
_MAX_CAPTION = 80
_WORD_EDGE = re.compile(r"_+|(?<=[a-z])(?=[A-Z])")


def boilerplate_kind(element: Any, total: int) -> str | None:
    """What the element is when it is not the policy, as `LeftOut.kind`; None for anything else.

    `total` is the number of characters of the page: what holds half of them is never left out for its name.
    """
    tag = element.tag
    if tag in CODE:
        return "script" if tag in _UNSEEN else "other"
    if tag in CONTROLS:
        return None if tag == "button" and _is_title(element) else "other"
    named = _named(element, tag)
    if named is None:
        return None
    holds_most = len(visible_text(element)) > total / 2
    if holds_most and not (named == "banner" and _offers_a_choice(element)):
        return None
    if named != "banner" and _is_title_block(element):
        return None
    return named


def visible_text(element: Any) -> str:
    """The text of an element without its code, in one line."""
    from lxml import etree

    pieces: list[str] = []
    walker = etree.iterwalk(element, events=("start", "end"))
    for event, one in walker:
        if event == "end":
            pieces.append((one is not element and one.tail) or "")
        elif one.tag in CODE:
            walker.skip_subtree()
        else:
            pieces.append(one.text or "")
    return clean_line(" ".join(pieces))


def unseen_text(element: Any) -> str:
    """The words in an element of `CODE` that are no code: those of a drawing, for one."""
    path = ".//text//text()" if element.tag == "svg" else ".//text()[not(ancestor::script or ancestor::style)]"
    return clean_line(" ".join(element.xpath(path)))


def _named(element: Any, tag: str) -> str | None:
    role = (element.get("role") or "").lower()
    names = f"{element.get('id') or ''} {element.get('class') or ''}".split()
    names = ["-".join(_WORD_EDGE.split(one)).lower() for one in names]
    if _is_banner(element, tag, role, " ".join(names)):
        return "banner"
    if tag == "nav" or role in _ROLES:
        return "navigation"
    if tag == "footer" or role == "contentinfo" or _ends(_FOOTER, names):
        return "footer"
    if tag == "aside" or role in {"banner", "complementary"} or (tag == "header" and not _inside_content(element)):
        return "navigation"
    if tag in {"div", "ul", "ol", "section", "p", "span", "a"} and _is_navigation(element, names):
        return "navigation"
    of_links = tag == "ul" or (tag == "div" and all(child.tag == "a" for child in element))
    return "navigation" if of_links and _is_menu(element) else None


def _is_navigation(element: Any, names: list[str]) -> bool:
    """Whether the element is named for what leads elsewhere and reads like it: "partage" may be policy.

    A name inside a longer one ("share-buttons", "menu-open") counts only for what is made of links.
    """
    whole = visible_text(element)
    linked = sum(len(visible_text(one)) for one in element.iter("a"))
    if linked and linked >= len(whole) / 2:
        return any(_NAVIGATION.search(one) or _HEADER.search(one) for one in names)
    headed = next(element.iter("h2", "h3", "h4", "h5", "h6"), None) is not None
    prose = headed or len(whole) - linked > _MAX_CAPTION or whole.endswith(".")
    return not prose and (_ends(_NAVIGATION, names) or _ends(_HEADER, names))


def _ends(pattern: re.Pattern[str], names: list[str]) -> bool:
    """Whether a name of the element ends so: "site-menu" is a menu, "menu-open" is a state."""
    return any(match.end() == len(one) for one in names for match in pattern.finditer(one))


def _is_banner(element: Any, tag: str, role: str, words: str) -> bool:
    if tag in {"body", "main", "article", "html"}:
        return False
    if _CONSENT_TOOLS.search(words):
        return True
    about = _CONSENT.search(words) is not None
    if tag == "dialog" or role in {"dialog", "alertdialog"}:
        return about or "cookie" in visible_text(element).casefold()
    over = about and _OVERLAY.search(words) is not None
    if tag == "section" or _inside_content(element):
        return over and next(element.iter("h1", "h2", "h3"), None) is None
    return over or (about and _offers_a_choice(element))


def _offers_a_choice(element: Any) -> bool:
    """Whether it has a button to accept or refuse; a link to another page is none."""
    return any(
        _CHOICE.search(words)
        for one in element.iter("button", "a")
        if (one.tag == "button" or _acts(one)) and len(words := visible_text(one)) < 40
    )


def _acts(link: Any) -> bool:
    target = (link.get("href") or "#").strip().lower()
    return target == "#" or target.startswith("javascript:")


def _inside_content(element: Any) -> bool:
    return any(
        parent.tag in {"main", "article"} or parent.get("role") == "main" for parent in element.iterancestors()
    )


def _is_title(button: Any) -> bool:
    """Whether the button is the title of a part that it unfolds."""
    parent = button.getparent()
    headed = parent is not None and parent.tag in {"h1", "h2", "h3", "h4", "h5", "h6"}
    return headed or button.get("aria-controls") is not None or button.get("aria-expanded") is not None


def _is_title_block(element: Any) -> bool:
    """Whether the element carries the title of the page."""
    return next(element.iter("h1"), None) is not None


def _is_menu(element: Any) -> bool:
    """Five links or more to other pages that are all there is."""
    links = [visible_text(one) for one in element.iter("a") if (one.get("href") or "#")[0] != "#"]
    if len(links) < 5 or max(map(len, links)) > _MAX_LINK:
        return False
    whole = visible_text(element)
    return sum(map(len, links)) >= 0.9 * len(whole.replace(" ", "")) and "@" not in whole
