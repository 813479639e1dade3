"""Which folders a run may go on in, and stand beside in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from eval.cases import Dataset
from eval.errors import NotComparable
from eval.runs.folder import RunFolder
from eval.runs.records import RunRecord
from eval.systems.system import System


def about_of(system: System) -> dict[str, Any]:
    """What a system tells about itself, as `run.json` gives it back."""
    about: dict[str, Any] = json.loads(json.dumps(system.about()))
    return about


def resumed(home: RunFolder, wanted: RunRecord) -> RunRecord:
    """The record in the folder. Raises NotComparable when it is of another data set, system or depth."""
    begun = home.record()
    different = _changed_system(begun.system, wanted.system)
    if begun.dataset != wanted.dataset:
        different.insert(0, "data set")
    if begun.options.depth != wanted.options.depth:
        different.append("depth")
    if different:
        raise NotComparable(f"{home.path}: holds a run with another {', '.join(different)}; choose another folder")
    return begun


def refuse_strangers(home: Path, dataset: Dataset, system: System) -> None:
    """Does nothing when every run in a folder of `home` is of this data set, whatever the split, and this system.

    Raises NotComparable naming one that is not, BadRun when one cannot be read.
    """
    about = about_of(system)
    for path in sorted(home.glob("*/run.json")):
        begun = RunFolder(path.parent).record()
        different = _changed_system(begun.system, about)
        if (begun.dataset.name, begun.dataset.version) != (dataset.name, dataset.version):
            different.insert(0, "data set")
        if different:
            raise NotComparable(
                f"{path.parent}: holds a run with another {', '.join(different)}; choose another folder than {home}"
            )


def _changed_system(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """The system with what it tells otherwise, in words; nothing when it is the same."""
    changed = [key for key in sorted(before.keys() | now.keys()) if before.get(key) != now.get(key)]
    return [f"system ({', '.join(changed)})"] if changed else []
