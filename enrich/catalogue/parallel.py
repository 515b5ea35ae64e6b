"""One function over many items, on all processors."""

import gc
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import cycle
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from enrich.errors import StopRun

_MOST = 4  # more than the one that reads and writes can keep busy
Item = TypeVar("Item")
Result = TypeVar("Result")


def processors() -> int:
    """How many processes are worth starting."""
    return min(_MOST, os.cpu_count() or 1)


def spread(function: Callable[[Item], Result], items: Iterable[Item], processes: int) -> Iterator[Result]:
    """Like ``map``, in order, by so many processes; the function must be picklable. With one process it is ``map``.

    A process ends when its pipe closes, so none outlives the one that started it, however that ends.
    """
    if processes < 2:
        yield from map(function, items)
        return
    context = multiprocessing.get_context("spawn")  # a copy of a process that draws progress in a thread may hang
    pipes = [context.Pipe() for _ in range(processes)]
    workers = [context.Process(target=_serve, args=(function, theirs), daemon=True) for _, theirs in pipes]
    try:
        for worker, (_, theirs) in zip(workers, pipes, strict=True):
            worker.start()
            theirs.close()
        yield from _in_turn([ours for ours, _ in pipes], items)
    except (EOFError, ConnectionError) as error:
        raise StopRun("a process that helped was ended from outside, perhaps for want of memory") from error
    finally:
        for ours, _ in pipes:
            ours.close()
        for worker in workers:
            if worker.pid is not None:
                worker.terminate()
                worker.join()


def _in_turn(pipes: Sequence[Connection], items: Iterable[Any]) -> Iterator[Any]:
    """Give every process one item after the other; each has its next one before its last result is used."""
    busy: deque[Connection] = deque()
    for pipe, item in zip(cycle(pipes), items, strict=False):
        results = [_result(busy.popleft())] if len(busy) == len(pipes) else []
        pipe.send(item)
        busy.append(pipe)
        yield from results
    while busy:
        yield _result(busy.popleft())


def _result(pipe: Connection) -> Any:
    result = pipe.recv()
    if isinstance(result, Exception):
        raise result
    return result


def _serve(function: Callable[[Any], Any], pipe: Connection) -> None:
    """Answer items until the pipe closes; Ctrl-C is for the one who started us."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Items are large, and hold hardly a circle: a rare collection saves a quarter of the time.
    gc.freeze()
    gc.set_threshold(50_000)
    try:
        while True:
            item = pipe.recv()
            try:
                answer = function(item)
            except Exception as error:  # the one who started us raises it
                answer = error
            pipe.send(answer)
    except (EOFError, ConnectionError):
        return
