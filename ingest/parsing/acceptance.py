"""Is this text a privacy policy in the languages that the manifest declares? General words of the law, no model."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from ingest.errors import CorpusError
from ingest.language import language_shares

_SHORT_WORDS = 250
_ENOUGH_WORDS = 120
_MIN_THEMES = 4
_MIN_DENSITY = 6.0
_OTHER_KIND = 1.5
_SAMPLE = 1500
_USUAL = ("fr", "en", "de", "es", "it")

_ERROR = re.compile(
    r"\b(?:40[134]|50[0234]|erreur|error)\b.{0,60}\b(?:not found|forbidden|unauthori[sz]ed|introuvable|interdit"
    r"|trouvée?|refusée?|denied|unavailable|server|gateway|page)|page (?:introuvable|non trouvée|not found)"
    r"|access denied|accès (?:refusé|interdit)|n'existe (?:pas|plus)|just a moment|checking your browser"
    r"|verify(?:ing)? you are|vérifi\w+ que vous (?:êtes|n'êtes)|enable javascript"
    r"|activer javascript|captcha|attention required",
    re.IGNORECASE | re.DOTALL,
)
_CONSENT = re.compile(
    r"\b(?:tout accepter|tout refuser|accepter et (?:continuer|fermer)|continuer sans accepter|accept all"
    r"|reject all|paramétrer (?:les|mes) cookies|gérer mes (?:choix|cookies|préférences)"
    r"|manage (?:cookies|preferences|choices)"
    r"|nos partenaires (?:déposent|stockent|et nous)|we and our partners|nous et nos \d* ?partenaires)",
    re.IGNORECASE,
)
_THEMES: Mapping[str, str] = {
    "personal data": r"donnees?(?: a caractere)? personnel|informations? personnel|personal (?:data|information)"
    r"|vie privee|privacy|personally identif",
    "controller": r"responsable(?:s)? d[eu]s? traitement|data controller|responsable de la protection",
    "processing": r"finalites?|traitements? (?:de|des|mis|auto)|traitons|purposes?"
    r"|(?:we|to) (?:process|collect|use)",
    "rights": r"droits? d'?(?: ?acces|e rectif|'? ?oppos|e portab|'? ?efface|e limit)"
    r"|exerce\w* (?:ces|ses|vos|leurs)? ?droits?|vos droits"
    r"|(?:your|following) rights|right to (?:access|object|erasure|opt)|opt[- ]out",
    "authority": r"\bcnil\b|autorite de controle|supervisory authority|informatique et libertes"
    r"|rgpd|gdpr|2016/679|ccpa",
    "officer": r"\bdpo\b|delegue a la protection|data protection officer|correspondant informatique",
    "retention": r"conserv(?:ation|ees?|ons)|retention|retain|stored for|we keep",
    "recipients": r"destinataires?|sous-traitants?|prestataires|third[- ]part|service providers?|tiers|recipients?",
    "collection": r"collect(?:e|ons|ees?|ion)?\b|recueill|gather",
    "cookies": r"cookies?",
    "security": r"securite|confidentialite|security|confidential",
    "transfer": r"hors (?:de l'|de )?(?:union|l'union|l'ue|ue)|clauses contractuelles types|outside the e|transfer",
    "consent": r"consent",
}
_STRONG = ("personal data", "controller", "rights", "authority", "officer")
_SALE = re.compile(
    r"\b(?:prix|tarifs?|commandes?|livraisons?|retractation|paiements?|garanties?|vendeur|acheteur|remboursements?"
    r"|cotisations?|resiliation|franchise|cgv|conditions generales de vente|frais de port|marchandises?|litiges?"
    r"|order|delivery|shipping|refund|price|seller|buyer|warranty|goods)\b"
)
_NOTICE = re.compile(
    r"\b(?:editeur du site|directeur de (?:la )?publication|hebergeur du site|propriete intellectuelle"
    r"|droits? d'auteur|liens hypertextes?|capital social|imprint|publisher|copyright|intellectual property)\b"
)


def check_kind(text: str, languages: tuple[str, ...]) -> None:
    """Accepts the canonical text of a privacy policy in one of `languages`, or one too short to tell.

    Raises CorpusError when it is an error page, a consent wall or a page of another kind, or when it is in another
    language. The message follows the path: "is an error page…".
    """
    words = len(text.split())
    plain = _plain(text)
    themes = {name: len(re.findall(pattern, plain)) for name, pattern in _THEMES.items()}
    about = sum(count > 0 for count in themes.values())
    if words < _SHORT_WORDS and about < _MIN_THEMES:
        _refuse_wall(text)
    _check_language(text, languages)
    if words >= _ENOUGH_WORDS and set(languages) & {"fr", "en"}:
        _refuse_other_kind(plain, words, themes)


def refuse_error_page(title: str, text: str) -> None:
    """Raises CorpusError when the title of a short page, or the page, says that it is an error or a check."""
    if len(text.split()) < _SHORT_WORDS and _ERROR.search(title):
        raise CorpusError(f'is an error page ("{title[:80]}"); save the page of the policy itself')


def _refuse_wall(text: str) -> None:
    shown = " ".join(text.split())
    if found := _ERROR.search(shown[:600]):
        raise CorpusError(f'is an error page ("{found[0][:80]}"); save the page of the policy itself')
    if _CONSENT.search(shown):
        raise CorpusError("is a consent wall without the policy; accept or refuse the cookies, then save the page")


def _refuse_other_kind(plain: str, words: int, themes: Mapping[str, int]) -> None:
    about = sum(count > 0 for count in themes.values())
    strong = sum(themes[name] for name in _STRONG)
    density = 1000 * sum(themes.values()) / words
    if about < _MIN_THEMES or not strong or density < _MIN_DENSITY:
        raise CorpusError("is a page of another kind: it hardly speaks of personal data; save the privacy policy")
    sale, notice = len(_SALE.findall(plain)), len(_NOTICE.findall(plain))
    core = sum(count for name, count in themes.items() if name not in {"security", "collection", "recipients"})
    for count, kind in ((sale, "terms of sale"), (notice, "a legal notice")):
        if count > _OTHER_KIND * core:
            raise CorpusError(f"is a page of another kind, {kind} by its words; save the privacy policy")


def _check_language(text: str, languages: tuple[str, ...]) -> None:
    """The language of most samples of the text must be declared."""
    samples = [text[at : at + _SAMPLE] for at in range(0, len(text), max(_SAMPLE, len(text) // 6))][:6]
    samples = [one for one in samples if sum(map(str.isalpha, one)) >= 200]
    if not samples:
        return
    candidates = tuple(dict.fromkeys((*languages, *_USUAL)))
    found = [max((shares := language_shares(one, candidates)), key=lambda code: shares[code]) for one in samples]
    if not any(code in languages for code in found):
        other = max(set(found), key=found.count)
        raise CorpusError(
            f'is in another language ("{other}") than declared ({", ".join(languages)}); correct either'
        )


def _plain(text: str) -> str:
    """Lower case without accents, white space folded, apostrophes straight."""
    bare = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    return " ".join("".join(one for one in bare if not unicodedata.combining(one)).split())
