"""`handover template …`: what new handovers are made from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.cli import ERROR
from workbench.cli.session import Session
from workbench.cli.show import table
from workbench.cli.words import group, handover_code, option
from workbench.domain.message import msg, nmsg
from workbench.domain.text import clean

if TYPE_CHECKING:
    from workbench.exchange.template_file import Problem


@group(msg("Templates: what a new handover is made from."))
def template() -> None:
    pass


@template.command("list", words=msg("The templates there are, yours included."))
@click.pass_obj
def list_(session: Session) -> None:
    from workbench.exchange.template_file import available

    tr, lang = session.tr, session.lang
    templates, left_out = available(session.paths.templates)
    rows = [
        [code, str(len(found.items)), found.name.show(lang), found.about.show(lang)]
        for code, found in templates
    ]
    labels = (msg("Template"), msg("Items"), msg("Name"), msg("About"))
    session.lines(*table([tr(label) for label in labels], rows, "lr"))
    for problem in left_out:
        session.refuse(problem.message, problem.where)


@template.command("show", words=msg("A template as the TOML it is written in."))
@click.argument("code")
@click.pass_obj
def show(session: Session, code: str) -> None:
    from workbench.exchange.template_file import find
    from workbench.exchange.template_toml import to_toml

    session.data(to_toml(find(code, session.paths.templates)))


@template.command("check", words=msg("What is wrong in a template's file, with its lines."))
@click.argument("file", metavar="FILE")
@click.pass_obj
def check(session: Session, file: str) -> None:
    from workbench.exchange.template_file import check as problems_of
    from workbench.files import named

    path = named(file)
    if _tell(session, path, problems_of(path)):
        session.status = ERROR


@template.command("save", words=msg("Keep a handover's checklist as a template of yours."))
@handover_code
@option("--as", "name", metavar="CODE", words=msg("The template's code, else the handover's."))
@click.pass_obj
def save(session: Session, code: str, name: str | None) -> None:
    from workbench.services.template_saving import save_as_template

    handover = session.handover(code)
    top = session.ws.dossier(handover).handover
    made = save_as_template(
        session.ws, handover, name or top.code.lower(), top.name, session.paths.templates
    )
    session.say(msg("Written: {path}", path=clean(str(made.path))))
    if _tell(session, made.path, made.problems):
        session.status = ERROR


def _tell(session: Session, path: Path, found: Sequence[Problem]) -> int:
    """Say each problem with its line; gives how many of them are more than advice."""
    for problem in found:
        advice = msg("advice: {what}", what=problem.message)
        where = f"{clean(str(path))}:{problem.line}"
        session.complain(advice if problem.advice else problem.message, where)
    faults = sum(not problem.advice for problem in found)
    if faults:
        session.say(nmsg("{n} fault to put right first.", "{n} faults to put right first.", faults))
    else:
        session.say(msg("This template can be used."))
    return faults
