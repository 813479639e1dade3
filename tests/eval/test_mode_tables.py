"""Both modes side by side: the figures of their runs, paired differences, what the model did, times and tokens."""

from dataclasses import replace

import pytest

from assistant.reply import Generation
from eval.mode_tables import SHOWN, mode_tables, write_mode_tables
from eval.modes import ModeRuns
from eval.runs.folder import RunFolder
from eval.runs.runner import run
from eval.runs.scoring import score_run
from tests.eval.runs.systems import KEY, TEXT, Scripted, case, dataset, right

QUESTION = "Combien de temps avant que tout parte ?"
CASES = [case(f"c{number}", question=QUESTION) for number in range(4)]


def worded(asked):
    """A right reply that opens with a sentence of the model's."""
    written = Generation("openai:small", 1, {"content": 2}, None, 250.0, 900, 40)
    answer = "Vos données sont conservées cinq ans. [1]\n" + right(asked).answer
    return replace(
        right(asked), answer=answer, generation=written, tokens_in=900, tokens_out=40, milliseconds=800.0
    )


def fallen_back(asked):
    return replace(right(asked), generation=Generation("openai:small", 0, {}, "timeout", None, 0, 0))


def lying(asked):
    """A reply whose sentence states a period that nothing cited holds, and turns its quote round."""
    return replace(worded(asked), answer="Vos données ne sont pas conservées douze ans. [1]")


@pytest.fixture
def made(tmp_path):
    """Makes and scores both runs; the deeds are those of the mode with a model, by case."""

    def make(*deeds):
        folders = []
        for name, given in (("extractive", [right] * 4), ("generative", deeds)):
            folder = RunFolder(tmp_path / name)
            system = Scripted({one.id: deed for one, deed in zip(CASES, given, strict=True)}, name=name)
            run(dataset(*CASES), system, folder.path)
            score_run(folder, {KEY: TEXT})
            folders.append(folder)
        return ModeRuns(*folders)

    return make


def rows(runs):
    """The cells of every table by the first cell of their row."""
    return {row[0]: row[1:] for one in mode_tables(runs) for row in one.rows}


def test_the_same_metrics_stand_side_by_side_with_the_difference_between_them(made):
    found = rows(made(worded, worded, worded, lying))
    assert found["Correct answers"][:2] == ("1.000 (1.000–1.000)", "0.750 (0.250–1.000)")
    assert found["Correct answers"][2].startswith("-0.250 (")
    assert found["Correct answers"][4] == "0 / 1 / 3"
    assert found["Absent facts"][1].startswith("0.250 (")
    assert found["Words"][0] == "6 (6–6)"
    assert found["Words"][1].startswith("11 (")  # (12 + 12 + 12 + 8) / 4


def test_the_cases_to_look_at_are_told_by_their_ids(made):
    found = rows(made(worded, worded, worded, lying))
    assert found["worse with model, by correct"] == ("1", "c3")
    assert found["better with model, by correct"] == ("0", "none")
    assert found["facts that nothing cited holds"] == ("1", "c3")
    assert found["statements that seem reversed"] == ("1", "c3")


def test_what_the_model_did_is_counted(made):
    found = rows(made(worded, worded, fallen_back, right))
    assert found["Replies that it was asked for"] == ("3 of 4",)
    assert found["Replies without, by reason"] == ("timeout 1",)
    assert found["Sentences shown"] == ("2 of 6",)
    assert found["Sentences dropped, by fault"] == ("content 4 (66.7\u00a0% of all)",)


def test_times_and_tokens_are_those_of_the_questions_that_the_model_was_asked_for(made):
    found = rows(made(worded, worded, right, right))
    assert found["Time to the complete reply, median / p95"][0] == "5 ms / 5 ms"
    assert found["The same, of the questions that the model was asked for"] == ("5 ms / 5 ms", "800 ms / 800 ms")
    assert found["Time from asking it to its first sentence shown, median / p95"] == ("–", "250 ms / 250 ms")
    assert found["Tokens read per reply, mean / p95"] == ("–", "900 / 900; 1,800 in all")


def test_a_model_that_was_never_asked_leaves_its_figures_out(made):
    found = rows(made(right, right, right, right))
    assert found["Replies that it was asked for"] == ("0 of 4",)
    assert "Tokens read per reply, mean / p95" not in found


def test_the_written_tables_hold_no_question(made, tmp_path):
    runs = made(worded, worded, worded, lying)
    write_mode_tables(mode_tables(runs), runs, tmp_path / "modes.md")
    text = (tmp_path / "modes.md").read_text(encoding="utf-8")
    assert "### small, development split, 4 questions: figures with 95 % intervals" in text
    assert next(line for line in text.splitlines() if line.startswith("- ")).startswith("- extractive, 20")
    assert QUESTION not in text


def test_every_metric_shown_is_one_of_the_evaluation(made):
    assert len(mode_tables(made(worded, worded, worded, worded))[0].rows) <= len(SHOWN)
