"""What a person decided: ``overrides.toml`` beside the list, which always wins.

    [[entry]]
    list = "llm-internals.md"
    title = "Efficient Large Foundation Models Design: …"
    paper = "arxiv:2409.01990"        # or  rejected = true
    stated = "2409.01991"             # only where the entry names an id itself: the decision is on that one

An entry is named by its list's file name, its title in any spelling and the id that it names, so that it is still found
when its line moves, and another entry of the same title is not meant.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path

import tomlkit

from enrich.errors import ConfigError
from enrich.files import whole_file
from enrich.resolve import Override, paper_id_of
from enrich.text import fold_title

NAME = "overrides.toml"


def overrides_file(list_path: Path) -> Path:
    """The file that holds a list's overrides."""
    return list_path.parent / NAME


Name = tuple[str, str]
"""What an override names an entry by: its folded title, and the id it states or an empty text."""


def name_of(title: str, stated: str | None) -> Name:
    """The name of an entry."""
    return fold_title(title), stated or ""


def read_overrides(list_path: Path) -> dict[Name, Override]:
    """Overrides of a list by the entry's name; raises ConfigError that names the file and the entry."""
    path = overrides_file(list_path)
    try:
        entries = tomllib.loads(path.read_text("utf-8")).get("entry", [])
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path}: {error}") from error
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ConfigError(f"{path}: write each override as [[entry]]")
    found = {}
    for number, entry in enumerate(entries, start=1):
        name, override = _read(entry, f"{path}: entry {number}")
        if entry.get("list", list_path.name) == list_path.name:
            found[name] = override
    return found


def _read(entry: Mapping[str, object], place: str) -> tuple[Name, Override]:
    name = name_of(str(entry.get("title", "")), str(entry.get("stated", "")))
    if not name[0]:
        raise ConfigError(f"{place}: needs a title")
    if entry.get("rejected") is True:
        return name, Override(None)
    paper_id = paper_id_of(str(entry.get("paper", "")))
    if paper_id is None:
        raise ConfigError(f"{place}: needs paper = an arXiv id, a DOI or a link, or rejected = true")
    return name, Override(paper_id)


def write_override(list_path: Path, title: str, stated: str | None, override: Override) -> Path:
    """Write one decision, keeping whatever else the file holds; a former decision on the entry is replaced."""
    path = overrides_file(list_path)
    read_overrides(list_path)  # a broken file is reported, never rewritten
    document = tomlkit.parse(path.read_text("utf-8")) if path.exists() else tomlkit.document()
    entries = document.setdefault("entry", tomlkit.aot())
    for number in reversed(range(len(entries))):
        entry = entries[number]
        named = name_of(str(entry.get("title", "")), str(entry.get("stated", "")))
        if entry.get("list") == list_path.name and named == name_of(title, stated):
            del entries[number]
    added = tomlkit.table()
    added.update({"list": list_path.name, "title": title} | ({"stated": stated} if stated else {}))
    added.update({"paper": override.paper_id} if override.paper_id else {"rejected": True})
    entries.append(added)
    with whole_file(path) as file:
        file.write(tomlkit.dumps(document).encode())
    return path
