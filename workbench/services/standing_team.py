"""The team that stays: its posts and the contracts that end, the most pressing first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from workbench.domain.dossier import Dossier
from workbench.domain.labelled import Labelled
from workbench.domain.message import Msg, listed, msg, nmsg
from workbench.domain.registers.contract import ENDING, Contract
from workbench.domain.registers.post import Post
from workbench.domain.verdict import Severity
from workbench.figures.contracts import Ending, endings
from workbench.figures.posts import Staffing, staffing
from workbench.figures.shifts import SHIFTS, Cover, cover
from workbench.rules import engine
from workbench.rules.agreed import numbers
from workbench.rules.rule import Finding

SOON = 30
"""Days before the last day for notice in which a decision is pressing."""


class PostPart(Labelled):
    """The parts of the posts, the worst first."""

    STOPS = "stops", msg("STOPS A GATE")
    LACKS = "lacks", msg("LACKS SOMETHING")
    FINE = "fine", msg("FINE")


class ContractPart(Labelled):
    """The parts of the contracts, the most pressing first."""

    PASSED = "passed", msg("NOTICE DAY PASSED")
    SOON = "soon", msg("TO BE DECIDED SOON")
    OPEN = "open", msg("TO BE DECIDED")
    DECIDED = "decided", msg("DECIDED")
    OVER = "over", msg("ENDED")


def posts(dossier: Dossier, today: date) -> Mapping[PostPart, Sequence[Staffing]]:
    """The posts by what the rules find of them."""
    found: dict[PostPart, list[Staffing]] = {part: [] for part in PostPart}
    for each in staffing(dossier):
        own = lacks(dossier, each.post, today)
        found[_post_part(own, shortfalls(dossier, each, own, today))].append(each)
    return found


def lacks(dossier: Dossier, post: Post, today: date) -> Sequence[Finding]:
    """What the rules find of a post and nobody has accepted, what stops a gate first; of two that
    ask for people, the one that stops."""
    about: Mapping[int, Sequence[Finding]] = dossier.kept(
        ("standing.lacks", today.toordinal()), lambda: _of_posts(dossier, today)
    )
    return about.get(post.id, ())


def shortfalls(
    dossier: Dossier, found: Staffing, rules: Sequence[Finding], today: date
) -> Sequence[Msg]:
    """What a post lacks beyond what the `rules` find of it: people on its seats who stay and are
    there at T0, somebody who stays and can do its work."""
    said, asked = list[Msg](), {f.detail for f in rules}
    if found.empty and not asked & {"holder", "seats", "people"}:
        said.append(nmsg("{n} seat of {seats} is empty", "{n} seats of {seats} are empty",
                         found.empty, seats=found.post.seats))  # fmt: skip
    leaving = [p.name for p in found.filled if p.leaves and p.post != found.post.id]
    if leaving and not asked & {"holder"}:
        said.append(nmsg("{names} fills a seat of it and leaves", "{names} fill seats of it and "
                         "leave", len(leaving), names=listed(leaving)))  # fmt: skip
    zero = dossier.handover.day_zero
    if zero is not None and zero >= today:
        late = [p.name for p in found.filled if p.starts is not None and p.starts > zero]
        if late:
            said.append(nmsg("{names} begins only after T0", "{names} begin only after T0",
                             len(late), names=listed(late)))  # fmt: skip
    if found.able is not None and not found.able:
        said.append(msg("nobody can do all its critical topics alone"))
    elif found.able and not found.able_to_stay:
        said.append(msg("only who leaves can do all its critical topics alone: {names}",
                        names=listed([p.name for p in found.able])))  # fmt: skip
    return said


def takes(dossier: Dossier, post: Post, today: date) -> Cover | None:
    """What a post in shifts takes, with the numbers agreed; others take their seats."""
    if post.coverage not in SHIFTS:
        return None
    agreed = dict(numbers(dossier, "R-12", today))
    return cover(post, **agreed)


def contracts(dossier: Dossier, today: date) -> Mapping[ContractPart, Sequence[Ending]]:
    found: dict[ContractPart, list[Ending]] = {part: [] for part in ContractPart}
    for each in endings(dossier, today):
        found[_contract_part(each, today)].append(each)
    return found


def due(found: Ending, today: date) -> Msg:
    """What is to be done about a contract, a sentence."""
    contract, last = found.contract, found.contract.notice_day
    if contract.ends is None or found.left is None or last is None:
        return msg("say on which day it ends")
    if contract.ends < today:
        return msg("it ended on {day}", day=contract.ends)
    if contract.decision is not None:
        return msg("decided: {what}", what=_decided(contract, last, today))
    if found.left < 0:
        return msg("notice was to be given by {day}: decide what becomes of it", day=last)
    return nmsg("{n} day left to decide: notice by {day}", "{n} days left to decide: notice by "
                "{day}", found.left, day=last)  # fmt: skip


def _decided(contract: Contract, last: date, today: date) -> Msg:
    """What is decided, and of what is to end how it stands with its notice."""
    assert contract.decision is not None
    what, given = contract.decision.label, contract.notice_given
    if contract.decision not in ENDING or (not contract.notice and given is None):
        return what
    if given is not None and (late := contract.notice_late):
        return nmsg("{what}; notice was given on {day}, {n} day late",
                    "{what}; notice was given on {day}, {n} days late", late, what=what,
                    day=given)  # fmt: skip
    if given is not None:
        return msg("{what}; notice was given on {day}", what=what, day=given)
    if contract.notice_missed(today):
        return msg("{what}; notice was to be given by {day}, and none is recorded", what=what,
                   day=last)  # fmt: skip
    return msg("{what}; notice by {day}", what=what, day=last)


def _of_posts(dossier: Dossier, today: date) -> Mapping[int, Sequence[Finding]]:
    found: dict[int, list[Finding]] = {}
    known = dossier.table("post")
    for finding in engine.findings(dossier, today):
        if finding.subject in known and finding.accepted is None:
            found.setdefault(finding.subject, []).append(finding)
    for own in found.values():
        own.sort(key=lambda f: f.severity is not Severity.STOP)
        if any(f.detail == "seats" for f in own):
            own[:] = [f for f in own if f.detail != "people"]
    return found


def _post_part(found: Sequence[Finding], beside: Sequence[Msg]) -> PostPart:
    if any(f.severity is Severity.STOP for f in found):
        return PostPart.STOPS
    return PostPart.LACKS if found or beside else PostPart.FINE


def _contract_part(found: Ending, today: date) -> ContractPart:
    contract = found.contract
    if contract.ends is not None and contract.ends < today:
        return ContractPart.OVER
    if contract.notice_missed(today):
        return ContractPart.PASSED
    if contract.decision is not None:
        return ContractPart.DECIDED
    if found.left is None or found.left > SOON:
        return ContractPart.OPEN
    return ContractPart.SOON
