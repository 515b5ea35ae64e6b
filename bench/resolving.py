"""Titles resolved a second: exact ones and those that only come near, through the command and its files."""

import json
import random
import tempfile
from pathlib import Path

from bench.figure import Figure, run_tool
from enrich.catalogue import build_bundled, read_bundled

_TITLES = 100_000


def measure() -> list[Figure]:
    """Resolve real titles of the catalogue, as they are and with one word lost."""
    titles = [record["title"].replace("\n", " ") for record in read_bundled("papers.jsonl.gz")]
    random.Random(1).shuffle(titles)
    exact = (titles * (_TITLES // len(titles) + 1))[:_TITLES]
    near = [" ".join(words[:-1]) for title in titles[: _TITLES // 10] if len(words := title.split()) > 3]
    with tempfile.TemporaryDirectory() as folder:
        catalogue = Path(folder, "catalogue.db")
        build_bundled(catalogue)
        start = _seconds(catalogue, [])
        exact_rate = len(exact) / (_seconds(catalogue, exact) - start)
        near_rate = len(near) / (_seconds(catalogue, near) - start)
    return [
        Figure("titles of the catalogue resolved", f"{exact_rate:,.0f}/s", "≥ 50,000/s"),
        Figure("titles that lost a word resolved", f"{near_rate:,.0f}/s", ""),
    ]


def _seconds(catalogue: Path, titles: list[str]) -> float:
    file = catalogue.with_name("titles.txt")
    file.write_text("\n".join(titles), "utf-8")
    tool = ("resolve", "--file", str(file), "--format", "tsv", "--catalogue", str(catalogue), "--quiet")
    return min(run_tool(*tool).cpu for _ in range(2))


if __name__ == "__main__":
    print(json.dumps(measure()))
