"""Messages that lean on the conversation become questions of their own; the others stay as they are."""

from __future__ import annotations

import csv
import re
import tomllib
from itertools import groupby
from pathlib import Path

import numpy as np
import pytest

from assistant.conversation import Turn
from assistant.followups import chosen_suggestion, last_question, only_says_which, resolved
from assistant.understanding import Understood, language_of_question

ROOT = Path(__file__).resolve().parents[2]
CONVERSATIONS = Path(__file__).with_name("conversations.tsv")
LEADS_TO = {"restriction": "restriction", "erasure": "erasure", "marketing": "marketing_objection"}


def alone(text, topic="_small_talk", share=0.9, language=None, wish=0.0):
    """A message understood without the conversation."""
    found = language or language_of_question(text)
    return Understood(
        text=text,
        language=found,
        vector=np.zeros(1, dtype=np.float32),
        topics={topic: share, "_out_of_scope": 1 - share},
        action="erasure",
        actions=("erasure",),
        wish=wish,
        audience=None,
        slots={},
        asks_how=False,
        words=(),
    )


def answered(topic, question="La question d'avant ?", language="fr", **more):
    return Turn("a", None, language, question=question, topic=topic, **more)


def asked(text, *turns, **understood):
    found = resolved(alone(text, **understood), turns, LEADS_TO)
    return found.text if found else None


@pytest.mark.parametrize(
    ("before", "message", "question"),
    [
        ("contact", "et par mail ?", "À quelle adresse e-mail vous écrire au sujet de mes données ?"),
        ("access", "sous combien de temps ?", "Sous combien de temps répondez-vous à une demande"),
        ("cookies", "Et ça dure combien de temps ?", "Combien de temps les cookies restent-ils ?"),
        ("health_data", "combien de temps ?", "Combien de temps gardez-vous mes données de santé ?"),
        ("health_data", "for how long?", "How long do you keep my health data?"),
        ("health_data", "who can see them?", "Which recipients have access to my health data?"),
        ("erasure", "c'est gratuit ?", "La demande est-elle gratuite"),
        ("exercise_rights", "à quelle adresse ?", "À quelle adresse vous écrire"),
        ("complaint", "leur adresse ?", "Quelle est l'adresse de la CNIL"),
        ("recipients", "lesquels ?", "Quels sont les destinataires de mes données ?"),
        ("cookies", "et si je refuse ?", "Que se passe-t-il si je refuse les cookies ?"),
        ("erasure", "can you say no?", "Can you refuse my request?"),
        ("identity_proof", "Pourquoi ?", "Pourquoi demandez-vous une pièce d'identité ?"),
        ("recording", "pk", "Pourquoi enregistrez-vous les appels ?"),
        ("retention", "and after that?", "What happens to my data after the retention period?"),
        ("portability", "comment ?", "Comment demander la portabilité de mes données ?"),
    ],
)
def test_an_ellipsis_asks_about_what_was_talked_about(before, message, question):
    language = "fr" if message == "pk" else None
    assert asked(message, answered(before), language=language).startswith(question)


@pytest.mark.parametrize(
    ("before", "message", "topic", "question"),
    [
        ("recipients", "et mon patron ?", "_small_talk", "Transmettez-vous mes données à mon patron ?"),
        ("recipients", "and my boss?", "employer", "Do you share my data with my boss?"),
        ("retention", "ok et pour les cookies ?", "cookies", "Combien de temps gardez-vous les cookies ?"),
        ("ssn", "Et mon adresse IP ?", "geoloc", "Recueillez-vous mon adresse IP ?"),
        ("access", "and for my son?", "minors", "Can I make this request on behalf of my son?"),
    ],
)
def test_something_else_takes_the_place_of_the_subject(before, message, topic, question):
    assert asked(message, answered(before), topic=topic) == question


@pytest.mark.parametrize(
    ("message", "question"),
    [
        ("non, je voulais dire l'effacement", "Que dit la politique sur l'effacement ?"),
        ("no, I mean my health data", "What does the policy say about my health data?"),
    ],
)
def test_a_correction_asks_about_what_is_meant(message, question):
    assert asked(message, answered("objection"), topic="objection", share=0.4) == question


@pytest.mark.parametrize(
    ("turn", "wish"),
    [
        (answered("restriction"), "Je demande la limitation du traitement de mes données."),
        (answered("refusal_fees", action="erasure"), "Je veux que vous supprimiez mes données."),
    ],
)
def test_doing_it_asks_for_the_request_that_was_talked_about(turn, wish):
    assert asked("ok faites-le", turn) == wish


def test_why_after_another_topic_repeats_the_question():
    found = resolved(alone("pourquoi ?"), [answered("changes", "La politique change-t-elle ?")], LEADS_TO)
    assert (found.text, found.joined) == ("La politique change-t-elle ? Pourquoi ?", True)


def test_a_vague_message_is_joined_to_the_last_question_that_stands_on_its_own():
    turns = (
        answered("processors", "Quels sous-traitants ?"),
        answered("processors", "Quels sous-traitants ? vraiment ?", joined=True),
    )
    assert asked("et ceux des autres ?", *turns, topic="sale", share=0.3) == (
        "Quels sous-traitants ? et ceux des autres ?"
    )


@pytest.mark.parametrize(
    ("message", "understood"),
    [
        ("et combien de temps gardez-vous les données bancaires ?", {"topic": "retention", "share": 0.4}),
        ("Et sinon, comment protégez-vous mes données ?", {"topic": "security", "share": 0.4}),
        ("and do you ask for a copy of my ID card?", {"topic": "identity_proof", "share": 0.9}),
        ("and how much do you refund for a crown?", {"topic": "_out_of_scope", "share": 0.9}),
        ("alors je le retire, mon accord", {"topic": "consent", "share": 0.3, "wish": 0.9}),
        ("et bonjour à vous ?", {}),
        ("that's crazy", {}),
        ("quel temps fait-il à Paris ?", {"topic": "_out_of_scope", "share": 0.9}),
    ],
)
def test_a_message_with_a_subject_of_its_own_is_left_alone(message, understood):
    assert asked(message, answered("cookies"), **understood) is None


def test_the_first_message_is_never_a_follow_up():
    assert asked("et par mail ?") is None


def test_thanks_in_between_do_not_end_the_subject():
    turns = (answered("cookies"), answered("_small_talk", "merci beaucoup"))
    assert asked("et ça dure combien de temps ?", *turns) == "Combien de temps les cookies restent-ils ?"


@pytest.mark.parametrize("message", ["merci", "ok", "d'accord merci", "super merci beaucoup", "ok thanks"])
def test_thanks_are_small_talk(message):
    assert asked(message, answered("cookies")) in {"merci beaucoup", "thank you very much"}


@pytest.mark.parametrize(
    ("message", "chosen"),
    [
        ("la deuxième", "B ?"),
        ("the first question", "A ?"),
        ("2", "B ?"),
        ("la dernière svp", "C ?"),
        ("the second one", "B ?"),
        ("la cinquième", None),
        ("deux ans ?", None),
        ("la", None),
    ],
)
def test_a_suggestion_is_chosen_by_its_place(message, chosen):
    assert chosen_suggestion(message, [answered("contact", suggestions=("A ?", "B ?", "C ?"))]) == chosen


def test_nothing_is_chosen_where_nothing_was_suggested():
    assert chosen_suggestion("2", [answered("contact")]) is None
    assert chosen_suggestion("2", []) is None


def test_the_last_question_is_the_one_that_waits():
    turns = (answered("contact", "A ?"), Turn(None, "B ?", "fr"))
    assert last_question(turns) == "B ?"


def test_the_last_question_is_within_the_subject():
    assert last_question((answered("contact", "A ?"), answered("_out_of_scope", "Quel temps ?"))) == "A ?"
    assert last_question(()) is None


@pytest.mark.parametrize(
    ("rest", "only"),
    [
        ("et à la ?", True),
        ("non, je parle de", True),
        ("what about ?", True),
        ("et à la , combien de temps ?", False),
        ("comment exercer mes droits à la", False),
    ],
)
def test_a_message_that_only_says_which_insurer(rest, only):
    assert only_says_which(rest) is only


def test_every_question_of_the_data_can_be_written():
    raw = tomllib.loads((ROOT / "assistant/data/followups.toml").read_text(encoding="utf-8"))
    topics = set(tomllib.loads((ROOT / "assistant/data/topics.toml").read_text(encoding="utf-8"))["topic"])
    named = {"any", "wish", *raw["groups"], *topics}
    questions = [one for ask in raw["ask"] for one in ask["after"]] + raw["instead"]
    assert {one["of"] for one in questions} <= named
    assert {name for group in raw["groups"].values() for name in group} <= topics
    assert {name for one in raw["instead"] for name in one["topics"]} <= topics
    placeholders = {
        place for one in questions for text in (one["fr"], one["en"]) for place in re.findall("{(.*?)}", text)
    }
    assert placeholders <= {"subject", "wish", "question", "message", "rest"}


def conversations():
    with CONVERSATIONS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [list(group) for _, group in groupby(rows, key=lambda row: row["conversation"])]


@pytest.fixture(scope="module")
def replies(engine):
    """The replies to the messages of each conversation, in one conversation each: (row, reply, reply alone)."""
    found = []
    for talk in conversations():
        conversation = f"talk {talk[0]['conversation']}"
        for row in talk:
            reply = engine.ask("sem", row["text"], None, conversation, interface_language="fr")
            found.append((row, reply, engine.ask("sem", row["text"], reply.language)))
    return found


def test_forty_conversations_are_written():
    assert len(conversations()) == 40


@pytest.mark.integration
def test_a_question_that_stands_alone_is_understood_alike_late_in_a_conversation(replies):
    changed = [
        row["text"]
        for row, reply, single in replies
        if row["kind"] == "alone" and reply.trace.understood.text != single.trace.understood.text
    ]
    assert changed == []


@pytest.mark.integration
def test_follow_ups_are_understood_by_the_conversation(replies):
    rows = [(row, reply.trace.understood, single.trace.understood) for row, reply, single in replies]
    follows = [(row["topics"].split(","), here, single) for row, here, single in rows if row["kind"] == "follows"]
    right = sum(next(iter(here.topics)) in topics for topics, here, _ in follows)
    right_alone = sum(next(iter(single.topics)) in topics for topics, _, single in follows)
    assert right >= 0.85 * len(follows)
    assert right > right_alone


@pytest.mark.integration
def test_thanks_are_small_talk_wherever_they_come(replies):
    assert {reply.trace.decision.topic for row, reply, _ in replies if row["kind"] == "thanks"} == {"_small_talk"}


@pytest.mark.integration
def test_another_insurer_is_asked_the_same_question(engine):
    messages = ("Combien de temps gardez-vous mes données de santé ?", "la deuxième", "et chez MHR ?")
    said = [engine.ask(None, one, None, "another insurer", interface_language="fr") for one in messages]
    first, second = engine.insurers()[1].id, "mhr"
    assert [reply.insurer for reply in said] == [None, first, second]
    assert {reply.trace.understood.text for reply in said[1:]} == {messages[0]}


@pytest.mark.integration
def test_a_conversation_about_one_insurer_stays_with_it(engine):
    engine.ask("mhr", "Qui reçoit mes données ?", None, "one insurer", interface_language="fr")
    declined = engine.ask("mhr", "et chez MGEN ?", None, "one insurer", interface_language="fr")
    chosen = engine.ask("mhr", "la première", None, "one insurer", interface_language="fr")
    assert (declined.insurer, declined.outcome, declined.citations) == ("mhr", "out_of_scope", ())
    assert chosen.trace.understood.text == declined.suggestions[0]
