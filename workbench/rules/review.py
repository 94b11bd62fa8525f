"""Review loop (D8): who signed, and whether claims are ahead of what was seen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from workbench.domain.dossier import Dossier
from workbench.domain.journey import Dimension, Gate
from workbench.domain.labelled import Side
from workbench.domain.message import msg
from workbench.domain.registers.person import Person
from workbench.domain.verdict import Severity
from workbench.figures.gates import signed
from workbench.figures.progress import progress_of_all
from workbench.rules.rule import ALL, Cure, Finding, Parameter, Parameters, Rule


def _signed(dossier: Dossier, today: date, given: Parameters) -> Iterator[Finding]:
    top, there = dossier.handover, signed(dossier, Gate.G4)
    for side in Side:
        sign = there.get(side)
        signer = dossier.get(sign.by) if sign is not None else None
        if sign is None:
            say = msg("Get the sign-off of the {side}", side=side.label)
        elif not isinstance(signer, Person) or signer.side is not side:
            say = msg("{name} is not of the {side}, so this sign-off does not count: get another",
                      name=signer.name if isinstance(signer, Person) else "?",
                      side=side.label)  # fmt: skip
        else:
            continue
        yield Finding(
            rule="R-73", subject=top.id, key=f"{dossier.key(top)}.{side.value}",
            detail=side.value, severity=Severity.STOP, gates=(Gate.G4,), message=say,
            cure=Cure("signoff", None, side.value),
        )  # fmt: skip


def _seen(dossier: Dossier, today: date, given: Parameters) -> Iterator[Finding]:
    top, counted = dossier.handover, progress_of_all(dossier, today)
    claimed, verified = counted.claimed_weight, counted.verified_weight
    if counted.weight and (claimed - verified) * 100 > given["points"] * counted.weight:
        yield Finding(
            rule="R-74", subject=top.id, key=dossier.key(top), severity=Severity.CONDITION,
            gates=ALL, cure=Cure("item", None, "state"),
            message=msg("Claims are {points} points ahead of what the receiving side has seen: "
                        "verify what is claimed, or send it back",
                        points=(claimed - verified) * 100 // counted.weight),
        )  # fmt: skip


RULES = (
    Rule(
        id="R-73", dimension=Dimension.REVIEW, gates=(Gate.G4,), severity=Severity.STOP,
        title=msg("Giving side, receiving side and sponsor have signed, each for itself"),
        reads={"signoff": ("gate", "side", "by", "consent"), "decision": ("gate", "ruling"),
               "person": ("name", "side")},
        check=_signed, waivable=False,
    ),
    Rule(
        id="R-74", dimension=Dimension.REVIEW, gates=ALL, severity=Severity.CONDITION,
        title=msg("What is claimed is not far ahead of what is verified"),
        reads={"item": ("state", "weight", "expires")},
        parameters=(Parameter("points", msg("points at most"), 20, 0, 100),),
        check=_seen,
    ),
)  # fmt: skip
