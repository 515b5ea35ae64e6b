"""Inline markup and tables of reStructuredText, turned into what the Markdown readers understand."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

_LINK = re.compile(r"`([^`<]*+)<([^<>`]*+)>`_{1,2}")
_ROLE = re.compile(r":([a-zA-Z][\w+.-]{0,30}):`([^`]*+)`")
_REFERENCE = re.compile(r"`([^`<>]++)`_{1,2}|(?<![\w`])([A-Za-z0-9](?:[\w.+-]*[A-Za-z0-9])?)_{1,2}(?![\w`])")
_FOOTNOTE = re.compile(r"\[(?:#[\w.-]*+|\*|[0-9]{1,4}|[A-Za-z][\w.-]*+)\]_")
_SUBSTITUTION = re.compile(r"\|([^|\s](?:[^|]{0,80}[^|\s])?)\|(_{0,2})")
_BREAK = re.compile(r"\|(?:br|nl|newline|line-?break)\|", re.IGNORECASE)  # as lists and their sites call it
_CODE = re.compile(r"``([^`]*+)``")
_ESCAPED = re.compile(r"\\(?:\s|$)")
_TARGET = re.compile(r"\.\.\s+_(`[^`]++`|[^:`]++):\s++(\S[^\n]*+)")
_REPLACED = re.compile(r"\.\.\s+\|([^|\n]{1,80})\|\s+replace::\s*+([^\n]*+)")
_IMAGE = re.compile(r"\.\.\s+\|([^|\n]{1,80})\|\s+image::")
_RAW = re.compile(r"\.\.\s+\|([^|\n]{1,80})\|\s+raw::\s*+html")
_IN_RAW = re.compile(r"[ \t]*+(?:<br\s*/?>)?\s*\Z", re.IGNORECASE)
_ROLE_URLS = {"arxiv": "https://arxiv.org/abs/", "doi": "https://doi.org/"}

TABLE_RULE = re.compile(r"[ \t]*+={2,}+(?:[ \t]++={2,}+)++\s*+\Z")
GRID_RULE = re.compile(r"[ \t]*+\+(?:[-=]++\+)++\s*+\Z")


class Names:
    """What a file gives names to: addresses, and texts that are put in."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.targets: dict[str, str] = {}
        self.texts: dict[str, str] = {}
        raw = ""  # what is defined by HTML that comes next
        for line in lines:
            if raw and _IN_RAW.match(line):
                self.texts |= {raw: "<br>"} if line.strip() else {}
                continue
            found = _RAW.match(line)
            raw = _key(found[1]) if found else ""
            if not line.startswith(".. "):
                continue
            if target := _TARGET.match(line):
                self.targets[_key(target[1])] = target[2].strip()
            elif replaced := _REPLACED.match(line):
                self.texts[_key(replaced[1])] = replaced[2].strip()
            elif image := _IMAGE.match(line):
                self.texts[_key(image[1])] = ""

    def markdown(self, text: str) -> str:
        """A text of reStructuredText as Markdown."""
        if not ("`" in text or "_" in text or "|" in text or "\\" in text):
            return text
        text = _CODE.sub(r"`\1`", _FOOTNOTE.sub("", _BREAK.sub("<br>", text) if "|" in text else text))
        text = _LINK.sub(self._link, _ROLE.sub(_role, text))
        if self.texts:
            text = _SUBSTITUTION.sub(self._substitution, text)
        if self.targets or "`" in text:
            text = _REFERENCE.sub(self._reference, text)
        return _ESCAPED.sub("", text)

    def _link(self, found: re.Match[str]) -> str:
        label, url = " ".join(found[1].split()), "".join(found[2].split())
        url = self.targets.get(_key(url[:-1]), url) if url.endswith("_") else url
        return f"[{label}]({url})" if label else url

    def _reference(self, found: re.Match[str]) -> str:
        label = found[1] or found[2]
        url = self.targets.get(_key(label))
        return f"[{label}]({url})" if url else found[1] or found[0]

    def _substitution(self, found: re.Match[str]) -> str:
        text = self.texts.get(_key(found[1]))
        if text is None:
            return found[0]
        url = self.targets.get(_key(found[1])) if found[2] else None
        return f"[{text}]({url})" if url else text


def _key(name: str) -> str:
    return " ".join(name.strip("`").split()).lower()


def _role(found: re.Match[str]) -> str:
    """`:arxiv:` and `:doi:` name a paper; of every other role its text stays."""
    text, _, target = found[2].partition("<")
    base = _ROLE_URLS.get(found[1].lower())
    if base is None:
        return text.strip()
    return f"[{text.strip()}]({base}{target.rstrip('>').strip() or text.strip()})"


# --- Tables ----------------------------------------------------------------------------------------------------------


def _slices(line: str, spans: Sequence[tuple[int, int | None]]) -> list[str]:
    """The cells of a line by columns on the screen, where letters of the East take two."""
    if not line.isascii():
        wide = (char + "\0" if unicodedata.east_asian_width(char) in "WF" else char for char in line)
        line = "".join(wide)
    return [line[start:end].replace("\0", "").strip() for start, end in spans]


class Row:
    """A row of a table, with its first and last line (counted from 0 in the table)."""

    __slots__ = ("cells", "first", "last")

    def __init__(self, number: int, cells: list[str]) -> None:
        self.first = self.last = number
        self.cells = cells

    def add(self, number: int, cells: Sequence[str]) -> None:
        """Take in another line of the row."""
        self.last = number
        self.cells = [f"{old} {new}".strip() for old, new in zip(self.cells, cells, strict=True)]


def simple_rows(lines: Sequence[str]) -> Iterator[Row]:
    """Rows of a table whose columns are ruled by `====`; a line with an empty first cell goes on with its row."""
    starts = [found.start() for found in re.finditer("=+", lines[0])]
    spans = list(zip(starts, [*starts[1:], None], strict=True))
    row: Row | None = None
    for number, line in enumerate(lines):
        if not line.strip() or TABLE_RULE.match(line) or not line.strip("- \r\n"):
            if row:
                yield row
            row = None
            continue
        cells = _slices(line.rstrip("\r\n"), spans)
        if row and not cells[0]:
            row.add(number, cells)
        else:
            if row:
                yield row
            row = Row(number, cells)
    if row:
        yield row


def grid_rows(lines: Sequence[str]) -> Iterator[Row]:
    """Rows of a table whose cells are drawn with `+---+`."""
    marks = [found.start() for found in re.finditer(r"\+", lines[0])]
    spans = [(start + 1, end) for start, end in pairwise(marks)]
    row: Row | None = None
    for number, line in enumerate(lines):
        if GRID_RULE.match(line):
            if row:
                yield row
            row = None
            continue
        cells = _slices(line.rstrip("\r\n"), spans)
        if row:
            row.add(number, cells)
        else:
            row = Row(number, cells)
    if row:
        yield row


_LIST_CELL = re.compile(r"(\s*+)(\*[ \t]++)?-(?:[ \t]++|(?=\s*+\Z))([^\n]*+)")


def list_rows(lines: Sequence[str]) -> Iterator[Row]:
    """Rows of a `list-table`: lists of cells in a list."""
    row: Row | None = None
    for number, line in enumerate(lines):
        found = _LIST_CELL.match(line)
        if found and found[2]:
            if row:
                yield row
            row = Row(number, [found[3].strip()])
        elif row and found:
            row.last = number
            row.cells.append(found[3].strip())
        elif row and line.strip():
            row.last = number
            row.cells[-1] = f"{row.cells[-1]} {line.strip()}".strip()
    if row:
        yield row
