r"""LaTeX: each `\item` of a list and each `\bibitem` of a bibliography, below the sections.

    \section*{Barns}
    \item \href{https://arxiv.org/abs/2401.00001}{Owls at Night}, Ada Bee and Cy Dee, \emph{FLOC}, 2020.

Structure is read here; items are handed to the readers of Markdown, with their inline markup turned into Markdown.
"""

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from enrich.dialects._inline import Inline
from enrich.dialects._items import BOLD_LEVEL, Heading, Item, Line
from enrich.dialects._latex import markdown
from enrich.dialects.base import Piece, is_stock_label, leads_to_paper, year_in
from enrich.models import Unread

NAME = "latex"

_SUFFIXES = {".tex", ".bbl"}
_SIGN = re.compile(r"\\(?:item|bibitem|href|documentclass)(?![A-Za-z])")
_BEGIN, _END = re.compile(r"\s*+\\begin\s*+\{document\}"), re.compile(r"\s*+\\end\s*+\{document\}")
_COMMENT = re.compile(r"(?<!\\)((?:\\\\)*+)%.*", re.DOTALL)
_VERBATIM = re.compile(r"\s*+\\(begin|end)\s*+\{(?:verbatim|lstlisting|minted|comment)\*?\}")
_LISTS = frozenset({"itemize", "enumerate", "etaremune", "description", "compactitem", "compactenum"})
_LEVELS = {"part": 1, "chapter": 2, "section": 3, "subsection": 4, "subsubsection": 5, "paragraph": 6}
_STRUCTURE = re.compile(
    r"\\(?:(?P<item>item|bibitem)(?![A-Za-z])|(?P<edge>begin|end)\s*+\{(?P<of>[^{}]{0,40}+)\}"
    rf"|(?P<section>{'|'.join(_LEVELS)})\*?\s*+(?:\[[^\[\]]{{0,200}}+\])?\s*+\{{)"
)
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_BOLD_LINE = re.compile(
    r"\s*+(?:\\noindent\s*+)?\{?\\(?:textbf\s*+\{|(?:bf|bfseries)\s++)([^{}\\]{1,120}+)\}:?(?:\\\\)?\s*+\Z"
)
_TITLE = re.compile(r"\s*+\\title\s*+\{")
_LABEL = re.compile(r"\s*+\[((?:[^\[\]{}]{1,100}+|\{[^{}]{0,100}+\}){0,20}+)\]")
_KEY = re.compile(r"\s*+\{[^{}]{0,200}+\}")
_AHEAD = 1024 * 1024  # characters in which the beginning of the document is looked for
_MOST = 8_000  # characters of an item
_SHOWN = 200  # characters that an Unread repeats


def claims(path: Path, head: str) -> str | None:
    """By its suffix, if there are items, links or a preamble in it."""
    suffix = path.suffix.lower()
    return f"its name ends in {suffix}" if suffix in _SUFFIXES and _SIGN.search(head) else None


def cut(lines: Iterator[str]) -> Iterator[Piece]:
    """Yield headings, items as Markdown, and what links a paper and is none; what is before the document is skipped."""
    ahead: list[str] = []
    size = preamble = 0
    for line in lines:
        ahead.append(line)
        size += len(line)
        if _BEGIN.match(line):
            preamble = len(ahead)
        if preamble or size > _AHEAD:
            break
    cutter = _Cutter()
    for number, line in enumerate(chain(ahead, lines), 1):
        if title := _TITLE.match(line):
            words = markdown(line[title.end() : _group_end(line, title.end())])
            yield Line(number, "front matter", f"title: {Inline(words).plain()}")
        elif number > preamble:
            cutter.feed(number, line)
            yield from cutter.done
            cutter.done.clear()
    cutter.finish()
    yield from cutter.done


class _Open:
    """An item or a paragraph while its lines come."""

    def __init__(self, kind: str, line: int, depth: int = 0) -> None:
        self.kind = kind
        self.line = line
        self.depth = depth
        self.inner = 0  # environments that are open in it
        self.size = 0
        self._raws: list[str] = []
        self._texts: list[str] = []
        self._told = 0  # lines up to the last one that says something

    def add(self, number: int, raw: str, text: str, *, is_told: bool = False) -> None:
        """Take in a line, or a part of the last one."""
        is_new = number - self.line == len(self._raws)
        self.size += len(raw) * is_new
        if self.size <= _MOST:
            self._raws += [raw] * is_new
            self._texts.append(text)
            self._told = len(self._raws) if is_told or text.strip() else self._told

    @property
    def raws(self) -> list[str]:
        """The lines as they stand in the file."""
        return self._raws[: self._told]

    @property
    def text(self) -> str:
        """What it says in Markdown, without its key."""
        text = "".join(self._texts)
        label = _LABEL.match(text) if self.kind != "paragraph" else None
        text = text[label.end() :] if label else text
        key = _KEY.match(text) if self.kind == "bibitem" else None
        year = f"({label[1]}) " if label and not key and year_in(label[1]) and label[1] not in text else ""
        return year + markdown(text[key.end() if key else 0 :])


class _Cutter:
    """Reads line after line; ``done`` holds what is complete."""

    def __init__(self) -> None:
        self.done: list[Piece] = []
        self._open: _Open | None = None
        self._depth = 0  # of lists
        self._last = 0  # line of the last item that is done
        self._verbatim: Line | None = None  # where code begins whose end has not come
        self._is_over = False

    def feed(self, number: int, raw: str) -> None:
        """Take the next line, with its end."""
        edge = _VERBATIM.match(raw)
        if self._is_over or self._verbatim or edge or _END.match(raw):
            self._close()
            self._is_over = self._is_over or not (edge or self._verbatim)
            if edge:
                self._verbatim = Line(number, "unclosed", raw) if edge[1] == "begin" else None
            self.done.append(Line(number, "comment", raw))
            return
        text = _COMMENT.sub(r"\1", raw)
        is_paragraph = self._open is None or self._open.kind == "paragraph"
        if is_paragraph and (bold := _BOLD_LINE.match(text)):
            self._close()
            self.done.append(Heading(number, BOLD_LEVEL, markdown(bold[1])))
        elif is_paragraph and not raw.strip():
            self._close()
            self.done.append(Line(number, "blank", raw))
        else:
            self._cut(number, raw, text)

    def finish(self) -> None:
        """The file is over."""
        self._close()
        self.done += [self._verbatim] if self._verbatim else []

    def _cut(self, number: int, raw: str, text: str) -> None:
        """Tell the structure of a line from its text."""
        position = 0
        for found in _STRUCTURE.finditer(text):
            if found.start() < position:  # in the title of a section
                continue
            self._add(number, raw, text[position : found.start()])
            position = found.end()
            if found["item"]:
                self._close()
                self._open = _Open(found["item"], number, max(self._depth - 1, 0))
                self._open.add(number, raw, "", is_told=True)
            elif found["edge"]:
                self._pass_edge(number, raw, found["edge"] == "begin", found["of"].rstrip("*") in _LISTS)
            else:
                self._close()
                end = _group_end(text, position)
                self.done.append(Heading(number, _LEVELS[found["section"]], markdown(text[position:end])))
                position = end + 1
        if position == 0 and self._open:
            self._open.add(number, raw, text)
        else:
            self._add(number, raw, text[position:])
        if self._open is None and number > self._last:
            self.done.append(Line(number, "comment", raw))

    def _add(self, number: int, raw: str, text: str) -> None:
        if text.strip():
            self._open = self._open or _Open("paragraph", number)
            self._open.add(number, raw, text)

    def _pass_edge(self, number: int, raw: str, is_begin: bool, is_list: bool) -> None:
        """Begin or end an environment; one that begins in an item and is no list stays in it."""
        one = self._open
        is_inner = one is not None and one.kind != "paragraph" and not is_list and (is_begin or one.inner > 0)
        if one and is_inner:
            one.inner += 1 if is_begin else -1
            return
        if one and is_begin and one.kind != "paragraph":
            one.add(number, raw, "", is_told=True)  # what is nested follows without a gap
        self._close()
        self._depth = max(self._depth + is_list * (1 if is_begin else -1), 0)

    # --- What is complete --------------------------------------------------------------------------------------------

    def _close(self) -> None:
        """What was open is over."""
        one, self._open = self._open, None
        if one is None:
            return
        text = one.text
        is_item = one.kind != "paragraph"
        inline = Inline(text)
        if is_item and one.size > _MOST:
            self._tell(one, "item that is too long to be an entry")
        elif (is_item and any(map(str.isalnum, text))) or _begins_with_paper(inline):
            self._put(one, text)
        else:
            if any(leads_to_paper(span, inline) for span in inline.links):
                self._tell(one, "paper link outside of a list item")
            self.done += [Line(number, "comment", raw) for number, raw in enumerate(one.raws, one.line)]

    def _put(self, one: _Open, text: str) -> None:
        first, *others = one.raws
        if one.line == self._last:  # two in one line are none of each other
            self.done.append(Line(one.line, "row", ""))
        item = Item(one.line, first, marker="-", text=text, depth=one.depth)
        item.is_verbatim = False
        if others:
            item.add(others, "", is_new=False)
        self._last = item.line_end
        self.done.append(item)

    def _tell(self, one: _Open, reason: str) -> None:
        text = next(iter(one.raws), "").strip()[:_SHOWN]
        self.done.append(Unread(line=one.line, text=text, reason=reason))


def _group_end(text: str, start: int) -> int:
    """Where the group ends that begins before an offset; the end of the text if it does not."""
    depth = 1
    for found in _BRACE.finditer(text, start):
        depth += (found[0] == "{") - (found[0] == "}")
        if not depth:
            return found.start()
    return len(text)


def _begins_with_paper(inline: Inline) -> bool:
    """Whether a text begins with a link to a paper that is called by a name of its own."""
    link = next(iter(inline.links), None)
    if link is None or link.start > 0 or not leads_to_paper(link, inline):
        return False
    return not is_stock_label(inline.plain(link.inner, link.inner_end))
