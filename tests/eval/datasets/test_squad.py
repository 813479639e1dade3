"""SQuAD files of both versions: an insurer for each article, answers as facts and spans, impossible ones silent."""

import json

import pytest

from eval.datasets.squad import read_squad
from eval.errors import BadDataset

FIRST = "The Normans gave their name to Normandy, a region in France."
SECOND = "They came from Denmark in the tenth century. Denmark is in the north."


def question(id, context, *answers, **fields):
    found = [{"text": one, "answer_start": context.index(one)} for one in answers]
    return {"id": id, "question": "Where did the Normans come from?", "answers": found, **fields}


def write(path, *paragraphs, version="v2.0"):
    data = [
        {"title": "Normans", "paragraphs": [{"context": context, "qas": qas} for context, qas in paragraphs]},
        {"title": "Normans", "paragraphs": [{"context": "Nothing here.", "qas": []}]},
    ]
    path.write_text(json.dumps({"version": version, "data": data}))
    return path


@pytest.fixture
def dataset(tmp_path):
    plausible = {"plausible_answers": [{"text": "Normandy", "answer_start": 31}]}
    return read_squad(
        write(
            tmp_path / "dev-v2.0.json",
            (FIRST, [question("a", FIRST, "France"), question("b", FIRST, is_impossible=True, **plausible)]),
            (SECOND, [question("c", SECOND, "Denmark", "from Denmark", "Denmark", is_impossible=False)]),
        )
    )


def test_an_article_is_one_text_of_one_insurer(dataset):
    assert dataset.texts == {"1-normans/article": f"{FIRST}\n\n{SECOND}", "2-normans/article": "Nothing here."}
    assert [(source.title, source.languages) for source in dataset.sources] == [("Normans", ("en",))] * 2
    assert {case.insurer for case in dataset.cases} == {"1-normans"}


def test_answers_are_the_alternatives_of_one_fact_and_their_places_the_gold(dataset):
    read = {
        case.id: [dataset.texts[one.document][one.start : one.end] for one in case.gold] for case in dataset.cases
    }
    assert read == {"a": ["France"], "b": [], "c": ["Denmark", "from Denmark"]}
    assert {case.id: case.facts for case in dataset.cases} == {
        "a": (("France",),),
        "b": (),
        "c": (("Denmark", "from Denmark"),),
    }


def test_a_question_without_an_answer_is_one_on_which_the_text_is_silent(dataset):
    assert [case.outcome for case in dataset.cases] == ["answered", "policy_silent", "answered"]


def test_the_first_version_has_no_mark_of_impossible_questions(tmp_path):
    path = write(tmp_path / "dev.json", (FIRST, [question("a", FIRST, "France")]), version="1.1")
    assert [case.outcome for case in read_squad(path).cases] == ["answered"]


@pytest.mark.parametrize(
    ("qas", "said"),
    [
        ([question("a", FIRST, "France"), question("a", FIRST, "France")], r"qas\.1\.id: 'a' stands twice"),
        ([question("a", FIRST)], r"qas\.0\.answers: no answer, and not marked is_impossible"),
        ([{"id": "a", "question": " \n", "answers": []}], r"qas\.0\.question: empty; fill it in"),
        ([{"id": "a", "answers": []}], r"qas\.0\.question: missing; add it"),
        (
            [{"id": "a", "question": "?", "answers": [{"text": "France", "answer_start": 3}]}],
            r"qas\.0\.answers\.0\.answer_start: the paragraph does not read 'France' at 3",
        ),
    ],
)
def test_the_field_of_a_fault_is_named(tmp_path, qas, said):
    with pytest.raises(BadDataset, match=r"dev\.json, data\.0\.paragraphs\.0\." + said):
        read_squad(write(tmp_path / "dev.json", (FIRST, qas)))


def test_a_file_that_is_not_json_is_named_with_the_line(tmp_path):
    path = tmp_path / "dev.json"
    path.write_text('{"data":\n[}')
    with pytest.raises(BadDataset, match=r"dev\.json: not valid JSON \(.* at line 2 column 2\)"):
        read_squad(path)


def test_a_text_that_cannot_be_ingested_is_named_with_its_file(tmp_path):
    path = write(tmp_path / "dev.json", ("a\x00b", []))
    with pytest.raises(BadDataset, match=r"dev\.json: the text 'Normans' is a binary file"):
        read_squad(path)


def test_a_question_may_be_as_long_as_it_likes(tmp_path):
    asked = {**question("a", FIRST, "France"), "question": "Where? " * 5_000}
    assert len(read_squad(write(tmp_path / "dev.json", (FIRST, [asked]))).cases) == 1
