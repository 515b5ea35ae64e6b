"""The authors behind a title: in italics, in a line of their own below it, before the links, in its tail."""

import re
from collections.abc import Iterator
from itertools import islice

from enrich.dialects._inline import Inline, Span
from enrich.dialects._items import FieldSpan, Item, span_in
from enrich.dialects._names import (
    authors_in,
    backwards_in,
    has_title_word,
    is_initialled,
    is_one_name,
    may_be_name,
    may_begin_names,
    may_hold_names,
    names_before,
    names_firm,
    split_authors,
)
from enrich.dialects._surnames import families_in
from enrich.dialects._tails import split_tail
from enrich.dialects._words import readable, year_in
from enrich.venues import find_venue

_MAX_SEGMENTS = 8  # lines behind the title that are looked at for authors
_YEAR_FIRST = re.compile(
    r"[\s.,]{0,2}(\((?:[A-Z][\w&'’ -]{1,20})?(?:19|20)[0-9]{2}(?:[- ][A-Z]\w{1,15})?\))[\s,.:-]*"
)  # `**Title** (1982), Ada Bee et al.`
_VENUE_BEHIND = re.compile(r",\s+in\s+[A-Z].*\Z")  # `by Ada Bee and Cy Dee, in Journal of Rooms, 2020`
_SEGMENT = re.compile(r"<(?i:br\s*/?|/summary)>|\n")
_LABEL_BEHIND = re.compile(r"[\s,;.|]+(?:papers?|codes?|pdf|links?|arxiv)\s*[:：]\s*\Z|[\s(\[]+\Z", re.IGNORECASE)
_ENDS_OF_LABELS = (" ", "(", "[", ":", "：")
_SENTENCE_OVER = re.compile(r"(?<=[^\W\d_]{4})\.\s+(?=[A-Z])")
_FULL_STOP = re.compile(r"(?<=\bal)\.(?=\s*[,;|])", re.IGNORECASE)  # of `et al.`, and of no sentence
_YEAR_LAST = re.compile(  # and not behind an acronym, which is where the paper appeared
    r"(?<!\s[A-Z]{3})(?<!\s[A-Z]{4})(?<!\s[A-Z]{5})(?<![\s,.])[\s,.]++\(?(?:19|20)[0-9]{2}\)?[\s.,;:]*\Z"
)
_MORE_NAMES = re.compile(  # `, C. Dee and …`, `, Dee, C., …`
    r",\s(?:[A-Z]\.[\s-]?){1,3}[A-Z]|,\s[^\W\d_a-z][\w'’-]+,\s(?:[A-Z]\.[\s-]?){1,3}"
)
_ONE_AND_OTHERS = re.compile(
    r"[\s,.;:(–—-]*(?:by\s)?([^\W\d_a-z][\w'’-]+(?:\s[^\W\d_a-z][\w'’-]+)?),? et\.? al\b"
)  # `Bee et al.`
_FIRST_IN_BRACKET = re.compile(r"\s*\(((?:[A-Z]\.\s?){1,3}[A-Z][\w'’-]+)(?:,? et al\.?)?,\s")  # `(A.Bee, 18'CVPR)`
_BRACKET = re.compile(r"[\s,.;:]*\(([^()]{5,1000})\)")
_TAIL_LEAD = re.compile(r"[\s,.;:|–—-]*(?:\([^()]*\))?[\s,.;:]*")
_BY = re.compile(r"\A[-–—·,.;:>\s]*(?:(?:by\b|authors?\b|作者)\s*[:：]?\s*)?", re.IGNORECASE)
_SIGNS_AROUND = re.compile(
    r"\A[\s|\"”*_,.;–—\ufe0f\u200d\u2600-\u27bf\U0001f000-\U0001faff-]+(?=[\w(])|(?:\s+[|:📄📃🔗–—-]+|:|\s*arXiv:\S+)+\s*\Z"
)  # `| Ada Bee, Cy Dee |`, before a link
_BETWEEN_NAMES = re.compile(r", and |, & | and | & |, |; ")
_PART = re.compile(rf"(?P<name>[^,;]+?)(?:{_BETWEEN_NAMES.pattern}|(?<=[a-z]{{2}})\.\s)")
_BACKWARDS_AND_YEAR = re.compile(
    r"(?P<last>[^\W\d_a-z][\w'’-]+), (?P<first>[^\W\d_a-z][\w'’-]+(?: [A-Z]\.)?), (?:19|20)[0-9]{2}(?=\s*(?:\Z|[|.,;]))"
)
_ABBREVIATED = re.compile(r"\b[A-Z][a-z]{2,}\.")  # `Chem.`, as names of journals are
_SHORTEST = 5  # characters of a name
_NEAR = 16  # with what stands around it
_LONGEST = 4_000  # characters of names and what follows them

Authors = tuple[tuple[str, ...], bool]


def _authors_in_italics(item: Item, inline: Inline, end: int) -> tuple[Authors, FieldSpan | None] | None:
    """The authors in italics behind a title; names written backwards (`Bee, Ada and Dee, Cy`) have no place."""
    for span in inline.emphasis[:_MAX_SEGMENTS]:
        written = readable(inline.plain(span.inner, span.inner_end)) if span.start >= end else ""
        if authors := authors_in(written) or _alone(inline, span, written):
            is_plain = split_authors(written.rstrip(" .")) == authors
            stop = span.inner_end - (authors[1] and written.endswith("."))  # the full stop of a sentence
            return authors, span_in(item, "stated_authors", span.inner, stop) if is_plain else None
    return None


def _alone(inline: Inline, span: Span, written: str) -> Authors | None:
    """One person in italics that are all of a line (`*Ada Bee*`), or three families in some that end it."""
    after = inline.text[span.end : span.end + 2].lstrip(" .")
    if after[:1] not in {"", "\n", "<"}:
        return None
    is_line = inline.text[: span.start].rstrip(" ").endswith(("\n", ">"))
    if is_line and is_one_name(written):
        return (written,), True
    return families_in(written)


def find_authors(item: Item, end: int, tail: str) -> tuple[Authors | None, FieldSpan | None]:
    """The authors: in italics, in a line of their own below the title, between it and the links, or in its tail."""
    inline = item.inline
    if found := _authors_in_italics(item, inline, end):
        return found
    for first, last in _segments(inline, end):
        if last - first < _SHORTEST:
            continue
        written = _without_ends(readable(inline.plain(first, last))).replace(" ,", ",")
        year = _YEAR_FIRST.match(written) if "(" in written[:3] else None
        written = written[year.end() :] if year else written
        if not may_begin_names(written) or not (year or may_hold_names(written) or ". " in written):
            continue
        if authors := authors_in(written):
            plain = split_authors(_BY.sub("", written))
            is_plain = plain is not None and len(plain[0]) == len(authors[0])  # and not `Bee, Ada et al.`
            return authors, _names_span(item, first, last, written) if is_plain else None
        if authors := _names_behind_year(written, year[1]) if year else None:
            is_plain = split_authors(written.strip(" .,;")) == authors
            return authors, _names_span(item, first, last, written) if is_plain else None
        if found := _names_and_more(item, first, last, written):
            return found
        if one := _first_of_others(written) or _one_backwards(written):
            return one, None
        names, rest = _names_before_journal(written)
        if authors := authors_in(names):
            is_all = _is_no_person(rest)
            return (authors[0], authors[1] and is_all), _names_span(item, first, last, names) if is_all else None
    return (_authors_in_tail(tail), None) if tail else (None, None)


def _names_behind_year(written: str, year: str) -> Authors | None:
    """The authors behind a year: `(2022-FLOC) Ada Bee.`, `(1970) - Bee, Ada F.`."""
    name = written.strip(" .,;")
    return ((name,), True) if is_one_name(name) else names_before(f"{written.rstrip()} {year}")


def _authors_in_tail(tail: str) -> Authors | None:
    """The authors in what was taken off a title: `(Ada Bee, Cy Dee)`, `by Bee et al.`, `(2019), Ada Bee, Cy Dee`."""
    bracket = _BRACKET.match(tail)
    if bracketed := authors_in(bracket[1] if bracket else _SIGNS_AROUND.sub("", tail)):
        return bracketed
    if one := _first_of_others(tail):
        return one
    lead = _TAIL_LEAD.match(tail)
    words = split_tail(tail[lead.end() if lead else 0 :])[0]
    return _named_in_tail(words) if words else None


def _first_of_others(text: str) -> Authors | None:
    """The one author that a text begins with: `, Bee et al.`, `(A. Bee, CVPR)`; None for a firm or a school."""
    one = _ONE_AND_OTHERS.match(text) or _FIRST_IN_BRACKET.match(text)
    return ((one[1],), False) if one and not names_firm(one[1]) else None


def _one_backwards(written: str) -> Authors | None:
    """The one author before a year, whose family stands first: `Bee, Ada, 2023`."""
    found = _BACKWARDS_AND_YEAR.match(written)
    name = f"{found['first']} {found['last']}" if found else ""
    return ((name,), True) if is_one_name(name) else None


def _names_and_more(item: Item, first: int, last: int, written: str) -> tuple[Authors, FieldSpan | None] | None:
    """The authors that words begin with, before a venue, a year or a remark: `Ada Bee et al.; with code.`."""
    words, behind = split_tail(written.strip(" ,.;:-–—|"))
    if behind and (over := _SENTENCE_OVER.search(words)):
        words, behind = words[: over.start()], words[over.end() :]
    if behind and not _MORE_NAMES.match(behind) and (authors := _people(words, behind)):
        text = item.text
        at = text.find(words, first, last)
        stop = at + len(words) + bool(_FULL_STOP.match(text, at + len(words)))
        is_plain = at >= 0 and split_authors(words) == authors
        return authors, span_in(item, "stated_authors", at, stop) if is_plain else None
    names, remark, _ = written.partition("; ")
    if remark and (authors := authors_in(names)):
        return authors, _names_span(item, first, last, names)
    if written.endswith(")") and (authors := authors_in(names := written.rpartition(" (")[0])):
        return authors, _names_span(item, first, last, names)  # `Ada Bee, Cy Dee (University of Barns)`
    undated = _YEAR_LAST.sub("", written)  # `Bee, Ada and Dee, Cy, 2018`
    authors = authors_in(undated) if undated != written else None
    return (authors, None) if authors else None


def _people(words: str, behind: str) -> Authors | None:
    """The authors that are all of some words, before a venue or a year; one (`Ada Bee. FLOC 2020`), or families."""
    if authors := authors_in(words) or backwards_in(words):
        return authors
    if is_one_name(words) and find_venue(behind):
        return (words,), True
    return families_in(words) if year_in(behind[:_NEAR]) else None


def _names_before_journal(written: str) -> tuple[str, str]:
    """The names that words begin with, and the rest, a journal and numbers: `A. Bee and C. Dee, J. Barns, 2017.`."""
    if len(written) > _LONGEST or not any(map(str.isdigit, written)):
        return "", ""
    lead, end = _BY.match(written), 0
    position = lead.end() if lead else 0
    while part := _PART.match(written, position):
        if not _is_person(part["name"]):
            return written[:end], written[position:]
        end, position = part.end("name"), part.end()
    return "", ""


def _is_person(words: str) -> bool:
    is_abbreviated = _ABBREVIATED.search(words) is not None or names_firm(words)
    return not is_abbreviated and (may_be_name(words) or is_initialled(words))


def _is_no_person(words: str) -> bool:
    """Whether what stands behind names begins with a venue or the like, and not with a name that is written oddly."""
    first = re.split(r"[,;(]| and | & ", words, maxsplit=1)[0].strip(" *_.")
    return bool(_ABBREVIATED.search(first)) or any(map(str.isdigit, first)) or has_title_word(first)


def _without_ends(written: str) -> str:
    """Words without the label of a link and without the venue behind them."""
    if written.endswith(_ENDS_OF_LABELS):
        written = _LABEL_BEHIND.sub("", written)
    written = _SIGNS_AROUND.sub("", written)
    bracket = written.rstrip(" ,.;")
    if bracket[:1] == "(" and bracket[-1:] == ")" and not any(map(str.isdigit, bracket)):
        written = bracket[1:-1]
    return _VENUE_BEHIND.sub("", written) if ", in " in written else written


def _named_in_tail(words: str) -> "Authors | None":
    """The names that are all of a tail; a title ends before a sentence that is one name, or families joined by `&`."""
    if is_one_name(words):
        return (words,), True
    return authors_in(words) or names_before(f"{words},")


def _segments(inline: Inline, end: int) -> Iterator[tuple[int, int]]:
    """The rest of the title's line and the lines below it, each up to its first link; of the first also its end."""
    first, breaks = end, list(islice(_SEGMENT.finditer(inline.text, end), _MAX_SEGMENTS))
    for found in breaks:
        yield first, inline.next_link(first, found.start())
        if first == end:
            yield from _behind_links(inline, end, found.start())
        first = found.end()
    yield first, inline.next_link(first, len(inline.text))
    if not breaks:
        yield from _behind_links(inline, end, len(inline.text))


def _behind_links(inline: Inline, end: int, stop: int) -> Iterator[tuple[int, int]]:
    """What stands behind the links of a title's line: `[Title](…) - [[Code]](…) - Ada Bee, Cy Dee`."""
    last = next((span.end for span in reversed(inline.links[:_MAX_SEGMENTS]) if end < span.end < stop), 0)
    if last:
        yield last, stop


def _names_span(item: Item, first: int, last: int, words: str) -> FieldSpan | None:
    """Where the names in a range stand, without `by` before and a full stop behind them."""
    text = item.text[first:last]
    names = _BY.sub("", words).rstrip(" .,;")
    at = text.find(names)
    end = at + len(names) + bool(_FULL_STOP.match(text, at + len(names)))
    return span_in(item, "stated_authors", first + at, first + end) if at >= 0 else None
