"""The lines around the checklist: title, tabs, what the list is kept to, and the legend."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from screens.handover.tabs import Tab
from screens.text import fit, one_line, width
from workbench.domain.dossier import Dossier
from workbench.domain.journey import Dimension
from workbench.domain.message import Msg, msg, nmsg, pmsg
from workbench.domain.registers.item import ItemState
from workbench.figures.checklist import MARKS
from workbench.figures.gates import gate_ahead, next_gate
from workbench.figures.progress import Progress

if TYPE_CHECKING:
    from workbench.language import Tr

WIDE = 100  # cells from which the pane is at the right
_LEAST = 8  # cells that code and name have in any window


def title(dossier: Dossier, whole: Progress, today: date, tr: Tr, t0_key: str, cells: int) -> str:
    """`PAY Payment system   T-53, T0 Fri 2027-01-15   G1 in 22 d: NO-GO, 3 stops   12/5 %`.

    Where it is narrow the fraction goes first, then the percent, then the verdict; in a window that
    is narrower still only the verdict stays.
    """
    handover = dossier.handover
    left = f" {handover.code} {one_line(handover.name.show(tr.lang))}"
    parts = _days(dossier, today, tr, t0_key)
    judged = [*parts[:-1], _with_verdict(parts[-1], dossier, today, tr)]
    claimed, verified = whole.claimed_share, whole.verified_share
    share = tr(pmsg("progress", "n/a"))
    if claimed.percent is not None:
        share = f"{claimed.percent}/{verified.percent} %"
    fraction = tr(
        pmsg("fraction", "({claimed}/{verified} of {all})",
             claimed=claimed.num, verified=verified.num, all=claimed.den)
    )  # fmt: skip
    whole_share = [f"{share} {fraction}"] if claimed.den else [share]
    ways = [[*judged, *whole_share], [*judged, share], judged, [*parts, *whole_share]]
    rights = (gap.join(way) for way in ways for gap in ("   ", "  "))
    fitting = (right for right in rights if width(left) + width(right) + 3 <= cells)
    last = ("   ".join([*parts, share]), judged[-1])
    cut = (right for right in last if width(right) + _LEAST + 3 <= cells)
    right = next(fitting, None) or next(cut, parts[-1])
    return f"{fit(left, max(_LEAST, cells - width(right) - 3))}  {right}"


def tabs(
    progress: Mapping[Dimension | None, Progress], chosen: Dimension | None, tr: Tr
) -> list[Tab]:
    """All, and the eight dimensions, each with verified of applicable and what is late."""
    everything = tr(pmsg("dimension", "All"))
    labels: dict[Dimension | None, str] = {None: f"0 {everything}"}
    labels |= {found: f"{found.number} {tr(found.label)}" for found in Dimension}
    made = []
    for dimension, label in labels.items():
        found = progress.get(dimension, Progress())
        made.append(
            Tab(label, found.verified, found.applicable, found.overdue, dimension is chosen)
        )
    return made


def legend(items: int, tr: Tr, cells: int) -> str:
    """What the marks mean; the number of items where there is room for it."""
    gap = "  " if cells >= WIDE else " "
    line = " " + gap.join(f"{mark} {tr(_LEGEND[state])}" for state, mark in MARKS.items())
    count = tr(nmsg("{n} item", "{n} items", items))
    return f"{line}  {count}" if width(line) + width(count) + 3 <= cells else line


def _with_verdict(coming: str, dossier: Dossier, today: date, tr: Tr) -> str:
    """`G1 in 22 d: NO-GO, 3 stops`, counted as on the gate's own screen."""
    from workbench.rules import engine

    gate = gate_ahead(dossier, today)
    if gate is None or dossier.handover.day_zero is None:
        return coming
    found = engine.verdict(dossier, gate, today)
    said: Msg = found.outcome.label
    if found.stops:
        said = nmsg("{verdict}, {n} stop", "{verdict}, {n} stops", len(found.stop_lines),
                    verdict=said)  # fmt: skip
    return tr(msg("{what}: {verdict}", what=coming, verdict=said))


def _days(dossier: Dossier, today: date, tr: Tr, t0_key: str) -> list[str]:
    zero = dossier.handover.day_zero
    if zero is None:
        return [tr(msg("no T0 yet: {key} sets it", key=t0_key))]
    gate, day = next_gate(dossier, today) or (None, None)
    days = (day - today).days if day is not None else 0
    if gate is None:
        coming = msg("all gates passed")
    elif day is None:
        coming = msg("{gate} without a day", gate=gate.value)
    elif days < 0:
        coming = msg("{gate} was {n} d ago", gate=gate.value, n=-days)
    else:
        coming = msg("{gate} in {n} d", gate=gate.value, n=days)
        if not days:
            coming = msg("{gate} today", gate=gate.value)
    when = f"{tr.weekday(zero)} {zero.isoformat()}"
    since = f"T{(today - zero).days:+d}" if today != zero else tr(msg("today"))
    return [tr(msg("{day}, T0 {when}", day=since, when=when)), tr(coming)]


_LEGEND: dict[ItemState, Msg] = {
    ItemState.TODO: pmsg("legend", "open"),
    ItemState.DOING: pmsg("legend", "doing"),
    ItemState.CLAIMED: pmsg("legend", "claimed"),
    ItemState.VERIFIED: pmsg("legend", "verified"),
    ItemState.BLOCKED: pmsg("legend", "blocked"),
    ItemState.WAIVED: pmsg("legend", "waived"),
    ItemState.NOT_APPLICABLE: pmsg("legend", "n/a"),
}
