"""The actions of the screens on KPIs: the changeover, the timeline, a card, readings, value."""

from __future__ import annotations

from typing import Final

from workbench.action import Action, edit
from workbench.domain.message import msg, pmsg

_NUMBERS = (
    ("x",),
    pmsg("key", "Numbers"),
    msg("Show the charts as tables of numbers, or as charts again."),
)

_KPIS = (
    Action(
        "kpis.open",
        ("enter",),
        pmsg("key", "Open"),
        msg("Open the card of the KPI; of a gap, where it is in time."),
        shown=1,
        shares="list.choose",
    ),
    edit(
        "kpis.relate",
        ("c",),
        msg("Becomes"),
        msg("Say what becomes of old KPIs, or from which a new one comes."),
        shown=2,
    ),
    Action(
        "kpis.readings",
        ("r",),
        msg("Readings"),
        msg("Type the readings that are due, one below the other."),
        shown=3,
    ),
    edit(
        "kpis.guide",
        ("w",),
        msg("Guide me"),
        msg("Retire the KPI, or bring it live; asks only what is missing."),
        shown=4,
    ),
    Action(
        "kpis.timeline",
        ("t",),
        msg("Timeline"),
        msg("Show which KPI covers a goal when, and the days without one."),
        shown=5,
    ),
    edit("kpis.state", ("=",), msg("State"), msg("Move the KPI on, or all marked ones.")),
    Action(
        "kpis.value",
        ("V",),
        pmsg("key", "Value"),
        msg("Show benefits reviews, assets, value flows and bonus schemes."),
    ),
    edit("kpis.add", ("a",), msg("Add"), msg("Add KPIs, one after the other.")),
    edit("kpis.paste", ("p",), pmsg("key", "Paste"), msg("Bring rows from a spreadsheet.")),
    Action(
        "kpis.table",
        ("R",),
        pmsg("key", "Table"),
        msg("Show the KPIs as a table, to be edited, sorted and filtered."),
    ),
    Action("kpis.goals", ("O",), msg("Goals"), msg("Show the goals as a table.")),
    Action("kpis.record", ("o",), msg("Record"), msg("Open the record with all its fields.")),
    edit(
        "kpis.import",
        ("i",),
        msg("Import"),
        msg("Bring KPIs or readings from an Excel or CSV file, or JSON."),
    ),
    edit("kpis.note", (";",), msg("Note"), msg("Write a note on the record.")),
    Action("kpis.log", ("L",), pmsg("key", "Log"), msg("Show all that was done to the record.")),
)

_TIMELINE = (
    Action(
        "timeline.open",
        ("enter",),
        pmsg("key", "Open"),
        msg("Open the card of the KPI, or the goal."),
        shown=1,
        shares="list.choose",
    ),
    Action("timeline.numbers", *_NUMBERS, shown=2),
)

_KPI = (
    edit(
        "kpi.edit",
        ("enter",),
        pmsg("key", "Edit"),
        msg("Change the field in place, or open the record of the line."),
        shown=1,
        shares="list.choose",
    ),
    edit(
        "kpi.guide",
        ("w",),
        msg("Guide me"),
        msg("Retire the KPI, or bring it live; asks only what is missing."),
        shown=2,
    ),
    edit("kpi.state", ("=",), msg("State"), msg("Move the KPI on."), shown=3),
    Action("kpi.numbers", *_NUMBERS, shown=4),
    edit(
        "kpi.relate",
        ("c",),
        msg("Becomes"),
        msg("Say what becomes of the KPI, or from which one it comes."),
        shown=5,
    ),
    Action("kpi.record", ("o",), msg("Record"), msg("Open the record with all its fields.")),
    Action("kpi.next", ("]",), pmsg("key", "Next"), msg("Show the next KPI.")),
    Action("kpi.previous", ("[",), pmsg("key", "Previous"), msg("Show the KPI before.")),
    edit(
        "kpi.note",
        (";",),
        msg("Note"),
        msg("Write a note on the KPI, or on the reading under the cursor."),
    ),
    edit(
        "kpi.import",
        ("i",),
        msg("Import"),
        msg("Bring readings of this KPI from a CSV or Excel file."),
    ),
    edit(
        "kpi.take_back",
        ("D",),
        msg("Take back"),
        msg("Take back the batch of readings under the cursor."),
    ),
    Action(
        "kpi.page",
        ("y",),
        msg("Card as a page"),
        msg("Show the card as a page, to be copied or written to a file."),
    ),
    Action("kpi.log", ("L",), pmsg("key", "Log"), msg("Show all that was done to the record.")),
)

_READINGS = (
    Action(
        "readings.type",
        ("enter",),
        msg("Type"),
        msg("Type the value, then the next; the last one asks to save."),
        shown=1,
        shares="list.choose",
    ),
    edit("readings.save", ("s",), msg("Save"), msg("Save all values as one change."), shown=2),
    Action("readings.day", ("d",), msg("Day"), msg("Say of which day the readings are."), shown=3),
    edit(
        "readings.import",
        ("i",),
        msg("Import"),
        msg("Bring readings of several KPIs from a CSV or Excel file."),
        shown=5,
    ),
    edit("readings.paste", ("p",), pmsg("key", "Paste"), msg("Bring rows of readings.")),
    Action("readings.card", ("o",), msg("Card"), msg("Open the card of the KPI."), shown=4),
)

_VALUE = (
    Action(
        "value.open",
        ("enter",),
        pmsg("key", "Open"),
        msg("Open the record with all its fields."),
        shown=1,
        shares="list.choose",
    ),
    edit(
        "value.add",
        ("a",),
        msg("Add"),
        msg("Add a review, asset, value flow or scheme."),
        shown=2,
    ),
    Action(
        "value.table",
        ("R",),
        pmsg("key", "Table"),
        msg("Show the register the cursor is in as a table."),
        shown=3,
    ),
)

KPI: Final = (*_KPIS, *_TIMELINE, *_KPI, *_READINGS, *_VALUE)
