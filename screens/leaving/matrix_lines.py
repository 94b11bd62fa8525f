"""Roles by where their work goes: in a list, or beside the posts where there is room."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from screens.names import Names
from screens.text import width
from screens.widgets.rowlist import Cell, Column, Group, Line, Row
from workbench.domain.dossier import Dossier
from workbench.domain.message import Msg, listed, msg, nmsg, pmsg
from workbench.domain.registers.duty import Disposition, Duty
from workbench.domain.registers.post import Post
from workbench.domain.registers.role import Role
from workbench.figures.share import plain
from workbench.figures.team import Merging, holder, merging, settles
from workbench.language import Tr

WIDE = 98  # cells from which the posts have columns of their own
_ROLE = 24  # cells of a role where its destination is told in words
_SHARE = 5  # cells of a share, `100 %`
_ELSE = "else"
_WHOLE = Decimal(100)


class RoleId(NamedTuple):
    role: int


class PlaceId(NamedTuple):
    """A group: a post, a destination without one, or nothing yet (0)."""

    what: str
    post: int


@dataclass(frozen=True)
class MatrixLines:
    """All roles of a handover in `room` cells."""

    names: Names
    tr: Tr
    room: int

    @property
    def dossier(self) -> Dossier:
        return self.names.reading.dossier

    @property
    def found(self) -> Merging:
        return merging(self.dossier)

    @property
    def posts(self) -> Sequence[Post]:
        """The posts that have columns: all of them, or none where they do not fit."""
        posts = self.dossier.all(Post)
        fits = self.room >= WIDE and len(posts) * (self._post_width + 1) <= self.room - 66
        return posts if fits else ()

    @property
    def _post_width(self) -> int:
        keys = (width(self.dossier.key(p)) for p in self.dossier.all(Post))
        return max([_SHARE, *keys])

    def columns(self) -> list[Column]:
        tr = self.tr
        keys = max((width(self.dossier.key(r)) for r in self.dossier.all(Role)), default=4)
        shown = [
            Column("key", max(4, keys), title=tr(msg("Key"))),
            Column("role", 0 if self.posts else _ROLE, 12, title=tr(msg("Project role"))),
            Column("person", 12, title=tr(msg("Held by")), drop_below=60),
        ]
        if not self.posts:
            return [*shown, Column("to", 0, 14, title=tr(pmsg("column", "Becomes")))]
        for post in self.posts:
            key = self.dossier.key(post)
            shown.append(Column(f"post {post.id}", self._post_width, align="right", title=key))
        shown.append(Column(_ELSE, 20, title=tr(pmsg("column", "Else"))))
        return shown

    def lines(self) -> list[Line]:
        return list(self._lines())

    def _lines(self) -> Iterator[Line]:
        duties = self._duties()
        uneven = {role.id: total for role, total in self.found.uneven}
        by_place: dict[PlaceId, list[Role]] = defaultdict(list)
        for role in self.dossier.all(Role):
            by_place[_place(duties.get(role.id, ()))].append(role)
        open_ = by_place.pop(PlaceId("", 0), [])
        if open_:
            hint = self.tr(msg("a role without a destination comes back as a gap"))
            yield Group(PlaceId("", 0), self.tr(msg("NO DESTINATION")), len(open_), hint=hint)
            yield from (self._row(r, (), None) for r in open_)
        for place in self._places():
            roles = by_place.pop(place, [])
            if roles or place.post:
                yield self._group(place, len(roles))
                yield from (self._row(r, duties[r.id], uneven.get(r.id)) for r in roles)

    def place_of(self, role: int) -> PlaceId:
        """The group a role stands in."""
        return _place(self._duties().get(role, ()))

    def _places(self) -> Iterator[PlaceId]:
        for post in self.dossier.all(Post):
            yield PlaceId(Disposition.ABSORBED.value, post.id)
        for disposition in Disposition:
            if disposition is not Disposition.ABSORBED:
                yield PlaceId(disposition.value, 0)

    def _group(self, place: PlaceId, roles: int) -> Group:
        post = self.dossier.get(place.post)
        if not isinstance(post, Post):
            return Group(place, self.tr(Disposition(place.what).label).upper(), roles)
        held = holder(self.dossier, post)
        who = self.names.title_of(held.id) if held is not None else self.tr(msg("not filled"))
        parts: list[Msg | str] = [who]
        if not roles:
            parts.append(post.new_duty or msg("takes over no role"))
        hint = self.tr(msg("{text}", text=listed(parts)))
        return Group(place, f"{self.dossier.key(post)} {post.title}", roles, hint=hint)

    def _duties(self) -> Mapping[int, Sequence[Duty]]:
        """What says where a share of a role goes, by role, the largest first."""
        found: dict[int, list[Duty]] = defaultdict(list)
        for duty in self.dossier.all(Duty):
            if duty.parent is not None and settles(self.dossier, duty):
                found[duty.parent].append(duty)
        return {r: sorted(own, key=lambda d: -d.percent) for r, own in found.items()}

    def _row(self, role: Role, duties: Sequence[Duty], uneven: Decimal | None) -> Row:
        cells: dict[str, Cell | str] = {
            "key": Cell(self.dossier.key(role), "key"),
            "role": role.name,
            "person": self.names.title_of(role.person) if role.person is not None else "",
        }
        told = self._told(duties, uneven)
        if self.posts:
            for duty in duties:
                if duty.post is not None and duty.disposition is Disposition.ABSORBED:
                    cells[f"post {duty.post}"] = f"{plain(duty.percent)} %"
            outside = [d for d in duties if d.disposition is not Disposition.ABSORBED]
            text = self._told(outside, uneven, len(duties)) if outside or uneven else ""
            cells[_ELSE] = Cell(text or ("" if duties else told), "" if duties else "late")
        else:
            cells["to"] = Cell(told, "" if duties else "late")
        if uneven is not None:
            cells["role"] = Cell(role.name, "warn")
        return Row(RoleId(role.id), cells, also=told)

    def _told(self, duties: Sequence[Duty], uneven: Decimal | None, of: int = 0) -> str:
        """`Data steward 60 %, ended 40 %`; what does not add to the whole first."""
        if not duties and uneven is None:
            return self.tr(msg("no destination"))
        whole = (of or len(duties)) == 1 and uneven is None
        said: Msg | str = listed([self._share(d, whole=whole) for d in duties])
        if uneven is not None:
            share = f"{plain(uneven)} %"
            total: Msg | str = share if uneven > _WHOLE else msg("only {share}", share=share)
            said = msg("{total}: {shares}", total=total, shares=said) if duties else total
        return self.tr(msg("{text}", text=said))

    def _share(self, duty: Duty, *, whole: bool) -> Msg | str:
        where = destination(self.dossier, duty)
        return where if whole else msg("{what} {n} %", what=where, n=plain(duty.percent))


def destination(dossier: Dossier, duty: Duty) -> Msg | str:
    """Where a share goes: the post's name, or in a word and whereto."""
    post = dossier.get(duty.post)
    if duty.disposition is Disposition.ABSORBED and isinstance(post, Post):
        return post.title
    label: Msg | str = duty.disposition.label if duty.disposition is not None else "?"
    if duty.destination:
        return msg("{what}: {where}", what=label, where=duty.destination)
    return label


def figures(found: Merging, tr: Tr) -> str:
    """`28 roles : 7 posts = 4.0 : 1   75.0 % fewer   28/28 placed   7/7 with a holder`."""
    roles = nmsg("{n} role", "{n} roles", found.roles)
    posts = nmsg("{n} post", "{n} posts", found.posts)
    if found.ratio is not None:
        first = msg("{roles} : {posts} = {ratio} : 1", roles=roles, posts=posts,
                    ratio=str(found.ratio))  # fmt: skip
    else:
        first = msg("{roles} : {posts}", roles=roles, posts=posts)
    parts = [tr(first)]
    if found.posts and found.roles and found.reduction.percent is not None:
        parts.append(tr(msg("{share} fewer", share=f"{found.reduction.percent} %")))
    disposed, filled = found.disposed, found.posts_filled
    parts.append(tr(msg("{n}/{all} placed", n=disposed.num, all=disposed.den)))
    parts.append(tr(msg("{n}/{all} with a holder", n=filled.num, all=filled.den)))
    return "   ".join(parts)


def _place(duties: Sequence[Duty]) -> PlaceId:
    """The group of a role: where its largest share goes."""
    if not duties:
        return PlaceId("", 0)
    first = duties[0]
    if first.disposition is Disposition.ABSORBED:
        return PlaceId(Disposition.ABSORBED.value, first.post or 0)
    return PlaceId(first.disposition.value if first.disposition is not None else "", 0)
