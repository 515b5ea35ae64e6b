"""Cuts the lines of a list into blocks, while they stream past.

Closer to what people type than to CommonMark: two columns are enough to nest a list item, a bold line alone is a
heading, and nothing is thrown away: every line is in exactly one block.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from enrich.dialects._items import BOLD_LEVEL, Block, Heading, Item, Line, LineKind
from enrich.dialects._rows import Tables, is_delimiter, pipe_cells
from enrich.venues import is_venue

MAX_FRONT_MATTER = 64 * 1024
_MOST_OF_SUMMARY = 10  # lines

_BLOCK = re.compile(
    r"""
    (?:[ ]{0,3}(?:>[ ]?)++)?+(?P<indent>[ \t]*+)
    (?: (?P<blank>\s*+\Z)
    |   (?P<heading>\#{1,6})(?=[ \t]|\s*\Z)
    |   (?P<html><h(?P<level>[1-6])\b[^<>]*+>)
    |   (?P<code>`{3,}+(?=[^`]*+\Z)|~{3,}+)
    |   (?P<rule>(?:\*[ \t]*+){3,}+\s*+\Z|(?:-[ \t]*+){3,}+\s*+\Z|(?:_[ \t]*+){3,}+\s*+\Z)
    |   (?P<underline>=++\s*+\Z)
    |   (?P<bold>\*\*(?!\s)(?:[^*\n]{1,200})\*\*[:：]?\s*+\Z|__(?!\s)(?:[^_\n]{1,120})__[:：]?\s*+\Z)
    |   (?P<item>[-*+•]|(?:\*(?=[^*]*+\Z))?+[0-9]{1,9}[.)]|[(（][0-9]{1,3}[)）]\.?|\[[0-9]{1,3}\]
        |\[\^[^\[\]\s]{1,40}\]:)(?:[ \t]++|(?=\s*+\Z))
    |   (?P<glued>[0-9]{1,3}[.、．)）](?=\[?[^\W\d_a-z])|-(?=\[[^\[\]\n]{3,300}\]\(http))  # `1.Title`, `-[Title](…)`
    |   (?P<definition>\[[^\[\]\n]{1,80}\]:[ \t]*+<?https?://)
    |   (?P<row>\|)
    |   (?P<comment><!--)
    |   (?P<entry>(?:<[uod]l\b[^<>\n]*+>\s*+)?+<(?:li|dt)\b[^<>\n]*+>)
    |   (?P<cells>(?:<(?:table|thead|tbody)\b[^<>\n]*+>\s*+)*+<tr\b[^<>\n]*+>)
    |   (?P<summary>(?:<details\b[^<>\n]*+>\s*+)?+<summary\b[^<>\n]*+>)
    |   (?P<tags>(?:</?(?:ul|ol|dl|table|thead|tbody|tr|td|details|div|center|p|hr)\b[^<>\n]*+>\s*+)++\Z)
    )
    """,
    re.VERBOSE,
)
_HEADING_TEXT = re.compile(r"#{1,6}[ \t]*+(.*?)(?:[ \t]+#+)?\s*\Z", re.DOTALL)
_HEADING_END = re.compile(r"</h[1-6]\s*>\s*\Z", re.IGNORECASE)
# Front matter begins with a key; a rule at the top of a list must not swallow its first entries.
_OPENING, _KEY, _ANY = re.compile(r"---\s*\Z"), re.compile(r"[A-Za-z_][\w-]*\s*:(?:\s|\Z)"), re.compile("")
_BOX = re.compile(r"(?:\[ ?\]|\[[xX]\](?![\[:]))(?!\()[ \t]*+")  # of a task list
_DATED = re.compile(r"[A-Z][^0-9]{1,60}\s(?:19|20)[0-9]{2}")  # `**FLOC 2020**` in a quotation
_QUOTE = re.compile(r"\s*+(?:>[ \t]?)++")


def _columns(indent: str) -> int:
    return len(indent.expandtabs(4)) if "\t" in indent else len(indent)


class _Cutter:
    """Reads line after line; ``done`` holds the blocks that are complete."""

    def __init__(self) -> None:
        self.done: list[Block] = []
        self.item: Item | None = None
        self.blanks: list[str] = []  # blank lines since the last line of the item
        self.indents: list[int] = []  # of the items that the next one may be nested in
        self.held: Item | None = None  # a paragraph or a row: the next line may make a heading of it
        self.tables = Tables(self.done)
        self.closing = ""  # what ends the open comment or code
        self.opened = Line(0, "unclosed", "")
        self.summary: Item | None = None  # one that goes on until its closing tag
        self.in_item = False
        names = _BLOCK.groupindex.keys() - {"indent", "level"}
        self._actions: dict[str, Callable[[int, str, re.Match[str]], None]] = {n: getattr(self, f"_{n}") for n in names}

    def feed(self, number: int, raw: str) -> None:
        """Take the next line, with its end."""
        if self.closing:
            self._verbatim(number, raw)
            return
        if self.summary is not None and self._go_on_with_summary(raw):
            return
        if self.tables.row is not None and self.tables.go_on(number, raw):
            return
        if raw == "\n":  # a third of all lines
            self._blank(number, raw)
            return
        found = _BLOCK.match(raw)
        if found is None:
            self._text(number, raw)
            return
        self._actions[found.lastgroup or ""](number, raw, found)

    def finish(self) -> None:
        """The file is over."""
        if self.closing:
            self.done.append(self.opened)
        self._end_summary()
        self._end_item()
        self._end_held()
        self.tables.finish()

    def _end_held(self) -> None:
        if self.held is not None:
            self.done.append(self.held)
            if self.held.shape == "row":
                self.held.hold_cells(pipe_cells(self.held.raw))
            self.held = None

    def _end_item(self) -> None:
        """Let go of the item; the blank lines behind it are not part of it."""
        if self.item is not None:
            self.done.append(self.item)
            if self.blanks:
                first = self.item.line_end + 1
                self.done += [Line(number, "blank", raw) for number, raw in enumerate(self.blanks, first)]
                self.blanks = []
            self.item = None

    def _put(self, block: Block) -> None:
        self._end_item()
        self._end_held()
        self.done.append(block)

    def _continues(self, raw: str) -> bool:
        """Whether a line without a marker of its own goes on with the open item."""
        if self.item is None or self.item.is_full:
            return False
        indent = _columns(raw[: len(raw) - len(raw.lstrip(" \t"))])
        return indent > self.item.indent and (indent > 1 or not self.blanks)

    def _text(self, number: int, raw: str) -> None:
        is_lazy = self.item is not None and not self.blanks and not self.item.is_full
        if is_lazy or self._continues(raw):
            self._add(raw)
            return
        if raw[0] not in " \t":
            self.indents.clear()
        if "|" in raw and self._is_row(raw):
            self._row(number, raw)
            return
        self._end_item()
        self._prose(number, raw)

    def _is_row(self, raw: str) -> bool:
        """Whether a line that begins without a bar is of a table all the same."""
        if self.tables.is_running:
            return True
        held = self.held
        return held is not None and held.shape == "paragraph" and is_delimiter(raw) and "|" in held.lines[-1]

    def _prose(self, number: int, raw: str) -> None:
        quote = _QUOTE.match(raw)
        text = raw[quote.end() :] if quote else raw
        held = self.held
        goes_on = held is not None and held.shape == "paragraph" and not held.is_full
        if held is not None and goes_on and held.marker == (">" if quote else ""):
            held.add([raw], text, is_new=False)
            return
        self._end_held()
        self.tables.leave()
        self.held = Item(number, raw, shape="paragraph", marker=">" if quote else "", text=text)

    def _add(self, raw: str) -> None:
        if self.item is not None:
            self.item.add([*self.blanks, raw], raw, is_new=bool(self.blanks))
            self.blanks = []

    def _blank(self, number: int, raw: str, _: re.Match[str] | None = None) -> None:
        self._end_held()
        self.tables.is_running = False
        if self.item is None:
            self.done.append(Line(number, "blank", raw))
        elif len(self.blanks) < 100:
            self.blanks.append(raw)
        else:
            self._put(Line(number, "blank", raw))

    def _item(self, number: int, raw: str, found: re.Match[str]) -> None:
        indent, marker = found.group("indent", "item")
        start = found.end()
        if raw.startswith("[", start) and (box := _BOX.match(raw, start)):
            start = box.end()
        self._enter_item(number, raw, marker, raw[start:], _columns(indent) if indent else 0)

    def _glued(self, number: int, raw: str, found: re.Match[str]) -> None:
        """A number or a dash without a space behind it; a line that goes on with an item may begin with one."""
        is_other = self.item is not None and self.item.marker[0].isdigit() != found["glued"][0].isdigit()
        if is_other and not self.blanks:
            self._text(number, raw)
        else:
            self._enter_item(number, raw, found["glued"], raw[found.end() :], _columns(found["indent"]))

    def _definition(self, number: int, raw: str, _: re.Match[str]) -> None:
        """The address of a link by reference; it stands apart, else it is text."""
        is_text = (self.item is not None and not self.blanks) or self._continues(raw)
        if is_text or (self.held is not None and self.held.shape == "paragraph"):
            self._text(number, raw)
        else:
            self._put(Line(number, "definition", raw))

    def _entry(self, number: int, raw: str, found: re.Match[str]) -> None:
        self._enter_item(number, raw, "<li>", raw[found.end() :], _columns(found["indent"]))

    def _enter_item(self, number: int, raw: str, marker: str, text: str, indent: int) -> None:
        self._end_item()
        if self.held is not None:
            self._end_held()
        self.tables.leave()
        while self.indents and indent < self.indents[-1] + 2:
            self.indents.pop()
        depth = len(self.indents)
        self.indents.append(indent)
        self.item = Item(number, raw, marker=marker, text=text, indent=indent, depth=depth)

    def _heading(self, number: int, raw: str, found: re.Match[str]) -> None:
        text = _HEADING_TEXT.match(raw, found.start("heading"))
        self._head(number, len(found["heading"]), text[1] if text else "", raw)

    def _html(self, number: int, raw: str, found: re.Match[str]) -> None:
        end = _HEADING_END.search(raw, max(found.end(), len(raw) - 40))
        if end is None:
            self._text(number, raw)
        else:
            self._head(number, int(found["level"]), raw[found.end() : end.start()], raw)

    def _head(self, number: int, level: int, text: str, raw: str) -> None:
        self.indents.clear()
        self.tables.leave()
        self._put(Heading(number, level, text.strip(), raw))

    def _bold(self, number: int, raw: str, found: re.Match[str]) -> None:
        text = found["bold"].strip().rstrip(":：")[2:-2]
        is_fact = (self.held is not None or (self.item is not None and not self.blanks)) and is_venue(text)
        is_fact = is_fact or (raw.lstrip()[0] == ">" and _DATED.fullmatch(text) is not None)
        if is_fact or "](" in raw or (found["indent"] and self._continues(raw)):
            self._text(number, raw)
        else:
            self._head(number, BOLD_LEVEL, text, raw)

    def _underline(self, number: int, raw: str, _: re.Match[str]) -> None:
        self._under(number, raw, 1)

    def _rule(self, number: int, raw: str, _: re.Match[str]) -> None:
        self._under(number, raw, 2 if raw.lstrip()[0] == "-" and " " not in raw.strip() else 0)

    def _under(self, number: int, raw: str, level: int) -> None:
        """A line of `=` or `-` makes a heading of the prose above it."""
        if self.held is not None and self.held.shape == "paragraph" and level:
            *above, last = self.held.split()
            self.done += above
            self.done.append(Heading(last.line, level, last.text, last.lines[0]))
            self.held = None
        self.indents.clear()
        self.tables.leave()
        self._put(Line(number, "rule", raw))

    def _row(self, number: int, raw: str, _: re.Match[str] | None = None) -> None:
        """A row of a table is held back, since a delimiter below makes it the names of the columns."""
        self._end_item()
        if is_delimiter(raw):
            self._open_table(number, raw)
            return
        self._end_held()
        self.held = Item(number, raw, shape="row")
        self.held.columns = self.tables.columns

    def _open_table(self, number: int, raw: str) -> None:
        held, self.held = self.held, None
        if held is not None:
            *above, header = held.split() if held.shape == "paragraph" else [held]
            self.done += above
            self.tables.name_columns(header)
        self._put(Line(number, "row", raw))

    def _cells(self, number: int, raw: str, found: re.Match[str]) -> None:
        self._end_item()
        self._end_held()
        self.tables.open_row(number, raw, found.end())

    def _tags(self, number: int, raw: str, _: re.Match[str]) -> None:
        """A line of nothing but HTML that holds others; inside of an item it belongs to it."""
        if self._continues(raw):
            self._add(raw)
        else:
            self._put(Line(number, "tags", raw))
            self.tables.see_tags(raw)

    def _summary(self, number: int, raw: str, found: re.Match[str]) -> None:
        if self._continues(raw):
            self._add(raw)
        else:
            self.tables.leave()
            self._end_item()
            self._end_held()
            self.summary = Item(number, raw, shape="heading", marker="<summary>", text=raw[found.end() :], depth=-1)
            if "</summary" in raw or not raw[found.end() :].strip():
                self._end_summary()

    def _go_on_with_summary(self, raw: str) -> bool:
        """Take a line into the open summary, if it goes on there: its links often stand on lines of their own."""
        summary = self.summary
        goes_on = summary is not None and bool(raw.strip()) and len(summary.lines) < _MOST_OF_SUMMARY
        if summary is not None and goes_on:
            summary.add([raw], raw, is_new=False)
        if not goes_on or "</summary" in raw:
            self._end_summary()
        return goes_on

    def _end_summary(self) -> None:
        if self.summary is not None:
            self.done.append(self.summary)
            self.summary = None

    def _code(self, number: int, raw: str, found: re.Match[str]) -> None:
        if raw.lstrip().startswith(">"):
            self._text(number, raw)
        else:
            self._enter(number, raw, found["code"], "code")

    def _comment(self, number: int, raw: str, found: re.Match[str]) -> None:
        is_closed = "-->" in raw[found.end() :]
        if is_closed and raw.rstrip().endswith("-->"):
            if self._continues(raw):
                self._add(raw)
            else:
                self._put(Line(number, "comment", raw))
        elif is_closed:  # text behind the comment
            self._text(number, raw)
        else:
            self._enter(number, raw, "-->", "comment")

    def _enter(self, number: int, raw: str, closing: str, kind: LineKind) -> None:
        self.in_item = self._continues(raw)
        self.closing = closing
        self.opened = Line(number, "unclosed", raw)
        if self.in_item:
            self._add(raw)
        else:
            self._put(Line(number, kind, raw))

    def _verbatim(self, number: int, raw: str) -> None:
        """A line inside a comment or code."""
        is_comment = self.closing == "-->"
        bare = raw.strip()
        is_end = (
            self.closing in raw if is_comment else bare.startswith(self.closing) and not bare.strip(self.closing[0])
        )
        if is_end:
            self.closing = ""
        if self.in_item and self.item is not None and not self.item.is_full:
            self._add(raw)
        else:
            self._put(Line(number, "comment" if is_comment else "code", raw))


def _split_front_matter(lines: Iterator[str]) -> tuple[list[str], list[str]]:
    """Front matter with its fences, and the lines that had to be read to see that there is none."""
    read: list[str] = []
    size = 0
    for raw in lines:
        read.append(raw)
        size += len(raw)
        if len(read) > 1 and raw.rstrip() in {"---", "..."}:
            return read, []
        if size > MAX_FRONT_MATTER or not (_OPENING, _KEY, _ANY)[min(len(read), 3) - 1].match(raw):
            break
    return [], read


def cut_blocks(lines: Iterator[str], before: int = 0) -> Iterator[Block]:
    """Yield the blocks of a list in order, in bounded memory; every line keeps its end.

    ``before`` lines of the file come before them.
    """
    front_matter, first = ([], []) if before else _split_front_matter(lines)
    for number, raw in enumerate(front_matter, 1):
        yield Line(number, "front matter", raw)
    cutter, number = _Cutter(), before + len(front_matter)
    rest: Iterable[str]
    for rest in (first, lines):
        for raw in rest:
            number += 1
            cutter.feed(number, raw)
            if cutter.done:
                yield from cutter.done
                cutter.done.clear()
    cutter.finish()
    yield from cutter.done
