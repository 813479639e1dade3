"""The chat model that the settings name, made by LangChain."""

from __future__ import annotations

import logging
import math
import os
import re
import warnings
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from assistant.errors import BadSettings
from assistant.language_model.client import LanguageModel
from assistant.measuring import Measures
from assistant.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_EXTRAS = {"langchain_mistralai": "mistral", "langchain_ollama": "ollama"}
"""Packages of providers that an extra of this product brings; that of OpenAI comes along."""
_KEY_VARIABLE = re.compile(r"\b[A-Z][A-Z0-9_]*_(?:KEY|TOKEN)\b")
_UNASKED_KEY = "none"
"""For a server of one's own that asks for none: clients insist on having one to send."""
_OLD_TRACING = ("LANGCHAIN_TRACING", "LANGCHAIN_HANDLER")
"""LangChain refuses every call where one of these is set."""
_TALKATIVE = ("openai", "httpx", "httpx2", "httpcore", "httpcore2", "ollama", "langchain_openai")
"""Libraries that would log whole requests, prompts included, if somebody turned their logs up."""


class _NoKey(BadSettings):
    """The provider's client was given no key."""

    def __init__(self, provider: str, variable: str) -> None:
        super().__init__(faults=f"llm_api_key: {provider} needs a key: set MESDROITS_LLM_API_KEY or {variable}")


def language_model(settings: Settings, name: str, measures: Measures) -> LanguageModel:
    """The model `name`, "provider:model". Nothing is asked of its server yet.

    Raises BadSettings: unknown provider, its package missing, no key.
    """
    _keep_private()
    options = _options(settings, name.partition(":")[0])
    try:
        chat = _made(name, options)
    except _NoKey:
        if not settings.llm_base_url:
            raise
        chat = _made(name, options | {"api_key": _UNASKED_KEY})
    return LanguageModel(
        name, chat, tokens=settings.llm_tokens, concurrency=settings.llm_concurrency, measures=measures
    )


def _keep_private() -> None:
    """No prompt goes to LangChain's own services, or to a log, whatever else the environment says."""
    os.environ["LANGSMITH_TRACING"] = "false"
    os.environ["LANGSMITH_GATEWAY"] = "false"
    for variable in _OLD_TRACING:
        os.environ.pop(variable, None)
    for library in _TALKATIVE:
        logging.getLogger(library).setLevel(logging.WARNING)
    # Where a server sends what OpenAI's does not, its words are in the warning.
    warnings.filterwarnings("ignore", "Pydantic serializer warnings", UserWarning)


def _package(provider: str) -> str:
    """The module that speaks to the provider; LangChain has no public list. Raises BadSettings."""
    from langchain.chat_models.base import _BUILTIN_PROVIDERS

    if provider not in _BUILTIN_PROVIDERS:
        known = ", ".join(sorted(_BUILTIN_PROVIDERS))
        raise BadSettings(faults=f"llm: LangChain knows no provider {provider!r}; it knows {known}")
    return _BUILTIN_PROVIDERS[provider][0].partition(".")[0]


def _made(name: str, options: dict[str, Any]) -> BaseChatModel:
    """Raises BadSettings. What a library said is dropped: it may repeat the key."""
    from langchain.chat_models import init_chat_model

    provider, _, model = name.partition(":")
    package = _package(provider)
    try:
        chat: BaseChatModel = init_chat_model(model, model_provider=provider, **options)
    except ImportError:
        raise BadSettings(faults=f"llm: {provider} needs a package: {_install(package)}") from None
    except Exception as error:  # each library has its own
        if variables := sorted(set(_KEY_VARIABLE.findall(str(error)))):
            raise _NoKey(provider, " or ".join(variables)) from None
        raise BadSettings(faults=f"llm: {provider} cannot be set up ({type(error).__name__})") from None
    _require_key(chat, provider)
    return chat


def _install(package: str) -> str:
    extra = _EXTRAS.get(package)
    return f"pip install -e '.[{extra}]'" if extra else f"pip install {package.replace('_', '-')}"


def _options(settings: Settings, provider: str) -> dict[str, Any]:
    """What the model is made with. The times are a last resort: the deadline of a call cancels it before."""
    seconds = math.ceil(settings.llm_seconds)
    options: dict[str, Any] = {"temperature": 0}
    if settings.llm_base_url:
        options["base_url"] = str(settings.llm_base_url).rstrip("/")
    key = settings.llm_api_key
    if provider == "ollama":  # its client has neither a key nor these names
        headers = {"Authorization": f"Bearer {key.get_secret_value()}"} if key else {}
        return options | {
            "num_predict": settings.llm_tokens,
            "client_kwargs": {"timeout": seconds, "headers": headers},
        }
    if key:
        options["api_key"] = key.get_secret_value()
    if provider == "openai":
        options["stream_usage"] = True  # it does not ask other servers than OpenAI's for it by itself
    return options | {"timeout": seconds, "max_retries": 0, "max_tokens": settings.llm_tokens}


def _require_key(chat: BaseChatModel, provider: str) -> None:
    """Some clients are made without the key that they need, and are refused later."""
    for attribute, variable in chat.lc_secrets.items():
        secret = getattr(chat, attribute, None)
        value = secret.get_secret_value() if isinstance(secret, SecretStr) else secret
        if attribute.endswith("api_key") and not value:
            raise _NoKey(provider, variable)
