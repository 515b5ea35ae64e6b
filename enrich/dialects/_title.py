"""Where in the text of an item its title stands, found as a person would guess it.

The title is what stands out first: a bold run, a quoted string, a link whose label is no stock word; else the text
before the first link.
"""

import re

from enrich.dialects._behind import (
    MOST_WITHIN,
    behind_citation,
    behind_remark,
    headed,
    link_by_title,
    marked_behind,
    next_to_name,
    set_in,
    spelt_out,
)
from enrich.dialects._cited import (
    behind_names,
    below_names,
    cited_below,
    cited_end,
    cited_in_link,
    cited_title,
    italics_behind,
    linked_names_end,
    reference_end,
)
from enrich.dialects._details import tells_facts
from enrich.dialects._inline import Inline, Span
from enrich.dialects._items import Item
from enrich.dialects._lead import MAX_TAG, behind_bars, lead_end
from enrich.dialects._names import authors_in, names_before, person_before
from enrich.dialects._ranges import Candidate, is_named_paper, is_title_like, next_bar, plain_text, quotation
from enrich.dialects._surnames import cites_others, is_citation
from enrich.dialects._words import is_stock_label, word_count
from enrich.venues import is_venue

_BIBTEX = re.compile(r"@[a-z]{3,20}\{", re.IGNORECASE)  # the reference of a paper, as it stands in a manual
_AFTER_OTHERS = re.compile(r"\A(?:.{0,40}--.{0,3}\s)?[A-Z][\w§'’-]+(?:\s[A-Z][\w§'’-]+)?\set\.? al\b[^()]{0,24}\Z")
_QUOTED_LINK = re.compile(r'\[[*_]{0,3}["“][^\[\]"“”]{15,400}["”][*_.,]{0,4}\]\(')  # `[“A Title of a Paper”](…)`
_ENDS_NAMES = re.compile(r"\A[^\W\d_a-z][^.:;!?\[\]]{3,80}[.,:]\Z")  # `Bee, Ada Dee Eff.`
_ON_ANOTHER = re.compile(  # `Comment on "A Title"`
    r"(?:comments?|reply|discussion|erratum|corrigendum|rejoinder|notes?|response|addendum)\s(?:on|to|of|for)\b",
    re.IGNORECASE,
)
_WORD_BEFORE = re.compile(r"[^\W_]{2,}[:,]?[ -]\Z")
_WORD_BEHIND = re.compile(r"[ -][^\W\d_]")
_TITLE_ENDS = re.compile(r"[,.;]?\s*(?:\Z|\[|<|https?:)")
_GOES_ON = re.compile(r" [a-z]")  # `_Long tails_ by Many Routes`
_MOST_OF_SHORT = 5  # words of a name above a title
_AFFILIATION = re.compile(
    r"Universit|Institut|Laborator|College|Academy|\b(?:Google|Microsoft|Meta|OpenAI|DeepMind|NVIDIA|Labs?|Team|Inc)\b"
)
_LINE_BREAK = re.compile(r"<br\s*/?>\s*|\n", re.IGNORECASE)
_TORN = re.compile(r"[\w,]\*\*\s*\n\s*(?=\*\*[a-z])")  # `**A Title that is too long**`, `**for a line**`
_MARKUP = frozenset('[*"“<')  # no names begin with it


def head_end(item: Item) -> int:
    """Where the first paragraph of an item ends: no title goes beyond."""
    end = item.text.find("\n\n" if item.shape != "heading" else "\n")
    return len(item.text) if end < 0 else end


def _marked(inline: Inline, start: int, end: int) -> list[Span]:
    """Bold runs and links that may be titles, in order."""
    spans = [
        span
        for span in (*inline.strong[:20], *inline.links[:20])
        if start <= span.start < end and not is_stock_label(inline.plain(span.inner, span.inner_end))
    ]
    spans = [span for span in spans if span.url or not _is_within(inline, start, span, end)]
    if italic := _title_in_italics(inline, start, end):
        spans = [italic, *(span for span in spans if span.start >= italic.start)]
    return sorted([span for span in spans if span.url or span.end <= end])


def _is_within(inline: Inline, start: int, bold: Span, end: int) -> bool:
    """Whether a bold run is some words of a title: `Training **Diffusion** Models with **Reinforcement Learning**`."""
    before, behind = inline.text[start : bold.start], inline.text[bold.end : end]
    words = inline.plain(bold.inner, bold.inner_end)
    if words.endswith((":", "：")) or word_count(words) > min(MOST_WITHIN, word_count(before) + 1):
        return False
    if not _WORD_BEFORE.search(before):
        return not before and behind[:1] == "-"
    is_last = inline.text[bold.inner].isupper() and _TITLE_ENDS.match(behind) is not None
    return is_last or _WORD_BEHIND.match(behind) is not None


def _title_in_italics(inline: Inline, start: int, end: int) -> Span | None:
    """A run in italics that may be the title: it stands first, or behind the names of its authors."""
    for span in inline.emphasis[:2]:
        if span.start == start or (start < span.start < end and names_before(inline.plain(start, span.start))):
            words = inline.plain(span.inner, span.inner_end)
            if word_count(words) > 2 and not authors_in(words) and not _GOES_ON.match(inline.text, span.end):
                return span
    return None


def find_title(item: Item) -> Candidate | None:
    """Where the title stands: behind dates and tags, and if bars part the item (`2024 | Title | Ada`), in its cell."""
    inline, end = item.inline, head_end(item)
    text = inline.text
    if _BIBTEX.match(text):
        return None
    if below := below_names(text):
        return Candidate(below[0], min(below[1], inline.next_link(*below)))
    names = reference_end(text, 0, end) or cited_end(inline, end) or behind_remark(inline, end)
    if not names and text[:1] == "[":
        names = linked_names_end(inline, end)
    lead = 0 if names else lead_end(inline, end)
    start = names or (lead if text[lead : lead + 1] in _MARKUP else behind_names(inline, lead, end))
    cell_end = next_bar(inline, start, end) if "|" in text[:start] else end
    found = _between(inline, start, cell_end)
    if found and found.stands_out:
        found = _in_link(inline, _with_next_line(inline, found))
    elif found and not found.stands_out and start > lead:
        found = Candidate(*cited_title(inline, found.start, found.end), stands_out=False)
    if found and end < len(text) and word_count(inline.plain(found.start, found.end)) <= MAX_TAG:
        below = cited_below(inline, end)
        found = Candidate(*below, stands_out=False) if below else found
    if cell_end == end:
        return _on_next_line(inline, found) or found
    if found and (found.stands_out or word_count(inline.plain(found.start, found.end)) > 1):
        return found
    behind = _between(inline, behind_bars(text, cell_end), end)
    return behind if behind and behind.stands_out else found or _between(inline, start, end)


def _with_next_line(inline: Inline, found: Candidate) -> Candidate:
    """A title in bold, with the bold run on the next line that goes on with it."""
    torn = _TORN.match(inline.text, found.end - 3) if "\n" in inline.text[found.end : found.end + 3] else None
    bold = next((span for span in inline.strong if span.start == torn.end()), None) if torn else None
    return Candidate(found.start, bold.end) if bold else found


def _in_link(inline: Inline, found: Candidate) -> Candidate:
    """The title in a link that is called by all of a reference, of which it may stand in quotes."""
    link = next((span for span in inline.links if span.start == found.start and span.end == found.end), None)
    if link is None:
        return found
    quoted = quotation(inline.text, link.inner + 1, link.inner_end)
    if quoted:
        names = inline.plain(link.inner, quoted.start - 1)
        if names_before(names) or (names.endswith(".") and names_before(f"{names} (2000)")):  # `Bee, Ada. "A Title."`
            return quoted
    cited = cited_in_link(inline, link)
    return Candidate(*cited) if cited else found


def _on_next_line(inline: Inline, short: Candidate | None) -> Candidate | None:
    """The line below an acronym or names that stand out on the line before: `**[BERT](…)** (2019)`, then the title."""
    if short is None or not short.stands_out or word_count(inline.plain(short.start, short.end)) > _MOST_OF_SHORT:
        return None
    text = inline.text
    over = _LINE_BREAK.search(text, short.end)
    if over is None or "\n" in text[short.start : over.start()]:
        return None
    below = _LINE_BREAK.search(text, over.end())
    start, end = over.end(), below.start() if below else len(text)
    bold = next((span for span in inline.strong if span.start == start), None)
    is_bold = bold is not None and not inline.plain(bold.end, end)
    is_plain = "<br" in over[0] and text[short.start] == "*" and inline.next_link(start, end) == end
    words = inline.plain(start, end)
    is_title = is_bold or (is_plain and is_title_like(words) and not (tells_facts(words) or _AFFILIATION.search(words)))
    is_longer = word_count(words) > max(3, word_count(inline.plain(short.start, short.end)))
    return Candidate(start, end) if is_title and is_longer else None


def title_within(inline: Inline, start: int, end: int) -> Candidate | None:
    """Where the title stands in a range that is nothing but a title, perhaps with names, a venue or links behind it."""
    return _between(inline, start, end)


def _between(inline: Inline, start: int, end: int) -> Candidate | None:
    """Where the title stands in a range."""
    found = _standing_out(inline, start, end)
    return (link_by_title(inline, found, end) or found) if found else None


def _standing_out(inline: Inline, start: int, end: int) -> Candidate | None:
    """What stands out first in a range, else the text before its first link."""
    first_link = inline.next_link(start, end)
    marked, quoted = _marked(inline, start, end), quotation(inline.text, start, end)
    first = Candidate(marked[0].start, min(marked[0].end, end)) if marked else None
    before = inline.plain(start, min(first.start, end) if first else first_link)
    if quoted and quoted.start <= first_link and not _ON_ANOTHER.match(inline.plain(start, quoted.start)):
        lead = inline.plain(start, quoted.start - 1).rstrip(" [")
        if word_count(lead) <= 3 or names_before(lead) or names_before(lead.partition(": ")[2]):
            return quoted
    if first and _is_first(inline, first, before):
        return (
            next_to_name(inline, first, marked, end)
            or behind_citation(inline, first, marked, end)
            or marked_behind(inline, first, quoted)
            or headed(inline, first, marked, end)
            or spelt_out(inline, first, marked, end)
            or set_in(inline, start, first, marked, end)
            or first
        )
    if first and _QUOTED_LINK.match(inline.text, first.start) and _ENDS_NAMES.search(before):
        return first
    if first and _AFTER_OTHERS.search(before) and word_count(inline.plain(first.start, first.end)) > 3:
        return first
    if first and (is_named_paper(inline, first, before) or _names_before(inline, start, first)):
        return first
    stop = min(first_link, first.start if first else end)
    return plain_text(inline, start, italics_behind(inline, start, stop)) or first


def _names_before(inline: Inline, start: int, first: Candidate) -> bool:
    """Whether the names of its authors stand before a title, up to a link that says `paper` or the like."""
    end = first.start
    if cites_others(inline.plain(end, first.end)):
        return False
    stop = min(inline.next_link(start, end), end)
    before = inline.plain(start, stop).rpartition("from ")[2]
    if person_before(before):  # `Ada Bee. [Title](…)`
        return word_count(inline.plain(end, first.end)) > 2
    return names_before(before.rstrip(" [(") if stop < end else before) is not None


def _is_first(inline: Inline, found: Candidate, before: str) -> bool:
    """Whether only a word or two stand before a range; not the title `Mask R-CNN` before `**[ICCV'17]**`."""
    if word_count(before) > 2 or not before:
        return not before
    label = inline.plain(found.start, found.end)
    return not is_venue(label) and not (is_citation(label) and any(map(str.isalnum, before)))
