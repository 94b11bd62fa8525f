"""What the administrator of a host says, as the command line takes it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from db.migrate import prepare
from tests.fixtures.stranger import BOB, as_user, needs_root
from workbench.cli.opening import left_aside
from workbench.cli.root import called
from workbench.cli.session import Session
from workbench.domain.errors import BadFile, BadValue, Refused
from workbench.domain.message import msg
from workbench.services.memory import Memory
from workbench.services.sitting import sit
from workbench.settings import login


@pytest.fixture
def house(tmp_path: Path) -> Path:
    return tmp_path / "house.toml"


def begun(home: dict[str, str], house: Path, **said: Any) -> Session:
    session = Session({k: v for k, v in home.items() if k != "HANDOVER_USER"}, house=house)
    session.begin(**said)
    return session


def test_the_file_of_the_house_is_opened_and_an_option_cannot_change_it_when_locked(
    home: dict[str, str], house: Path, tmp_path: Path
) -> None:
    house.write_text(f'db = "{tmp_path}/team.db"\n')
    assert begun(home, house).path == tmp_path / "team.db"
    assert begun(home, house, db="/mine.db").path == Path("/mine.db")
    house.write_text(f'db = "{tmp_path}/team.db"\nlocked = ["db"]\n')
    assert begun(home, house, db=f"{tmp_path}/team.db").path == tmp_path / "team.db"
    with pytest.raises(BadValue, match="has set db"):
        begun(home, house, db="/mine.db")


def test_what_the_administrator_said_is_shown_and_cannot_be_set(
    home: dict[str, str], house: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    house.write_text(f'db = "{tmp_path}/team.db"\nlocked = ["db", "side"]\nshared_logins = ["x"]')
    session = begun(home, house)
    assert called(session, ["config", "show"]) == 0
    shown = dict(line.split(maxsplit=1) for line in capfd.readouterr().out.splitlines()
                 if len(line.split()) > 1)  # fmt: skip
    assert shown["locked"] == "db side"
    assert shown["shared_logins"] == "x"
    with pytest.raises(BadValue, match="has set db"):
        called(session, ["config", "set", "db", "/mine.db"])
    with pytest.raises(BadValue, match="There is no setting locked; there are: language"):
        called(session, ["config", "set", "locked", ""])


def test_on_a_shared_login_a_command_knows_who_said_so_at_this_terminal(
    home: dict[str, str], house: Path, tmp_path: Path
) -> None:
    house.write_text(f'db = "{tmp_path}/team.db"\nshared_logins = ["{login()}"]\n')
    nobody = begun(home, house)
    prepare(nobody.path, create=True)
    assert nobody.user == ""
    with pytest.raises(Refused, match="say first who you are"), nobody.ws.founding("new", msg("x")):
        pass
    assert begun(home, house, user="Li Wei").user == "Li Wei"
    sit(Memory(nobody.paths.state, nobody.path), "Sun Yu", "receiving")
    known = begun(home, house)
    assert (known.user, known.settings.side) == ("Sun Yu", "receiving")
    assert begun(home, house, user="Li Wei").user == "Li Wei"


def no_toml(house: Path) -> None:
    house.write_text('db = "/srv/team.db"\nlocked = [db]\n')


def writable(mode: int, *, folder: bool = False) -> Callable[[Path], None]:
    def make(house: Path) -> None:
        house.write_text('db = "/srv/team.db"\n')
        (house.parent if folder else house).chmod(mode)

    return make


def linked_to_a_folder_open_to_all(house: Path) -> None:
    (house.parent / "open").mkdir()
    (house.parent / "open").chmod(0o777)
    real = house.parent / "open" / "real.toml"
    real.write_text('db = "/srv/team.db"\n')
    house.symlink_to(real)


def relative(house: Path) -> None:
    house.write_text('theme = "dark"\ndb = "team.db"\n')


def impossible(house: Path) -> None:
    house.write_text('theme = "dark"\ndb = 5\n')


@pytest.mark.parametrize(
    ("wrong", "where", "says"),
    [
        (no_toml, ":2", "These settings are not TOML"),
        (writable(0o666), "", "Everybody on this host can write"),
        (writable(0o777, folder=True), "", "Everybody on this host can write"),
        (linked_to_a_folder_open_to_all, "", "Everybody on this host can write"),
        (writable(0o664), "", "A whole group can write"),
        (writable(0o775, folder=True), "", "A whole group can write"),
        (relative, ":2", "Name db from the root"),
        (impossible, ":2", "This setting is a text in quotes."),
    ],
)
def test_nothing_is_opened_while_nobody_can_tell_what_the_administrator_wants(
    home: dict[str, str], house: Path, wrong: Callable[[Path], None], where: str, says: str
) -> None:
    wrong(house)
    with pytest.raises(BadFile) as found:
        begun(home, house)
    assert found.value.where == f"{house}{where}"
    assert str(found.value.message).startswith(says)
    assert str(found.value.message).endswith(
        "Nothing is opened until the administrator of this host has mended it."
    )
    assert not (Path(home["HOME"]) / "data").exists()
    begun(home, house, looking=True)


@needs_root
@pytest.mark.parametrize("whose", ["file", "folder"])
def test_settings_of_the_house_that_a_user_can_write_are_not_trusted(
    home: dict[str, str], house: Path, capfd: pytest.CaptureFixture[str], whose: str
) -> None:
    house.write_text('db = "/srv/team.db"\n')
    os.chown(house if whose == "file" else house.parent, BOB, -1)
    with pytest.raises(BadFile, match="belongs to a user, who can write what he likes"):
        begun(home, house)
    called(Session(home, house=house), ["doctor"])
    assert f"PROBLEM  {house}: " in capfd.readouterr().out


@needs_root
@pytest.mark.parametrize("closed", ["file", "folder"])
def test_settings_of_the_house_that_cannot_be_read_stop_a_user_too(
    home: dict[str, str], commons: Path, closed: str
) -> None:
    (commons / "etc").mkdir(mode=0o755)
    house = commons / "etc" / "house.toml"
    house.write_text('db = "/srv/team.db"\n')
    house.chmod(0o600)
    if closed == "folder":
        house.chmod(0o644)
        house.parent.chmod(0o700)
    begun(home, house)
    told = as_user(BOB, lambda: begun(home, house).user)
    assert "You may not read these settings. Nothing is opened until" in told


def test_the_doctor_names_what_stops_everything(
    home: dict[str, str], house: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    no_toml(house)
    session = Session(home, house=house)
    called(session, ["doctor"])
    told = capfd.readouterr().out
    assert f"PROBLEM  {house}:2: These settings are not TOML" in told
    assert "data file" not in told, "nobody can tell which it would be"
    assert session.status != 0


def test_a_theme_that_is_not_there_is_put_down_to_who_named_it(
    home: dict[str, str], house: Path
) -> None:
    house.write_text('language = "en"\ntheme = "ours"\n')
    assert [p.where for p in left_aside(begun(home, house))] == [f"{house}:2"]
    named = left_aside(begun({**home, "HANDOVER_THEME": "mine"}, house))
    assert [p.where for p in named] == ["HANDOVER_THEME"]


def test_the_doctor_names_folders_of_the_settings_that_are_not_there(
    home: dict[str, str], house: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    house.write_text(f'state_folder = "{tmp_path}/state"\nexport_folder = "{tmp_path}/out"\n')
    (tmp_path / "out").mkdir()
    session = Session(home, house=house)
    called(session, ["doctor"])
    told = capfd.readouterr().out
    assert f"PROBLEM  state_folder: there is no folder {tmp_path}/state" in told
    assert "export_folder" not in told
