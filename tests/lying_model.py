"""A language model that lies: a real server that reads the passages it is given and says what they do not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.failing_model import Behaviour, Exchange
from tests.scripted_model import excerpts, passages

LINES = 8
"""How many lines one reply has: fewer than are read, so that each is checked."""
_PERIOD = re.compile(r"\b(un|deux|trois|cinq|six|dix|treize|\d+)( \(\d+\))? (ans?|mois|jours)\b")
_OTHER_COUNT = {"un": "neuf", "deux": "onze", "trois": "quinze", "cinq": "douze", "six": "vingt", "dix": "quarante"}
_OTHER_UNIT = {"an": "jour", "ans": "mois", "mois": "jours", "jours": "ans"}


@dataclass(frozen=True)
class Asked:
    """A prompt as the model gets it: the task, its system message and its passages or excerpts by number."""

    task: str
    system: str
    user: str
    texts: dict[int, str] = field(default_factory=dict)

    def citing(self, anchor: str) -> str:
        """The number of the passage that holds `anchor`; of all where its sentence was left out of the prompt."""
        wanted = plain(anchor)
        found = [number for number, text in self.texts.items() if wanted in plain(text)]
        return ", ".join(map(str, found or self.texts))

    def sentences(self) -> Iterator[tuple[int, str]]:
        """Whole sentences of the passages, each with the number of its passage."""
        for number, text in self.texts.items():
            for line in text.split("\n"):
                for one in re.split(r"(?<=[a-zé)»]\.) (?=[A-ZÀÉ])", line.strip(" -•*")):
                    if 6 <= len(one.split()) <= 45 and not one.endswith(":"):
                        yield number, one.strip(" ;.") + "."


def asked(body: dict[str, Any]) -> Asked:
    """What a request asks the model for."""
    system, user = (one["content"] for one in body["messages"])
    if "<excerpt-" in user:
        return Asked("gloss", system, user, excerpts(user))
    return Asked("answer" if "<passage-" in user else "follow_up", system, user, passages(user))


def lies(**by_task: Callable[[Asked], Iterable[str]]) -> Behaviour:
    """Answers a prompt of each task by the lines that a test has for it, else by a line that says nothing."""

    def behave(exchange: Exchange) -> None:
        prompt = asked(exchange.body)
        exchange.open_stream()
        for line in by_task.get(prompt.task, lambda _: ("...",))(prompt):
            exchange.piece(f"{line}\n")
        exchange.finish()

    return behave


def plain(text: str) -> str:
    """The text in one form, for looking for one in another."""
    return " ".join(text.replace("’", "'").replace("*", "").casefold().split())


def altered(sentence: str, chance: Random) -> dict[str, str]:
    """A sentence with one thing in it changed, by the kind of change; only those that it has a place for."""
    made = {kind: change(sentence, chance) for kind, change in _CHANGES.items()}
    return {kind: one for kind, one in made.items() if one != sentence}


def _swapped(pairs: dict[str, str]) -> Callable[[str, Random], str]:
    """Puts one word in the place of another, the first that occurs."""

    def change(sentence: str, _: Random) -> str:
        for word, other in pairs.items():
            new = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", other, sentence, count=1)
            if new != sentence:
                return new
        return sentence

    return change


def _replaced(pattern: str, new: str) -> Callable[[str, Random], str]:
    return lambda sentence, _: re.sub(pattern, new, sentence, count=1)


def _ended(endings: Sequence[str]) -> Callable[[str, Random], str]:
    """A true sentence with an invented end."""
    return lambda sentence, chance: sentence.rstrip(".") + chance.choice(endings)


def _counted(sentence: str, _: Random) -> str:
    return _PERIOD.sub(lambda one: f"{_OTHER_COUNT.get(one[1], '17')} {one[3]}", sentence, count=1)


def _united(sentence: str, _: Random) -> str:
    return _PERIOD.sub(lambda one: f"{one[1]} {_OTHER_UNIT[one[3]]}", sentence, count=1)


def _renumbered(sentence: str, chance: Random) -> str:
    def other(found: re.Match[str]) -> str:
        last = int(found[0][-1])
        return found[0][:-1] + str((last + chance.randint(1, 9)) % 10)

    return re.sub(r"\d[\d ]{3,}\d", other, sentence, count=1)


_CHANGES: dict[str, Callable[[str, Random], str]] = {
    "street": _replaced(r"\b\d+( ?B)?,? (?=(?:rue|avenue|boulevard|place)\b)", "99 "),
    "postcode": _replaced(r"\b\d{5}(?= [A-Z])", "33300"),
    "e-mail": _replaced(r"[\w.-]+(?=@)", "contact"),
    "domain": _replaced(r"(?<=@)[\w-]+", "exemple"),
    "site": _replaced(r"www\.[\w.-]*\w", "www.mes-droits-sante.fr"),
    "count": _counted,
    "unit": _united,
    "number": _renumbered,
    "date": _swapped({"janvier": "juin", "avril": "mai", "juin": "juillet", "1978": "1987", "2016": "2018"}),
    "country": _swapped({"Maroc": "Pérou", "Monaco": "Maroc", "Union européenne": "Russie", "française": "belge"}),
    "authority": _swapped({"CNIL": "ACPR", "Commission européenne": "Cour des comptes", "RGPD": "Code pénal"}),
    "negation gone": _replaced(r"\bn(?:e |['’])(\w+) (?:pas|jamais|aucun\w*)\b", r"\1"),
    "negated": _swapped(
        {"est": "n'est pas", "sont": "ne sont pas", "peut": "ne peut pas", "peuvent": "ne peuvent pas"}
        | {"pouvez": "ne pouvez pas", "disposez": "ne disposez pas", "s'engage à": "s'engage à ne pas"}
    ),
    "never": _swapped({"sont": "ne sont jamais", "peut": "ne peut jamais", "pouvez": "ne pouvez jamais"}),
    "must": _swapped({"peut": "doit", "peuvent": "doivent", "pouvez": "devez", "pouvons": "devons"}),
    "may": _swapped({"doit": "peut", "doivent": "peuvent", "devra": "pourra"}),
    "always": _swapped({"sont": "sont toujours", "est": "est toujours", "peut": "peut toujours"}),
    "only": _swapped({"sont": "sont uniquement", "peut": "peut uniquement", "pouvez": "pouvez seulement"}),
    "only gone": _replaced(r" (?:uniquement|seulement|exclusivement)\b", ""),
    "all": _swapped({"vos données": "toutes vos données", "les données": "toutes les données"}),
    "kind of data": _swapped({"données": "données génétiques", "informations": "empreintes digitales"}),
    "who": _swapped(
        {"prestataires": "employeurs", "sous-traitants": "clients", "autorités": "annonceurs"}
        | {"professionnels de santé": "banquiers", "héritiers": "créanciers", "médecin": "courtier"}
    ),
    "deed": _swapped(
        {"conservées": "vendues", "collectées": "vendues", "traitées": "publiées", "transmises": "louées"}
        | {"conserver": "vendre", "supprimées": "archivées", "communiquées": "vendues", "accéder": "renoncer"}
    ),
    "invented end": _ended(
        (
            ", et les vendons à des annonceurs.",
            ", sauf si vous êtes mineur.",
            ", gratuitement.",
            ", sous 24 heures.",
            " selon l'article 99 du RGPD.",
            ", ce que la Banque de France contrôle.",
            ", avec l'accord de votre employeur.",
            " pendant soixante ans.",
            ", même sans votre consentement.",
        )
    ),
    "invented beginning": _replaced(r"^", "Contrairement à la loi, votre employeur sait que "),
}
