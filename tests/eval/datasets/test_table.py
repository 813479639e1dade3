"""A business user writes questions in a spreadsheet; what is wrong is named by line and by their own header."""

import pytest

from eval.cases import Case, GoldSpan
from eval.datasets.corpus import read_insurers
from eval.datasets.table import read_table
from eval.errors import BadDataset
from tests.eval.datasets.writing import TEXTS, write_corpus

HEADERS = "Assureur;Question;Résultat attendu;Doit contenir;Citation;Thème;Type de demande;Langue"


@pytest.fixture
def table(tmp_path):
    """Reads a table with these lines below the headers."""
    insurers = read_insurers(write_corpus(tmp_path / "corpus"))

    def read(*lines, headers=HEADERS):
        path = tmp_path / "questions.csv"
        path.write_text("\n".join([headers, *lines]), encoding="utf-8")
        return read_table(path, insurers)

    return read


def test_a_full_line_becomes_a_case_about_the_corpus(table):
    dataset = table(
        'mutuelle mousse;Combien de temps ?;Répondu;"cinq ans|5 ans;données";VOS  données;retention;access;fr'
    )
    assert dataset.cases == (
        Case(
            id="questions-2",
            insurer="moss",
            question="Combien de temps ?",
            language="fr",
            outcome="answered",
            topic="retention",
            request_type="access",
            facts=(("cinq ans", "5 ans"), ("données",)),
            gold=(GoldSpan("moss/policy", 13, 26),),
        ),
    )
    assert TEXTS["moss/policy"][13:26] == "vos **données"
    assert (dataset.name, dataset.texts, dataset.sources) == ("csv-questions", TEXTS, ())


def test_insurer_question_and_outcome_are_enough(table):
    (case,) = table("fern,How long do you keep my data?,silent", headers="insurer,question,expected outcome").cases
    expected = Case("questions-2", "fern", "How long do you keep my data?", "en", "policy_silent")
    assert case == expected


@pytest.mark.parametrize(
    ("written", "outcome"),
    [
        ("policy_silent", "policy_silent"),
        ("Politique muette", "policy_silent"),
        ("HORS SUJET", "out_of_scope"),
        ("out of scope", "out_of_scope"),
        ("à préciser", "needs_clarification"),
        ("oui", "answered"),
    ],
)
def test_an_outcome_may_be_written_in_french_or_english(table, written, outcome):
    (case,) = table(f"fern;Où ?;{written};;;;;").cases
    assert case.outcome == outcome


def test_a_quote_that_stands_twice_is_gold_twice(table):
    (case,) = table("fern;Où ?;oui;;vos d;;;").cases
    assert case.gold == (GoldSpan("fern/policy", 0, 5), GoldSpan("fern/policy", 70, 75))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("oak;Où ?;oui;;;;;", "column Assureur: 'oak' is none of fern, moss"),
        (";Où ?;oui;;;;;", "column Assureur: '' is none of fern, moss"),
        ("fern;;oui;;;;;", "column Question: empty; write the question"),
        ("fern;Où ?;peut-être;;;;;", "column Résultat attendu: 'peut-être' is none of answered, policy_silent"),
        ("fern;Où ?;;;;;;", "column Résultat attendu: '' is none of answered"),
        ("fern;Où ?;oui;;cinq ans;;;", "column Citation: 'cinq ans' is not in the texts of fern"),
        ("fern;Où ?;refus;;dix ans;;;", "column Citation: contradicts out_of_scope"),
        ("fern;Où ?;oui;;;météo;;", "column Thème: 'météo' is none of _account_specific"),
        ("fern;Où ?;oui;;;;none;", "column Type de demande: 'none' is none of access"),
        ("fern;Où ?;oui;;;;;français", "column Langue: 'français' is no ISO 639-1 code"),
        ("fern;Autre ?;oui;;;;;", "column Question: stands already in line 2; keep one"),
    ],
)
def test_line_and_column_of_a_fault_are_named(table, line, said):
    with pytest.raises(BadDataset) as refused:
        table("fern;Autre ?;oui;;;;;", line)
    (message,) = str(refused.value).splitlines()
    assert f"questions.csv, line 3, {said}" in message


def test_all_faults_of_a_table_are_told_at_once(table):
    with pytest.raises(BadDataset) as refused:
        table("oak;;oui;;;;;", "fern;Où ?;non;;;;;")
    assert [one.split(", ")[1] for one in str(refused.value).splitlines()] == ["line 2", "line 2", "line 3"]
