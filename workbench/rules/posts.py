"""Resources and team structure (D2): posts with seats enough, and not left to outsiders."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from workbench.domain.calendar import ahead
from workbench.domain.dossier import Dossier
from workbench.domain.journey import Dimension, Gate
from workbench.domain.message import Msg, msg, nmsg
from workbench.domain.registers.contract import Contract
from workbench.domain.registers.person import EXTERNAL, GONE, Person
from workbench.domain.registers.post import Post
from workbench.domain.verdict import Severity
from workbench.figures.posts import seated
from workbench.figures.rampdown import operations_share
from workbench.figures.share import FineShare
from workbench.figures.shifts import SHIFTS, cover
from workbench.figures.team import holder
from workbench.figures.told import as_told
from workbench.rules.rule import Cure, Finding, Parameter, Parameters, Rule

_BEFORE = (Gate.G3, Gate.G4)
_AFTER = (Gate.G4, Gate.G5, Gate.G6)


def _seats(dossier: Dossier, today: date, given: Parameters) -> Iterator[Finding]:
    people = seated(dossier)
    for post in dossier.all(Post):
        if post.coverage not in SHIFTS:
            continue
        need, there = cover(post, given["contract"], given["absence"]), len(people[post.id])
        if need.missing:
            yield Finding(
                rule="R-12", subject=post.id, key=dossier.key(post), severity=Severity.STOP,
                gates=_BEFORE, cure=Cure("post", post.id, "seats"),
                message=nmsg(
                    "{post} has {n} seat and takes {people}: {hours} h a week / {available} h "
                    "each = {fte}",
                    "{post} has {n} seats and takes {people}: {hours} h a week / {available} h "
                    "each = {fte}",
                    post.seats, post=post.title, people=need.people, hours=need.hours,
                    available=f"{need.available.normalize():f}", fte=need.fte,
                ),
            )  # fmt: skip
        elif there < need.people:
            yield Finding(
                rule="R-12", subject=post.id, key=f"{dossier.key(post)}.people", detail="people",
                # From G4 on, R-14 stops where a seat of a critical post is empty.
                severity=Severity.NOTE, gates=_BEFORE[:1] if post.critical else _BEFORE,
                cure=Cure("person", None, "post"),
                message=nmsg(
                    "{post} takes {people} people, and {n} is there or moves into it: name the "
                    "others",
                    "{post} takes {people} people, and {n} are there or move into it: name the "
                    "others",
                    there, post=post.title, people=need.people,
                ),
            )  # fmt: skip


def _held_for_long(dossier: Dossier, today: date, given: Parameters) -> Iterator[Finding]:
    zero = dossier.handover.day_zero
    if zero is None:
        return
    until = ahead(zero, given["days"])
    for post in dossier.all(Post):
        held = holder(dossier, post)
        if post.critical and held is not None and held.employment in EXTERNAL:
            contract = dossier.table("contract").get(held.contract or 0)
            ends = contract.ends if isinstance(contract, Contract) else None
            if (ends is None or ends < until) and not _replaced(dossier, held, ends):
                cure = (
                    Cure("contract", contract.id, "ends")
                    if isinstance(contract, Contract)
                    else Cure("person", held.id, "contract")
                )
                yield Finding(
                    rule="R-13", subject=post.id, key=dossier.key(post), cure=cure,
                    severity=Severity.CONDITION, gates=_AFTER,
                    message=_for_how_long(post, held, ends, until),
                )  # fmt: skip


def _replaced(dossier: Dossier, held: Person, ends: date | None) -> bool:
    """Whether somebody else is named who begins on a day, while the contract lasts if that is
    known."""
    found = dossier.table("person").get(held.successor or 0)
    return (
        isinstance(found, Person)
        and found.id != held.id
        and found.state not in GONE
        and found.starts is not None
        and (ends is None or found.starts <= ends)
    )


def _for_how_long(post: Post, held: Person, ends: date | None, until: date) -> Msg:
    if ends is None:
        return msg("{name} holds {post}, a critical post, from outside: show a contract until "
                   "{day}, or name who replaces him and from when", name=held.name,
                   post=post.title, day=until)  # fmt: skip
    return msg("{name} holds {post}, a critical post, by a contract that ends on {ends}: extend "
               "it to {day}, or name who replaces him and from when", name=held.name,
               post=post.title, ends=ends, day=until)  # fmt: skip


def _own_people(dossier: Dossier, today: date, given: Parameters) -> Iterator[Finding]:
    top, share, percent = dossier.handover, operations_share(dossier), given["percent"]
    if share.above(percent):
        told = operations_share(as_told(dossier))
        quiet = _too_many(told, percent) if told.above(percent) else _more_to_come(percent)
        yield Finding(
            rule="R-17", subject=top.id, key=dossier.key(top), severity=Severity.CONDITION,
            gates=_AFTER, cure=Cure("person", None, "employment"),
            message=_too_many(share, percent), discreet=quiet if told != share else None,
        )  # fmt: skip


def _too_many(share: FineShare, percent: int) -> Msg:
    return msg("{share} of the operations team come from outside, agreed are {percent} %: "
               "hire, or agree on more", share=str(share), percent=percent)  # fmt: skip


def _more_to_come(percent: int) -> Msg:
    """Without the share: beside the one that is told it would say how many are still to be told."""
    return msg("More than {percent} percent of the operations team, as it is planned, come from "
               "outside: hire, or agree on more", percent=percent)  # fmt: skip


RULES = (
    Rule(
        id="R-12", dimension=Dimension.TEAM, gates=_BEFORE, severity=Severity.STOP,
        title=msg("Posts covered in shifts have a seat for everybody they take"),
        reads={"post": ("title", "seats", "coverage", "on_shift", "holder"),
               "person": ("state", "post")},
        parameters=(Parameter("contract", msg("contract hours a week"), 40, 1, 60),
                    Parameter("absence", msg("percent absent"), 15, 0, 90)),
        check=_seats,
    ),
    Rule(
        id="R-13", dimension=Dimension.TEAM, gates=_AFTER, severity=Severity.CONDITION,
        title=msg("Who holds a critical post from outside is bound for long, or replaced in time"),
        reads={"post": ("title", "critical", "holder"), "contract": ("ends",),
               "person": ("name", "employment", "state", "contract", "successor", "starts"),
               "handover": ("t0", "t0_actual")},
        parameters=(Parameter("days", msg("days after T0 at least"), 180, 0, 1000),),
        check=_held_for_long,
    ),
    Rule(
        id="R-17", dimension=Dimension.TEAM, gates=_AFTER, severity=Severity.CONDITION,
        title=msg("Few of the operations team come from outside"),
        reads={"person": ("side", "state", "employment", "fte", "release", "post", "told_on"),
               "post": ("holder", "backup")},
        parameters=(Parameter("percent", msg("percent at most"), 20, 0, 100),),
        check=_own_people,
    ),
)  # fmt: skip
