"""Hard pairs that ship with the program: titles as lists write them, and the paper each is, or that it is none.

``data/gold.tsv`` has one claim a row, with the trap it tries: what is stated (``title``, ``year``, ``authors`` parted
by semicolons, ``stated_id``), the papers that are ``hidden`` meanwhile, and the right ``verdict`` and ``paper``;
without a verdict any will do that names no paper. The papers are the shipped catalogue and ``data/gold_papers.jsonl``,
all of them real arXiv metadata (CC0); so the score is that of the version, whatever catalogue its user has.
"""

import csv
import json
import tempfile
from collections.abc import Iterator
from contextlib import closing
from importlib.resources import files
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from enrich.catalogue import read_bundled
from enrich.catalogue.build import build
from enrich.evaluate import CatalogueWithout
from enrich.evidence import Claim

_DATA = files("enrich") / "data"


class GoldPair(NamedTuple):
    """One row of the file; ``verdict`` is empty where any without a paper will do, ``paper`` where there is none."""

    line: int
    trap: str
    claim: Claim
    hidden: tuple[str, ...]
    verdict: str
    paper: str

    @property
    def wanted(self) -> str:
        """The right answer in words."""
        return " ".join(filter(None, (self.paper, self.verdict))) or "no paper"


class Try(NamedTuple):
    """A pair, and what this version says of it."""

    pair: GoldPair
    verdict: str
    paper: str

    @property
    def passed(self) -> bool:
        """Whether the answer is the right one."""
        return self.paper == self.pair.paper and self.pair.verdict in ("", self.verdict)

    @property
    def got(self) -> str:
        """The answer in words."""
        return " ".join(filter(None, (self.paper, self.verdict)))


def read_gold() -> Iterator[GoldPair]:
    """The pairs that ship with the program."""
    with (_DATA / "gold.tsv").open(encoding="utf-8") as lines:
        for number, row in enumerate(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE), start=2):
            claim = Claim(
                row["title"],
                arxiv_id=row["stated_id"] or None,
                year=int(row["year"]) if row["year"] else None,
                authors=tuple(row["authors"].split("; ")) if row["authors"] else (),
            )
            yield GoldPair(number, row["trap"], claim, tuple(row["hidden"].split()), row["verdict"], row["paper"])


def try_all() -> Iterator[Try]:
    """Every pair with the answer of this version, from a catalogue that is built aside and thrown away."""
    with tempfile.TemporaryDirectory(prefix="enrich-") as folder:
        path = Path(folder, "gold.db")
        with (_DATA / "gold_papers.jsonl").open(encoding="utf-8") as lines:
            papers = chain(read_bundled("papers.jsonl.gz"), map(json.loads, lines))
            build(path, papers, [], {"origin": "gold", "stamp": "gold", "as_of": ""})
        with closing(CatalogueWithout(path)) as catalogue:
            for pair in read_gold():
                match = catalogue.resolve(pair.claim, pair.hidden)
                yield Try(pair, match.verdict, (match.paper_id or "").removeprefix("arxiv:"))
