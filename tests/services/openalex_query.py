"""A request to OpenAlex, taken apart: what is asked for, and what it costs."""

from typing import NamedTuple

from tests.services.wire import Asked

MOST_VALUES = 100
_SEARCH_FILTERS = ("title.search", "display_name.search", "default.search", "title_and_abstract.search")
_VALUE_FILTERS = {"doi": "doi", "openalex_id": "id", "openalex": "id", "ids.openalex": "id"}
KNOWN_PARAMS = (
    "filter",
    "search",
    "search.title",
    "select",
    "per-page",
    "per_page",
    "page",
    "cursor",
    "sort",
    "mailto",
)


class RequestError(ValueError):
    """A request that is answered with 400."""


class Query(NamedTuple):
    """A request for a list, taken apart: values of one field, or words of a title."""

    field: str | None
    values: tuple[str, ...]
    words: str | None


def read_query(asked: Asked) -> Query:
    """What a list is asked for; raises RequestError."""
    if asked.param("search.title") or asked.param("search"):
        return Query(None, (), asked.param("search.title") or asked.param("search"))
    if len(asked.params.get("filter", [])) > 1:
        raise RequestError("Only one filter parameter is allowed.")
    name, separator, value = asked.param("filter").partition(":")
    value = value.strip()
    if "," in value and not (value.startswith('"') and value.endswith('"')):
        raise RequestError("A comma separates filters; put a value with a comma in double quotes.")
    if name in _SEARCH_FILTERS:
        return Query(None, (), value.strip('"'))
    if name not in _VALUE_FILTERS or not separator:
        raise RequestError(f"{name or 'filter'} is not a valid field. Valid fields are: {', '.join(_VALUE_FILTERS)}")
    values = tuple(filter(None, value.split("|")))
    if len(values) > MOST_VALUES:
        raise RequestError(f"Maximum number of values exceeded for {name}. Decrease values to {MOST_VALUES} or below.")
    return Query(_VALUE_FILTERS[name], values, None)


def cost_of(asked: Asked) -> int:
    """Credits of a request, by the table of the gateway."""
    if asked.path != "/works":
        return 1 if "://" in asked.plain_path or ":/doi" in asked.plain_path else 0
    searches = any(name.startswith("search") for name in asked.params)
    return 10 if searches or asked.param("filter").partition(":")[0].endswith(".search") else 1


def key_of(asked: Asked) -> str | None:
    """The key, wherever it may stand."""
    bearer = asked.headers.get("authorization", "").removeprefix("Bearer ")
    return asked.param("api_key") or asked.headers.get("api-key") or bearer or None


def number_of(asked: Asked, name: str, alias: str, default: int) -> int:
    """A number among the parameters; 0 when it is none."""
    text = asked.param(name) or asked.param(alias) or str(default)
    return int(text) if text.isdecimal() and len(text) < 8 else 0


def usd(credits_used: int) -> str:
    """Credits in dollars, as the headers write them."""
    return f"{credits_used / 10_000:.4f}".rstrip("0").rstrip(".")
