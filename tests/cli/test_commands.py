"""The smaller commands: parse, resolve, search, show, review, catalogue info, doctor."""

import json
import re
import sqlite3
import tracemalloc
from pathlib import Path

import pytest

from enrich import __version__
from tests.cli.conftest import Tool

SNAPKV = "SnapKV: LLM Knows What You Are Looking for before Generation"


@pytest.fixture
def stored(tool: Tool) -> Tool:
    """The tool, in a place where the lists were enriched already."""
    assert tool("run", "--offline", "--quiet").code == 0
    return tool


def entry_number(title: str) -> str:
    with sqlite3.connect("db/papers.db") as db:
        number = db.execute("SELECT id FROM entries WHERE title LIKE ?", [title + "%"]).fetchone()[0]
    db.close()
    return str(number)


def test_help_lists_every_command_and_what_it_does(tool: Tool) -> None:
    answer = tool("--help")
    assert answer.code == 0
    for command in ("run", "parse", "resolve", "review", "search", "show", "catalogue", "doctor"):
        assert f"\n  {command} " in answer.out
        assert tool(command, "--help").code == 0


def test_version(tool: Tool) -> None:
    assert tool("--version").out == f"enrich, version {__version__}\n"


def test_parse_gives_one_object_for_each_entry(tool: Tool) -> None:
    answer = tool("parse", "lists/llm-internals.md", "lists/efficient-llm.md", "--format", "jsonl")
    entries = [json.loads(line) for line in answer.out.splitlines()]
    assert len(entries) == 74
    assert entries[6] | {"raw": "", "links": []} == {
        "list": "lists/llm-internals.md",
        "position": 7,
        "section": "KV Cache",
        "line_start": 18,
        "line_end": 18,
        "raw": "",
        "title": "InfiniGen: Efficient Generative Inference of Large Language Models with Dynamic KV Cache Management",
        "kind": "paper",
        "marks": [":+1:"],
        "stated_arxiv_id": None,
        "stated_doi": None,
        "stated_site_id": None,
        "stated_year": 2024,
        "stated_venue": "USENIX",
        "stated_citations": 60,
        "stated_pages": None,
        "stated_stars": None,
        "stated_authors": None,
        "stated_authors_complete": None,
        "links": [],
    }
    assert answer.err.splitlines()[-1] == "0 lines not understood"
    assert "lists/llm-internals.md: dialect bracket-tags" in answer.err


def test_parse_tells_lines_that_it_did_not_understand(tool: Tool, place: Path) -> None:
    (place / "odd.md").write_text("# Odd\n\n| a | https://arxiv.org/abs/1706.03762 |\n", "utf-8")
    lines = tool("parse", "odd.md").err.splitlines()
    assert lines[0].startswith("odd.md:3: ")
    assert lines[-1] == "1 line not understood"


def test_parse_into_a_pipe_gives_plain_rows(tool: Tool, place: Path) -> None:
    (place / "odd.md").write_text("# L\n\n- Odd\n1. [C1,234 2024 OSDI] A\tTitle [of] \x1b[1mWords :+1:\n", "utf-8")
    answer = tool("parse", "odd.md")
    assert [line.split("\t") for line in answer.out.splitlines()] == [
        ["Place", "Kind", "Id", "Year", "Venue", "Cited", "Title", "Marks"],
        ["odd.md:4", "paper", "", "2024", "OSDI", "1234", "A Title [of] [1mWords", ":+1:"],
    ]
    assert [line.partition(" ")[0] for line in answer.err.splitlines()] == ["odd.md:3:", "odd.md:", "1"]


def test_parse_of_a_long_list_holds_nothing_back(tool: Tool, place: Path) -> None:
    line = "- [C{0} 2024] Title Number {0}\n- ?{0}\n"
    (place / "long.md").write_text("".join(line.format(number) for number in range(3_000)), "utf-8")
    tool("parse", "lists/llm-internals.md")  # what is loaded once does not count
    tracemalloc.start()
    answer = tool("parse", "long.md")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (answer.out.count("\n"), answer.err.splitlines()[-1]) == (3_001, "3,000 lines not understood")
    assert peak < 3_000_000


def test_resolve_takes_titles_and_files(tool: Tool, place: Path) -> None:
    (place / "titles.txt").write_text("attention is all you need\n\nA Title That Nobody Has Given\n", "utf-8")
    answer = tool("resolve", "Massive Activation in Large Language Models", "--file", "titles.txt", "--format", "jsonl")
    found = [json.loads(line) for line in answer.out.splitlines()]
    assert [(line["arxiv_id"], line["verdict"]) for line in found] == [
        (None, "ambiguous"),
        ("1706.03762", "title_exact"),
        (None, "not_asked"),
    ]
    assert list(found[0]) == ["title", "arxiv_id", "verdict", "method", "score", "candidates"]
    assert found[0]["candidates"][0]["paper_id"] == "arxiv:2402.17762"
    assert json.loads(tool("resolve", "Attention Is All You Need", "--json").out)[0]["arxiv_id"] == "1706.03762"
    assert tool("resolve", "Attention Is All You Need", "--format", "tsv").out.splitlines()[1].split("\t")[:3] == [
        "Attention Is All You Need",
        "1706.03762",
        "title_exact",
    ]


def test_search_finds_papers_and_entries_by_words(stored: Tool) -> None:
    rows = json.loads(stored("search", "kv", "cache", "--json").out)
    assert {row["paper_id"] for row in rows} >= {"arxiv:2406.19707", "arxiv:2404.14469"}
    [row] = json.loads(stored("search", "Unsloth", "--json").out)
    assert (row["paper_id"], row["title"]) == (None, "Lecture 32: Unsloth")


@pytest.mark.parametrize("words", ['"', "*", "NEAR(", "a AND", "title:x", "'; DROP TABLE papers; --", "-", "^"])
def test_search_takes_any_words(stored: Tool, words: str) -> None:
    answer = stored("search", "--", words)
    assert answer.code == 0
    assert "error" not in answer.err


def test_show_tells_a_paper_with_its_history(stored: Tool) -> None:
    text = stored("show", "https://arxiv.org/abs/2406.11235v3").out
    assert text.startswith("QTIP: Quantization with Trellises and Incoherence Processing\n  Albert Tseng, ")
    assert "also scholar 11756629272535530144" in " ".join(text.split())
    assert "lists/efficient-llm.md:" in text


def test_show_why_tells_rule_and_evidence(stored: Tool) -> None:
    found = stored("show", entry_number("SnapKV"), "--why")
    assert "title_exact by rule same_title" in found.out
    assert "paper year: 2024" in found.out
    document = json.loads(stored("show", entry_number("Efficient Training and Inference"), "--why", "--json").out)
    assert document["paper"] is None
    assert document["entry"]["match"]["candidates"]


def test_show_of_something_unknown(stored: Tool) -> None:
    assert stored("show", "9999").code == 2
    assert "arxiv:1706.03762 is not in the database" in stored("show", "1706.03762").err


def test_review_lists_and_decides(stored: Tool, place: Path) -> None:
    listed = stored("review").out
    assert "Efficient Large Foundation Models Design" in listed
    number = entry_number("Efficient Large Foundation Models Design")
    answer = stored("review", "--accept", number, "https://arxiv.org/abs/2409.01990")
    assert answer.code == 0
    assert "arxiv:2409.01990" in (place / "lists" / "overrides.toml").read_text("utf-8")
    found = json.loads(stored("show", number, "--json").out)
    assert (found["entry"]["match"]["verdict"], found["entry"]["match"]["paper_id"]) == ("override", "arxiv:2409.01990")
    assert found["paper"]["authors"]
    assert "Efficient Large Foundation Models Design" not in stored("review").out
    assert stored("run", "--offline").code == 0
    assert json.loads(stored("show", number, "--json").out)["entry"]["match"]["verdict"] == "override"


def test_review_rejects(stored: Tool) -> None:
    number = entry_number("SnapKV")
    assert stored("review", "--reject", number).code == 0
    match = json.loads(stored("show", number, "--json").out)["entry"]["match"]
    assert (match["verdict"], match["method"], match["paper_id"]) == ("override", "rejected", None)


def test_catalogue_info(tool: Tool) -> None:
    info = json.loads(tool("catalogue", "info", "--json").out)
    assert {"path", "papers", "titles", "built_at", "newest"} <= info.keys()
    assert info["papers"] == 19_998


def test_doctor_finds_everything_in_order(stored: Tool) -> None:
    answer = stored("doctor")
    assert answer.code == 0
    assert "integrity ok" in answer.out
    assert "WRONG" not in answer.out


def test_doctor_tells_which_keys_are_set(tool: Tool, monkeypatch: pytest.MonkeyPatch) -> None:
    assert re.search(r"^keys +ok +none", tool("doctor").out, re.MULTILINE)
    monkeypatch.setenv("ENRICH_GITHUB_TOKEN", "SECRET")
    answer = tool("doctor")
    assert re.search(r"^keys +ok +ENRICH_GITHUB_TOKEN$", answer.out, re.MULTILINE)
    assert "SECRET" not in answer.out + answer.err


def test_doctor_finds_a_broken_database(tool: Tool, place: Path) -> None:
    (place / "broken.db").write_bytes(b"no database at all")
    answer = tool("doctor", "--db", "broken.db")
    assert answer.code == 1
    assert "WRONG" in answer.out


def test_control_characters_of_a_title_never_reach_the_terminal(tool: Tool, place: Path) -> None:
    (place / "evil.md").write_text("# L\n\n1. [C1 2024] Evil \x1b[31mred\x1b[0m \x07 [bold]title[/bold]\n", "utf-8")
    out = tool("parse", "evil.md").out
    assert "\x1b" not in out
    assert "\x07" not in out
    assert "[bold]title[/bold]" in out
