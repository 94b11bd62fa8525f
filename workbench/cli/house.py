"""`handover config`, `theme`, `completion`: how the program is set up here."""

from __future__ import annotations

from typing import Any

import click

from workbench.cli.session import Session
from workbench.cli.show import table
from workbench.cli.words import command, group
from workbench.domain.errors import BadValue
from workbench.domain.message import Msg, msg
from workbench.domain.text import clean
from workbench.files import placed


@group(msg("Settings: what is in force, and where it is kept."))
def config() -> None:
    pass


@config.command("show", words=msg("The settings in force."))
@click.pass_obj
def config_show(session: Session) -> None:
    rows = [
        [name, _shown(value)]
        for name, value in session.settings._asdict().items()
        if name != "keymap"
    ]
    rows += [
        [f"keymap.{action}", " ".join(keys)] for action, keys in session.settings.keymap.items()
    ]
    session.lines(*table([session.tr(msg("Setting")), session.tr(msg("Value"))], rows))


@config.command("path", words=msg("Where your settings are kept."))
@click.pass_obj
def config_path(session: Session) -> None:
    session.lines(str(session.paths.config))


@config.command("set", words=msg("Set one; an empty value forgets it."))
@click.argument("key")
@click.argument("value")
@click.pass_obj
def config_set(session: Session, key: str, value: str) -> None:
    from workbench.settings import HOUSE_ONLY, is_locked, save

    name = clean(key)
    known = [n for n in session.settings._fields if n not in {"keymap", "restricted", *HOUSE_ONLY}]
    if not session.settings.free(name):
        raise BadValue(is_locked(name))
    if name not in known:
        raise BadValue(
            msg("There is no setting {name}; there are: {names}", name=name, names=", ".join(known))
        )
    if name in _FOLDERS and value.strip():
        # A relative path counts from here, not from the folder of the settings.
        value = str(placed(value))
    path = save({name: _typed(getattr(session.settings, name), value)})
    session.say(msg("Written: {path}", path=clean(str(path))))


@group(msg("The colours of the screens."))
def theme() -> None:
    pass


@theme.command("list", words=msg("The themes there are."))
@click.pass_obj
def theme_list(session: Session) -> None:
    from themes.loader import load_all

    found, problems = load_all(session.paths.themes)
    session.lines(*(spec.name for spec in found))
    for problem in problems:
        session.refuse(Msg(problem.text, problem.args), problem.where)


@command(msg("What a shell needs to complete commands and codes."))
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_obj
def completion(session: Session, shell: str) -> None:
    from click.shell_completion import get_completion_class

    from workbench.cli import COMPLETE
    from workbench.cli.root import root

    made = get_completion_class(shell)
    assert made is not None
    session.data(made(root, {}, "handover", COMPLETE).source() + "\n")


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, frozenset):
        return " ".join(_WEEKDAYS[day] if isinstance(day, int) else day for day in sorted(value))
    return str(value)


def _typed(present: object, text: str) -> Any:
    """What was typed as the setting's type has it in TOML; None forgets it."""
    if not text.strip():
        return None
    if isinstance(present, bool):
        return {"true": True, "false": False}.get(text.strip().lower(), text)
    if isinstance(present, frozenset):
        return text.replace(",", " ").split()
    return text


_FOLDERS = ("db", "export_folder")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
