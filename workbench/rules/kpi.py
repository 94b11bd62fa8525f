"""Performance and value (D5): KPIs that end and begin, the days between, benefits reviews."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from workbench.domain.dossier import Dossier
from workbench.domain.journey import Dimension, Gate
from workbench.domain.message import Msg, listed, msg, nmsg
from workbench.domain.record import Record
from workbench.domain.registers.benefit import Benefit
from workbench.domain.registers.kpi import Kpi, KpiState, Phase
from workbench.domain.registers.person import Person
from workbench.domain.registers.scope import ScopeState
from workbench.domain.verdict import Severity
from workbench.figures.changeover import mapping
from workbench.figures.kpi_card import unfit
from workbench.figures.kpi_readings import Needed, baseline, last_day
from workbench.figures.vacuum import Vacuum, by_goal, spoken, vacuums
from workbench.rules.kpi_guards import live_lacks
from workbench.rules.rule import ALL, Cure, Finding, Parameter, Parameters, Rule
from workbench.rules.scope import state_of

_ACCEPTED = (Gate.G4, Gate.G5, Gate.G6)
_NAMED = 3  # stretches of days named in one sentence
_LIVE = (KpiState.LIVE, KpiState.REVIEW)
_ENDS = (KpiState.ACTIVE, KpiState.FINAL)


def _final_values(dossier: Dossier, today: date, given: Parameters) -> Iterator[Finding]:
    """KPIs of the project whose last day is over, retired by the calendar alone."""
    zero = dossier.handover.day_zero
    for kpi in dossier.all(Kpi):
        if kpi.phase is not Phase.IMPLEMENTATION or kpi.state not in _ENDS:
            continue
        last = last_day(kpi, zero)
        if last is None or last >= today:
            continue
        if kpi.state is KpiState.ACTIVE:
            say = msg("{kpi} ended on {day} without its final value: record it", kpi=kpi.name,
                      day=last)  # fmt: skip
            field = "final" if kpi.final is None else "state"
        else:
            say = msg("{kpi} ended on {day}: have its final value signed, and retire it",
                      kpi=kpi.name, day=last)  # fmt: skip
            field = "state"
        yield _of_kpi(dossier, kpi, "R-40", Severity.STOP, _ACCEPTED, say, field)


def _fully_defined(dossier: Dossier, today: date, given: Parameters) -> Iterator[Finding]:
    for kpi in dossier.all(Kpi):
        if kpi.phase is not Phase.OPERATIONS:
            continue
        lacks, missing = live_lacks(kpi, today), unfit(kpi)
        field = missing[0] if missing else "state"
        if kpi.state in _LIVE:
            if not lacks:
                continue
            say = msg("{kpi} is live, but {lacks}", kpi=kpi.name, lacks=listed(lacks))
        elif kpi.active_from is not None and kpi.active_from <= today:
            if lacks:
                say = msg("{kpi} should be live since {day}, but {lacks}", kpi=kpi.name,
                          day=kpi.active_from, lacks=listed(lacks))  # fmt: skip
            else:
                say = msg("{kpi} should be live since {day}: bring it live, or move the day",
                          kpi=kpi.name, day=kpi.active_from)  # fmt: skip
        else:
            continue
        yield _of_kpi(dossier, kpi, "R-41", Severity.STOP, _ACCEPTED, say, field)


def _baselines(dossier: Dossier, today: date, given: Parameters) -> Iterator[Finding]:
    needed = Needed(given["daily"], given["others"])
    for kpi in dossier.all(Kpi):
        if kpi.phase is not Phase.OPERATIONS or kpi.baseline is None:
            continue
        found = baseline(kpi, needed)
        if not found.enough:
            say = msg("The baseline of {kpi} rests on too little: {readings}. Load more, or name "
                      "a proxy", kpi=kpi.name, readings=found.words)  # fmt: skip
            yield _of_kpi(dossier, kpi, "R-42", Severity.CONDITION, (Gate.G4,), say, "proxy")


def _data_owners(dossier: Dossier, today: date, given: Parameters) -> Iterator[Finding]:
    for kpi in dossier.all(Kpi):
        if not kpi.in_bonus:
            continue
        if kpi.data_owner is None:
            say, field = (
                msg("A bonus hangs on {kpi}: say who owns its data", kpi=kpi.name),
                ("data_owner"),
            )
        elif kpi.rewarded is None:
            say = msg("A bonus hangs on {kpi}: say who is rewarded by it", kpi=kpi.name)
            field = "rewarded"
        elif kpi.data_owner == kpi.rewarded:
            who = dossier.get(kpi.rewarded)
            say = msg("{name} is rewarded by {kpi} and owns its data: let somebody else own it",
                      name=who.name if isinstance(who, Person) else "?", kpi=kpi.name)  # fmt: skip
            field = "data_owner"
        else:
            continue
        yield _of_kpi(dossier, kpi, "R-43", Severity.CONDITION, (Gate.G4,), say, field)


def _no_vacuum(dossier: Dossier, today: date, given: Parameters) -> Iterator[Finding]:
    if state_of(dossier, "kpi") is ScopeState.NOT_NEEDED:
        return
    own = by_goal(dossier)
    for found in vacuums(dossier, today):
        if found.days > given["days"]:
            yield Finding(
                rule="R-44", subject=found.goal.id, key=dossier.key(found.goal),
                severity=Severity.CONDITION, gates=ALL, message=_uncovered(dossier, found),
                cure=_planned(own.get(found.goal.id, ())),
            )  # fmt: skip


def _uncovered(dossier: Dossier, found: Vacuum) -> Msg:
    key, title = dossier.key(found.goal), found.goal.title
    if len(found.holes) > 1:
        shown = listed([spoken(*hole) for hole in found.holes[:_NAMED]])
        more = len(found.holes) - _NAMED
        spans = msg("{spans} and {n} more", spans=shown, n=more) if more > 0 else shown
        return msg("No KPI covers {key} on {days} days, {spans}: {title}", key=key, days=found.days,
                   spans=spans, title=title)  # fmt: skip
    ((first, last),) = found.holes
    if first == last:
        return msg("No KPI covers {key} on {day}: {title}", key=key, day=first, title=title)
    return msg("No KPI covers {key} between {first} and {last}: {title}", key=key, first=first,
               last=last, title=title)  # fmt: skip


def _planned(kpis: tuple[Kpi, ...]) -> Cure:
    """The KPI of operations that has no first day yet, or the register, for one more."""
    for kpi in kpis:
        if kpi.phase is Phase.OPERATIONS and kpi.active_from is None:
            return Cure("kpi", kpi.id, "active_from")
    return Cure("kpi")


def _map_complete(dossier: Dossier, today: date, given: Parameters) -> Iterator[Finding]:
    found = mapping(dossier)
    for kpi in found.unmapped:
        say = msg("Say what becomes of {kpi}: it ends, or another KPI follows it", kpi=kpi.name)
        yield Finding(
            rule="R-45", subject=kpi.id, key=dossier.key(kpi), severity=Severity.CONDITION,
            gates=(Gate.G4,), message=say, cure=Cure("changeover"), owner=kpi.owner,
        )  # fmt: skip
    for line in found.broken:
        say = msg("{key} of the changeover does not name the KPIs it is between",
                  key=dossier.key(line))  # fmt: skip
        yield Finding(
            rule="R-45", subject=line.id, key=dossier.key(line), severity=Severity.CONDITION,
            gates=(Gate.G4,), message=say, cure=Cure("changeover", line.id, "new"),
        )  # fmt: skip


def _unmapped_together(found: list[Finding]) -> Msg:
    return nmsg("{n} gap in the changeover of KPIs", "{n} gaps in the changeover of KPIs",
                len(found))  # fmt: skip


def _reviews(dossier: Dossier, today: date, given: Parameters) -> Iterator[Finding]:
    """Before the closure that each is planned, afterwards that each is held."""
    zero = dossier.handover.day_zero
    for review in dossier.all(Benefit):
        if review.due is None:
            say, field = msg("Set the day on which {title} is reviewed", title=review.title), "due"
        elif review.post is None:
            say = msg("Say which post reviews {title} after the handover", title=review.title)
            field = "post"
        else:
            continue
        yield _of_review(dossier, review, Gate.G6, say, field)
    for review in dossier.all(Benefit):
        day = review.due.resolve(zero, dossier.calendar) if review.due is not None else None
        if not review.was_held(today) and day is not None and day < today:
            say = msg("The review of {title} was due on {day}: hold it", title=review.title,
                      day=day)  # fmt: skip
            yield _of_review(dossier, review, Gate.G7, say, "held_on")


def _of_review(
    dossier: Dossier, review: Benefit, gate: Gate, message: Msg, field: str
) -> Finding:  # fmt: skip
    return Finding(
        rule="R-46", subject=review.id, key=dossier.key(review), severity=Severity.CONDITION,
        gates=(gate,), message=message, cure=Cure("benefit", review.id, field),
    )  # fmt: skip


def _of_kpi(
    dossier: Dossier, kpi: Kpi, rule: str, severity: Severity, gates: tuple[Gate, ...],
    message: Msg, field: str,
) -> Finding:  # fmt: skip
    subject: Record = kpi
    return Finding(
        rule=rule, subject=subject.id, key=dossier.key(subject), severity=severity, gates=gates,
        message=message, cure=Cure("kpi", kpi.id, field), owner=kpi.owner,
    )  # fmt: skip


_CARD = ("name", "phase", "state", "owner", "goal", "unit", "formula", "direction", "source",
         "frequency", "first_due", "target", "baseline", "warn", "crit", "post", "tested_on",
         "active_from")  # fmt: skip

RULES = (
    Rule(
        id="R-40", dimension=Dimension.KPI, gates=_ACCEPTED, severity=Severity.STOP,
        title=msg("No KPI of the project ends without its final value, signed"),
        reads={"kpi": ("name", "phase", "state", "owner", "active_to", "final"),
               "handover": ("t0", "t0_actual")},
        check=_final_values,
    ),
    Rule(
        id="R-41", dimension=Dimension.KPI, gates=_ACCEPTED, severity=Severity.STOP,
        title=msg("Each live KPI is fully defined, its source tested, with a post that owns it"),
        reads={"kpi": _CARD},
        check=_fully_defined,
    ),
    Rule(
        id="R-42", dimension=Dimension.KPI, gates=(Gate.G4,), severity=Severity.CONDITION,
        title=msg("Each baseline has readings enough, or names a proxy"),
        reads={"kpi": ("name", "phase", "owner", "frequency", "baseline", "baseline_readings",
                       "proxy")},
        parameters=(Parameter("daily", msg("readings of a KPI read daily"), 10, 1, 400),
                    Parameter("others", msg("readings of a KPI read less often"), 4, 1, 100)),
        check=_baselines,
    ),
    Rule(
        id="R-43", dimension=Dimension.KPI, gates=(Gate.G4,), severity=Severity.CONDITION,
        title=msg("Nobody owns the data of a KPI that he is rewarded by"),
        reads={"kpi": ("name", "owner", "in_bonus", "data_owner", "rewarded"), "person": ("name",)},
        check=_data_owners,
    ),
    Rule(
        id="R-44", dimension=Dimension.KPI, gates=ALL, severity=Severity.CONDITION,
        title=msg("Each goal has a KPI on every day from T-30 to T+90"),
        reads={"kpi": ("phase", "state", "goal", "active_from", "active_to"),
               "goal": ("title", "becomes", "ends_because", "reached_on"),
               "scope": ("register", "state"), "handover": ("t0", "t0_actual")},
        parameters=(Parameter("days", msg("days without a KPI that may be"), 0, 0, 120),),
        check=_no_vacuum,
    ),
    Rule(
        id="R-45", dimension=Dimension.KPI, gates=(Gate.G4,), severity=Severity.CONDITION,
        title=msg("It is said of each KPI of the project what becomes of it"),
        reads={"kpi": ("name", "phase", "owner"), "changeover": ("old", "relation", "new")},
        check=_map_complete, together=_unmapped_together,
    ),
    Rule(
        id="R-46", dimension=Dimension.KPI, gates=(Gate.G6, Gate.G7), severity=Severity.CONDITION,
        title=msg("Each benefits review has a day, and a post that holds it in time"),
        reads={"benefit": ("title", "due", "post", "held_on"), "handover": ("t0", "t0_actual"),
               "holiday": ("day", "works")},
        check=_reviews,
    ),
)  # fmt: skip
