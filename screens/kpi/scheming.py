"""A new bonus scheme: its name, what it is paid for, and all that it is reckoned from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screens.prompts import words
from workbench.domain import record
from workbench.domain.message import msg
from workbench.domain.registers.kpi import Kpi, Phase
from workbench.domain.registers.scheme import ASKED, Scheme, SchemeKind
from workbench.services import records

if TYPE_CHECKING:
    from screens.fields import EditingScreen


_NEW = "+"


async def add_scheme(screen: EditingScreen, handover: int) -> int | None:
    """The id of the new scheme; who leaves half-way finds his answers in it. None when left before
    it has a name. From a worker."""
    entry = record.of(Scheme)
    lacking = msg("give it a name; it can be changed later")
    name = await words(screen, entry.field("name").kind.label, lacking)
    if name is None:
        return None
    texts = {"name": name}
    kinds = [(kind, screen.tr(kind.label), "") for kind in SchemeKind]
    kind = await screen.choose(msg("What is {name} paid for?", name=name), kinds)
    if kind is None:
        return None
    texts["kind"] = str(kind.value)
    left = False
    for field in ASKED[kind]:
        asking = _kpi(screen) if field == "kpi" else screen.ask_until_taken(entry.field(field))
        answer = await asking
        if left := answer is None:
            break
        texts[field] = answer
    made = await screen.carry_out(lambda ws: records.add(ws, handover, "scheme", texts))
    if made is not None:
        screen.changed()
        screen.show_undo()
        if left:
            screen.say(msg("left; {name} is kept with what you answered", name=name))
    return made


async def _kpi(screen: EditingScreen) -> str | None:
    """A KPI that is there, those of operations first; none, or a new one only if it is said."""
    kpis = sorted(screen.dossier.all(Kpi), key=lambda k: k.phase is not Phase.OPERATIONS)
    options = [
        (screen.dossier.key(k), screen.names.title_of(k.id), screen.dossier.key(k)) for k in kpis
    ]
    options += [("", screen.tr(msg("none yet")), ""),
                (_NEW, screen.tr(msg("a KPI that is not here yet")), "")]  # fmt: skip
    chosen = await screen.choose(msg("By which KPI is it paid?"), options)
    return await words(screen, msg("The new KPI")) if chosen == _NEW else chosen
