"""arXiv's query language, as far as lists of papers need it: fields, phrases, AND, OR, ANDNOT, parentheses.

A word without a field counts as ``all:``; a missing operator is OR (as the server of 2025 fills it in). Supported
fields are ``ti``, ``au``, ``cat``, ``id`` and ``all`` (title or people). Stemming and stop words of the real index are
not known [gap]: a phrase is found where its folded words follow one another in a title.
"""

import re
from collections.abc import Callable

from enrich.text import surnames, title_words
from tests.services.papers import Paper
from tests.services.world import World

_TOKEN = re.compile(r'(?:(\w+):)?"([^"]*)"|([()])|(?:(\w+):)?([^\s()"]+)')
_OPERATORS = ("AND", "OR", "ANDNOT")
_MAX_DEPTH = 50

Ids = set[str]


class BadQueryError(ValueError):
    """A query that the service cannot parse."""


def find(world: World, query: str) -> Ids:
    """Ids of the papers that a query finds."""
    reader = _Reader(world, query)
    found = reader.any_of(0)
    if reader.tokens:
        raise BadQueryError(query)
    return found


def _tokens(query: str) -> list[tuple[str, str]]:
    found = []
    for phrase_field, phrase, bracket, word_field, word in _TOKEN.findall(query):
        if bracket:
            found.append((bracket, ""))
        elif word in _OPERATORS and not word_field:
            found.append((word, ""))
        else:
            found.append(("term:" + (phrase_field or word_field or "all"), phrase or word))
    return found


class _Reader:
    def __init__(self, world: World, query: str) -> None:
        if query.count('"') % 2:
            raise BadQueryError(query)
        self._world = world
        self._query = query
        self.tokens = _tokens(query)[::-1]

    def any_of(self, depth: int) -> Ids:
        """Alternatives joined by OR, or by nothing."""
        found = self._all_of(depth)
        while self.tokens and self.tokens[-1][0] != ")":
            if self.tokens[-1][0] == "OR":
                self.tokens.pop()
            found = found | self._all_of(depth)
        return found

    def _all_of(self, depth: int) -> Ids:
        found = self._one(depth)
        while self.tokens and self.tokens[-1][0] in ("AND", "ANDNOT"):
            operator = self.tokens.pop()[0]
            other = self._one(depth)
            found = found & other if operator == "AND" else found - other
        return found

    def _one(self, depth: int) -> Ids:
        if not self.tokens or depth > _MAX_DEPTH:
            raise BadQueryError(self._query)
        kind, text = self.tokens.pop()
        if kind.startswith("term:"):
            return self._term(kind.removeprefix("term:"), text)
        if kind != "(":
            raise BadQueryError(self._query)
        found = self.any_of(depth + 1)
        if not self.tokens or self.tokens.pop()[0] != ")":
            raise BadQueryError(self._query)
        return found

    def _term(self, field: str, text: str) -> Ids:
        if field == "ti":
            return {paper.arxiv_id for paper in self._world.with_phrase(text)}
        if field == "all":
            return self._term("ti", text) | self._term("au", text)
        fits = _FIELDS.get(field)
        if fits is None:
            raise BadQueryError(self._query)
        return {paper.arxiv_id for paper in self._world.papers.values() if fits(paper, text)}


def _has_author(paper: Paper, text: str) -> bool:
    words = title_words(text)
    return bool(words) and words[-1] in surnames(paper.authors)


_FIELDS: dict[str, Callable[[Paper, str], bool]] = {
    "au": _has_author,
    "cat": lambda paper, text: text in paper.categories,
    "id": lambda paper, text: text == paper.arxiv_id,
}
