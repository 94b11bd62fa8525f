"""The lines of a release sheet: the needs with what is lacking, and why it is that day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from screens.handover.listing import short_day
from screens.names import Names
from screens.text import width, wrapped
from screens.widgets.rowlist import Cell, Column, Group, Line, Row, TextLine
from workbench.domain.calendar import ahead
from workbench.domain.dossier import Dossier
from workbench.domain.message import Msg, listed, msg, nmsg
from workbench.domain.registers.person import GONE, Person
from workbench.domain.registers.topic import Topic
from workbench.figures.release import Window, cost_of_waiting, day_off
from workbench.language import Tr
from workbench.rules.leaver import Leaver
from workbench.rules.leaving import Check, Lack, Need
from workbench.rules.rule import Cure
from workbench.services.leaving import frozen_on, proof_by

LACK, TOPIC, WHY, OPEN = "lack", "topic", "why", "open"
DECIDES = msg("<- decides")
_LABEL = 28  # cells of a need's name
_NEAR = 30  # days within which the next freeze window is told


class NeedId(NamedTuple):
    need: Need


class LackId(NamedTuple):
    """What is lacking: where it is cured."""

    need: Need
    register: str
    record: int | None
    field: str


class MoreId(NamedTuple):
    """The line that stands for the rest of what a need lacks."""

    need: Need
    what: str = "more"


class IfId(NamedTuple):
    """A line of what another day, or another session, would change."""

    about: str
    line: int


class ReasonId(NamedTuple):
    """A reason for the day, or something that gives no day yet; a freeze window has no field."""

    kind: str
    record: int
    field: str


def columns(room: int, lines: Sequence[Line], decides: str) -> dict[str, list[Column]]:
    """The columns of the lines; days are as wide as the longest."""
    label = label_width(room)
    rows = [line for line in lines if isinstance(line, Row) and line.layout == WHY]
    day = max((width(row.cell("day").text) for row in rows), default=10)
    return {
        "": [Column("mark", 3), Column("need", label), Column("text", 0, 12)],
        LACK: [Column("mark", 3), Column("text", 0, 12)],
        TOPIC: [
            Column("mark", 3),
            Column("text", 0, 12),
            Column("who", 14),
            Column("proof", 20 if room < 100 else 28, drop_below=60),
        ],
        OPEN: [Column("text", 0, 12)],
        WHY: [
            Column("text", 0, 12),
            Column("day", day),
            Column("note", width(decides), drop_below=60),
        ],
    }


def label_width(room: int) -> int:
    return min(_LABEL, max(14, room // 3 + 2))


@dataclass(frozen=True)
class ReleaseLines:
    """Of one person in `room` cells; `cost` shows what waiting costs, the rate among it.

    Of what a need lacks the first `most` are shown, of those `opened` everything.
    """

    own: Leaver
    names: Names
    tr: Tr
    today: date
    room: int
    cost: bool
    cost_key: str
    most: int
    opened: frozenset[Need]

    @property
    def dossier(self) -> Dossier:
        return self.names.reading.dossier

    def lines(self) -> list[Line]:
        if self.own.person.state in GONE:
            return list(self._needs())
        return [*self._needs(), *self._why(), TextLine(), *self._ifs()]

    # The needs

    def _needs(self) -> Iterator[Line]:
        own = self.own
        title = self.tr(msg("{met} OF {all}", met=own.met, all=len(own.checks)))
        yield Group("needs", title, hint=self.tr(msg("needed before leaving")))
        for check in own.checks:
            yield from self._need(check)

    def _need(self, check: Check) -> Iterator[Line]:
        mark, style = ("[x]", "ok") if check.met else ("[w]", "warn")
        if not check.passed:
            mark, style = "[ ]", "late"
        said = self._said(check)
        inline = len(check.lacks) == 1 and not check.waiver and self._fits(said)
        cells: dict[str, Cell | str] = {
            "mark": Cell(mark, style),
            "need": Cell(self.tr(check.need.label), "strong"),
            "text": said if check.passed or inline else self._counted(check),
        }
        yield Row(NeedId(check.need), cells)
        if inline or check.met:
            return
        shown = check.lacks
        if len(shown) > self.most + 1 and check.need not in self.opened:
            shown = shown[: self.most]
        style = "muted" if check.waiver is not None else ""
        for lack in shown:
            yield from self._lack(check.need, lack, style)
        if rest := len(check.lacks) - len(shown):
            text = self.tr(nmsg("{n} more: enter shows it", "{n} more: enter shows them", rest))
            yield Row(MoreId(check.need), {"text": Cell(f"  {text}", "muted")}, layout=LACK)

    def _lack(self, need: Need, lack: Lack, style: str) -> Iterator[Line]:
        """A topic with its receiver and proof; open work by its name; else the sentence."""
        cure, found = lack.cure, self.dossier.get(lack.cure.record)
        at = LackId(need, cure.register, cure.record, cure.field)
        if need is Need.KNOWLEDGE and isinstance(found, Topic):
            yield Row(at, self._topic(found, lack), layout=TOPIC, style=style)
            return
        text = self.names.told(lack.message)
        if need is Need.WORK and found is not None:
            text = f"{self.dossier.key(found)} {self.names.title_of(found.id)}"
            yield Row(at, {"text": f"  {text}"}, layout=LACK, style=style)
            return
        first, *more = wrapped(text, self.room - 8) or [""]
        yield Row(at, {"text": f"  {first}"}, layout=LACK, style=style)
        yield from (TextLine(f"       {line}", style) for line in more)

    def _topic(self, topic: Topic, lack: Lack) -> dict[str, Cell | str]:
        receiver = topic.receiver
        who = self.names.title_of(receiver) if receiver is not None else self.tr(msg("nobody"))
        if receiver is None:
            proof = Cell(self.tr(msg("no receiver named")), "warn")
        elif lack.planned is None:
            found = self.dossier.get(receiver)
            goes = isinstance(found, Person) and found.leaves
            why = msg("receiver leaves too") if goes else msg("no proof planned")
            proof = Cell(self.tr(why), "warn")
        elif lack.planned < self.today:
            proof = Cell(self.tr(msg("to assess, {day}", day=self._day(lack.planned))), "warn")
        else:
            proof = Cell(self.tr(msg("proof {day}", day=self._day(lack.planned))))
        return {
            "text": f"  {self.dossier.key(topic)} {topic.title}",
            "who": f"-> {who}",
            "proof": proof,
        }

    def _said(self, check: Check) -> str:
        if check.waiver is not None and check.waiver.expires is not None:
            by = check.waiver.approver
            return self.tr(msg("waived until {day}, approved by {name}", day=check.waiver.expires,
                               name=self.names.title_of(by) if by else "?"))  # fmt: skip
        if check.lacks:
            return self.names.told(check.lacks[0].message)
        return self.names.told(check.done) if check.done is not None else ""

    def _fits(self, text: str) -> bool:
        return width(text) <= self.room - label_width(self.room) - 6

    def _counted(self, check: Check) -> str:
        planned = sum(lack.planned is not None for lack in check.lacks)
        lacking = nmsg("{n} thing lacking", "{n} things lacking", len(check.lacks))
        if not planned:
            return self.tr(lacking)
        return self.tr(msg("{lacking}, {planned} of them planned", lacking=lacking,
                           planned=planned))  # fmt: skip

    # Why it is that day

    def _why(self) -> Iterator[Line]:
        safe, tr = self.own.safe, self.tr
        day = "?" if safe.unknown else short_day(safe.day, tr, self.today)
        hint = "" if safe.certain else tr(msg("or later: not everything has a day yet"))
        if safe.unknown:
            hint = tr(msg("nothing has a day yet"))
        yield Group("why", tr(msg("WHY {day}", day=day)), hint=hint)
        held = any(r.day >= safe.day for r in safe.reasons)
        if not held and not safe.touched and not safe.unknown:
            nothing = tr(msg("Nothing stands against today."))
            yield TextLine(f" {nothing}")
        for reason in safe.reasons:
            decides = reason.day == safe.day and not safe.touched
            yield self._reason(ReasonId("day", reason.record, reason.field),
                               self.names.told(reason.message), reason.day, decides)  # fmt: skip
        for window in safe.touched:
            yield self._window(window, decides=ahead(window.last, 1) == safe.day)
        if (off := day_off(self.dossier, safe)) is not None:
            yield TextLine(f" {tr(off)}", "muted")
        for window in frozen_on(self.dossier, self.own.person, self.today):
            if window not in safe.touched:
                span = msg("the planned day is frozen: {name}, {span}",
                           name=self._named(window), span=self._span(window))  # fmt: skip
                at = ReasonId("freeze", window.record or 0, window.first.isoformat())
                yield Row(at, {"text": Cell(self.tr(span), "late")}, layout=OPEN)
        for open_ in safe.uncounted:
            told = msg("not counted: {what}", what=self.names.told(open_.message))
            first, *more = wrapped(tr(told), self.room - 4) or [""]
            at = ReasonId("open", open_.record, open_.field)
            yield Row(at, {"text": Cell(first, "warn")}, layout=OPEN)
            yield from (TextLine(f"   {line}", "warn") for line in more)

    def _reason(self, at: ReasonId, text: str, day: date, decides: bool) -> Row:
        style = "strong" if decides else ""
        cells: dict[str, Cell | str] = {"text": text, "day": self._day(day)}
        if decides:
            cells["note"] = self.tr(DECIDES)
        return Row(at, cells, layout=WHY, style=style)

    def _day(self, day: date) -> str:
        return f"{self.tr.weekday(day)} {short_day(day, self.tr, self.today)}"

    def _window(self, window: Window, decides: bool) -> Row:
        text = self.tr(msg("freeze: {name}, {span}", name=self._named(window),
                           span=self._span(window)))  # fmt: skip
        at = ReasonId("freeze", window.record or 0, window.first.isoformat())
        return self._reason(at, text, ahead(window.last, 1), decides)

    def _named(self, window: Window) -> str:
        return self.tr(window.name) if isinstance(window.name, Msg) else window.name

    def _span(self, window: Window) -> Msg:
        return msg("{first} to {last}", first=short_day(window.first, self.tr, self.today),
                   last=short_day(window.last, self.tr, self.today))  # fmt: skip

    # What if

    def _ifs(self) -> Iterator[Line]:
        found = (("freeze", self._freeze_near()), ("wait", self._waiting()),
                 ("topics", self._topics()))  # fmt: skip
        for name, sentence in found:
            # Rows, so that the last line of the sheet can be gone to.
            words = wrapped(self.tr(sentence), self.room - 2) if sentence is not None else []
            for n, line in enumerate(words):
                yield Row(IfId(name, n), {"text": Cell(line, "muted")}, layout=OPEN)

    def _freeze_near(self) -> Msg | None:
        safe, near = self.own.safe, self.own.safe.near
        if near is None or near.first > ahead(safe.day, _NEAR):
            return None
        if near in frozen_on(self.dossier, self.own.person, self.today):
            return None  # that he is planned for it is said above
        day, next_ = (short_day(d, self.tr, self.today) for d in (safe.day, ahead(near.last, 1)))
        return msg("Freeze ahead: {name}, {span}. Not touched; miss {day} and it may be {next}.",
                   name=self._named(near), span=self._span(near), day=day, next=next_)  # fmt: skip

    def _waiting(self) -> Msg | None:
        own, person = self.own, self.own.person
        if not own.early or person.release is None or person.rate is None:
            return None
        days = self.dossier.calendar.workdays_between(person.release, own.safe.day)
        waiting = msg("Waiting is {n} d, {days} of them worked", n=own.early, days=days)
        fte = person.fte if person.fte is not None else 1
        if not self.cost:
            return msg("{waiting}, at {fte} FTE; {key} shows what it costs.", waiting=waiting,
                       fte=fte, key=self.cost_key)  # fmt: skip
        money = cost_of_waiting(self.dossier, person, own.safe)
        return msg("{waiting}, at {fte} FTE and {rate} a day: {money}.", waiting=waiting,
                   fte=fte, rate=person.rate, money=money or "-")  # fmt: skip

    def _topics(self) -> Msg | None:
        """What planning the proofs that are not planned would change."""
        safe = self.own.safe
        found = [self.dossier.get(open_.record) for open_ in safe.uncounted]
        topics = [t for t in found if isinstance(t, Topic)]
        if not topics:
            return None
        keys = listed([self.dossier.key(t) for t in topics])
        if safe.unknown:
            return msg("A day planned for {keys} gives the first safe day.", keys=keys)
        by = proof_by(self.dossier, safe, self.today)
        day = short_day(safe.day, self.tr, self.today)
        if by is None:
            return msg("Whatever is planned for {keys} moves {day}.", keys=keys, day=day)
        return msg("Proved by {by}, {keys} would leave {day} as it is.", keys=keys, day=day,
                   by=short_day(by, self.tr, self.today))  # fmt: skip


def heading(own: Leaver, names: Names, tr: Tr) -> tuple[str, str]:
    """` RELEASE  Chen Hao   SRE lead, outsourced (Huaxin), 1.0 FTE` and the state."""
    person = own.person
    parts = [person.role] if person.role else []
    terms = tr(person.employment.label) if person.employment is not None else ""
    if person.organisation:
        terms = tr(msg("{terms} ({of})", terms=terms, of=person.organisation)).strip()
    parts += [terms] if terms else []
    if person.fte is not None:
        parts.append(tr(msg("{fte} FTE", fte=person.fte)))
    name = names.title_of(person.id)
    told = tr(msg("RELEASE  {name}", name=name))
    about = tr(msg("{text}", text=listed(parts)))
    return f" {told}   {about}".rstrip(), tr(person.state.label)


def plan_line(own: Leaver, tr: Tr) -> Sequence[str]:
    """Planned, safe, how many days too early: as long and as short as can be said."""
    person, safe = own.person, own.safe
    none = tr(msg("no day"))
    planned = _full(person.release, tr) if person.release is not None else none
    if own.person.left_on is not None:
        gone = tr(msg("Left on {day}", day=_full(own.person.left_on, tr)))
        plan = tr(msg("planned {day}", day=planned))
        return [f" {gone}    {plan}", f" {gone}"]
    day = safe.said(_full(safe.day, tr))
    early = nmsg("{n} day too early", "{n} days too early", own.early)
    left, middle = msg("Planned {day}", day=planned), msg("Earliest safe {day}", day=day)
    plain = msg("Planned {day}", day=person.release or none)
    right = tr(early) if own.early else ""
    short = f" {person.release or none} -> {safe.brief}"
    return [
        f" {tr(left)}    {tr(middle)}    {right}",
        f" {tr(left)}   {tr(middle)}   {right}",
        f" {tr(plain)}   {tr(middle)}   {right}",
        f"{short}  {right}",
        short,
    ]


def _full(day: date, tr: Tr) -> str:
    return f"{tr.weekday(day)} {day.isoformat()}"


def called(names: Names, cure: Cure) -> str:
    """What enter opens for a cure: `K-07, State`, or a register."""
    from workbench.domain import record

    entry = record.get(cure.register)
    found = names.reading.dossier.get(cure.record)
    if found is None:
        return names.tr(entry.title)
    field = record.of(type(found)).by_name.get(cure.field)
    label = names.tr(field.kind.label) if field is not None else ""
    key = (
        names.title_of(found.id) if isinstance(found, Person) else names.reading.dossier.key(found)
    )
    return ", ".join(filter(None, (key, label)))
