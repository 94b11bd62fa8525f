"""Release waves in a file: whoever is put into one leaves on its day, as on the screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from workbench.domain.dossier import Dossier
from workbench.domain.message import Msg, nmsg
from workbench.domain.registers.person import Person
from workbench.domain.registers.wave import Wave
from workbench.figures import waves
from workbench.services.import_row import Fate, Row

_COMES = (Fate.NEW, Fate.CHANGED, Fate.CONTESTED)


def along(dossier: Dossier, row: Row) -> Row:
    """A row of the roster; where it puts somebody into a wave its day is the planned release,
    unless the row says another day than he has."""
    if row.draft.cells.get("wave") and row.stays:  # its day says when he goes
        row = replace(row, stays=tuple(name for name in row.stays if name != "release"))
    wave, known = dossier.get(row.values.get("wave")), dossier.get(row.record)
    person = known if isinstance(known, Person) else Person()
    if row.fate not in _COMES or not isinstance(wave, Wave) or wave.day is None:
        return row
    said = row.values.get("release")
    if not waves.may_join(person) or said or wave.day == person.release:
        return row
    values = {**row.values, "release": wave.day}
    old = {**row.old, "release": person.release} if row.record is not None else row.old
    return replace(row, values=values, old=old, by_wave=True)


def told(dossier: Dossier, register: str, rows: Sequence[Row]) -> Iterator[Msg]:
    """What moves with the waves, a line each."""
    coming = [row for row in rows if row.fate in (Fate.NEW, Fate.CHANGED)]
    if register == "person":
        moved = Counter(row.values["wave"] for row in coming if row.by_wave)
    elif register == "wave":
        moved = Counter({row.record: n for row in coming if (n := _along(dossier, row))})
    else:
        return
    days = {row.record: row.values["day"] for row in coming if "day" in row.values}
    for wave_id, n in moved.items():
        wave = dossier.get(wave_id)
        if isinstance(wave, Wave):
            yield nmsg("with {wave}: {n} planned release on {day}",
                       "with {wave}: {n} planned releases on {day}", n, wave=wave.name,
                       day=days.get(wave_id, wave.day))  # fmt: skip


def _along(dossier: Dossier, row: Row) -> int:
    """How many go along when the row gives its wave another day."""
    wave = dossier.get(row.record)
    moves = isinstance(wave, Wave) and isinstance(row.values.get("day"), date)
    return len(waves.along(dossier, wave)) if isinstance(wave, Wave) and moves else 0
