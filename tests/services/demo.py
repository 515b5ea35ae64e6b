"""A whole online run that a person can watch: the two example lists against services on this machine.

``python -m tests.services.demo`` or ``make demo``. Everything goes at the pace that the real services ask for. Which
papers there are and who wrote them is real; counts, stars and ids of the services are made by the rules of
`tests.services.world`.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tests.services.server import Logged, Services

ROOT = Path(__file__).parent.parent.parent
LISTS = ("lists/efficient-llm.md", "lists/llm-internals.md")
ANSWER_SECONDS = 1.0  # a little slow, so that one sees it
FAULTS = (
    ("arxiv", "503", 1, "arXiv answers its first request with 503: it is asked again after a pause"),
    ("semanticscholar", "429_seconds", 1, "Semantic Scholar wants a pause of 2 s: it gets one"),
    ("crossref", "429_hours", None, "Crossref wants to be left alone for 15 hours: it is, and the rest goes on"),
)
INTRODUCTION = """\
A whole online run, in which nothing leaves this machine: the services are SIMULATED here, at the pace of the real ones.
Titles and authors are real; citation counts, stars and the services' own ids are INVENTED by a rule.
"""


def main() -> int:
    """Run twice, and say what the services saw; 0 when it went as announced."""
    print(INTRODUCTION)
    print("What goes wrong on purpose:")
    with tempfile.TemporaryDirectory() as folder, Services(time_scale=1, answer_seconds=ANSWER_SECONDS) as services:
        for service, kind, times, words in FAULTS:
            services.fault(service, kind, times=times)
            print(f"  - {words}")
        environment = _environment(services, Path(folder, "demo.db"))
        first = _run(environment)
        seen = len(services.log)
        print(f"Exit code {first}: done, but somebody could not be asked.")
        _show(services.log)
        second = _run(environment, "--quiet")
        sent = len(services.log) - seen
        print(f"Exit code {second}, and {sent} requests were sent: all is fresh, and Crossref may go on resting.")
    return int((first, second, sent) != (3, 0, 0))


def _environment(services: Services, database: Path) -> dict[str, str]:
    """The settings of the demonstration; what the user has set for real runs stays out of it."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("ENRICH_")}
    return others | services.environment() | {"ENRICH_DB": str(database)}


def _run(environment: Mapping[str, str], *options: str) -> int:
    command = ["enrich", "refresh", *LISTS, *options]
    print(f"\n$ {' '.join(command)}", flush=True)
    tool = [sys.executable, str(ROOT / "pipeline.py"), *command[1:]]
    return subprocess.run(tool, cwd=ROOT, env=dict(environment), check=False).returncode


def _show(log: list[Logged]) -> None:
    """What reached the services, in order."""
    print(f"\nWhat the services saw: {len(log)} requests")
    for logged in log:
        line = f"{logged.at - log[0].at:5.1f} s  {logged.service:<16} {logged.status}  {logged.method} {logged.path}"
        print(line if len(line) <= 110 else line[:109] + "…")


if __name__ == "__main__":
    sys.exit(main())
