"""The roster by what matters: who leaves too early, who is not ready, who stays, who has gone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar

from textual import work
from textual.binding import BindingType

from screens.board import BoardScreen
from screens.filtering import ask_words, kept_to, listed, none_has
from screens.leaving.roster_lines import PersonId, columns, facts, group, row
from screens.text import wrapped
from screens.widgets.keyline import to_bindings
from screens.widgets.rowlist import Line, TextLine
from workbench.domain import record
from workbench.domain.message import msg, nmsg
from workbench.domain.registers.person import Person
from workbench.rules.leaver import leaver
from workbench.services import leaving
from workbench.services.leaving import Part


class RosterScreen(BoardScreen):
    """Everybody of a handover."""

    SCOPE = "roster"
    REGISTER = "person"
    LINE = PersonId
    BINDINGS: ClassVar[list[BindingType]] = [*BoardScreen.BINDINGS, *to_bindings("roster")]

    _words = ""

    def display_lines(self, show: Callable[[Iterable[Line]], None]) -> None:
        found, tr = leaving.roster(self.dossier, self.today), self.tr
        total = sum(map(len, found.values()))
        if self._words:
            kept = {p.id for p in listed(self, record.get(self.REGISTER), self._words)}
            found = {part: [each for each in people if each[0].id in kept]
                     for part, people in found.items()}  # fmt: skip
        everybody = [(p, own) for part in found.values() for p, own in part]
        self.rows.set_columns(columns(everybody, self.names, tr, self.today, self.room))
        self.rows.empty_text = self._nobody()
        self.rows.folded_hint = tr(msg("{key} opens", key=self.key_of("list.choose")))
        lines: list[Line] = []
        for part, people in found.items():
            if people:
                lines.append(group(part, len(people), tr))
                lines += [row(p, own, self.names, tr, self.today) for p, own in people]
        if any(own is not None for _, own in everybody):
            early = len(found[Part.EARLY])
            worst = nmsg("{n} leaves too early", "{n} leave too early", early) if early else None
        else:
            nobody = bool(everybody) and not self._words
            worst = msg("nobody has a planned release yet") if nobody else None
        parts = [tr(msg("Roster")), self.dossier.handover.code]
        if self._words:
            parts += kept_to(self, len(everybody), total, self._words)
        else:
            parts.append(tr(nmsg("{n} person", "{n} people", total)))
        self.title_text(" " + "   ".join([*parts, *([tr(worst)] if worst is not None else [])]))
        if everybody and not self._words and all(own is None for _, own in everybody):
            lines += self._begin()
        show(lines)
        self.tell()

    def _begin(self) -> list[Line]:
        """What to do where nobody is planned to leave."""
        text = msg(
            "Who leaves, and when? {date} plans a day for the person under the cursor, or for all "
            "marked ones. {rows} takes pasted rows: name, role, planned release.",
            date=self.key_of("roster.date"),
            rows=self.key_of("roster.paste"),
        )
        told = wrapped(self.tr(text), self.room - 1)
        return [TextLine(), *(TextLine(f" {line}", "muted") for line in told)]

    def _nobody(self) -> str:
        if self._words and self.dossier.listed(self.REGISTER):
            return none_has(self, "roster.filter")
        words = msg(
            "Nobody is on the roster yet.\n{rows} takes pasted rows: name, role, planned release "
            "are enough.\n{add} adds one by one, {file} brings an Excel or CSV file.",
            rows=self.key_of("roster.paste"),
            add=self.key_of("roster.add"),
            file=self.key_of("roster.import"),
        )
        return self.tr(words)

    # The cursor

    @property
    def _at(self) -> Person | None:
        found = self.dossier.get(self.under_cursor)
        return found if isinstance(found, Person) else None

    def _chosen(self) -> list[Person]:
        """The marked people in the order shown, else the one under the cursor; says so if none."""
        found = map(self.dossier.get, self.chosen_records())
        people = [p for p in found if isinstance(p, Person)]
        if not people:
            self.say(msg("go to somebody first, or mark some"))
        return people

    def on_row_list_marks_changed(self) -> None:
        if marked := len(self.rows.marked):
            self.say(nmsg("{n} marked", "{n} marked", marked))
        self.tell()

    def tell(self) -> None:
        """Why the one under the cursor may not go; of several marked ones, how many may."""
        pane, found = self.pane, self._at
        if len(self.rows.marked) > 1:
            own = [leaver(self.dossier, p, self.today) for p in self._chosen()]
            ready = sum(each.is_ready for each in own)
            pane.show_in_room(self.tr(msg("{n} of {all} marked may go", n=ready, all=len(own))), [])
        elif found is None:
            pane.show_in_room("", [])
        else:
            pane.show_in_room(*facts(self.dossier, found, self.names, self.tr, self.today))

    @work
    async def action_filter(self) -> None:
        words = await ask_words(self, record.get(self.REGISTER), self._words)
        if words is not None:
            self._words = words
            self.reload()

    # Opening

    def action_open(self) -> None:
        from screens.leaving.release import ReleaseScreen

        found = self._at
        if found is None:
            return
        if found.leaves:
            self.app.push_screen(ReleaseScreen(self._handover, found.id))
        else:
            self.action_record()

    def action_posts(self) -> None:
        from screens.leaving.matrix import MatrixScreen

        self.app.push_screen(MatrixScreen(self._handover))

    def action_topics(self) -> None:
        from screens.leaving.topics import TopicsScreen

        self.app.push_screen(TopicsScreen(self._handover))

    def action_team(self) -> None:
        from screens.team import TeamScreen

        self.app.push_screen(TeamScreen(self._handover))

    def action_waves(self) -> None:
        from screens.team import WavesScreen

        found = self._at
        self.app.push_screen(WavesScreen(self._handover, found.wave if found else None))

    @work
    async def action_export(self) -> None:
        from screens.people_out import send_people

        await send_people(self)

    # Changing

    @work
    async def action_interview(self) -> None:
        from screens.knowledge.interview import interview

        await interview(self, self._handover, self.under_cursor)

    @work
    async def action_state(self) -> None:
        """Move the marked people on: who may not go is told by name, with the reason."""
        from screens import moving

        people = self._chosen()
        if people:
            outcome = await moving.move_all(self, self._handover, people)
            if outcome is not None and not outcome.refused:
                self.rows.clear_marks()

    @work
    async def action_date(self) -> None:
        from screens.leaving.dates import new_date

        people = self._chosen()
        if people:
            outcome = await new_date(self, self._handover, people)
            if outcome is not None and not outcome.refused:
                self.rows.clear_marks()

    @work
    async def action_wave(self) -> None:
        """Put the marked people into a release wave, or out of it; looked at before."""
        from screens.team.joining import into_wave

        people = self._chosen()
        if people:
            outcome = await into_wave(self, self._handover, people)
            if outcome is not None and not outcome.refused:
                self.rows.clear_marks()

    def brought(self) -> None:
        self.rows.action_top()  # what they bring stands above those who stay
