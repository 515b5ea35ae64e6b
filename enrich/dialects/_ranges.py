"""What a title may be made of: a range of a text, a quotation, plain words; and how titles are written."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from enrich.dialects._details import tells_facts
from enrich.dialects._inline import Inline, Span
from enrich.dialects._links import is_paper_link, leads_to_paper
from enrich.dialects._names import authors_in
from enrich.dialects._tails import split_tail
from enrich.dialects._words import is_stock_label, readable, word_count
from enrich.models import Link
from enrich.text import fold_title
from enrich.venues import find_venue

# Quotes may stand inside of a quoted title, so it ends where something follows that is no part of it.
_QUOTE_BEGIN = re.compile(r'["“「『](?=\S)')
_QUOTE_END = re.compile(
    r'["”](?:(?<=[^\s"“”]["”])["”]*+(?=\s*+(?:[,.;(\[\]|<]|\Z|\n|[–—`]|-\s|by\b|[*_]{1,3}|arXiv\b|[A-Z]{2,}))|(?<=[^\s"“.][.,]["”])(?=\s)|(?<=[.,][*_]["”])(?=\s)|(?<=\w\s["”])(?=[,.]))'
    r"|[」』](?=\s*+(?:[\w,.;，。(（\[【|<]|\Z))"
)
_BEFORE_QUOTE = " \t\n:,.|)[]*_-–—>~"
_SIGNS_LAST = re.compile(r"[^\w.)]++\Z")  # bars, and the backslash that breaks a line
_COLUMNS = re.compile(r"(?P<first>[^\t\n]{3,400}+)\t[^\t\n]*+\t")  # of a spreadsheet, in an item
_WORD = re.compile(r"[^\W\d_]{2,}")
_DATED = re.compile(r"\b(?:19|20)[0-9]{2}\s*[,:]\Z")  # `Journal of Things 2018, [Title](…)`
_ENDS_WITH_YEAR = re.compile(r"\s(?:19|20)[0-9]{2}[\])]*\Z")  # `Journ. Things 2018`
LEADS_ON = re.compile(r"(?:[:：]|\b(?:of|from|for|in|by|on|with|to|the|paper|see|via))\Z")  # `Code of [Title](…)`
_CJK = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
JOURNAL = re.compile(r"\b(?:Journal|Proceedings|Transactions|Conference|Review|Letters|Magazine|Workshop)\b")
_MOST_OF_LABEL = 4  # words of the label of a link that is no title
_MOST_OF_PHRASE = 6  # of one in small letters
AFTER_TITLE = " \t\n,;；:|/·•-–—([{<【（"


class Candidate(NamedTuple):
    """A range that may be the title; ``stands_out`` when its author marked it as one."""

    start: int
    end: int
    stands_out: bool = True


def quotation(text: str, start: int, end: int) -> Candidate | None:
    """What stands in the first quotation marks of a range, without them."""
    begin = _QUOTE_BEGIN.search(text, start, end)
    if begin is None or (begin.start() > start and text[begin.start() - 1] not in _BEFORE_QUOTE):
        return None
    close = _QUOTE_END.search(text, begin.end(), end)
    if close is None or close.start() - begin.end() > 400 or not _WORD.search(text, begin.end(), close.start()):
        return None
    return Candidate(begin.end(), close.start() + (text[close.start() : close.end()] == '""'))


def names_journal(label: str) -> bool:
    """Whether a label names where a paper appeared: `Journ. Things 2018`, `Proceedings of Things`."""
    return JOURNAL.search(label) is not None or _ENDS_WITH_YEAR.search(label) is not None


def next_bar(inline: Inline, start: int, end: int) -> int:
    """Where the next bar outside of links is, else the end."""
    bar = inline.text.find("|", start, end)
    for span in inline.links:
        if span.start <= bar < span.end:
            bar = inline.text.find("|", span.end, end)
    return end if bar < 0 else bar


def next_mark(inline: Inline, position: int, marked: list[Span], end: int) -> int:
    """Where the next link or bold run begins."""
    link = inline.next_link(position, end)
    return next((min(other.start, link) for other in marked if other.start >= position), link)


def is_long(words: str) -> bool:
    """Whether words are more than four, like a title, and no sentence."""
    is_sentence = ". " in words or _CJK.search(words) is not None
    return word_count(words) > 4 and is_title_like(words.strip(AFTER_TITLE)) and not is_sentence


def is_named_paper(inline: Inline, first: Candidate, before: str) -> bool:
    """Whether a link calls a paper by its title, and the words before it are a remark: `用于检测：[Title](…)`."""
    link = next((span for span in inline.links if first.start <= span.start < first.end), None)
    label = inline.plain(first.start, first.end)
    if link is None and before.endswith((":", "：")):  # `On what it began with: **Title**`
        is_last = not any(map(str.isalnum, inline.plain(first.end)))
        has_words = word_count(label) > (3 if is_title_like(label) else 5)
        return has_words and (is_last or not is_title_like(before.rstrip(":：")))
    if link is None or not leads_to_paper(link, inline):
        return False
    is_dated = _DATED.search(before) is not None
    if is_dated and word_count(label) > 4 and not (names_journal(label) or label[:1].islower()):
        return True
    is_venue = JOURNAL.search(label) and _ENDS_WITH_YEAR.search(label) and is_title_like(before.rstrip(":："))
    if is_venue or not is_title_like(label) or (names_journal(label) and not before.endswith((":", "："))):
        return False
    is_translated = _CJK.search(before) is not None and _CJK.search(label) is None
    leads_on = LEADS_ON.search(before) is not None or is_dated
    return is_translated or (word_count(label) > 3 and (leads_on or not is_title_like(before)))


def plain_text(inline: Inline, start: int, stop: int, fewest: int = 1) -> Candidate | None:
    """A title that nothing sets apart, if there are words enough."""
    line_break = inline.text.find("<br", start + 1, stop)  # one right here is before the title
    stop = line_break if line_break > start else stop
    if columns := _COLUMNS.match(inline.text, start, stop):
        stop = columns.end("first")
    stop = _before_facts(inline, start, stop)
    words = inline.plain(start, stop)
    if word_count(words) < fewest or is_stock_label(words) or words.startswith("{:"):  # of Jekyll, behind a link
        return None
    return Candidate(start, stop, stands_out=False)


def _before_facts(inline: Inline, start: int, stop: int) -> int:
    """Where a range ends before a line of its own that holds names, a venue or a date."""
    end = inline.text.find("\n", start, stop)
    while end >= 0:
        following = inline.text.find("\n", end + 1, stop)
        words = readable(inline.plain(end + 1, following if following >= 0 else stop)).strip(" .*_")
        words = _SIGNS_LAST.sub("", words)
        if words and (tells_facts(words) or authors_in(split_tail(words)[0])):
            return end
        end = following
    return stop


def is_title_like(title: str) -> bool:
    """Whether plain text is written like a title: several words, most of the long ones with a capital."""
    words = [word for word in title.split() if len(word) > 3]
    capitals = sum(not word[0].islower() for word in words)
    return len(title.split()) > 2 and 2 * capitals >= len(words) and not title.endswith(("!", ":"))


def own_links(links: Sequence[Link], title: str) -> list[Link]:
    """The links of an entry without those behind the first to a paper that are called by the title of another one."""
    first = next((place for place, link in enumerate(links) if is_paper_link(link)), len(links))
    return [link for place, link in enumerate(links) if place <= first or not _is_of_another(link.label, title)]


def _is_of_another(label: str, title: str) -> bool:
    is_title = word_count(label) > (_MOST_OF_LABEL if is_title_like(label) else _MOST_OF_PHRASE)
    if not is_title or names_journal(label) or find_venue(label):
        return False
    one, other = fold_title(label), fold_title(title)
    return one not in other and other not in one
