"""`handover knows`: who knows what, and what only one person does."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from workbench.cli.leaving import day_text, iso, said
from workbench.cli.session import Session
from workbench.cli.show import table
from workbench.cli.words import as_json, command, handover_code, option
from workbench.domain.message import Msg, listed, msg
from workbench.domain.registers.holding import LEVELS, Holding
from workbench.domain.text import clean, fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.domain.dossier import Dossier
    from workbench.domain.record import Record
    from workbench.domain.registers.topic import Topic
    from workbench.figures.experts import Expert


@command(msg("Who knows what: all topics, or who knows what the words are about."))
@handover_code
@click.argument("words", required=False, nargs=-1, metavar="[WORDS]...")
@option("--alone", is_flag=True, words=msg("Only what one person alone knows, or nobody."))
@as_json
@click.pass_obj
def knows(session: Session, code: str, words: tuple[str, ...], alone: bool, as_json: bool) -> None:
    from workbench.domain.registers.topic import Topic
    from workbench.figures.experts import experts
    from workbench.figures.knowing import can, passed_on
    from workbench.figures.told import as_told

    # Everybody asks this, so also in what it comes to, who has not been told stays.
    dossier = as_told(session.ws.dossier(session.handover(code)))
    wanted = clean(" ".join(words))
    person = dossier.get(dossier.find("person", wanted, session.lang)) if wanted else None
    people = experts(dossier, wanted, session.today) if wanted and person is None else ()
    found: list[Topic] = list(dict.fromkeys(e.topic for e in people))
    if not people:
        found = [t for t in dossier.all(Topic) if _is_meant(dossier, t, person, wanted)]
        found.sort(
            key=lambda t: (
                passed_on(dossier, t),
                min(2, len(can(dossier, t.id))) or 3,
                -t.criticality,
            )
        )
    if alone:
        found = [t for t in found if not passed_on(dossier, t) and len(can(dossier, t.id)) < 2]
        people = tuple(e for e in people if e.topic in found)
    if as_json:
        session.json({
            "schema": 1, "code": dossier.handover.code, "coverage": _coverage_json(dossier),
            "topics": [_json(dossier, t, session.today) for t in found],
            "experts": [_expert_json(dossier, e) for e in people],
        })  # fmt: skip
    elif people:
        session.lines(*_experts(session, dossier, people))
    elif found:
        session.lines(*_topics(session, dossier, found))
        if not (wanted or alone):
            session.lines("", *(session.tr(line) for line in _covered(dossier)))
    else:
        session.say(msg("No topic is like that."))


def _experts(session: Session, dossier: Dossier, people: Sequence[Expert]) -> list[str]:
    tr = session.tr
    rows = [
        [
            dossier.key(e.topic),
            e.topic.title,
            tr(_who(e)),
            str(e.level),
            _until(session, e),
        ]
        for e in people
    ]
    labels = (msg("Key"), msg("Topic"), msg("Who knows it"), msg("Level"),
              msg("Can be asked until"))  # fmt: skip
    return [
        *table([tr(label) for label in labels], rows, "lllrl"),
        "",
        tr(msg("Level: {levels}", levels=LEVELS)),
    ]


def _who(expert: Expert) -> Msg:
    if expert.only:
        return msg("only {name}", name=expert.person.name)
    if expert.not_shown:
        return msg("{name}, not proved", name=expert.person.name)
    return msg("{text}", text=expert.person.name)


def _until(session: Session, expert: Expert) -> str:
    """No day of who stays."""
    if expert.until is None:
        return ""
    if expert.reachable(session.today):
        return expert.until.isoformat()
    return session.tr(msg("{day}, over", day=expert.until))


def _topics(session: Session, dossier: Dossier, found: Sequence[Topic]) -> list[str]:
    tr = session.tr
    rows = [
        [
            dossier.key(t),
            t.title,
            _able(session, dossier, t),
            dossier.title(t.receiver or 0, session.lang) or "--",
            tr(t.state.label),
            day_text(_proof(dossier, t, session.today)),
        ]
        for t in found
    ]
    labels = (msg("Key"), msg("Topic"), msg("Who knows it"), msg("Receiver"), msg("State"),
              msg("Proof planned"))  # fmt: skip
    return table([tr(label) for label in labels], rows)


def _covered(dossier: Dossier) -> list[Msg]:
    """How much of both tracks is standardised and recorded, under the table."""
    from workbench.figures.coverage import coverage

    found, said = coverage(dossier), list[Msg]()
    if found.explicit.den:
        said.append(msg("Explicit: standardised {share}", share=found.explicit.said))
    if found.tacit.den:
        said.append(msg("Tacit: recorded {share}", share=found.tacit.said))
    if found.gap is not None:
        said.append(msg("Gap, explicit above tacit: {points} points", points=str(found.gap)))
    return said


def _coverage_json(dossier: Dossier) -> dict[str, Any]:
    from workbench.figures.coverage import coverage, proved

    found, shown = coverage(dossier), proved(dossier)
    return {
        "explicit": {"standardised": int(found.explicit.num), "proved": int(shown.explicit.num),
                     "of": int(found.explicit.den)},
        "tacit": {"recorded": int(found.tacit.num), "proved": int(shown.tacit.num),
                  "of": int(found.tacit.den)},
        "gap": str(found.gap) if found.gap is not None else None,
    }  # fmt: skip


def _is_meant(dossier: Dossier, topic: Topic, person: Record | None, words: str) -> bool:
    """Whether the person knows something of a topic; without one, whether it is called so."""
    if person is None:
        return fold(words) in fold(f"{dossier.key(topic)}\n{topic.title}")
    return any(h.person == person.id and h.level for h in dossier.under(topic.id, Holding))


def _able(session: Session, dossier: Dossier, topic: Topic) -> str:
    """Who can do it; that nobody else can, or that all of them leave; and who does not count."""
    from workbench.figures.knowing import (
        can,
        day_of_the_last,
        leaving_together,
        passed_on,
        with_not_counted,
    )

    names = [p.name for p in can(dossier, topic.id)]
    who: Msg | str = listed(names) or msg("nobody here")
    if len(names) == 1 and not passed_on(dossier, topic):
        who = msg("only {name}", name=names[0])
    if together := leaving_together(dossier, topic):
        last = day_of_the_last(together)
        who = msg("{name} ({more})", name=who, more=msg("all leave, the last on {day}", day=last))
    return said(session, [with_not_counted(dossier, topic, who)])


def _proof(dossier: Dossier, topic: Topic, today: date) -> date | None:
    from workbench.figures.knowing import passed_on, proof_day

    return None if passed_on(dossier, topic) else proof_day(dossier, topic, today)


def _expert_json(dossier: Dossier, expert: Expert) -> dict[str, Any]:
    return {
        "person": dossier.key(expert.person),
        "topic": dossier.key(expert.topic),
        "level": expert.level,
        "alone": expert.alone,
        "only": expert.only,
        "counts": not expert.not_shown,
        "until": iso(expert.until),
    }


def _json(dossier: Dossier, topic: Topic, today: date) -> dict[str, Any]:
    from workbench.figures.knowing import can, leaving_together, passed_on

    def key(record_id: int | None) -> str | None:
        found = dossier.get(record_id)
        return dossier.key(found) if found is not None else None

    return {
        "key": dossier.key(topic),
        "title": topic.title,
        "track": topic.track.value,
        "state": topic.state.value,
        "criticality": topic.criticality,
        "proved": passed_on(dossier, topic),
        "receiver": key(topic.receiver),
        "proof_planned": iso(_proof(dossier, topic, today)),
        "able": [dossier.key(p) for p in can(dossier, topic.id)],
        "all_leave": bool(leaving_together(dossier, topic)),
        "holdings": [
            {"person": key(h.person), "level": h.level, "shown_on": iso(h.shown_on)}
            for h in dossier.under(topic.id, Holding)
        ],
    }
