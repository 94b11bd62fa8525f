"""The actions on what is known: coverage, who knows what, and the interview."""

from __future__ import annotations

from typing import Final

from workbench.action import Action
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
    Action(
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

KNOWING: Final = (*_COVERAGE, *_EXPERTS)
