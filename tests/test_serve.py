"""The site without a browser: addresses, search, what is remembered, the files of a build, charts, colours."""

import asyncio
import json
import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from functools import partial
from html.parser import HTMLParser
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from enrich.errors import ConfigError
from enrich.progress import Progress
from enrich.query import Reader
from enrich.serve import build as building
from enrich.serve.addresses import FileAddresses, LiveAddresses, paper_file, web
from enrich.serve.build import OURS, build
from enrich.serve.charts import Point, Series, bar_chart, line_chart, sparkline
from enrich.serve.finding import PAGE, Wish, find, read_shelf, read_wish
from enrich.serve.remembering import Remembered
from enrich.serve.server import datasette_of
from enrich.store import Store
from tests.hostile_database import HOSTILE, ODD_IDS, build_hostile
from tests.small_database import ATTENTION, COMPRESSION, entry, linked, open_store, read_list, record

STYLE = (Path(building.__file__).parent / "static" / "site.css").read_text("utf-8")


class Links(HTMLParser):
    """Collects where a page leads, and the names of its elements."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.elements: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember an element."""
        self.elements.append(tag)
        self.found += [value for name, value in attrs if name in ("href", "src", "action") and value is not None]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Hostile papers among good ones."""
    return build_hostile(tmp_path_factory.mktemp("serve") / "papers.db")


@pytest.fixture
def own(database: Path, tmp_path: Path) -> Path:
    """A copy of it to write to."""
    path = tmp_path / "own.db"
    path.write_bytes(database.read_bytes())
    return path


def answers(database: Path, *paths: str) -> list[Any]:
    """What the server answers to each address."""

    async def ask() -> list[Any]:
        datasette = datasette_of(database)
        try:
            return [await datasette.client.get(path) for path in paths]
        finally:
            for name in datasette.databases:
                datasette.databases[name].close()

    return asyncio.run(ask())


def test_every_page_answers_and_lets_nothing_in(database: Path) -> None:
    for answer in answers(
        database, "/", "/papers", "/review", LiveAddresses().paper(COMPRESSION), "/author/Wei%20Chen"
    ):
        assert answer.status_code == 200
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "script" not in Links(answer.text).elements
        assert not re.search(r"<[^>]*\sstyle=", answer.text), "the policy refuses it"


def test_links_of_the_site_lead_to_pages(database: Path) -> None:
    """Every link of ours on every page of papers, all pages of papers included."""
    to = LiveAddresses()
    with Reader(database) as reader:
        ids = [row["id"] for row in reader.rows("SELECT id FROM papers")]
    pages = answers(database, "/", "/papers", "/review", *map(to.paper, ids))
    found = {link for page in pages for link in Links(page.text).found if link.startswith("/")}
    assert {to.paper(paper_id) for paper_id in ids} <= found
    assert {
        link for link, answer in zip(found, answers(database, *found), strict=True) if answer.status_code != 200
    } == set()


@pytest.mark.parametrize("kind", ODD_IDS)
def test_id_of_any_shape_has_a_page(kind: str, database: Path) -> None:
    paper_id = ODD_IDS[kind]
    [answer] = answers(database, LiveAddresses().paper(paper_id))
    assert answer.status_code == 200
    assert paper_id.partition(":")[2] in answer.text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


@pytest.mark.parametrize(
    "name", ["doi:10.48550/arxiv.2402.09748", "2402.09748", "https:%2F%2Farxiv.org/abs/2402.09748v3"]
)
def test_other_names_lead_to_the_paper(name: str, database: Path) -> None:
    [answer] = answers(database, f"/paper/{name}")
    assert (answer.status_code, answer.headers["location"]) == (302, "/paper/arxiv:2402.09748")


def test_address_without_a_page_is_told_without_a_traceback(database: Path, capfd: pytest.CaptureFixture[str]) -> None:
    odd = ["/paper/arxiv:9999.99999", "/author/Nobody", "/nowhere", "/data/nothing", "/data/papers/nothing"]
    assert {answer.status_code for answer in answers(database, *odd)} == {404}
    [broken] = answers(database, "/data.json?sql=select+nonsense")
    assert (broken.status_code, broken.json()["ok"]) == (400, False)
    assert "Traceback" not in capfd.readouterr().err


def test_fault_of_ours_is_one_line(
    database: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("enrich.serve.pages.author", lambda *_: 1 / 0)
    caplog.set_level("WARNING", "enrich")  # -v, in a test before this one, shows where a fault comes from
    [answer] = answers(database, "/author/Wei%20Chen")
    assert (answer.status_code, "please report it" in answer.text, "division" in answer.text) == (500, True, False)
    assert [
        record.exc_info or record.getMessage() for record in caplog.records if record.name.startswith("enrich")
    ] == ["/author/Wei%20Chen: internal error: ZeroDivisionError('division by zero')"]


def test_locked_database_is_told_and_tried_again(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connect = sqlite3.connect
    with closing(connect(own, isolation_level=None)) as writer:
        writer.execute("BEGIN EXCLUSIVE")
        monkeypatch.setattr(sqlite3, "connect", partial(connect, timeout=0.01))
        [answer] = answers(own, "/review")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


def test_queries_of_the_metadata_are_there(database: Path) -> None:
    names = ["most_cited", "fastest_growing", "to_review", "stale_values", "missing", "wrong_ids"]
    asked = [f"/data/{name}.json?_shape=array" for name in names]
    asked += ["/data/papers_of_author.json?author=Wei", "/data/entries_of_section.json?section=Survey"]
    assert {answer.status_code for answer in answers(database, *asked)} == {200}


def test_tables_lead_to_our_pages(database: Path) -> None:
    [answer] = answers(database, "/data/needs_review")
    assert LiveAddresses().paper("arxiv:2312.11514") in Links(answer.text).found


def test_other_datasettes_know_nothing_of_the_site(database: Path) -> None:
    from datasette.app import Datasette

    datasette_of(database)

    async def ask() -> Any:
        return await Datasette([str(database)]).client.get("/review")

    assert asyncio.run(ask()).status_code == 404


def test_pages_are_served_while_a_run_writes(own: Path) -> None:
    with closing(sqlite3.connect(own, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE papers SET title = 'half done' WHERE id = ?", [COMPRESSION])
        for answer in answers(own, "/", "/papers", LiveAddresses().paper(COMPRESSION)):
            assert answer.status_code == 200
            assert "half done" not in answer.text


def test_new_run_is_seen_at_the_next_look(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("enrich.serve.remembering._AT_ONCE", 60.0)  # however busy this machine is

    async def ask() -> tuple[Any, Any]:
        datasette = datasette_of(own)
        before = await datasette.client.get("/papers")
        with open_store(own) as store:
            new = record(ATTENTION).model_copy(update={"paper_id": "arxiv:2501.00001", "title": "A new paper"})
            read_list(store, [(entry("A new paper"), linked("arxiv:2501.00001"))], "lists/new.md", records=(new,))
        after = await datasette.client.get("/papers")
        datasette.databases["data"].close()
        return before, after

    before, after = asyncio.run(ask())
    assert "A new paper" not in before.text
    assert "A new paper" in after.text


def test_slow_answer_is_given_as_it_was_while_it_is_asked_again(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("enrich.serve.remembering._AT_ONCE", -1.0)  # every answer is a slow one
    monkeypatch.setattr("enrich.serve.remembering._REST", 0)
    remembered = Remembered(own, lambda reader: reader.rows("SELECT count(*) AS n FROM papers")[0]["n"])
    before = remembered()
    with closing(sqlite3.connect(own)) as writer, writer:
        writer.execute("INSERT INTO papers (id) VALUES ('arxiv:2501.00002')")
    assert remembered() == before
    end = time.monotonic() + 10
    while remembered() == before and time.monotonic() < end:
        time.sleep(0.01)
    assert remembered() == before + 1


def facets_and_totals(database: Path, wish: Wish) -> Iterator[tuple[str, str, int, int]]:
    with Reader(database) as reader:
        shelf = read_shelf(reader)
        for name, values in find(reader, shelf, wish).facets.items():
            for value, papers in values:
                narrowed = wish._replace(chosen=(*wish.chosen, (name, value)))
                yield name, value, papers, find(reader, shelf, narrowed).total


@pytest.mark.parametrize("wish", [Wish(), Wish(words="title"), Wish(chosen=(("year", "2020"),))], ids=repr)
def test_facet_tells_how_many_papers_it_leaves(database: Path, wish: Wish) -> None:
    told = list(facets_and_totals(database, wish))
    assert {name for name, *_ in told} >= {"year", "venue", "list", "section"}
    assert [row for row in told if row[2] != row[3]] == []


def test_list_and_section_are_those_of_one_place(own: Path) -> None:
    with open_store(own) as store:
        read_list(store, [(entry("Attention Is All You Need", section="Only here"), linked(ATTENTION))], "lists/d.md")
    with Reader(own) as reader:
        shelf = read_shelf(reader)
        both = find(reader, shelf, Wish(chosen=(("list", "lists/d.md"), ("section", "Only here"))))
        mixed = find(reader, shelf, Wish(chosen=(("list", "lists/a.md"), ("section", "Only here"))))
    assert ([paper["id"] for paper in both.papers], mixed.total) == ([ATTENTION], 0)


@pytest.mark.parametrize("sort", ["citations", "newest", "oldest", "match"])
def test_pages_hold_every_paper_once(own: Path, sort: str) -> None:
    with closing(sqlite3.connect(own)) as db, db:
        made = ((f"arxiv:2501.{n:05}", f"Paper {n} of many", f"20{n % 25:02}-01-01") for n in range(120))
        db.executemany("INSERT INTO papers (id, title, published_on) VALUES (?, ?, ?)", made)
    seen: list[str] = []
    with Reader(own) as reader:
        shelf = read_shelf(reader)
        first = find(reader, shelf, Wish(words="many", sort=sort))
        assert (first.total, first.pages, len(first.papers)) == (120, 3, PAGE)
        for page in (1, 2, 3, 4):
            seen += [paper["id"] for paper in find(reader, shelf, Wish(words="many", sort=sort, page=page)).papers]
    assert len(seen) == len(set(seen)) == 120


def test_best_match_has_the_words_in_its_title(database: Path) -> None:
    with Reader(database) as reader:
        [first, *_] = find(reader, read_shelf(reader), read_wish({"q": "language models"})).papers
    assert first["id"] in (COMPRESSION, "arxiv:2312.11514")


@pytest.mark.parametrize(
    "words", [*HOSTILE.values(), '"', "AND", "a OR", "NEAR(", "*", "title:", "\0", "a\0b", "-", "𝕏" * 400]
)
def test_any_words_are_searched_for(words: str, database: Path) -> None:
    with Reader(database) as reader:
        assert find(reader, read_shelf(reader), read_wish({"q": words})).total >= 0


@pytest.mark.parametrize("page", ["0", "-1", "x", "", "²", "9" * 30, "1e3"])
def test_page_that_is_no_number_is_the_first(page: str) -> None:
    assert read_wish({"page": page}).page == 1


def test_wish_is_the_same_after_a_trip_through_an_address() -> None:
    wish = Wish("a b", (("year", "2020"), ("section", "x / y & z")), "newest", 3)
    query = LiveAddresses().papers(wish.query(page=3)).partition("?")[2]
    given = {
        name: unquote(value.replace("+", " ")) for name, _, value in (part.partition("=") for part in query.split("&"))
    }
    assert read_wish(given) == wish


@pytest.mark.parametrize(
    ("url", "followed"),
    [
        ("https://example.org/a", True),
        ("HTTP://example.org", True),
        ("javascript:alert(1)", False),
        (" java\nscript:alert(1)", False),
        ("data:text/html,x", False),
        ("file:///etc/passwd", False),
        ("//example.org", False),
        ("http://[::1", False),
        ("https://", False),
        (None, False),
    ],
)
def test_only_pages_of_the_web_are_followed(url: str | None, followed: bool) -> None:
    assert (web(url) is not None) == followed


def test_file_of_a_paper_is_its_own_and_stays_in_its_folder() -> None:
    ids = [*ODD_IDS.values(), "doi:10.1/a", "doi:10.1_a", "doi:10.1/A", "doi:" + "x" * 500, "arxiv:2402.09748"]
    files = [paper_file(paper_id) for paper_id in ids]
    assert len({file.lower() for file in files}) == len(ids)
    for file in files:
        assert re.fullmatch(r"paper/[a-z0-9._-]{1,130}\.html", file)
        assert Path(file).parent.name == "paper"


@pytest.fixture(scope="module")
def built(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as files."""
    folder = tmp_path_factory.mktemp("built") / "site"
    build(database, folder, Progress())
    return folder


def test_links_between_files_lead_to_files(built: Path) -> None:
    """So the site works in any folder of any server."""
    base = "http://site.example/some/where/"
    for page in built.rglob("*.html"):
        here = base + page.relative_to(built).as_posix()
        for link in Links(page.read_text("utf-8")).found:
            if not link.startswith(("http", "data:", "#")):
                there = urlsplit(urljoin(here, link)).path
                assert there.startswith("/some/where/"), (page, link)
                assert (built / unquote(there.removeprefix("/some/where/"))).is_file(), (page, link)


def test_files_are_those_that_a_site_needs(built: Path, database: Path) -> None:
    names = {path.name for path in built.iterdir()}
    assert names == {
        *("404.html", ".nojekyll", "index.html", "papers.html", "review.html", "paper"),
        *("search.json", "search.js", "site.css", OURS),
    }
    with Reader(database) as reader:
        papers = reader.rows("SELECT count(*) AS n FROM papers")[0]["n"]
    assert len(list((built / "paper").iterdir())) == papers
    assert len(json.loads((built / "search.json").read_text("utf-8"))["papers"]) == papers


def test_build_keeps_what_is_not_ours_and_takes_away_what_went(own: Path, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "CNAME").write_text("papers.example")
    build(own, folder, Progress())
    (folder / "mine.txt").write_text("keep me")
    gone = folder / paper_file("arxiv:2501.00003")
    with closing(sqlite3.connect(own)) as db, db:
        db.execute("INSERT INTO papers (id) VALUES ('arxiv:2501.00003')")
    build(own, folder, Progress())
    assert gone.is_file()
    with closing(sqlite3.connect(own)) as db, db:
        db.execute("DELETE FROM papers WHERE id = 'arxiv:2501.00003'")
    assert build(own, folder, Progress()).removed == 1
    assert not gone.exists()
    assert (folder / "mine.txt").read_text() + (folder / "CNAME").read_text() == "keep mepapers.example"
    assert not list(folder.glob(".enrich*"))


def test_folder_of_somebody_else_is_refused_and_untouched(own: Path, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("mine")
    with pytest.raises(ConfigError, match="not ours"):
        build(own, tmp_path, Progress())
    assert (tmp_path / "index.html").read_text() == "mine"


def test_strangers_file_in_the_way_is_refused(own: Path, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    build(own, folder, Progress())
    note = json.loads((folder / OURS).read_text())
    note["files"].remove("papers.html")
    (folder / OURS).write_text(json.dumps(note))
    (folder / "papers.html").write_text("mine")
    with pytest.raises(ConfigError, match=r"papers\.html: is not ours"):
        build(own, folder, Progress())
    assert (folder / "papers.html").read_text() == "mine"


@pytest.mark.parametrize("name", ["../precious.txt", "{folder}/precious.txt", "paper/../../precious.txt", ""])
def test_list_of_our_files_cannot_name_files_elsewhere(own: Path, tmp_path: Path, name: str) -> None:
    precious, folder = tmp_path / "precious.txt", tmp_path / "site"
    precious.write_text("keep me")
    build(own, folder, Progress())
    note = json.loads((folder / OURS).read_text())
    (folder / OURS).write_text(json.dumps({"files": [*note["files"], name.format(folder=tmp_path)]}))
    build(own, folder, Progress())
    assert precious.exists()


def test_broken_list_of_our_files_is_told(own: Path, tmp_path: Path) -> None:
    for text in ("", "[]", '{"files": 3}', '{"files": [3]}'):
        (tmp_path / OURS).write_text(text)
        with pytest.raises(ConfigError, match="cannot be read"):
            build(own, tmp_path, Progress())


def test_empty_database_has_a_site(tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    Store.open(path, now=str).close()
    assert {answer.status_code for answer in answers(path, "/", "/papers", "/papers?q=x", "/review")} == {200}
    assert build(path, tmp_path / "site", Progress()).pages == 4


def test_addresses_of_files_are_relative() -> None:
    to = FileAddresses(1)
    assert (to.home(), to.papers({"page": 2}), to.papers({"author": "A B"}), to.paper("arxiv:1")) == (
        *("../index.html", "../papers-2.html", "../papers.html?author=A+B", "../paper/arxiv-1.html"),
    )


def test_count_that_is_held_back_bends_no_line() -> None:
    good = [Point(date(2025, 1, day), 42_900 + day) for day in (1, 2, 3)]
    chart = line_chart([Series("a", [*good[:2], Point(date(2025, 1, 2), 2, held=True), good[2]])], "Citations")
    line = re.findall(r'<polyline class="line series-0" points="([^"]+)"', chart)
    assert [len(points.split()) for points in line] == [3]
    assert chart.count('class="held"') == 2  # the cross, and its key
    assert ">42,901<" in chart
    assert ">0<" not in chart, "the scale is that of what is believed"
    assert "from 42,901 on 2025-01-01 to 42,903 on 2025-01-03" in chart


def test_chart_without_observations_is_nothing() -> None:
    assert line_chart([Series("a", [])], "Citations") == bar_chart([], "Years") == sparkline([], "x") == ""


def test_names_in_charts_are_escaped() -> None:
    for name in HOSTILE.values():
        point = Point(date(2025, 1, 1), 1)
        drawn = (
            line_chart([Series(name, [point])], name) + bar_chart([(name, 1)], name) + sparkline([point, point], name)
        )
        assert set(Links(drawn).elements) <= {
            *("figure", "figcaption", "svg", "line", "text", "title", "circle", "rect", "ul", "li", "polyline"),
        }


def luminance(colour: str) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1], ids=["day", "night"])
def test_colours_can_be_told_apart(scheme: int) -> None:
    """Text at 4.5 to 1, lines and marks of the focus at 3 to 1 (WCAG 2.2, AA)."""
    blocks = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", blocks[scheme]))
    least = dict.fromkeys(("ink", "soft", "link", "mark"), 4.5) | dict.fromkeys(("focus", "s0", "s1", "s2", "s3"), 3.0)
    for ground, name in product(("paper", "raised"), least):
        low, high = sorted((luminance(colours[ground]), luminance(colours[name])))
        assert (high + 0.05) / (low + 0.05) >= least[name], (ground, name)
