"""Our own data sets: a folder each with `dataset.toml`, `development.jsonl` and `test.jsonl`, read and proved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from eval.cases import Split
from eval.datasets.about import About, read_about, text_faults
from eval.datasets.faults import Fault
from eval.datasets.lines import Row
from eval.datasets.validation import faults, warnings

ABOUT = "dataset.toml"
_SPLITS = ("development", "test")


@dataclass(frozen=True, slots=True)
class OwnSet:
    """Both splits of a data set of ours, with the texts of the corpus that it is about."""

    folder: Path
    about: About
    rows: tuple[Row, ...] = field(repr=False)
    texts: Mapping[str, str] = field(repr=False)

    def of(self, split: Split) -> tuple[Row, ...]:
        """The rows of a split."""
        return tuple(row for row in self.rows if split in ("all", Path(row.place.file).stem))

    def faults(self) -> list[Fault]:
        """What makes it unfit to score with. Where the texts are others, nothing else is worth telling."""
        return text_faults(self.about, self.folder / ABOUT, self.texts) or faults(self.rows, self.texts)

    def warnings(self) -> list[Fault]:
        """What a person should look at; only of a set without faults."""
        return warnings(self.rows, self.texts)


def read_own_set(folder: Path, read: Callable[[Path], list[Row]], corpus: Mapping[str, str]) -> OwnSet:
    """The data set in `folder`; `read` makes rows of a file. Raises BadDataset when a line or key is malformed."""
    about = read_about(folder / ABOUT)
    rows = [row for split in _SPLITS for row in read(folder / f"{split}.jsonl")]
    return OwnSet(folder, about, tuple(rows), {key: text for key, text in corpus.items() if key in about.texts})
