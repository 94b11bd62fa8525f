from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from workbench.domain.errors import BadFile, BadValue, WorkbenchError
from workbench.settings import (
    HOUSE,
    Settings,
    load,
    load_restricted,
    login,
    paths,
    restricted_paths,
    save,
)


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """A home of its own: nothing of this machine is read."""
    return {
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "XDG_STATE_HOME": str(tmp_path / "state"),
        "XDG_CONFIG_DIRS": f"{tmp_path / 'near'}:{tmp_path / 'far'}",
    }


def user_file(env: dict[str, str], text: str | bytes) -> Path:
    return written(Path(env["XDG_CONFIG_HOME"]), text)


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "handover" / "config.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_without_any_file_the_defaults_stand(env: dict[str, str]) -> None:
    assert load(env) == (Settings(), [])


def test_every_setting_is_read(env: dict[str, str], tmp_path: Path) -> None:
    user_file(
        env,
        """
        language = "zh-CN"
        theme = "light"
        user = " 李伟\\t"
        side = "receiving"
        db = "/srv/handover/team.db"
        export_folder = "packs"
        ascii = "on"
        mouse = true
        weekend = ["Fri", "saturday"]
        [keymap]
        "app.find" = ["/", "f7"]
        "app.undo" = "z"
        """,
    )
    found, problems = load(env)
    assert problems == []
    assert found == Settings(
        language="zh_CN",
        theme="light",
        user="李伟",
        side="receiving",
        db="/srv/handover/team.db",
        export_folder=str(tmp_path / "config" / "handover" / "packs"),
        ascii="on",
        mouse=True,
        weekend=frozenset({4, 5}),
        keymap={"app.find": ("/", "f7"), "app.undo": ("z",)},
    )


def test_a_restricted_account_starts_no_other_program(env: dict[str, str], tmp_path: Path) -> None:
    assert load(env)[0].may_run_programs
    assert not load_restricted(tmp_path / "house.toml")[0].may_run_programs


def test_the_user_comes_over_the_house_and_the_environment_over_both(
    env: dict[str, str], tmp_path: Path
) -> None:
    written(tmp_path / "far", 'theme = "far"\nside = "sponsor"\nuser = "far"\ndb = "/far.db"')
    written(tmp_path / "near", 'theme = "near"\nuser = "near"\ndb = "/near.db"')
    user_file(env, 'user = "me"\ndb = "/mine.db"')
    env |= {"HANDOVER_DB": "/env.db", "HANDOVER_LANG": "zh_CN.UTF-8"}
    assert load(env) == (
        Settings(db="/env.db", user="me", theme="near", side="sponsor", language="zh_CN"),
        [],
    )


def test_handover_config_names_another_file(env: dict[str, str], tmp_path: Path) -> None:
    user_file(env, 'theme = "light"')
    other = tmp_path / "other.toml"
    other.write_text('theme = "contrast"')
    assert load(env | {"HANDOVER_CONFIG": str(other)})[0].theme == "contrast"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('language = "fr"', "languages are en and zh_CN"),
        ("language = 3", "text in quotes"),
        ('side = "left"', "one of .*giving"),
        ('mouse = "yes"', "true or false"),
        ('weekend = ["someday"]', "list of days"),
        ('weekend = "sat"', "list of days"),
        ('weekend = ["mon","tue","wed","thu","fri","sat","sun"]', "not all seven"),
        ('keymap = "vim"', "keymap names actions"),
        ("keymap = { find = 3 }", "keymap names actions"),
        ('db = "~no-such-user-here/x"', "cannot be a path"),
        ('thema = "dark"', "no setting thema"),
    ],
)
def test_a_bad_setting_is_reported_with_its_line_and_the_rest_stands(
    env: dict[str, str], line: str, sentence: str
) -> None:
    path = user_file(env, f'user = "Li Wei"\n\n{line}\ntheme = "light"\n')
    found, problems = load(env)
    assert found == Settings(user="Li Wei", theme="light")
    (problem,) = problems
    assert problem.where == f"{path}:3"
    assert re.search(sentence, str(problem.message))


def test_a_bad_variable_is_named(env: dict[str, str]) -> None:
    found, problems = load(env | {"HANDOVER_LANG": "fr"})
    assert found == Settings()
    assert [problem.where for problem in problems] == ["HANDOVER_LANG"]


def test_a_file_that_is_not_toml_is_left_aside(env: dict[str, str]) -> None:
    path = user_file(env, 'user = "Li Wei"\ntheme = light\n')
    found, problems = load(env | {"HANDOVER_THEME": "dark"})
    assert found == Settings(theme="dark")
    assert [problem.where for problem in problems] == [f"{path}:2"]


def test_a_file_from_a_windows_editor_is_read(env: dict[str, str]) -> None:
    user_file(env, b'\xef\xbb\xbfuser = "Li Wei"\r\n')
    assert load(env) == (Settings(user="Li Wei"), [])


def test_a_folder_or_an_unreadable_file_is_one_problem(env: dict[str, str]) -> None:
    path = user_file(env, "")
    path.unlink()
    path.mkdir()
    found, problems = load(env)
    assert (found, len(problems)) == (Settings(), 1)


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=60)
    | st.text(alphabet='[]{}="\n.,keymap weekend1', max_size=60).map(str.encode)
)
def test_no_file_stops_the_program(env: dict[str, str], data: bytes) -> None:
    user_file(env, data)
    load(env)


@pytest.mark.parametrize("value", ["[" * 100_000, "1" * 5_000, f"0x{'f' * 5_000}"])
def test_what_is_too_deep_or_too_long_is_left_aside(env: dict[str, str], value: str) -> None:
    user_file(env, f"weekend = {value}")
    assert load(env)[0] == Settings()


def test_saving_changes_only_what_is_named(env: dict[str, str], tmp_path: Path) -> None:
    written(tmp_path / "near", 'theme = "near"')
    path = user_file(env, 'user = "Li Wei"\nfuture = 7\n[other]\nx = 1\n')
    assert save({"theme": "light", "weekend": frozenset({4, 5})}, env) == path
    assert tomllib.loads(path.read_text()) == {
        "user": "Li Wei",
        "future": 7,
        "theme": "light",
        "weekend": ["fri", "sat"],
        "other": {"x": 1},
    }
    assert load(env)[0] == Settings(user="Li Wei", theme="light", weekend=frozenset({4, 5}))


def test_saving_the_first_time_makes_a_private_file(env: dict[str, str]) -> None:
    path = save({"user": "李伟", "keymap": {"app.undo": ("z", "f7")}}, env)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert load(env)[0].keymap == {"app.undo": ("z", "f7")}


def test_none_forgets_a_setting(env: dict[str, str]) -> None:
    path = user_file(env, 'user = "Li Wei"\ntheme = "light"')
    save({"theme": None}, env)
    assert path.read_text() == 'user = "Li Wei"\n'


def test_a_broken_file_is_not_overwritten(env: dict[str, str]) -> None:
    path = user_file(env, "theme = light")
    with pytest.raises(BadFile):
        save({"theme": "dark"}, env)
    assert path.read_text() == "theme = light"


def test_a_bad_value_is_not_saved(env: dict[str, str]) -> None:
    path = user_file(env, 'user = "Li Wei"')
    with pytest.raises(BadValue):
        save({"user": "x", "side": "left"}, env)
    assert path.read_text() == 'user = "Li Wei"'


def test_a_linked_file_stays_a_link(env: dict[str, str], tmp_path: Path) -> None:
    kept = tmp_path / "dotfiles.toml"
    kept.write_text("")
    path = user_file(env, "")
    path.unlink()
    path.symlink_to(kept)
    save({"theme": "light"}, env)
    assert path.is_symlink()
    assert kept.read_text() == 'theme = "light"\n'


def test_a_place_that_cannot_be_made_is_one_sentence(env: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(WorkbenchError, match="file"):
        save({"theme": "light"}, env | {"HANDOVER_CONFIG": str(tmp_path / "file/x/config.toml")})


def test_places(env: dict[str, str], tmp_path: Path) -> None:
    places = paths(env)
    assert places.db == tmp_path / "data" / "handover" / "handover.db"
    assert places.themes == tmp_path / "config" / "handover" / "themes"
    assert places.templates == tmp_path / "config" / "handover" / "templates"
    assert places.make_state().stat().st_mode & 0o777 == 0o700
    assert places.make_state() == tmp_path / "state" / "handover"


def test_the_platform_has_places_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    places = paths({})
    assert all(place.is_absolute() for place in (places.config, places.db, places.state))
    assert places.system == (Path("/etc/xdg/handover/config.toml"), HOUSE)


def test_importing_settings_imports_no_library() -> None:
    heavy = "{'platformdirs', 'tomllib', 'tomli_w'}"
    code = f"import sys, workbench.settings; print({heavy} & {{*sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


# The administrator of the host


@pytest.fixture
def house(tmp_path: Path) -> Path:
    return tmp_path / "etc" / "config.toml"


def said(house: Path, text: str) -> Path:
    house.parent.mkdir(exist_ok=True)
    house.write_text(text, encoding="utf-8")
    return house


def test_the_administrators_file_is_the_strongest_of_the_houses(
    env: dict[str, str], tmp_path: Path, house: Path
) -> None:
    written(tmp_path / "near", 'db = "/near.db"\ntheme = "light"')
    said(house, 'db = "/srv/team.db"')
    assert load(env, house=house) == (Settings(db="/srv/team.db", theme="light"), [])
    user_file(env, 'db = "/mine.db"')
    assert load(env, house=house)[0].db == "/mine.db"


@pytest.mark.parametrize("by", ["file", "variable"])
def test_what_the_administrator_locked_stays_and_the_user_is_told(
    env: dict[str, str], house: Path, by: str
) -> None:
    said(house, 'db = "/srv/team.db"\nlocked = ["db"]')
    where = "HANDOVER_DB"
    if by == "file":
        path = user_file(env, 'db = "/mine.db"')
        where = f"{path}:1"
    else:
        env[where] = "/mine.db"
    found, problems = load(env, house=house)
    assert found.db == "/srv/team.db"
    assert [p.where for p in problems] == [where]
    assert "has set db" in str(problems[0].message)


def test_choosing_what_is_locked_anyway_is_no_problem(env: dict[str, str], house: Path) -> None:
    said(house, 'db = "/srv/team.db"\nlocked = ["db"]')
    user_file(env, 'db = "/srv/team.db"')
    assert load(env, house=house)[1] == []


@pytest.mark.parametrize("line", ['locked = ["db"]', 'shared_logins = ["x"]', 'state_folder = "x"'])
def test_a_users_file_cannot_say_what_only_the_house_can(env: dict[str, str], line: str) -> None:
    user_file(env, line)
    found, problems = load(env)
    assert found == Settings()
    assert "Only the administrator's settings" in str(problems[0].message)


def test_nothing_is_opened_where_what_is_locked_is_misspelt(
    env: dict[str, str], house: Path
) -> None:
    said(house, 'db = "/srv/team.db"\nlocked = ["db", "them", "theme"]')
    env["HANDOVER_DB"] = "/mine.db"
    found, problems = load(env, house=house)
    assert (found.db, found.locked) == ("/srv/team.db", frozenset({"db", "theme"}))
    mended = "Nothing is opened until the administrator of this host has mended it."
    assert [(str(p.message), p.stops) for p in problems] == [
        (f"There is no setting them; is it theme? {mended}", True),
        ("The administrator of this host has set db; it stays.", False),
    ]


def test_a_word_near_to_locked_may_be_it(env: dict[str, str], house: Path) -> None:
    said(house, 'lock = ["db"]\ncolour = "red"')
    _, problems = load(env, house=house)
    assert [(str(p.message)[:38], p.stops, p.where) for p in problems] == [
        ("There is no setting lock; is it locked", True, f"{house}:1"),
        ("There is no setting colour.", False, f"{house}:2"),
    ]


@pytest.mark.parametrize("line", ["locked = 'db'", 'locked = ["dbs"]', "shared_logins = [1]"])
def test_what_the_administrator_mistyped_is_told_with_its_line(
    env: dict[str, str], house: Path, line: str
) -> None:
    said(house, line)
    found, problems = load(env, house=house)
    assert found == Settings()
    assert (problems[0].where, problems[0].stops) == (f"{house}:1", True)


def test_what_one_chose_on_a_shared_login_is_nobodys(env: dict[str, str], house: Path) -> None:
    said(house, f'shared_logins = ["{login()}"]')
    user_file(env, 'user = "Li Wei"\nside = "giving"\ntheme = "light"')
    found, problems = load(env, house=house)
    assert (found.user, found.side, found.theme, found.shared) == ("", "", "light", True)
    assert problems == []
    assert load(env | {"HANDOVER_USER": "Sun Yu"}, house=house)[0].user == "Sun Yu"


def test_a_restricted_account_has_the_places_of_the_house_only(tmp_path: Path, house: Path) -> None:
    said(house, f'db = "/srv/team.db"\nexport_folder = "/srv/out"\nstate_folder = "{tmp_path}"')
    own = restricted_paths(load_restricted(house)[0], house)
    own.config.parent.mkdir()
    own.config.write_text('language = "zh_CN"\ndb = "/mine.db"\nexport_folder = "/home/me"\n')
    found, problems = load_restricted(house)
    assert (found.db, found.export_folder, found.language) == ("/srv/team.db", "/srv/out", "zh_CN")
    assert len(problems) == 2
    assert own.state.parent == tmp_path
    assert own.templates == house.parent / "templates"
