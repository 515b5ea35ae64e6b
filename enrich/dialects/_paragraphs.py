"""Cuts a paragraph into its entries: each line may be one, or go on with the one before."""

import re
from collections.abc import Callable

from enrich.dialects._cited import is_reference
from enrich.dialects._details import only_stock_links, tells_facts
from enrich.dialects._items import Item

_DATED_BOLD = re.compile(r"\*\*[^*\n]{20,300}\*\*[.,]?\s\([^()\n]{0,30}(?:19|20)[0-9]{2}[^()\n]{0,30}\)")
# `**[ICCV 2021]** A Title that goes on`
_BEGUN = re.compile(r"\*{0,2}[\[(][^\[\]()\n]{1,40}[\])]\*{0,2} [^\n]*[^\W\d_]\Z")


def may_be_entry(text: str) -> bool:
    """Whether a paragraph may hold an entry: it has a link, or is like a reference: `**A Title**. (FLOC 2021) …`."""
    return "://" in text or is_reference(text) or _DATED_BOLD.match(text) is not None


def parts_of(paragraph: Item, read: Callable[[Item], object]) -> list[Item]:
    """A paragraph, cut before each line that is an entry on its own, which ``read`` finds out."""
    lines = paragraph.split()
    if len(lines) == 1:
        return lines
    parts: list[Item] = []
    is_linked = False  # the last part; to look at all of it for each line takes too long
    torn = _within_links(paragraph)
    for number, line in enumerate(lines):
        if number in torn or (parts and _goes_on(lines[number - 1].text, line.text)):
            parts[-1].add(line.lines, line.text, is_new=False)
            continue
        is_linked_line = "://" in line.text and (is_linked or not _tells_venue(line))
        is_begun = bool(parts) and not is_linked and _BEGUN.match(parts[-1].text) is not None
        is_own = not is_begun and not _is_all_links(line) and (is_linked_line or is_reference(line.text)) and read(line)
        links = bool(line.inline.links)
        if not parts or is_own:
            parts.append(line)
            is_linked = links
        else:
            is_linked = is_linked or links
            parts[-1].add(line.lines, line.text, is_new=False)
    return parts


def _is_all_links(line: Item) -> bool:
    """Whether a line has no words but the labels of links, which are none of a title: `[[ICLR 2023 oral](…)]`."""
    inline = line.inline
    return bool(inline.links) and not any(map(str.isalnum, inline.beside_links())) and only_stock_links(line)


def _tells_venue(line: Item) -> bool:
    """Whether a line with links tells where the paper above it appeared: `Letters on Flocks 2024. [[PDF](…)]`."""
    links = line.inline.links
    words = line.inline.plain(0, links[0].start).strip(" [(.,") if links else ""
    return bool(words) and tells_facts(words)


def _within_links(paragraph: Item) -> set[int]:
    """The lines of a paragraph, from 0, that begin within a link: its label goes on there."""
    torn, line, position, text = set[int](), 0, 0, paragraph.text
    for span in paragraph.inline.links:
        line, position = line + text.count("\n", position, span.start), max(position, span.start)
        torn.update(range(line + 1, line + 1 + text.count("\n", span.start, span.end)))
    return torn


def _goes_on(before: str, line: str) -> bool:
    """Whether a line goes on with the sentence of the line before, which was too long: `… arXiv` / `preprint, 2018`."""
    return line[:1].islower() and before[-1:].isalpha() and ("](" in before or "://" in before)
