"""Classifiers are fitted to any examples, kept with what they were made from, and refused for others."""

from __future__ import annotations

import dataclasses
import stat

import numpy as np
import pytest

from assistant import topics
from assistant.classifiers import Classifier, QuestionClassifier
from assistant.examples import NO_ACTION, Examples, Labelled, Question, Statement, Wish
from assistant.topics import load_bank, shipped
from assistant.training import MEANING_SHARE, OTHER, RECIPE, train

pytestmark = pytest.mark.integration

QUESTIONS = {
    "cookies": (
        "open",
        [
            "utilisez-vous des cookies ?",
            "à quoi servent vos cookies ?",
            "les cookies du site",
            "vos cookis c'est quoi",
        ],
    ),
    "retention": (
        "duration",
        [
            "combien de temps gardez-vous mes données ?",
            "quelle est la durée de conservation ?",
            "vous gardez tout ça combien d'années ?",
            "quand mes données sont-elles effacées ?",
        ],
    ),
    "contact": (
        "email",
        ["à quelle adresse écrire ?", "un e-mail pour vous joindre ?", "le mail du dpo svp", "qui contacter ?"],
    ),
    "_small_talk": ("open", ["bonjour", "merci beaucoup", "salut ça va ?", "au revoir"]),
}
WISHES = {
    "erasure": ["supprimez toutes mes données", "effacez mon dossier", "je veux que tout soit supprimé"],
    "rectification": ["corrigez mon adresse", "changez mon nom dans le fichier", "je veux rectifier mon adresse"],
}
STATEMENTS = [
    ("Notre site utilise des cookies de mesure d'audience.", ("cookies",)),
    ("Les cookies sont conservés treize mois.", ("cookies", "retention")),
    ("Vos données sont conservées cinq ans après la fin du contrat.", ("retention",)),
    ("Vous pouvez écrire à notre délégué à la protection des données.", ("contact",)),
    ("Votre confiance est notre priorité.", ()),
]
APART = [
    ("vous mettez des cookies ?", ("cookies",), "open", None),
    ("conservation : combien de temps ?", ("retention", "cookies"), "duration", None),
    ("l'adresse mail pour écrire", ("contact",), "email", None),
    ("bonjour à tous", ("_small_talk",), "", None),
    ("supprimez tout", ("retention",), "open", "erasure"),
]
TINY = Examples(
    questions=tuple(
        Question(text, topic, "fr", "plain", slot) for topic, (slot, texts) in QUESTIONS.items() for text in texts
    ),
    wishes=tuple(Wish(text, action, "fr", "plain") for action, texts in WISHES.items() for text in texts),
    statements=tuple(Statement(text, about, "fr") for text, about in STATEMENTS),
    calibration=tuple(
        Labelled(text, about, slot, None, action, "fr", "plain") for text, about, slot, action in APART
    ),
    digest="tiny",
)
TEXTS = len(TINY.questions) + len(TINY.wishes) + len(TINY.statements) + len(TINY.calibration)


@pytest.fixture(scope="module")
def trained(embedder, tmp_path_factory):
    """The file of classifiers of the tiny examples, and what training told of its progress."""
    path, told = tmp_path_factory.mktemp("trained") / "new" / "tiny.npz", []
    train(TINY, embedder, path, lambda *progress: told.append(progress))
    return path, told


@pytest.fixture(scope="module")
def arrays(trained):
    with np.load(trained[0], allow_pickle=False) as stored:
        return {name: stored[name] for name in stored.files}


def likeliest(arrays, embedder, name, question):
    found = QuestionClassifier.stored(arrays, name, MEANING_SHARE)
    return next(iter(found.probabilities(question, embedder.query(question))))


def test_the_file_says_what_it_was_made_from_and_by(arrays, embedder):
    assert str(arrays["recipe"]) == RECIPE
    assert str(arrays["digest"]) == "tiny"
    assert embedder.same_as(embedder.name, embedder.dimension, arrays["fingerprint"])


def test_the_file_is_whole_or_absent_and_everybody_may_read_it(trained):
    path, _ = trained
    assert [*path.parent.iterdir()] == [path]
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


def test_progress_counts_every_text_once(trained):
    _, told = trained
    assert [done for done, _ in told[:-1]] == [*range(1, TEXTS - len(STATEMENTS) + 1)]
    assert told[-1] == (TEXTS, TEXTS)
    assert {total for _, total in told} == {TEXTS}


@pytest.mark.parametrize("topic", QUESTIONS)
def test_the_questions_that_were_learned_are_recognised(arrays, embedder, topic):
    slot, texts = QUESTIONS[topic]
    assert [likeliest(arrays, embedder, "topic", text) for text in texts] == [topic] * len(texts)
    assert [likeliest(arrays, embedder, "slot", text) for text in texts] == [slot] * len(texts)


def test_a_wish_is_told_from_a_question_and_its_kind_is_known(arrays, embedder):
    assert likeliest(arrays, embedder, "action", "effacez mon dossier") == "erasure"
    assert likeliest(arrays, embedder, "action", "corrigez mon adresse") == "rectification"
    assert likeliest(arrays, embedder, "action", "utilisez-vous des cookies ?") == NO_ACTION


def test_the_temperature_stays_within_what_is_tried(arrays):
    assert all(0.3 <= float(arrays[f"{name}_temperature"]) <= 3.0 for name in ("topic", "slot", "action"))


def test_a_sentence_may_answer_two_topics_or_none(arrays, embedder):
    model = Classifier.stored(arrays, "sentence")
    vectors = embedder.passages([text for text, _ in STATEMENTS])
    logits = vectors @ model.weights.T + model.bias
    found = [tuple(name for name, one in zip(model.classes, row, strict=True) if one > 0) for row in logits]
    assert found == [about for _, about in STATEMENTS]


def test_statements_are_kept_under_their_first_topic(arrays):
    assert arrays["statement_topics"].tolist() == [about[0] if about else OTHER for _, about in STATEMENTS]
    assert arrays["statements"].shape[0] == len(STATEMENTS)


def test_other_examples_another_recipe_and_another_model_are_refused(arrays, embedder):
    assert topics._fits(arrays, TINY, embedder)
    assert not topics._fits(arrays, dataclasses.replace(TINY, digest="changed"), embedder)
    assert not topics._fits({**arrays, "recipe": np.array("older")}, TINY, embedder)
    other = np.asarray(arrays["fingerprint"]) + 0.1
    assert not topics._fits({**arrays, "fingerprint": other}, TINY, embedder)


def test_for_other_examples_classifiers_are_fitted_once_and_kept_in_the_data_folder(
    embedder, tmp_path, monkeypatch
):
    monkeypatch.setattr(topics, "load_examples", lambda: TINY)
    came_with_the_product = shipped(embedder.name).stat().st_mtime_ns
    told = []
    bank = load_bank(embedder, tmp_path, lambda *progress: told.append(progress))
    (kept,) = (tmp_path / "question-bank").iterdir()
    assert told[-1] == (TEXTS, TEXTS)
    assert set(bank.topic_of.meaning.classes) == set(QUESTIONS)
    again = []
    load_bank(embedder, tmp_path, lambda *progress: again.append(progress))
    assert again == []
    kept.write_bytes(b"damaged")
    load_bank(embedder, tmp_path, lambda *progress: again.append(progress))
    assert again == told
    assert shipped(embedder.name).stat().st_mtime_ns == came_with_the_product
