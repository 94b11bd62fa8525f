"""The squeezer: fewer bytes, and after every write exactly the same screen."""

from __future__ import annotations

import asyncio
import random
from typing import Any

import pyte
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from textual import events
from textual.driver import Driver
from textual.geometry import Size
from textual.pilot import Pilot

from screens.terminal.squeeze import SYNC_END, SYNC_START, Squeezer
from tests.fixtures.terminal import EmulatedScreen
from tests.fixtures.thorough import tries
from tests.fixtures.tiny_app import TinyApp

COLUMNS, LINES = 80, 24


class ExactScreen(EmulatedScreen):
    """Keeps every attribute there is; pyte itself knows neither dim nor concealed nor overline."""

    def __init__(self, columns: int = COLUMNS, lines: int = LINES) -> None:
        super().__init__(columns, lines)
        self.stream = pyte.Stream(self)
        self.stream.feed("\x1b[?7l")

    def select_graphic_rendition(self, *attrs: int, **kwargs: Any) -> None:
        state = set(self._look(self.cursor.attrs)[1].split())
        codes = list(attrs or (0,))
        while codes:
            code = codes.pop(0)
            ground = {3: "fg", 9: "fg", 4: "bg", 10: "bg"}.get(code // 10)
            if code == 0:
                state.clear()
            elif ground:
                taken = {38: 2 if codes[:1] == [5] else 4, 48: 2 if codes[:1] == [5] else 4}
                value = [code, *codes[: taken.get(code, 0)]]
                del codes[: taken.get(code, 0)]
                state = {word for word in state if not word.startswith(ground)}
                if code not in (39, 49):
                    state.add(f"{ground}={'.'.join(map(str, value))}")
            else:
                state.add(f"a{code}")
        self.cursor.attrs = self.cursor.attrs._replace(fg=" ".join(sorted(state)), bg="")

    def state(self) -> tuple[object, ...]:
        """Every cell as (character, colours and attributes), and the cursor."""
        rows = tuple(
            tuple(self._look(self.buffer[y][x]) for x in range(self.columns))
            for y in range(self.lines)
        )
        return rows, (self.cursor.x, self.cursor.y), self._look(self.cursor.attrs)

    @staticmethod
    def _look(char: pyte.screens.Char) -> tuple[str, str]:
        return char.data, "" if char.fg == "default" else char.fg


class RecordingDriver(Driver):
    """Keeps what Textual writes to the terminal."""

    record: list[str]

    def write(self, data: str) -> None:
        self.record.append(data)

    def start_application_mode(self) -> None:
        size = Size(*(self._size or (COLUMNS, LINES)))
        loop = asyncio.get_running_loop()
        loop.call_soon(self._app.post_message, events.Resize(size, size))

    def disable_input(self) -> None:
        pass

    def stop_application_mode(self) -> None:
        pass


KEYS = ["down"] * 6 + ["up"] * 3 + ["pagedown", "pageup", "end", "home", "tab", "tab", "enter"]
KEYS += ["a", "b", "backspace", "left", "right", "ctrl+p", "escape", "知"]


async def record_session(seed: int) -> list[str]:
    """What Textual writes in a random session of 25 keys."""
    chance = random.Random(seed)
    record: list[str] = []
    app = TinyApp({})
    app.driver_class = type("Recorder", (RecordingDriver,), {"record": record})
    if seed % 2:
        app.theme = "textual-light"

    async def play(pilot: Pilot[Any]) -> None:
        for _ in range(25):
            await pilot.press(chance.choice(KEYS))
        app.exit()

    await app.run_async(headless=False, size=(COLUMNS, LINES), auto_pilot=play)
    return record


@pytest.mark.parametrize("seed", range(3))
async def test_real_sessions_end_every_write_on_the_same_screen(seed: int) -> None:
    record = await record_session(seed)
    raw, squeezed, squeezer = ExactScreen(), ExactScreen(), Squeezer()
    chance = random.Random(seed)
    sent = 0
    for data in record:
        if chance.random() < 0.02:
            squeezer.forget()
        less = squeezer.feed(data)
        sent += len(less)
        raw.stream.feed(data)
        squeezed.stream.feed(less)
        assert squeezed.state() == raw.state()
    assert sent < 0.5 * sum(map(len, record))


STYLES = ["", "1", "2;38;5;9", "38;5;9;48;5;16", "48;5;16", "4;31", "7;48;2;1;0;49", "53;90;100"]
ODD = ["\x1b[2J", "\x1b[K", "\x1b[1;31m", "\x1b[m", "\x1b[3C", "\r", "\x1b]0;x\x07", "\x1b[?25l"]
SIZE = (24, 3)
# Few characters, places and bodies, so that runs meet, cut and repeat each other.
TEXT = st.text("ab 知识─🙂\u0301", min_size=1, max_size=4)
MOVE = st.builds("\x1b[{};{}H".format, st.integers(1, SIZE[1]), st.integers(1, 4))
SEGMENT = st.builds(
    lambda style, text: f"\x1b[{style}m{text}\x1b[0m" if style else text,
    st.sampled_from(STYLES),
    TEXT,
)
PLAIN = st.lists(SEGMENT, min_size=1, max_size=2).map("".join)
BROKEN = st.tuples(SEGMENT, st.sampled_from(ODD), SEGMENT).map("".join)


def mostly(usual: st.SearchStrategy[str], else_: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """One in eight is of the second kind."""
    return st.integers(0, 7).flatmap(lambda n: usual if n else else_)


@st.composite
def sessions(draw: st.DrawFn) -> list[str]:
    """Frames as Textual writes them, and now and then something else."""
    body = st.sampled_from(draw(st.lists(mostly(PLAIN, BROKEN), min_size=2, max_size=5)))
    run = st.builds("{}{}{}".format, MOVE, body, st.sampled_from(["", "\n"]))
    before = mostly(st.just(""), st.sampled_from([*ODD, "text"]))
    runs = st.lists(run, min_size=1, max_size=3).map("".join)
    frame = st.tuples(before, runs, mostly(MOVE, st.just(""))).map("".join)
    return draw(st.lists(frame, min_size=4, max_size=16))


@settings(max_examples=tries(100), deadline=None)
@given(frames=sessions())
@example(["\x1b[1;1H知\x1b[1;9H", "\x1b[1;2Ha\x1b[1;9H", "\x1b[1;1H知\x1b[1;9H"])
@example(["\x1b[1;1H知ab ccccc\x1b[2;1H", "\x1b[1;1H识ab ccccd\x1b[2;1H"])
@example(["\x1b[1;1Hab\x1b[1;9H", "\x1b[2J\x1b[1;1Hab\x1b[1;9H"])
@example(["\x1b[1;1H\x1b[1mab\x1b[2;1Hcd\x1b[1;9H"])
@example(["\x1b[1;1Hab\x1b[1;9H", "\x1b[1;1Ha\u0301\x1b[1;9H", "\x1b[1;1Hab\x1b[1;9H"])
def test_any_frames_end_on_the_same_screen(frames: list[str]) -> None:
    raw, squeezed, squeezer = ExactScreen(*SIZE), ExactScreen(*SIZE), Squeezer()
    for data in frames:
        raw.stream.feed(data)
        squeezed.stream.feed(squeezer.feed(data))
        assert squeezed.state() == raw.state()


def frame(text: str, cursor: str = "\x1b[2;5H") -> str:
    return f"\x1b[1;1H\x1b[1;31m{text}\x1b[0m{cursor}"


def test_an_unchanged_frame_sends_nothing() -> None:
    squeezer = Squeezer()
    assert squeezer.feed(frame("one two"))
    assert squeezer.feed(frame("one two")) == ""


def test_an_unchanged_frame_sends_nothing_when_synchronised() -> None:
    squeezer = Squeezer()
    squeezer.feed(frame("one"))
    assert [squeezer.feed(d) for d in (SYNC_START, frame("one"), SYNC_END)] == ["", "", ""]
    start, changed, end = (squeezer.feed(d) for d in (SYNC_START, frame("two"), SYNC_END))
    assert (start, end) == ("", SYNC_END)
    assert changed.startswith(SYNC_START)


def test_only_the_changed_cell_is_sent() -> None:
    squeezer = Squeezer()
    squeezer.feed(frame("a long line of text, 知识 1"))
    assert squeezer.feed(frame("a long line of text, 知识 2")) == (
        "\x1b[1;27H\x1b[1;31m2\x1b[2;5H\x1b[m"
    )


def test_a_wide_character_is_sent_whole() -> None:
    squeezer = Squeezer()
    squeezer.feed(frame("知识"))
    assert squeezer.feed(frame("知道")) == "\x1b[1;3H\x1b[1;31m道\x1b[2;5H\x1b[m"


def test_a_moved_cursor_alone_is_sent() -> None:
    squeezer = Squeezer()
    squeezer.feed(frame("one"))
    assert squeezer.feed(frame("one", "\x1b[3;9H")) == "\x1b[3;9H"


def test_after_forgetting_everything_is_sent_again() -> None:
    squeezer = Squeezer()
    first = squeezer.feed(frame("one"))
    squeezer.forget()
    assert squeezer.feed(frame("one")) == first


def test_leaving_the_alternate_screen_forgets() -> None:
    squeezer = Squeezer()
    squeezer.feed(frame("one"))
    squeezer.feed("\x1b[?1049l")
    assert "one" in squeezer.feed(frame("one"))


@pytest.mark.parametrize("data", ["\x07", "\x1b]52;c;QQ==\x07", "\x1b[?25l", "\x1b[>25u"])
def test_sequences_that_do_not_paint_pass_and_nothing_is_forgotten(data: str) -> None:
    squeezer = Squeezer()
    squeezer.feed(frame("one"))
    assert squeezer.feed(data) == data
    assert squeezer.feed(frame("one")) == ""
