"""Settings of the language model: what is wrong is said before the service starts, and how to mend it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from assistant.errors import BadSettings
from assistant.language_model.building import language_model
from assistant.measuring import Measures
from assistant.settings import Settings
from assistant.wiring import build_language_model

pytestmark = pytest.mark.integration  # the libraries of LangChain take seconds to import

KEY = "sk-la-cle-du-serveur"


@pytest.fixture(autouse=True)
def _no_keys(monkeypatch):
    for variable in ("OPENAI_API_KEY", "MISTRAL_API_KEY", "OPENAI_BASE_URL", "OPENAI_ADMIN_KEY"):
        monkeypatch.delenv(variable, raising=False)


def fault(llm, **settings):
    with pytest.raises(BadSettings) as refused:
        build_language_model(Settings(llm=llm, **settings))
    assert KEY not in str(refused.getrepr())
    return str(refused.value)


def made(**settings):
    """What LangChain is told of settings, on the chat model that it made."""
    known = Settings(**{"llm": "openai:m", "llm_api_key": KEY, **settings})
    return language_model(known, known.llm, Measures())._chat


def test_without_the_setting_there_is_none():
    assert build_language_model(Settings()) is None


def test_an_unknown_provider_is_told_those_that_are_known():
    told = fault("nobody:m", llm_api_key=KEY)
    assert "no provider 'nobody'" in told
    assert all(f" {name}," in told for name in ("ollama", "openai", "mistralai"))


@pytest.mark.parametrize(
    ("provider", "command"),
    [("cohere", "pip install langchain-cohere"), ("azure_ai", "pip install langchain-azure-ai")],
)
def test_a_missing_package_is_told_with_the_command_that_brings_it(provider, command):
    assert command in fault(f"{provider}:m", llm_api_key=KEY)


@pytest.mark.parametrize(
    ("provider", "package", "extra"),
    [("ollama", "langchain_ollama", "ollama"), ("mistralai", "langchain_mistralai", "mistral")],
)
def test_packages_of_our_extras_are_told_by_the_extra(monkeypatch, provider, package, extra):
    from langchain.chat_models import base

    base._get_chat_model_creator.cache_clear()
    monkeypatch.setitem(sys.modules, package, None)
    assert f"pip install -e '.[{extra}]'" in fault(f"{provider}:m", llm_api_key=KEY)


def test_a_missing_key_is_told_with_the_variables_that_hold_it():
    told = fault("openai:m")
    assert "set MESDROITS_LLM_API_KEY or " in told
    assert "OPENAI_API_KEY" in told


def test_the_key_of_the_provider_serves_where_none_is_set(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    assert made(llm_api_key=None).openai_api_key.get_secret_value() == KEY


def test_the_settings_reach_the_model():
    chat = made(llm="openai:org/model:7b", llm_base_url="http://127.0.0.1:9/v1", llm_seconds=3.5, llm_tokens=99)
    assert chat.model_name == "org/model:7b"
    assert (chat.openai_api_base, chat.openai_api_key.get_secret_value()) == ("http://127.0.0.1:9/v1", KEY)
    assert (chat.temperature, chat.max_retries, chat.request_timeout, chat.max_tokens) == (0, 0, 4, 99)
    assert chat.stream_usage is True


@pytest.mark.parametrize("extra", ["ollama", "mistral"])
def test_an_extra_brings_each_package_that_is_named(extra):
    import tomllib

    from assistant.language_model.building import _EXTRAS
    from tests.conftest import ROOT

    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "optional-dependencies"
    ]
    package = next(name for name, one in _EXTRAS.items() if one == extra)
    assert any(one.startswith(package.replace("_", "-")) for one in extras[extra])


def test_without_the_setting_no_library_of_langchain_models_is_imported():
    code = (
        "import sys; from assistant.settings import Settings; from assistant.wiring import build_language_model; "
    )
    code += "build_language_model(Settings()); print([m for m in ('langchain', 'openai') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.strip() == "[]"
