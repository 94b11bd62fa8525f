"""Correcting what the preview of an import took words and columns for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.domain import record
from workbench.domain.errors import BadValue
from workbench.domain.labelled import Side
from workbench.domain.message import msg
from workbench.domain.registers.person import Person
from workbench.domain.registers.seat import Seat
from workbench.domain.text import clean

if TYPE_CHECKING:
    from screens.importing import ImportScreen
    from workbench.services.files_in import Opened
    from workbench.services.importing import Plan


async def correct_column(screen: ImportScreen, found: Opened, column: int) -> Opened | None:
    """Another meaning for a column; None when it stays."""
    from workbench.services import columns, files_in

    assert found.layout is not None
    entry = record.get(found.register)
    options = [("", screen.tr(msg("leave this column out")), "")]
    for name, label in columns.targets(entry):
        taken = name in found.layout.columns
        hint = screen.tr(msg("another column is this now")) if taken else ""
        options.append((name, screen.tr(label), hint))
    here = found.layout.columns[column]
    assert found.sheet is not None
    title = found.layout.titles(found.sheet)[column] or str(column + 1)
    chosen = await screen.choose(msg("What is in the column {title}", title=title), options,
                                 current=here)  # fmt: skip
    if chosen is None or chosen == here:
        return None
    return files_in.with_column(screen.ws, found, column, chosen)


async def correct_phrase(screen: ImportScreen, plan: Plan, kind: str, words: str) -> str | None:
    """What words of the file mean, as in `Answers.phrases`; None when that stays."""
    from workbench.services.import_unsaid import CURRENCY, SIDE

    guess = next(g for g in plan.guesses if (g.kind, g.words) == (kind, words))
    if kind == "due":
        return await _due(screen, words, guess.value)
    if kind == "status":
        return await _status(screen, words, guess.value)
    if kind == SIDE:
        return await _side(screen, words, guess.value)
    if kind == CURRENCY:
        return await _currency(screen, guess.value)
    return await _owner(screen, words, guess.value)


async def _due(screen: ImportScreen, words: str, value: str) -> str | None:
    from workbench.domain.due import parse_due

    def read(text: str) -> str:
        return str(parse_due(text, screen.ws.today)) if clean(text) else ""

    hint = msg("T-28, T+5wd or 2026-12-01; empty for no date")
    return await screen.ask_until(msg("{words} is due", words=words), read, value, hint)


async def _status(screen: ImportScreen, words: str, value: str) -> str | None:
    from workbench.services.import_items import STATES

    options = [(mark, screen.tr(state.label), "") for mark, state in STATES.items()]
    title = msg("What {words} means", words=words)
    return await screen.choose(title, options, current=value or "todo")


async def _side(screen: ImportScreen, words: str, value: str) -> str | None:
    options = [("", screen.tr(msg("no side")), "")]
    options += [(side.value, screen.tr(side.label), "") for side in Side]
    title = msg("On whose side people of {organisation} are", organisation=words)
    return await screen.choose(title, options, current=value)


async def _currency(screen: ImportScreen, value: str) -> str | None:
    from workbench.services.import_unsaid import CURRENCY, meaning

    assert screen.handover_id is not None
    view = screen.ws.reading(screen.handover_id)
    return await screen.ask_until(
        msg("Currency of numbers without one"), lambda text: meaning(view, CURRENCY, clean(text)),
        value, msg("such as CNY"),
    )  # fmt: skip


async def _owner(screen: ImportScreen, words: str, value: str) -> str | None:
    from workbench.services.import_items import meant

    assert screen.handover_id is not None
    view = screen.ws.reading(screen.handover_id)
    options = [("", screen.tr(msg("nobody")), "")]
    if value:
        now = meant(view, "owner", value)
        options.append((value, now if isinstance(now, str) else screen.tr(now), ""))
    seat = screen.tr(msg("seat"))
    for found in view.dossier.all(Seat):
        name = found.name.show(view.lang)
        options.append((f"seat:{name}", name, seat))
    for person in view.dossier.all(Person):
        options.append((f"person:{person.name}", person.name, person.role))
    new = "?"
    options.append((new, screen.tr(msg("somebody new ...")), ""))
    unique = list({option[0]: option for option in options}.values())
    chosen = await screen.choose(msg("Who {words} is", words=words), unique, current=value)
    if chosen != new:
        return chosen
    return await screen.ask_until(msg("Name"), _named, "", msg("joins the roster"))


def _named(text: str) -> str:
    if not clean(text):
        raise BadValue(msg("give a name"))
    return f"person:{clean(text)}"
