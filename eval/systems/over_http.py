"""Any deployment of the product, asked over its HTTP API."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx
from pydantic import BaseModel, ValidationError

from assistant.api.schemas import (
    ChatReply,
    InsurersOut,
    SearchReply,
    VersionsOut,
)
from eval.cases import Case
from eval.errors import BadReply
from eval.observations import Observation, Retrieved
from eval.systems.contract import observed, retrieved
from eval.systems.versions import text_mark

Out = TypeVar("Out", bound=BaseModel)
_MOST_PASSAGES = 100
"""What a search of the public contract gives at most."""
_LONGEST_WAIT = 60
"""Seconds that one request waits in all for a deployment that answers no more questions this minute."""


class OverHttp:
    """A deployment at `base_url`. Replies are checked against the public contract before anything is read.

    A deployment that limits questions (429 with Retry-After, in seconds) is asked again when it says; `wait` is
    given those seconds.
    """

    def __init__(self, base_url: str, timeout: float = 60.0, wait: Callable[[float], None] = time.sleep) -> None:
        self._wait = wait
        self._host = urlsplit(base_url).netloc.rpartition("@")[2]
        self._client = httpx.Client(base_url=base_url, timeout=timeout, follow_redirects=True)

    def __enter__(self) -> OverHttp:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    @property
    def name(self) -> str:
        """The host, for tables."""
        return self._host

    def about(self) -> dict[str, Any]:
        """The host, and of each insurer the documents in service. Raises BadReply."""
        insurers = self._get("/v1/insurers", InsurersOut).insurers
        return {"kind": "over HTTP", "host": self._host, "texts": dict(self._texts([one.id for one in insurers]))}

    def _texts(self, insurers: list[str]) -> list[tuple[str, dict[str, str]]]:
        return [
            (f"{insurer}/{one.document}", text_mark(one.version, one.sha256))
            for insurer in insurers
            for one in self._get(f"/v1/insurers/{insurer}/documents", VersionsOut).documents
            if one.current
        ]

    def answer(self, case: Case, depth: int) -> Observation:
        """The reply to a case, after the earlier messages of its conversation. Raises BadReply.

        Its time is that of the request that was answered.
        """
        if case.outcome is None:
            found, milliseconds = self._search(case.insurer, case.question, depth)
            return Observation(case.id, "answered", retrieved=found, milliseconds=milliseconds)
        conversation = None
        for message in case.history:
            conversation = self._chat(case.insurer, message, conversation)[0].conversation_id
        reply, milliseconds = self._chat(case.insurer, case.question, conversation)
        found = self._search(reply.insurer, case.question, depth)[0] if reply.insurer else ()
        return observed(case, reply, found, milliseconds)

    def _chat(self, insurer: str | None, question: str, conversation: str | None) -> tuple[ChatReply, float]:
        body = {"insurer": insurer, "question": question, "conversation_id": conversation}
        return self._post("/v1/chat", body, ChatReply)

    def _search(self, insurer: str | None, question: str, depth: int) -> tuple[tuple[Retrieved, ...], float]:
        body = {"insurer": insurer, "query": question, "limit": min(depth, _MOST_PASSAGES)}
        found, milliseconds = self._post("/v1/search", body, SearchReply)
        return tuple(map(retrieved, found.passages)), milliseconds

    def _get(self, path: str, kind: type[Out]) -> Out:
        return self._read("GET", path, None, kind)[0]

    def _post(self, path: str, body: dict[str, Any], kind: type[Out]) -> tuple[Out, float]:
        return self._read("POST", path, body, kind)

    def _read(self, method: str, path: str, body: dict[str, Any] | None, kind: type[Out]) -> tuple[Out, float]:
        """What is replied, and the milliseconds of the request that was admitted."""
        response, milliseconds = self._when_admitted(method, path, body)
        if response.status_code != httpx.codes.OK:
            contract = response.headers.get("content-type", "").startswith("application/problem+json")
            said = f"{path}: HTTP {response.status_code} from {self._host}: {response.text[:200]}"
            raise BadReply(said if contract else f"{said}; {self._doubt}")
        try:
            return kind.model_validate_json(response.content), milliseconds
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(map(str, first["loc"])) or "the reply"
            raise BadReply(f"{path}: not the contract: {place}: {first['msg']}; {self._doubt}") from error

    def _when_admitted(self, method: str, path: str, body: dict[str, Any] | None) -> tuple[httpx.Response, float]:
        """The first response that does not ask to come back later, or the last within the longest wait; its
        milliseconds.
        """
        waited = 0
        while True:
            response, milliseconds = self._request(method, path, body)
            pause = _seconds_to_wait(response)
            if pause is None or waited + pause > _LONGEST_WAIT:
                return response, milliseconds
            self._wait(pause)
            waited += pause

    def _request(self, method: str, path: str, body: dict[str, Any] | None) -> tuple[httpx.Response, float]:
        started = time.perf_counter()
        try:
            response = self._client.request(method, path, json=body)
        except httpx.HTTPError as error:
            raise BadReply(f"{path}: no reply from {self._host} ({type(error).__name__}: {error})") from error
        return response, (time.perf_counter() - started) * 1_000

    @property
    def _doubt(self) -> str:
        return f"is {self._host} a deployment of mesdroits?"


def _seconds_to_wait(response: httpx.Response) -> int | None:
    """How long a refusal for too many requests asks to wait: at least a second; None where nothing is asked."""
    said = response.headers.get("retry-after", "")
    limited = response.status_code == httpx.codes.TOO_MANY_REQUESTS and said.isdecimal()
    return max(1, int(said)) if limited else None
