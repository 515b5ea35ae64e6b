"""Rows of tables, in Markdown and in HTML: where their cells are, and what stands over them."""

import re
from itertools import pairwise
from typing import NamedTuple

from enrich.dialects._inline import Inline
from enrich.dialects._items import Block, Item, Line
from enrich.dialects._words import word_count

_DELIMITER = re.compile(r"[ \t]*+\|?(?:[ \t]*+:?-++:?[ \t]*+\|)++(?:[ \t]*+:?-++:?[ \t]*+)?\s*+\Z")
_SHORT_DELIMITER = re.compile(r"[ \t]*+\|[ \t]*+:?-++:?[ \t]*+\|?\s*+\Z")
_BORDER = re.compile(r"\\.|(\|)", re.DOTALL)
_BAR = re.compile(r"\|")
_HTML_CELL = re.compile(r"<(/?)(t[dhr])\b([^<>]*+)>", re.IGNORECASE)
_COLSPAN = re.compile(r"colspan\s*=\s*[\"']?([0-9]{1,2})", re.IGNORECASE)
_ROWSPAN = re.compile(r"rowspan\s*=\s*[\"']?([0-9]{1,3})", re.IGNORECASE)
_ROW_END = re.compile(r"</tr\b|</table\b", re.IGNORECASE)
_BESIDE_ROWS = re.compile(r"\s*+(?:</?(?:table|tbody|thead|tfoot)\b|<tr\b|#{1,6}[ \t])", re.IGNORECASE)
_TABLE = re.compile(r"</?table\b", re.IGNORECASE)
_TARGET = re.compile(r"(?:href\s*=\s*[\"']?|\]\()([^\"'()<>]*+)", re.IGNORECASE)
_MAX_COLUMNS = 60
_LONGEST_SHARED = 100  # characters of a cell over several rows, and words: a longer one is no fact about all of them
_MOST_SHARED_WORDS = 3
_MAX_BLANKS = 100  # after which a row that was never closed is over


def is_delimiter(raw: str) -> bool:
    """Whether a line is the one below the names of the columns: ``| --- | :-: |``."""
    return "-" in raw and (_DELIMITER.match(raw) or _SHORT_DELIMITER.match(raw)) is not None


def pipe_cells(raw: str) -> list[tuple[int, int]]:
    r"""Places of the cells of a row; ``\|`` is no border."""
    borders = (
        [found.start() for found in _BORDER.finditer(raw) if found[1]]
        if "\\" in raw
        else [found.start() for found in _BAR.finditer(raw)]
    )
    places = [(left + 1, right) for left, right in pairwise([-1, *borders, len(raw)])]
    if not raw[slice(*places[0])].strip(" \t>"):
        places = places[1:]
    if places and not raw[slice(*places[-1])].strip():
        places = places[:-1]
    return places


class HtmlCell(NamedTuple):
    """Where a cell of HTML stands in its row, and over how many rows it goes."""

    start: int
    end: int
    rows: int = 1


def html_cells(raw: str) -> tuple[list[HtmlCell], bool]:
    """The cells of ``<tr><td>…</td></tr>``; and whether all of them are ``<th>``.

    A cell over several columns is the first of them, the others are empty.
    """
    cells: list[HtmlCell] = []
    names: set[str] = set()
    start, width, rows = 0, 1, 1
    for tag in _HTML_CELL.finditer(raw):
        if start:
            cells += [HtmlCell(start, tag.start(), rows), *[HtmlCell(tag.start(), tag.start(), rows)] * (width - 1)]
            start = 0
        if not tag[1] and tag[2].lower() != "tr":
            names.add(tag[2].lower())
            start, width, rows = tag.end(), min(_span(_COLSPAN, tag[3]), _MAX_COLUMNS), _span(_ROWSPAN, tag[3])
    if start:
        cells.append(HtmlCell(start, len(raw), rows))
    return cells, names == {"th"}


def _span(pattern: re.Pattern[str], attributes: str) -> int:
    found = pattern.search(attributes) if "span" in attributes.lower() else None
    return max(1, int(found[1])) if found else 1


class _Shared:
    """The cells that go on into the rows below, by column: for how many rows, and what they say there.

    A title with its links is one paper's, however many rows it has; only a short fact is said of each row anew.
    """

    def __init__(self) -> None:
        self._cells: dict[int, tuple[int, str]] = {}

    def join(self, raw: str, cells: list[HtmlCell]) -> dict[int, str]:
        """Go on with the cells of the next row; returns what those from above say in it, by their columns."""
        above, self._cells, column = self._cells, {}, 0
        shared: dict[int, str] = {}
        for cell in [*cells, None]:
            while found := above.get(column):
                rows, shared[column] = found
                if rows > 1:
                    self._cells[column] = rows - 1, found[1]
                column += 1
            if cell and cell.rows > 1 and column < _MAX_COLUMNS:
                self._cells[column] = cell.rows - 1, _fact(raw[cell.start : cell.end].strip())
            column += 1
        return shared


def _fact(text: str) -> str:
    """What a cell says of all its rows: a year, a venue or a topic; else nothing."""
    is_short = len(text) <= _LONGEST_SHARED and "href" not in text and "](" not in text and "://" not in text
    return text if is_short and word_count(Inline(text).plain()) <= _MOST_SHARED_WORDS else ""


def column_names(cells: list[str]) -> tuple[str, ...]:
    """What a person reads over the columns."""
    return tuple(Inline(cell).plain().strip(" *_:") for cell in cells[:_MAX_COLUMNS])


def _leads_away(raw: str) -> bool:
    """Whether a row links a file or another site, as one that names columns does not: `| Date | [Year](#year) |`."""
    return any("." in target or "/" in target for target in _TARGET.findall(raw))


class Tables:
    """What is known of the table that the list is in: the names of its columns, and the row of HTML that is open."""

    def __init__(self, done: list[Block]) -> None:
        self.columns: tuple[str, ...] = ()  # of a table in Markdown
        self.is_running = False  # whether the line above was a part of it
        self._done = done
        self._html_columns: tuple[str, ...] = ()
        self._is_first = False  # of the rows of a table in HTML
        self._shared = _Shared()
        self.row: Item | None = None  # of HTML, that is open
        self._blanks: list[str] = []  # behind the last line of the open row

    def leave(self) -> None:
        """Go on with something that is no table."""
        self.columns = ()
        self.is_running = False

    def name_columns(self, header: Item) -> None:
        """Take the row above a delimiter as the names of the columns, or as a row like others when it has links."""
        raw, places = header.raw, pipe_cells(header.raw)
        self.is_running = True
        if _leads_away(raw):
            self.columns = ()
            row = Item(header.line, header.lines[0], shape="row")
            row.hold_cells(places)
            self._done.append(row)
        else:
            self.columns = column_names([raw[start:end] for start, end in places])
            self._done.append(Line(header.line, "row", header.lines[0]))

    def see_tags(self, raw: str) -> None:
        """A line of tags may begin a table."""
        if _TABLE.search(raw):
            self._html_columns, self._is_first, self._shared = (), True, _Shared()

    def open_row(self, number: int, raw: str, position: int) -> None:
        """Begin with a row of HTML, whose tag ends at a position of its first line."""
        self.see_tags(raw[:position])
        self.row = Item(number, raw, shape="row")
        if _ROW_END.search(raw, position):
            self.finish()

    def go_on(self, number: int, raw: str) -> bool:
        """Take the next line into the open row; False when it is none of it."""
        row = self.row
        if row is None or row.is_full or _BESIDE_ROWS.match(raw):
            self.finish()
            return False
        if raw.strip():
            row.add([*self._blanks, raw], raw, is_new=False)
            self._blanks = []
        else:
            self._blanks.append(raw)
        if _ROW_END.search(raw) or len(self._blanks) > _MAX_BLANKS:
            self.finish()
        return True

    def finish(self) -> None:
        """End the open row."""
        row, self.row = self.row, None
        if row is None:
            return
        raw = row.raw
        cells, is_header = html_cells(raw)
        shared = self._shared.join(raw, cells)
        is_header = is_header or (self._is_first and "href" not in raw and "](" not in raw)
        self._is_first = False
        if is_header:
            names = [raw[cell.start : cell.end] for cell in cells]
            for column, text in shared.items():
                names.insert(column, text)
            self._html_columns = column_names(names)
            self._done += [Line(number, "row", line) for number, line in enumerate(row.lines, row.line)]
        else:
            row.columns = self._html_columns
            row.hold_cells([(cell.start, cell.end) for cell in cells])
            if shared:
                row.share_cells(shared)
            self._done.append(row)
        self._done += [Line(number, "blank", raw) for number, raw in enumerate(self._blanks, row.line_end + 1)]
        self._blanks = []
