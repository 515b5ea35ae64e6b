"""The site as files, for a web server that only hands out files, such as GitHub Pages.

The folder is ours from the first build on: a list of our files lies in it, and nothing that is not on that list is ever
changed or removed. Everything is written aside first, so a build that fails changes nothing.
"""

import json
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from enrich.errors import ConfigError, StopRun
from enrich.progress import Progress
from enrich.query import Reader, Row
from enrich.serve import finding, pages, questions
from enrich.serve.addresses import FileAddresses, paper_file, papers_file, review_file

OURS = "enrich-site.json"
"""The list of our files."""
_STATIC = Path(__file__).parent / "static"
_UNFINISHED = ".enrich-build"
_NEIGHBOURS = frozenset({".git", "CNAME", _UNFINISHED})  # may lie in a folder before us
_TOP, _BELOW = FileAddresses(0), FileAddresses(1)


class Built(NamedTuple):
    """What a build wrote: pages, and files of the last build that are gone."""

    pages: int
    removed: int


def build(database: Path, folder: Path, progress: Progress) -> Built:
    """Write the site of a database into a folder that is new, empty, or holds an earlier build.

    Raises ConfigError when the folder is somebody else's, StopRun when it cannot be written.
    """
    before = _files_of(folder)
    place = folder / _UNFINISHED  # on the same disk, whatever the folder is
    try:
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        made = _write(database, place, progress)
        _check_strangers(folder, made, before)
        _move(place, folder, made, before)
    except OSError as error:
        raise StopRun(f"{folder}: cannot be written ({error.strerror}); name another folder") from error
    finally:
        shutil.rmtree(place, ignore_errors=True)
    return Built(sum(name.endswith(".html") for name in made), len(before - made))


def _files_of(folder: Path) -> set[str]:
    """Names of our files in the folder."""
    try:
        names = json.loads((folder / OURS).read_text("utf-8"))["files"]
        return {name for name in names if _is_below(PurePosixPath(name))}
    except FileNotFoundError:
        if folder.is_dir() and {path.name for path in folder.iterdir()} - _NEIGHBOURS:
            raise ConfigError(f"{folder}: holds files that are not ours; name a new or empty folder") from None
        return set()
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigError(f"{folder / OURS}: cannot be read; name a new or empty folder") from error


def _is_below(name: PurePosixPath) -> bool:
    """Whether a name stays in its folder, whoever wrote it down."""
    return not name.is_absolute() and ".." not in name.parts and name.name != ""


def _check_strangers(folder: Path, made: set[str], before: set[str]) -> None:
    stranger = next((name for name in sorted(made - before) if (folder / name).exists()), None)
    if stranger:
        raise ConfigError(f"{folder / stranger}: is not ours and would be overwritten; move it away")


def _write(database: Path, place: Path, progress: Progress) -> set[str]:
    """Write every file into an empty folder, and tell their names."""
    made = set()
    with Reader(database) as reader:
        reader.rows("BEGIN")  # all pages show one state, however much a run is writing meanwhile
        ids = questions.paper_ids(reader)
        progress.start("Pages", total=len(ids))
        for name, text in _documents(reader, ids, progress):
            path = place / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
            made.add(name)
    for path in _STATIC.iterdir():
        shutil.copyfile(path, place / path.name)
        made.add(path.name)
    return made


def _documents(reader: Reader, ids: Iterable[str], progress: Progress) -> Iterator[tuple[str, str]]:
    """Every file of the site with its text."""
    yield ".nojekyll", ""  # GitHub Pages hands the files out as they are
    yield "404.html", pages.missing_file()
    yield "index.html", pages.overview(questions.overview(reader), _TOP)
    yield "search.json", json.dumps(search_index(reader), ensure_ascii=False, separators=(",", ":"))
    yield from _review_pages(reader)
    yield from _papers_pages(reader)
    for number, paper_id in enumerate(ids, 1):
        if asked := questions.paper(reader, paper_id):
            yield paper_file(paper_id), pages.paper(asked, _BELOW)
        progress.advance(number)


def _papers_pages(reader: Reader) -> Iterator[tuple[str, str]]:
    shelf = finding.read_shelf(reader)
    pages_of = -(-len(shelf.cards) // finding.PAGE)
    for wish in (finding.Wish(page=number) for number in range(1, max(1, pages_of) + 1)):
        yield papers_file(wish.page), pages.papers(wish, finding.find(reader, shelf, wish), _TOP)


def _review_pages(reader: Reader) -> Iterator[tuple[str, str]]:
    first = questions.review(reader, 1)
    yield review_file(1), pages.review(first, _TOP)
    for number in range(2, first["pages"] + 1):
        yield review_file(number), pages.review(questions.review(reader, number), _TOP)


def search_index(reader: Reader) -> Row:
    """What the script of the papers' page searches: a row for each paper, the most cited first.

    ``names`` are the lists and sections, which the rows name by their number.
    """
    names: dict[str, int] = {}
    places: dict[str, list[list[Any]]] = {}
    for row in reader.rows(_PLACES):
        numbers = [
            None if name is None else names.setdefault(name, len(names)) for name in (row["list"], row["section"])
        ]
        places.setdefault(row["paper_id"], []).append(numbers)
    rows = [
        [
            *(paper_file(row["id"]), row["title"] or row["id"], json.loads(row["authors"]), row["year"], row["venue"]),
            *(row["primary_category"], row["citation_count"], places.get(row["id"], [])),
        ]
        for row in reader.rows(_INDEXED)
    ]
    return {"names": list(names), "papers": rows}


def _move(place: Path, folder: Path, made: set[str], before: set[str]) -> None:
    """Put the files into the folder one by one, the first page last, and take away what the site no longer has."""
    _note(place, folder, made | before)  # whatever happens now, the next build knows our files
    for name in sorted(made, key=lambda name: (name == "index.html", name)):
        (folder / name).parent.mkdir(exist_ok=True)
        (place / name).replace(folder / name)
    for name in before - made:
        (folder / name).unlink(missing_ok=True)
    _note(place, folder, made)


def _note(place: Path, folder: Path, names: set[str]) -> None:
    (place / OURS).write_text(json.dumps({"files": sorted(names)}, indent=0), "utf-8")
    (place / OURS).replace(folder / OURS)


_PLACES = """
SELECT m.paper_id, l.path AS list, e.section
FROM entries e JOIN matches m ON m.entry_id = e.id JOIN lists l ON l.id = e.list_id
WHERE e.removed_at IS NULL AND m.paper_id IS NOT NULL ORDER BY e.id
"""
_INDEXED = """
SELECT p.id, p.title, p.year, p.venue, p.primary_category, p.citation_count,
    (SELECT json_group_array(name) FROM (
        SELECT a.name FROM authorships s JOIN authors a ON a.id = s.author_id
        WHERE s.paper_id = p.id ORDER BY s.position
    )) AS authors
FROM papers p ORDER BY p.citation_count DESC, p.rowid
"""
