"""Records become what is stored of them: rows, keys, words. Pure, so any number of processes can do it."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from enrich.catalogue import keys
from enrich.identifiers import ArxivId, Doi
from enrich.text import fold_title, surnames, text_key
from enrich.titles import Title

_TEXTS = ("journal_ref", "venue", "abstract")
Row = tuple[Any, ...]
"""A row of ``papers``."""


class Digest(NamedTuple):
    """What is stored of some records.

    ``words`` are counted by titles; ``telling`` has one line for each title, the number of its paper and its content
    words; ``entries`` are those near keys that do not depend on how rare a word is, sorted and packed.
    """

    rows: list[Row]
    title_keys: list[tuple[int, int]]
    words: dict[str, int]
    telling: str
    entries: bytes
    newest: str


class _Titles:
    """Collects what titles are found by."""

    def __init__(self) -> None:
        self.keys: list[tuple[int, int]] = []
        self.words: list[str] = []
        self.telling: list[str] = []
        self.entries: list[int] = []

    def add(self, number: int, text: str) -> None:
        """File one title of a paper."""
        title = Title(text)
        if not title.folded:
            return
        self.keys.append((text_key(title.folded), number))
        self.words += set(title.words)
        self.telling.append(f"{number} {' '.join(title.content_words)}")
        self.entries += [keys.entry(key, number) for key in keys.text_parts(title)]

    def digest(self, rows: list[Row], newest: str) -> Digest:
        """All of it."""
        telling = "".join(f"{line}\n" for line in self.telling)
        return Digest(rows, self.keys, dict(Counter(self.words)), telling, keys.packed(sorted(self.entries)), newest)


def digest(first: int, records: Iterable[Mapping[str, Any]]) -> Digest:
    """Digest records, which are numbered from ``first``.

    A record has ``arxiv_id`` and ``title``, and where they are known ``alt_titles, authors, published, categories, doi,
    journal_ref, venue, abstract``.
    """
    filed = _Titles()
    rows = []
    newest = ""
    for number, record in enumerate(records, start=first):
        newest = max(newest, _month(record))
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


def titles_of(record: Mapping[str, Any]) -> list[str]:
    """Every title of a record, as `all_titles` has them."""
    return all_titles(record["title"], record.get("alt_titles") or ())


def all_titles(title: str, others: Iterable[str]) -> list[str]:
    """Every title of a paper, the current one first, on one line each; of those that fold alike only the first."""
    current = on_one_line(title)
    if not others:
        return [current]
    titles: dict[str, str] = {}
    for text in (current, *others):
        titles.setdefault(fold_title(text), on_one_line(text))
    return list(titles.values())


def on_one_line(text: str) -> str:
    """A text without line breaks and double blanks; halves of characters, which no file can hold, become ``?``."""
    if text.isprintable() and "  " not in text:
        return text.strip()
    line = " ".join(text.split())
    return line if line.isascii() else line.encode("utf-8", "replace").decode("utf-8")


def _month(record: Mapping[str, Any]) -> str:
    """Day of the first version, or the month that the id tells."""
    return record.get("published") or ArxivId(record["arxiv_id"]).month


def row(number: int, record: Mapping[str, Any], titles: list[str]) -> Row:
    """A record as it is stored; what it does not tell is None."""
    authors = [on_one_line(name) for name in record.get("authors") or ()]
    doi = record.get("doi")
    return (
        number,
        record["arxiv_id"],
        "\n".join(titles),
        " ".join(surnames(authors)) if authors else "",
        int(_month(record)[:4]),
        "\n".join(authors) or None,
        record.get("published") or None,
        " ".join(record.get("categories") or ()) or None,
        _doi(doi) if doi else None,
        *(on_one_line(text) or None if (text := record.get(field)) else None for field in _TEXTS),
    )


def _doi(text: str) -> str | None:
    """The first DOI of a field that may hold several."""
    doi = Doi.find(text.split()[0].rstrip(",;")) if text.strip() else None
    return str(doi) if doi else None


class Paired(NamedTuple):
    """Entries of the pairs of rare words of so many titles, sorted and packed."""

    titles: int
    entries: bytes


def pair_entries(rarities: Mapping[str, int], telling: str) -> Paired:
    """Entries of the pairs of rare words for lines of ``telling``.

    ``rarities`` has every word of them as `keys.rarity` numbers it.
    """
    find: Callable[[str], int] = rarities.__getitem__
    entries: list[int] = []
    lines = telling.splitlines()
    for line in lines:
        number, *words = line.split(" ")
        paper = int(number)
        entries += keys.pair_entries(set(map(find, words)), paper)
    entries.sort()
    return Paired(len(lines), keys.packed(entries))
