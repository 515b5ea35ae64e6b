"""``enrich serve`` as a user starts and ends it."""

import json
import signal
import socket
import subprocess
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

from enrich.cli import serve
from tests.cli.conftest import TOOL, Tool
from tests.small_database import build


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "terminate"])
def test_serve_tells_its_address_and_ends_quietly(place: Path, stop: signal.Signals) -> None:
    build(place / "db.db")
    command = [*TOOL, "serve", "--db", "db.db", "--port", "0"]
    with Path("said.txt").open("w") as said, subprocess.Popen(command, stderr=said) as server:
        while " is at " not in (told := Path("said.txt").read_text()):
            assert server.poll() is None, told
            time.sleep(0.05)
        address = told.partition(" is at ")[2].split()[0]
        with urlopen(address + "papers?q=quantization") as answer:
            assert b"2 papers" in answer.read()
        server.send_signal(stop)
        assert server.wait(10) == 0
    assert Path("said.txt").read_text() == f"db.db is at {address} (Ctrl-C ends it)\n"


def test_serve_without_a_database_says_how_to_make_one(tool: Tool) -> None:
    answer = tool("serve", "--db", "none.db")
    assert (answer.code, answer.err) == (2, "enrich: none.db: there is no database yet; make it with: enrich run\n")


def test_serve_without_datasette_says_what_to_install(tool: Tool, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(place / "db.db")
    monkeypatch.setattr(serve, "find_spec", lambda name: None)
    answer = tool("serve", "--db", "db.db")
    assert answer.code == 2
    assert "paper-list-enrich[serve]" in answer.err


def test_port_that_is_taken_is_told(tool: Tool, place: Path) -> None:
    build(place / "db.db")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        answer = tool("serve", "--db", "db.db", "--port", str(taken.getsockname()[1]))
    assert answer.code == 2
    assert "choose another with --host and --port" in answer.err


def test_host_that_is_none_is_told(tool: Tool, place: Path) -> None:
    build(place / "db.db")
    assert tool("serve", "--db", "db.db", "--host", "300.1.1.1").code == 2


def test_build_writes_files_and_says_so(tool: Tool, place: Path) -> None:
    build(place / "db.db")
    answer = tool("serve", "--db", "db.db", "--build", "site", "--json")
    assert json.loads(answer.out) == {"pages": 8, "removed": 0}
    assert answer.err == "site: 8 pages, 0 old files removed\n"
    assert (place / "site" / "index.html").is_file()
    assert tool("serve", "--db", "db.db", "--build", str(place)).code == 2
