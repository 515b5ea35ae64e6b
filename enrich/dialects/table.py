"""Tables, in Markdown or HTML: a row is an entry, and the names of the columns say what its cells are.

Columns are known by their names in English and Chinese (``Title``, ``论文``, ``Venue``, ``会议`` …), but what a cell
holds decides: the column `Paper` may hold the title or nothing but a link, and a table may have no names at all.
"""

import re
from functools import lru_cache
from typing import Literal

from enrich.dialects import base
from enrich.identifiers import ArxivId
from enrich.models import EntryKind, Link

NAME = "table"
SHAPES = frozenset({"row"})

_Role = Literal["title", "paper", "name", "venue", "date", "authors", "citations", "stars", "arxiv", "source"]
_PATTERNS: tuple[tuple[_Role, str], ...] = (
    ("title", r"title|题目|标题|题名|论文名|文章名|^names? of (?:the )?(?:paper|article)s?$|タイトル|제목|논문명"),
    ("authors", r"author|作者|著者|저자"),
    ("citations", r"citation|\bcit(?:es|ed)\b|引用|被引|인용"),
    ("stars", r"\bstars?\b|⭐|星"),
    ("arxiv", r"^arxiv(?: id| no\.?| number)?$"),
    ("source", r"^source$|来源"),  # a venue, a company, a site
    (
        "venue",
        r"venue|收录|\bconf(?:erence)?s?\b|journal|publi(?:sh|cation)|\bpub\b|proceedings|会议|期刊|发表|出处|会議|学会|학회|발표처|게재|학술지|저널",
    ),
    ("date", r"date|year|time|month|年|日期|时间|日付|연도|년도|날짜|발행"),
    (
        "paper",
        r"^(?:the |research |required |assigned |suggested |optional |main )?"
        r"(?:paper|article|publication|work|reference|reading|literature)(?:s|\(s\))?(?: name| ?/ ?source)?$"
        r"|^(?:论文|文章|文献|工作|論文|논문)$",
    ),
    (
        "name",
        r"^(?:name|method|model|approach|dataset|benchmark|system|framework|project|survey|模型|方法|名称|数据集|基准|框架)s?$",
    ),
)
_ROLES = tuple((role, re.compile(pattern)) for role, pattern in _PATTERNS)
_DATED = re.compile(r"[&/]|\band\b|与")
_ABOUT_VENUE = re.compile(  # and no name
    r"\b(?:type|kind|rank(?:ing)?|tier|level|quality|class|category)\b|类型|等级|级别|分区"
)
_NUMBER = re.compile(r"(?<![\w.])([0-9]{1,3}(?:,[0-9]{3})++|[0-9]{1,9}(?:\.[0-9]{1,3})?)([kK]?)(?![\w.,])")
_EMPTY = frozenset({"", "-", "--", "—", "–", "/", "n/a", "na", "none", "nan", "null", "tba", "tbd", "无", "x", "?"})
_UNKNOWN = _EMPTY - {"", "x"} | {"-1"}
_NO_VENUE = re.compile(
    r"arxiv(?![a-z])|preprint|submitted|under review|blog|git(?:hub|lab)\b|website|tech(?:nical)? report"
    r"|(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}[\s.,'’-]+[0-9]",
    re.IGNORECASE,
)
_PREPRINT = re.compile(r"arxiv(?![a-z])|preprint\b", re.IGNORECASE)
_FEWEST_OF_TITLE = 5  # words below a name that may also be that of the venues
_LONGEST_LABEL = 6  # words of a link that is called by its venue
_LONGEST_BEHIND = 300  # characters that may cite the paper behind its title
_BREAK = re.compile(r"<br\s*/?>|\n", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]")
_YEAR_LAST = re.compile(r"(?<![\s,，;'’])(?:[\s,，;'’]*+\(?(?:19|20)[0-9]{2}\)?|\s?['’][0-9]{2})\Z")
_NOBODY = re.compile(r"\W*|(?:authors?\s)?(?:unknown|anonymous(?: authors?)?|tb[ad] et al\.?)", re.IGNORECASE)


_SPEAKS = re.compile(
    r"\bpresent(?:ers?|ed by)\b|\bspeakers?\b|\bdiscussants?\b|\b(?:discussion )?leaders?\b"
    r"|发表人|主讲|报告人|分享人|発表者|발표자"
)
_OF_PAPER = re.compile(r"year|publi|年|연도|년도|연월|발행")  # a date below it is the paper's, also in a schedule


@lru_cache(maxsize=256)
def _columns(names: tuple[str, ...]) -> dict[_Role, tuple[int, ...]]:
    """Which columns play which role; a name may give two: `Pub. & Date`."""
    found: dict[_Role, list[int]] = {}
    for number, name in enumerate(names):
        name = " ".join(name.lower().split())
        roles = [role for role, pattern in _ROLES if pattern.search(name)]
        if "date" in roles and "venue" in roles and not _DATED.search(name):
            roles = ["date"]
        if "venue" in roles and _ABOUT_VENUE.search(name):
            roles.remove("venue")
        if "title" in roles:
            roles = ["title"]
        for role in roles:
            found.setdefault(role, []).append(number)
    if any(_SPEAKS.search(name.lower()) for name in names):  # the days on which papers are presented
        found["date"] = [number for number in found.get("date", ()) if _OF_PAPER.search(names[number].lower())]
    return {role: tuple(numbers) for role, numbers in found.items()}


def _cells(item: base.Item, role: _Role) -> list[base.Item]:
    """The cells of a row below the columns of a role."""
    cells = item.cells
    return [cells[number] for number in _columns(item.columns).get(role, ()) if number < len(cells)]


class _Title:
    """A title that was found in a cell."""

    def __init__(self, cell: base.Item, start: int, end: int) -> None:
        self.cell = cell
        self.start = start
        self.end = end
        inline = cell.inline
        inner, title = base.read_title(inline, start, end, base.AFTER_TITLE)
        self.text, self.tail = base.split_tail(base.trimmed(title))
        before, after = base.marks_around(inline, start, end, len(cell.text))
        self.marks = before + inner + after
        self.is_citation = base.is_citation(inline.plain(start, end))
        self.behind = inline.plain(end, end + _LONGEST_BEHIND)


def _title_in(cell: base.Item) -> _Title | None:
    found = base.find_title(cell)
    title = _Title(cell, found.start, found.end) if found else None
    return title if title and _is_name(title.text) else None


def _is_name(text: str) -> bool:
    """Whether words may name a paper: no mark, no venue, no word that says what kind of thing a link leads to."""
    return bool(_WORD.search(text)) and not base.is_stock_label(text) and not base.is_venue(text)


def _words_in(cell: base.Item) -> _Title | None:
    """The words of a cell that hold nothing but a name, however short."""
    title = _Title(cell, 0, len(cell.text))
    return title if title.text.lower() not in _EMPTY and _is_name(title.text) else None


def _find_title(item: base.Item) -> tuple[_Title, bool] | None:
    """The title of a row; and whether its column says that it is one."""
    texts = [cell.text for cell in item.cells if cell.text]
    if len(texts) == 1 and texts[0].startswith("<details"):  # folded away below a paper
        return None
    for role in ("title", "paper", "name"):
        for cell in _cells(item, role):
            title = _title_in(cell) or (_words_in(cell) if role != "paper" else None)
            is_other = role == "paper" and title and (_is_beside_title(item, title) or _is_where(item, cell, title))
            if role == "name" and title:
                title = _spelt_out(item, title)
            if title and not title.is_citation and not is_other:
                words = base.word_count(title.text)
                is_told = title.text.count(" ") > 2 and _has_venue(item)  # `| Name | Source |`
                return title, role == "title" or (role == "paper" and words > 2) or is_told
    titles = [title for cell in item.cells if (title := _title_in(cell))]
    best = max(titles, key=_likeness, default=None)
    if best and best.text.count(" ") < _FEWEST_OF_TITLE and not _is_linked(best):
        best = next((title for title in titles[: titles.index(best)] if _is_linked(title)), best)
    cited = next((title for title in titles if _is_reference(title)), None)
    if cited and not (best and _likeness(best)[0]):
        return cited, True
    return (best, False) if best else None


def _is_reference(title: _Title) -> bool:
    """Whether a cell holds all of a reference: several people, the title, and where it appeared."""
    inline = title.cell.inline
    names = base.names_before(base.readable(inline.plain(0, title.start))) if title.start else None
    has_words = base.word_count(title.text) > _FEWEST_OF_TITLE and base.word_count(title.behind) > 0
    return names is not None and (len(names[0]) > 1 or not names[1]) and has_words


def _spelt_out(item: base.Item, name: _Title) -> _Title:
    """The title that begins with a name, where another cell has it: `| GenBarn | GenBarn: Generalizable Barns |`."""
    titles = (_title_in(cell) for cell in item.cells if cell.text.startswith(f"{name.text}: "))
    return next(filter(None, titles), name)


def _is_where(item: base.Item, cell: base.Item, title: _Title) -> bool:
    """Whether a few words below `Publication` say where the paper appeared, and are no title."""
    return cell in _cells(item, "venue") and not cell.inline.links and base.word_count(title.text) < _FEWEST_OF_TITLE


def _is_beside_title(item: base.Item, word: _Title) -> bool:
    """Whether a word without a link stands beside a longer text that links a paper: `| ROOMS25 | [A Title](…) |`."""
    if base.word_count(word.text) > 1 or word.cell.inline.links:
        return False
    return any(_likeness(title)[0] for cell in item.cells if (title := _title_in(cell)))


def _is_linked(title: _Title) -> bool:
    """Whether a title is the name of a link to a paper, and no citation."""
    links = [span for span in title.cell.inline.links if title.start <= span.start < title.end]
    return not title.is_citation and any(base.leads_to_paper(span, title.cell.inline) for span in links)


def _likeness(title: _Title) -> tuple[bool, int]:
    """How much the text of a cell is like a title, where no column says so: a link to a paper, then its words."""
    links = [span for span in title.cell.inline.links if title.start <= span.start < title.end]
    words = 2 if title.is_citation else min(base.word_count(title.text), 4)
    return words > 2 and any(base.leads_to_paper(span, title.cell.inline) for span in links), words


def _has_venue(item: base.Item) -> bool:
    """Whether a row has a column of venues, or a venue that is known in one of sources."""
    return bool(_cells(item, "venue")) or any(base.find_venue(cell.text) for cell in _cells(item, "source"))


def sniff(item: base.Item) -> bool:
    """A row with a link to a paper, or below a column of titles, or of a name beside a venue."""
    columns = _columns(item.columns)
    is_told = "title" in columns or ("name" in columns and _has_venue(item)) or _has_paper_link(item)
    return is_told or any(map(_is_reference, filter(None, map(_title_in, item.cells))))


def _has_paper_link(item: base.Item) -> bool:
    return "://" in item.text and any(
        base.leads_to_paper(span, cell.inline) for cell in item.cells for span in cell.inline.links
    )


def read(item: base.Item) -> base.Fields | None:
    """Read one row; None when it is not about a paper."""
    found = _find_title(item)
    if found is None:
        return None
    title, is_said = found
    own = base.links_of(title.cell)
    is_linked = any(map(base.is_paper_link, own))
    links = tuple(
        link
        for cell in item.cells
        for link in base.links_of(cell)
        if cell is title.cell or not (is_linked and _cites(cell))
    )
    is_paper = any(map(base.is_paper_link, links))
    if not is_paper and not (is_said and (links or base.word_count(title.text) > 1)):
        return None
    venue, venue_year, venue_spans = _venue(item, title)
    citations, citation_spans = _number(item, "citations")
    stars, star_spans = _number(item, "stars")
    authors, author_spans = _authors(item, title)
    before = title.cell.inline.plain(0, title.start) if authors else ""  # `Ada Bee. 2013. **A Title**`
    return base.Fields(
        title=title.text,
        kind="paper"
        if is_paper
        else _kind(links, is_paper=bool(venue) or _is_on_arxiv(item) or _is_plain_title(item, title)),
        marks=title.marks,
        stated_arxiv_id=base.arxiv_id_of(own) or base.arxiv_id_of(links) or _listed_id(item),
        stated_doi=base.doi_of(own) or base.doi_of(links),
        stated_year=venue_year
        or _year(item)
        or base.year_in(f"{title.tail} {title.behind} {before}")
        or _badge_year(item),
        stated_venue=venue,
        stated_citations=citations,
        stated_stars=stars,
        stated_authors=authors[0] if authors else None,
        stated_authors_complete=authors[1] if authors else None,
        links=links,
        spans=(*citation_spans, *venue_spans, *star_spans, *author_spans),
    )


def _cites(cell: base.Item) -> bool:
    """Whether a cell links other papers by their names, such as those of the data that were used."""
    named = [link for link in base.links_of(cell) if base.is_paper_link(link) and not base.is_stock_label(link.label)]
    return len([link for link in named if not base.is_venue(link.label)]) > 1


def _listed_id(item: base.Item) -> str | None:
    """The arXiv id that stands in a column of its own."""
    ids = (ArxivId.find(cell.text) for cell in _cells(item, "arxiv"))
    return next((str(found) for found in ids if found), None)


def _kind(links: tuple[Link, ...], *, is_paper: bool) -> EntryKind:
    kind = base.entry_kind(links[0]) if links else "paper"
    return "paper" if kind == "other" or (is_paper and kind != "blog") else kind


def _is_on_arxiv(item: base.Item) -> bool:
    """Whether the column of venues says that the paper is a preprint."""
    return any(_PREPRINT.match(cell.inline.plain()) for cell in _cells(item, "venue"))


def _is_plain_title(item: base.Item, title: _Title) -> bool:
    """Whether a title without a link stands in a column of papers, or of titles where no column has papers."""
    is_named = title.cell in (_cells(item, "paper") or _cells(item, "title"))
    return is_named and not title.cell.inline.links and base.word_count(title.text) >= _FEWEST_OF_TITLE


_Spans = list[base.FieldSpan]


def _venue(item: base.Item, title: _Title) -> tuple[str | None, int | None, _Spans]:
    """The venue of a row, its year, and where it stands: in its column, behind the title, in a badge or a link."""
    for cell in [*_cells(item, "venue"), *_cells(item, "source"), *_cells(item, "date")]:
        text = base.readable(cell.inline.plain())
        if found := base.find_venue(cell.text):
            return found.name, found.year, [base.span_in(cell, "stated_venue", found.start, found.end)]
        if text.lower() == "arxiv" and cell.text == text:
            return None, None, [base.span_in(cell, "stated_venue", 0, len(text))]
        if text.lower() in _EMPTY or _NO_VENUE.match(text) or cell not in _cells(item, "venue"):
            continue
        if _WORD.search(text) and not cell.inline.links and len(text) <= 100:
            year = base.year_in(text)
            name = _YEAR_LAST.sub("", base.split_tail(text)[0])
            return name, year, [base.span_in(cell, "stated_venue", 0, len(cell.text))] if name == cell.text else []
    if told := _venue_in_label(item, title):
        return told
    inline = title.cell.inline
    badges = " ".join(base.badge_text(inline, span) for span in inline.images)
    found = base.find_venue(f"{title.tail} {badges} {inline.plain(title.end)}")
    return (found.name, found.year, []) if found else (None, None, [])


def _venue_in_label(item: base.Item, title: _Title) -> tuple[str, int | None, _Spans] | None:
    """The venue that the link to a paper is called by: `[EMNLP 2024 (Oral)](…)`."""
    for cell in item.cells:
        for span in cell.inline.links:
            is_title = cell is title.cell and title.start <= span.start < title.end
            label = "" if is_title else cell.inline.plain(span.inner, span.inner_end)
            found = base.find_venue(label) if len(label.split()) < _LONGEST_LABEL else None
            if found and found.start == 0 and base.leads_to_paper(span, cell.inline):
                at = cell.text.find(label, span.inner, span.inner_end)
                place = [base.span_in(cell, "stated_venue", at, at + found.end)] if at >= 0 else []
                return found.name, found.year or base.year_in(label), place
    return None


def _year(item: base.Item) -> int | None:
    cells = [*_cells(item, "date"), *_cells(item, "venue"), *_cells(item, "source")]
    if year := next((year for cell in cells if (year := base.year_in(cell.inline.plain()))), None):
        return year
    return next(filter(None, (base.year_of_month(cell.text) for cell in _cells(item, "date"))), None)


def _badge_year(item: base.Item) -> int | None:
    return next((year for cell in item.cells if (year := base.badge_year(cell.inline))), None)


def _number(item: base.Item, role: Literal["citations", "stars"]) -> tuple[int | None, _Spans]:
    """A number in a column of numbers, and its place: with the link around it, and also where it says `-`."""
    for cell in _cells(item, role):
        plain = cell.inline.plain().strip(" ⭐★🌟")
        found = _NUMBER.fullmatch(plain)
        is_blank = not cell.text and item.raw[: cell.origin].endswith("|")
        if found is None and (is_blank or plain.lower() in _UNKNOWN):
            return None, [base.span_in(cell, f"stated_{role}", 0, len(cell.text))]
        if found is None:
            continue
        value = round(float(found[1].replace(",", "")) * (1_000 if found[2] else 1))
        link = next(iter(cell.inline.links), None)
        start = link.start if link else cell.text.find(found[0])
        end = link.end if link else start + len(found[0])
        return value, [base.span_in(cell, f"stated_{role}", start, end)] if start >= 0 else []
    return None, []


def _authors(item: base.Item, title: _Title) -> tuple[tuple[tuple[str, ...], bool] | None, _Spans]:
    """The authors of a row: in their column, before the title in its cell, or in the lines below it."""
    for cell in _cells(item, "authors"):
        written = base.readable(cell.inline.plain())
        names = _YEAR_LAST.sub("", written)  # below `Authors & year`
        if _NOBODY.fullmatch(names) or names.lower().removeprefix("authors ") in _EMPTY:
            continue
        if authors := base.authors_in(names) or base.split_authors(names):
            if "first" in item.columns[item.cells.index(cell)].lower():  # `First Author`
                return (authors[0], False), []
            is_plain = names == written and base.split_authors(names) == authors
            return authors, [base.span_in(cell, "stated_authors", 0, len(cell.text))] if is_plain else []
    cell = title.cell
    if title.start and (before := base.names_before(base.readable(cell.inline.plain(0, title.start)))):
        return before, []
    breaks = list(_BREAK.finditer(cell.text, title.end))
    for found, following in zip(breaks, [*breaks[1:], None], strict=False):
        start, end = found.end(), following.start() if following else len(cell.text)
        written = base.readable(cell.inline.plain(start, end))
        if authors := base.authors_in(written):
            at = cell.text.find(written, start, end)
            is_plain = at >= 0 and base.split_authors(written) == authors
            return authors, [base.span_in(cell, "stated_authors", at, at + len(written))] if is_plain else []
    return None, []
