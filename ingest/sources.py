"""Corpus → documents: the manifest is validated, each file is read, decoded and hashed, nothing is edited."""

from __future__ import annotations

import datetime as dt
import hashlib
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from ingest.errors import CorpusError
from ingest.parsing.formats import canonical_of
from ingest.parsing.lines import folded
from ingest.records import Document

HolidayRegion = Literal["metropole", "alsace-moselle"]
MAX_DOCUMENT_BYTES = 5_000_000


def _date_or_undated(value: object) -> dt.date | None:
    if value in ("undated", None):
        return None
    try:
        return value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value))
    except ValueError as error:
        raise ValueError('write a date such as 2022-04-01, or "undated"') from error


def _language_code(value: str) -> str:
    from lingua import IsoCode639_1

    if not hasattr(IsoCode639_1, value.upper() or "-"):
        raise ValueError('write an ISO 639-1 code such as "fr"')
    return value


class DocumentEntry(BaseModel):
    """A published document of an insurer, as the manifest describes it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    title: str = Field(min_length=1)
    file: str = Field(min_length=1)
    languages: tuple[Annotated[str, AfterValidator(_language_code)], ...] = Field(min_length=1)
    date: Annotated[dt.date | None, BeforeValidator(_date_or_undated)]
    origin: str = Field(min_length=1)
    machine_translated: bool = False


class InsurerEntry(BaseModel):
    """An insurer, as the manifest describes it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)
    name: str = Field(min_length=1)
    legal_name: str = Field(min_length=1)
    aliases: tuple[str, ...] = ()
    siren: str | None = None
    site: str | None = Field(default=None, pattern=r"^https?://")
    holiday_region: HolidayRegion = "metropole"
    document: tuple[DocumentEntry, ...] = Field(min_length=1)

    @field_validator("siren")
    @classmethod
    def _checked_siren(cls, value: str | None) -> str | None:
        from stdnum.fr import siren

        if value is not None and not siren.is_valid(value):
            raise ValueError("not a valid SIREN: 9 digits with a Luhn check digit")
        return value

    @field_validator("id")
    @classmethod
    def _free_id(cls, value: str) -> str:
        if value == "law":
            raise ValueError('"law" is the statutory layer; choose another id')
        return value


class Corpus(BaseModel):
    """The whole manifest."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    insurer: tuple[InsurerEntry, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _unique(self) -> Corpus:
        for kind, ids in (
            ("insurer", [entry.id for entry in self.insurer]),
            *((f"document of {entry.id}", [document.id for document in entry.document]) for entry in self.insurer),
        ):
            twice = sorted({one for one in ids if ids.count(one) > 1})
            if twice:
                raise ValueError(f"two entries share the {kind} id {', '.join(twice)}; rename one")
        owners: dict[str, str] = {}
        for entry in self.insurer:
            for name in (entry.id, entry.name, *entry.aliases):
                if owners.setdefault(folded(name), entry.id) != entry.id or not folded(name):
                    raise ValueError(f"the name {name!r} of {entry.id} is empty or another insurer's; change it")
        return self


def read_corpus(folder: Path) -> Corpus:
    """The validated manifest `insurers.toml` of a corpus folder.

    Raises CorpusError naming the file, the key and the fix.
    """
    path = folder / "insurers.toml"
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise CorpusError(f"{path}: no such file; point corpus_dir at the folder that holds it") from error
    except OSError as error:
        raise CorpusError(f"{path}: cannot be read ({error.strerror}); make it a readable file") from error
    except UnicodeDecodeError as error:
        raise CorpusError(f"{path}: not UTF-8 at byte {error.start}; save the file as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise CorpusError(f"{path}: not valid TOML: {error}") from error
    try:
        return Corpus.model_validate(raw)
    except ValidationError as error:
        faults = error.errors()
        inner = [one for one in faults if not any(_within(other["loc"], one["loc"]) for other in faults)]
        raise CorpusError("\n".join(_explain(path, raw, one) for one in inner)) from error


def read_document(folder: Path, insurer: InsurerEntry, entry: DocumentEntry) -> Document:
    """One document with its canonical text.

    Raises CorpusError when the file is missing, too large or cannot be read as a policy.
    """
    path = folder / entry.file
    where = f"{folder / 'insurers.toml'}: insurer {insurer.id}, document {entry.id}, key file"
    if not path.resolve().is_relative_to(folder.resolve()):
        raise CorpusError(f"{where}: {entry.file} lies outside the corpus; move it below {folder}")
    if not path.is_file():
        raise CorpusError(f"{where}: {path} does not exist; correct the path or add the file")
    size = path.stat().st_size
    if size > MAX_DOCUMENT_BYTES:
        raise CorpusError(f"{where}: {path} has {size} bytes, the limit is {MAX_DOCUMENT_BYTES}")
    raw = path.read_bytes()
    try:
        canonical = canonical_of(raw, path.name)
    except CorpusError as error:
        raise CorpusError(f"{where}: {path} {error}") from error
    digest = hashlib.sha256(raw).hexdigest()
    return Document(
        insurer=insurer.id,
        id=entry.id,
        version=f"{entry.date or 'undated'}-{digest[:8]}",
        title=entry.title,
        text=canonical.text,
        sha256=digest,
        languages=entry.languages,
        date=entry.date,
        origin=entry.origin,
        machine_translated=entry.machine_translated,
        format=canonical.format,
        places=canonical.places,
        left_out=canonical.left_out,
    )


def _explain(path: Path, raw: dict[str, Any], error: Any) -> str:
    """One line: file, the entry by its own id, the key, what is wrong and what was found."""
    names: list[str] = []
    value: Any = raw
    for step in error["loc"]:
        value = _child(value, step)
        if isinstance(step, int) and names:
            label = value.get("id") if isinstance(value, dict) else None
            names[-1] += f" {label or f'number {step + 1}'}"
        else:
            names.append(str(step))
    found = "" if isinstance(value, (dict, list)) or value is None else f" (found {value!r})"
    advice = {
        "missing": "the key is missing; add it",
        "extra_forbidden": "unknown key; remove it or correct its spelling",
    }.get(error["type"], error["msg"].removeprefix("Value error, "))
    return f"{path}: {', '.join(names) or 'the file'}: {advice}{found}"


def _within(inner: tuple[int | str, ...], outer: tuple[int | str, ...]) -> bool:
    return len(inner) > len(outer) and inner[: len(outer)] == outer


def _child(value: Any, step: int | str) -> Any:
    if isinstance(value, dict):
        return value.get(step)
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return value[step]
    return value
