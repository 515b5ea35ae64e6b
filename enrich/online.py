"""Settings become a client, sources and an `Asking`: the seam between a run and the network."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime

from enrich import __version__
from enrich.asking import Asking
from enrich.catalogue.update import Update
from enrich.client import Client, HostPolicy, SourceSettings, policies
from enrich.harvest import Harvested, harvest
from enrich.models import Plan, SourceReport
from enrich.progress import Progress
from enrich.resolve import Resolver
from enrich.search import ORDER
from enrich.settings import KEYS, SOURCES, Settings
from enrich.sources import sources
from enrich.sources.base import Source
from enrich.store import Asked, Store


def ask_services(
    settings: Settings,
    store: Store,
    resolver: Resolver,
    lists: Sequence[str],
    now: Callable[[], str],
    progress: Progress,
) -> tuple[SourceReport, ...]:
    """Ask for everything that is due about these lists; one report for each source that had something to be asked."""
    hosts = _hosts(settings)
    with _client(settings, hosts, store, now) as client:
        asked = Asked(lists, now(), _too_old(settings, now))
        sources, everywhere = _sources(settings, hosts), [name for name in ORDER if hosts[name].enabled]
        return tuple(Asking(store, client, sources, resolver, asked, now, progress.beside, everywhere).run())


def plan_services(
    settings: Settings, store: Store, resolver: Resolver, lists: Sequence[str], now: Callable[[], str]
) -> tuple[Plan, ...]:
    """What asking would take; nothing is asked."""
    hosts = _hosts(settings)
    with _client(settings, hosts, store, now) as client:
        asked = Asked(lists, now(), _too_old(settings, now))
        return tuple(Asking(store, client, _sources(settings, hosts), resolver, asked, now).plan(hosts))


def harvest_arxiv(
    settings: Settings, store: Store, update: Update, now: Callable[[], str], progress: Progress, since: date | None
) -> Harvested:
    """Bring the catalogue up to date, at the pace and with the cool-downs of every other request."""
    with _client(settings, _hosts(settings), store, now) as client:
        today = datetime.fromisoformat(now()).date()
        try:
            return harvest(update, client, today, progress, since)
        finally:
            store.save_cooldowns(client.cooldowns())


@contextmanager
def _client(
    settings: Settings, hosts: Mapping[str, HostPolicy], store: Store, now: Callable[[], str]
) -> Iterator[Client]:
    with Client(
        hosts,
        version=__version__,
        contact=settings.contact,
        cooldowns=store.read_cooldowns(),
        budget=settings.budget,
        utc_now=lambda: datetime.fromisoformat(now()),  # cool-downs and due dates are told by one clock
    ) as client:
        yield client


def _hosts(settings: Settings) -> dict[str, HostPolicy]:
    return policies({name: _source_settings(settings, name) for name in SOURCES}, settings.contact)


def _source_settings(settings: Settings, name: str) -> SourceSettings:
    return SourceSettings(
        url=getattr(settings, f"{name}_url"),
        min_interval=getattr(settings, f"{name}_min_interval"),
        enabled=getattr(settings, f"{name}_enabled"),
        key=getattr(settings, KEYS[name]) if name in KEYS else None,
        timeout=settings.timeout,
        max_wait=settings.max_wait,
    )


def _sources(settings: Settings, hosts: Mapping[str, HostPolicy]) -> dict[str, Source]:
    """The sources that this run may ask: those that are switched on, or of these the ones that were named."""
    found = sources()
    without_token = found.pop("github_rest")  # the batched way needs a token
    if hosts["github"].key is None:
        found["github"] = without_token
    return {
        name: source
        for name, source in found.items()
        if hosts[name].enabled and (not settings.source or name in settings.source)
    }


def _too_old(settings: Settings, now: Callable[[], str]) -> str | None:
    if settings.max_age is None:
        return None
    return (datetime.fromisoformat(now()) - settings.max_age).strftime("%Y-%m-%dT%H:%M:%SZ")
