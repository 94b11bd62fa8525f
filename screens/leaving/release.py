"""May this person leave? What is lacking, which day is safe and why, and what another day gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar

from textual import work
from textual.binding import BindingType
from textual.widget import Widget

from screens.fields import EditingScreen
from screens.leaving import places
from screens.leaving.release_lines import (
    DECIDES,
    LackId,
    MoreId,
    NeedId,
    ReasonId,
    ReleaseLines,
    called,
    columns,
    heading,
    plan_line,
)
from screens.leaving.sessions import plan_session
from screens.text import fit, width
from screens.widgets.keyline import to_bindings
from screens.widgets.oneline import OneLine
from screens.widgets.rowlist import Line, RowList, TextLine
from workbench.domain import record
from workbench.domain.message import msg
from workbench.domain.registers.person import Person
from workbench.domain.registers.topic import Topic
from workbench.rules.leaver import Leaver, leaver
from workbench.rules.leaving import Check, Need
from workbench.rules.rule import Cure
from workbench.services import leaving

_TALL = 32  # lines of a screen that shows more of what is lacking
_FEW, _MANY = 3, 8


class ReleaseScreen(EditingScreen):
    """The release of one person; the cursor begins on a need if one is given."""

    SCOPE = "release"
    BINDINGS: ClassVar[list[BindingType]] = [*EditingScreen.BINDINGS, *to_bindings("release")]
    DEFAULT_CSS = """
    ReleaseScreen {
        & > .planned { height: 1; text-style: bold; }
        & > .about { height: 1; color: $text-muted; }
    }
    """

    def __init__(self, handover: int, person: int, need: str = "") -> None:
        super().__init__(handover)
        self._person = person
        self.begin_on(*(NeedId(n) for n in Need if n.value == need))
        self._cost = False
        self._opened: frozenset[Need] = frozenset()

    def body(self) -> Iterable[Widget]:
        yield OneLine(classes="planned")
        yield RowList(classes="body")
        yield OneLine(classes="about")

    @property
    def record_shown(self) -> int:
        return self._person

    @property
    def person(self) -> Person | None:
        found = self.dossier.get(self._person)
        return found if isinstance(found, Person) else None

    @property
    def own(self) -> Leaver | None:
        found = self.person
        return leaver(self.dossier, found, self.today) if found is not None else None

    def display_lines(self, show: Callable[[Iterable[Line]], None]) -> None:
        own, tr, cells = self.own, self.tr, self.app.size.width
        if own is None:
            deleted = tr(msg("Deleted"))
            self.title_text(f" {deleted}")
            for part in (".planned", ".about"):
                self.query_one(part, OneLine).show("")
            words = msg("This record has been deleted; who did so can bring it back with undo.")
            self.rows.set_lines([TextLine(f" {tr(words)}")])
            return
        left, right = heading(own, self.names, tr)
        self.title_text(f"{fit(left, max(8, cells - width(right) - 2))} {right}")
        ways = plan_line(own, tr)
        planned = next((way for way in ways if width(way) <= cells), ways[-1])
        self.query_one(".planned", OneLine).show(planned)
        most = _FEW if self.app.size.height < _TALL else _MANY
        made = ReleaseLines(
            own, self.names, tr, self.today, self.room, self._cost, self.key_of("release.cost"),
            most, self._opened,
        )  # fmt: skip
        lines = made.lines()
        for layout, shown in columns(self.room, lines, tr(DECIDES)).items():
            self.rows.set_columns(shown, layout=layout)
        show(lines)
        self.tell()

    # The cursor

    def spot(self) -> Sequence[int | str]:
        return [self._handover, self._person]

    @property
    def under_cursor(self) -> int:
        return self._person

    @property
    def _check(self) -> Check | None:
        """The need the cursor is on, or on something lacking of."""
        own, at = self.own, self.rows.cursor_id
        if own is None or not isinstance(at, NeedId | LackId | MoreId):
            return None
        return next(c for c in own.checks if c.need is at.need)

    @property
    def _cure(self) -> Cure | None:
        """Where the line under the cursor is cured, or what it comes from."""
        at, own = self.rows.cursor_id, self.own
        if isinstance(at, LackId):
            return Cure(at.register, at.record, at.field)
        if isinstance(at, ReasonId):
            return places.reason(self.dossier, at.kind, at.record, at.field)
        check = self._check
        if check is not None and check.lacks:
            return check.lacks[0].cure
        if isinstance(at, NeedId) and own is not None:
            return places.of_need(at.need, own.person.id)
        return None

    def tell(self) -> None:
        cure = self._cure
        if isinstance(self.rows.cursor_id, MoreId):
            cure = None
        where = called(self.names, cure) if cure is not None else ""
        text = self.tr(msg("enter opens: {where}", where=where)) if where else ""
        self.query_one(".about", OneLine).show(f" {text}" if text else "")

    def on_row_list_chosen(self) -> None:
        self.action_go()

    def action_go(self) -> None:
        cure, at = self._cure, self.rows.cursor_id
        if isinstance(at, MoreId):
            self._opened |= {at.need}
            self.reload()
            return
        check = self._check
        if cure is not None and cure.record is None and check is not None and check.lacks:
            self.action_settle()  # an empty list alone does not say what to do with it
        elif cure is not None:
            places.open_cure(self, self._handover, cure)

    # What changes it

    @property
    def _topic(self) -> Topic | None:
        cure = self._cure
        found = self.dossier.get(cure.record) if cure is not None else None
        return found if isinstance(found, Topic) else None

    @work
    async def action_interview(self) -> None:
        from screens.knowledge.interview import interview

        await interview(self, self._handover, self._person)

    @work
    async def action_settle(self) -> None:
        """What is lacking under the cursor, or all that the need lacks."""
        from screens.leaving.settling import settle

        check, found, at = self._check, self.person, self.rows.cursor_id
        if check is None or found is None:
            self.say(msg("go to a need, or to something that is lacking"))
            return
        if check.met:
            self.say(msg("{need}: nothing is lacking", need=check.need.label))
            return
        only = None
        if isinstance(at, LackId):
            only = next((x for x in check.lacks if x.cure.record == at.record), None)
        await settle(self, self._handover, found, check, only)

    @work
    async def action_session(self) -> None:
        own, topic = self.own, self._topic
        if own is None:
            return
        if topic is None:
            self.say(msg("go to a topic that nobody else knows; a session is planned for that"))
            return
        await plan_session(self, self._handover, topic, own.person.id, own)

    @work
    async def action_date(self) -> None:
        from screens.leaving.dates import new_date

        if (found := self.person) is not None:
            await new_date(self, self._handover, [found])

    @work
    async def action_waive(self) -> None:
        from screens.gate import answering

        check, own = self._check, self.own
        if check is None or own is None:
            self.say(msg("go to the need that is to be waived"))
            return
        if check.met:
            self.say(msg("{need}: nothing is lacking", need=check.need.label))
            return
        finding = leaving.finding_of(self.dossier, own.person, check.need, self.today)
        if finding is None:
            # What nobody has looked at is asked of the register, not of each person.
            entry = record.get(check.lacks[0].cure.register)
            self.say(msg("look at this first, it holds for all: {register}", register=entry.title))
            return
        await answering.waive(self, self._handover, [finding])

    @work
    async def action_state(self) -> None:
        from screens import moving

        found = self.person
        if found is not None:
            await moving.move(self, self._handover, found)
            self.show_undo()

    def action_cost(self) -> None:
        own = self.own
        if own is None or own.person.rate is None:
            self.say(msg("no day rate is given; it is a field of the record, and private"))
            return
        self._cost = not self._cost
        self.reload()
        if self._cost and not own.early:
            self.say(msg("the planned day is safe, so waiting costs nothing"))

    # Others

    def action_sheet(self) -> None:
        from screens.leaving.sheet import LeavingSheetScreen

        self.app.push_screen(LeavingSheetScreen(self._handover, self._person))

    def action_record(self) -> None:
        from screens.sheet import SheetScreen

        self.app.push_screen(SheetScreen(self._handover, self._person))

    def action_note(self) -> None:
        self.write_note(self._person)

    def action_log(self) -> None:
        from screens.log import LogScreen

        found = self.person
        if found is not None:
            self.app.push_screen(LogScreen(self._handover, self.dossier.key(found)))

    def action_next(self) -> None:
        self._turn(1)

    def action_previous(self) -> None:
        self._turn(-1)

    def _turn(self, way: int) -> None:
        """Through those who leave, in the order of the board."""
        parts = leaving.roster(self.dossier, self.today).values()
        ids = [p.id for part in parts for p, own in part if own is not None]
        at = ids.index(self._person) + way if self._person in ids else -1
        if 0 <= at < len(ids):
            self._person = ids[at]
            self.reload()
            self.rows.action_top()
        else:
            self.say(msg("there is no further one"))
