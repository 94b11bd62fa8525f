"""The actions on what is known: coverage, who knows what, and the interview."""

from __future__ import annotations

from typing import Final

from workbench.action import Action, edit
from workbench.domain.message import msg, pmsg

_COVERAGE = (
    Action(
        "coverage.open",
        ("enter",),
        pmsg("key", "Open"),
        msg("Open the record; of a share, the topics or the critical tasks."),
        shown=1,
        shares="list.choose",
    ),
    edit(
        "coverage.apprentice",
        ("A",),
        msg("Apprentice"),
        msg("Plan lessons at intervals and a final examination."),
        shown=2,
    ),
    Action(
        "coverage.who_knows",
        ("w",),
        msg("Who knows"),
        msg("Find who knows what a few words are about."),
        shown=3,
    ),
    Action(
        "coverage.interview",
        ("e",),
        msg("Interview"),
        msg("Ask somebody what is in no document; goes on where it was left."),
    ),
    Action(
        "coverage.card",
        ("y",),
        msg("Knowledge card"),
        msg("Show all about the topic on one page, to be copied or written."),
    ),
    Action(
        "coverage.export",
        ("E",),
        msg("Export"),
        msg("Write topics or sessions as a table, or the days as a calendar."),
    ),
    Action(
        "coverage.tasks",
        ("R",),
        msg("Tasks"),
        msg("Show the critical tasks as a table, to be edited."),
        shown=4,
    ),
)

_EXPERTS = (
    Action(
        "experts.open",
        ("enter",),
        pmsg("key", "Open"),
        msg("Open the record of the person."),
        shown=1,
        shares="list.choose",
    ),
    Action("experts.topic", ("o",), msg("Topic"), msg("Open the topic."), shown=2),
    Action("experts.again", ("w",), msg("Other words"), msg("Ask with other words."), shown=3),
)

_INTERVIEW = (
    Action(
        "interview.type",
        ("enter",),
        msg("Answer"),
        msg("Type an answer in line, or change the one under the cursor."),
        shown=1,
        shares="list.choose",
    ),
    Action(
        "interview.next",
        ("space", "]"),
        pmsg("key", "Next"),
        msg("Go on to the next question; after the last, to all answers."),
        shown=2,
    ),
    Action(
        "interview.write",
        ("e",),
        msg("Long answer"),
        msg("Write an answer of several lines, or go on with one."),
        shown=3,
    ),
    edit("interview.topic", ("t",), msg("Topic"), msg("Make a topic of the answer."), shown=4),
    edit(
        "interview.case",
        ("c",),
        msg("Case"),
        msg("Make a case from practice of the answer, in five lines."),
        shown=5,
    ),
    Action("interview.previous", ("[",), msg("Before"), msg("Go back to the question before.")),
    Action("interview.record", ("o",), msg("Record"), msg("Open the topic made of the answer.")),
)

KNOWING: Final = (*_COVERAGE, *_EXPERTS, *_INTERVIEW)
