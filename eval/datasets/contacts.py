"""Where a policy says its insurer is reached: what no reply in the chat of another insurer may show.

Found without the product's own extraction, so that what the one overlooks the other need not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from eval.datasets.jsonl import read_text
from eval.metrics.matching import shows

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_SITE = re.compile(r"(?:https?://|\bwww\.)(?:www\.)?(?P<host>[\w-]+(?:\.[\w-]+)+)", re.IGNORECASE)
_TELEPHONE = re.compile(r"(?<![\w.])(?:\+33 ?|0)[1-9](?:[ .-]?\d\d){4}(?!\d)")
_REGISTER = re.compile(r"(?<!\d)(?<!\d )\d{3} ?\d{3} ?\d{3}(?! ?(?:\d|€|euros))")
_WAY = "rue|avenue|boulevard|place|quai|chemin|allée|impasse|cours|route|square"
_STREET = re.compile(
    rf"\b\d{{1,4}}(?: ?(?:bis|ter|[A-Z]\b))?,? (?:{_WAY}) [^\n,;:()–—\d-]{{2,60}}?"
    r"(?=\s*(?:[\n,;()–—-]|\d{5}|\.?$))",
    re.IGNORECASE | re.MULTILINE,
)
_TOWN = re.compile(r"(?<!\d)\d{5} (?:L(?:a|es?) |L')?[A-ZÀ-Ý][A-Za-zÀ-ÿ'-]+")
_PUBLIC = re.compile(r"(?:^|[.@])(?:gouv\.fr|europa\.eu)$")
_AUTHORITY = Path("law") / "authority.toml"


def contacts(text: str) -> tuple[str, ...]:
    """The e-mail addresses, hosts of web sites, telephone and register numbers, streets and towns of a text, each
    once, in the order of these. Sites of the state are left out, which every insurer names.
    """
    return tuple(dict.fromkeys(_found(text)))


def authority_text(corpus_dir: Path) -> str:
    """What the corpus says of the supervisory authority, whose contacts are anybody's to give; "" without it."""
    path = corpus_dir / _AUTHORITY
    return read_text(path) if path.exists() else ""


def foreign_contacts(texts: Mapping[str, str], authority: str, insurer: str, other: str) -> tuple[str, ...]:
    """The contacts in the texts of `other` that neither a text of `insurer` nor `authority` shows.

    `texts` are by "<insurer>/<document id>".
    """
    known = (authority, *_of(texts, insurer))
    theirs = dict.fromkeys(one for text in _of(texts, other) for one in contacts(text))
    return tuple(one for one in theirs if not any(shows(text, one) for text in known))


def _of(texts: Mapping[str, str], insurer: str) -> Iterable[str]:
    return (text for key, text in texts.items() if key.split("/")[0] == insurer)


def _found(text: str) -> Iterator[str]:
    for pattern in (_EMAIL, _SITE, _TELEPHONE, _REGISTER, _STREET, _TOWN):
        for match in pattern.finditer(text):
            written = match["host"] if pattern is _SITE else match[0]
            if not _PUBLIC.search(written):
                yield " ".join(written.split())
