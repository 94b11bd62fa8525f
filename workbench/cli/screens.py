"""`handover open`, `handover demo`: the workbench on the screen."""

from __future__ import annotations

from pathlib import Path

import click

from workbench.cli.opening import need_terminal, show
from workbench.cli.session import Session
from workbench.cli.words import command, handover_code, option
from workbench.domain.message import msg
from workbench.domain.text import clean


@command(msg("Open the workbench in one handover."), "open")
@handover_code
@click.pass_obj
def open_(session: Session, code: str) -> None:
    need_terminal()
    session.need_file()
    show(session, session.entry(code).code)


def _samples(context: click.Context, _: click.Parameter, begun: str) -> list[str]:
    from workbench.services.demo import SAMPLES

    return [name for name in SAMPLES if name.startswith(begun)]


@command(msg("Open the workbench on a sample, which is removed afterwards."))
@click.argument("name", default="", metavar="[NAME]", shell_complete=_samples)
@option("--keep", metavar="DIR", words=msg("Keep the sample in this folder."))
@click.pass_obj
def demo(session: Session, name: str, keep: str | None) -> None:
    from workbench.files import placed, throwaway_folder

    need_terminal()
    if keep is not None:
        _show_sample(session, name, placed(keep), session.paths.state)
        return
    folder = throwaway_folder()
    _show_sample(session, name, folder, folder / "state")


def _show_sample(session: Session, name: str, folder: Path, state: Path) -> None:
    """Make the sample in `folder` and open it as somebody who is in it."""
    from workbench.services import arriving
    from workbench.services.demo import ME, TOUR, last_visit, make_demo
    from workbench.services.memory import Memory

    session.say(msg("Making the sample ..."))
    path = make_demo(folder, session.today, session.tr, clean(name) or TOUR)
    arriving.visited(Memory(state, path), last_visit(session.today))
    side = ME.side.value if ME.side is not None else ""
    session.settings = session.settings._replace(db=str(path), user=ME.name, side=side)
    session.paths = session.paths._replace(state=state)
    show(session)
