"""In each insurer's chat, every question about every other insurer is out of scope."""

import pytest

from eval.datasets.corpus import read_insurers
from eval.datasets.isolation import isolation_cases
from eval.errors import BadDataset
from tests.eval.datasets.writing import write_corpus, write_lines


def question(id="q", **fields):
    return {"id": id, "language": "fr", "question": "Et chez {other} ?", "topic": "retention", **fields}


@pytest.fixture
def insurers(tmp_path):
    return read_insurers(write_corpus(tmp_path / "corpus"))


def test_every_ordered_pair_of_insurers_gets_every_question(tmp_path, insurers):
    path = write_lines(tmp_path / "questions.jsonl", question("q"), question("r"))
    cases = isolation_cases(path, insurers)
    assert [(case.id, case.insurer, case.question) for case in cases] == [
        ("q~fern~moss", "fern", "Et chez Mutuelle Mousse ?"),
        ("r~fern~moss", "fern", "Et chez Mutuelle Mousse ?"),
        ("q~moss~fern", "moss", "Et chez Mutuelle Fougère ?"),
        ("r~moss~fern", "moss", "Et chez Mutuelle Fougère ?"),
    ]
    assert {(case.outcome, case.topic, case.gold, case.forbidden) for case in cases} == {
        ("out_of_scope", "retention", (), ())
    }


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (question("r", question="Et vous ?"), "line 2, question: String should match pattern"),
        (question("r", topic="weather"), "line 2, topic: 'weather' is no topic"),
        (question("q"), "line 2, id: the id 'q' stands twice"),
        (question("r", outcome="answered"), "line 2, outcome: unknown field"),
    ],
)
def test_a_question_that_asks_about_nobody_or_is_malformed_is_named(tmp_path, insurers, bad, said):
    with pytest.raises(BadDataset, match=said):
        isolation_cases(write_lines(tmp_path / "questions.jsonl", question("q"), bad), insurers)
