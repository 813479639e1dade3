"""Where an insurer's chat may be shown and in which colour: `corpus/sites.toml`, read again when it changes."""

from __future__ import annotations

import threading
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from assistant.errors import BadSettings


def _origin(value: str) -> str:
    """A scheme, a host and perhaps a port, as browsers write it in `Origin`."""
    parts = urlsplit(value)
    if parts.scheme not in ("https", "http") or not parts.netloc or value != f"{parts.scheme}://{parts.netloc}":
        raise ValueError('write an origin such as "https://www.example.org", without a path')
    if not parts.netloc.isascii() or any(one in parts.netloc for one in " ;,'\"@*"):
        raise ValueError("write one host")
    return value.lower()


class Site(BaseModel):
    """How an insurer's chat is shown."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    origins: tuple[Annotated[str, AfterValidator(_origin)], ...] = ()
    """The sites whose pages may show the chat and call the API from the browser."""
    accent: str | None = Field(default=None, pattern=r"^#[0-9a-f]{6}$")
    """The colour of buttons, links and banners; it is darkened or lightened where contrast asks for it."""


@dataclass(frozen=True)
class _Read:
    changed_at: int
    sites: Mapping[str, Site]


_TABLE = TypeAdapter(dict[str, Site])


class Sites:
    """The sites of every insurer. Safe for concurrent use."""

    def __init__(self, corpus_dir: Path, more_origins: Mapping[str, Sequence[str]]) -> None:
        """Raises BadSettings for a file that cannot be read, and for an origin of the settings that is none."""
        self._path = corpus_dir / "sites.toml"
        self._more = _origins_of(more_origins)
        self._lock = threading.Lock()
        self._read = self._fresh()

    def of(self, insurer: str) -> Site:
        """The site of an insurer; one without origins and colour where the file names none."""
        return self._known().get(insurer, Site())

    def insurers_at(self, origin: str) -> frozenset[str]:
        """The insurers whose chat a page of this origin may show; none for a stranger."""
        wanted = origin.lower()
        return frozenset(insurer for insurer, site in self._known().items() if wanted in site.origins)

    def _known(self) -> Mapping[str, Site]:
        """What the file says now; what it said before where it is damaged while the service runs."""
        with self._lock:
            if self._changed_at() != self._read.changed_at:
                try:
                    self._read = self._fresh()
                except BadSettings:
                    self._read = _Read(self._changed_at(), self._read.sites)
            return self._read.sites

    def _changed_at(self) -> int:
        return self._path.stat().st_mtime_ns if self._path.exists() else 0

    def _fresh(self) -> _Read:
        changed_at = self._changed_at()
        try:
            table = tomllib.loads(self._path.read_text(encoding="utf-8")) if changed_at else {}
            read = _TABLE.validate_python(table)
        except ValidationError as error:
            faults = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
            raise BadSettings(faults=f"{self._path.name}: {faults}") from error
        except (OSError, ValueError) as error:
            raise BadSettings(faults=f"{self._path.name}: {error}") from error
        return _Read(changed_at, _with_origins(read, self._more))


def _origins_of(more: Mapping[str, Sequence[str]]) -> Mapping[str, Site]:
    try:
        return {insurer: Site(origins=tuple(origins)) for insurer, origins in more.items()}
    except ValidationError as error:
        raise BadSettings(faults=f"site_origins: {error.errors()[0]['msg']}") from error


def _with_origins(sites: Mapping[str, Site], more: Mapping[str, Site]) -> Mapping[str, Site]:
    """The sites, each with the further origins that the settings give it."""
    return {
        insurer: Site(
            origins=(*sites.get(insurer, Site()).origins, *more.get(insurer, Site()).origins),
            accent=sites.get(insurer, Site()).accent,
        )
        for insurer in {*sites, *more}
    }
