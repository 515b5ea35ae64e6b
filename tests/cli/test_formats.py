"""Lists that are no Markdown, from the file to the database."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Tool
from tests.cli.test_run import query

LISTS = {
    "refs.bib": "@misc{key,\n  title = {Attention {Is} All You Need},\n  eprint = {1706.03762}\n}\n",
    "table.csv": "Title,Link\nAttention Is All You Need,https://arxiv.org/abs/1706.03762\n",
    "data.yaml": "NLP:\n- title: Attention Is All You Need\n  arxiv: 1706.03762\n",
    "data.json": '[{"title": "Attention Is All You Need", "id": "1706.03762"}]',
    "ids.txt": "1706.03762\n",
    "list.rst": "* `Attention Is All You Need <https://arxiv.org/abs/1706.03762>`_\n",
}


@pytest.mark.parametrize("name", LISTS)
def test_list_in_any_format_is_run(place: Path, tool: Tool, name: str) -> None:
    (place / "lists" / name).write_text(LISTS[name], encoding="utf-8")
    answer = tool("run", f"lists/{name}", "--offline")
    assert answer.code == 0, answer.err
    rows = query(place / "db" / "papers.db", "SELECT verdict, paper_id FROM entries_resolved")
    assert rows == [("linked", "arxiv:1706.03762")]
    (raw,) = query(place / "db" / "papers.db", "SELECT raw FROM entries")[0]
    assert raw in LISTS[name]


def test_format_is_told_with_its_reason(place: Path, tool: Tool) -> None:
    (place / "lists" / "refs.bib").write_text(LISTS["refs.bib"] + "@misc{broken,\n", encoding="utf-8")
    answer = tool("parse", "lists/refs.bib", "--format", "jsonl")
    assert json.loads(answer.out)["line_end"] == 4
    assert "lists/refs.bib: dialect bibtex (its name ends in .bib)" in answer.err
    assert "lists/refs.bib:5: the entry is not closed; a brace is missing" in answer.err


def test_ids_are_resolved_line_by_line(place: Path, tool: Tool) -> None:
    (place / "ids.txt").write_text("1706.03762\nhttps://arxiv.org/abs/1706.03762v1\n", encoding="utf-8")
    answer = tool("resolve", "--file", "ids.txt", "--format", "tsv")
    assert [line.split("\t")[1:3] for line in answer.out.splitlines()[1:]] == [["1706.03762", "linked"]] * 2
