"""Guided: retire a KPI, or bring one live; only what is missing is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from screens.kpi.card_lines import measured
from screens.people import myself, somebody
from workbench.domain import record
from workbench.domain.labelled import Side
from workbench.domain.message import Msg, in_turn, msg
from workbench.domain.record import Field
from workbench.domain.registers.kpi import Kpi, KpiState, Phase
from workbench.domain.registers.person import Person
from workbench.figures.kpi_card import undefined, unfit
from workbench.figures.kpi_readings import baseline, in_baseline
from workbench.figures.kpi_standing import to_retire
from workbench.rules.agreed import readings_needed
from workbench.services import changing, kpis, readings
from workbench.services.present import present
from workbench.services.tables import read

if TYPE_CHECKING:
    from screens.fields import EditingScreen
    from workbench.services.editing import Outcome

_GATHERING = (KpiState.PROPOSED, KpiState.DEFINED)
_OTHERS = (Side.RECEIVING, Side.SPONSOR)


async def guide(screen: EditingScreen, handover: int, kpi: Kpi) -> Outcome | None:
    """Take a KPI to the end of its path; None when left or refused. From a worker."""
    called = screen.called(kpi)
    if kpi.state in (KpiState.RETIRED, KpiState.LIVE):
        screen.say(msg("{kpi} is {state} already", kpi=called, state=kpi.state.label))
        return None
    answers = _Answers(screen, handover, kpi)
    ends = kpi.phase is Phase.IMPLEMENTATION
    by = await _retiring(answers) if ends else await _going_live(answers)
    if by is None:
        await answers.keep()
        return None
    act = kpis.retire if ends else kpis.bring_live
    done = msg("{kpi} is retired", kpi=called) if ends else msg("{kpi} is live", kpi=called)
    outcome = await screen.act(
        lambda ws: act(ws, handover, kpi.id, answers.texts, by=by), done, seen=answers.seen
    )
    if outcome is None:
        await answers.keep(quietly=True)
    return outcome


class _Answers:
    """What was answered so far, by field, and the KPI as it would be with it."""

    def __init__(self, screen: EditingScreen, handover: int, kpi: Kpi) -> None:
        self.screen, self.handover = screen, handover
        self.kpi, self.seen = kpi, screen.dossier
        self.texts: dict[str, str] = {}

    async def ask(self, name: str, start: str = "") -> bool:
        """Ask for a field in its own way until it is taken; False when left."""
        field, text = record.of(Kpi).field(name), start
        while True:
            answer = await self._asked(field, text)
            if answer is None:
                return False
            problem = self.screen.problem(field, answer)
            if problem is None and answer.strip():
                self.texts[name] = answer
                self._suppose(field, answer)
                return True
            text = answer
            if problem is not None:
                self.screen.complain(problem)
            else:
                lacks = msg("{kpi} cannot do without: {field}", kpi=self.screen.called(self.kpi),
                            field=field.kind.label)  # fmt: skip
                self.screen.say(lacks, "warn")

    async def _asked(self, field: Field, text: str) -> str | None:
        return await self.screen.ask_value(field, text=text)

    def _suppose(self, field: Field, answer: str) -> None:
        """A name that is new is made with the rest; here it only is not missing any more."""
        value: Any = read(field, answer, self.screen.names)
        self.kpi = replace(self.kpi, **{field.name: value})

    async def all(self, names: Sequence[str], starts: Mapping[str, str]) -> bool:
        for name in names:
            if name not in self.texts and not await self.ask(name, starts.get(name, "")):
                return False
        return True

    async def keep(self, *, quietly: bool = False) -> None:
        """Left or refused: what was answered stays on the card."""
        if not self.texts:
            return
        outcome = await self.screen.carry_out(
            lambda ws: changing.fill(ws, self.handover, self.kpi.id, self.texts)
        )
        if outcome is not None:
            self.screen.changed()
            self.screen.show_undo()
            if not quietly:
                self.screen.say(msg("left; what you answered is on the card"))


async def _retiring(answers: _Answers) -> int | None:
    """What is missing, then who signs; his id, None when left."""
    kpi, screen = answers.kpi, answers.screen
    last = kpi.last_value
    starts = {
        "final": f"{last:f}" if last is not None else "",
        "final_on": (kpi.last_reading or screen.today).isoformat(),
    }
    if not await answers.all(to_retire(kpi), starts):
        return None
    return await _signer(screen, answers.handover, kpi)


async def _signer(screen: EditingScreen, handover: int, kpi: Kpi) -> int | None:
    """Its owner, or the receiving side; without a question where that is who types."""
    mine = myself(screen)
    here = present(screen.ws, handover)
    if mine is not None and mine == kpi.owner:
        return mine
    if here.receiving is not None:
        return here.receiving
    owner = screen.dossier.get(kpi.owner)
    title = msg("Who signs for the final value of {kpi}?", kpi=screen.called(kpi))
    if not isinstance(owner, Person):
        return await somebody(screen, handover, title, *_OTHERS)
    people = [owner, *(p for p in screen.dossier.all(Person)
                       if p.side in _OTHERS and p.id != owner.id)]  # fmt: skip
    options = [(p.id, screen.names.title_of(p.id), _as(screen, p, owner)) for p in people]
    return await screen.choose(title, options)


def _as(screen: EditingScreen, person: Person, owner: Person) -> str:
    if person.id == owner.id:
        return screen.tr(msg("owns it"))
    return screen.tr(person.side.label) if person.side is not None else ""


async def _going_live(answers: _Answers) -> int | None:
    """Definition, baseline, thresholds, owner, tested source; then who of the receiving side."""
    screen, handover = answers.screen, answers.handover
    if not await answers.all(undefined(answers.kpi), {}):
        return None
    if answers.kpi.state in _GATHERING and not await _baseline(answers):
        return None
    starts = {"tested_on": screen.today.isoformat()}
    if not await answers.all(unfit(answers.kpi), starts):
        return None
    if not await _parallel_passed(answers):
        return None
    here = present(screen.ws, handover)
    if here.receiving is not None:
        return here.receiving
    title = msg("Who of the receiving side brings {kpi} live?", kpi=screen.called(answers.kpi))
    return await somebody(screen, handover, title, *_OTHERS)


async def _parallel_passed(answers: _Answers) -> bool:
    """Whether its parallel runs have passed, or are let go at that."""
    screen = answers.screen
    runs = kpis.parallels(screen.ws, answers.handover, screen.today)
    lacks = [x for line, run in runs if line.new == answers.kpi.id for x in run.lacks]
    if not lacks:
        return True
    title = msg("The parallel run of {kpi} is not passed: {lacks}. Bring it live all the same?",
                kpi=screen.called(answers.kpi), lacks=in_turn(lacks))  # fmt: skip
    return await screen.confirm(title)


async def _baseline(answers: _Answers) -> bool:
    """From which readings it is taken, its value, and a proxy where they are too few."""
    screen = answers.screen
    series = readings.series(screen.ws, answers.handover, answers.kpi.id)
    needed = readings_needed(screen.dossier, screen.today)
    if series and not baseline(answers.kpi, needed).enough:
        days = ("baseline_from", "baseline_to")
        starts = dict(zip(days, (series[0].day.isoformat(), series[-1].day.isoformat()),
                          strict=True))  # fmt: skip
        asked = [name for name in days if getattr(answers.kpi, name) is None]
        if not await answers.all(asked, starts):
            return False
    kpi = answers.kpi
    answers.kpi = kpi = replace(kpi, baseline_readings=in_baseline(kpi, series))
    found = baseline(kpi, needed)
    if kpi.baseline is None:
        value: Decimal | None = measured(kpi, series)
        start = f"{value:f}" if value is not None else ""
        if not await answers.ask("baseline", start):
            return False
    if not found.enough:
        screen.say(_too_few(found.words))
        return await answers.ask("proxy")
    return True


def _too_few(words: Msg) -> Msg:
    return msg("{readings}: say what stands for the baseline until then", readings=words)
