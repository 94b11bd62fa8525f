"""The team that stays, for `handover team`: its posts, and the contracts that end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from workbench.cli.show import table
from workbench.domain.message import listed, msg, nmsg, pmsg
from workbench.figures.contracts import Ending
from workbench.figures.posts import (
    Staffing,
    in_seat,
    is_trained,
    posts_in_short,
    presence,
    staffing,
)
from workbench.figures.share import FineShare
from workbench.figures.told import as_told
from workbench.services import standing_team

if TYPE_CHECKING:
    from datetime import date

    from workbench.cli.session import Session
    from workbench.domain.dossier import Dossier
    from workbench.domain.registers.person import Person


def show_posts(session: Session, dossier: Dossier) -> None:
    """A line a post, the worst first; then how its people are counted, and the findings; as if who
    has not been told stayed: beside the names the figures alone would tell."""
    dossier = as_told(dossier)
    tr, found = session.tr, staffing(dossier)
    if not found:
        session.say(msg("No standing post is listed."))
        return
    labels = (msg("Key"), msg("Standing post"), pmsg("column", "Filled"), pmsg("column", "Takes"),
              pmsg("column", "Docs"), pmsg("column", "Heads"), pmsg("column", "Can"),
              msg("Holder"), msg("Backup"))  # fmt: skip
    rows = [_post_row(session, dossier, each) for each in _in_order(session, dossier)]
    session.lines(*table([tr(label) for label in labels], rows, "llrrrrrll"), "")
    session.lines(tr(posts_in_short(dossier, found, session.today)))
    for each in _in_order(session, dossier):
        key, need = dossier.key(each.post), standing_team.takes(dossier, each.post, session.today)
        if need is not None:
            session.lines(f"{key}  {tr(need.words)}")
        if (there := presence([each], session.today, dossier.handover.day_zero)) is not None:
            words = tr(msg("on its seats: {there}", there=there))
            session.lines(f"{key}  {words}")
        if each.elsewhere:
            both = listed([p.name for p in each.elsewhere])
            words = tr(msg("on another post as well: {names}", names=both))
            session.lines(f"{key}  {words}")
        own = standing_team.lacks(dossier, each.post, session.today)
        for finding in own:
            session.lines(f"{key}  {finding.rule}  {tr(finding.message)}")
        for line in standing_team.shortfalls(dossier, each, own, session.today):
            session.lines(f"{key}  {tr(line)}")


def posts_json(session: Session, dossier: Dossier) -> list[dict[str, Any]]:
    """As if who has not been told stayed, as in the words."""
    dossier = as_told(dossier)
    return [_post_json(session, dossier, each) for each in staffing(dossier)]


def show_contracts(session: Session, dossier: Dossier) -> None:
    """A line a contract, the most pressing first."""
    tr, lines = session.tr, []
    for own in standing_team.contracts(dossier, session.today).values():
        for each in own:
            contract = each.contract
            left = tr(nmsg("{n} day", "{n} days", each.left)) if each.left is not None else "?"
            decided = contract.decision.label if contract.decision else pmsg("contract", "open")
            lines.append([
                dossier.key(contract), contract.title, contract.vendor, _day(contract.ends),
                _day(contract.notice_day), left, str(len(each.people) or "-"),
                str(len(each.beyond) or "-"), tr(decided),
            ])  # fmt: skip
    if not lines:
        session.say(msg("There is no contract."))
        return
    labels = (msg("Key"), msg("Contract"), pmsg("contract", "With"), pmsg("contract", "Ends on"),
              msg("Notice by"), pmsg("column", "Left"), pmsg("contract", "People"),
              pmsg("contract", "Stay beyond it"), msg("Decided"))  # fmt: skip
    session.lines(*table([tr(label) for label in labels], lines, "lllllrrrl"))


def contracts_json(session: Session, dossier: Dossier) -> list[dict[str, Any]]:
    return [
        _contract_json(dossier, each, part.value)
        for part, own in standing_team.contracts(dossier, session.today).items()
        for each in own
    ]


def _in_order(session: Session, dossier: Dossier) -> Iterator[Staffing]:
    for own in standing_team.posts(dossier, session.today).values():
        yield from own


def _post_row(session: Session, dossier: Dossier, found: Staffing) -> list[str]:
    post = found.post
    need = standing_team.takes(dossier, post, session.today)
    holder, backup = (dossier.title(i, session.tr.lang) if i else "--"
                      for i in (post.holder, post.backup))  # fmt: skip
    return [
        dossier.key(post), post.title, f"{len(found.filled)}/{post.seats}",
        str(need.people) if need is not None else "-", _percent(found.explicit),
        _percent(found.tacit), found.able_in_short,
        holder, backup,
    ]  # fmt: skip


def _post_json(session: Session, dossier: Dossier, found: Staffing) -> dict[str, Any]:
    post, today, zero = found.post, session.today, dossier.handover.day_zero
    need = standing_team.takes(dossier, post, today)
    return {
        "key": dossier.key(post),
        "title": post.title,
        "critical": post.critical,
        "coverage": post.coverage.value,
        "seats": post.seats,
        "filled": [dossier.key(p) for p in found.filled],
        "there_today": [dossier.key(p) for p in in_seat(found, today)],
        "there_at_t0": [dossier.key(p) for p in in_seat(found, zero)] if zero else None,
        "takes": {
            "on_shift": need.on_shift, "hours_a_week": need.week, "contract_hours": need.contract,
            "absence_percent": need.absence, "fte": float(need.fte), "people": need.people,
        } if need is not None else None,
        "explicit_percent": _number(found.explicit),
        "tacit_percent": _number(found.tacit),
        "can_do_all": _keys(dossier, found.able),
        "can_do_all_and_stay": _keys(dossier, found.able_to_stay),
        "backup_trained": is_trained(dossier, post),
        "findings": [f.shown_id for f in standing_team.lacks(dossier, post, today)],
    }  # fmt: skip


def _keys(dossier: Dossier, people: Sequence[Person] | None) -> list[str] | None:
    return None if people is None else [dossier.key(p) for p in people]


def _contract_json(dossier: Dossier, found: Ending, part: str) -> dict[str, Any]:
    contract = found.contract
    return {
        "key": dossier.key(contract),
        "title": contract.title,
        "with": contract.vendor,
        "ends": contract.ends.isoformat() if contract.ends else None,
        "notice_by": contract.notice_day.isoformat() if contract.notice_day else None,
        "days_left": found.left,
        "state": part,
        "notice_given": contract.notice_given.isoformat() if contract.notice_given else None,
        "decision": contract.decision.value if contract.decision else None,
        "people": [dossier.key(p) for p in found.people],
        "stay_beyond": [dossier.key(p) for p in found.people if p in found.beyond or p.untold],
    }


def _percent(share: FineShare) -> str:
    return str(share) if share.den else "-"


def _number(share: FineShare) -> float | None:
    return float(share.percent) if share.percent is not None else None


def _day(day: date | None) -> str:
    return day.isoformat() if day is not None else "--"
