"""What a list is cut into: headings, items, and lines that are neither."""

from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Any, Literal, NamedTuple

from enrich.dialects._inline import Inline

LineKind = Literal["blank", "row", "tags", "rule", "comment", "code", "front matter", "definition", "unclosed"]
Shape = Literal["item", "paragraph", "heading", "row"]

MAX_ITEM = 256 * 1024  # characters; a longer item goes on as prose, so that memory stays bounded
MAX_CELLS = 200  # of a row; what has more is no table of papers
BOLD_LEVEL = 7  # below every heading
_NEIGHBOURS = (0, 1, 2, 4, 8)  # characters on each side by which a value is known from its equals


class Line(NamedTuple):
    """A line that holds no text of the list; ``unclosed`` is where a comment or code began that never ends."""

    line: int
    kind: LineKind
    text: str


class Heading(NamedTuple):
    """A heading of level 1 to 6, or a bold line alone (``is_bold``).

    ``raw`` is the line of its text; empty for what cannot be an entry, such as a key of YAML.
    """

    line: int
    level: int
    text: str
    raw: str = ""

    @property
    def is_bold(self) -> bool:
        """Whether it is a bold line alone."""
        return self.level == BOLD_LEVEL


class Item:
    """What may be an entry: a list item, a paragraph or a heading, with its continuation lines, or a row of a table.

    ``depth`` counts the items that a list item is nested in. ``columns`` are the names over the cells of a row, as
    far as the table has any.
    """

    __slots__ = (
        *("_cells", "_inline", "_more", "_raws", "_size", "_text", "columns", "depth", "indent", "is_verbatim", "line"),
        *("is_borrowed", "line_end", "marker", "origin", "reading", "shape"),
    )

    def __init__(
        self,
        line: int,
        raw: str,
        *,
        shape: Shape = "item",
        marker: str = "",
        text: str = "",
        indent: int = 0,
        depth: int = 0,
    ) -> None:
        self.line = line
        self.line_end = line
        self.shape = shape
        self.marker = marker
        self.indent = indent  # columns before the marker
        self.depth = depth
        self.columns: tuple[str, ...] = ()
        self.is_verbatim = True  # its text stands in the file as it is here
        self.is_borrowed = False  # some of its text stands elsewhere in the file
        self.origin = 0  # of a cell: where its raw text begins in the row
        self.reading: tuple[Any] | None = None  # what was read in it, until it grows
        self._cells: list[Item] | None = None
        self._raws = [raw]
        self._text = text.strip()
        self._more: list[str] = []  # text that was added since it was last asked for
        self._size = len(raw)
        self._inline: Inline | None = None

    @property
    def raw(self) -> str:
        """The lines as they stand in the file, without the last line's end."""
        return "".join(self._raws).removesuffix("\n").removesuffix("\r")

    @property
    def text(self) -> str:
        r"""The content without marker and indentation; paragraphs, nested items and cells stand apart by ``\n\n``."""
        if self._more:
            self._text = "\n".join([self._text, *self._more])
            self._more = []
        return self._text

    @property
    def inline(self) -> Inline:
        """The markup of the text."""
        if self._inline is None:
            self._inline = Inline(self.text)
        return self._inline

    @property
    def has_links(self) -> bool:
        """Whether the text has links; most texts show at a glance that they have none."""
        text = self.text
        return ("](" in text or "<" in text or "://" in text) and bool(self.inline.links)

    @property
    def cells(self) -> "list[Item]":
        """The cells of a row, each read like an item of its own."""
        return self._cells or []

    @property
    def lines(self) -> list[str]:
        """The lines as they stand in the file, each with its end."""
        return self._raws

    @property
    def is_full(self) -> bool:
        """Whether it is too long to take another line."""
        return self._size > MAX_ITEM

    def add(self, raws: list[str], text: str, *, is_new: bool) -> None:
        """Take in more lines, of which the last one has the text; ``is_new`` begins a paragraph."""
        self._raws += raws
        self._size += sum(map(len, raws))
        self.line_end += len(raws)
        if is_new:
            self._more.append("")
        self._more.append(text.strip())
        self._inline = self.reading = None

    def absorb(self, nested: "Item", blanks: list[str]) -> None:
        """Take in a nested item, and the blank lines between, as further paragraphs."""
        self.add([*blanks, *nested._raws], nested.text, is_new=True)
        self.is_verbatim = self.is_verbatim and nested.is_verbatim
        self.is_borrowed = self.is_borrowed or nested.is_borrowed

    def split(self) -> "list[Item]":
        """Each line of a paragraph as a paragraph of its own."""
        texts = self.text.split("\n")
        lines = [
            Item(number, raw, shape=self.shape, text=text, indent=self.indent)
            for number, (raw, text) in enumerate(zip(self._raws, texts, strict=True), self.line)
        ]
        for line in lines:
            line.is_verbatim, line.is_borrowed = self.is_verbatim, self.is_borrowed
        return lines

    def address(self, change: Callable[[str], str]) -> None:
        """Put the addresses that stand elsewhere in the file into the text, and into that of the cells."""
        for cell in self.cells:
            cell.address(change)
        text = change(self.text)
        if text != self.text:
            self._text, self._more = text, []
            self._inline = self.reading = None
            self.is_borrowed = True

    def hold_cells(self, places: Iterable[tuple[int, int]]) -> None:
        """Become a row with a cell at each place of ``raw``."""
        raw, cells = self.raw, []
        for start, end in islice(places, MAX_CELLS):
            part = raw[start:end]
            text = part.strip() if "\n" not in part else "\n".join(filter(None, map(str.strip, part.split("\n"))))
            cell = Item(self.line, part, shape="row", text=text)
            cell.origin = start
            cells.append(cell)
        self._cells = cells
        self._text, self._more = "\n\n".join([cell.text for cell in cells]), []
        self._inline = None

    def share_cells(self, texts: Mapping[int, str]) -> None:
        """Take in the cells of rows above that go on into this one, by their columns in ascending order."""
        for column, text in texts.items():
            cell = Item(self.line, "", shape="row", text=text)
            cell.is_borrowed = True
            self.cells.insert(column, cell)
        self._text = "\n\n".join([cell.text for cell in self.cells])

    def place(self, start: int, end: int) -> tuple[int, int] | None:
        """Where in ``raw`` (of the row, for a cell) a range of ``text`` stands; None when that is not sure."""
        if self.is_borrowed:
            return self._place_again(start, end)
        first = self._offset(start)
        return first, first + end - start if "\n" not in self.text[start:end] else self._offset(end)

    def _place_again(self, start: int, end: int) -> tuple[int, int] | None:
        """Where the words of a range stand in ``raw``, if words and neighbours do so only once."""
        raw = self.raw
        for width in _NEIGHBOURS if start < end else ():
            first = max(start - width, 0)
            words = self.text[first : end + width]
            at = raw.find(words)
            if at < 0:
                return None
            if raw.find(words, at + 1) < 0:
                at += self.origin + start - first
                return at, at + end - start
        return None

    def _offset(self, offset: int) -> int:
        """Where in ``raw`` (of the row, for a cell) the character of ``text`` at an offset stands."""
        raws = iter("".join(self._raws).split("\n"))
        start = position = 0
        for line in self.text.split("\n"):
            if line:
                raw = next(raws, "")
                while (found := raw.rfind(line)) < 0:
                    start += len(raw) + 1
                    raw = next(raws, line)
                if offset <= position + len(line):
                    return self.origin + start + found + offset - position
                start += len(raw) + 1
            position += len(line) + 1
        return self.origin + start


class FieldSpan(NamedTuple):
    """Where a field's value stands in the raw text of its item; a count that is a link stands there with its target.

    ``start`` is negative for a value whose place is not sure.
    """

    field: str
    start: int
    end: int


def span_in(item: Item, field: str, start: int, end: int) -> FieldSpan:
    """Where in the raw text a range of an item's text stands."""
    return FieldSpan(field, *(item.place(start, end) or (-1, -1)))


Block = Line | Heading | Item
