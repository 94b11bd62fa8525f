"""Two people, one record: where their changes meet, and what can be done about it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, NamedTuple

from workbench.domain import record
from workbench.domain.dossier import Dossier
from workbench.domain.errors import Refused
from workbench.domain.message import Msg, listed, msg, nmsg

_NAMED = 5  # records in one sentence


class Choice(Enum):
    """What becomes of a record that both changed."""

    THEIRS = "theirs"
    MINE = "mine"
    BOTH = "both"


class Clash(NamedTuple):
    """A record where the user's change meets one made since he looked.

    `theirs` and `mine` have the values of the fields that meet, of the field `gone` where one of
    them deletes the record. `who` is empty when nobody is known.
    """

    record: int
    register: str
    key: str
    theirs: Mapping[str, Any]
    mine: Mapping[str, Any]
    choices: frozenset[Choice]
    who: str = ""

    def settled(self, wanted: Choice) -> Choice:
        """`wanted`, or theirs where that cannot be had."""
        return wanted if wanted in self.choices else Choice.THEIRS

    @property
    def what(self) -> Msg | str:
        """The field that meets, with its record: `Due of PAY-03`; of several only the record."""
        fields = record.get(self.register).by_name
        if len(self.theirs) == 1 and (name := next(iter(self.theirs))) in fields:
            return msg("{field} of {key}", field=fields[name].kind.label, key=self.key)
        return self.key


@dataclass(frozen=True, slots=True)
class Seen:
    """What a user had before his eyes when he decided, and how he settled, by record, the fields
    that met what others had done."""

    dossier: Dossier
    settled: Mapping[int, tuple[Choice, Collection[str]]] = field(default_factory=dict)


class Conflict(Refused):
    """Nothing was written, for others changed the same meanwhile: the user is to choose.

    The same act, told `settled(choice)` as what he saw, carries it out. `leave` are the words for
    keeping theirs where that is not all there is to it.
    """

    def __init__(
        self,
        clashes: Sequence[Clash],
        now: Dossier,
        message: Msg | None = None,
        leave: Msg | None = None,
    ) -> None:
        super().__init__(message if message is not None else told(clashes))
        self.clashes, self.now, self.leave = clashes, now, leave

    @property
    def choices(self) -> list[Choice]:
        """What can be chosen for at least one of them."""
        return [c for c in Choice if any(c in clash.choices for clash in self.clashes)]

    def settled(self, wanted: Choice) -> Seen:
        """One answer for all of them."""
        return Seen(self.now, {c.record: (c.settled(wanted), c.theirs) for c in self.clashes})


def told(clashes: Sequence[Clash]) -> Msg:
    """What happened, in one sentence."""
    names = sorted({clash.who for clash in clashes} - {""})
    who = listed(names) or msg("somebody")
    if len(clashes) == 1:
        return msg("{who} changed {what} meanwhile", who=who, what=clashes[0].what)
    keys = ", ".join(clash.key for clash in clashes[:_NAMED])
    return nmsg(
        "{who} changed {n} of them meanwhile: {keys}",
        "{who} changed {n} of them meanwhile: {keys}",
        len(clashes),
        who=who,
        keys=f"{keys}..." if len(clashes) > _NAMED else keys,
    )
