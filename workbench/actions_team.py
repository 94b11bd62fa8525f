"""The actions on the team by week, its release waves, standing posts and contracts to end."""

from __future__ import annotations

from typing import Final

from workbench.action import Action, edit
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
    Action(
        "team.posts",
        ("S",),
        msg("Posts"),
        msg("Show the posts that stay: what each takes, and who fills it."),
        shown=5,
    ),
    Action(
        "team.contracts",
        ("c",),
        msg("Contracts"),
        msg("Show which contracts end, and by when notice must be given."),
    ),
    Action(
        "team.export",
        ("E",),
        msg("Export"),
        msg("Write the roster, or the days as a calendar."),
    ),
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
    edit(
        "waves.move",
        ("d",),
        msg("New date"),
        msg("Try another day for the wave, and keep it if it is good."),
        shown=2,
    ),
    edit(
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
    edit("waves.paste", ("p",), pmsg("key", "Paste"), msg("Bring rows from a spreadsheet.")),
    edit("waves.import", ("i",), msg("Import"), msg("Bring rows from an Excel or CSV file.")),
    Action(
        "waves.freezes",
        ("F",),
        msg("Freezes"),
        msg("Show the freeze windows, in which nobody is released."),
    ),
    Action(
        "waves.export", ("E",), msg("Export"), msg("Write the roster, or the days as a calendar.")
    ),
    edit("waves.note", (";",), msg("Note"), msg("Write a note on the record.")),
    Action("waves.log", ("L",), pmsg("key", "Log"), msg("Show all that was done to the record.")),
)

_POSTS = (
    Action(
        "posts.open",
        ("enter",),
        msg("Cure"),
        msg("Change what cures it; of a post that is fine, open the record."),
        shown=1,
        shares="list.choose",
    ),
    Action("posts.record", ("o",), msg("Record"), msg("Open the record with all its fields."), 2),
    Action("posts.people", ("r",), msg("Roster"), msg("Show on the roster who fills it."), 3),
    Action("posts.topics", ("T",), msg("Topics"), msg("Show what is known, and by whom."), shown=4),
    edit("posts.add", ("a",), msg("Add"), msg("Add standing posts."), shown=5),
    Action(
        "posts.roles",
        ("O",),
        msg("Roles, posts"),
        msg("Show into which posts the project's roles go."),
    ),
    Action(
        "posts.page",
        ("y",),
        msg("Starter page"),
        msg("Show what whoever takes the post over starts from."),
    ),
    Action("posts.table", ("R",), pmsg("key", "Table"), msg("Show the standing posts as a table.")),
    edit("posts.paste", ("p",), pmsg("key", "Paste"), msg("Bring rows from a spreadsheet.")),
    edit("posts.import", ("i",), msg("Import"), msg("Bring rows from an Excel or CSV file.")),
    edit("posts.note", (";",), msg("Note"), msg("Write a note on the record.")),
    Action("posts.log", ("L",), pmsg("key", "Log"), msg("Show all that was done to the record.")),
)

_CONTRACTS = (
    edit(
        "contracts.open",
        ("enter",),
        msg("Decide"),
        msg("Say what becomes of the contract; where it has no end, say that."),
        shown=1,
        shares="list.choose",
    ),
    edit(
        "contracts.ends",
        ("d",),
        msg("New date"),
        msg("Change the day on which the contract ends."),
        shown=2,
    ),
    Action(
        "contracts.people",
        ("r",),
        msg("Roster"),
        msg("Show on the roster who works by it."),
        shown=3,
    ),
    Action(
        "contracts.record", ("o",), msg("Record"), msg("Open the record with all its fields."), 4
    ),
    edit("contracts.add", ("a",), msg("Add"), msg("Add contracts."), shown=5),
    Action("contracts.team", ("t",), msg("Team"), msg("Show how the team gets smaller by week.")),
    Action("contracts.table", ("R",), pmsg("key", "Table"), msg("Show the contracts as a table.")),
    edit("contracts.paste", ("p",), pmsg("key", "Paste"), msg("Bring rows from a spreadsheet.")),
    edit("contracts.import", ("i",), msg("Import"), msg("Bring rows from an Excel or CSV file.")),
    edit("contracts.note", (";",), msg("Note"), msg("Write a note on the record.")),
    Action(
        "contracts.log", ("L",), pmsg("key", "Log"), msg("Show all that was done to the record.")
    ),
)

TEAM: Final = (*_TEAM, *_WAVES, *_POSTS, *_CONTRACTS)
