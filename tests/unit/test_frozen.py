"""Data classes with shared methods behave as the standard library's."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, field, replace
from datetime import date

import pytest

from workbench.domain.bitext import Bitext
from workbench.domain.frozen import dataclass
from workbench.domain.registers.holiday import Holiday
from workbench.figures.shifts import Cover


def test_a_record_equals_another_with_the_same_values_and_no_other() -> None:
    day = Holiday(id=3, day=date(2026, 10, 1))
    assert day == Holiday(id=3, day=date(2026, 10, 1))
    assert hash(day) == hash(replace(day))
    assert day != replace(day, name=Bitext("National Day"))
    assert day != date(2026, 10, 1)


def test_a_record_never_changes() -> None:
    with pytest.raises(FrozenInstanceError, match=r"works of a Holiday"):
        Holiday().works = True  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del Holiday().works


def test_a_field_that_does_not_exist_is_refused() -> None:
    with pytest.raises(TypeError, match=r"Holiday .* worked"):
        Holiday(worked=True)  # type: ignore[call-arg]


def test_a_record_names_its_fields_when_shown() -> None:
    assert repr(Holiday(id=3, works=True)).startswith("Holiday(id=3, handover=0, ")
    assert repr(Holiday(works=True)).endswith("works=True)")


def test_a_record_is_copied_and_pickled_like_any_other() -> None:
    day = Holiday(id=3, day=date(2026, 10, 1), name=Bitext("National Day"))
    assert copy.copy(day) == copy.deepcopy(day) == pickle.loads(pickle.dumps(day)) == day


def test_more_values_than_fields_are_refused() -> None:
    with pytest.raises(TypeError, match="Cover"):
        Cover(1, 168, 40, 15, 5, 6)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="Cover"):
        Cover(1, 168, 40, 15, 5, seats=6)  # type: ignore[misc]


def test_what_would_be_left_out_is_not_declared() -> None:
    with pytest.raises(TypeError, match="dataclasses"):

        @dataclass(frozen=True)
        class _Listed:
            name: str
            parts: list[str] = field(default_factory=list)
