"""The command line as a user meets it: arguments in; output, messages and exit code out."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from enrich.cli import main
from enrich.settings import SOURCES

ROOT = Path(__file__).parent.parent.parent
TOOL = [sys.executable, str(ROOT / "pipeline.py")]


class Answer(NamedTuple):
    """What a command answered."""

    code: int
    out: str
    err: str


Tool = Callable[..., Answer]


@pytest.fixture
def place(tmp_path: Path, catalogue_file: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the two example lists, in which commands run; the catalogue is built already."""
    (tmp_path / "lists").mkdir()
    for path in (ROOT / "lists").glob("*.md"):
        shutil.copyfile(path, tmp_path / "lists" / path.name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ENRICH_CATALOGUE", str(catalogue_file))
    for name in [name for name in os.environ if name.startswith("ENRICH_") and name != "ENRICH_CATALOGUE"]:
        monkeypatch.delenv(name)
    for source in SOURCES:  # nobody listens there: the network is down, and no test ever reaches a service
        monkeypatch.setenv(f"ENRICH_{source.upper()}_URL", "http://127.0.0.1:9")
    return tmp_path


@pytest.fixture
def tool(place: Path, capfd: pytest.CaptureFixture[str]) -> Tool:
    """Runs a command in this process."""

    def run(*arguments: str) -> Answer:
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        code = ended.value.code
        captured = capfd.readouterr()
        return Answer(code if isinstance(code, int) else 0, captured.out, captured.err)

    return run


@pytest.fixture
def process(place: Path) -> Tool:
    """Runs a command in a process of its own, as a scheduler does."""

    def run(*arguments: str) -> Answer:
        ended = subprocess.run([*TOOL, *arguments], capture_output=True, check=False, timeout=60)
        return Answer(ended.returncode, ended.stdout.decode(), ended.stderr.decode())

    return run
