"""What the first screen says of others' work since the last visit."""

from __future__ import annotations

from collections.abc import Callable

from tests.services.conftest import Clock, Payment
from workbench.domain.registers.person import Side
from workbench.services import items, portfolio, undo
from workbench.services.workspace import Workspace


def test_what_was_undone_since_is_no_news(
    pay: Payment, clock: Clock, login: Callable[[str, Side], Workspace]
) -> None:
    since = clock()
    clock.forward(hours=1)
    sun = login("Sun Yu", Side.RECEIVING)
    items.claim(sun, pay.handover, pay.items[:2], "done", pay.sun).expect()
    items.block(sun, pay.handover, [pay.items[2]], "no budget").expect()

    def told() -> list[str]:
        return [str(n.what) for n in portfolio.news(sun.store.path, since, "Li Wei")]

    assert told() == ["Block: PAY-03 by Sun Yu", "2 claimed by Sun Yu"]
    undo.undo(sun, pay.handover)
    assert told() == ["2 claimed by Sun Yu"]
    undo.undo(sun, pay.handover)
    assert told() == []
