"""Standing posts: what remains afterwards, who holds it, and where the project's roles went."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from workbench.domain.message import Msg, listed, msg, nmsg, pmsg
from workbench.domain.registers.duty import Disposition, Duty
from workbench.domain.registers.post import Post
from workbench.domain.registers.role import Role
from workbench.figures.coverage import gaps
from workbench.figures.knowing import of_whom_stay
from workbench.figures.posts import Staffing, presence, seats_filled, staffing
from workbench.figures.rampdown import operations_share
from workbench.figures.share import plain
from workbench.figures.shifts import SHIFTS, cover
from workbench.figures.team import Merging, merging, settles
from workbench.pack.bars import run_from_outside
from workbench.pack.other import rest
from workbench.pack.page import KEY, Block, Cell, Page, names, under
from workbench.pack.post_page import beyond_its_line, seats
from workbench.rules.agreed import numbers

TITLE = msg("Standing posts")

_SHOWN = ("title", "holder", "backup", "critical", "seats", "coverage", "on_shift")
_SHOWN_OF_A_ROLE = ("name", "team", "person")


def section(page: Page) -> list[Block]:
    found = merging(page.dossier)
    return [
        *_figures(page, found),
        *_posts(page),
        *under(page, msg("What holders do not do alone yet"), _gaps(page)),
        *under(page, msg("Where the project roles go"), _roles(page, found)),
    ]


def ratio(found: Merging) -> Msg:
    """`28 project roles, 7 standing posts: 4.0 : 1`."""
    counted = (
        nmsg("{n} project role", "{n} project roles", found.roles),
        nmsg("{n} standing post", "{n} standing posts", found.posts),
    )
    if found.ratio is None or not found.roles:
        return msg("{roles}, {posts}", roles=counted[0], posts=counted[1])
    return msg("{roles}, {posts}: {ratio} : 1", roles=counted[0], posts=counted[1],
               ratio=str(found.ratio))  # fmt: skip


def _figures(page: Page, found: Merging) -> list[Block]:
    if not (found.roles or found.posts):
        return []
    lines = [ratio(found)]
    if found.roles:
        lines.append(msg("with a destination (R-10): {share}", share=str(found.disposed)))
        if found.posts:
            lines.append(msg("fewer: {share}", share=str(found.reduction)))
    if found.posts:
        lines.append(msg("posts with a holder: {share}", share=str(found.posts_filled)))
        lines.append(_seats(page))
    block = [f"- {page.say(*lines)}"]
    if found.undisposed:
        said = msg("Roles without a destination (R-10): {names}",
                   names=names([r.name for r in found.undisposed]))  # fmt: skip
        block.insert(0, f"- {page.say(said)}")
    if (outside := operations_share(page.told)).den:
        most = numbers(page.dossier, "R-17", page.today).get("percent")
        block.append(f"- {page.say(run_from_outside(outside, most))}")
    if found.idle:
        said = msg("Posts without a duty (R-11): {names}",
                   names=names([p.title for p in found.idle]))  # fmt: skip
        block.append(f"- {page.say(said)}")
    return [block]


def _seats(page: Page) -> Msg:
    found, zero = staffing(page.told), page.dossier.handover.day_zero
    said = msg("seats filled: {share}", share=str(seats_filled(found)))
    there = presence(found, page.today, zero)
    return said if there is None else msg("{name} ({more})", name=said, more=there)


def _posts(page: Page) -> list[Block]:
    found = staffing(page.told)
    if not found:
        return [[page.say(msg("No standing post is listed."))]]
    agreed = numbers(page.dossier, "R-12", page.today)
    rows: list[list[Cell]] = [
        [
            page.key(x.post),
            x.post.title,
            page.title(x.post.holder) or "--",
            page.title(x.post.backup) or "--",
            msg("yes") if x.post.critical else msg("no"),
            seats(x.post),
            f"{len(x.filled)}/{x.post.seats}",
            str(cover(x.post, **agreed).people) if x.post.coverage in SHIFTS else "",
            _able(x),
        ]
        for x in found
    ]
    headers = (KEY, msg("Standing post"), msg("Holder"), msg("Backup"), msg("Critical"),
               msg("Seats and coverage"), pmsg("column", "Filled"), msg("Takes (R-12)"),
               msg("Can do all of it"))  # fmt: skip
    zero = page.dossier.handover.day_zero
    said = (
        msg("{key}, {facts}", key=page.key(x.post), facts=seated)
        for x in found
        if (seated := beyond_its_line(x, page.today, zero)) is not None
    )
    shared = [f"- {page.say(line)}" for line in said]
    return [
        *page.table(headers, rows, "llllllrrr"),
        *([shared] if shared else []),
        *rest(page, "post", _SHOWN),
    ]


def _able(found: Staffing) -> Cell:
    """How many can do all its critical topics, and where they leave, that they do."""
    if found.able is None:
        return "--"
    return of_whom_stay(msg("{text}", text=str(len(found.able))), found.able)


def _gaps(page: Page) -> list[Block]:
    """The competence gaps of who holds a post, or stands in for its holder."""
    rows: list[list[Cell]] = [
        [
            f"{page.key(post)} {person.name}",
            post.title,
            msg("holder") if person.id == post.holder else msg("backup"),
            names([f"{page.key(t)} {t.title}" for t in lacks]),
        ]
        for post in page.dossier.all(Post)
        for person, lacks in gaps(page.dossier, post)
    ]
    headers = (msg("Post and person"), msg("Standing post"), msg("Is there as"),
               msg("Topics not done alone"))  # fmt: skip
    return page.table(headers, rows) if rows else []


def _roles(page: Page, found: Merging) -> list[Block]:
    """All roles, those without a destination first."""
    duties: dict[int | None, list[Duty]] = defaultdict(list)
    for duty in page.dossier.all(Duty):
        duties[duty.parent].append(duty)
    open_ = {r.id for r in found.undisposed}
    uneven = {role.id: total for role, total in found.uneven}
    rows: list[list[Cell]] = [
        [
            page.key(role),
            role.name,
            role.team,
            page.title(role.person),
            _destination(page, duties[role.id], uneven.get(role.id)),
        ]
        for role in sorted(page.dossier.all(Role), key=lambda r: r.id not in open_)
    ]
    headers = (KEY, msg("Project role"), msg("Team"), msg("Held by"), msg("Becomes"))
    if not rows:
        return []
    return [*page.table(headers, rows), *rest(page, "role", _SHOWN_OF_A_ROLE)]


def _destination(page: Page, duties: list[Duty], uneven: Decimal | None) -> Cell:
    settled = [d for d in duties if settles(page.dossier, d)]
    if not settled:
        return msg("no destination")
    parts = [_share(page, duty, whole=len(settled) == 1 and uneven is None) for duty in settled]
    if uneven is None:
        return listed(parts)
    return msg("{shares}; adds to {n} %", shares=listed(parts), n=plain(uneven))


def _share(page: Page, duty: Duty, *, whole: bool) -> Msg | str:
    """Where a share goes: the post's name, or in a word and whereto."""
    where: Msg | str = page.title(duty.post)
    if duty.disposition is not Disposition.ABSORBED and duty.disposition is not None:
        label = duty.disposition.label
        where = (
            msg("{what}: {where}", what=label, where=duty.destination)
            if duty.destination
            else label
        )
    return where if whole else msg("{what} {n} %", what=where, n=plain(duty.percent))
