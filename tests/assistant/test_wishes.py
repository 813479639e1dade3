"""A message with several wishes is parted into clauses, and each wish of it is found."""

from __future__ import annotations

import csv
import re
import tomllib

import numpy as np
import pytest

from assistant.catalogue import message
from assistant.examples import NO_ACTION
from assistant.settings import RetrievalSettings
from assistant.wishes import MOST_CLAUSES, clauses, wishes_of
from eval.understanding.bank import LANGUAGES, REGISTERS
from eval.understanding.several import SEVERAL, SPLITS
from tests.conftest import ROOT

ACTIONS = set(tomllib.loads((ROOT / "assistant/data/actions.toml").read_text(encoding="utf-8"))["action"])
SURE = 0.9
ACT_ABOVE = RetrievalSettings().act_above


def parted(text, language="fr"):
    return [readings[0] for readings in clauses(text, language)]


class Reads:
    """Takes a text for a wish by the first of these words that is in it."""

    def __init__(self, **words):
        self.words = words

    def probabilities(self, text, _vector=None):
        name, share = next((found for word, found in self.words.items() if word in text), (NO_ACTION, SURE))
        others = [one for one in ("access", "erasure", "objection", NO_ACTION) if one != name]
        shares = {name: share} | {one: (1 - share) / len(others) for one in others}
        return dict(sorted(shares.items(), key=lambda one: -one[1]))


def found(text, classifier, whole=None, language="en"):
    """The wishes, and the clauses that were embedded for them."""
    embedded = []

    def embed(clause):
        embedded.append(clause)
        return np.zeros(1, dtype=np.float32)

    return wishes_of(text, language, whole or classifier.probabilities(text), classifier, embed), embedded


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Supprimez mon dossier et arrêtez la pub.", "fr", ["Supprimez mon dossier", "arrêtez la pub"]),
        ("delete my file, then stop the ads", "en", ["delete my file", "stop the ads"]),
        ("copie de mon dossier + plus de pub", "fr", ["copie de mon dossier", "plus de pub"]),
        ("je retire mon accord. Effacez tout !", "fr", ["je retire mon accord", "Effacez tout !"]),
        ("pls delete my stuff n stop spamming me", "en", ["pls delete my stuff", "stop spamming me"]),
    ],
)
def test_sentences_and_conjunctions_part_clauses(text, language, expected):
    assert parted(text, language) == expected


@pytest.mark.parametrize(
    ("text", "language", "carried"),
    [
        ("Je veux voir mon dossier et m'opposer à la prospection", "fr", "je veux m'opposer à la prospection"),
        ("Je vous prie de m'envoyer mes données et de corriger mon nom", "fr", "je veux corriger mon nom"),
        ("Je veux une copie, puis suppression du dossier", "fr", "je demande suppression du dossier"),
        ("Je veux une copie et que vous effaciez tout", "fr", "je veux que vous effaciez tout"),
        ("I would like a copy and to stop receiving ads", "en", "I want to stop receiving ads"),
        ("I withdraw my consent and ask you to delete it all", "en", "I ask you to delete it all"),
        ("Send me a copy and I want my name corrected", "en", "I want my name corrected"),
    ],
)
def test_a_clause_that_leans_on_the_one_before_stands_alone(text, language, carried):
    assert parted(text, language)[-1] == carried


@pytest.mark.parametrize(
    ("text", "language", "head"),
    [
        ("Supprimez mon nom, mon adresse et mon e-mail", "fr", "Supprimez mon nom"),
        ("Delete my name, my address and my e-mail.", "en", "Delete my name"),
        ("changer rib et adresse", "fr", "changer rib"),
    ],
)
def test_a_list_of_data_is_one_clause_read_with_and_without_the_list(text, language, head):
    assert clauses(text, language) == [(text.rstrip("."), head)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Je conteste ce montant et tant que ce n'est pas tranché je veux que rien ne bouge", "fr"),
        ("J'aimerais que, quand je serai mort, ma fille décide", "fr"),
        ("My claim was rejected by your software and that is why, until it is settled, nothing should move", "en"),
    ],
)
def test_what_depends_on_a_clause_stays_with_it(text, language):
    assert parted(text, language) == [text]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Puis-je demander l'effacement de mes données et la fermeture de mon compte ?", "fr"),
        ("Comment rectifier une adresse et m'opposer à la prospection ?", "fr"),
        ("Can I ask for a copy of my data and also have it deleted later?", "en"),
    ],
)
def test_a_sentence_that_asks_holds_no_clause(text, language):
    assert clauses(text, language) == []


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Arrêtez la pub, mais n'effacez rien", "fr", ["Arrêtez la pub"]),
        ("Stop the ads but do not delete my file", "en", ["Stop the ads"]),
    ],
)
def test_what_is_to_be_left_alone_is_no_wish(text, language, expected):
    assert parted(text, language) == expected


def test_no_more_than_five_clauses_are_read_and_nothing_is_dropped():
    every = [f"delete file {number}" for number in range(9)]
    found = parted(" and ".join(every), "en")
    assert len(found) == MOST_CLAUSES
    assert re.findall(r"\d", " ".join(found)) == [f"{number}" for number in range(9)]


@pytest.mark.parametrize("text", ["et, " * 5_000, "ne " * 5_000 + "!", ", " * 5_000, "je et " * 3_000, "+ + +", ""])
@pytest.mark.parametrize("language", LANGUAGES)
def test_any_text_is_parted(text, language):
    assert len(clauses(text, language)) <= MOST_CLAUSES


def test_wishes_are_in_the_order_of_the_message_and_the_likeliest_is_that_of_the_whole():
    reads = Reads(copy=("access", SURE), delete=("erasure", SURE))
    whole = {"erasure": 0.5, "access": 0.3, NO_ACTION: 0.1, "objection": 0.1}
    wishes, _ = found("send me a copy and delete the rest", reads, whole)
    assert (wishes.actions, wishes.likeliest) == (("access", "erasure"), "erasure")


def test_a_message_that_hides_its_wishes_wants_what_its_clauses_want():
    reads = Reads(copy=("access", SURE), delete=("erasure", 0.8))
    whole = {NO_ACTION: 0.7, "access": 0.15, "erasure": 0.1, "objection": 0.05}
    wishes, _ = found("send me a copy and delete the rest", reads, whole)
    assert wishes.probability == SURE


def test_a_message_without_a_wish_is_not_read_clause_by_clause():
    whole = {NO_ACTION: 0.95, "access": 0.03, "erasure": 0.01, "objection": 0.01}
    wishes, embedded = found("send me a copy and delete the rest", Reads(), whole)
    assert (wishes.actions, embedded) == (("access",), [])
    assert wishes.probability == pytest.approx(0.05)


def test_a_message_of_one_clause_is_not_embedded_again():
    wishes, embedded = found("delete my file", Reads(delete=("erasure", SURE)))
    assert (wishes.actions, embedded) == (("erasure",), [])


def test_a_clause_whose_type_is_unclear_adds_none():
    reads = Reads(delete=("erasure", SURE), move=("objection", 0.4))
    whole = {"erasure": 0.8, "access": 0.1, NO_ACTION: 0.09, "objection": 0.01}
    wishes, _ = found("delete my file and move on", reads, whole)
    assert wishes.actions == ("erasure",)


def test_the_type_of_the_whole_message_stays_where_no_clause_is_surer():
    reads = Reads(delete=("erasure", 0.8))
    whole = {"objection": 0.9, "erasure": 0.05, NO_ACTION: 0.03, "access": 0.02}
    wishes, _ = found("I refuse, delete it", reads, whole)
    assert wishes.actions == ("objection",)


def test_the_messages_that_measure_it_are_whole():
    rows = list(
        csv.DictReader(SEVERAL.read_text(encoding="utf-8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    )
    assert len(rows) == len({row["text"] for row in rows}) == 160
    assert {row["split"] for row in rows} == set(SPLITS)
    assert {row["language"] for row in rows} == set(LANGUAGES)
    assert {row["register"] for row in rows} <= set(REGISTERS)
    assert {name for row in rows for name in filter(None, row["types"].split(","))} <= ACTIONS - {NO_ACTION}


@pytest.mark.integration
@pytest.mark.parametrize(
    ("text", "language", "types"),
    [
        (
            "Send me a copy of my data and then delete everything, and stop the ads",
            "en",
            ("access", "erasure", "marketing_objection"),
        ),
        (
            "Envoyez-moi une copie de mes données, puis supprimez tout, et arrêtez la pub",
            "fr",
            ("access", "erasure", "marketing_objection"),
        ),
        ("je veux porter plainte et que vous supprimiez mon dossier", "fr", ("complaint", "erasure")),
        ("copie de mes données puis suppression totale", "fr", ("access", "erasure")),
        ("suprimé mon compte et aretez vos pubs svp", "fr", ("erasure", "marketing_objection")),
        ("pls delete my stuff n stop spamming me", "en", ("erasure", "marketing_objection")),
        (
            "Please update my phone number and stop calling me with offers.",
            "en",
            ("rectification", "marketing_objection"),
        ),
        (
            "Je souhaite obtenir une copie de mon dossier et faire corriger mon adresse.",
            "fr",
            ("access", "rectification"),
        ),
        ("Effacez mon nom, mon adresse et mon e-mail", "fr", ("erasure",)),
        ("Delete my name, my address and my e-mail.", "en", ("erasure",)),
        ("J'ai déménagé et je voudrais que vous corrigiez mon adresse.", "fr", ("rectification",)),
        ("I moved last month and want you to correct my address.", "en", ("rectification",)),
    ],
)
def test_every_wish_of_a_message_is_understood(engine, text, language, types):
    asked = engine.understood(text, language)
    assert asked.actions == types
    assert asked.action in types
    assert asked.wish > ACT_ABOVE


@pytest.mark.integration
@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Puis-je demander l'effacement de mes données et la fermeture de mon compte en même temps ?", "fr"),
        ("Comment fait-on pour rectifier une adresse et pour s'opposer à la prospection ?", "fr"),
        ("Can I ask for a copy of my data and also have it deleted later?", "en"),
    ],
)
def test_a_question_about_several_rights_is_no_wish(engine, text, language):
    assert engine.understood(text, language).wish < ACT_ABOVE


@pytest.mark.integration
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answer_names_every_wish_and_a_rule_of_the_law_for_each(engine, language):
    text = {
        "fr": "Envoyez-moi une copie de mes données, puis supprimez tout, et arrêtez la pub",
        "en": "Send me a copy of my data and then delete everything, and stop the ads",
    }[language]
    reply = engine.ask("mese", text, language)
    wishes = [message(language, f"answer.wish.{one}") for one in ("access", "erasure", "marketing_objection")]
    lead = reply.answer.split("\n")[0]
    assert [one for one in wishes if one not in lead] == []
    cited = " ".join(one.quote.section for one in reply.citations if one.quote.insurer == "law")
    assert [article for article in ("15", "17", "21") if article not in cited] == []
