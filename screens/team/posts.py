"""The standing posts: what each takes, who fills it, who stands in, and what is lacking."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar, NamedTuple

from textual import work
from textual.binding import BindingType

from screens.board import BoardScreen
from screens.handover.pane import Fact
from screens.team.seating import into_post, wants_people
from screens.text import fit, width
from screens.widgets.keyline import to_bindings
from screens.widgets.oneline import OneLine
from screens.widgets.rowlist import Cell, Column, Group, Line, Row
from workbench.domain import record
from workbench.domain.message import Msg, in_turn, msg, nmsg, pmsg
from workbench.domain.registers.person import Person
from workbench.domain.verdict import Severity
from workbench.figures.knowing import of_whom_stay
from workbench.figures.posts import (
    Staffing,
    is_trained,
    posts_in_short,
    presence,
    seats_filled,
    staffing,
)
from workbench.figures.share import FineShare
from workbench.rules.rule import Finding
from workbench.services import standing_team
from workbench.services.standing_team import PostPart

_NAMES = (11, 18)  # cells of a name, and where there is room
_WIDE = 100  # cells of such a screen
_IN_PLACE = ("holder", "backup")  # fields the row itself shows under their own word


class PostId(NamedTuple):
    post: int


class PostsScreen(BoardScreen):
    """The posts by what is lacking."""

    SCOPE = "posts"
    REGISTER = "post"
    LINE = PostId
    FIGURES = True
    BINDINGS: ClassVar[list[BindingType]] = [*BoardScreen.BINDINGS, *to_bindings("posts")]

    def display_lines(self, show: Callable[[Iterable[Line]], None]) -> None:
        tr, found = self.tr, standing_team.posts(self.dossier, self.today)
        stops = len(found[PostPart.STOPS])
        parts = [tr(msg("Standing posts")), self.dossier.handover.code]
        if stops:
            parts.append(tr(nmsg("{n} post stops a gate", "{n} posts stop a gate", stops)))
        self.title_text(" " + "   ".join(parts))
        self._tell_figures()
        self.rows.set_columns(self._columns())
        self.rows.empty_text = tr(
            msg("No standing post yet. Which posts remain, with how many seats?\n{add} adds one, "
                "{rows} takes pasted rows, {file} brings an Excel or CSV file.",
                add=self.key_of("posts.add"), rows=self.key_of("posts.paste"),
                file=self.key_of("posts.import"))
        )  # fmt: skip
        lines: list[Line] = []
        for part, posts in found.items():
            if posts:
                lines.append(Group(part, tr(part.label), len(posts)))
                lines += [self._row(each) for each in posts]
        show(lines)
        self.tell()

    def _tell_figures(self) -> None:
        found, line = staffing(self.dossier), self.query_one(".figures", OneLine)
        line.display = bool(found)
        said = posts_in_short(self.dossier, found, self.today)
        line.show(f" {fit(self.tr(said), self.room).rstrip()}")

    def _columns(self) -> list[Column]:
        tr, found = self.tr, staffing(self.dossier)
        keys = [self.dossier.key(s.post) for s in found]
        name = _NAMES[self.room >= _WIDE]

        def number(name: str, title: Msg, drop_below: int = 0, least: int = 4) -> Column:
            said = tr(title)
            return Column(name, max(least, width(said)), align="right", title=said,
                          drop_below=drop_below)  # fmt: skip

        most = max((width(f"{len(s.filled)}/{s.post.seats}") for s in found), default=4)
        return [
            Column("key", max([5, *map(width, keys)]), title=tr(msg("Key"))),
            Column("post", 0, 12, title=tr(msg("Standing post"))),
            number("seats", pmsg("column", "Filled"), least=most),
            number("takes", pmsg("column", "Takes")),
            number("explicit", pmsg("column", "Docs"), 76),
            number("tacit", pmsg("column", "Heads"), 76),
            number("able", pmsg("column", "Can"), 60),
            Column("holder", name, title=tr(msg("Holder")), drop_below=70),
            Column("backup", name, title=tr(msg("Backup")), drop_below=70),
        ]

    def _row(self, found: Staffing) -> Row:
        post = found.post
        need = standing_team.takes(self.dossier, post, self.today)
        short, stay = need is not None and need.missing, found.able_to_stay
        trained, empty = is_trained(self.dossier, post), len(found.filled) < post.seats
        filled = f"{len(found.filled)}/{post.seats}"
        cells: dict[str, Cell | str] = {
            "key": Cell(self.dossier.key(post), "key"),
            "post": Cell(self.names.words(post.title), "strong" if post.critical else ""),
            "seats": Cell(filled, "late" if short else "warn" if empty else ""),
            "takes": str(need.people) if need is not None else "-",
            "explicit": _percent(found.explicit),
            "tacit": _percent(found.tacit),
            "able": Cell(found.able_in_short, "warn" if stay is not None and len(stay) < 2 else ""),
            "holder": self._named(post.holder),
            "backup": Cell(self._named(post.backup),
                           "warn" if post.critical and not trained else ""),
        }  # fmt: skip
        return Row(PostId(post.id), cells)

    def _named(self, person: int | None) -> str:
        return self.names.title_of(person) if person is not None else "--"

    # The cursor

    @property
    def _at(self) -> Staffing | None:
        return next((s for s in staffing(self.dossier) if s.post.id == self.under_cursor), None)

    def tell(self) -> None:
        pane, found = self.pane, self._at
        if found is None:
            pane.show_in_room("", [])
            return
        post = found.post
        title = f"{self.dossier.key(post)}  {self.names.words(post.title)}"
        critical = f"  {self.tr(msg('critical'))}" if post.critical else ""
        pane.show_in_room(f"{title}  {self.tr(post.coverage.label)}{critical}", self._facts(found))

    def _facts(self, found: Staffing) -> list[Fact]:
        tr, made = self.tr, list[Fact]()
        own = standing_team.lacks(self.dossier, found.post, self.today)
        said = [self.names.told(msg("{text} ({rule})", text=f.message, rule=f.rule)) for f in own]
        said += map(self.names.told, standing_team.shortfalls(self.dossier, found, own, self.today))
        if said:
            stops = bool(own) and own[0].severity is Severity.STOP
            lacks = tr(msg("{text}", text=in_turn(said)))
            made.append(Fact(tr(pmsg("pane", "Lacks")), lacks, 0, strong=stops))
        need = standing_team.takes(self.dossier, found.post, self.today)
        takes = need.words if need is not None else msg("as many as it has seats: no shifts")
        made.append(Fact(tr(pmsg("pane", "Takes")), tr(takes), 1))
        share = str(seats_filled([found]))
        filled = msg("{share}: {names}", share=share, names=self.names.some(found.filled))
        there = presence([found], self.today, self.dossier.handover.day_zero)
        if there is not None:
            filled = msg("{filled}; there {when}", filled=filled, when=there)
        if found.elsewhere:
            filled = msg("{filled}; on another post as well: {names}", filled=filled,
                         names=self.names.some(found.elsewhere))  # fmt: skip
        made.append(Fact(tr(pmsg("pane", "Filled")), tr(filled), 3))
        known = msg("proved: explicit {explicit}, tacit {tacit}", explicit=found.explicit.said,
                    tacit=found.tacit.said)  # fmt: skip
        made.append(Fact(tr(pmsg("pane", "Known")), tr(known), 4))
        if found.able is None or found.able_to_stay:
            made.append(Fact(tr(pmsg("pane", "Can")), tr(self._who_can(found.able)), 2))
        return made

    def _who_can(self, able: Sequence[Person] | None) -> Msg:
        if able is None:
            return msg("no critical topic names this post")
        said = nmsg("{n} can do all its critical topics alone: {names}",
                    "{n} can do all its critical topics alone: {names}", len(able),
                    names=self.names.some(able))  # fmt: skip
        return of_whom_stay(said, able)

    # Opening

    def action_open(self) -> None:
        """The field that cures the worst of what is lacking; of a post that is fine, the record."""
        found = self._at
        own = standing_team.lacks(self.dossier, found.post, self.today) if found else ()
        if found is None or not own:
            self.action_record()
            return
        cure = own[0].cure
        if wants_people(cure):
            self._fill(own[0])
        elif cure.register == "person" and cure.record is None:
            self.action_people()
        elif cure.record == found.post.id and cure.field in _IN_PLACE:
            field = record.get("post").field(cure.field)
            self.start_edit(found.post, field, PostId(found.post.id), cure.field)
        else:
            self.host.open_record(self._handover, cure.record or found.post.id, cure.field)

    @work
    async def _fill(self, finding: Finding) -> None:
        await into_post(self, self._handover, finding)

    def action_people(self) -> None:
        from screens.leaving import RosterScreen

        found = self._at
        first = found.filled[0].id if found is not None and found.filled else None
        self.app.push_screen(RosterScreen(self._handover, first))

    def action_topics(self) -> None:
        from screens.leaving import TopicsScreen

        self.app.push_screen(TopicsScreen(self._handover))

    def action_roles(self) -> None:
        from screens.leaving import MatrixScreen

        self.app.push_screen(MatrixScreen(self._handover))

    def action_page(self) -> None:
        from screens.leaving.sheet import PostPageScreen

        if (found := self.under_cursor) is not None:
            self.app.push_screen(PostPageScreen(self._handover, found))
        else:
            self.say(msg("go to a post first; its starter page is shown"))


def _percent(share: FineShare) -> str:
    """Whole percent, rounded down: 100 means all."""
    return f"{int(share.num * 100 // share.den)} %" if share.den else "-"
