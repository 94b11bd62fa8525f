"""`handover lens FILE [CODE]`: a question bank looked through, and the risks a handover leaves."""

from __future__ import annotations

import click

from workbench.cli import ERROR
from workbench.cli.session import Session
from workbench.cli.show import table
from workbench.cli.words import as_json, command
from workbench.domain.message import msg
from workbench.domain.text import clean

_RISKS = {
    "NO_RISK": msg("no risk"),
    "MEDIUM_RISK": msg("medium risk"),
    "HIGH_RISK": msg("high risk"),
    "": msg("no rule fits"),
}


@command(msg("A question bank (AWS custom lens): what is wrong in it, and which risks are left."))
@click.argument("file", metavar="FILE")
@click.argument("code", required=False)
@as_json
@click.pass_obj
def lens(session: Session, file: str, code: str | None, as_json: bool) -> None:
    from workbench.exchange.lens import parse
    from workbench.files import named, read_text
    from workbench.services.lens_risks import risks

    path = named(file)
    bank = parse(read_text(path), clean(path.name))
    for place, remark in bank.remarks:
        session.complain(remark, place)
    if code is None:
        session.say(
            msg("{title}: {n} questions, {m} choices, {k} rules", title=bank.title,
                n=len(bank.questions), m=sum(len(q.choices) for q in bank.questions),
                k=sum(len(q.rules) for q in bank.questions))
        )  # fmt: skip
        session.status = ERROR if bank.remarks else session.status
        return
    handover = session.handover(code)
    dossier = session.ws.dossier(handover)
    found = risks(dossier, bank)
    if as_json:
        session.json({
            "schema": 1, "code": dossier.handover.code, "lens": bank.title,
            "questions": [
                {"id": f.question.id, "key": dossier.key(f.item) if f.item else None,
                 "claimed": f.claimed or None, "verified": f.verified or None} for f in found
            ],
        })  # fmt: skip
        return
    tr = session.tr
    rows = [
        [dossier.key(f.item) if f.item else "-", tr(_RISKS[f.claimed]), tr(_RISKS[f.verified]),
         f.question.title]
        for f in found
    ]  # fmt: skip
    labels = (msg("Key"), msg("As claimed"), msg("As verified"), msg("Question"))
    session.lines(*table([tr(label) for label in labels], rows))
