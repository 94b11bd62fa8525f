"""The rows of a file that were refused, as a file of their own: mended, it is brought in again.

A password in them has stars here too, so that it does not lie in one more file, unless the user
said that secrets are kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.domain.message import msg
from workbench.domain.secrets import without_secrets
from workbench.exchange import csv_file
from workbench.language import Tr
from workbench.services.importing import Fate, Plan

if TYPE_CHECKING:
    from workbench.services.files_in import Opened

_NOT_TAKEN = (Fate.REFUSED, Fate.CONTESTED)


def refused_csv(tr: Tr, planned: Plan, found: Opened) -> bytes | None:
    """The rows under their own titles, and behind them where each stands and why; None when
    nothing is refused."""
    rows = [row for row in planned.rows if row.fate in _NOT_TAKEN]
    if not rows:
        return None
    ends = [tr(msg("Where")), tr(msg("Why"))]
    sheet, layout = found.sheet, found.layout
    if sheet is None or layout is None:
        titles = [tr(msg("Item"))]
        cells = {row.draft.line: [row.draft.cells.get("text", "")] for row in rows}
    else:
        titles = layout.titles(sheet)
        at = {line: n for n, line in enumerate(sheet.lines)}
        cells = {}
        for row in rows:
            own = list(sheet.rows[at[row.draft.line]])
            cells[row.draft.line] = own + [""] * (len(titles) - len(own))
    shown = str if planned.answers.keep else without_secrets
    made = [
        [*map(shown, cells[r.draft.line]), r.place, tr(r.why) if r.why is not None else ""]
        for r in rows
    ]
    return csv_file.write([*titles, *ends], made, bom=True)
