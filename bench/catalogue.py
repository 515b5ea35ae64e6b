"""The catalogue at size: building it, look-ups, and the same look-ups by SQLite's full-text search.

``BENCH_TITLES`` says how many titles (100,000 when it does not), ``BENCH_CATALOGUE`` where real ones are
(`bench.snapshot`). All of arXiv is ``BENCH_TITLES=3000000``: a quarter of an hour, and 7 GB in the folder for
temporary files.
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
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from rapidfuzz import fuzz

from bench.figure import ROOT, Figure, run_tool, timed
from bench.snapshot import Sample, real_papers, samples, write_snapshot
from enrich.catalogue import Catalogue
from enrich.evidence import Claim
from enrich.resolve import Resolver
from enrich.text import fold_title, title_words
from enrich.titles import Title, similarity

_LOOK_UPS = 60_000
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
    papers = real_papers()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        write_snapshot(place / "snapshot.json", papers, count)
        decoded = timed(lambda: _decode(place / "snapshot.json"))
        built = run_tool(
            *("catalogue", "import", str(place / "snapshot.json"), "--quiet"),
            *("--catalogue", str(place / "catalogue.db")),
        )
        (place / "snapshot.json").unlink()
        size = (place / "catalogue.db").stat().st_size
        asked = [_written(sample, chance) for chance in [random.Random(6)] for sample in _picked(papers, count)]
        (place / "titles.json").write_text(json.dumps([item.title for item in asked]), "utf-8")
        rates = _rates(place)
        sides = _side_by_side(place, papers, count, asked)
    return [
        Figure(f"catalogue of {count:,} titles built", f"{built.seconds:,.1f} s", "≤ 90 s for 3,000,000"),
        Figure("  against only decoding the snapshot", f"{built.seconds / decoded:.1f} ×", "or ≤ 3 ×"),
        Figure("  processor time", f"{built.cpu:,.1f} s", ""),
        Figure("  peak memory of a process", f"{built.megabytes:,.0f} MB", "< 500 MB"),
        Figure("  size", f"{size / 1e6:,.0f} MB", "≤ 1,500 MB for 3,000,000"),
        Figure("titles looked up, exact", f"{rates['exact']:,.0f}/s", "≥ 100,000/s"),
        Figure("  nearly right, with ranking", f"{rates['near']:,.0f}/s", "≥ 3,000/s"),
        Figure("  peak memory", f"{rates['megabytes']:,.0f} MB", "< 500 MB"),
        *sides,
    ]


def _decode(file: Path) -> None:
    with file.open("rb") as lines:
        for line in lines:
            json.loads(line)


def _picked(papers: list[Sample], count: int) -> list[Sample]:
    """Papers of the catalogue by chance."""
    share = min(1.0, _LOOK_UPS / count)
    chance = random.Random(5)
    return [sample for sample in samples(papers, count) if chance.random() < share]


def _written(sample: Sample, chance: random.Random) -> Asked:
    """A title as people write it: as it is, or with a slip, a word lost, a word too many, or cut short."""
    words = sample.title.split()
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
    author = sample.authors[0] if sample.authors else ""
    return Asked(" ".join(words), sample.day.year, author, f"arxiv:{sample.arxiv_id}")


def _rates(place: Path) -> dict[str, float]:
    """Look-ups a second of a process of its own, and its memory."""
    command = [sys.executable, "-m", "bench.catalogue", str(place / "catalogue.db"), str(place / "titles.json")]
    rates: dict[str, float] = json.loads(subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout)
    return rates


def _look_up(path: Path, titles: list[str]) -> dict[str, float]:
    with closing(Catalogue(path)) as catalogue:
        exact = _known_titles(catalogue, len(titles))
        batches = [exact[start : start + 1_000] for start in range(0, len(exact), 1_000)]

        def find_exact() -> None:
            for batch in batches:
                catalogue.find_titles(map(fold_title, batch))

        def find_near() -> None:
            for text in titles[:5_000]:
                title = Title(text)
                near = ((similarity(title, Title(paper.titles[0])), paper) for paper in catalogue.find_near(title))
                max(near, key=lambda scored: scored[0], default=None)

        rates = {"exact": len(exact) / _cpu(find_exact), "near": min(len(titles), 5_000) / _cpu(find_near)}
    return {**rates, "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def _known_titles(catalogue: Catalogue, count: int) -> list[str]:
    with closing(sqlite3.connect(catalogue.path)) as db:
        rows = db.execute("SELECT titles FROM papers WHERE id % max(1, (SELECT max(id) FROM papers) / ?) = 0", [count])
        titles = [titles.partition("\n")[0] for (titles,) in rows]
    random.Random(7).shuffle(titles)
    return titles


def _cpu(work: Callable[[], object]) -> float:
    """Processor seconds, the better of two times: the first one also fills the cache."""
    seconds = []
    for _ in range(2):
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    return min(seconds)


def _side_by_side(place: Path, papers: list[Sample], count: int, asked: Sequence[Asked]) -> list[Figure]:
    """The resolver, and what one would write without it, on the same titles; a fifth of them are of no known paper."""
    some = random.Random(8).sample(asked, min(_PLAIN_LOOK_UPS, len(asked)))
    unknown = len(some) // 5
    some = [_unheard_of(item) if number < unknown else item for number, item in enumerate(some)]
    with closing(Catalogue(place / "catalogue.db")) as catalogue, closing(sqlite3.connect(place / "plain.db")) as plain:
        resolver = Resolver(catalogue)
        resolver.resolve([Claim(item.title) for item in asked[:100]])
        start = time.process_time()
        claims = [Claim(item.title, year=item.year, authors=(item.author,)) for item in some]
        ours = [match.paper_id for match in resolver.resolve(claims)]
        our_seconds = time.process_time() - start
        _fill_plain(plain, papers, count)
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


def _fill_plain(db: sqlite3.Connection, papers: list[Sample], count: int) -> None:
    db.executescript("PRAGMA synchronous = OFF; CREATE VIRTUAL TABLE titles USING fts5 (title, arxiv_id UNINDEXED);")
    rows = ((sample.title, sample.arxiv_id) for sample in samples(papers, count))
    db.executemany("INSERT INTO titles VALUES (?, ?)", rows)
    db.execute("INSERT INTO titles (titles) VALUES ('optimize')")
    db.commit()


def _find_plainly(db: sqlite3.Connection, title: str) -> str | None:
    """The most similar of the ten best by words, if it is similar enough."""
    words = " OR ".join(f'"{word}"' for word in title_words(title))
    rows = db.execute("SELECT title, arxiv_id FROM titles WHERE titles MATCH ? ORDER BY rank LIMIT 10", [words])
    scored = [(fuzz.ratio(title.lower(), found.lower()), arxiv_id) for found, arxiv_id in rows]
    best = max(scored, default=(0.0, ""))
    return f"arxiv:{best[1]}" if best[0] >= _LIKELY else None


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(_look_up(Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text("utf-8")))))
    else:
        print(json.dumps(measure()))
