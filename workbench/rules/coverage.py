"""Knowledge and experience (D6): enough is written and recorded, and the receivers do it alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from workbench.domain.dossier import Dossier
from workbench.domain.journey import Dimension, Gate
from workbench.domain.message import Msg, msg, nmsg
from workbench.domain.registers.topic import Topic
from workbench.domain.verdict import Severity
from workbench.figures.coverage import coverage, independence, local_only, stale
from workbench.figures.share import FineShare
from workbench.figures.told import as_told
from workbench.rules.rule import Cure, Finding, Parameter, Parameters, Rule

_CAPTURED = (Gate.G2, Gate.G3, Gate.G4)
_PROVED = (Gate.G3, Gate.G4)


def _covered(dossier: Dossier, today: date, given: Parameters) -> Iterator[Finding]:
    found = coverage(dossier)
    if _below(found.explicit, given["explicit"]):
        say = msg("{share} of the explicit topics are standardised, agreed are {percent} %: each "
                  "needs a template, a version, an editor and a day of review",
                  share=str(found.explicit), percent=given["explicit"])  # fmt: skip
        yield _lack(dossier, "explicit", say)
    if _below(found.tacit, given["tacit"]):
        say = msg("{share} of the tacit topics are recorded, agreed are {percent} %: interview "
                  "who knows them", share=str(found.tacit), percent=given["tacit"])  # fmt: skip
        yield _lack(dossier, "tacit", say)


def _lack(dossier: Dossier, track: str, message: Msg) -> Finding:
    top = dossier.handover
    return Finding(
        rule="R-50", subject=top.id, key=f"{dossier.key(top)}.{track}", detail=track,
        severity=Severity.CONDITION, gates=_CAPTURED, message=message,
        cure=Cure("topic", None, "form" if track == "explicit" else "state"),
    )  # fmt: skip


def _alone(dossier: Dossier, today: date, given: Parameters) -> Iterator[Finding]:
    top, share, wanted = dossier.handover, independence(dossier), given["wanted"]
    if _below(share, wanted):
        told = independence(as_told(dossier))
        quiet = _by_receivers(told, wanted) if _below(told, wanted) else _by_others()
        yield Finding(
            rule="R-53", subject=top.id, key=dossier.key(top), cure=Cure("task", None, "state"),
            severity=Severity.STOP if _below(share, given["stop"]) else Severity.CONDITION,
            gates=_PROVED,
            message=_by_receivers(share, wanted), discreet=quiet if told != share else None,
        )  # fmt: skip


def _by_receivers(share: FineShare, wanted: int) -> Msg:
    return msg("{share} of the critical tasks were done by receivers alone, agreed are "
               "{percent} %: have the others done, from the documents only",
               share=str(share), percent=wanted)  # fmt: skip


def _by_others() -> Msg:
    """Without share and task: they would tell who has done it and will not stay."""
    return msg("Have the critical tasks done alone by more of the receivers")


def _learned_here(dossier: Dossier, today: date, given: Parameters) -> Iterator[Finding]:
    for topic in local_only(dossier):
        if topic.receiver is None:
            say = msg("{topic} cannot be copied from elsewhere: name who learns it here",
                      topic=topic.title)  # fmt: skip
            yield _topic(dossier, "R-54", Severity.CONDITION, _CAPTURED, topic, say, "receiver")
        elif not topic.learning.strip():
            say = msg("{topic} cannot be copied from elsewhere: say how it is learned here",
                      topic=topic.title)  # fmt: skip
            yield _topic(dossier, "R-54", Severity.CONDITION, _CAPTURED, topic, say, "learning")


def _fresh(dossier: Dossier, today: date, given: Parameters) -> Iterator[Finding]:
    for found in stale(dossier, today):
        say = msg("{topic} was to be reviewed by {day}", topic=found.topic.title, day=found.due)
        yield _topic(dossier, "R-55", Severity.NOTE, (Gate.G4,), found.topic, say, "reviewed")


def _stale_together(found: list[Finding]) -> Msg:
    return nmsg(
        "{n} document is past its review date", "{n} documents are past their review dates",
        len(found),
    )  # fmt: skip


def _topic(
    dossier: Dossier, rule: str, severity: Severity, gates: tuple[Gate, ...], topic: Topic,
    message: Msg, field: str,
) -> Finding:  # fmt: skip
    return Finding(
        rule=rule, subject=topic.id, key=dossier.key(topic), severity=severity, gates=gates,
        message=message, cure=Cure("topic", topic.id, field), owner=topic.receiver,
    )  # fmt: skip


def _below(share: FineShare, percent: int) -> bool:
    """Whether it is less than so many percent; where there is nothing, R-00 asks."""
    return bool(share.den) and share.num * 100 < percent * share.den


RULES = (
    Rule(
        id="R-50", dimension=Dimension.KNOWLEDGE, gates=_CAPTURED, severity=Severity.CONDITION,
        title=msg("Enough documents are standardised, and enough experience is recorded"),
        reads={"topic": ("track", "state", "form", "edition", "editor", "reviewed")},
        parameters=(
            Parameter("explicit", msg("percent standardised at least"), 90, 0, 100),
            Parameter("tacit", msg("percent recorded at least"), 60, 0, 100),
        ),
        check=_covered,
    ),
    Rule(
        id="R-53", dimension=Dimension.KNOWLEDGE, gates=_PROVED, severity=Severity.STOP,
        title=msg("The receivers have done the critical tasks alone"),
        reads={"task": ("state", "person", "witness"), "post": ("holder", "backup"),
               "person": ("side", "state", "release", "post", "told_on")},
        parameters=(
            Parameter("wanted", msg("percent done alone, a condition below"), 90, 0, 100),
            Parameter("stop", msg("percent done alone, a stop below"), 70, 0, 100),
        ),
        check=_alone,
    ),
    Rule(
        id="R-54", dimension=Dimension.KNOWLEDGE, gates=_CAPTURED, severity=Severity.CONDITION,
        title=msg("What must be learned here has somebody to learn it, and a plan"),
        reads={"topic": ("title", "portability", "receiver", "learning")},
        check=_learned_here,
    ),
    Rule(
        id="R-55", dimension=Dimension.KNOWLEDGE, gates=(Gate.G4,), severity=Severity.NOTE,
        title=msg("No document is past its review date"),
        reads={"topic": ("title", "receiver", "reviewed", "review_every")},
        check=_fresh, together=_stale_together,
    ),
)  # fmt: skip
