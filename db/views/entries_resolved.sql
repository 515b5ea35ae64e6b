-- Every entry that stands in a list now, beside the paper it is: authors, venue, shown citation count, verdict.
CREATE VIEW entries_resolved AS
SELECT
    e.id AS entry_id,
    l.path AS list,
    e.position,
    e.section,
    e.line_start,
    e.line_end,
    e.kind,
    e.title,
    e.marks,
    m.verdict,
    m.method,
    m.score,
    m.paper_id,
    p.arxiv_id,
    p.title AS paper_title,
    (
        SELECT group_concat(name, ', ')
        FROM (
            SELECT a.name
            FROM authorships AS s JOIN authors AS a ON a.id = s.author_id
            WHERE s.paper_id = p.id
            ORDER BY s.position
        )
    ) AS authors,
    (SELECT nullif(count(*), 0) FROM authorships AS s WHERE s.paper_id = p.id) AS author_count,
    p.published_on,
    p.year,
    p.venue,
    p.doi,
    p.primary_category,
    p.citation_count,
    p.citation_source,
    p.citation_observed_at,
    e.stated_arxiv_id,
    e.stated_year,
    e.stated_venue,
    e.stated_citations,
    e.list_id
FROM entries AS e
JOIN lists AS l ON l.id = e.list_id
LEFT JOIN matches AS m ON m.entry_id = e.id
LEFT JOIN papers AS p ON p.id = m.paper_id
WHERE e.removed_at IS NULL;
