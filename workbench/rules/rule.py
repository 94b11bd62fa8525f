"""What a rule is, and what it finds.

A rule is a pure function over a Dossier with its declaration: which gates it holds at, what it
does to them, which registers and fields it reads, which numbers people may change. Rules do not
know each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from types import MappingProxyType

from workbench.domain.dossier import Dossier
from workbench.domain.journey import Dimension, Gate
from workbench.domain.message import Msg
from workbench.domain.record import Record
from workbench.domain.registers.answer import Answer
from workbench.domain.verdict import Severity

ALL = tuple(Gate)


@cache
def since(gate: Gate) -> tuple[Gate, ...]:
    """This gate and the later ones."""
    return tuple(g for g in Gate if g.number >= gate.number)


@dataclass(frozen=True, slots=True)
class Cure:
    """Where a finding is cured; without a `record` it is in the register as a whole."""

    register: str
    record: int | None = None
    field: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing a rule found.

    `subject` is the record it is about (the handover for what is about all of it), and `key` what
    people call it: `PAY-12`, `PAY.receiving`, or the name of a register. `owner` is a person, or a
    seat that nobody fills. `plan` is the answer that gave owner and date, `waiver` the one that
    makes it an accepted exception; an item has its own waiver, so `accepted` says it for both.
    `discreet` is what goes out of the house instead of `message`: there are people in that who have
    not been told yet.
    """

    rule: str
    subject: int
    key: str
    severity: Severity
    gates: tuple[Gate, ...]
    message: Msg
    cure: Cure
    detail: str = ""
    owner: int | None = None
    due: date | None = None
    accepted: Accepted | None = None
    plan: Answer | None = None
    discreet: Msg | None = None

    @property
    def id(self) -> str:
        """`R-02 PAY-12`: the same as long as the finding stands."""
        return f"{self.rule} {self.key}"

    @property
    def said(self) -> Msg:
        """What whoever may read it is told: out of the house."""
        return self.discreet or self.message

    @property
    def shown_id(self) -> str:
        """`R-15 P-04`; without the key where nobody may read of whom it is."""
        return self.id if self.discreet is None else self.rule

    @property
    def shown_owner(self) -> int | None:
        """Its owner; where nobody may read of whom it is, only one who was agreed on."""
        return self.owner if self.discreet is None or self.plan is not None else None

    @property
    def shown_due(self) -> date | None:
        return self.due if self.discreet is None or self.plan is not None else None


@dataclass(frozen=True, slots=True)
class Accepted:
    """Why a finding does not count until a day: who approved it, and what is done meanwhile."""

    approver: int | None
    expires: date
    reason: str
    measure: str
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number of a rule that people may agree to change; `unit` is a word for it."""

    name: str
    label: Msg
    default: int
    low: int
    high: int


Parameters = Mapping[str, int]
Check = Callable[[Dossier, date, Parameters], Iterable[Finding]]
Each = Callable[[Dossier, Record, date, Parameters], Iterable[Finding]]
Telling = Callable[[list[Finding]], Msg | None]


@dataclass(frozen=True, slots=True)
class Part:
    """A check that reads less than its rule as a whole, so that it is made anew less often."""

    check: Check
    reads: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A check with its declaration: of the dossier as a whole, or of `each` record of `over`.

    What is checked record by record is checked anew only where a record has changed, so `each`
    may depend on nothing but its record, the handover, and the other registers in `reads`.

    `reads` names registers and their fields; what reads every text of every register says
    `reads_all`. It is right about the `unasked` ones even when they are empty. A check is made anew
    where one of them has changed; one made of `parts`, each part by itself. `together` tells some
    findings in one line, or says that each is told for itself (None). What cannot be waived is what
    a waiver would make a lie of.
    """

    id: str
    dimension: Dimension | None
    gates: tuple[Gate, ...]
    severity: Severity
    title: Msg
    check: Check | None = None
    parts: tuple[Part, ...] = ()
    each: Each | None = None
    over: str = ""
    reads: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    reads_all: bool = False
    unasked: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    together: Telling | None = None
    waivable: bool = True

    def findings(self, dossier: Dossier, today: date, given: Parameters) -> Iterator[Finding]:
        """All it finds, remembering nothing."""
        for part in self.whole:
            yield from part.check(dossier, today, given)
        if self.each is not None:
            for found in dossier.listed(self.over):
                yield from self.each(dossier, found, today, given)

    @property
    def whole(self) -> tuple[Part, ...]:
        """The checks of the dossier as a whole."""
        if self.check is None:
            return self.parts
        return (Part(self.check, tuple(self.reads)), *self.parts)

    def parameter(self, name: str) -> Parameter | None:
        return next((p for p in self.parameters if p.name == name), None)

    @property
    def defaults(self) -> Parameters:
        return {p.name: p.default for p in self.parameters}
