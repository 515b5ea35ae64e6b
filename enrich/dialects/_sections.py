"""Where in a list an entry stands: below which headings, and below which labels of nested items."""

import re

from enrich.dialects._inline import Inline
from enrich.dialects._items import Heading
from enrich.dialects._words import readable

_ABOUT_LIST = re.compile(
    r"\W*(?:how to )?(?:contribut(?:e|ing|ions?|ors)|(?:table of )?contents?|licen[sc]e|news|updates?|coming soon"
    r"|(?:change|update)[- ]?(?:logs?|records?)|acknowledge?ments?|contacts?(?: us)?|categories|citations?"
    r"|(?:project )?maintainers"
    r"|目录|贡献|更新(?:日志)?)"
    r"(?: guide(?:lines)?)?(?: (?:&|and) (?:contributors|maintainers|news))?\W*",
    re.IGNORECASE,
)
_MEETINGS = r"(?:workshops?|tutorials?|challenges?|competitions?)"
_OF_MEETINGS = re.compile(
    rf"\W*(?:(?:other|past|recent|related|upcoming)\s)?{_MEETINGS}(?:\s(?:and|&)\s{_MEETINGS})?\W*", re.IGNORECASE
)
MAX_LABEL = 100  # characters; what is longer is no name of a section


def heading_text(text: str) -> str:
    """Text of a heading or a label as a person reads it."""
    return readable(Inline(text).plain())


class Sections:
    """The headings and labels that are open at a place; ``name`` joins them, and is None above the first.

    A bold line alone is one level below the headings around it. A list item that only says what the items nested in
    it have in common is one level more for those. ``title_line`` is the line of the heading that names the list.
    """

    def __init__(self, title_line: int | None) -> None:
        self._title_line = title_line
        self._headings: list[Heading] = []
        self._labels: list[tuple[int, str]] = []  # depth of the item, text
        self.name: str | None = None

    def enter(self, heading: Heading) -> None:
        """Go on below a heading."""
        while self._headings and self._headings[-1].level >= heading.level:
            self._headings.pop()
        if heading.line != self._title_line:
            self._headings.append(heading._replace(text=heading_text(heading.text)))
        self._labels.clear()
        self._rename()

    def enter_label(self, depth: int, text: str) -> None:
        """Go on below a label; it stays open until an item at its depth comes."""
        self._labels.append((depth, text))
        self._rename()

    def leave_labels(self, depth: int) -> None:
        """Go on with an item at a depth: labels that are as deep or deeper say nothing about it."""
        if self._labels and self._labels[-1][0] >= depth:
            self._labels = [label for label in self._labels if label[0] < depth]
            self._rename()

    @property
    def is_about_list(self) -> bool:
        """Whether what stands here is about the list itself, by its nearest heading: `Contributing`, `News`."""
        return bool(self._headings) and _ABOUT_LIST.fullmatch(self._headings[-1].text.strip()) is not None

    @property
    def is_of_meetings(self) -> bool:
        """Whether meetings stand here, whose pages have a venue and a year as papers do: `Workshops`, `Challenges`."""
        return bool(self._headings) and _OF_MEETINGS.fullmatch(self._headings[-1].text) is not None

    def _rename(self) -> None:
        texts = [heading.text for heading in self._headings] + [text for _, text in self._labels]
        self.name = " / ".join(filter(None, texts)) or None
