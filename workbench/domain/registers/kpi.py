"""KPIs: the indicators of the project that end, and those of operations that begin."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated as A

from workbench.domain.amounts import day, instant, number, scale
from workbench.domain.frozen import dataclass
from workbench.domain.journey import Dimension
from workbench.domain.kinds import choice, derived, flag, note, pointer, ref, text
from workbench.domain.labelled import Labelled, Side
from workbench.domain.machine import Move, machine, state
from workbench.domain.message import msg, pmsg
from workbench.domain.record import Lasts, Record, register


class Phase(Labelled):
    IMPLEMENTATION = "implementation", msg("of the project")
    OPERATIONS = "operations", msg("of operations")


class Direction(Labelled):
    HIGHER = "higher", msg("higher is better")
    LOWER = "lower", msg("lower is better")
    BAND = "band", msg("near the target is better")


class Frequency(Labelled):
    ONCE = "once", msg("once")
    DAILY = "daily", msg("daily")
    WEEKLY = "weekly", msg("weekly")
    MONTHLY = "monthly", msg("monthly")
    QUARTERLY = "quarterly", msg("quarterly")
    YEARLY = "yearly", msg("yearly")


class Collection(Labelled):
    MANUAL = "manual", msg("by hand")
    IMPORT = "import", msg("from a file")
    QUERY = "query", msg("by a query")


class KpiState(Labelled):
    """Two paths (field F-5.2): one ends with a final value, one begins with a definition."""

    ACTIVE = "active", pmsg("KPI", "active")
    FINAL = "final_value_recorded", msg("final value recorded")
    RETIRED = "retired", msg("retired")
    PROPOSED = "proposed", msg("proposed")
    DEFINED = "defined", msg("defined")
    BASELINED = "baselined", msg("baselined")
    PARALLEL = "parallel", msg("in parallel")
    LIVE = "live", msg("live")
    REVIEW = "under_review", msg("under review")


_K = KpiState
PATHS = {
    Phase.IMPLEMENTATION: (_K.ACTIVE, _K.FINAL, _K.RETIRED),
    Phase.OPERATIONS: (_K.PROPOSED, _K.DEFINED, _K.BASELINED, _K.PARALLEL, _K.LIVE, _K.REVIEW),
}
COUNTING = (_K.ACTIVE, _K.FINAL, _K.RETIRED, _K.LIVE, _K.REVIEW)
"""A KPI in such a state says, between its first and last day, how a goal stands; one that is
retired said so until its last day."""

KPI = machine(
    KpiState,
    Move("finalise", msg("Record the final value"), (_K.ACTIVE,), _K.FINAL),
    Move("retire", msg("Retire"), (_K.FINAL,), _K.RETIRED),
    Move("define", msg("Defined"), (_K.PROPOSED,), _K.DEFINED),
    Move("baseline", msg("Baseline taken"), (_K.DEFINED,), _K.BASELINED),
    Move("run_parallel", msg("Run in parallel"), (_K.BASELINED,), _K.PARALLEL),
    Move("go_live", msg("Go live"), (_K.BASELINED, _K.PARALLEL), _K.LIVE, side=Side.RECEIVING),
    Move("review", msg("Put under review"), (_K.LIVE,), _K.REVIEW, reasoned=True),
    Move("confirm", msg("Confirm after review"), (_K.REVIEW,), _K.LIVE, side=Side.RECEIVING),
    Move("send_back", msg("Send back"), (_K.DEFINED, _K.BASELINED, _K.PARALLEL, _K.LIVE,
         _K.REVIEW), _K.PROPOSED, side=Side.RECEIVING, reasoned=True, back=True),
    Move("reopen", msg("Reopen"), (_K.FINAL, _K.RETIRED), _K.ACTIVE, reasoned=True),
)  # fmt: skip


@register("kpi", title=msg("KPIs"), one=msg("KPI"), named_by="name",
          dimension=Dimension.KPI, prefix="KPI", lasts=Lasts.REVIEW, asked=True)  # fmt: skip
@dataclass(frozen=True, kw_only=True, slots=True)
class Kpi(Record):
    """One indicator with its definition card; what its readings come to is kept by the program.

    Thresholds of a band are distances from the target; otherwise they are values.
    """

    name: A[str, text(msg("KPI"), core=True, width=26)] = ""
    phase: A[Phase, choice(msg("Phase"), Phase, core=True, required=True)] = Phase.OPERATIONS
    goal: A[int | None, ref(msg("Goal"), "goal", core=True)] = None
    unit: A[str, text(msg("Unit"), core=True, width=8, limit=20)] = ""
    formula: A[str, text(msg("Formula"), width=26)] = ""
    purpose: A[str, text(msg("Purpose"))] = ""
    direction: A[Direction, choice(msg("Direction"), Direction, required=True)] = Direction.HIGHER
    source: A[str, pointer(msg("Data source"))] = ""
    collection: A[Collection | None, choice(msg("Collected"), Collection)] = None
    tested_on: A[date | None, day(msg("Source tested on"))] = None
    frequency: A[Frequency | None, choice(msg("Frequency"), Frequency)] = None
    baseline: A[Decimal | None, number(msg("Baseline"))] = None
    baseline_from: A[date | None, day(msg("Baseline from"))] = None
    baseline_to: A[date | None, day(msg("Baseline to"))] = None
    proxy: A[
        str,
        text(msg("Proxy"), help=msg("What stands for the baseline while readings are too few.")),
    ] = ""
    target: A[Decimal | None, number(msg("Target"))] = None
    warn: A[Decimal | None, number(msg("Warn at"))] = None
    crit: A[Decimal | None, number(msg("Critical at"))] = None
    owner: A[int | None, ref(msg("Owner before"), "person")] = None
    post: A[int | None, ref(msg("Owner after, post"), "post")] = None
    data_owner: A[int | None, ref(msg("Data owner"), "person")] = None
    in_bonus: A[bool, flag(msg("Used in a bonus"))] = False
    rewarded: A[int | None, ref(msg("Rewarded"), "person")] = None
    active_from: A[date | None, day(msg("Active from"))] = None
    active_to: A[date | None, day(msg("Active to"))] = None
    first_due: A[date | None, day(msg("First reading due"))] = None
    final: A[Decimal | None, number(msg("Final value"))] = None
    final_on: A[date | None, day(msg("Final value on"), past=True)] = None
    about: A[str, note(msg("Remarks"))] = ""
    state: A[KpiState, state(msg("State"), KPI)] = KpiState.PROPOSED
    readings: A[int, derived(scale(msg("Readings"), 0, 10**9))] = 0
    first_reading: A[date | None, derived(day(msg("First reading")))] = None
    last_reading: A[date | None, derived(day(msg("Last reading")))] = None
    last_value: A[Decimal | None, derived(number(msg("Last value")))] = None
    baseline_readings: A[int, derived(scale(msg("Readings in the baseline"), 0, 10**9))] = 0
    gaps: A[int, derived(scale(msg("Missing in between"), 0, 10**9))] = 0
    signed_by: A[int | None, ref(msg("Final value signed by"), "person", fixed=True)] = None
    reason: A[str, text(msg("Reason"), fixed=True)] = ""
    moved_by: A[int | None, ref(msg("Moved by"), "person", fixed=True)] = None
    moved_at: A[datetime | None, instant(msg("Moved at"))] = None
    reopened: A[int, scale(msg("Times sent back"), 0, 10_000, fixed=True)] = 0

    @property
    def path(self) -> tuple[KpiState, ...]:
        """The states it goes through, in order."""
        return PATHS[self.phase]
