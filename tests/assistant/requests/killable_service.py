"""A service that files requests and can be killed: the real routes, desk and store over the published policies.

`python -m tests.assistant.requests.killable_service PORT DATABASE_URL DATA_DIR` serves from a child process, writes
the child's number to standard output, and starts another one whenever it is killed. The parent holds nothing but
what was imported and read, so that a new child is there at once.
"""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace

import uvicorn
from fastapi import FastAPI

from assistant.api import problems, requests
from assistant.errors import BadForm
from assistant.law import load_law
from assistant.requests.intake.form import PersonForm, RequestForm
from assistant.settings import Settings
from assistant.wiring import build_desk
from tests.assistant.requests.policies import CORPUS, published


def main() -> None:
    """Serves, child after child, until the parent is killed."""
    port, url, folder = int(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    engine = SimpleNamespace(releases=SimpleNamespace(index=published), law=load_law(CORPUS))
    with tempfile.TemporaryDirectory() as spare:  # everything that is loaded at the first use is loaded here
        desk = build_desk(Settings(data_dir=Path(spare)), engine)
        form = RequestForm(
            insurer="mese", types=["access"], subject=PersonForm(email="a@example.org", phone="0612345678")
        )
        with contextlib.suppress(BadForm):
            desk.draft(form, "fr")
    while True:
        child = os.fork()
        if child == 0:
            serve(port, url, folder, engine)
        print(child, flush=True)  # noqa: T201
        os.waitpid(child, 0)


def serve(port: int, url: str, folder: Path, engine: SimpleNamespace) -> None:
    """Serves until it is killed."""
    settings = Settings(
        data_dir=folder,
        requests_url=url,
        smtp_host="127.0.0.1",
        smtp_port=9,  # discard: nothing listens, so the outbox keeps everything
        mail_from="mesdroits@example.org",
    )
    app = FastAPI()
    problems.install(app)
    app.include_router(requests.router(build_desk(settings, engine)))
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="error", access_log=False)


if __name__ == "__main__":
    main()
