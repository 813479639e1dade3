"""A run goes on whatever the system does, and an interrupted one goes on where it stopped."""

import hashlib
import math
import subprocess
import sys
from dataclasses import replace
from threading import Event

import pytest

from eval.cases import GoldSpan
from eval.errors import BadDataset, BadRun, NotComparable
from eval.observations import Observation
from eval.runs.folder import RunFolder
from eval.runs.runner import run
from tests.conftest import ROOT
from tests.eval.runs.full_disk import full_disk
from tests.eval.runs.systems import KEY, TEXT, Scripted, case, dataset, hanging, raising, right


def reply_with(**fields):
    """A deed that replies rightly but for these fields."""
    return lambda asked: replace(right(asked), **fields)


def outcome_of(deed, tmp_path, **options):
    """The observation of a case that the system does `deed` with, and that of the case after it."""
    made = run(dataset(case("a"), case("b")), Scripted({"a": deed}), tmp_path / "run", **options)
    return made.observations


def test_each_case_has_its_reply_in_the_order_of_the_data_set(tmp_path):
    cases = [case(f"c{number}") for number in range(9)]
    made = run(dataset(*cases), Scripted(), tmp_path / "run", concurrency=3)
    assert [one.case for one in made.observations] == [one.id for one in cases]
    assert made.observations[0] == right(cases[0])


def test_a_run_says_when_it_is_finished_and_what_it_was_made_with(tmp_path):
    record = run(dataset(case("a")), Scripted(), tmp_path / "run", depth=7).record
    assert (record.state, record.name, record.options.depth) == ("finished", "scripted", 7)
    assert record.system == {"kind": "scripted"}
    assert record.finished >= record.started
    assert record.texts == {KEY: hashlib.sha256(TEXT.encode()).hexdigest()}


@pytest.mark.parametrize(
    "error", [ValueError("no such page"), KeyError("no such page"), SystemExit("no such page")]
)
def test_a_case_whose_system_raises_is_failed_with_the_reason_and_the_run_goes_on(tmp_path, error):
    failed, after = outcome_of(raising(error), tmp_path)
    assert failed.outcome == "failed"
    assert "no such page" in failed.error
    assert after.outcome == "answered"


GARBAGE = {
    "nothing": (lambda _: None, "NoneType"),
    "a string": (lambda _: "oui", "not a reply: str"),
    "an unknown outcome": (reply_with(outcome="maybe"), "no such outcome: 'maybe'"),
    "the reply to another case": (reply_with(case="b"), "another case, 'b'"),
    "a citation that is none": (reply_with(citations=(3,)), "citations.0"),
    "an endless answer": (reply_with(answer="mot " * 30_000), "an answer of 120000 characters"),
    "an answer that is no text": (reply_with(answer=None), "answer"),
    "a score that is no number": (
        lambda asked: replace(right(asked), retrieved=(replace(right(asked).retrieved[0], score=math.nan),)),
        "retrieved.0.score",
    ),
    "a text that cannot be written": (reply_with(answer="\ud800"), ""),
    "something that is no JSON": (reply_with(decision={"a": object()}), "serialize"),
}


@pytest.mark.parametrize(("deed", "reason"), GARBAGE.values(), ids=GARBAGE)
def test_garbage_is_a_failed_case_with_the_reason_and_the_run_goes_on(tmp_path, deed, reason):
    failed, after = outcome_of(deed, tmp_path)
    assert (failed.outcome, failed.case) == ("failed", "a")
    assert reason in failed.error
    assert after.outcome == "answered"


@pytest.mark.parametrize("concurrency", [1, 4])
def test_a_system_that_never_returns_fails_its_case_and_holds_up_neither_the_others_nor_the_end(
    tmp_path, concurrency
):
    release = Event()
    try:
        failed, after = outcome_of(hanging(release), tmp_path, timeout=0.05, concurrency=concurrency)
    finally:
        release.set()
    assert failed.error == "no reply within 0.05 s"
    assert after.outcome == "answered"


def test_a_reply_after_the_time_limit_changes_nothing(tmp_path):
    release = Event()

    def releasing(asked):
        release.set()
        return right(asked)

    cases = [case(name) for name in "abcdef"]
    system = Scripted({"a": hanging(release), "c": releasing})
    made = run(dataset(*cases), system, tmp_path / "run", timeout=0.05, concurrency=1)
    assert [one.outcome for one in made.observations] == ["failed"] + ["answered"] * 5


def test_progress_tells_how_many_cases_are_done_and_failed(tmp_path):
    told = []
    system = Scripted({"a": raising(ValueError("x"))})
    run(
        dataset(case("a"), case("b")),
        system,
        tmp_path / "run",
        concurrency=1,
        progress=lambda *one: told.append(one),
    )
    assert told == [(0, 2, 0), (1, 2, 1), (2, 2, 1)]


def interrupted(data, folder, after):
    """A folder whose run was interrupted after some cases."""

    def stop(done, *_):
        if done == after:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(data, Scripted(), folder, concurrency=1, progress=stop)
    return RunFolder(folder)


def test_an_interrupted_run_goes_on_where_it_stopped(tmp_path):
    data = dataset(*[case(name) for name in "abcd"])
    home = interrupted(data, tmp_path / "run", after=2)
    assert home.record().state == "running"
    system = Scripted()
    made = run(data, system, tmp_path / "run")
    assert sorted(system.asked) == ["c", "d"]
    assert [one.case for one in made.observations] == list("abcd")
    assert home.record().state == "finished"


def test_an_interrupted_run_cannot_be_read_as_a_whole(tmp_path):
    home = interrupted(dataset(case("a"), case("b")), tmp_path / "run", after=1)
    with pytest.raises(BadRun, match=r"1 of 2 cases were not asked, the first is b; start the run again"):
        home.run()


def test_a_line_that_a_kill_tore_is_asked_again(tmp_path):
    data = dataset(case("a"), case("b"))
    folder = tmp_path / "run"
    run(data, Scripted(), folder, concurrency=1)
    lines = (folder / "observations.jsonl").read_bytes()
    (folder / "observations.jsonl").write_bytes(lines[:-30])
    system = Scripted()
    made = run(data, system, folder)
    assert system.asked == ["b"]
    assert made.observations[1] == right(case("b"))
    assert (folder / "observations.jsonl").read_bytes() == lines


def test_a_run_that_was_killed_goes_on_where_it_stopped(tmp_path):
    script = """
import sys
from pathlib import Path
from threading import Event
from eval.runs.runner import run
from tests.eval.runs.systems import Scripted, case, dataset, hanging
system = Scripted({"c": hanging(Event())})
data = dataset(*[case(name) for name in "abcd"])
run(data, system, Path(sys.argv[1]), concurrency=1, progress=lambda done, *_: print(done, flush=True))
"""
    command = [sys.executable, "-c", script, str(tmp_path / "run")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            if line.strip() == "2":
                process.kill()
    system = Scripted()
    made = run(dataset(*[case(name) for name in "abcd"]), system, tmp_path / "run")
    assert sorted(system.asked) == ["c", "d"]
    assert made.failed == ()


def test_a_finished_run_is_not_asked_again(tmp_path):
    data = dataset(case("a"))
    first = run(data, Scripted(), tmp_path / "run")
    system = Scripted()
    assert run(data, system, tmp_path / "run") == first
    assert system.asked == []


def test_a_failed_case_is_not_asked_again(tmp_path):
    data = dataset(case("a"))
    run(data, Scripted({"a": raising(ValueError("x"))}), tmp_path / "run")
    assert run(data, Scripted(), tmp_path / "run").failed[0].case == "a"


def test_a_failed_case_is_asked_again_on_demand_and_its_last_reply_counts(tmp_path):
    data, folder = dataset(case("a"), case("b")), tmp_path / "run"
    run(data, Scripted({"a": raising(ValueError("x"))}), folder)
    system, told = Scripted(), []
    made = run(data, system, folder, retry_failed=True, progress=lambda *one: told.append(one))
    assert system.asked == ["a"]
    assert made.failed == ()
    assert RunFolder(folder).run() == made
    assert told == [(1, 2, 0), (2, 2, 0)]


def test_a_second_process_is_kept_out_of_a_run_that_goes_on(tmp_path):
    data, folder = dataset(case("a")), tmp_path / "run"

    def asking_again(asked):
        with pytest.raises(BadRun, match="another process writes to this run"):
            run(data, Scripted(), folder)
        return right(asked)

    made = run(data, Scripted({"a": asking_again}), folder)
    assert [(one.outcome, one.error) for one in made.observations] == [("answered", "")]


def test_a_full_disk_names_the_file_and_the_run_goes_on_when_there_is_room(tmp_path):
    data, folder = dataset(case("a"), case("b")), tmp_path / "run"
    run(data, Scripted({"b": raising(ValueError("x"))}), folder)
    size = (folder / "observations.jsonl").stat().st_size
    with full_disk(size + 10), pytest.raises(OSError, match="too large") as raised:
        run(data, Scripted(), folder, retry_failed=True)
    assert raised.value.filename == str(folder / "observations.jsonl")
    assert run(data, Scripted(), folder, retry_failed=True).failed == ()


OTHER_RUNS = {
    "data set": ({"data": dataset(case("z"))}, "data set"),
    "split": ({"data": dataset(case("a"), split="test")}, "data set"),
    "system": ({"system": Scripted(about={"kind": "scripted", "model": "b"})}, r"system \(model\)"),
    "depth": ({"depth": 3}, "depth"),
}


@pytest.mark.parametrize(("changed", "named"), OTHER_RUNS.values(), ids=OTHER_RUNS)
def test_a_run_of_something_else_does_not_go_on_in_the_same_folder(tmp_path, changed, named):
    run(dataset(case("a")), Scripted(), tmp_path / "run")
    data, system = changed.get("data", dataset(case("a"))), changed.get("system", Scripted())
    with pytest.raises(NotComparable, match=rf"another {named}; choose another folder"):
        run(data, system, tmp_path / "run", depth=changed.get("depth", 10))


def test_a_system_that_answers_from_another_text_is_refused_before_anything_is_asked(tmp_path):
    system = Scripted(about={"texts": {KEY: {"version": "2024-01-01-00000000", "sha256": "0"}}})
    with pytest.raises(NotComparable, match=r"another text of fern/policy, version 2024-01-01-00000000"):
        run(dataset(case("a")), system, tmp_path / "run")
    assert system.asked == []
    assert not (tmp_path / "run").exists()


def test_a_system_without_a_document_of_the_data_set_is_refused(tmp_path):
    with pytest.raises(NotComparable, match=r"no document fern/policy; ingest it first"):
        run(dataset(case("a")), Scripted(about={"texts": {}}), tmp_path / "run")


def test_a_system_that_answers_from_the_same_text_is_asked(tmp_path):
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    about = {"texts": {KEY: {"version": f"undated-{digest[:8]}", "sha256": "of a PDF"}}}
    assert run(dataset(case("a")), Scripted(about=about), tmp_path / "run").failed == ()


def test_a_gold_span_that_is_not_in_the_text_is_refused(tmp_path):
    wrong = case("a", gold=(GoldSpan(KEY, 10, 5_000),))
    with pytest.raises(BadDataset, match=r"case a: gold \[10, 5000\) is not in fern/policy"):
        run(dataset(wrong), Scripted(), tmp_path / "run")


def test_the_words_of_the_gold_are_kept_with_the_cases(tmp_path):
    made = run(dataset(case("a")), Scripted(), tmp_path / "run")
    assert made.asked[0].quotes == ("Vos données sont conservées cinq ans.",)


def test_only_the_depth_asked_for_reaches_the_system(tmp_path):
    depths = []

    class Deep(Scripted):
        def answer(self, asked, depth):
            depths.append(depth)
            return Observation(asked.id, "answered")

    run(dataset(case("a")), Deep(), tmp_path / "run", depth=3)
    assert depths == [3]
