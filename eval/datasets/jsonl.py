"""JSON lines and TOML files → validated models. Every line that is wrong is named, with its field."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from eval.datasets.faults import Fault, Place, refuse
from eval.errors import BadDataset


class Strict(BaseModel):
    """A model that refuses fields it does not know and values of another type."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Loose(Strict):
    """The same for formats of others, who add fields of their own."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)


_NOT_BLANK = r"\S"
Filled = Annotated[str, Field(pattern=_NOT_BLANK)]
"""A text with more than white space in it."""
Model = TypeVar("Model", bound=BaseModel)


def read_lines(path: Path, model: type[Model]) -> list[tuple[Place, Model]]:
    """The filled lines of a JSON-lines file, in order, each with its place.

    Raises BadDataset naming file, line and field of every fault, or a file that is missing, empty or not UTF-8.
    """
    found: list[tuple[Place, Model]] = []
    faults: list[Fault] = []
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        place = Place(str(path), number)
        try:
            found.append((place, model.model_validate_json(line)))
        except ValidationError as error:
            faults += faults_of(place, error)
    if not found and not faults:
        faults.append(Fault(Place(str(path)), "", "no line in it; write one JSON object a line"))
    refuse(faults)
    return found


def read_json(path: Path, model: type[Model]) -> Model:
    """A JSON file as a model. Raises BadDataset naming every field that is wrong."""
    try:
        return model.model_validate_json(read_text(path))
    except ValidationError as error:
        refuse(faults_of(Place(str(path)), error))
        raise


def read_toml(path: Path, model: type[Model]) -> Model:
    """A TOML file as a model. Raises BadDataset naming every key that is wrong."""
    try:
        return model.model_validate(tomllib.loads(read_text(path)))
    except tomllib.TOMLDecodeError as error:
        raise BadDataset(f"{path}: not valid TOML: {error}") from error
    except ValidationError as error:
        refuse(faults_of(Place(str(path)), error))
        raise


def read_text(path: Path) -> str:
    """A UTF-8 file, a byte order mark left out, line ends as they are. Raises BadDataset when it cannot be read."""
    return decoded(read_bytes(path), path)


def read_bytes(path: Path) -> bytes:
    """The bytes of a file. Raises BadDataset when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadDataset(f"{path}: cannot be read ({error.strerror}); correct the path") from error


def decoded(raw: bytes, path: Path) -> str:
    """The bytes of the file `path` as text. Raises BadDataset naming the line that is not UTF-8."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise BadDataset(f"{path}, line {line}: not UTF-8; save the file as UTF-8") from error


def faults_of(place: Place, error: ValidationError) -> list[Fault]:
    """One fault for each field that a model refuses."""
    return [Fault(place, ".".join(map(str, one["loc"])), _explained(one)) for one in error.errors()]


def _explained(error: Any) -> str:
    advice = {
        "missing": "missing; add it",
        "extra_forbidden": "unknown field; remove it or correct its spelling",
    }.get(error["type"])
    if error.get("ctx", {}).get("pattern") == _NOT_BLANK:
        advice = "empty; fill it in"
    if advice or error["type"] == "json_invalid":
        return advice or f"not valid JSON ({error['ctx']['error']})"
    found = error["input"]
    shown = "" if isinstance(found, dict | list) else f" (found {str(found)[:80]!r})"
    return f"{error['msg'].removeprefix('Value error, ')}{shown}"
