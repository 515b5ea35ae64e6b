"""What the tests share: no network but loopback, a real catalogue built once, and the two example lists.

A test that opens a connection fails with the address it asked for.
"""

import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings

from enrich.catalogue import Catalogue, open_catalogue

ROOT = Path(__file__).parent.parent
# The same examples each time, so that what fails is the change at hand; HYPOTHESIS_PROFILE=thorough looks for more.
hypothesis_settings.register_profile("quick", deadline=None, max_examples=80, derandomize=True)
hypothesis_settings.register_profile("thorough", deadline=None, max_examples=5_000)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))
# What a shell starts in the background is deaf to Ctrl-C, and so would be the programs that tests start and interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection but those to the services that tests run on loopback."""
    connect = socket.socket.connect

    def loopback_only(self: socket.socket, address: Any) -> None:
        if not (isinstance(address, tuple) and address[0] in ("127.0.0.1", "::1")):
            pytest.fail(f"a test asked the network for {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", loopback_only)


@pytest.fixture(scope="session")
def catalogue_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped catalogue, built once."""
    path = tmp_path_factory.mktemp("catalogue") / "catalogue.db"
    open_catalogue(path).close()
    return path


@pytest.fixture
def catalogue(catalogue_file: Path) -> Iterator[Catalogue]:
    """The shipped catalogue."""
    opened = Catalogue(catalogue_file)
    yield opened
    opened.close()


@pytest.fixture
def example_lists() -> list[Path]:
    """The two lists that come with the project."""
    return [ROOT / "lists" / "efficient-llm.md", ROOT / "lists" / "llm-internals.md"]
