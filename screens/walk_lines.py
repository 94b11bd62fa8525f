"""What the guided walk says of one item, and what of the whole walk at its end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from textual.content import Content

from screens import walk_choices as can
from screens.names import Names
from screens.text import fit, one_line, width, wrapped
from screens.walk_choices import Choice
from workbench.domain.journey import Gate
from workbench.domain.message import Msg, listed, msg, nmsg, pmsg
from workbench.domain.registers.evidence import Evidence
from workbench.domain.registers.item import Item, ItemState
from workbench.domain.registers.note import Note
from workbench.domain.registers.person import Person
from workbench.domain.typist import and_typed
from workbench.figures.checklist import Line
from workbench.figures.gates import next_gate

if TYPE_CHECKING:
    from workbench.language import Tr
    from workbench.services.history import Entry
    from workbench.services.present import Present

_OWNER, _WHY, _PROOF = pmsg("pane", "Owner"), pmsg("pane", "Why"), pmsg("pane", "Proof")
_STATE, _CLAIM, _GIVEN = pmsg("pane", "State"), pmsg("pane", "Claim"), pmsg("pane", "Given")
_NOTE, _SEAT, _PARTS = pmsg("pane", "Note"), pmsg("pane", "Seat"), pmsg("pane", "Parts")
_LABELS: Final = (_OWNER, _WHY, _PROOF, _STATE, _CLAIM, _GIVEN, _NOTE, _SEAT, _PARTS)
_NOTES: Final = 2  # the last notes that are shown; the others are on the sheet
_BAR: Final = 12

_SUMMED: Final[Mapping[ItemState, Msg]] = {
    ItemState.VERIFIED: msg("verified"),
    ItemState.TODO: msg("sent back"),
    ItemState.CLAIMED: msg("claimed, waiting for the receiving side"),
    ItemState.BLOCKED: msg("blocked"),
    ItemState.NOT_APPLICABLE: msg("not applicable"),
    ItemState.WAIVED: msg("waived"),
}
"""What a walk can leave an item as."""


@dataclass(frozen=True, slots=True)
class Words:
    """How things are called and measured on the screen of the walk: `room` cells a line."""

    names: Names
    tr: Tr
    room: int
    key_of: Callable[[str], str]

    # The frame

    def title(self, code: str, gate: Gate | None, place: int, total: int) -> str:
        """`WALK  PAY to G1 Plan agreed      3 of 8  [####........]`; `place` 0 at the end."""
        to = msg("WALK  {code}", code=code)
        if gate is not None:
            to = msg("WALK  {code} to {gate} {title}", code=code, gate=gate.value, title=gate.title)
        done = place or total
        count = msg("{n} of {total}", n=place, total=total) if place else msg("the end")
        filled = _BAR * done // total if total else 0
        right = f"{self.tr(count)}  [{'#' * filled}{'.' * (_BAR - filled)}] "
        return self._spread(f" {self.tr(to)}", right)

    def present(self, here: Present) -> Content:
        """`Present: Li Wei (giving), Sun Yu (receiving, verifies)        m change`."""
        parts = []
        if here.giving is not None:
            name = self.names.title_of(here.giving)
            parts.append(self.tr(msg("{name} (giving)", name=name)))
        if here.receiving is not None:
            name = self.names.title_of(here.receiving)
            parts.append(self.tr(msg("{name} (receiving, verifies)", name=name)))
        who = listed(parts) or msg("nobody has been named")
        key = self.key_of("walk.present")
        right = self.tr(msg("{key} change", key=key) if parts else msg("{key} says who", key=key))
        left = " " + self.tr(msg("Present: {names}", names=who))
        return Content(self._spread(left, f"{right} "))

    def head(self, line: Line) -> Content:
        """`PAY-04   2 Team   mandatory             due Sat Nov 21, 2 days late`."""
        item, dossier = line.item, self.names.reading.dossier
        parts = [dossier.key(item)]
        if item.dimension is not None:
            parts.append(f"{item.dimension.number} {self.tr(item.dimension.label)}")
        if item.mandatory:
            parts.append(self.tr(msg("mandatory")))
        above = dossier.get(item.parent)
        if isinstance(above, Item):
            parts.append(self.tr(msg("part of {key}", key=dossier.key(above))))
        due = f" {self.tr(self._due(line))} "
        left = fit(f" {'   '.join(parts)}", max(0, self.room - width(due)))
        return Content.assemble((left, "bold"), (due, "bold $text-error" if line.overdue else ""))

    def rule(self, title: str = "", hint: str = "") -> Content:
        """`-- TITLE  ------------- hint --`; in Chinese, capitals would be of names only."""
        left = f"-- {title if self.tr.lang != 'en' else title.upper()}  " if title else ""
        right = f" {hint} --" if hint else ""
        dashes = "-" * max(0, self.room - width(left) - width(right))
        return Content.assemble((left, "bold $text-primary"), (f"{dashes}{right}", "$text-muted"))

    def choices(self, options: Sequence[Choice]) -> Content:
        """The keys and what they do, in as many columns as fit, at most three."""
        cells = [f"{self.key_of(id_)}  {self.tr(what)}" for id_, what in options]
        across = next((n for n in (3, 2) if self._total(cells, n) <= self.room), 1)
        widths = _widths(cells, across)
        lines = []
        for start in range(0, len(cells), across):
            row = zip(cells[start:], widths, strict=False)
            lines.append("   " + "   ".join(fit(text, cell) for text, cell in row))
        return _joined(lines)

    def _total(self, cells: Sequence[str], across: int) -> int:
        return 3 * across + sum(_widths(cells, across))

    def _spread(self, left: str, right: str) -> str:
        """`left` and `right` at the two ends of a line."""
        space = self.room - width(right)
        return fit(one_line(left), max(8, space - 1)) + " " + right

    # An item

    def page(self, line: Line, log: Sequence[Entry]) -> Content:
        """The item's words, who owes it and why, and what the file says of it; of a claim first
        what was to be proved, and what was given for it."""
        item, lang = line.item, self.names.lang
        text = [f"   {part}" for part in wrapped(item.text.show(lang), self.room - 6)]
        why = [*self._fact(_OWNER, self._owner(line)), *self._fact(_WHY, item.why.show(lang))]
        wanted = list(self._fact(_PROOF, item.proof.show(lang)))
        said = list(self._said(line, log))
        if not said:
            said = [_plain(" " + self.tr(msg("Nothing yet: no claim, no proof, no note.")))]
        title = self.tr(msg("what the file says"))
        said.insert(0, replace(self, room=self.room - 1).rule(title))  # beside the scroll bar
        claimed, blank = item.state is ItemState.CLAIMED, [_plain("")]
        about = [*wanted, *said, *blank, *why] if claimed else [*why, *wanted, *blank, *said]
        return _stack(
            [*blank, *(Content.assemble((part, "bold")) for part in text), *blank, *about]
        )

    def _said(self, line: Line, log: Sequence[Entry]) -> Iterator[Content]:
        item, dossier = line.item, self.names.reading.dossier
        given = list(self._given(item))
        if item.state is ItemState.CLAIMED:
            yield from given
        state = self._standing(line, log)
        if state is not None:
            yield from self._fact(_STATE, state)
        if item.sent_back_by is not None and item.state is not ItemState.TODO:
            before = msg("sent back before by {name}: {reason}", reason=item.objection,
                         name=self.names.title_of(item.sent_back_by))  # fmt: skip
            yield from self._fact(None if state else _STATE, before)
            state = before
        if item.reopened:
            times = nmsg("sent back or opened again {n} time so far",
                         "sent back or opened again {n} times so far", item.reopened)  # fmt: skip
            yield from self._fact(None if state else _STATE, times)
        if item.claimed_at is not None:
            claim = self._by(item.claimed_by, item.claimed_at, log, ItemState.CLAIMED)
            yield from self._fact(_CLAIM, claim)
        if item.state is not ItemState.CLAIMED:
            yield from given
        for place, note in enumerate(dossier.under(item.id, Note)[-_NOTES:]):
            words = msg('{who}, {when}: "{text}"', who=self.names.person(note.by),
                        when=self._day(note.at), text=one_line(note.text))  # fmt: skip
            yield from self._fact(None if place else _NOTE, words)
        if line.owner.person is None and line.owner.seat is not None:
            open_ = msg(
                "nobody is named for {seat} yet; {key} names somebody",
                seat=line.owner.seat.name, key=self.key_of("walk.owner"),
            )  # fmt: skip
            yield from self._fact(_SEAT, open_)
        parts = dossier.under(item.id, Item)
        if parts:
            n = sum(part.state is ItemState.VERIFIED for part in parts)
            verified = msg("{n} of {total} verified", n=n, total=len(parts))
            yield from self._fact(_PARTS, verified)

    def _given(self, item: Item) -> Iterator[Content]:
        """Its proofs, the newest first: an older one may be what was sent back."""
        proofs = self.names.reading.dossier.under(item.id, Evidence)
        for place, proof in reversed([*enumerate(proofs, 1)]):
            first = place == len(proofs)
            yield from self._fact(_GIVEN if first else None, self._proof(place, proof))

    def _standing(self, line: Line, log: Sequence[Entry]) -> Msg | None:
        """Why the item is in its state, where that is not plain from its claim."""
        item = line.item
        match item.state:
            case ItemState.VERIFIED:
                who = self._by(item.verified_by, item.verified_at, log, item.state)
                return msg("verified by {who}", who=who)
            case ItemState.WAIVED if line.state is not ItemState.WAIVED:
                return msg("its waiver ran out on {day}: {reason}",
                           day=item.expires, reason=item.reason)  # fmt: skip
            case ItemState.WAIVED:
                return msg("waived until {day}: {reason}", day=item.expires, reason=item.reason)
            case ItemState.TODO if item.sent_back_by is not None:
                return msg("sent back by {name}: {reason}", reason=item.objection,
                           name=self.names.title_of(item.sent_back_by))  # fmt: skip
            case state if item.reason:
                return msg("{state}: {reason}", state=state.label, reason=item.reason)
        return None

    def _owner(self, line: Line) -> Msg | str:
        owner = line.owner
        if owner.person is None:
            return owner.name(self.names.lang) or msg("nobody's yet")
        parts: Msg | str = self.names.title_of(owner.person.id)
        if owner.filled is not None and not self.names.hidden:
            parts = msg("{name}, as {seat}", name=parts, seat=owner.filled.name)
        side = owner.side
        return msg("{name}, {side}", name=parts, side=side.label) if side is not None else parts

    def _proof(self, place: int, proof: Evidence) -> str:
        kind = pmsg("given", "{place} {kind}", place=place, kind=proof.kind.label)
        parts = [self.tr(kind), proof.text]
        if proof.words and proof.words != proof.text:
            parts.append(proof.words)
        if proof.sha256:
            parts.append(f"sha256 {proof.sha256[:6]}..")
        return "  ".join(map(one_line, parts))

    def _by(
        self, person: int | None, at: datetime | None, log: Sequence[Entry], state: ItemState
    ) -> Msg:
        """Who moved the item into `state`, when, and who typed it if that was somebody else."""
        if person is None:
            return msg("{who}, {day}", who=msg("somebody"), day=self._day(at))
        who = self.names.title_of(person)
        # An undo moves it there too, but not in his name.
        name = self.names.reading.title_of(person)
        typist = next((e.typed_by for e in log if e.actor == name and _moves(e, state)), "")
        said = msg("{who}, {day}", who=who, day=self._day(at))
        return and_typed(said, self.names.person(typist))

    def _due(self, line: Line) -> Msg:
        if line.due is None or line.late is None:
            return msg("without a date")
        day = f"{self.tr.weekday(line.due)} {self.tr.day(line.due, self.names.today)}"
        if line.overdue:
            late = nmsg("{n} day late", "{n} days late", line.late)
            return msg("due {day}, {late}", day=day, late=late)
        if line.late > 0:
            return msg("was due {day}", day=day)
        ahead = nmsg("in {n} day", "in {n} days", -line.late) if line.late else msg("today")
        return msg("due {day}, {ahead}", day=day, ahead=ahead)

    def _day(self, at: datetime | None) -> str:
        day = at.astimezone().date() if at is not None else None
        return f"{self.tr.weekday(day)} {self.tr.day(day, self.names.today)}" if day else "?"

    def _fact(self, label: Msg | None, text: Msg | str) -> Iterator[Content]:
        """A label and its text, wrapped beside it; nothing for no text."""
        words = text if isinstance(text, str) else self.tr(text)
        column = max(width(self.tr(each)) for each in _LABELS) + 2
        for place, part in enumerate(wrapped(words, self.room - column - 2)):
            shown = self.tr(label) if label is not None and not place else ""
            yield Content.assemble(" ", (fit(shown, column), "bold"), part)

    # What can be done

    def question(self, line: Line, here: Present) -> tuple[str, str, list[Choice]]:
        """Who is asked, a hint, and the choices, for the state the item is in."""
        more = [can.NOT_APPLICABLE, can.WAIVE]
        match line.item.state:
            case ItemState.CLAIMED if here.receiving is not None:
                name = self.names.title_of(here.receiving)
                title, hint = msg("{name} decides", name=name), ""
            case ItemState.CLAIMED:
                title = msg("the receiving side decides")
                hint = self.tr(msg("{key} says who is here", key=self.key_of("walk.present")))
            case ItemState.VERIFIED | ItemState.WAIVED | ItemState.NOT_APPLICABLE:
                again = can.SEND_BACK if line.item.state is ItemState.VERIFIED else can.REOPEN
                return self.tr(line.item.state.label), "", [again, can.GO_ON, can.RECORDS]
            case _:
                claim = self._claim(line)
                return (self.tr(msg("is it done?")), "",
                        [claim, can.BLOCK, can.ADD_PROOF, *more, can.RECORDS])  # fmt: skip
        choices = [can.VERIFY, can.SEND_BACK, can.ADD_PROOF, *more, can.RECORDS]
        return self.tr(title), hint, choices

    def _claim(self, line: Line) -> Choice:
        if line.item.evidence_required and (not line.proofs or line.item.sent_back_by is not None):
            return "walk.claim", msg("Done, with a proof")
        return "walk.claim", msg("Done")

    def warning(self, line: Line, here: Present) -> str:
        """Why who is here may not verify the claim, as when it is his own."""
        from workbench.rules.item import Given
        from workbench.services import items

        dossier = self.names.reading.dossier
        person = dossier.get(here.receiving)
        if line.item.state is not ItemState.CLAIMED or not isinstance(person, Person):
            return ""
        if self.names.hidden:
            return ""
        lacks = items.lacking(dossier, line.item, "verify", Given(by=person))
        return f" {self.tr(lacks[0])}" if lacks else ""

    # The end

    def end(self, tally: Mapping[ItemState, int], total: int) -> Content:
        """What came of the walk."""
        if not total:
            text = self.tr(msg("Nothing is open up to the next gate: every item is done."))
            return _stack([_plain(""), *map(_plain, self._paragraph(text))])
        lines = [_plain(""), _plain("   " + self.tr(msg("You have been through all of them.")))]
        counts = [(tally.get(state, 0), what) for state, what in _SUMMED.items()]
        counts.append((total - sum(tally.values()), msg("left for later")))
        lines += [_plain(f"   {n:>4}  {self.tr(what)}") for n, what in counts if n]
        return _stack([*lines, _plain("")])

    def ahead(self, mandatory: tuple[int, int]) -> Content:
        """The next gate, and how many of the mandatory items up to it are verified."""
        ahead = next_gate(self.names.reading.dossier, self.names.today)
        if ahead is None:
            return _plain("")
        gate, day = ahead
        verified, total = mandatory
        comes_to = self._paragraph(self.tr(self._verdict(gate)))
        if day is None:
            text = msg(
                "{gate} {title} has no day yet; {n} of {total} mandatory items up to it are "
                "verified.",
                gate=gate.value,
                title=gate.title,
                n=verified,
                total=total,
            )
            return _stack(map(_plain, [*self._paragraph(self.tr(text)), *comes_to]))
        days = (day - self.names.today).days
        text = msg(
            "{gate} {title} is on {day}, {ahead}; {n} of {total} mandatory items up to it are "
            "verified.",
            gate=gate.value,
            title=gate.title,
            day=f"{self.tr.weekday(day)} {self.tr.day(day, self.names.today)}",
            ahead=_ahead(days),
            n=verified,
            total=total,
        )
        return _stack(map(_plain, [*self._paragraph(self.tr(text)), *comes_to]))

    def _verdict(self, gate: Gate) -> Msg:
        """What the gate comes to now, counted as in the pack."""
        from workbench.rules import engine

        found = engine.verdict(self.names.reading.dossier, gate, self.names.today)
        return msg("Its verdict now: {verdict}.", verdict=found.counted)

    def gone(self) -> Content:
        """Instead of an item that somebody has deleted meanwhile."""
        text = self.tr(msg("This item has been deleted; who did so can bring it back with undo."))
        return _stack([_plain(""), *map(_plain, self._paragraph(text))])

    def _paragraph(self, text: str) -> list[str]:
        return [f"   {part}" for part in wrapped(text, self.room - 6)]


def _moves(entry: Entry, state: ItemState) -> bool:
    return any(c.field.name == "state" and c.after is state for c in entry.fields)


def _widths(cells: Sequence[str], across: int) -> list[int]:
    return [max(map(width, cells[n::across]), default=0) for n in range(across)]


def _ahead(days: int) -> Msg:
    if days < 0:
        return nmsg("{n} day ago", "{n} days ago", -days)
    return nmsg("in {n} day", "in {n} days", days) if days else msg("today")


def _plain(text: str) -> Content:
    return Content(one_line(text))


def _joined(lines: Iterable[str]) -> Content:
    return _stack(map(_plain, lines))


def _stack(lines: Iterable[Content]) -> Content:
    return Content("\n").join(lines)
