"""What a person decided is found by title, always wins, and is never lost."""

from pathlib import Path

import pytest

from enrich.errors import ConfigError
from enrich.overrides import overrides_file, read_overrides, write_override
from enrich.resolve import Override

TITLE = "Efficient Large Foundation Models Design: A Perspective"


@pytest.fixture
def list_path(tmp_path: Path) -> Path:
    return tmp_path / "list.md"


def test_decision_is_read_back_by_any_spelling_of_the_title(list_path: Path) -> None:
    write_override(list_path, TITLE, None, Override("arxiv:2409.01990"))
    assert read_overrides(list_path) == {
        ("efficientlargefoundationmodelsdesignaperspective", ""): Override("arxiv:2409.01990")
    }


def test_later_decision_replaces_the_former(list_path: Path) -> None:
    write_override(list_path, TITLE, None, Override("arxiv:2409.01990"))
    write_override(list_path, TITLE.upper(), None, Override(None))
    assert list(read_overrides(list_path).values()) == [Override(None)]


def test_entries_of_one_title_are_told_apart_by_the_id_they_state(list_path: Path) -> None:
    write_override(list_path, TITLE, "2409.01991", Override("arxiv:2409.01990"))
    write_override(list_path, TITLE, None, Override(None))
    names = sorted(stated for _, stated in read_overrides(list_path))
    assert names == ["", "2409.01991"]


def test_comments_and_other_entries_stay(list_path: Path) -> None:
    own = '# mine\n[[entry]]\ntitle = "Other"  # why\npaper = "https://arxiv.org/abs/1706.03762v3"\n'
    overrides_file(list_path).write_text(own, "utf-8")
    write_override(list_path, TITLE, None, Override(None))
    text = overrides_file(list_path).read_text("utf-8")
    assert text.startswith(own)
    assert read_overrides(list_path)["other", ""] == Override("arxiv:1706.03762")


def test_decision_on_another_list_is_not_ours(list_path: Path) -> None:
    write_override(list_path.with_name("other.md"), TITLE, None, Override(None))
    assert read_overrides(list_path) == {}


def test_hostile_title_is_only_text(list_path: Path) -> None:
    title = 'x"\n[[entry]]\ntitle = "y\\" \x07 = ]'
    write_override(list_path, title, None, Override("arxiv:1706.03762"))
    assert len(read_overrides(list_path)) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[entry]\n", "overrides.toml: "),
        ("entry = 1\n", r"write each override as \[\[entry\]\]"),
        ('[[entry]]\npaper = "1706.03762"\n', "entry 1: needs a title"),
        ('[[entry]]\ntitle = "T"\n', "entry 1: needs paper"),
        ('[[entry]]\ntitle = "T"\npaper = "nonsense"\n', "entry 1: needs paper"),
        ('[[entry]]\ntitle = "T"\nrejected = true\n[[entry]]\ntitle = ""\n', "entry 2: needs a title"),
    ],
)
def test_broken_file_is_reported_and_never_rewritten(list_path: Path, text: str, message: str) -> None:
    overrides_file(list_path).write_text(text, "utf-8")
    with pytest.raises(ConfigError, match=message):
        read_overrides(list_path)
    with pytest.raises(ConfigError):
        write_override(list_path, TITLE, None, Override(None))
    assert overrides_file(list_path).read_text("utf-8") == text
