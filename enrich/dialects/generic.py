"""Any other list of bullets or numbers: one entry per item, read as a person would guess it.

Dialects that know better come first; this one takes what they leave.
"""

import re

from enrich.dialects import base
from enrich.models import EntryKind, Link

NAME = "generic"
SHAPES = frozenset({"item"})

_EAST = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")  # no capitals tell a title from a remark
_LEAST_WORDS = 4  # of a title that nothing else shows to be a paper's
_QUOTES = frozenset('"“')
_FIRST = 4  # words that tell the language
_SEE = re.compile(r"\(?See (?:also|the|full|more|all|our)\b")
_OF_LIST = re.compile(r"(?:this|our|the) (?:github )?(?:collection|list|page|project|repo(?:sitory)?)\b", re.IGNORECASE)
_AFFILIATION = re.compile(  # `Owl University & Barn Research`, `University of Voles`
    r"(?:[A-Z][\w.'’-]*\s){1,4}(?:University|College|Academy)(?:,?\s(?:and|&)\s[^:]{1,60})?"
    r"|(?:The\s)?(?:University|Institute|Academy|College)\sof\s[^:]{1,60}"
)
_IS_BLOG = re.compile(r"[(\[（【]\s?blog(?:\s?post)?\s?[)\]）】](?!\()", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2,}")


def sniff(_item: base.Item) -> bool:
    """Never: it takes what no other dialect claims."""
    return False


_MEETING = re.compile(  # without a link to a paper: `1st Workshop on Things`
    r"(?:the )?[0-9]{1,2}(?:st|nd|rd|th) .{0,40}?\b(?:workshop|challenge|competition|tutorial)\b"
    r"|(?:the )?(?:\w+ )?workshop on\b|special issue on\b",
    re.IGNORECASE,
)


def _kind(item: base.Item, place: base.Candidate, title: str, links: tuple[Link, ...], facts: base.Facts) -> EntryKind:
    """A paper when a link leads to one, or when it is written like one and its title is no link to code."""
    if any(map(base.is_paper_link, links)):
        return "paper"
    is_formatted = bool(facts.venue or facts.year or facts.arxiv_id) or _is_project(links, facts)
    if links and _MEETING.match(title):
        return "other"
    if links and _IS_BLOG.search(item.text):
        return "blog"
    if links:
        kind = base.entry_kind(links[0])
        is_note = base.leads_to_note(links[0]) and base.is_title_like(title) and base.word_count(title) > _LEAST_WORDS
        has_authors = facts.authors is not None and len(facts.authors) > 1 and _is_title(item, place, title)
        is_told = is_formatted and (kind == "other" or (kind == "code" and not _is_linked(item, place)))
        is_published = bool(facts.venue and facts.year) and base.is_title_like(title)
        is_told = is_told or (
            kind == "code" and (has_authors or (is_published and base.word_count(title) > _LEAST_WORDS))
        )
        return "paper" if is_note or is_told else kind
    return "paper" if is_formatted or _is_title(item, place, title, has_authors=bool(facts.authors)) else "other"


def _is_title(item: base.Item, place: base.Candidate, title: str, *, has_authors: bool = False) -> bool:
    """Whether words that no link, year or venue shows to be a paper's are written like a title."""
    is_long = has_authors or base.word_count(title.partition(" (")[0]) >= _LEAST_WORDS
    is_remark = _OF_LIST.match(title) is not None or _AFFILIATION.fullmatch(title) is not None
    is_east = _EAST.search(" ".join(title.split()[:_FIRST])) is not None
    return base.is_title_like(title) and is_long and not (is_east or is_remark or _is_torn(item, place))


def _is_project(links: tuple[Link, ...], facts: base.Facts) -> bool:
    """Whether several people have a page about the project that a title names: they wrote a paper, too."""
    return any(link.kind == "project" for link in links) and facts.authors is not None and len(facts.authors) > 1


def _is_torn(item: base.Item, place: base.Candidate) -> bool:
    """Whether the words are the beginning of a sentence, of which a part is marked: `Some of **them** are new`."""
    end = base.head_end(item)
    if item.text[place.end : place.end + 1] == "\t":  # columns
        return False
    return not place.stands_out and place.end < end and base.word_count(item.inline.plain(place.end, end)) > 2


def _is_linked(item: base.Item, place: base.Candidate) -> bool:
    return any(span.start < place.end and place.start < span.end for span in item.inline.links)


def _is_cited(item: base.Item, start: int) -> bool:
    """Whether a few words are a title all the same: in quotes, or behind the names of their authors and a year."""
    is_quoted = item.text[start - 1 : start] in _QUOTES
    return is_quoted or base.is_reference(item.text) or base.names_before(item.inline.plain(0, start)) is not None


def read(item: base.Item) -> base.Fields | None:
    """Read one item; None when nothing in it looks like a title."""
    found = base.find_title(item)
    if found is None:
        return None
    inline = item.inline
    inner_marks, title = base.read_title(inline, found.start, found.end, base.AFTER_TITLE)
    title, tail = base.split_tail(base.trimmed(title))
    links = base.links_of(item)
    is_short = not links and len(f"{title} {tail}".split()) < 3
    if _SEE.match(title) and not any(map(base.is_paper_link, links)):
        return None
    if not _WORD.search(title) or (is_short and not _is_cited(item, found.start)):
        return None
    if base.leads_on(title) and not found.stands_out and links:
        return None
    before, after = base.marks_around(inline, found.start, found.end, base.head_end(item))
    facts = base.read_facts(item, found.start, found.end, tail)
    if facts.authors is None and (names := base.names_before(title)) and base.is_citation(title):
        facts = facts._replace(authors=names[0], is_complete=names[1])
    own = base.own_links(links, title) if len(links) > 1 else links
    arxiv_id = base.arxiv_id_of(own)
    if facts.year and arxiv_id and arxiv_id.startswith(f"{facts.year}."):  # `Title | 2012`, of December 2020
        facts = facts._replace(year=2000 + int(arxiv_id[:2]))
    if not facts.year and arxiv_id and f"[{arxiv_id[:4]}]" in item.text[: found.start]:  # `[2505] [Title](…)`
        facts = facts._replace(year=2000 + int(arxiv_id[:2]))
    if not facts.arxiv_id and (listed := base.listed_id(inline.plain(found.start, found.end))):
        facts = facts._replace(arxiv_id=listed)
    is_told = facts.venue or facts.year or facts.arxiv_id or any(map(base.is_paper_link, links))
    if item.marker[:2] == "[^" and not is_told:
        return None  # a footnote is a remark, unless it says where a paper is
    return base.Fields(
        title=title,
        kind=_kind(item, found, title, links, facts),
        marks=before + inner_marks + after,
        stated_arxiv_id=arxiv_id or facts.arxiv_id,
        stated_doi=base.doi_of(own) or facts.doi,
        stated_year=facts.year,
        stated_venue=facts.venue,
        stated_citations=facts.citations,
        stated_stars=facts.stars,
        stated_authors=facts.authors,
        stated_authors_complete=facts.is_complete,
        links=links,
        spans=facts.spans,
    )
