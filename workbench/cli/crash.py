"""What is kept of an error nobody foresaw: where in the program, never what it worked on."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import traceback
from datetime import UTC, datetime
from pathlib import Path

from workbench.domain.errors import WorkbenchError
from workbench.files import write_atomic
from workbench.settings import Paths, paths


def reported(error: BaseException, places: Paths | None = None) -> str:
    """Write a report and give the line to print, in English like the report. `places` are the only
    ones where it may lie; else it is where this user's programs keep such."""
    name = type(error).__name__
    try:
        path = _write(error, places)
    except (OSError, WorkbenchError):
        return f"handover: the program failed ({name}), and no report of it could be written"
    return f"handover: the program failed ({name}); please send this report: {path}"


def _write(error: BaseException, places: Paths | None) -> Path:
    now = datetime.now(UTC)
    try:
        folder = (places or paths()).make_state()
    except WorkbenchError:
        if places is not None:
            raise
        folder = Path(tempfile.gettempdir())
    path = folder / f"crash-{now:%Y%m%dT%H%M%S}-{os.getpid()}.txt"
    write_atomic(path, "\n".join([*_surroundings(now), *_trace(error), ""]).encode(), 0o600)
    return path


def _surroundings(now: datetime) -> list[str]:
    from importlib import metadata

    return [
        f"Handover Workbench {metadata.version('handover-workbench')}",
        f"Python {sys.version.split()[0]} on {platform.system()} {platform.release()}",
        f"{now:%Y-%m-%d %H:%M:%S} UTC",
        "",
    ]


def _trace(error: BaseException | None) -> list[str]:
    """Types and places only: messages and values may hold what the user wrote."""
    lines: list[str] = []
    while error is not None:
        lines.append(f"{type(error).__module__}.{type(error).__qualname__}")
        for frame in traceback.extract_tb(error.__traceback__):
            lines.append(f"  {frame.filename}:{frame.lineno} {frame.name}")
        error = error.__cause__ or error.__context__
    return lines
