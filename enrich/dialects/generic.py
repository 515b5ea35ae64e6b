"""Any other list of bullets or numbers: one entry per item, read as a person would guess it.

The title is what stands out first: a bold run, a quoted string, a link whose label is no stock word; else the text
before the first link. Dialects that know better come first; this one takes what they leave.
"""

import re
from typing import NamedTuple

from enrich.dialects import base
from enrich.models import EntryKind, Link

NAME = "generic"

_QUOTED = re.compile('"([^"\n]{12,400})"|“([^“”\n]{12,400})”')
_LEAD = re.compile(  # dates and years that stand before a title, perhaps in bold
    r"(?P<mark>\*\*|__|[*_`])?"
    r"[\[(【]?(?:[0-9]{4}([/.-])[0-9]{1,2}(?:\2[0-9]{1,2})?|(?:19|20)[0-9]{6}|(?:19|20)[0-9]{2})(?![^\W_])[\])】]?"
    r"(?(mark)(?P=mark))[\s,:.|-]*"
)
_BARS = re.compile(r"\s*+\|[\s|]*+")
_TAG = re.compile(r"[\[(【]([^\[\]()【】\n]{1,40})[\])】][\s:,-]*")
_VENUES = "|".join(base.VENUES)
_VENUE_LEAD = re.compile(rf"(?:(?:{_VENUES})(?:[ -]?['’]?(?:20)?[0-9]{{2}}[\s:,]|[:,])|arXiv[\s:,])\s*(?=\S)")
_COLON = re.compile(r"[*_~]{0,3}\s?[:：]")
_AFTER_TITLE = " \t\n,;:|·-–—([{<【（"
_WORD = re.compile(r"[^\W\d_]{2,}")


class _Candidate(NamedTuple):
    """A range that may be the title; ``stands_out`` when its author marked it as one."""

    start: int
    end: int
    stands_out: bool = True


def _lead(text: str, position: int, end: int) -> re.Match[str] | None:
    """A date, a venue, or a bracket with one of them."""
    if found := _LEAD.match(text, position, end) or _VENUE_LEAD.match(text, position, end):
        return found
    tag = _TAG.match(text, position, end)
    return tag if tag and (base.venue_in(tag[1]) or any(map(str.isdigit, tag[1]))) else None


def _skip_lead(item: base.Item, end: int) -> int:
    """Where the text begins behind dates and short tags such as `[2024/03]` or `(ICLR 2022)`."""
    text = item.text
    position = _behind_bars(text, 0)
    for _ in range(4):
        found = _lead(text, position, end)
        if found is None or text.startswith("(", found.end()):
            break
        position = _behind_bars(text, found.end())
    return position


def _behind_bars(text: str, position: int) -> int:
    bars = _BARS.match(text, position)
    return bars.end() if bars else position


def _marked(item: base.Item, start: int, end: int) -> list[_Candidate]:
    """Bold runs and links that may be titles, in order."""
    inline = item.inline
    spans = [span for span in inline.strong if start <= span.start < end and span.end <= end]
    spans += [
        span
        for span in inline.links[:20]
        if start <= span.start < end and not base.is_stock_label(inline.plain(span.inner, span.inner_end))
    ]
    return [_Candidate(span.start, min(span.end, end)) for span in sorted(spans)]


def _quoted(item: base.Item, end: int) -> _Candidate | None:
    found = _QUOTED.search(item.text, 0, end)
    return _Candidate(found.start() + 1, found.end() - 1) if found else None


def _candidate(item: base.Item) -> _Candidate | None:
    """Where the title stands: behind dates and tags, and if bars part the item (`2024 | Title | Ada`), in its cell."""
    end = base.head_end(item)
    start = _skip_lead(item, end)
    cell_end = _next_bar(item, start, end) if "|" in item.text[:start] else end
    found = _between(item, start, cell_end)
    return found if found or cell_end == end else _between(item, start, end)


def _next_bar(item: base.Item, start: int, end: int) -> int:
    """Where the next bar outside of links is, else the end."""
    bar = item.text.find("|", start, end)
    for span in item.inline.links:
        if span.start <= bar < span.end:
            bar = item.text.find("|", span.end, end)
    return end if bar < 0 else bar


def _between(item: base.Item, start: int, end: int) -> _Candidate | None:
    """Where the title stands in a range."""
    inline = item.inline
    first_link = min((span.start for span in inline.links if span.start >= start), default=end)
    marked, quoted = _marked(item, start, end), _quoted(item, end)
    first = marked[0] if marked else None
    before = inline.plain(start, min(first.start, end) if first else first_link)
    if quoted and quoted.start <= first_link and base.word_count(inline.plain(start, quoted.start - 1)) <= 3:
        return quoted
    if first and base.word_count(before) < 3:
        return _spelt_out(item, first, marked, end) or first
    return _plain_text(item, start, min(first_link, first.start if first else end)) or first


def _spelt_out(item: base.Item, short: _Candidate, marked: list[_Candidate], end: int) -> _Candidate | None:
    """Text behind an acronym that stands before its title: `**[BERT]** Pre-training of …`.

    With a colon the acronym is the beginning of the title: `[BERT](…): Pre-training of …`; but behind a link that
    leads to no paper, such as one to code, stands a remark.
    """
    inline = item.inline
    acronym = inline.plain(short.start, short.end)
    if base.word_count(acronym) > 1:
        return None
    colon = _COLON.match(item.text, short.end, end)
    start = colon.end() if colon else short.end
    stops = [span.start for span in inline.links] + [other.start for other in marked]
    stop = min((stop for stop in stops if stop >= short.end), default=end)
    rest = _plain_text(item, start, min(stop, end), fewest=3)
    link = next((span for span in inline.links if short.start <= span.start < short.end), None)
    if rest and colon and (link is None or base.leads_to_paper(link, inline)):
        words = inline.plain(rest.start, rest.end).rstrip(_AFTER_TITLE)
        if words.lstrip('"“').startswith(acronym):
            return rest
        is_title = _is_title_like(words)
        return _Candidate(short.start, rest.end) if is_title else None
    return None if link and (colon or link.start == short.start) else rest


def _plain_text(item: base.Item, start: int, stop: int, fewest: int = 1) -> _Candidate | None:
    """A title that nothing sets apart, if there are words enough."""
    line_break = item.text.find("<br", start, stop)
    stop = line_break if line_break > start else stop
    found = _Candidate(start, stop, stands_out=False)
    return found if base.word_count(item.inline.plain(start, stop)) >= fewest else None


def sniff(_item: base.Item) -> bool:
    """Never: it takes what no other dialect claims."""
    return False


def _is_title_like(title: str) -> bool:
    """Whether plain text is written like a title: several words, most of the long ones with a capital."""
    words = [word for word in title.split() if len(word) > 3]
    capitals = sum(not word[0].islower() for word in words)
    return len(title.split()) > 2 and 2 * capitals >= len(words) and not title.endswith(("!", ":"))


def _kind(links: tuple[Link, ...], title: str, *, is_formatted: bool) -> EntryKind:
    if any(base.is_paper_link(link) for link in links):
        return "paper"
    if links:
        kind = base.entry_kind(links[0])
        return "paper" if kind == "other" and is_formatted else kind
    return "paper" if is_formatted or _is_title_like(title) else "other"


def read(item: base.Item) -> base.Fields | None:
    """Read one item; None when nothing in it looks like a title."""
    found = _candidate(item)
    if found is None:
        return None
    inline, end = item.inline, base.head_end(item)
    inner_marks, title = base.read_title(inline, found.start, found.end, _AFTER_TITLE)
    title, tail = base.split_tail(_trimmed(title))
    links = base.links_of(item)
    if not _WORD.search(title) or (not links and len(title.split()) < 3):
        return None
    before, after = base.marks_around(inline, found.start, found.end, end)
    outside = f"{inline.plain(0, found.start)} {tail} {inline.plain(found.end, end)}"
    venue, year = base.venue_in(outside), base.year_in(outside)
    return base.Fields(
        title=title,
        kind=_kind(links, title, is_formatted=bool(venue or year)),
        marks=before + inner_marks + after,
        stated_arxiv_id=base.arxiv_id_of(links),
        stated_doi=base.doi_of(links),
        stated_year=year,
        stated_venue=venue,
        links=links,
    )


def _trimmed(title: str) -> str:
    """Without the punctuation that the list, not the paper, put behind it."""
    if title.endswith(".") and not title.endswith(".."):
        title = title[:-1]
    if len(title) > 2 and (title[0], title[-1]) in {('"', '"'), ("“", "”")} and '"' not in title[1:-1]:
        title = title[1:-1].rstrip(".,")
    return title.strip()
