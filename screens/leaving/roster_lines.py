"""People as lines of the roster, and what the pane says of the one under the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from screens.handover.listing import short_day
from screens.handover.pane import Fact
from screens.names import Names
from screens.text import width
from screens.widgets.rowlist import Cell, Column, Group, Row
from workbench.domain.dossier import Dossier
from workbench.domain.message import Msg, in_turn, listed, msg, pmsg
from workbench.domain.registers.person import GONE, Person
from workbench.domain.registers.post import Post
from workbench.figures.knowing import sole_holders, with_not_counted
from workbench.language import Tr
from workbench.pack.leaving_sheet import in_freeze
from workbench.pack.post_page import reached
from workbench.rules.leaver import Leaver, leaver
from workbench.services.leaving import SOON, Part, frozen_on

_HINTS = {
    Part.EARLY: msg("planned before the earliest safe day"),
    Part.UNREADY: msg("something is lacking, within {n} days or with no day planned", n=SOON),
}


class PersonId(NamedTuple):
    person: int


def columns(
    people: Sequence[tuple[Person, Leaver | None]], names: Names, tr: Tr, today: date, room: int
) -> list[Column]:
    """Days and keys are never cut; the role takes what is left."""
    keys = max((width(names.reading.dossier.key(p)) for p, _ in people), default=4)
    release = max((width(_release(p, tr, today)) for p, _ in people), default=6)
    safe = max((width(_safe(own, tr, today)) for _, own in people), default=6)
    state = max((width(tr(p.state.label)) for p, _ in people), default=8)
    titles = {
        "release": tr(pmsg("column", "Leaves")),
        "safe": tr(pmsg("column", "Safe")),
        "met": tr(pmsg("column", "Met")),
    }
    return [
        Column("key", max(4, keys), title=tr(msg("Key"))),
        Column("name", 14 if room < 100 else 20, title=tr(pmsg("person", "Name"))),
        Column("role", 0, 6, title=tr(msg("Role")), drop_below=50),
        Column("release", max(release, width(titles["release"])), title=titles["release"]),
        Column("safe", max(safe, width(titles["safe"])), title=titles["safe"]),
        Column("met", max(3, width(titles["met"])), title=titles["met"]),
        Column("state", max(state, 8), title=tr(msg("State")), drop_below=60),
    ]


def group(part: Part, n: int, tr: Tr) -> Group:
    hint = tr(_HINTS[part]) if part in _HINTS else ""
    folded = part is Part.GONE
    return Group(part, tr(part.label), n, hint=hint, folded=folded)


def row(person: Person, own: Leaver | None, names: Names, tr: Tr, today: date) -> Row:
    gone = person.state in GONE
    dossier = names.reading.dossier
    late = own is not None and (own.early or frozen_on(dossier, person, today))
    cells: dict[str, Cell | str] = {
        "key": Cell(dossier.key(person), "key"),
        "name": names.title_of(person.id),
        "role": names.words(person.role),
        "release": Cell(_release(person, tr, today), "late" if late else ""),
        "safe": _safe(own, tr, today) if not gone else "",
        "met": f"{own.met}/{len(own.checks)}" if own is not None else "",
        "state": tr(person.state.label),
    }
    return Row(PersonId(person.id), cells, style="done" if gone else "")


def _release(person: Person, tr: Tr, today: date) -> str:
    day = person.left_on if person.state in GONE else person.release
    return short_day(day, tr, today) if day is not None else ""


def _safe(own: Leaver | None, tr: Tr, today: date) -> str:
    """The safe day; with a plus where not everything has a day yet, `?` where nothing has."""
    if own is None or own.person.state in GONE:
        return ""
    if own.safe.unknown:
        return "?"
    return short_day(own.safe.day, tr, today) + ("" if own.safe.certain else " +")


def facts(
    dossier: Dossier, person: Person, names: Names, tr: Tr, today: date
) -> tuple[str, list[Fact]]:
    """Title and facts of the pane."""
    title = f"{dossier.key(person)}  {names.title_of(person.id)}"
    if not person.leaves:
        return title, [*_knows(person, names, tr), *_post(person, names, tr)]
    own = leaver(dossier, person, today)
    met = tr(msg("{met} of {all}", met=own.met, all=len(own.checks)))
    title += f"  {met}"
    if person.state in GONE:
        day = person.left_on
        left = Fact(tr(pmsg("pane", "Left")), day.isoformat() if day else "-")
        why = names.words(person.reason)
        because = [Fact(tr(pmsg("pane", "Because")), why, 1)] if why else []
        return title, [left, *because, *_calls(person, tr)]
    lacking = [c for c in own.checks if not c.passed]
    found = []
    if lacking:
        said = _in_turn([names.told(c.lacks[0].message) + _more(len(c.lacks) - 1)
                         for c in lacking], tr)  # fmt: skip
        found.append(Fact(tr(pmsg("pane", "Lacks")), said, 0, strong=True))
    else:
        found.append(Fact(tr(pmsg("pane", "Lacks")), tr(msg("nothing: free to go")), 0))
    found.append(Fact(tr(pmsg("pane", "Safe")), tr(_why(own, names)), 1))
    for window in frozen_on(dossier, person, today):
        found.append(Fact(tr(pmsg("pane", "Against")), names.told(in_freeze(window)), 1))
    if own.safe.uncounted:
        open_ = _in_turn([names.told(u.message) for u in own.safe.uncounted], tr)
        found.append(Fact(tr(pmsg("pane", "Open")), open_, 2))
    return title, [*found, *_calls(person, tr)]


def _calls(person: Person, tr: Tr) -> list[Fact]:
    """Until when he may be called afterwards, and how much."""
    if person.contact_until is None:
        return []
    return [Fact(tr(pmsg("pane", "Calls")), tr(msg("{text}", text=reached(person))), 3)]


def _in_turn(sentences: Sequence[str], tr: Tr) -> str:
    """One after the other, apart as the language has it."""
    return tr(msg("{text}", text=in_turn(sentences)))


def _more(n: int) -> str:
    return f" +{n}" if n > 0 else ""


def _why(own: Leaver, names: Names) -> Msg:
    safe = own.safe
    day = safe.said()
    if safe.unknown:
        return msg("{day}: nothing has a day", day=day)
    if safe.touched:
        return msg("{day}: after a freeze window", day=day)
    if safe.reasons and safe.reasons[-1].day == safe.day:
        return msg("{day}: {why}", day=day, why=names.told(safe.reasons[-1].message))
    return msg("{day}: nothing stands against today", day=day)


def _knows(person: Person, names: Names, tr: Tr) -> list[Fact]:
    """What only he knows, although he stays."""
    dossier = names.reading.dossier
    own = [s.topic for s in sole_holders(dossier) if s.person.id == person.id]
    if not own:
        return []
    topics = [with_not_counted(dossier, t, f"{dossier.key(t)} {t.title}") for t in own]
    words = msg("known by nobody else: {topics}", topics=listed(topics))
    return [Fact(tr(pmsg("pane", "Knows")), names.told(words))]


def _post(person: Person, names: Names, tr: Tr) -> list[Fact]:
    dossier = names.reading.dossier
    posts = [p for p in dossier.all(Post) if person.id in (p.holder, p.backup)]
    if not posts:
        return []
    said = msg("{text}", text=listed([names.title_of(p.id) for p in posts]))
    return [Fact(tr(pmsg("pane", "Post")), tr(said))]
