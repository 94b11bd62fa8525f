"""Resources and team structure (D2): roles into posts, posts filled, nobody leaves off a cliff."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from workbench.domain.dossier import Dossier
from workbench.domain.journey import Dimension, Gate
from workbench.domain.message import Msg, listed, msg, nmsg
from workbench.domain.registers.contract import Contract, ContractDecision
from workbench.domain.registers.duty import Duty
from workbench.domain.registers.person import GONE, Person, PersonState
from workbench.domain.registers.post import Post
from workbench.domain.registers.role import Role
from workbench.domain.verdict import Severity
from workbench.figures.contracts import by_contract, staying_beyond
from workbench.figures.coverage import topics_by_post
from workbench.figures.posts import backup, cannot_yet, seated
from workbench.figures.rampdown import Step, steepest, steps
from workbench.figures.release import together_from
from workbench.figures.share import plain
from workbench.figures.team import holder, merging, settles
from workbench.rules.leaving import discreet, is_told
from workbench.rules.rule import ALL, Cure, Finding, Parameter, Parameters, Rule

_UNTIL = (Gate.G1, Gate.G2, Gate.G3, Gate.G4)
_AFTER = (Gate.G4, Gate.G5, Gate.G6)
_SETTLED = (PersonState.CLEARED, *GONE)
_WEEK = timedelta(days=6)
_NAMED = 5


def _disposed(dossier: Dossier, today: date, given: Parameters) -> Iterator[Finding]:
    found = merging(dossier)
    uneven = {r.id: total for r, total in found.uneven}
    open_ = {r.id for r in found.undisposed}
    for role in dossier.all(Role):
        if role.id in open_:
            say = msg("Say what becomes of {role}: a post that takes it over, or an end",
                      role=role.name, all=found.roles)  # fmt: skip
        elif role.id in uneven:
            say = msg("The shares of {role} add to {percent} %, not to 100 %", role=role.name,
                      percent=plain(uneven[role.id]), all=found.roles)  # fmt: skip
        else:
            continue
        yield Finding(
            rule="R-10", subject=role.id, key=dossier.key(role), severity=Severity.STOP,
            gates=_UNTIL, message=say, cure=Cure("role", role.id),
        )  # fmt: skip


def _roles_together(found: list[Finding]) -> Msg:
    return nmsg(
        "{n} of {all} roles has no destination, or not for all of its work: {keys}",
        "{n} of {all} roles have no destination, or not for all of their work: {keys}",
        len(found),
        all=found[0].message.args["all"],
        keys=_some([f.key for f in found]),
    )


def _with_duty(dossier: Dossier, today: date, given: Parameters) -> Iterator[Finding]:
    for post in merging(dossier).idle:
        yield Finding(
            rule="R-11", subject=post.id, key=dossier.key(post), severity=Severity.CONDITION,
            gates=_UNTIL, cure=Cure("post", post.id, "new_duty"),
            message=msg("{post} takes over no role: say what it does that is new, or do without it",
                        post=post.title),
        )  # fmt: skip


def _filled(dossier: Dossier, today: date, given: Parameters) -> Iterator[Finding]:
    people = seated(dossier)
    for post in dossier.all(Post):
        if not post.critical:
            continue
        held, there = holder(dossier, post), len(people[post.id])
        if (say := _unfilled(dossier, post)) is not None:
            # That he leaves is not for others before he knows it, though he is not named here.
            quiet = None if held is None else discreet(held, _some_post())
            yield _post(dossier, post, "holder", Severity.STOP, say, quiet)
        if held is not None and there < post.seats:
            say = nmsg("{n} of {seats} seats of {post}, a critical post, is filled: name who moves "
                       "into the others", "{n} of {seats} seats of {post}, a critical post, are "
                       "filled: name who moves into the others", there, seats=post.seats,
                       post=post.title)  # fmt: skip
            cure = Cure("person", None, "post")
            yield _post(dossier, post, "seats", Severity.STOP, say, cure=cure)
        if (say := _untrained(dossier, post)) is not None:
            yield _post(dossier, post, "backup", Severity.CONDITION, say)


def _post(
    dossier: Dossier, post: Post, field: str, severity: Severity, say: Msg,
    quiet: Msg | None = None, cure: Cure | None = None,
) -> Finding:  # fmt: skip
    return Finding(
        rule="R-14", subject=post.id, key=f"{dossier.key(post)}.{field}", detail=field,
        severity=severity, gates=_AFTER, message=say, discreet=quiet,
        cure=cure or Cure("post", post.id, field),
    )  # fmt: skip


def _open_post(post: Post) -> Msg:
    return msg("Name who holds {post}, a critical post", post=post.title)


def _some_post() -> Msg:
    return msg("Name who holds every critical post after T0")


def _unfilled(dossier: Dossier, post: Post) -> Msg | None:
    held, zero = holder(dossier, post), dossier.handover.day_zero
    if held is None:
        return _open_post(post)
    if held.leaves and held.release is not None and zero is not None and held.release <= zero:
        return msg("{post}, a critical post, is held until {day} only: name who holds it after T0",
                   post=post.title, day=held.release)  # fmt: skip
    if zero is not None and held.starts is not None and held.starts > zero:
        return msg("{post}, a critical post, is held from {day} on only: name who holds it from T0",
                   post=post.title, day=held.starts)  # fmt: skip
    return None


def _untrained(dossier: Dossier, post: Post) -> Msg | None:
    named = backup(dossier, post)
    if named is None:
        return msg("Name a backup for {post}, somebody else than who holds it", post=post.title)
    if not topics_by_post(dossier).get(post.id):
        return msg("Say which topics {post} needs: nothing shows that {name}, its backup, is "
                   "trained", post=post.title, name=named.name)  # fmt: skip
    lacking = cannot_yet(dossier, post, named)
    if not lacking:
        return None
    return msg("{name}, backup of {post}, cannot do alone yet: {topics}", name=named.name,
               post=post.title, topics=_some([dossier.key(t) for t in lacking]))  # fmt: skip


def _no_cliff(dossier: Dossier, today: date, given: Parameters) -> Iterator[Finding]:
    step = steepest(s for s in steps(dossier) if _open(s))
    if step is None or not step.share.above(given["warn"]):
        return
    stop, open_ = step.share.above(given["stop"]), _open(step)
    say = msg(
        "{share} of the team leave within 7 days from {day}: spread the releases, or clear "
        "first {names}", share=str(step.share), day=step.first,
        names=_people([p.name for p in open_]),
    )  # fmt: skip
    top = dossier.handover
    yield Finding(
        rule="R-16", subject=top.id, key=f"{dossier.key(top)}.{step.first}",
        detail=str(step.first), severity=Severity.STOP if stop else Severity.CONDITION, gates=ALL,
        message=say, discreet=_quiet_step(step, given["stop" if stop else "warn"]),
        cure=Cure("person", open_[0].id, "release"),
    )  # fmt: skip


def _quiet_step(step: Step, limit: int) -> Msg | None:
    """Without day, share and roles: together they tell all holders of a role that they go."""
    if all(is_told(p) for p in step.leavers):
        return None
    return msg("More than {percent} percent of the team leave within 7 days, among them some who "
               "have not been told: spread the releases, or clear them first",
               percent=limit)  # fmt: skip


def _open(step: Step) -> tuple[Person, ...]:
    """Who of them is still to be cleared."""
    return tuple(p for p in step.leavers if p.state not in _SETTLED)


def _overlap(dossier: Dossier, today: date, given: Parameters) -> Iterator[Finding]:
    critical = {p.id: p for p in dossier.all(Post) if p.critical}
    if not critical:
        return
    held = {p.holder: p for p in critical.values()}
    into = _into(dossier, critical)
    people = dossier.table("person")
    for person in dossier.all(Person):
        if not person.leaves or person.state in GONE or person.release is None:
            continue
        successor = people.get(person.successor or 0)
        post = held.get(person.successor) or into.get(person.id)
        if not isinstance(successor, Person) or successor.id == person.id or post is None:
            continue
        say = _together(dossier, person, successor, post, given["overlap"])
        if say is not None:
            quiet = nmsg("{n} person on a critical post has fewer than {wanted} working days "
                         "together with who follows him",
                         "{n} people on critical posts have fewer than {wanted} working days "
                         "together with who follows them", 1, wanted=given["overlap"])  # fmt: skip
            late = together_from(person, successor) != successor.starts  # he came after him
            cure = (Cure("person", person.id, "release") if late
                    else Cure("person", successor.id, "starts"))  # fmt: skip
            yield _of_leaver(dossier, "R-18", person, say, quiet, cure)


def _into(dossier: Dossier, critical: dict[int, Post]) -> dict[int, Post]:
    """By person, a critical post that takes over a share of his roles."""
    roles = dossier.table("role")
    found: dict[int, Post] = {}
    for duty in dossier.all(Duty):
        role = roles.get(duty.parent or 0)
        post = critical.get(duty.post or 0)
        if post is not None and settles(dossier, duty) and isinstance(role, Role) and role.person:
            found.setdefault(role.person, post)
    return found


def _together(
    dossier: Dossier, person: Person, successor: Person, post: Post, wanted: int
) -> Msg | None:
    """How few days a leaver and his successor have; None when they are enough."""
    who = {"name": person.name, "successor": successor.name, "post": post.title, "wanted": wanted}
    both = together_from(person, successor)
    if both is None or person.release is None:
        return msg("Say from when {successor} works: {name} leaves, and {wanted} working days "
                   "together are wanted for {post}", **who)  # fmt: skip
    days = dossier.calendar.workdays_between(both - timedelta(days=1), person.release)
    if days >= wanted:
        return None
    if days <= 0:
        return msg("{name} leaves before {successor} is there; {wanted} working days together "
                   "are wanted for {post}", **who)  # fmt: skip
    return nmsg(
        "{name} and {successor} have {n} working day together, not {wanted}, for {post}",
        "{name} and {successor} have {n} working days together, not {wanted}, for {post}",
        days, **who,
    )  # fmt: skip


def _noticed(dossier: Dossier, today: date, given: Parameters) -> Iterator[Finding]:
    for contract in dossier.all(Contract):
        day = contract.notice_day
        if day is None or not contract.notice_missed(today):
            continue
        if contract.decision is None:
            field, say = "decision", msg("Decide about {contract}: notice was to be given by {day}",
                                         contract=contract.title, day=day)  # fmt: skip
        else:
            field = "notice_given"
            say = msg("Record when notice of {contract} was given, or let it go on: it is to end, "
                      "and {day} was the last day for that", contract=contract.title,
                      day=day)  # fmt: skip
        yield Finding(
            rule="R-19", subject=contract.id, key=dossier.key(contract),
            severity=Severity.CONDITION, gates=ALL, due=contract.ends, message=say,
            cure=Cure("contract", contract.id, field),
        )  # fmt: skip
    for person in dossier.all(Person):
        if person.told_on is None and person.state is PersonState.ACTIVE and person.notice:
            yield from _untold(dossier, person, person.notice, today)
    people = by_contract(dossier)
    for contract in dossier.all(Contract):
        if contract.decision is ContractDecision.END:
            yield from _bound_no_more(dossier, contract, people.get(contract.id, ()))


def _bound_no_more(
    dossier: Dossier, contract: Contract, people: Sequence[Person]
) -> Iterator[Finding]:
    """Who of the people by a contract is to stay beyond the day on which it is decided to end."""
    beyond = staying_beyond(contract, people)
    if not beyond:
        return
    # Whoever has not been told stays in the eyes of others.
    seen = tuple(p for p in people if p in beyond or p.untold)
    yield Finding(
        rule="R-19", subject=contract.id, key=f"{dossier.key(contract)}.people", detail="people",
        severity=Severity.CONDITION, gates=ALL, due=contract.ends,
        message=_still_there(contract, beyond),
        discreet=_still_there(contract, seen) if seen != beyond else None,
        cure=Cure("person", beyond[0].id, "release"),
    )  # fmt: skip


def _still_there(contract: Contract, people: Sequence[Person]) -> Msg:
    return nmsg(
        "{contract} is to end on {day}, and {names} is to stay beyond it: plan an earlier release "
        "or another contract, or let it go on",
        "{contract} is to end on {day}, and {names} are to stay beyond it: plan earlier releases "
        "or another contract, or let it go on",
        len(people), contract=contract.title, day=contract.ends,
        names=_people([p.name for p in people]),
    )  # fmt: skip


def _untold(dossier: Dossier, person: Person, notice: int, today: date) -> Iterator[Finding]:
    if person.release is None:
        return
    last = person.release - timedelta(days=notice)
    if today > last:
        say = msg("Tell {name}, or plan a later release: {day} was the last day for his notice of "
                  "{n} d", name=person.name, day=last, n=notice)  # fmt: skip
        quiet = nmsg("{n} person was to be told before now that he leaves: tell him, or plan a "
                     "later release",
                     "{n} people were to be told before now that they leave: tell them, or plan "
                     "later releases", 1)  # fmt: skip
        cure = Cure("person", person.id, "told_on")
        yield _of_leaver(dossier, "R-19", person, say, quiet, cure)


def _of_leaver(
    dossier: Dossier, rule: str, person: Person, say: Msg, quiet: Msg, cure: Cure
) -> Finding:  # fmt: skip
    return Finding(
        rule=rule, subject=person.id, key=dossier.key(person), severity=Severity.CONDITION,
        gates=ALL, message=say, discreet=discreet(person, quiet), cure=cure,
    )  # fmt: skip


def _some(words: Sequence[str]) -> Msg | str:
    """The first of them, what is alike once with how often it is, and how many more there are."""
    first = list(Counter(words).items())[:_NAMED]
    more = len(words) - sum(n for _, n in first)
    shown = [word if n == 1 else f"{word} ({n})" for word, n in first]
    return msg("{some} and {n} more", some=listed(shown), n=more) if more else listed(shown)


def _people(names: Sequence[str]) -> Msg | str:
    first, more = listed(names[:_NAMED]), len(names) - _NAMED
    return msg("{names} and {n} more", names=first, n=more) if more > 0 else first


_PERSON = ("name", "side", "role", "state", "starts", "release", "left_on", "told_on")

RULES = (
    Rule(
        id="R-10", dimension=Dimension.TEAM, gates=_UNTIL, severity=Severity.STOP,
        title=msg("Every project role has a destination, for all of its work"),
        reads={"role": ("name",), "duty": ("disposition", "post", "percent"),
               "post": ("new_duty",)},
        check=_disposed, together=_roles_together,
    ),
    Rule(
        id="R-11", dimension=Dimension.TEAM, gates=_UNTIL, severity=Severity.CONDITION,
        title=msg("Every standing post takes over a role, or has a new duty"),
        reads={"post": ("title", "new_duty"), "duty": ("disposition", "post", "percent"),
               "role": ()},
        check=_with_duty,
    ),
    Rule(
        id="R-14", dimension=Dimension.TEAM, gates=_AFTER, severity=Severity.STOP,
        title=msg("All seats of critical posts are filled, and their backups trained"),
        reads={"post": ("title", "holder", "backup", "critical", "seats"),
               "person": (*_PERSON, "post"),
               "topic": ("post", "receiver"), "holding": ("person", "level", "shown_on"),
               "handover": ("t0", "t0_actual")},
        check=_filled,
    ),
    Rule(
        id="R-16", dimension=Dimension.TEAM, gates=ALL, severity=Severity.STOP,
        title=msg("Few leave within seven days, or all of them are cleared first"),
        reads={"person": _PERSON},
        parameters=(Parameter("warn", msg("percent of the team in 7 days, a condition above"),
                              25, 1, 100),
                    Parameter("stop", msg("percent of the team in 7 days, a stop above"),
                              50, 1, 100)),
        check=_no_cliff,
    ),
    Rule(
        id="R-18", dimension=Dimension.TEAM, gates=ALL, severity=Severity.CONDITION,
        title=msg("Leavers and their successors on critical posts work together for long enough"),
        reads={"person": (*_PERSON, "successor"), "post": ("title", "holder", "critical"),
               "duty": ("disposition", "post", "percent"), "role": ("person",),
               "holiday": ("day", "works")},
        parameters=(Parameter("overlap", msg("working days together at least"), 10, 0, 120),),
        check=_overlap,
    ),
    Rule(
        id="R-19", dimension=Dimension.TEAM, gates=ALL, severity=Severity.CONDITION,
        title=msg("No day to give notice has passed without a decision, or without notice, and "
                  "nobody stays beyond the end of his contract"),
        reads={"contract": ("title", "ends", "notice", "notice_given", "decision"),
               "person": (*_PERSON, "notice", "contract")},
        check=_noticed,
    ),
)  # fmt: skip
