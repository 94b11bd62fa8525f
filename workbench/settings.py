"""Settings: where they are kept, and what they say; a broken one never stops the program.

The system-wide file gives the house rules, the user's file comes over it, the environment over
both. Each setting is checked by itself: a bad one is reported and its default stands.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from workbench.domain.errors import BadFile, BadValue, WorkbenchError
from workbench.domain.message import Msg, msg
from workbench.domain.text import clean
from workbench.files import decode, read_bytes, write_atomic

APP: Final = "handover"
_FILE_LIMIT = 1_000_000
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Problem(NamedTuple):
    """A setting that was not taken, and where it stands: `config.toml:4` or a variable."""

    message: Msg
    where: str = ""


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
    restricted: bool = False

    @property
    def may_run_programs(self) -> bool:
        """Whether other programs may be started: not where this one stands in for the shell."""
        return not self.restricted


class Paths(NamedTuple):
    """The program's places for one user; `system` are the house's files, strongest last."""

    config: Path
    system: tuple[Path, ...]
    data: Path
    state: Path

    @property
    def db(self) -> Path:
        """The data file when none is named."""
        return self.data / "handover.db"

    @property
    def templates(self) -> Path:
        return self.config.parent / "templates"

    @property
    def themes(self) -> Path:
        return self.config.parent / "themes"

    def make_state(self) -> Path:
        """The folder for drafts and crash logs, made for this user alone if it is missing."""
        _make_folder(self.state)
        return self.state


def paths(environ: Mapping[str, str] | None = None) -> Paths:
    """Where things are kept: `HANDOVER_CONFIG` and the XDG variables, else the platform's way."""
    env = os.environ if environ is None else environ
    named = env.get("HANDOVER_CONFIG", "")
    config = Path(named).expanduser() if named else _folder(env, "config") / "config.toml"
    dirs = [part for part in env.get("XDG_CONFIG_DIRS", "").split(":") if part.startswith("/")]
    system = tuple(Path(part) / APP / "config.toml" for part in reversed(dirs or ["/etc/xdg"]))
    return Paths(config, system, _folder(env, "data"), _folder(env, "state"))


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
    return find[kind](APP, appauthor=False)


def load(environ: Mapping[str, str] | None = None) -> tuple[Settings, list[Problem]]:
    """The settings in force, and what could not be taken."""
    env = os.environ if environ is None else environ
    places = paths(env)
    settings = Settings()
    problems: list[Problem] = []
    for path in (*places.system, places.config):
        settings = _from_file(path, settings, problems)
    for name, variable in _VARIABLES.items():
        if value := env.get(variable, ""):
            settings = _take(settings, name, value, Path(), variable, problems)
    return settings, problems


_VARIABLES = {
    "db": "HANDOVER_DB",
    "language": "HANDOVER_LANG",
    "theme": "HANDOVER_THEME",
    "user": "HANDOVER_USER",
}


def _from_file(path: Path, settings: Settings, problems: list[Problem]) -> Settings:
    try:
        text, values = _read(path)
    except BadFile as error:
        problems.append(Problem(error.message, error.where))
        return settings
    for name, value in values.items():
        where = f"{clean(str(path))}:{_line(text, name)}"
        if name in _READERS:
            settings = _take(settings, name, value, path.parent, where, problems)
        else:
            problems.append(Problem(msg("There is no setting {name}.", name=clean(name)), where))
    return settings


def _take(
    settings: Settings,
    name: str,
    value: object,
    folder: Path,
    where: str,
    problems: list[Problem],
) -> Settings:
    try:
        taken: dict[str, Any] = {name: _READERS[name](value, folder)}
    except BadValue as error:
        problems.append(Problem(error.message, where))
        return settings
    return settings._replace(**taken)


def _read(path: Path) -> tuple[str, dict[str, object]]:
    """Text and values of a settings file, both empty where there is none; raises BadFile."""
    if not os.path.lexists(path):
        return "", {}
    import tomllib

    name = clean(str(path))
    text = decode(read_bytes(path, _FILE_LIMIT), name)
    try:
        return text, tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"line (\d+)", str(error))
        line = int(at[1]) if at else text.count("\n") + 1
        reason = clean(str(error).split(" (at ")[0])
        raise BadFile(
            msg("These settings are not TOML and are left aside: {reason}.", reason=reason),
            f"{name}:{line}",
        ) from None
    except RecursionError:
        raise BadFile(msg("These settings are nested too deep and are left aside."), name) from None


def _line(text: str, name: str) -> int:
    """The line a top-level setting or table starts on, 1 if it cannot be told."""
    key = rf"[\"']?{re.escape(name)}[\"']?"
    found = re.search(rf"^[ \t]*(?:{key}[ \t]*[=.]|\[[ \t]*{key}[ \t]*[\].])", text, re.MULTILINE)
    return text.count("\n", 0, found.start()) + 1 if found else 1


def save(changes: Mapping[str, object], environ: Mapping[str, str] | None = None) -> Path:
    """Write `changes` (names of `Settings`; None forgets one) into the user's file, return it.

    All else in the file stays but comments. BadValue for a bad value; BadFile if the file there
    cannot be read, which is better than to lose it; WorkbenchError if it cannot be written.
    """
    import tomli_w

    path = paths(environ).config
    values = _read(path)[1]
    for name, value in changes.items():
        values.pop(name, None)
        if value is not None:
            plain = _plain(name, value)
            _READERS[name](plain, path.parent)
            values[name] = plain
    _make_folder(path.parent)
    # A link somebody keeps their settings behind stays a link.
    write_atomic(os.path.realpath(path), tomli_w.dumps(values).encode(), 0o600)
    return path


def _plain(name: str, value: object) -> object:
    """`value` of a setting as TOML holds it."""
    if name == "weekend" and isinstance(value, frozenset):
        return [_WEEKDAYS[day] for day in sorted(value)]
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


# One reader a setting: a value as TOML holds it, and the folder of the file it stands in.


def _text(value: object, _: Path) -> str:
    if not isinstance(value, str):
        raise BadValue(msg("This setting is a text in quotes."))
    return clean(value)


def _path(value: object, folder: Path) -> str:
    """A path; a relative one counts from the file that says so."""
    text = _text(value, folder)
    try:
        return str((folder / Path(text).expanduser()).absolute()) if text else ""
    except (RuntimeError, ValueError):
        raise BadValue(msg('"{text}" cannot be a path.', text=text)) from None


def _language(value: object, folder: Path) -> str:
    """`zh`, `zh_CN.UTF-8`, `en-GB` ... as the two this program speaks."""
    text = _text(value, folder)
    match text.lower().replace("-", "_").split("_")[0].split(".")[0]:
        case "":
            return ""
        case "zh":
            return "zh_CN"
        case "en" | "c" | "posix":
            return "en"
    raise BadValue(msg('"{text}" is not spoken here; the languages are en and zh_CN.', text=text))


def _one_of(*words: str) -> Callable[[object, Path], str]:
    def read(value: object, folder: Path) -> str:
        if (text := _text(value, folder).lower()) in words:
            return text
        choices = ", ".join(word or '""' for word in words)
        raise BadValue(msg("This setting is one of {choices}.", choices=choices))

    return read


def _flag(value: object, _: Path) -> bool:
    if isinstance(value, bool):
        return value
    raise BadValue(msg("This setting is true or false."))


def _weekend(value: object, _: Path) -> frozenset[int]:
    names = value if isinstance(value, list) else [None]
    days = [str(name).lower()[:3] for name in names]
    if all(day in _WEEKDAYS for day in days) and len(set(days)) < len(_WEEKDAYS):
        return frozenset(map(_WEEKDAYS.index, days))
    raise BadValue(msg('The weekend is a list of days, such as ["sat", "sun"], not all seven.'))


def _keymap(value: object, _: Path) -> Mapping[str, tuple[str, ...]]:
    """Action to keys; what they mean is for the key registry to judge."""
    keymap = {}
    for action, keys in value.items() if isinstance(value, dict) else [("", None)]:
        listed = [keys] if isinstance(keys, str) else keys
        if not isinstance(listed, list) or not all(isinstance(key, str) for key in listed):
            raise BadValue(
                msg('The keymap names actions and their keys, such as "app.find" = ["/", "f7"].')
            )
        keymap[clean(action)] = tuple(key for text in listed if (key := clean(text)))
    return MappingProxyType(keymap)


_READERS: dict[str, Callable[[object, Path], object]] = {
    "language": _language,
    "theme": _text,
    "user": _text,
    "side": _one_of("", "giving", "receiving", "sponsor"),
    "db": _path,
    "export_folder": _path,
    "ascii": _one_of("auto", "on", "off"),
    "mouse": _flag,
    "presence": _flag,
    "weekend": _weekend,
    "keymap": _keymap,
    "restricted": _flag,
}
