"""The local title index: which papers exist under a title, without a request.

One SQLite file. A title is found by 64-bit keys of its folded text (`enrich.text`), so spellings meet and a batch of
look-ups is one query. Two tables of keys lead to a paper:

``title_keys``
    the whole folded title: equal key, equal title.
``near_keys``
    what survives when a title is written a little differently: the whole title, the part before and the part after
    the first colon, and every pair of its four rarest words. Whatever shares a key is a candidate; none is cut away.

The file is built aside and moved into place, so a killed build leaves the old catalogue working. The catalogue that
ships with the program (arXiv metadata, CC0) is built into the file on first use and rebuilt when a new release
brings another one; a catalogue that somebody imported is never replaced.
"""

import gzip
import json
import os
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from importlib.resources import files
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

from enrich.errors import ConfigError, StopRun
from enrich.identifiers import ArxivId, Doi
from enrich.models import Author, CitationCount, PaperRecord
from enrich.text import fold_title, surnames, text_key, title_words
from enrich.titles import Title

SOURCE = "catalogue"
_FORMAT = "1"
_RARE_WORDS = 4  # of a stored title; all their pairs are keys
_QUERY_WORDS = 8  # of a title that is looked up: more, because some of its words may be wrong
_MAPPED = 2**30  # bytes of the file that are read without copying; look-ups jump about in it
_DETAILS = ("authors", "published", "categories", "doi", "venue", "abstract")

_KNOWN = "'arxiv:' || arxiv_id, titles, surnames, year"
_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE papers (id INTEGER PRIMARY KEY, arxiv_id TEXT NOT NULL, titles TEXT NOT NULL, surnames TEXT NOT NULL,
                     year INTEGER, details TEXT NOT NULL);
CREATE TABLE title_keys (key INTEGER, paper INTEGER, PRIMARY KEY (key, paper)) WITHOUT ROWID;
CREATE TABLE near_keys (key INTEGER, paper INTEGER, PRIMARY KEY (key, paper)) WITHOUT ROWID;
CREATE TABLE words (word TEXT PRIMARY KEY, titles INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE dois (doi TEXT PRIMARY KEY, paper INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE counts (arxiv_id TEXT, source TEXT, observed_at TEXT, count INTEGER,
                     PRIMARY KEY (arxiv_id, source, observed_at)) WITHOUT ROWID;
"""

Progress = Callable[[int, int], None]


class KnownPaper(NamedTuple):
    """A paper as the resolver sees it; its other titles and its people are taken apart only when somebody asks."""

    paper_id: str
    titles_text: str
    surnames_text: str
    year: int | None

    @property
    def titles(self) -> list[str]:
        """Every title it is known by, the current one first."""
        return self.titles_text.split("\n")

    @property
    def surnames(self) -> list[str]:
        """Folded surnames of its authors, in order."""
        return self.surnames_text.split()


class CatalogueInfo(NamedTuple):
    """What ``enrich catalogue info`` prints; ``newest`` is the day or month of the newest paper."""

    path: str
    papers: int
    titles: int
    counts: int
    built_at: str
    newest: str | None
    origin: str


class Catalogue:
    """Read access to a catalogue file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
            self._db.execute(f"PRAGMA mmap_size = {_MAPPED}")
            self._meta: dict[str, str] = dict(self._db.execute("SELECT key, value FROM meta"))
        except sqlite3.Error as error:
            raise StopRun(f"{path}: not a catalogue ({error}); delete it and it is built anew") from error

    def close(self) -> None:
        """Give the file free."""
        self._db.close()

    @property
    def stamp(self) -> str:
        """Changes whenever the content does: what was resolved with another stamp is worth resolving again."""
        return self._meta.get("stamp", "")

    @property
    def format(self) -> str:
        """Version of the tables."""
        return self._meta.get("format", "")

    @property
    def origin(self) -> str:
        """``bundled`` for the catalogue that ships with the program, else the file or service it came from."""
        return self._meta.get("origin", "")

    def info(self) -> CatalogueInfo:
        """Counts and dates of this catalogue."""
        count = {
            table: self._db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("papers", "counts")
        }
        return CatalogueInfo(
            path=str(self.path),
            papers=count["papers"],
            titles=int(self._meta["titles"]),
            counts=count["counts"],
            built_at=self._meta["built_at"],
            newest=self._meta.get("newest") or None,
            origin=self.origin,
        )

    def find_ids(self, arxiv_ids: Iterable[str]) -> dict[str, KnownPaper]:
        """Papers by arXiv id; ids that the catalogue lacks are missing from the answer."""
        rows = self._db.execute(
            f"SELECT arxiv_id, {_KNOWN} FROM papers WHERE arxiv_id IN (SELECT value FROM json_each(?))",
            [json.dumps(list(arxiv_ids))],
        )
        return {arxiv_id: KnownPaper(*paper) for arxiv_id, *paper in rows}

    def find_dois(self, dois: Iterable[str]) -> dict[str, str]:
        """The arXiv id by DOI of the published version."""
        rows = self._db.execute(
            "SELECT doi, arxiv_id FROM dois JOIN papers ON papers.id = dois.paper"
            " WHERE doi IN (SELECT value FROM json_each(?))",
            [json.dumps(list(dois))],
        )
        return dict(rows.fetchall())

    def find_titles(self, folded: Iterable[str]) -> dict[str, list[KnownPaper]]:
        """Papers that are or were known by a title, for each folded title; most titles have none or one."""
        by_key = {text_key(title): title for title in folded}
        rows = self._db.execute(
            f"SELECT key, {_KNOWN} FROM title_keys JOIN papers ON papers.id = paper"
            " WHERE key IN (SELECT value FROM json_each(?)) ORDER BY key, arxiv_id",
            [json.dumps(list(by_key))],
        )
        found: dict[str, list[KnownPaper]] = {}
        for key, *paper in rows:
            found.setdefault(by_key[key], []).append(KnownPaper(*paper))
        return found

    def find_near(self, title: Title) -> list[KnownPaper]:
        """Every paper with a title that shares a near key with this one, in no order."""
        keys = near_keys(title, self.word_counts(title.words), _QUERY_WORDS)
        rows = self._db.execute(
            f"SELECT DISTINCT {_KNOWN} FROM near_keys JOIN papers ON papers.id = paper"
            " WHERE key IN (SELECT value FROM json_each(?))",
            [json.dumps(list(keys))],
        )
        return [KnownPaper(*row) for row in rows]

    def word_counts(self, words: Sequence[str]) -> dict[str, int]:
        """In how many titles a word stands; words of no title are missing from the answer."""
        rows = self._db.execute(
            "SELECT word, titles FROM words WHERE word IN (SELECT value FROM json_each(?))", [json.dumps(words)]
        )
        return dict(rows.fetchall())

    def read_records(self, arxiv_ids: Sequence[str]) -> list[PaperRecord]:
        """What the catalogue says about these papers; those it lacks are missing from the answer."""
        rows = self._db.execute(
            "SELECT arxiv_id, titles, details FROM papers WHERE arxiv_id IN (SELECT value FROM json_each(?))",
            [json.dumps(arxiv_ids)],
        )
        return [self._record(*row) for row in rows]

    def read_counts(self, arxiv_ids: Sequence[str]) -> list[CitationCount]:
        """Citation counts that somebody observed, each with the name of its source and its day."""
        rows = self._db.execute(
            "SELECT 'arxiv:' || arxiv_id, source, observed_at, count FROM counts"
            " WHERE arxiv_id IN (SELECT value FROM json_each(?))",
            [json.dumps(arxiv_ids)],
        )
        return [CitationCount(paper_id=row[0], source=row[1], observed_at=row[2], count=row[3]) for row in rows]

    def read_facts(self, paper_ids: Iterable[str]) -> tuple[list[PaperRecord], list[CitationCount]]:
        """Records and counts of these papers of the database; what the catalogue does not know is missing."""
        arxiv_ids = [paper.removeprefix("arxiv:") for paper in paper_ids if paper.startswith("arxiv:")]
        return (self.read_records(arxiv_ids), self.read_counts(arxiv_ids)) if arxiv_ids else ([], [])

    def _record(self, arxiv_id: str, titles: str, details: str) -> PaperRecord:
        known: dict[str, Any] = json.loads(details)
        categories = known.get("categories")
        doi = Doi.find(known["doi"]) if known.get("doi") else None
        return PaperRecord(
            paper_id=f"arxiv:{arxiv_id}",
            source=SOURCE,
            fetched_at=self._meta["as_of"],
            arxiv_id=arxiv_id,
            title=titles.partition("\n")[0],
            abstract=known.get("abstract"),
            published_on=known.get("published"),
            year=int(known["published"][:4]) if "published" in known else None,
            venue=known.get("venue"),
            primary_category=categories[0] if categories else None,
            categories=tuple(categories) if categories else None,
            doi=doi,
            authors=tuple(Author(name=name) for name in known.get("authors", ())) or None,
            ids=(("doi", doi),) if doi else (),
        )


def near_keys(title: Title, counts: Mapping[str, int], most: int) -> set[int]:
    """Keys under which a title is filed and looked up, given how many titles each of its words stands in."""
    rarest = sorted({(counts[word], word) for word in title.content_words if word in counts})[:most]
    pairs = ("\t".join(sorted((one, other))) for (_, one), (_, other) in combinations(rarest, 2))
    return {text_key(text) for text in (*title.parts, *pairs)}


# --- building -----------------------------------------------------------------------------------------------------


def open_catalogue(path: Path, progress: Progress | None = None) -> Catalogue:
    """The catalogue at this path; the one that ships with the program is built there when there is none yet."""
    if path.exists():
        catalogue = Catalogue(path)
        if catalogue.origin != "bundled" and catalogue.format != _FORMAT:
            raise ConfigError(
                f"{path}: this catalogue has format {catalogue.format!r}, not {_FORMAT!r}; import it again"
            )
        if catalogue.origin != "bundled" or catalogue.stamp == bundled_stamp():
            return catalogue
        catalogue.close()
    build_bundled(path, progress)
    return Catalogue(path)


def _bundled(name: str) -> Any:
    return files("enrich") / "data" / name


def _manifest() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(_bundled("manifest.json").read_text("utf-8"))
    return loaded


def bundled_stamp() -> str:
    """Stamp of the catalogue that ships with this version of the program."""
    return f"{_FORMAT}:{text_key(json.dumps(_manifest(), sort_keys=True)):x}"


def read_bundled(name: str) -> Iterator[dict[str, Any]]:
    """The shipped records, one at a time: ``papers.jsonl.gz`` or ``counts.jsonl.gz``."""
    with _bundled(name).open("rb") as packed, gzip.open(packed, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def build_bundled(path: Path, progress: Progress | None = None) -> None:
    """Build the shipped catalogue into a file."""
    manifest = _manifest()
    meta = {"origin": "bundled", "stamp": bundled_stamp(), "as_of": manifest["as_of"]}
    papers = _with_progress(read_bundled("papers.jsonl.gz"), manifest["papers"], progress)
    build(path, papers, read_bundled("counts.jsonl.gz"), meta)


def _with_progress(rows: Iterable[dict[str, Any]], total: int, progress: Progress | None) -> Iterator[dict[str, Any]]:
    for done, row in enumerate(rows, start=1):
        yield row
        if progress and (done % 500 == 0 or done == total):
            progress(done, total)


def build(
    path: Path, papers: Iterable[dict[str, Any]], counts: Iterable[dict[str, Any]], meta: Mapping[str, str]
) -> None:
    """Build a catalogue from records (``arxiv_id, title, alt_titles, authors, published, categories, doi, venue``).

    ``meta`` names ``origin``, ``stamp`` and ``as_of``. The file appears whole or not at all.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
        os.close(handle)
    except OSError as error:
        raise ConfigError(
            f"{path}: cannot build the catalogue here ({error}); name a place with --catalogue"
        ) from error
    part = Path(name)
    try:
        with closing(sqlite3.connect(part)) as db:
            _fill(db, papers, counts, meta)
        part.chmod(0o644)
        part.replace(path)
    except (OSError, sqlite3.Error) as error:
        raise StopRun(f"{path}: building the catalogue failed: {error}") from error
    finally:
        part.unlink(missing_ok=True)


def _fill(
    db: sqlite3.Connection, papers: Iterable[dict[str, Any]], counts: Iterable[dict[str, Any]], meta: Mapping[str, str]
) -> None:
    db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _SCHEMA)
    titles_of: list[tuple[str, ...]] = []
    newest = ""
    words: Counter[str] = Counter()
    dois: list[tuple[str, int]] = []
    for number, record in enumerate(papers, start=1):
        titles = _titles(record)
        titles_of.append(titles)
        published = record.get("published") or ArxivId(record["arxiv_id"]).month
        newest = max(newest, published)
        words.update({word for title in titles for word in title_words(title)})
        if doi := Doi.find(record.get("doi") or ""):
            dois.append((doi, number))
        db.execute("INSERT INTO papers VALUES (?, ?, ?, ?, ?, ?)", (number, *_paper_row(record, titles, published)))
    db.execute("CREATE UNIQUE INDEX papers_arxiv_id ON papers (arxiv_id)")
    db.executemany("INSERT OR IGNORE INTO dois VALUES (?, ?)", dois)
    db.executemany("INSERT INTO words VALUES (?, ?)", sorted(words.items()))
    _insert_keys(
        db,
        "title_keys",
        ((text_key(fold), number) for number, title in _numbered(titles_of) if (fold := fold_title(title))),
    )
    _insert_keys(
        db,
        "near_keys",
        (
            (key, number)
            for number, title in _numbered(titles_of)
            for key in near_keys(Title(title), words, _RARE_WORDS)
        ),
    )
    rows = ((row["arxiv_id"], row["source"], row["date"], row["count"]) for row in counts)
    db.executemany("INSERT OR REPLACE INTO counts VALUES (?, ?, ?, ?)", rows)
    built_at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    facts = {**meta, "format": _FORMAT, "built_at": built_at, "newest": newest}
    facts["titles"] = str(sum(map(len, titles_of)))
    db.executemany("INSERT INTO meta VALUES (?, ?)", facts.items())
    db.commit()


def _numbered(titles_of: Sequence[tuple[str, ...]]) -> Iterator[tuple[int, str]]:
    for number, titles in enumerate(titles_of, start=1):
        for title in titles:
            yield number, title


def _insert_keys(db: sqlite3.Connection, table: str, rows: Iterable[tuple[int, int]]) -> None:
    # In key order the tree is written once, from left to right.
    db.executemany(f"INSERT OR IGNORE INTO {table} VALUES (?, ?)", sorted(rows))


def _titles(record: Mapping[str, Any]) -> tuple[str, ...]:
    """Every title of a paper, the current one first, each spelling once."""
    titles: dict[str, str] = {}
    for title in (record["title"], *record.get("alt_titles", ())):
        titles.setdefault(fold_title(title), " ".join(title.split()))
    return tuple(titles.values())


def _paper_row(record: Mapping[str, Any], titles: tuple[str, ...], published: str) -> tuple[Any, ...]:
    details = {field: record[field] for field in _DETAILS if record.get(field)}
    names = " ".join(surnames(record.get("authors", [])))
    return (
        record["arxiv_id"],
        "\n".join(titles),
        names,
        int(published[:4]),
        json.dumps(details, ensure_ascii=False, separators=(",", ":")),
    )
