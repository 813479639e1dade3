"""Insurers as the models of an API that knows of models only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from assistant.api.completion_schemas import ModelOut
from assistant.engine import InsurerView
from assistant.errors import ForeignOrigin, NotAllowed, UnknownInsurer, UnknownModel

ANY = "mesdroits"
"""The model that is no insurer: the only one within the caller's reach, or whichever the question names."""


def models_of(views: Sequence[InsurerView], reach: frozenset[str] | None) -> list[ModelOut]:
    """A model for each insurer within reach; the one for all where `Admission.question` lets it pass."""
    within = [view for view in views if reach is None or view.id in reach]
    models = [ModelOut(id=f"{ANY}-{view.id}", created=_day(view), name=view.name) for view in within]
    if reach is None or len(reach) == 1:
        models.append(ModelOut(id=ANY, created=max((one.created for one in models), default=0), name=ANY))
    return models


def _day(view: InsurerView) -> int:
    dates = [one.date for one in view.documents if one.date]
    return int(dt.datetime.combine(max(dates), dt.time(), dt.UTC).timestamp()) if dates else 0


@contextmanager
def known_model(model: str) -> Iterator[None]:
    """Raises UnknownModel where the insurer is unknown or out of reach: to the caller these are one."""
    try:
        yield
    except (ForeignOrigin, NotAllowed, UnknownInsurer) as error:
        raise UnknownModel(model=model) from error


def insurer_of(model: str) -> str | None:
    """The insurer that a model names. Raises UnknownModel for what is no name of one."""
    if model == ANY:
        return None
    prefix, _, insurer = model.partition("-")
    if prefix != ANY or not insurer:
        raise UnknownModel(model=model)
    return insurer
