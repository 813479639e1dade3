"""Records as JSON: one a file, or one a line of a file that only grows."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from eval.errors import BadRun
from ingest.files import write_atomically

Record = TypeVar("Record")


adapter_of: Callable[[Any], TypeAdapter[Any]] = cache(TypeAdapter)
"""How records of a type are written and read; made once a type, because that takes milliseconds."""


def write_record(path: Path, record: object) -> None:
    """Writes one record as indented JSON; readers see either the file as it was or whole."""
    with _named(path):
        write_atomically(path, [adapter_of(type(record)).dump_json(record, indent=2), b"\n"])


def write_records(path: Path, records: Iterable[object]) -> None:
    """Writes records one a line; readers see either the file as it was or whole."""
    with _named(path):
        write_atomically(path, (_line(one) for one in records))


def read_record(path: Path, kind: Any) -> Any:
    """The record of a file, of the type `kind`. Raises BadRun naming the file and the field."""
    try:
        return adapter_of(kind).validate_json(path.read_bytes())
    except OSError as error:
        raise BadRun(f"{path}: cannot be read ({error.strerror}); is this the folder of a run?") from error
    except ValidationError as error:
        raise BadRun(f"{path}: {_fault(error)}") from error


def read_records(path: Path, kind: type[Record], *, torn: bool = False) -> Iterator[Record]:
    """The records of a file, of the type `kind`; a last line that was cut off is left out where `torn` is true.

    Raises BadRun naming the file, the line and the field.
    """
    adapter: TypeAdapter[Record] = adapter_of(kind)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BadRun(f"{path}: cannot be read ({error.strerror}); is this the folder of a run?") from error
    for number, line in enumerate(whole_lines(content) if torn else content.splitlines(), start=1):
        try:
            yield adapter.validate_json(line)
        except ValidationError as error:
            raise BadRun(f"{path}: line {number}: {_fault(error)}") from error


def whole_lines(content: bytes) -> list[bytes]:
    """The lines that end in a line break: what was being written when the process died does not."""
    return content[: content.rfind(b"\n") + 1].splitlines()


class GrowingFile(Generic[Record]):
    """A file of records that only grows; each is on the disk when `append` returns. Safe for several threads.

    An OSError, such as a full disk, names the file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._file: BinaryIO = path.open("ab")
        self._cut_torn_line()

    def __enter__(self) -> GrowingFile[Record]:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with _named(self._path):  # what a full disk did not take is written once more here
            self._file.close()

    def append(self, record: Record) -> None:
        """Writes a record as the last line."""
        with self._lock, _named(self._path):
            self._file.write(_line(record))
            self._file.flush()
            os.fsync(self._file.fileno())

    def _cut_torn_line(self) -> None:
        content = self._path.read_bytes()
        self._file.truncate(content.rfind(b"\n") + 1)


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Raises an OSError of the block with the name of the file, which one of writing lacks."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, error.filename or str(path)) from error


def _line(record: object) -> bytes:
    return adapter_of(type(record)).dump_json(record) + b"\n"


def _fault(error: ValidationError) -> str:
    first = error.errors()[0]
    place = ".".join(map(str, first["loc"]))
    return f"{place}: {first['msg']}" if place else first["msg"]
