"""Where a cure is, among the screens: the sheet of a record, a register, or a screen of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.domain import record
from workbench.domain.dossier import Dossier
from workbench.domain.registers.goal import Goal
from workbench.domain.registers.kpi import Kpi
from workbench.domain.registers.person import Person
from workbench.domain.registers.role import Role
from workbench.domain.registers.topic import Topic
from workbench.rules.leaving import DAY, FREEZE, RULE, Need
from workbench.rules.rule import Cure, Finding

if TYPE_CHECKING:
    from screens.fields import EditingScreen

_RELEASE = (RULE, "R-52")
_PROOF = ("R-51",)
_CARD = ("R-40", "R-41", "R-42", "R-43")
_FIELDS = {
    Need.EQUIPMENT: "equipment",
    Need.SUCCESSOR: "successor",
    Need.GATES: "attends",
}
_REGISTERS = {Need.KNOWLEDGE: "topic", Need.WORK: "item", Need.ACCESS: "access"}


def of_need(need: Need, person: int) -> Cure:
    """Where a need that is met is seen."""
    if need in _FIELDS:
        return Cure("person", person, _FIELDS[need])
    return Cure(_REGISTERS[need])


def reason(dossier: Dossier, kind: str, record_id: int, field: str) -> Cure | None:
    """Where a reason for the safe day stands; the days around T0 are the handover's."""
    if kind == "freeze":
        if record_id:
            return Cure("freeze", record_id, "last")
        return Cure("handover", dossier.handover.id, "t0")
    found = dossier.get(record_id)
    if found is None:
        return None
    return Cure(record.of(type(found)).name, record_id, field)


def screen_for(dossier: Dossier, handover: int, finding: Finding) -> EditingScreen | None:
    """The screen of its own on which a finding is cured; None where a record or register does."""
    found = dossier.get(finding.cure.record)
    about = dossier.get(finding.subject)
    of_day = finding.detail in (DAY, FREEZE)  # cured in its field
    if finding.rule in _RELEASE and not of_day and isinstance(about, Person):
        from screens.leaving.release import ReleaseScreen

        return ReleaseScreen(handover, about.id, finding.detail)
    if finding.rule == "R-10" and isinstance(found, Role):
        from screens.leaving.matrix import MatrixScreen

        return MatrixScreen(handover, found.id)
    if finding.rule in _PROOF and isinstance(found, Topic):
        from screens.leaving.topics import TopicsScreen

        return TopicsScreen(handover, found.id)
    return _of_kpis(dossier, handover, finding)


def _of_kpis(dossier: Dossier, handover: int, finding: Finding) -> EditingScreen | None:
    """The card of a KPI on its field, the map, or the timeline of a goal."""
    about, cure = dossier.get(finding.subject), finding.cure
    if finding.rule in _CARD and isinstance(about, Kpi):
        from screens.kpi import KpiScreen

        return KpiScreen(handover, about.id, cure.field)
    if finding.rule == "R-44" and isinstance(about, Goal):
        from screens.kpi import TimelineScreen

        return TimelineScreen(handover, about.id)
    if finding.rule == "R-45" and isinstance(about, Kpi):
        from screens.kpi import KpisScreen

        return KpisScreen(handover, about.id)
    return None


def open_cure(screen: EditingScreen, handover: int, cure: Cure) -> None:
    """Go there; the checklist lies below, so of it the item is opened."""
    if cure.record is not None:
        screen.host.open_record(handover, cure.record, cure.field)
    elif cure.register == "item":
        screen.host.open_handover(handover)
    else:
        screen.app.push_screen(register_screen(handover, cure.register, cure.field))


def register_screen(handover: int, register: str, field: str = "") -> EditingScreen:
    """Where a register is filled: a screen of its own, where it has one, else its table, which
    also has the column of one field."""
    if register == "person" and not field:
        from screens.leaving.roster import RosterScreen

        return RosterScreen(handover)
    if register == "topic" and not field:
        from screens.leaving.topics import TopicsScreen

        return TopicsScreen(handover)
    if register == "role" and not field:
        from screens.leaving.matrix import MatrixScreen

        return MatrixScreen(handover)
    if register in ("post", "contract") and not field:
        from screens.team import ContractsScreen, PostsScreen

        return PostsScreen(handover) if register == "post" else ContractsScreen(handover)
    from screens.register import RegisterScreen

    return RegisterScreen(handover, register)
