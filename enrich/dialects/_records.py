"""Records become entries: what the names of columns, keys and fields mean, whoever wrote them.

A record is what a row of a table, a mapping of YAML or JSON, or an entry of BibTeX says: names with values. Names are
compared without case and punctuation; a link or an id is found under every name.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from typing import Literal, NamedTuple

from enrich.dialects._bylines import NAMES_OF_BYLINES, Byline, read_byline
from enrich.dialects._inline import Inline
from enrich.dialects._links import arxiv_id_of, doi_of, entry_kind, is_paper_link, link_at, link_to
from enrich.dialects._people import Value, read_authors
from enrich.dialects._words import is_stock_label, readable, year_in, year_of_month
from enrich.dialects.base import Fields, Piece, Record, cut_marks
from enrich.identifiers import ArxivId, Doi
from enrich.models import EntryKind, Link, Unread
from enrich.venues import find_venue, is_venue, short_venue

Pairs = Sequence[tuple[str, Value]]
Role = Literal[
    "title", "authors", "year", "venue", "citations", "pages", "arxiv", "doi", "id", "links", "section", "text", "works"
]

# Of each role the names in order: where a record has several, the first one counts.
_NAMES: dict[Role, str] = {
    "title": "title papertitle articletitle documenttitle fulltitle papername 标题 论文标题 题目 论文名称 论文 paper"
    " article displayname papers work publication name 名称",
    "authors": "authors author authornames authorlist authorships creators creator by 作者 firstauthor",
    "year": "year publicationyear pubyear yearpublished publishedyear 年份 date publicationdate publisheddate pubdate"
    " publishdate publishedon published publishedat issued 时间 日期 发表时间 发布时间",
    "venue": "venue conference conf journal booktitle journaltitle containertitle publicationtitle sourcetitle"
    " conferenceorjournal publicationvenue venuename publishedin publish proceedings proceeding journalref"
    " publication 会议 期刊 会议期刊 发表 来源 source",
    "citations": "citations citationcount citedby citedbycount cites timescited numcitations numcitedby ncitations"
    " numberofcitations isreferencedbycount 引用 引用数 引用量 被引 被引次数",
    "pages": "numpages pagecount npages numberofpages 页数",
    "arxiv": "arxiv arxivid arxivurl arxivlink arxivno arxivnumber eprint",
    "doi": "doi doiurl doilink",
    "id": "id paperid identifier externalid ids key url link links paperurl paperlink pdf pdfurl pdflink urlpdf urlabs"
    " abs preprint ref 链接 论文链接 paper 论文",
    "links": "links link urls url code codes github repo repos repository implementation implementations resources"
    " resource materials material media slides video videos poster demo website project 代码 链接 资源",
    "section": "section category topic area subcategory theme 分类 类别 主题 方向",
    "text": "abstract abstractnote summary description tldr annote annotation notes bibtex citation keywords tags file"
    " 摘要 简介",
    # Other papers, that a record of one paper may hold, too.
    "works": "references reference citationslist citedbypapers related relatedpapers relatedworks similar similarpapers"
    " recommendations bibliography",
}
_RANKS: dict[Role, dict[str, int]] = {
    role: {name: rank for rank, name in enumerate(names.split())} for role, names in _NAMES.items()
}
_ROLES: dict[str, list[tuple[Role, int]]] = {}
for _role, _ranks in _RANKS.items():
    for _name, _rank in _ranks.items():
        _ROLES.setdefault(_name, []).append((_role, _rank))
_NOTHING = frozenset({"", "-", "--", "—", "?", "~", "n/a", "na", "nan", "none", "null", "tbd", "todo", "unknown"})
_NUMBER = re.compile(r"([0-9]{1,3}(?:,[0-9]{3}){1,2}|[0-9]{1,9})(?:\.0)?", re.ASCII)
_MARKUP = re.compile(r"\]\(|</[a-z]|<br", re.IGNORECASE)
_ARXIV_WORD = re.compile("arxiv", re.IGNORECASE)
_NO_VENUE = re.compile(r"\s*(?:arxiv\b|corr\b|preprint\b)", re.IGNORECASE)
_INNER_VENUES = frozenset({"journal", "venue", "conference"})  # also in `link: {url: …, journal: …}`
_YEAR_LAST = re.compile(  # `Nature Barns, 2025.`, `Nature Barns 2020 June`
    r"(?<=\w)(?:[,.]?\s\((?:19[5-9]|20[0-4])[0-9]\)"
    r"|[,.]?\s(?:19[5-9]|20[0-4])[0-9](?:\s(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6})?)\.?\Z"
)
_BESIDE_VENUE = re.compile(
    r"(?:[\W\d_]|proceedings|proc|of|the|in|on|ieee|acm|cvf|conference|conf|annual|meeting|international|th|st|nd|rd|oral|poster"
    r"|spotlight|highlight|best|paper|award|main|long|short|track){0,60}",
    re.IGNORECASE,
)
_CODE_NAMES = "code codes github repo repos repository repolink codelink codeurl repourl githublink 代码"
_CODE = frozenset(_CODE_NAMES.split())
# What Zotero, Crossref, BibTeX and others call the kind of a paper, and where they say it.
_KIND_NAMES = frozenset({"type", "itemtype", "entrytype", "publicationtype", "documenttype", "pubtype", "doctype"})
_KINDS = "journalarticle journalpaper conferencepaper conferencearticle inproceedings proceedingsarticle preprint"
_KINDS_OF_PAPERS = frozenset(f"{_KINDS} researchpaper researcharticle paperconference articlejournal".split())
_CATEGORY = re.compile(r"\s\[[A-Za-z.-]{1,20}\]\Z")
_HAS_DIGITS = re.compile(r"[0-9]{4}").search  # as every arXiv id has
_MOST_TEXT = 10_000  # characters of a value in which links and ids are looked for
_MAX_DEPTH = 4
_MOST_SHARED = 32 * 1024 * 1024  # characters that the entries of one line may repeat


@lru_cache(maxsize=2_000)
def folded(name: str) -> str:
    """A name without case, spaces and punctuation."""
    return "".join(filter(str.isalnum, name[:100].lower()))


def has_role(name: str, role: Role) -> bool:
    """Whether a column, key or field of that name may hold this."""
    return folded(name) in _RANKS[role]


def is_known(name: str) -> bool:
    """Whether the name says what it holds."""
    return folded(name) in _ROLES


class _Cell(NamedTuple):
    """One text of a record; ``depth`` is 0 for what the record itself says, and more inside of its values."""

    name: str
    text: str
    depth: int = 0


def _cells(name: str, value: Value, depth: int = 0) -> Iterator[_Cell]:
    """The texts of a value; in lists and in `{name: …, url: …}` they keep the name that says more."""
    if isinstance(value, str):
        text = value.strip()
        if text.lower() not in _NOTHING:
            yield _Cell(name, text, depth)
    elif depth < _MAX_DEPTH:
        if isinstance(value, list):
            for one in value:
                yield from _cells(name, one, depth + isinstance(one, dict))
        else:
            label = next(
                (value[key] for key in ("label", "title", "name", "type", "text", "description") if key in value), None
            )
            for key, one in value.items():
                is_address = isinstance(label, str) and folded(key) in {"url", "uri", "href", "link"}
                is_part = key == "value" or has_role(name, "year")  # `issued: {date-parts: …}`
                said = name if is_part else label if is_address and isinstance(label, str) else key
                yield from _cells(said, one, depth + (key != "value"))


_SKIPPED = _RANKS["works"].keys() | _RANKS["authors"].keys()


class _Said:
    """The cells of a record, by what they may mean."""

    def __init__(self, pairs: Pairs) -> None:
        self.pairs = pairs
        self.cells = [cell for name, value in pairs if folded(name) not in _SKIPPED for cell in _cells(name, value)]
        self._by_role: dict[Role, list[tuple[int, int, _Cell]]] = {}
        for number, cell in enumerate(self.cells):
            for role, rank in _ROLES.get(folded(cell.name), ()):
                self._by_role.setdefault(role, []).append((rank, number, cell))

    def texts(self, role: Role, *, inner: bool = False) -> list[str]:
        """Texts of a role, that of the most telling name first; ``inner`` are those inside of values as well."""
        found = self._by_role.get(role)
        return [cell.text for _, _, cell in sorted(found) if inner or not cell.depth] if found else []

    @cached_property
    def title(self) -> str | None:
        """The first text under a name of titles that is no link, no id and no number."""
        return next((text for text in self.texts("title") if _is_title(text)), None)

    def links(self) -> tuple[Link, ...]:
        """All links, under the names where they stand."""
        found: dict[str, Link] = {}
        for cell in self.cells:
            if "://" in cell.text and folded(cell.name) not in _RANKS["text"]:
                inline = Inline(cell.text[:_MOST_TEXT])
                for span in inline.links:
                    link = link_to(span.url, readable(cell.name)) if span.inner == span.start else link_at(span, inline)
                    if link:
                        found.setdefault(link.url, link)
        return tuple(found.values())

    def arxiv_id(self, links: Sequence[Link]) -> str | None:
        """The first arXiv id: under a name of its own, in a link, alone under a name of ids, or called one."""
        for text in self.texts("arxiv", inner=True):
            if found := ArxivId.find(text):
                return str(found)
        if linked := arxiv_id_of(links):
            return linked
        alone = self.texts("doi", inner=True) + self.texts("id") + self.texts("title")
        found = next(filter(None, map(ArxivId.find, filter(_HAS_DIGITS, alone))), None)
        return str(found) if found else next(filter(None, map(_called_arxiv, self._spoken())), None)

    def _spoken(self) -> Iterator[str]:
        ignored = _RANKS["text"].keys() | _RANKS["title"].keys()
        return (cell.text for cell in self.cells if not cell.depth and folded(cell.name) not in ignored)

    def doi(self, links: Sequence[Link]) -> str | None:
        """The first DOI: under its name, in a link, or alone under a name of ids."""
        stated = [text.replace("\\_", "_") for text in self.texts("doi", inner=True)]
        alone = self.texts("id") + self.texts("arxiv") + self.texts("title")
        stated += [text for text in alone if text.startswith(("10.", "doi:"))]
        found = next(filter(None, map(Doi.find, stated)), None)
        return str(found) if found else doi_of(links)

    @cached_property
    def places(self) -> list[str]:
        """What stands under a name of venues and is no address, arXiv among it."""
        inner = [cell.text for cell in self.cells if cell.depth and folded(cell.name) in _INNER_VENUES]
        return [text for text in self.texts("venue") + inner if "://" not in text and any(map(str.isalpha, text))]

    def venue(self) -> tuple[tuple[str, ...], str | None]:
        """Marks, and the venue as written; arXiv is none."""
        for text in self.places:
            if not _NO_VENUE.match(text):
                marks, venue = cut_marks(plain(text).strip(" ,;"))
                if venue and venue != self.title:
                    return marks, _short(venue)
        return (), _short(self.byline.venue) if self.byline.venue else None

    @property
    def is_paper(self) -> bool:
        """Whether it says that it is a paper, or that it stands in arXiv or elsewhere."""
        kinds = (folded(cell.text) for cell in self.cells if folded(cell.name) in _KIND_NAMES and not cell.depth)
        return bool(self.places) or any(kind in _KINDS_OF_PAPERS for kind in kinds)

    @cached_property
    def byline(self) -> Byline:
        """What a text of details says: people, a venue and a year."""
        stated = next(filter(None, map(year_in, self.texts("year", inner=True))), None)
        cells = (cell for cell in self.cells if folded(cell.name) in NAMES_OF_BYLINES)
        texts = (plain(cell.text) for cell in cells if len(cell.text) < _MOST_TEXT)
        is_signed = any(value and has_role(name, "authors") for name, value in self.pairs)
        own = (text for text in texts if not self.title or self.title not in text)
        found = (read_byline(text, stated, is_signed=is_signed) for text in own)
        return next((one for one in found if any(one)), Byline())

    def year(self) -> int | None:
        """The first year under a name of dates, else the one of the venue."""
        dates = self.texts("year", inner=True)
        if year := next(filter(None, (*map(year_in, dates + self.places), *map(year_of_month, dates))), None):
            return year
        named = next(filter(None, map(find_venue, self.places)), None)
        return named.year if named and named.year else self.byline.year

    def number(self, role: Role) -> int | None:
        """A count; what is none (`-1`, `12+`) is unknown."""
        found = next(filter(None, map(_NUMBER.fullmatch, self.texts(role))), None)
        return int(found[1].replace(",", "")) if found else None

    def authors(self) -> tuple[tuple[str, ...], bool] | None:
        """Names, and whether that is everybody."""
        for name, value in self.pairs:
            if has_role(name, "authors") and value and (found := read_authors(value)):
                return found[0], found[1] and folded(name) != "firstauthor"
        return self.byline.authors


def _short(venue: str) -> str:
    """The short name of a well-known venue, also of one in lower case, as keys have it; another one as written."""
    found = find_venue(venue)
    if found is None and venue.islower() and len(venue) > 2:
        found = find_venue(venue.upper())
        return found.name if found and is_venue(venue.upper()) else venue
    if found is None:
        return _YEAR_LAST.sub("", venue)
    if (short := short_venue(venue)[0]) != venue:
        return short
    around = venue[: found.start] + _YEAR_LAST.sub("", venue)[found.end :]
    return found.name if is_venue(venue) or _BESIDE_VENUE.fullmatch(around) else venue


def short_of(text: str) -> str | None:
    """The venue that a text names, by its short name if it is well known; None for arXiv."""
    return None if _NO_VENUE.match(text) or not any(map(str.isalpha, text)) else _short(plain(text)) or None


def plain(text: str) -> str:
    """A text on one line, without markup if there is any, and without what nobody sees."""
    if _MARKUP.search(text):
        text = Inline(text).plain()
    return readable(" ".join(text.split()), keep_joiners=True)


def _title_of(text: str) -> str:
    """A title without markup, and without what may stand behind it: tags in code, and links such as `[pdf](…)`."""
    if not _MARKUP.search(text) and "`" not in text and "**" not in text:
        return plain(text)
    inline, end = Inline(text), len(text)
    for span in sorted(inline.codes + inline.links, reverse=True):
        if any(map(str.isalnum, inline.plain(span.end, end))):
            break
        if span in inline.codes or is_stock_label(inline.plain(span.inner, span.inner_end)):
            end = span.start
    return readable(inline.plain(0, end).rstrip("([ ") or inline.plain(), keep_joiners=True)


def is_id(text: str) -> bool:
    """Whether a text is an arXiv id or a DOI, or a link to one, with no word beside it but the `[cs.CL]` behind."""
    if not _HAS_DIGITS(text) or len(_CATEGORY.sub("", text).split()) != 1:
        return False
    return ArxivId.find(text) is not None or ("10." in text and Doi.find(text) is not None)


def _is_title(text: str) -> bool:
    if "://" in text and not _MARKUP.search(text) and len(text.split()) == 1:
        return False
    return any(map(str.isalpha, text)) and not is_id(text) and not is_known(text)


def _called_arxiv(text: str) -> str | None:
    """The id in `preprint, arXiv:2401.00001`."""
    for word in _ARXIV_WORD.finditer(text[:_MOST_TEXT]):
        if found := ArxivId.find(text[word.start() : word.start() + 100]):
            return str(found)
    return None


def _kind(links: Sequence[Link], *, is_named: bool, is_formatted: bool) -> EntryKind:
    """What an entry is: by where its links lead that are not said to be to code, unless a paper is described."""
    telling = [link for link in links if folded(link.label) not in _CODE]
    if is_formatted or not telling or any(map(is_paper_link, links)):
        return "paper"
    kind = entry_kind(next((link for link in telling if link.kind != "code"), telling[0]))
    return "paper" if kind == "other" and not is_named else kind


def read_record(pairs: Pairs, *, is_sure: bool = False) -> Fields | None:
    """Read what a record says; None when it is no entry. ``is_sure``: a title of one word needs nothing beside it.

    A record without a title that names a paper has what it names it by as its title.
    """
    said = _Said(pairs)
    links = said.links()
    arxiv_id, doi = said.arxiv_id(links), said.doi(links)
    written, authors = said.title, said.authors()
    marks, title = cut_marks(_title_of(written)) if written else ((), "")
    title = _trimmed(title)
    if title and not is_sure and is_stock_label(title):
        return None
    title = title or _name_of_paper(said, links, arxiv_id or doi)
    venue_marks, venue = said.venue()
    year, citations = said.year(), said.number("citations")
    is_stated = bool(links or authors or arxiv_id or doi or venue or year)
    if not title or not (is_sure or is_stated or " " in title):
        return None
    is_named = not any(has_role(name, "title") and folded(name) not in {"name", "名称"} for name, _ in pairs)
    return Fields(
        title=title,
        kind=_kind(links, is_named=is_named, is_formatted=bool(authors or arxiv_id or doi or venue or said.is_paper)),
        marks=marks + venue_marks,
        stated_arxiv_id=arxiv_id,
        stated_doi=doi,
        stated_year=year,
        stated_venue=venue,
        stated_citations=citations,
        stated_pages=said.number("pages"),
        stated_authors=authors[0] if authors else None,
        stated_authors_complete=authors[1] if authors else None,
        links=links,
    )


def _trimmed(title: str) -> str:
    return title[:-1].rstrip() if title.endswith(".") and not title.endswith("..") else title


def _name_of_paper(said: _Said, links: Sequence[Link], identifier: str | None) -> str:
    """The id, DOI or link by which a record without a title names its paper, as written."""
    if any(map(is_paper_link, links)):
        return plain(next(link.url for link in links if is_paper_link(link)))
    if identifier is None:
        return ""
    texts = said.texts("arxiv", inner=True) + said.texts("doi", inner=True) + said.texts("id") + said.texts("title")
    return plain(next((text for text in texts if identifier in text.lower()), identifier))


def section_of(pairs: Pairs) -> str | None:
    """The section that a record names."""
    for name, value in pairs:
        if isinstance(value, str) and has_role(name, "section") and 0 < len(value.strip()) < 100:
            return plain(value)
    return None


def is_paper(pairs: Pairs) -> bool:
    """Whether a mapping is a paper's, and does not only head a section of papers."""
    fields = read_record(pairs)
    if fields is None:
        return False
    says_paper = fields.stated_authors or fields.stated_venue or fields.stated_arxiv_id or fields.stated_doi
    return bool(says_paper) or any(has_role(name, "text") and "abstract" in folded(name) for name, _ in pairs)


def sparing(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Pass on what a file holds, but no more entries of one long line than fit: each of them repeats the line."""
    line = repeated = 0
    for piece in pieces:
        if isinstance(piece, Record):
            repeated = repeated + len(piece.raw) if piece.line == line else 0
            line = piece.line
            if repeated > _MOST_SHARED:
                if repeated - len(piece.raw) <= _MOST_SHARED:
                    reason = "too many entries in one line from here on; give each a line of its own"
                    yield Unread(line=line, text=piece.fields.title, reason=reason)
                continue
        yield piece
