"""The settings, from `MESDROITS_*` environment variables or a TOML file named by `MESDROITS_SETTINGS`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, HttpUrl, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from assistant.errors import BadSettings
from ingest.embedding import BUNDLED_MODEL

_ROOT = Path(__file__).resolve().parent.parent
_FILE_VARIABLE = "MESDROITS_SETTINGS"
AGENT_VARIABLE = "MESDROITS_AGENT"
"""Names the account of whoever works on the command line; it is no setting of the service."""


class RetrievalSettings(BaseModel):
    """Weights of the features that rank passages, and what decides an outcome.

    Each feature is standardised over the passages of the policy before it is weighted.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    dense: float = Field(default=0.5, ge=0)
    sentence: float = Field(default=0.5, ge=0)
    lexical: float = Field(default=0.2, ge=0)
    keywords: float = Field(default=0.4, ge=0)
    statement: float = Field(default=0.1, ge=0)
    agreement: float = Field(default=3.4, ge=0)
    evidence: float = Field(default=1.1, ge=0)
    proof: float = Field(default=1.4, ge=0)
    fact: float = Field(default=1.4, ge=0)
    slot: float = Field(default=0.3, ge=0)
    topics: int = Field(default=4, ge=1, le=20)
    """How many of the question's likeliest topics take part in the ranking."""
    refuse_above: float = Field(default=0.5, ge=0, le=1)
    """Probability of the classes outside the subject above which a question is declined."""
    silent_above: float = Field(default=0.5, ge=0, le=1)
    """Probability of no answer above which the policy is said to be silent."""
    sure_above: float = Field(default=0.7, ge=0, le=1)
    """Probability of a right above which a question how to use it is answered by the way to file a request."""
    how_to_above: float = Field(default=0.5, ge=0, le=1)
    """Probability of a question about contacts or procedure above which the channels are given."""
    act_above: float = Field(default=0.5, ge=0, le=1)
    """Probability of a wish to act above which the way to file the request is the answer."""
    offer_above: float = Field(default=0.2, ge=0, le=1)
    """Probability of a wish to act above which that way is added to an answer."""
    offer_demand_above: float = Field(default=0.1, ge=0, le=1)
    """The same for a message that opens as a demand ("je demande…", "I want…")."""


class Settings(BaseSettings):
    """Every setting of the product. Nested ones are written `MESDROITS_RETRIEVAL__DENSE=1.2`."""

    model_config = SettingsConfigDict(
        env_prefix="MESDROITS_", env_nested_delimiter="__", extra="forbid", frozen=True
    )

    corpus_dir: Path = _ROOT / "corpus"
    data_dir: Path = _ROOT / "var"
    embedding_model: str = BUNDLED_MODEL
    chroma_url: HttpUrl | None = None
    """The Chroma server that ingestion gives vectors to; without one they are kept in the data folder. It must be
    reachable from here only: it has no authentication."""
    ingest_workers: int = Field(default=1, ge=1, le=256)
    """Processes that read and write policies beside the embedding model; 1 does everything in one process."""
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65_535)
    console: bool = True
    """Whether the agents' console is mounted at /console. Without it /desk, /sign-in and /account stay served; they
    are of use to people with an account only."""
    explain: bool = False
    """Whether the API says, on demand, how a reply came about. For agents' and evaluators' deployments only: the
    explanation repeats the question."""
    chat_key_required: bool = False
    """Whether programs need an account's key to ask questions; the pages of this service and of insurers' sites
    do not."""
    site_origins: dict[str, tuple[str, ...]] = {}
    """By insurer, more sites that may show its chat and call the API from the browser, such as a staging one:
    "https://staging.example.org". Those of `corpus/sites.toml` always may."""
    trusted_proxies: tuple[str, ...] = ()
    """Addresses of reverse proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed."""
    questions_per_minute: int = Field(default=30, ge=1, le=100_000)
    """Questions and searches of one client; an account's key counts as a client of its own."""
    insurer_questions_per_minute: int = Field(default=1_200, ge=1, le=1_000_000)
    """Questions and searches about one insurer, of all clients together."""
    filings_per_hour: int = Field(default=20, ge=1, le=100_000)
    """Formal requests filed, and tracking codes asked for, by one client. An agent at the desk may post thirty
    times as many forms, from whatever address."""
    sign_ins_per_minute: int = Field(default=10, ge=1, le=1_000)
    """Attempts to sign in under one name from one address; under all names together, thirty times as many."""
    sign_in_attempts: int = Field(default=5, ge=3, le=20)
    """Wrong passwords in a row after which an account is locked."""
    lockout_minutes: int = Field(default=15, ge=1, le=24 * 60)
    session_minutes: int = Field(default=30, ge=5, le=24 * 60)
    """How long a session lasts without anything being done in it."""
    session_hours: int = Field(default=10, ge=1, le=72)
    """How long it lasts at most."""
    oidc_issuer: HttpUrl | None = None
    """An OpenID Connect provider through which accounts sign in; they have to exist here."""
    oidc_client_id: str | None = None
    oidc_client_secret: SecretStr | None = None
    oidc_claim: str = Field(default="email", min_length=1, max_length=100)
    """The claim of the identity token that is the name of an account; an e-mail has to be verified."""
    feedback_days: int = Field(default=365, ge=1, le=3_650)
    """How long what members say about answers is kept."""
    llm: str | None = Field(default=None, min_length=3, pattern=r"^[\w-]+:\S+$")
    """A chat model of LangChain as "provider:model" ("ollama:mistral", "openai:gpt-5-mini"), which words answers
    from the passages found; what it writes is checked against them. Without one, answers are quotes."""
    llm_base_url: HttpUrl | None = None
    """Where the model is served, for servers of one's own (vLLM, llama.cpp, Ollama); else the provider's own."""
    llm_api_key: SecretStr | None = None
    """Its key; without one, that of the provider's own variable, such as OPENAI_API_KEY."""
    llm_seconds: float = Field(default=12, gt=0, le=120)
    """How long the model may take for a whole reply, in seconds; then the answer is given without it."""
    llm_tokens: int = Field(default=400, ge=50, le=4_000)
    """How much it may write for an answer, in tokens."""
    llm_concurrency: int = Field(default=8, ge=1, le=1_000)
    """How many replies may wait for the model at once; further ones are given without it."""
    question_characters: int = Field(default=1_000, ge=100, le=20_000)
    conversations: int = Field(default=10_000, ge=1)
    """How many conversations are remembered at most, in memory only."""
    conversation_minutes: int = Field(default=30, ge=1, le=24 * 60)
    retrieval: RetrievalSettings = RetrievalSettings()
    requests_url: SecretStr | None = None
    """The database of requests, as SQLAlchemy writes it ("postgresql+psycopg://user:password@host/name"); without
    one, a SQLite file in the data folder, for one process only."""
    secret_key: SecretStr | None = Field(default=None, min_length=32)
    """What signs the audit trail, tokens and digests. Without one, a key is made in the data folder at the first
    start. Changing it makes every audit trail invalid."""
    public_url: HttpUrl | None = None
    """The address of this service as members reach it, for e-mails; without one they name the reference only."""
    retention_years: int = Field(default=5, ge=1, le=30)
    """How long a closed request is kept before everything personal in it is purged (DPO)."""
    objection_years: int = Field(default=3, ge=3, le=30)
    """How long a marketing objection stays in the list of hashed contacts."""
    smtp_host: str | None = None
    """The server that sends e-mail; without one, members are given the text to send themselves."""
    smtp_port: int = Field(default=587, ge=1, le=65_535)
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_username: str | None = None
    smtp_password: SecretStr | None = None
    mail_from: str | None = None
    """The address that e-mails come from; needed with `smtp_host`."""
    mail_attempts: int = Field(default=8, ge=1, le=50)
    """How often an e-mail is tried before an agent has to look at it."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 settings come from no .env file
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 nor from a secrets folder
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments first, then the environment, then the file."""
        sources = (init_settings, env_settings)
        path = os.environ.get(_FILE_VARIABLE)
        return (*sources, TomlConfigSettingsSource(settings_cls, Path(path))) if path else sources


def load_settings(**overrides: Any) -> Settings:
    """The validated settings. Raises BadSettings naming each wrong or unknown one."""
    known = {f"MESDROITS_{name.upper()}" for name in Settings.model_fields} | {_FILE_VARIABLE, AGENT_VARIABLE}
    for variable in os.environ:
        if variable.startswith("MESDROITS_") and variable.split("__")[0] not in known:
            raise BadSettings(faults=f"{variable}: unknown setting")
    path = os.environ.get(_FILE_VARIABLE)
    if path and not Path(path).is_file():
        raise BadSettings(faults=f"{_FILE_VARIABLE}: no file {path}")
    try:
        return Settings(**overrides)
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()]
        raise BadSettings(faults="; ".join(faults)) from error
    except ValueError as error:
        raise BadSettings(faults=str(error)) from error
