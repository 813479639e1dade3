"""The real application on a free port of this machine."""

from __future__ import annotations

import threading
from contextlib import contextmanager

from tests.unlimited import UNLIMITED


@contextmanager
def served(engine):
    """The address of a server over an engine, without its console."""
    import uvicorn

    from assistant.app import create_app

    app = create_app(engine.settings.model_copy(update={"console": False, **UNLIMITED}), engine)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    server.config.load()
    listener = server.config.bind_socket()
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join()
