"""Small real things that the tests of ingestion share: invented documents, a corpus on disk, a tiny model."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from langchain_core.embeddings import Embeddings

from ingest.build import ingest, parse_document
from ingest.embedding import Embedder
from ingest.records import Document
from ingest.releases import ReleaseStore
from ingest.sources import read_corpus, read_document

CORPUS = Path(__file__).parents[2] / "corpus"
DIMENSION = 64

FERN = """1. Vos droits

Vous pouvez exercer vos droits par courrier à Mutuelle des Fougères, 3 rue du Bois, 69001 Lyon.

Une copie de votre pièce d'identité accompagne la demande.

2. Les cookies

Le site dépose deux cookies de mesure d'audience, que vous pouvez refuser.
"""
HEATH = """1. La conservation

Les dossiers fermés sont gardés cinq ans après la fin du contrat.

2. Les destinataires

Les données vont à nos gestionnaires et à la caisse d'assurance maladie.
"""


class HashedWords(Embeddings):
    """Counts words into 64 numbers by their hash: equal texts meet, texts that share words are near."""

    def __init__(self, salt: str = "") -> None:
        self.salt = salt
        self.embedded: list[str] = []

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.embedded.extend(texts)
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        vector = np.zeros(DIMENSION)
        for word in text.lower().split():
            digest = hashlib.sha256((self.salt + word).encode()).digest()
            vector[digest[0] % DIMENSION] += 1 if digest[1] % 2 else -1
        return vector.tolist()


def hashing_embedder(salt: str = "") -> Embedder:
    """The small model; another salt makes another model under the same name."""
    model = HashedWords(salt)
    return Embedder(
        name="hashed-words",
        dimension=DIMENSION,
        fingerprint=tuple(model.embed_query("how do I exercise my rights")),
        langchain=model,
        count_tokens=lambda text: len(text.split()),
    )


def document(text: str, languages: tuple[str, ...] = ("fr",)) -> Document:
    return Document(
        insurer="fougeres",
        id="policy",
        version="undated-00000000",
        title="Politique",
        text=text,
        sha256="0" * 64,
        languages=languages,
        date=None,
        origin="invented",
        machine_translated=False,
    )


@dataclass
class SmallCorpus:
    """A corpus folder; `entries` is what insurers.toml says after `write`."""

    folder: Path
    entries: dict[str, dict[str, str]]

    @property
    def manifest(self) -> Path:
        return self.folder / "insurers.toml"

    def file(self, insurer: str) -> Path:
        return self.folder / f"{insurer}.txt"

    def write(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        rows = []
        for insurer, entry in self.entries.items():
            self.file(insurer).write_text(entry["text"], encoding="utf-8")
            rows.append(
                f'[[insurer]]\nid = "{insurer}"\nname = "{entry["name"]}"\nlegal_name = "{entry["name"]}"\n'
                f'aliases = ["{entry["alias"]}"]\n'
                f'[[insurer.document]]\nid = "policy"\ntitle = "Politique"\nfile = "{insurer}.txt"\n'
                'languages = ["fr"]\ndate = "undated"\norigin = "invented"\n'
            )
        self.manifest.write_text("\n".join(rows), encoding="utf-8")


def small_corpus(folder: Path) -> SmallCorpus:
    """Two invented insurers with a short policy each, written to `folder`."""
    corpus = SmallCorpus(
        folder,
        {
            "fern": {"name": "Mutuelle des Fougères", "alias": "les fougères", "text": FERN},
            "heath": {"name": "Mutuelle de la Bruyère", "alias": "la bruyère", "text": HEATH},
        },
    )
    corpus.write()
    return corpus


@pytest.fixture(name="document_of")
def _document_of():
    return document


@pytest.fixture(name="parsed_of")
def _parsed_of():
    """Parses an invented text."""
    return lambda text, languages=("fr",): parse_document(document(text, languages))


@pytest.fixture(name="corpus_dir", scope="session")
def _corpus_dir():
    """The corpus that the product ships."""
    return CORPUS


@pytest.fixture(name="policies", scope="session")
def _policies():
    """The five policies of the corpus, parsed, by insurer."""
    manifest = read_corpus(CORPUS)
    return {entry.id: parse_document(read_document(CORPUS, entry, entry.document[0])) for entry in manifest.insurer}


@pytest.fixture(name="corpus")
def _corpus(tmp_path):
    return small_corpus(tmp_path / "corpus")


@pytest.fixture(name="embedder")
def _embedder():
    return hashing_embedder()


@pytest.fixture(name="another_model")
def _another_model():
    return hashing_embedder("another")


@pytest.fixture(name="built_once", scope="session")
def _built_once(tmp_path_factory):
    folder = tmp_path_factory.mktemp("built")
    corpus = small_corpus(folder / "corpus")
    ingest(corpus.folder, folder / "var", hashing_embedder())
    return folder / "var"


@pytest.fixture(name="data_dir")
def _data_dir(built_once, tmp_path):
    """The data folder after a first ingestion of `corpus`."""
    return shutil.copytree(built_once, tmp_path / "var")


@pytest.fixture(name="store")
def _store(data_dir):
    return ReleaseStore(data_dir)


@pytest.fixture(name="small_corpus_at", scope="session")
def _small_corpus_at():
    return small_corpus


@pytest.fixture(name="embedder_of", scope="session")
def _embedder_of():
    return hashing_embedder
