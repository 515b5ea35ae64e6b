-- Citation counts that are hard to believe: held back, or fallen by at least 10 and 10 % since the last trusted one.
CREATE VIEW suspicious_counts AS
WITH neighbours AS (
    SELECT
        c.*,
        (
            SELECT max(o.observed_at)
            FROM citation_counts AS o
            WHERE o.paper_id = c.paper_id AND o.source = c.source AND o.status = 'ok' AND o.observed_at < c.observed_at
        ) AS previous_observed_at
    FROM citation_counts AS c
)
SELECT
    n.paper_id,
    p.title,
    n.source,
    n.observed_at,
    n.count,
    o.count AS previous_count,
    n.previous_observed_at,
    CASE n.status WHEN 'quarantined' THEN 'quarantined' ELSE 'fall' END AS reason,
    n.url
FROM neighbours AS n
JOIN papers AS p ON p.id = n.paper_id
LEFT JOIN citation_counts AS o
    ON o.paper_id = n.paper_id AND o.source = n.source AND o.observed_at = n.previous_observed_at
WHERE n.status = 'quarantined' OR (o.count - n.count >= 10 AND (o.count - n.count) * 10 >= o.count);
