"""A settings file in TOML: its values, the lines they stand on, and whether it can be trusted."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from workbench.domain.errors import BadFile
from workbench.domain.message import Msg, msg
from workbench.domain.text import clean
from workbench.files import decode, read_bytes

_LIMIT = 1_000_000


def read(path: Path) -> tuple[str, dict[str, object]]:
    """Text and values of a settings file, both empty where there is none; raises BadFile."""
    name = clean(str(path))
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return "", {}
    except OSError:
        raise BadFile(msg("You may not read these settings."), name) from None
    import tomllib

    if os.path.isfile(path) and not os.access(path, os.R_OK, effective_ids=True):
        raise BadFile(msg("You may not read these settings."), name)
    text = decode(read_bytes(path, _LIMIT), name)
    try:
        found = tomllib.loads(text)
        repr(found)  # no sentence could name a number of thousands of digits
    except ValueError as error:
        at = re.search(r"line (\d+)", str(error))
        line = int(at[1]) if at else text.count("\n") + 1
        reason = clean(str(error).split(" (at ")[0])
        raise BadFile(
            msg("These settings are not TOML: {reason}.", reason=reason),
            f"{name}:{line}",
        ) from None
    except RecursionError:
        raise BadFile(msg("These settings are nested too deep."), name) from None
    return text, found


def line_of(text: str, name: str) -> int:
    """The line a top-level setting or table starts on, 1 if it cannot be told."""
    key = rf"[\"']?{re.escape(name)}[\"']?"
    found = re.search(rf"^[ \t]*(?:{key}[ \t]*[=.]|\[[ \t]*{key}[ \t]*[\].])", text, re.MULTILINE)
    return text.count("\n", 0, found.start()) + 1 if found else 1


def be_sure_of(path: Path) -> None:
    """BadFile where others than the administrator can write the file, or a folder it could be
    replaced in. He is root, and who the program belongs to."""
    for place in (path, path.parent, path.resolve().parent):
        found, name = os.stat(place), clean(str(place))
        if (reason := _open_to(found, name)) is not None:
            raise BadFile(reason, clean(str(path)))


def _open_to(found: os.stat_result, name: str) -> Msg | None:
    """Why a file or folder could say what others than the administrator want."""
    replaced = not (stat.S_ISDIR(found.st_mode) and found.st_mode & stat.S_ISVTX)
    if found.st_mode & stat.S_IWOTH and replaced:
        return msg("Everybody on this host can write {path}, so it is not trusted.", path=name)
    if found.st_mode & stat.S_IWGRP and replaced:
        return msg("A whole group can write {path}, so it is not trusted; run: chmod g-w {path}",
                   path=name)  # fmt: skip
    if found.st_uid not in (0, _owner_of_the_program()):
        return msg("{path} belongs to a user, who can write what he likes, so it is not trusted; "
                   "run: chown root {path}", path=name)  # fmt: skip
    return None


def _owner_of_the_program() -> int:
    """Who could as well change the program itself, which may be a single file."""
    return next(place for place in Path(__file__).parents if place.exists()).stat().st_uid
