"""What the portfolio needs to know of a handover, written with each change set.

The verdicts say for which days they hold.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Any

from workbench.domain.bitext import LANGUAGES
from workbench.domain.dossier import Dossier
from workbench.domain.journey import Gate, gate_day
from workbench.domain.registers.person import Person
from workbench.domain.text import fold
from workbench.domain.verdict import JUDGED_BY
from workbench.figures.progress import progress_of_all
from workbench.language import in_each
from workbench.services.judged import week_ahead

if TYPE_CHECKING:
    from db.writer import Writer
    from workbench.rules.engine import Told

STOP_LINES = 5
"""Lines of what stops the next gate that today's work shows of a handover."""

STRETCHES = 3
"""Verdicts are judged for the days ahead as well, so that a file which nobody has opened since
last week is read and not judged; so many times at most, for whoever claims waits for it."""


def write(
    writer: Writer,
    before: Dossier,
    after: Dossier,
    touched: Collection[int],
    today: date | None,
) -> None:
    """Bring the summary row and agenda lines to what `after` says; `touched` are record ids.
    Without a day nothing is judged: a row without verdicts is one of an earlier day."""
    from workbench.services import agenda  # who only reads need not know its registers

    writer.summarise({**row_of(after), "judged": judged(after, today) if today else None})
    agenda.schedule(writer, before, after, touched)


def row_of(after: Dossier) -> dict[str, Any]:
    """The summary row of a handover, but for its verdicts, which depend on the day."""
    handover = after.handover
    counted = progress_of_all(after, date.min)
    figures = {
        "name": {"en": handover.name.en, "zh": handover.name.zh},
        "weight": counted.weight,
        "claimed_weight": counted.claimed_weight,
        "verified_weight": counted.verified_weight,
    }
    zero = handover.day_zero
    return {
        "handover": handover.id,
        "code": handover.code,
        "folded": fold(f"{handover.code} {handover.name.en} {handover.name.zh}"),
        "archived": int(handover.archived),
        "t0": zero.isoformat() if zero else None,
        "figures": json.dumps(figures, ensure_ascii=False),
        "head": after.head,
    }


def judged(dossier: Dossier, today: date) -> str:
    """The verdicts as they are stored: for which days and by which rules they hold, and what they
    turn into by themselves in the week ahead."""
    from workbench.rules import engine  # who only reads need not know the rules

    last = week_ahead(today)
    stretches: list[dict[str, Any]] = []
    day: date | None = today
    while day is not None and day <= last and len(stretches) < STRETCHES:
        found = engine.outlook(dossier, day)
        first = engine.each_rule_first(found.stopping)
        stretches.append(
            {
                "day": day.isoformat(),
                "until": found.turns.isoformat() if found.turns else None,
                "ahead": found.ahead.value if found.ahead else None,
                "gates": {gate.value: list(counts) for gate, counts in found.gates.items()},
                "held": _held(dossier, found.ahead),
                "stopping": [_stop(dossier, told) for told in first[:STOP_LINES]],
            }
        )
        day = found.turns
    now, *then = stretches
    kept = {"rules": JUDGED_BY, **now, **({"then": then} if then else {})}
    return json.dumps(kept, ensure_ascii=False)


def _held(dossier: Dossier, gate: Gate | None) -> str | None:
    """The day of the next gate."""
    day = gate_day(dossier, gate) if gate is not None else None
    return day.isoformat() if day is not None else None


def _stop(dossier: Dossier, told: Told) -> dict[str, Any]:
    """What stops the next gate, as today's work tells it in either language."""
    owners = {f.shown_owner for f in told.findings}
    owner = next(iter(owners)) if len(owners) == 1 else None
    vacant = "" if owner is None or isinstance(dossier.get(owner), Person) else " ?"
    alone = told.findings[0] if len(told.findings) == 1 else None
    return {
        "id": told.findings[0].id,
        "shown": told.findings[0].shown_id,
        "key": told.findings[0].key if len(told.findings) == 1 else "",
        "owner": {
            lang: dossier.title(owner, lang) + vacant if owner is not None else ""
            for lang in LANGUAGES
        },
        "text": {
            lang: f"{told.rule.id} {said}"
            for lang, said in in_each(alone.said if alone is not None else told.message).items()
        },
    }
