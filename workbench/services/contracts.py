"""What becomes of a contract: the decision, who made it and the notice, in one change."""

from __future__ import annotations

from datetime import date

from workbench.domain.errors import Refused
from workbench.domain.message import msg
from workbench.domain.registers.contract import Contract, ContractDecision
from workbench.domain.registers.person import Person
from workbench.services.editing import Outcome
from workbench.services.workspace import Workspace


def decide(
    ws: Workspace, handover: int, contract: int, decision: ContractDecision, *,
    by: int | None = None, notice_given: date | None = None,
) -> Outcome:  # fmt: skip
    """Decide about a contract; Refused with a day of notice that is still to come."""
    if notice_given is not None and notice_given > ws.today:
        raise Refused(
            msg("notice was not given on {day}: that day is still to come", day=notice_given)
        )
    what = msg("{contract}: {decision}", contract=ws.known(handover).title(contract, ""),
               decision=decision.label)  # fmt: skip
    with ws.change(handover, "edit", what) as ed:
        found = ed.get(Contract, contract)
        who = ed.get(Person, by).id if by is not None else found.decided_by
        ed.set(
            found.id, decision=decision, decided_by=who,
            notice_given=notice_given if notice_given is not None else found.notice_given,
        )  # fmt: skip
    return ed.outcome
