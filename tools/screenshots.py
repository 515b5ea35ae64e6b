"""Make ``docs/images`` anew: pages of the site and a report, in light and in dark, of real runs on the example lists.

The services are simulated (`tests.services`): titles and authors are real, citation counts and stars are invented by a
rule. The lists are refreshed once a week over some months, so that there is a history to look at.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from selenium.webdriver import Chrome

from tests.browser.conftest import NO_BROWSER, Browser, start_chromium
from tests.online_run import Place
from tests.services import Services

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"
WEEKS = 12
LARGEST = 200_000  # bytes of a picture
_TOOL = [sys.executable, str(ROOT / "pipeline.py")]
_PAPER = "2301.08721"


def main() -> int:
    """Make all pictures, and tell how large they are; 1 when one is too large, or there is no browser."""
    with tempfile.TemporaryDirectory() as folder:
        work, profile = Path(folder, "work"), Path(folder, "profile")
        work.mkdir()
        browser = start_chromium(profile)
        if browser is None:
            print(NO_BROWSER)
            return 1
        with browser, _filled(work):
            pages = _pages(work)
            sizes = [_shoot(browser, page, name, dark=dark) for name, page in pages.items() for dark in (False, True)]
    return int(max(sizes) > LARGEST)


@contextmanager
def _filled(work: Path) -> Iterator[None]:
    """A working directory whose lists were refreshed every week until now."""
    with pytest.MonkeyPatch.context() as patch, Services(time_scale=1e-4, tolerance=60) as services:
        place = Place(work, services, patch)
        for path in (ROOT / "lists").glob("*.md"):
            shutil.copy(path, work / "lists" / path.name)
        now = datetime.now(UTC).replace(microsecond=0)
        for weeks in range(WEEKS, -1, -1):
            place.moment = now - timedelta(weeks=weeks)
            place.services.world.travel_to(place.moment)
            place.run("refresh" if weeks < WEEKS else "run", catalogue=work / "bundled.db")
        yield


def _pages(work: Path) -> dict[str, Path]:
    """The pages to show, as files, by the name of their picture."""
    for arguments in (["serve", "--build", "site"], ["report", "--since", "4w", "--output", "report.html"]):
        subprocess.run([*_TOOL, *arguments, "--quiet"], cwd=work, check=True)
    paper = next((work / "site" / "paper").rglob(f"*{_PAPER}*.html"))
    return {"site": work / "site" / "index.html", "paper": paper, "report": work / "report.html"}


def _shoot(chromium: Chrome, page: Path, name: str, *, dark: bool) -> int:
    """Save what fits on the screen; returns its size in bytes."""
    Browser(chromium).open(page, dark=dark)
    path = IMAGES / f"{name}-{'dark' if dark else 'light'}.png"
    path.write_bytes(chromium.get_screenshot_as_png())
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size:,} bytes")
    return path.stat().st_size


if __name__ == "__main__":
    sys.exit(main())
