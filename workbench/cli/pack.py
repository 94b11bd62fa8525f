"""`handover pack`: what a pack that was handed over says of the file."""

from __future__ import annotations

import click

from workbench.cli.session import Session
from workbench.cli.words import as_json, command, group
from workbench.domain.message import msg, nmsg
from workbench.domain.text import clean


@group(msg("Packs that were written earlier."))
def pack() -> None:
    """Its commands follow."""


@command(msg("Whether this file's log is the one a pack was made from."))
@click.argument("file", metavar="FILE")
@as_json
@click.pass_obj
def verify(session: Session, file: str, as_json: bool) -> None:
    from workbench.cli import ERROR
    from workbench.exchange.pack_file import pack_head
    from workbench.files import named, read_text
    from workbench.services.pack_check import check

    path = named(file)
    name = clean(path.name)
    found = pack_head(read_text(path), name)
    checked = check(session.ws, found)
    if as_json:
        session.json(
            {
                "schema": 1,
                "code": found.code or checked.code,
                "generated_at": found.at or None,
                "change_set": found.set_id,
                "sha256": found.digest,
                "ok": checked.wrong is None,
                "later": checked.since,
            }
        )
        session.status = 0 if checked.wrong is None else ERROR
        return
    if checked.wrong is not None:
        session.refuse(checked.wrong, name)
        return
    session.lines(
        session.tr(
            msg(
                "{code}: this file's log went through the pack's head {digest}, change set "
                "{number}, and holds up to it.",
                code=checked.code,
                digest=found.digest[:8],
                number=found.set_id,
            )
        ),
        session.tr(
            nmsg("{n} change set came later.", "{n} change sets came later.", checked.since)
            if checked.since
            else msg("Nothing was changed since.")
        ),
        session.tr(
            msg("The words of the pack are not compared: to compare them, export it again.")
        ),
    )


pack.add_command(verify)
