"""What may be counted where others read it: as if whoever has not been told stayed."""

from __future__ import annotations

from dataclasses import replace

from workbench.domain.dossier import Dossier
from workbench.domain.registers.person import Person


def as_told(dossier: Dossier) -> Dossier:
    """The dossier in which whoever is to leave and has not been told stays, with nothing agreed for
    afterwards; itself if there is nobody like that."""
    return dossier.kept("told", lambda: _as_told(dossier))


def _as_told(dossier: Dossier) -> Dossier:
    quiet = [p for p in dossier.all(Person) if p.untold]
    stay = [("person", replace(p, release=None, contact_until=None)) for p in quiet]
    return dossier.patched(stay, (), dossier.head) if stay else dossier
