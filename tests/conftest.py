"""Fixtures for tests of every layer."""

from __future__ import annotations

import pytest

from workbench.domain import record
from workbench.domain.record import Register


@pytest.fixture
def weather_register(monkeypatch: pytest.MonkeyPatch) -> Register:
    """The tests' own register, declared for the length of a test."""
    from tests.fixtures.weather import ENTRY

    monkeypatch.setitem(record._declared, "weather", ENTRY)
    return ENTRY
