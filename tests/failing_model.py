"""A server of the OpenAI chat protocol that fails, lies or drags its feet as a test wants it to."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

WAIT_SECONDS = 30
"""How long a server that hangs does so at most, should a test never release it."""
Lines = Callable[[dict[str, Any]], Iterator[str]]
"""From the body of a request to the lines of the reply; whatever it waits for, the member waits for."""
Behaviour = Callable[["Exchange"], None]
"""What the server does with one request."""


class Exchange:
    """One request, and the ways to answer it."""

    def __init__(self, handler: BaseHTTPRequestHandler, server: FailingModel, body: dict[str, Any]) -> None:
        self._handler = handler
        self.server = server
        self.body = body

    def status(self, code: int, **headers: str) -> None:
        """A refusal whose words repeat the prompt, as some servers' do."""
        error = {"error": {"message": f"Refused: {json.dumps(self.body)}", "type": "error", "code": code}}
        self._whole(code, "application/json", json.dumps(error).encode(), headers)

    def raw(self, content: bytes, media_type: str = "text/event-stream") -> None:
        """These bytes, and the end."""
        self._whole(200, media_type, content, {})

    def open_stream(self) -> None:
        """The beginning of a stream of events."""
        self._handler.send_response(200)
        self._handler.send_header("Content-Type", "text/event-stream")
        self._handler.send_header("Transfer-Encoding", "chunked")
        self._handler.end_headers()

    def event(self, data: str) -> None:
        """One event. Raises OSError once the client has gone."""
        self.bytes(f"data: {data}\n\n".encode())

    def bytes(self, content: bytes) -> None:
        """Some bytes of the stream. Raises OSError once the client has gone."""
        self._handler.wfile.write(b"%x\r\n%s\r\n" % (len(content), content))
        self._handler.wfile.flush()

    def piece(self, content: Any, **delta: Any) -> None:
        """A piece of the reply."""
        self.event(chunk({"content": content, **delta}))

    def finish(self, reason: str = "stop", tokens: tuple[int, int] = (120, 30)) -> None:
        """The reason it ends, the tokens counted, and the end."""
        self.event(chunk({}, reason))
        usage = {"prompt_tokens": tokens[0], "completion_tokens": tokens[1], "total_tokens": sum(tokens)}
        self.event(json.dumps({**json.loads(chunk({})), "choices": [], "usage": usage}))
        self.event("[DONE]")
        self._handler.wfile.write(b"0\r\n\r\n")

    def hang_up(self) -> None:
        """Closes the connection in the middle of what it was sending."""
        self._handler.close_connection = True
        self._handler.connection.shutdown(socket.SHUT_RDWR)

    def wait(self) -> None:
        """Returns once the test releases the server."""
        self.server.waiting.set()
        self.server.released.wait(WAIT_SECONDS)

    def _whole(self, code: int, media_type: str, content: bytes, headers: dict[str, str]) -> None:
        self._handler.send_response(code)
        for name, value in {"Content-Type": media_type, "Content-Length": str(len(content)), **headers}.items():
            self._handler.send_header(name, value)
        self._handler.end_headers()
        self._handler.wfile.write(content)


def chunk(delta: dict[str, Any], reason: str | None = None) -> str:
    """One event of the protocol, as text."""
    choice = {"index": 0, "delta": delta, "finish_reason": reason}
    return json.dumps(
        {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}
    )


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, *_: object) -> None:
        """Nothing: clients go whenever they like."""


class FailingModel:
    """`behaviour` may be changed from one request to the next; `bodies` and `headers` are what was received.

    Names of headers are in lower case.
    """

    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self.bodies: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.released = threading.Event()
        """Lets those that `wait` go on."""
        self.waiting = threading.Event()
        """Set once one waits."""
        self.hung_up = threading.Event()
        """Set once a client has closed its connection before the reply was whole."""
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                server.bodies.append(body)
                server.headers.append({name.lower(): value for name, value in self.headers.items()})
                try:
                    server.behaviour(Exchange(self, server, body))
                except OSError:
                    server.hung_up.set()
                    self.close_connection = True

            def log_message(self, *_: object) -> None:
                """Nothing: tests print their own."""

        self._http = _Quiet(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._http.server_port}/v1"
        threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True).start()

    def close(self) -> None:
        """Lets everything go that waits, and stops listening: from then on connections are refused."""
        self.released.set()
        self._http.shutdown()
        self._http.server_close()


@contextmanager
def failing_model(behaviour: Behaviour) -> Iterator[FailingModel]:
    """The server, on a free port of the loopback device, for as long as the block runs."""
    server = FailingModel(behaviour)
    try:
        yield server
    finally:
        server.close()


def answers(lines: Lines) -> Behaviour:
    """Streams these lines word by word, as a model that works does."""

    def behave(exchange: Exchange) -> None:
        exchange.open_stream()
        for line in lines(exchange.body):
            for word in f"{line}\n".split(" "):
                exchange.piece(word if word.endswith("\n") else f"{word} ")
        exchange.finish()

    return behave


def says(*lines: str) -> Behaviour:
    """Answers everything by the same lines."""
    return answers(lambda _: iter(lines))


def refuses(code: int, **headers: str) -> Behaviour:
    """Answers by this status; underscores in names of headers stand for hyphens."""
    return lambda exchange: exchange.status(code, **{name.replace("_", "-"): one for name, one in headers.items()})


def sends(content: bytes, media_type: str = "text/event-stream") -> Behaviour:
    """Answers by bytes that are no stream of a chat model."""
    return lambda exchange: exchange.raw(content, media_type)


def says_nothing(exchange: Exchange) -> None:
    """A stream without a word."""
    exchange.open_stream()
    exchange.finish()


def cut_by_length(*lines: str) -> Behaviour:
    """Writes these lines and the beginning of one more, and stops because it may not write more."""

    def behave(exchange: Exchange) -> None:
        exchange.open_stream()
        exchange.piece("\n".join([*lines, "[1] The policy al"]))
        exchange.finish("length")

    return behave


def cuts_the_line(*lines: str) -> Behaviour:
    """Closes the connection in the middle of a line."""

    def behave(exchange: Exchange) -> None:
        exchange.open_stream()
        exchange.piece("\n".join([*lines, "[1] The policy al"]))
        exchange.hang_up()

    return behave


def ends_without_a_reason(exchange: Exchange) -> None:
    """Ends the stream in good order in the middle of a line, as a proxy in between does."""
    exchange.open_stream()
    exchange.piece("[1] One line.\n[1] The policy al")
    exchange.event("[DONE]")
    exchange.bytes(b"")


def never_answers(exchange: Exchange) -> None:
    """Sends nothing at all until it is released."""
    exchange.wait()
    exchange.hang_up()


def stalls(*lines: str) -> Behaviour:
    """Writes these lines, then nothing more until it is released."""

    def behave(exchange: Exchange) -> None:
        exchange.open_stream()
        exchange.piece("".join(f"{line}\n" for line in lines))
        exchange.wait()
        exchange.finish()

    return behave


def drips(exchange: Exchange) -> None:
    """Sends a byte of a comment of the protocol at a time, until it is released or the client has gone."""
    exchange.open_stream()
    exchange.server.waiting.set()
    while not exchange.server.released.wait(0.01):
        exchange.bytes(b":")


def repeats(line: str) -> Behaviour:
    """Writes the same line until the client has gone."""

    def behave(exchange: Exchange) -> None:
        exchange.open_stream()
        while True:
            exchange.piece(line)

    return behave


def rambles(tokens: int = 10_000) -> Behaviour:
    """Writes as many words, none of which follows from another, in one line."""

    def behave(exchange: Exchange) -> None:
        exchange.open_stream()
        for number in range(tokens):
            exchange.piece(f"{number * number % 9973:x} ")
        exchange.finish()

    return behave


def calls_a_tool(exchange: Exchange) -> None:
    """Wants to call a function instead of writing."""
    call = {"index": 0, "id": "1", "type": "function", "function": {"name": "send_mail", "arguments": "{}"}}
    exchange.open_stream()
    exchange.piece(None, tool_calls=[call])
    exchange.finish("tool_calls")


def sends_a_picture(exchange: Exchange) -> None:
    """Answers by content that is no text."""
    exchange.open_stream()
    exchange.piece([{"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}])
    exchange.finish()


def breaks_off(exchange: Exchange) -> None:
    """Reports an error of its own in the middle of the stream."""
    exchange.open_stream()
    exchange.piece("[1] One line.\n")
    exchange.event(json.dumps({"error": {"message": f"out of memory: {exchange.body}", "code": 500}}))
    exchange.bytes(b"")


def refused_address() -> str:
    """Where nothing listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}/v1"
