"""``enrich doctor``: is everything in order, and if not, what to do."""

import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import click

from enrich import __version__
from enrich.catalogue import open_catalogue
from enrich.cli import EXIT_ERROR
from enrich.cli.output import Output, with_settings
from enrich.errors import EnrichError
from enrich.query import Reader
from enrich.settings import FILE, KEYS, Settings

_ENOUGH_DISK = 200 * 1024 * 1024  # bytes; a run writes far less, SQLite wants room to work
_OLD_HEARTBEAT = 8  # days; a nightly or weekly job has stopped by then
_FIRST_RELEASE = datetime(2026, 11, 1, tzinfo=UTC)


class Check(NamedTuple):
    """One thing looked at: ``ok`` False is a fault, None a remark."""

    name: str
    ok: bool | None
    says: str


@click.command("doctor")
@with_settings
def command(settings: Settings, out: Output) -> int:
    """Check settings, keys, database, catalogue, last run, clock and disk; exit with 1 when something is wrong."""
    checks = list(_checks(settings))
    if out.as_json:
        out.json([check._asdict() for check in checks])
    elif not out.quiet:
        signs = {True: "ok", False: "WRONG", None: "note"}
        out.table(("Check", "", ""), ((check.name, signs[check.ok], check.says) for check in checks))
    return EXIT_ERROR if any(check.ok is False for check in checks) else 0


def _checks(settings: Settings) -> Iterator[Check]:
    yield Check(
        "program", True, f"enrich {__version__}, Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}"
    )
    yield Check("settings", True, f"{FILE} and the environment" if FILE.exists() else "the environment and defaults")
    yield _keys(settings)
    yield _catalogue(settings)
    yield from _database(settings)
    yield _clock()
    yield _disk(settings.db)


def _keys(settings: Settings) -> Check:
    """Which keys are set; what they are is never told."""
    given = [f"ENRICH_{name.upper()}" for name in KEYS.values() if getattr(settings, name)]
    return Check("keys", True, ", ".join(given) or "none; they are optional (docs/settings.md)")


def _catalogue(settings: Settings) -> Check:
    try:
        with closing(open_catalogue(settings.catalogue)) as catalogue:
            info = catalogue.info()
    except EnrichError as error:
        return Check("catalogue", False, str(error))
    return Check("catalogue", True, f"{info.path}: {info.papers:,} papers, newest {info.newest} ({info.origin})")


def _database(settings: Settings) -> Iterator[Check]:
    if not settings.db.exists() or not settings.db.stat().st_size:
        yield Check("database", None, f"{settings.db}: none yet; make it with: enrich run")
        return
    try:
        with Reader(settings.db) as reader:
            found = reader.integrity()
            yield Check("database", found == "ok", f"{settings.db}: integrity {found}")
            beat = reader.heartbeat()
    except EnrichError as error:
        yield Check("database", False, str(error))
        return
    if beat is None:
        yield Check("last run", None, "none yet")
        return
    started = datetime.fromisoformat(beat["started_at"])
    days = (datetime.now(UTC) - started).days
    says = f"{beat['command']} {beat['status'] or 'not finished'}, {beat['started_at']}"
    fine = None if days > _OLD_HEARTBEAT or beat["status"] in (None, "interrupted") else beat["status"] != "failed"
    yield Check("last run", fine, f"{says} ({days} days ago)" if days else says)


def _clock() -> Check:
    now = datetime.now(UTC)
    fine = now > _FIRST_RELEASE
    return Check("clock", fine, f"{now:%Y-%m-%dT%H:%M:%SZ}" + ("" if fine else ": in the past; set the clock"))


def _disk(db: Path) -> Check:
    folder = next(path for path in (db.absolute().parent, *db.absolute().parents) if path.exists())
    free = shutil.disk_usage(folder).free
    return Check("disk", free > _ENOUGH_DISK, f"{free / 1e9:.1f} GB free at {folder}")
