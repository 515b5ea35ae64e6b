CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
CREATE TABLE lists (
    id INTEGER PRIMARY KEY, -- number of the list
    path TEXT NOT NULL UNIQUE, -- file of the list, as it was named on the command line
    title TEXT, -- from the front matter, else the one level-1 heading
    dialect TEXT, -- how its entries are written, such as `bracket-tags` or `generated`
    dialect_reason TEXT, -- why this dialect was chosen
    sha256 TEXT, -- of the file when it was last read to its end
    inputs TEXT, -- digest of everything the last complete parse was made from; NULL until one was completed
    parsed_at TEXT, -- when it was last read to its end
    parsed_in_run INTEGER REFERENCES runs (id), -- run that last read it to its end
    updated_at TEXT -- when fresh values were last written into it
);
CREATE TABLE entries (
    id INTEGER PRIMARY KEY, -- number of the entry; stays when its line moves or its count is edited
    list_id INTEGER NOT NULL REFERENCES lists (id) ON DELETE CASCADE, -- list it stands in
    identity INTEGER NOT NULL, -- key of the folded title, the stated id, and how many such entries stand above it
    position INTEGER NOT NULL, -- place among the entries of its list, from 1
    section TEXT, -- headings above it, below the title of the list, joined by ` / `
    line_start INTEGER NOT NULL, -- first line in the file, from 1
    line_end INTEGER NOT NULL, -- last line in the file, inclusive
    raw TEXT NOT NULL, -- exactly those lines
    title TEXT NOT NULL, -- without Markdown and marks, broken encoding repaired
    kind TEXT NOT NULL, -- what the entry is: `paper`, `blog`, `docs`, `video`, `code`, `model`, `dataset`, `demo`, `post` or `other`
    marks TEXT NOT NULL, -- JSON list of emoji and short codes, as written
    stated_arxiv_id TEXT, -- arXiv id that the list gives, without version
    stated_doi TEXT, -- DOI that the list gives
    stated_site_id TEXT, -- name of the paper at a site that its links lead to, such as `openreview:…` or `pmlr:…`
    stated_year INTEGER, -- year that the list gives
    stated_venue TEXT, -- venue that the list gives
    stated_citations INTEGER CHECK (stated_citations >= 0), -- citation count typed into the list; no observation of ours
    stated_pages INTEGER CHECK (stated_pages >= 0), -- number of pages that the list gives
    stated_stars INTEGER CHECK (stated_stars >= 0), -- number of stars typed into the list
    stated_authors TEXT, -- JSON list of the names that the list gives
    stated_authors_complete INTEGER CHECK (stated_authors_complete IN (0, 1)), -- 0 when the list elides some of them
    first_seen_at TEXT NOT NULL, -- when it was first read
    last_seen_at TEXT NOT NULL, -- when it was last read
    removed_at TEXT, -- when it was found missing from the list; NULL while it is there
    first_seen_in_run INTEGER NOT NULL REFERENCES runs (id), -- run that first read it
    seen_in_run INTEGER NOT NULL REFERENCES runs (id), -- run that last read it
    UNIQUE (list_id, identity),
    CHECK (kind IN ('paper', 'blog', 'docs', 'video', 'code', 'model', 'dataset', 'demo', 'post', 'other'))
);
CREATE TABLE repositories (
    id TEXT PRIMARY KEY COLLATE NOCASE, -- `owner/name`
    moved_to TEXT, -- name it goes by now, when that is another one
    stars INTEGER CHECK (stars >= 0), -- people who starred it, at `observed_at`
    forks INTEGER CHECK (forks >= 0), -- copies of it, at `observed_at`
    archived INTEGER CHECK (archived IN (0, 1)), -- 1 when its owner closed it
    pushed_at TEXT, -- last push
    license TEXT, -- SPDX name of its licence
    etag TEXT, -- mark of the last answer, by which the service can say that nothing changed
    observed_at TEXT -- when these values were seen; NULL when nobody was asked yet
) WITHOUT ROWID;
CREATE TABLE star_counts (
    repository_id TEXT NOT NULL COLLATE NOCASE REFERENCES repositories (id), -- repository that was looked at
    observed_at TEXT NOT NULL, -- when
    stars INTEGER NOT NULL CHECK (stars >= 0), -- people who had starred it
    PRIMARY KEY (repository_id, observed_at)
) WITHOUT ROWID;
CREATE TABLE entry_links (
    entry_id INTEGER NOT NULL REFERENCES entries (id) ON DELETE CASCADE, -- entry it stands in
    position INTEGER NOT NULL, -- place among the links of the entry, from 1
    label TEXT NOT NULL, -- its text, without emphasis
    url TEXT NOT NULL, -- where it leads, as written
    kind TEXT NOT NULL, -- what it leads to: `arxiv`, `pdf`, `code`, `scholar`, `project`, `social`, `video` or `other`
    repository_id TEXT COLLATE NOCASE REFERENCES repositories (id), -- repository it leads to, when it is of kind `code`
    PRIMARY KEY (entry_id, position),
    CHECK (kind IN ('arxiv', 'pdf', 'code', 'scholar', 'project', 'social', 'video', 'other'))
) WITHOUT ROWID;
CREATE TABLE papers (
    id TEXT PRIMARY KEY NOT NULL, -- `arxiv:2410.20011`; for a paper that is not on arXiv `doi:…`, else another name with its scheme, such as `openreview:…`
    arxiv_id TEXT UNIQUE, -- without version
    arxiv_version INTEGER, -- newest version that was seen
    title TEXT, -- NULL while only the id is known
    abstract TEXT, -- plain text
    published_on TEXT, -- first publication: `YYYY-MM-DD`, or `YYYY-MM` where only the month is known
    updated_on TEXT, -- newest version
    year INTEGER, -- of publication
    venue TEXT, -- conference or journal
    primary_category TEXT, -- arXiv category it was filed under
    categories TEXT, -- JSON list of its arXiv categories
    doi TEXT, -- of the published version, lower case
    journal_ref TEXT, -- where it was published, in the words of its authors
    comment TEXT, -- arXiv comment of its authors
    pages INTEGER CHECK (pages >= 0), -- number of pages
    is_withdrawn INTEGER CHECK (is_withdrawn IN (0, 1)), -- 1 when its authors withdrew it
    is_retracted INTEGER CHECK (is_retracted IN (0, 1)), -- 1 when its publisher retracted it
    citation_count INTEGER CHECK (citation_count >= 0), -- the count that is shown; NULL when nobody knows one
    citation_source TEXT, -- who gave that count
    citation_observed_at TEXT, -- when they gave it
    CHECK ((citation_count IS NULL) = (citation_source IS NULL)),
    CHECK ((citation_count IS NULL) = (citation_observed_at IS NULL))
);
CREATE TABLE matches (
    entry_id INTEGER PRIMARY KEY REFERENCES entries (id) ON DELETE CASCADE, -- entry that was looked up
    paper_id TEXT REFERENCES papers (id), -- paper it is; NULL when none was found
    verdict TEXT NOT NULL, -- `linked`, `mismatch`, `title_exact`, `title_author`, `ambiguous`, `not_found`, `not_asked`, `related`, `not_paper` or `override`
    method TEXT NOT NULL, -- rule that decided
    score REAL, -- how much the titles resemble each other, 0 to 100; it only ranks
    evidence TEXT NOT NULL, -- JSON object of what it was decided from
    candidates TEXT NOT NULL, -- JSON list of the papers that came into question
    decided_at TEXT NOT NULL, -- when the verdict became what it is
    CHECK (verdict IN (
        'linked', 'mismatch', 'title_exact', 'title_author', 'ambiguous',
        'not_found', 'not_asked', 'related', 'not_paper', 'override'
    )),
    CHECK (verdict NOT IN ('linked', 'mismatch', 'title_exact', 'title_author', 'related') OR paper_id IS NOT NULL),
    CHECK (verdict NOT IN ('ambiguous', 'not_found', 'not_asked', 'not_paper') OR paper_id IS NULL)
);
CREATE TABLE authors (
    id INTEGER PRIMARY KEY, -- number of this spelling
    name TEXT NOT NULL, -- full name, as the source writes it
    orcid TEXT, -- ORCID iD
    s2_id TEXT, -- author id of Semantic Scholar
    openalex_id TEXT -- author id of OpenAlex
);
CREATE TABLE authorships (
    paper_id TEXT NOT NULL REFERENCES papers (id), -- the paper
    position INTEGER NOT NULL CHECK (position >= 1), -- place among its authors, from 1
    author_id INTEGER NOT NULL REFERENCES authors (id), -- the author
    affiliation TEXT, -- where they worked, as the paper says
    PRIMARY KEY (paper_id, position)
) WITHOUT ROWID;
CREATE TABLE paper_ids (
    scheme TEXT NOT NULL, -- `arxiv`, `doi`, `s2`, `openalex`, `dblp`, `scholar` (the number of its `cites=` links), or a site: `openreview`, `acl`, `pmlr`, `jmlr`, `cvf`, `ecva`, `usenix`, `neurips`, `mlsys`, `ieee`, `acm` or `aaai`
    value TEXT NOT NULL, -- the name in that scheme
    paper_id TEXT NOT NULL REFERENCES papers (id), -- the paper; the first that claims a name keeps it
    PRIMARY KEY (scheme, value),
    CHECK (scheme IN (
        'arxiv', 'doi', 's2', 'openalex', 'dblp', 'scholar', 'openreview', 'acl', 'pmlr', 'jmlr', 'cvf', 'ecva', 'usenix',
        'neurips', 'mlsys', 'ieee', 'acm', 'aaai'
    ))
) WITHOUT ROWID;
CREATE TABLE citation_counts (
    paper_id TEXT NOT NULL REFERENCES papers (id), -- paper that was counted
    source TEXT NOT NULL, -- who counted
    observed_at TEXT NOT NULL, -- when
    count INTEGER NOT NULL CHECK (count >= 0), -- works that cite it
    status TEXT NOT NULL CHECK (status IN ('ok', 'quarantined')), -- `ok`, or `quarantined` when it is too odd to be shown
    url TEXT, -- page where a person can check it
    PRIMARY KEY (paper_id, source, observed_at)
) WITHOUT ROWID;
CREATE TABLE field_sources (
    paper_id TEXT NOT NULL REFERENCES papers (id), -- the paper
    field TEXT NOT NULL, -- column of `papers`, or `authors` for the list of its authors
    source TEXT NOT NULL, -- who gave the value; `arxiv_id` when it was read from the id itself
    fetched_at TEXT NOT NULL, -- when they gave it
    PRIMARY KEY (paper_id, field)
) WITHOUT ROWID;
CREATE TABLE fetches (
    source TEXT NOT NULL, -- who was asked
    subject TEXT NOT NULL, -- about what: the id of a paper or of a repository, or a title
    status TEXT NOT NULL CHECK (status IN ('ok', 'not_found', 'failed', 'not_asked')), -- `ok`, `not_found`, `failed` or `not_asked`
    attempts INTEGER NOT NULL CHECK (attempts >= 0), -- how often it was asked since it last answered
    error TEXT, -- why it failed
    names TEXT, -- JSON list of the names by which it was asked, when the source knows none of them
    fetched_at TEXT, -- when it last answered
    fresh_until TEXT, -- when it is to be asked again; NULL means as soon as possible
    PRIMARY KEY (source, subject)
) WITHOUT ROWID;
CREATE TABLE runs (
    id INTEGER PRIMARY KEY, -- number of the run
    command TEXT NOT NULL, -- command that was given
    started_at TEXT NOT NULL, -- when it began
    finished_at TEXT, -- when it ended; NULL while it works, and for ever when it was killed
    status TEXT CHECK (status IN ('ok', 'degraded', 'failed', 'interrupted')), -- `ok`, `degraded`, `failed` or `interrupted`; NULL while it works
    counts TEXT, -- JSON object of what it did
    version TEXT NOT NULL -- version of the program
);
INSERT INTO "_sqlite_migrations" VALUES (1, 'enrich', '0001_initial', '2026-11-23 08:11:35.259695+00:00');
INSERT INTO "_sqlite_migrations" VALUES (2, 'enrich', '0002_full_text', '2026-11-23 08:11:35.266851+00:00');
INSERT INTO "lists" VALUES (1, 'lists/a.md', 'A list', 'generated', '2 of 2 items look like it', 'sha', 'inputs of run 2', '2025-01-01T00:00:06Z', 2, NULL);
INSERT INTO "lists" VALUES (2, 'lists/b.md', 'A list', 'generated', '2 of 2 items look like it', 'sha', 'inputs of run 3', '2025-01-01T00:00:10Z', 3, NULL);
INSERT INTO "entries" VALUES (1, 1, -1485349236813761318, 1, 'Survey', 1, 1, '1. Model Compression and Efficient Inference for Large Language Models: A Survey', 'Model Compression and Efficient Inference for Large Language Models: A Survey', 'paper', '[]', NULL, NULL, NULL, NULL, NULL, 4, NULL, NULL, NULL, NULL, '2025-01-01T00:00:01Z', '2025-01-01T00:00:05Z', NULL, 1, 2);
INSERT INTO "entries" VALUES (2, 1, 268659413874537720, 2, 'Survey', 2, 2, '2. Attention Is All You Need', 'Attention Is All You Need', 'paper', '[":+1:"]', NULL, NULL, NULL, NULL, NULL, 100, NULL, NULL, NULL, NULL, '2025-01-01T00:00:01Z', '2025-01-01T00:00:05Z', NULL, 1, 2);
INSERT INTO "entries" VALUES (3, 1, 3261342343957126810, 3, 'Survey', 3, 3, '3. Generative Adversarial Nets', 'Generative Adversarial Nets', 'paper', '[]', '1406.2661', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2025-01-01T00:00:01Z', '2025-01-01T00:00:05Z', NULL, 1, 2);
INSERT INTO "entries" VALUES (4, 1, -8038424120368504617, 4, 'Survey', 4, 4, '4. Efficient Inference', 'Efficient Inference', 'paper', '[]', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2025-01-01T00:00:01Z', '2025-01-01T00:00:05Z', NULL, 1, 2);
INSERT INTO "entries" VALUES (5, 1, -6472425287074534881, 5, 'Survey', 5, 5, '5. Quantization of Everything', 'Quantization of Everything', 'paper', '[]', '2312.11514', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2025-01-01T00:00:01Z', '2025-01-01T00:00:05Z', NULL, 1, 2);
INSERT INTO "entries" VALUES (6, 1, -3329616868274702100, 6, 'Survey', 6, 6, '6. A blog on quantization', 'A blog on quantization', 'blog', '[]', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2025-01-01T00:00:01Z', '2025-01-01T00:00:05Z', NULL, 1, 2);
INSERT INTO "entries" VALUES (7, 1, 6979467638927705317, 7, 'Survey', 7, 7, '7. Nobody Knows This Paper', 'Nobody Knows This Paper', 'paper', '[]', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2025-01-01T00:00:01Z', '2025-01-01T00:00:05Z', NULL, 1, 2);
INSERT INTO "entries" VALUES (8, 1, -6635169204994556351, 8, 'Again', 8, 8, '8. Attention is all you need!', 'Attention is all you need!', 'paper', '[]', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2025-01-01T00:00:01Z', '2025-01-01T00:00:05Z', NULL, 1, 2);
INSERT INTO "entries" VALUES (9, 1, 7843014454298939956, 9, 'Survey', 9, 9, '9. Removed Soon', 'Removed Soon', 'paper', '[]', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2025-01-01T00:00:01Z', '2025-01-01T00:00:01Z', '2025-01-01T00:00:06Z', 1, 1);
INSERT INTO "entries" VALUES (10, 2, 268659413874537720, 1, 'Survey', 1, 1, '1. Attention Is All You Need', 'Attention Is All You Need', 'paper', '[]', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2025-01-01T00:00:09Z', '2025-01-01T00:00:09Z', NULL, 3, 3);
INSERT INTO "repositories" VALUES ('huggingface/peft', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO "entry_links" VALUES (1, 1, 'arxiv', 'http://arxiv.org/abs/2402.09748v1', 'arxiv', NULL);
INSERT INTO "entry_links" VALUES (1, 2, '24', 'https://scholar.google.com/scholar?cites=15298437236401112921', 'scholar', NULL);
INSERT INTO "entry_links" VALUES (1, 3, 'code', 'https://github.com/huggingface/peft', 'code', 'huggingface/peft');
INSERT INTO "papers" VALUES ('arxiv:1406.2661', '1406.2661', NULL, NULL, NULL, '2014-06', NULL, 2014, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 42955, 'semanticscholar', '2023-09-21');
INSERT INTO "papers" VALUES ('arxiv:1706.03762', '1706.03762', NULL, 'Attention Is All You Need', NULL, '2017-06-12', NULL, 2017, 'NeurIPS 2017', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 184033, 'Google Scholar via papercopilot/paperlists', '2025-06-12');
INSERT INTO "papers" VALUES ('arxiv:2312.11514', '2312.11514', NULL, 'LLM in a flash: Efficient Large Language Model Inference with Limited Memory', 'Quantization is not needed.', '2023-12-12', NULL, 2023, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO "papers" VALUES ('arxiv:2402.09748', '2402.09748', NULL, 'Model Compression and Efficient Inference for Large Language Models: A Survey', 'Pruning, quantization and distillation of large language models.', '2024-02-15', NULL, 2024, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 60, 'semanticscholar', '2025-01-01');
INSERT INTO "matches" VALUES (1, 'arxiv:2402.09748', 'linked', 'id', 100.0, '{"stated": "arxiv:2402.09748"}', '[]', '2025-01-01T00:00:01Z');
INSERT INTO "matches" VALUES (2, 'arxiv:1706.03762', 'linked', 'id', 100.0, '{"stated": "arxiv:1706.03762"}', '[]', '2025-01-01T00:00:01Z');
INSERT INTO "matches" VALUES (3, 'arxiv:1406.2661', 'linked', 'id', 100.0, '{"stated": "arxiv:1406.2661"}', '[]', '2025-01-01T00:00:01Z');
INSERT INTO "matches" VALUES (4, NULL, 'ambiguous', 'title', NULL, '{}', '[{"paper_id": "arxiv:2312.11514", "title": "LLM in a flash: Efficient Large Language Model Inference with Limited Memory", "score": 60.0, "relation": "near", "surnames": []}, {"paper_id": "arxiv:2410.21228", "title": "LoRA vs Full Fine-tuning: An Illusion of Equivalence", "score": 60.0, "relation": "near", "surnames": []}]', '2025-01-01T00:00:01Z');
INSERT INTO "matches" VALUES (5, 'arxiv:2312.11514', 'mismatch', 'id', 100.0, '{"stated": "arxiv:2312.11514"}', '[]', '2025-01-01T00:00:01Z');
INSERT INTO "matches" VALUES (6, NULL, 'not_paper', 'kind', NULL, '{}', '[]', '2025-01-01T00:00:01Z');
INSERT INTO "matches" VALUES (7, NULL, 'not_asked', 'offline', NULL, '{}', '[]', '2025-01-01T00:00:01Z');
INSERT INTO "matches" VALUES (8, 'arxiv:1706.03762', 'linked', 'id', 100.0, '{"stated": "arxiv:1706.03762"}', '[]', '2025-01-01T00:00:01Z');
INSERT INTO "matches" VALUES (9, NULL, 'not_asked', 'offline', NULL, '{}', '[]', '2025-01-01T00:00:01Z');
INSERT INTO "matches" VALUES (10, 'arxiv:1706.03762', 'linked', 'id', 100.0, '{"stated": "arxiv:1706.03762"}', '[]', '2025-01-01T00:00:09Z');
INSERT INTO "authors" VALUES (1, 'Aidan N. Gomez', NULL, NULL, NULL);
INSERT INTO "authors" VALUES (2, 'Ashish Vaswani', NULL, NULL, NULL);
INSERT INTO "authors" VALUES (3, 'Binbin Lin', NULL, NULL, NULL);
INSERT INTO "authors" VALUES (4, 'Deng Cai', NULL, NULL, NULL);
INSERT INTO "authors" VALUES (5, 'Dmitry Belenko', NULL, NULL, NULL);
INSERT INTO "authors" VALUES (6, 'Iman Mirzadeh', NULL, NULL, NULL);
INSERT INTO "authors" VALUES (7, 'Jakob Uszkoreit', NULL, NULL, NULL);
INSERT INTO "authors" VALUES (8, 'Karen Khatamifard', NULL, NULL, NULL);
INSERT INTO "authors" VALUES (9, 'Keivan Alizadeh', NULL, NULL, NULL);
INSERT INTO "authors" VALUES (10, 'Liye Zhang', NULL, NULL, NULL);
INSERT INTO "authors" VALUES (11, 'Llion Jones', NULL, NULL, NULL);
INSERT INTO "authors" VALUES (12, 'Minsik Cho', NULL, NULL, NULL);
INSERT INTO "authors" VALUES (13, 'Niki Parmar', NULL, NULL, NULL);
INSERT INTO "authors" VALUES (14, 'Noam Shazeer', NULL, NULL, NULL);
INSERT INTO "authors" VALUES (15, 'Wei Chen', NULL, NULL, NULL);
INSERT INTO "authors" VALUES (16, 'Wenxiao Wang', NULL, NULL, NULL);
INSERT INTO "authors" VALUES (17, 'Yicong Luo', NULL, NULL, NULL);
INSERT INTO "authors" VALUES (18, 'Yongliu Long', NULL, NULL, NULL);
INSERT INTO "authors" VALUES (19, 'Zhengkai Lin', NULL, NULL, NULL);
INSERT INTO "authorships" VALUES ('arxiv:1706.03762', 1, 2, NULL);
INSERT INTO "authorships" VALUES ('arxiv:1706.03762', 2, 14, NULL);
INSERT INTO "authorships" VALUES ('arxiv:1706.03762', 3, 13, NULL);
INSERT INTO "authorships" VALUES ('arxiv:1706.03762', 4, 7, NULL);
INSERT INTO "authorships" VALUES ('arxiv:1706.03762', 5, 11, NULL);
INSERT INTO "authorships" VALUES ('arxiv:1706.03762', 6, 1, NULL);
INSERT INTO "authorships" VALUES ('arxiv:2312.11514', 1, 9, NULL);
INSERT INTO "authorships" VALUES ('arxiv:2312.11514', 2, 6, NULL);
INSERT INTO "authorships" VALUES ('arxiv:2312.11514', 3, 5, NULL);
INSERT INTO "authorships" VALUES ('arxiv:2312.11514', 4, 8, NULL);
INSERT INTO "authorships" VALUES ('arxiv:2312.11514', 5, 12, NULL);
INSERT INTO "authorships" VALUES ('arxiv:2312.11514', 6, 15, NULL);
INSERT INTO "authorships" VALUES ('arxiv:2402.09748', 1, 16, NULL);
INSERT INTO "authorships" VALUES ('arxiv:2402.09748', 2, 15, NULL);
INSERT INTO "authorships" VALUES ('arxiv:2402.09748', 3, 17, NULL);
INSERT INTO "authorships" VALUES ('arxiv:2402.09748', 4, 18, NULL);
INSERT INTO "authorships" VALUES ('arxiv:2402.09748', 5, 19, NULL);
INSERT INTO "authorships" VALUES ('arxiv:2402.09748', 6, 10, NULL);
INSERT INTO "authorships" VALUES ('arxiv:2402.09748', 7, 3, NULL);
INSERT INTO "authorships" VALUES ('arxiv:2402.09748', 8, 4, NULL);
INSERT INTO "paper_ids" VALUES ('doi', '10.48550/arxiv.2402.09748', 'arxiv:2402.09748');
INSERT INTO "paper_ids" VALUES ('scholar', '15298437236401112921', 'arxiv:2402.09748');
INSERT INTO "citation_counts" VALUES ('arxiv:1406.2661', 'semanticscholar', '2023-09-21', 42955, 'ok', NULL);
INSERT INTO "citation_counts" VALUES ('arxiv:1406.2661', 'semanticscholar', '2023-09-22', 2, 'quarantined', NULL);
INSERT INTO "citation_counts" VALUES ('arxiv:1706.03762', 'Google Scholar via papercopilot/paperlists', '2025-06-12', 184033, 'ok', NULL);
INSERT INTO "citation_counts" VALUES ('arxiv:2402.09748', 'semanticscholar', '2024-12-01', 24, 'ok', NULL);
INSERT INTO "citation_counts" VALUES ('arxiv:2402.09748', 'semanticscholar', '2025-01-01', 60, 'ok', NULL);
INSERT INTO "field_sources" VALUES ('arxiv:1406.2661', 'published_on', 'arxiv_id', '2025-01-01T00:00:01Z');
INSERT INTO "field_sources" VALUES ('arxiv:1406.2661', 'year', 'arxiv_id', '2025-01-01T00:00:01Z');
INSERT INTO "field_sources" VALUES ('arxiv:1706.03762', 'authors', 'catalogue', '2025-01-01T00:00:00Z');
INSERT INTO "field_sources" VALUES ('arxiv:1706.03762', 'published_on', 'catalogue', '2025-01-01T00:00:00Z');
INSERT INTO "field_sources" VALUES ('arxiv:1706.03762', 'title', 'catalogue', '2025-01-01T00:00:00Z');
INSERT INTO "field_sources" VALUES ('arxiv:1706.03762', 'venue', 'catalogue', '2025-01-01T00:00:00Z');
INSERT INTO "field_sources" VALUES ('arxiv:1706.03762', 'year', 'arxiv_id', '2025-01-01T00:00:01Z');
INSERT INTO "field_sources" VALUES ('arxiv:2312.11514', 'abstract', 'catalogue', '2025-01-01T00:00:00Z');
INSERT INTO "field_sources" VALUES ('arxiv:2312.11514', 'authors', 'catalogue', '2025-01-01T00:00:00Z');
INSERT INTO "field_sources" VALUES ('arxiv:2312.11514', 'published_on', 'catalogue', '2025-01-01T00:00:00Z');
INSERT INTO "field_sources" VALUES ('arxiv:2312.11514', 'title', 'catalogue', '2025-01-01T00:00:00Z');
INSERT INTO "field_sources" VALUES ('arxiv:2312.11514', 'year', 'arxiv_id', '2025-01-01T00:00:01Z');
INSERT INTO "field_sources" VALUES ('arxiv:2402.09748', 'abstract', 'catalogue', '2025-01-01T00:00:00Z');
INSERT INTO "field_sources" VALUES ('arxiv:2402.09748', 'authors', 'catalogue', '2025-01-01T00:00:00Z');
INSERT INTO "field_sources" VALUES ('arxiv:2402.09748', 'published_on', 'catalogue', '2025-01-01T00:00:00Z');
INSERT INTO "field_sources" VALUES ('arxiv:2402.09748', 'title', 'catalogue', '2025-01-01T00:00:00Z');
INSERT INTO "field_sources" VALUES ('arxiv:2402.09748', 'year', 'catalogue', '2025-01-01T00:00:00Z');
INSERT INTO "runs" VALUES (1, 'run', '2025-01-01T00:00:00Z', '2025-01-01T00:00:03Z', 'ok', '{"entries": 9}', '0.1.0');
INSERT INTO "runs" VALUES (2, 'run', '2025-01-01T00:00:04Z', '2025-01-01T00:00:07Z', 'ok', '{"entries": 8}', '0.1.0');
INSERT INTO "runs" VALUES (3, 'run', '2025-01-01T00:00:08Z', '2025-01-01T00:00:11Z', 'ok', '{"entries": 1}', '0.1.0');
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX entry_links_by_repository ON entry_links (repository_id) WHERE repository_id IS NOT NULL;
CREATE INDEX papers_by_doi ON papers (doi) WHERE doi IS NOT NULL;
CREATE INDEX papers_by_citations ON papers (citation_count);
CREATE INDEX papers_by_year ON papers (year);
CREATE INDEX papers_by_venue ON papers (venue);
CREATE INDEX papers_by_category ON papers (primary_category);
CREATE INDEX matches_by_paper ON matches (paper_id) WHERE paper_id IS NOT NULL;
CREATE UNIQUE INDEX authors_by_name ON authors (name, ifnull(orcid, ''), ifnull(s2_id, ''), ifnull(openalex_id, ''));
CREATE INDEX authorships_by_author ON authorships (author_id);
CREATE INDEX paper_ids_by_paper ON paper_ids (paper_id);
CREATE INDEX fetches_by_subject ON fetches (subject);
CREATE INDEX fetches_by_age ON fetches (fresh_until);
CREATE VIRTUAL TABLE papers_fts USING fts5 (
    title, abstract,
    content = 'papers', content_rowid = 'rowid', tokenize = 'porter unicode61 remove_diacritics 2'
);
INSERT INTO papers_fts (papers_fts) VALUES ('rebuild');
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
CREATE VIRTUAL TABLE entries_fts USING fts5 (
    title,
    content = 'entries', content_rowid = 'id', tokenize = 'porter unicode61 remove_diacritics 2'
);
INSERT INTO entries_fts (entries_fts) VALUES ('rebuild');
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
