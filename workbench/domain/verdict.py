"""What a gate comes to: the words of verdicts, of findings and of decisions."""

from __future__ import annotations

from workbench.domain.labelled import Labelled
from workbench.domain.message import msg, pmsg

JUDGED_BY = 19
"""The rules' version: a verdict that other rules stored is computed anew. A test keeps it up."""


class Severity(Labelled):
    """What a finding does to a gate."""

    STOP = "stop", pmsg("severity", "stop")
    CONDITION = "condition", pmsg("severity", "condition")
    NOTE = "note", pmsg("severity", "note")


class Outcome(Labelled):
    """The verdict; it is computed, never typed."""

    GO = "go", msg("GO")
    CONDITIONS = "conditions", msg("GO WITH CONDITIONS")
    NO_GO = "no_go", msg("NO-GO")


class Ruling(Labelled):
    """What people decided at a gate, or took back."""

    PASSED = "passed", msg("passed")
    CONDITIONS = "passed_with_conditions", msg("passed with conditions")
    REFUSED = "refused", pmsg("gate", "refused")
    OVERRIDDEN = "overridden", msg("overridden")
    REOPENED = "reopened", msg("reopened")


class Standing(Labelled):
    """How a gate stands on a day."""

    OPEN = "not_decided", msg("not decided")
    PASSED = "passed", msg("passed")
    CONDITIONS = "passed_with_conditions", msg("passed with conditions")
    REFUSED = "refused", pmsg("gate", "refused")
    OVERRIDDEN = "overridden", msg("overridden")
    LAPSED = "lapsed", msg("override has ended")


class Consent(Labelled):
    """What somebody says with his signature."""

    ACCEPT = "accept", msg("accepts")
    CONDITIONS = "accept_with_conditions", msg("accepts with conditions")
    REFUSE = "refuse", msg("refuses")


THROUGH = (Standing.PASSED, Standing.CONDITIONS, Standing.OVERRIDDEN)
"""A gate that stands so is behind the handover."""
