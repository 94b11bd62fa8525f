"""What a user can do when the data file was removed or replaced while it was open."""

from __future__ import annotations

from screens.base import WorkScreen
from screens.text import one_line
from screens.widgets.rowlist.editor import CellEditor
from workbench.domain.errors import FileMoved, WorkbenchError
from workbench.domain.message import Msg, msg
from workbench.files import placed


async def offer(screen: WorkScreen, problem: FileMoved) -> None:
    """Read the file anew, or save what was open as a new file and go on in it. From a worker.

    Leaving it changes nothing: what is being typed stays, and a file that comes back is taken up
    again by itself.
    """
    again = msg("Show what the file holds now")
    copy = msg("Save what was open as a new file, and go on in that")
    wait = msg("Leave it for now, and read on")
    options: list[tuple[str, Msg]] = [("copy", copy), ("wait", wait)]
    if screen.host.settings.restricted:
        del options[0]
    if not problem.gone:
        options.insert(0, ("again", again))
    chosen = await screen.choose(
        problem.message, [(value, screen.tr(label), "") for value, label in options]
    )
    if chosen == "again":
        _read_again(screen)
    elif chosen == "copy":
        await _save_copy(screen)


def _read_again(screen: WorkScreen) -> None:
    typed = "".join(one_line(e.value) for e in screen.query(CellEditor) if e.display)
    host = screen.host
    host.switch_file(host.path, host.settings, host.paths)
    while len(screen.app.screen_stack) > 1:  # its records may be others
        screen.app.pop_screen()
    first = screen.app.screen
    if isinstance(first, WorkScreen):
        first.reload()
        shown = msg("this is what the file holds now")
        lost = msg("this is what the file holds now; not saved was: {text}", text=typed)
        first.say(lost if typed else shown, "warn" if typed else "info")


async def _save_copy(screen: WorkScreen) -> None:
    host = screen.host
    suggested = host.path.with_name(f"{host.path.stem}-saved{host.path.suffix}")
    offered = str(suggested)
    while typed := await screen.ask(msg("Write to"), offered, saved=str(suggested)):
        try:
            path = placed(typed)
            host.save_copy(path)
            break
        except WorkbenchError as problem:
            offered = typed
            screen.complain(problem)
    else:
        return
    host.switch_file(path, host.settings._replace(db=str(path)), host.paths)
    screen.refreshed()
    screen.say(msg("this is {path} now; what was not saved can be saved here", path=path), "ok")
