"""Whatever a language model says, a member reads what the policy says: the lies are told over HTTP, by a real server."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections import Counter
from itertools import groupby
from pathlib import Path
from random import Random

import pytest
from fastapi.testclient import TestClient

from assistant.answering.generative import Writer
from assistant.app import create_app
from assistant.settings import Settings
from assistant.topics import load_bank
from assistant.wiring import build_desk, build_engine, build_language_model
from ingest.build import ingest
from tests import failing_model as failing
from tests.conftest import CORPUS
from tests.failing_model import FailingModel
from tests.lying_model import LINES, altered, lies, plain
from tests.unlimited import UNLIMITED

pytestmark = pytest.mark.integration

SECONDS = 30.0
"""What the model may take where it is not made to wait."""
RUN = 6
"""Words in a row by which something that was said is known again."""
OF_THE_REPLY_ALONE = ("conversation_id", "message_id", "explanation")


class Service:
    """The API over two engines of the same releases, one of which a lying model words; `model` is its server."""

    def __init__(self, engine, embedder, model, folder) -> None:
        self.model = model
        self.worded = engine.without_model()
        self._embedder = embedder
        store = f"sqlite:///{folder / 'requests.sqlite3'}"
        settings = engine.settings.model_copy(update={"requests_url": None, "explain": True})
        known = Settings(
            data_dir=settings.data_dir,
            corpus_dir=settings.corpus_dir,
            requests_url=store,
            console=False,
            explain=True,
            **UNLIMITED,
        )
        self.worded.settings = known
        self._plain = engine.without_model()
        self._plain.settings = known
        desk = build_desk(known, self.worded)
        self._clients = [TestClient(create_app(known, one, desk)) for one in (self.worded, self._plain)]
        self._known = {}

    def hear(self, behaviour, seconds=SECONDS):
        """Lets the model behave so from now on; what it did before is forgotten."""
        settings = Settings(llm="openai:liar", llm_base_url=self.model.url, llm_seconds=seconds, llm_tokens=1_000)
        self.worded.writer = Writer(build_language_model(settings), self._embedder, seconds)
        self.model.behaviour = behaviour

    def ask(self, insurer, question, language=None, conversation=None):
        """The reply, worded by the model where it can be."""
        return _asked(self._clients[0], insurer, question, language, conversation)

    def stream(self, insurer, question, language=None):
        """The same as a stream: the reply, and the text of its tokens."""
        return _streamed(self._clients[0], insurer, question, language)

    def without(self, insurer, question, language=None):
        """The reply without a model."""
        asked = (insurer, question, language)
        if asked not in self._known:
            self._known[asked] = _asked(self._clients[1], *asked, None)
        return self._known[asked]

    def follow(self, insurer, first, second):
        """The second reply of a conversation with the model, and of one without."""
        replies = []
        for client in self._clients:
            before = _asked(client, insurer, first, None, None)
            replies.append(_asked(client, insurer, second, None, before["conversation_id"]))
        return replies


def _body(insurer, question, language, conversation=None):
    asked = {"insurer": insurer, "question": question, "language": language, "conversation_id": conversation}
    return asked | {"explain": True}


def _asked(client, *asked):
    response = client.post("/v1/chat", json=_body(*asked))
    assert response.status_code == 200, response.text
    return response.json()


def _streamed(client, *asked):
    response = client.post("/v1/chat/stream", json=_body(*asked))
    events = [(name, json.loads(data)) for name, data in re.findall(r"event: (\w+)\ndata: (.*)\n\n", response.text)]
    citations = [data for name, data in events if name == "citation"]
    text = "".join(data["text"] for name, data in events if name == "token")
    assert events[-1][0] == "final", events[-1]
    final = events[-1][1]
    assert (final["answer"], final["citations"]) == (text, citations)
    return final


def generation(reply):
    """What the model had to do with a reply."""
    return reply["explanation"]["generation"]


def shown(reply):
    """What a member reads of a reply."""
    return {name: value for name, value in reply.items() if name not in OF_THE_REPLY_ALONE}


def runs(text):
    words = re.findall(r"\w+", plain(text))
    return {" ".join(words[place : place + RUN]) for place in range(max(1, len(words) - RUN + 1))}


def told(said, reply, without):
    """Which of the things said are, by any run of words, in a reply and not in the one without a model."""
    there, known = (
        " ".join(re.findall(r"\w+", plain(json.dumps(shown(one), ensure_ascii=False)))) for one in (reply, without)
    )
    return [one for one in said if any(run in there and run not in known for run in runs(one))]


def nothing_shown(said, reply, without):
    """Asserts that nothing said is in the reply, which is the one without a model."""
    assert told(said, reply, without) == []
    assert shown(reply) == shown(without)


def batches(said):
    return [said[start : start + LINES] for start in range(0, len(said), LINES)]


@pytest.fixture(scope="module")
def model():
    """The server, which does what a test wants."""
    server = FailingModel(lies())
    yield server
    server.close()


@pytest.fixture(scope="module")
def service(engine, embedder, model, tmp_path_factory):
    return Service(engine, embedder, model, tmp_path_factory.mktemp("store"))


# What people would write: subtle errors about real passages, one by one.

WRITTEN = [
    *csv.DictReader(
        Path(__file__).with_name("lies.tsv").open(encoding="utf-8"), delimiter="\t", quoting=csv.QUOTE_NONE
    )
]
ABOUT = ("insurer", "language", "question")
BY_QUESTION = {key: [*rows] for key, rows in groupby(WRITTEN, lambda row: tuple(row[one] for one in ABOUT))}


def test_the_lies_are_many_and_of_many_kinds():
    assert len({(row["insurer"], row["lie"]) for row in WRITTEN}) >= 300
    assert len({row["kind"] for row in WRITTEN}) >= 30
    assert {row["insurer"] for row in WRITTEN} == {"mgen", "mese", "mhr", "sem", "mieux-etre"}
    assert {row["language"] for row in WRITTEN} == {"fr", "en"}


@pytest.mark.parametrize(("insurer", "language", "question"), BY_QUESTION, ids=str)
def test_no_written_lie_reaches_a_member(service, insurer, language, question):
    rows = BY_QUESTION[insurer, language, question]
    without = service.without(insurer, question, language)
    passed, cited = [], Counter()
    for number, batch in enumerate(batches(rows)):

        def answer(prompt, batch=batch):
            for row in batch:
                number = prompt.citing(row["passage"])
                cited[number.isdigit()] += 1
                yield f"[{number}] {row['lie']}"

        service.hear(lies(answer=answer))
        ask = service.stream if number % 2 == 0 else service.ask
        reply = ask(insurer, question, language)
        said = [row["lie"] for row in batch]
        assert generation(reply)["failure"] is None
        passed += told(said, reply, without)
        if not passed:
            assert shown(reply) == shown(without)
    assert passed == []
    assert cited.total() == len(rows)
