"""Files that other processes read while they are replaced, and changes to several that can be taken back."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ingest.errors import IngestError


def write_atomically(path: Path, pieces: Iterable[bytes]) -> None:
    """Writes a file that readers see either as it was or whole, and that survives a crash right after."""
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with fresh.open("wb") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, fresh)
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Makes the names in a folder survive a crash."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def folder_locked(folder: Path) -> Iterator[None]:
    """Waits until no other process holds the folder, then holds it. The folder itself is what is locked."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def explained(path: Path, deed: str) -> Iterator[None]:
    """Raises an OSError of the block as an IngestError that names the file and what it cannot be ("written")."""
    try:
        yield
    except OSError as error:
        raise IngestError(f"{path}: cannot be {deed} ({error.strerror})") from error


class FileChanges:
    """Files that were written or removed, with what they were before."""

    def __init__(self) -> None:
        self._before: list[tuple[Path, bytes | None]] = []
        self._folders: set[Path] = set()

    def __bool__(self) -> bool:
        return bool(self._before)

    def write(self, path: Path, content: bytes | None) -> None:
        """Gives a file other content, or removes it where that is None. Raises IngestError when it cannot."""
        with explained(path, "written"):
            self._folders.update(folder for folder in path.parents if not folder.exists())
            self._before.append((path, _content(path)))
            _put(path, content)

    def undo(self) -> None:
        """Every file as it was before, and no folder that was not there. Raises IngestError when it cannot."""
        for path, content in reversed(self._before):
            with explained(path, "written"):
                if _content(path) != content:
                    _put(path, content)
        for folder in sorted(self._folders, reverse=True):
            with suppress(OSError):  # somebody else has put a file there meanwhile
                folder.rmdir()


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def _put(path: Path, content: bytes | None) -> None:
    if content is None:
        path.unlink(missing_ok=True)
    else:
        write_atomically(path, [content])
