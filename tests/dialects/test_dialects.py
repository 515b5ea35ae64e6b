"""Every dialect has samples, every sample has what was reviewed to be in it, and nothing else is there.

A sample is a list here (`NAME.md`, `NAME.bib`, …), or one of `lists/`; beside it stands `NAME.expected.json`. When
that is missing, it is written and the test fails: look at every line of it before you commit it.
"""

import json
import re
from pathlib import Path
from typing import Any, get_args

import pytest

from enrich.dialects import dialects, formats
from enrich.dialects._inline import Inline
from enrich.dialects.base import Fields, Shape, short_venue, split_authors
from enrich.models import Entry, Unread
from enrich.parse import find_entries, read_entries, scan

HERE = Path(__file__).parent
LISTS = HERE.parents[1] / "lists"
OURS = sorted(path for path in HERE.glob("*/*.*") if not path.name.endswith((".expected.json", ".pyc")))
SAMPLES = OURS + [LISTS / "efficient-llm.md", LISTS / "llm-internals.md"]
IN_MARKDOWN = [path for path in SAMPLES if path.suffix == ".md"]
EXPECTED = {path.name.removesuffix(".expected.json"): path for path in HERE.glob("*/*.expected.json")}


def expected_path(sample: Path, dialect: str) -> Path:
    return (sample.parent if sample.is_relative_to(HERE) else HERE / dialect) / f"{sample.stem}.expected.json"


def as_seen(sample: Path) -> dict[str, Any]:
    """What the parser sees in a sample, without the raw text and without what is not stated."""
    info = scan(sample)
    found = list(read_entries(info))
    entries = [
        one.model_dump(mode="json", exclude={"raw"}, exclude_defaults=True) for one in found if isinstance(one, Entry)
    ]
    unread = [one.model_dump(mode="json") for one in found if isinstance(one, Unread)]
    return {"title": info.title, "dialect": info.dialect, "reason": info.reason, "entries": entries, "unread": unread}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_sample_is_read_as_reviewed(sample: Path) -> None:
    seen = as_seen(sample)
    path = expected_path(sample, seen["dialect"])
    if not path.exists():
        path.write_text(json.dumps(seen, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        pytest.fail(f"{path.name} was missing and has been written; review it line by line, then run again")
    assert seen == json.loads(path.read_text(encoding="utf-8"))


def read_again(field: str, text: str) -> Any:
    """The value of a field, from what stands at its place alone."""
    if field == "stated_authors":
        return split_authors(text)
    if field == "stated_venue":
        dated = short_venue(f"{text} 2000")  # `nips` is one only with a year
        return None if text.lower() == "arxiv" else dated[0] if dated[1] else short_venue(text)[0]
    number = re.search(r"-?[0-9][0-9,.]*[kK]?", Inline(text).plain())
    digits = number[0].replace(",", "").lower() if number else "-1"
    value = round(float(digits.rstrip("k")) * (1_000 if digits.endswith("k") else 1))
    return value if value >= 0 else None


@pytest.mark.parametrize("sample", IN_MARKDOWN, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_place_of_a_value_gives_the_value(sample: Path) -> None:
    seen = 0
    for found in find_entries(scan(sample)):
        if isinstance(found, Unread):
            continue
        entry, spans = found
        assert len({span.field for span in spans}) == len(spans)
        for field, start, end in spans:
            stated = getattr(entry, field)
            if field == "stated_authors":
                stated = stated, entry.stated_authors_complete
            assert read_again(field, entry.raw[start:end]) == stated
            seen += 1
    assert seen


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_entries_and_the_rest_give_back_the_file(sample: Path) -> None:
    lines = sample.read_text(encoding="utf-8").split("\n")
    last, raw = 0, ""
    for entry in read_entries(scan(sample)):
        if isinstance(entry, Entry):
            is_same = entry.line_end == last and entry.raw == raw  # several in one item
            assert entry.line_start > last or is_same or entry.line_start == entry.line_end == last
            raw = entry.raw
            assert entry.raw == "\n".join(lines[entry.line_start - 1 : entry.line_end])
            last = entry.line_end


def test_every_dialect_has_a_sample_and_every_sample_a_dialect() -> None:
    names = {dialect.NAME for dialect in dialects()} | {one.NAME for one in formats()}
    assert names == {path.name for path in HERE.iterdir() if path.is_dir()} - {"__pycache__"}
    assert {path.parent.name for path in OURS if path.stem == "sample"} == names


def test_every_dialect_is_found_by_its_folder_and_generic_comes_last() -> None:
    names = [dialect.NAME for dialect in dialects()]
    assert names == ["bracket-tags", "generated", "paragraph", "table", "generic"]
    for dialect in dialects():
        assert set(get_args(Shape)) >= dialect.SHAPES
        assert callable(dialect.sniff)
        assert callable(dialect.read)


def test_every_format_is_found_by_its_folder_and_plain_text_comes_last() -> None:
    assert [one.NAME for one in formats()] == [
        "bibliography",
        "bibtex",
        "delimited",
        "json",
        "latex",
        "org",
        "rst",
        "yaml",
        "plain-text",
    ]


def test_dialects_fill_every_field_of_an_entry_but_its_place() -> None:
    place = {"position", "section", "line_start", "line_end", "raw"}
    of_every_dialect = {"stated_site_id"}  # read in the links, whatever the dialect
    assert set(Fields._fields) - {"problem", "spans"} == Entry.model_fields.keys() - place - of_every_dialect


@pytest.mark.parametrize("sample", OURS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_sample_is_recognised_as_its_dialect(sample: Path) -> None:
    assert scan(sample).dialect == sample.parent.name
