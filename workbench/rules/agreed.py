"""Numbers of rules as people agreed on them, for whoever counts with them elsewhere."""

from __future__ import annotations

from datetime import date

from workbench.domain.dossier import Dossier
from workbench.figures.kpi_readings import Needed
from workbench.figures.release import Terms
from workbench.rules import leaving
from workbench.rules.catalogue import BY_ID
from workbench.rules.engine import in_force, parameters
from workbench.rules.rule import Parameters


def numbers(dossier: Dossier, rule: str, today: date) -> Parameters:
    """The numbers of a rule as they hold on a day; none of one that is not in force."""
    found = BY_ID.get(rule)
    return parameters(found, in_force(dossier, today)) if found is not None else {}


def readings_needed(dossier: Dossier, today: date) -> Needed:
    """How many readings make a baseline, and a parallel run that does not say, on a day."""
    return Needed(**numbers(dossier, "R-42", today))


def release_terms(dossier: Dossier, today: date) -> Terms:
    """What the earliest safe day is computed with on a day."""
    return leaving.terms(numbers(dossier, leaving.RULE, today))
