"""Questions with quotes about policies outside the corpus."""

import pytest

from eval.datasets.quotes import read_quotes
from eval.errors import BadDataset
from tests.eval.datasets.writing import write_lines

POLICY = "# Politique\r\n\r\nNous gardons vos **données** cinq ans.\r\nNous gardons vos données.\r\n"


def asked(id="a", **fields):
    return {
        "id": id,
        "policy": "Oak Ltd",
        "lang": "fr",
        "question": "combien de temps ?",
        "expect": "answer",
        "evidence": ["Nous gardons vos données"],
        **fields,
    }


@pytest.fixture
def policies(tmp_path):
    folder = tmp_path / "policies"
    folder.mkdir()
    (folder / "Oak Ltd.md").write_bytes(POLICY.encode())
    (folder / "unasked.md").write_text("Autre chose.")
    return folder


def test_a_quote_becomes_the_exact_place_where_the_policy_first_says_it(tmp_path, policies):
    dataset = read_quotes(write_lines(tmp_path / "set.jsonl", asked()), policies)
    (case,) = dataset.cases
    assert [POLICY[one.start : one.end] for one in case.gold] == ["Nous gardons vos **données"]
    assert (case.insurer, case.language, case.question) == ("oak-ltd", "fr", "combien de temps ?")
    assert dataset.texts == {"oak-ltd/policy": POLICY}
    assert (dataset.name, dataset.split) == ("quotes-set", "all")


def test_what_is_expected_becomes_an_outcome(tmp_path, policies):
    lines = [asked(expect, expect=expect, evidence=[]) for expect in ("abstain", "refuse")]
    dataset = read_quotes(write_lines(tmp_path / "set.jsonl", asked(), *lines), policies)
    assert [case.outcome for case in dataset.cases] == ["answered", "policy_silent", "out_of_scope"]


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (asked("b", evidence=["Nous vendons"]), "line 2, evidence.0: 'Nous vendons' is not in the policy Oak Ltd"),
        (asked("b", evidence=[]), "line 2, evidence: does not go with expect 'answer'"),
        (asked("b", expect="abstain"), "line 2, evidence: does not go with expect 'abstain'"),
        (asked("b", expect="maybe"), "line 2, expect: Input should be 'answer', 'abstain' or 'refuse'"),
        (asked("b", policy="elm"), "line 2, policy: .* has no file for 'elm'"),
        (asked("a"), "line 2, id: the id 'a' stands twice"),
        ("{", "line 2: not valid JSON"),
    ],
)
def test_file_line_and_field_of_a_fault_are_named(tmp_path, policies, bad, said):
    with pytest.raises(BadDataset, match=rf"set\.jsonl, {said}"):
        read_quotes(write_lines(tmp_path / "set.jsonl", asked(), bad), policies)
