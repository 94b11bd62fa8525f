"""Guided: retire a KPI, or bring one live; only what is missing is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from screens import moving
from screens.kpi.card_lines import measured
from screens.kpi.words import unlikely_words
from screens.people import myself, somebody
from workbench.domain import record
from workbench.domain.errors import WorkbenchError
from workbench.domain.labelled import Side
from workbench.domain.message import Msg, msg
from workbench.domain.reading import Reading
from workbench.domain.record import Field
from workbench.domain.registers.kpi import Kpi, KpiState, Phase
from workbench.domain.registers.person import Person
from workbench.figures.kpi_card import IN_ITS_UNIT, undefined, unfit
from workbench.figures.kpi_readings import Baseline, Needed, baseline, in_baseline, is_unlikely
from workbench.figures.kpi_standing import to_retire
from workbench.figures.vacuum import counts_from
from workbench.rules.agreed import readings_needed
from workbench.services import kpis, readings
from workbench.services.present import present
from workbench.services.readings_plan import GATHERING
from workbench.services.tables import read

if TYPE_CHECKING:
    from screens.fields import EditingScreen
    from workbench.services.editing import Outcome
    from workbench.services.workspace import Workspace

_OTHERS = (Side.RECEIVING, Side.SPONSOR)
_DAYS = ("baseline_from", "baseline_to")
_UNREAD = msg("no reading yet: type a value and what it rests on, or esc and load some")


async def guide(screen: EditingScreen, handover: int, kpi: Kpi) -> Outcome | None:
    """Take a KPI to the end of its path; None when left or refused. From a worker."""
    called = screen.called(kpi)
    if kpi.state in (KpiState.RETIRED, KpiState.LIVE):
        screen.say(msg("{kpi} is {state} already", kpi=called, state=kpi.state.label))
        return None
    answers = _Answers(screen, handover, kpi)
    ends = kpi.phase is Phase.IMPLEMENTATION
    try:
        by = await _retiring(answers) if ends else await _going_live(answers)
    except WorkbenchError as problem:  # readings that are lost, or a file that is held
        screen.complain(problem)
        by = None
    if by is None:
        await answers.keep()
        return None
    day = counts_from(answers.kpi, screen.today)
    done = (
        msg("{kpi} is retired", kpi=called)
        if ends
        else msg("{kpi} is live, and counts from {day} on", kpi=called, day=day)
    )
    outcome = await screen.act(lambda ws: _act(ws, handover, answers, by), done, seen=answers.seen)
    if outcome is None:
        await answers.keep(quietly=True)
    return outcome


def _act(ws: Workspace, handover: int, answers: _Answers, by: int) -> Outcome:
    if answers.kpi.phase is Phase.IMPLEMENTATION:
        return kpis.retire(ws, handover, answers.kpi.id, answers.texts, by=by)
    return kpis.bring_live(
        ws, handover, answers.kpi.id, answers.texts, by=by, reason=answers.reason
    )


class _Answers:
    """What was answered so far, by field, and the KPI as it would be with it."""

    def __init__(self, screen: EditingScreen, handover: int, kpi: Kpi) -> None:
        self.screen, self.handover = screen, handover
        self.kpi, self.seen = kpi, screen.dossier
        self.texts: dict[str, str] = {}
        self.reason = ""

    @cached_property
    def series(self) -> Sequence[Reading]:
        return readings.series(self.screen.ws, self.handover, self.kpi.id)

    @cached_property
    def needed(self) -> Needed:
        return readings_needed(self.seen, self.screen.today)

    @property
    def baseline(self) -> Baseline:
        """What the baseline would rest on."""
        kpi = replace(self.kpi, baseline_readings=in_baseline(self.kpi, self.series))
        return baseline(kpi, self.needed)

    def _left(self) -> set[str]:
        """The fields that are still to be asked, as far as one can see now."""
        if self.kpi.phase is Phase.IMPLEMENTATION:
            return set(to_retire(self.kpi))
        left = set(unfit(self.kpi))
        if self.kpi.state in GATHERING and not self.baseline.enough:
            days = {n for n in _DAYS if getattr(self.kpi, n) is None} if self.series else set()
            left |= days or {"proxy"}
        return left

    async def ask(self, name: str, start: str = "") -> bool:
        """Ask for a field in its own way until it is taken; False when left."""
        field, text = record.of(Kpi).field(name), start
        done, left = len(self.texts), len({name, *self._left()})
        label = field.kind.label
        if done + left > 1:
            label = msg("{field}, {n} of {all}", field=label, n=done + 1, all=done + left)
        # What is typed for one KPI is offered again for that one only.
        known_as = f"{self.seen.key(self.kpi)}: {name}"
        while True:
            answer = await self.screen.ask_value(field, text=text, label=label, known_as=known_as)
            if answer is None:
                return False
            problem = self.screen.problem(field, answer)
            if problem is None and answer.strip() and not await self._is_meant(field, answer):
                text = answer
                continue
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
                self.screen.say(_UNREAD if self._is_unread(name) else lacks, "warn")

    async def _is_meant(self, field: Field, answer: str) -> bool:
        """A percentage that can hardly be meant is asked about once more."""
        if field.name not in IN_ITS_UNIT:
            return True
        number: Decimal = read(field, answer, self.screen.names)
        if not is_unlikely(self.kpi, number):
            return True
        called = self.screen.called(self.kpi)
        return await self.screen.confirm(unlikely_words(called, number, self.kpi.unit))

    def _is_unread(self, name: str) -> bool:
        """Whether it is a baseline that no reading can be offered for."""
        return name == "baseline" and not self.series

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
        """Left or refused: what was answered stays on the card, which may be complete with it."""
        if not self.texts:
            return
        outcome = await self.screen.carry_out(
            lambda ws: kpis.keep(ws, self.handover, self.kpi.id, self.texts)
        )
        if outcome is not None:
            self.screen.changed()
            self.screen.show_undo()
            found = self.screen.dossier.get(self.kpi.id)
            if isinstance(found, Kpi) and not quietly:
                self.screen.say(
                    msg(
                        "left; what you answered is on the card, and {key} is {state}",
                        key=self.screen.dossier.key(found),
                        state=found.state.label,
                    )
                )


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
    if answers.kpi.state in GATHERING and not await _baseline(answers):
        return None
    starts = {"tested_on": screen.today.isoformat()}
    if not await answers.all(unfit(answers.kpi), starts):
        return None
    if not await _parallel_passed(answers):
        return None
    here = present(screen.ws, handover)
    if here.receiving is not None:
        return here.receiving
    title = msg(
        "Who of the receiving side, or the sponsor, brings {kpi} live?",
        kpi=screen.called(answers.kpi),
    )
    return await somebody(screen, handover, title, *_OTHERS)


async def _parallel_passed(answers: _Answers) -> bool:
    """Whether its parallel runs have passed, or it is said why they are let go at that."""
    why = await moving.why_live(answers.screen, [answers.kpi])
    answers.reason = why or ""
    return why is not None


async def _baseline(answers: _Answers) -> bool:
    """From which readings it is taken, its value, and a proxy where they are too few."""
    series = answers.series
    if series and not answers.baseline.enough:
        starts = dict(zip(_DAYS, (series[0].day.isoformat(), series[-1].day.isoformat()),
                          strict=True))  # fmt: skip
        asked = [name for name in _DAYS if getattr(answers.kpi, name) is None]
        if not await answers.all(asked, starts):
            return False
    if answers.kpi.baseline is None:
        value: Decimal | None = measured(answers.kpi, series)
        start = f"{value:f}" if value is not None else ""
        if not series:
            answers.screen.say(_UNREAD)
        if not await answers.ask("baseline", start):
            return False
    if not answers.baseline.enough:
        answers.screen.say(_too_few(answers.baseline.words))
        return await answers.ask("proxy")
    return True


def _too_few(words: Msg) -> Msg:
    return msg("{readings}: say what stands for the baseline until then", readings=words)
