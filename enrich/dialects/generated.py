"""Lists written by a script around arXiv, one item over several lines.

    - 🌟 **Title**, `arXiv, 2410.20011`, [arxiv](…), [pdf](…), cication: [**12**](…)

         *A, B, ..., C* · ([name](https://github.com/owner/name) - owner) ![Star](…) · ([x](…))

Items that are no papers have a linked title, and perhaps a second paragraph of links. The script cannot spell
``citation``, and writes ``-1`` for a count that it does not know.
"""

import re
from typing import NamedTuple

from enrich.dialects import base
from enrich.identifiers import ArxivId
from enrich.models import EntryKind, Link

NAME = "generated"
SHAPES = frozenset({"item"})

_CITATIONS = re.compile(
    r"\bc(?:ic|it)ations?:\s{0,4}(?:\*\*)?(-?(?:[0-9]{1,3}(?:,[0-9]{3}){1,2}|[0-9]{1,9})\b)?", re.IGNORECASE
)
_MORE_LINKS = re.compile(r"\n\n·? ?\(\[")
_NUMBER = re.compile(r"[0-9]{1,3}(?:,[0-9]{3}){1,2}|[0-9]{1,9}", re.ASCII)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}", re.ASCII)


def _title_span(item: base.Item) -> base.Span | None:
    """Bold or linked title that nothing but marks stands before."""
    inline, end = item.inline, base.head_end(item)
    first = min((span for spans in (inline.strong, inline.links) for span in spans[:1]), default=None)
    if first is None or first.end > end:
        return None
    _, before = base.cut_marks(inline.plain(0, first.start))
    return None if before else first


class _Tag(NamedTuple):
    """The first `venue, id` or `venue, year` of an item, and where the venue stands."""

    venue: str | None = None
    arxiv_id: str | None = None
    year: int | None = None
    spans: tuple[base.FieldSpan, ...] = ()


def _tag(item: base.Item) -> _Tag | None:
    for code in item.inline.codes[:2]:
        left, comma, right = base.readable(item.inline.plain(code.inner, code.inner_end)).rpartition(",")
        if not comma:
            continue
        year, found = _YEAR.fullmatch(right.strip()), ArxivId.find(right)
        if not year and not found:
            continue
        written = left.strip()
        venue = None if written.lower() == "arxiv" else base.short_venue(written)[0] or None
        start = item.text.find(written, code.inner, code.inner_end) if written else -1
        spans = (base.span_in(item, "stated_venue", start, start + len(written)),) if start >= 0 else ()
        return _Tag(venue, year=int(right), spans=spans) if year else _Tag(venue, arxiv_id=str(found), spans=spans)
    return None


def sniff(item: base.Item) -> bool:
    """An item with a `venue, id` tag, a count, or a second paragraph of links in round brackets."""
    text = item.text
    says_cited = ("ation:" in text or "ations:" in text) and _CITATIONS.search(text)
    has_sign = says_cited or _MORE_LINKS.search(text) or ("`" in text and _tag(item))
    return bool(has_sign) and _title_span(item) is not None


def _citations(item: base.Item) -> tuple[int | None, list[base.FieldSpan]]:
    """The stated count and its place, with the target of its link; what is no count (`-1`, `None`) is unknown."""
    found = _CITATIONS.search(item.text)
    if found is None:
        return None, []
    stated, start, end = found[1] or "", found.start(1), found.end(1)
    for link in item.inline.links:
        if link.start == found.end():
            stated, start, end = item.inline.plain(link.inner, link.inner_end), link.start, link.end
    count = int(stated.replace(",", "")) if _NUMBER.fullmatch(stated) else None
    return count, [base.span_in(item, "stated_citations", start, end)] if stated else []


def _authors(item: base.Item, *, is_paper: bool) -> tuple[tuple[tuple[str, ...], bool] | None, list[base.FieldSpan]]:
    """Names in italics at the beginning of a later paragraph, and their place; below code stands what that does."""
    text = item.text
    for span in item.inline.emphasis:
        if text[max(0, span.start - 2) : span.start] == "\n\n":
            written = base.readable(item.inline.plain(span.inner, span.inner_end))
            authors = base.split_authors(written) if is_paper else base.authors_in(written)
            return authors, [base.span_in(item, "stated_authors", span.inner, span.inner_end)] if authors else []
    return None, []


def _kind(links: tuple[Link, ...], title: base.Span, *, is_formatted: bool) -> EntryKind:
    """A paper when it is written like one, else what its title leads to."""
    if is_formatted:
        return "paper"
    target = next((link for link in links if link.url == title.url), None)
    return base.entry_kind(target or links[0]) if links else "other"


def read(item: base.Item) -> base.Fields | None:
    """Read one item."""
    span = _title_span(item)
    if span is None:
        return None
    inline = item.inline
    inner_marks, title = base.read_title(inline, span.start, span.end)
    if not title:
        return None
    before, after = base.marks_around(inline, span.start, span.end, base.head_end(item))
    links = base.links_of(item)
    tag, (citations, citation_spans) = _tag(item), _citations(item)
    authors, author_spans = _authors(item, is_paper=bool(tag or citation_spans or any(map(base.is_paper_link, links))))
    is_formatted = bool(tag or authors or citations is not None)
    tag = tag or _Tag()
    return base.Fields(
        title=title,
        kind=_kind(links, span, is_formatted=is_formatted),
        marks=before + inner_marks + after,
        stated_arxiv_id=tag.arxiv_id or base.arxiv_id_of(links),
        stated_doi=base.doi_of(links),
        stated_year=tag.year,
        stated_venue=tag.venue,
        stated_citations=citations,
        stated_authors=authors[0] if authors else None,
        stated_authors_complete=authors[1] if authors else None,
        links=links,
        spans=(*citation_spans, *tag.spans, *author_spans),
    )
