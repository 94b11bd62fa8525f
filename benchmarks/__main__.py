"""What the program costs, beside a bare Textual program on the same machine in the same run.

python -m benchmarks            the table of docs/performance.md, in some five minutes
python -m benchmarks --quick    fewer repetitions and a small file

Whatever is compared is run in turns, so that a busy machine is busy for all.
"""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import TypeVar

from benchmarks import boards, data, newday
from benchmarks.forms import installed
from benchmarks.measure import Answer, Program, Start, command, middle, p95

T = TypeVar("T")
PYTHON = sys.executable
BARE = [PYTHON, "-m", "benchmarks.bare"]
QUICK = "--quick" in sys.argv
STARTS = 3 if QUICK else 11
KEYS = 16 if QUICK else 64
# Down and up again, so that neither program ever scrolls.
STEPS = [*["{down}"] * 8, *["{up}"] * 8]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        env = {
            "HOME": folder,
            "HANDOVER_USER": data.ME,
            "HANDOVER_LANG": "en",
            "PYTHONPATH": os.getcwd(),
        }
        many, long, short = home / "many.db", home / "long.db", home / "short.db"
        data.many(many, 50 if QUICK else 1000, 300)
        handover = data.one(long, 3000, people=300)
        data.one(short, 42)
        _title()
        _starts(env, many, long)
        _forms(env, many, home / "forms")
        _new_day(env, many)
        _keys(env, long)
        _boards(env, home / "team.db")
        _screens(env, long)
        _idle(env, long)
        _commands(env, short, long)
        _imports(env, short, long, home)
        _services(long, handover)


def _title() -> None:
    versions = ", ".join(
        f"{name} {version}"
        for name, version in (
            (platform.system(), platform.release()),
            ("Python", platform.python_version()),
            ("Textual", metadata.version("textual")),
            ("SQLAlchemy", metadata.version("sqlalchemy")),
        )
    )
    today = datetime.now().astimezone().date()
    print(f"{today}, {_processor()}, {os.cpu_count()} cores, {versions}\n")
    print("| what | this program | beside it | ratio | budget |\n|---|--:|--:|--:|---|")


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((x.partition(": ")[2] for x in lines if x.startswith("model name")), "?")


def _row(
    what: str,
    ours: float,
    bare: float | None = None,
    unit: str = "ms",
    ratio: float | None = None,
    most: float | None = None,
) -> None:
    """A line of the table; the budget is a `ratio` to what is beside, or `most` in `unit`."""
    digits = 1 if unit == "ms" and ours < 100 else 0
    shown, beside, share = f"{ours:,.{digits}f} {unit}", "", ""
    budget, over = "", False
    if bare is not None:
        beside, share = f"{bare:,.{digits}f} {unit}", f"{ours / bare:.2f}"
        if ratio is not None:
            budget, over = f"<= {ratio} x", ours > ratio * bare
    if most is not None:
        budget, over = f"<= {most:,.0f} {unit}", ours > most
    print(f"| {what} | {shown} | {beside} | {share} | {budget}{' **over**' * over} |", flush=True)


def _workbench(db: Path, *more: str) -> list[str]:
    return [PYTHON, "-m", "workbench", "--db", str(db), *more]


def _in_turns(times: int, *acts: Callable[[], T]) -> list[list[T]]:
    """What each act gives, `times` times, after one time that does not count."""
    found: list[list[T]] = [[] for _ in acts]
    for turn in range(times + 1):
        for act, kept in zip(acts, found, strict=True):
            result = act()
            if turn:
                kept.append(result)
    return found


def _starts(env: dict[str, str], many: Path, long: Path) -> None:
    def start(argv: Sequence[str], ready: str, **more: str) -> Start:
        with Program(argv, {**env, **more}, ready) as program:
            return program.start

    bare, ours, chinese, heavy = _in_turns(
        STARTS,
        partial(start, BARE, "H-0019"),
        partial(start, _workbench(many), r"H-00\d\d"),
        partial(start, _workbench(many), "支付系统", HANDOVER_LANG="zh"),
        partial(start, [*BARE, "--sqlalchemy"], "H-0019"),
    )
    ready, cpu = [[s.ready_ms for s in x] for x in (ours, bare)], "portfolio on the screen, CPU"
    _row("portfolio on the screen, median", middle(ready[0]), middle(ready[1]), ratio=1.15)
    used = [middle([s.ready_cpu_ms for s in x]) for x in (ours, bare, chinese)]
    _row(cpu, used[0], used[1], ratio=1.15)
    _row(f"{cpu}, in Chinese", used[2], used[1], ratio=1.15)
    loaded, loaded_bare = _in_turns(STARTS, lambda: _loaded(env, many), lambda: _loaded_bare(env))
    what = "everything of the screen loaded, ready for a write, beside bare with SQLAlchemy"
    for name, which, ratio in (
        (what, 0, 1.15),
        ("... and the next screen and the rules prepared", 1, None),
    ):
        for unit, place in (("median", 0), ("CPU", 1)):
            _row(f"{name}, {unit}", middle([x[which][place] for x in loaded]),
                 middle([x[0][place] for x in loaded_bare]), ratio=ratio)  # fmt: skip
    _row(
        "all read and looked through behind the screen, CPU",
        middle([s.loaded_cpu_ms for s in ours]),
        middle([s.loaded_cpu_ms for s in heavy]),
    )
    _row(
        "bytes until then",
        middle([s.size for s in ours]),
        middle([s.size for s in bare]),
        "B",
    )
    _row(
        "memory, beside bare with SQLAlchemy",
        middle([s.memory for s in ours]),
        middle([s.memory for s in heavy]),
        "MB",
        ratio=1.3,
    )
    opened, beside = _in_turns(
        STARTS,
        partial(start, _workbench(long, "open", "PAY"), r"\[w\] waived"),
        partial(start, [*BARE, "--sqlalchemy"], "H-0019", ROWS="3000"),
    )
    _row(
        "`open` to a checklist of 3,000, beside bare with SQLAlchemy and 3,000 rows",
        middle([s.ready_ms for s in opened]),
        middle([s.ready_ms for s in beside]),
    )


def _forms(env: dict[str, str], many: Path, place: Path) -> None:
    """The start of what is carried to hosts without internet, beside the program run here."""
    place.mkdir()
    alone = {k: v for k, v in env.items() if k != "PYTHONPATH"}

    def start(argv: Sequence[str], env: dict[str, str]) -> Start:
        with Program([*argv, "--db", str(many)], env, r"H-00\d\d", wait=False) as program:
            return program.start

    forms = installed(place)
    here, *found = _in_turns(
        STARTS,
        partial(start, [PYTHON, "-m", "workbench"], env),
        *(partial(start, argv, alone) for argv in forms.values()),
    )
    for name, starts in zip(forms, found, strict=True):
        what = f"portfolio on the screen, {name} beside the program run from its sources"
        _row(f"{what}, median", middle([s.ready_ms for s in starts]),
             middle([s.ready_ms for s in here]))  # fmt: skip
        _row("the same, CPU", middle([s.ready_cpu_ms for s in starts]),
             middle([s.ready_cpu_ms for s in here]))  # fmt: skip


def _loaded(env: dict[str, str], db: Path) -> list[tuple[float, float]]:
    """Milliseconds, and those of CPU, until the program says that it is ready for a write, and that
    the next screen is prepared."""
    told = db.with_name("ready")
    told.unlink(missing_ok=True)
    argv = [PYTHON, "-m", "benchmarks.ready", "--db", str(db)]
    began = time.perf_counter()
    with Program(argv, {**env, "READY": str(told)}, r"H-00\d\d"):
        moments = [map(float, line.split()) for line in told.read_text().splitlines()]
    return [(1000 * (moment - began), 1000 * used) for moment, used in moments]


def _loaded_bare(env: dict[str, str]) -> list[tuple[float, float]]:
    """The same, until it is still."""
    with Program([*BARE, "--sqlalchemy"], env, "H-0019") as program:
        return [(program.start.loaded_ms, program.start.loaded_cpu_ms)]


def _new_day(env: dict[str, str], many: Path) -> None:
    newday.spoil(many)
    found = newday.settle(_workbench(many), env, many, r"H-00\d\d")
    what = "all verdicts of the file counted anew"
    _row(f"{what}, from the command on", found.ms, most=5000)
    _row(f"{what}, CPU beside the counting processes", found.cpu_ms)
    _row("a key meanwhile, to its first byte, p95", p95(found.keys_ms))
    _row("the same, the slowest", max(found.keys_ms), most=100)


def _open(env: dict[str, str], long: Path) -> Program:
    return Program(_workbench(long, "open", "PAY"), env, r"\[w\] waived")


def _show(what: str, ours: list[Answer], bare: list[Answer], most: float | None) -> None:
    _row(f"{what}, p95", p95([a.ms for a in ours]), p95([a.ms for a in bare]), ratio=1.3)
    _row(f"{what}, median", middle([a.ms for a in ours]), middle([a.ms for a in bare]), ratio=1.3)
    _row(f"{what}, CPU", middle([a.cpu_ms for a in ours]), middle([a.cpu_ms for a in bare]))
    _row(
        f"{what}, bytes",
        middle([a.size for a in ours]),
        middle([a.size for a in bare]),
        "B",
        most=most,
    )


def _keys(env: dict[str, str], long: Path) -> None:
    with (
        Program(BARE, {**env, "ROWS": "3000"}, "H-0010") as bare,
        _open(env, long) as checklist,
        _open(env, long) as register,
    ):
        register.go("r", "Person 1")
        programs = (bare, checklist, register)
        found: tuple[list[Answer], ...] = ([], [], [])
        for n in range(KEYS + 1):
            for program, kept in zip(programs, found, strict=True):
                kept.append(program.press(STEPS[n % len(STEPS)]))
        moved, with_pane, without = (answers[1:] for answers in found)
        _show("cursor move, pane follows (3,000 items)", with_pane, moved, 700)
        _show("cursor move, roster with its pane (300 people)", without, moved, 350)
        claims, moved = [], []
        for _ in range(KEYS // 2):
            checklist.press(" ")  # asks for a proof, of which none is required
            claims.append(checklist.press("{enter}"))
            checklist.press("{down}")
            moved.append(bare.press("{down}"))
            bare.press("{up}")
        _show("claim, beside a cursor move", claims, moved, None)
        checklist.go("/", "Find:")
        typed = [checklist.press("abcdefgh"[n % 8]) for n in range(KEYS // 2)]
        _row("a letter typed, median", middle([a.ms for a in typed]))
        _row("a letter typed, bytes", middle([a.size for a in typed]), unit="B", most=300)


def _boards(env: dict[str, str], team: Path) -> None:
    """The views of who leaves and what is known: 500 topics, 2,000 sessions, 300 people."""
    data.team(team)
    for found in boards.measured(env, team, BARE, 2 * KEYS):
        what = f"cursor move, {found.view} (300 people, 500 topics, 2,000 sessions)"
        ours, bare = found.moves, found.bare
        _row(f"{what}, p95", p95([a.ms for a in ours]), p95([a.ms for a in bare]), ratio=1.3)
        _row(f"{what}, CPU", middle([a.cpu_ms for a in ours]), middle([a.cpu_ms for a in bare]))


def _screens(env: dict[str, str], long: Path) -> None:
    with _open(env, long) as program:
        program.terminal.settle(0.5)
        for what, key, ready, most in (
            ("a page down", "{pagedown}", "", None),
            ("from checklist to sheet", "{enter}", "SET BY THE PROGRAM", 12_000),
            ("dialog: choose a register", "R", "Roster +300", 10_000),
            ("help", "?", "On the checklist", 12_000),
        ):
            answers = []
            for _ in range(KEYS // 8):
                answers.append(program.press(key))
                if ready:
                    program.go("{esc}", "space Claim")
            _row(f"{what}, median", middle([a.ms for a in answers[1:]]))
            _row(f"{what}, bytes", middle([a.size for a in answers[1:]]), unit="B", most=most)


def _idle(env: dict[str, str], long: Path) -> None:
    with _open(env, long) as program:
        program.terminal.settle(1)
        mark, used, seconds = program.terminal.mark(), program.cpu(), 6
        program.terminal.settle(seconds, seconds + 1)
        _row("idle, bytes", program.terminal.mark() - mark, unit="B", most=0)
        _row("idle, CPU a second (the file is looked at every 2)",
             (program.cpu() - used) / seconds)  # fmt: skip


def _commands(env: dict[str, str], short: Path, long: Path) -> None:
    bare, small, large = _in_turns(
        STARTS,
        lambda: command([PYTHON, "-c", "import sqlalchemy"], env),
        lambda: command(_workbench(short, "status", "PAY", "--json"), env),
        lambda: command(_workbench(long, "status", "PAY", "--json"), env),
    )
    for what, ours in (("42", small), ("3,000", large)):
        _row(f"`status --json` of {what} items, beside `import sqlalchemy`, median",
             middle(ours), middle(bare), ratio=1.5)  # fmt: skip


def _imports(env: dict[str, str], short: Path, long: Path, home: Path) -> None:
    """Files brought in by command; what comes back unedited is only looked at."""
    into = home / "into.db"
    for what, path, more in data.lists(home):
        shutil.copy(short, into)
        took = command(_workbench(into, "import", "PAY", str(path), *more, "--yes"), env)
        _row(f"`import` of {what}", took, most=3000)
    back = home / "back.xlsx"
    took = command(_workbench(long, "export", "PAY", "--format", "xlsx", "-o", str(back)), env)
    _row("3,000 items as a workbook that comes back, out", took, most=3000)
    took = command(_workbench(long, "import", "PAY", str(back), "--dry-run"), env)
    _row("the same unedited, `import --dry-run`", took, most=3000)


def _services(long: Path, handover: int) -> None:
    from workbench.domain.dossier import Dossier
    from workbench.rules.engine import outlook
    from workbench.services import export
    from workbench.services.workspace import Me, Workspace

    def timed(act: Callable[[], object]) -> float:
        began = time.perf_counter()
        act()
        return 1000 * (time.perf_counter() - began)

    def read() -> Dossier:
        return Workspace.open(long, Me(data.ME)).dossier(handover)

    ws = Workspace.open(long, Me(data.ME))
    (reads,) = _in_turns(5, lambda: timed(read))
    (packs,) = _in_turns(3, lambda: timed(lambda: export.export(ws, handover)))
    (rules,) = _in_turns(5, lambda: timed(partial(outlook, read(), datetime.now(UTC).date())))
    _row("all rules over 3,000 items and 300 people, median", middle(rules), most=50)
    _row("reading 3,000 items and 300 people, median", middle(reads))
    _row("pack of 3,000 items and 300 people, median", middle(packs), most=1000)


if __name__ == "__main__":
    main()
