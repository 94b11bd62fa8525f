"""What the settings may say: a reader for each, which gives the value or says why it cannot be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from workbench.domain.errors import BadValue
from workbench.domain.message import msg
from workbench.domain.text import clean

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

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
    if all(day in WEEKDAYS for day in days) and len(set(days)) < len(WEEKDAYS):
        return frozenset(map(WEEKDAYS.index, days))
    raise BadValue(msg('The weekend is a list of days, such as ["sat", "sun"], not all seven.'))


def _names(value: object, _: Path) -> frozenset[str]:
    if isinstance(value, list) and all(isinstance(name, str) for name in value):
        return frozenset(map(clean, value))
    raise BadValue(msg('This setting is a list of names, such as ["db", "user"].'))


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


READERS: Final[dict[str, Callable[[object, Path], object]]] = {
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
    "locked": _names,
    "shared_logins": _names,
    "state_folder": _path,
}
