"""Google Scholar: only a sound page counts, and what we use of the package `scholarly`."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from enrich.models import Absent, Failed, Found
from enrich.sources import scholar
from enrich.sources.base import Response
from tests.sources.cases import NOW, answer

TITLE = "A frequency-domain analysis of haptic gratings"
PAGE = answer("scholar", "one_result.html")


def kind(old: str, new: str) -> type:
    """What becomes of the recorded page with one result when it is changed."""
    assert old.encode() in PAGE.content
    response = PAGE._replace(content=PAGE.content.replace(old.encode(), new.encode()))
    return type(scholar.read([TITLE], response, NOW)[0])


def test_package_still_reads_results() -> None:
    """The canary of what we use of it: its query, its parser of one result, and no door of its own."""
    found = list(scholar._results(answer("scholar", "several_results.html").content))
    assert [(one["bib"]["title"], one["num_citations"]) for one in found] == [
        ("CRISPR–Cas9 structures and mechanisms", 2020),
        ("What is CRISPR/Cas9?", 285),
        ("Genome engineering using the CRISPR-Cas9 system", 11960),
    ]


def test_request_is_the_one_of_the_package() -> None:
    request = scholar.request(['Attention "Is" All You Need'])
    assert request.path == "/scholar"
    assert request.params == {"hl": "en", "q": '"Attention Is All You Need"', "as_vis": "0", "as_sdt": "0,33"}
    assert request.expects == "html"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param("Cited by 50", "Cited by 51", Found, id="counted"),
        pytest.param('id="gs_res_glb"', 'id="gs_new"', Failed, id="a-page-of-a-new-layout"),
        pytest.param("<body>", '<body><div id="gs_captcha_ccl"></div>', Failed, id="a-captcha-over-results"),
        pytest.param("<body>", '<body><form action="https://consent.google.com/save">', Failed, id="consent"),
        pytest.param(f">{TITLE}</a>", ">Another title</a>", Failed, id="another-paper"),
        pytest.param('class="gs_a"', 'class="gs_b"', Failed, id="a-result-that-cannot-be-read"),
        pytest.param("Cited by 50", "Cited by 1,050", Failed, id="a-number-that-the-package-misreads"),
    ],
)
def test_only_a_sound_page_counts(old: str, new: str, expected: type) -> None:
    assert kind(old, new) is expected


def test_without_a_link_the_count_is_unknown() -> None:
    response = PAGE._replace(content=PAGE.content.replace(b"Cited by 50", b"Cite"))
    (outcome,) = scholar.read([TITLE], response, NOW)
    assert outcome == Found(key=TITLE)


def test_no_hit_is_absent_only_on_a_page_without_results() -> None:
    start, end = PAGE.content.index(b'<div class="gs_r gs_or gs_scl"'), PAGE.content.index(b'<div id="gs_res_ccl_bot">')
    said = b"Your search did not match any articles."
    empty = PAGE._replace(content=PAGE.content[:start] + said + PAGE.content[end:])
    assert scholar.read([TITLE], empty, NOW) == [Absent(key=TITLE)]
    quoted = PAGE._replace(content=PAGE.content.replace(b">" + TITLE.encode() + b"</a>", b">It " + said + b"</a>"))
    assert isinstance(scholar.read([TITLE], quoted, NOW)[0], Failed)


def test_two_results_with_the_title_are_one_too_many() -> None:
    start, end = PAGE.content.index(b'<div class="gs_r gs_or gs_scl"'), PAGE.content.index(b'<div id="gs_res_ccl_bot">')
    twice = PAGE._replace(content=PAGE.content[:end] + PAGE.content[start:end] + PAGE.content[end:])
    assert isinstance(scholar.read([TITLE], twice, NOW)[0], Failed)


@pytest.mark.parametrize(
    "junk", [b"<![", b"<!--", b"<a b='", b"<?xml version='1.0'?>", b"<div>" * 10_000, b"<" * 400_000, b"\0\xff"]
)
def test_odd_markup_is_survived(junk: bytes) -> None:
    start = b'<div id="gs_res_glb"><div class="gs_r gs_or gs_scl">'
    for page in (start + junk, junk + start):
        assert isinstance(scholar.read([TITLE], Response(200, {}, page, ""), NOW)[0], Failed)


def test_a_huge_page_is_not_read() -> None:
    response = Response(200, {}, PAGE.content + b"<div>" * 500_000, "")
    assert isinstance(scholar.read([TITLE], response, NOW)[0], Failed)


def test_import_leaves_the_environment_alone(tmp_path: Path) -> None:
    """The package reads any `.env` on its way up."""
    package = tmp_path / "site" / "scholarly"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("import os\nos.environ['FROM_DOT_ENV'] = 'x'\n")
    code = "import os; from enrich.sources import scholar; scholar._scholarly(); print('FROM_DOT_ENV' in os.environ)"
    path = os.pathsep.join([str(package.parent), *sys.path])
    found = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "False"
