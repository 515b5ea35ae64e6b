"""``enrich eval``: tables for people, JSON for machines, errors with file and line, exit codes."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Tool


def test_hard_pairs_pass(tool: Tool) -> None:
    answer = tool("eval", "--json")
    told = json.loads(answer.out)
    assert (answer.code, told["failed"]) == (0, [])
    assert told["passed"] == told["pairs"] == sum(trap["passed"] for trap in told["traps"])


def test_hard_pair_that_fails_is_told_and_ends_with_1(
    tool: Tool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gold.tsv").write_text(
        "trap\ttitle\tyear\tauthors\tstated_id\thidden\tverdict\tpaper\n"
        "good\tAttention Is All You Need\t2017\t\t\t\ttitle_exact\t1706.03762\n"
        "bad\tAttention Is All You Need\t2017\tMarie Curie; Lise Meitner\t\t\ttitle_exact\t1706.03762\n",
        "utf-8",
    )
    (tmp_path / "gold_papers.jsonl").write_text("", "utf-8")
    monkeypatch.setattr("enrich.gold._DATA", tmp_path)
    answer = tool("eval")
    assert answer.code == 1
    assert answer.out.splitlines()[0] == (
        "gold.tsv:3: Attention Is All You Need → ambiguous, wanted 1706.03762 title_exact (bad)"
    )
    assert [line.split() for line in answer.out.splitlines()[1:]] == [
        ["Trap", "Pairs", "Passed"],
        ["good", "1", "1"],
        ["bad", "1", "0"],
        ["all", "2", "1"],
    ]


def test_example_lists_are_scored_by_their_own_links(tool: Tool) -> None:
    answer = tool("eval", "lists")
    assert answer.code == 0, answer.err
    assert "Resolved by the title alone:" in answer.out
    told = json.loads(tool("eval", "lists", "--question", "title", "--question", "absent", "--json").out)
    assert told["reading"] is None  # a list is no judge of its own reading
    total = told["title"]["dialects"][-1]
    assert (total["dialect"], total["wrong"], total["precision"]) == ("all", 0, 1.0)
    assert told["absent"]["dialects"][-1]["right"] == 0


def test_reading_is_scored_where_the_truth_is_known(tool: Tool, place: Path) -> None:
    (place / "lists" / "title_to_arxiv.tsv").write_text(
        "path\tline\ttitle\tarxiv_id\nefficient-llm.md\t1\tA title that is not there\t1706.03762\n",
        "utf-8",
    )
    told = json.loads(tool("eval", "lists", "--json").out)
    assert told["misread"] == [
        {
            "place": "lists/efficient-llm.md:1",
            "title": "A title that is not there",
            "arxiv_id": "1706.03762",
            "read": "no entry",
        }
    ]
    assert (told["reading"][-1]["expected"], told["reading"][-1]["entries_f1"]) == (1, 0.0)


def test_errors_have_file_and_line(tool: Tool, place: Path) -> None:
    (place / "more").mkdir()
    (place / "more" / "list.md").write_text(
        "- [Language Models can be Few-Shot Learners](https://arxiv.org/abs/2005.14165)\n", "utf-8"
    )
    answer = tool("eval", "more", "--question", "title")
    expected = (
        "missed: more/list.md:1: Language Models can be Few-Shot Learners → None, wanted arxiv:2005.14165"
        " (not_asked, unknown_to_catalogue)"
    )
    assert expected in answer.out.splitlines()


def test_pairs_of_a_file(tool: Tool, place: Path) -> None:
    (place / "pairs.tsv").write_text("title\tarxiv_id\nAttention Is All You Need\t1706.03762\n", "utf-8")
    told = json.loads(tool("eval", "pairs.tsv", "--json").out)
    assert told["reading"] is None
    assert told["title"]["dialects"] == [
        {
            "dialect": "all",
            "right": 1,
            "wrong": 0,
            "disputed": 0,
            "missed": 0,
            "unknown": 0,
            "precision": 1.0,
            "recall": 1.0,
        }
    ]


def test_bad_place_is_one_line_and_exit_code_2(tool: Tool) -> None:
    answer = tool("eval", "nowhere")
    assert answer.code == 2
    assert answer.err.startswith("enrich: nowhere: not a folder")
