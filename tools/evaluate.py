"""Score the resolver on pairs that are known to be true.

    make eval PAIRS=pairs.tsv

The file has a line of column names with at least ``title`` and ``arxiv_id``, tab-separated; the id is masked. Prints a
row for each verdict, every wrong paper, and precision and recall over the papers that the catalogue holds.
"""

import csv
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from enrich.catalogue import open_catalogue
from enrich.resolve import Claim, Resolver
from enrich.settings import load_settings

_BATCH = 1_000


def read_pairs(file: Path) -> Iterator[dict[str, str]]:
    """Rows of the file, as they come."""
    with file.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def main(file: Path) -> None:
    """Resolve every title and print the scores."""
    catalogue = open_catalogue(load_settings({}).catalogue)
    resolver = Resolver(catalogue)
    verdicts: Counter[str] = Counter()
    right = wrong = known = 0
    pairs = read_pairs(file)
    while batch := list(islice(pairs, _BATCH)):
        held = catalogue.find_ids({pair["arxiv_id"] for pair in batch})
        known += sum(pair["arxiv_id"] in held for pair in batch)
        matches = resolver.resolve([Claim(pair["title"]) for pair in batch])
        for pair, match in zip(batch, matches, strict=True):
            verdicts[match.verdict] += 1
            if match.paper_id == f"arxiv:{pair['arxiv_id']}":
                right += 1
            elif match.paper_id:
                wrong += 1
                print(f"wrong: {pair['title']} is {pair['arxiv_id']}, not {match.paper_id} ({match.method})")
    catalogue.close()
    for verdict, number in verdicts.most_common():
        print(f"{verdict:<14} {number:>9,}")
    print(f"precision {right / max(1, right + wrong):.4%} of {right + wrong:,} accepted")
    print(f"recall    {right / max(1, known):.2%} of {known:,} whose paper the catalogue holds")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("name a file of pairs: make eval PAIRS=pairs.tsv (columns title and arxiv_id, tab-separated)")
    main(Path(sys.argv[1]))
