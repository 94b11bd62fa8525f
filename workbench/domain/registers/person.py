"""The roster: one record per human in this handover, and no second list of people."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated as A

from workbench.domain.amounts import day, instant, number, scale
from workbench.domain.errors import BadValue
from workbench.domain.frozen import dataclass
from workbench.domain.journey import Dimension, Gate
from workbench.domain.kinds import TextKind, View, choice, ref, text
from workbench.domain.labelled import Labelled
from workbench.domain.labelled import Side as Side
from workbench.domain.machine import Move, machine, state
from workbench.domain.message import msg, pmsg
from workbench.domain.money import Money, money
from workbench.domain.record import Lasts, Record, register

# Between names, not within one: `Lopez, Maria` and `Ops/DBA` are one.
_BETWEEN = r"[^\W\d_] ?[、；，] ?[^\W\d_]|[一-鿿] ?[,;/／&] ?[一-鿿]|\w \w+ ?[,;/&] ?\w+ \w"
_BESIDE = r"[（(][^()（）]*[)）]"


class NameKind(TextKind):
    """The name of one human."""

    def parse(self, text: str, view: View) -> str:
        name = super().parse(text, view)
        if re.search(_BETWEEN, re.sub(_BESIDE, "", name)):
            raise BadValue(
                msg("{text} is more than one name, and one goes here; a second receiver of a topic "
                    "is added to who knows it, as Lin Tao (1), or gets a session of his own",
                    text=name)
            )  # fmt: skip
        return name


class Employment(Labelled):
    STAFF = "staff", msg("staff")
    SECONDEE = "secondee", msg("secondee")
    CONTRACTOR = "contractor", msg("contractor")
    OUTSOURCED = "outsourced", msg("outsourced")
    TEMPORARY = "temporary", msg("temporary")
    VENDOR = "vendor", msg("vendor")


EXTERNAL = (Employment.CONTRACTOR, Employment.OUTSOURCED, Employment.TEMPORARY, Employment.VENDOR)


class PersonState(Labelled):
    """From the project to release, or into a standing post (field F-2.2)."""

    ACTIVE = "active", msg("active")
    NOTIFIED = "notified", msg("notified")
    HANDING_OVER = "handing_over", msg("handing over")
    EXTENDED = "extended", msg("extended")
    CLEARED = "cleared", msg("cleared")
    RELEASED = "released", msg("released")
    TRANSFERRED = "transferred", msg("transferred")
    LEFT = "left_unplanned", msg("left unplanned")


_P = PersonState
GOING = (_P.NOTIFIED, _P.HANDING_OVER, _P.EXTENDED, _P.CLEARED)
GONE = (_P.RELEASED, _P.LEFT)

PERSON = machine(
    PersonState,
    Move("tell", msg("Tell"), (_P.ACTIVE,), _P.NOTIFIED),
    Move("hand_over", msg("Begin handing over"), (_P.ACTIVE, _P.NOTIFIED, _P.EXTENDED),
         _P.HANDING_OVER),
    Move("extend", msg("Extend"), GOING, _P.EXTENDED, reasoned=True),
    Move("clear", msg("Clear"), (_P.NOTIFIED, _P.HANDING_OVER, _P.EXTENDED), _P.CLEARED),
    Move("release", pmsg("person", "Release"), GOING, _P.RELEASED),
    Move("transfer", msg("Transfer to a post"), (_P.ACTIVE, *GOING), _P.TRANSFERRED),
    Move("leave", msg("Left unplanned"), (_P.ACTIVE, *GOING), _P.LEFT, reasoned=True),
    Move("bring_back", msg("Bring back"), (*GOING, *GONE, _P.TRANSFERRED), _P.ACTIVE,
         reasoned=True),
)  # fmt: skip


@register("person", title=msg("Roster"), one=msg("person"), named_by="name",
          dimension=Dimension.TEAM, prefix="P", lasts=Lasts.CLOSURE, asked=True,
          apart=("organisation",))  # fmt: skip
@dataclass(frozen=True, kw_only=True, slots=True)
class Person(Record):
    """One human in this handover, from first day to release or standing post."""

    name: A[
        str,
        NameKind(label=pmsg("person", "Name"), core=True, personal=True, width=16, limit=80),
    ] = ""
    side: A[Side | None, choice(msg("Side"), Side, core=True, width=14)] = None
    role: A[str, text(msg("Role"), core=True, width=22)] = ""
    release: A[date | None, day(msg("Planned release"), core=True)] = None
    state: A[PersonState, state(msg("State"), PERSON)] = PersonState.ACTIVE
    organisation: A[str, text(msg("Organisation"), width=16)] = ""
    employment: A[Employment | None, choice(msg("Employment"), Employment)] = None
    fte: A[Decimal | None, number(msg("FTE"), low=0, high=1)] = None
    starts: A[date | None, day(msg("Starts on"))] = None
    told_on: A[date | None, day(msg("Told on"))] = None
    notice: A[int | None, scale(msg("Notice, days"), 0, 365)] = None
    attends: A[
        Gate | None,
        choice(msg("Last gate to attend"), Gate, help=msg("Who is needed there stays until then.")),
    ] = None
    successor: A[int | None, ref(msg("Successor"), "person")] = None
    no_successor: A[
        str,
        text(
            msg("No successor because"),
            help=msg("Where nobody follows: say why none is needed."),
        ),
    ] = ""
    equipment: A[
        date | None,
        day(
            msg("Equipment returned"),
            help=msg("The day it was checked; that he had nothing to return counts too."),
        ),
    ] = None
    post: A[int | None, ref(msg("Moves to post"), "post")] = None
    wave: A[int | None, ref(msg("Release wave"), "wave")] = None
    contract: A[int | None, ref(msg("Contract"), "contract")] = None
    uniqueness: A[
        int | None,
        scale(
            msg("Hard to replace"),
            1,
            5,
            help=msg("1 common, 3 documented or known to others, 5 critical and unique; empty: "
                     "follows from what only he knows."),
        ),
    ] = None  # fmt: skip
    contact: A[str, text(msg("Contact"), personal=True, private=True)] = ""
    contact_until: A[date | None, day(msg("May be called until"))] = None
    contact_hours: A[
        Decimal | None, number(msg("Hours a week, called"), low=0, high=40)
    ] = None  # fmt: skip
    rate: A[Money | None, money(msg("Day rate"), private=True)] = None
    left_on: A[date | None, day(msg("Left on"), fixed=True)] = None
    reason: A[str, text(msg("Reason"), fixed=True)] = ""
    moved_by: A[int | None, ref(msg("Moved by"), "person", fixed=True)] = None
    moved_at: A[datetime | None, instant(msg("Moved at"))] = None

    @property
    def leaves(self) -> bool:
        """Whether he is to go, or has gone: not who stays, nor who moves into a standing post."""
        planned = self.release is not None and self.state is not PersonState.TRANSFERRED
        return planned or self.state in GOING or self.state in GONE

    @property
    def untold(self) -> bool:
        """Whether he is to go and does not know it: others must not read it of him."""
        return self.leaves and self.told_on is None and self.state is PersonState.ACTIVE
