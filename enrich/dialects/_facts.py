"""What stands beside the title of an entry: venue, year, authors, counts, an id that is no link; and where."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from enrich.dialects._authors import find_authors
from enrich.dialects._below import Below, read_below
from enrich.dialects._inline import Inline, Span
from enrich.dialects._items import FieldSpan, Item, span_in
from enrich.dialects._links import badge_text
from enrich.dialects._names import (
    authors_in,
    has_title_word,
    is_one_name,
    may_be_name,
    names_before,
    names_firm,
    person_before,
)
from enrich.dialects._surnames import cited_author
from enrich.dialects._title import head_end
from enrich.dialects._words import is_stock_label, readable, year_in
from enrich.identifiers import ArxivId, Doi
from enrich.venues import Venue, find_venue, full_year, tells_state, unknown_venue

_MAX_COUNTS = 20  # numbers that are looked at; more stand in addresses
_SHORTEST = 5  # characters of a name
_LONGEST_BEHIND = 100  # characters of a venue with its markup
_VOLUME = re.compile(r",?\s[0-9]{1,4}(?:\s?\(|[,.:]\s)|,\svol\.", re.IGNORECASE)  # behind the name of a journal
_NAME_AND_YEAR = re.compile(  # `*Theory of Barns, 2020*`
    r"(?P<name>[A-Z][\w&.'’-]*(?:\s(?:[A-Z&][\w&.'’-]*|of|and|in|on|the|for)){0,8}),?\s(?P<year>(?:19[5-9]|20[0-4])[0-9])"
)
_JOURNAL_NAME = re.compile(r"[A-Z][\w&.'’-]*(?:,?\s(?:[A-Z&][\w&.'’-]*|of|and|in|on|the|for)){0,8}")
_MAX_SEGMENTS = 8  # lines behind the title that are looked at for authors
_NUMBER = r"([0-9]{1,3}(?:,[0-9]{3}){1,2}|[0-9]{1,7}(?:\.[0-9])?)([kK]?)(?![\w.,]*[0-9])"
_STAR = r"(?:⭐️?|★|🌟|:star2?:|\bstars?\b)"
_STARS = re.compile(rf"{_STAR}[\s:：]{{0,3}}{_NUMBER}|{_NUMBER}\s?{_STAR}(?![\s:：]{{0,3}}[0-9])", re.IGNORECASE)
_CITATIONS = re.compile(
    rf"\bcit(?:ations?|ed(?:\sby)?|es)\b[\s:：=]{{0,3}}[*\[]{{0,4}}{_NUMBER}|{_NUMBER}\s?citations?\b"
    rf"|\bcitations?\]\([^()\s]{{1,300}}\)[\s:：]{{1,3}}{_NUMBER}|(?:被引|引用)[数次量]?[\s:：]*{_NUMBER}",
    re.IGNORECASE,
)
_TEXT_ID = re.compile(
    r"\barXiv[\s:]{1,2}(?:abs/)?((?:[0-9]{4}\.[0-9]{4,5})(?:v[0-9]{1,2})?)(?!\.?[0-9])", re.IGNORECASE
)
_TEXT_DOI = re.compile(
    r"\bdoi\s?[:=]?\s?(?:https?://(?:dx\.)?doi\.org/)?(10\.[0-9]{4,9}/[^\s,;<>\"\[\]\\]+)", re.IGNORECASE
)
_BRACKET = re.compile(r"\s*+\(([^()]{5,400}?)(?:,\s(?:[A-Z][\w&/-]{1,12}\s['’]?)?|\s)((?:19|20)[0-9]{2})\)")
_BRACKET_WITH_VENUE = re.compile(  # `(Ada Bee et al., Journal of Barns 2023)`
    r"\s*+\(([^()]{5,400}?),\s([A-Z][\w&/-]{1,20}(?:\s(?:[A-Z&][\w&/-]*|of|on|for|and|in|the)){1,7}),?\s((?:19|20)[0-9]{2})\)"
)
_BEFORE_LINK = re.compile(r"(?:[\s(\[|:–—-]|[\u2600-\u27bf\U0001f300-\U0001faff]|arXiv:\S+)+\Z")
_GROUP = re.compile(r"[\[(【]([^\[\]()【】]{5,60})[\])】]")
_TAGS_FIRST = re.compile(
    r"(?:\[[^\[\]]{1,40}\]\s*)+(?=[A-Z])|(?:19|20)[0-9]{2}[.,:]\s?(?=[A-Z])"
)  # `[ICML 2018] [BERT] Bee, Ada, et al. [Title](…)`
_OTHERS_LAST = re.compile(
    r"(?:\A|[\s,–—-])([A-Z][a-z][\w'’-]*(?:\s[A-Z][\w'’.-]+){0,2}),? et al\.?,?"
    r"(?:\s[A-Z][A-Za-z&]{2,10}\s?['’]?(?:19|20)?[0-9]{2},?)?\Z"
)
_NAMED = re.compile(r"[^:–—]{1,60}(?:: |\s[–—]\s)(?=[^\W\d_a-z])")
_LONGEST_BRACKET = 1_000  # characters with markup
_SHORT_YEAR_BEHIND = re.compile(r"[A-Z]['’]\s?[0-9]{2}\b")  # `FLOC'23`
_SHORT_YEAR = re.compile(
    r"(?:\A|[\[(|])\s*+(?:IEEE\s|ACM\s)?[A-Z][A-Za-z&/]{1,11}\s?['’]\s?([0-9]{2})\b|[\s(\[]([0-9]{2})['’][A-Z][A-Za-z]{2}"
)


_CODE_ADDRESS = re.compile(r"https?://git(?:hub|lab)\.com/\S+")


class Facts(NamedTuple):
    """What was found beside a title."""

    arxiv_id: str | None = None
    doi: str | None = None
    year: int | None = None
    venue: str | None = None
    citations: int | None = None
    stars: int | None = None
    authors: tuple[str, ...] | None = None
    is_complete: bool | None = None
    spans: tuple[FieldSpan, ...] = ()


def read_facts(item: Item, start: int, end: int, tail: str = "") -> Facts:
    """Read what stands before and behind a title, and in the ``tail`` that was taken off it."""
    inline = item.inline
    text, stop = inline.text, head_end(item) if item.shape == "item" else len(inline.text)
    outside = f"{inline.plain(0, start)} {tail} {inline.plain(end, stop)}"
    if "://git" in outside:  # names there have numbers that are no years
        outside = _CODE_ADDRESS.sub("", outside)
    spans: list[FieldSpan] = []
    title = (start, end)
    venue = find_venue(outside) or _badge_venue(inline)
    written = outside[venue.start : venue.end] if venue else ""
    told = _bracketed(inline, end) if inline.text[end : end + 3].strip()[:1] == "(" else Bracketed()
    year = told.year or year_in(outside) or _short_year(outside) or badge_year(inline)
    if (
        venue is None
        and (year or _SHORT_YEAR_BEHIND.search(outside))
        and (venue := told.venue or _unknown_venue(item, end, tail) or _venue_aside(inline, start, end))
    ):
        written = venue.name
    is_all = stop == len(text) or (venue is not None and year is not None)
    below = Below() if is_all else read_below(item, stop)
    if venue is None and (venue := below.venue):
        written = below.written
    year = year or below.year
    if written and (place := _place_of(item, written, start, end)):
        spans.append(span_in(item, "stated_venue", *place))
    authors, author_span = find_authors(item, end, tail)
    if start > _SHORTEST:
        above = text.rfind("\n\n", 0, start) + 1
        if text[:above].rstrip().endswith(":") and not text[above:start].strip(' \n"“'):
            above = 0  # `Ada Bee, Cy Dee:`, then the title
        stock = (span for span in inline.links if above + _SHORTEST < span.start < start and _is_stock(inline, span))
        stop = next((span.start for span in stock), start)
        authors = authors or _authors_before(readable(inline.plain(above, stop)))
    authors = authors or told.authors or (_cited(inline, start, end, tail) if " al" in outside else None)
    if authors is None and below.author:
        authors = (text[slice(*below.author)],), True
        author_span = span_in(item, "stated_authors", *below.author)
    citations, citation_span = (
        _count(item, _CITATIONS, "stated_citations", title) if _says_cited(text) else (None, None)
    )
    stars, star_span = _count(item, _STARS, "stated_stars", title) if _says_stars(text) else (None, None)
    spans += [span for span in (citation_span, star_span, author_span) if span]
    return Facts(
        arxiv_id=written_arxiv_id(outside) or (None if is_all else _id_below(text, stop)),
        doi=_written_doi(item.text),
        year=year or (venue.year if venue else None),
        venue=venue.name if venue else None,
        citations=citations,
        stars=stars,
        authors=authors[0] if authors else None,
        is_complete=authors[1] if authors else None,
        spans=tuple(spans),
    )


def _short_year(text: str) -> int | None:
    """The year behind an acronym, or before it: `[USS'14]`, `Crypto '99`, `(18'CVPR)`."""
    found = _SHORT_YEAR.search(text) if "'" in text or "’" in text else None
    return full_year(found[1] or found[2]) if found else None


def written_arxiv_id(text: str) -> str | None:
    """The arXiv id that a text spells, with a word that says so: `arXiv:2404.07129`."""
    named = _TEXT_ID.search(text) if "rxiv" in text.lower() else None
    found = ArxivId.find(named[1]) if named else None
    return str(found) if found else None


def _id_below(text: str, start: int) -> str | None:
    """The arXiv id in a short line below the title; longer ones may speak of other papers."""
    lines = text[start : start + _MAX_SEGMENTS * _LONGEST_BEHIND].split("\n")
    return next(filter(None, (written_arxiv_id(line) for line in lines if len(line) < _LONGEST_BEHIND)), None)


def _written_doi(text: str) -> str | None:
    """The DOI that a text spells, with a word that says so."""
    found = _TEXT_DOI.search(text) if "10." in text else None
    doi = Doi.find(found[1]) if found else None
    return str(doi) if doi else None


def _authors_before(words: str) -> tuple[tuple[str, ...], bool] | None:
    """The names before a title; also a single one with a comma: `Ada Bee, [Title](…)`."""
    tags = _TAGS_FIRST.match(words)
    words = words[tags.end() if tags else 0 :].rstrip(" –—-:[")
    name = words.rstrip(' "“[')
    if person := person_before(name):
        return (person,), True
    behind_name = _NAMED.match(words)  # `**BERT** — Devlin et al., 2019. *Title*`
    found = names_before(words) or (names_before(words[behind_name.end() :]) if behind_name else None)
    others = None if found else _OTHERS_LAST.search(words)  # `CLOUD -- , Bee et al, [Title](…)`
    return ((others[1],), False) if others and not names_firm(others[1]) else found


class Bracketed(NamedTuple):
    """What a bracket right behind a title tells: `(Ada Bee, Cy Dee, and Eve Eff, ESEM 2014)`."""

    authors: tuple[tuple[str, ...], bool] | None = None
    year: int | None = None
    venue: Venue | None = None


def _bracketed(inline: Inline, end: int) -> Bracketed:
    """Read the bracket behind a title, if it holds names and a year."""
    words = inline.plain(end, end + _LONGEST_BRACKET)
    found = _BRACKET.match(words)
    if found and (authors := _authors_or_one(found[1])):
        return Bracketed(authors, int(found[2]))
    found = _BRACKET_WITH_VENUE.match(words)
    if found and (authors := _authors_or_one(found[1])):
        return Bracketed(authors, int(found[3]), Venue(found[2], int(found[3]), *found.span(2)))
    return Bracketed()


def _authors_or_one(words: str) -> tuple[tuple[str, ...], bool] | None:
    return authors_in(words) or (((words,), True) if is_one_name(words) else None)


def _cited(inline: Inline, start: int, end: int, tail: str) -> tuple[tuple[str, ...], bool] | None:
    """The author by whom a paper is cited, in a bracket or a link right behind its title or before it."""
    before = inline.plain(max(0, start - _LONGEST_BEHIND), start).rstrip(" :,.-–—*_")
    before = before[max(before.rfind("("), before.rfind("["), 0) :] if before[-1:] in {")", "]"} else ""
    labels = (f"({inline.plain(span.inner, span.inner_end)})" for span in _beside(inline, start, end))
    texts = (tail, inline.plain(end, end + _LONGEST_BEHIND), before, *labels)
    named = next(filter(None, map(cited_author, texts)), None)
    return ((named,), False) if named else None


def _beside(inline: Inline, start: int, end: int) -> Iterator[Span]:
    """The links right before and right behind a title."""
    for span in inline.links[:_MAX_SEGMENTS]:
        first, last = (end, span.start) if span.start >= end else (span.end, start)
        if first <= last and not any(map(str.isalnum, inline.text[first:last])):
            yield span


def _is_stock(inline: Inline, span: Span) -> bool:
    return is_stock_label(inline.plain(span.inner, span.inner_end))


def _unknown_venue(item: Item, end: int, tail: str) -> Venue | None:
    """The venue that is in no table, behind the title on its line, or in its tail."""
    if tail and (venue := unknown_venue(tail) or unknown_venue(tail.rpartition(". ")[2])):
        return venue
    text, stop = item.text, len(item.text)
    for found in (text.find("\n", end), text.find("<br", end), *(span.start for span in item.inline.links)):
        stop = found if end <= found < stop else stop
    if not _SHORTEST < stop - end < _LONGEST_BEHIND:
        return None
    return unknown_venue(_BEFORE_LINK.sub("", item.inline.plain(end, stop)))


def _venue_aside(inline: Inline, start: int, end: int) -> Venue | None:
    """The venue that is in no table, in a bracket with its year before the title, or in italics behind it."""
    before = inline.plain(0, start) if start > _SHORTEST else ""
    for bracket in islice(_GROUP.finditer(before), _MAX_SEGMENTS):  # `[**PENS 2022**] [Title](…)`
        if venue := unknown_venue(bracket[1]):
            return venue
    for span in inline.emphasis[:_MAX_SEGMENTS]:  # told by its volume: `*Theory of Barns*, 5(2)`
        if span.start < end:
            continue
        words = inline.plain(span.inner, span.inner_end)
        if venue := unknown_venue(words):
            return venue
        dated = _NAME_AND_YEAR.fullmatch(words)
        if dated and _is_journal(dated["name"]):
            return Venue(dated["name"], int(dated["year"]), 0, len(dated["name"]))
        if _VOLUME.match(inline.text, span.end):
            name = inline.plain(span.inner, span.inner_end).strip(" ,.")
            if _JOURNAL_NAME.fullmatch(name) and not authors_in(name):
                return Venue(name, None, 0, len(name))
    return None


def _is_journal(name: str) -> bool:
    """Whether several words before a year are the name of a journal, and neither people nor `Technical Report`."""
    words = name.split()
    are_two = len(words) == 3 and words[1] in {"and", "&"}  # `Bee and Dee, 2020`
    is_name = len(words) > 1 and words[-1][0].isupper() and not are_two and has_title_word(name)
    return is_name and not (may_be_name(name) or names_firm(name) or tells_state(name))


def _badge_venue(inline: Inline) -> Venue | None:
    """The venue that a badge names."""
    return find_venue(" ".join(badge_text(inline, span) for span in inline.images[:9])) if inline.images else None


def badge_year(inline: Inline) -> int | None:
    """The year of the preprint that a badge names: `arXiv24`, `abs-2019.11`."""
    badges = " ".join(badge_text(inline, span) for span in inline.images[:9]) if inline.images else ""
    is_dated = any(sign in badges for sign in ("rXiv", "rxiv", "abs-", "year"))
    return year_in(badges.replace("\\", "")) if is_dated else None


def _says_cited(text: str) -> bool:
    """Whether a text may hold a number of citations; most do not, and the look for one is slow."""
    return "itation" in text or "ited" in text or "ites" in text or "引" in text


def _says_stars(text: str) -> bool:
    """Whether a text may hold a number of stars."""
    return ":star" in text or "tars" in text or (not text.isascii() and any(sign in text for sign in "⭐★🌟"))


def _place_of(item: Item, words: str, start: int, end: int) -> tuple[int, int] | None:
    """Where words of the plain text stand in the text of an item: behind the title, else before or in it."""
    text, inline = item.text, item.inline
    for first, last in ((end, len(text)), (0, start), (start, end)):
        at = text.find(words, first, last)
        if at >= 0 and inline.plain(at, at + len(words)) == words:
            return at, at + len(words)
    return None


def _count(
    item: Item, pattern: re.Pattern[str], field: str, title: tuple[int, int]
) -> tuple[int | None, FieldSpan | None]:
    """The first count outside of addresses and titles, and its place; a link around it belongs to that."""
    for found in islice(pattern.finditer(item.text), _MAX_COUNTS):
        number = next(n for n in range(1, len(found.groups()), 2) if found[n])
        start, end = found.start(number), found.end(number + 1)
        if title[0] <= start < title[1] and any(map(str.isalnum, item.inline.plain(found.end(), title[1]))):
            continue
        around = next((span for span in item.inline.links if span.start <= start < span.end), None)
        if around and not around.inner <= start < around.inner_end:
            continue
        value = round(float(found[number].replace(",", "")) * (1_000 if found[number + 1] else 1))
        return value, span_in(item, field, around.start if around else start, around.end if around else end)
    return None, None
