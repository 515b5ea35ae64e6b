"""Records become rows of ``papers``."""

from collections.abc import Iterable, Mapping
from typing import Any

from enrich.identifiers import ArxivId, Doi
from enrich.text import fold_title, surnames

Row = tuple[Any, ...]
"""A row of ``papers``."""


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


def month(record: Mapping[str, Any]) -> str:
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
        " ".join(surnames(authors)),
        int(month(record)[:4]),
        "\n".join(authors) or None,
        record.get("published") or None,
        " ".join(record.get("categories") or ()) or None,
        _doi(doi) if doi else None,
        _line(record.get("journal_ref")),
        _line(record.get("venue")),
        _line(record.get("abstract")),
    )


def _line(text: str | None) -> str | None:
    return on_one_line(text) or None if text else None


def _doi(text: str) -> str | None:
    """The first DOI of a field that may hold several."""
    doi = Doi.find(text.split()[0].rstrip(",;")) if text.strip() else None
    return str(doi) if doi else None
