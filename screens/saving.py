"""Files: which there are to bring in, and writing one where the user says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from workbench.domain.errors import WorkbenchError
from workbench.domain.message import msg
from workbench.files import write_atomic

if TYPE_CHECKING:
    from screens.base import WorkScreen


def lists_here() -> list[str]:
    """Files in the folder the program was started in that may be lists."""
    return sorted(
        p.name for ending in ("md", "xlsx", "csv") for p in Path.cwd().glob(f"*.{ending}")
    )


async def save_as(screen: WorkScreen, name: str, data: bytes) -> None:
    """Ask where to, `name` in the export folder being offered, and write. From a worker."""
    folder = Path(screen.host.settings.export_folder or Path.cwd())
    typed = await screen.ask(msg("Write to"), str(folder / name))
    if not typed:
        return
    path = _target(typed, name)
    taken = msg("{path} is there; write over it?", path=path)
    if _is_there(path) and not await screen.confirm(taken):
        return
    try:
        write_atomic(path, data)
    except WorkbenchError as problem:
        screen.complain(problem)
    else:
        screen.say(msg("written: {path}", path=path))


def _target(typed: str, name: str) -> Path:
    """The path typed, or the file `name` in the folder typed."""
    path = Path(typed).expanduser()
    return path / name if path.is_dir() else path


def _is_there(path: Path) -> bool:
    return path.is_symlink() or path.exists()
