"""Counting the verdicts of a list of handovers anew, when the day or the rules have changed.

Meant for a thread behind a screen: a few handovers at a time, each read and judged without a lock,
then kept in one short write. Who may not write keeps them in memory.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from db import quick
from db.records import read_dossier
from db.store import Store
from workbench.domain import record
from workbench.domain.errors import NotFound, StoreError
from workbench.services import summary

AT_ONCE = 8
"""Handovers between two writes: half a second's work on an old machine."""
_BREATH = 0.003  # seconds between handovers, in which the screen is drawn

Verdicts = Mapping[str, Any]


def refresh(path: Path, handovers: Sequence[int], today: date) -> Iterator[dict[int, Verdicts]]:
    """Judge the handovers in this order; gives what is done, a few at a time, ready for
    `portfolio.entries(judged=...)`.

    One that has been deleted meanwhile is left out. StoreError when the file cannot be read.
    """
    store = Store(path)
    names = [r.name for r in record.all_registers() if r.name != "handover"]
    writable = True
    for start in range(0, len(handovers), AT_ONCE):
        rows: list[tuple[int, int, str]] = []
        for handover in handovers[start : start + AT_ONCE]:
            try:
                with store.records() as connection:
                    dossier = read_dossier(connection, handover, names)
            except NotFound:
                continue
            rows.append((handover, dossier.head, summary.judged(dossier, today)))
            time.sleep(_BREATH)
        if writable:
            try:
                quick.keep_verdicts(path, rows)
            except StoreError:
                writable = False
        yield {handover: {**json.loads(text), "head": head} for handover, head, text in rows}
