"""What the first screen says of others' work since the last visit."""

from __future__ import annotations

from collections.abc import Callable

from tests.services.conftest import Clock, Payment
from workbench.domain.registers.person import Side
from workbench.services import items, placing, portfolio, records, undo
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


def test_changed_wording_and_order_are_news_too(
    pay: Payment, clock: Clock, login: Callable[[str, Side], Workspace]
) -> None:
    since = clock()
    clock.forward(hours=1)
    sun = login("Sun Yu", Side.RECEIVING)

    def told() -> list[str]:
        return [str(n.what) for n in portfolio.news(sun.store.path, since, "Li Wei")]

    records.edit(sun, pay.handover, pay.items[1], "text", "Roster checked")
    assert told() == ["Item of PAY-02 changed by Sun Yu"]
    records.edit(sun, pay.handover, pay.items[1], "due", "T-44")
    placing.place(sun, pay.handover, [pay.items[2]], parent=None, before=pay.items[0])
    items.claim(sun, pay.handover, pay.items[:1], "done", pay.sun).expect()
    assert told() == ["1 claimed by Sun Yu", "2 fields changed by Sun Yu",
                      "1 moved in the list by Sun Yu"]  # fmt: skip
