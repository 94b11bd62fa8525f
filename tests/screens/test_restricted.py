"""Ways out of a restricted account by the keys, questions and choices of the screens.

Each attempt gets a sentence; no file outside the folder is made, changed or shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Label

from screens.chase import ChaseScreen
from screens.dialogs import Choose
from screens.first import FirstScreen
from screens.importing import ImportScreen
from screens.palette import PaletteScreen
from screens.widgets.ask import Ask, AskInput
from tests.screens.conftest import MONDAY, app_of, screen_of, settled, shown, status, until
from workbench.app import WorkbenchApp
from workbench.cli.session import Session
from workbench.domain.dossier import Dossier
from workbench.domain.registers.evidence import Evidence
from workbench.services.workspace import Me, Workspace
from workbench.settings import load_restricted, login, restricted_paths

SECRET = "- [ ] the launch code is 0000\n"


@dataclass
class Jail:
    """The data file, the folder `out` of the account, and around them what it must not touch."""

    top: Path
    data_file: Path

    @property
    def out(self) -> Path:
        return self.top / "out"

    @property
    def secret(self) -> Path:
        return self.top / "secret.md"

    @property
    def house(self) -> Path:
        return self.top / "etc" / "config.toml"

    def app(self, user: str = "", said: str = "Li Wei", **changes: Any) -> WorkbenchApp:
        """The program as an ssh session of the account opens it; `user` is what its call says,
        `said` what was said to it before."""
        settings, problems = load_restricted(self.house, user)
        assert problems == []
        named = {} if user or not said else {"user": said, "side": "giving"}
        return WorkbenchApp(
            self.data_file,
            settings._replace(**{**named, **changes}),
            restricted_paths(settings, self.house),
            clock=lambda: MONDAY,
        )

    def seen(self) -> dict[str, bytes]:
        """All files but the data file and what the program remembers for the account."""
        own = (self.top / "state", self.data_file.parent)
        return {
            str(p): p.read_bytes() if p.is_file() else str(p.is_symlink()).encode()
            for p in sorted(self.top.rglob("*"))
            if not any(p == o or o in p.parents for o in own)
        }

    def open(self) -> Dossier:
        """PAY as the file has it."""
        ws = Workspace.open(self.data_file, Me("Sun Yu"))
        return ws.dossier(ws.store.handover_called("PAY"))


@pytest.fixture
def jail(tmp_path: Path, payment_file: Path) -> Jail:
    top = tmp_path / "host"
    for name in ("etc", "out", "out/sub", "home", "srv"):
        (top / name).mkdir(parents=True)
    data_file = payment_file.rename(top / "srv" / "team.db")
    jail = Jail(top, data_file)
    jail.house.write_text(
        f'db = "{data_file}"\nexport_folder = "{jail.out}"\nstate_folder = "{top}/state"\n'
    )
    jail.secret.write_text(SECRET)
    (jail.out / "there.md").write_text("- [ ] was here before\n")
    (jail.out / "list.md").write_text("- [ ] Sign the plan\n")
    (jail.out / "link.md").symlink_to(jail.secret)
    (jail.out / "away").symlink_to(top / "home")
    return jail


async def press(pilot: Pilot[Any], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause()


async def answer(pilot: Pilot[Any], text: str) -> None:
    """Put the text in place of the answer, and press enter."""
    pilot.app.screen.query_one(AskInput).value = text
    await press(pilot, "enter")


MERE = "give a mere file name"
PLACES = {
    "a path": ("{top}/home/x.md", MERE),
    "the folder above": ("../home/x.md", MERE),
    "a home": ("~/x.md", MERE),
    "a hidden file": (".profile", MERE),
    "an option": ("-rf", MERE),
    "another folder's way": ("..\\home\\x.md", MERE),
    "a file in a folder within": ("sub/x.md", MERE),
    "a folder within": ("sub", "already"),
    "through a linked folder": ("away/x.md", MERE),
    "a linked folder": ("away", "already"),
    "a link to a file": ("link.md", "already"),
    "a file that is there": ("there.md", "already"),
    "the data file": ("../srv/team.db", MERE),
}


@pytest.mark.parametrize("attempt", PLACES)
async def test_a_text_is_written_to_the_folder_or_nowhere(jail: Jail, attempt: str) -> None:
    typed, sentence = PLACES[attempt]
    before = jail.seen()
    async with jail.app().run_test(size=(80, 24)) as pilot:
        await pilot.app.push_screen(ChaseScreen(1))
        await press(pilot, "w")
        await answer(pilot, typed.replace("{top}", str(jail.top)))
        assert sentence in status(pilot)
    assert jail.seen() == before


async def test_a_text_written_to_the_folder_is_there(jail: Jail) -> None:
    async with jail.app().run_test(size=(80, 24)) as pilot:
        await pilot.app.push_screen(ChaseScreen(1))
        await press(pilot, "w")
        offered = pilot.app.screen.query_one(AskInput).value
        assert "/" not in offered
        await press(pilot, "enter")
        assert status(pilot).startswith("written: ")
        assert "Plan agreed" in (jail.out / offered).read_text(encoding="utf-8")


async def test_without_a_folder_a_text_can_be_copied_only(jail: Jail) -> None:
    before = jail.seen()
    async with jail.app(export_folder="").run_test(size=(80, 24)) as pilot:
        await pilot.app.push_screen(ChaseScreen(1))
        await press(pilot, "w")
        assert "no folder for files" in status(pilot)
        assert not pilot.app.screen.query_one(Ask).open
        await press(pilot, "enter")
        assert "clipboard" in status(pilot)
    assert jail.seen() == before


LISTS = {
    "a path": ("{top}/secret.md", MERE),
    "the folder above": ("../secret.md", MERE),
    "a home": ("~root/.profile", MERE),
    "a link": ("link.md", "a link"),
    "a linked folder": ("away", "a link"),
    "a folder": ("sub", "folder"),
    "a device": ("/dev/stdin", MERE),
    "a kernel's file": ("/proc/self/environ", MERE),
    "what a shell would put in": ("$(id).md", "no such file"),
}


@pytest.mark.parametrize("attempt", LISTS)
async def test_a_list_comes_from_the_folder_or_from_nowhere(jail: Jail, attempt: str) -> None:
    typed, sentence = LISTS[attempt]
    async with jail.app().run_test(size=(80, 24)) as pilot:
        await pilot.app.push_screen(ImportScreen(1))
        await pilot.pause()
        await answer(pilot, typed.replace("{top}", str(jail.top)))
        assert sentence in status(pilot)
        assert "launch code" not in shown(pilot)
        assert pilot.app.screen.query_one(Ask).open, "asked again"


async def test_only_lists_of_the_folder_are_offered(
    jail: Jail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(jail.top)
    async with jail.app().run_test(size=(80, 24)) as pilot:
        await pilot.app.push_screen(ImportScreen(1))
        await pilot.pause()
        await press(pilot, *"sec", "tab")
        assert pilot.app.screen.query_one(AskInput).value == "sec"
        await answer(pilot, "list.md")
        assert "Sign the plan" in shown(pilot)


async def test_a_path_that_is_pasted_is_a_path_all_the_same(jail: Jail) -> None:
    async with jail.app().run_test(size=(80, 24)) as pilot:
        await pilot.app.push_screen(ImportScreen(1))
        await pilot.pause()
        pilot.app.post_message(events.Paste(f"\x1b]0;x\x07{jail.secret}\n"))
        await pilot.pause()
        await press(pilot, "enter")
        assert MERE in status(pilot)
        assert "launch code" not in shown(pilot)


@pytest.mark.parametrize("proof", ["{top}/secret.md", "~/.profile", "../secret.md", "link.md"])
async def test_a_file_named_as_proof_is_not_looked_at(jail: Jail, proof: str) -> None:
    named = proof.replace("{top}", str(jail.top))
    async with jail.app().run_test(size=(80, 24)) as pilot:
        app_of(pilot).open_handover(1)
        await settled(pilot)
        await press(pilot, "p")
        await answer(pilot, named)
    [evidence] = jail.open().all(Evidence)
    assert (evidence.text, evidence.sha256) == (named, "")


async def test_the_sample_is_not_made(jail: Jail) -> None:
    jail.data_file.unlink()
    Workspace.open(jail.data_file, Me("Sun Yu"), create=True)
    before = jail.seen()
    async with jail.app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert isinstance(pilot.app.screen, FirstScreen)
        await press(pilot, "3")
        assert "this one file only" in status(pilot)
        assert app_of(pilot).path == jail.data_file
    assert jail.seen() == before


async def test_a_file_that_was_taken_away_is_not_saved_elsewhere(jail: Jail) -> None:
    async with jail.app().run_test(size=(80, 24)) as pilot:
        app_of(pilot).open_handover(1)
        await settled(pilot)
        app_of(pilot).around.look()  # from then on it is known which file it was
        jail.data_file.unlink()

        def is_asked() -> bool:
            app_of(pilot).around.look()  # what the program does every two seconds
            return isinstance(pilot.app.screen, Choose) and "read on" in shown(pilot)

        await until(pilot, is_asked)
        assert isinstance(pilot.app.screen, Choose)
        assert "new file" not in shown(pilot)
        assert "read on" in shown(pilot)


async def test_the_palette_names_nothing_outside(jail: Jail) -> None:
    async with jail.app().run_test(size=(80, 24)) as pilot:
        app_of(pilot).open_handover(1)
        await settled(pilot)
        await press(pilot, "ctrl+p")
        assert isinstance(pilot.app.screen, PaletteScreen)
        for typed in ("!sh", str(jail.secret), "screenshot", "suspend", "shell"):
            await press(pilot, "ctrl+u", *(("slash" if c == "/" else c) for c in typed))
            assert "Nothing has that name" in shown(pilot)


@pytest.mark.parametrize("key", ["ctrl+z", "ctrl+backslash", "ctrl+s", "ctrl+o", "f12"])
async def test_no_key_stops_or_leaves_the_program(jail: Jail, key: str) -> None:
    before = jail.seen()
    async with jail.app().run_test(size=(80, 24)) as pilot:
        app_of(pilot).open_handover(1)
        await settled(pilot)
        await press(pilot, key)
        assert pilot.app.is_running
        assert screen_of(pilot).handover_id == 1
    assert jail.seen() == before


async def test_ctrl_c_goes_back_and_never_out_of_the_program(jail: Jail) -> None:
    async with jail.app().run_test(size=(80, 24), notifications=True) as pilot:
        app_of(pilot).open_handover(1)
        await settled(pilot)
        await press(pilot, "ctrl+c", "ctrl+c", "ctrl+c")
        assert pilot.app.is_running
        assert "q leaves the program" in status(pilot)


async def test_who_the_administrator_named_cannot_be_somebody_else(jail: Jail) -> None:
    async with jail.app(user="Sun Yu").run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "P")
        assert isinstance(pilot.app.screen, Choose), "the side is asked, the name is not"
        await press(pilot, "2")
        assert (app_of(pilot).settings.user, app_of(pilot).ws.me.name) == ("Sun Yu", "Sun Yu")


async def test_what_is_chosen_is_kept_beside_nothing_else(jail: Jail) -> None:
    planted = jail.top / "state" / login()
    planted.mkdir(parents=True)
    (jail.top / "home" / "own.toml").write_text('theme = "light"\n')
    before = jail.seen()
    async with jail.app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        (planted / "config.toml").symlink_to(jail.top / "home" / "own.toml")
        await press(pilot, "f2")
        assert app_of(pilot).tr.lang == "zh_CN"
    assert jail.seen() == before
    assert load_restricted(jail.house)[0].language == "zh_CN"


def test_templates_and_themes_are_the_houses(jail: Jail) -> None:
    settings, _ = load_restricted(jail.house)
    places = restricted_paths(settings, jail.house)
    assert {places.templates.parent, places.themes.parent} == {jail.house.parent}


# A login that several people use


async def test_what_one_key_holder_chose_is_not_chosen_for_the_others(jail: Jail) -> None:
    with jail.house.open("a") as house:
        house.write(f'shared_logins = ["{login()}"]\n')
    async with jail.app(user="Sun Yu").run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "f2", "P", "2")
        assert app_of(pilot).tr.lang == "zh_CN"
    assert not (jail.top / "state" / login() / "config.toml").exists()

    def comes(name: str) -> tuple[str, str]:
        session = Session({}, house=jail.house, restricted=True, user=name)
        session.begin()
        return session.settings.language, session.settings.side

    assert comes("Sun Yu") == ("zh_CN", "receiving")
    assert comes("Li Wei") == ("", "")


async def test_a_visit_of_one_key_holder_is_none_of_another(jail: Jail) -> None:
    with jail.house.open("a") as house:
        house.write(f'shared_logins = ["{login()}"]\n')
    news = {}
    for name in ("Sun Yu", "Sun Yu", "Li Wei"):
        async with jail.app(user=name).run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            news[name] = "SINCE YOU WERE HERE" in shown(pilot)
            await press(pilot, "down")
    assert news == {"Sun Yu": True, "Li Wei": False}


async def test_a_shared_login_asks_who_is_there_and_keeps_nothing_for_the_next(jail: Jail) -> None:
    with jail.house.open("a") as house:
        house.write(f'shared_logins = ["{login()}"]\n')
    async with jail.app(said="").run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "Who are you?" in str(pilot.app.screen.query_one(Ask).query_one(Label).render())
        await press(pilot, "escape", "i")
        assert "Who are you?" in str(pilot.app.screen.query_one(Ask).query_one(Label).render())
        await press(pilot, "escape", "enter")
        for key in ("space", "d", "o", "e", "a", ";"):
            await press(pilot, key)
            assert not pilot.app.screen.query_one(Ask).open, "before he types in vain"
            assert "say first who you are" in status(pilot), key
        await press(pilot, "escape", "P")
        await answer(pilot, "Sun Yu")
        await press(pilot, "2")
        assert app_of(pilot).settings.user == "Sun Yu"
        await press(pilot, "f2")
    assert not (jail.top / "state" / login() / "config.toml").exists()
    settings, _ = load_restricted(jail.house)
    assert (settings.user, settings.language) == ("", "")


async def test_where_nothing_can_be_kept_the_user_is_told(jail: Jail) -> None:
    (jail.top / "state").write_text("no folder")
    async with jail.app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await until(pilot, lambda: "have not saved is lost" in status(pilot))
