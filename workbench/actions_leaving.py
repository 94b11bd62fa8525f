"""The actions on who leaves, what he knows, and where the work of the project's roles goes."""

from __future__ import annotations

from typing import Final

from workbench.action import Action, edit
from workbench.actions_knowing import KNOWING
from workbench.actions_team import TEAM
from workbench.domain.message import msg, pmsg

_RELEASE = (
    Action(
        "release.go",
        ("enter",),
        msg("Go"),
        msg("Go where that is cured which is lacking, or to the reason."),
        shown=1,
        shares="list.choose",
    ),
    edit(
        "release.settle",
        ("space",),
        pmsg("key", "Settle"),
        msg("Ask access back, pass work on, note a return, name a successor."),
        shown=2,
    ),
    edit(
        "release.session",
        ("p",),
        msg("Plan session"),
        msg("Plan a session on the topic: which kind, who receives, when."),
        shown=3,
    ),
    edit(
        "release.date",
        ("d",),
        msg("New date"),
        msg("Try another day of release, and keep it if it is good."),
        shown=4,
    ),
    edit(
        "release.waive",
        ("W",),
        msg("Waive"),
        msg("Let somebody go without the need; the other side approves."),
        shown=5,
    ),
    edit(
        "release.state",
        ("=",),
        msg("State"),
        msg("Tell, clear, release: move the person on."),
    ),
    Action(
        "release.cost",
        ("H",),
        msg("Cost"),
        msg("Show what waiting for the safe day costs, or hide it again."),
    ),
    Action(
        "release.sheet",
        ("y",),
        msg("Leaving sheet"),
        msg("Show the sheet to be signed, to be copied or written to a file."),
    ),
    Action(
        "release.interview",
        ("e",),
        msg("Interview"),
        msg("Ask the person what is in no document; goes on where it was left."),
    ),
    Action("release.record", ("o",), msg("Record"), msg("Open the record with all its fields.")),
    Action("release.next", ("]",), pmsg("key", "Next"), msg("Show the next one who leaves.")),
    Action(
        "release.previous", ("[",), pmsg("key", "Previous"), msg("Show the one who leaves before.")
    ),
    edit("release.note", (";",), msg("Note"), msg("Write a note on the person.")),
    Action("release.log", ("L",), pmsg("key", "Log"), msg("Show all that was done to the record.")),
)

_ROSTER = (
    Action(
        "roster.open",
        ("enter",),
        pmsg("key", "Open"),
        msg("Show why somebody may not leave yet; of who stays, the record."),
        shown=1,
        shares="list.choose",
    ),
    edit(
        "roster.state",
        ("=",),
        msg("State"),
        msg("Tell, clear, release: move the person on, or all marked ones."),
        shown=2,
    ),
    edit(
        "roster.date",
        ("d",),
        msg("New date"),
        msg("Plan a day of release for the person, or for all marked ones."),
        shown=3,
    ),
    edit("roster.paste", ("p",), pmsg("key", "Paste"), msg("Bring rows from a spreadsheet."), 4),
    Action(
        "roster.table",
        ("R",),
        pmsg("key", "Table"),
        msg("Show the roster as a table, to be edited, sorted and filtered."),
        shown=5,
    ),
    Action(
        "roster.team",
        ("t",),
        msg("Team"),
        msg("Show how the team gets smaller by week, and what that comes to."),
    ),
    edit(
        "roster.wave",
        ("w",),
        msg("Wave"),
        msg("Put the person, or all marked ones, into a release wave."),
    ),
    Action("roster.waves", ("W",), msg("Release waves"), msg("Show who goes together, and when.")),
    Action("roster.filter", ("f",), msg("Filter"), msg("Show only what you name.")),
    edit("roster.add", ("a",), msg("Add"), msg("Add people to the roster.")),
    Action("roster.record", ("o",), msg("Record"), msg("Open the record with all its fields.")),
    edit(
        "roster.import", ("i",), msg("Import"), msg("Bring rows from an Excel or CSV file.")
    ),
    Action("roster.topics", ("T",), msg("Topics"), msg("Show what is known, and by whom.")),
    Action(
        "roster.posts",
        ("O",),
        msg("Roles, posts"),
        msg("Show into which posts the project's roles go."),
    ),
    Action(
        "roster.interview",
        ("e",),
        msg("Interview"),
        msg("Ask the person what is in no document; goes on where it was left."),
    ),
    Action(
        "roster.export",
        ("E",),
        msg("Export"),
        msg("Write the roster, or the days as a calendar."),
    ),
    Action("roster.log", ("L",), pmsg("key", "Log"), msg("Show who did what when.")),
)  # fmt: skip

_TOPICS = (
    Action(
        "topics.open",
        ("enter",),
        pmsg("key", "Open"),
        msg("Open the topic: who knows it, its sessions, and all fields."),
        shown=1,
        shares="list.choose",
    ),
    edit(
        "topics.session",
        ("p",),
        msg("Plan session"),
        msg("Plan a session on the topic: which kind, who receives, when."),
        shown=2,
    ),
    edit(
        "topics.sessions",
        ("s",),
        msg("Sessions"),
        msg("Say that a session was held, and what it has shown."),
        shown=3,
    ),
    edit(
        "topics.verify",
        ("v",),
        msg("Verify"),
        msg("The receiving side has seen that the receiver does it alone."),
        shown=4,
    ),
    edit("topics.add", ("a",), msg("Add"), msg("Add topics, and say who knows each."), shown=5),
    Action(
        "topics.coverage",
        ("c",),
        pmsg("key", "Coverage"),
        msg("Show how much is standardised, recorded and proved."),
    ),
    edit(
        "topics.apprentice",
        ("A",),
        msg("Apprentice"),
        msg("Plan lessons at intervals and a final examination."),
    ),
    Action(
        "topics.who_knows",
        ("w",),
        msg("Who knows"),
        msg("Find who knows what a few words are about."),
    ),
    Action(
        "topics.interview",
        ("e",),
        msg("Interview"),
        msg("Ask somebody what is in no document; goes on where it was left."),
    ),
    Action(
        "topics.card",
        ("y",),
        msg("Knowledge card"),
        msg("Show all about the topic on one page, to be copied or written."),
    ),
    edit(
        "topics.who",
        ("o",),
        pmsg("key", "Known by"),
        msg("Say who else knows the topic, or with a level below 3 receives it."),
    ),
    edit(
        "topics.state",
        ("=",),
        msg("State"),
        msg("Move the topic on by hand, or send it back."),
    ),
    Action(
        "topics.table",
        ("R",),
        pmsg("key", "Table"),
        msg("Show the topics as a table, to be edited, sorted and filtered."),
    ),
    edit("topics.import", ("i",), msg("Import"), msg("Bring rows from an Excel or CSV file.")),
    Action(
        "topics.export",
        ("E",),
        msg("Export"),
        msg("Write topics or sessions as a table, or the days as a calendar."),
    ),
    Action("topics.log", ("L",), pmsg("key", "Log"), msg("Show all that was done to the record.")),
)

_MATRIX = (
    edit(
        "matrix.give",
        ("enter",),
        msg("Destination"),
        msg("Say where the work of the role, or of all marked ones, goes."),
        shown=1,
        shares="list.choose",
    ),
    edit(
        "matrix.edit",
        ("e",),
        msg("Destination"),
        msg("Say where the work of the role, or of all marked ones, goes."),
        call="give",
    ),
    Action("matrix.record", ("o",), msg("Record"), msg("Open the record with all its fields."), 2),
    edit("matrix.add", ("a",), msg("Add"), msg("Add project roles."), shown=3),
    edit("matrix.paste", ("p",), pmsg("key", "Paste"), msg("Bring rows from a spreadsheet."), 4),
    Action("matrix.posts", ("S",), msg("Posts"), msg("Show the standing posts."), shown=5),
    Action(
        "matrix.page",
        ("y",),
        msg("Starter page"),
        msg("Show what whoever takes the post over starts from."),
    ),
    Action(
        "matrix.table",
        ("R",),
        pmsg("key", "Table"),
        msg("Show the project roles as a table."),
    ),
    edit("matrix.import", ("i",), msg("Import"), msg("Bring rows from an Excel or CSV file.")),
    edit(
        "matrix.take_back",
        ("D",),
        msg("Take back"),
        msg("Take the destination back; undo brings it back."),
    ),
    Action("matrix.log", ("L",), pmsg("key", "Log"), msg("Show all that was done to the record.")),
)

LEAVING: Final = (*_RELEASE, *_ROSTER, *_TOPICS, *_MATRIX, *TEAM, *KNOWING)
