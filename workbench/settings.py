"""Settings: where they are kept, and what they say; a broken one of the user's never stops him.

The house's files say what is so for everybody on the host, the user's file comes over them, the
environment over both, but not over what the house has locked. Each setting is checked by itself:
a bad one is reported and its default stands. Only where it cannot be told what the administrator
wants does nothing go on: somebody would work on a file of his own and take it for the team's.
"""

from __future__ import annotations

import os
import pwd
import re
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from workbench import settings_file
from workbench.domain.errors import BadFile, BadValue, WorkbenchError
from workbench.domain.message import Msg, msg
from workbench.domain.text import clean
from workbench.files import placed, write_atomic
from workbench.reach import Reach
from workbench.setting_values import READERS, WEEKDAYS

APP: Final = "handover"
HOUSE: Final = Path("/etc/handover-workbench/config.toml")
"""What the administrator of the host says; the strongest of the house's files."""

HOUSE_ONLY: Final = frozenset({"locked", "shared_logins", "state_folder"})
_PLACES: Final = frozenset({"db", "export_folder"})  # never a restricted user's own choice
_ON_DISK: Final = _PLACES | {"state_folder"}
_STRICT: Final = HOUSE_ONLY | _PLACES  # nobody goes on without what the administrator says of them
_OF_THE_ADMINISTRATOR = re.compile(r"handover (?:--db|config|db|demo|doctor|erase|theme)\b")


class Problem(NamedTuple):
    """A setting that was not taken, and where it stands: `config.toml:4` or a variable. Nothing is
    opened before one that `stops` is mended."""

    message: Msg
    where: str = ""
    stops: bool = False


class Settings(NamedTuple):
    """What a user or a house has chosen. Empty text means: not chosen."""

    language: str = ""
    theme: str = ""
    user: str = ""
    side: str = ""
    db: str = ""
    export_folder: str = ""
    ascii: str = "auto"
    mouse: bool = False
    presence: bool = True
    weekend: frozenset[int] = frozenset({5, 6})
    keymap: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    # What only the house can say.
    locked: frozenset[str] = frozenset()
    shared_logins: frozenset[str] = frozenset()
    state_folder: str = ""
    # What only the call of the program can say.
    restricted: bool = False

    @property
    def shared(self) -> bool:
        """Whether several people use this login, so that it does not say who somebody is."""
        return self.free("user") and self._of_several

    @property
    def one_of_several(self) -> bool:
        """Whether several people use this login, and the call of the program says who is here."""
        return not self.free("user") and self._of_several

    @property
    def _of_several(self) -> bool:
        # Asked last: on some hosts the answer comes from a directory server.
        return bool(self.shared_logins) and login() in self.shared_logins

    @property
    def reach(self) -> Reach:
        """Which files the user can name."""
        folder = Path(self.export_folder) if self.export_folder else None
        return Reach(folder, only=self.restricted)

    @property
    def may_run_programs(self) -> bool:
        """Whether other programs may be started: not where this one stands in for the shell."""
        return not self.restricted

    def told(self, message: Msg) -> Msg:
        """The message, with a word on who runs the command in it where this account does not."""
        if self.restricted and _OF_THE_ADMINISTRATOR.search(message.id):
            return msg("{sentence} (the administrator does)", sentence=message)
        return message

    def free(self, name: str) -> bool:
        """Whether the user can choose this setting himself."""
        return name not in self.locked


def login() -> str:
    """The account's name as the host has it: variables can say anything."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())


class Paths(NamedTuple):
    """The program's places for one user; `system` are the house's files, strongest last.

    Templates and themes beside those that come with the program lie in `library`.
    """

    config: Path
    system: tuple[Path, ...]
    data: Path
    state: Path
    library: Path

    @property
    def db(self) -> Path:
        """The data file when none is named."""
        return self.data / "handover.db"

    @property
    def templates(self) -> Path:
        return self.library / "templates"

    @property
    def themes(self) -> Path:
        return self.library / "themes"

    def make_state(self) -> Path:
        """The folder for drafts and crash logs, made for this user alone if it is missing."""
        _make_folder(self.state)
        return self.state


def paths(environ: Mapping[str, str] | None = None, house: Path = HOUSE) -> Paths:
    """Where things are kept: `HANDOVER_CONFIG` and the XDG variables, else the platform's way.

    WorkbenchError where that is in a home, and none is known.
    """
    env = os.environ if environ is None else environ
    said = env.get("HANDOVER_CONFIG", "")
    config = placed(said) if said else _folder(env, "config") / "config.toml"
    dirs = [part for part in env.get("XDG_CONFIG_DIRS", "").split(":") if part.startswith("/")]
    system = tuple(Path(part) / APP / "config.toml" for part in reversed(dirs or ["/etc/xdg"]))
    data, state = _folder(env, "data"), _folder(env, "state")
    return Paths(config, (*system, house), data, state, config.parent)


def restricted_paths(settings: Settings, house: Path) -> Paths:
    """The places of a restricted user: one folder of his own, and the house's."""
    if settings.state_folder:
        own = Path(settings.state_folder) / login()
    else:
        own = Path(pwd.getpwuid(os.getuid()).pw_dir) / ".local/state" / APP
    return Paths(own / "config.toml", (house,), own, own, house.parent)


def _folder(env: Mapping[str, str], kind: str) -> Path:
    chosen = env.get(f"XDG_{kind.upper()}_HOME", "")
    if os.path.isabs(chosen):
        return Path(chosen) / APP
    import platformdirs

    find = {
        "config": platformdirs.user_config_path,
        "data": platformdirs.user_data_path,
        "state": platformdirs.user_state_path,
    }
    with suppress(RuntimeError):
        if (found := find[kind](APP, appauthor=False)).is_absolute():
            return found
    raise WorkbenchError(msg("This system knows no home folder of yours; set HOME to one."))


def load(
    environ: Mapping[str, str] | None = None, *, house: Path = HOUSE
) -> tuple[Settings, list[Problem]]:
    """The settings in force, and what could not be taken."""
    env = os.environ if environ is None else environ
    places = paths(env, house)
    settings = Settings()
    problems: list[Problem] = []
    for path in places.system:
        settings = _from_file(path, settings, problems, of_house=True, strict=path == house)
    settings = _from_file(places.config, settings, problems, unsaid=_of_nobody(settings))
    for name, variable in _VARIABLES.items():
        if value := env.get(variable, ""):
            free = settings.free(name)
            settings = _take(settings, name, value, Path(), variable, problems, free=free)
    return settings, problems


def load_restricted(house: Path = HOUSE, user: str = "") -> tuple[Settings, list[Problem]]:
    """The settings of a restricted user: the house's, and his own taste; no variable counts.

    `user` is who the call of the program says he is.
    """
    problems: list[Problem] = []
    settings = _from_file(house, Settings(), problems, of_house=True, strict=True)
    locked = settings.locked | _PLACES
    if user:
        settings, locked = settings._replace(user=clean(user)), locked | {"user"}
    settings = settings._replace(locked=locked, restricted=True)
    own, unsaid = restricted_paths(settings, house).config, _of_nobody(settings)
    return _from_file(own, settings, problems, unsaid=unsaid), problems


def _of_nobody(settings: Settings) -> Collection[str]:
    """What a login that several people use cannot say of any of them."""
    if settings.one_of_several:
        return ("side", "language", "theme")
    return ("user", "side") if settings.shared else ()


_VARIABLES = {
    "db": "HANDOVER_DB",
    "language": "HANDOVER_LANG",
    "theme": "HANDOVER_THEME",
    "user": "HANDOVER_USER",
}


def _from_file(
    path: Path,
    settings: Settings,
    problems: list[Problem],
    *,
    of_house: bool = False,
    strict: bool = False,
    unsaid: Collection[str] = (),
) -> Settings:
    """What a file says over `settings`; `unsaid` is passed over without a word. With `strict` it is
    the administrator's own, and must be sure."""
    try:
        text, values = settings_file.read(path)
        if strict and values:
            settings_file.be_sure_of(path)
    except BadFile as error:
        left = msg("{what} They are left aside.", what=error.message)
        problems.append(_stopping(error.message, error.where) if strict else
                        Problem(left, error.where))  # fmt: skip
        return settings
    for name, value in values.items():
        where = f"{clean(str(path))}:{settings_file.line_of(text, name)}"
        if name in unsaid:
            continue
        if name not in READERS:
            # What comes near to `locked` may be it: what is locked is never open by a typo.
            unknown, near = _unknown(name, READERS)
            stops = strict and near in _STRICT
            problems.append(_stopping(unknown, where) if stops else Problem(unknown, where))
        elif name in HOUSE_ONLY and not of_house:
            not_yours = msg("Only the administrator's settings can say {name}.", name=name)
            problems.append(Problem(not_yours, where))
        else:
            if name == "locked":
                value = _known(value, where, problems, strict=strict)
            if strict and name in _ON_DISK and _is_relative(value):
                from_root = msg("Name {name} from the root, such as /srv/handover/...; beside "
                                "these settings is no place for it.", name=name)  # fmt: skip
                problems.append(_stopping(from_root, where))
                continue
            free, known = of_house or settings.free(name), len(problems)
            settings = _take(settings, name, value, path.parent, where, problems, free=free)
            if strict and name in _STRICT and len(problems) > known:
                problems[-1] = _stopping(problems[-1].message, where)
    return settings


def _known(value: object, where: str, problems: list[Problem], *, strict: bool) -> object:
    """The names in a list that are settings; the others are told one by one."""
    if not isinstance(value, list):
        return value
    unknown = [name for name in value if isinstance(name, str) and name not in READERS]
    told = [_unknown(name, READERS)[0] for name in unknown]
    problems += [_stopping(what, where) if strict else Problem(what, where) for what in told]
    return [name for name in value if name not in unknown]


def _unknown(name: str, among: Collection[str]) -> tuple[Msg, str]:
    """That there is no such setting, and the one that may be meant, if there is one."""
    from difflib import get_close_matches

    near = next(iter(get_close_matches(name.lower(), among, 1)), "")
    if near:
        return msg("There is no setting {name}; is it {near}?", name=clean(name), near=near), near
    return msg("There is no setting {name}.", name=clean(name)), near


def _is_relative(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip()) and not value.startswith(("/", "~"))


def _stopping(what: Msg, where: str) -> Problem:
    return Problem(
        msg("{what} Nothing is opened until the administrator of this host has mended it.",
            what=what), where, stops=True)  # fmt: skip


def _take(
    settings: Settings,
    name: str,
    value: object,
    folder: Path,
    where: str,
    problems: list[Problem],
    *,
    free: bool,
) -> Settings:
    try:
        taken: dict[str, Any] = {name: READERS[name](value, folder)}
    except BadValue as error:
        problems.append(Problem(error.message, where))
        return settings
    made = settings._replace(**taken)
    if not free and made != settings:
        problems.append(Problem(is_locked(name), where))
        return settings
    return made


def said_in(name: str, settings: Settings, places: Paths, env: Mapping[str, str]) -> str:
    """Where a setting in force, which is a text, was said: `config.toml:4` or a variable."""
    value, variable = getattr(settings, name), _VARIABLES.get(name, "")
    if env.get(variable) == value:
        return variable
    for path in (places.config, *reversed(places.system)):
        with suppress(BadFile):
            text, values = settings_file.read(path)
            if values.get(name) == value:
                return f"{clean(str(path))}:{settings_file.line_of(text, name)}"
    return clean(str(places.config))


def is_locked(name: str) -> Msg:
    """What is said to somebody who chooses what the house has locked."""
    return msg("The administrator of this host has set {name}; it stays.", name=name)


def save(
    changes: Mapping[str, object],
    environ: Mapping[str, str] | None = None,
    *,
    path: Path | None = None,
    through_links: bool = True,
) -> Path:
    """Write `changes` (names of `Settings`; None forgets one) into the user's file, return it.

    All else in the file stays but comments. BadValue for a bad value; BadFile if the file there
    cannot be read, which is better than to lose it; WorkbenchError if it cannot be written.
    """
    import tomli_w

    path = paths(environ).config if path is None else path
    values = settings_file.read(path)[1]
    for name, value in changes.items():
        values.pop(name, None)
        if value is not None:
            plain = _plain(name, value)
            READERS[name](plain, path.parent)
            values[name] = plain
    _make_folder(path.parent)
    # A link somebody keeps their settings behind stays a link.
    target = os.path.realpath(path) if through_links else path
    write_atomic(target, tomli_w.dumps(values).encode(), 0o600)
    return path


def _plain(name: str, value: object) -> object:
    """`value` of a setting as TOML holds it."""
    if name == "weekend" and isinstance(value, frozenset):
        return [WEEKDAYS[day] for day in sorted(value)]
    if isinstance(value, Mapping):
        return {key: _plain("", part) for key, part in value.items()}
    return list(value) if isinstance(value, tuple) else value


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        name, reason = clean(str(folder)), clean(error.strerror or str(error))
        raise WorkbenchError(
            msg("The folder {folder} cannot be made: {reason}.", folder=name, reason=reason), name
        ) from None
