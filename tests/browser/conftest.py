"""A browser for tests: one Chromium for all of them, which reaches nothing but this machine.

A test that leaves an error in the console fails, be it a script, a refused resource or a broken policy.
"""

import shutil
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver import Chrome, ChromeOptions, ChromeService, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

NO_BROWSER = "no browser here: install Chromium and its driver (apt-get install chromium chromium-driver)"

_PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--hide-scrollbars"),
    *("--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"),
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # a page that asks a stranger is told that none exists
)
_DESK = (1200, 900)
_PHONE = (390, 844)
_PATIENCE = 10  # seconds until what should appear counts as missing


class Browser:
    """A page and a person in front of it."""

    def __init__(self, driver: Chrome) -> None:
        self.driver = driver
        self._width = _DESK[0]

    def open(self, address: str | Path, *, phone: bool = False, dark: bool = False, script: bool = True) -> None:
        """Go to an address, or open a file, on a desk or on a phone, in daylight or in the dark."""
        self._width, height = _PHONE if phone else _DESK
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        metrics = {"width": self._width, "height": height, "deviceScaleFactor": 2 if phone else 1, "mobile": phone}
        self._command("Emulation.setDeviceMetricsOverride", metrics)
        self._command("Emulation.setEmulatedMedia", {"features": [scheme]})
        self._command("Emulation.setScriptExecutionDisabled", {"value": not script})
        self.driver.get(address.absolute().as_uri() if isinstance(address, Path) else address)

    def all(self, selector: str) -> list[WebElement]:
        """Every element that a CSS selector finds."""
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector: str) -> WebElement:
        """The first element that a CSS selector finds; waits until there is one."""
        wait = WebDriverWait(self.driver, _PATIENCE)
        return wait.until(lambda driver: driver.find_element(By.CSS_SELECTOR, selector), f"nothing is {selector}")

    def reads(self, selector: str, text: str) -> None:
        """Wait until the first element that a CSS selector finds reads so; fails when it never does."""
        wait = WebDriverWait(self.driver, _PATIENCE, ignored_exceptions=(StaleElementReferenceException,))
        wait.until(lambda _: self.texts(selector)[:1] == [text], f"{selector} never reads {text!r}")

    def texts(self, selector: str) -> list[str]:
        """What can be read in every element that a CSS selector finds."""
        return [element.text for element in self.all(selector)]

    def run(self, script: str) -> Any:
        """What a line of JavaScript in the page gives back."""
        return self.driver.execute_script(script)

    def press(self, *keys: str) -> None:
        """Press keys, wherever the focus is."""
        self.driver.switch_to.active_element.send_keys(*keys)

    def tab_to(self, selector: str, most: int = 60) -> WebElement:
        """Press the tabulator until the focus is on such an element; fails when it never gets there."""
        for _ in range(most):
            self.press(Keys.TAB)
            focus = self.driver.switch_to.active_element
            if focus in self.all(selector):
                return focus
        pytest.fail(f"the keyboard does not reach {selector}")

    def overflow(self) -> int:
        """By how many pixels the page is wider than the screen, once it has found its shape."""
        for _ in range(20):
            wider = int(self.run("return document.documentElement.scrollWidth")) - self._width
            if wider <= 0:
                break
            time.sleep(0.05)
        return wider

    def errors(self) -> list[str]:
        """Errors in the console since it was last read."""
        rows = self.driver.get_log("browser")  # type: ignore[no-untyped-call]
        return [row["message"] for row in rows if row["level"] == "SEVERE"]

    def save_picture(self, path: Path) -> None:
        """Write the whole page as a PNG file."""
        path.write_bytes(self.driver.find_element(By.TAG_NAME, "html").screenshot_as_png)

    def _command(self, name: str, values: Mapping[str, Any]) -> None:
        self.driver.execute_cdp_cmd(name, dict(values))


def start_chromium(profile: Path) -> Chrome | None:
    """A browser that keeps what it remembers in a folder; None when there is none on this machine."""
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    driver = shutil.which("chromedriver")
    if program is None or driver is None:
        return None
    options = ChromeOptions()
    options.binary_location = program
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    for flag in (*_FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    return Chrome(options=options, service=ChromeService(driver))


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """The running browser, with a profile of its own."""
    running = start_chromium(tmp_path_factory.mktemp("chromium"))
    if running is None:
        pytest.skip(NO_BROWSER)
    with running:
        yield running


@pytest.fixture
def browser(chromium: Chrome) -> Iterator[Browser]:
    """A browser on an empty page; errors that the test did not read itself fail it."""
    opened = Browser(chromium)
    opened.open("about:blank")
    opened.errors()
    yield opened
    assert opened.errors() == []
