-- Entries that a person should look at: wrong ids first, then choices, then papers that were not found or not asked for.
CREATE VIEW needs_review AS
SELECT
    e.id AS entry_id,
    l.path AS list,
    e.line_start,
    e.title,
    m.verdict,
    m.method,
    m.paper_id,
    p.title AS paper_title,
    m.candidates,
    m.evidence
FROM matches AS m
JOIN entries AS e ON e.id = m.entry_id
JOIN lists AS l ON l.id = e.list_id
LEFT JOIN papers AS p ON p.id = m.paper_id
WHERE e.removed_at IS NULL
    AND (m.verdict IN ('ambiguous', 'mismatch') OR (m.verdict IN ('not_found', 'not_asked') AND e.kind = 'paper'))
ORDER BY
    CASE m.verdict WHEN 'mismatch' THEN 1 WHEN 'ambiguous' THEN 2 WHEN 'not_found' THEN 3 ELSE 4 END,
    l.path, e.position;
