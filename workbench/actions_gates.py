"""The actions at the gates: findings, answers, decisions, sign-offs, and what registers hold."""

from __future__ import annotations

from typing import Final

from workbench.action import Action, edit
from workbench.domain.journey import Gate
from workbench.domain.message import msg, pmsg

_GATE = (
    Action(
        "gate.cure",
        ("enter",),
        msg("Cure"),
        msg("Go where the finding is cured, or open what the line names."),
        shown=1,
        shares="list.choose",
    ),
    edit(
        "gate.plan",
        ("o",),
        msg("Owner+date"),
        msg("Say who deals with it, or with all that is marked, and by when."),
        shown=2,
    ),
    edit(
        "gate.waive",
        ("W",),
        msg("Waive"),
        msg("Accept the finding until a day; the other side approves."),
        shown=3,
    ),
    edit(
        "gate.decide",
        ("d",),
        msg("Decide"),
        msg("Record the decision: passed, refused, overridden, or open again."),
        shown=4,
    ),
    edit(
        "gate.sign",
        ("s",),
        msg("Sign"),
        msg("Sign for a side, on the content as it is now."),
        shown=5,
    ),
    Action(
        "gate.report",
        ("E",),
        msg("Report"),
        msg("Show the gate report, to be copied or written to a file."),
    ),
    edit(
        "gate.rule",
        ("C",),
        msg("Change rule"),
        msg("Agree on another number for the rule, or on none, until a day."),
    ),
    edit(
        "gate.withdraw",
        ("D",),
        msg("Take back"),
        msg("Take the plan or waiver of the finding back; undo brings it back."),
    ),
    Action(
        "gate.baseline",
        ("B",),
        msg("Baseline"),
        msg("Show what has changed since a gate was passed."),
    ),
    Action(
        "gate.registers",
        ("R",),
        msg("Registers"),
        msg("Say which registers are complete, and which are not needed here."),
    ),
    Action("gate.next", ("]",), pmsg("key", "Next"), msg("Show the next gate.")),
    Action("gate.previous", ("[",), pmsg("key", "Previous"), msg("Show the gate before.")),
    *(
        Action(
            f"gate.gate_{gate.number}",
            (str(gate.number),),
            msg("Gate {gate}", gate=gate.value),
            msg("Show gate {gate}.", gate=gate.value),
            call=f"gate({gate.number})",
        )
        for gate in Gate
    ),
    Action("gate.present", ("P",), msg("Present"), msg("Say who is here for which side.")),
    Action("gate.log", ("L",), pmsg("key", "Log"), msg("Show who did what when.")),
)

_SCOPE = (
    Action(
        "scope.open",
        ("enter",),
        pmsg("key", "Open"),
        msg("Open the register."),
        shown=1,
        shares="list.choose",
    ),
    edit("scope.complete", ("v",), msg("Complete"), msg("Say that everything is in it."), 2),
    edit(
        "scope.not_needed",
        ("x",),
        msg("Not needed"),
        msg("Say why nothing here needs it; the receiving side agrees."),
        shown=3,
    ),
    edit(
        "scope.take_back",
        ("D",),
        msg("Take back"),
        msg("Take back what was said of the register."),
        shown=4,
    ),
)

_BASELINE = (
    Action(
        "baseline.open",
        ("enter",),
        pmsg("key", "Open"),
        msg("Open the record, at the field that changed."),
        shown=1,
        shares="list.choose",
    ),
)

GATES: Final = (*_GATE, *_SCOPE, *_BASELINE)
