"""A roster pasted from anywhere: name, role, side or release day, in any order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from workbench.domain import record
from workbench.domain.change import GONE
from workbench.domain.conflict import Choice
from workbench.domain.dossier import Dossier, Reading
from workbench.domain.errors import BadValue
from workbench.domain.message import Msg, msg
from workbench.domain.record import Register
from workbench.domain.registers.person import Person, Side
from workbench.domain.text import clean, fold
from workbench.services.editing import Outcome
from workbench.services.importing import Fate
from workbench.services.workspace import Workspace

_HEADERS: Mapping[str, Sequence[str]] = {
    "name": ("name", "person", "who", "full name", "姓名", "名字", "人员", "员工姓名"),
    "side": ("side", "party", "team side", "方", "归属", "归属方", "所属方", "交接方"),
    "role": ("role", "position", "job", "title", "post", "function",
             "岗位", "角色", "职务", "职位", "职责"),
    "release": ("release", "release date", "planned release", "last day", "leaves", "end date",
                "离场", "离场日期", "计划离场", "计划离场日期", "离岗日期", "释放日期"),
    "organisation": ("organisation", "organization", "company", "employer", "department", "unit",
                     "单位", "公司", "部门", "组织"),
    "employment": ("employment", "employment type", "contract", "type", "用工性质", "用工类型",
                   "性质", "用工"),
    "fte": ("fte", "share", "投入", "投入比例", "人力"),
    "contact": ("contact", "mail", "email", "e-mail", "phone", "联系方式", "电话", "手机", "邮箱"),
}  # fmt: skip

_SIDES = {
    Side.GIVING: ("giver", "project", "implementation", "delivery",
                  "移交方", "交出方", "实施方", "项目方", "项目组", "移交"),
    Side.RECEIVING: ("receiver", "operations", "ops", "接收方", "接手方", "运营方", "接收"),
    Side.SPONSOR: ("发起人", "出资方", "赞助人"),
}  # fmt: skip

_ROLE = re.compile(
    r"\b(?:manager|lead|leader|head|engineer|developer|architect|analyst|owner|officer|tester|"
    r"director|specialist|consultant|administrator|admin|dba|sre|pm|coordinator|trainer|clerk|"
    r"support|operator|designer|assistant|sponsor)\b|经理|工程师|负责人|主管|专员|总监|架构师|"
    r"分析师|组长|顾问|助理|开发|测试|运维|发起人|值班|客服",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One row of the paste, counted from 1; `values` are the fields it sets, `old` theirs now."""

    fate: Fate
    row: int
    name: str
    values: Mapping[str, Any] = field(default_factory=dict)
    old: Mapping[str, Any] = field(default_factory=dict)
    person: int | None = None
    why: Msg | None = None

    def shown(self, view: Reading) -> list[tuple[Msg, str, str]]:
        """(field, as it is, as it would be) for the preview."""
        fields = record.get("person").by_name
        return [
            (kind.label, kind.show(self.old[n], view) if n in self.old else "", kind.show(v, view))
            for n, v in self.values.items()
            if (kind := fields[n].kind)
        ]


@dataclass(frozen=True, slots=True)
class PeoplePlan:
    """`columns` names the field of each column, empty for one that is left out; `seen` is the
    handover the rows were planned for."""

    handover: int
    columns: tuple[str, ...]
    pasted: tuple[tuple[str, ...], ...]
    rows: tuple[PersonRow, ...]
    seen: Dossier

    def count(self, fate: Fate) -> int:
        return sum(row.fate is fate for row in self.rows)

    @property
    def summary(self) -> Msg:
        return msg(
            "roster: {new} new, {changed} changed, {same} already there, {refused} refused",
            new=self.count(Fate.NEW),
            changed=self.count(Fate.CHANGED),
            same=self.count(Fate.SAME),
            refused=self.count(Fate.REFUSED),
        )


def plan_people(
    ws: Workspace,
    handover: int,
    rows: Sequence[Sequence[str]],
    columns: Sequence[str] | None = None,
) -> PeoplePlan:
    """What a pasted roster would bring; `columns` overrules what header or contents suggest.

    A person is known by name: one that is there is changed, and only where a cell is filled.
    """
    view = ws.reading(handover)
    pasted = tuple(tuple(clean(cell) for cell in row) for row in rows)
    named = _header(view, pasted[0]) if pasted else ()
    chosen = tuple(columns) if columns is not None else named or _guessed(view, pasted)
    if named:
        pasted = ((), *pasted[1:])
    planned = tuple(_rows(view, chosen, pasted))
    return PeoplePlan(handover, chosen, pasted, planned, view.dossier)


def apply_people(ws: Workspace, plan: PeoplePlan) -> Outcome:
    what = msg("roster: {new} new, {changed} changed",
               new=plan.count(Fate.NEW), changed=plan.count(Fate.CHANGED))  # fmt: skip
    planned = {row.row: row.person for row in plan.rows}
    with ws.change(plan.handover, "import", what) as ed:
        for row in _rows(Reading(ed.before, ws.context), plan.columns, plan.pasted):
            was = planned.get(row.row) if row.fate is Fate.NEW and ed.seen is not None else None
            if was is not None and ed.answer(was) is None:
                ed.contest(was, {GONE: True}, row.values)  # deleted since the preview
            elif row.fate is Fate.NEW and (was is None or ed.answer(was) is Choice.MINE):
                ed.add(Person, **row.values)
            elif row.fate is Fate.CHANGED and row.person is not None:
                ed.set(row.person, **row.values)
            elif row.why is not None:
                ed.refuse(row.row, row.why)
    return ed.outcome


def _rows(
    view: Reading, columns: Sequence[str], pasted: Sequence[Sequence[str]]
) -> Iterator[PersonRow]:
    known: dict[str, list[Person]] = {}
    for person in view.dossier.all(Person):
        known.setdefault(fold(person.name), []).append(person)
    seen: dict[str, int] = {}
    for place, cells in enumerate(pasted, 1):
        texts = {c: cell for c, cell in zip(columns, cells, strict=False) if c and cell}
        if not texts:
            continue
        name = texts.get("name", "")
        try:
            values = {c: _value(view, c, cell) for c, cell in texts.items()}
        except BadValue as problem:
            yield PersonRow(Fate.REFUSED, place, name, why=problem.message)
            continue
        there = known.get(fold(name), [])
        if not name:
            yield PersonRow(Fate.REFUSED, place, name, why=msg("the name is missing"))
        elif fold(name) in seen:
            why = msg("{name} stands in row {row} already", name=name, row=seen[fold(name)])
            yield PersonRow(Fate.REFUSED, place, name, why=why)
        elif len(there) > 1:
            why = msg("there is more than one {name}; change them in the roster", name=name)
            yield PersonRow(Fate.REFUSED, place, name, why=why)
        elif there:
            yield _compared(place, there[0], values)
        else:
            yield PersonRow(Fate.NEW, place, name, values)
        if name:
            seen.setdefault(fold(name), place)


def _compared(place: int, person: Person, values: Mapping[str, Any]) -> PersonRow:
    old = {n: getattr(person, n) for n in values}
    new = {n: v for n, v in values.items() if n != "name" and old[n] != v}
    fate = Fate.CHANGED if new else Fate.SAME
    return PersonRow(fate, place, person.name, new, {n: old[n] for n in new}, person.id)


def _value(view: Reading, column: str, cell: str) -> Any:
    if column == "side":
        word = fold(cell)
        for side, words in _SIDES.items():
            if word in words:
                return side
    return _person().field(column).kind.parse(cell, view)


def _header(view: Reading, cells: Sequence[str]) -> tuple[str, ...]:
    """The fields a header row names; empty when the row is none."""
    words = {fold(w): name for name, ws in _HEADERS.items() for w in ws}
    words |= {fold(view.tr(f.kind.label)): f.name for f in _person().fields}
    found: list[str] = []
    for cell in cells:
        name = words.get(fold(cell), "")
        found.append(name if name not in found else "")
    known = sum(map(bool, found))
    return tuple(found) if "name" in found and (known > 1 or len(cells) == 1) else ()


def _guessed(view: Reading, pasted: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Fields by what the columns hold: days, sides, numbers first, then roles and names."""
    width = max((len(row) for row in pasted), default=0)
    cells = [[row[i] for row in pasted if i < len(row) and row[i]] for i in range(width)]
    found: dict[int, str] = {}
    for column in ("release", "fte", "side", "employment"):
        taken = [i for i in range(width) if i not in found and _mostly(view, column, cells[i])]
        if taken:
            found[taken[0]] = column
    rest = [i for i in range(width) if i not in found and cells[i]]
    if len(rest) > 1:
        role = max(rest, key=lambda i: (sum(bool(_ROLE.search(c)) for c in cells[i]), i != rest[0]))
        names = [i for i in rest if i != role]
        found |= {role: "role", names[0]: "name"}
        if len(names) > 1:
            found[names[1]] = "organisation"
    elif rest:
        found[rest[0]] = "name"
    return tuple(found.get(i, "") for i in range(width))


def _mostly(view: Reading, column: str, cells: Sequence[str]) -> bool:
    taken = 0
    for cell in cells:
        try:
            _value(view, column, cell)
            taken += 1
        except BadValue:
            continue
    return taken * 2 > len(cells)


def _person() -> Register:
    return record.get("person")
