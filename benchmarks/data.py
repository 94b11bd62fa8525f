"""Data files of the sizes the budgets speak of."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from workbench.domain.bitext import Bitext
from workbench.domain.due import Due
from workbench.domain.journey import Dimension, Stage
from workbench.domain.message import msg
from workbench.domain.registers.duty import Disposition, Duty
from workbench.domain.registers.handover import Handover
from workbench.domain.registers.holding import Holding
from workbench.domain.registers.item import Item
from workbench.domain.registers.person import Person, Side
from workbench.domain.registers.post import Post
from workbench.domain.registers.role import Role
from workbench.domain.registers.session import Session, SessionKind, SessionState
from workbench.domain.registers.topic import Topic, Track
from workbench.domain.registers.wave import Wave
from workbench.exchange import xlsx
from workbench.services.workspace import Me, Workspace

ME = "Li Wei"


def one(path: Path, items: int, people: int = 8, code: str = "PAY") -> int:
    """A file with one handover; gives its id."""
    ws = Workspace.open(path, Me(ME, Side.GIVING), create=True)
    day_zero = datetime.now(UTC).date() + timedelta(days=53)
    dimensions, stages = list(Dimension), list(Stage)
    with ws.founding("new", msg("new handover")) as (ed, _):
        handover = ed.add(Handover, code=code, name=Bitext("Payment system", "支付系统"),
                          t0=day_zero)  # fmt: skip
        names = [ME, *(f"Person {n}" for n in range(1, people))]
        ids = [ed.add(Person, name=n, side=list(Side)[i % 2]) for i, n in enumerate(names)]
        for n in range(items):
            text = Bitext(f"Item {n} of the checklist, with words", f"检查项 {n}，有说明")
            ed.add(Item, text=text,
                   why=Bitext("Because otherwise it comes back."), due=Due(-60 + n % 150),
                   person=ids[n % people], dimension=dimensions[n % 8], stage=stages[n % 7],
                   mandatory=n % 3 == 0, evidence_required=False)  # fmt: skip
    return handover


def team(path: Path, topics: int = 500, sessions: int = 2000, people: int = 300) -> None:
    """A file with one handover whose team knows much and goes in waves: half of it, two roles each
    into a post, topics known by two, and sessions on them before and after today."""
    ws = Workspace.open(path, Me(ME, Side.GIVING), create=True)
    today = datetime.now(UTC).date()
    with ws.founding("new", msg("new handover")) as (ed, _):
        ed.add(Handover, code="PAY", name=Bitext("Payment system", "支付系统"),
               t0=today + timedelta(days=53))  # fmt: skip
        waves = [
            ed.add(Wave, name=f"Wave {n}", day=today + timedelta(days=40 + 7 * n)) for n in range(8)
        ]
        names = [ME, *(f"Person {n}" for n in range(1, people))]
        ids = [
            ed.add(Person, name=name, side=list(Side)[n % 2], role=f"Role {n % 28}", fte=Decimal(1),
                   told_on=today, wave=waves[n % 8] if n % 2 == 0 else None,
                   release=today + timedelta(days=40 + 7 * (n % 8)) if n % 2 == 0 else None)
            for n, name in enumerate(names)
        ]  # fmt: skip
        posts = [
            ed.add(Post, title=f"Post {n}", holder=ids[2 * n + 1], critical=n % 4 == 0)
            for n in range(20)
        ]
        for n in range(100):
            role = ed.add(Role, name=f"Role {n} of the project", person=ids[n])
            if n % 5:
                ed.add(Duty, parent=role, post=posts[n % 20], disposition=Disposition.ABSORBED,
                       percent=Decimal(100))  # fmt: skip
        for n in range(topics):
            topic = ed.add(Topic, title=f"Topic {n}, as it is called", track=list(Track)[n % 2],
                           criticality=1 + n % 5, receiver=ids[2 * (n % 150) + 1],
                           post=posts[n % 20])  # fmt: skip
            for who in (n % 150, n * 7 % 150)[: 1 + n % 2]:
                ed.add(Holding, parent=topic, person=ids[2 * who], level=3 + n % 2)
            for k in range(sessions // topics):
                ed.add(Session, parent=topic, kind=list(SessionKind)[(n + k) % 7],
                       giver=ids[2 * (n % 150)], receiver=ids[2 * (n % 150) + 1],
                       day=today + timedelta(days=(n + 11 * k) % 60 - 20),
                       state=SessionState.PLANNED)  # fmt: skip


def many(path: Path, handovers: int, items: int) -> None:
    """A file with `handovers` copies of one handover, last written three days ago."""
    one(path, items)
    with closing(sqlite3.connect(path)) as connection, connection:
        (last,) = connection.execute("SELECT max(id) FROM record").fetchone()
        tables = ["r_handover", "r_person", "r_item"]
        columns = {
            t: [row[1] for row in connection.execute(f"PRAGMA table_info({t})")]
            for t in [*tables, "record", "summary", "agenda"]
        }
        for n in range(1, handovers):
            shift = n * last
            moved = {"id", "handover", "parent", "item"}
            for table, names in columns.items():
                links = moved | ({"person"} if table == "r_item" else set())
                values = ", ".join(
                    f"{c} + {shift}" if c in links else f"'H-{n:04}'" if c == "code" and
                    table in ("summary", "r_handover") else c for c in names
                )  # fmt: skip
                where = "handover" if table in ("record", "summary", "agenda") else "id"
                top = 1 if where == "handover" else last
                connection.execute(
                    f"INSERT INTO {table} SELECT {values} FROM {table} WHERE {where} <= {top}"
                )
        # The copies have no log, so there is no change set that their summaries could be of.
        connection.execute("UPDATE summary SET head = 0 WHERE handover != 1")


def lists(folder: Path) -> Iterator[tuple[str, Path, list[str]]]:
    """Files to be brought in: what each is, its path, and the options it needs."""
    path = folder / "activities.md"
    lines = [f"- [ ] Activity {n}, with words of its own\n" for n in range(3000)]
    path.write_text("# Activities\n\n" + "".join(lines), encoding="utf-8")
    yield "3,000 activities", path, []
    titles = ["Task", "Owner", "Due", "Status"]
    tasks = [[f"Task {n} of the plan", f"Person {n % 300}", _day(n), "open"] for n in range(3000)]
    path = folder / "plan.xlsx"
    path.write_bytes(xlsx.write("Plan", titles, tasks, [40, 16, 12, 10]))
    yield "3,000 items from a workbook", path, []
    titles = ["姓名", "归属方", "岗位", "计划离场日期", "用工类型", "投入"]
    people = [
        [f"员工{n}", ("移交方", "接收方")[n % 2], f"岗位{n % 28}", _day(n), "外包", "1"]
        for n in range(2400)
    ]
    path = folder / "roster.csv"
    rows = "".join(",".join(row) + "\n" for row in [titles, *people])
    path.write_bytes(rows.encode("gb18030"))
    yield "2,400 roster rows, CSV in GB18030", path, ["--register", "person"]
    people = [[f"某{name[2:]}", *rest] for name, *rest in people]
    path = folder / "roster.xlsx"
    path.write_bytes(xlsx.write("Roster", titles, people, [10] * 6))
    yield "2,400 roster rows from a workbook", path, ["--register", "person"]


def _day(n: int) -> str:
    return f"2027-{n % 12 + 1:02}-{n % 28 + 1:02}"
