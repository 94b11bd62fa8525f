"""The figures the field knows, as findings: what they print, and what they do to a gate."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.fixtures.crew import T0, Crew
from tests.rules.cases import ids, of
from tests.unit.test_coverage import telecom
from workbench.domain.registers.person import PersonState

AFTER = T0 + timedelta(days=14)


def plant(days: list[int], **values: object) -> Crew:
    """300 installers, of whom 180 go so many days after commissioning."""
    crew = Crew()
    for n in range(300):
        day = AFTER + timedelta(days=days[n % len(days)])
        crew.person(f"Installer {n}", **({"release": day, **values} if n < 180 else {}))
    return crew


def test_sixty_percent_in_one_week_stop_every_gate() -> None:
    (one,) = of("R-16", plant([0, 3, 6]).dossier())
    assert one.severity.value == "stop"
    assert str(one.message).startswith("60.0 % (180/300) of the team leave within 7 days")


def test_unless_every_one_of_them_is_cleared() -> None:
    assert not ids("R-16", plant([0], state=PersonState.CLEARED).dossier())
    crew = plant([0], state=PersonState.CLEARED)
    crew.person("the last", release=AFTER)
    (one,) = of("R-16", crew.dossier())
    assert "clear first the last" in str(one.message)


@pytest.mark.parametrize(("waves", "found"), [(2, {"condition"}), (4, {"condition"}), (9, set())])
def test_in_waves_it_is_less(waves: int, found: set[str]) -> None:
    """The last wave is the steepest: 90 of 210, 45 of 165, 20 of 140."""
    days = [7 * n for n in range(waves)]
    assert {f.severity.value for f in of("R-16", plant(days).dossier())} == found


def test_85_and_30_percent_are_both_below_what_is_agreed() -> None:
    said = [str(f.message) for f in of("R-50", telecom().dossier())]
    assert said[0].startswith("85.0 % (17/20) of the explicit topics are standardised")
    assert said[1].startswith("30.0 % (6/20) of the tacit topics are recorded")
