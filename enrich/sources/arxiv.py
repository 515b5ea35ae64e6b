"""arXiv's query API: up to a hundred ids, or several titles, in one request.

The package `arxiv` knows the query and the Atom feed; our client travels. Its parser is the one private name that is
touched here (`arxiv._feed`), and a test watches it.
"""

import logging
import re
from collections.abc import Sequence

import arxiv  # type: ignore[import-untyped]

from enrich.errors import BadAnswer
from enrich.identifiers import ArxivId, Doi
from enrich.models import Author, Found, Outcome, PaperRecord
from enrich.sources import _answers as answers
from enrich.sources.base import Request, Response, Subject
from enrich.text import title_words

NAME = "arxiv"
KIND = "paper"
BATCH = 100
SEARCH_BATCH = 20
"""Twenty phrases leave room in an address: arXiv refuses those of some 8,000 characters."""

# The package warns of entries that it skips; without a handler Python would print that on the terminal.
logging.getLogger("arxiv").addHandler(logging.NullHandler())

_CONTROL = "1301.3781"
"""A paper that arXiv surely has. Empty pages are a known fault of the service, and look like a page of unknown ids."""

_MOST_HITS = 100
_MOST_WORDS = 14  # of a title; more narrow nothing down
_MOST_CHARACTERS = 150
# How a word is spelled in arXiv's index is only known for plain ones: `$\pi_0$` and `π0` are different words there.
_NOT_PLAIN = re.compile(r"[\\${}^_~<>\u0370-\u03ff]")
_BETWEEN_WORDS = re.compile(r"(?:(?!['’.])[\W_])+|(?<!\w)['’.]+|['’.]+(?!\w)")
_PAGES = re.compile(r"(?<![\w+.-])([1-9][0-9]{0,3})\s{1,3}pages?\b", re.IGNORECASE | re.ASCII)
# "Withdrawn from the workshop" and "replaces the withdrawn version" are about something else.
_WITHDRAWN = re.compile(
    r"(?:\A|[.,;:(\[]\s{0,2})(?:(?:(?:this|the|our)\s)?(?:\w{1,20}\s)?(?:has\sbeen|have\sbeen|was|is)\s"
    r"(?:(?!not\b)\w{1,20}\s)?|(?:paper|article|submission|manuscript|preprint)\s)?withdrawn\b(?!\sfrom\b|\sversion)",
    re.IGNORECASE,
)


def keys(subject: Subject) -> tuple[str, ...]:
    """The bare arXiv id."""
    arxiv_id = ArxivId.find(subject.arxiv_id or "") if subject.kind == "paper" else None
    return (str(arxiv_id),) if arxiv_id else ()


def request(keys: Sequence[str]) -> Request:
    """One page with all ids; without ``max_results`` it would end after ten."""
    asked = _asked(keys)
    return _request(arxiv.Search(id_list=asked, max_results=len(asked)))


def read(keys: Sequence[str], response: Response, asked_at: str) -> list[Outcome]:
    """Entries come in an order of their own; an id that arXiv does not know is left out of a whole page.

    An empty page says nothing about several ids, because the paper that travels with them is missing, too; to one
    unknown id it is the usual answer. A bare id gets the newest version.
    """
    feed = _feed(response)
    if feed is None:
        return answers.fail_all(keys, answers.UNREADABLE)
    named = [ArxivId.find(result.entry_id) for result in feed.results]
    flaw = answers.flaw_of_page(_asked(keys), named, feed.header.total_results)
    if not named and len(keys) > 1:
        flaw = "an empty page"
    items = {str(key): result for key, result in zip(named, feed.results, strict=True) if key}
    return answers.outcomes(
        keys, items, flaw, lambda key, result: Found(key=key, record=_record(ArxivId(key), result, asked_at))
    )


def search_request(titles: Sequence[str]) -> Request:
    """The most relevant papers that have one of the titles as a phrase in theirs."""
    phrases = dict.fromkeys(filter(None, map(_phrase, titles)))
    query = " OR ".join(f'ti:"{phrase}"' for phrase in phrases)
    return _request(arxiv.Search(query=query, max_results=_MOST_HITS))


def read_search(titles: Sequence[str], response: Response, asked_at: str) -> list[PaperRecord]:
    """All papers of the page, in the order of relevance. Raises BadAnswer for a page that cannot be believed."""
    feed = _feed(response)
    if feed is None or bool(feed.results) != bool(feed.header.total_results):
        raise BadAnswer(NAME, answers.NOT_WHOLE, status=response.status)
    named = ((ArxivId.find(result.entry_id), result) for result in feed.results)
    return [_record(arxiv_id, result, asked_at) for arxiv_id, result in named if arxiv_id]


def _asked(keys: Sequence[str]) -> list[str]:
    """The ids of a request: the keys, and with several, where there is room, a paper that is surely known."""
    return [*keys, *([_CONTROL] if 1 < len(keys) < BATCH and _CONTROL not in keys else [])]


def _request(search: arxiv.Search) -> Request:
    """What the package would ask, as our client sends it."""
    params = {
        "search_query": search.query,
        "id_list": ",".join(search.id_list),
        "sortBy": search.sort_by.value,
        "sortOrder": search.sort_order.value,
        "start": "0",
        "max_results": str(search.max_results),
    }
    return Request(params=params, expects="xml")


def _feed(response: Response) -> "arxiv._feed.ParsedFeed | None":
    """The page as the package reads it; None when it is no feed. To the package a page of HTML is an empty feed."""
    if b"totalResults" not in response.content:
        return None
    try:
        feed = arxiv._feed.parse(response.content)
    except (ValueError, OverflowError):  # a date that is none
        return None
    return None if feed.malformed else feed


def _phrase(title: str) -> str:
    """The longest run of plain words of a title, without what the query language might trip over."""
    runs: list[list[str]] = [[]]
    for word in title[:1_000].split():
        if _NOT_PLAIN.search(word):
            runs.append([])
        else:
            runs[-1] += _BETWEEN_WORDS.sub(" ", word).split()
    words = max(runs, key=len) or title_words(title)
    return " ".join(words[:_MOST_WORDS])[:_MOST_CHARACTERS]


def _record(arxiv_id: ArxivId, result: "arxiv.Result", asked_at: str) -> PaperRecord:
    comment = answers.text(result.comment)
    doi = Doi.find((result.doi or "").partition(" ")[0])
    return PaperRecord(
        paper_id=f"arxiv:{arxiv_id}",
        source=NAME,
        fetched_at=asked_at,
        arxiv_id=str(arxiv_id),
        arxiv_version=_version(result.entry_id),
        title=answers.text(result.title),
        abstract=answers.text(result.summary),
        published_on=result.published.date().isoformat(),
        updated_on=result.updated.date().isoformat(),
        year=answers.year(result.published.year),
        primary_category=answers.text(result.primary_category),
        categories=tuple(filter(None, map(answers.text, result.categories))) or None,
        doi=doi,
        journal_ref=answers.text(result.journal_ref),
        comment=comment,
        pages=_pages(comment or ""),
        is_withdrawn=True if _WITHDRAWN.search((comment or "")[:1_000]) else None,
        authors=answers.authors([_author(author) for author in result.authors]),
        ids=(("doi", str(doi)),) if doi else (),
    )


def _version(entry_id: str) -> int | None:
    found = ArxivId.find(entry_id)
    return found.version if found else None


def _author(author: "arxiv.Result.Author") -> Author | None:
    name = answers.text(author.name)
    affiliation = "; ".join(filter(None, map(answers.text, author.affiliation))) or None
    return Author(name=name, affiliation=affiliation) if name else None


def _pages(comment: str) -> int | None:
    """The number in "15 pages, 5 figures"; None when several are given, as for paper and supplement."""
    found = set(_PAGES.findall(comment[:1_000]))
    return int(found.pop()) if len(found) == 1 else None
