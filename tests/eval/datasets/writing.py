"""A small corpus and small data sets, written as their authors write them."""

from __future__ import annotations

import hashlib
import json

from eval.datasets.lines import read_rows

FERN = "Vos données sont conservées dix ans.\n\nÉcrivez à dpo@fern.example pour vos droits.\n"
MOSS = "Nous gardons vos **données** cinq ans.\nNotre délégué : 3 rue des Lilas.\n"
TEXTS = {"fern/policy": FERN, "moss/policy": MOSS}
NAMES = {"fern": "Mutuelle Fougère", "moss": "Mutuelle Mousse"}


def write_corpus(folder, texts=TEXTS):
    """A corpus of one document an insurer."""
    entries = []
    for key, text in texts.items():
        insurer, document = key.split("/")
        file = folder / f"{insurer}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
        entries.append(
            f'[[insurer]]\nid = "{insurer}"\nname = "{NAMES[insurer]}"\nlegal_name = "{NAMES[insurer]}"\n'
            f'[[insurer.document]]\nid = "{document}"\ntitle = "Politique"\nfile = "{file.name}"\n'
            'languages = ["fr"]\ndate = "undated"\norigin = "a test"\n'
        )
    (folder / "insurers.toml").write_text("\n".join(entries), encoding="utf-8")
    return folder


def span(quote, document="fern/policy"):
    """A gold span as it stands in a line."""
    start = TEXTS[document].index(quote)
    return {"document": document, "start": start, "end": start + len(quote), "quote": quote}


def line(id="a", **fields):
    """A line of our own format: a question on how long data are kept."""
    return {
        "id": id,
        "insurer": "fern",
        "language": "fr",
        "register": "plain",
        "question": f"Combien de temps gardez-vous mes données ({id}) ?",
        "topic": "retention",
        "outcome": "answered",
        "facts": [["dix ans", "10 ans"]],
        "gold": [span("Vos données sont conservées dix ans.")],
        "group": f"fern/{id}",
        "other_language": f"How long do you keep my data ({id})?",
        **fields,
    }


def write_lines(path, *lines):
    """JSON lines; a string is written as it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    written = [one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in lines]
    path.write_text("".join(f"{one}\n" for one in written), encoding="utf-8")
    return path


def rows(path, *lines):
    """The lines as rows."""
    return read_rows(write_lines(path, *lines))


def write_about(folder, texts=TEXTS):
    """A `dataset.toml` about these texts."""
    folder.mkdir(parents=True, exist_ok=True)
    hashes = [f'"{key}" = "{hashlib.sha256(text.encode()).hexdigest()}"' for key, text in texts.items()]
    about = ['name = "small"', 'version = "7"', "[texts]", *hashes]
    (folder / "dataset.toml").write_text("\n".join(about), encoding="utf-8")
