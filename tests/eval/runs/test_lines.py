"""What cannot be written names its file, and leaves what was there before."""

import json

import pytest

from assistant.reply import Generation
from eval.observations import Observation
from eval.runs.lines import GrowingFile, read_records, write_record, write_records
from eval.runs.records import Judgement, Options
from tests.eval.runs.full_disk import full_disk

VERDICT = Judgement("a", "wrong", "too short", "model", "1", "0" * 64)


@pytest.mark.parametrize(("write", "content"), [(write_record, Options()), (write_records, [Options()])])
def test_a_file_that_a_full_disk_does_not_take_is_named_and_stays_as_it_was(tmp_path, write, content):
    path = tmp_path / "run.json"
    path.write_text("before")
    with full_disk(), pytest.raises(OSError, match=r"too large") as raised:
        write(path, content)
    assert raised.value.filename == str(path)
    assert path.read_text() == "before"
    assert [one.name for one in tmp_path.iterdir()] == ["run.json"]


def test_a_line_that_a_full_disk_does_not_take_is_named_and_those_before_it_are_kept(tmp_path):
    path = tmp_path / "judgements.jsonl"
    with GrowingFile(path) as file:
        file.append(VERDICT)
    with (
        full_disk(path.stat().st_size + 10),
        pytest.raises(OSError, match=r"too large") as raised,
        GrowingFile(path) as file,
    ):
        file.append(VERDICT)
    assert raised.value.filename == str(path)
    assert list(read_records(path, Judgement, torn=True)) == [VERDICT]


def test_what_a_language_model_did_is_kept_and_read_again(tmp_path):
    made = Generation("openai:small", 2, {"content": 1}, "timeout", 250.0, 900, 40, glosses=1)
    seen = Observation("a", "answered", generation=made)
    write_records(tmp_path / "observations.jsonl", [seen])
    assert list(read_records(tmp_path / "observations.jsonl", Observation)) == [seen]


def test_replies_that_were_kept_before_there_was_a_language_model_are_read(tmp_path):
    write_records(tmp_path / "new.jsonl", [Observation("a", "answered", answer="Cinq ans.")])
    line = json.loads((tmp_path / "new.jsonl").read_text())
    old = {name: value for name, value in line.items() if name not in {"generation", "answer_due"}}
    (tmp_path / "old.jsonl").write_text(json.dumps(old) + "\n")
    assert list(read_records(tmp_path / "old.jsonl", Observation)) == [
        Observation("a", "answered", answer="Cinq ans.")
    ]
