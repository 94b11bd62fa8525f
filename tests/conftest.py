"""Fixtures for tests of every layer."""

from __future__ import annotations

import gc

import pytest

from workbench.domain import record
from workbench.domain.record import Register


def pytest_collection_finish() -> None:
    """What is loaded by now stays: to look through it again and again took a fifth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


@pytest.fixture
def weather_register(monkeypatch: pytest.MonkeyPatch) -> Register:
    """The tests' own register, declared for the length of a test."""
    from tests.fixtures.weather import ENTRY

    monkeypatch.setitem(record._declared, "weather", ENTRY)
    return ENTRY
