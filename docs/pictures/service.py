"""The service that the pictures are taken of: the real indexes, a store of its own, mail, accounts, a host page."""

from __future__ import annotations

import shutil
import socket
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import uvicorn
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Mailbox

from assistant.app import create_app
from assistant.engine import Engine
from assistant.requests.desk import RequestDesk
from assistant.settings import load_settings
from assistant.wiring import build_accounts, build_desk, build_engine

ROOT = Path(__file__).resolve().parent.parent.parent
PASSWORD = "une phrase assez longue"
SUPERVISOR, EVALUATOR, AGENT = "camille", "evaluation", "zoe"
PLENTY = 100_000


@dataclass(frozen=True)
class Service:
    """What runs until the pictures are taken."""

    address: str
    site: str
    """An insurer's site with the widget on it, at another origin."""
    desk: RequestDesk
    engine: Engine
    inbox: Path


@contextmanager
def running(folder: Path) -> Iterator[Service]:
    """The service and a host page, until the block ends; everything that is written goes below `folder`."""
    with ExitStack() as stack:
        mail = Controller(Mailbox(folder / "inbox"), hostname="127.0.0.1", port=_free_port())
        mail.start()
        stack.callback(mail.stop)
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        site = stack.enter_context(_host_page(address))
        settings = load_settings(
            data_dir=_data(load_settings().data_dir, folder / "data"),
            requests_url=f"sqlite:///{folder / 'requests.sqlite3'}",
            public_url=address,
            smtp_host="127.0.0.1",
            smtp_port=mail.port,
            smtp_security="none",
            mail_from="mesdroits@example.org",
            site_origins={"mgen": (site,)},
            questions_per_minute=PLENTY,
            insurer_questions_per_minute=PLENTY,
            filings_per_hour=PLENTY,
            sign_ins_per_minute=1_000,
        )
        engine = build_engine(settings)
        desk = build_desk(settings, engine)
        _accounts(desk)
        config = uvicorn.Config(create_app(settings, engine, desk), log_level="warning", access_log=False)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        urllib.request.urlopen(f"{address}/readyz", timeout=60).close()
        yield Service(address, site, desk, engine, folder / "inbox")
        server.should_exit = True
        thread.join()


def _data(indexes: Path, folder: Path) -> Path:
    """The indexes as they are, beside the measurements of the repository, as the runs that evaluators see."""
    folder.mkdir()
    for one in indexes.iterdir():
        if one.name != "evaluations":
            (folder / one.name).symlink_to(one.resolve())
    for run in (ROOT / "eval/results").glob("golden-*"):
        shutil.copytree(run, folder / "evaluations" / run.name)
    return folder


def _accounts(desk: RequestDesk) -> None:
    accounts = build_accounts(desk)
    accounts.add(AGENT, "agent", ["mgen", "mieux-etre"])
    accounts.add(SUPERVISOR, "supervisor", None)
    accounts.add(EVALUATOR, "evaluator", None)
    for name in (AGENT, SUPERVISOR, EVALUATOR):
        accounts.set_password(name, PASSWORD)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


class _Host(BaseHTTPRequestHandler):
    """A page of an insurer's site, made up; nothing in it comes from elsewhere but the widget."""

    def __init__(self, service: str, *args: Any) -> None:
        self.service = service
        super().__init__(*args)

    def do_GET(self) -> None:
        page = (Path(__file__).parent / "host_page.html").read_text(encoding="utf-8")
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(page.replace("{service}", self.service).encode())

    def log_message(self, *_: object) -> None:
        """Nothing is said of what was asked for."""


@contextmanager
def _host_page(service: str) -> Iterator[str]:
    host = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Host, service))
    thread = threading.Thread(target=host.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{host.server_address[1]}"
    host.shutdown()
    host.server_close()
