"""`handover item …`: the checklist, one act a command; several keys are one change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from workbench.cli.session import Session
from workbench.cli.show import table
from workbench.cli.words import DAY, as_json, group, handover_code, option
from workbench.domain.message import msg
from workbench.domain.text import clean, fold
from workbench.domain.typist import and_typed

if TYPE_CHECKING:
    from workbench.domain.dossier import Dossier
    from workbench.figures.checklist import Line
    from workbench.services.editing import Outcome

keys_argument = click.argument("keys", nargs=-1, required=True, metavar="KEY...")
by_option = option("--by", metavar="NAME", words=msg("Who acts, as the roster has him."))
reason_option = option("--reason", required=True, metavar="TEXT", words=msg("Why."))


@group(msg("The checklist: list, add, claim, verify, send back and the rest."))
def item() -> None:
    pass


@item.command("list", words=msg("The items, in their order."))
@handover_code
@option("--state", metavar="STATE", words=msg("Only in this state, such as todo or claimed."))
@option("--dimension", metavar="D1..D8", words=msg("Only of this dimension."))
@option("--owner", metavar="NAME", words=msg("Only of this owner, a person or a seat."))
@option("--due", type=DAY, metavar="DATE", words=msg("Only open ones due on this day or before."))
@as_json
@click.pass_obj
def list_(
    session: Session,
    code: str,
    state: str | None,
    dimension: str | None,
    owner: str | None,
    due: date | None,
    as_json: bool,
) -> None:
    from workbench.figures.checklist import lines

    handover = session.handover(code)
    names = ("item", "seat", "person", "holiday", "evidence")
    dossier = session.ws.store.dossier(handover, names)
    found = lines(dossier, session.today)
    wanted_state = _choice(session, dossier, "state", state)
    wanted_dimension = _choice(session, dossier, "dimension", dimension)
    if wanted_state is not None:
        found = [x for x in found if x.state is wanted_state]
    if wanted_dimension is not None:
        found = [x for x in found if x.item.dimension is wanted_dimension]
    if owner is not None:
        found = [x for x in found if fold(clean(owner)) in fold(x.owner.name(session.lang))]
    if due is not None:
        found = [x for x in found if _owed_by(x, due, session.today)]
    if as_json:
        session.json(
            {
                "schema": 1,
                "code": dossier.handover.code,
                "items": [_json(dossier, x) for x in found],
            }
        )
        return
    if not found:
        session.say(msg("No item is like that."))
        return
    tr = session.tr
    labels = (
        msg("State"),
        msg("Key"),
        msg("Due"),
        msg("Late"),
        msg("Owner"),
        msg("Proofs"),
        msg("Item"),
    )
    rows = [
        [
            x.mark,
            dossier.key(x.item),
            x.due.isoformat() if x.due else "",
            str(x.late) if x.overdue else "",
            x.owner.name(session.lang),
            str(x.proofs or ""),
            "  " * x.depth + x.item.text.show(session.lang),
        ]
        for x in found
    ]
    session.lines(*table([tr(label) for label in labels], rows, "lllrlrl"))


@item.command("add", words=msg("A new item; its key goes to standard output."))
@handover_code
@click.argument("text")
@option("--due", metavar="DUE", words=msg("T-30, T+5wd (working days) or a date."))
@option("--owner", metavar="NAME", words=msg("A person, who joins the roster if new, or a seat."))
@option("--parent", metavar="KEY", words=msg("Below this item."))
@click.pass_obj
def add(
    session: Session, code: str, text: str, due: str | None, owner: str | None, parent: str | None
) -> None:
    from workbench.cli.keys import one_item
    from workbench.domain.errors import Refused
    from workbench.services import namesakes, records

    handover = session.handover(code)
    before = session.ws.dossier(handover)
    above = None
    if parent is not None:
        home, above = one_item(session, parent)
        if home != handover:
            raise Refused(msg("{key} is an item of another handover", key=clean(parent)))
    texts = {"text": text}
    if due is not None:
        texts["due"] = due
    if owner is not None:
        people, seats = (before.find(r, owner, session.lang) for r in ("person", "seat"))
        texts["seat" if people is None and seats is not None else "person"] = owner
    made = records.add(session.ws, handover, "item", texts, parent=above)
    session.lines(session.key(handover, made))
    for told in namesakes.joined(before, session.ws.known(handover), session.lang):
        session.say(told)


@item.command("claim", words=msg("The owner says it is done, with a proof."))
@keys_argument
@option("--proof", default="", metavar="TEXT", words=msg("A link, ticket, path or a few words."))
@by_option
@click.pass_obj
def claim(session: Session, keys: tuple[str, ...], proof: str, by: str | None) -> None:
    from workbench.services import items

    _each(session, keys, by, lambda h, ids, who: items.claim(session.ws, h, ids, proof, who))


@item.command("verify", words=msg("The receiving side has seen that it is done."))
@keys_argument
@by_option
@click.pass_obj
def verify(session: Session, keys: tuple[str, ...], by: str | None) -> None:
    from workbench.services import items

    def act(handover: int, ids: list[int], who: int | None) -> Outcome:
        return items.verify(session.ws, handover, ids, _receiver(session, handover, who))

    _each(session, keys, by, act, names_other=True)


@item.command("back", words=msg("The receiving side says no, with a reason."))
@keys_argument
@reason_option
@by_option
@click.pass_obj
def back(session: Session, keys: tuple[str, ...], reason: str, by: str | None) -> None:
    from workbench.services import items

    def act(handover: int, ids: list[int], who: int | None) -> Outcome:
        receiver = _receiver(session, handover, who)
        return items.send_back(session.ws, handover, ids, reason, receiver)

    _each(session, keys, by, act)


@item.command("start", words=msg("Work on it has begun."))
@keys_argument
@click.pass_obj
def start(session: Session, keys: tuple[str, ...]) -> None:
    from workbench.services import items

    _each(session, keys, None, lambda h, ids, _: items.start(session.ws, h, ids))


@item.command("block", words=msg("Something keeps it from being done."))
@keys_argument
@reason_option
@click.pass_obj
def block(session: Session, keys: tuple[str, ...], reason: str) -> None:
    from workbench.services import items

    _each(session, keys, None, lambda h, ids, _: items.block(session.ws, h, ids, reason))


@item.command("reopen", words=msg("To do again, from any state."))
@keys_argument
@reason_option
@click.pass_obj
def reopen(session: Session, keys: tuple[str, ...], reason: str) -> None:
    from workbench.services import items

    _each(session, keys, None, lambda h, ids, _: items.reopen(session.ws, h, ids, reason))


@item.command("na", words=msg("It does not apply here; a mandatory item needs an approver."))
@keys_argument
@option(
    "--because",
    required=True,
    metavar="CODE",
    words=msg("out_of_scope, business_priority, constraint or other."),
)
@reason_option
@option("--approver", metavar="NAME", words=msg("Of the receiving side, or the sponsor."))
@click.pass_obj
def na(
    session: Session, keys: tuple[str, ...], because: str, reason: str, approver: str | None
) -> None:
    from workbench.services import items

    def act(handover: int, ids: list[int], who: int | None) -> Outcome:
        code = _choice(session, session.ws.dossier(handover), "na_code", because)
        return items.not_applicable(session.ws, handover, ids, code, reason, who)

    _each(session, keys, approver, act)


@item.command("waive", words=msg("Let it pass until a day, approved by the other side."))
@keys_argument
@reason_option
@option("--measure", required=True, metavar="TEXT", words=msg("What compensates meanwhile."))
@option("--until", required=True, type=DAY, metavar="DATE", words=msg("The last day it holds."))
@option(
    "--approver", required=True, metavar="NAME", words=msg("Of the receiving side, or the sponsor.")
)
@click.pass_obj
def waive(
    session: Session, keys: tuple[str, ...], reason: str, measure: str, until: date, approver: str
) -> None:
    from workbench.services import items

    def act(handover: int, ids: list[int], who: int | None) -> Outcome:
        return items.waive(session.ws, handover, ids, reason, measure, until, who)

    _each(session, keys, approver, act)


@item.command("note", words=msg("A note on an item, signed by you."))
@click.argument("key")
@click.argument("text")
@click.pass_obj
def note(session: Session, key: str, text: str) -> None:
    from workbench.cli.keys import one_item
    from workbench.services import records

    handover, found = one_item(session, key)
    records.add_note(session.ws, handover, found, text)
    session.say(msg("Noted on {key}.", key=clean(key)))


def _each(
    session: Session,
    keys: tuple[str, ...],
    by: str | None,
    act: Callable[[int, list[int], int | None], Outcome],
    *,
    names_other: bool = False,
) -> None:
    """The act on each handover's items, and what became of each item; with `names_other` a refusal
    says how somebody else would be named."""
    from workbench.cli.keys import items, person

    for handover, ids in items(session, keys).items():
        outcome = act(handover, ids, person(session, handover, by))
        dossier = session.ws.known(handover)
        for record_id in ids:
            if record_id in outcome.done:
                _tell(session, dossier, record_id)
        for record_id, why in outcome.refused:
            found = dossier.get(record_id)
            if names_other and by is None and _could_be_another(dossier, found):
                why = msg("{why}; --by names who does", why=why)
            session.refuse(why, session.key(handover, record_id))


def _tell(session: Session, dossier: Dossier, record_id: int) -> None:
    from workbench.domain.registers.item import Item

    found = dossier.get(record_id)
    if not isinstance(found, Item):
        return
    key, state = dossier.key(found), found.state.label
    if not found.typed_by:
        session.say(msg("{key}: {state}", key=key, state=state))
        return
    who = found.verified_by or found.claimed_by or found.sent_back_by or found.approver
    name = dossier.title(who, session.lang) if who is not None else msg("somebody")
    said = msg("{key}: {state}, by {name}", key=key, state=state, name=name)
    session.say(and_typed(said, found.typed_by))


def _could_be_another(dossier: Dossier, found: object) -> bool:
    """Whether a claim was refused for who was to decide on it, and another may be typed for."""
    from workbench.domain.registers.item import Item, ItemState

    claimed = isinstance(found, Item) and found.state is ItemState.CLAIMED
    return claimed and not dossier.handover.strict


def _receiver(session: Session, handover: int, who: int | None) -> int | None:
    """Who was named, else the user himself when the receiving side is in the room with nobody."""
    from workbench.services.present import myself, present

    if who is not None or present(session.ws, handover).receiving is not None:
        return who
    me = myself(session.ws, session.ws.known(handover))
    return me.id if me is not None else None


def _choice(session: Session, dossier: Dossier, field: str, text: str | None) -> Any:
    """The member of a choice field that was typed, by its code or its words."""
    from workbench.domain import record
    from workbench.domain.dossier import Reading

    if text is None:
        return None
    view = Reading(dossier, session.ws.context)
    return record.get("item").field(field).kind.parse(text, view)


def _owed_by(line: Line, due: date, today: date) -> bool:
    from workbench.figures.progress import is_open

    return line.due is not None and line.due <= due and is_open(line.item, today)


def _json(dossier: Dossier, line: Line) -> dict[str, Any]:
    owner = line.owner.person or line.owner.seat
    parent = dossier.get(line.item.parent)
    return {
        "key": dossier.key(line.item),
        "parent": dossier.key(parent) if parent is not None else None,
        "text": {"en": line.item.text.en, "zh": line.item.text.zh},
        "state": line.state.value,
        "due": line.due.isoformat() if line.due else None,
        "days_late": line.late,
        "overdue": line.overdue,
        "owner": dossier.key(owner) if owner is not None else None,
        "dimension": line.item.dimension.value if line.item.dimension else None,
        "stage": line.item.stage.value if line.item.stage else None,
        "mandatory": line.item.mandatory,
        "weight": line.item.weight,
        "proofs": line.proofs,
        "reopened": line.item.reopened,
    }
