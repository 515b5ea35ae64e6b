"""What a figure is, and what the figures share: real text, a clock, and a child's peak memory."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
TOOL = [sys.executable, str(ROOT / "pipeline.py")]


class Figure(NamedTuple):
    """One measured value, and the value that we want."""

    name: str
    value: str
    wanted: str


class Finished(NamedTuple):
    """A command that ended: wall time and processor time in seconds, peak memory in MB."""

    seconds: float
    cpu: float
    megabytes: float


def list_files() -> list[Path]:
    """Real lists: those below ``BENCH_LISTS`` when it is set, else the two examples."""
    folder = Path(os.environ.get("BENCH_LISTS") or ROOT / "lists")
    return sorted(folder.rglob("*.md"))


def repeated(texts: list[bytes], size: int) -> Iterator[bytes]:
    """The texts again and again until they make up so many bytes."""
    made = 0
    while made < size:
        for text in texts:
            yield text
            made += len(text)
            if made >= size:
                return


def timed(work: Callable[[], object]) -> float:
    """Seconds that the work took."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def run_tool(*arguments: str, expected: tuple[int, ...] = (0, 3)) -> Finished:
    """Run one of our commands in a process of its own."""
    start = time.perf_counter()
    with subprocess.Popen([*TOOL, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as child:
        message = child.stderr.read().decode() if child.stderr else ""
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in expected:
        raise SystemExit(f"enrich {' '.join(arguments)} ended with {child.returncode}: {message}")
    return Finished(time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
