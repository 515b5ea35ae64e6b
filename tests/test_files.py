"""Files that appear whole or not at all."""

import resource
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from enrich.files import whole_file


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "list.md"
    path.write_text("old", "utf-8")
    return path


@pytest.fixture
def full_disk() -> Iterator[None]:
    """No file grows beyond a few bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (3, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, handler)


def write(path: Path, content: bytes, then: type[BaseException] | None = None) -> None:
    """Write a file; ``then`` is what happens before it is whole."""
    with whole_file(path) as file:
        file.write(content)
        file.flush()
        if then:
            raise then


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_old_file_stays_until_the_new_one_is_whole(old: Path) -> None:
    with whole_file(old) as file:
        file.write(b"new")
        file.flush()
        assert old.read_bytes() == b"old"
    assert old.read_bytes() == b"new"
    assert names(old.parent) == {"list.md"}


def test_error_while_writing_leaves_the_old_file_and_nothing_else(old: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        write(old, b"ne", then=KeyboardInterrupt)
    assert old.read_bytes() == b"old"
    assert names(old.parent) == {"list.md"}


def test_full_disk_leaves_the_old_file_and_nothing_else(old: Path, full_disk: None) -> None:
    with pytest.raises(OSError, match="too large"):
        write(old, b"longer than that")
    assert old.read_bytes() == b"old"
    assert names(old.parent) == {"list.md"}


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o755])
def test_mode_of_the_old_file_is_kept(old: Path, mode: int) -> None:
    old.chmod(mode)
    write(old, b"new")
    assert old.stat().st_mode & 0o7777 == mode


def test_new_file_is_as_any_other_one(tmp_path: Path) -> None:
    write(tmp_path / "new", b"new")
    (tmp_path / "other").touch()
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_link_leads_to_the_new_file(old: Path) -> None:
    link = old.with_name("link")
    link.symlink_to(old)
    write(link, b"new")
    assert link.is_symlink()
    assert old.read_bytes() == b"new"
