"""Where in the text of an item its title stands, found as a person would guess it.

The title is what stands out first: a bold run, a quoted string, a link whose label is no stock word; else the text
before the first link.
"""

import re
from typing import NamedTuple

from enrich.dialects._inline import Inline, Span
from enrich.dialects._items import Item
from enrich.dialects._links import leads_to_paper
from enrich.dialects._names import authors_in, names_before, names_end
from enrich.dialects._words import is_stock_label, word_count
from enrich.venues import VENUES, find_venue, is_venue

# Quotes may stand inside of a quoted title, so it ends where something follows that is no part of it.
_QUOTE_BEGIN = re.compile(r'["“](?=\S)')
_QUOTE_END = re.compile(
    r'["”](?:(?<=[^\s"“”]["”])["”]*+(?=\s*+(?:[,.;(\[|<]|\Z|\n|[–—]|[*_]{1,3}|arXiv\b|[A-Z]{2,}))|(?<=[^\s"“.][.,]["”])(?=\s))'
)
_BEFORE_QUOTE = " \t\n:,.|)]*_-–—>~"
_LEAD = re.compile(  # dates and years that stand before a title, perhaps in bold
    r"(?P<mark>\*\*|__|[*_`])?"
    r"(?P<open>[\[(【])?(?:[0-9]{4}([/.-])[0-9]{1,2}(?:\3[0-9]{1,2})?|(?:19|20)[0-9]{6}|(?:19|20)[0-9]{2})(?![^\W_])"
    r"(?(open)[\])】])(?(mark)(?P=mark))[\s,:.|-]*"
)
_BARS = re.compile(r"(?:\s*+\|[\s|]*+)?+")
_MARKS_AND_BARS = re.compile(r"[\s\u2600-\u27bf\u2b00-\u2bff\ufe0f\U0001f300-\U0001faff]*+(?:\|[\s|]*+)?+")
_WORD = re.compile(r"[^\W\d_]{2,}")
_OPENED = re.compile(r"[\s<《]*+")  # what may stand between a tag and the link that is the title
_TAG = re.compile(
    r"[*_]{0,2}(?:\[([^\[\]\n]{1,120})\]|[(（]([^()（）\n]{1,120})[)）]|【([^【】\n]{1,120})】)[*_]{0,2}[\s:,-]*"
)
_VENUE_LEAD = re.compile(
    rf"(?:(?:{'|'.join(map(re.escape, VENUES))})(?:[ -]?['’]?(?:20|19)?[0-9]{{2}}(?=[\s:,(])|[:,])"
    r"|[A-Z][A-Za-z&]{2,11}['’][0-9]{2}(?=[\s:,(])|arXiv(?=[\s:,]))"
    r"(?:\s(?:(?i:workshop|oral|spotlight|findings|poster|submission|(?:best|outstanding)(?:\s(?:student|paper|award|finalist)){1,4})\b"
    r"|\((?i:workshop|oral|spotlight|findings|poster)\)))?[\s:,]*(?=\S)"
)
_REFERENCE = re.compile(
    r"(?:[^\W\d_][\w'’ -]{1,30}, (?:[A-Z]\.[ -]?){1,3}[,;&. ]*(?:and )?){1,20}(?:et al\.?,? )?"
    r"\((?:19|20)[0-9]{2}[a-z]?\)[.,:]\s+"
)
_FIRST_SENTENCE = re.compile(
    r"([^.:\n\[\]*\"“<]{5,400}+(?:(?<=\b[A-Z])\.[^.:\n\[\]*\"“<]{1,60}+){0,9}(?: al)?)"
    r"[.](?!(?<=\b[A-Z]\.)\s[A-Z][\w'’-]+,)\s+"
)
_AFTER_OTHERS = re.compile(r"\A(?:.{0,40}--.{0,3}\s)?[A-Z][\w§'’-]+(?:\s[A-Z][\w§'’-]+)?\set\.? al\b[^()]{0,24}\Z")
_YEAR_BEHIND = re.compile(r"\s*+\(?(?:19|20)[0-9]{2}[a-z]?\)?[.,:]\s+")
_REMARK = re.compile(r"\s*+\([^()\n]{2,40}\)\s*+[–—]")  # `**Acr** (ICRA 2019) — what it does`
_DATED = re.compile(r"\b(?:19|20)[0-9]{2}\s*[,:]\Z")  # `Journal of Things 2018, [Title](…)`
_CJK = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
_JOURNAL = re.compile(r"\b(?:Journal|Proceedings|Transactions|Conference|Review|Letters|Magazine|Workshop)\b")
_BRACKETS = frozenset("[(【<")
_MARKUP = frozenset('[*"“<')  # no names begin with it
_LINK_LEAD = re.compile(r"[\s\])】,:|-]*+")
_COLON = re.compile(r"[*_~]{0,3}\s?[:：](?![a-z0-9+_-]{1,40}:)")  # and no short code: `:fire:`
AFTER_TITLE = " \t\n,;:|/·•-–—([{<【（"
_MAX_TAG = 6  # words of a tag that a title may stand behind: `[Acronym] Title of the Paper`


class Candidate(NamedTuple):
    """A range that may be the title; ``stands_out`` when its author marked it as one."""

    start: int
    end: int
    stands_out: bool = True


def head_end(item: Item) -> int:
    """Where the first paragraph of an item ends: no title goes beyond."""
    end = item.text.find("\n\n" if item.shape != "heading" else "\n")
    return len(item.text) if end < 0 else end


def _lead(inline: Inline, position: int, end: int) -> int | None:
    """Where a date, a venue, or a bracket with one of them or with an acronym ends, if one stands here."""
    text = inline.text
    is_word = text[position : position + 1].isalpha()
    found = _VENUE_LEAD.match(text, position, end) if is_word else _LEAD.match(text, position, end)
    if found or is_word:
        return found.end() if found else None
    tag = _TAG.match(text, position, end)
    if tag is None or text.startswith("(", tag.end()) or "](" in tag[0]:
        return _link_lead(inline, position, end)
    words = tag[tag.lastindex or 0]
    is_fact = any(map(str.isdigit, words)) or find_venue(words) is not None
    is_acronym = tag[2] is None and word_count(words) <= _MAX_TAG and _words_until_link(inline, tag.end(), end) > 2
    return tag.end() if is_fact or is_acronym or _is_before_link(inline, tag.end()) else None


def _is_before_link(inline: Inline, position: int) -> bool:
    """Whether a link that is called like a title stands right here, perhaps behind `<`."""
    opened = _OPENED.match(inline.text, position)
    start = opened.end() if opened else position
    link = next((span for span in inline.links if span.start >= start), None)
    return link is not None and link.start == start and word_count(inline.plain(link.inner, link.inner_end)) > 2


def _link_lead(inline: Inline, position: int, end: int) -> int | None:
    """Where links end that say `paper` or name a venue, and stand before the title: `[[ACL](…)] Title`."""
    text = inline.text
    if text[position : position + 1] not in _BRACKETS:
        return None
    span = next((span for span in inline.links if span.start >= position), None)
    if span is None or text[position : span.start].strip("[(【 "):
        return None
    label = inline.plain(span.inner, span.inner_end)
    is_decorated = span.start > position and word_count(label) < 4 and _words_until_link(inline, span.end, end) > 2
    if not (is_stock_label(label) or is_decorated or is_venue(label)):
        return None
    behind = _LINK_LEAD.match(text, span.end, end)
    stop = behind.end() if behind else span.end
    return stop if stop < end else None


def _words_until_link(inline: Inline, start: int, end: int) -> int:
    return word_count(inline.plain(start, inline.next_link(start, end)))


def _skip_lead(inline: Inline, end: int) -> int:
    """Where the text begins behind dates, short tags such as `[2024/03]` or `(ICLR 2022)`, and names of authors."""
    text = inline.text
    if authors := _REFERENCE.match(text, 0, end):
        return authors.end()
    before = _MARKS_AND_BARS.match(text, 0, end)
    position = before.end() if before else 0
    for _ in range(4):
        stop = _lead(inline, position, end)
        if stop is None or text.startswith("(", stop):
            break
        position = _behind_bars(text, stop)
    return position if text[position : position + 1] in _MARKUP else _behind_names(inline, position, end)


def _behind_names(inline: Inline, position: int, end: int) -> int:
    """Where names end that stand before a title: `Ada Bee and Cy Dee. Title of …`, `Ada Bee, Cy Dee, Title of …`."""
    text = inline.text
    names = _FIRST_SENTENCE.match(text, position, end)
    stop = names.end() if names and authors_in(names[1]) else names_end(text, position, end)
    if not stop:
        return position
    year = _YEAR_BEHIND.match(text, stop, end)
    stop = year.end() if year else stop
    return stop if _words_until_link(inline, stop, end) > (1 if year else 2) else position


def _behind_bars(text: str, position: int) -> int:
    bars = _BARS.match(text, position)
    return bars.end() if bars else position


def _marked(inline: Inline, start: int, end: int) -> list[Span]:
    """Bold runs and links that may be titles, in order."""
    spans = [
        span
        for span in (*inline.strong[:20], *inline.links[:20])
        if start <= span.start < end and not is_stock_label(inline.plain(span.inner, span.inner_end))
    ]
    spans += [
        span
        for span in inline.emphasis[:1]
        if span.start == start and word_count(words := inline.plain(span.inner, span.inner_end)) > 2
        if not authors_in(words)
    ]
    return sorted([span for span in spans if span.url or span.end <= end])


def _quoted(text: str, start: int, end: int) -> Candidate | None:
    begin = _QUOTE_BEGIN.search(text, start, end)
    if begin is None or (begin.start() > start and text[begin.start() - 1] not in _BEFORE_QUOTE):
        return None
    close = _QUOTE_END.search(text, begin.end(), end)
    if close is None or close.start() - begin.end() > 400 or not _WORD.search(text, begin.end(), close.start()):
        return None
    return Candidate(begin.end(), close.start() + (text[close.start() : close.end()] == '""'))


def find_title(item: Item) -> Candidate | None:
    """Where the title stands: behind dates and tags, and if bars part the item (`2024 | Title | Ada`), in its cell."""
    inline, end = item.inline, head_end(item)
    text = inline.text
    start = _skip_lead(inline, end)
    cell_end = _next_bar(inline, start, end) if "|" in text[:start] else end
    found = _between(inline, start, cell_end)
    if cell_end == end:
        return _on_next_line(inline, found) or found
    if found and (found.stands_out or word_count(inline.plain(found.start, found.end)) > 1):
        return found
    behind = _between(inline, _behind_bars(text, cell_end), end)
    return behind if behind and behind.stands_out else found or _between(inline, start, end)


def _on_next_line(inline: Inline, short: Candidate | None) -> Candidate | None:
    """The bold line below an acronym or names that stand out on the line before: `**[BERT](…)** (2019)`, then it."""
    text = inline.text
    at = text.find("\n**", short.end) + 1 if short and short.stands_out else 0
    if short is None or not at or "\n" in text[short.start : at - 1]:
        return None
    line_end = text.find("\n", at)
    bold = next((span for span in inline.strong if span.start == at), None)
    if bold is None or inline.plain(bold.end, line_end if line_end > 0 else len(text)):
        return None
    is_longer = word_count(inline.plain(short.start, short.end)) < 4 <= word_count(inline.plain(at, bold.end))
    return Candidate(bold.start, bold.end) if is_longer else None


def _next_bar(inline: Inline, start: int, end: int) -> int:
    """Where the next bar outside of links is, else the end."""
    bar = inline.text.find("|", start, end)
    for span in inline.links:
        if span.start <= bar < span.end:
            bar = inline.text.find("|", span.end, end)
    return end if bar < 0 else bar


def _between(inline: Inline, start: int, end: int) -> Candidate | None:
    """Where the title stands in a range."""
    first_link = inline.next_link(start, end)
    marked, quoted = _marked(inline, start, end), _quoted(inline.text, start, end)
    first = Candidate(marked[0].start, min(marked[0].end, end)) if marked else None
    before = inline.plain(start, min(first.start, end) if first else first_link)
    if quoted and quoted.start <= first_link:
        lead = inline.plain(start, quoted.start - 1)
        if word_count(lead) <= 3 or names_before(lead):
            return quoted
    if first and (not before or word_count(before) < 3):
        return _spelt_out(inline, first, marked, end) or _set_in(inline, start, first, marked, end) or first
    if first and _AFTER_OTHERS.search(before) and word_count(inline.plain(first.start, first.end)) > 3:
        return first
    if first and (_is_named_paper(inline, first, before) or names_before(before)):
        return first
    return _plain_text(inline, start, min(first_link, first.start if first else end)) or first


def _set_in(inline: Inline, start: int, bold: Candidate, marked: list[Span], end: int) -> Candidate | None:
    """Text of which only a part is bold: `The **lottery ticket** hypothesis`, `**Made Easy**: a Title`."""
    text = inline.text
    if text[bold.start] not in "*<" or inline.next_link(bold.start, end) < bold.end:
        return None
    is_set_in = text[bold.end : bold.end + 1] == " " and text[start : bold.start].strip(" ").isalpha()
    is_head = bold.start == start and _COLON.match(text, bold.end, end) is not None
    if not (is_set_in or is_head):
        return None
    stop = _stop(inline, bold.end, marked, end)
    rest = _plain_text(inline, bold.end, stop, fewest=2)
    return Candidate(start, stop) if rest and (is_set_in or _is_long(inline.plain(bold.end, stop))) else None


def _stop(inline: Inline, position: int, marked: list[Span], end: int) -> int:
    """Where the next link or bold run begins."""
    link = inline.next_link(position, end)
    return next((min(other.start, link) for other in marked if other.start >= position), link)


def _is_long(words: str) -> bool:
    is_sentence = ". " in words or _CJK.search(words) is not None
    return word_count(words) > 4 and is_title_like(words.strip(AFTER_TITLE)) and not is_sentence


def _is_named_paper(inline: Inline, first: Candidate, before: str) -> bool:
    """Whether a link calls a paper by its title, and the words before it are a remark: `用于检测：[Title](…)`."""
    link = next((span for span in inline.links if first.start <= span.start < first.end), None)
    if link is None or not leads_to_paper(link, inline):
        return False
    label = inline.plain(first.start, first.end)
    if not is_title_like(label) or _JOURNAL.search(label):
        return False
    is_translated = _CJK.search(before) is not None and _CJK.search(label) is None
    leads_on = before.endswith((":", "：")) or _DATED.search(before) is not None
    return is_translated or (word_count(label) > 3 and (leads_on or not is_title_like(before)))


def _spelt_out(inline: Inline, short: Candidate, marked: list[Span], end: int) -> Candidate | None:
    """Text behind an acronym that stands before its title: `**[BERT]** Pre-training of …`.

    With a colon the acronym is the beginning of the title: `[BERT](…): Pre-training of …`; but behind a link that
    leads to no paper, such as one to code, stands a remark.
    """
    acronym = inline.plain(short.start, short.end)
    words = word_count(acronym)
    is_tag = words <= _MAX_TAG and acronym[:1] == "[" and acronym[-1:] == "]"
    if words > 1 and not is_tag:
        return None
    if _REMARK.match(inline.text, short.end, end):
        return None
    if is_tag and _is_before_link(inline, short.end):
        return next((Candidate(span.start, min(span.end, end)) for span in marked if span.start > short.start), None)
    colon = _COLON.match(inline.text, short.end, end)
    start = colon.end() if colon else short.end
    stop = _stop(inline, short.end, marked, end)
    rest = _plain_text(inline, start, stop, fewest=3)
    link = next((span for span in inline.links if short.start <= span.start < short.end), None)
    if rest and colon and not is_tag and (link is None or leads_to_paper(link, inline)):
        return _joined(inline, short, rest, acronym)
    return None if link and (colon or link.start == short.start) else rest


def _joined(inline: Inline, short: Candidate, rest: Candidate, acronym: str) -> Candidate | None:
    """The title with the acronym in front, unless it begins with that itself; None when it is no title at all."""
    words = inline.plain(rest.start, rest.end).rstrip(AFTER_TITLE)
    if words.lstrip('"“').startswith(acronym):
        return rest
    return Candidate(short.start, rest.end) if is_title_like(words) else None


def _plain_text(inline: Inline, start: int, stop: int, fewest: int = 1) -> Candidate | None:
    """A title that nothing sets apart, if there are words enough."""
    line_break = inline.text.find("<br", start, stop)
    stop = line_break if line_break > start else stop
    words = inline.plain(start, stop)
    if word_count(words) < fewest or is_stock_label(words):
        return None
    return Candidate(start, stop, stands_out=False)


def is_title_like(title: str) -> bool:
    """Whether plain text is written like a title: several words, most of the long ones with a capital."""
    words = [word for word in title.split() if len(word) > 3]
    capitals = sum(not word[0].islower() for word in words)
    return len(title.split()) > 2 and 2 * capitals >= len(words) and not title.endswith(("!", ":"))
