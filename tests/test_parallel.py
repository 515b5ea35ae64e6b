"""Work in several processes: results in order, errors that arrive, and no process that stays behind."""

import math
import os
import signal
import subprocess
import sys
import time

import pytest

from enrich.catalogue.parallel import spread
from enrich.errors import StopRun


def test_results_come_in_order() -> None:
    items = list(range(20))
    assert list(spread(math.factorial, items, 3)) == list(map(math.factorial, items))
    assert list(spread(math.factorial, [], 2)) == []
    assert list(spread(math.factorial, [5], 2)) == [120]


def test_error_of_the_work_arrives() -> None:
    with pytest.raises(ValueError, match="factorial"):
        list(spread(math.factorial, [3, 4, -1, 5], 2))


def test_worker_that_is_killed_is_one_clear_line() -> None:
    with pytest.raises(StopRun, match="ended from outside"):
        list(spread(os._exit, [1, 1, 1], 2))


def test_workers_end_with_the_one_who_started_them() -> None:
    script = (
        "import os, time\n"
        "from enrich.catalogue.parallel import spread\n"
        "def items():\n"
        "    yield ''\n"
        "    yield ''\n"
        "    yield ''\n"
        "    time.sleep(60)\n"
        "if __name__ == '__main__':\n"
        "    for answer in spread(os.path.abspath, items(), 2):\n"
        "        print(answer, flush=True)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        child.stdout.readline()
        workers = children(child.pid)
        assert len(workers) >= 2
        child.send_signal(signal.SIGKILL)
    end = time.monotonic() + 20
    while any(is_running(worker) for worker in workers):
        assert time.monotonic() < end, "a worker stayed behind"
        time.sleep(0.05)


def children(pid: int) -> list[int]:
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=True)
    return [int(line) for line in listed.stdout.split()]


def is_running(pid: int) -> bool:
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(state.strip()) and not state.strip().startswith("Z")
