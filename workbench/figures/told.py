"""What may be read by others: as if whoever has not been told stayed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from workbench.domain.dossier import Dossier, Reading
from workbench.domain.message import Msg, nmsg
from workbench.domain.record import Record
from workbench.domain.registers.person import Person

OF_LEAVERS: Mapping[str, Any] = {
    "release": None, "wave": None, "successor": None, "no_successor": "", "equipment": None,
    "contact_until": None, "contact_hours": None,
}  # fmt: skip
"""The fields of a person that only a leaver has, with what they are in others."""


def as_told(dossier: Dossier) -> Dossier:
    """The dossier in which whoever is to leave and has not been told stays, with nothing agreed for
    afterwards; itself if there is nobody like that."""
    return dossier.kept("told", lambda: dossier.seen_as("told", "person", _staying))


def as_sent(dossier: Dossier) -> Dossier:
    """The dossier for a file that goes to others: whoever is to leave and has not been told has
    nothing in it that only a leaver has."""
    return dossier.kept("sent", lambda: _sent(dossier))


def for_others(
    view: Reading, registers: Collection[str], *, personal: bool = False
) -> tuple[Reading, Msg | None]:
    """What a file of these registers is made of, and what is said where that leaves something out;
    with `personal` it is for people who may see all of it."""
    if personal:
        return view, None
    whole, sent = view.dossier, as_sent(view.dossier)
    short = any(sent.listed(name) != whole.listed(name) for name in registers)
    return replace(view, dossier=sent), as_staying(untold(whole)) if short else None


def untold(dossier: Dossier) -> int:
    """How many are to leave and have not been told."""
    return sum(p.untold for p in dossier.all(Person)) if "person" in dossier.registers else 0


def as_staying(n: int) -> Msg:
    """What is said where that many are counted so."""
    return nmsg("{n} person who is to go has not been told, and is counted here as staying.",
                "{n} people who are to go have not been told, and are counted here as staying.",
                n)  # fmt: skip


def _sent(dossier: Dossier) -> Dossier:
    if not untold(dossier):
        return dossier
    quiet = [p for p in dossier.all(Person) if p.untold]
    plain = [replace(p, **OF_LEAVERS) for p in quiet]
    own = {p.id for p in quiet}
    answers = dossier.listed("answer") if "answer" in dossier.registers else ()
    gone = [a.id for a in answers if a.parent in own]
    return dossier.patched([("person", p) for p in plain], gone, dossier.head)


def _staying(found: Record) -> Record:
    if isinstance(found, Person) and found.untold:
        return replace(found, release=None, contact_until=None)
    return found
