"""Requests and wall time of an online run against the services on loopback, beside a plain loop.

The services enforce their published limits with a clock that runs four times as fast (``BENCH_TIME_SCALE``, 0.25); all
seconds in the table are those of the real limits. What the program computes is not faster, so that a run against the
real services comes nearer to its minimum than this one.
"""

import os
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from unittest.mock import patch

from bench.figure import Figure, Finished, run_tool, timed
from enrich.catalogue import build_bundled, read_bundled
from enrich.client import Client, SourceSettings, policies
from enrich.models import Subject
from enrich.sources import sources
from enrich.store import Store
from tests.services import Services

_TIME_SCALE = float(os.environ.get("BENCH_TIME_SCALE") or 0.25)
_ENTRIES = 5_000
_UNCHANGED = 10_000
_LOOPED = 20  # papers that the plain loop asks for; all of them would take hours
_ASKED = ("arxiv", "semanticscholar", "openalex", "crossref")


def measure() -> Iterator[Figure]:
    """Ask about 5,000 entries with ids, cold, then again, and about a few of them with a plain loop."""
    # The tolerance lets a single request come early, as on a busy machine; the average is enforced all the same.
    with tempfile.TemporaryDirectory() as folder, Services(time_scale=_TIME_SCALE, tolerance=0.5) as services:
        place = _prepare(Path(folder), _ENTRIES)
        cold = _run(place, services)
        sent = {name: len(services.requests(name)) for name in services.by_name}
        subjects = _subjects(place / "papers.db")
        least = {name: _least_requests(name, subjects) for name in _ASKED}
        yield Figure(f"{_ENTRIES:,} entries asked for, cold", f"{sum(sent.values())} requests", "")
        for name in _ASKED:
            yield Figure(f"  {name}", f"{sent[name]} requests", f"≤ 1.1 × {least[name]}, the batch minimum")
        seconds = cold.seconds / _TIME_SCALE
        slowest = max((least[name] - 1) * services[name].INTERVAL for name in _ASKED)
        yield Figure("  wall time", f"{seconds:,.0f} s", f"≤ 1.1 × {slowest:,.0f} s, the slowest source's minimum")
        loop = _loop(services, subjects[:: len(subjects) // _LOOPED]) * len(subjects)
        wanted = f"> 100 × (measured on {_LOOPED} papers: {loop / 3600:.1f} h for all)"
        yield Figure("  a loop of single requests takes", f"{loop / seconds:,.0f} ×", wanted)
        before = len(services.log)
        _run(place, services)
        yield Figure("  the same again", f"{len(services.log) - before} requests", "0")
    yield _unchanged()


def _unchanged() -> Figure:
    """Processor time of a run in which nothing is due."""
    with tempfile.TemporaryDirectory() as folder, Services(time_scale=1e-4, tolerance=60) as services:
        place = _prepare(Path(folder), _UNCHANGED)
        _run(place, services)
        before = len(services.log)
        cpu = min(_run(place, services).cpu for _ in range(3))
        sent = len(services.log) - before
    return Figure(f"{_UNCHANGED:,} unchanged entries, {sent} requests", f"{cpu:.2f} s CPU", "< 1 s, 0 requests")


def _prepare(place: Path, entries: int) -> Path:
    """A folder with the catalogue and a list of so many real papers with their ids."""
    build_bundled(place / "catalogue.db")
    rows = list(read_bundled("papers.jsonl.gz"))[:entries]
    lines = [f"- [{' '.join(row['title'].split())}](https://arxiv.org/abs/{row['arxiv_id']})\n" for row in rows]
    (place / "list.md").write_text("# Papers\n\n" + "".join(lines), "utf-8")
    return place


def _run(place: Path, services: Services) -> Finished:
    options = ("--db", str(place / "papers.db"), "--catalogue", str(place / "catalogue.db"), "--quiet")
    with patch.dict(os.environ, services.environment()):
        return run_tool("run", str(place / "list.md"), *options)


def _subjects(database: Path) -> list[Subject]:
    """Every paper with all names that it goes by after the run."""
    with Store.open(database, now=lambda: "") as store:
        return store.read_subjects([row[0] for row in store.db.execute("SELECT id FROM papers")])


def _least_requests(name: str, subjects: Sequence[Subject]) -> int:
    """How few full batches carry every name that a source may know."""
    source = sources()[name]
    return -(-sum(len(source.keys(subject)) for subject in subjects) // source.BATCH)


def _loop(services: Services, subjects: Sequence[Subject]) -> float:
    """Seconds a paper of a loop that asks each source in turn and then rests for as long as that source wants."""
    found, pauses = sources(), {name: services[name].INTERVAL for name in _ASKED}

    def ask(client: Client) -> None:
        for subject in subjects:
            for name in _ASKED:
                if names := found[name].keys(subject)[:1]:
                    client.send(name, found[name].request(names))
                    time.sleep(pauses[name] * _TIME_SCALE)

    with Client(policies(_addresses(services), services.environment()["ENRICH_CONTACT"]), version="0") as client:
        return timed(lambda: ask(client)) / len(subjects) / _TIME_SCALE


def _addresses(services: Services) -> Mapping[str, SourceSettings]:
    """Where the services are; the loop does the pausing."""
    environment = services.environment()
    return {name: SourceSettings(url=environment[f"ENRICH_{name.upper()}_URL"], min_interval=0) for name in _ASKED}


if __name__ == "__main__":
    for figure in measure():
        print(f"{figure.name:<48} {figure.value:>14}   {figure.wanted}", flush=True)
