r"""Inline markup of one list item, found in one pass.

Not a Markdown renderer: it finds what a reader of lists needs (links, bold and italic runs, code spans, and what to cut
so that plain text remains) in time linear in the text, on any input. Where people and CommonMark disagree
(``** bold **``), it sides with the people.
"""

import html
import re
from bisect import bisect_left
from collections.abc import Callable
from typing import ClassVar, NamedTuple

# An open destination stops at the next bracket, so that no text is scanned twice; one level of brackets may nest.
_DESTINATION = re.compile(
    r"\] ?\(\s*+(?:<([^<>\n]*+)>|([^\s()]*+(?:\([^\s()]*+\)[^\s()]*+)*+))(?:\s++(?:\"[^\"]*+\"|'[^']*+'))?+\s*+\)"
    r"|\]\(([./\w][^()<>\"\n]{2,200}\.(?:md|pdf|html?|txt|ipynb))\)"  # of a file, with blanks in its name
)
_MATH = re.compile(r"\$(?=[^\s$])[^$`\[\]]{1,120}(?<!\s)\$")  # `$L_2$`; not the prices in "from $5 to $10"
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*+)([^<>]*+)>")
_HREF = re.compile(r"""\bhref\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'>]++))""", re.IGNORECASE)
_SOURCE = re.compile(r"\bsrc\s?=\s?[\"']?(https?://[^\"'\s>]{1,1000})", re.IGNORECASE)
_ANGLE_URL = re.compile(r"<(https?://[^\s<>]++)>")
_URL = re.compile(
    r"https?://[^\s()<>\[\]\"`|，。；、（）《》]*+(?:\([^\s()<>]*+\)[^\s()<>\[\]\"`|，。；、（）《》]*+)*+"
)
# A link or an image with nothing in its label that could be markup: most links are, and are read at once, together
# with the brackets that lists like to put around them.
_LABEL_AND_URL = r"([^\[\]\\`*_<$~\n]*+)\]\(([^\s()<>]++)\)"
_PLAIN_LINK = rf"\[(?:{_LABEL_AND_URL}|\[{_LABEL_AND_URL}\](?!\(|\ \(http))?"
_PLAIN_RUN = re.compile(r"(\*{1,2}+)(?!\s)[^*_\[\]\\`<$~\n]++(?<!\s)\1(?!\*)")  # the same of bold and italic runs
# Every alternative begins with a letter of its own, which lets the engine skip plain text fast.
_TOKEN = re.compile(
    rf"{_PLAIN_LINK}|!\[(?:{_LABEL_AND_URL})?|\\(?:[!-/:-@\[-`{{-~]|(?=\n))|``*|\]|\*\**|__*|<|https?://|\$|\n\n\n*|~~~*"
)
_BACKTICKS = re.compile("`+")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_INLINE_TAGS = frozenset({"a", "b", "strong", "i", "em", "sub", "sup", "span", "font", "mark", "code", "u", "small"})
_BOLD_TAGS = frozenset({"b", "strong"})


def unescape(text: str) -> str:
    """Resolve character references; only whole ones, since addresses hold things like `&copy=1`."""
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), text) if "&" in text else text


class Span(NamedTuple):
    """A run of text: ``start`` and ``end`` with its markup, ``inner`` and ``inner_end`` without."""

    start: int
    end: int
    inner: int
    inner_end: int
    url: str = ""


class Inline:
    """What was found in a text, each kind in the order in which it ends."""

    __slots__ = (
        *("_is_sorted", "_link_starts", "_plain", "codes", "cuts"),
        *("emphasis", "images", "links", "strong", "text"),
    )

    def __init__(self, text: str) -> None:
        self.text = text
        self.links: list[Span] = []
        self.images: list[Span] = []
        self.strong: list[Span] = []
        self.emphasis: list[Span] = []
        self.codes: list[Span] = []
        self.cuts: list[tuple[int, int, str]] = []
        self._is_sorted = False
        self._link_starts: list[int] | None = None
        self._plain: dict[tuple[int, int], str] = {}  # several questions are asked about each range
        if first := _TOKEN.search(text):
            _Scanner(self).scan(first)

    def cut(self, start: int, end: int, instead: str = "") -> None:
        """Take a range out of the plain text."""
        self.cuts.append((start, end, instead))
        if self._plain:
            self._plain.clear()

    def next_link(self, start: int, end: int) -> int:
        """Where the first link in a range begins; its end when there is none."""
        if self._link_starts is None:
            self._link_starts = sorted([span.start for span in self.links])
        place = bisect_left(self._link_starts, start)
        return min(self._link_starts[place], end) if place < len(self._link_starts) else end

    def beside_links(self) -> str:
        """Text without markup and without links."""
        words, position = [], 0
        for span in self.links:
            words.append(self.plain(position, span.start))
            position = span.end
        return " ".join([*words, self.plain(position)])

    def plain(self, start: int = 0, end: int | None = None) -> str:
        """Text of a range without markup, tags and images, on one line; a link leaves its label."""
        end = len(self.text) if end is None else end
        if start >= end:
            return ""
        plain = self._plain.get((start, end))
        if plain is None:
            words = self._without_cuts(start, end)
            plain = self._plain[start, end] = " ".join((unescape(words) if "&" in words else words).split())
        return plain

    def _without_cuts(self, start: int, end: int) -> str:
        if not self._is_sorted:
            self.cuts.sort()
            self._is_sorted = True
        text, cuts, position = self.text, self.cuts, start
        first = bisect_left(cuts, (start,))
        if first and cuts[first - 1][1] > start:  # the range begins inside of one, such as an address
            position = min(cuts[first - 1][1], end)
        if first == len(cuts) or cuts[first][0] >= end:
            return text[position:end]
        pieces: list[str] = []
        for cut_start, cut_end, instead in cuts[first : bisect_left(cuts, (end,), first)]:
            if cut_end > position:
                if cut_start > position:
                    pieces.append(text[position:cut_start])
                if instead:
                    pieces.append(instead)
                position = cut_end
        pieces.append(text[position:end])
        return "".join(pieces)


class _Scanner:
    """The one pass over a text that fills an ``Inline``."""

    anchor: tuple[int, int, str] | None = None  # an open <a>: start, start of its label, address
    bold_tag: tuple[int, int] | None = None
    strike: int | None = None  # an open `~~`
    closers: dict[int, int] | None = None
    comment_is_open = False  # no later comment can end either

    def __init__(self, found: Inline) -> None:
        self.found = found
        self.text = found.text
        self.openers: list[tuple[int, bool]] = []  # position of `[` or `![`, is an image
        self.runs: dict[str, list[list[int]]] = {"*": [], "_": []}  # open delimiter runs: position, length left

    def scan(self, first: re.Match[str]) -> None:
        """Walk from token to token; what a token swallows is not looked at again."""
        token: re.Match[str] | None = first
        text, search, actions = self.text, _TOKEN.search, self._ACTIONS
        while token:
            start, end = token.span()
            stop = self._link(token, start, end) if token.lastindex else actions[text[start]](self, start, end)
            token = search(text, stop)

    def _escape(self, start: int, end: int) -> int:
        self.found.cut(start, start + 1)
        return end

    def _paragraph(self, start: int, end: int) -> int:
        """Forget what is open: markup never spans paragraphs."""
        self.openers.clear()
        self.runs["*"].clear()
        self.runs["_"].clear()
        self.strike = None
        return end

    def _strike(self, start: int, end: int) -> int:
        """What is struck out is text all the same; a fence of three is none of ours."""
        if end - start != 2:
            return end
        if self.strike is None:
            self.strike = start
        else:
            self.found.cut(self.strike, self.strike + 2)
            self.found.cut(start, end)
            self.strike = None
        return end

    def _code(self, start: int, end: int) -> int:
        if self.closers is None:
            self.closers = _closing_runs(self.text)
        closer = self.closers.get(start)
        if closer is None:
            return end
        length = end - start
        self.found.cut(start, end)
        self.found.cut(closer, closer + length)
        self.found.codes.append(Span(start, closer + length, end, closer))
        return closer + length

    def _math(self, start: int, end: int) -> int:
        math = _MATH.match(self.text, start)
        return math.end() if math else end

    def _bare_url(self, start: int, end: int) -> int:
        url = _URL.match(self.text, start)
        if url is None:
            return end
        stop = start + len(url[0].rstrip(".,;:!?'*_"))
        if stop > end and self.anchor is None:
            self.found.links.append(Span(start, stop, start, stop, self.text[start:stop]))
        return max(stop, end)

    def _link(self, token: re.Match[str], start: int, end: int) -> int:
        """A link or an image whose label is nothing but text."""
        group = token.lastindex or 0
        label, url = token.group(group - 1, group)
        if "://" in label:
            return self._open(start, start + 2 if self.text[start] == "!" else start + 1)
        inner = token.start(group - 1)
        inner_end = inner + len(label)
        stop = inner_end + len(url) + 3
        if "&" in url:
            url = unescape(url)
        if self.text[start] == "!":
            self.found.images.append(Span(start, stop, inner, inner_end, url))
            self.found.cuts.append((start, stop, ""))
        else:
            self.found.links.append(Span(inner - 1, stop, inner, inner_end, url))
            self.found.cuts += ((inner - 1, inner, ""), (inner_end, stop, ""))
        return end

    def _open(self, start: int, end: int) -> int:
        self.openers.append((start, end - start == 2))
        return end

    def _close(self, start: int, end: int) -> int:
        if not self.openers:
            return end
        opener, is_image = self.openers.pop()
        if not self.text.startswith(("(", " (http"), end):  # `[Paper] (http://…)`, as GitHub once read it
            return end
        destination = _DESTINATION.match(self.text, start)
        links = self.found.links
        while destination and links and links[-1].start > opener and links[-1].inner == links[-1].start:
            links.pop()  # an address as a label
        # Links do not nest: the outer brackets of `[[pdf](…)](…)` are text.
        if destination is None or (not is_image and links and links[-1].start > opener):
            return end
        stop = destination.end()
        inner = opener + 2 if is_image else opener + 1
        span = Span(opener, stop, inner, start, unescape(destination[1] or destination[2] or destination[3] or ""))
        if is_image:
            self.found.images.append(span)
            self.found.cut(opener, stop)
        else:
            links.append(span)
            self.found.cut(opener, inner)
            self.found.cut(start, stop)
        return stop

    def _delimiters(self, start: int, end: int) -> int:
        """Pair runs of `*` or `_`, two by two (bold) as long as both have two, else one by one (italic)."""
        mark = self.text[start]
        left, open_runs = end - start, self.runs[mark]
        run = _PLAIN_RUN.match(self.text, start) if mark == "*" and not open_runs else None
        if run and "://" not in run[0]:
            self._enclose(start, end, run.end() - left, run.end())
            return run.end()
        before = self.text[start - 1] if start else " "
        after = self.text[end] if end < len(self.text) else " "
        can_open, can_close = not after.isspace(), not before.isspace()
        if mark == "_":
            can_open, can_close = can_open and not before.isalnum(), can_close and not after.isalnum()
        is_loose = end - start > 1 and not can_open and not can_close  # ` ** `
        if can_close or is_loose or (end - start > 1 and after in ",.;:|)]"):
            left = self._pair(start, left, open_runs)
        if left and (can_open or is_loose):
            open_runs.append([end - left, left])
        return end

    def _enclose(self, start: int, inner: int, inner_end: int, end: int) -> None:
        """A bold run, or with one sign on each side an italic one."""
        found = self.found
        (found.strong if inner - start == 2 else found.emphasis).append(Span(start, end, inner, inner_end))
        found.cuts += ((start, inner, ""), (inner_end, end, ""))

    def _pair(self, start: int, left: int, open_runs: list[list[int]]) -> int:
        """Close open runs with a run of ``left`` marks at ``start``; the rest is returned."""
        position = start
        while left and open_runs:
            run = open_runs[-1]
            width = 2 if left > 1 and run[1] > 1 else 1
            if width == 1 and left % 2 != run[1] % 2:  # the star of `**A* search**` is no markup
                if run[1] > 1:
                    break
                open_runs.pop()
                continue
            run[1] -= width
            opener = run[0] + run[1]
            self._enclose(opener, opener + width, position, position + width)
            position += width
            left -= width
            if not run[1]:
                open_runs.pop()
        return left

    def _angle(self, start: int, end: int) -> int:
        if self.text.startswith("<!--", start):
            return self._comment(start)
        if url := _ANGLE_URL.match(self.text, start):
            self.found.links.append(Span(start, url.end(), start + 1, url.end() - 1, url[1]))
            self.found.cut(start, start + 1)
            self.found.cut(url.end() - 1, url.end())
            return url.end()
        tag = _TAG.match(self.text, start)
        if tag is None:
            return end
        name = tag[2].lower()
        self.found.cut(start, tag.end(), "" if name in _INLINE_TAGS else " ")
        if name == "a":
            self._anchor(tag)
        elif name == "img" and (source := _SOURCE.search(tag[0])):
            self.found.images.append(Span(start, tag.end(), start, start, unescape(source[1])))
        elif name in _BOLD_TAGS:
            self._bold(tag)
        return tag.end()

    def _comment(self, start: int) -> int:
        stop = -1 if self.comment_is_open else self.text.find("-->", start)
        if stop < 0:
            self.comment_is_open = True
            return start + 4
        self.found.cut(start, stop + 3)
        return stop + 3

    def _anchor(self, tag: re.Match[str]) -> None:
        if not tag[1]:
            address = _HREF.search(tag[3])
            self.anchor = (tag.start(), tag.end(), unescape(address[address.lastindex or 0])) if address else None
        elif self.anchor is not None:
            start, inner, url = self.anchor
            self.found.links.append(Span(start, tag.end(), inner, tag.start(), url))
            self.anchor = None

    def _bold(self, tag: re.Match[str]) -> None:
        if not tag[1]:
            self.bold_tag = (tag.start(), tag.end())
        elif self.bold_tag is not None:
            self.found.strong.append(Span(self.bold_tag[0], tag.end(), self.bold_tag[1], tag.start()))
            self.bold_tag = None

    _ACTIONS: ClassVar[dict[str, Callable[["_Scanner", int, int], int]]] = {
        "\\": _escape,
        "`": _code,
        "[": _open,
        "!": _open,
        "]": _close,
        "*": _delimiters,
        "_": _delimiters,
        "<": _angle,
        "h": _bare_url,
        "$": _math,
        "\n": _paragraph,
        "~": _strike,
    }


def _closing_runs(text: str) -> dict[int, int]:
    """Where each run of backticks is closed: at the next run of the same length."""
    closers: dict[int, int] = {}
    last: dict[int, int] = {}
    for run in _BACKTICKS.finditer(text):
        length = run.end() - run.start()
        if length in last:
            closers[last[length]] = run.start()
        last[length] = run.start()
    return closers
