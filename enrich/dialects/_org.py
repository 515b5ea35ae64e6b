"""Emacs Org: headings, which of them are titles, and inline markup turned into Markdown."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from enrich.dialects._inline import Inline
from enrich.dialects._records import Role, folded, has_role, is_id
from enrich.dialects._words import is_stock_label, word_count, year_in
from enrich.dialects.base import is_title_like
from enrich.venues import is_venue

# --- Inline markup ---------------------------------------------------------------------------------------------------

_LINK = re.compile(r"\[\[([^\[\]\n]{1,2000}+)\](?:\[((?:[^\[\]]{1,600}+|\[[^\[\]]{0,200}+\]){1,9}+)\])?\]")
_BASES = {"doi": "https://doi.org/", "arxiv": "https://arxiv.org/abs/"}
_DROPPED = re.compile(  # citations, time stamps, footnotes, what is for an exporter, and a break at the end of a line
    r"\[cite(?:/[a-z/]{1,20}+)?:[^\[\]\n]{1,500}+\]|(?<![\w/:.])cite[a-z]{0,12}+:&?[\w:.,&-]{1,200}+"
    r"|[<\[][0-9]{4}-[0-9]{2}-[0-9]{2}[^<>\[\]\n]{0,40}+[>\]]|\[fn:[^\[\]\n]{0,100}+\]"
    r"|@@[a-z]{1,9}+:[^@\n]{0,100}+@@|\\\\(?=[ \t]*+$)",
    re.MULTILINE,
)
_MARKED = re.compile(r"(?<![^\s({'\"-])([*/=~])(?=\S)((?:(?!\1).){1,300}+)(?<=\S)\1(?![\w/])", re.DOTALL)
_MARKS = {"*": "**", "/": "*", "=": "`", "~": "`"}


def markdown(text: str) -> str:
    """A text of Org as Markdown, on as many lines."""
    text = _DROPPED.sub("", _LINK.sub(_link, text))
    return _MARKED.sub(lambda found: f"{_MARKS[found[1]]}{found[2]}{_MARKS[found[1]]}", text)


def _link(found: re.Match[str]) -> str:
    """A link; of one into the author's own files its label stays if it is no `pdf`, of a citation nothing."""
    target, label = found[1].strip(), found[2] or ""
    scheme, _, rest = target.partition(":")
    url = _BASES.get(scheme.lower(), "") + rest if scheme.lower() in _BASES else target
    if url.startswith(("http://", "https://")):
        address = f"<{url}>" if not label or any(sign in url for sign in " ()") else url
        return f"[{label}]({address})" if label else address
    is_telling = not scheme.startswith("cite") and not is_stock_label(label.strip("|"))
    return label if is_telling else "\n" * label.count("\n")


# --- Properties ------------------------------------------------------------------------------------------------------

_PROPERTY = re.compile(r"[ \t]*+:([\w-]{1,40}+)\+?:[ \t]++(\S.*)")
_ROLES: tuple[Role, ...] = ("title", "authors", "year", "venue", "arxiv", "doi", "id", "links", "citations", "pages")
_IDS = frozenset({"id", "customid"})  # also of the heading itself


def property_of(line: str) -> tuple[str, str] | None:
    """The name and the value of a property that says something about a paper."""
    found = _PROPERTY.match(line)
    return telling(found[1], found[2]) if found else None


def telling(name: str, value: str) -> tuple[str, str] | None:
    """A name with its value in Markdown, if they say something about a paper."""
    value = markdown(value).strip().removeprefix("<").removesuffix(">")
    if folded(name) in _IDS:
        return ("id", value) if is_id(value) else None
    return (name, value) if "://" in value or any(has_role(name, role) for role in _ROLES) else None


# --- Headings --------------------------------------------------------------------------------------------------------

HEADING = re.compile(r"(\*++)[ \t]")
_STATES = "TODO DONE NEXT WAITING WAIT HOLD STARTED SOMEDAY READ READING TOREAD SKIMMED CANCELED CANCELLED"
_DECLARED = re.compile(r"#\+(?:SEQ_|TYP_)?TODO:(.*)", re.IGNORECASE)
_PRIORITY = re.compile(r"\[#[A-Z0-9]{1,2}\]")
_AT_END = re.compile(r"\[[0-9]{0,5}(?:/[0-9]{0,5}|%)\]|:(?:[\w@#%]++:)++")  # `[2/5]`, `:owls:barns:`
_LISTED = re.compile(r"[ \t]*+(?:[-+]|[0-9]{1,4}[.)])[ \t]++(?:\[[ xX-]\][ \t]++)?(?=\S)")
_LOG = re.compile(r"[ \t]*+:(?:LOGBOOK|END):", re.IGNORECASE)
_LEAST_WORDS = 4
_FEWEST = 2  # headings below the same one that are titles, unless they have a year
_ENOUGH = 0.8  # of the headings below the same one


class Headline(NamedTuple):
    """A heading: its level, and its title in Markdown without the state, the priority and the tags."""

    line: int
    level: int
    title: str
    is_comment: bool = False

    @property
    def dated(self) -> tuple[str, str]:
        """The title without the year that is its last word, and that year; empty when there is none."""
        words, _, last = self.title.rpartition(" ")
        is_year = words and len(last) <= len("(2000)") and year_in(last) and not is_venue(self.title)
        return (words, last.strip("()")) if is_year else (self.title, "")


def looks_like_title(text: str) -> bool:
    """Whether a text begins with a link that is called by a title, or is written like one of several words."""
    inline = Inline(text)
    if text.startswith("[") and inline.links and inline.links[0].start == 0:
        return not is_stock_label(inline.plain(0, inline.links[0].end))
    plain = inline.plain()
    return is_title_like(plain) and word_count(plain) >= _LEAST_WORDS


class Outline:
    """What the first part of a file tells of all of it: its words for states, and which headings are titles.

    Headings below the same one are titles when nearly all of them look like it; those with titles or lists of them
    below are sections, whatever they look like. Behind that part, headings of the same levels are.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self._states = set(_STATES.split())
        self._sections: set[int] = set()
        self._titles: set[int] = set()
        self._levels: set[int] = set()  # of titles
        self._told: set[int] = set()  # lines of headings whose properties say that they are papers
        found: list[Headline] = []
        items = listed = number = 0  # items: below the heading
        is_log = False
        for number, line in enumerate(lines, 1):
            if HEADING.match(line):
                found.append(self.read(number, line))
                items = listed = 0
                is_log = False
            elif _LOG.match(line):
                is_log = line.strip()[1:4].upper() == "LOG"
            elif declared := _DECLARED.match(line):
                self._states |= {word.partition("(")[0] for word in declared[1].replace("|", " ").split()}
            elif found and property_of(line):
                self._told.add(found[-1].line)
            elif found and not is_log and (item := _LISTED.match(line)):
                text = markdown(line[item.end() :].strip())
                items += 1
                listed += looks_like_title(text) * (2 if text.startswith("[") else 1)
                (self._sections.add if listed > max(1, items / 2) else self._sections.discard)(found[-1].line)
        self._last = number
        self._find_titles(found)

    def read(self, number: int, line: str) -> Headline:
        """Take a heading apart."""
        stars, *words = line.split()
        while words and _AT_END.fullmatch(words[-1]):
            words.pop()
        first = words[:1]
        if words and words[0] in self._states:
            words.pop(0)
        if words and _PRIORITY.fullmatch(words[0]):
            words.pop(0)
        is_comment = words[:1] == ["COMMENT"]
        return Headline(number, len(stars), markdown(" ".join(words or first)).strip(), is_comment)

    def is_section(self, heading: Headline) -> bool:
        """Whether titles stand below a heading."""
        return heading.line in self._sections

    def is_title(self, heading: Headline) -> bool:
        """Whether a heading is one of those that are titles."""
        is_like = heading.level in self._levels and looks_like_title(heading.title)
        return heading.line in self._titles or (heading.line > self._last and is_like)

    def _find_titles(self, found: list[Headline]) -> None:
        """Look at the deepest headings first, since what stands above titles is a section."""
        above, levels = _headings_above(found), dict[int, list[Headline]]()
        for heading in found:
            if not heading.is_comment and above[heading.line] not in self._told:
                levels.setdefault(heading.level, []).append(heading)
        for level in sorted(levels, reverse=True):
            groups: dict[int, list[Headline]] = {}
            for heading in levels[level]:
                if heading.line not in self._sections:
                    groups.setdefault(above[heading.line], []).append(heading)
            found_here = [line for group in groups.values() for line in self._titles_in(group)]
            self._levels |= {level} if found_here else set()
            for line in found_here:
                self._titles.add(line)
                while (line := above[line]) and line not in self._sections:
                    self._sections.add(line)

    def _titles_in(self, group: list[Headline]) -> set[int]:
        """The lines of those headings below the same one that are titles; of none, unless nearly all of them are."""
        like = [one for one in group if one.line in self._told or looks_like_title(one.title)]
        titles = {one.line for one in like} | {one.line for one in group if one.dated[1]}
        is_sure = len(like) >= _FEWEST or any(one.dated[1] for one in like)
        return titles if is_sure and len(titles) >= _ENOUGH * len(group) else set()


def _headings_above(found: list[Headline]) -> dict[int, int]:
    """The line of the heading that each one stands below, 0 for none; by lines."""
    above, open_ones = {}, list[Headline]()
    for heading in found:
        while open_ones and open_ones[-1].level >= heading.level:
            open_ones.pop()
        above[heading.line] = open_ones[-1].line if open_ones else 0
        open_ones.append(heading)
    return above
