"""Any other list of bullets or numbers: one entry per item, read as a person would guess it.

Dialects that know better come first; this one takes what they leave.
"""

import re

from enrich.dialects import base
from enrich.models import EntryKind, Link

NAME = "generic"
SHAPES = frozenset({"item"})

_WORD = re.compile(r"[^\W\d_]{2,}")


def sniff(_item: base.Item) -> bool:
    """Never: it takes what no other dialect claims."""
    return False


def _kind(
    item: base.Item, place: base.Candidate, title: str, links: tuple[Link, ...], *, is_formatted: bool
) -> EntryKind:
    """A paper when a link leads to one, or when it is written like one and its title is no link to code."""
    if any(map(base.is_paper_link, links)):
        return "paper"
    if links:
        kind = base.entry_kind(links[0])
        return (
            "paper" if is_formatted and (kind == "other" or (kind == "code" and not _is_linked(item, place))) else kind
        )
    return "paper" if is_formatted or base.is_title_like(title) else "other"


def _is_linked(item: base.Item, place: base.Candidate) -> bool:
    return any(span.start < place.end and place.start < span.end for span in item.inline.links)


def read(item: base.Item) -> base.Fields | None:
    """Read one item; None when nothing in it looks like a title."""
    found = base.find_title(item)
    if found is None:
        return None
    inline = item.inline
    inner_marks, title = base.read_title(inline, found.start, found.end, base.AFTER_TITLE)
    title, tail = base.split_tail(base.trimmed(title))
    links = base.links_of(item)
    if not _WORD.search(title) or (not links and len(f"{title} {tail}".split()) < 3):
        return None
    before, after = base.marks_around(inline, found.start, found.end, base.head_end(item))
    facts = base.read_facts(item, found.start, found.end, tail)
    is_formatted = bool(facts.venue or facts.year or facts.arxiv_id)
    return base.Fields(
        title=title,
        kind=_kind(item, found, title, links, is_formatted=is_formatted),
        marks=before + inner_marks + after,
        stated_arxiv_id=base.arxiv_id_of(links) or facts.arxiv_id,
        stated_doi=base.doi_of(links),
        stated_year=facts.year,
        stated_venue=facts.venue,
        stated_citations=facts.citations,
        stated_stars=facts.stars,
        stated_authors=facts.authors,
        stated_authors_complete=facts.is_complete,
        links=links,
        spans=facts.spans,
    )
