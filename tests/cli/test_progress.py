"""What a person sees while services are asked: one bar for each, side by side, and why one was given up."""

import os
import pty
import re
import subprocess
from pathlib import Path

from tests.cli.conftest import TOOL, Tool
from tests.online_run import small_catalogue
from tests.services import Services

PAPER = "1706.03762"
_STEERING = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def on_a_terminal(environment: dict[str, str], *arguments: str) -> str:
    """What a command draws on stderr when that is a terminal."""
    ours, theirs = pty.openpty()
    given = {**os.environ, **environment, "TERM": "xterm", "COLUMNS": "120"}
    with subprocess.Popen([*TOOL, *arguments], stdout=subprocess.DEVNULL, stderr=theirs, env=given) as child:
        os.close(theirs)
        drawn = b""
        while piece := _read(ours):
            drawn += piece
        child.wait(timeout=60)
    os.close(ours)
    return _STEERING.sub("", drawn.decode())


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65_536)
    except OSError:  # how Linux says that the other side is gone
        return b""


def test_each_service_has_a_bar_and_one_that_gave_up_says_why(place: Path) -> None:
    (place / "lists" / "one.md").write_text(f"- [Attention Is All You Need](https://arxiv.org/abs/{PAPER})\n", "utf-8")
    catalogue = small_catalogue(place / "small.db", [PAPER])
    with Services(time_scale=1e-3, tolerance=60, answer_seconds=300) as services:  # 0.3 s: the bars are seen
        services.fault("openalex", "429_hours")
        environment = services.environment() | {"ENRICH_CATALOGUE": str(catalogue)}
        drawn = on_a_terminal(environment, "run", "lists/one.md")
    assert re.search(r"arxiv +\S+ +1/1", drawn), drawn
    assert re.search(r"semanticscholar +\S+ +1/1", drawn)
    assert re.search(r"openalex +\S+ +0/1.*gave up: ", drawn)
    together = [frame for frame in drawn.split("arxiv ") if "semanticscholar" in frame and "openalex" in frame]
    assert together, "the bars are not side by side"


def test_nothing_is_drawn_into_a_file(process: Tool) -> None:
    assert process("run", "--offline").err == ""
