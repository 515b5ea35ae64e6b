-- Entries that are the same paper as another entry, in one list (`in_list` > 1) or across lists (`lists` > 1).
CREATE VIEW duplicate_entries AS
WITH papers_of_entries AS (
    SELECT m.paper_id, m.verdict, e.id AS entry_id, e.list_id, e.position, e.line_start, e.title
    FROM matches AS m JOIN entries AS e ON e.id = m.entry_id
    -- A wrong id is another fault, and a blog about a paper is not the paper.
    WHERE e.removed_at IS NULL AND m.verdict IN ('linked', 'title_exact', 'title_author', 'override')
        AND m.paper_id IS NOT NULL
),
per_list AS (
    SELECT paper_id, list_id, count(*) AS in_list FROM papers_of_entries GROUP BY paper_id, list_id
),
per_paper AS (
    SELECT paper_id, sum(in_list) AS entries, count(*) AS lists FROM per_list GROUP BY paper_id
)
SELECT
    e.paper_id,
    p.title AS paper_title,
    e.entry_id,
    l.path AS list,
    e.line_start,
    e.title,
    e.verdict,
    per_list.in_list,
    per_paper.lists,
    per_paper.entries
FROM papers_of_entries AS e
JOIN per_paper ON per_paper.paper_id = e.paper_id AND per_paper.entries > 1
JOIN per_list ON per_list.paper_id = e.paper_id AND per_list.list_id = e.list_id
JOIN papers AS p ON p.id = e.paper_id
JOIN lists AS l ON l.id = e.list_id
ORDER BY e.paper_id, l.path, e.position;
