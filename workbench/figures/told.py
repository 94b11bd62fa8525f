"""What may be counted where others read it: as if whoever has not been told stayed."""

from __future__ import annotations

from dataclasses import replace

from workbench.domain.dossier import Dossier
from workbench.domain.record import Record
from workbench.domain.registers.person import Person


def as_told(dossier: Dossier) -> Dossier:
    """The dossier in which whoever is to leave and has not been told stays, with nothing agreed for
    afterwards; itself if there is nobody like that."""
    return dossier.kept("told", lambda: dossier.seen_as("told", "person", _staying))


def _staying(found: Record) -> Record:
    if isinstance(found, Person) and found.untold:
        return replace(found, release=None, contact_until=None)
    return found
