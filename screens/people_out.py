"""The team in files of others: the roster as a table, or the days of all as a calendar."""

from __future__ import annotations

from screens.fields import EditingScreen
from screens.saving import save_as
from workbench.domain import record
from workbench.domain.message import msg, nmsg

_ROSTER, _CALENDAR = "roster", "calendar"


async def send_people(screen: EditingScreen) -> None:
    """Ask for which of them, and where to. From a worker."""
    from screens.register_out import write_register

    if screen.names.hidden:
        screen.say(msg("names are hidden; show them to write a list"))
        return
    options = [
        (_ROSTER, screen.tr(msg("the roster, as a table")), "CSV, Excel, Markdown, JSON"),
        (_CALENDAR, screen.tr(msg("releases, days together, gates, sessions")), "iCalendar"),
    ]
    chosen = await screen.choose(msg("Write to a file"), options)
    if chosen == _ROSTER:
        await write_register(screen, record.get("person"))
    elif chosen == _CALENDAR:
        await write_calendar(screen)


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
