"""Bodies of HTML forms, as browsers post them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated
from urllib.parse import parse_qs

from fastapi import Depends, Request

from assistant.errors import BadForm, Fault

_FIELDS = 200
Values = Mapping[str, Sequence[str]]
"""What a form posted: by field name, in order."""


async def posted(request: Request) -> Values:
    """The fields of a form of type application/x-www-form-urlencoded; its "lang" becomes that of the reply.

    Raises BadForm for more fields than any of our forms has.
    """
    body = await request.body()
    try:
        values = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=_FIELDS)
    except ValueError as error:
        raise BadForm([Fault("form", "too_many_fields")]) from error
    request.state.language = first(values, "lang")
    return values


def first(values: Values, name: str) -> str:
    """The field's first value; "" where it is absent."""
    return next(iter(values.get(name, ())), "")


Posted = Annotated[Values, Depends(posted)]
"""The parameter of a route that takes a posted form."""
