"""What becomes of a contract, with a look at whom its end leaves without."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from screens.people import myself, somebody
from screens.text import all_wrapped
from screens.widgets.rowlist import Line, TextLine
from workbench.domain.calendar import parse_day
from workbench.domain.errors import BadValue
from workbench.domain.labelled import Side
from workbench.domain.message import msg, nmsg, pmsg
from workbench.domain.registers.contract import ENDING, Contract, ContractDecision
from workbench.services import contracts, records

if TYPE_CHECKING:
    from screens.fields import EditingScreen
    from workbench.figures.contracts import Ending
    from workbench.services.editing import Outcome


async def decide(screen: EditingScreen, handover: int, found: Ending) -> Outcome | None:
    """Ask what is decided, who did so, and when notice was given where it wants one."""
    seen, contract, tr = screen.dossier, found.contract, screen.tr
    options = [(each.value, tr(each.label), "") for each in ContractDecision]
    options.append(("", tr(pmsg("contract", "open")), tr(msg("nothing is decided"))))
    name = screen.called(contract)
    chosen = await screen.choose(
        msg("What becomes of {contract}?", contract=name), options, about=_about(screen, found),
        current=contract.decision.value if contract.decision is not None else None,
    )  # fmt: skip
    if chosen is None:
        return None
    if not chosen:
        return await screen.act(
            lambda ws: records.edit(ws, handover, contract.id, "decision", ""), seen=seen
        )
    decision = ContractDecision(chosen)
    by = await somebody(screen, handover, msg("Who has decided it?"), *Side,
                        current=contract.decided_by or myself(screen))  # fmt: skip
    if by is None:
        return None
    given: tuple[date | None] | None = (None,)
    if decision in ENDING and contract.notice and contract.notice_given is None:
        given = await _given(screen, contract)
    if given is None:
        return None
    (day,) = given
    return await screen.act(
        lambda ws: contracts.decide(ws, handover, contract.id, decision, by=by, notice_given=day),
        msg("{contract}: {decision}", contract=name, decision=decision.label),
        seen=seen,
    )


async def another_end(screen: EditingScreen, handover: int, contract: Contract) -> Outcome | None:
    """Ask on which day the contract ends, and keep it."""
    seen, name = screen.dossier, screen.called(contract)
    start = contract.ends.isoformat() if contract.ends is not None else ""
    day = await screen.ask_until(
        msg("{contract} ends on", contract=name), lambda text: parse_day(text, screen.today), start,
        msg("a day"),
    )  # fmt: skip
    if day is None or day == contract.ends:
        return None
    return await screen.act(
        lambda ws: records.edit(ws, handover, contract.id, "ends", day.isoformat()),
        msg("{contract} ends on {day}", contract=name, day=day),
        seen=seen,
    )


def _about(screen: EditingScreen, found: Ending) -> list[Line]:
    """Whom its end leaves without, and a day for notice that is over."""
    said = []
    if found.beyond:
        said.append(nmsg("{n} stays beyond its end: {names}", "{n} stay beyond its end: {names}",
                         len(found.beyond), names=screen.names.some(found.beyond)))  # fmt: skip
    if found.left is not None and found.left < 0 and found.contract.notice_given is None:
        said.append(msg("Notice was to be given by {day}; if it was not, it may go on by itself.",
                        day=found.contract.notice_day))  # fmt: skip
    lines = all_wrapped(map(screen.tr, said), screen.room - 4)
    return [TextLine(f" {line}", "warn") for line in lines]


async def _given(screen: EditingScreen, contract: Contract) -> tuple[date | None] | None:
    """The day on which notice was given; none where it was not yet."""

    def read(text: str) -> tuple[date | None]:
        day = parse_day(text, screen.today) if text.strip() else None
        if day is not None and day > screen.today:
            raise BadValue(msg("notice was not given on {day}: that day is still to come", day=day))
        return (day,)

    hint = msg("a day; empty: not yet. {day} is the last one", day=contract.notice_day)
    return await screen.ask_until(msg("Notice given on"), read, "", hint)
