"""Invented policies of invented insurers, in the structures that real ones have: a corpus of any size.

Everything follows from the seed. No two policies share more than a few short sentences. The words are in
`synthetic.toml`.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path

_HEADINGS: tuple[str, ...] = ("{number}. {title}", "Article {number} – {title}", "## {title}", "**{title}**")
_BULLETS = ("- ", "• ", "* ", "– ")


def write_corpus(folder: Path, policies: int, *, seed: int = 0, sections: int = 8) -> None:
    """Writes a corpus with that many insurers of one policy each, of about `sections` sections."""
    entries = []
    for number in range(policies):
        dice = _Dice(f"{seed}/{number}")
        insurer = f"mutuelle-{number:05}"
        name = f"Mutuelle des {dice.one('trees')} de {dice.one('places')} {number:05}"
        path = folder / "policies" / f"{number // 1000:03}" / f"{insurer}.{dice.choice(('txt', 'md'))}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_policy(dice, name, sections), encoding="utf-8")
        entries.append(
            f'[[insurer]]\nid = "{insurer}"\nname = "{name}"\nlegal_name = "{name}"\n'
            f'[[insurer.document]]\nid = "policy"\ntitle = "Protection des données"\n'
            f'file = "{path.relative_to(folder)}"\nlanguages = ["fr"]\ndate = "undated"\norigin = "invented"\n'
        )
    (folder / "insurers.toml").write_text("\n".join(entries), encoding="utf-8")


@cache
def _words() -> dict[str, list[str]]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


class _Dice(random.Random):
    """Chance, as policies need it."""

    def one(self, kind: str) -> str:
        return self.choice(_words()[kind])

    def some(self, kind: str, least: int, most: int) -> list[str]:
        return self.sample(_words()[kind], self.randint(least, most))

    def period(self) -> str:
        number, unit = self.randint(2, 10), self.choice(("ans", "mois", "semaines"))
        return f"{number} {unit}" if self.random() < 0.5 else f"{_words()['numbers'][number - 1]} ({number}) {unit}"

    def items(self, items: list[str]) -> str:
        bullet = self.choice(_BULLETS)
        return "\n".join(f"{bullet}{item} ;" for item in items[:-1]) + f"\n{bullet}{items[-1]}."


def _policy(dice: _Dice, name: str, sections: int) -> str:
    heading = dice.choice(_HEADINGS)
    parts = [
        f"Politique de protection des données de {name}",
        f"{name}, responsable du traitement au sens du RGPD, protège les données personnelles de ses "
        f"{dice.randint(2, 900)} {dice.randint(100, 999)} adhérents depuis le {dice.randint(2, 28)} mars "
        f"{dice.randint(2018, 2026)} : {', '.join(dice.some('data', 2, 5))}.",
    ]
    for number in range(max(2, sections + dice.randint(-2, 2))):
        title, write = _SECTIONS[number % len(_SECTIONS)]
        again = f" ({_words()['numbers'][number // len(_SECTIONS)]})" if number >= len(_SECTIONS) else ""
        parts += [heading.format(number=number + 1, title=title + again), write(dice, name)]
    return "\n\n".join(parts) + "\n"


def _collected(dice: _Dice, name: str) -> str:
    kept = [f"{item} (dossier {dice.randint(100, 999)}, {dice.period()})" for item in dice.some("data", 3, 7)]
    return f"Lorsque vous adhérez à {name}, nous recueillons :\n\n{dice.items(kept)}"


def _purposes(dice: _Dice, name: str) -> str:
    sentences = [
        f"Pour {aim}, {name} s'appuie sur {dice.one('bases')} et utilise vos "
        f"{' et vos '.join(dice.some('data', 1, 3))}."
        for aim in dice.some("aims", 2, 6)
    ]
    return dice.choice((" ", "\n\n")).join(sentences)


def _retention(dice: _Dice, _: str) -> str:
    rows = [(item, dice.period(), dice.one("aims")) for item in dice.some("data", 3, 6)]
    if dice.random() < 0.5:
        table = [f"| {item} | {period} | {aim} |" for item, period, aim in rows]
        return "\n".join(["| Catégorie | Durée | Finalité |", "|---|---|---|", *table])
    return "\n\n".join(f"Les données « {item} » sont gardées {period} afin de {aim}." for item, period, aim in rows)


def _recipients(dice: _Dice, name: str) -> str:
    receivers = [f"{one}, pour {dice.one('aims')}, pendant {dice.period()}" for one in dice.some("receivers", 2, 6)]
    return f"Les agents habilités de {name} transmettent vos données à :\n{dice.items(receivers)}"


def _transfers(dice: _Dice, name: str) -> str:
    return (
        f"Un sous-traitant de {name} établi {dice.one('countries')} reçoit vos {dice.one('data')} pendant "
        f"{dice.period()}, sous les clauses contractuelles types signées en {dice.randint(2018, 2026)}. Aucun "
        "autre transfert n'a lieu."
    )


def _rights(dice: _Dice, name: str) -> str:
    slug = name.rsplit(" ", 1)[-1]
    town = f"{dice.randint(10, 95)}{dice.randint(0, 999):03} {dice.one('places')}"
    phone = " ".join(f"{dice.randint(0, 99):02}" for _ in range(4))
    return (
        f"Vous disposez des droits suivants :\n\n{dice.items(dice.some('rights', 4, 8))}\n\n"
        f"Écrivez au délégué à la protection des données : dpo-{slug}@mutuelle-{slug}.example, ou par courrier à "
        f"{name}, {dice.randint(1, 120)} rue {dice.one('streets')}, {town}, ou appelez le 01 {phone}. Nous "
        f"répondons en {dice.period()}. Joignez une copie de votre pièce d'identité, "
        f"qui sera détruite après {dice.period()}."
    )


def _cookies(dice: _Dice, name: str) -> str:
    cookies = [
        f"_m{dice.randint(100, 999)} : mesure d'audience, {dice.period()}" for _ in range(dice.randint(2, 5))
    ]
    return f"Le site de {name} dépose ces témoins de connexion :\n{dice.items(cookies)}"


def _complaints(dice: _Dice, name: str) -> str:
    return (
        f"Si la réponse de {name} ne vous convient pas après {dice.period()}, vous pouvez saisir la CNIL, 3 place "
        f"de Fontenoy, 75007 Paris. Référence interne : {dice.randint(10_000, 99_999)}."
    )


_SECTIONS: tuple[tuple[str, Callable[[_Dice, str], str]], ...] = (
    ("Les données que nous recueillons", _collected),
    ("Vos droits", _rights),
    ("Les finalités", _purposes),
    ("Les durées de conservation", _retention),
    ("Les destinataires", _recipients),
    ("Les transferts hors de l'Union européenne", _transfers),
    ("Les cookies", _cookies),
    ("Les réclamations", _complaints),
)
