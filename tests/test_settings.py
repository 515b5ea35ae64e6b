"""Settings come from the file, then the environment, then the options; what is wrong is named."""

from pathlib import Path

import pytest

from enrich.errors import ConfigError
from enrich.settings import load_settings


@pytest.fixture(autouse=True)
def clean_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("ENRICH_DB", "ENRICH_CATALOGUE", "ENRICH_OFFLINE", "ENRICH_LISTS"):
        monkeypatch.delenv(name, raising=False)


def test_defaults_are_those_of_the_manual() -> None:
    settings = load_settings({})
    assert (settings.db, settings.catalogue) == (Path("db/papers.db"), Path("db/catalogue.db"))
    assert settings.offline is False


def test_environment_beats_file_and_option_beats_both(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("enrich.toml").write_text('db = "file.db"\ncatalogue = "file-catalogue.db"\noffline = true\n', "utf-8")
    monkeypatch.setenv("ENRICH_DB", "environment.db")
    assert load_settings({}).db == Path("environment.db")
    assert load_settings({"db": Path("option.db"), "offline": None}).db == Path("option.db")
    assert load_settings({}).catalogue == Path("file-catalogue.db")
    assert load_settings({}).offline is True


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ofline = true", "unknown setting 'ofline'; did you mean 'offline'"),
        ("colour = 1", "unknown setting 'colour' .known: db"),
        ("db = ", "enrich.toml: "),
        ("offline = 'perhaps'", "setting 'offline'"),
    ],
)
def test_what_is_wrong_is_named(text: str, message: str) -> None:
    Path("enrich.toml").write_text(text, "utf-8")
    with pytest.raises(ConfigError, match=message):
        load_settings({})


def test_wrong_environment_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENRICH_OFFLINE", "perhaps")
    with pytest.raises(ConfigError, match="offline"):
        load_settings({})
    monkeypatch.delenv("ENRICH_OFFLINE")
    monkeypatch.setenv("ENRICH_LISTS", "not json")
    with pytest.raises(ConfigError, match="lists"):
        load_settings({})
