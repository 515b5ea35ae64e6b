"""Lists from the database: what is rendered is read back as the same entries, and templates are kept in their place."""

import re
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from enrich.errors import ConfigError
from enrich.models import Entry, Link, Match
from enrich.parse import read_entries, scan
from enrich.query import Reader
from enrich.render import (
    FILTERS,
    ShownEntry,
    ShownGroup,
    ShownLink,
    grouped,
    read_template,
    render,
    style_template,
    styles,
)
from enrich.runner import run_lists
from enrich.selection import Group, Scope, Sort, list_title, shown_entries
from enrich.settings import load_settings
from enrich.venues import short_venue
from tests import small_database as small
from tests.exports.papers import HOSTILE, hostile_records, write_database

DOCS = Path(__file__).parent.parent / "docs" / "templates.md"
LISTS = ("llm-internals.md", "efficient-llm.md")


@pytest.fixture(scope="module")
def enriched(tmp_path_factory: pytest.TempPathFactory, catalogue_file: Path) -> Path:
    """A database of the two example lists."""
    path = tmp_path_factory.mktemp("render") / "papers.db"
    lists = [Path(__file__).parent.parent / "lists" / name for name in LISTS]
    run_lists(load_settings({"db": path, "catalogue": catalogue_file, "offline": True}), lists)
    return path


def scope_of(reader: Reader, name: str) -> Scope:
    return Scope(tuple(row["path"] for row in reader.rows("SELECT path FROM lists WHERE path LIKE ?", [f"%{name}"])))


def groups_of(path: Path, scope: Scope = Scope(), group: Group = "section", sort: Sort = "list") -> list[ShownGroup]:  # noqa: B008
    with Reader(path) as reader:
        return list(grouped(shown_entries(reader, scope, group, sort), group))


def rendered(template: Any, groups: list[ShownGroup], title: str | None = "A List") -> str:
    return "".join(render(template, title, groups))


def read_back(text: str, path: Path) -> tuple[str, list[Entry]]:
    path.write_text(text, "utf-8")
    info = scan(path)
    found = list(read_entries(info))
    assert [one for one in found if not isinstance(one, Entry)] == []
    return info.dialect, [one for one in found if isinstance(one, Entry)]


def facts(one: ShownEntry, style: str) -> dict[str, Any]:
    """What a style can say of an entry, by the names of the parser."""
    said: dict[str, Any] = {
        "title": one.title,
        "section": one.section,
        "marks": tuple(one.marks),
        "stated_arxiv_id": one.arxiv_id,
        "stated_doi": one.doi,
        "stated_citations": one.citations,
    }
    if style == "bracket-tags":
        said |= {"kind": one.kind, "stated_year": one.year, "stated_pages": one.pages, "stated_venue": one.short_venue}
    elif one.kind == "paper":
        said |= {
            "kind": one.kind,
            "stated_authors": tuple(one.authors) or None,
            "stated_venue": short_venue(one.venue)[0] if one.venue else None,
        }
        said |= {"stated_year": None if one.arxiv_id else one.year}
    return said


@pytest.mark.parametrize("style", ["bracket-tags", "generated"])
@pytest.mark.parametrize("name", LISTS)
def test_a_rendered_list_is_read_as_the_same_entries(enriched: Path, tmp_path: Path, name: str, style: str) -> None:
    with Reader(enriched) as reader:
        scope = scope_of(reader, name)
        title = list_title(reader, scope)
    groups = groups_of(enriched, scope)
    dialect, entries = read_back(rendered(style_template(style), groups, title), tmp_path / "list.md")
    wanted = [facts(entry, style) for group in groups for entry in group.entries]
    assert dialect == style
    assert [
        {field: getattr(entry, field) for field in facts} for entry, facts in zip(entries, wanted, strict=True)
    ] == wanted


def test_elided_authors_and_missing_facts_are_completed(enriched: Path) -> None:
    entries = {entry.title: entry for group in groups_of(enriched) for entry in group.entries}
    qtip = entries["QTIP: Quantization with Trellises and Incoherence Processing"]
    assert qtip.authors == ["Albert Tseng", "Qingyao Sun", "David Hou", "Christopher De Sa"]
    assert (qtip.venue, qtip.short_venue, qtip.year) == ("NeurIPS 2024", "NeurIPS", 2024)
    assert [link.repository for link in qtip.more_links] == ["Cornell-RelaxML/qtip", None, None]
    assert qtip.citations_url is not None
    blog = entries["The Feedforward Demystified: A Core Operation of Transformers"]
    assert (blog.kind, blog.arxiv_id, blog.authors, blog.citations) == ("blog", None, [], None)


def test_every_list_in_one(enriched: Path, tmp_path: Path) -> None:
    _, entries = read_back(rendered(style_template("bracket-tags"), groups_of(enriched)), tmp_path / "list.md")
    assert len(entries) == 74
    sections = [entry.section for entry in entries]
    assert sections[0] == "Survey"
    assert len(list(groupby(sections))) == len(set(sections))


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small database: matches of every sort."""
    return small.build(tmp_path_factory.mktemp("few") / "papers.db")


ORDERS: dict[str, tuple[Group, Sort, list[tuple[str | None, list[str]]]]] = {
    "by section as in the list": (
        "section",
        "list",
        [("Survey", ["Mo", "At", "Ge", "Ef", "Qu", "A ", "No", "At"]), ("Again", ["At"])],
    ),
    "most cited first": ("none", "citations", [(None, ["At", "At", "At", "Ge", "Mo", "Ef", "Qu", "A ", "No"])]),
    "newest first": ("none", "date", [(None, ["Mo", "At", "At", "At", "Ge", "Ef", "Qu", "A ", "No"])]),
    "by title": ("none", "title", [(None, ["A ", "At", "At", "At", "Ef", "Ge", "Mo", "No", "Qu"])]),
    "by year": (
        "year",
        "list",
        [("2024", ["Mo"]), ("2017", ["At", "At", "At"]), ("2014", ["Ge"]), (None, ["Ef", "Qu", "A ", "No"])],
    ),
    "by venue": ("venue", "list", [("NeurIPS 2017", ["At", "At", "At"]), (None, ["Mo", "Ge", "Ef", "Qu", "A ", "No"])]),
}


@pytest.mark.parametrize(("group", "sort", "expected"), ORDERS.values(), ids=ORDERS)
def test_groups_and_order(few: Path, group: Group, sort: Sort, expected: list[tuple[str | None, list[str]]]) -> None:
    found = groups_of(few, group=group, sort=sort)
    assert [(one.name, [entry.title[:2] for entry in one.entries]) for one in found] == expected


def test_a_wrong_id_completes_nothing(few: Path) -> None:
    [wrong] = [e for group in groups_of(few) for e in group.entries if e.verdict == "mismatch"]
    assert (wrong.arxiv_id, wrong.paper_title, wrong.authors, wrong.year) == ("2312.11514", None, [], None)


def test_one_section_of_one_list(few: Path) -> None:
    [group] = groups_of(few, Scope(("lists/a.md",), "Again"))
    assert [entry.title for entry in group.entries] == ["Attention is all you need!"]


@pytest.fixture(scope="module")
def hostile_groups(tmp_path_factory: pytest.TempPathFactory) -> list[ShownGroup]:
    """Entries of hostile titles, sections, venues, labels and addresses."""
    path = write_database(tmp_path_factory.mktemp("hostile") / "papers.db", hostile_records())
    with small.open_store(path) as store:
        link = Link(label="](x) | <b>", url="javascript:alert(1)", kind="other")
        odd = Link(label="](x) | <b>", url="https://example.org/a)b|<c> d", kind="other")
        entries = [
            small.entry(title, n, section=title, kind="blog", stated_venue=title, links=(link, odd))
            for n, title in enumerate(HOSTILE.values(), 1)
        ]
        small.read_list(store, [(one, Match(verdict="not_paper", method="kind")) for one in entries], "lists/b.md")
    return groups_of(path)


@pytest.mark.parametrize("style", styles())
def test_hostile_text_is_inert_in_every_style(hostile_groups: list[ShownGroup], style: str, tmp_path: Path) -> None:
    text = rendered(style_template(style), hostile_groups, HOSTILE["HTML"])
    assert re.search("[\u202e\x1b\x7f]", text) is None
    page = MarkdownIt("gfm-like", {"linkify": False}).render(text)
    tags = "h[12]|ul|ol|li|p|strong|em|code|a|table|thead|tbody|tr|th|td"
    assert re.findall(f"<(?!/?(?:{tags})[ >])[^>]*>?", page) == []
    assert set(re.findall('(?:href|src)="([^:]*:)', page)) <= {"https:"}
    if style == "generated":
        _, entries = read_back(text, tmp_path / "list.md")
        shown = [entry.title for group in hostile_groups for entry in group.entries]
        assert [entry.title for entry in entries] == shown
    if style == "table":
        rows = [line for line in text.splitlines() if line.startswith("|")]
        assert {len(re.findall(r"(?<!\\)\|", line)) for line in rows} == {6}


BROKEN = {
    "an unknown name": ("\n\n{{ titel }}", ":3: 'titel' is undefined"),
    "an unknown name of an entry": ("{% for g in groups %}\n{{ g.entries[0].titel }}{% endfor %}", ":2: "),
    "no template at all": ("a\n{% for %}", ":2: "),
    "a division by zero": ("{{ 1 / 0 }}", ":1: division by zero"),
    "another file": ("\n{% include '/etc/passwd' %}", ":2: there is no template /etc/passwd"),
    "Python": ("{{ ''.__class__.__mro__ }}", ":1: access to attribute '__class__'"),
    "the globals of Python": ("{{ cycler.__init__.__globals__ }}", ":1: access to attribute '__init__'"),
    "a list that is changed": ("{{ groups.append(1) }}", ":1: "),
}


@pytest.mark.parametrize(("source", "message"), BROKEN.values(), ids=BROKEN)
def test_a_broken_template_is_told_with_its_line(few: Path, tmp_path: Path, source: str, message: str) -> None:
    path = tmp_path / "mine.md.j2"
    path.write_text(source, "utf-8")
    with pytest.raises(ConfigError) as error:
        rendered(read_template(path), groups_of(few))
    assert str(error.value).startswith(f"{path}{message}")


def test_a_template_of_ones_own(few: Path, tmp_path: Path) -> None:
    path = tmp_path / "mine.md.j2"
    path.write_text("{{ title | md }}: {{ groups[0].entries[0].venue }}{{ none | md }}.{{ '100%' | bib }}\n", "utf-8")
    assert rendered(read_template(path), groups_of(few), "A *List*") == "A \\*List\\*: .100\\%\n"


UNREADABLE: dict[str, tuple[bytes | None, str]] = {
    "missing": (None, "No such file"),
    "not UTF-8": (b"\xff\xfe", "not UTF-8"),
    "endless": (b"x" * 2_000_000, "1 MiB"),
}


@pytest.mark.parametrize(("content", "words"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_template_that_cannot_be_read(tmp_path: Path, content: bytes | None, words: str) -> None:
    path = tmp_path / "mine.md.j2"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigError, match=words):
        read_template(path)


def described(heading: str) -> list[str]:
    """Names in the table below a heading of the page on templates."""
    _, _, rest = DOCS.read_text("utf-8").partition(f"{heading}\n")
    return re.findall(r"^\| `(\w+)` \|", re.split(r"^#", rest, maxsplit=1, flags=re.MULTILINE)[0], re.MULTILINE)


def test_the_page_describes_every_variable_and_filter() -> None:
    assert described("### `group`") == list(ShownGroup._fields)
    assert described("### `entry`") == list(ShownEntry._fields)
    assert described("### `link`") == list(ShownLink._fields)
    assert described("## Filters") == list(FILTERS)
    assert described("## Variables") == ["title", "groups"]


def test_the_example_of_the_page_works(few: Path, tmp_path: Path) -> None:
    example = re.search(r"```jinja\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)
    assert example
    path = tmp_path / "example.md.j2"
    path.write_text(example[1], "utf-8")
    text = rendered(read_template(path), groups_of(few))
    assert (
        "- [Attention Is All You Need](https://arxiv.org/abs/1706.03762), NeurIPS 2017 2017\n  cited 184033 times"
        in text
    )
