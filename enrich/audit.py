"""What is wrong in the lists, as far as the database knows: wrong ids, duplicates, the fate of papers and their code.

Nobody is asked: a run has stored what the services said. A finding is a fact with its place; what follows from it is
for a person to decide.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, Literal, NamedTuple, get_args

from enrich.dialects.base import venue_in
from enrich.identifiers import ArxivId, is_false_arxiv_link
from enrich.models import CERTAIN
from enrich.query import IN_LISTS, Reader, Row, list_values
from enrich.text import fold_title
from enrich.titles import Title, same_name

Kind = Literal[
    "wrong_id",
    "unknown_id",
    "conflicting_ids",
    "retracted",
    "withdrawn",
    "duplicate",
    "duplicate_across_lists",
    "moved_repository",
    "missing_repository",
    "archived_repository",
    "published",
    "other_title",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""Every kind of finding, the gravest first."""

_TELLING_WORDS = 3  # content words from which on a title can be held against another one


class Words(str):
    """Words of strangers inside a text of ours, such as a title."""

    __slots__ = ()


class Name(str):
    """An id, a place or a name inside a text of ours."""

    __slots__ = ()


Text = tuple[str, ...]
"""A text in parts: ours as plain ``str``, and what came from elsewhere as `Words` and `Name`."""


def plain(text: Text) -> str:
    """A text with the words of strangers in quotes."""
    return "".join(f"“{part}”" if isinstance(part, Words) else part for part in text)


class Finding(NamedTuple):
    """One thing that is wrong at one place: ``problem`` says what, ``advice`` what to do, ``evidence`` how we know."""

    kind: Kind
    list: str
    line: int
    entry_id: int
    title: str
    paper_id: str | None
    problem: Text
    advice: Text
    evidence: dict[str, Any]

    def as_row(self) -> Row:
        """The finding as JSON has it."""
        return self._asdict() | {"problem": plain(self.problem), "advice": plain(self.advice)}


class Unchecked(NamedTuple):
    """What the audit cannot judge, because nobody has told yet: ids, titles without a paper, repositories."""

    ids: int
    titles: int
    repositories: int


def find_faults(reader: Reader, lists: Sequence[str]) -> list[Finding]:
    """Everything that is wrong in these lists (by path), the gravest kind first, then in the order of the lists."""
    scope = list_values(lists)
    entries = reader.rows(_ENTRIES, scope)
    found = [
        *_wrong_ids(reader, entries),
        *(finding for entry in entries for finding in _about_paper(entry)),
        *_in_links(reader, entries, _arxiv_links(reader, scope)),
        *_duplicates(entries),
        *(_about_repository(row) for row in reader.rows(_REPOSITORIES, scope)),
    ]
    return sorted(found, key=lambda one: (KINDS.index(one.kind), one.list, one.line, one.entry_id))


def count_unchecked(reader: Reader, lists: Sequence[str]) -> Unchecked:
    """How much of these lists nobody has told about yet."""
    return Unchecked(**(reader.row(_UNCHECKED, list_values(lists)) or {}))


def _finding(kind: Kind, entry: Row, problem: Iterable[str], advice: str | Text, evidence: Row) -> Finding:
    place = (entry["list"], entry["line"], entry["entry_id"], entry["title"], entry["paper_id"])
    says = (advice,) if isinstance(advice, str) else advice
    return Finding(kind, *place, tuple(problem), says, evidence)


# --- ids ------------------------------------------------------------------------------------------------------------


def _wrong_ids(reader: Reader, entries: Iterable[Row]) -> Iterator[Finding]:
    """Entries whose title is not that of the id they name."""
    wrong = [entry for entry in entries if entry["verdict"] == "mismatch"]
    titled: defaultdict[str, set[str]] = defaultdict(set)
    for paper in reader.rows(_TITLES) if wrong else ():
        titled[fold_title(paper["title"])].add(paper["id"])
    for entry in wrong:
        offered = {one["paper_id"] for one in entry["candidates"] if one["relation"] == "same"}
        right = (offered | titled[fold_title(entry["title"])]) - {entry["paper_id"]}
        yield _wrong_id(entry, _shown(right.pop()) if len(right) == 1 else None)


def _wrong_id(entry: Row, right: str | None) -> Finding:
    """The finding on a title that is not the paper's; ``right`` is the id of the one paper that is called so."""
    stated, known = _shown(entry["paper_id"]), entry["paper_title"] or ""
    evidence = {"stated": stated, "paper_title": known, "right": right} | (entry["evidence"] or {})
    problem: Text = ("names ", Name(stated), ", which is ", Words(known))
    if right:
        advice: Text = ("the title is that of ", Name(right), ": put that id, or the title of the paper that you mean")
        return _finding("wrong_id", entry, problem, advice, evidence)
    if _is_another_subject(entry, known):
        return _finding("wrong_id", entry, problem, "find the id of that title, or put the other title", evidence)
    return _finding("other_title", entry, problem, "put its title, or find the id of the one you mean", evidence)


def _is_another_subject(entry: Row, known: str) -> bool:
    """Whether a title tells of a paper, and hardly of the paper ``known``.

    Papers are retitled, and lists put a venue or a remark where the title belongs.
    """
    title, paper = Title(entry["title"]), Title(known)
    words, theirs = set(title.content_words), set(paper.content_words)
    has_its_name = same_name(title, paper) or (title.head_folded and title.head_folded == paper.head_folded)
    if has_its_name or "://" in title.text or (entry["evidence"] or {}).get("authors") == "agree":
        return False
    return len(words) >= _TELLING_WORDS and 2 * len(words & theirs) < min(len(words), len(theirs))


def _in_links(reader: Reader, entries: Iterable[Row], links: dict[int, list[str]]) -> Iterator[Finding]:
    """Links to ids that arXiv never gave out, and entries whose links name several papers."""
    titles = {row["id"]: row["title"] for row in reader.rows(_TITLES)} if links else {}
    for entry in entries:
        urls = links.get(entry["entry_id"], [])
        for url in filter(is_false_arxiv_link, urls):
            problem: Text = ("links ", Name(url), ", and arXiv never gave out such an id")
            yield _finding("unknown_id", entry, problem, "correct the link", {"url": url})
        named = list(dict.fromkeys(str(found) for url in urls if (found := ArxivId.find(url))))
        if len(named) < 2 or entry["verdict"] not in CERTAIN:
            continue
        others = [one for one in named if f"arxiv:{one}" != entry["paper_id"]]
        problem = ("is ", Name(_shown(entry["paper_id"])), ", and also links ", *_listed(others, titles))
        yield _finding("conflicting_ids", entry, problem, "keep the links of one paper", {"named": named})


def _listed(ids: Sequence[str], titles: dict[str, str]) -> Iterator[str]:
    """Ids with the titles that are known, as parts of a text."""
    for number, one in enumerate(ids):
        yield from ((", ",) if number else ())
        yield Name(one)
        if title := titles.get(f"arxiv:{one}"):
            yield from (" (", Words(title), ")")


def _arxiv_links(reader: Reader, scope: Sequence[str]) -> dict[int, list[str]]:
    """Links to arXiv by the number of the entry, of entries that have one that is false, or more than one."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for row in reader.rows(_LINKS, scope):
        found[row["entry_id"]].append(row["url"])
    return {number: urls for number, urls in found.items() if len(urls) > 1 or any(map(is_false_arxiv_link, urls))}


# --- papers ---------------------------------------------------------------------------------------------------------


def _about_paper(entry: Row) -> Iterator[Finding]:
    """What is known of the paper of an entry that the entry does not say."""
    if unknown_to := _registrar(entry):
        problem: Text = ("names ", Name(_shown(entry["paper_id"])), f", which {unknown_to} does not know")
        yield _finding("unknown_id", entry, problem, "correct the id", {"unknown_to": unknown_to})
    if entry["verdict"] not in CERTAIN:
        return
    fate = "remove it, or say so beside it"
    if entry["is_retracted"]:
        yield _finding("retracted", entry, ["was retracted"], fate, {"source": entry["retracted_source"]})
    if entry["is_withdrawn"]:
        yield _finding("withdrawn", entry, ["was withdrawn"], fate, {"source": entry["withdrawn_source"]})
    if published := _unstated_venue(entry):
        evidence = {name: entry[name] for name in ("venue", "journal_ref", "doi", "venue_source", "doi_source")}
        yield _finding("published", entry, published, "state where it was published", evidence)


def _registrar(entry: Row) -> str | None:
    """Who gives out ids like the entry's, knows nothing of this one, and was contradicted by nobody."""
    scheme = (entry["paper_id"] or "").partition(":")[0]
    source, name = {"arxiv": ("arxiv", "arXiv"), "doi": ("crossref", "Crossref")}.get(scheme, ("", ""))
    return name if source and source in (entry["unknown_to"] or "").split(",") else None


def _unstated_venue(entry: Row) -> Text | None:
    """Where a preprint was published, when its entry names no place at all."""
    if not (entry["paper_id"] or "").startswith("arxiv:"):
        return None
    says = entry["stated_venue"] or entry["stated_doi"] or entry["stated_site_id"]
    if says or venue_in(f"{entry['section'] or ''}\n{entry['raw']}"):
        return None
    if place := entry["venue"] or entry["journal_ref"]:
        return "was published in ", Words(place)
    return ("was published as ", Name(entry["doi"])) if entry["doi"] else None


def _duplicates(entries: Sequence[Row]) -> Iterator[Finding]:
    """Entries of one paper: in one list each but the first, and across lists the first of all."""
    for group in _grouped(entries, _paper_of):
        first: dict[str, Row] = {}
        for entry in group:
            before = first.setdefault(entry["list"], entry)
            if before is not entry:
                problem = ["is the paper of line ", str(before["line"]), ", too"]
                if fold_title(before["title"]) != fold_title(entry["title"]):
                    problem += [", there called ", Words(before["title"])]
                yield _finding("duplicate", entry, problem, "keep one of them", {"first_line": before["line"]})
        if len(first) > 1:
            entry, *others = first.values()
            places = [f"{other['list']}:{other['line']}" for other in others]
            problem = ["stands in ", *_separated(places), ", too"]
            advice = "keep it where it belongs, if one list is enough"
            yield _finding("duplicate_across_lists", entry, problem, advice, {"also": places})
    for group in _grouped(entries, _list_and_title):
        for before, entry in pairwise(group):
            if not _are_told_apart(before, entry):
                problem = ["has the title of line ", str(before["line"])]
                advice = "keep one of them, with the links of both, if they are one work"
                evidence = {"first_line": before["line"], "first_paper_id": before["paper_id"]}
                yield _finding("duplicate", entry, problem, advice, evidence)


def _grouped(entries: Iterable[Row], key: Callable[[Row], Hashable | None]) -> Iterator[list[Row]]:
    """Entries that share a key which is not None, in their order."""
    groups: defaultdict[Hashable, list[Row]] = defaultdict(list)
    for entry in entries:
        if (name := key(entry)) is not None:
            groups[name].append(entry)
    return (group for group in groups.values() if len(group) > 1)


def _paper_of(entry: Row) -> Hashable | None:
    return entry["paper_id"] if entry["verdict"] in CERTAIN else None


def _list_and_title(entry: Row) -> Hashable | None:
    """List and folded title of an entry that may be the paper of that title."""
    is_paper = entry["kind"] == "paper" and entry["verdict"] != "mismatch"
    is_telling = is_paper and len(Title(entry["title"]).content_words) >= _TELLING_WORDS
    return (entry["list"], fold_title(entry["title"])) if is_telling else None


def _are_told_apart(one: Row, other: Row) -> bool:
    """Whether it is known that two entries of one title are one paper, or that they are two."""
    same = one["paper_id"] is not None and one["paper_id"] == other["paper_id"]
    return same or bool(one["paper_title"] and other["paper_title"])


def _separated(places: Sequence[str]) -> Iterator[str]:
    for number, place in enumerate(places):
        yield from ((", ",) if number else ())
        yield Name(place)


# --- repositories ---------------------------------------------------------------------------------------------------


def _about_repository(row: Row) -> Finding:
    name = Name(row["repository"])
    evidence = {"repository": row["repository"], "observed_at": row["observed_at"]}
    if row["moved_to"]:
        problem = ["links ", name, ", which is now ", Name(row["moved_to"])]
        evidence |= {"moved_to": row["moved_to"]}
        return _finding("moved_repository", row, problem, "link it by its new name", evidence)
    if row["archived"]:
        problem = ["links ", name, ", which its owner archived"]
        return _finding("archived_repository", row, problem, "look for one that is kept up, or say so", evidence)
    problem = ["links ", name, ", which is gone or private"]
    return _finding("missing_repository", row, problem, "remove the link, or find where it went", evidence)


def _shown(paper_id: str) -> str:
    """An id as people write it: arXiv ids and DOIs without their scheme."""
    scheme, _, value = paper_id.partition(":")
    return value if scheme in ("arxiv", "doi") else paper_id


_ENTRIES = f"""
SELECT
    e.id AS entry_id, l.path AS list, e.line_start AS line, e.title, e.kind, e.section, e.raw,
    e.stated_venue, e.stated_doi, e.stated_site_id, m.verdict, m.evidence, m.candidates, m.paper_id,
    p.title AS paper_title, p.venue, p.journal_ref, p.doi, p.is_withdrawn, p.is_retracted,
    (SELECT source FROM field_sources WHERE paper_id = p.id AND field = 'is_withdrawn') AS withdrawn_source,
    (SELECT source FROM field_sources WHERE paper_id = p.id AND field = 'is_retracted') AS retracted_source,
    (SELECT source FROM field_sources WHERE paper_id = p.id AND field = 'venue') AS venue_source,
    (SELECT source FROM field_sources WHERE paper_id = p.id AND field = 'doi') AS doi_source,
    CASE WHEN p.title IS NULL THEN (
        SELECT group_concat(source) FROM fetches WHERE subject = m.paper_id AND status = 'not_found'
    ) END AS unknown_to
FROM entries AS e
JOIN lists AS l ON l.id = e.list_id
JOIN matches AS m ON m.entry_id = e.id
LEFT JOIN papers AS p ON p.id = m.paper_id
WHERE {IN_LISTS}
ORDER BY l.path, e.position
"""
_LINKS = f"""
SELECT k.entry_id, k.url
FROM entry_links AS k JOIN entries AS e ON e.id = k.entry_id JOIN lists AS l ON l.id = e.list_id
WHERE k.kind IN ('arxiv', 'pdf') AND k.url LIKE '%arxiv%' AND {IN_LISTS}
ORDER BY k.entry_id, k.position
"""
_TITLES = "SELECT id, title FROM papers WHERE title IS NOT NULL"
_REPOSITORIES = f"""
SELECT DISTINCT
    e.id AS entry_id, l.path AS list, e.line_start AS line, e.title, m.paper_id,
    r.id AS repository, r.archived, r.moved_to, ifnull(r.observed_at, f.fetched_at) AS observed_at
FROM repositories AS r
JOIN entry_links AS k ON k.repository_id = r.id
JOIN entries AS e ON e.id = k.entry_id
JOIN lists AS l ON l.id = e.list_id
LEFT JOIN matches AS m ON m.entry_id = e.id
LEFT JOIN fetches AS f ON f.source = 'github' AND f.subject = r.id AND f.status = 'not_found'
WHERE (r.archived = 1 OR r.moved_to IS NOT NULL OR f.subject IS NOT NULL) AND {IN_LISTS}
"""
_UNCHECKED = f"""
WITH live AS (
    SELECT e.id, e.kind, m.verdict, m.method
    FROM entries AS e JOIN lists AS l ON l.id = e.list_id JOIN matches AS m ON m.entry_id = e.id WHERE {IN_LISTS}
)
SELECT
    (SELECT count(*) FROM live WHERE method = 'stated_unchecked') AS ids,
    (SELECT count(*) FROM live WHERE verdict = 'not_asked' AND kind = 'paper') AS titles,
    (
        SELECT count(DISTINCT r.id)
        FROM repositories AS r JOIN entry_links AS k ON k.repository_id = r.id
        WHERE k.entry_id IN (SELECT id FROM live) AND r.observed_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM fetches WHERE source = 'github' AND subject = r.id AND status = 'not_found')
    ) AS repositories
"""
