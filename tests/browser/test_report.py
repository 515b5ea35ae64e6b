"""The page of ``enrich report`` in a real browser: charts, hostile titles, keyboard, narrow and dark screens."""

from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from selenium.webdriver import Keys

from enrich.query import Reader
from enrich.report import read_report
from enrich.report.html import to_html
from tests.browser.conftest import Browser
from tests.report_database import HOSTILE, READ_ON, build


def write(folder: Path, *, runs: int = 2, hostile: bool = True) -> Path:
    database = build(folder / "papers.db", runs=runs, hostile=hostile)
    with Reader(database) as reader:
        report = read_report(reader, since="2026-01-01T00:00:00Z", now=READ_ON)
    page = folder / "report.html"
    page.write_text(to_html(report), "utf-8")
    return page


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("page"))


@pytest.fixture(scope="module")
def first_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("first"), runs=1, hostile=False)


def sizes(browser: Browser, selector: str) -> list[tuple[float, float]]:
    """Width and height of what a selector finds, as it is drawn."""
    script = "return [...document.querySelectorAll(arguments[0])].map(e => e.getBoundingClientRect())"
    boxes = browser.driver.execute_script(f"{script}.map(box => [box.width, box.height])", selector)
    return [(box[0], box[1]) for box in boxes]


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_charts_are_drawn(browser: Browser, page: Path, phone: bool) -> None:
    browser.open(page, phone=phone)
    curves = sizes(browser, ".series .line")
    assert len(curves) == 6
    assert all(width > 150 for width, _ in curves)
    assert max(height for _, height in curves) > 100
    assert max(height for _, height in sizes(browser, ".drawing rect.fill")) > 150
    assert max(width for width, _ in sizes(browser, ".bars rect.fill")) > 60
    assert len(sizes(browser, ".bars rect.fresh")) == 2


def test_labels_of_curves_do_not_cover_each_other(browser: Browser, page: Path) -> None:
    browser.open(page)
    edges = sorted(
        browser.run(
            "return [...document.querySelectorAll('.labels li')].map(e => e.getBoundingClientRect())"
            ".map(box => [box.top, box.bottom])"
        )
    )
    assert len(edges) == 6
    assert all(above[1] <= below[0] + 1 for above, below in pairwise(edges))


def test_first_run_says_when_curves_will_come(browser: Browser, first_page: Path) -> None:
    browser.open(first_page)
    assert browser.texts(".empty") == [
        "Curves need two observations of a count. They begin here after the next run that sees one change."
    ]
    assert browser.all(".series") == []
    assert browser.texts("#new")[0].startswith("New papers")


def test_hostile_titles_are_text(browser: Browser, page: Path) -> None:
    browser.open(page)
    assert browser.driver.title == "What changed in A list"
    assert browser.all("script, img, iframe, object, [onerror], [onmouseover], b > b") == []
    for details in browser.all("details"):
        browser.run("document.querySelectorAll('details').forEach(part => part.open = true)")
        assert details.is_displayed()
    shown = browser.one("main").text
    assert HOSTILE["html"] in shown
    assert HOSTILE["sql"] in shown
    assert HOSTILE["style"] in shown
    assert HOSTILE["attribute"] in shown
    assert not set("\u202e\u202c\u2066\x1b\x07") & set(shown)
    assert browser.one("body").is_displayed()


def test_links_leave_for_papers_and_repositories_only(browser: Browser, page: Path) -> None:
    browser.open(page)
    links = [link.get_attribute("href") or "" for link in browser.all("a")]
    outside = {link.split("/")[2] for link in links if not link.startswith("file:")}
    assert outside == {"arxiv.org", "doi.org", "github.com"}


class Attributes(HTMLParser):
    """Collects what a page would load."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the addresses of a tag."""
        found = dict(attrs)
        self.loaded += [found[name] or "" for name in ("src", "srcset", "data", "poster") if name in found]
        if tag == "link":
            self.loaded.append(found.get("href") or "")


def test_page_needs_nothing_from_elsewhere_and_runs_nothing(browser: Browser, page: Path) -> None:
    parser = Attributes()
    parser.feed(page.read_text("utf-8"))
    assert parser.loaded == ["data:,"]
    browser.open(page, script=False)
    assert len(sizes_without_script(browser, ".series .line")) == 6
    browser.open(page)
    assert browser.run("return performance.getEntriesByType('resource').map(e => e.name)") == []
    policy = browser.one("meta[http-equiv='Content-Security-Policy']").get_attribute("content") or ""
    assert policy.startswith("default-src 'none';")


def sizes_without_script(browser: Browser, selector: str) -> list[int]:
    return [element.size["width"] for element in browser.all(selector)]


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_screen_scrolls_sideways_and_words_can_be_read(
    browser: Browser, page: Path, phone: bool, dark: bool
) -> None:
    browser.open(page, phone=phone, dark=dark)
    browser.run("document.querySelectorAll('details').forEach(part => part.open = true)")
    assert browser.overflow() <= 0
    for selector in (".note", "td", "h2", "nav a", ".labels b", ".y-axis span", "footer p"):
        assert contrast(browser, selector) >= 4.5, selector


def contrast(browser: Browser, selector: str) -> float:
    """The contrast of a text to the page, as WCAG reckons it."""
    colours = browser.driver.execute_script(
        "return [document.querySelector(arguments[0]), document.body].map((e, i) => getComputedStyle(e)"
        "[i ? 'backgroundColor' : 'color'])",
        selector,
    )
    light, dark = sorted(map(luminance, colours), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance of ``rgb(r, g, b)``."""
    parts = [int(part) / 255 for part in colour.removeprefix("rgb(").removesuffix(")").split(",")]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_keyboard_alone_reaches_everything(browser: Browser, page: Path) -> None:
    browser.open(page)
    skip = browser.tab_to(".skip")
    assert skip.location["y"] >= 0, "the link appears when the keyboard is on it"
    browser.press(Keys.ENTER)
    assert browser.run("return document.activeElement.id") == "main"
    browser.open(page)
    part = browser.tab_to("nav a[href='#suspicious']")
    part.send_keys(Keys.ENTER)
    assert browser.run("return location.hash") == "#suspicious"
    assert 0 <= browser.run("return document.querySelector('#suspicious').getBoundingClientRect().top") < 900
    browser.open(page)
    summary = browser.tab_to("details summary", most=120)
    assert browser.run("return document.activeElement.parentElement.open") is False
    summary.send_keys(Keys.ENTER)
    assert browser.run("return document.activeElement.parentElement.open") is True


def test_every_chart_has_its_figures_in_words(browser: Browser, page: Path) -> None:
    browser.open(page)
    assert all(drawing.get_attribute("aria-label") for drawing in browser.all("svg[role='img']"))
    titles = browser.run("return [...document.querySelectorAll('.series title')].map(e => e.textContent)")
    assert "Attention Is All You Need\n9 Mar 2026: 100,500 citations" in titles
    levels = browser.run("return [...document.querySelectorAll('h1, h2, h3')].map(e => e.tagName[1])")
    assert levels[0] == "1"
    assert levels.count("1") == 1
