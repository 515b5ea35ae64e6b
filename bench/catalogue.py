"""The catalogue at size: building it, look-ups, and the same look-ups by SQLite's full-text search.

``BENCH_TITLES`` says how many titles (100,000 when it does not), ``BENCH_CATALOGUE`` where real ones are
(`bench.snapshot`). All of arXiv is ``BENCH_TITLES=3000000``: a quarter of an hour, and 7 GB for temporary files.
"""

import json
import os
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from rapidfuzz import fuzz

from bench.figure import ROOT, Figure, run_tool
from enrich.catalogue import Catalogue
from enrich.evidence import Claim
from enrich.resolve import Resolver
from enrich.text import fold_title, title_words
from enrich.titles import Title, closest

_LOOK_UPS = 60_000
_NEAR_LOOK_UPS = 5_000
_PLAIN_LOOK_UPS = 100  # the plain way takes seconds for one title of all of arXiv
_LIKELY = 85.0  # similarity from which on the plain way takes a paper for found


class Asked(NamedTuple):
    """A title as somebody wrote it, and the paper that is meant; None when the catalogue does not have it."""

    title: str
    year: int
    author: str
    paper_id: str | None


def measure() -> list[Figure]:
    """Build a catalogue from a snapshot, look titles up in it, and do the same the plain way."""
    count = int(os.environ.get("BENCH_TITLES", "100000"))
    with tempfile.TemporaryDirectory() as folder:
        snapshot, catalogue = Path(folder, "snapshot.json"), Path(folder, "catalogue.db")
        _python("-m", "bench.snapshot", str(snapshot), str(count))
        decoded = json.loads(_python("-m", "bench.catalogue", "decode", str(snapshot)))
        built = run_tool("catalogue", "import", str(snapshot), "--quiet", "--catalogue", str(catalogue))
        snapshot.unlink()
        rates = json.loads(_python("-m", "bench.catalogue", "look-ups", str(catalogue)))
        sides = _side_by_side(catalogue, Path(folder, "plain.db"))
        size = catalogue.stat().st_size
    return [
        Figure(f"catalogue of {count:,} titles built", f"{built.seconds:,.1f} s", "≤ 90 s for 3,000,000"),
        Figure("  against only decoding the snapshot", f"{built.seconds / decoded['wall']:.1f} ×", "or ≤ 3 ×"),
        Figure("  processor time", f"{built.cpu:,.1f} s", f"{decoded['cpu']:,.1f} s only to decode"),
        Figure("  peak memory of a process", f"{built.megabytes:,.0f} MB", "< 500 MB"),
        Figure("  size", f"{size / 1e6:,.0f} MB", "≤ 1,500 MB for 3,000,000"),
        Figure("titles looked up, exact", f"{rates['exact']:,.0f}/s", "≥ 100,000/s"),
        Figure("  nearly right, with ranking", f"{rates['near']:,.0f}/s", "≥ 3,000/s"),
        Figure("  peak memory", f"{rates['megabytes']:,.0f} MB", "< 500 MB"),
        *sides,
    ]


def _python(*arguments: str) -> str:
    """What a process of its own prints: its memory is not ours."""
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True).stdout


def _decode(file: Path) -> dict[str, float]:
    """Seconds to read and decode a snapshot, and nothing else."""
    wall, cpu = time.perf_counter(), time.process_time()
    with file.open("rb") as lines:
        for line in lines:
            json.loads(line)
    return {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}


def _some_papers(path: Path, count: int) -> Iterator[tuple[str, str, int, str]]:
    """So many papers of a catalogue, from all over it: id, title, year, first author."""
    with closing(sqlite3.connect(path)) as db:
        rows = db.execute(
            "SELECT arxiv_id, titles, year, authors FROM papers"
            " WHERE id % max(1, (SELECT max(id) FROM papers) / ?) = 0 LIMIT ?",
            (count, count),
        )
        for arxiv_id, titles, year, authors in rows:
            yield arxiv_id, titles.partition("\n")[0], year, (authors or "").partition("\n")[0]


def _asked(path: Path, count: int) -> list[Asked]:
    chance = random.Random(6)
    return [
        Asked(_written(title, chance), year, author, f"arxiv:{arxiv_id}")
        for arxiv_id, title, year, author in _some_papers(path, count)
    ]


def _written(title: str, chance: random.Random) -> str:
    """A title as people write it: as it is, or with a slip, a word lost, a word too many, or cut short."""
    words = title.split()
    at = chance.randrange(len(words))
    match chance.randrange(5):
        case 0 if len(words) > 4:
            del words[at]
        case 1 if len(words[at]) > 5:
            words[at] = words[at][:3] + words[at][4:]
        case 2:
            words.insert(at, "new")
        case 3 if len(words) > 9:
            del words[9:]
    return " ".join(words)


def _look_up(path: Path) -> dict[str, float]:
    """Look-ups a second on one processor, and the memory of this process in MB."""
    titles = [title for _, title, *_ in _some_papers(path, _LOOK_UPS)]
    random.Random(7).shuffle(titles)
    batches = [titles[start : start + 1_000] for start in range(0, len(titles), 1_000)]
    near = [item.title for item in _asked(path, _NEAR_LOOK_UPS)]
    with closing(Catalogue(path)) as catalogue:

        def find_exact() -> None:
            for batch in batches:
                catalogue.find_titles(map(fold_title, batch))

        def find_near() -> None:
            for text in near:
                title = Title(text)
                closest(title, [Title(paper.titles[0]) for paper in catalogue.find_near(title)], 1)

        rates = {"exact": len(titles) / _cpu(find_exact), "near": len(near) / _cpu(find_near)}
    return {**rates, "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def _cpu(work: Callable[[], object]) -> float:
    """Processor seconds, the better of two times: the first one also fills the cache."""
    seconds = []
    for _ in range(2):
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    return min(seconds)


def _side_by_side(path: Path, plain_path: Path) -> list[Figure]:
    """The resolver, and what one would write without it, on the same titles; a fifth of them are of no known paper."""
    some = _asked(path, _PLAIN_LOOK_UPS)
    some = [_unheard_of(item) if number % 5 == 0 else item for number, item in enumerate(some)]
    with closing(Catalogue(path)) as catalogue, closing(sqlite3.connect(plain_path)) as plain:
        resolver = Resolver(catalogue)
        start = time.process_time()
        claims = [Claim(item.title, year=item.year, authors=(item.author,)) for item in some]
        ours = [match.paper_id for match in resolver.resolve(claims)]
        our_seconds = time.process_time() - start
        _fill_plain(plain, path)
        start = time.process_time()
        theirs = [_find_plainly(plain, item.title) for item in some]
        their_seconds = time.process_time() - start
    return [
        Figure(f"{len(some)} titles as people write them", f"{len(some) / our_seconds:,.0f}/s", ""),
        Figure("  against full-text search and a ratio", f"{their_seconds / our_seconds:,.0f} ×", "≥ 100 ×"),
        *(
            Figure(f"  {name}: right, wrong, left open", _score(some, found), "")
            for name, found in (("resolver", ours), ("full-text search", theirs))
        ),
    ]


def _unheard_of(item: Asked) -> Asked:
    """The title of a second part that nobody wrote."""
    return item._replace(title=f"{item.title}, Part II", paper_id=None)


def _score(asked: Sequence[Asked], found: Sequence[str | None]) -> str:
    right = sum(item.paper_id == paper_id != None for item, paper_id in zip(asked, found, strict=True))  # noqa: E711
    wrong = sum(paper_id not in (None, item.paper_id) for item, paper_id in zip(asked, found, strict=True))
    return f"{right}, {wrong}, {len(asked) - right - wrong}"


def _fill_plain(db: sqlite3.Connection, path: Path) -> None:
    db.executescript("PRAGMA synchronous = OFF; CREATE VIRTUAL TABLE titles USING fts5 (title, arxiv_id UNINDEXED);")
    db.execute("ATTACH ? AS catalogue", [str(path)])
    db.execute(
        "INSERT INTO titles SELECT substr(titles, 1, instr(titles || char(10), char(10)) - 1), arxiv_id"
        " FROM catalogue.papers"
    )
    db.execute("INSERT INTO titles (titles) VALUES ('optimize')")
    db.commit()


def _find_plainly(db: sqlite3.Connection, title: str) -> str | None:
    """The most similar of the ten best by words, if it is similar enough."""
    words = " OR ".join(f'"{word}"' for word in title_words(title))
    rows = db.execute("SELECT title, arxiv_id FROM titles WHERE titles MATCH ? ORDER BY rank LIMIT 10", [words])
    scored = [(fuzz.ratio(title.lower(), found.lower()), arxiv_id) for found, arxiv_id in rows]
    best = max(scored, default=(0.0, ""))
    return f"arxiv:{best[1]}" if best[0] >= _LIKELY else None


_CHILDREN: dict[str, Callable[[Path], Any]] = {"decode": _decode, "look-ups": _look_up}


if __name__ == "__main__":
    print(json.dumps(_CHILDREN[sys.argv[1]](Path(sys.argv[2])) if len(sys.argv) > 1 else measure()))
