"""What `insurers.toml` says: insurers, their documents in every version, and what people say about facts."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)

from ingest.fact_forms import expected_form
from ingest.kinds import FACT_KINDS
from ingest.parsing.lines import folded

HolidayRegion = Literal["metropole", "alsace-moselle"]


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


def _free_id(value: str) -> str:
    if value == "law":
        raise ValueError('"law" is the statutory layer; choose another id')
    return value


_Date = Annotated[dt.date | None, BeforeValidator(_date_or_undated)]
LanguageCode = Annotated[str, AfterValidator(_language_code)]
InsurerId = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40), AfterValidator(_free_id)]


class EarlierEntry(BaseModel):
    """A version of a document that the insurer has replaced since; kept so that it stays citable."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    file: str = Field(min_length=1)
    date: _Date
    origin: str = Field(min_length=1)
    replaced: dt.date
    """The day the next version took its place."""
    title: str | None = Field(default=None, min_length=1)
    languages: tuple[LanguageCode, ...] | None = Field(default=None, min_length=1)
    machine_translated: bool | None = None
    """These three, where they are left out, are those of the version in service."""


def _known_kind(value: str) -> str:
    if value not in FACT_KINDS:
        raise ValueError(f"write one of {', '.join(FACT_KINDS)}")
    return value


class FactEntry(BaseModel):
    """What a person says about a fact of a document: that it is right, what it should be, or that it is none.

    A field left out is taken as extracted.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    action: Literal["confirm", "correct", "reject", "add"]
    kind: Annotated[str, AfterValidator(_known_kind)]
    evidence: str = Field(min_length=1)
    """The exact words of the document."""
    occurrence: int | None = Field(default=None, ge=1)
    """Which of them, from 1, where the words occur several times."""
    role: str | None = None
    normalised: str | None = None
    subject: str | None = None
    audience: str | None = None
    details: dict[str, str] | None = None
    by: str | None = None
    date: dt.date | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _complete(self) -> FactEntry:
        if self.action == "add" and self.normalised is None:
            raise ValueError("a fact to add needs the key normalised; docs/facts.md gives its form")
        if self.normalised is not None and (form := expected_form(self.kind, self.normalised)):
            raise ValueError(f"normalised {self.normalised!r} is not the form of {self.kind}; write {form}")
        return self

    def given(self) -> dict[str, object]:
        """The fields of a fact that the entry gives."""
        fields = {name: getattr(self, name) for name in ("role", "normalised", "subject", "audience")}
        details = None if self.details is None else tuple(self.details.items())
        return {name: value for name, value in {**fields, "details": details}.items() if value is not None}


class DocumentEntry(BaseModel):
    """A published document of an insurer, as the manifest describes it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    title: str = Field(min_length=1)
    file: str = Field(min_length=1)
    languages: tuple[LanguageCode, ...] = Field(min_length=1)
    date: _Date
    origin: str = Field(min_length=1)
    machine_translated: bool = False
    kind_confirmed: bool = False
    """Whether a person has confirmed that the file is the document, whatever kind or language it seems to be of."""
    earlier: tuple[EarlierEntry, ...] = ()
    """The versions before this one, oldest first."""
    fact: tuple[FactEntry, ...] = ()
    """What people confirmed or corrected."""

    def as_published(self, earlier: EarlierEntry) -> DocumentEntry:
        """The entry as it stood for an earlier version."""
        kept = {"file": earlier.file, "date": earlier.date, "origin": earlier.origin}
        own = earlier.model_dump(include={"title", "languages", "machine_translated"}, exclude_none=True)
        return self.model_copy(update={**kept, **own, "earlier": (), "fact": ()})


class InsurerEntry(BaseModel):
    """An insurer, as the manifest describes it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: InsurerId
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


class Corpus(BaseModel):
    """The whole manifest."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    insurer: tuple[InsurerEntry, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _unique(self) -> Corpus:
        for entry in self.insurer:
            ids = [document.id for document in entry.document]
            twice = sorted({one for one in ids if ids.count(one) > 1})
            if twice:
                raise ValueError(f"two entries share the document of {entry.id} id {', '.join(twice)}; rename one")
        owners: dict[str, str] = {}
        for entry in self.insurer:
            for name in (entry.id, entry.name, *entry.aliases):
                if owners.setdefault(folded(name), entry.id) != entry.id or not folded(name):
                    raise ValueError(f"the name {name!r} of {entry.id} is empty or another insurer's; change it")
        return self
