"""Lists written from the database, by templates: the styles that come with the program, or one of your own.

A template is Jinja2 in a sandbox: it sees `title` and `groups` (docs/templates.md), and can neither read files nor run
code. What strangers wrote is escaped by the filters of `enrich.escape`.
"""

from collections.abc import Callable, Iterable, Iterator
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

from jinja2 import BaseLoader, PackageLoader, StrictUndefined, Template, TemplateNotFound, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from enrich.errors import ConfigError, EnrichError
from enrich.escape import latex, markdown, one_line, paper_page, web_address
from enrich.full_venues import short_name
from enrich.query import Row
from enrich.selection import Group as GroupBy

_SUFFIX = ".md.j2"
_MAX_TEMPLATE = 1024 * 1024  # bytes


class ShownLink(NamedTuple):
    """One link of an entry."""

    label: str  # its text
    url: str  # where it leads; only addresses of the web
    kind: str  # `arxiv`, `pdf`, `code`, `scholar`, `project`, `social`, `video` or `other`
    repository: str | None  # `owner/name`, of a link to code
    stars: int | None  # of that repository


class ShownEntry(NamedTuple):
    """One entry, as a template sees it: the words of its list, completed by what is known of its paper.

    Every text is on one line. Unknown is None.
    """

    title: str  # as the list has it
    kind: str  # `paper`, `blog`, `docs`, `video`, `code`, `model`, `dataset`, `demo`, `post` or `other`
    marks: list[str]  # emoji and short codes
    list_path: str  # file of its list
    section: str | None  # headings above it, joined by ` / `
    url: str | None  # where it leads: the paper's page, else its first link
    arxiv_id: str | None  # without version
    doi: str | None
    year: int | None  # the list's word, else of publication
    venue: str | None  # the list's word, else where the paper was published
    short_venue: str | None  # one word or the usual abbreviation for the venue, where there is one
    authors: list[str]  # all that are known; empty when none is
    authors_complete: bool | None  # False when only some of the authors are known
    citations: int | None  # the count that is known, else the list's word
    citations_url: str | None  # page where a person can check the count
    citations_source: str | None  # who gave the count; None when the list did
    citations_on: str | None  # the day of that, `2025-06-12`
    pages: int | None  # number of pages, the list's word
    links: list[ShownLink]  # all links of the entry
    more_links: list[ShownLink]  # those that `url`, `arxiv_id`, `doi` and `citations_url` do not stand for
    paper_title: str | None  # the paper's own title
    abstract: str | None
    published_on: str | None  # first publication: `2017-06-12`, or `2017-06`
    category: str | None  # arXiv category it was filed under
    is_withdrawn: bool | None
    is_retracted: bool | None
    verdict: str | None  # how sure it is which paper this is (docs: `matches`)


class ShownGroup(NamedTuple):
    """Entries that stand together."""

    name: str | None  # the section, the year or the venue; None for entries that have none
    entries: list[ShownEntry]


# --- What is shown ---------------------------------------------------------------------------------------------------


def grouped(rows: Iterable[Row], by: GroupBy) -> Iterator[ShownGroup]:
    """Rows in order (`enrich.selection.shown_entries`) as the groups that a template goes through."""
    if by == "none":
        yield ShownGroup(None, list(map(shown, rows)))
        return
    for name, found in groupby(rows, key=lambda row: row[by]):
        yield ShownGroup(None if name is None else one_line(str(name)), list(map(shown, found)))


def shown(row: Row) -> ShownEntry:
    """One entry as a template sees it."""
    links = [_link(link) for link in row["links"]]
    page = paper_page(row["arxiv_id"], row["doi"])
    is_paper = row["kind"] == "paper"
    url = (page if is_paper else None) or next((link.url for link in links if link.url), None)
    scholar = next((link.url for link in links if link.kind == "scholar" and link.url), None)
    stated = row["stated_authors"] or []
    return ShownEntry(
        title=one_line(row["title"]),
        kind=row["kind"],
        marks=[one_line(mark) for mark in row["marks"]],
        list_path=row["list"],
        section=_text(row["section"]),
        url=url,
        arxiv_id=row["arxiv_id"],
        doi=row["doi"],
        year=row["year"],
        venue=_text(row["venue"]),
        short_venue=short_name(one_line(row["venue"])) if row["venue"] else None,
        authors=[one_line(author["name"]) for author in row["authors"]] or [one_line(name) for name in stated],
        authors_complete=True if row["authors"] else _truth(row["stated_authors_complete"]),
        citations=row["citations"],
        citations_url=scholar if row["citations"] is not None else None,
        citations_source=_text(row["citation_source"]),
        citations_on=(row["citation_observed_at"] or "")[:10] or None,
        pages=row["pages"],
        links=links,
        more_links=[link for link in links if link.url and not _is_told(link, url, row)],
        paper_title=_text(row["paper_title"]),
        abstract=_text(row["abstract"]),
        published_on=row["published_on"],
        category=row["primary_category"],
        is_withdrawn=_truth(row["is_withdrawn"]),
        is_retracted=_truth(row["is_retracted"]),
        verdict=row["verdict"],
    )


def _link(link: Row) -> ShownLink:
    return ShownLink(
        one_line(link["label"]), web_address(link["url"]), link["kind"], link["repository_id"], link["stars"]
    )


def _is_told(link: ShownLink, url: str | None, row: Row) -> bool:
    """Whether a link leads to what the entry says anyway."""
    arxiv_id, doi = row["arxiv_id"], row["doi"]
    if link.url == url or (link.kind == "scholar" and row["citations"] is not None):
        return True
    if row["kind"] != "paper":
        return False
    is_arxiv = link.kind in {"arxiv", "pdf"} and arxiv_id is not None and f"/{arxiv_id}" in link.url
    return is_arxiv or (doi is not None and link.url.lower().endswith(f"doi.org/{doi}"))


def _text(value: str | None) -> str | None:
    return one_line(value) or None if value else None


def _truth(value: int | None) -> bool | None:
    return None if value is None else bool(value)


# --- Templates -------------------------------------------------------------------------------------------------------


def styles() -> list[str]:
    """Names of the styles that come with the program, by folder: a new one is a new file there."""
    names = (file.name for file in files("enrich").joinpath("templates").iterdir())
    return sorted(name.removesuffix(_SUFFIX) for name in names if name.endswith(_SUFFIX))


def style_template(name: str) -> Template:
    """One of the styles that come with the program."""
    return _environment(PackageLoader("enrich", "templates")).get_template(name + _SUFFIX)


def read_template(path: Path) -> Template:
    """A template of the user's own; ConfigError with its place when it cannot be read or understood."""
    try:
        if path.stat().st_size > _MAX_TEMPLATE:
            raise ConfigError(f"{path}: is longer than 1 MiB; is this a template?")
        source = path.read_text("utf-8")
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: is not UTF-8; save the template as UTF-8") from None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None
    environment = _environment(PackageLoader("enrich", "templates"))
    try:
        code = environment.compile(source, str(path), str(path))
    except TemplateSyntaxError as error:
        raise ConfigError(f"{path}:{error.lineno}: {error.message}") from None
    return Template.from_code(environment, code, environment.make_globals(None))


def _environment(loader: BaseLoader) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        loader=loader,
        undefined=StrictUndefined,
        autoescape=False,  # this is Markdown: the filters escape
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=lambda value: "" if value is None else value,
    )
    environment.filters |= {name: _of_text(function) for name, function in FILTERS.items()}
    return environment


def _of_text(function: Callable[[str], str]) -> Callable[[Any], str]:
    """A filter for values of every kind; what is unknown stays empty."""
    return lambda value: "" if value is None else function(str(value))


def _code(text: str) -> str:
    """Text between backticks, in which Markdown knows no escapes."""
    return one_line(text).replace("`", "'")


FILTERS = {"md": markdown, "code": _code, "url": web_address, "bib": latex}


def render(template: Template, title: str | None, groups: Iterable[ShownGroup]) -> Iterator[str]:
    """The text, piece by piece; ConfigError with file and line when the template asks for what there is not."""
    name = template.filename or "template"
    try:
        yield from template.generate(title=title, groups=groups)
    except EnrichError:
        raise
    except Exception as error:  # an expression of the template may raise anything
        place = f"{name}:{_line_of(error.__traceback__, name)}"
        reason = f"there is no template {error}" if isinstance(error, TemplateNotFound) else str(error)
        raise ConfigError(f"{place}: {reason or type(error).__name__}") from error


def _line_of(trace: TracebackType | None, filename: str) -> int:
    """The last line of a template that an error came through."""
    line = 0
    while trace:
        if trace.tb_frame.f_code.co_filename == filename:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
