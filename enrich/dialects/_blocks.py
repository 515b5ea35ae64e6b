"""Cuts the lines of a list into blocks, while they stream past.

Closer to what people type than to CommonMark: two columns are enough to nest a list item, a bold line alone is a
heading, and nothing is thrown away: every line is in exactly one block.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Literal, NamedTuple

from enrich.dialects._inline import Inline

LineKind = Literal["blank", "prose", "row", "rule", "comment", "code", "front matter", "unclosed"]

MAX_ITEM = 256 * 1024  # characters; a longer item goes on as prose, so that memory stays bounded
MAX_FRONT_MATTER = 64 * 1024

_BLOCK = re.compile(
    r"""
    (?P<indent>[ \t]*+)
    (?: (?P<blank>\s*+\Z)
    |   (?P<heading>\#{1,6})(?=[ \t]|\s*\Z)
    |   (?P<html><h(?P<level>[1-6])\b[^<>]*+>)
    |   (?P<code>`{3,}+(?=[^`]*+\Z)|~{3,}+)
    |   (?P<rule>(?:\*[ \t]*+){3,}+\s*+\Z|(?:-[ \t]*+){3,}+\s*+\Z|(?:_[ \t]*+){3,}+\s*+\Z)
    |   (?P<underline>=++\s*+\Z)
    |   (?P<bold>\*\*(?!\s)(?:[^*\n]{1,120})\*\*[:：]?\s*+\Z|__(?!\s)(?:[^_\n]{1,120})__[:：]?\s*+\Z)
    |   (?P<item>[-*+•]|[0-9]{1,9}[.)])(?:[ \t]++|(?=\s*+\Z))
    |   (?P<row>\|)
    |   (?P<comment><!--)
    )
    """,
    re.VERBOSE,
)
_HEADING_TEXT = re.compile(r"#{1,6}[ \t]*+(.*?)(?:[ \t]+#+)?\s*\Z", re.DOTALL)
_HEADING_END = re.compile(r"</h[1-6]\s*>\s*\Z", re.IGNORECASE)
# Front matter begins with a key; a rule at the top of a list must not swallow its first entries.
_OPENING, _KEY, _ANY = re.compile(r"---\s*\Z"), re.compile(r"[A-Za-z_][\w-]*\s*:(?:\s|\Z)"), re.compile("")
_BOX = re.compile(r"(?:\[ ?\]|\[[xX]\](?![\[:]))(?!\()[ \t]*+")  # of a task list
_BOLD_LEVEL = 7  # below every heading


class Line(NamedTuple):
    """A line that is no heading and in no list item; ``unclosed`` is where a comment or code began that never ends."""

    line: int
    kind: LineKind
    text: str


class Heading(NamedTuple):
    """A heading of level 1 to 6, or a bold line alone (``is_bold``)."""

    line: int
    level: int
    text: str

    @property
    def is_bold(self) -> bool:
        """Whether it is a bold line alone."""
        return self.level == _BOLD_LEVEL


class Item:
    """A list item with its continuation lines; ``depth`` counts the items that it is nested in."""

    __slots__ = ("_inline", "_raws", "_size", "_texts", "depth", "indent", "line", "line_end", "marker")

    def __init__(
        self, line: int, raw: str, *, marker: str = "", text: str = "", indent: int = 0, depth: int = 0
    ) -> None:
        self.line = line
        self.line_end = line
        self.marker = marker
        self.indent = indent  # columns before the marker
        self.depth = depth
        self._raws = [raw]
        self._texts = [text.strip()]
        self._size = len(raw)
        self._inline: Inline | None = None

    @property
    def raw(self) -> str:
        """The lines as they stand in the file, without the last line's end."""
        return "".join(self._raws).removesuffix("\n").removesuffix("\r")

    @property
    def text(self) -> str:
        r"""The content without marker and indentation; paragraphs and nested items stand apart by ``\n\n``."""
        if len(self._texts) > 1:
            self._texts = ["\n".join(self._texts)]
        return self._texts[0]

    @property
    def inline(self) -> Inline:
        """The markup of the text."""
        if self._inline is None:
            self._inline = Inline(self.text)
        return self._inline

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
            self._texts.append("")
        self._texts.append(text.strip())
        self._inline = None

    def absorb(self, nested: "Item", blanks: list[str]) -> None:
        """Take in a nested item, and the blank lines between, as further paragraphs."""
        self.add([*blanks, *nested._raws], nested.text, is_new=True)


Block = Line | Heading | Item


def _columns(indent: str) -> int:
    return len(indent.expandtabs(4)) if "\t" in indent else len(indent)


class _Cutter:
    """Reads line after line; ``done`` holds the blocks that are complete."""

    def __init__(self) -> None:
        self.done: list[Block] = []
        self.item: Item | None = None
        self.blanks: list[str] = []  # blank lines since the last line of the item
        self.indents: list[int] = []  # of the items that the next one may be nested in
        self.prose: Line | None = None  # held back: an underline makes it a heading
        self.closing = ""  # what ends the open comment or code
        self.opened = Line(0, "unclosed", "")
        self.in_item = False
        names = ("blank", "heading", "html", "code", "rule", "underline", "bold", "item", "row", "comment")
        self._actions: dict[str, Callable[[int, str, re.Match[str]], None]] = {n: getattr(self, f"_{n}") for n in names}

    def feed(self, number: int, raw: str) -> None:
        """Take the next line, with its end."""
        if self.closing:
            self._verbatim(number, raw)
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
        self._end_item()
        self._end_prose()

    def _end_prose(self) -> None:
        if self.prose is not None:
            self.done.append(self.prose)
            self.prose = None

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
        self._end_prose()
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
        self._end_item()
        self._end_prose()
        self.prose = Line(number, "prose", raw)

    def _add(self, raw: str) -> None:
        if self.item is not None:
            self.item.add([*self.blanks, raw], raw, is_new=bool(self.blanks))
            self.blanks = []

    def _blank(self, number: int, raw: str, _: re.Match[str] | None = None) -> None:
        self._end_prose()
        if self.item is None:
            self.done.append(Line(number, "blank", raw))
        elif len(self.blanks) < 100:
            self.blanks.append(raw)
        else:
            self._put(Line(number, "blank", raw))

    def _item(self, number: int, raw: str, found: re.Match[str]) -> None:
        self._end_item()
        self._end_prose()
        indent = _columns(found["indent"]) if raw[0] in " \t" else 0
        while self.indents and indent < self.indents[-1] + 2:
            self.indents.pop()
        depth = len(self.indents)
        self.indents.append(indent)
        box = _BOX.match(raw, found.end())
        text = raw[(box or found).end() :]
        self.item = Item(number, raw, marker=found["item"], text=text, indent=indent, depth=depth)

    def _heading(self, number: int, raw: str, found: re.Match[str]) -> None:
        text = _HEADING_TEXT.match(raw, found.start("heading"))
        self._head(number, len(found["heading"]), text[1] if text else "")

    def _html(self, number: int, raw: str, found: re.Match[str]) -> None:
        end = _HEADING_END.search(raw, max(found.end(), len(raw) - 40))
        if end is None:
            self._text(number, raw)
        else:
            self._head(number, int(found["level"]), raw[found.end() : end.start()])

    def _head(self, number: int, level: int, text: str) -> None:
        self.indents.clear()
        self._put(Heading(number, level, text.strip()))

    def _bold(self, number: int, raw: str, found: re.Match[str]) -> None:
        if "](" in raw or (found["indent"] and self._continues(raw)):
            self._text(number, raw)
        else:
            self._head(number, _BOLD_LEVEL, found["bold"].strip().rstrip(":：")[2:-2])

    def _underline(self, number: int, raw: str, _: re.Match[str]) -> None:
        self._under(number, raw, 1)

    def _rule(self, number: int, raw: str, _: re.Match[str]) -> None:
        self._under(number, raw, 2 if raw.lstrip()[0] == "-" and " " not in raw.strip() else 0)

    def _under(self, number: int, raw: str, level: int) -> None:
        """A line of `=` or `-` makes a heading of the prose above it."""
        if self.prose is not None and level:
            self.done.append(Heading(self.prose.line, level, self.prose.text.strip()))
            self.prose = None
        self.indents.clear()
        self._put(Line(number, "rule", raw))

    def _row(self, number: int, raw: str, _: re.Match[str]) -> None:
        self._put(Line(number, "row", raw))

    def _code(self, number: int, raw: str, found: re.Match[str]) -> None:
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


def cut_blocks(lines: Iterator[str]) -> Iterator[Block]:
    """Yield the blocks of a list in order, in bounded memory; every line keeps its end."""
    front_matter, first = _split_front_matter(lines)
    for number, raw in enumerate(front_matter, 1):
        yield Line(number, "front matter", raw)
    cutter, number = _Cutter(), len(front_matter)
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
