"""Where releases are published and found.

<data>/releases/<insurer>/current             the id of the release that is served; replaced atomically
<data>/releases/<insurer>/<release>/          a release: never changed once it is published
<data>/releases/<insurer>/.staging-<release>/ a release in the making
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import NoRelease
from ingest.files import sync_folder, write_atomically

_SETTLED_NANOSECONDS = 10_000_000_000
_STAGING = ".staging-"


@dataclass(frozen=True)
class _Listing:
    changed: int
    """When the folder last changed, in nanoseconds."""
    insurers: list[str]
    pending: list[str]
    """Folders in which no release has been published yet."""


class ReleaseStore:
    """One current release an insurer, and the one before it. Safe for concurrent readers beside one writer.

    `discard` removes a release folder for good, with whatever it keeps elsewhere; a folder that it leaves is
    offered to it again by the next sweep or publication.
    """

    def __init__(self, data_dir: Path, discard: Callable[[Path], None] = shutil.rmtree) -> None:
        self.root = data_dir / "releases"
        self._discard = discard
        self._listing = _Listing(-1, [], [])

    def insurers(self) -> list[str]:
        """Ids of the insurers with a published release, sorted; cheap enough to be asked at every question."""
        try:
            changed = self.root.stat().st_mtime_ns
        except FileNotFoundError:
            return []
        listing = self._listing
        if listing.changed != changed or any(self.pointer(one).exists() for one in listing.pending):
            listing = self._list(changed)
            # Two changes within one tick of the clock look alike: a folder is remembered once it has come to rest.
            if time.time_ns() - changed > _SETTLED_NANOSECONDS:
                self._listing = listing
        return list(listing.insurers)

    def pointer(self, insurer: str) -> Path:
        """The file that names the insurer's current release."""
        return self.root / insurer / "current"

    def current(self, insurer: str) -> Path:
        """The folder of the current release. Raises NoRelease."""
        try:
            name = self.pointer(insurer).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise NoRelease(f"nothing is published for {insurer!r}; run `mesdroits ingest`") from error
        return self.root / insurer / name

    def serves(self, insurer: str, release: str) -> bool:
        """Whether `release` is the current one."""
        return self.pointer(insurer).exists() and self.current(insurer).name == release

    def previous(self, insurer: str) -> Path:
        """The folder of the release that the current one replaced. Raises NoRelease."""
        current = self.current(insurer)
        # Ids are moments: a later one belongs to a release that was never put into service.
        others = [folder for folder in _releases(self.root / insurer) if folder.name < current.name]
        if not others:
            raise NoRelease(f"nothing was published for {insurer!r} before the current release")
        return max(others)

    def sweep(self) -> None:
        """Removes what interrupted ingestions left behind. Only while no other one runs."""
        for home in self.root.glob("*/"):
            for leftover in home.glob(f"{_STAGING}*"):
                self._discard(leftover)
            if not (home / "current").exists():
                self.retire(home.name)

    def stage(self, insurer: str, release: str) -> Path:
        """An empty folder to build a release in that is not served; what an earlier attempt left is dropped."""
        home = self.root / insurer
        home.mkdir(parents=True, exist_ok=True)
        folder = home / f"{_STAGING}{release}"
        for left in (folder, home / release):
            if left.exists():
                self._discard(left)
        folder.mkdir()
        return folder

    def publish(self, insurer: str, staged: Path) -> Path:
        """Makes a staged release the current one in one atomic step, then drops all but the last two."""
        home = self.root / insurer
        final = home / staged.name.removeprefix(_STAGING)
        previous = self.current(insurer).name if self.pointer(insurer).exists() else ""
        _sync_tree(staged)
        staged.rename(final)
        sync_folder(home)
        write_atomically(self.pointer(insurer), [final.name.encode()])
        for folder in _releases(home):
            if folder.name not in (final.name, previous):
                self._discard(folder)
        return final

    def retire(self, insurer: str) -> None:
        """Stops serving an insurer and drops its releases."""
        home = self.root / insurer
        self.pointer(insurer).unlink(missing_ok=True)
        for folder in list(home.glob("*/")):
            self._discard(folder)
        if not any(home.glob("*/")):
            shutil.rmtree(home, ignore_errors=True)

    def _list(self, changed: int) -> _Listing:
        with os.scandir(self.root) as found:
            homes = sorted(entry.name for entry in found if entry.is_dir())
        published = [home for home in homes if self.pointer(home).exists()]
        return _Listing(changed, published, sorted(set(homes) - set(published)))


def _releases(home: Path) -> list[Path]:
    return [path for path in home.iterdir() if path.is_dir() and not path.name.startswith(".")]


def _sync_tree(folder: Path) -> None:
    for path in [*folder.rglob("*"), folder]:
        sync_folder(path)
