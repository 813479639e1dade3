"""A completion as OpenAI streams it: chunks of one id, the last one with the citations, then "[DONE]"."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from assistant.api.completion_schemas import Completion, Usage
from assistant.reply import Partial, Reply

_DONE = "data: [DONE]\n\n"


@dataclass(frozen=True)
class Chunks:
    """Writes the chunks of one completion."""

    id: str
    created: int
    model: str
    system_fingerprint: str
    tells_usage: bool

    def of(
        self,
        first: Partial | Reply,
        others: Iterator[Partial | Reply],
        written: Callable[[Reply], Completion],
    ) -> Iterator[str]:
        """The pieces of an answer as they come, then what is left of the completion that `written` makes of the
        reply."""
        yield self._chunk({"role": "assistant", "content": ""})
        sent = ""
        for step in chain([first], others):
            if isinstance(step, Partial):
                sent += step.text
                yield self._chunk({"content": step.text})
            else:
                yield "".join(self._rest(written(step), sent))

    def _rest(self, completion: Completion, sent: str) -> Iterator[str]:
        answer = completion.choices[0].message
        for line in answer.content.removeprefix(sent).splitlines(keepends=True):
            yield self._chunk({"content": line})
        annotations = [one.model_dump(mode="json") for one in answer.annotations]
        whole = {"mesdroits": completion.mesdroits.model_dump(mode="json")}
        yield self._chunk({"annotations": annotations}, finish_reason="stop", more=whole)
        if self.tells_usage:
            yield self._usage(completion.usage)
        yield _DONE

    def _chunk(
        self, delta: dict[str, Any], *, finish_reason: str | None = None, more: Mapping[str, Any] | None = None
    ) -> str:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
        usage = {"usage": None} if self.tells_usage else {}
        return self._event({"choices": [choice], **usage, **(more or {})})

    def _usage(self, usage: Usage) -> str:
        return self._event({"choices": [], "usage": usage.model_dump()})

    def _event(self, content: Mapping[str, Any]) -> str:
        chunk = {
            "id": self.id,
            "object": "chat.completion.chunk",
            "created": self.created,
            "model": self.model,
            "system_fingerprint": self.system_fingerprint,
            **content,
        }
        return f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n"
