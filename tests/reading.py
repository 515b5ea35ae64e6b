"""Lists to read, and what is read from one, for the tests of stage 1."""

from pathlib import Path

from enrich.models import Entry, Unread
from enrich.parse import read_text

LISTS = [Path(__file__).parents[1] / "lists" / name for name in ("efficient-llm.md", "llm-internals.md")]
PAPER = "https://arxiv.org/abs/2401.00001"


def entries(text: str) -> list[Entry]:
    return [one for one in read_text(text)[1] if isinstance(one, Entry)]


def unread(text: str) -> list[Unread]:
    return [one for one in read_text(text)[1] if isinstance(one, Unread)]


def write(folder: Path, content: bytes) -> Path:
    path = folder / "list.md"
    path.write_bytes(content)
    return path
