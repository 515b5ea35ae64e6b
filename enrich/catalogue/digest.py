"""Records become what is stored of them: rows, keys, words. Pure, so any number of processes can do it."""

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from enrich.catalogue import keys
from enrich.identifiers import ArxivId, Doi
from enrich.text import fold_title, surnames, text_key
from enrich.titles import Title

Row = tuple[Any, ...]
"""A row of ``papers``."""


class Digest(NamedTuple):
    """What is stored of some records.

    ``words`` are counted by titles; ``telling`` has one line for each title, the number of its paper and its content
    words; ``entries`` are those near keys that do not depend on how rare a word is, sorted and packed.
    """

    rows: list[Row]
    title_keys: list[tuple[int, int]]
    words: Counter[str]
    telling: str
    entries: bytes
    newest: str


class _Titles:
    """Collects what titles are found by."""

    def __init__(self) -> None:
        self.keys: list[tuple[int, int]] = []
        self.words: Counter[str] = Counter()
        self.telling: list[str] = []
        self.entries: list[int] = []

    def add(self, number: int, text: str) -> None:
        """File one title of a paper."""
        title = Title(text)
        if not title.folded:
            return
        self.keys.append((text_key(title.folded), number))
        self.words.update(set(title.words))
        self.telling.append(" ".join((str(number), *title.content_words)))
        self.entries += [keys.entry(key, number) for key in keys.text_parts(title)]

    def digest(self, rows: list[Row], newest: str) -> Digest:
        """All of it."""
        telling = "".join(f"{line}\n" for line in self.telling)
        return Digest(rows, self.keys, self.words, telling, keys.packed(sorted(self.entries)), newest)


def digest(first: int, records: Iterable[Mapping[str, Any]]) -> Digest:
    """Digest records (``arxiv_id, title, alt_titles, authors, published, categories, doi, venue, abstract``).

    They are numbered from ``first``. Raises KeyError for a record without id or title.
    """
    filed = _Titles()
    rows = []
    newest = ""
    for number, record in enumerate(records, start=first):
        published = record.get("published") or ArxivId(record["arxiv_id"]).month
        newest = max(newest, published)
        titles = all_titles(record["title"], record.get("alt_titles") or ())
        for title in titles:
            filed.add(number, title)
        rows.append((number, *_row(record, titles, int(published[:4]))))
    return filed.digest(rows, newest)


def digest_titles(titles: Iterable[tuple[int, str]]) -> Digest:
    """What more titles of stored papers, given by the number of the paper, are found by."""
    filed = _Titles()
    for number, title in titles:
        filed.add(number, title)
    return filed.digest([], "")


def all_titles(title: str, others: Iterable[str]) -> list[str]:
    """Every title of a paper, the current one first, on one line each; of those that fold alike only the first."""
    current = " ".join(title.split())
    if not others:
        return [current]
    titles: dict[str, str] = {}
    for text in (current, *others):
        titles.setdefault(fold_title(text), " ".join(text.split()))
    return list(titles.values())


def _row(record: Mapping[str, Any], titles: list[str], year: int) -> Row:
    authors = [" ".join(name.split()) for name in record.get("authors") or ()]
    doi = Doi.find(record.get("doi") or "")
    return (
        record["arxiv_id"],
        "\n".join(titles),
        " ".join(surnames(authors)),
        year,
        "\n".join(authors) or None,
        record.get("published") or None,
        " ".join(record.get("categories") or ()) or None,
        str(doi) if doi else None,
        record.get("venue") or None,
        record.get("abstract") or None,
    )


def pair_entries(rarities: Mapping[str, int], telling: str) -> bytes:
    """Entries of the pairs of rare words, sorted and packed, for lines of ``telling``.

    ``rarities`` has every word of them as `keys.rarity` numbers it.
    """
    find: Callable[[str], int] = rarities.__getitem__
    entries: list[int] = []
    for line in telling.splitlines():
        number, *words = line.split(" ")
        paper = int(number)
        entries += [key << keys.PAPER_BITS | paper for key in keys.pair_keys(set(map(find, words)), keys.RARE_WORDS)]
    entries.sort()
    return keys.packed(entries)


def merged(runs: bytes) -> "array[int]":
    """Packed entries, sorted runs one behind the other, as one sorted run."""
    return array("Q", sorted(keys.unpacked(runs)))
