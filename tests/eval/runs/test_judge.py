"""A judge's verdicts are kept with who gave them, unreadable ones included, and none is asked for twice."""

import re

import pytest
from langchain_core.language_models.fake_chat_models import FakeListChatModel

from eval.errors import BadRun, EvaluationError
from eval.runs.folder import RunFolder
from eval.runs.judge import chat_model, judge, load_prompt
from eval.runs.runner import run
from tests.eval.runs.systems import Scripted, case, dataset, raising

CORRECT = '{"verdict": "correct", "reason": "all there"}'


@pytest.fixture
def home(tmp_path):
    """A run with two replies, a failed case and a case that expects no outcome."""
    data = dataset(case("a"), case("b"), case("broken"), case("search", outcome=None))
    run(data, Scripted({"broken": raising(ValueError("x"))}), tmp_path / "run")
    return RunFolder(tmp_path / "run")


def judged(home, *replies, name="fake"):
    """The tally of a judge that replies this, one case after the other."""
    return judge(home, FakeListChatModel(responses=list(replies)), name, concurrency=1)


def test_replies_are_judged_and_cases_without_one_are_not(home):
    assert judged(home, CORRECT, '{"verdict": "wrong", "reason": "another period"}') == {"correct": 1, "wrong": 1}
    assert {one.case: one.verdict for one in home.judgements()} == {"a": "correct", "b": "wrong"}


def test_a_verdict_is_kept_with_the_model_and_the_prompt(home):
    judged(home, CORRECT)
    kept, prompt = home.judgements()[0], load_prompt()
    assert (kept.model, kept.prompt_version, kept.prompt_sha256) == ("fake", prompt.version, prompt.sha256)
    assert re.fullmatch(r"[0-9a-f]{64}", kept.prompt_sha256)


@pytest.mark.parametrize(
    "reply",
    [
        '```json\n{"verdict": "partly", "reason": "no address"}\n```',
        'Here it is:\n```json\n{"verdict": "partly"}\n```\nDone.',
        '{"verdict": "partly"}',
    ],
)
def test_a_verdict_is_read_inside_the_fences_that_models_write(home, reply):
    assert judged(home, reply) == {"partly": 2}


@pytest.mark.parametrize("reply", ["It is correct.", '{"verdict": "good"}', "{}", "[]", "", "null"])
def test_what_is_no_verdict_is_counted_and_kept(home, reply):
    assert judged(home, reply, CORRECT)["unreadable"] == 1
    assert {one.case: one.reason for one in home.judgements()} == {"a": reply, "b": "all there"}


def test_a_judge_that_is_out_of_reach_is_asked_again_the_next_time(home):
    class Broken(FakeListChatModel):
        def _call(self, *_, **__):
            raise ConnectionError("refused")

    assert judge(home, Broken(responses=[""]), "fake", concurrency=1) == {"unreachable": 2}
    assert home.judgements() == ()
    assert judged(home, CORRECT) == {"correct": 2}


def test_replies_that_were_judged_are_not_judged_again(home):
    judged(home, CORRECT)
    assert judged(home, "not asked") == {"correct": 2}
    assert len(home.judgements()) == 2


def test_another_model_judges_again(home):
    judged(home, CORRECT)
    assert judged(home, '{"verdict": "wrong"}', name="other") == {"wrong": 2}
    assert {one.model for one in home.judgements()} == {"fake", "other"}


def test_the_prompt_shows_question_reply_facts_and_the_words_of_the_policy(home):
    data = home.run()
    shown = load_prompt().render(data.asked[0], data.observations[0])
    assert "Question a ?" in shown
    assert "- cinq ans | 5 ans" in shown
    assert "<passage>\nVos données sont conservées cinq ans.\n</passage>" in shown
    assert "« Vos données sont conservées cinq ans. » [1]" in shown


def test_the_prompt_without_facts_and_gold_announces_none(home):
    data = home.run()
    bare = type(data.asked[0])(case("a", facts=(), gold=()))
    shown = load_prompt().render(bare, data.observations[0])
    assert "Facts that a right reply gives" not in shown
    assert "What the policy says" not in shown


def test_a_model_that_nobody_provides_is_refused_by_name_in_one_line():
    with pytest.raises(EvaluationError, match="the judge 'no-such-model' cannot be used") as refused:
        chat_model("no-such-model")
    assert "\n" not in str(refused.value)


def test_a_run_that_another_process_judges_is_refused(home):
    with home.held(), pytest.raises(BadRun, match="another process writes to this run"):
        judged(home, CORRECT)
