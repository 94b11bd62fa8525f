"""Sign-offs: who accepted what, on which content."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated as A

from workbench.domain.amounts import instant
from workbench.domain.frozen import dataclass
from workbench.domain.journey import Gate
from workbench.domain.kinds import choice, digest, ref, text
from workbench.domain.labelled import Side
from workbench.domain.message import msg
from workbench.domain.record import Lasts, Record, register
from workbench.domain.verdict import Consent


@register("signoff", title=msg("Sign-offs"), one=msg("sign-off"), named_by="side",
          prefix="SO", lasts=Lasts.REVIEW, sealed=True)  # fmt: skip
@dataclass(frozen=True, kw_only=True, slots=True)
class Signoff(Record):
    """One signature at a gate; `sha256` is of the content that was signed."""

    gate: A[Gate | None, choice(msg("Gate"), Gate, fixed=True)] = None
    side: A[Side | None, choice(msg("Side"), Side, fixed=True)] = None
    by: A[int | None, ref(msg("Signed by"), "person", fixed=True)] = None
    consent: A[Consent, choice(msg("Says"), Consent, fixed=True, required=True)] = Consent.ACCEPT
    words: A[str, text(msg("Words"), fixed=True)] = ""
    at: A[datetime | None, instant(msg("Signed at"))] = None
    typed_by: A[str, text(msg("Typed by"), fixed=True, personal=True)] = ""  # who, if another
    sha256: A[str, digest(msg("SHA-256"))] = ""
