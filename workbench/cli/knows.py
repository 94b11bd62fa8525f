"""`handover knows`: who knows what, and what only one person does."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from workbench.cli.leaving import day_text, iso, said
from workbench.cli.session import Session
from workbench.cli.show import table
from workbench.cli.words import as_json, command, handover_code, option
from workbench.domain.message import Msg, msg

if TYPE_CHECKING:
    from workbench.domain.dossier import Dossier
    from workbench.domain.registers.topic import Topic


@command(msg("Who knows what: all topics, or those with these words or of this person."))
@handover_code
@click.argument("words", required=False, nargs=-1, metavar="[WORDS]...")
@option("--alone", is_flag=True, words=msg("Only what one person alone knows, or nobody."))
@as_json
@click.pass_obj
def knows(session: Session, code: str, words: tuple[str, ...], alone: bool, as_json: bool) -> None:
    from workbench.domain.registers.topic import Topic
    from workbench.domain.text import clean, fold
    from workbench.figures.knowing import can

    dossier = session.ws.dossier(session.handover(code))
    wanted = fold(clean(" ".join(words)))
    found = [
        topic
        for topic in dossier.all(Topic)
        if wanted in fold(_searched(dossier, topic))
        and not (alone and (topic.is_proved or len(can(dossier, topic.id)) > 1))
    ]
    found.sort(key=lambda t: (t.is_proved, min(2, len(can(dossier, t.id))) or 3, -t.criticality))
    if as_json:
        session.json({
            "schema": 1, "code": dossier.handover.code,
            "topics": [_json(dossier, t, session.today) for t in found],
        })  # fmt: skip
        return
    if not found:
        session.say(msg("No topic is like that."))
        return
    tr = session.tr
    rows = [
        [
            dossier.key(t),
            t.title,
            said(session, _able(dossier, t)),
            dossier.title(t.receiver or 0, session.lang) or "--",
            tr(t.state.label),
            day_text(_proof(dossier, t, session.today)),
        ]
        for t in found
    ]
    labels = (msg("Key"), msg("Topic"), msg("Who knows it"), msg("Receiver"), msg("State"),
              msg("Proof planned"))  # fmt: skip
    session.lines(*table([tr(label) for label in labels], rows))


def _searched(dossier: Dossier, topic: Topic) -> str:
    """Title, field, key and the names of who knows it."""
    from workbench.domain.registers.holding import Holding

    people = (dossier.get(h.person) for h in dossier.under(topic.id, Holding))
    names = (dossier.title(p.id, "en") for p in people if p is not None)
    return "\n".join((dossier.key(topic), topic.title, topic.domain, topic.about, *names))


def _able(dossier: Dossier, topic: Topic) -> list[Msg | str]:
    from workbench.figures.knowing import can

    names = [p.name for p in can(dossier, topic.id)]
    if not names:
        return [msg("nobody here")]
    if len(names) == 1 and not topic.is_proved:
        return [msg("only {name}", name=names[0])]
    return [*names]


def _proof(dossier: Dossier, topic: Topic, today: date) -> date | None:
    from workbench.figures.knowing import proof_day

    return None if topic.is_proved else proof_day(dossier, topic, today)


def _json(dossier: Dossier, topic: Topic, today: date) -> dict[str, Any]:
    from workbench.domain.registers.holding import Holding
    from workbench.figures.knowing import can

    def key(record_id: int | None) -> str | None:
        found = dossier.get(record_id)
        return dossier.key(found) if found is not None else None

    return {
        "key": dossier.key(topic),
        "title": topic.title,
        "track": topic.track.value,
        "state": topic.state.value,
        "criticality": topic.criticality,
        "proved": topic.is_proved,
        "receiver": key(topic.receiver),
        "proof_planned": iso(_proof(dossier, topic, today)),
        "able": [dossier.key(p) for p in can(dossier, topic.id)],
        "holdings": [
            {"person": key(h.person), "level": h.level, "shown_on": iso(h.shown_on)}
            for h in dossier.under(topic.id, Holding)
        ],
    }
