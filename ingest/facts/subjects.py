"""What a period is the period of, and from when it runs, in the policy's words."""

from __future__ import annotations

import re

from ingest.facts.contexts import Context

_LONGEST = 180
_KEEPING = (
    r"(?:expir|conserv(?!ation)|stock(?!age)|archiv(?!age|es)|gard|mainten|détenu|détien|supprim|effac|purg"
    r"|détrui|anonymis|historis|retain|kept|keep"
    r"|stored?|delet|eras|held|hold|съхранява)\w*"
)
_VERB = re.compile(
    rf"\b(?:(?:ne\s|n')?(?:sont|est|seront|sera|soient|soit|étaient|peu(?:t|vent) être|pourr(?:a|ont) être"
    rf"|doi(?:t|vent) être|restent"
    r"|demeurent|a été|ont été|is|are|will be|may be|can be|be)\s(?:pas\s|ensuite\s|également\s|alors\s"
    r"|automatiquement\s|toutes?\s)?)?"
    rf"{_KEEPING}\b",
    re.IGNORECASE,
)
_EMPTY = re.compile(
    r"(?:(?:et|ou|mais|ainsi|toutefois|néanmoins|en outre|par ailleurs|ensuite|puis|enfin|sauf|après"
    r"|au-delà)\b[,\s]*)*(?:elles?|ils?|ces derni\w+|celles?-ci|ceux-ci|ces (?:données|informations)|(?:vos|les"
    r"|des|leurs|ses) (?:données|informations)(?: (?:personnelles|à caractère personnel))?|nous|la mutuelle|they"
    r"|it|we|this data|your (?:personal )?data|(?:la |les |leur |une )?(?:durées?|périodes?"
    r"|délais?)(?: (?:maximale?|de conservation|moyenne|légale?))*|cette durée|ce délai|(?:(?:pendant"
    r"|pour) )?(?:toute )?(?:la )?durée (?:de|du|d').{0,80}|(?:portée?s?|augmentée?s?|majorée?s?|prolongée?s?"
    r"|soit|jusqu'à)"
    r"(?: (?:de|à|au))?|qui|et|est|sont)?[\s,:.+]*",
    re.IGNORECASE,
)
_LIMIT = re.compile(
    r"[\s,(]*(?:\b(?:pendant|durant|pour (?:une|la|un)|jusqu'à|dans (?:un|la limite)|au(?:-delà| maximum| minimum"
    r"| plus)|à (?:l'issue|compter)|sur une|maximum|au bout|sous|depuis|for(?: up to| a)?|during|until|within"
    r"|after|not longer"
    r"|no longer)\b.*)?$",
    re.IGNORECASE | re.DOTALL,
)
_PRONOUN = re.compile(r"\b(?:elles?|ils?|ces|celles?-ci|ceux-ci|they|these|it)\b", re.IGNORECASE)
_DURATION_OF = re.compile(
    r"(?:durées?|périodes?|délais?) (?:maximale? |minimale? |légale? )?de (?:conservation|stockage|vie|validité) "
    r"(?:(?:des?|du)\s|d'|pour\s|applicables? (?:à|aux?)\s|retention period (?:for|of)\s)(?P<subject>[^;:]+)$",
    re.IGNORECASE,
)
_COPULA = re.compile(
    r"\s(?:est|sera|sont|seront|is|are|n'excèd\w*|ne (?:peu\w+ |saur\w+ |pourr\w+ )?(?:pas )?(?:dépass|excéd"
    r"|excèd)\w*)"
    r"(?:\s\w+ée?s?)?(?:\s(?:de|à|pas|au maximum|limited to|généralement))*\s*$",
    re.IGNORECASE,
)
_ADVERBIAL = re.compile(
    r"\s*(?:(?P<time>(?:après|au-delà|à l'issue|à l'expiration|passé|à défaut|once|after)\b[^,]{0,90})"
    r"|(?P<loose>(?:ensuite|ainsi|enfin|toutefois|néanmoins|dans ce (?:cadre|cas)|à ce titre|par exemple"
    r"|par ailleurs|en outre|not\.?|pour cette raison|à cette fin|en général|en principe|for example)[^,]{0,20})"
    r"|(?:pour|concernant|s'agissant d(?:es?|u)|en ce qui concerne|dans le (?:cas|cadre) d(?:es?\s|u\s|')"
    r"|en cas d(?:e\s|')|for)"
    r"\s?(?P<about>[^,]{3,120})),\s?",
    re.IGNORECASE,
)
_NUMBERING = re.compile(r"^(?:\d+(?:\.\d+)*[.)]?\s|[a-z]\)\s|[-•–*]\s)+")
_AFTERWARDS = re.compile(
    r"[\s,*)]*(?:maximum|au maximum|glissants?|ouvrés|révolus)?[\s,]*\b(?:pour|s'agissant|concernant"
    r"|en ce qui concerne|en matière"
    r"|dans le cas|for|regarding|in the case of)\b\s(?P<subject>[^.;:]+)|[\s,]*(?P<case>en (?:cas"
    r"|l'absence) d[^.;:,()]+)",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"(?P<from>\b(?:à compter|à partir|à dater|après|suivant|à l'issue|à l'expiration|dès|depuis|following|after"
    r"|from|as of|starting)"
    r"\b(?!\s(?:ce|cette|un délai|une durée|laquelle|quoi|avoir)\b)[^.;:()]*)",
    re.IGNORECASE,
)
_FROM_ENDS = re.compile(
    r"\s(?:puis|sauf|conformément|afin|pour (?:répondre|satisfaire|respecter|permettre|les|la|des)|en (?:cas"
    r"|vertu|application|archiv)|dans le (?:cadre|respect)|sous réserve|lorsqu|ou jusqu'|et (?:les\b|vos\b|des\b"
    r"|sont|seront|jusqu'|pendant|pour|archiv|peuvent|\d)|then|unless|in order)"
    r"|,\s(?!ou\b|or\b)|\s?\*",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\b(?:à compter|à partir|à dater|from|starting)\b", re.IGNORECASE)


def subject_of(context: Context, prefix: str, before: str, after: str, named: str, *, goes_on: bool) -> str:
    """The subject of a period: from the words around it in its clause, else from what introduces it.

    `prefix` is the sentence up to the clause, `before` the clause up to the period. `named` is what was named last:
    the subject of the period before it in the sentence (`goes_on`), or a statement without a period, which says
    what the cells of a flattened table are about.
    """
    own = _before(before)
    listed = goes_on or not context.text[:1].isalpha()
    candidates = (own, _after(after), listed and cleaned(named), not goes_on and cleaned(prefix))
    for candidate in (*candidates, _spoken(context.label) or cleaned(context.label)):
        if candidate:
            return candidate
    spoken = _spoken(context.before) if _PRONOUN.search(before) else ""
    return spoken or next((clean for one in (context.intro, context.title) if (clean := cleaned(one))), "")


def starting_point(after: str, before: str = "") -> str:
    """The words that say from when a period runs ("à compter de la clôture du compte"), or ""."""
    found = _FROM.search(after[:220])
    if not found and (found := _CLOCK.search(before)):
        found = _FROM.search(before)
    if not found:
        return ""
    words = found["from"]
    end = _FROM_ENDS.search(words)
    return " ".join((words[: end.start()] if end else words).split()).rstrip(" ,.;–-")


def _before(before: str) -> str:
    """ "Les factures" in "Les factures sont conservées …", "vos factures" in "Nous conservons vos factures …"."""
    if noun := _DURATION_OF.search(before):
        return cleaned(_COPULA.sub("", noun["subject"]))
    verbs = list(_VERB.finditer(before))
    for verb in verbs[:1] + verbs[-1:]:
        told = _about(_NUMBERING.sub("", before[: verb.start()]))
        kept = cleaned(_LIMIT.sub("", before[verb.end() :]))
        if subject := kept if len(kept) > 2 and not _passive(verb[0]) else told:
            return subject
    return "" if verbs else _about(_COPULA.sub("", _LIMIT.sub("", before)))


def _spoken(sentence: str) -> str:
    """The subject of an earlier sentence on how long data are kept."""
    return _before(sentence) if _VERB.search(sentence) else ""


def _about(words: str) -> str:
    """A subject without the adverbial before it, or what that adverbial is about when the subject is a pronoun."""
    opening = _ADVERBIAL.match(words)
    if not opening:
        return cleaned(words)
    if rest := cleaned(words[opening.end() :]):
        return rest if opening["time"] or opening["loose"] else cleaned(words)
    return "" if opening["time"] or opening["loose"] else cleaned(opening["about"])


def _passive(verb: str) -> bool:
    return bool(re.search(r"(?:ée?s?|kept|stored|retained|held|ue?s?|ites?)$|\s", verb, re.IGNORECASE))


def _after(after: str) -> str:
    found = _AFTERWARDS.match(after)
    if not found:
        return ""
    if found["case"]:
        return cleaned(found["case"])
    words = found["subject"]
    ends = [
        end.start()
        for pattern in (_FROM, re.compile(r",\s|\(|\set (?=les?\s|la\s|l'|vos\s|des\s)"))
        for end in pattern.finditer(words)
    ]
    return cleaned(words[: min(ends)] if ends else words)


def cleaned(words: str) -> str:
    """A subject without the small words, marks and brackets around it; "" of words that name none."""
    words = _NUMBERING.sub("", " ".join(words.split()).strip(" ,;:.–-*")).lstrip("(")
    words = words.rstrip(") ") if words.count(")") != words.count("(") else words
    words = re.sub(r"^(?:par exemple|ex\.?|not\.|e\.g\.|i\.e\.)(?:[\s,:]+|$)", "", words, flags=re.IGNORECASE)
    words = re.sub(
        r"^(?:(?:et|ou|mais|puis|que|and)\s|Pour (?=les?\s|la\s|l'|vos\s|des\s))|\s(?:et|ou|sont|est|and|de|pour"
        r"|à|en|dans|par|pendant|sur)$",
        "",
        words,
    ).strip(" ,;:.–-*")
    if not words or _EMPTY.fullmatch(words) or not re.search(r"[^\W\d_]{2}", words):
        return ""
    if words.count("(") > words.count(")"):
        words += ")"
    if len(words) > _LONGEST:
        words = words[:_LONGEST].rpartition(" ")[0].rstrip(" ,;:")
    return words
