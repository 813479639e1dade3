"""What cannot be paraphrased: a figure, an address, a name or a country is in the policy, or it is wrong."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from assistant.answering.figures import Found, Particular, figures_in, with_digits
from assistant.answering.particular_names import aliases, countries, named, unaccented
from ingest.lexical import terms

__all__ = ["Found", "Particular", "absent", "found_in", "particulars", "with_digits", "without_names"]

_EMAIL = re.compile(r"[\w.+-]+\s?(?:@|\[at\]|\(at\))\s?[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_SITE = re.compile(
    r"\b(?:https?://|www\.)[^\s<>()\[\]«»\"“”,;]+"
    r"|(?<![\w@.-])(?:[a-z0-9-]+\.)+(?:fr|com|org|net|eu|info|io|be|bg|uk|de|app)\b(?:/[^\s<>()\[\]«»\"“”,;]*)?",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"(?<![\w.])(?:(?:\+|00)\d{2,3}[ .]?(?:\(0\))?[ .]?\d|0[ .]?\d)(?:[ .-]?\d{2}){4}(?!\d)"
    r"|(?<!\d)3[0-9][ .]?\d\d(?= ?\(|\b(?=[^\d]*(?:appel|gratuit|call)))"
)
_GROUPED = re.compile(r"(?<![\d.,/-])\d{1,3}(?:[ .]\d{3})+(?![\d/-])")
_CEDEX = re.compile(r"\b(cedex|cs|bp|tsa)\s?(\d+)\b", re.IGNORECASE)
_CAPITAL = r"A-ZÀ-ÖØ-ÞŒА-Я"
_NAME = re.compile(rf"(?<![\w@.])(?:[{_CAPITAL}][\w]*(?:[.&'’-][{_CAPITAL}\w]+)*|[a-z]+[A-Z]\w*)")
_OPENS = re.compile(r"(?:^|[.!?:;•\n–—]|[«\"“(]|\s-)\s*$")
_ELISION = re.compile(r"^(?:[cdjlmnst]|qu)['’]", re.IGNORECASE)
_ACRONYM = re.compile(rf"[{_CAPITAL}][{_CAPITAL}\d.&-]+$")


def particulars(text: str, language: str) -> frozenset[Particular]:
    """The particulars of a text, each in one form: periods in months or days ("12 mois" and "un an" are one, "30
    jours" and "un mois" two), countries as ISO 3166 codes, names in lower case without accents."""
    return frozenset(one for _, _, one in found_in(text, language))


def found_in(text: str, language: str) -> list[Found]:
    """The particulars of a text that is as long as the given one, with their places; numbers written out are made
    digits first, so that places are those of `with_digits`."""
    left = with_digits(_clean(text))
    found: list[Found] = []
    for read in (_emails, _sites, _streets, _phones, _postal, _grouped, figures_in, _places):
        read_now = list(read(left))
        found += read_now
        for start, end, _ in read_now:
            left = left[:start] + "·" * (end - start) + left[end:]
    return sorted([*found, *_names(left, language)])


def absent(
    text: str, language: str, evidence: Sequence[tuple[str, str]], allowed: Collection[str]
) -> tuple[Particular, ...]:
    """The particulars of `text` that occur in no evidence, a text with its language. `allowed` are names that may
    always stand, such as those of the insurer that was asked."""
    wanted = particulars(without_names(text, allowed), language)
    if not wanted:
        return ()
    known = {one for words, spoken in evidence for one in _given(words, spoken)}
    words = {one for text, _ in evidence for one in _capitalised(text)}
    return tuple(
        sorted(one for one in wanted if one not in known and not (one.kind == "name" and one.value in words))
    )


def without_names(text: str, names: Collection[str], instead: str = " ") -> str:
    """The text with `instead` for each of the names, however they are written."""
    plain = unaccented(text)
    for name in sorted(names, key=len, reverse=True):
        pattern = re.compile(rf"(?<![\w@.]){re.escape(unaccented(name))}(?![\w@]|\.\w)")
        for found in reversed(list(pattern.finditer(plain))):
            text = text[: found.start()] + instead + text[found.end() :]
            plain = plain[: found.start()] + instead + plain[found.end() :]
    return text


def _given(text: str, language: str) -> Iterator[Particular]:
    """The particulars of evidence with what follows from them: of a date its month and its year, of an address of a
    page its site."""
    for one in particulars(text, language):
        yield one
        if one.kind == "date":
            parts = one.value.split("-")
            yield from (Particular("date", "-".join(parts[:count])) for count in range(1, len(parts)))
            if len(parts) == 3:
                yield Particular("day", "-".join(parts[1:]))
        if one.kind == "site":
            yield Particular("site", one.value.split("/")[0])


def _clean(text: str) -> str:
    return re.sub(r"[*_`]{1,3}", "", text).translate(
        {0xA0: " ", 0x202F: " ", 0x2009: " ", 0x2010: "-", 0x2011: "-"}
    )


def _emails(text: str) -> Iterator[Found]:
    for one in _EMAIL.finditer(text):
        value = re.sub(r"\s|\[at\]|\(at\)", lambda found: "" if found[0].isspace() else "@", one[0].lower())
        yield *one.span(), Particular("email", value.rstrip("."))


def _sites(text: str) -> Iterator[Found]:
    for one in _SITE.finditer(text):
        value = re.sub(r"^(?:https?://)?(?:www\.)?", "", one[0].lower()).rstrip("/.:!?'’")
        yield *one.span(), Particular("site", value)


def _phones(text: str) -> Iterator[Found]:
    for one in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", one[0].replace("(0)", ""))
        yield *one.span(), Particular("phone", re.sub(r"^(?:0033|33(?=\d{9}$))", "0", digits))


def _grouped(text: str) -> Iterator[Found]:
    for one in _GROUPED.finditer(text):
        yield *one.span(), Particular("number", re.sub(r"\D", "", one[0]))


def _streets(text: str) -> Iterator[Found]:
    kind = named("streets")["words"].replace("\n", "")
    part = rf"(?:[{_CAPITAL}\d][\w.]*(?:[-'’][\w]+)*)"
    link = r"(?:(?:de la|de l['’]|des|de|du|d['’]|la|le|les|l['’]|et|на)\s?)"
    number = r"(?:(\d{1,4})(?:[ ]?(?:bis|ter|[A-DА-Г])\b)?,?\s+)?"
    more = rf"(?:[ -]+{link}{{0,2}}(?![^\W\d_]*\d{{4,5}})(?![Cc]edex|CEDEX){part})*"
    pattern = rf"{number}\b(?i:({kind}))\s{link}{{0,2}}{part}{more}"
    for one in re.finditer(pattern, text):
        words = re.findall(r"\w+", unaccented(one[0]))
        value = " ".join(word for word in words if word not in {"de", "la", "l", "des", "du", "d", "le", "les"})
        yield *one.span(), Particular("street", value)


def _postal(text: str) -> Iterator[Found]:
    for one in re.finditer(r"(?<![\d.,/-])(\d{2}) ?(\d{3})(?= [A-ZÀ-Þ])(?! \d)", text):
        yield *one.span(), Particular("postcode", one[1] + one[2])
    for one in _CEDEX.finditer(text):
        yield *one.span(), Particular("postcode", f"{one[1].lower()}{one[2]}")


def _places(text: str) -> Iterator[Found]:
    """Countries, areas, and what is known under several names."""
    plain = unaccented(text)
    taken: list[tuple[int, int]] = []
    for kind, value, pattern in aliases():
        for one in pattern.finditer(plain):
            taken.append(one.span())
            yield *one.span(), Particular(kind, value)
    pattern, codes = countries()
    for one in pattern.finditer(plain):
        if text[one.start()].isupper() and not any(start <= one.start() < end for start, end in taken):
            yield *one.span(), Particular("country", codes[one[0]])


def _names(text: str, language: str) -> Iterator[Found]:
    """Words with a capital that does not only begin a sentence, and acronyms."""
    for one in _NAME.finditer(text):
        written = _ELISION.sub("", one[0])
        start = one.end() - len(written)
        if not written[:1].isupper() and written.islower():
            continue
        opens = bool(_OPENS.search(text[: one.start()]))
        if opens and not (_ACRONYM.fullmatch(written) or _followed_by_name(text, one.end())):
            continue
        if len(written) > 1 and terms(written, language):
            yield start, one.end(), Particular("name", _bare(written))


def _followed_by_name(text: str, end: int) -> bool:
    return bool(re.match(rf"[ -][{_CAPITAL}][\w-]+", text[end : end + 12]))


def _capitalised(text: str) -> Iterator[str]:
    """Every word of a text that is written with a capital, its beginnings of sentences included."""
    for one in _NAME.finditer(_clean(text)):
        yield _bare(_ELISION.sub("", one[0]))
        yield from (_bare(part) for part in re.split(r"['’&-]", one[0]) if part)


def _bare(name: str) -> str:
    return re.sub(r"[.'’]", "", unaccented(name))
