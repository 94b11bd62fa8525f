"""Lists that come in and go out: what a preview shows, corrections by option, lists to be sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from workbench.cli.session import Session
from workbench.cli.show import table
from workbench.domain import record
from workbench.domain.errors import BadValue, NotFound
from workbench.domain.message import msg
from workbench.domain.text import clean, fold

if TYPE_CHECKING:
    from workbench.domain.dossier import Reading
    from workbench.services.files_in import Opened
    from workbench.services.import_row import Guess
    from workbench.services.importing import Answers, Plan


def mapped(session: Session, found: Opened, maps: Sequence[str]) -> Opened:
    """The table with the columns as `TITLE=FIELD` says; a column is named by title or letter."""
    from workbench.exchange.sheet import letters
    from workbench.services import columns, files_in

    if maps and (found.sheet is None or found.layout is None):
        raise BadValue(msg("this file has no columns"), found.name)
    entry = record.get(found.register)
    words: dict[str, str] = {}
    for name, label in columns.targets(entry):
        words.setdefault(fold(session.tr(label)), name)
        words.setdefault(fold(name.removeprefix("@")), name)
    for text in maps:
        title, equals, name = text.rpartition("=")
        assert found.sheet is not None
        assert found.layout is not None
        titles = [fold(t) for t in found.layout.titles(found.sheet)]
        wanted = fold(clean(title))
        there = [n for n, t in enumerate(titles) if wanted in (t, fold(letters(n)))]
        if not equals or not there:
            raise BadValue(msg("there is no column {title}", title=clean(title) or clean(text)))
        field = words.get(fold(clean(name)), "") if clean(name) else ""
        if clean(name) and not field:
            known = ", ".join(n.removeprefix("@") for n, _ in columns.targets(entry))
            raise NotFound(msg("{field} is none of: {words}", field=clean(name), words=known))
        found = files_in.with_column(session.ws, found, there[0], field)
    return found


def answered(
    session: Session, plan: Plan, phrases: Sequence[str], *, mine: bool, keep: str
) -> Answers:
    """The corrections of the command line as the preview would give them."""
    from workbench.services.importing import Answers, Fate

    said = {}
    for text in phrases:
        words, equals, meaning = text.rpartition("=")
        guess = next((g for g in plan.guesses if fold(g.words) == fold(clean(words))), None)
        if not equals or guess is None:
            raise BadValue(msg("the list does not say {words}", words=clean(words) or clean(text)))
        said[guess.kind, guess.words] = _meaning(session, plan, guess, clean(meaning))
    contested = {n for n, row in enumerate(plan.rows) if row.fate is Fate.CONTESTED}
    return Answers(said, frozenset(), frozenset(contested if mine else ()), keep)


def _meaning(session: Session, plan: Plan, guess: Guess, text: str) -> str:
    from workbench.domain.due import parse_due
    from workbench.services.import_items import mark_words
    from workbench.services.import_unsaid import CURRENCY, SIDE, meaning

    if guess.kind == "due":
        return str(parse_due(text, session.ws.today)) if text else ""
    if guess.kind in (SIDE, CURRENCY):
        return meaning(session.ws.reading(plan.handover), guess.kind, text)
    if guess.kind == "status":
        mark = mark_words(text)
        if not mark:
            raise BadValue(msg("{text} is no state: todo, doing, blocked, done or na", text=text))
        return mark
    if not text or text.startswith(("seat:", "person:")):
        return text
    is_seat = plan.seen.find("seat", text, session.tr.lang) is not None
    is_person = plan.seen.find("person", text, session.tr.lang) is not None
    return f"seat:{text}" if is_seat and not is_person else f"person:{text}"


def preview(session: Session, plan: Plan, found: Opened) -> None:
    """What was understood, what each row brings, and what is refused."""
    from workbench.services.importing import Fate

    tr, view = session.tr, session.ws.reading(plan.handover)
    _understood(session, plan, found, view)
    rows = []
    for row in plan.rows:
        if row.fate not in (Fate.NEW, Fate.CHANGED):
            continue
        changes = row.changes(plan.source.register, view)
        if row.fate is Fate.NEW:
            told = [after for _, _, after in changes if after]
            name = row.draft.cells.get("text", "") or (told[0] if told else "")
            words = "  " * row.draft.depth + name
        else:
            words = "; ".join(f"{tr(label)}: {old or '-'} -> {new}" for label, old, new in changes)
            words = "; ".join(filter(None, [words, *row.proofs, *row.notes]))
        key = session.key(plan.handover, row.record) if row.record is not None else ""
        values = dict(zip(row.values, (after for _, _, after in changes), strict=False))
        own = [values.get("due", ""), values.get("person") or values.get("seat") or ""]
        ends = own if plan.source.register == "item" else []
        rows.append([tr(row.fate.label), row.draft.place, key, *ends, " ".join(words.split("\n"))])
    if rows:
        entry = record.get(plan.source.register)
        ends_of = [msg("Due"), msg("Owner")] if entry.name == "item" else []
        labels = (msg("What"), msg("Where"), msg("Key"), *ends_of, entry.one)
        session.lines(*table([tr(label) for label in labels], rows))
    for row in plan.rows:
        if row.fate in (Fate.REFUSED, Fate.CONTESTED) and row.why is not None:
            session.refuse(row.why, row.place)
    for said in plan.also:
        session.say(said)
    session.say(plan.summary)


def _understood(session: Session, plan: Plan, found: Opened, view: Reading) -> None:
    """The columns and words of the file and what they are taken for."""
    from workbench.exchange.sheet import hollow
    from workbench.services import columns
    from workbench.services.import_items import meant
    from workbench.services.import_states import states_left_out

    entry = record.get(plan.source.register)
    for place, remark in found.remarks:
        session.complain(remark, place)
    if found.sheet is not None and found.layout is not None:
        if found.sheet.hollow:
            session.say(hollow(found.sheet.hollow))
        for title, name in zip(found.layout.titles(found.sheet), found.layout.columns, strict=True):
            if title or name:
                said = columns.label(entry, name)
                session.say(msg("column {title}: {meaning}", title=title or "-", meaning=said))
        states = states_left_out(entry, found.sheet, found.layout)
        if states is not None:
            session.say(states)
    for guess in plan.guesses:
        value = meant(view, guess.kind, guess.value)
        session.say(msg("“{words}”: {meaning} ({n})", words=guess.words, meaning=value,
                        n=guess.count))  # fmt: skip


def list_out(
    session: Session,
    handover: int,
    form: str,
    output: str,
    owner: str | None,
    only: str | None,
    *,
    personal: bool,
    force: bool,
) -> None:
    """Write a list that comes back: of one owner, of what words name, or of all."""
    from workbench.domain.errors import Refused
    from workbench.domain.registers.item import Item
    from workbench.services import lists_out
    from workbench.services.filtering import kept

    if form not in lists_out.FORMS:
        raise Refused(msg("a list is written as md, csv or xlsx"))
    if form == "xlsx" and output == "-":
        raise Refused(msg("a workbook goes to a file: -o NAME.xlsx"))
    view = session.ws.reading(handover)
    items = lists_out.of_owner(view.dossier, clean(owner)) if owner else view.dossier.all(Item)
    if only:
        entry = record.get("item")
        some = kept(items, entry, only, view, lambda f, r: f.kind.show(getattr(r, f.name), view))
        items = [found for found in some if isinstance(found, Item)]
    if not items:
        raise Refused(msg("there is no such item"))
    top = view.dossier.handover
    title = " ".join(filter(None, (top.code, top.name.show(view.lang), owner)))
    names = personal or owner is not None
    data = lists_out.written(session.ws, handover, items, form, title, names=names)
    session.save(output, data, force=force)
