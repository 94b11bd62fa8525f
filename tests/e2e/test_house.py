"""What the administrator of a host says, as the command line takes it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from db.migrate import prepare
from workbench.cli.root import called
from workbench.cli.session import Session
from workbench.domain.errors import BadValue, Refused
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
