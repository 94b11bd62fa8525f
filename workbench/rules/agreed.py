"""Numbers of rules as people agreed on them, for whoever counts with them elsewhere."""

from __future__ import annotations

from datetime import date

from workbench.domain.dossier import Dossier
from workbench.figures.release import Terms
from workbench.rules import leaving
from workbench.rules.catalogue import BY_ID
from workbench.rules.engine import in_force, parameters


def release_terms(dossier: Dossier, today: date) -> Terms:
    """What the earliest safe day is computed with on a day."""
    rule = BY_ID.get(leaving.RULE)
    return leaving.terms(parameters(rule, in_force(dossier, today))) if rule else Terms()
