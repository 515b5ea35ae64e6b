-- Tables of the first release. A comment above a table and beside a column is what db/README.md says about it.
-- Dates and times are ISO 8601 UTC text, JSON columns hold JSON text, unknown is NULL: never 0, never -1.

-- A Markdown list of papers that is kept alive.
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

-- One entry of a list: what the list itself says, before anybody is asked.
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

-- A repository of code that an entry links.
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

-- History of the stars of a repository.
CREATE TABLE star_counts (
    repository_id TEXT NOT NULL COLLATE NOCASE REFERENCES repositories (id), -- repository that was looked at
    observed_at TEXT NOT NULL, -- when
    stars INTEGER NOT NULL CHECK (stars >= 0), -- people who had starred it
    PRIMARY KEY (repository_id, observed_at)
) WITHOUT ROWID;

-- A link of an entry.
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
CREATE INDEX entry_links_by_repository ON entry_links (repository_id) WHERE repository_id IS NOT NULL;

-- A paper, with the best value that any source gave for each field (`field_sources` says which).
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
CREATE INDEX papers_by_doi ON papers (doi) WHERE doi IS NOT NULL;
CREATE INDEX papers_by_citations ON papers (citation_count);
CREATE INDEX papers_by_year ON papers (year);
CREATE INDEX papers_by_venue ON papers (venue);
CREATE INDEX papers_by_category ON papers (primary_category);

-- Which paper an entry is, or why that is not known.
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
CREATE INDEX matches_by_paper ON matches (paper_id) WHERE paper_id IS NOT NULL;

-- An author, one row for each way that a source names them.
CREATE TABLE authors (
    id INTEGER PRIMARY KEY, -- number of this spelling
    name TEXT NOT NULL, -- full name, as the source writes it
    orcid TEXT, -- ORCID iD
    s2_id TEXT, -- author id of Semantic Scholar
    openalex_id TEXT -- author id of OpenAlex
);
CREATE UNIQUE INDEX authors_by_name ON authors (name, ifnull(orcid, ''), ifnull(s2_id, ''), ifnull(openalex_id, ''));

-- Who wrote a paper, in the order of the paper.
CREATE TABLE authorships (
    paper_id TEXT NOT NULL REFERENCES papers (id), -- the paper
    position INTEGER NOT NULL CHECK (position >= 1), -- place among its authors, from 1
    author_id INTEGER NOT NULL REFERENCES authors (id), -- the author
    affiliation TEXT, -- where they worked, as the paper says
    PRIMARY KEY (paper_id, position)
) WITHOUT ROWID;
CREATE INDEX authorships_by_author ON authorships (author_id);

-- Every other name of the same work.
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
CREATE INDEX paper_ids_by_paper ON paper_ids (paper_id);

-- One observation of a citation count.
CREATE TABLE citation_counts (
    paper_id TEXT NOT NULL REFERENCES papers (id), -- paper that was counted
    source TEXT NOT NULL, -- who counted
    observed_at TEXT NOT NULL, -- when
    count INTEGER NOT NULL CHECK (count >= 0), -- works that cite it
    status TEXT NOT NULL CHECK (status IN ('ok', 'quarantined')), -- `ok`, or `quarantined` when it is too odd to be shown
    url TEXT, -- page where a person can check it
    PRIMARY KEY (paper_id, source, observed_at)
) WITHOUT ROWID;

-- Which source gave the value of a field of a paper, and when.
CREATE TABLE field_sources (
    paper_id TEXT NOT NULL REFERENCES papers (id), -- the paper
    field TEXT NOT NULL, -- column of `papers`, or `authors` for the list of its authors
    source TEXT NOT NULL, -- who gave the value; `arxiv_id` when it was read from the id itself
    fetched_at TEXT NOT NULL, -- when they gave it
    PRIMARY KEY (paper_id, field)
) WITHOUT ROWID;

-- What a source answered when it was last asked about something.
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
CREATE INDEX fetches_by_subject ON fetches (subject);
CREATE INDEX fetches_by_age ON fetches (fresh_until);

-- One run of the program; the last row is its heartbeat.
CREATE TABLE runs (
    id INTEGER PRIMARY KEY, -- number of the run
    command TEXT NOT NULL, -- command that was given
    started_at TEXT NOT NULL, -- when it began
    finished_at TEXT, -- when it ended; NULL while it works, and for ever when it was killed
    status TEXT CHECK (status IN ('ok', 'degraded', 'failed', 'interrupted')), -- `ok`, `degraded`, `failed` or `interrupted`; NULL while it works
    counts TEXT, -- JSON object of what it did
    version TEXT NOT NULL -- version of the program
);
