"""The application on a free port of this machine, in a thread of the tests."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import httpx
import uvicorn


@contextmanager
def served(application: Any) -> Iterator[str]:
    """The address of the application while it runs on a free port."""
    config = uvicorn.Config(application, port=0, log_level="warning", access_log=False)
    listener = config.bind_socket()
    listener.listen()
    server = uvicorn.Server(config)
    with running(partial(server.run, sockets=[listener]), partial(setattr, server, "should_exit", True)):
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        httpx.get(f"{address}/widget.js", timeout=60).raise_for_status()  # the socket queues us until it serves
        yield address
    listener.close()


@contextmanager
def running(work: Callable[[], object], stop: Callable[[], object]) -> Iterator[None]:
    """Work in a thread until it is told to stop."""
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop()
        thread.join(timeout=20)
