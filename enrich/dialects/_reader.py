"""Turns the blocks of a list into its entries, and tells which lines were not understood.

What stands below an item, a heading or a summary may belong to it, so one is held back until the next is seen.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import ClassVar, cast, get_args

from enrich.dialects import dialects
from enrich.dialects._above import (
    LONGEST_TOPIC,
    SUMMARY_LEVEL,
    Above,
    heading_item,
    is_about,
    is_topic,
    may_name_paper,
    names_venue,
    prose_title,
    reference_item,
)
from enrich.dialects._among import Among
from enrich.dialects._cards import join_cards
from enrich.dialects._details import (
    goes_on_with,
    is_beside_paragraph,
    is_contents,
    is_detail,
    is_detail_of_paper,
    labels_above,
    names_people,
    only_stock_links,
    tells_authors,
)
from enrich.dialects._findings import (
    FencedItems,
    Found,
    found_entry,
    has_paper_link,
    unread_item,
    unread_prose,
    unread_rest,
)
from enrich.dialects._items import Heading, Item, Line, Shape
from enrich.dialects._paragraphs import may_be_entry, parts_of
from enrich.dialects._sections import MAX_LABEL, Sections, heading_text
from enrich.dialects._several import each_paper
from enrich.dialects.base import (
    Dialect,
    Fields,
    Piece,
    Record,
    is_paper_link,
    is_stock_label,
    is_title_like,
    word_count,
)
from enrich.models import Unread

_MOST_BELOW = 9  # items and paragraphs below an item that a paragraph is looked at for going on with it
_LEAST_BELOW_TOPIC = 4  # words of a title that is nested in one
_MAX_GAP = 100  # blank lines after which no nested item belongs to the item above
_PASSED = frozenset({"rule", "comment", "tags"})  # lines that may stand between a heading and its links

_QUOTED = re.compile(r"\*{0,3}[\"“][^\"”\n]{15,400}[\"”]\*{0,3}\s?,")  # `**"A Title of a Paper"**, FLOC, 2020`


class _Reader:
    """Turns blocks into entries; holds one item back, because what follows may belong to it."""

    def __init__(self, chosen: str, title_line: int | None) -> None:
        known = sorted(dialects(), key=lambda dialect: (dialect.NAME == "generic", chosen != dialect.NAME))
        self._dialects: dict[Shape, list[Dialect]] = {
            shape: [dialect for dialect in known if shape in dialect.SHAPES] for shape in get_args(Shape)
        }
        self._chosen = chosen
        self._sections = Sections(title_line)
        self._pending: Item | None = None
        self._nested: list[Item] = []  # what the pending item took in
        self._above: Above | None = None
        self._guess: Heading | None = None  # that the pending item is made of, as long as no link says it is a paper
        self._gap: list[str] = []  # blank lines behind the pending item, or the heading
        self._position = 0
        self._among = Among()
        self._last_id: str | None = None  # the arXiv id of the entry before, when a heading is its title

    def take(self, block: Piece) -> list[Found | Unread]:
        """Read the next block; returns what is complete."""
        if isinstance(block, Item):
            above = self._above
            found = self._take[block.shape](self, block)
            if self._above is above:
                self._above = None
            return found
        if isinstance(block, Line):
            return self._take_line(block)
        if isinstance(block, Heading):
            return self._take_heading(block)
        self._above = None
        if isinstance(block, Record):
            return self.finish() + self._emit(block, block.fields)
        return [*self.finish(), block]

    def _take_line(self, block: Line) -> list[Found | Unread]:
        if block.kind == "blank":
            self._gap.append(block.text)
            return self.finish() if len(self._gap) > _MAX_GAP else []
        guessed = self._guessed()
        gap, found = self._gap, self.finish()
        above, self._above = self._above or (None if found else guessed), None
        if above and block.kind in _PASSED:
            self._above = above.passing([*gap, block.text])
        if block.kind == "unclosed":
            found.append(unread_rest(block))
        return found

    def _guessed(self) -> Above | None:
        """The heading that is a title only if the links of its paper follow, and the lines below it."""
        pending = self._pending
        if self._guess is None or pending is None or has_paper_link(pending.inline):
            return None
        return Above(self._guess).passing(pending.lines[1:], has_words=True)

    def _take_row(self, row: Item) -> list[Found | Unread]:
        """A row of a table is an entry on its own."""
        found = self.finish()
        self._pending = row
        return found + self.finish()

    def _take_heading(self, heading: Heading) -> list[Found | Unread]:
        """A heading is an entry when it names a paper, and the title of one when only its links follow."""
        found = self.finish()
        item = heading_item(heading)
        if heading.raw and item.text and self._read(item):
            self._sections.enter(heading._replace(text=""))
            self._pending, self._above = item, None
        else:
            found += unread_prose(item)
            self._sections.enter(heading)
            self._above = Above(heading)
        self._among.leave()
        self._last_id = None
        return found

    def _take_summary(self, summary: Item) -> list[Found | Unread]:
        """What a reader may unfold below a summary is about the paper that the summary names."""
        found = self.finish()
        if self._read(summary):
            self._pending = summary
        elif self._above and is_stock_label(summary.inline.plain()):  # `Abstract`
            self._above = self._above.passing(summary.lines, has_words=True)
        else:
            heading = Heading(summary.line, SUMMARY_LEVEL, summary.text.replace("\n", " "), summary.lines[0])
            self._above = Above(heading, tuple(summary.lines[1:]))
        return found

    def _take_paragraph(self, paragraph: Item) -> list[Found | Unread]:
        if self._is_remark(paragraph):
            self._absorb(paragraph)
            return []
        found, titled, gap = [], self._below_names(paragraph) or self._below_title(paragraph), self._gap
        if titled is None or not self._guess:
            found = self.finish()
        if titled is None and not may_be_entry(paragraph.text):
            self._pass_by(paragraph, gap)
            return found
        if titled is None and is_about(paragraph, self._last_id):
            return found
        self._pending = titled
        if titled is None:
            *done, last = parts_of(paragraph, self._read)
            for part in done:
                found += self._finish_paragraph(part)
            if self._read(last):
                self._pending = last
            else:
                found += self._finish_paragraph(last)
        return found

    def _pass_by(self, paragraph: Item, gap: list[str]) -> None:
        """Let words be the title of what is linked below, or stand between it and its heading, as an abstract does."""
        if title := prose_title(paragraph):
            self._above = Above(title)
            return
        above = self._above
        if above and len(gap) <= 1 and may_name_paper(above.heading):
            self._above = above.passing([*gap, *paragraph.lines], has_words=True)

    def _finish_paragraph(self, part: Item) -> list[Found | Unread]:
        fields = self._read(part)
        if fields is None:
            return [unread for line in part.split() for unread in unread_prose(line)]
        return self._emit_each(part, fields)

    def _is_remark(self, paragraph: Item) -> bool:
        """Whether a paragraph goes on with the heading above, which is an entry, or with the item above."""
        pending = self._pending
        if pending is None or pending.is_full or len(self._gap) > 1:
            return False
        if pending.shape == "item":
            return len(self._nested) <= _MOST_BELOW and goes_on_with(pending, paragraph)
        if pending.shape == "paragraph":
            return paragraph.marker == ">" != pending.marker and is_beside_paragraph(paragraph)
        if pending.shape != "heading":
            return False
        bold = next(iter(paragraph.inline.strong), None)
        if bold and word_count(paragraph.inline.plain(0, bold.end)) >= _LEAST_BELOW_TOPIC and self._read(paragraph):
            return False  # the next paper
        is_near = bool(paragraph.inline.links) or not self._gap
        return (is_near or is_detail(paragraph.text, is_strict=bool(self._nested))) and only_stock_links(paragraph)

    def _below_title(self, item: Item) -> Item | None:
        """The heading above with an item that only holds the links to the paper which the heading names."""
        if self._above is None or len(self._gap) > 1 or not self._above.may_have(item, is_apart=bool(self._gap)):
            return None
        heading, between, has_words = self._above
        is_paper = has_paper_link(item.inline)
        is_told = item.inline.links or tells_authors(item.text) or is_detail(item.text)
        is_own = self._read(item) is not None and not is_detail(item.text, is_strict=True)
        if not is_paper and (has_words or is_own or not is_told):
            return None
        titled = heading_item(heading)
        titled.absorb(item, [*between, *self._gap])
        if is_paper and self._read(titled) is None:
            return None
        self._gap, self._guess, self._nested = [], heading, [item]
        return titled

    def _below_names(self, paragraph: Item) -> Item | None:
        """The reference that a bold line above begins, with names and a year: `**Bee, A. (1998).**`, then its title."""
        heading = self._above.heading if self._above and not self._gap else None
        item = reference_item(heading, paragraph) if heading else None
        if heading and item:
            self._sections.enter(heading._replace(text=""))
        return item

    def _absorb(self, item: Item) -> None:
        if self._pending is not None:
            self._pending.absorb(item, self._gap)
            self._nested.append(item)
            self._gap = []

    def _take_item(self, item: Item) -> list[Found | Unread]:
        if titled := self._below_title(item):
            self._pending = titled
            return []
        pending = self._pending
        found: list[Found | Unread] = []
        if pending is not None and self._may_nest(item, pending):
            if self._is_own(item):
                if pending.shape == "item" and self._is_label(pending) and not self._guess:
                    found = self._open_labels(pending, item.depth)
            elif not pending.is_full:
                self._absorb(item)
                return []
        found += self.finish()
        self._sections.leave_labels(item.depth)
        if not is_contents(item):
            self._pending = item
        return found

    def _may_nest(self, item: Item, pending: Item) -> bool:
        """Whether an item stands below the pending one: nested in it, or behind a heading or a paragraph."""
        if pending.shape == "item":
            is_beside = item.depth == pending.depth and not (self._nested or pending.has_links)
            return item.depth > pending.depth or (is_beside and names_people(item))  # names with a marker by a slip
        is_near = pending.shape == "heading" or not self._gap
        return is_near and only_stock_links(item) and not is_contents(item)

    def _open_labels(self, pending: Item, depth: int) -> list[Found | Unread]:
        """Make sections of the pending item, and of those nested in it, that an item at ``depth`` is nested in."""
        labels, others = labels_above(pending, self._nested, depth)
        self._pending = None
        self._sections.leave_labels(pending.depth)
        for item in labels:
            text = heading_text(item.text.partition("\n\n")[0]).rstrip(" :：")
            if len(text) > MAX_LABEL:
                others.append(item)
            else:
                self._sections.enter_label(item.depth, text)
        others.sort(key=lambda item: item.line)
        return [unread for item in others for unread in unread_item(item)]

    def _is_own(self, item: Item) -> bool:
        """Whether a nested item is an entry of its own, and no detail of the one above."""
        if is_detail_of_paper(item, self._pending.lines[0] if self._pending else ""):
            return False
        if any(dialect.sniff(item) for dialect in self._dialects["item"]):
            return True
        if _QUOTED.match(item.text) and (quoted := self._read(item)) and quoted.stated_year:
            return quoted.kind == "paper"
        is_below_venue, is_below_topic = self._is_below_venue(item), self._is_below_topic()
        fields = self._read(item) if "://" in item.text or is_below_venue or is_below_topic else None
        if fields is None or any(map(is_paper_link, fields.links)):
            return fields is not None
        if fields.kind != "paper" and not is_below_topic:
            return False
        if is_below_venue:
            return fields.kind == "paper"
        is_told = bool(fields.links) or fields.stated_year is not None  # of a post, a link that is called by its title
        is_long = word_count(fields.title) >= _LEAST_BELOW_TOPIC
        return is_told and is_long and is_title_like(fields.title) and not is_detail(item.text, is_strict=True)

    def _is_below_venue(self, item: Item) -> bool:
        """Whether the pending item is nothing but a venue or a year: what is nested in it are its papers."""
        pending = self._pending
        return pending is not None and pending.shape == "item" and item.text[:1] != "[" and names_venue(pending)

    def _is_below_topic(self) -> bool:
        """Whether the pending item is a word or two, and nothing says that they are the title of a paper."""
        pending = self._pending
        if pending is None or pending.shape != "item" or not self._is_label(pending):
            return False
        if len(pending.text) > LONGEST_TOPIC:
            return False
        fields = self._read(pending)
        return fields is None or not (fields.kind == "paper" or fields.stated_year or fields.stated_authors)

    def _is_label(self, item: Item) -> bool:
        """Whether an item only says what the items below it have in common."""
        return not item.has_links and not any(dialect.sniff(item) for dialect in self._dialects["item"])

    def _read(self, item: Item) -> Fields | None:
        """Ask the list's dialect, then each other that claims the item, then the generic one; once for each text."""
        if item.reading is None:
            item.reading = (self._ask(item),)
        return cast("Fields | None", item.reading[0])

    def _ask(self, item: Item) -> Fields | None:
        known = self._dialects[item.shape]
        for dialect in known:
            asked = len(known) == 1 or dialect.NAME in {self._chosen, "generic"} or dialect.sniff(item)
            if asked and (fields := dialect.read(item)):
                return fields
        return None

    def finish(self) -> list[Found | Unread]:
        """Let go of the item that was held back."""
        item, self._pending = self._pending, None
        heading, self._guess = self._guess, None
        nested, self._nested, self._gap = self._nested, [], []
        if item is None:
            return []
        fields = self._read(item)
        if fields and heading:
            self._sections.enter(heading._replace(text=""))
        if not heading and is_topic(item, nested, is_paper=fields is not None and fields.kind == "paper"):
            self._sections.enter_label(item.depth, heading_text(item.text.partition("\n\n")[0]).strip("# :："))
            return [one for below in nested for one in self._finish_alone(below)]
        if fields or not heading:
            return self._finish_alone(item)
        details = [detail for detail in nested if detail.shape == "item" and not is_contents(detail)]
        return [unread for detail in details for unread in unread_item(detail)]

    def _finish_alone(self, item: Item) -> list[Found | Unread]:
        return self._emit_each(item, fields) if (fields := self._read(item)) else unread_item(item)

    def _emit_each(self, item: Item, fields: Fields) -> list[Found | Unread]:
        """The entries of an item, which is about one paper or several."""
        several = each_paper(item, fields, self._read) if len(fields.links) > 1 else []
        return [found for one in several for found in self._emit(item, one)] if several else self._emit(item, fields)

    def _emit(self, item: Item | Record, fields: Fields) -> list[Found | Unread]:
        self._position += 1
        is_told = fields.stated_year is not None and fields.stated_venue is not None and not fields.title[:4].isdigit()
        is_row = isinstance(item, Item) and item.shape == "row"  # a table says what it holds
        is_of_list = not (fields.links or is_told or is_row) and self._sections.is_about_list
        is_meeting = self._sections.is_of_meetings and fields.links and not any(map(is_paper_link, fields.links))
        if fields.kind == "paper" and (is_of_list or is_meeting):
            fields = fields._replace(kind="other")
        if not self._sections.is_about_list:
            fields = self._among.take(item, fields)
        is_heading = isinstance(item, Item) and item.shape == "heading"
        self._last_id = fields.stated_arxiv_id if is_heading else None
        return found_entry(item, fields, self._position, self._sections.name)

    _take: ClassVar[dict[Shape, Callable[["_Reader", Item], list[Found | Unread]]]] = {
        "item": _take_item,
        "paragraph": _take_paragraph,
        "heading": _take_summary,
        "row": _take_row,
    }


def read_blocks(blocks: Iterable[Piece], dialect: str, title_line: int | None = None) -> Iterator[Found | Unread]:
    """Yield what is found in the blocks of a list, in order, of which ``dialect`` is the one to ask first."""
    reader, fenced = _Reader(dialect, title_line), FencedItems()
    for block in join_cards(blocks):
        yield from fenced.take(block)
        yield from reader.take(block)
    yield from reader.finish()
    yield from fenced.finish()
