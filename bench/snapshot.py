"""A metadata snapshot of any size, written as the public one is: one JSON object a line, about 1.5 kB each.

    python -m bench.snapshot FILE COUNT

The titles are real ones, and beyond these the first half of one with the second half of another. ``BENCH_CATALOGUE``
names a Parquet file with ``arxiv_id, title, authors, published, primary_category``; without it the titles are those of
the catalogue that ships with the program.
"""

import json
import os
import random
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from enrich.catalogue import read_bundled

_WIDTH = 72  # columns; arXiv breaks longer titles and indents what follows
_ABSTRACT = 950  # characters, as abstracts have on average
_FIRST_MADE_UP = 50_000  # no month has so many real papers


class Sample(NamedTuple):
    """What a line of the snapshot is made of."""

    arxiv_id: str
    title: str
    authors: list[str]
    day: date
    category: str


def real_papers() -> list[Sample]:
    """The papers whose titles are used: those of ``BENCH_CATALOGUE``, or the shipped ones."""
    named = os.environ.get("BENCH_CATALOGUE")
    rows = _parquet_rows(Path(named)) if named else read_bundled("papers.jsonl.gz")
    return [_sample(row) for row in rows]


def _parquet_rows(path: Path) -> Iterator[dict[str, Any]]:
    from pyarrow import parquet

    for batch in parquet.ParquetFile(path).iter_batches():
        yield from batch.to_pylist()


def _sample(row: dict[str, Any]) -> Sample:
    published = row.get("published") or date(2020, 1, 1)
    categories = row.get("categories") or [row.get("primary_category") or "cs.LG"]
    day = published if isinstance(published, date) else date.fromisoformat(published)
    return Sample(row["arxiv_id"], " ".join(row["title"].split()), list(row.get("authors") or ()), day, categories[0])


def samples(papers: list[Sample], count: int) -> Iterator[Sample]:
    """So many papers: the real ones, then made-up ones; the same every time."""
    yield from papers[:count]
    chance = random.Random(4)
    for number in range(count - len(papers)):
        month, serial = divmod(number, 15_000)
        day = date(2015 + month // 12, month % 12 + 1, 1 + number % 28)
        one, other = chance.choice(papers), chance.choice(papers)
        yield Sample(
            arxiv_id=f"{day:%y%m}.{_FIRST_MADE_UP + serial}",
            title=_first_half(one.title) + " " + _second_half(other.title),
            authors=other.authors,
            day=day,
            category=one.category,
        )


def _first_half(title: str) -> str:
    words = title.split()
    return " ".join(words[: (len(words) + 1) // 2])


def _second_half(title: str) -> str:
    words = title.split()
    return " ".join(words[len(words) // 2 :])


def write_snapshot(path: Path, count: int) -> None:
    """Write a snapshot of so many papers."""
    papers = real_papers()
    text = " ".join(row["abstract"] for row in read_bundled("papers.jsonl.gz") if "abstract" in row)
    with path.open("w", encoding="ascii") as file:
        for number, sample in enumerate(samples(papers, count)):
            start = number * 997 % (len(text) - 2 * _ABSTRACT)
            abstract = text[start : start + _ABSTRACT // 2 + number % _ABSTRACT]
            file.write(json.dumps(_line(sample, abstract)) + "\n")


def _line(sample: Sample, abstract: str) -> dict[str, Any]:
    names = [name.rpartition(" ") for name in sample.authors]
    created = f"{sample.day:%a, %-d %b %Y} 12:34:56 GMT"
    return {
        "id": sample.arxiv_id,
        "submitter": sample.authors[0] if sample.authors else None,
        "authors": ", ".join(sample.authors),
        "title": _wrapped(sample.title),
        "comments": "12 pages, 4 figures",
        "journal-ref": None,
        "doi": None,
        "report-no": None,
        "categories": sample.category,
        "license": "http://arxiv.org/licenses/nonexclusive-distrib/1.0/",
        "abstract": f"  {abstract}\n",
        "versions": [{"version": "v1", "created": created}],
        "update_date": str(sample.day),
        "authors_parsed": [[family, given, ""] for given, _, family in names],
    }


def _wrapped(title: str) -> str:
    lines = [""]
    for word in title.split():
        if lines[-1] and len(lines[-1]) + len(word) >= _WIDTH:
            lines.append("")
        lines[-1] += f" {word}" if lines[-1] else word
    return "\n  ".join(lines)


if __name__ == "__main__":
    write_snapshot(Path(sys.argv[1]), int(sys.argv[2]))
