"""What a report says: every part from rows that changed, none from rows that did not, and inert in Markdown."""

import re
import shutil
import sqlite3
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from enrich.errors import ConfigError
from enrich.escape import inert_markdown, one_line
from enrich.query import Reader
from enrich.report import Report, read_report
from enrich.report.charts import coverage_chart, curves_chart, sections_chart, years_chart
from enrich.report.document import Coverage, Curve, Section, Year
from enrich.report.markdown import to_markdown
from enrich.report.parts import paper_url, tables
from enrich.wording import share
from tests.report_database import FIRST, HOSTILE, READ_ON, REPOSITORY, SECOND, build, hostile_paper
from tests.small_database import ATTENTION, COMPRESSION, FLASH, GAN, LORA, TITLES


def read(path: Path, **options: object) -> Report:
    with Reader(path) as reader:
        return read_report(reader, now=READ_ON, **options)  # type: ignore[arg-type]


def execute(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        for statement in statements:
            db.execute(statement)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("report") / "papers.db", hostile=False)


@pytest.fixture
def changing(tmp_path: Path, database: Path) -> Path:
    """A database of its own, for a test that changes it."""
    return Path(shutil.copyfile(database, tmp_path / "papers.db"))


@pytest.fixture(scope="module")
def report(database: Path) -> Report:
    return read(database)


def test_by_default_it_tells_what_the_last_run_changed(report: Report) -> None:
    assert (report.period.since, report.period.until, report.period.by_last_run) == (SECOND, SECOND, True)
    assert report.period.runs == {"degraded": 1}
    assert report.title == "A list"


def test_what_an_interrupted_run_did_belongs_to_the_next_whole_one(changing: Path) -> None:
    killed = "INSERT INTO runs (id, command, started_at, status, version) VALUES (9, 'run', '2026-03-10', NULL, '0')"
    whole = (
        "INSERT INTO runs (id, command, started_at, finished_at, status, version)"
        " VALUES (10, 'refresh', '2026-03-11', '2026-03-12', 'ok', '0')"
    )
    review = whole.replace("(10, 'refresh', '2026-03-11'", "(11, 'review', '2026-03-13'")
    execute(changing, killed, whole, review)
    period = read(changing).period
    assert (period.since, period.until, period.runs) == ("2026-03-10", "2026-03-12", {"ok": 1, "unfinished": 1})


def test_totals(report: Report) -> None:
    totals = report.totals
    assert (totals.lists, totals.entries, totals.papers) == (1, 5, 5)
    assert totals.known == {"authors": 4, "date": 5, "venue": 3, "citation count": 5}
    assert totals.citations == 60 + 100_500 + 42_955 + 400 + 7


def test_new_papers_are_those_of_new_entries(report: Report) -> None:
    [new] = report.new_papers.rows
    assert (new.paper_id, new.title, new.citation_count) == (LORA, TITLES[LORA], 7)
    assert (new.place.list, new.place.line, new.place.section) == ("lists/a.md", 10, "Survey")


def test_removed_entries(report: Report) -> None:
    [removed] = report.removed.rows
    assert (removed.title, removed.paper_id, removed.removed_at) == ("Leaves Soon", FLASH, SECOND)


def test_growth_is_between_believed_counts_of_one_source(report: Report) -> None:
    assert [(row.paper_id, row.before, row.after) for row in report.fastest.rows] == [
        (ATTENTION, 100_000, 100_500),
        (COMPRESSION, 24, 60),
    ]
    assert [row.paper_id for row in report.fastest_relative.rows] == [COMPRESSION, ATTENTION]
    assert report.gained == 536
    assert GAN not in {curve.paper_id for curve in report.curves}


def test_growth_never_begins_at_a_count_that_was_held_back(changing: Path) -> None:
    row = f"('{ATTENTION}', 'semanticscholar', '2026-03-05T03:00:00Z', 5, 'quarantined', NULL)"
    execute(changing, f"INSERT INTO citation_counts VALUES {row}")
    again = read(changing)
    assert [(row.before, row.before_at) for row in again.fastest.rows if row.paper_id == ATTENTION] == [
        (100_000, FIRST)
    ]
    assert {count for curve in again.curves for _, count in curve.points} == {100_000, 100_500, 24, 60}


def test_growth_since_a_day_before_the_first_observation_begins_there(database: Path) -> None:
    early = read(database, since="2020-01-01T00:00:00Z")
    assert [row.before_at for row in early.fastest.rows] == [FIRST, FIRST]
    assert early.new_papers.total == 5


def test_nothing_changed_after_the_last_run(database: Path) -> None:
    quiet = read(database, since="2026-03-09T04:00:00Z")
    changed = {table.name for table in tables(quiet) if table.total}
    assert changed == {"suspicious", "failures", "resting", "review"}, "what is open stays, what happened does not"
    assert len(quiet.curves) == 2


def test_what_was_learnt(report: Report) -> None:
    [published] = report.published.rows
    assert (published.paper_id, published.where, published.doi, published.source) == (
        COMPRESSION,
        "ACM Surveys",
        "10.1145/1(2)",
        "crossref",
    )
    [retracted] = report.withdrawn.rows
    assert (retracted.paper_id, retracted.what) == (LORA, "retracted")


def test_suspicious_counts_are_told_with_both_numbers(report: Report) -> None:
    found = [(row.paper_id, row.before, row.after, row.held_back) for row in report.doubts.rows]
    assert found == [(GAN, 42_955, 2, True), (FLASH, 400, 300, True)]


def test_a_fall_that_was_believed_is_suspicious_in_its_period_only(changing: Path) -> None:
    execute(
        changing,
        f"UPDATE citation_counts SET status = 'ok' WHERE paper_id = '{FLASH}'",
        f"UPDATE papers SET citation_count = 300, citation_observed_at = '{SECOND}' WHERE id = '{FLASH}'",
    )
    assert [(row.paper_id, row.held_back) for row in read(changing).doubts.rows] == [(GAN, True), (FLASH, False)]
    assert [row.paper_id for row in read(changing, since="2026-03-10").doubts.rows] == [GAN]


def test_failures_and_resting_sources(report: Report) -> None:
    [failure] = report.failures.rows
    assert (failure.source, failure.status, failure.subjects) == ("openalex", "failed", 2)
    assert failure.example in (ATTENTION, COMPRESSION)
    [rest] = report.resting
    assert (rest.source, rest.until) == ("crossref", "2026-03-09T18:30:00Z")


def test_entries_that_need_review(report: Report) -> None:
    [entry] = report.review.rows
    assert (entry.title, entry.verdict, entry.paper_id) == ("Quantization of Everything", "mismatch", FLASH)
    assert report.review_verdicts == {"mismatch": 1}


def test_stars(report: Report) -> None:
    [stars] = report.stars.rows
    assert (stars.repository_id, stars.before, stars.after) == (REPOSITORY, 1_000, 1_234)


def test_coverage_counts_every_paper_once(report: Report) -> None:
    found = {row.source: (row.fresh, row.old, row.none) for row in report.coverage}
    assert found == {"semanticscholar": (5, 0, 0), "openalex": (0, 1, 4)}


def test_years_and_sections(report: Report) -> None:
    assert [(row.year, row.papers, row.citations) for row in report.years] == [
        (2014, 1, 42_955),
        (2017, 1, 100_500),
        (2023, 1, 400),
        (2024, 2, 67),
    ]
    assert [(row.section, row.papers) for row in report.sections.rows] == [("Survey", 4), ("Generation", 1)]


def test_unknown_counts_are_no_zeros(tmp_path: Path) -> None:
    path = build(tmp_path / "papers.db", runs=1, hostile=False)
    execute(
        path,
        "DELETE FROM citation_counts",
        "UPDATE papers SET citation_count = NULL, citation_source = NULL, citation_observed_at = NULL",
    )
    unknown = read(path)
    assert unknown.totals.citations is None
    assert {row.citations for row in unknown.years} == {row.citations for row in unknown.sections.rows} == {None}
    assert "no citation count is known" in to_markdown(unknown)
    assert years_chart(unknown.years, 2027) is None


def test_an_entry_whose_paper_a_service_found_is_identified(changing: Path) -> None:
    decided = f"UPDATE matches SET verdict = 'title_exact', decided_at = '{SECOND}', method = "
    attention = f" WHERE paper_id = '{ATTENTION}'"
    execute(changing, f"{decided} 'same_title' {attention}")
    assert read(changing).identified.total == 0, "the catalogue decides again whenever it changes"
    execute(changing, f"{decided} 'openalex_same_title' {attention}")
    assert [row.paper_id for row in read(changing).identified.rows] == [ATTENTION]


def test_lists_that_were_named_and_no_others(changing: Path) -> None:
    execute(changing, "INSERT INTO lists (path, title) VALUES ('lists/empty.md', 'Empty')")
    assert read(changing).title == "2 lists"
    assert read(changing, lists=["lists/a.md"]).totals.papers == 5
    empty = read(changing, lists=["lists/empty.md"])
    assert (empty.title, empty.totals.papers, empty.failures.total) == ("Empty", 0, 0)
    with pytest.raises(ConfigError, match=r"other\.md: is not in the database; read it with: enrich run"):
        read(changing, lists=["lists/other.md"])


def test_a_part_is_cut_and_says_so(tmp_path: Path) -> None:
    path = build(tmp_path / "papers.db", runs=1, hostile=False)
    execute(
        path,
        "WITH RECURSIVE n (i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 150)"
        " INSERT INTO entries (id, list_id, identity, position, section, line_start, line_end, raw, title, kind, marks,"
        " first_seen_at, last_seen_at, first_seen_in_run, seen_in_run)"
        " SELECT i, list_id, i, i, section, i, i, raw, title || i, kind, marks, first_seen_at, last_seen_at, 1, 1"
        " FROM entries, n WHERE id = 1",
        "INSERT INTO matches SELECT id, NULL, 'not_found', 'x', NULL, '{}', '[]', '' FROM entries WHERE id >= 100",
    )
    cut = read(path)
    assert (cut.review.total, len(cut.review.rows), cut.review.more) == (52, 20, 32)
    assert [row.place.line for row in cut.review.rows] == [4, *range(100, 119)], "wrong ids first, then as in the list"
    assert "\n… and 32 more\n" in to_markdown(cut)


# Markdown


MARKDOWN = MarkdownIt("gfm-like", {"linkify": False, "html": True})


@pytest.fixture(scope="module")
def hostile_markdown(tmp_path_factory: pytest.TempPathFactory) -> str:
    return to_markdown(read(build(tmp_path_factory.mktemp("hostile") / "papers.db"), since="2026-01-01"))


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_titles_are_text_in_markdown(name: str) -> None:
    [inline] = [token for token in MARKDOWN.parse(f"Text {inert_markdown(HOSTILE[name])}") if token.type == "inline"]
    assert inline.children is not None
    assert {token.type for token in inline.children} <= {"text", "text_special"}
    shown = "".join(token.content for token in inline.children)
    assert shown.replace("\u200b", "") == f"Text {one_line(HOSTILE[name])}"


def test_links_in_markdown_lead_to_papers_only(hostile_markdown: str) -> None:
    tokens = [child for token in MARKDOWN.parse(hostile_markdown) for child in token.children or ()]
    targets = {str(token.attrs["href"]) for token in tokens if token.type == "link_open"}
    hosts = {re.sub(r"(https://[^/]+/).*", r"\1", target) for target in targets}
    assert hosts == {"https://arxiv.org/", "https://doi.org/", "https://github.com/"}
    assert not {token.type for token in tokens} & {"image", "html_inline", "code_inline", "strong_open", "s_open"}


def test_tables_of_markdown_keep_their_columns(hostile_markdown: str) -> None:
    blocks = MARKDOWN.parse(hostile_markdown)
    assert {token.type for token in blocks}.isdisjoint({"html_block", "hr", "bullet_list_open", "code_block"})
    headings = [token.tag for token in blocks if token.type == "heading_open"]
    assert headings.count("h1") == 1
    found = [block.splitlines() for block in hostile_markdown.split("\n\n") if block.startswith("| ")]
    assert len(found) >= 10
    for table in found:
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in table}) == 1, table


@pytest.mark.parametrize(
    ("text", "inert"),
    [
        ("www.evil.example", r"www\.evil.example"),
        ("WWW.evil.example", r"WWW\.evil.example"),
        ("https://evil.example", r"https\://evil.example"),
        ("mailto:me@evil.example", "mailto:me@\u200bevil.example"),
    ],
)
def test_no_address_is_linked_by_itself(text: str, inert: str) -> None:
    assert inert_markdown(text) == inert


def test_ordinary_titles_are_not_disfigured() -> None:
    plain = "BERT: Pre-training (2019), a 50% cheaper model - part 1.5 + more; is it #good?"
    assert inert_markdown(plain) == plain


# Words


@pytest.mark.parametrize(
    ("paper_id", "url"),
    [
        ("arxiv:2410.20011", "https://arxiv.org/abs/2410.20011"),
        ("doi:10.5555/a(1)<b>", "https://doi.org/10.5555/a%281%29%3Cb%3E"),
        ("s2:ab12", "https://www.semanticscholar.org/paper/ab12"),
        ("openalex:W12", "https://openalex.org/W12"),
        ("javascript:alert(1)", None),
        ("arxiv:javascript", None),
        (None, None),
    ],
)
def test_addresses_of_papers(paper_id: str | None, url: str | None) -> None:
    assert paper_url(paper_id) == url


def test_shares_are_never_rounded_to_all_or_nothing() -> None:
    assert [share(part, 1_000) for part in (0, 1, 500, 999, 1_000)] == ["0 %", "< 1 %", "50 %", "> 99 %", "100 %"]
    assert share(0, 0) == "–"


# Geometry of the charts


def curve(*points: tuple[str, int], paper_id: str = ATTENTION) -> Curve:
    return Curve(paper_id=paper_id, title="A title", source="openalex", points=points)


def test_curves_begin_at_nothing_gained_and_fill_the_drawing() -> None:
    chart = curves_chart(
        [curve(("2026-01-01", 100), ("2026-01-11", 150)), curve(("2026-01-06", 7), ("2026-01-11", 17))]
    )
    assert chart is not None
    assert [line.path for line in chart.lines] == ["M0 100 L100 0", "M50 100 L100 80"]
    assert [line.gained for line in chart.lines] == [50, 10]
    assert [mark.label for mark in chart.y_marks] == ["0", "+10", "+20", "+30", "+40", "+50"]
    assert chart.x_marks[0] == (0, "1 Jan")


def test_a_dip_that_nobody_can_see_does_not_move_the_axis() -> None:
    chart = curves_chart([curve(("2026-01-01", 100), ("2026-01-02", 97), ("2026-01-11", 5_000))])
    deep = curves_chart([curve(("2026-01-01", 3_000), ("2026-01-02", 100), ("2026-01-11", 5_000))])
    assert chart is not None
    assert deep is not None
    assert (chart.y_marks[0].label, deep.y_marks[0].label) == ("0", "-3,000")


@pytest.mark.parametrize("points", [(), (("2026-01-01", 4),)], ids=["never-seen", "seen-once"])
def test_no_curve_without_two_observations(points: tuple[tuple[str, int], ...]) -> None:
    assert curves_chart([curve(*points)]) is None


def test_labels_of_curves_never_cover_each_other() -> None:
    ends = (1_000, 999, 998, 3, 2, 1)
    chart = curves_chart([curve(("2026-01-01", 0), ("2026-02-01", end)) for end in ends])
    assert chart is not None
    places = sorted(line.label_at for line in chart.lines)
    assert all(after - before >= 12.9 for before, after in pairwise(places))
    assert places[0] > 0
    assert places[-1] < 100


def test_a_long_curve_keeps_its_ends_and_is_thinned() -> None:
    days = [(f"20{year:02}-{month:02}-01", year * 12 + month) for year in range(10, 40) for month in range(1, 13)]
    chart = curves_chart([curve(*days)])
    assert chart is not None
    [line] = chart.lines
    assert len(line.points) <= 121
    assert (line.points[0].label, line.points[-1].label) == ("1 Jan 2010: 121 citations", "1 Dec 2039: 480 citations")
    assert 2 <= len(chart.x_marks) <= 6


def test_old_years_share_one_bar_and_impossible_ones_have_none() -> None:
    years = [Year(year=year, papers=1, citations=10) for year in (1950, 1960, 2001, 2025, 9999)]
    chart = years_chart([*years, Year(year=None, papers=1, citations=5)], newest=2027)
    assert chart is not None
    assert (chart.bars[0].label, chart.bars[0].papers, chart.bars[-1].label) == ("≤ 2001", 3, "2025")
    assert len(chart.bars) == 25


def test_sections_name_their_list_where_there_are_several() -> None:
    sections = [Section(list="a.md", section=None, papers=2, citations=None)]
    alone = sections_chart(sections, several_lists=False)
    beside = sections_chart(sections, several_lists=True)
    assert alone is not None
    assert beside is not None
    assert (alone.bars[0].label, beside.bars[0].label) == ("above the first heading", "a.md: above the first heading")
    assert alone.bars[0].size == 0


def test_parts_of_coverage_are_a_whole() -> None:
    [row] = coverage_chart([Coverage(source="openalex", fresh=1, old=1, none=1)])
    assert row.fresh + row.old + row.none == pytest.approx(100)


def test_hostile_papers_are_in_the_report(hostile_markdown: str) -> None:
    assert str(paper_url(hostile_paper("html"))) in hostile_markdown
