"""Records become what is stored of them: rows, keys, words. Pure, so any number of processes can do it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from enrich.catalogue import keys
from enrich.catalogue.entries import Entries, TitleWords
from enrich.catalogue.records import Row, month, row, titles_of
from enrich.text import text_key
from enrich.titles import Title


class Digest(NamedTuple):
    """What is stored of some records.

    ``title_keys`` are the keys of the titles in ``titles``, in that order; ``words`` are the words that ``titles``
    numbers. ``entries`` are those near keys that do not depend on how rare a word is, sorted.
    """

    rows: list[Row]
    titles: TitleWords
    title_keys: NDArray[np.int64]
    words: list[str]
    entries: Entries
    newest: str


class _Titles:
    """Collects what titles are found by."""

    def __init__(self) -> None:
        self.papers: list[int] = []
        self.keys: list[int] = []
        self.lengths: list[int] = []
        self.words: list[str] = []
        self.entries: list[int] = []

    def add(self, number: int, text: str) -> None:
        """File one title of a paper."""
        title = Title(text)
        if not title.folded:
            return
        words = set(title.words)
        self.papers.append(number)
        self.keys.append(text_key(title.folded))
        self.lengths.append(len(words))
        self.words += words
        self.entries += [keys.entry(key, number) for key in keys.text_parts(title)]

    def digest(self, rows: list[Row], newest: str) -> Digest:
        """All of it."""
        numbers: defaultdict[str, int] = defaultdict()
        numbers.default_factory = numbers.__len__  # a word that is new gets the next number
        words = np.fromiter(map(numbers.__getitem__, self.words), np.uint32, len(self.words))
        titles = TitleWords(np.array(self.papers, np.uint32), np.array(self.lengths, np.uint32), words)
        entries = np.sort(np.array(self.entries, np.uint64))
        return Digest(rows, titles, np.array(self.keys, np.int64), list(numbers), entries, newest)


def digest(first: int, records: Iterable[Mapping[str, Any]]) -> Digest:
    """Digest records, which are numbered from ``first``.

    A record has ``arxiv_id`` and ``title``, and where they are known ``alt_titles, authors, published, categories, doi,
    journal_ref, venue, abstract``.
    """
    filed = _Titles()
    rows = []
    newest = ""
    for number, record in enumerate(records, start=first):
        newest = max(newest, month(record))
        titles = titles_of(record)
        for title in titles:
            filed.add(number, title)
        rows.append(row(number, record, titles))
    return filed.digest(rows, newest)


def digest_titles(titles: Iterable[tuple[int, str]]) -> Digest:
    """What more titles of stored papers, given by the number of the paper, are found by."""
    filed = _Titles()
    for number, title in titles:
        filed.add(number, title)
    return filed.digest([], "")
