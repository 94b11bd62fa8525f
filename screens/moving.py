"""Moving records with states of their own, such as people, sessions or punch items."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from screens.people import myself, somebody
from screens.prompts import words
from screens.text import all_wrapped, wrapped
from screens.widgets.rowlist import Line, TextLine
from workbench.domain import record
from workbench.domain.calendar import parse_day
from workbench.domain.errors import BadValue, WorkbenchError
from workbench.domain.labelled import Labelled, Side
from workbench.domain.machine import Machine, Move, StateKind
from workbench.domain.message import Msg, in_turn, listed, msg, nmsg
from workbench.domain.record import Record
from workbench.domain.registers.kpi import Kpi
from workbench.domain.registers.person import GONE, PERSON, Person
from workbench.domain.registers.session import Session, SessionKind
from workbench.domain.text import clean
from workbench.figures.release import went_on
from workbench.rules.guards import is_thinkable
from workbench.rules.leaving import lacks_to_go
from workbench.services.leaving import against_going

if TYPE_CHECKING:
    from screens.fields import EditingScreen
    from workbench.services.editing import Outcome

_LEVELS: Final = (
    msg("none of it"),
    msg("knows about it"),
    msg("does it with help"),
    msg("does it alone"),
    msg("can teach it"),
)


def machine_of(found: Record) -> Machine | None:
    """The states the record moves through, when it is moved from its own sheet."""
    entry = record.of(type(found))
    kind = entry.by_name["state"].kind if "state" in entry.by_name else None
    own = isinstance(kind, StateKind) and entry.name not in ("item", "handover")
    return kind.machine if own and isinstance(kind, StateKind) else None


async def move(screen: EditingScreen, handover: int, found: Record) -> Outcome | None:
    """Choose one of the moves from the record's state, say what it asks for, and make it."""
    return await move_all(screen, handover, [found])


async def move_all(screen: EditingScreen, handover: int, found: Sequence[Record]) -> Outcome | None:
    """Move several records of one register at once: what can be moved is, the others are told."""
    from workbench.services import moving

    machine, seen = machine_of(found[0]), screen.dossier
    states = [s for s in (getattr(r, "state", None) for r in found) if isinstance(s, Labelled)]
    if machine is None or not states:
        screen.say(msg("the state follows from what is done elsewhere"))
        return None
    options = _options(screen, machine, found)
    if not options:
        screen.say(msg("{key} is {state}, and nothing follows that", key=_named(screen, found),
                       state=states[0].label))  # fmt: skip
        return None
    chosen = await screen.choose(
        _title(screen, found, states), options, below=_why_not(screen, found)
    )
    if chosen is None:
        return None
    what = _named(screen, found)
    done = msg("{key}: {state}", key=what, state=chosen.target.label)
    kpis = [r for r in found if isinstance(r, Kpi)]
    if kpis and chosen.name == "run_parallel":
        from screens.kpi.running import run_parallel

        return await run_parallel(screen, handover, kpis, done)
    by = await _actor(screen, handover, chosen)
    if by is None:
        return None
    given = await _given(screen, handover, chosen, found)
    if given is None:
        return None
    values, assessor = given
    reason = await _reason(screen, chosen, [replace(r, **values) for r in found], what)
    if reason is None:
        return None
    ids, actor = [r.id for r in found], assessor or by or None
    return await screen.act(
        lambda ws: moving.move(ws, handover, ids, chosen.name, reason=reason, by=actor,
                               values=values),
        done,
        seen=seen,
    )  # fmt: skip


async def _reason(
    screen: EditingScreen, chosen: Move, found: Sequence[Record], what: Msg | str
) -> str | None:
    """Why, where the move asks for that; None when left."""
    if chosen.reasoned:
        return await words(screen, msg("{act} {what} because", act=chosen.label, what=what))
    if record.of(type(found[0])).name == "kpi" and chosen.name == "go_live":
        try:
            return await why_live(screen, [r for r in found if _may(chosen, r)])
        except WorkbenchError as problem:  # readings that are lost, or a file that is held
            screen.complain(problem)
            return None
    people = [r for r in found if isinstance(r, Person)]
    if people and chosen.name == "release":
        return await _why_so_early(screen, people)
    return ""


async def _why_so_early(screen: EditingScreen, people: Sequence[Person]) -> str | None:
    """Why people are released on a day that is not safe, once the user has seen that; nothing
    where nobody is."""
    lines: list[Line] = []
    for person in _releasable(screen, people):
        day = person.left_on or went_on(person, screen.today)
        if against := against_going(screen.dossier, person, day, screen.today):
            told = msg("{name} on {day}: {against}", name=screen.names.title_of(person.id), day=day,
                       against=listed(against))  # fmt: skip
            lines += [TextLine(f" {line}") for line in wrapped(screen.tr(told), screen.room - 4)]
    if not lines:
        return ""
    if not await screen.confirm(msg("Not a safe day to go. Released all the same?"), lines):
        return None
    return await words(screen, msg("Released all the same because"))


def _releasable(screen: EditingScreen, found: Sequence[Record]) -> list[Person]:
    """Those whose release will not be refused for what they lack."""
    return [
        p
        for p in found
        if isinstance(p, Person)
        and p.state in PERSON.moves["release"].sources
        and not lacks_to_go(screen.dossier, p, screen.today)
    ]


async def why_live(screen: EditingScreen, found: Sequence[Record]) -> str | None:
    """Why KPIs go live whose parallel runs are not passed; nothing where they are."""
    from workbench.services.parallel_runs import unpassed

    lacking = [
        msg("The parallel run of {kpi} is not passed: {lacks}.", kpi=screen.called(kpi),
            lacks=in_turn(lacks))
        for kpi in found
        if (lacks := unpassed(screen.ws, screen.dossier, kpi.id))
    ]  # fmt: skip
    if not lacking:
        return ""
    if len(lacking) == 1:
        label = msg("{lacking} It goes live all the same because", lacking=lacking[0])
        return await words(screen, label)
    title = msg("{n} parallel runs are not passed. Live all the same?", n=len(lacking))
    told = all_wrapped(map(screen.tr, lacking), screen.room - 4)
    if not await screen.confirm(title, [TextLine(f" {line}") for line in told]):
        return None
    return await words(screen, msg("They go live all the same because"))


def _may(move: Move, found: Record) -> bool:
    return getattr(found, "state") in move.sources  # noqa: B009


def _named(screen: EditingScreen, found: Sequence[Record]) -> Msg | str:
    if len(found) == 1:
        return screen.dossier.key(found[0])
    return nmsg("{n} record", "{n} records", len(found))


def _title(screen: EditingScreen, found: Sequence[Record], states: Sequence[Labelled]) -> Msg:
    if len(set(states)) > 1:
        return msg("{key}, in several states", key=_named(screen, found))
    return msg("{key} is {state}", key=_named(screen, found), state=states[0].label)


def _options(
    screen: EditingScreen, machine: Machine, found: Sequence[Record]
) -> list[tuple[Move, str, str]]:
    """The moves that can be made from here; of several records, how many they are for."""
    options = []
    for each in machine.moves.values():
        fits = sum(_may(each, r) and is_thinkable(r, each, screen.today) for r in found)
        if fits:
            label, target = screen.tr(each.label), screen.tr(each.target.label)
            hint = "" if label.casefold() in target.casefold() else target
            if fits < len(found):
                count = screen.tr(msg("{n} of {all}", n=fits, all=len(found)))
                hint = (
                    screen.tr(msg("{state}; {count}", state=hint, count=count)) if hint else count
                )
            options.append((each, label, hint))
    return options


def _why_not(screen: EditingScreen, found: Sequence[Record]) -> list[Line]:
    """Why a session that was only watched cannot be assessed, where somebody looks for that."""
    watched = {r.kind for r in found if isinstance(r, Session) and r.only_watched}
    said = [msg("{kind} proves nothing: the receiver must do it himself", kind=kind.label)
            for kind in watched if kind is not None]  # fmt: skip
    told = all_wrapped(map(screen.tr, said), screen.room - 4)
    return [TextLine(), *(TextLine(f" {line}", "muted") for line in told)] if said else []


async def _actor(screen: EditingScreen, handover: int, chosen: Move) -> int | None:
    """Who of the receiving side acts, where nobody of it is present; 0 where it is known."""
    from workbench.services.present import present

    if chosen.side is not Side.RECEIVING or present(screen.ws, handover).receiving is not None:
        return 0
    who = msg("Who of the {side} does it?", side=chosen.side.label)
    return await somebody(screen, handover, who, Side.RECEIVING, Side.SPONSOR)


# What a move of its register asks for beside a reason

_Given = tuple[Mapping[str, Any], int | None]


async def _given(
    screen: EditingScreen, handover: int, chosen: Move, found: Sequence[Record]
) -> _Given | None:
    """Fields to be set with the state, and who acts if the move asks for that; None when left."""
    asks = _ASKS.get((record.of(type(found[0])).name, chosen.name))
    return await asks(screen, handover, found) if asks is not None else ({}, None)


async def _held(screen: EditingScreen, handover: int, found: Sequence[Record]) -> _Given | None:
    """On which day, where it was planned for a later one."""
    planned = [getattr(r, "day", None) for r in found]
    if all(day is not None and day <= screen.today for day in planned):
        return {}, None

    def read(text: str) -> date:
        if (day := parse_day(text, screen.today)) > screen.today:
            raise BadValue(msg("{day} is ahead", day=day))
        return day

    day = await screen.ask_until(msg("Held on"), read, screen.today.isoformat())
    return ({"day": day}, None) if day is not None else None


async def _assessed(screen: EditingScreen, handover: int, found: Sequence[Record]) -> _Given | None:
    """When, which level the receiver has shown, how a test went, and who saw it, who is neither
    of the two.

    The levels stand so that the number to be pressed is the level.
    """
    held = await _held(screen, handover, found)
    if held is None:
        return None
    level = await screen.choose(
        msg("Which level has the receiver shown?"),
        [(n, screen.tr(_LEVELS[n]), screen.tr(msg("level {n}", n=n))) for n in (1, 2, 3, 4, 0)],
        current=3,
    )
    if level is None:
        return None
    values = {**held[0], "level": level}
    if any(isinstance(r, Session) and r.kind is SessionKind.EXAMINATION for r in found):
        old = {r.outcome for r in found if isinstance(r, Session)}
        hint = msg("such as: 8 of 10 right; empty: not noted")
        start = old.pop() if len(old) == 1 else ""
        text = await screen.ask(msg("How did the test go"), start, hint)
        if text is None:
            return None
        values |= {"outcome": clean(text)} if text.strip() else {}
    by = await _another(screen, handover, found, msg("Who has seen it, and says so?"))
    return (values, by) if by is not None else None


async def _taken_back(
    screen: EditingScreen, handover: int, found: Sequence[Record]
) -> _Given | None:
    """Who takes an assessment back, where the user is one of the two it is about, or unknown."""
    me = myself(screen)
    if me is not None and me not in _the_two(found):
        return {}, me
    by = await _another(screen, handover, found, msg("Who takes it back?"))
    return ({}, by) if by is not None else None


async def _another(
    screen: EditingScreen, handover: int, found: Sequence[Record], title: Msg
) -> int | None:
    """Somebody who is neither giver nor receiver of the sessions, and is still here."""
    gone = {p.id for p in screen.dossier.all(Person) if p.state in GONE}
    return await somebody(
        screen, handover, title, Side.RECEIVING, Side.SPONSOR, Side.GIVING,
        without=_the_two(found) | gone,
    )  # fmt: skip


def _the_two(found: Sequence[Record]) -> set[int | None]:
    return {getattr(r, name, None) for r in found for name in ("giver", "receiver")}


async def _extended(screen: EditingScreen, handover: int, found: Sequence[Record]) -> _Given | None:
    """Until when."""
    old = getattr(found[0], "release", None)
    day = await screen.ask_until(
        msg("New planned release"), lambda text: parse_day(text, screen.today),
        old.isoformat() if old is not None else "",
    )  # fmt: skip
    return ({"release": day}, None) if day is not None else None


async def _transferred(
    screen: EditingScreen, handover: int, found: Sequence[Record]
) -> _Given | None:
    """To which post, where none is named yet."""
    posts = screen.dossier.listed("post")
    if not posts or all(getattr(r, "post", None) is not None for r in found):
        return {}, None
    options = [(p.id, screen.names.title_of(p.id), screen.dossier.key(p)) for p in posts]
    post = await screen.choose(msg("To which post?"), options)
    return ({"post": post}, None) if post is not None else None


async def _released(screen: EditingScreen, handover: int, found: Sequence[Record]) -> _Given | None:
    """On which day he went."""
    people = _releasable(screen, found)
    return await _gone_on(screen, people) if people else ({}, None)


async def _left(screen: EditingScreen, handover: int, found: Sequence[Record]) -> _Given | None:
    """On which day he went."""
    return await _gone_on(screen, [p for p in found if isinstance(p, Person)])


async def _told(screen: EditingScreen, handover: int, found: Sequence[Record]) -> _Given | None:
    """Of several, after a look at who they are and when they go: it cannot be untold."""
    people = [p for p in found if isinstance(p, Person) and p.state in PERSON.moves["tell"].sources]
    if len(people) < 2:
        return {}, None
    lines = [
        TextLine(f" {screen.names.title_of(p.id)}   {p.release or screen.tr(msg('no day'))}")
        for p in people
    ]
    title = nmsg("{n} person is told that he leaves?", "{n} people are told that they leave?",
                 len(people))  # fmt: skip
    return ({}, None) if await screen.confirm(title, lines) else None


async def _gone_on(screen: EditingScreen, people: Sequence[Person]) -> _Given | None:
    """On which day they went; with none given each on his planned one, if it is over."""
    days = {went_on(p, screen.today) for p in people}
    label = msg("Left on")
    if len(days) == 1:
        start, hint = days.pop().isoformat(), msg("a day, today at the latest")
    else:
        start, hint = "", msg("a day; empty: each on his planned one, today at the latest")

    def read(text: str) -> tuple[date | None]:
        if not text.strip() and not start:
            return (None,)
        day = parse_day(text, screen.today)
        if day > screen.today:
            raise BadValue(msg("{day} is still to come: who goes then is released then", day=day))
        return (day,)

    answer = await screen.ask_until(label, read, start, hint)
    if answer is None:
        return None
    return ({"left_on": answer[0]} if answer[0] is not None else {}), None


_Asks = Callable[["EditingScreen", int, Sequence[Record]], Awaitable[_Given | None]]
_ASKS: Final[Mapping[tuple[str, str], _Asks]] = {
    ("session", "hold"): _held,
    ("session", "assess"): _assessed,
    ("session", "take_back"): _taken_back,
    ("person", "tell"): _told,
    ("person", "extend"): _extended,
    ("person", "transfer"): _transferred,
    ("person", "release"): _released,
    ("person", "leave"): _left,
}
