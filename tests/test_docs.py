"""The pages keep what they say: the tutorial prints what it shows, links lead somewhere, pictures are small."""

import os
import re
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.test_automate import install, shell

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
TUTORIAL = ROOT / "docs" / "tutorial.md"
LARGEST = 200_000  # bytes of a picture
_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"^```.*?^```$|`[^`\n]+`", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^()\s]+)\)|(?:src|srcset)=\"([^\"]+)\"")


class Step(NamedTuple):
    """A command, and what a page shows below it."""

    command: str
    shown: str


def steps(page: Path) -> list[Step]:
    """The commands of a page's blocks, in order; a command is a line after a dollar."""
    text = "".join(_BLOCK.findall(page.read_text("utf-8")))
    return [Step(*step.partition("\n")[::2]) for step in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]]


def pattern(shown: str) -> str:
    """What a page shows as a pattern: `…` on a line of its own stands for any lines, at an end for any rest."""
    lines = [
        r"(?:.*\n)*?"
        if line == "…"
        else re.escape(line.removesuffix(" …")) + (".*\n" if line.endswith(" …") else " *\n")
        for line in shown.splitlines()
    ]
    return "".join(lines)


def test_tutorial_prints_what_it_shows(tmp_path: Path, catalogue_file: Path) -> None:
    install(tmp_path)
    shutil.copytree(ROOT / "lists", tmp_path / "lists")
    (tmp_path / ".venv" / "bin" / "activate").touch()
    given = {
        "PATH": f"{tmp_path / '.venv' / 'bin'}:{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "ENRICH_CATALOGUE": str(catalogue_file),
        "ENRICH_OFFLINE": "true",
    }
    ran = steps(TUTORIAL)
    assert len(ran) > 10
    for command, shown in ran:
        said = shell(command, tmp_path, given)[1]
        assert re.fullmatch(pattern(shown), said), f"$ {command}\n{said}"


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_links_lead_somewhere(page: Path) -> None:
    for found in _LINK.finditer(_CODE.sub("", page.read_text("utf-8"))):
        target, _, anchor = (found[1] or found[2]).partition("#")
        if target.startswith(("http://", "https://")):
            continue
        path = (page.parent / target) if target else page
        assert path.exists(), f"{page.name} links {target}"
        if anchor:
            assert anchor in anchors(path), f"{page.name} links {target}#{anchor}"


def anchors(page: Path) -> set[str]:
    """What GitHub makes of the headings of a page."""
    headings = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_page_is_in_the_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text("utf-8")
    missing = [page.name for page in PAGES[1:] if page.name != "README.md" and f"]({page.name})" not in index]
    assert not missing


def test_every_part_is_in_the_architecture() -> None:
    told = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    package = ROOT / "enrich"
    parts = {path.name for path in package.glob("*.py")} | {
        f"{path.parent.name}/" for path in package.glob("*/__init__.py")
    }
    assert not {part for part in parts - {"__init__.py"} if f"`{part}`" not in told}


def test_readme_shows_the_summary_of_the_tutorial() -> None:
    block = (ROOT / "README.md").read_text("utf-8").partition("```\nList ")[2].partition("```")[0]
    assert block.count("\n") > 10
    assert "List " + block.removesuffix("…\n") in TUTORIAL.read_text("utf-8")


def test_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) <= 150


def test_pictures_are_small_and_come_in_light_and_dark() -> None:
    pictures = sorted((ROOT / "docs" / "images").glob("*.png"))
    assert {path.name.replace("-dark", "-light") for path in pictures} == {
        path.name for path in pictures if path.stem.endswith("-light")
    }
    assert [path.name for path in pictures if path.stat().st_size > LARGEST] == []
