"""What a paper is cited by: first author, year and first telling word of the title, ``vaswani2017attention``.

Of papers that would share a key, the oldest has it; the others have their own id behind it
(``wang2024survey-2402.09748``). Keys are given over the whole database, so they are the same in every export, and a
paper that is added later changes no other key, unless it is older than the one that has the key alone.
"""

import re
from collections.abc import Iterable

from enrich.exports.base import Paper
from enrich.identifiers import ArxivId
from enrich.text import surname, text_key, title_words

_LATEX_COMMAND = re.compile(r"\\[A-Za-z]+|[{}]")
_ODD = re.compile(r"[^a-z0-9]+")
_LONGEST = 30  # letters of a word
_FIRST_WORDS = 200  # characters of a title among which its first telling word is looked for
_STOP_WORDS = """
a all an and are as at be by can do does for from have how in into is it its of on or our that the their this through to
toward towards under using via via we what when where which why with without you your
"""
_STOP = frozenset(_STOP_WORDS.split())


class CitationKeys:
    """The keys of all papers of a database; made from their ids, titles, years and first authors."""

    def __init__(self, papers: Iterable[Paper]) -> None:
        self._owners: dict[str, str] = {}
        for paper in papers:
            stem = _stem(paper, paper["first_author"])
            owner = self._owners.setdefault(stem, paper["id"])
            if owner != paper["id"] and _age(paper["id"]) < _age(owner):
                self._owners[stem] = paper["id"]

    def key(self, paper: Paper) -> str:
        """The key of one paper: ASCII letters, digits, points and hyphens."""
        authors = paper["authors"]
        stem = _stem(paper, authors[0]["name"] if authors else None)
        return stem if self._owners.get(stem) == paper["id"] else f"{stem}-{_own(paper['id'])}"


def _stem(paper: Paper, first_author: str | None) -> str:
    """The key of a paper that shares it with no other; its id while nobody knows its title."""
    if not paper["title"]:
        return _own(paper["id"])
    year = paper["year"] or (paper["published_on"] or "")[:4]
    words = map(_plain, title_words(_LATEX_COMMAND.sub("", paper["title"][:_FIRST_WORDS])))
    word = next((word for word in words if word and word not in _STOP), "")
    return f"{_plain(surname(first_author or ''))}{year}{word}" or _own(paper["id"])


def _plain(word: str) -> str:
    return (word if word.isascii() and word.isalnum() else _ODD.sub("", word))[:_LONGEST]


def _own(paper_id: str) -> str:
    """What stands for an id in a key: the bare id of arXiv, else a short digest."""
    scheme, _, value = paper_id.partition(":")
    return value.replace("/", "-") if scheme == "arxiv" else f"{text_key(paper_id) % 2**32:08x}"


def _age(paper_id: str) -> tuple[str, str]:
    """What orders ids by age, as far as they tell it: month and id; those that are not arXiv's come last."""
    scheme, _, value = paper_id.partition(":")
    arxiv_id = ArxivId.find(value) if scheme == "arxiv" else None
    return (arxiv_id.month if arxiv_id else "later", paper_id)
