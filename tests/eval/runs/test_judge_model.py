"""A judge behind an OpenAI-compatible server: every verdict is kept with who gave it, and no score changes."""

import httpx
import pytest
from typer.testing import CliRunner

from eval.cli import app
from eval.runs.folder import RunFolder
from eval.runs.judge import chat_model, judge, load_prompt
from eval.runs.runner import run
from eval.runs.scoring import score_run
from tests.eval.runs.systems import KEY, TEXT, Scripted, case, dataset
from tests.llm_server import API_KEY, json_of, served_model

pytestmark = pytest.mark.integration

MODEL = "openai:smollm2"
VERDICTS = {"correct", "partly", "wrong"}
SCHEMA = {
    "type": "object",
    "properties": {"verdict": {"enum": sorted(VERDICTS)}, "reason": {"enum": ["as expected", "not as expected"]}},
    "required": ["verdict", "reason"],
    "additionalProperties": False,
}


@pytest.fixture
def home(tmp_path):
    """A scored run with two replies."""
    run(dataset(case("a"), case("b")), Scripted(), tmp_path / "run")
    folder = RunFolder(tmp_path / "run")
    score_run(folder, {KEY: TEXT})
    return folder


@pytest.fixture
def reached(monkeypatch):
    """Points the judge at an address, as its user does."""

    def reach(address):
        monkeypatch.setenv("OPENAI_BASE_URL", address)
        monkeypatch.setenv("OPENAI_API_KEY", API_KEY)

    return reach


def contents(home):
    return {path.name: path.read_bytes() for path in home.path.iterdir() if path.name != "judgements.jsonl"}


def test_a_model_that_writes_verdicts_judges_every_reply_and_changes_no_score(home, reached):
    before = contents(home)
    with served_model(grammar=json_of(SCHEMA)) as address:
        reached(address)
        done = CliRunner().invoke(app, ["judge", str(home.path), "--model", MODEL])
    assert done.exit_code == 0, done.output
    kept, prompt = home.judgements(), load_prompt()
    assert {one.case for one in kept} == {"a", "b"}
    assert {one.verdict for one in kept} <= VERDICTS
    assert {one.reason for one in kept} <= {"as expected", "not as expected"}
    assert {(one.model, one.prompt_version, one.prompt_sha256) for one in kept} == {
        (MODEL, prompt.version, prompt.sha256)
    }
    counted = dict(line.split(": ") for line in done.stdout.splitlines())
    assert sum(map(int, counted.values())) == 2
    assert counted.keys() == {one.verdict for one in kept}
    assert contents(home) == before


def test_a_model_that_is_cut_off_before_its_verdict_is_counted_as_unreadable_and_kept(home, reached):
    with served_model(longest=2) as address:
        reached(address)
        assert judge(home, chat_model(MODEL), MODEL, concurrency=2) == {"unreadable": 2}
    assert [(one.verdict, one.model) for one in home.judgements()] == [("unreadable", MODEL)] * 2
    assert all(one.reason for one in home.judgements())


def test_the_server_lets_nobody_in_without_its_key_and_is_gone_afterwards():
    with served_model() as address:
        asked = {"messages": [{"role": "user", "content": "Bonjour"}]}
        assert httpx.post(f"{address}/chat/completions", json=asked).status_code == 401
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{address}/models")


def test_a_judge_whose_server_is_gone_gives_no_verdict_and_says_so(home, reached):
    with served_model() as address:
        pass
    reached(address)
    done = CliRunner().invoke(app, ["judge", str(home.path), "--model", MODEL])
    assert done.exit_code == 1
    assert done.stdout == "unreachable: 2\n"
    assert f"'{MODEL}' gave no verdict on 2 replies" in done.stderr
    assert home.judgements() == ()
