"""Fixtures for tests of every layer."""

from __future__ import annotations

import gc
import sys
import tempfile
from collections.abc import Generator, Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.once import Sample, samples
from tests.fixtures.statements import compile_once
from workbench.domain import record
from workbench.domain.record import Register


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Generator[None, object, object]:
    """What is loaded here stays: looking through it again and again took a fifth of the time."""
    gc.disable()
    try:
        if hasattr(session.config, "workerinput"):
            _load_a_share(session.config)
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(300_000, 20, 20)
        gc.enable()


def _load_a_share(config: Any) -> None:
    """In a clean checkout pytest compiles every test anew: each worker begins with others."""
    if config.args != config.getini("testpaths"):
        return
    number = int(config.workerinput["workerid"].removeprefix("gw"))
    root = Path(__file__).parent
    paths = sorted(root.glob("*/test_*.py"))[number :: config.workerinput["workercount"]]
    for path in paths:
        # What is wrong with one is said when its tests are collected.
        with suppress(Exception, pytest.skip.Exception):
            import_module(f"tests.{path.parent.name}.{path.stem}")


@pytest.fixture(scope="session", autouse=True)
def statements() -> Iterator[None]:
    """Statements are compiled once for all data files."""
    with pytest.MonkeyPatch.context() as patch:
        compile_once(patch)
        yield


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems() -> None:
    if "hypothesis" in sys.modules:  # which reads them as soon as all is collected
        from tests.fixtures.thorough import read_no_sources

        read_no_sources()


@pytest.fixture(scope="session")
def sample_in(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """`sample_in(folder, name)`: a sample on Monday 2026-11-23, for the test alone."""
    return samples(tmp_path_factory)


@pytest.fixture
def weather_register(monkeypatch: pytest.MonkeyPatch) -> Register:
    """The tests' own register, declared for the length of a test."""
    from tests.fixtures.weather import ENTRY

    monkeypatch.setitem(record._declared, "weather", ENTRY)
    return ENTRY


@pytest.fixture
def commons() -> Iterator[Path]:
    """A folder that every user can get to; pytest closes its own to others."""
    with tempfile.TemporaryDirectory(prefix="handover-test-", dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)
