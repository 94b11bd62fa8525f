"""Where the work of project roles goes, as one change each."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.services.conftest import Payment
from workbench.domain.conflict import Choice, Conflict
from workbench.domain.errors import BadValue, Refused
from workbench.domain.labelled import Side
from workbench.domain.message import msg
from workbench.domain.registers.duty import Disposition, Duty
from workbench.domain.registers.post import Post
from workbench.domain.registers.role import Role
from workbench.figures.team import merging
from workbench.services import disposing, undo
from workbench.services.workspace import Workspace


@pytest.fixture
def roles(pay: Payment) -> list[int]:
    with pay.ws.change(pay.handover, "add", msg("roles")) as ed:
        made = [ed.add(Role, name=name) for name in ("ETL 1", "ETL 2", "Trainer")]
        ed.add(Post, title="Data steward")
    return made


def shares(pay: Payment, role: int) -> list[tuple[str, int]]:
    found = pay.ws.dossier(pay.handover).under(role, Duty)
    return sorted((d.disposition.value if d.disposition else "", int(d.percent)) for d in found)


def steward(pay: Payment) -> int:
    return pay.ws.dossier(pay.handover).all(Post)[0].id


def test_many_roles_get_one_destination_in_one_change(pay: Payment, roles: list[int]) -> None:
    outcome = disposing.dispose(pay.ws, pay.handover, roles, Disposition.ABSORBED,
                                post=steward(pay))  # fmt: skip
    found = merging(pay.ws.dossier(pay.handover))
    assert (found.disposed.num, found.idle, found.uneven) == (3, (), ())
    undone = undo.undo(pay.ws, pay.handover, undo.undoable(pay.ws, pay.handover))
    assert undone is not None
    assert outcome.set_id is not None
    assert len(merging(pay.ws.dossier(pay.handover)).undisposed) == 3


def test_a_share_takes_from_the_largest_other_one(pay: Payment, roles: list[int]) -> None:
    (role, *_) = roles
    disposing.dispose(pay.ws, pay.handover, [role], Disposition.ABSORBED, post=steward(pay))
    disposing.dispose(pay.ws, pay.handover, [role], Disposition.ENDED, percent=Decimal(40))
    assert shares(pay, role) == [("absorbed", 60), ("ended", 40)]
    disposing.dispose(pay.ws, pay.handover, [role], Disposition.ENDED, percent=Decimal(30))
    assert shares(pay, role) == [("absorbed", 60), ("ended", 30)], "less is not made up for"
    assert merging(pay.ws.dossier(pay.handover)).uneven[0][1] == Decimal(90)
    disposing.dispose(pay.ws, pay.handover, [role], Disposition.AUTOMATED)
    assert shares(pay, role) == [("automated", 100)]


def test_a_new_post_comes_with_its_first_role(pay: Payment, roles: list[int]) -> None:
    for name in ("Trainer of users", "trainer of users"):
        disposing.dispose(pay.ws, pay.handover, roles[2:], Disposition.ABSORBED, new_post=name)
    posts = [p.title for p in pay.ws.dossier(pay.handover).all(Post)]
    assert posts == ["Data steward", "Trainer of users"]


def test_what_somebody_else_said_meanwhile_is_asked_about(
    pay: Payment, roles: list[int], login: Callable[[str, Side], Workspace]
) -> None:
    seen = pay.ws.dossier(pay.handover)
    other = login("Sun Yu", Side.RECEIVING)
    disposing.dispose(other, pay.handover, roles[:1], Disposition.OUTSOURCED, destination="Huaxin")
    mine = pay.ws.having_seen(seen)
    with pytest.raises(Conflict) as asked:
        disposing.dispose(mine, pay.handover, roles[:1], Disposition.ENDED)
    (clash,) = asked.value.clashes
    assert clash.theirs["disposition"] is Disposition.OUTSOURCED
    assert shares(pay, roles[0]) == [("outsourced", 100)]
    for choice, then in ((Choice.THEIRS, "outsourced"), (Choice.MINE, "ended")):
        mine = pay.ws.having_seen(asked.value.settled(choice))
        disposing.dispose(mine, pay.handover, roles[:1], Disposition.ENDED)
        assert shares(pay, roles[0]) == [(then, 100)]


def test_what_is_said_is_taken_back(pay: Payment, roles: list[int]) -> None:
    disposing.dispose(pay.ws, pay.handover, roles, Disposition.ENDED)
    disposing.take_back(pay.ws, pay.handover, roles[:2])
    assert len(merging(pay.ws.dossier(pay.handover)).undisposed) == 2


def test_without_a_post_or_with_an_odd_share_nothing_is_done(
    pay: Payment, roles: list[int]
) -> None:
    with pytest.raises(Refused, match="name the post"):
        disposing.dispose(pay.ws, pay.handover, roles, Disposition.ABSORBED)
    with pytest.raises(BadValue, match="at most 100"):
        disposing.dispose(pay.ws, pay.handover, roles, Disposition.ENDED, percent=Decimal(101))
    assert len(merging(pay.ws.dossier(pay.handover)).undisposed) == 3
