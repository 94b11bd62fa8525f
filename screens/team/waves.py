"""The release waves: who goes together, on which day, and what stands against it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar, NamedTuple

from textual import work
from textual.binding import BindingType

from screens.board import BoardScreen
from screens.handover.listing import short_day
from screens.handover.pane import Fact
from screens.text import one_line, width
from screens.widgets.keyline import to_bindings
from screens.widgets.rowlist import Cell, Column, Group, Line, Row
from workbench.domain.calendar import parse_day
from workbench.domain.message import Msg, in_turn, listed, msg, nmsg, pmsg
from workbench.domain.registers.person import Person
from workbench.domain.registers.wave import Wave
from workbench.figures.release import Window
from workbench.figures.waves import Early, Outlook
from workbench.services import records, waves

_FEW = 12  # people who are shown without being asked for
_NAMED = 6  # people who are named in the pane


class WaveId(NamedTuple):
    wave: int


class MemberId(NamedTuple):
    person: int


class PeopleId(NamedTuple):
    """The heading of the people of a wave."""

    people_of: int
    heading: bool = True


class WavesScreen(BoardScreen):
    """The waves, and below them who goes with each, folded where there are many."""

    SCOPE = "waves"
    REGISTER = "wave"
    LINE = WaveId
    BINDINGS: ClassVar[list[BindingType]] = [*BoardScreen.BINDINGS, *to_bindings("waves")]

    def __init__(self, handover: int, at: int | None = None) -> None:
        super().__init__(handover, at)
        self._outlooks: dict[int, Outlook] = {}

    def display_lines(self, show: Callable[[Iterable[Line]], None]) -> None:
        tr, found = self.tr, waves.outlook(self.dossier, self.today)
        self._outlooks = {o.wave.id: o for o in found}
        parts = [tr(msg("Release waves")), self.dossier.handover.code]
        early = sum(len(o.early) for o in found)
        if early:
            parts.append(tr(nmsg("{n} leaves too early", "{n} leave too early", early)))
        self.title_text(" " + "   ".join(parts))
        self.rows.empty_text = tr(
            msg("No release wave yet.\n{add} adds one; on the roster, mark people and press "
                "{wave}.", add=self.key_of("waves.add"), wave=self.key_of("roster.wave"))
        )  # fmt: skip
        self.rows.set_columns(self._columns(found))
        self.rows.folded_hint = tr(msg("{key} opens", key=self.key_of("list.choose")))
        lines: list[Line] = [self._row(outlook) for outlook in found]
        many = sum(len(o.people) for o in found) > _FEW
        for outlook in (o for o in found if o.people):
            title = f"{self.dossier.key(outlook.wave)} {self.names.title_of(outlook.wave.id)}"
            group = PeopleId(outlook.wave.id)
            lines.append(Group(group, title, len(outlook.people), folded=many))
            lines += [self._member(p, outlook) for p in outlook.people]
        show(lines)
        self.tell()

    def _columns(self, found: Sequence[Outlook]) -> list[Column]:
        tr = self.tr
        keys = [self.dossier.key(r) for o in found for r in (o.wave, *o.people)]
        people, early = tr(pmsg("wave", "People")), tr(msg("Too early"))
        told = tr(msg("To be told by"))
        return [
            Column("key", max([5, *map(width, keys)]), title=tr(msg("Key"))),
            Column("name", 0, 12, title=tr(msg("Release wave"))),
            Column("day", 10, title=tr(msg("Day"))),
            Column("told", max(10, width(told)), title=told, drop_below=70),
            Column("people", width(people), align="right", title=people),
            Column("early", max(8, width(early)), align="right", title=early),
            Column("frozen", 14, title=tr(msg("Frozen")), drop_below=76),
        ]

    def _row(self, found: Outlook) -> Row:
        wave = found.wave
        late = bool(found.untold) or found.told_too_late
        cells: dict[str, Cell | str] = {
            "key": Cell(self.dossier.key(wave), "key"),
            "name": Cell(self.names.title_of(wave.id), "strong"),
            "day": self._day(found),
            "told": Cell(
                short_day(found.tell_on, self.tr, self.today) if found.tell_on else "--",
                "late" if late else "",
            ),
            "people": str(len(found.going)),
            "early": Cell(waves.early(found), "late" if found.early else "warn"),
            "frozen": Cell(one_line(self.tr(msg("{text}", text=waves.windows(found)))), "warn")
            if found.frozen
            else "-",
        }  # fmt: skip
        return Row(WaveId(wave.id), cells, also=wave.conditions)

    def _day(self, found: Outlook) -> str:
        day = found.wave.day
        return short_day(day, self.tr, self.today) if day is not None else "--"

    def _member(self, person: Person, found: Outlook) -> Row:
        soon = next((e for e in found.early if e.person.id == person.id), None)
        told = person.told_on
        cells: dict[str, Cell | str] = {
            "key": Cell(self.dossier.key(person), "key"),
            "name": f"  {self.names.title_of(person.id)}",
            "day": short_day(person.release, self.tr, self.today) if person.release else "--",
            "told": short_day(told, self.tr, self.today)
            if told is not None
            else Cell(self.tr(msg("not told")) if person.untold else "", "warn"),
            "early": Cell(self._days(soon), "late") if soon is not None else "",
        }
        if person in found.open:
            cells["early"] = Cell("?", "warn")
        return Row(MemberId(person.id), cells, style="" if soon is not None else "muted")

    def _days(self, soon: Early) -> str:
        return self.tr(nmsg("{n} day", "{n} days", soon.days))

    # The cursor

    def spot(self) -> Sequence[int | str]:
        """Of a member his wave: it is what the screen opens on."""
        at = self._at
        return [self._handover, *([at.id] if at is not None else [])]

    @property
    def under_cursor(self) -> int | None:
        at = self.rows.cursor_id
        if isinstance(at, WaveId):
            return at.wave
        if isinstance(at, PeopleId):
            return at.people_of
        return at.person if isinstance(at, MemberId) else None

    @property
    def _at(self) -> Wave | None:
        """The wave under the cursor, or of the person there."""
        found = self.dossier.get(self.under_cursor)
        if isinstance(found, Person):
            found = self.dossier.get(found.wave)
        return found if isinstance(found, Wave) else None

    def tell(self) -> None:
        pane, wave = self.pane, self._at
        found = self._outlooks.get(wave.id) if wave is not None else None
        if wave is None or found is None:
            pane.show_in_room("", [])
        else:
            title = f"{self.dossier.key(wave)}  {self.names.title_of(wave.id)}"
            pane.show_in_room(title, self._facts(wave, found))

    def _facts(self, wave: Wave, found: Outlook) -> list[Fact]:
        tr, made = self.tr, list[Fact]()
        if gone := len(found.people) - len(found.going):
            who = nmsg("{n} still goes with it, {gone} gone or in a post",
                       "{n} still go with it, {gone} gone or in a post", len(found.going),
                       gone=gone)  # fmt: skip
            made.append(Fact(tr(pmsg("pane", "Who")), tr(who), 2))
        if found.early:
            names: list[Msg | str] = [
                f"{self.names.title_of(e.person.id)} ({self._days(e)})"
                for e in found.early[:_NAMED]
            ]
            told = msg("{text}", text=listed(names))
            if more := len(found.early) - len(names):
                told = pmsg("people", "{some} and {n} more", some=told, n=more)
            said = tr(told)
            made.append(Fact(tr(pmsg("pane", "Early")), said, 0, strong=True))
        rest = [*waves.standing(found), *filter(None, [waves.steepest(found)])]
        if rest:
            against = tr(msg("{text}", text=in_turn(rest)))
            made.append(Fact(tr(pmsg("pane", "Against")), against, 1))
        conditions = self.names.words(wave.conditions) or tr(msg("none"))
        made.append(Fact(tr(pmsg("pane", "If")), conditions, 3))
        known = msg("yes") if wave.next_known else msg("no")
        made.append(Fact(tr(pmsg("pane", "Next")),
                         tr(msg("next assignment known: {answer}", answer=known)), 4))  # fmt: skip
        return made

    # Opening

    def action_open(self) -> None:
        from screens.leaving import ReleaseScreen

        found = self.dossier.get(self.under_cursor)
        if isinstance(found, Person) and found.leaves:
            self.app.push_screen(ReleaseScreen(self._handover, found.id))
        elif found is not None:
            self.host.open_record(self._handover, found.id)

    def action_team(self) -> None:
        from screens.team.curve import TeamScreen

        self.app.push_screen(TeamScreen(self._handover))

    def action_table(self) -> None:
        from screens.register import RegisterScreen

        at = self._at
        self.app.push_screen(RegisterScreen(self._handover, "wave", at.id if at else None))

    def action_freezes(self) -> None:
        from screens.register import RegisterScreen

        at = next((w.record for w in self._frozen_at if w.record is not None), None)
        self.app.push_screen(RegisterScreen(self._handover, "freeze", at))

    @property
    def _frozen_at(self) -> Sequence[Window]:
        """The freezes that the wave under the cursor falls into."""
        found = self._outlooks.get(self._at.id) if self._at is not None else None
        return found.frozen if found is not None else ()

    # Changing

    @work
    async def action_move(self) -> None:
        from screens.team.joining import move_wave

        if (wave := self._at) is not None:
            await move_wave(self, self._handover, wave)
        else:
            self.say(msg("go to a wave first"))

    @work
    async def action_add(self) -> None:
        from screens.prompts import words

        name = await words(self, msg("Name of the wave"), msg("say how the wave is called"))
        if name is None:
            return
        day = await self.ask_until(
            msg("It goes on"), self._day_typed, hint=msg("a day; empty: none")
        )
        if day is None:
            return
        made = await self.carry_out(
            lambda ws: records.add(ws, self._handover, "wave", {"name": name, "day": day})
        )
        if made is not None:
            self.begin_on(self.LINE(made))
            self.reload()
            self.show_undo()

    def _day_typed(self, text: str) -> str:
        return parse_day(text, self.today).isoformat() if text.strip() else ""

    @work
    async def action_export(self) -> None:
        from screens.people_out import send_people

        await send_people(self)
