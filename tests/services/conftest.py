"""All services running once per module, and a client that asks them."""

from collections.abc import Iterator

import httpx
import pytest

from tests.services import Services, World
from tests.services.asking import AGENT


@pytest.fixture(scope="module")
def services() -> Iterator[Services]:
    """All services with intervals so short that no test of answers is throttled."""
    world = World()
    world.delete("o/gone")
    with Services(world, time_scale=1e-6, tolerance=60) as running:
        yield running


@pytest.fixture(autouse=True)
def no_faults(services: Services) -> Iterator[None]:
    """Every test begins with services that work."""
    yield
    services.clear_faults()


@pytest.fixture(scope="module")
def client(services: Services) -> Iterator[httpx.Client]:
    """One client for all tests, so that connections live on from one to the next."""
    with httpx.Client(base_url=services.url, headers={"user-agent": AGENT}, timeout=10) as opened:
        yield opened
