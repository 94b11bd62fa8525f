"""Who leaves, with what is still lacking and the day from which on he safely may."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from workbench.domain.dossier import Dossier
from workbench.domain.message import Msg, msg
from workbench.domain.registers.person import GONE, Person
from workbench.figures.coverage import rests_on_builders
from workbench.figures.release import Safe, Uncounted, days_too_early, earliest_safe
from workbench.figures.told import as_told
from workbench.rules.agreed import release_terms
from workbench.rules.leaving import Check, Lack, checks
from workbench.rules.rule import Cure


@dataclass(frozen=True, slots=True)
class Leaver:
    """What stands between a person and his release; `early` in calendar days."""

    person: Person
    checks: tuple[Check, ...]
    safe: Safe
    early: int

    @property
    def met(self) -> int:
        """How many of the needs are met or waived."""
        return sum(check.passed for check in self.checks)

    @property
    def is_ready(self) -> bool:
        return self.met == len(self.checks)

    @property
    def lacking(self) -> list[Msg]:
        """In a few words: the first thing that each need lacks."""
        return [check.in_short for check in self.checks if not check.passed]


def leaver(dossier: Dossier, person: Person, today: date) -> Leaver:
    """One person, as he would be on his planned day."""

    def made() -> Leaver:
        safe = earliest_safe(dossier, person, today, release_terms(dossier, today))
        early = 0 if person.state in GONE else days_too_early(person, safe)
        return Leaver(person, checks(dossier, person, today), safe, early)

    return dossier.kept(("leaver", person.id, today.toordinal()), made)


def read_by_others(dossier: Dossier, person: Person, today: date) -> Leaver:
    """One person as if who has not been told that he goes stayed; but what rests on that is not
    promised. It is doubted of everybody who only builds, so it tells of nobody that he goes."""
    told = as_told(dossier)
    found = leaver(told, person, today)
    if told is dossier or person.state in GONE or person.untold:
        return found
    if not rests_on_builders(told, person, person.release or today):
        return found
    say = msg("some of what he knows is known by nobody else who will run it")
    waiver = leaver(dossier, person, today).checks[0].waiver
    knowledge, *others = found.checks
    lacks = knowledge.lacks or (Lack(say, Cure("topic")),)
    return replace(
        found,
        checks=(replace(knowledge, lacks=lacks, waiver=knowledge.waiver or waiver), *others),
        safe=replace(found.safe, uncounted=(*found.safe.uncounted, Uncounted(say, person.id, ""))),
    )
