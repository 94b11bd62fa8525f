"""Screen tests wait by private names of the event loop, which Python may change."""

from __future__ import annotations

import asyncio

import pytest

from tests.fixtures.calm import calm


async def test_it_waits_for_what_is_to_be_done_now_or_soon_and_for_nothing_later() -> None:
    loop, done = asyncio.get_running_loop(), list[object]()

    def step(left: int) -> None:
        done.append(left)
        if left:
            loop.call_soon(step, left - 1)

    loop.call_soon(step, 10)
    loop.call_later(0.005, done.append, "soon")
    later = loop.call_later(3600, done.append, "later")
    await calm()
    later.cancel()
    assert [each for each in done if each != "soon"] == [*range(10, -1, -1)]
    assert "soon" in done


async def test_a_loop_that_cannot_be_asked_is_waited_for_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    loop, done = asyncio.get_running_loop(), list[object]()
    loop.call_later(0.01, done.append, "soon")
    with monkeypatch.context() as without:
        without.delattr(loop, "_default_executor")
        await calm()
    assert done == ["soon"]
