"""Where in the text of an item its title stands, found as a person would guess it.

The title is what stands out first: a bold run, a quoted string, a link whose label is no stock word; else the text
before the first link.
"""

import re
from typing import NamedTuple

from enrich.dialects._details import tells_facts
from enrich.dialects._items import Item
from enrich.dialects._links import leads_to_paper
from enrich.dialects._names import authors_in, names_before, names_end
from enrich.dialects._words import is_stock_label, readable, word_count
from enrich.venues import VENUES, find_venue, is_venue

# Quotes may stand inside of a quoted title, so it ends where something follows that is no part of it.
_QUOTE_BEGIN = re.compile(r'["“](?=\S)')
_QUOTE_END = re.compile(
    r'(?<=[^\s"“])["”]+(?=\s*+(?:[,.;(\[|<]|\Z|\n|[–—]|[*_]{1,3}|arXiv\b|[A-Z]{2,}))|(?<=[^\s"“.][.,])["”](?=\s)'
)
_BEFORE_QUOTE = " \t\n:,.|)]*_-–—>~"
_LEAD = re.compile(  # dates and years that stand before a title, perhaps in bold
    r"(?P<mark>\*\*|__|[*_`])?"
    r"(?P<open>[\[(【])?(?:[0-9]{4}([/.-])[0-9]{1,2}(?:\3[0-9]{1,2})?|(?:19|20)[0-9]{6}|(?:19|20)[0-9]{2})"
    r"(?![^\W_]|-[A-Z][a-z]*[A-Z][A-Za-z]*-)"  # a year that files a title with its venue belongs to that
    r"(?(open)[\])】])(?(mark)(?P=mark))[\s,:.|-]*"
)
_BARS = re.compile(r"\s*+\|[\s|]*+")
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
_ENDS_WITH_YEAR = re.compile(r"\s(?:19|20)[0-9]{2}[\])]*\Z")  # `Journ. Things 2018`
_GOES_ON = re.compile(r" [a-z]")  # `_Long tails_ by Many Routes`
_CJK = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
_JOURNAL = re.compile(r"\b(?:Journal|Proceedings|Transactions|Conference|Review|Letters|Magazine|Workshop)\b")
_BRACKETS = frozenset("[(【<")
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


def _lead(item: Item, position: int, end: int) -> int | None:
    """Where a date, a venue, or a bracket with one of them or with an acronym ends, if one stands here."""
    text = item.text
    is_word = text[position : position + 1].isalpha()
    found = _VENUE_LEAD.match(text, position, end) if is_word else _LEAD.match(text, position, end)
    if found or is_word:
        return found.end() if found else None
    tag = _TAG.match(text, position, end)
    if tag is None or text.startswith("(", tag.end()) or "](" in tag[0]:
        return _link_lead(item, position, end)
    words = tag[tag.lastindex or 0]
    is_fact = any(map(str.isdigit, words)) or find_venue(words) is not None
    is_acronym = tag[2] is None and word_count(words) <= _MAX_TAG and word_count(_until_link(item, tag.end(), end)) > 2
    return tag.end() if is_fact or is_acronym or _is_before_link(item, tag.end()) else None


def _is_before_link(item: Item, position: int) -> bool:
    """Whether a link that is called like a title stands right here, perhaps behind `<`."""
    opened = _OPENED.match(item.text, position)
    start = opened.end() if opened else position
    link = next((span for span in item.inline.links if span.start >= start), None)
    return link is not None and link.start == start and word_count(item.inline.plain(link.inner, link.inner_end)) > 2


def _link_lead(item: Item, position: int, end: int) -> int | None:
    """Where links end that say `paper` or name a venue, and stand before the title: `[[ACL](…)] Title`."""
    inline = item.inline
    if item.text[position : position + 1] not in _BRACKETS:
        return None
    span = next((span for span in inline.links if span.start >= position), None)
    if span is None or item.text[position : span.start].strip("[(【 "):
        return None
    label = inline.plain(span.inner, span.inner_end)
    is_decorated = span.start > position and word_count(label) < 4 and word_count(_until_link(item, span.end, end)) > 2
    if not (is_stock_label(label) or is_decorated or is_venue(label) or _is_workshop(label)):
        return None
    behind = _LINK_LEAD.match(item.text, span.end, end)
    stop = behind.end() if behind else span.end
    return stop if stop < end else None


def _is_workshop(label: str) -> bool:
    """Whether a label names a workshop: `ICLR Practical Learning Workshop`."""
    return label.rstrip("s").endswith("Workshop") and find_venue(label) is not None


def _until_link(item: Item, start: int, end: int) -> str:
    stop = min((span.start for span in item.inline.links if span.start >= start), default=end)
    return item.inline.plain(start, min(stop, end))


def _skip_lead(item: Item, end: int) -> int:
    """Where the text begins behind dates, short tags such as `[2024/03]` or `(ICLR 2022)`, and names of authors."""
    text = item.text
    if authors := _REFERENCE.match(text, 0, end):
        return authors.end()
    position = _behind_bars(text, _behind_marks(item, 0, end))
    for _ in range(4):
        stop = _lead(item, position, end)
        if stop is None or text.startswith("(", stop):
            break
        position = _behind_bars(text, stop)
    return _behind_names(item, position, end)


def _behind_names(item: Item, position: int, end: int) -> int:
    """Where names end that stand before a title: `Ada Bee and Cy Dee. Title of …`, `Ada Bee, Cy Dee, Title of …`."""
    names = _FIRST_SENTENCE.match(item.text, position, end)
    stop = names.end() if names and authors_in(names[1]) else names_end(item.text, position, end)
    behind = _FIRST_SENTENCE.match(item.text, stop, end) if stop else None
    if not stop or (behind and authors_in(behind[1])):  # `Equalization and Correction. Bee, Ada et al.`
        return position
    year = _YEAR_BEHIND.match(item.text, stop, end)
    stop = year.end() if year else stop
    return stop if word_count(_until_link(item, stop, end)) > (1 if year else 2) else position


_MARKS = re.compile(r"[\s\u2600-\u27bf\u2b00-\u2bff\ufe0f\U0001f300-\U0001faff]++")


def _behind_marks(item: Item, position: int, end: int) -> int:
    found = _MARKS.match(item.text, position, end)
    return found.end() if found else position


def _behind_bars(text: str, position: int) -> int:
    bars = _BARS.match(text, position)
    return bars.end() if bars else position


def _marked(item: Item, start: int, end: int) -> list[Candidate]:
    """Bold runs and links that may be titles, in order."""
    inline = item.inline
    spans = [
        span
        for span in (*inline.strong[:20], *inline.links[:20])
        if start <= span.start < end and not is_stock_label(inline.plain(span.inner, span.inner_end))
    ]
    spans += [
        span
        for span in inline.emphasis[:1]
        if span.start == start and word_count(words := inline.plain(span.inner, span.inner_end)) > 2
        if not authors_in(words) and not _GOES_ON.match(item.text, span.end)
    ]
    return [Candidate(span.start, min(span.end, end)) for span in sorted(spans) if span.url or span.end <= end]


def _quoted(item: Item, start: int, end: int) -> Candidate | None:
    text = item.text
    begin = _QUOTE_BEGIN.search(text, start, end)
    if begin is None or (begin.start() > start and text[begin.start() - 1] not in _BEFORE_QUOTE):
        return None
    close = _QUOTE_END.search(text, begin.end(), end)
    if close is None or close.start() - begin.end() > 400 or word_count(text[begin.end() : close.start()]) < 1:
        return None
    return Candidate(begin.end(), close.start() + (text[close.start() : close.end()] == '""'))


def find_title(item: Item) -> Candidate | None:
    """Where the title stands: behind dates and tags, and if bars part the item (`2024 | Title | Ada`), in its cell."""
    end = head_end(item)
    start = _skip_lead(item, end)
    cell_end = _next_bar(item, start, end) if "|" in item.text[:start] else end
    found = _between(item, start, cell_end)
    if cell_end == end:
        return _on_next_line(item, found) or found
    if found and (found.stands_out or word_count(item.inline.plain(found.start, found.end)) > 1):
        return found
    behind = _between(item, _behind_bars(item.text, cell_end), end)
    return behind if behind and behind.stands_out else found or _between(item, start, end)


def _on_next_line(item: Item, short: Candidate | None) -> Candidate | None:
    """The bold line below an acronym or names that stand out on the line before: `**[BERT](…)** (2019)`, then it."""
    at = item.text.find("\n**", short.end) + 1 if short and short.stands_out else 0
    if short is None or not at or "\n" in item.text[short.start : at - 1]:
        return None
    line_end = item.text.find("\n", at)
    bold = next((span for span in item.inline.strong if span.start == at), None)
    if bold is None or item.inline.plain(bold.end, line_end if line_end > 0 else len(item.text)):
        return None
    is_longer = word_count(item.inline.plain(short.start, short.end)) < 4 <= word_count(item.inline.plain(at, bold.end))
    return Candidate(bold.start, bold.end) if is_longer else None


def _next_bar(item: Item, start: int, end: int) -> int:
    """Where the next bar outside of links is, else the end."""
    bar = item.text.find("|", start, end)
    for span in item.inline.links:
        if span.start <= bar < span.end:
            bar = item.text.find("|", span.end, end)
    return end if bar < 0 else bar


def _between(item: Item, start: int, end: int) -> Candidate | None:
    """Where the title stands in a range."""
    inline = item.inline
    first_link = min((span.start for span in inline.links if span.start >= start), default=end)
    marked, quoted = _marked(item, start, end), _quoted(item, start, end)
    first = marked[0] if marked else None
    before = inline.plain(start, min(first.start, end) if first else first_link)
    if quoted and quoted.start <= first_link:
        lead = inline.plain(start, quoted.start - 1)
        if word_count(lead) <= 3 or names_before(lead):
            return quoted
    if first and _is_first(item, first, before):
        return _spelt_out(item, first, marked, end) or _set_in(item, start, first, marked, end) or first
    if first and _AFTER_OTHERS.search(before) and word_count(inline.plain(first.start, first.end)) > 3:
        return first
    if first and (_is_named_paper(item, first, before) or names_before(before)):
        return first
    return _plain_text(item, start, min(first_link, first.start if first else end)) or first


def _is_first(item: Item, found: Candidate, before: str) -> bool:
    """Whether only a word or two stand before a range; not the title `Mask R-CNN` before `**[ICCV'17]**`."""
    return word_count(before) < 3 and not (before and is_venue(item.inline.plain(found.start, found.end)))


def _set_in(item: Item, start: int, bold: Candidate, marked: list[Candidate], end: int) -> Candidate | None:
    """Text of which only a part is bold: `The **lottery ticket** hypothesis`, `**Made Easy**: a Title`."""
    inline, text = item.inline, item.text
    if any(bold.start <= span.start < bold.end for span in inline.links) or text[bold.start] not in "*<":
        return None
    stops = [span.start for span in inline.links] + [other.start for other in marked]
    stop = min((stop for stop in stops if stop >= bold.end), default=end)
    rest = _plain_text(item, bold.end, stop, fewest=2)
    is_set_in = text[start : bold.start].strip(" ").isalpha() and text[bold.end : bold.end + 1] == " "
    is_head = bold.start == start and _COLON.match(text, bold.end, end) is not None
    if rest is None or not (is_set_in or (is_head and _is_long(inline.plain(bold.end, stop)))):
        return None
    return Candidate(start, stop)


def _is_long(words: str) -> bool:
    is_sentence = ". " in words or _CJK.search(words) is not None
    return word_count(words) > 4 and is_title_like(words.strip(AFTER_TITLE)) and not is_sentence


def _is_named_paper(item: Item, first: Candidate, before: str) -> bool:
    """Whether a link calls a paper by its title, and the words before it are a remark: `用于检测：[Title](…)`."""
    link = next((span for span in item.inline.links if first.start <= span.start < first.end), None)
    if link is None or not leads_to_paper(link, item.inline):
        return False
    label = item.inline.plain(first.start, first.end)
    if not is_title_like(label) or _JOURNAL.search(label) or _ENDS_WITH_YEAR.search(label):
        return False
    is_translated = _CJK.search(before) is not None and _CJK.search(label) is None
    leads_on = before.endswith((":", "：")) or _DATED.search(before) is not None
    return is_translated or (word_count(label) > 3 and (leads_on or not is_title_like(before)))


def _spelt_out(item: Item, short: Candidate, marked: list[Candidate], end: int) -> Candidate | None:
    """Text behind an acronym that stands before its title: `**[BERT]** Pre-training of …`.

    With a colon the acronym is the beginning of the title: `[BERT](…): Pre-training of …`; but behind a link that
    leads to no paper, such as one to code, stands a remark.
    """
    inline = item.inline
    acronym = inline.plain(short.start, short.end)
    is_tag = acronym[:1] == "[" and acronym[-1:] == "]" and word_count(acronym) <= _MAX_TAG
    if word_count(acronym) > 1 and not is_tag:
        return None
    if _REMARK.match(item.text, short.end, end):
        return None
    if is_tag and _is_before_link(item, short.end):
        return next((other for other in marked if other.start > short.start), None)
    colon = _COLON.match(item.text, short.end, end)
    start = colon.end() if colon else short.end
    stops = [span.start for span in inline.links] + [other.start for other in marked]
    stop = min((stop for stop in stops if stop >= short.end), default=end)
    rest = _plain_text(item, start, min(stop, end), fewest=3)
    link = next((span for span in inline.links if short.start <= span.start < short.end), None)
    if rest and colon and not is_tag and (link is None or leads_to_paper(link, inline)):
        return _joined(item, short, rest, acronym)
    return None if link and (colon or link.start == short.start) else rest


def _joined(item: Item, short: Candidate, rest: Candidate, acronym: str) -> Candidate | None:
    """The title with the acronym in front, unless it begins with that itself; None when it is no title at all."""
    words = item.inline.plain(rest.start, rest.end).rstrip(AFTER_TITLE)
    if words.lstrip('"“').startswith(acronym):
        return rest
    return Candidate(short.start, rest.end) if is_title_like(words) else None


def _plain_text(item: Item, start: int, stop: int, fewest: int = 1) -> Candidate | None:
    """A title that nothing sets apart, if there are words enough."""
    line_break = item.text.find("<br", start, stop)
    stop = _before_facts(item, start, line_break if line_break > start else stop)
    found = Candidate(start, stop, stands_out=False)
    words = item.inline.plain(start, stop)
    return found if word_count(words) >= fewest and not is_stock_label(words) else None


def _before_facts(item: Item, start: int, stop: int) -> int:
    """Where a range ends before a line of its own that holds names, a venue or a date."""
    end = item.text.find("\n", start, stop)
    while end >= 0:
        following = item.text.find("\n", end + 1, stop)
        words = readable(item.inline.plain(end + 1, following if following >= 0 else stop))
        if words and tells_facts(words.strip(" .*_([")):
            return end
        end = following
    return stop


def is_title_like(title: str) -> bool:
    """Whether plain text is written like a title: several words, most of the long ones with a capital."""
    words = [word for word in title.split() if len(word) > 3]
    capitals = sum(not word[0].islower() for word in words)
    return len(title.split()) > 2 and 2 * capitals >= len(words) and not title.endswith(("!", ":"))
