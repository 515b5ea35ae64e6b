-- The newest trusted citation count of every paper from every source.
CREATE VIEW citation_latest AS
SELECT paper_id, source, max(observed_at) AS observed_at, count, url
FROM citation_counts
WHERE status = 'ok'
GROUP BY paper_id, source;
