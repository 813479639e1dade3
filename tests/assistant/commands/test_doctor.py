"""What `mesdroits doctor` finds."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests import failing_model as server_that
from tests.assistant.requests.smtp_server import HOST, SmtpServer
from tests.failing_model import failing_model, refused_address

pytestmark = pytest.mark.integration  # whole processes

KEY = "sk-la-cle-du-serveur"


def doctor(folder, **settings):
    """Exit code, and what it prints of each check."""
    names = {f"MESDROITS_{name.upper()}": str(value) for name, value in settings.items()}
    kept = {name: value for name, value in os.environ.items() if "_API_KEY" not in name}
    command = [sys.executable, "-c", "from assistant.cli import main; main()", "doctor"]
    environment = {**kept, "MESDROITS_DATA_DIR": str(folder), **names}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False, timeout=300)
    assert "Traceback" not in done.stderr
    assert KEY not in done.stdout + done.stderr
    return done.returncode, done.stdout


def test_all_is_well_without_a_language_model(data_dir):
    code, told = doctor(data_dir)
    assert code == 0, told
    assert "FAULT" not in told
    assert "language model: no language model is configured: answers are quotes" in told
    assert "indexes: 5 insurers are published" in told


def test_all_is_well_with_a_model_that_does_as_it_is_told(data_dir):
    with failing_model(server_that.says("[1] Trois ans.")) as server:
        code, told = doctor(data_dir, llm="openai:m", llm_base_url=server.url, llm_api_key=KEY)
    assert code == 0, told
    assert "openai:m words answers" in told
    assert [line.split()[1] for line in told.splitlines() if " as asked" in line] == ["fr", "en"]


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"llm": "nobody:m"}, "LangChain knows no provider 'nobody'"),
        ({"llm": "openai:m"}, "set MESDROITS_LLM_API_KEY or "),
        ({"llm": "mistral"}, "settings: Wrong settings: llm: "),
        ({"smtp_host": "127.0.0.1", "mail_from": "a@example.org", "smtp_port": 1}, "mail: 127.0.0.1: "),
        ({"smtp_host": "127.0.0.1"}, "mail: mail_from: needed with smtp_host"),
        ({"requests_url": "mysql://u:p@h/n"}, "requests: Wrong settings: MESDROITS_REQUESTS_URL"),
        ({"corpus_dir": "/nowhere"}, "corpus: "),
        ({}, "indexes: nothing is published below"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_is_wrong_is_said_and_is_exit_code_1(tmp_path, settings, told):
    code, shown = doctor(tmp_path, **settings)
    assert code == 1
    assert [line for line in shown.splitlines() if line.startswith("FAULT") and told in line]


def test_a_model_that_is_down_is_a_fault(tmp_path):
    _, told = doctor(tmp_path, llm="openai:m", llm_base_url=refused_address())
    assert "FAULT  language model: openai:m: unreachable; answers are quotes until it answers" in told


def test_a_model_that_writes_otherwise_is_no_use(tmp_path):
    with failing_model(server_that.says("Trois ans, bien sûr !")) as server:
        _, told = doctor(tmp_path, llm="openai:m", llm_base_url=server.url)
    assert "FAULT  language model: openai:m does not keep to the form asked for (fr, en)" in told


def test_a_mail_server_is_greeted_and_sent_nothing(tmp_path):
    server = SmtpServer()
    server.start()
    try:
        given = {"smtp_host": HOST, "smtp_port": server.port, "smtp_security": "none", "mail_from": "a@example.org"}
        _, told = doctor(tmp_path, **given)
    finally:
        server.stop()
    assert "ok     mail: 127.0.0.1 takes e-mails" in told
    assert server.commands == ["EHLO"]
