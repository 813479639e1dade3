"""An acknowledged request is never lost: clients file while the service is killed again and again."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from assistant.requests.keys import load_keys
from assistant.requests.store.audit import head, verify
from assistant.requests.store.database import open_database
from assistant.requests.store.store import RequestStore
from assistant.settings import Settings

pytestmark = pytest.mark.integration

CLIENTS = 8
ROOT = Path(__file__).resolve().parents[3]
SEED = 20261122


class Service:
    """The service on one port, started again whenever it was killed, after a random number of replies."""

    def __init__(self, url: str, folder: Path, spared: int) -> None:
        self._spared = spared
        """Replies between two kills at most."""
        self._random = random.Random(SEED)
        self._lock = threading.Lock()
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.kills = 0
        service = [sys.executable, "-m", "tests.assistant.requests.killable_service"]
        command = [*service, str(self.port), url, str(folder)]
        self._parent = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        self._started()

    def _started(self) -> None:
        assert self._parent.stdout
        self._child = int(self._parent.stdout.readline())
        self._left = self._random.randint(1, self._spared)

    def replied(self) -> None:
        """Counts a reply; now and then, kills the service in the middle of what the other clients are at."""
        with self._lock:
            self._left -= 1
            if self._left > 0:
                return
            os.kill(self._child, signal.SIGKILL)
            self.kills += 1
            self._started()

    def stop(self) -> None:
        self._parent.kill()
        self._parent.wait()
        os.kill(self._child, signal.SIGKILL)


def form(number: int) -> dict[str, object]:
    """A request that nobody else makes."""
    return {
        "insurer": "mese",
        "types": ["erasure", "marketing_objection"],
        "subject": {
            "given_names": "Camille",
            "family_name": f"Membre{letters(number)}",
            "birth_date": "1980-03-12",
            "email": f"membre{number}@example.org",
        },
        "answers": {"erasure": {"scope": "everything"}, "marketing_objection": {"channels": ["email"]}},
        "details": f"Demande numéro {number}.",
        "receipt_by_email": True,
        "confirmed": True,
    }


def letters(number: int) -> str:
    """The number in letters: names have no digits."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


def acknowledged(service: Service, client: httpx.Client, number: int) -> tuple[int, str, int]:
    """The number, the reference it was given, and how often it had to be sent."""
    for tries in range(1, 2_000):
        try:
            reply = client.post(
                f"http://127.0.0.1:{service.port}/v1/requests",
                json=form(number),
                headers={"Idempotency-Key": f"crash-{number}"},
            )
        except httpx.TransportError:
            threading.Event().wait(0.05)
            continue
        assert reply.status_code in (200, 201), reply.text
        service.replied()
        return number, reply.json()["reference"], tries
    raise AssertionError(f"request {number} was never acknowledged")


@pytest.mark.parametrize(
    ("requests", "kills"), [(200, 10), pytest.param(1_000, 50, marks=pytest.mark.load)], ids=["some", "thousand"]
)
def test_every_acknowledged_request_is_there_whole_and_its_trail_is_valid(database_url, tmp_path, requests, kills):
    service = Service(database_url, tmp_path, spared=2 * requests // kills - 10)
    try:
        with httpx.Client(timeout=30) as client, ThreadPoolExecutor(CLIENTS) as clients:
            replies = list(clients.map(lambda number: acknowledged(service, client, number), range(requests)))
    finally:
        service.stop()
    assert service.kills >= kills

    keys = load_keys(Settings(data_dir=tmp_path))
    engine = open_database(database_url, tmp_path)
    with RequestStore(engine, keys).reading() as reading:
        for number, reference, _ in replies:
            kept = reading.find(reference)
            assert kept is not None, number
            assert kept.file.subject.email == f"membre{number}@example.org"
            assert kept.file.details == f"Demande numéro {number}."
            assert [one.action for one in reading.trail(reference)] == ["file"]
            assert Counter(one.kind for one in reading.messages(reference)) == {"to_insurer": 1, "receipt": 1}
        assert len({reference for _, reference, _ in replies}) == requests
        assert head(reading, "mese")[0] == requests
        assert list(verify(reading, keys)) == []
    engine.dispose()
    resent = sum(tries > 1 for _, _, tries in replies)
    print(f"{requests} filed, {service.kills} kills, {resent} sent more than once")  # noqa: T201
