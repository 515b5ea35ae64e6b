"""Writes the words that titles are made of and people are not called by, which tells lists of names from titles.

    python tools/title_words.py TITLES.parquet

Reads arXiv's titles and authors (columns ``title`` and ``authors``) and writes ``enrich/data/title_words.txt``: words
of three letters or more, in lower case and in order, that are in at least 150 titles and 200 times as often in titles
as in names. `deep` is none of them: people are called so.
"""

import re
import sys
from collections import Counter
from pathlib import Path

import pyarrow.parquet

OUT = Path(__file__).parent.parent / "enrich" / "data" / "title_words.txt"
FEWEST = 150  # titles
RATIO = 200
_WORD = re.compile(r"[^\W\d_]{3,}")


def words_of_titles(titles: Counter[str], names: Counter[str]) -> list[str]:
    """The words that are frequent in titles and hardly ever in names."""
    return sorted(word for word, count in titles.items() if count >= FEWEST and count > RATIO * names[word])


def main(catalogue: Path) -> None:
    """Count the words of a catalogue and write those that only titles have."""
    titles, names = Counter[str](), Counter[str]()
    for batch in pyarrow.parquet.ParquetFile(catalogue).iter_batches(columns=["title", "authors"]):
        columns = batch.to_pydict()
        for title in columns["title"]:
            titles.update({word.lower() for word in _WORD.findall(title)})
        for authors in columns["authors"]:
            names.update(word.lower() for name in authors or () for word in _WORD.findall(name))
    words = words_of_titles(titles, names)
    OUT.write_text("".join(f"{word}\n" for word in words), encoding="utf-8")
    print(f"{len(words)} words in {OUT}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
