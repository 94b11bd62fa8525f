"""Reading themes, the four that come along and the user's own; a bad file is reported, not used."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from pkgutil import get_data
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from textual.theme import Theme

BUILT_IN: Final = ("dark", "light", "contrast", "ansi")
DEFAULT: Final = BUILT_IN[0]
NO_COLOUR: Final = "ansi"
"""For NO_COLOR and terminals with sixteen colours or fewer."""

COLOURS: Final = (
    *("primary", "secondary", "accent", "success", "warning", "error"),
    *("foreground", "background", "surface", "panel", "boost"),
)
_AREAS = ("background", "foreground")
_KEYS = {"name", "dark", "ansi", "colors", "variables"}
_SIZE_LIMIT = 100_000
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")
# Anything else would reach Textual's style sheet, which stops the program at a bad word.
_RGB = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_ANSI = re.compile(
    r"ansi_(?:default|(?:bright_)?(?:black|red|green|yellow|blue|magenta|cyan|white))"
)
_WORD = "(?:bold|dim|italic|reverse|underline|strike)"
_STYLE = re.compile(rf"none|{_WORD}(?: {_WORD})*")


class ThemeSpec(NamedTuple):
    """A theme as its file says: colours by the names in `COLOURS`, and Textual's variables."""

    name: str
    colours: Mapping[str, str]
    variables: Mapping[str, str] = MappingProxyType({})
    dark: bool = True
    ansi: bool = False


class ThemeProblem(NamedTuple):
    """Why a theme file is not used: a sentence with `{fields}`, and the file."""

    text: str
    where: str
    args: Mapping[str, str] = MappingProxyType({})

    def __str__(self) -> str:
        return f"{self.where}: {self.text.format_map(self.args)}"


class _BadThemeError(Exception):
    def __init__(self, text: str, **args: str) -> None:
        super().__init__(text)
        self.text, self.args_ = text, args


def load_all(user_dir: Path | None = None) -> tuple[list[ThemeSpec], list[ThemeProblem]]:
    """The built-in themes, then the user's by name; a user's own may take a built-in's place."""
    themes = {name: _built_in(name) for name in BUILT_IN}
    problems = []
    for path in sorted(user_dir.glob("*.toml")) if user_dir and os.path.isdir(user_dir) else ():
        try:
            theme = _read(path)
            themes[theme.name] = theme
        except _BadThemeError as error:
            problems.append(ThemeProblem(error.text, str(path), error.args_))
    return list(themes.values()), problems


def load(name: str, user_dir: Path | None = None) -> ThemeSpec:
    """The theme `name`, or the default where there is no such theme; reads no more than needed."""
    if name in BUILT_IN and not (user_dir and os.path.isdir(user_dir)):
        return _built_in(name)
    themes = {theme.name: theme for theme in load_all(user_dir)[0]}
    return themes.get(name) or themes[DEFAULT]


def to_textual(spec: ThemeSpec) -> Theme:
    """`spec` as Textual takes it in `App.register_theme`."""
    from textual.theme import Theme

    variables = dict(spec.variables)
    if spec.ansi:
        # Textual's style sheet has to find these two in a theme without RGB colours.
        variables = {f"ansi-{area}": "ansi_default" for area in _AREAS} | variables
    colours: dict[str, Any] = dict(spec.colours)
    return Theme(name=spec.name, dark=spec.dark, ansi=spec.ansi, variables=variables, **colours)


def _built_in(name: str) -> ThemeSpec:
    data = get_data("themes", f"{name}.toml")
    assert data is not None
    return _parse(data.decode())


def _read(path: Path) -> ThemeSpec:
    try:
        if not os.path.isfile(path) or path.stat().st_size > _SIZE_LIMIT:
            raise _BadThemeError("This is not a theme file.")
        return _parse(path.read_text("utf-8-sig"))
    except UnicodeDecodeError:
        raise _BadThemeError("The theme is not text in UTF-8.") from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise _BadThemeError("The theme cannot be read: {reason}.", reason=reason) from None


def _parse(text: str) -> ThemeSpec:
    import tomllib

    try:
        values = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        reason = str(error).rstrip(".")
        raise _BadThemeError("The theme is not TOML: {reason}.", reason=reason) from None
    for key in values.keys() - _KEYS:
        raise _BadThemeError("There is no {key} in a theme.", key=key)
    name, dark, ansi = values.get("name"), values.get("dark", True), values.get("ansi", False)
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise _BadThemeError("A theme has a name of small letters, digits, - and _.")
    if not isinstance(dark, bool) or not isinstance(ansi, bool):
        raise _BadThemeError("dark and ansi are true or false.")
    colour = _ANSI if ansi else _RGB
    colours = _table(values.get("colors"), "colors", colour)
    variables = _table(values.get("variables", {}), "variables", colour)
    for key in colours.keys() - set(COLOURS):
        raise _BadThemeError("There is no colour {key} in a theme.", key=key)
    for key in ("primary", "foreground", "background", "surface", "panel"):
        if key not in colours:
            raise _BadThemeError("The theme has no colour {key}.", key=key)
    return ThemeSpec(name, colours, variables, dark, ansi)


def _table(value: object, title: str, colour: re.Pattern[str]) -> Mapping[str, str]:
    if not isinstance(value, dict):
        raise _BadThemeError("The theme has no table [{title}].", title=title)
    for key, text in value.items():
        good = _STYLE if key.endswith("-style") else colour
        if not isinstance(text, str) or not good.fullmatch(text):
            raise _BadThemeError(
                "{key} is a colour such as {colour}; a name in -style is bold, reverse or none.",
                key=key,
                colour="ansi_cyan" if colour is _ANSI else "#5fafff",
            )
    return MappingProxyType(value)
