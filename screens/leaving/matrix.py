"""Roles and posts: into which standing posts the work of the roles goes, or where else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import ClassVar

from textual import work
from textual.binding import BindingType

from screens.board import BoardScreen
from screens.leaving.matrix_lines import MatrixLines, PlaceId, RoleId, figures
from screens.prompts import words
from screens.text import fit
from screens.widgets.keyline import to_bindings
from screens.widgets.oneline import OneLine
from screens.widgets.rowlist import Line
from workbench.domain.errors import BadValue
from workbench.domain.message import Msg, msg, nmsg
from workbench.domain.registers.duty import Disposition
from workbench.domain.registers.post import Post
from workbench.figures.team import merging
from workbench.services import disposing
from workbench.services.editing import Outcome
from workbench.services.workspace import Workspace

_NEW, _SHARE = "new", "share"


class MatrixScreen(BoardScreen):
    """All project roles by destination."""

    SCOPE = "matrix"
    REGISTER = "role"
    LINE = RoleId
    FIGURES = True
    PANE = False
    BINDINGS: ClassVar[list[BindingType]] = [*BoardScreen.BINDINGS, *to_bindings("matrix")]

    def display_lines(self, show: Callable[[Iterable[Line]], None]) -> None:
        tr, found = self.tr, merging(self.dossier)
        parts = [tr(msg("Roles, posts")), self.dossier.handover.code]
        if found.undisposed:
            open_ = nmsg("{n} role without a destination", "{n} roles without a destination",
                         len(found.undisposed))  # fmt: skip
            parts.append(tr(open_))
        if found.uneven:
            part = nmsg("{n} not for all of its work", "{n} not for all of their work",
                        len(found.uneven))  # fmt: skip
            parts.append(tr(part))
        self.title_text(" " + "   ".join(parts))
        self.query_one(".figures", OneLine).show(
            f" {fit(figures(found, tr), max(8, self.app.size.width - 1))}"
        )
        made = MatrixLines(self.names, tr, self.room)
        self.rows.set_columns(made.columns())
        self.rows.empty_text = self._nothing()
        self.rows.folded_hint = tr(msg("{key} opens", key=self.key_of("list.choose")))
        show(made.lines())

    def _nothing(self) -> str:
        text = msg(
            "No project role yet.\n{add} adds one, {rows} takes pasted rows,\n{file} brings an "
            "Excel or CSV file: role, held by, becomes.",
            add=self.key_of("matrix.add"),
            rows=self.key_of("matrix.paste"),
            file=self.key_of("matrix.import"),
        )
        return self.tr(text)

    # The cursor

    @property
    def under_cursor(self) -> int | None:
        at = self.rows.cursor_id
        if isinstance(at, PlaceId):
            return at.post or None
        return at.role if isinstance(at, RoleId) else None

    def _chosen(self) -> list[int]:
        """The marked roles in the order shown, else the one under the cursor; says so if none."""
        ids = self.chosen_records()
        if not ids:
            self.say(msg("go to a role first, or mark some"))
        return ids

    # Destinations

    def on_row_list_chosen(self) -> None:
        self.action_give()

    @work
    async def action_give(self) -> None:
        roles = self._chosen()
        if roles:
            await self._give(roles, disposing.WHOLE)

    async def _give(self, roles: Sequence[int], percent: Decimal) -> None:
        """Choose the destination of these roles, or of a share of them."""
        chosen = await self.choose(self._asked(roles, percent), self._options(percent))
        if chosen is None:
            return
        if chosen == _SHARE:
            share = await self.ask_until(msg("How much of it, in %"), _percent)
            if share is not None:
                await self._give(roles, share)
            return
        new_post = destination = ""
        if chosen == _NEW:
            title = await words(self, msg("The new standing post"))
            if title is None:
                return
            new_post = title
        disposition = chosen if isinstance(chosen, Disposition) else Disposition.ABSORBED
        if disposition in (Disposition.OUTSOURCED, Disposition.MOVED):
            asked = await self.ask(msg("To whom"), hint=msg("the vendor or project; may be empty"))
            if asked is None:
                return
            destination = asked
        post = chosen if isinstance(chosen, int) else None

        def dispose(ws: Workspace) -> Outcome:
            return disposing.dispose(
                ws, self._handover, roles, disposition, post=post, new_post=new_post,
                destination=destination, percent=percent,
            )  # fmt: skip

        next_ = self._next_open(roles)
        outcome = await self.act(dispose, self._done(roles, chosen, new_post, disposition))
        if outcome is not None and not outcome.refused:
            self.rows.clear_marks()
            if next_ is not None:
                self.rows.move_to(RoleId(next_))

    def _next_open(self, roles: Sequence[int]) -> int | None:
        """The role without a destination to go on with, when one of those was given one."""
        open_ = [r.id for r in merging(self.dossier).undisposed]
        given = [open_.index(r) for r in roles if r in open_]
        left = [r for r in open_ if r not in roles]
        if not given or not left:
            return None
        behind = [r for r in open_[min(given) :] if r in left]
        return behind[0] if behind else left[-1]

    def _asked(self, roles: Sequence[int], percent: Decimal) -> Msg:
        what: Msg | str = nmsg("{n} project role", "{n} project roles", len(roles))
        if len(roles) == 1:
            what = self.called_role(roles[0])
        if percent < disposing.WHOLE:
            return msg("Where does {share} of it go: {roles}", share=f"{percent} %", roles=what)
        return msg("Where does the work go: {roles}", roles=what)

    def called_role(self, role: int) -> str:
        found = self.dossier.get(role)
        return self.called(found) if found is not None else ""

    def _options(self, percent: Decimal) -> list[tuple[int | Disposition | str, str, str]]:
        tr = self.tr
        options: list[tuple[int | Disposition | str, str, str]] = [
            (p.id, p.title, self.dossier.key(p)) for p in self.dossier.all(Post)
        ]
        options += [(d, tr(d.label), tr(msg("no post"))) for d in Disposition if d is not _ABSORBED]
        options.append((_NEW, tr(msg("a new standing post")), ""))
        if percent == disposing.WHOLE:
            options.append((_SHARE, tr(msg("a share of it only")), tr(msg("the rest stays"))))
        return options

    def _done(
        self, roles: Sequence[int], chosen: object, new_post: str, disposition: Disposition
    ) -> Msg:
        what: Msg | str = nmsg("{n} project role", "{n} project roles", len(roles))
        if len(roles) == 1:
            what = self.called_role(roles[0])
        where: Msg | str = disposition.label
        if isinstance(chosen, int):
            where = self.names.title_of(chosen)
        elif new_post:
            where = new_post
        return msg("{what} -> {where}", what=what, where=where)

    @work
    async def action_take_back(self) -> None:
        roles = self._chosen()
        if roles:
            done = nmsg("{n} role without a destination", "{n} roles without a destination",
                        len(roles))  # fmt: skip
            await self.act(lambda ws: disposing.take_back(ws, self._handover, roles), done)

    # Others

    def action_page(self) -> None:
        """Of the post under the cursor, or of the one that takes the role over."""
        from screens.leaving.sheet import PostPageScreen

        at: object = self.rows.cursor_id
        if isinstance(at, RoleId):
            at = MatrixLines(self.names, self.tr, self.room).place_of(at.role)
        if isinstance(at, PlaceId) and at.post:
            self.app.push_screen(PostPageScreen(self._handover, at.post))
        else:
            self.say(msg("go to a post first; its starter page is shown"))

    def action_posts(self) -> None:
        from screens.team import PostsScreen

        self.app.push_screen(PostsScreen(self._handover, self.under_cursor))


_ABSORBED = Disposition.ABSORBED


def _percent(text: str) -> Decimal:
    typed = text.strip().rstrip("%").strip()
    if not typed.isdecimal() or not 0 < int(typed) < disposing.WHOLE:
        raise BadValue(msg("a whole number from 1 to 99"))
    return Decimal(typed)
