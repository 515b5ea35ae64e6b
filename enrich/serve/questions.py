"""What the pages ask the database, apart from the search for papers (`finding`)."""

from enrich.query import Reader, Row
from enrich.serve.finding import PAPER_IN_SHORT

REVIEW_PAGE = 50
_AUTHOR_MOST = 500  # papers on the page of one name


def overview(reader: Reader) -> Row:
    """Everything that the first page shows."""
    return {
        "totals": reader.row(_TOTALS),
        "last_run": reader.heartbeat(),
        "verdicts": reader.rows(_VERDICTS),
        "lists": reader.rows(_LISTS),
        "years": reader.rows(
            "SELECT year, count(*) AS papers FROM papers WHERE year IS NOT NULL GROUP BY 1 ORDER BY 1"
        ),
        "counts": reader.rows(_COUNT_SOURCES),
        "answers": reader.rows(_ANSWERS),
        "cited": reader.rows(_MOST_CITED),
        "moving": [row | {"counts": _history(reader, row["id"], row["source"])} for row in reader.rows(_MOVING)],
    }


def paper(reader: Reader, paper_id: str) -> Row | None:
    """One paper by any of its names, with the places it stands in, repositories, and what was asked about it."""
    found = reader.paper(paper_id)
    if found is None:
        return None
    return found | {
        "places": [
            place | {"links": reader.rows(_LINKS, [place["id"]])} for place in reader.rows(_PLACES, [found["id"]])
        ],
        "repositories": reader.rows(_REPOSITORIES, [found["id"]]),
        "requests": reader.requests(found["id"]),
    }


def author(reader: Reader, name: str) -> Row | None:
    """The papers of everybody of exactly this name, and what tells these people apart."""
    people = reader.rows("SELECT DISTINCT orcid, s2_id, openalex_id FROM authors WHERE name = ?", [name])
    papers = reader.rows(_BY_AUTHOR, [name, _AUTHOR_MOST])
    if not papers:
        return None
    total = reader.rows(_BY_AUTHOR_IN_ALL, [name])[0]["papers"]
    return {"name": name, "orcids": sorted({row["orcid"] for row in people if row["orcid"]}), "papers": papers} | {
        "total": total,
        "beside": reader.rows(_BESIDE, [name, name]),
    }


def review(reader: Reader, page: int) -> Row:
    """One page of the entries that a person should look at, the wrong ids first."""
    rows = reader.rows("SELECT * FROM needs_review LIMIT ? OFFSET ?", [REVIEW_PAGE, (page - 1) * REVIEW_PAGE])
    total = reader.rows("SELECT count(*) AS n FROM needs_review")[0]["n"]
    return {"entries": rows, "total": total, "page": page, "pages": max(1, -(-total // REVIEW_PAGE))}


def paper_ids(reader: Reader) -> list[str]:
    """Every paper, the most cited first."""
    rows = reader.rows("SELECT id FROM papers ORDER BY citation_count DESC, rowid")
    return [row["id"] for row in rows]


def _history(reader: Reader, paper_id: str, source: str) -> list[Row]:
    return reader.rows(
        "SELECT source, observed_at, count, status FROM citation_counts WHERE paper_id = ? AND source = ?"
        " ORDER BY observed_at",
        [paper_id, source],
    )


_TOTALS = """
SELECT
    (SELECT count(*) FROM lists) AS lists,
    (SELECT count(*) FROM entries WHERE removed_at IS NULL) AS entries,
    (SELECT count(*) FROM papers) AS papers,
    (SELECT count(*) FROM papers WHERE citation_count IS NOT NULL) AS papers_with_count,
    (SELECT count(DISTINCT paper_id) FROM authorships) AS papers_with_authors,
    (SELECT count(*) FROM repositories) AS repositories,
    (SELECT count(*) FROM needs_review) AS to_review
"""

_VERDICTS = """
SELECT m.verdict, count(*) AS entries
FROM entries e JOIN matches m ON m.entry_id = e.id WHERE e.removed_at IS NULL GROUP BY 1 ORDER BY 2 DESC, 1
"""

_LISTS = """
SELECT l.path, l.title, l.parsed_at, count(e.id) AS entries, count(m.paper_id) AS found
FROM lists l LEFT JOIN entries e ON e.list_id = l.id AND e.removed_at IS NULL LEFT JOIN matches m ON m.entry_id = e.id
GROUP BY l.id ORDER BY l.path
"""

_COUNT_SOURCES = """
SELECT source, count(*) AS papers, max(newest) AS newest, sum(held) AS held
FROM (
    SELECT source, max(observed_at) AS newest, max(status = 'quarantined') AS held
    FROM citation_counts GROUP BY paper_id, source
)
GROUP BY source ORDER BY 2 DESC, 1
"""

_ANSWERS = """
SELECT source, sum(status = 'ok') AS ok, sum(status = 'not_found') AS not_found,
    sum(status IN ('failed', 'not_asked')) AS failed, max(fetched_at) AS newest
FROM fetches WHERE subject <> '*' GROUP BY source ORDER BY source
"""

_MOST_CITED = """
SELECT id, title, year, citation_count, citation_source FROM papers
WHERE citation_count IS NOT NULL ORDER BY citation_count DESC LIMIT 10
"""

# By the source that is shown, in the 30 days before its newest observation: as the view citation_growth has it.
# CROSS JOIN: SQLite goes through the papers, and looks up one count of each.
_MOVING = """
SELECT p.id, p.title, p.citation_source AS source, p.citation_count AS count, p.citation_count - o.count AS growth,
    o.observed_at AS since
FROM papers p CROSS JOIN citation_counts o ON o.paper_id = p.id AND o.source = p.citation_source AND o.observed_at = (
    SELECT max(b.observed_at) FROM citation_counts b
    WHERE b.paper_id = p.id AND b.source = p.citation_source AND b.status = 'ok'
        AND b.observed_at < date(p.citation_observed_at, '-29 days')
)
WHERE p.citation_count > o.count ORDER BY growth DESC, p.id LIMIT 10
"""

_PLACES = """
SELECT e.id, l.path AS list, e.section, e.line_start, e.title, e.kind, e.stated_citations, e.removed_at,
    m.verdict, m.method, m.score, m.evidence
FROM matches m JOIN entries e ON e.id = m.entry_id JOIN lists l ON l.id = e.list_id
WHERE m.paper_id = ? ORDER BY e.removed_at IS NOT NULL, l.path, e.position
"""

_LINKS = "SELECT label, url, kind FROM entry_links WHERE entry_id = ? ORDER BY position"

_REPOSITORIES = """
SELECT DISTINCT r.id, r.stars, r.archived, r.observed_at
FROM matches m JOIN entries e ON e.id = m.entry_id JOIN entry_links k ON k.entry_id = e.id
JOIN repositories r ON r.id = k.repository_id
WHERE m.paper_id = ? AND e.removed_at IS NULL ORDER BY r.stars DESC, r.id
"""

_WRITTEN_BY = "SELECT s.paper_id FROM authorships s JOIN authors a ON a.id = s.author_id WHERE a.name = ?"
_BY_AUTHOR = f"{PAPER_IN_SHORT} WHERE p.id IN ({_WRITTEN_BY}) ORDER BY p.published_on DESC, p.id LIMIT ?"
_BY_AUTHOR_IN_ALL = f"SELECT count(*) AS papers FROM papers p WHERE p.id IN ({_WRITTEN_BY})"
_BESIDE = f"""
SELECT a.name, count(DISTINCT s.paper_id) AS papers
FROM authorships s JOIN authors a ON a.id = s.author_id
WHERE s.paper_id IN ({_WRITTEN_BY}) AND a.name <> ? GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 20
"""
