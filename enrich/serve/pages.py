"""The pages, as HTML: answers of the database in, templates filled.

The text of strangers is escaped, and steers nothing.
A page is a function of what it shows and of the addresses of the other pages (``to``), so a server and a build of files
give the same.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from itertools import groupby
from shlex import quote
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from enrich.query import Row
from enrich.serve.addresses import Addresses, elsewhere, web
from enrich.serve.charts import Point, Series, bar_chart, line_chart, sparkline
from enrich.serve.finding import FACETS, PAGE, SHOWN, SORTS, Found, Wish
from enrich.wording import VERDICTS

POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'"
"""What a browser may load for a page: our own style, and nothing else (Content-Security-Policy)."""
SCRIPTED = f"{POLICY}; script-src 'self'; connect-src 'self'"
"""The same for files, where a script of ours does the searching."""

_YEARS = 25  # bars of the chart of years
_STEERING = dict.fromkeys(
    [*range(9), 11, 12, *range(14, 32), *range(127, 160), 0x061C, 0x200E, 0x200F]
    + [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
"""Characters that nobody sees and that turn the direction of a text, or steer the terminal it is copied to."""
_FIELDS = ("venue", "published_on", "updated_on", "primary_category", "journal_ref", "comment", "pages")


def overview(asked: Row, to: Addresses) -> str:
    """The first page: how much there is, what moves, and what needs a person."""
    per_year = {row["year"]: row["papers"] for row in asked["years"]}
    newest = max(per_year, default=0)
    years = [
        (str(year), per_year.get(year, 0)) for year in range(max(newest - _YEARS, min(per_year, default=1)), newest + 1)
    ]
    moving = [row | {"curve": _drawn(sparkline(_points(row["counts"]), "its citations"))} for row in asked["moving"]]
    answers = {row["source"]: row for row in asked["answers"]}
    counts = {row["source"]: row for row in asked["counts"]}
    sources = [{"source": name, "count": counts.get(name), "answers": answers.get(name)} for name in counts | answers]
    chart = _drawn(bar_chart(years, "Papers by year of publication"))
    return _render("overview.html", to, "overview", asked | {"moving": moving, "sources": sources, "years": chart})


def papers(wish: Wish, found: Found, to: Addresses) -> str:
    """What was found, and what it could be narrowed down by."""
    shown: Row = {"papers": [_in_short(row) for row in found.papers], "facets": list(_facets(wish, found, to))}
    shown["start"] = (wish.page - 1) * PAGE + 1
    chosen = [(name, value, to.papers(wish.query(**{name: None}))) for name, value in wish.chosen]
    sorts = {name: says for name, says in SORTS.items() if name != "match" or wish.words}
    steps = {
        "before": to.papers(wish.query(page=wish.page - 1 if wish.page > 2 else None)) if wish.page > 1 else None,
        "after": to.papers(wish.query(page=wish.page + 1)) if wish.page < found.pages else None,
    }
    return _render(
        "papers.html", to, "papers", shown | steps | {"wish": wish, "found": found, "chosen": chosen, "sorts": sorts}
    )


def paper(asked: Row, to: Addresses) -> str:
    """Everything that is known about one paper, who said it, and where it stands."""
    trusted_first = sorted(asked["counts"], key=lambda row: (row["source"] != asked["citation_source"], row["source"]))
    curves = {source: _points(rows) for source, rows in groupby(trusted_first, key=lambda row: str(row["source"]))}
    chart = line_chart([Series(source, points) for source, points in curves.items()], "Citations")
    names = {(row["scheme"], row["value"]) for row in asked["ids"]}
    names |= {("arxiv", asked["arxiv_id"])} if asked["arxiv_id"] else set()
    names |= {("doi", asked["doi"])} if asked["doi"] else set()
    said_by = {row["field"]: row for row in asked["sources"]}
    facts = [(field, asked[field], said_by.get(field)) for field in _FIELDS if asked[field] is not None]
    places = [
        place | {"links": [link | {"web": web(link["url"])} for link in place["links"]]} for place in asked["places"]
    ]
    more = {
        "places": places,
        "chart": _drawn(chart),
        "names": [(scheme, value, elsewhere(scheme, value)) for scheme, value in sorted(names)],
        "facts": facts,
        "said_by": said_by,
        "table": sorted(asked["counts"], key=lambda row: row["observed_at"], reverse=True),
    }
    return _render("paper.html", to, "papers", asked | more)


def author(asked: Row, to: Addresses) -> str:
    """The papers of everybody of one name."""
    return _render("author.html", to, "papers", asked | {"papers": [_in_short(row) for row in asked["papers"]]})


def review(asked: Row, to: Addresses) -> str:
    """What needs a person, with the command that decides it."""
    return _render("review.html", to, "review", asked)


def message(title: str, says: str, to: Addresses) -> str:
    """A page that only says something."""
    return _render("message.html", to, "", {"title": title, "says": says})


def missing_file() -> str:
    """What a web server of files shows for an address without a page; it may be shown in any folder."""
    return _templates().get_template("404.html").render()


def _render(template: str, to: Addresses, here: str, values: Row) -> str:
    return _templates().get_template(template).render(**values, to=to, here=here, policy=SCRIPTED)


@cache
def _templates() -> Environment:
    templates = Environment(
        loader=PackageLoader("enrich.serve", "html"),  # in `templates` Datasette would take them for its own
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_harmless,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters.update(number=_number, day=_day, web=web, words=_words, shell=quote)
    templates.globals.update(verdicts_say=VERDICTS, elsewhere=elsewhere)
    return templates


def _harmless(value: Any) -> Any:
    """What a template writes: nothing for NULL, and no character that steers."""
    if value is None:
        return ""
    return value.translate(_STEERING) if isinstance(value, str) else value


def _drawn(chart: str) -> Markup:
    return Markup(chart)  # noqa: S704 (charts escape every name they are given)


def _number(value: int | None) -> str:
    return "unknown" if value is None else f"{value:,}"


def _day(moment: str | None) -> str:
    return (moment or "")[:10]


def _words(name: str) -> str:
    """The name of a column, a verdict or a rule as words."""
    return name.replace("_", " ")


def _in_short(row: Row) -> Row:
    names = json.loads(row["first_authors"])
    return row | {"first_authors": names, "more_authors": row["author_count"] - len(names)}


def _facets(wish: Wish, found: Found, to: Addresses) -> Iterator[Row]:
    """The facets that were not chosen yet and still tell papers apart."""
    chosen = dict(wish.chosen)
    for name in FACETS:
        values = [
            {"value": value, "papers": papers, "address": to.papers(wish.query(**{name: value}))}
            for value, papers in found.facets.get(name, ())
        ]
        if name not in chosen and values:
            yield {"name": name, "first": values[:SHOWN], "rest": values[SHOWN:]}


def _points(rows: Iterable[Row]) -> list[Point]:
    return [
        Point(date.fromisoformat(row["observed_at"][:10]), row["count"], row["status"] == "quarantined") for row in rows
    ]
