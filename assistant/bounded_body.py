"""Bodies with personal data, bounded while they arrive, for programs and for HTML forms alike."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator

from assistant.errors import BodyTooLarge

LIMIT_KB = 256
"""What a form may weigh at most; `intake` bounds each of its fields far below."""
_LIMIT = LIMIT_KB * 1_000
_READ_OUT = 16 * _LIMIT
"""How much of a body that is too large is read and dropped, so that its sender gets to read the answer."""


async def bounded(chunks: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
    """The chunks of a body. Raises BodyTooLarge after its end, or after `_READ_OUT`, where there is more than
    `LIMIT_KB`."""
    size = 0
    async for chunk in chunks:
        size += len(chunk)
        if size > _READ_OUT:
            break
        if size <= _LIMIT:
            yield chunk
    if size > _LIMIT:
        raise BodyTooLarge(limit=LIMIT_KB)
