"""Questions with gold quotes about policies that need not be in the corpus.

Questions are JSON lines with `policy`, `lang`, `question`, `expect` ("answer", "abstain" or "refuse") and
`evidence`, a list of quotes; policies are files `<policy>.md` or `.txt` in one folder.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ingest.build import ingest
from ingest.embedding import Embedder
from ingest.outcomes import IngestReport


@dataclass(frozen=True)
class Asked:
    """A question with its gold quotes."""

    policy: str
    language: str
    question: str
    expect: str
    evidence: tuple[str, ...]


def read_questions(path: Path) -> list[Asked]:
    """The questions of a JSON lines file. Raises ValueError naming the line that is wrong."""
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            row = json.loads(line)
            gold = tuple(row.get("evidence", ()))
            found.append(Asked(row["policy"], row["lang"], row["question"], row["expect"], gold))
        except (ValueError, KeyError, AttributeError) as error:
            raise ValueError(f"{path}, line {number}: {error!r}") from error
    return found


def build_policies(policies: Path, names: Iterable[str], data_dir: Path, embedder: Embedder) -> IngestReport:
    """Index releases of policies that are not in the corpus, one insurer each.

    Raises FileNotFoundError when a policy has no file.
    """
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder)
        entries = []
        for name in sorted(set(names)):
            source = next(policies.glob(f"{name}.*"), None)
            if source is None:
                raise FileNotFoundError(f"{policies} has no file for the policy {name!r}")
            (corpus / source.name).write_bytes(source.read_bytes())
            entries.append(
                f'[[insurer]]\nid = "{name}"\nname = "{name}"\nlegal_name = "{name}"\n'
                f'[[insurer.document]]\nid = "policy"\ntitle = "{name}"\nfile = "{source.name}"\n'
                f'languages = ["fr"]\ndate = "undated"\norigin = "evaluation"\n'
            )
        (corpus / "insurers.toml").write_text("\n".join(entries), encoding="utf-8")
        return ingest(corpus, data_dir, embedder)


def matching_text(text: str) -> str:
    """The form in which gold quotes are looked for: without white space, Markdown marks and case."""
    return "".join(text.replace("*", "").replace("’", "'").split()).casefold()
