"""Team ramp-down: who goes when, whether he may, and what ends with him."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from workbench.domain.message import Msg, in_turn, listed, msg, nmsg, pmsg
from workbench.domain.registers.contract import Contract
from workbench.domain.registers.person import Employment, Person
from workbench.domain.registers.wave import Wave
from workbench.figures.contracts import Ending, endings, leaves_without
from workbench.figures.rampdown import RampDown, operations_share, project_team, ramp_down
from workbench.figures.release import freezes
from workbench.figures.share import FineShare, plain
from workbench.figures.team import external, is_here
from workbench.figures.told import as_staying, untold
from workbench.figures.waves import as_it_is
from workbench.pack.bars import ramp_figures
from workbench.pack.other import rest
from workbench.pack.page import KEY, Block, Cell, Page, under
from workbench.rules.agreed import release_terms
from workbench.rules.leaver import Leaver, read_by_others

TITLE = msg("Team ramp-down")

_BAR = 20  # signs of the longest bar
_SHOWN_OF_A_WAVE = ("name", "day", "tell_on", "next_known")
_SHOWN_OF_A_CONTRACT = (
    "title",
    "vendor",
    "ends",
    "notice",
    "notice_given",
    "decision",
    "decided_by",
)


def leavers(page: Page) -> list[Leaver]:
    """Who goes and knows it, the next first; who is not told is in no list that others read."""
    return page.dossier.kept(("pack.leavers", page.today.toordinal()), lambda: _found(page))


def section(page: Page) -> list[Block]:
    found = leavers(page)
    return [
        *_people(page, found),
        *under(page, msg("Release waves"), _waves(page)),
        *under(page, msg("Freeze windows"), _freezes(page)),
        *under(page, msg("Contracts to end"), _contracts(page)),
    ]


def curve(page: Page) -> RampDown:
    """How the team gets smaller as far as it was told: who was not told stays."""
    told = page.told
    return told.kept(
        ("pack.curve", page.today.toordinal()),
        lambda: ramp_down(told, page.today, release_terms(told, page.today)),
    )


def outside(page: Page) -> FineShare:
    """FTE from outside / FTE of the project team today."""
    return external(project_team(page.dossier), page.today)


def _found(page: Page) -> list[Leaver]:
    return [
        read_by_others(page.dossier, person, page.today)
        for person in sorted(page.told.all(Person), key=_goes)
        if person.leaves
    ]


def _people(page: Page, found: Sequence[Leaver]) -> list[Block]:
    quiet = untold(page.dossier)
    said: list[Msg] = []
    if quiet:
        said.append(as_staying(quiet))
    elif not found:
        said.append(msg("Nobody is to leave."))
    said += _figures(page) if found else []
    return [
        [f"- {page.say(line)}" for line in said],
        *(_leavers(page, found) if found else []),
        *(under(page, msg("Headcount at the end of each week"), _curve(page)) if found else []),
    ]


def _figures(page: Page) -> Iterator[Msg]:
    found = curve(page)
    for name, said in ramp_figures(found, operations_share(page.told), None):
        if name in ("counted", "peak", "cliff"):
            yield said
    here = Counter(p.employment for p in project_team(page.dossier) if is_here(p, page.today))
    kinds = [
        pmsg("headcount", "{kind} {n}", kind=kind.label, n=here[kind])
        for kind in Employment
        if here[kind]
    ]
    if kinds and here[None]:
        kinds.append(pmsg("headcount", "of no kind noted {n}", n=here[None]))
    if kinds:
        yield msg("Here today: {kinds}; from outside {share} in FTE", kinds=listed(kinds),
                  share=str(outside(page)))  # fmt: skip


def _curve(page: Page) -> list[Block]:
    """The weeks in which the headcount changes, the first of all before them."""
    rows: list[list[Cell]] = []
    last: tuple[object, ...] | None = None
    found = curve(page)
    for week in found.weeks:
        now = (week.planned, week.actual and week.actual.heads, week.safe.heads)
        if now[::2] == (last or ())[::2] and last is not None and now[1] in (last[1], None):
            continue
        last = now
        rows.append(
            [
                week.first.isoformat(),
                str(week.planned.heads),
                plain(week.planned.fte),
                str(week.actual.heads) if week.actual is not None else "",
                str(week.safe.heads),
                str(week.external) if week.external.den else "",
                "=" * (week.planned.heads * _BAR // max(1, found.peak)),
            ]
        )
    headers = (
        msg("Week from"), msg("Planned heads"), msg("FTE"), msg("Were there"),
        msg("By the safe days"), msg("From outside, FTE"), pmsg("headcount", "Planned"),
    )  # fmt: skip
    return page.table(headers, rows, "lrrrrrl")


def _leavers(page: Page, found: Sequence[Leaver]) -> list[Block]:
    rows: list[list[Cell]] = [
        [
            page.key(x.person),
            x.person.name,
            x.person.state.label,
            _day(x.person.left_on or x.person.release),
            f"{x.met}/{len(x.checks)}",
            _safe(x),
            str(x.early or ""),
        ]
        for x in found
    ]
    headers = (
        KEY, pmsg("person", "Name"), msg("State"), msg("Planned release"),
        msg("Ready (R-15)"), msg("Earliest safe day"), msg("Days too early"),
    )  # fmt: skip
    alike: dict[str, list[Leaver]] = {}
    for x in found:
        if x.lacking:
            alike.setdefault(page.say(in_turn(x.lacking)), []).append(x)
    lacking: Block = [f"- {page.say(_lack(page, own))}" for own in alike.values()]
    return [*page.table(headers, rows, "llllrlr"), *([lacking] if lacking else [])]


def _lack(page: Page, alike: Sequence[Leaver]) -> Msg:
    """What people lack who lack the same."""
    keys, what = [page.key(x.person) for x in alike], in_turn(alike[0].lacking)
    if len(keys) == 1:
        return msg("{key} lacks: {what}", key=keys[0], what=what)
    return msg("{keys} ({n} people) lack: {what}", keys=", ".join(keys), n=len(keys),
               what=what)  # fmt: skip


def _safe(found: Leaver) -> Cell:
    if _gone(found.person):
        return ""
    return msg("{day}", day=found.safe.said())


def _waves(page: Page) -> list[Block]:
    """Without who was not told: of nobody of a wave, the wave is not there either."""
    terms = release_terms(page.dossier, page.today)
    found = [as_it_is(page.dossier, w, page.today, terms) for w in page.dossier.all(Wave)]
    shown = [x for x in found if not x.people or any(not p.untold for p in x.people)]
    rows: list[list[Cell]] = [
        [
            page.key(x.wave),
            x.wave.name,
            _day(x.wave.day),
            _day(x.wave.tell_on),
            str(sum(not p.untold for p in x.people)),
            str(sum(not e.person.untold for e in x.early) or ""),
            listed([w.name for w in x.frozen]) if x.frozen else "",
            msg("yes") if x.wave.next_known else msg("no"),
        ]
        for x in shown
    ]
    headers = (KEY, msg("Release wave"), msg("Day"), msg("To be told by"), pmsg("wave", "People"),
               msg("Too early"), msg("Frozen"), msg("Next assignment known"))  # fmt: skip
    if not rows:
        return []
    waves = [x.wave for x in shown]
    return [*page.table(headers, rows, "llllrrll"), *rest(page, "wave", _SHOWN_OF_A_WAVE, waves)]


def _freezes(page: Page) -> list[Block]:
    windows = freezes(page.dossier, release_terms(page.dossier, page.today))
    named = any(w.record is not None for w in windows)
    rows: list[list[Cell]] = [[w.name, w.first.isoformat(), w.last.isoformat()] for w in windows]
    headers = (msg("Freeze window"), msg("First day"), msg("Last day"))
    return page.table(headers, rows) if named else []


def _contracts(page: Page) -> list[Block]:
    rows: list[list[Cell]] = [
        [
            page.key(c),
            c.title,
            c.vendor,
            _day(c.ends),
            _day(c.notice_day),
            _noticed(c, page.today),
            str(len(stay) or ""),
            c.decision.label if c.decision is not None else _open(c, page.today),
        ]
        for c, stay in ((e.contract, _stay(e)) for e in endings(page.dossier, page.today))
    ]
    headers = (
        KEY, msg("Contract"), pmsg("contract", "With"), pmsg("contract", "Ends on"),
        msg("Notice by"), msg("Notice given on"), pmsg("contract", "Stay beyond it"),
        msg("Decided"),
    )  # fmt: skip
    if not rows:
        return []
    return [*page.table(headers, rows, "llllllrl"), *rest(page, "contract", _SHOWN_OF_A_CONTRACT)]


def _stay(found: Ending) -> list[Person]:
    """Who stays beyond the end of what does not go on; who has not been told that he goes stays."""
    if not leaves_without(found):
        return []
    beyond = {p.id for p in found.beyond}
    return [p for p in found.people if p.id in beyond or p.untold]


def _noticed(contract: Contract, today: date) -> Cell:
    if contract.notice_given is not None and (late := contract.notice_late):
        return nmsg("{day}, {n} day late", "{day}, {n} days late", late, day=contract.notice_given)
    if contract.notice_given is not None:
        return contract.notice_given.isoformat()
    missed = contract.decision is not None and contract.notice_missed(today)
    return msg("none recorded, and the day is past (R-19)") if missed else ""


def _open(contract: Contract, today: date) -> Msg:
    """Not decided: past the day for notice the rule that says so."""
    if contract.notice_day is not None and contract.notice_day < today:
        return msg("no, and the day is past (R-19)")
    return pmsg("contract", "open")


def _gone(person: Person) -> bool:
    return person.left_on is not None


def _goes(person: Person) -> tuple[date, int]:
    return (person.left_on or person.release or date.max, person.id)


def _day(day: date | None) -> str:
    return day.isoformat() if day else "--"
