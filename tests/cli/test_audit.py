"""``enrich audit``: the table, the JSON document, the report for an issue, and the exit code."""

import json
import re
from pathlib import Path

import pytest

from enrich.audit import Finding, Name, Unchecked, Words
from enrich.cli.audit import _report
from tests.cli.conftest import Tool

WRONG = """# A list

- [Attention Is All You Need](https://arxiv.org/abs/1810.04805)
- [BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding](http://hf.co/papers/1810.04805) ACL
- [Attention Is All You Need](https://arxiv.org/abs/1706.03762), NIPS
- [Attention is all you need!](https://arxiv.org/pdf/1706.03762), NIPS
"""


@pytest.fixture
def wrong(place: Path, tool: Tool) -> Path:
    """A list with a wrong id in line 3 and a duplicate in line 6, read without asking anybody."""
    path = place / "lists" / "wrong.md"
    path.write_text(WRONG, "utf-8")
    assert tool("run", "lists/wrong.md", "--offline", "-q").code == 0
    return path


def test_table_names_place_fault_and_remedy(tool: Tool, wrong: Path) -> None:
    found = tool("audit")
    assert found.code == 0
    heading, todo, _, row = found.out.splitlines()[:4]
    assert heading == "Wrong ids: 1"
    assert todo.startswith("To do: the title is that of 1706.03762")
    assert re.match(r"lists/wrong.md:3 +Attention Is All You Need +names 1810.04805, which is “BERT: Pre-training", row)
    assert "lists/wrong.md:6" in found.out
    assert found.out.splitlines()[-1] == "2 findings in 1 list: 1 wrong_id, 1 duplicate"


def test_check_tells_by_its_code(tool: Tool, wrong: Path) -> None:
    assert tool("audit", "--check").code == 1
    assert tool("audit", "--check", "--kind", "wrong_id").code == 1
    assert tool("audit", "--check", "--kind", "retracted").code == 0
    wrong.write_text("# A list\n\n- [Attention Is All You Need](https://arxiv.org/abs/1706.03762), NIPS\n", "utf-8")
    tool("run", "lists/wrong.md", "--offline", "-q")
    found = tool("audit", "--check")
    assert (found.code, found.out) == (0, "Nothing wrong was found.\n")


def test_json_is_one_document_with_the_evidence(tool: Tool, wrong: Path) -> None:
    document = json.loads(tool("audit", "lists/wrong.md", "--json").out)
    assert document["lists"] == ["lists/wrong.md"]
    assert document["unchecked"] == {"ids": 0, "titles": 0, "repositories": 0}
    first, second = document["findings"]
    assert list(first) == [
        "kind",
        "list",
        "line",
        "entry_id",
        "title",
        "paper_id",
        "problem",
        "advice",
        "evidence",
    ]
    assert (first["kind"], first["line"], first["evidence"]["right"]) == ("wrong_id", 3, "1706.03762")
    assert (second["kind"], second["line"], second["evidence"]) == ("duplicate", 6, {"first_line": 5})


def test_lists_limit_it(tool: Tool, wrong: Path, place: Path) -> None:
    (place / "lists" / "fine.md").write_text("- [A Paper](https://arxiv.org/abs/2401.00001)\n", "utf-8")
    tool("run", "lists/fine.md", "--offline", "-q")
    found = tool("audit", "lists/fine.md")
    assert found.out == "Nothing wrong was found.\n"
    assert found.err == "Not judged, because no service has told yet: 1 id (enrich run asks)\n"


def test_list_that_was_never_read_is_2(tool: Tool, wrong: Path) -> None:
    found = tool("audit", "lists/efficient-llm.md")
    assert (found.code, found.out) == (2, "")
    assert found.err == (
        "enrich: lists/efficient-llm.md: is not in the database; read it with: enrich run lists/efficient-llm.md\n"
    )


def test_no_database_is_2(tool: Tool) -> None:
    found = tool("audit")
    assert found.code == 2
    assert "there is no database yet" in found.err


def test_list_that_was_edited_since_is_told(tool: Tool, wrong: Path) -> None:
    wrong.write_text("\n\n" + WRONG, "utf-8")
    assert "lists/wrong.md was edited since it was read" in tool("audit").err
    assert tool("audit", "-q").err == ""
    wrong.unlink()
    assert "edited" not in tool("audit").err


def test_report_is_markdown_for_an_issue(tool: Tool, wrong: Path) -> None:
    report = tool("audit", "--format", "markdown").out
    assert report.startswith("## Audit of `lists/wrong.md`\n\n2 findings in 1 list: 1 wrong_id, 1 duplicate\n")
    assert "\n### Wrong ids (1)\n\n- [ ] `lists/wrong.md:3` `Attention Is All You Need` names [1810.04805](" in report
    assert "→ the title is that of [1706.03762](https://arxiv.org/abs/1706.03762): put that id" in report


HOSTILE = [
    "@maintainer please look",
    "<img src=x onerror=alert(1)><!--",
    "[click](https://evil.example) ![](https://evil.example/p.png)",
    "https://evil.example www.evil.example",
    "`code` ``more`` and ``` a fence",
    "` one",
    "``",
    "a\n\n# heading\n- [ ] task\n```\nfence",
    "| a | b |",
    "fixes #1 and 1234567890123456789012345678901234567890",
    "\\` escaped",
    "$\\href{javascript:alert(1)}{x}$",
    "\u202eright to left",
    "\x1b[31mred",
    "",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_words_of_strangers_stand_as_code_and_nowhere_else(text: str) -> None:
    finding = Finding(
        "wrong_id", text or "x", 1, 1, text, None, ("is ", Words(text), " and ", Name(text)), ("see ", Name(text)), {}
    )
    report = "\n".join(_report([text or "x"], [finding], Unchecked(0, 0, 0)))
    assert len(report.splitlines()) == 7
    fence = (
        r"(?<!`)(`+)(?!`)(?:.*?[^`])\1(?!`)"  # a code span as CommonMark has it: the next run of equal length ends it
    )
    left = re.sub(fence, "CODE", report)
    assert left.splitlines()[0] == "## Audit of CODE"
    assert left.splitlines()[-1] == "- [ ] CODE CODE is CODE and CODE. → see CODE"
