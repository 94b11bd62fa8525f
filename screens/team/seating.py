"""Name who moves into a post whose seats are not filled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screens.people import somebody
from workbench.domain.labelled import Side
from workbench.domain.message import msg
from workbench.domain.registers.person import Person
from workbench.domain.registers.post import Post
from workbench.figures.posts import seated
from workbench.services import records

if TYPE_CHECKING:
    from screens.fields import EditingScreen
    from workbench.rules.rule import Cure, Finding
    from workbench.services.editing import Outcome


def wants_people(cure: Cure) -> bool:
    """Whether a finding is cured by naming somebody who moves into its post."""
    return (cure.register, cure.record, cure.field) == ("person", None, "post")


async def into_post(screen: EditingScreen, handover: int, finding: Finding) -> Outcome | None:
    """Ask who moves into the post the finding is about, and keep it. From a worker.

    Who is there already, goes into another one, or leaves is not offered, nor the sponsor's people;
    whoever is meant after all is typed as somebody else.
    """
    seen = screen.dossier
    post = seen.get(finding.subject)
    if not isinstance(post, Post):
        return None
    there = {p.id for p in seated(seen)[post.id]}
    bound = {p.id for p in seen.all(Person) if p.post is not None or p.leaves}
    title = msg("{n} of {seats} seats of {post} are filled. Who moves into it?", n=len(there),
                seats=post.seats, post=screen.called(post))  # fmt: skip
    person = await somebody(
        screen, handover, title, Side.RECEIVING, Side.GIVING, without=there | bound
    )
    if person is None:
        return None
    done = msg("{name} moves into {post}", name=screen.names.title_of(person),
               post=screen.called(post))  # fmt: skip
    # Somebody new on the roster is not in what the screen shows yet.
    new = seen.get(person) is None
    return await screen.act(
        lambda ws: records.edit(ws, handover, person, "post", seen.key(post)),
        done,
        seen=screen.ws.known(handover) if new else seen,
    )
