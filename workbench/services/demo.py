"""The samples: handovers in the middle of their lives, made by what people did in them.

Each goes through the same services as the work of users, so its log and undo are real ones.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from importlib import resources
from pathlib import Path
from typing import Any

from db import quick
from workbench.domain.bitext import Bitext
from workbench.domain.dossier import Dossier
from workbench.domain.errors import NotFound, Refused, WorkbenchError
from workbench.domain.journey import Gate
from workbench.domain.message import msg
from workbench.domain.registers.handover import Criticality
from workbench.domain.registers.item import Item
from workbench.domain.registers.person import Employment, Person, Side
from workbench.domain.registers.seat import Seat
from workbench.domain.template import Template
from workbench.domain.verdict import Consent, Ruling
from workbench.exchange import template_file
from workbench.figures.checklist import owner_of
from workbench.files import write_atomic
from workbench.language import Tr
from workbench.services import (
    answers,
    crews,
    files_in,
    gates,
    handovers,
    importing,
    items,
    moving,
    planning,
    readings_in,
    records,
    scopes,
    summary,
)
from workbench.services.editing import Outcome
from workbench.services.workspace import Me, Workspace

ME = Me("Li Wei", Side.GIVING, "liwei")
"""Who looks round a sample."""

TOUR = "tour"
SAMPLES: Mapping[str, Sequence[str]] = {
    TOUR: ("demo.toml", "leaving.toml", "value.toml"),
    "vehicle-plant": ("vehicle-plant.toml",),
    "substation": ("substation.toml",),
}
"""The scripts of each sample; the first is shown to whoever names none."""

_MONDAY = date(2026, 11, 23)
_LAST_VISIT = datetime(2026, 11, 20, 17, 40)  # noqa: DTZ001 - the user's own wall clock
_DAY = re.compile(r"\b20\d\d-\d\d-\d\d\b")
_SHIFTS = "seat,hours a week,hours a person,absence,people\npayment duty,168,40,15 %,4.94\n"


def make_demo(folder: Path, today: date, tr: Tr | None = None, name: str = TOUR) -> Path:
    """The data file `team.db` in `folder`, as it would be on `today`; free texts as `tr` speaks.

    Refused when there is one already; NotFound for a sample of no such name.
    """
    if name not in SAMPLES:
        raise NotFound(
            msg("there is no sample {name}; there are: {names}", name=name,
                names=", ".join(SAMPLES))
        )  # fmt: skip
    path = folder / "team.db"
    if path.exists():
        raise Refused(
            msg("there is a sample in this folder already; open it with --db, or take another"),
            str(path),
        )
    folder.mkdir(parents=True, exist_ok=True)
    write_atomic(folder / "shift-plan.csv", _SHIFTS.encode())
    sample = _Sample(folder, path, today - _MONDAY, tr if tr is not None else Tr())
    sample.play(SAMPLES[name])
    return path


def last_visit(today: date) -> datetime:
    """When the sample's user was last at his desk: Friday 17:40, if `today` is Monday."""
    return (_LAST_VISIT + (today - _MONDAY)).astimezone(UTC)


class _Sample:
    """The script, and the workspace it is played in with a clock and users of its own."""

    def __init__(self, folder: Path, path: Path, shift: timedelta, tr: Tr) -> None:
        self._folder, self._shift, self._tr = folder, shift, tr
        self._now = datetime.now(UTC)
        self._ws = Workspace.open(path, ME, tr=tr, create=True, clock=lambda: self._now)
        self._ws.store.throw_away = True
        self._ws.judging = False
        self._ids: dict[str, int] = {}

    def play(self, scripts: Sequence[str]) -> None:
        folder = resources.files("workbench.samples")
        read = [tomllib.loads(folder.joinpath(n).read_text("utf-8")) for n in scripts]
        scenes = [scene for script in read for kind in script.values() for scene in kind]
        for scene in sorted(scenes, key=lambda s: s["at"]):
            self._now = (scene["at"] + self._shift).astimezone(UTC)
            if "do" in scene:
                self._act(scene)
            else:
                self._found(scene)
        found, today = map(self._ws.dossier, self._ids.values()), _MONDAY + self._shift
        judged = [(d.handover.id, d.head, summary.judged(d, today)) for d in found]
        self._ws.store.engine.dispose()
        quick.keep_verdicts(self._ws.store.path, judged)

    def _found(self, raw: Mapping[str, Any]) -> None:
        self._ws.me = ME
        template = _template(raw["template"])
        handover = handovers.create(
            self._ws,
            code=raw["code"],
            name=Bitext(**raw["name"]),
            t0=raw["t0"] + self._shift,
            giving=self._said(raw["giving"]),
            receiving=self._said(raw["receiving"]),
            template=template,
            criticality=Criticality(raw["criticality"]),
        )
        self._ids[raw["code"]] = handover
        if "person" in raw:
            self._join(handover, raw["person"])
        seats = {s.code: s for s in self._ws.dossier(handover).all(Seat)}
        handovers.fill_seats(
            self._ws, handover, {seats[code].id: name for code, name in raw["seats"].items()}
        )
        if "person" not in raw:
            self._name_roles(handover)
        self._word(handover, raw.get("texts", {}), raw.get("owners", {}))

    def _join(self, handover: int, people: Sequence[Mapping[str, Any]]) -> None:
        with self._ws.change(handover, "paste", msg("roster")) as ed:
            for raw in people:
                side = Side(raw["side"])
                person = handovers.person_called(ed, raw["name"], side)
                ed.set(
                    person,
                    role=self._said(raw["role"]),
                    organisation=self._said(raw["organisation"]),
                    employment=Employment(raw["employment"]),
                    release=raw["release"] + self._shift if "release" in raw else None,
                )

    def _name_roles(self, handover: int) -> None:
        """Where the roster says nothing else, people are there as what their seat is called."""
        with self._ws.change(handover, "bulk", msg("roles")) as ed:
            for seat in ed.before.all(Seat):
                if seat.person is not None:
                    ed.set(seat.person, role=seat.name.show(self._tr.lang))

    def _word(
        self, handover: int, texts: Mapping[str, Mapping[str, str]], owners: Mapping[str, str]
    ) -> None:
        with self._ws.change(handover, "bulk", msg("wording and owners")) as ed:
            for item in ed.before.all(Item):
                if item.code in texts:
                    ed.set(item.id, text=Bitext(**texts[item.code]))
                if item.code in owners:
                    ed.set(item.id, person=_person(ed.before, owners[item.code]).id)

    def _act(self, act: Mapping[str, Any]) -> None:
        ws, handover = self._ws, self._ids[act["in"]]
        dossier = ws.dossier(handover)
        by = _person(dossier, act["by"])
        ids = [i.id for i in dossier.all(Item) if _meant(i, act)]
        words = self._said(act.get("words", {}))
        proofs = [self._said(p).format(folder=self._folder) for p in act.get("proofs", ())]
        self._sit(dossier, act.get("typed", act["by"]))
        match act["do"]:
            case "claim":
                items.claim(ws, handover, ids, proofs[0], by.id).expect()
                for proof in proofs[1:]:
                    items.add_proof(ws, handover, ids[0], proof, by.id)
            case "verify":
                items.verify(ws, handover, ids, by.id).expect()
            case "send_back":
                items.send_back(ws, handover, ids, words, by.id).expect()
            case "note":
                records.add_note(ws, handover, ids[0], words)
            case "add":
                texts = {name: self._typed(value) for name, value in act["fields"].items()}
                records.add(ws, handover, act["register"], texts)
            case "move_t0":
                planning.move_t0(ws, handover, act["t0"] + self._shift)
            case "bring":
                self._bring(handover, act)
            case "readings":
                came = readings_in.of_pasted(ws, handover, self._rows(act))
                readings_in.apply(ws, came, baseline=act.get("baseline", False)).expect()
            case "edit":
                typed = self._typed(act["text"])
                records.bulk_edit(ws, handover, _chosen(dossier, act), act["field"], typed).expect()
            case "move":
                moved = moving.move(ws, handover, _chosen(dossier, act), act["move"], by=by.id)
                _all_done(moved)
            case "complete":
                scopes.complete(ws, handover, act["register"], by=by.id)
            case "not_needed":
                for register in act["registers"]:
                    scopes.not_needed(ws, handover, register, words, by=by.id,
                                      agreed_by=_person(dossier, act["agrees"]).id)  # fmt: skip
            case "plan":
                owner = _person(dossier, act["owner"]).id
                answers.plan(ws, handover, act["findings"], owner, act["due"] + self._shift)
            case "sign":
                consent = Consent(act.get("consent", "accept"))
                gates.sign(ws, handover, Gate(act["gate"]), Side(act["side"]), by=by.id,
                           consent=consent, words=words)  # fmt: skip
            case "override":
                until = act["until"] + self._shift
                gates.override(ws, handover, Gate(act["gate"]), words, until, by=by.id)
            case "decide":
                ruling = Ruling(act["ruling"])
                gates.decide(ws, handover, Gate(act["gate"]), ruling, by=by.id, reason=words)
            case "finish":
                self._finish(dossier, ids, by, proofs[0])

    def _bring(self, handover: int, act: Mapping[str, Any]) -> None:
        """Rows as somebody has them in a file."""
        name = self._said(act["file"])
        found = files_in.pasted(self._ws, handover, self._rows(act), act["register"], name)
        _all_done(importing.apply(self._ws, importing.plan(self._ws, handover, found.source)))

    def _rows(self, act: Mapping[str, Any]) -> Sequence[Sequence[str]]:
        """The cells of an act's rows; days move with all others, and crews become people."""
        shift = lambda day: (date.fromisoformat(day[0]) + self._shift).isoformat()  # noqa: E731
        lines = [line.split("|") for line in _DAY.sub(shift, act["rows"]).splitlines() if line]
        cells = [[self._either(cell) for cell in line] for line in lines]
        if "crews" not in act:
            return cells
        size, name = act["crews"]
        return list(crews.people(cells, size, name, self._tr.lang))

    def _either(self, cell: str) -> str:
        """What a cell says in the language of the sample: `English // 中文`."""
        en, _, zh = cell.partition(" // ")
        return self._said({"en": en.strip(), "zh": zh.strip() or en.strip()})

    def _finish(self, dossier: Dossier, ids: Sequence[int], by: Person, proof: str) -> None:
        """Each owner claims his items; `by` verifies them, somebody else of his side his own."""
        handover = dossier.handover.id
        owed: dict[int, list[int]] = {}
        for item in (i for i in dossier.all(Item) if i.id in ids):
            owner = owner_of(dossier, item).person
            owed.setdefault(owner.id if owner else by.id, []).append(item.id)
        for owner_id, own in owed.items():
            self._sit(dossier, dossier.title(owner_id, "en"))
            items.claim(self._ws, handover, own, proof, owner_id).expect()
        self._now += timedelta(minutes=40)
        other = next(p for p in dossier.all(Person) if p.side is by.side and p.id != by.id)
        for verifier, seen in (
            (by, [i for o, own in owed.items() if o != by.id for i in own]),
            (other, owed.get(by.id, [])),
        ):
            if seen:
                self._sit(dossier, verifier.name)
                items.verify(self._ws, handover, seen, verifier.id).expect()

    def _sit(self, dossier: Dossier, name: str) -> None:
        """Put somebody at the keyboard."""
        self._ws.me = Me(name, _person(dossier, name).side, name.lower().replace(" ", ""))

    def _typed(self, value: Any) -> str:
        """What somebody types into a field; days move with all others."""
        if isinstance(value, dict):
            return self._said(value)
        return (value + self._shift).isoformat() if isinstance(value, date) else str(value)

    def _said(self, text: Mapping[str, str]) -> str:
        return Bitext(**text).show(self._tr.lang)


def _chosen(dossier: Dossier, act: Mapping[str, Any]) -> list[int]:
    """The records that an act names, people by their names or as the `leavers`, others by their
    numbers."""
    found = dossier.listed(act["register"])
    if act.get("who") == "leavers":
        return [p.id for p in found if isinstance(p, Person) and p.leaves]
    if "who" in act:
        named = {p.name: p.id for p in found if isinstance(p, Person)}
        return [named[name] for name in act["who"]]
    wanted = {r.number: r.id for r in found}
    return [wanted[number] for number in act["numbers"]]


def _all_done(outcome: Outcome) -> None:
    if outcome.refused:
        raise WorkbenchError(outcome.refused[0][1])


def _meant(item: Item, act: Mapping[str, Any]) -> bool:
    if "stage" in act:
        return item.stage is not None and item.stage.value == act["stage"]
    return item.code in act.get("items", ())


def _person(dossier: Dossier, name: str) -> Person:
    return next(p for p in dossier.all(Person) if p.name == name)


def _template(code: str) -> Template:
    if code in template_file.builtin_codes():
        return template_file.find(code, None)
    return template_file.load(resources.files("workbench.samples").joinpath(f"{code}.toml"))
