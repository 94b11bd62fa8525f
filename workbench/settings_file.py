"""A settings file in TOML: its values, the lines they stand on, and whether it can be trusted."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from workbench.domain.errors import BadFile
from workbench.domain.message import msg
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
    """BadFile where the file, or a folder it could be replaced in, is anybody's to write."""
    for place in (path, path.parent, path.resolve().parent):
        if _open_to_all(os.stat(place).st_mode):
            raise BadFile(msg("Everybody on this host can write {path}, so it is not trusted.",
                              path=clean(str(place))), clean(str(path)))  # fmt: skip


def _open_to_all(mode: int) -> bool:
    """Whether everybody may write a file, or put another in its place in a folder."""
    return bool(mode & stat.S_IWOTH) and not (stat.S_ISDIR(mode) and mode & stat.S_ISVTX)
