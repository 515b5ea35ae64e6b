-- Full-text search. The indexes hold no text of their own: triggers keep them in step with the tables.

-- Words of the titles and abstracts of papers (English word stems, accents do not matter).
CREATE VIRTUAL TABLE papers_fts USING fts5 (
    title, abstract,
    content = 'papers', content_rowid = 'rowid', tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE TRIGGER papers_fts_insert AFTER INSERT ON papers BEGIN
    INSERT INTO papers_fts (rowid, title, abstract) VALUES (new.rowid, new.title, new.abstract);
END;
CREATE TRIGGER papers_fts_delete AFTER DELETE ON papers BEGIN
    INSERT INTO papers_fts (papers_fts, rowid, title, abstract) VALUES ('delete', old.rowid, old.title, old.abstract);
END;
CREATE TRIGGER papers_fts_update AFTER UPDATE OF title, abstract ON papers
WHEN old.title IS NOT new.title OR old.abstract IS NOT new.abstract BEGIN
    INSERT INTO papers_fts (papers_fts, rowid, title, abstract) VALUES ('delete', old.rowid, old.title, old.abstract);
    INSERT INTO papers_fts (rowid, title, abstract) VALUES (new.rowid, new.title, new.abstract);
END;

-- Words of the titles of entries.
CREATE VIRTUAL TABLE entries_fts USING fts5 (
    title,
    content = 'entries', content_rowid = 'id', tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE TRIGGER entries_fts_insert AFTER INSERT ON entries BEGIN
    INSERT INTO entries_fts (rowid, title) VALUES (new.id, new.title);
END;
CREATE TRIGGER entries_fts_delete AFTER DELETE ON entries BEGIN
    INSERT INTO entries_fts (entries_fts, rowid, title) VALUES ('delete', old.id, old.title);
END;
CREATE TRIGGER entries_fts_update AFTER UPDATE OF title ON entries
WHEN old.title IS NOT new.title BEGIN
    INSERT INTO entries_fts (entries_fts, rowid, title) VALUES ('delete', old.id, old.title);
    INSERT INTO entries_fts (rowid, title) VALUES (new.id, new.title);
END;
