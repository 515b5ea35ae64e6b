"""What Datasette calls: our pages beside its own, links from its tables to them, and what a browser may load.

Registered by `server` for the databases that it serves, and by nobody else: a Datasette of the same environment knows
nothing of it.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import unquote

from datasette import Response, hookimpl
from markupsafe import Markup

from enrich.errors import EnrichError
from enrich.query import Reader, Row
from enrich.resolve import paper_id_of
from enrich.serve import finding, pages, questions
from enrich.serve.addresses import LiveAddresses
from enrich.serve.remembering import Remembered

NAME = "enrich"
_log = logging.getLogger(__name__)
_TO = LiveAddresses()
_HEADERS = {
    "content-security-policy": f"{pages.POLICY}; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-cache",
}
_PATIENCE = "5"  # seconds after which a browser may try again when the database was locked

Given = dict[str, str]
Page = Callable[["_Site", Reader, Given], Response]


@hookimpl  # type: ignore[untyped-decorator]
def handle_exception(request: Any, exception: Exception) -> Response:
    """Say what is wrong on a page of ours; Datasette would also print where in its code."""
    status = getattr(exception, "status", 500)
    title = getattr(exception, "title", None) or {403: "Not allowed", 404: "Not here"}.get(status, f"Error {status}")
    says = str(getattr(exception, "message", None) or exception)
    if getattr(exception, "message_is_html", False):  # of a query that was stopped
        says = "The query took too long; ask for less at a time."
    if status == 500:
        says = "An internal error: please report it; enrich serve -v shows where it came from."
        _log.error("%s: internal error: %r", request.path, exception, exc_info=_log.isEnabledFor(logging.DEBUG))
    if request.path.endswith(".json"):
        return Response.json({"ok": False, "error": says, "status": status, "title": title}, status=status)
    return _html(pages.message(title, says, _TO), status)


class _Site:
    """The database, and what is remembered of it."""

    def __init__(self, database: Path) -> None:
        self.database = database
        self.overview = Remembered(database, questions.overview)
        self.shelf = Remembered(database, finding.read_shelf)

    def prepare(self) -> None:
        """Ask what takes long before anybody waits for it."""
        with suppress(EnrichError):  # told to whoever asks for a page
            self.shelf()
            self.overview()


@hookimpl  # type: ignore[untyped-decorator]
def register_routes(datasette: Any) -> list[tuple[str, Any]]:
    """Our pages, in front of Datasette's first page; those of its tables stay where they are."""
    database = (datasette.plugin_config(NAME) or {}).get("database")
    if database is None:
        return []
    routes: list[tuple[str, Page]] = [
        (r"^/$", _overview),
        (r"^/papers$", _papers),
        (r"^/paper/(?P<paper>.+)$", _paper),
        (r"^/author/(?P<author>.+)$", _author),
        (r"^/review$", _review),
    ]
    site = _Site(Path(database))
    Thread(target=site.prepare, daemon=True).start()
    return [(pattern, _view(page, site)) for pattern, page in routes]


@hookimpl  # type: ignore[untyped-decorator]
def menu_links() -> list[Row]:
    """The way back from Datasette's pages."""
    return [{"href": _TO.home(), "label": "Overview"}, {"href": _TO.papers(), "label": "Papers"}]


@hookimpl  # type: ignore[untyped-decorator]
def render_cell(value: Any, column: str, table: str | None) -> Markup | None:
    """In Datasette's tables the id of a paper leads to its page."""
    if isinstance(value, str) and value and (column == "paper_id" or (column == "id" and table == "papers")):
        return Markup('<a href="{}">{}</a>').format(_TO.paper(value), value)
    return None


def _view(page: Page, site: _Site) -> Callable[..., Awaitable[Response]]:
    async def view(request: Any) -> Response:
        given = {name: request.args.get(name) for name in request.args}
        given |= {name: unquote(value) for name, value in request.url_vars.items()}
        return await asyncio.to_thread(_answer, page, site, given)

    return view


def _answer(page: Page, site: _Site, given: Given) -> Response:
    """A page from one state of the database, however much a run is writing meanwhile."""
    try:
        with Reader(site.database) as reader:
            reader.rows("BEGIN")
            return page(site, reader, given)
    except EnrichError as error:
        answer = _html(pages.message("Not now", str(error), _TO), 503)
        answer.headers["retry-after"] = _PATIENCE
        return answer


def _html(body: str, status: int = 200) -> Response:
    return Response.html(body, status=status, headers=dict(_HEADERS))


def _missing(what: str) -> Response:
    return _html(pages.message("Not here", f"There is no {what} in the database.", _TO), 404)


def _overview(site: _Site, reader: Reader, given: Given) -> Response:
    return _html(pages.overview(site.overview(), _TO))


def _papers(site: _Site, reader: Reader, given: Given) -> Response:
    wish = finding.read_wish(given)
    return _html(pages.papers(wish, finding.find(reader, site.shelf(), wish), _TO))


def _paper(site: _Site, reader: Reader, given: Given) -> Response:
    """A paper by any of its names; other names than its id lead to the page of its id."""
    name = given["paper"]
    found = questions.paper(reader, name) or questions.paper(reader, paper_id_of(name) or name)
    if found is None:
        return _missing("such paper")
    if found["id"] != name:
        return Response.redirect(_TO.paper(found["id"]))
    return _html(pages.paper(found, _TO))


def _author(site: _Site, reader: Reader, given: Given) -> Response:
    found = questions.author(reader, given["author"])
    return _html(pages.author(found, _TO)) if found else _missing("paper of such an author")


def _review(site: _Site, reader: Reader, given: Given) -> Response:
    return _html(pages.review(questions.review(reader, finding.read_page(given)), _TO))
