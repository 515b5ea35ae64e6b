"""The statements behind a report.

``LISTED`` makes the temporary tables ``listed_lists``, ``listed_entries`` and ``listed_papers``, ``NEWEST`` one of the
newest observations, ``GROWTH`` one of growth. Every other statement is about these. Times are compared as text, as
the database writes them.
"""

LISTED = (
    """
    CREATE TEMP TABLE listed_lists AS
    SELECT id, path, title FROM lists WHERE ?1 IS NULL OR path IN (SELECT value FROM json_each(?1))
    """,
    """
    CREATE TEMP TABLE listed_entries AS
    SELECT e.id, e.list_id, e.section, e.first_seen_at, e.removed_at, m.paper_id, m.verdict, m.method, m.decided_at
    FROM entries e LEFT JOIN matches m ON m.entry_id = e.id WHERE e.list_id IN (SELECT id FROM listed_lists)
    """,
    "CREATE INDEX temp.listed_entries_by_paper ON listed_entries (paper_id, id)",
    """
    CREATE TEMP TABLE listed_papers AS
    SELECT p.id, p.year, p.venue, p.published_on, p.citation_count, p.citation_source, p.citation_observed_at,
           e.first_seen_at
    FROM (
        SELECT paper_id, min(first_seen_at) AS first_seen_at
        FROM listed_entries WHERE paper_id IS NOT NULL GROUP BY paper_id HAVING sum(removed_at IS NULL) > 0
    ) e JOIN papers p ON p.id = e.paper_id
    """,
    "CREATE INDEX temp.listed_papers_by_id ON listed_papers (id)",
)

# Runs that brought the lists up to date; a review or a plan does not.
_RUNS = "command IN ('run', 'refresh')"
WHOLE_RUNS = f"SELECT id, finished_at FROM runs WHERE {_RUNS} AND status IN ('ok', 'degraded') ORDER BY id DESC LIMIT 2"
FIRST_RUN_AFTER = f"SELECT started_at FROM runs WHERE {_RUNS} AND id > ? ORDER BY id LIMIT 1"
RUNS = f"""
SELECT ifnull(status, 'unfinished') AS status, count(*) AS runs
FROM runs WHERE {_RUNS} AND started_at >= ? GROUP BY 1 ORDER BY runs DESC
"""

TOTALS = """
SELECT
    (SELECT count(*) FROM listed_lists) AS lists,
    (SELECT count(*) FROM listed_entries WHERE removed_at IS NULL) AS entries,
    count(*) AS papers,
    ifnull(sum(EXISTS (SELECT 1 FROM authorships s WHERE s.paper_id = p.id)), 0) AS with_authors,
    count(published_on) AS with_date,
    count(venue) AS with_venue,
    count(citation_count) AS with_count,
    sum(citation_count) AS citations
FROM listed_papers p
"""

# The first entry of a paper stands for all.
_WITH_PLACE = """
    p.id AS paper_id, p.title, p.year, p.venue, p.citation_count, e.verdict,
    l.path AS list, o.line_start AS line, o.section
FROM listed_papers n
JOIN listed_entries e ON e.id = (
    SELECT min(f.id) FROM listed_entries f WHERE f.paper_id = n.id AND f.removed_at IS NULL
)
JOIN entries o ON o.id = e.id
JOIN listed_lists l ON l.id = e.list_id
JOIN papers p ON p.id = n.id
"""
_BY_COUNT = "ORDER BY n.citation_count DESC NULLS LAST, n.id"
NEW_PAPERS = f"SELECT {_WITH_PLACE} WHERE n.first_seen_at >= ? {_BY_COUNT}"

# What the catalogue decides is decided again whenever it changes, without news. A person is news, and so is a service:
# the name of the rule then begins with its name.
_IS_NEWS = """
(e.verdict = 'override' OR (e.verdict IN ('title_exact', 'title_author') AND EXISTS (
    SELECT 1 FROM fetches f WHERE f.source = substr(e.method, 1, instr(e.method, '_') - 1)
)))
"""
IDENTIFIED = f"""
SELECT {_WITH_PLACE} WHERE n.first_seen_at < ?1 AND e.decided_at >= ?1 AND {_IS_NEWS} {_BY_COUNT}
"""

REMOVED = """
SELECT o.title, l.path AS list, e.paper_id, e.removed_at
FROM listed_entries e JOIN entries o ON o.id = e.id JOIN listed_lists l ON l.id = e.list_id
WHERE e.removed_at >= ? ORDER BY l.path, o.position
"""

# Both counts are believed, and by the source that is shown, so that growth is never the difference of two sources.
GROWTH = """
CREATE TEMP TABLE {table} AS
SELECT g.paper_id, g.source, g.before_at, b.count AS before, g.after_at, g.after
FROM (
    SELECT
        p.id AS paper_id, p.citation_source AS source, p.citation_observed_at AS after_at, p.citation_count AS after,
        coalesce(
            (SELECT max(observed_at) FROM citation_counts c
             WHERE c.paper_id = p.id AND c.source = p.citation_source AND c.status = 'ok' AND c.observed_at < ?1),
            (SELECT min(observed_at) FROM citation_counts c
             WHERE c.paper_id = p.id AND c.source = p.citation_source AND c.status = 'ok' AND c.observed_at >= ?1)
        ) AS before_at
    FROM listed_papers p WHERE p.citation_observed_at >= ?1
) g
JOIN citation_counts b ON b.paper_id = g.paper_id AND b.source = g.source AND b.observed_at = g.before_at
WHERE g.before_at < g.after_at
"""
CITATIONS_GAINED = "SELECT ifnull(sum(after - before), 0) AS gained FROM grown WHERE after > before"
_GROWN = "SELECT p.title, g.* FROM {table} g JOIN papers p ON p.id = g.paper_id WHERE g.after > g.before"
_FASTEST = f"{_GROWN} ORDER BY g.after - g.before DESC, g.paper_id"
FASTEST = _FASTEST.format(table="grown")
FASTEST_IN_A_YEAR = _FASTEST.format(table="grown_in_a_year")
# Below ten citations one more is a large share of little.
FASTEST_RELATIVE = f"""
{_GROWN} AND g.before >= 10 ORDER BY CAST(g.after - g.before AS REAL) / g.before DESC, g.paper_id
""".format(table="grown")
CURVE = """
SELECT observed_at, count FROM citation_counts
WHERE paper_id = ? AND source = ? AND observed_at >= ? AND status = 'ok' ORDER BY observed_at
"""

# The names of facts as field_sources has them; a paper that is new is told with all its facts elsewhere.
_LEARNT = """
SELECT p.id AS paper_id, p.title, {what} AS what, {where}, max(f.source) AS source, max(f.fetched_at) AS at
FROM listed_papers n
JOIN field_sources f ON f.paper_id = n.id AND f.field IN ({fields}) AND f.fetched_at >= ?1
JOIN papers p ON p.id = n.id
WHERE {condition} GROUP BY p.id ORDER BY n.citation_count DESC NULLS LAST, n.id
"""
PUBLISHED = _LEARNT.format(
    what="'published'",
    where='ifnull(p.venue, p.journal_ref) AS "where", p.doi',
    fields="'venue', 'doi', 'journal_ref'",
    condition="n.first_seen_at < ?1 AND coalesce(p.venue, p.doi, p.journal_ref) IS NOT NULL",
)
WITHDRAWN = _LEARNT.format(
    what="CASE WHEN p.is_retracted = 1 THEN 'retracted' ELSE 'withdrawn' END",
    where='NULL AS "where", p.doi',
    fields="'is_withdrawn', 'is_retracted'",
    condition="1 IN (p.is_withdrawn, p.is_retracted)",
)

# The sources of a paper are found one after the other by index, and so is the newest observation of each.
NEWEST = """
CREATE TEMP TABLE newest AS
WITH RECURSIVE counted (paper_id, source) AS (
    SELECT id, (SELECT min(c.source) FROM citation_counts c WHERE c.paper_id = id) FROM listed_papers
    UNION ALL
    SELECT paper_id, (
        SELECT min(c.source) FROM citation_counts c WHERE c.paper_id = n.paper_id AND c.source > n.source
    )
    FROM counted n WHERE n.source IS NOT NULL
)
SELECT
    c.paper_id, c.source, c.observed_at, c.count, c.status,
    CASE c.status WHEN 'ok' THEN c.observed_at ELSE (
        SELECT max(o.observed_at) FROM citation_counts o
        WHERE o.paper_id = c.paper_id AND o.source = c.source AND o.status = 'ok'
    ) END AS good_at
FROM counted n JOIN citation_counts c ON c.paper_id = n.paper_id AND c.source = n.source AND c.observed_at = (
    SELECT max(o.observed_at) FROM citation_counts o WHERE o.paper_id = n.paper_id AND o.source = n.source
)
"""
COVERAGE = """
SELECT
    source,
    sum(is_fresh) AS fresh,
    sum(NOT is_fresh) AS old,
    (SELECT count(*) FROM listed_papers) - count(*) AS none
FROM (
    SELECT n.source, ifnull(f.status = 'ok' AND f.fresh_until > ?, 0) AS is_fresh
    FROM newest n LEFT JOIN fetches f ON f.source = n.source AND f.subject = n.paper_id
    WHERE n.good_at IS NOT NULL
)
GROUP BY source ORDER BY count(*) DESC, source
"""
# As the view suspicious_counts has it: held back now, or fallen in the period by at least 10 and 10 %.
DOUBTS = """
SELECT d.*, p.title FROM (
    SELECT n.paper_id, n.source, c.count AS before, n.good_at AS before_at, n.count AS after, n.observed_at AS after_at,
           1 AS held_back
    FROM newest n
    LEFT JOIN citation_counts c ON c.paper_id = n.paper_id AND c.source = n.source AND c.observed_at = n.good_at
    WHERE n.status = 'quarantined'
    UNION ALL
    SELECT paper_id, source, before, before_at, after, after_at, 0
    FROM grown WHERE before - after >= 10 AND (before - after) * 10 >= before
) d
JOIN papers p ON p.id = d.paper_id
ORDER BY d.held_back DESC, d.after_at DESC, d.paper_id, d.source
"""

FAILURES = """
SELECT source, status, error AS reason, count(*) AS subjects, min(subject) AS example
FROM fetches
WHERE status IN ('failed', 'not_asked') AND subject <> '*' AND (
    ?1 IS NULL
    OR subject IN (SELECT id FROM listed_papers)
    OR subject IN (
        SELECT k.repository_id FROM listed_entries e JOIN entry_links k ON k.entry_id = e.id WHERE e.removed_at IS NULL
    )
)
GROUP BY 1, 2, 3 ORDER BY subjects DESC, source
"""
RESTING = """
SELECT source, fresh_until AS until FROM fetches WHERE subject = '*' AND fresh_until > ? ORDER BY until DESC, source
"""

REVIEW = """
SELECT v.entry_id, v.title, v.verdict, v.paper_id, v.paper_title, v.list, v.line_start AS line, e.section
FROM needs_review v JOIN listed_entries e ON e.id = v.entry_id
ORDER BY
    CASE v.verdict WHEN 'mismatch' THEN 1 WHEN 'ambiguous' THEN 2 WHEN 'not_found' THEN 3 ELSE 4 END,
    v.list, v.line_start
"""

STARS = """
SELECT r.id AS repository_id, b.stars AS before, r.stars AS after
FROM (
    SELECT DISTINCT k.repository_id AS id
    FROM listed_entries e JOIN entry_links k ON k.entry_id = e.id
    WHERE e.removed_at IS NULL AND k.repository_id IS NOT NULL
) linked
JOIN repositories r ON r.id = linked.id
JOIN star_counts b ON b.repository_id = r.id AND b.observed_at = coalesce(
    (SELECT max(observed_at) FROM star_counts s WHERE s.repository_id = r.id AND s.observed_at < ?1),
    (SELECT min(observed_at) FROM star_counts s WHERE s.repository_id = r.id AND s.observed_at >= ?1)
)
WHERE r.stars > b.stars ORDER BY r.stars - b.stars DESC, r.id
"""

YEARS = """
SELECT year, count(*) AS papers, sum(citation_count) AS citations FROM listed_papers GROUP BY year ORDER BY year
"""
SECTIONS = """
SELECT l.path AS list, placed.section, count(*) AS papers, sum(p.citation_count) AS citations
FROM (
    SELECT DISTINCT list_id, section, paper_id FROM listed_entries WHERE removed_at IS NULL AND paper_id IS NOT NULL
) placed
JOIN listed_papers p ON p.id = placed.paper_id
JOIN listed_lists l ON l.id = placed.list_id
GROUP BY placed.list_id, placed.section ORDER BY citations DESC NULLS LAST, papers DESC, l.path, placed.section
"""
