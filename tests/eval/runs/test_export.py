"""Other tools read an exported run as it was."""

import json
from dataclasses import replace

import pytest

from eval.cases import GoldSpan
from eval.datasets.beir import read_beir
from eval.errors import EvaluationError
from eval.runs.export import FORMATS, export
from eval.runs.folder import RunFolder
from eval.runs.runner import run
from tests.eval.runs.systems import KEY, TEXT, Scripted, case, dataset, right

FIRST, SECOND = f"{KEY}:0-37", f"{KEY}:38-{len(TEXT)}"


@pytest.fixture
def home(tmp_path):
    """A run of three cases: one found, one whose gold was found second, one that the policy does not answer."""
    silent = case("c", outcome="policy_silent", facts=(), gold=())
    data = dataset(case("a"), case("b", gold=(GoldSpan(KEY, 38, 45),)), silent)
    run(data, Scripted(), tmp_path / "run")
    return RunFolder(tmp_path / "run")


def exported(home, form):
    """The contents of the exported files by name."""
    target = home.path.parent / form
    return {path.relative_to(target).as_posix(): path.read_text("utf-8") for path in export(home, form, target)}


def lines(content):
    return [json.loads(line) for line in content.splitlines()]


def test_beir_has_the_passages_the_questions_with_gold_and_the_judgements(home):
    files = exported(home, "beir")
    assert lines(files["corpus.jsonl"]) == [
        {"_id": FIRST, "title": "", "text": TEXT[:37]},
        {"_id": SECOND, "title": "", "text": TEXT[38:]},
    ]
    assert [one["_id"] for one in lines(files["queries.jsonl"])] == ["a", "b"]
    assert files["qrels/dev.tsv"].splitlines() == [
        "query-id\tcorpus-id\tscore",
        f"a\t{FIRST}\t1",
        f"b\t{SECOND}\t1",
    ]


def test_gold_that_was_never_retrieved_is_a_passage_of_its_own(tmp_path):
    nothing = Scripted({"a": lambda asked: replace(right(asked), retrieved=())})
    run(dataset(case("a")), nothing, tmp_path / "run")
    files = exported(RunFolder(tmp_path / "run"), "beir")
    assert lines(files["corpus.jsonl"]) == [{"_id": FIRST, "title": "", "text": TEXT[:37]}]
    assert f"a\t{FIRST}\t1" in files["qrels/dev.tsv"]


def test_trec_eval_computes_from_the_files_what_the_ranking_says(home):
    pytrec_eval = pytest.importorskip("pytrec_eval")
    files = exported(home, "trec")
    run_of = pytrec_eval.parse_run(files["run.trec"].splitlines())
    qrels = pytrec_eval.parse_qrel(files["qrels.trec"].splitlines())
    found = pytrec_eval.RelevanceEvaluator(qrels, {"recip_rank"}).evaluate(run_of)
    assert {name: one["recip_rank"] for name, one in found.items()} == {"a": 1.0, "b": 0.5}


def test_a_case_that_nothing_was_found_for_counts_as_zero_in_trec_eval(tmp_path):
    pytrec_eval = pytest.importorskip("pytrec_eval")
    nothing = Scripted({"a": lambda asked: replace(right(asked), retrieved=())})
    run(dataset(case("a")), nothing, tmp_path / "run")
    files = exported(RunFolder(tmp_path / "run"), "trec")
    qrels = pytrec_eval.parse_qrel(files["qrels.trec"].splitlines())
    ranked = pytrec_eval.parse_run(files["run.trec"].splitlines())
    assert pytrec_eval.RelevanceEvaluator(qrels, {"recip_rank"}).evaluate(ranked) == {"a": {"recip_rank": 0.0}}


def test_only_cases_with_gold_are_ranked(home):
    ranked = exported(home, "trec")["run.trec"].splitlines()
    assert {line.split()[0] for line in ranked} == {"a", "b"}


def test_an_id_with_spaces_is_one_word_everywhere(tmp_path):
    run(dataset(case("my file-2")), Scripted(), tmp_path / "run")
    files = exported(RunFolder(tmp_path / "run"), "trec") | exported(RunFolder(tmp_path / "run"), "beir")
    assert files["run.trec"].startswith(f"my%20file-2 Q0 {FIRST} 1 ")
    assert files["qrels.trec"] == f"my%20file-2 0 {FIRST} 1\n"
    assert files["qrels/dev.tsv"].endswith(f"\nmy%20file-2\t{FIRST}\t1\n")
    assert lines(files["queries.jsonl"])[0]["_id"] == "my%20file-2"


@pytest.mark.parametrize("form", ["beir", "trec"])
def test_a_run_without_gold_has_no_relevant_passages_to_export(tmp_path, form):
    run(dataset(case("a", gold=())), Scripted(), tmp_path / "run")
    with pytest.raises(EvaluationError, match="no case has gold"):
        exported(RunFolder(tmp_path / "run"), form)


def test_a_target_that_cannot_be_written_is_named(home, tmp_path):
    (tmp_path / "taken").write_text("")
    with pytest.raises(EvaluationError, match="taken: cannot be written"):
        export(home, "ragas", tmp_path / "taken")


def test_the_beir_adapter_reads_what_was_exported(home):
    exported(home, "beir")
    read = read_beir(home.path.parent / "beir", "development")
    first, second = (one.gold[0].document for one in read.cases)
    assert (read.texts[first], read.texts[second]) == (TEXT[:37], TEXT[38:])


def test_ties_keep_the_order_of_the_system(tmp_path):
    def tied(asked):
        return replace(right(asked), retrieved=tuple(replace(one, score=1.0) for one in right(asked).retrieved))

    run(dataset(case("a")), Scripted({"a": tied}, name="my system"), tmp_path / "run")
    ranking = exported(RunFolder(tmp_path / "run"), "trec")["run.trec"].splitlines()
    assert ranking == [f"a Q0 {FIRST} 1 2 my-system", f"a Q0 {SECOND} 2 1 my-system"]


def test_ragas_reads_question_reply_passages_and_reference(home):
    first, _, silent = lines(exported(home, "ragas")["ragas.jsonl"])
    assert first == {
        "user_input": "Question a ?",
        "response": "« Vos données sont conservées cinq ans. » [1]",
        "retrieved_contexts": [TEXT[:37], TEXT[38:]],
        "reference": TEXT[:37],
        "reference_contexts": [TEXT[:37]],
    }
    assert silent["reference"] == "The policy does not say."


def test_deepeval_reads_one_list_of_test_cases(home):
    first = json.loads(exported(home, "deepeval")["deepeval.json"])[0]
    assert first == {
        "name": "a",
        "input": "Question a ?",
        "actual_output": "« Vos données sont conservées cinq ans. » [1]",
        "expected_output": TEXT[:37],
        "retrieval_context": [TEXT[:37], TEXT[38:]],
        "context": [TEXT[:37]],
    }


def test_decisive_facts_stand_in_for_gold_that_there_is_not(tmp_path):
    run(dataset(case("a", gold=())), Scripted(), tmp_path / "run")
    assert lines(exported(RunFolder(tmp_path / "run"), "ragas")["ragas.jsonl"])[0]["reference"] == "cinq ans"


def test_a_case_of_which_only_the_outcome_is_known_has_that_as_reference(tmp_path):
    run(dataset(case("a", gold=(), facts=())), Scripted(), tmp_path / "run")
    first = lines(exported(RunFolder(tmp_path / "run"), "ragas")["ragas.jsonl"])[0]
    assert first["reference"] == "The policy answers the question."


def test_an_unknown_format_is_refused_with_the_known_ones(home, tmp_path):
    with pytest.raises(EvaluationError, match=f"no such format: 'csv'; choose one of {', '.join(FORMATS)}"):
        export(home, "csv", tmp_path)
