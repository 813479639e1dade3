"""In each insurer's chat, every question about every other insurer is out of scope."""

from dataclasses import replace

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
    assert {(case.outcome, case.also_outcomes, case.topic, case.gold) for case in cases} == {
        ("out_of_scope", (), "retention", ())
    }


def test_the_contacts_of_the_other_insurer_are_forbidden_unless_the_authority_has_them(tmp_path, insurers):
    path = write_lines(tmp_path / "questions.jsonl", question())
    in_fern, in_moss = isolation_cases(path, insurers)
    assert (in_fern.forbidden, in_moss.forbidden) == (("3 rue des Lilas",), ("dpo@fern.example",))
    assert isolation_cases(path, insurers, "3 rue des Lilas")[0].forbidden == ()


def test_a_question_calls_the_other_by_its_name_one_of_its_other_names_or_in_lower_case(tmp_path, insurers):
    spellings = {**insurers.spellings, "la Mousse": "moss", "MM": "moss"}
    lines = [question(str(number), named=named) for number, named in enumerate(("name", "alias", "alias", "lower"))]
    cases = isolation_cases(write_lines(tmp_path / "pairs.jsonl", *lines), replace(insurers, spellings=spellings))
    assert [case.question for case in cases if case.insurer == "fern"] == [
        "Et chez Mutuelle Mousse ?",
        "Et chez MM ?",
        "Et chez la Mousse ?",
        "Et chez mutuelle mousse ?",
    ]
    assert cases[5].question == "Et chez Mutuelle Fougère ?", "without other names, by its name"


def test_other_outcomes_may_be_accepted(tmp_path, insurers):
    path = write_lines(tmp_path / "pairs.jsonl", question())
    cases = isolation_cases(path, insurers, also_outcomes=("needs_clarification",))
    assert {case.also_outcomes for case in cases} == {("needs_clarification",)}


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (question("r", question="Et vous ?"), "line 2, question: String should match pattern"),
        (question("r", topic="weather"), "line 2, topic: 'weather' is no topic"),
        (question("q"), "line 2, id: the id 'q' stands twice"),
        (question("r", named="nickname"), "line 2, named: Input should be"),
        (question("r", outcome="answered"), "line 2, outcome: unknown field"),
    ],
)
def test_a_question_that_asks_about_nobody_or_is_malformed_is_named(tmp_path, insurers, bad, said):
    with pytest.raises(BadDataset, match=said):
        isolation_cases(write_lines(tmp_path / "questions.jsonl", question("q"), bad), insurers)
