"""The team, and what it knows, in files of others: as tables, or the days of all as a calendar."""

from __future__ import annotations

from collections.abc import Mapping

from screens.fields import EditingScreen
from screens.saving import save_as
from workbench.domain import record
from workbench.domain.message import Msg, msg, nmsg

_CALENDAR = "calendar"
_PEOPLE = {"person": msg("the roster, as a table")}
_TOPICS = {
    "topic": msg("the topics, as a table"),
    "session": msg("the sessions, as a table"),
}


async def send_people(screen: EditingScreen) -> None:
    """Ask for roster or calendar, and where to. From a worker."""
    await _send(screen, _PEOPLE)


async def send_topics(screen: EditingScreen) -> None:
    """Ask for topics, sessions or calendar, and where to. From a worker."""
    await _send(screen, _TOPICS)


async def _send(screen: EditingScreen, tables: Mapping[str, Msg]) -> None:
    from screens.register_out import write_register

    if screen.names.hidden:
        screen.say(msg("names are hidden; show them to write a list"))
        return
    forms = "CSV, Excel, Markdown, JSON"
    options = [(register, screen.tr(label), forms) for register, label in tables.items()]
    days = msg("releases, days together, gates, sessions")
    options.append((_CALENDAR, screen.tr(days), "iCalendar"))
    chosen = await screen.choose(msg("Write to a file"), options)
    if chosen == _CALENDAR:
        await write_calendar(screen)
    elif chosen is not None:
        await write_register(screen, record.get(chosen))


async def write_calendar(screen: EditingScreen) -> None:
    """The days of the handover as iCalendar; says how many releases are not in it. From a
    worker."""
    from workbench.files import safe_name
    from workbench.services.calendar_out import calendar

    handover = screen.dossier.handover
    made = screen.attempt(lambda: calendar(screen.ws, handover.id))
    if made is None:
        return
    if made.untold:
        title = nmsg("{n} release is not in it: who is to go has not been told. Write it?",
                     "{n} releases are not in it: those who are to go have not been told. Write "
                     "it?", made.untold)  # fmt: skip
        if not await screen.confirm(title):
            return
    await save_as(screen, safe_name(handover.code, ".ics"), made.text.encode())
