"""The browser of the tests sees what it has to see."""

from pathlib import Path

import pytest

from tests.browser.conftest import Browser

pytestmark = pytest.mark.xdist_group("browser")  # one browser for all, where the workers are told to keep groups


def page(folder: Path, body: str) -> Path:
    path = folder / "page.html"
    path.write_text(f"<!doctype html><meta charset=utf-8><title>A page</title><body>{body}", "utf-8")
    return path


def test_errors_of_a_page_are_seen(browser: Browser, tmp_path: Path) -> None:
    browser.open(page(tmp_path, "<script>console.error('spilt milk')</script><img src='https://example.org/a.png'>"))
    refused, spilt = sorted(browser.errors(), key=lambda error: "milk" in error)
    assert "spilt milk" in spilt
    assert "ERR_NAME_NOT_RESOLVED" in refused


def test_width_and_darkness_are_those_that_were_asked_for(browser: Browser, tmp_path: Path) -> None:
    path = page(tmp_path, "<p style='width: 500px'>wide</p>")
    looks = "return [innerWidth, matchMedia('(prefers-color-scheme: dark)').matches]"
    browser.open(path)
    assert browser.run(looks) == [1200, False]
    assert browser.overflow() == 0
    browser.open(path, phone=True, dark=True)
    assert browser.run(looks)[1] is True
    assert browser.overflow() > 100


def test_keyboard_reaches_links(browser: Browser, tmp_path: Path) -> None:
    browser.open(page(tmp_path, "<a href='#x'>first</a> <a href='#y' id='second'>second</a>"))
    assert browser.tab_to("#second").text == "second"
