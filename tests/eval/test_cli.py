"""What an evaluator sees of `mesdroits eval`: useful output, and one clear line with exit code 1 for bad input."""

import json
import socket
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eval.cli import app
from eval.datasets.catalogue import NAMES
from eval.observations import Observation
from eval.runs.folder import RunFolder
from eval.runs.runner import run
from eval.runs.scoring import score_run
from tests.eval.datasets.writing import write_corpus
from tests.eval.runs.systems import KEY, TEXT, Scripted, case, dataset

pytestmark = pytest.mark.integration

HEADERS = "Mutuelle;Question;Réponse attendue;Citation\n"
ASKED = "fern;Combien de temps gardez-vous mes données ?;répondu;Vos données sont conservées dix ans.\n"
CASES = [case(f"c{number}") for number in range(8)]
COMMANDS = (
    "datasets",
    "validate",
    "run",
    "report",
    "peers",
    "modes",
    "compare",
    "sweep",
    "gate",
    "export",
    "judge",
    "understanding",
    "fit",
    "question-bank",
)


def refusing(asked):
    return Observation(asked.id, "policy_silent", answer="La politique ne le dit pas.", language="fr")


@pytest.fixture
def corpus(tmp_path, monkeypatch):
    """Two small policies and a data folder where nothing is published."""
    monkeypatch.setenv("MESDROITS_CORPUS_DIR", str(write_corpus(tmp_path / "corpus")))
    monkeypatch.setenv("MESDROITS_DATA_DIR", str(tmp_path / "data"))


@pytest.fixture
def table(tmp_path):
    """Writes a table of questions and gives its name as a data set."""

    def write(content):
        (tmp_path / "questions.csv").write_text(content, encoding="utf-8")
        return f"csv:{tmp_path / 'questions.csv'}"

    return write


@pytest.fixture
def made(tmp_path):
    """Makes and scores a run, by default one with right replies only; gives its folder."""

    def make(name, deed=None, cases=CASES):
        folder = RunFolder(tmp_path / name)
        run(dataset(*cases), Scripted(dict.fromkeys((one.id for one in cases), deed) if deed else {}), folder.path)
        score_run(folder, {KEY: TEXT})
        return str(folder.path)

    return make


def evaluate(*arguments):
    """What `mesdroits eval` does with these arguments."""
    return CliRunner().invoke(app, [str(one) for one in arguments], env={"NO_COLOR": "1"})


def refused(*arguments):
    """The message of a command that is refused; it is the only line, and the exit code is 1."""
    done = evaluate(*arguments)
    assert done.exit_code == 1, done.output
    message = done.stderr.strip()
    assert message.startswith("mesdroits eval: ")
    assert "\n" not in message
    return message


def printed(*arguments):
    """The output of a command that does what it is asked."""
    done = evaluate(*arguments)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_without_a_command_the_commands_are_listed():
    done = evaluate()
    assert [one for one in COMMANDS if f" {one} " not in done.output] == []


def test_the_data_sets_are_listed():
    assert printed("datasets").split("\n")[:-1] == list(NAMES)


@pytest.mark.parametrize("name", ["golden", "conversations"])
def test_our_own_data_sets_are_proved_against_the_policies_of_the_corpus(name):
    last = printed("validate", name).splitlines()[-1]
    assert last.startswith(f"{name}: ")
    assert "gold spans, all in the texts" in last


@pytest.mark.usefixtures("corpus")
def test_a_table_is_proved_by_its_quotes(table):
    assert "1 cases, 1 gold spans, all in the texts" in printed("validate", table(HEADERS + ASKED))


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("birch;Où ?;répondu;\n", "line 3, column Mutuelle: 'birch' is none of fern, moss"),
        ("fern;Où ?;peut-être;\n", "line 3, column Réponse attendue: 'peut-être' is none of answered, "),
        ("fern;;répondu;\n", "line 3, column Question: empty"),
        (
            "fern;Où ?;répondu;Nous vendons tout.\n",
            "line 3, column Citation: 'Nous vendons tout.' is not in the texts",
        ),
    ],
)
@pytest.mark.parametrize("command", ["validate", "run"])
@pytest.mark.usefixtures("corpus")
def test_a_malformed_table_is_refused_with_line_and_column(table, command, line, fault):
    name = table(HEADERS + ASKED + line)
    assert fault in refused(*([command, name] if command == "validate" else [command, "--dataset", name]))


@pytest.mark.usefixtures("corpus")
def test_a_span_that_is_not_in_the_text_is_refused_with_its_field(tmp_path):
    answer = {"text": "Normandy", "answer_start": 3}
    questions = [{"id": "a", "question": "Where?", "answers": [answer]}]
    article = {"title": "Normans", "paragraphs": [{"context": "They came to Normandy.", "qas": questions}]}
    (tmp_path / "squad.json").write_text(json.dumps({"version": "v2.0", "data": [article]}))
    message = refused("validate", f"squad:{tmp_path / 'squad.json'}")
    assert (
        "data.0.paragraphs.0.qas.0.answers.0.answer_start: the paragraph does not read 'Normandy' at 3" in message
    )


@pytest.mark.usefixtures("corpus")
def test_gold_on_policies_that_the_corpus_no_longer_has_is_refused():
    done = evaluate("validate", "golden")
    assert done.exit_code == 1
    assert "dataset.toml, texts." in done.stderr
    assert "the corpus has no such document" in done.stderr


@pytest.mark.parametrize("command", [("validate",), ("run", "--dataset"), ("peers", "--dataset")])
def test_an_unknown_data_set_is_refused_with_those_that_are_known(command):
    assert f"no data set 'silver'; the known ones are {', '.join(NAMES)}" in refused(*command, "silver")


def test_a_corpus_that_is_not_there_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("MESDROITS_CORPUS_DIR", str(tmp_path / "nowhere"))
    assert str(tmp_path / "nowhere") in refused("validate", "golden")


@pytest.mark.usefixtures("corpus")
def test_an_unknown_system_is_refused_with_those_that_are_known(table):
    message = refused("run", "--dataset", table(HEADERS + ASKED), "--system", "gpt")
    assert message.endswith("no system 'gpt'; the known ones are default, extractive, generative, http://HOST or "
                            "https://HOST, langchain, llamaindex, haystack, bm25")  # fmt: skip


@pytest.mark.usefixtures("corpus")
@pytest.mark.parametrize("command", [("run", "--system", "generative"), ("modes",)])
def test_without_a_language_model_the_setting_is_named(table, command, tmp_path):
    message = refused(*command, "--dataset", table(HEADERS + ASKED), "--split", "all", "--out", tmp_path / "runs")
    assert message.endswith("'generative' needs a language model: name one in MESDROITS_LLM, as ollama:mistral")
    assert not (tmp_path / "runs").exists()


@pytest.mark.usefixtures("corpus")
def test_without_a_published_policy_the_command_to_run_is_named(table):
    assert "run `mesdroits ingest`" in refused("run", "--dataset", table(HEADERS + ASKED))


@pytest.mark.usefixtures("corpus")
def test_a_deployment_that_is_down_is_named_with_the_reason_and_nothing_is_kept(table, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        host = f"127.0.0.1:{closed.getsockname()[1]}"
    name, home = table(HEADERS + ASKED), tmp_path / "runs"
    done = evaluate("run", "--dataset", name, "--system", f"http://{host}", "--out", home)
    assert done.exit_code == 1
    assert done.stderr.splitlines()[-1].startswith(
        f"mesdroits eval: /v1/insurers: no reply from {host} (ConnectError"
    )
    assert not home.exists()


@pytest.mark.usefixtures("corpus")
def test_an_address_that_is_none_is_refused(table):
    message = refused("run", "--dataset", table(HEADERS + ASKED), "--system", "http://127.0.0.1:port")
    assert "'http://127.0.0.1:port' is no address of a deployment: Invalid port" in message


@pytest.mark.parametrize(
    ("arguments", "option"),
    [
        (("run", "--depth", 0), "--depth"),
        (("run", "--concurrency", 65), "--concurrency"),
        (("run", "--timeout", 0), "--timeout"),
        (("run", "--split", "training"), "--split"),
        (("gate", ".", "--baseline", ".", "--margin", 1.5), "--margin"),
        (("judge", ".", "--model", "x:y", "--concurrency", 0), "--concurrency"),
        (("modes", "--limit", 0), "--limit"),
        (("sweep",), "--set"),
        (("export", "."), "--format"),
    ],
)
def test_an_option_out_of_its_range_or_missing_is_named(arguments, option):
    done = evaluate(*arguments)
    assert done.exit_code == 2
    assert option in done.stderr


@pytest.mark.parametrize(
    "command",
    [
        ("report", "{}"),
        ("compare", "{}", "{}"),
        ("gate", "{}", "--baseline", "{}"),
        ("export", "{}", "--format", "trec", "--out", "{}/out"),
    ],
)
def test_a_folder_that_holds_no_run_is_refused(command, tmp_path):
    message = refused(*[part.format(tmp_path) for part in command])
    assert (
        f"{tmp_path / 'run.json'}: cannot be read (No such file or directory); is this the folder of a run?"
        in message
    )


def test_the_report_of_a_run_is_written_again_and_its_place_told(made):
    home = made("run")
    assert printed("report", home).splitlines()[-1] == f"Report: {home}/report.html"
    assert "Correct answers" in Path(home, "report.html").read_text(encoding="utf-8")
    assert "Correct answers" in Path(home, "report.md").read_text(encoding="utf-8")


def test_a_run_without_scores_is_not_compared(made):
    first, second = made("first"), made("second")
    Path(second, "scores.jsonl").unlink()
    assert "second/scores.jsonl: cannot be read" in refused("compare", first, second)


def test_a_comparison_shows_what_is_lost_and_by_which_metric(made):
    shown = printed("compare", made("first"), made("second", refusing))
    assert "Correct" in shown
    assert "-1.000" in shown
    assert "Better in B, by correct: none" in shown
    assert f"Worse in B, by correct: {', '.join(one.id for one in CASES)}" in shown


def test_a_comparison_is_by_the_first_metric_that_applies_where_there_are_no_answers(made):
    cases = [case("a", outcome=None, facts=()), case("b", outcome=None, facts=())]
    shown = printed("compare", made("first", cases=cases), made("second", cases=cases))
    assert "Better in B, by hit_1: none" in shown


def test_a_comparison_by_an_unknown_metric_is_refused_with_those_there_are(made):
    message = refused("compare", made("first"), made("second"), "--by", "charm")
    assert "no metric 'charm' applies to a case of both runs; choose one of correct, " in message


@pytest.mark.parametrize("command", [("compare", "{}", "{}"), ("gate", "{}", "--baseline", "{}")])
def test_runs_over_different_questions_are_refused(made, command):
    names = iter((made("first"), made("second", cases=CASES[:3])))
    message = refused(*[next(names) if part == "{}" else part for part in command])
    assert "was made over small 1 (development, " in message
    assert message.endswith("compare runs over the same questions and texts")


def test_a_gate_lets_a_run_pass_that_is_as_good_as_its_baseline(made):
    shown = printed("gate", made("run"), "--baseline", made("baseline"))
    assert "pass" in shown
    assert "FAIL" not in shown


def test_a_gate_stops_a_run_that_is_worse_and_shows_where(made):
    done = evaluate("gate", made("run", refusing), "--baseline", made("baseline"))
    assert done.exit_code == 1
    failed = {line.split("│")[1].strip() for line in done.stdout.splitlines() if "FAIL" in line}
    assert {"Correct answers", "False refusals"} <= failed
    assert "Foreign citations" not in failed


@pytest.mark.parametrize(
    ("form", "files"),
    [
        ("beir", {"corpus.jsonl", "queries.jsonl", "qrels/dev.tsv"}),
        ("trec", {"run.trec", "qrels.trec"}),
        ("ragas", {"ragas.jsonl"}),
        ("deepeval", {"deepeval.json"}),
    ],
)
def test_an_export_writes_the_files_that_it_lists(made, tmp_path, form, files):
    listed = printed("export", made("run"), "--format", form, "--out", tmp_path / "out").splitlines()
    assert set(listed) == {str(tmp_path / "out" / name) for name in files}
    assert all(Path(one).stat().st_size for one in listed)


def test_an_unknown_format_is_refused_with_those_there_are(made, tmp_path):
    message = refused("export", made("run"), "--format", "excel", "--out", tmp_path / "out")
    assert message.endswith("no such format: 'excel'; choose one of beir, trec, ragas, deepeval")


def test_a_folder_that_cannot_be_written_is_named(made, tmp_path):
    (tmp_path / "file").touch()
    message = refused("export", made("run"), "--format", "trec", "--out", tmp_path / "file")
    assert message == f"mesdroits eval: {tmp_path / 'file'}: cannot be written (File exists)"


def test_nothing_is_chosen_by_the_test_questions():
    message = refused("sweep", "--split", "test", "--set", "retrieval.silent_above=0.6")
    assert "a sweep runs on the development split only, not on 'test'" in message


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (("--set", "retrieval.speed=1"), "'retrieval.speed' cannot be swept: it is none of retrieval.dense, "),
        (("--set", "retrieval.dense"), "'retrieval.dense': write a setting and its values"),
        (
            ("--set", "retrieval.silent_above=2"),
            "retrieval.silent_above=2: Input should be less than or equal to 1",
        ),
        (("--set", "retrieval.dense=1", "--sort-by", "charm"), "no metric 'charm'; the known ones are correct, "),
    ],
)
def test_a_sweep_of_what_there_is_not_is_refused_before_anything_is_asked(tmp_path, arguments, fault):
    assert fault in refused("sweep", *arguments, "--out", tmp_path / "sweep")
    assert not (tmp_path / "sweep").exists()


def test_a_judge_without_a_key_is_refused_by_its_name(made, monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    message = refused("judge", made("run"), "--model", "openai:gpt")
    assert "the judge 'openai:gpt' cannot be used: Missing credentials" in message


def test_a_judge_whose_package_is_missing_names_it(made):
    message = refused("judge", made("run"), "--model", "ollama:mistral")
    assert "the judge 'ollama:mistral' needs a package that is not installed" in message
