"""Try out every fault at every source, and print the table of ``docs/reliability.md``.

python -m tests.reliability            the table; --write puts it into the page
python -m tests.reliability --kills 50 kill so many runs and finish them
"""

import argparse
import random
import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.reliability.cells import COLUMNS, Cell, Fault, Nights, all_faults
from tests.reliability.kills import ROOT, Killing
from tests.services.faults import KINDS

PAGE = ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- begin: python -m tests.reliability --write -->", "<!-- end -->"
_PAPERS = 250  # in the list whose runs are killed


def main() -> int:
    """Run what was asked for; the exit code is 1 when anything is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability", description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="put the table into docs/reliability.md")
    parser.add_argument("--kills", type=int, metavar="N", help="kill N runs at random moments, instead of the table")
    parser.add_argument("--seed", type=int, default=1, help="of the random moments (default: 1)")
    parser.add_argument("--jobs", type=int, default=3, help="processes side by side (default: 3; most of them wait)")
    options = parser.parse_args()
    if options.kills:
        return _kill(options.kills, options.seed)
    cells = _try_out(list(all_faults()), options.jobs)
    text = table(cells)
    print(text)
    if options.write:
        head, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
        PAGE.write_text(f"{head}{BEGIN}\n\n{text}\n\n{END}{rest.partition(END)[2]}", "utf-8")
    return 1 if any(cell.problems for cell in cells) else 0


def _try_out(faults: list[Fault], jobs: int) -> list[Cell]:
    with (
        tempfile.TemporaryDirectory() as folder,
        ProcessPoolExecutor(jobs, initializer=_begin, initargs=(folder,)) as pool,
    ):
        cells = []
        for cell in pool.map(_cell, faults):
            cells.append(cell)
            print(f"{cell.fault.name}: {cell.word} ({cell.seconds:.1f} s)", *cell.problems, sep="\n  ", file=sys.stderr)
    return cells


_nights: list[Nights] = []


def _begin(folder: str) -> None:
    _nights.append(Nights(Path(tempfile.mkdtemp(dir=folder))))


def _cell(fault: Fault) -> Cell:
    return _nights[0].try_out(fault)


def table(cells: Iterable[Cell]) -> str:
    """Rows are faults, columns are sources: what came of a fault that struck once, and of one that lasted all night."""
    found = {cell.fault: cell.word for cell in cells}
    rows = [("fault", *COLUMNS), ("---",) * (1 + len(COLUMNS))]
    for kind in KINDS:
        words = [[found.get(Fault(kind, column, once), "") for once in (True, False)] for column in COLUMNS]
        rows.append((f"`{kind}`", *(" · ".join(dict.fromkeys(filter(None, pair))) or "—" for pair in words)))
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _kill(times: int, seed: int) -> int:
    chance = random.Random(seed)
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        killing = Killing(Path(folder), _PAPERS)
        total = len(killing.facts["fetches"])
        print(f"an uninterrupted run asks for {killing.seconds:.2f} s and stores {total} answers")
        for number in range(1, times + 1):
            killed = killing.kill_once(chance)
            wrong += bool(killed.problems)
            state = "; ".join(killed.problems) or "the next run ends with the same rows"
            print(f"{number}: killed after {killed.seconds:.2f} s with {killed.answers} answers: {state}", flush=True)
    print(f"{times - wrong} of {times} as uninterrupted")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
