"""The clock of the tests of the client."""

import pytest

from tests.client.service import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()
