"""A BEIR folder becomes one insurer with all documents; whole documents are gold."""

import pytest

from eval.cases import GoldSpan
from eval.datasets.beir import read_beir
from eval.errors import BadDataset
from tests.eval.datasets.writing import write_lines

CORPUS = (
    {"_id": "MED-10", "title": "Statins", "text": "Statins lower cholesterol.", "metadata": {"url": "x"}},
    {"_id": "med 10", "title": "", "text": "Cholesterol is a lipid."},
    {"_id": "void", "title": "", "text": " "},
)
QUERIES = (
    {"_id": "q1", "text": "What lowers cholesterol?", "metadata": {}},
    {"_id": "q2", "text": "What is void?"},
)
TEST = "query-id\tcorpus-id\tscore\nq1\tmed 10\t1\nq1\tMED-10\t2\nq1\tvoid\t0\nq2\tvoid\t1\n"


def write(folder, corpus=CORPUS, queries=QUERIES, **qrels):
    write_lines(folder / "corpus.jsonl", *corpus)
    write_lines(folder / "queries.jsonl", *queries)
    (folder / "qrels").mkdir(exist_ok=True)
    for split, lines in (qrels or {"test": TEST}).items():
        (folder / "qrels" / f"{split}.tsv").write_text(lines)
    return folder


def test_relevant_documents_are_gold_as_a_whole_the_most_relevant_first(tmp_path):
    dataset = read_beir(write(tmp_path / "nano"), "test")
    (case,) = dataset.cases
    assert (case.id, case.insurer, case.question, case.language, case.outcome) == (
        "q1",
        "beir-collection",
        "What lowers cholesterol?",
        "en",
        None,
    )
    assert case.gold == (GoldSpan("beir-collection/med-10", 0, 35), GoldSpan("beir-collection/med-10-2", 0, 23))
    assert dataset.texts == {
        "beir-collection/med-10": "Statins\n\nStatins lower cholesterol.",
        "beir-collection/med-10-2": "Cholesterol is a lipid.",
    }
    assert (dataset.name, dataset.split) == ("beir-nano", "test")


def test_the_split_decides_which_judgements_count(tmp_path):
    folder = write(tmp_path, test=TEST, dev="query-id\tcorpus-id\tscore\nq2\tMED-10\t1\n")
    assert [case.id for case in read_beir(folder, "development").cases] == ["q2"]
    assert [case.id for case in read_beir(folder, "test").cases] == ["q1"]
    assert [case.id for case in read_beir(folder, "all").cases] == ["q1", "q2"]


def test_a_split_that_is_not_there_is_named_with_those_that_are(tmp_path):
    with pytest.raises(BadDataset, match=r"dev\.tsv: no such file; the folder holds test\.tsv"):
        read_beir(write(tmp_path), "development")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"corpus": [{"_id": "a"}]}, r"corpus\.jsonl, line 1, text: missing; add it"),
        ({"corpus": [*CORPUS, CORPUS[0]]}, r"corpus\.jsonl, line 4, _id: 'MED-10' stands twice"),
        ({"queries": [*QUERIES, QUERIES[0]]}, r"queries\.jsonl, line 3, _id: 'q1' stands twice"),
        ({"test": "h\nq1\tMED-11\t1\n"}, r"test\.tsv, line 2, corpus-id: 'MED-11' is unknown"),
        ({"test": "h\nq3\tMED-10\t1\n"}, r"test\.tsv, line 2, query-id: 'q3' is unknown"),
        ({"test": "h\nq1\tMED-10\tgood\n"}, r"test\.tsv, line 2, score: write query id, document id"),
        ({"test": "h\nq1\tMED-10\t--1\n"}, r"test\.tsv, line 2, score: .* a whole number.* \(found '--1'\)"),
        ({"test": "h\nq1\tMED-10\t" + "9" * 5_000}, r"test\.tsv, line 2, score: .* a whole number"),
        (
            {"test": "q1\tMED-10\t1\nq2\tvoid\t1\n"},
            r"test\.tsv, line 1: a judgement where the names of the columns",
        ),
        (
            {"test": "h\nq1\tMED-10\t1\nq2\tvoid\t1\nq1\tMED-10\t2\n"},
            r"test\.tsv, line 4, corpus-id: 'MED-10' is judged for 'q1' already at .*test\.tsv, line 2; keep one",
        ),
        ({"queries": [{"_id": "q1", "text": " \t"}]}, r"queries\.jsonl, line 1, text: empty; fill it in"),
        (
            {"corpus": [*CORPUS, {"_id": "b", "text": "a\x00b"}]},
            r"corpus\.jsonl, line 4: the text 'b' is a binary file",
        ),
        ({"test": "h\nq1 MED-10 1\n"}, r"test\.tsv, line 2, score: write query id, document id"),
    ],
)
def test_file_line_and_field_of_a_fault_are_named(tmp_path, changed, said):
    with pytest.raises(BadDataset, match=said):
        read_beir(write(tmp_path, **changed), "test")


def test_a_document_that_is_judged_not_relevant_is_no_gold(tmp_path):
    folder = write(tmp_path, test="query-id\tcorpus-id\tscore\nq1\tMED-10\t1\nq1\tmed 10\t-1\n")
    assert [one.document for one in read_beir(folder, "test").cases[0].gold] == ["beir-collection/med-10"]
