"""The site in a browser, served and as files: search, facets, papers, charts, keyboard, phone, and hostile titles."""

import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import quote

import pytest
from selenium.webdriver import Chrome, Keys

from enrich.serve.addresses import FileAddresses, LiveAddresses
from tests.browser.conftest import Browser
from tests.hostile_database import HOSTILE, ODD_IDS, build_hostile

pytestmark = pytest.mark.xdist_group("browser")  # one browser for all, where the workers are told to keep groups

TOOL = [sys.executable, str(Path(__file__).parents[2] / "pipeline.py"), "serve"]
LIVE = LiveAddresses()
COMPRESSION = "Model Compression and Efficient Inference for Large Language Models: A Survey"


@pytest.fixture(scope="module")
def database(chromium: Chrome, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Hostile papers among good ones; made only where there is a browser."""
    return build_hostile(tmp_path_factory.mktemp("site") / "papers.db")


@pytest.fixture(scope="module")
def site(database: Path) -> Iterator[str]:
    """Address of the running server, without a slash at its end."""
    said = database.with_name("said.txt")
    with said.open("w") as file, subprocess.Popen([*TOOL, "--db", str(database), "--port", "0"], stderr=file) as server:
        while " is at " not in (told := said.read_text()):
            assert server.poll() is None, told
            time.sleep(0.05)
        yield told.partition(" is at ")[2].split("/ ")[0]
        server.terminate()
        assert server.wait(10) == 0
    assert said.read_text() == told, "nothing went wrong on any page"


class Quiet(SimpleHTTPRequestHandler):
    """Hands out files, and writes no log."""

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def files(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the same site as files in a folder below the top, as GitHub Pages has it."""
    folder = tmp_path_factory.mktemp("pages")
    subprocess.run([*TOOL, "--db", str(database), "--build", str(folder / "papers")], check=True, capture_output=True)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/papers"
        server.shutdown()


def titles(browser: Browser) -> list[str]:
    return browser.texts(".papers h3")


def test_words_find_papers_and_a_facet_narrows_them(site: str, browser: Browser) -> None:
    browser.open(site)
    browser.one("#quick").send_keys("quantization", Keys.ENTER)
    browser.reads("#found", "2 papers with “quantization”")
    assert COMPRESSION in titles(browser)
    browser.one(".facets [href*='year=2024']").click()
    browser.reads("#found", "1 paper with “quantization”")
    assert titles(browser) == [COMPRESSION]
    browser.one(".chosen a").click()
    assert len(titles(browser)) == 2


def test_entry_without_a_paper_is_found_by_its_words(site: str, browser: Browser) -> None:
    browser.open(f"{site}/papers?q=nobody+knows")
    assert browser.texts("#unmatched ~ ul li bdi")[0] == "Nobody Knows This Paper"


def test_paper_page_shows_authors_places_and_a_curve(site: str, browser: Browser) -> None:
    browser.open(f"{site}/paper/arxiv:2402.09748")
    browser.reads("h1", COMPRESSION)
    assert "Wei Chen" in browser.texts(".by a")
    browser.reads(".place", "lists/a.md:1")
    browser.reads(".count b", "60")
    curve = browser.one(".chart polyline")
    assert curve.rect["width"] > 400
    assert curve.rect["height"] > 100
    assert curve.value_of_css_property("stroke") != "none"
    assert len(browser.all(".chart circle")) == 2


def test_count_that_is_held_back_is_marked_apart(site: str, browser: Browser) -> None:
    browser.open(f"{site}/paper/arxiv:1406.2661")
    assert len(browser.all(".chart svg[role] > .held")) == 1
    browser.reads(".count b", "42,955")
    browser.one("#citations ~ details summary").click()
    assert "held back" in browser.texts("#citations ~ details td")


def test_author_leads_to_their_papers(site: str, browser: Browser) -> None:
    browser.open(f"{site}/paper/arxiv:2402.09748")
    browser.all(".by a")[1].click()
    browser.reads("h1", "Wei Chen")
    assert COMPRESSION in titles(browser)


def test_keyboard_alone_finds_and_reads_a_paper(site: str, browser: Browser) -> None:
    browser.open(site)
    browser.press(Keys.TAB)
    assert browser.driver.switch_to.active_element.text == "Skip to the content"
    browser.press(Keys.ENTER)
    assert browser.driver.current_url.endswith("#main")
    browser.open(site)
    browser.tab_to("#quick").send_keys("survey models", Keys.ENTER)
    browser.one("#results")
    focus = browser.tab_to(".papers h3 a")
    assert browser.run("return getComputedStyle(document.activeElement).outlineStyle") == "solid"
    focus.send_keys(Keys.ENTER)
    browser.reads("h1", COMPRESSION)
    browser.tab_to("summary").send_keys(Keys.ENTER)
    assert browser.all("details[open]")


@pytest.mark.parametrize("dark", [False, True], ids=["day", "night"])
def test_nothing_is_wider_than_a_phone(site: str, files: str, browser: Browser, dark: bool) -> None:
    """Nor is a title of 600 letters without a space."""
    live = ("/", "/papers", "/review", "/paper/arxiv:1406.2661", f"/paper/s2:{len(HOSTILE):040x}", "/author/Wei%20Chen")
    for address in (
        *(site + path for path in live),
        *(files + path for path in ("/", "/papers.html?q=x", "/404.html")),
    ):
        browser.open(address, phone=True, dark=dark)
        assert browser.overflow() <= 0, address


def is_inert(browser: Browser) -> bool:
    """Whether no text of a stranger became markup, a script, or an address that runs one."""
    harmful = "main :is(script, img, [onload], [onerror], [onfocus]), [href^='javascript:' i], [href^='data:text' i]"
    return browser.driver.title != "owned" and not browser.all(harmful)


@pytest.mark.parametrize("path", ["/", "/papers", "/review", "/author/" + quote(HOSTILE["script"], safe="")])
def test_hostile_text_is_inert_on_pages_of_many(path: str, site: str, browser: Browser) -> None:
    browser.open(site + path)
    assert is_inert(browser)
    assert HOSTILE["image"] in browser.one("main").text or "author" in path


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_text_is_inert_on_the_page_of_a_paper(kind: str, site: str, browser: Browser) -> None:
    number = list(HOSTILE).index(kind) + 1
    browser.open(site + LIVE.paper(f"s2:{number:040x}"))
    assert is_inert(browser)
    seen = "".join(char for char in HOSTILE[kind] if char not in "\x07\x1b\u202c\u202e\u2066\u2069")
    browser.reads("h1", seen)
    assert browser.texts("ul[aria-label='Links of the entry'] a") == ["web"]


def test_hostile_words_are_words(site: str, browser: Browser) -> None:
    for text in (HOSTILE["attribute"], HOSTILE["SQL"]):
        browser.open(f"{site}/papers?q={quote(text)}&year={quote(text)}")
        assert is_inert(browser)
        browser.reads("h1", "Papers")


@pytest.mark.parametrize("table", ["papers", "entry_links", "needs_review"])
def test_hostile_text_is_inert_in_tables(table: str, site: str, browser: Browser) -> None:
    browser.open(f"{site}/data/{table}")
    assert browser.driver.title.startswith("data: ")
    assert not browser.all("td script, td img, td [onload]")


@pytest.mark.parametrize("kind", ODD_IDS)
def test_paper_of_an_odd_id_is_reached_from_the_list(kind: str, site: str, files: str, browser: Browser) -> None:
    live, file = LIVE.paper(ODD_IDS[kind]), FileAddresses(0).paper(ODD_IDS[kind])
    for address, link in ((f"{site}/papers?year=2020", live), (f"{files}/papers.html", file)):
        browser.open(address)
        browser.one(f".papers a[href='{link}']").click()
        browser.reads("h1", "A title of an odd id")


def test_files_are_searched_by_their_script(files: str, browser: Browser) -> None:
    browser.open(files + "/index.html")
    browser.one("#quick").send_keys("Survey MODELS", Keys.ENTER)
    browser.reads("#results h3", COMPRESSION)
    browser.reads("#found", "1 paper with “Survey MODELS”")
    browser.one(".papers a").click()
    browser.reads("h1", COMPRESSION)
    browser.all(".by a")[1].click()
    browser.reads(".chosen li", "Remove\nauthor: Wei Chen ×")
    assert COMPRESSION in titles(browser)


def test_facets_narrow_files(files: str, browser: Browser) -> None:
    browser.open(files + "/papers.html?q=language")
    browser.reads("#found", "2 papers with “language”")
    browser.one(".facets [href*='year=2024']").click()
    browser.reads("#results h3", COMPRESSION)
    assert "q=language" in browser.driver.current_url


def test_hostile_text_is_inert_in_files(files: str, browser: Browser) -> None:
    for page in ("index.html", "papers.html", "papers.html?year=2020", "review.html"):
        browser.open(f"{files}/{page}")
        browser.one("h1")
        assert is_inert(browser), page
    browser.open(f"{files}/papers.html?q={quote(HOSTILE['script'])}")
    browser.reads("#results h3", HOSTILE["script"])


def test_files_can_be_read_without_a_script(files: str, browser: Browser) -> None:
    browser.open(files + "/papers.html", script=False)
    assert len(browser.all(".papers > li")) > 10
    assert "needs JavaScript" in browser.one("noscript").text


def test_address_without_a_page_is_told(site: str, browser: Browser) -> None:
    browser.open(f"{site}/paper/arxiv:9999.99999")
    browser.reads("h1", "Not here")
    [error] = browser.errors()
    assert "404" in error
