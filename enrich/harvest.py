"""Keeps the catalogue current: asks arXiv's OAI-PMH what changed since the catalogue's day.

The days are asked for in windows, because a list cannot be continued on the next day: a token that expired costs one
window. After each page the place is stored with what the page said, so a harvest that was stopped goes on there.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from enrich import oai
from enrich.catalogue.update import Changes, Update
from enrich.client import Client
from enrich.errors import BadAnswer, ConfigError, RetryLater
from enrich.progress import Progress

_WINDOW = timedelta(days=30)
_MARGIN = timedelta(days=3)  # before a snapshot's day: the service dates a change later than the snapshot does
_MOST_RESTARTS = 3  # of one window
_DAY, _TOKEN = "harvest_day", "harvest_token"


class Harvested(NamedTuple):
    """What a harvest did: records that came for the days from ``since`` on, and what they changed.

    Everything before the day ``until`` is known now; ``stopped`` says why a harvest ended early.
    """

    since: str
    until: str
    records: int
    changes: Changes
    stopped: str | None


class _Place(NamedTuple):
    """Where a harvest stands: the first day of the window, and the token of its next page."""

    day: date
    token: str | None = None

    @property
    def last_day(self) -> date:
        """The last day of the window."""
        return self.day + _WINDOW - timedelta(days=1)

    def after(self, page: oai.Page) -> "_Place":
        """Where to go on after a page; the same day again when the page reaches up to now."""
        if page.token:
            return _Place(self.day, page.token)
        return _Place(min(self.last_day + timedelta(days=1), page.day))


def harvest(update: Update, client: Client, today: date, progress: Progress, since: date | None = None) -> Harvested:
    """Ask until nothing newer is left; without ``since`` from where the last harvest stopped, or the snapshot ends."""
    place = _Place(since) if since else _read_place(update.read_state())
    first, records, changes, restarts = place.day, 0, Changes(), 0
    stopped = None
    while stopped is None:
        progress.start(f"Papers changed since {place.day}")
        try:
            page = _ask(client, place, today)
        except oai.TokenExpired:
            restarts += 1
            place = _Place(place.day)
            stopped = "arxiv_oai: its lists cannot be continued" if restarts > _MOST_RESTARTS else None
            continue
        except RetryLater as error:
            stopped = str(error)
            break
        is_last = page.token is None and place.last_day >= page.day
        place = place.after(page)
        restarts = restarts if page.token else 0
        changes = changes.and_(update.apply(page.records, page.gone, _state(place)))
        records += len(page.records) + len(page.gone)
        progress.advance(records)
        if is_last:
            break
    return Harvested(str(first), str(place.day), records, changes, stopped)


def _read_place(state: Mapping[str, str]) -> _Place:
    try:
        if _DAY in state:
            return _Place(date.fromisoformat(state[_DAY]), state.get(_TOKEN))
        day = state["as_of"]
        return _Place(date.fromisoformat(day if len(day) > len("2026-11") else f"{day}-01") - _MARGIN)
    except (KeyError, ValueError, OverflowError):
        raise ConfigError("the catalogue does not say of which day it is: name one with --since") from None


def _state(place: _Place) -> dict[str, str | None]:
    day = str(place.day)
    return {"as_of": day, "origin": "OAI-PMH", _DAY: day, _TOKEN: place.token}


def _ask(client: Client, place: _Place, today: date) -> oai.Page:
    until = place.last_day if place.last_day < today else None
    page = oai.read(client.send(oai.NAME, oai.request(place.day, until, place.token)))
    if page.token is not None and page.token == place.token:
        raise BadAnswer(oai.NAME, "gave a list that does not go on")
    return page
