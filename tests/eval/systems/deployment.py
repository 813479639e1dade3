"""A deployment on a free port that replies what it is told."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.eval.runs.systems import TEXT

CHAT = {
    "conversation_id": "0123456789",
    "message_id": "m",
    "insurer": "fern",
    "language": "fr",
    "outcome": "answered",
    "answer": "Cinq ans [1]",
    "citations": [
        {
            "marker": 1,
            "insurer": "fern",
            "document": "policy",
            "version": "undated-00000000",
            "section": "Durées",
            "quote": TEXT[0:37],
            "start": 0,
            "end": 37,
            "language": "fr",
            "url": "/documents/fern/undated-00000000",
            "page": None,
            "anchor": None,
        }
    ],
    "handoff": {
        "request_type": "access",
        "channels": [],
        "identity": {"required": None, "note": "", "marker": None},
        "answer_due": "2026-12-22",
        "url": None,
    },
    "notices": [{"code": "old", "text": "Ancien"}],
    "suggestions": ["Et après ?"],
}
PASSAGE = {
    "passage_id": "p",
    "insurer": "fern",
    "document": "policy",
    "version": "undated-00000000",
    "section": "Durées",
    "text": TEXT[0:37],
    "start": 0,
    "end": 37,
    "score": 2.5,
}
SEARCH = {"passages": [PASSAGE]}


class Deployment(ThreadingHTTPServer):
    """Replies with what it was given for a path: (status, body), or first that it is asked too much, with the
    `pauses` in seconds; keeps what it was sent.
    """

    daemon_threads = True

    def __init__(self, replies):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.replies = replies
        self.sent = []
        self.pauses = []

    @property
    def url(self):
        return f"http://agent:secret@127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self._reply(None)

    def do_POST(self):
        self._reply(json.loads(self.rfile.read(int(self.headers["content-length"]))))

    def _reply(self, body):
        self.server.sent.append((self.path, body))
        pause = self.server.pauses.pop(0) if self.server.pauses else None
        status, content = self.server.replies[self.path] if pause is None else (429, {"detail": "later"})
        raw = content if isinstance(content, bytes) else json.dumps(content).encode()
        kind = "text/html" if isinstance(content, bytes) else "application/problem+json"
        self.send_response(status)
        self.send_header("content-type", "application/json" if status == HTTPStatus.OK else kind)
        if pause is not None:
            self.send_header("retry-after", str(pause))
        self.send_header("content-length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_):
        pass


@contextmanager
def deployed(chat=(200, CHAT), search=(200, SEARCH), **others):
    """A deployment that serves until the block ends."""
    with Deployment({"/v1/chat": chat, "/v1/search": search, **others.get("replies", {})}) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


INSURERS = {
    "insurers": [
        {"id": "fern", "name": "Fern", "legal_name": "Fern", "site": None, "documents": [], "suggestions": {}}
    ]
}
OLD = {
    "document": "policy",
    "version": "undated-11111111",
    "title": "Politique",
    "date": None,
    "sha256": "b",
    "format": "text",
    "current": False,
    "since": None,
    "changed_on": None,
    "replaced_on": None,
    "url": "",
}
VERSIONS = {"documents": [{**OLD, "version": "undated-00000000", "sha256": "a", "current": True}, OLD]}
TEXTS = {"/v1/insurers": (200, INSURERS), "/v1/insurers/fern/documents": (200, VERSIONS)}
