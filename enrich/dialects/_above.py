"""What stands above the links of a paper and may be its title: a heading, a summary, a line of prose."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from enrich.dialects._cited import is_reference
from enrich.dialects._details import (
    has_names,
    is_address_of_paper,
    is_beside_title,
    is_names_and_source,
    only_stock_links,
    tells_authors,
    tells_facts,
)
from enrich.dialects._items import BOLD_LEVEL, Heading, Item
from enrich.dialects._sections import heading_text
from enrich.dialects.base import arxiv_id_of, is_paper_link, is_title_like, links_of, word_count
from enrich.venues import is_venue, unknown_venue

_MOST_BETWEEN = 20  # lines between a title and its links
LONGEST_TOPIC = 40  # characters of an item that says what is nested in it
SUMMARY_LEVEL = 8  # below a bold line
_JOURNAL = re.compile(r"\b(?:Journal|Proceedings|Transactions|Conference|Letters|Magazine|Workshop|Symposium)\b")
_NUMBER = re.compile(
    r"\A(?:[0-9]{1,3}[.)]|[0-9]{1,2}(?:\.[0-9]{1,2}){1,2}\.?|\[[0-9]{1,3}\]|[•▪◦])\s+(?=[^\W\d_]|[\[*_\"“(])"
)
_YEAR = re.compile(r"(?:19[5-9]|20[0-4])[0-9]")
_DATED = re.compile(r"\*\*[^*\n]+\*\*[.,]?\s+([^*\n]{1,60})\.")  # `**A Title**. ICML20.`
_NAMED = re.compile(r"[A-Z][\w+-]{2,20}: [A-Z]\w*(?:\s[\w-]+){2}")  # `Acronym: A title in plain words`


class Above(NamedTuple):
    """A heading that may be the title of the paper whose links follow, and the lines between it and them."""

    heading: Heading
    between: tuple[str, ...] = ()
    has_words: bool = False  # whether these lines say something

    def passing(self, lines: Iterable[str], *, has_words: bool = False) -> "Above | None":
        """The same with more lines between; None when they are too many."""
        between = (*self.between, *lines)
        return Above(self.heading, between, self.has_words or has_words) if len(between) <= _MOST_BETWEEN else None

    def may_have(self, item: Item, *, is_apart: bool) -> bool:
        """Whether an item (``is_apart``: behind a blank line) holds nothing but what may stand below a title."""
        heading = self.heading
        is_near = heading.is_bold and not is_apart
        if not (only_stock_links(item) or (is_near and is_names_and_source(item))):
            return False
        # in a quotation, all below a bold line is about it
        if not ((item.marker == ">" and is_near and not self.between) or is_beside_title(item)):
            return False
        is_below = (heading.is_bold and has_names(item.text)) or tells_authors(item.text) or is_card(heading, item)
        return is_below or may_name_paper(heading)


def may_name_paper(heading: Heading) -> bool:
    """Whether a heading may be a title: no heading of the list itself, and long if it is one of a part."""
    text = heading_text(heading.text)
    is_deep = heading.level > 2 or (heading.level == 2 and word_count(text) > 4)
    return bool(heading.raw) and is_deep and (is_title_like(text) or _NAMED.match(text) is not None)


def is_card(heading: Heading, item: Item) -> bool:
    """Whether a heading of a word or two is the name of a paper, since the item below is its address: `Paper: …`."""
    is_short = bool(heading.raw) and 2 < heading.level < BOLD_LEVEL and not is_title_like(heading_text(heading.text))
    return is_short and is_address_of_paper(item.text) and any(map(is_paper_link, links_of(item)))


def heading_item(heading: Heading) -> Item:
    """A heading without its number as an item, to be read by the dialects."""
    text = _NUMBER.sub("", heading.text)
    item = Item(heading.line, heading.raw, shape="heading", text=text, depth=-1)
    item.is_verbatim = heading.text in heading.raw
    return item


def reference_item(heading: Heading, paragraph: Item) -> Item | None:
    """A bold line of names and a year with the title below it, as one paragraph; None when it is no such line."""
    if not heading.is_bold or not is_reference(f"{heading.text}\n"):
        return None
    item = Item(heading.line, heading.raw, shape="paragraph", text=heading.text)
    item.add(paragraph.lines, paragraph.text, is_new=False)
    return item


def prose_title(paragraph: Item) -> Heading | None:
    """A line of prose as a heading, when it may be the title of the paper whose links follow."""
    heading = Heading(paragraph.line, SUMMARY_LEVEL, paragraph.text, paragraph.lines[0])
    dated = _DATED.fullmatch(paragraph.text)
    is_over = paragraph.text.endswith((".", ":", "：")) and not (dated and tells_facts(dated[1]))
    is_line = len(paragraph.lines) == 1 and not paragraph.marker and not is_over
    return heading if is_line and may_name_paper(heading) and not _JOURNAL.search(paragraph.text) else None


def is_topic(item: Item, nested: list[Item], *, is_paper: bool) -> bool:
    """Whether an item only says what the links nested in it are about, each of which is called by a name of its own."""
    own = item.text.partition("\n\n")[0]
    if item.shape != "item" or len(own) > LONGEST_TOPIC or "](" in own or is_paper:
        return False
    named = [below for below in nested if below.text[:1] == "[" and "://" in below.text and not only_stock_links(below)]
    return len(named) > 1 and len(named) == len(nested)


def names_venue(item: Item) -> bool:
    """Whether an item is nothing but a venue or a year."""
    label = item.text.partition("\n\n")[0].strip(" .:：*_")
    return is_venue(label) or unknown_venue(label) is not None or _YEAR.fullmatch(label) is not None


def is_about(paragraph: Item, arxiv_id: str | None) -> bool:
    """Whether the only paper that a paragraph links is that of the heading above, as below a figure."""
    links = [link for link in links_of(paragraph) if is_paper_link(link)]
    return bool(links and arxiv_id) and all(arxiv_id_of([link]) == arxiv_id for link in links)
