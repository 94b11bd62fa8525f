"""Data classes with shared methods behave as the standard library's."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from datetime import date

import pytest

from workbench.domain.bitext import Bitext
from workbench.domain.registers.holiday import Holiday


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
