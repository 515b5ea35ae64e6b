"""Hand-typed lists whose items begin with facts in brackets: ``1. [C60 2024 USENIX] Title :+1:``.

In the bracket, in any order: ``C60`` citations, ``2024`` or ``Y2024`` year, ``P 58`` pages, ``Blog`` and the like for
the kind, and what else looks like one: the venue.
"""

import re
from typing import NamedTuple

from enrich.dialects import base
from enrich.models import EntryKind

NAME = "bracket-tags"

_BRACKET = re.compile(r"\[([^\[\]\n]{1,80})\](?![\[(:])[ \t]*+")
_TAG = re.compile(
    r"""
    (?P<citations>[Cc]\ ?[0-9]{1,9}) | (?P<unknown>[Cc](?:-[0-9]{1,9}|\ ?\?)) | (?P<pages>[Pp]{1,2}\.?\ ?[0-9]{1,5})
    | [Yy]?(?P<year>(?:19[5-9]|20[0-4])[0-9])
    """,
    re.VERBOSE,
)
_SEPARATORS = re.compile(r"[\s,;|]+")
_SPLIT_TAG = re.compile(r"\b([CcPp]) +(?=[0-9?])")
# A name of a conference or journal: NeurIPS, USENIX, OSDI'24, Nature, EMNLP-Findings.
_VENUE = re.compile(r"[A-Z][A-Za-z0-9&+./@'’-]{1,24}|arXiv", re.ASCII)
_KINDS: dict[str, EntryKind] = {
    "paper": "paper",
    "survey": "paper",
    "article": "blog",
    "blog": "blog",
    "post": "post",
    "tweet": "post",
    "thread": "post",
    "docs": "docs",
    "doc": "docs",
    "documentation": "docs",
    "video": "video",
    "talk": "video",
    "lecture": "video",
    "code": "code",
    "repo": "code",
    "github": "code",
    "tool": "code",
    "model": "model",
    "dataset": "dataset",
    "data": "dataset",
    "demo": "demo",
    "book": "other",
    "course": "other",
    "slides": "other",
}
_STOP = " \t\n[(|·-–—:,"


class _Tags(NamedTuple):
    """What stands in the bracket; ``known`` counts the tags that only this dialect has."""

    known: int = 0
    citations: int | None = None
    year: int | None = None
    pages: int | None = None
    kind: EntryKind | None = None
    venue: str | None = None
    unknown: tuple[str, ...] = ()


def _read_tags(content: str) -> _Tags:
    """Read the content of a bracket, word by word."""
    found: dict[str, int] = {}
    kind: EntryKind | None = None
    venue: list[str] = []
    unknown: list[str] = []
    known = 0
    for word in _SEPARATORS.split(_SPLIT_TAG.sub(r"\1", content.strip())):
        if tag := _TAG.fullmatch(word):
            known += 1
            name = str(tag.lastgroup)
            if name != "unknown":
                found.setdefault(name, int(tag[name].lstrip("CcPp. ")))
        elif word.lower() in _KINDS:
            known += 1
            kind = kind or _KINDS[word.lower()]
        elif _VENUE.fullmatch(word):
            venue.append(word)
        elif word:
            unknown.append(word)
    name = " ".join(venue)
    return _Tags(
        known=known,
        citations=found.get("citations"),
        year=found.get("year"),
        pages=found.get("pages"),
        kind=kind,
        venue=None if name.lower() in {"", "arxiv"} else name,
        unknown=tuple(unknown),
    )


def _is_acronym(venue: str | None) -> bool:
    return venue is not None and sum(map(str.isupper, venue)) >= 3


def sniff(item: base.Item) -> bool:
    """An item that begins with a bracket of tags, most of which are understood."""
    bracket = _BRACKET.match(item.text)
    if bracket is None or bracket.end() == len(item.text):
        return False
    tags = _read_tags(bracket[1])
    return tags.known > len(tags.unknown) or (not tags.unknown and _is_acronym(tags.venue))


def _title_end(item: base.Item, start: int) -> int:
    """Where the title ends: at the first link behind it, unless the title itself is the link."""
    end = base.head_end(item)
    links = sorted(span for span in item.inline.links if start <= span.start < end)
    for position, link in enumerate(links):
        if position == 0 and not item.inline.plain(start, link.start).strip(_STOP):
            end = min(end, link.end)
        elif link.start >= start:
            return min(end, link.start)
    return end


def read(item: base.Item) -> base.Fields | None:
    """Read one item; tags that are not understood become a problem, the rest is read all the same."""
    bracket = _BRACKET.match(item.text)
    if bracket is None:
        return None
    tags = _read_tags(bracket[1])
    if not tags.known and not _is_acronym(tags.venue):
        return None
    marks, title = base.read_title(item.inline, bracket.end(), _title_end(item, bracket.end()), _STOP)
    if not title:
        return None
    links = base.links_of(item)
    has_facts = bool(tags.citations is not None or tags.pages or tags.venue or any(map(base.is_paper_link, links)))
    kind = tags.kind or ("paper" if has_facts or not links else base.entry_kind(links[0]))
    return base.Fields(
        title=title,
        kind=kind,
        marks=marks,
        stated_arxiv_id=base.arxiv_id_of(links),
        stated_doi=base.doi_of(links),
        stated_year=tags.year,
        stated_venue=tags.venue,
        stated_citations=tags.citations,
        stated_pages=tags.pages,
        links=links,
        problem=f"tag not understood: {' '.join(tags.unknown)}" if tags.unknown else None,
    )
