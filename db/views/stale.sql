-- What of a paper is missing, or is due to be asked again (`since` says since when; NULL when it was never known).
CREATE VIEW stale AS
SELECT p.id AS paper_id, p.title, f.source AS what, 'old' AS why, f.fresh_until AS since
FROM fetches AS f
JOIN papers AS p ON p.id = f.subject
WHERE f.fresh_until IS NULL OR julianday(f.fresh_until) <= julianday('now')
UNION ALL
SELECT id, title, 'title', 'missing', NULL FROM papers WHERE title IS NULL
UNION ALL
SELECT p.id, p.title, 'authors', 'missing', NULL
FROM papers AS p WHERE NOT EXISTS (SELECT 1 FROM authorships AS s WHERE s.paper_id = p.id)
UNION ALL
SELECT id, title, 'published_on', 'missing', NULL FROM papers WHERE published_on IS NULL
UNION ALL
SELECT id, title, 'citation_count', 'missing', NULL FROM papers WHERE citation_count IS NULL;
