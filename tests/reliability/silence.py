"""A network in which nobody speaks: one host that accepts and says nothing, and one that does not even accept."""

import contextlib
import os
import socket
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from enrich.settings import SOURCES
from tests.reliability.kills import TOOL

_BACKLOG = 64  # connections that fill a queue of length zero for certain


class Answered(NamedTuple):
    """How a command ended in such a network, after how many seconds, and what it had stored by then."""

    code: int
    seconds: float
    stderr: str
    entries: int
    matched: int
    heartbeat: str


@contextmanager
def mute_host() -> Iterator[int]:
    """A port on loopback whose host accepts every connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=_BACKLOG) as server:
        kept: list[socket.socket] = []

        def accept() -> None:
            with contextlib.suppress(OSError):
                while True:
                    kept.append(server.accept()[0])

        listening = threading.Thread(target=accept)
        listening.start()
        try:
            yield server.getsockname()[1]
        finally:
            server.shutdown(socket.SHUT_RDWR)
            listening.join()
            for connection in kept:
                connection.close()


@contextmanager
def deaf_host() -> Iterator[int]:
    """A port on loopback whose queue is full: whoever connects waits, as behind a firewall that drops everything."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as server, contextlib.ExitStack() as waiting:
        for _ in range(_BACKLOG):
            connection = waiting.enter_context(socket.socket())
            connection.setblocking(False)
            connection.connect_ex(server.getsockname())
        yield server.getsockname()[1]


def enrich(folder: Path, command: str, port: int, more: Mapping[str, str]) -> Answered:
    """Run a command on ``known.md`` of a place with every service at this port, in a process of its own."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("ENRICH_")}
    hosts = {f"ENRICH_{name.upper()}_URL": f"http://127.0.0.1:{port}/{name}" for name in SOURCES}
    own = {"ENRICH_DB": "silent.db", "ENRICH_CATALOGUE": "catalogue.db", "ENRICH_SCHOLAR_ENABLED": "true"}
    started = time.monotonic()
    ended = subprocess.run(
        [*TOOL, command, "known.md"],
        cwd=folder,
        env=inherited | hosts | own | dict(more),
        capture_output=True,
        check=False,
        timeout=60,
    )
    seconds = time.monotonic() - started
    with closing(sqlite3.connect(folder / "silent.db")) as rows:
        entries = rows.execute("SELECT count(*) FROM entries").fetchone()[0]
        matched = rows.execute("SELECT count(*) FROM matches WHERE paper_id IS NOT NULL").fetchone()[0]
        heartbeat = rows.execute("SELECT status FROM runs ORDER BY id DESC").fetchone()[0]
    return Answered(ended.returncode, seconds, ended.stderr.decode(), entries, matched, heartbeat)
