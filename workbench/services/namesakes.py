"""People of one name: their organisations tell them apart; nobody is to become two by mistake."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from workbench.domain.dossier import Dossier
from workbench.domain.message import Msg, listed, msg, nmsg
from workbench.domain.names import may_mean
from workbench.domain.registers.person import Person
from workbench.domain.text import fold
from workbench.services.import_row import Fate, Row

_NAMED = 5


def beside(dossier: Dossier, made: int) -> Msg | None:
    """That somebody who was added has the name of others, and what to do if he is one of them."""
    new = dossier.get(made)
    if not isinstance(new, Person):
        return None
    others = [p for p in dossier.all(Person) if p.id != made and fold(p.name) == fold(new.name)]
    if not others:
        return None
    who = listed([_called(dossier, p) for p in others])
    if any(fold(p.organisation) == fold(new.organisation) for p in others):
        return msg(
            "{key} is another {name}, beside {others}, and nothing tells them apart: give them "
            "different organisations, or merge them if they are one",
            key=dossier.key(new), name=new.name, others=who,
        )  # fmt: skip
    return msg(
        "{key} is another {name}, beside {others}: their organisations tell them apart; if they "
        "are one, merge them",
        key=dossier.key(new), name=new.name, others=who,
    )  # fmt: skip


def near(dossier: Dossier, name: str, lang: str) -> list[Person]:
    """Who may be meant by a name that nobody has: it is a part of theirs, or theirs of it."""
    if not name or dossier.find("person", name, lang) is not None:
        return []
    if dossier.is_ambiguous("person", name, lang):
        return []
    return [p for p in dossier.all(Person) if may_mean(name, p.name) or may_mean(p.name, name)]


def newcomers(before: Dossier, now: Dossier) -> list[Person]:
    """Who is on the roster now and was not."""
    return [p for p in now.all(Person) if before.get(p.id) is None]


def new(dossier: Dossier, people: Sequence[Person]) -> Msg:
    """That they are new on the roster, with their keys."""
    names = listed([f"{p.name} ({dossier.key(p)})" for p in people])
    return nmsg("{names} is new on the roster", "{names} are new on the roster", len(people),
                names=names)  # fmt: skip


def joined(before: Dossier, now: Dossier, lang: str, but: int | None = None) -> Iterator[Msg]:
    """Who is new on the roster because he was named, and whom that name may mean; `but` was added
    as such."""
    for person in newcomers(before, now):
        if person.id == but:
            continue
        yield new(now, [person])
        if others := near(before, person.name, lang):
            who = listed([f"{before.key(p)} {p.name}" for p in others])
            yield msg("If {name} is {others}, take it back with undo, or merge the two.",
                      name=person.name, others=who)  # fmt: skip


def coming(dossier: Dossier, rows: Sequence[Row]) -> Iterator[Msg]:
    """The new people of a roster who have the name of somebody else, there or in it."""
    names = [p.name for p in dossier.all(Person)]
    new = [str(row.values["name"]) for row in rows if row.fate is Fate.NEW]
    taken = Counter(map(fold, (*names, *new)))
    twice = list(dict.fromkeys(name for name in new if taken[fold(name)] > 1))
    if twice:
        some = ", ".join(twice[:_NAMED]) + ("..." if twice[_NAMED:] else "")
        yield nmsg(
            "{n} name that several people have, told apart by their organisations: {names}",
            "{n} names that several people have, told apart by their organisations: {names}",
            len(twice),
            names=some,
        )


def _called(dossier: Dossier, person: Person) -> str:
    """`P-02 (Operations)`."""
    where = f" ({person.organisation})" if person.organisation else ""
    return f"{dossier.key(person)}{where}"
