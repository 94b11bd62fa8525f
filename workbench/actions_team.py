"""The actions on the team by week and its release waves."""

from __future__ import annotations

from typing import Final

from workbench.action import Action
from workbench.domain.message import msg, pmsg

_TEAM = (
    Action(
        "team.open",
        ("enter",),
        pmsg("key", "Open"),
        msg("Go to whom the figure is about; of a week, to the roster."),
        shown=1,
        shares="list.choose",
    ),
    Action(
        "team.numbers",
        ("x",),
        pmsg("key", "Numbers"),
        msg("Show the chart as a table of numbers, or as a chart again."),
        shown=2,
    ),
    Action(
        "team.waves", ("W",), msg("Release waves"), msg("Show who goes together, and when."), 3
    ),
    Action("team.roster", ("r",), msg("Roster"), msg("Show who is here and leaves when."), 4),
)  # fmt: skip

_WAVES = (
    Action(
        "waves.open",
        ("enter",),
        pmsg("key", "Open"),
        msg("Open the wave, or why somebody may not leave yet."),
        shown=1,
        shares="list.choose",
    ),
    Action(
        "waves.move",
        ("d",),
        msg("New date"),
        msg("Try another day for the wave, and keep it if it is good."),
        shown=2,
    ),
    Action(
        "waves.add",
        ("a",),
        msg("Add"),
        msg("Add a wave; people are put into it on the roster."),
        shown=3,
    ),
    Action("waves.team", ("t",), msg("Team"), msg("Show how the team gets smaller by week."), 4),
    Action(
        "waves.table",
        ("R",),
        pmsg("key", "Table"),
        msg("Show the waves as a table, to be edited, sorted and filtered."),
        shown=5,
    ),
    Action("waves.note", (";",), msg("Note"), msg("Write a note on the record.")),
    Action("waves.log", ("L",), pmsg("key", "Log"), msg("Show all that was done to the record.")),
)

TEAM: Final = (*_TEAM, *_WAVES)
