-- By how much a count grew in the 7, 30 and 365 days before its newest observation; NULL when no observation is that old.
-- Compared is the youngest observation that is old enough; `since_…` is its date.
CREATE VIEW citation_growth AS
WITH marks AS (
    SELECT
        l.paper_id, l.source, l.observed_at, l.count, d.days,
        (
            SELECT max(o.observed_at)
            FROM citation_counts AS o
            WHERE o.paper_id = l.paper_id AND o.source = l.source AND o.status = 'ok'
                AND julianday(o.observed_at) <= julianday(l.observed_at) - d.days
        ) AS since
    FROM (
        SELECT paper_id, source, max(observed_at) AS observed_at, count
        FROM citation_counts WHERE status = 'ok' GROUP BY paper_id, source
    ) AS l
    CROSS JOIN (SELECT 7 AS days UNION ALL SELECT 30 UNION ALL SELECT 365) AS d
)
SELECT
    m.paper_id,
    p.title,
    m.source,
    m.observed_at,
    m.count,
    max(CASE m.days WHEN 7 THEN m.count - o.count END) AS growth_7_days,
    max(CASE m.days WHEN 30 THEN m.count - o.count END) AS growth_30_days,
    max(CASE m.days WHEN 365 THEN m.count - o.count END) AS growth_365_days,
    max(CASE m.days WHEN 7 THEN m.since END) AS since_7_days,
    max(CASE m.days WHEN 30 THEN m.since END) AS since_30_days,
    max(CASE m.days WHEN 365 THEN m.since END) AS since_365_days
FROM marks AS m
JOIN papers AS p ON p.id = m.paper_id
LEFT JOIN citation_counts AS o ON o.paper_id = m.paper_id AND o.source = m.source AND o.observed_at = m.since
GROUP BY m.paper_id, m.source;
