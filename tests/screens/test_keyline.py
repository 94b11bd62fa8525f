from __future__ import annotations

from collections.abc import Callable
from importlib import resources

import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingsMap

from screens.widgets.keyline import KeyLine, fit_hints, to_bindings
from screens.widgets.rowlist import RowList
from screens.widgets.statusline import StatusLine
from workbench.domain.message import Msg, msg
from workbench.keys import SCOPES, Keymap, keymap
from workbench.language import Tr

SCREENS = sorted(set(SCOPES) - {"app", "list"})
EN = Tr("en")


def wide(message: Msg) -> str:
    """A language of wide words, wider than any real one."""
    return "宽" * len(str(message))


MO = resources.files("workbench.locale").joinpath("zh_CN", "LC_MESSAGES", "workbench.mo")
CHINESE = pytest.param(
    lambda message: Tr("zh_CN")(message),
    id="zh",
    marks=pytest.mark.skipif(not MO.is_file(), reason="the catalogue is not compiled"),
)
LANGUAGES = [pytest.param(EN, id="en"), CHINESE]


class Lines(App[None]):
    def __init__(self, scope: str = "portfolio", keys: Keymap | None = None) -> None:
        super().__init__()
        self.status = StatusLine(EN, keys)
        self.keys = KeyLine(scope, EN, keys)

    def compose(self) -> ComposeResult:
        yield self.status
        yield self.keys

    def on_key(self) -> None:
        self.status.settle()

    def shown(self, widget: KeyLine | StatusLine) -> str:
        line = "".join(segment.text for segment in widget.render_line(0))
        return line.rstrip()


async def test_the_key_line_of_the_portfolio() -> None:
    app = Lines()
    async with app.run_test(size=(80, 24)):
        line = app.shown(app.keys)
    assert cell_len(line) == 79
    assert line.startswith(" enter Open  c Chase list  a New  F Gate  / Find  ? All keys   ")
    assert line.endswith("   q Quit")


@pytest.mark.parametrize("tr", [*LANGUAGES, pytest.param(wide, id="wide")])
@pytest.mark.parametrize("cells", [12, 40, 80, 120])
async def test_the_key_line_never_overflows(tr: Callable[[Msg], str], cells: int) -> None:
    app = Lines()
    app.keys.set_language(tr)
    async with app.run_test(size=(cells, 24)):
        for scope in SCREENS:
            app.keys.set_scope(scope)
            line = app.shown(app.keys)
            assert cell_len(line) < cells, scope
            assert "?" in line, f"{scope}: the way to all the other keys is never dropped"
            hints = fit_hints(scope, tr, Keymap(), cells)
            assert all(hint.text in line for hint in hints.left), scope


@pytest.mark.parametrize("scope", SCREENS)
@pytest.mark.parametrize("tr", LANGUAGES)
def test_at_80_columns_every_shown_key_but_find_fits(scope: str, tr: Callable[[Msg], str]) -> None:
    narrow = fit_hints(scope, tr, Keymap(), 80)
    whole = fit_hints(scope, tr, Keymap(), 500)
    assert narrow.right
    assert whole.right
    assert narrow.right.key == whole.right.key
    missing = [hint.key for hint in whole.left if hint not in narrow.left]
    assert missing in ([], ["/"])


async def test_the_key_line_speaks_another_language_at_once() -> None:
    app = Lines()
    async with app.run_test(size=(80, 24)) as pilot:
        before = app.shown(app.keys)
        app.keys.set_language(lambda message: str(message).upper())
        await pilot.pause()
        assert app.shown(app.keys) == before.replace("Open", "OPEN").replace(
            "Chase list", "CHASE LIST"
        ).replace("New", "NEW").replace("Gate", "GATE").replace("Find", "FIND").replace(
            "All keys", "ALL KEYS"
        ).replace("Quit", "QUIT")


async def test_the_key_line_shows_the_keys_of_another_scope() -> None:
    app = Lines()
    async with app.run_test(size=(80, 24)) as pilot:
        app.keys.set_scope("walk")
        await pilot.pause()
        assert app.shown(app.keys).startswith(" v Verify  b Send back  p Proof")


async def test_the_key_line_shows_the_users_own_keys() -> None:
    keys, _ = keymap({"portfolio.chase": ("f8",), "portfolio.new": ()})
    app = Lines(keys=keys)
    async with app.run_test(size=(80, 24)):
        assert app.shown(app.keys).startswith(" enter Open  f8 Chase list  F Gate  / Find")


async def test_the_users_own_keys_act() -> None:
    class Screenful(App[None]):
        BINDINGS = [*to_bindings("portfolio")]
        chased = 0

        def action_chase(self) -> None:
            self.chased += 1

    keys, _ = keymap({"portfolio.chase": ("f8",), "portfolio.new": ()})
    app = Screenful()
    async with app.run_test() as pilot:
        await pilot.press("c")
        app.set_keymap(keys.for_textual())
        await pilot.press("f8", "c", "a")
        assert app.chased == 2


@pytest.mark.parametrize("scope", SCOPES)
def test_every_declared_key_becomes_a_binding(scope: str) -> None:
    declared = to_bindings(scope)
    bound = BindingsMap(declared)
    keys = [key for binding in declared for key in binding.key.split(",")]
    assert len(bound.key_to_bindings) == len(keys)
    assert not any(binding.show for _, binding in bound)
    assert all(binding.id for _, binding in bound)


def test_the_list_binds_what_the_registry_says() -> None:
    own = {b.id: set(b.key.split(",")) for b in RowList.BINDINGS if isinstance(b, Binding)}
    assert own == {b.id: set(b.key.split(",")) for b in to_bindings("list")}


# The status line


async def test_the_status_line_says_what_undo_would_take_back() -> None:
    app = Lines()
    async with app.run_test(size=(80, 24)) as pilot:
        assert not app.shown(app.status), "not said where nobody has looked, as on the first screen"
        app.status.set_undo(None)
        await pilot.pause()
        assert app.shown(app.status) == " undo: nothing of yours to undo"
        app.status.set_undo(msg("claim of {key}", key="PAY-09"))
        await pilot.pause()
        assert app.shown(app.status) == " undo: claim of PAY-09"


async def test_a_message_stays_until_the_next_key() -> None:
    app = Lines()
    async with app.run_test(size=(80, 24)) as pilot:
        app.status.set_undo(None)
        app.status.set_undo(msg("claim of {key}", key="PAY-01"), 1)
        app.status.say(msg("saved: {key} claimed", key="PAY-01"), "ok")
        await pilot.pause()
        line = app.shown(app.status)
        assert line.startswith(" saved: PAY-01 claimed  ")
        assert line.endswith("  u Undo")
        await pilot.press("j")
        assert app.shown(app.status) == " undo: claim of PAY-01"


async def test_undo_is_offered_only_beside_what_it_takes_back() -> None:
    app = Lines()
    async with app.run_test(size=(80, 24)) as pilot:
        app.status.set_undo(msg("note on {key}", key="PAY-02"), 1)
        app.status.say(msg("the log is whole"), "ok")
        await pilot.pause()
        assert app.shown(app.status).rstrip() == " the log is whole", "the note is an older thing"
        await pilot.press("j")
        app.status.set_undo(msg("claim of {key}", key="PAY-01"), 2)
        app.status.say(msg("saved: {key} claimed", key="PAY-01"), "ok")
        await pilot.press("j")
        app.status.say(msg("the log is whole"), "ok")
        await pilot.pause()
        assert app.shown(app.status).rstrip() == " the log is whole"


@pytest.mark.parametrize("kind", ["warn", "error"])
async def test_trouble_is_seen_without_colour(kind: str) -> None:
    app = Lines()
    async with app.run_test(size=(80, 24)) as pilot:
        app.status.say("the file is locked", "warn" if kind == "warn" else "error")
        await pilot.pause()
        assert app.shown(app.status) == " ! the file is locked"


@pytest.mark.parametrize(
    "text", ["[bold]x[/]", "[/]", "[@click=app.quit]q", "长" * 90, "a\nb\x1b]0;x\x07"]
)
@pytest.mark.parametrize("cells", [12, 80])
async def test_any_text_is_only_text_and_one_line(text: str, cells: int) -> None:
    app = Lines()
    async with app.run_test(size=(cells, 24)) as pilot:
        app.status.set_undo(msg("{what}", what=text))
        app.status.say(text)
        await pilot.pause()
        line = app.shown(app.status)
    assert cell_len(line) < cells
    assert "\x1b" not in line
    assert line[1:4] == text[:3].replace("\n", " ") or text.startswith("长")
