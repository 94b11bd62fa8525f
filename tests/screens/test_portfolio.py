"""The portfolio by keys: what it says, what it opens, and that nothing moves under the cursor."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.widgets import Static

from screens.gate import GateScreen
from screens.gate.lines import RuleId
from screens.leaving.topics import TopicsScreen
from screens.portfolio import PortfolioScreen
from screens.portfolio_lines import Place
from screens.sheet import SheetScreen
from screens.team.contracts import ContractsScreen
from screens.widgets.rowlist import Row, RowList
from tests.fixtures.once import Sample
from tests.screens.conftest import (
    LI_WEI,
    MONDAY,
    MakeApp,
    add_payment,
    app_of,
    screen_of,
    settled,
    shown,
    status,
)
from workbench.app import WorkbenchApp
from workbench.domain.bitext import Bitext
from workbench.domain.due import parse_due
from workbench.domain.journey import Gate
from workbench.domain.message import msg
from workbench.domain.registers.follow_on import FollowOn
from workbench.domain.registers.handover import Handover
from workbench.domain.registers.item import Item
from workbench.domain.registers.person import Person, Side
from workbench.domain.registers.session import Session, SessionKind
from workbench.domain.registers.topic import Topic
from workbench.domain.verdict import Severity
from workbench.services import items, portfolio, records
from workbench.services.workspace import Workspace
from workbench.settings import Paths, Settings
from workbench.settings import login as login_name

Login = Callable[..., Workspace]
HOSTILE = ("[/]", "[bold]x[/bold]", "[x] done", "[@click=app.quit]boo[/]", "a\x1b]0;owned\x07b")


@pytest.fixture(scope="module")
def sample(sample_in: Sample, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample on Monday 2026-11-23; tests here only look at it."""
    return sample_in(tmp_path_factory.mktemp("sample"))


def title(app: WorkbenchApp) -> str:
    return str(app.screen.query_one("#title", Static).content)


def header(app: WorkbenchApp) -> str:
    assert isinstance(app.screen, PortfolioScreen)
    return app.screen.rows.header_strip().text


async def test_the_sample_at_a_glance(sample: Path, app: MakeApp) -> None:
    async with app(sample).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert title(app_of(pilot)).startswith(" HANDOVERS  3 open ")
        assert title(app_of(pilot)).endswith(" you: Li Wei, giving side ")
        assert header(app_of(pilot)).split() == [
            "Code", "Name", "T0", "Day", "Next", "gate", "Stop", "Late", "Cl/Ver%"
        ]  # fmt: skip
        lines = shown(pilot).split("\n")
        assert lines[2].split()[:11] == [
            "PAY", "Payment", "system", "2027-01-15", "T-53", "G1", "in", "22", "d", "5", "1"
        ]  # fmt: skip
        assert lines[4].startswith("-- TODAY: 14 lines in your handovers  --")
        assert lines[4].endswith(" s show only PV-NX")
        assert lines[5].startswith(" LATE  PAY-03    3 d        Zhao Lin   ")
        assert lines[6].startswith(" BACK  DATA-13   by Wu Lan  He Jun     ")
        assert lines[7].startswith(" STOP  PV-NX     G5  ")
        assert "R-02 2 mandatory items" in lines[7]
        assert lines[8].startswith(" STOP  DATA      G3  ")
        assert "R-02 3 mandatory items" in lines[8]
        assert [line[:5].strip() for line in lines[9:17]] == ["due"] * 6 + ["WAIT"] * 2
        assert "tomorrow" in lines[9]
        assert "claimed, not checked: " in lines[15]


async def test_what_stops_a_gate_next_week_is_todays_work_and_leads_there(
    sample: Path, app: MakeApp
) -> None:
    async with app(sample, lang="zh_CN").run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        _, stop = (x for x in screen_of(pilot).rows.lines
                   if isinstance(x.id, Place) and x.id.kind == "stop")  # fmt: skip
        assert screen_of(pilot).rows.move_to(stop.id)
        assert "R-02 3 个必选项未经接收方核验" in shown(pilot)
        await pilot.press("enter")
        await pilot.pause()
        gate = pilot.app.screen
        assert isinstance(gate, GateScreen)
        assert gate.gate is Gate.G3
        assert gate.rows.cursor_id == RuleId("R-02", Severity.STOP)
        await pilot.press("escape")
        await settled(pilot)
        assert screen_of(pilot).rows.cursor_id == stop.id


async def test_a_condition_of_a_gate_is_todays_work_and_leads_to_its_sheet(
    payment_file: Path, login: Login, app: MakeApp
) -> None:
    ws = login(payment_file, "Sun Yu", Side.RECEIVING)
    handover = ws.store.handover_called("PAY")
    with ws.change(handover, "add", msg("a condition")) as ed:
        made = ed.add(FollowOn, title="A second person on call", origin="G1",
                      due=parse_due(MONDAY.date().isoformat()))  # fmt: skip
    async with app(payment_file).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "condition of G1: A second person" in shown(pilot)
        (line,) = (x for x in screen_of(pilot).rows.lines
                   if isinstance(x.id, Place) and x.id.kind == "action")  # fmt: skip
        screen_of(pilot).rows.move_to(line.id)
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, SheetScreen)
        assert pilot.app.screen.record_shown == made


async def test_a_session_of_the_week_is_todays_work_and_leads_to_its_topic(
    payment_file: Path, login: Login, app: MakeApp
) -> None:
    ws = login(payment_file, "Sun Yu", Side.RECEIVING)
    handover = ws.store.handover_called("PAY")
    found = ws.dossier(handover).all(Person)
    with ws.change(handover, "add", msg("a topic")) as ed:
        ed.add(Topic, title="Batch")
        topic = ed.add(Topic, title="Ledger")
        ed.add(Session, parent=topic, kind=SessionKind.DEMONSTRATION, giver=found[0].id,
               receiver=found[1].id, day=MONDAY.date())  # fmt: skip
    async with app(payment_file).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        (line,) = (x for x in screen_of(pilot).rows.lines
                   if isinstance(x.id, Place) and x.id.kind == "topic")  # fmt: skip
        assert " due   PAY K-02 today " in shown(pilot)
        assert "demonstration: Ledger" in shown(pilot)
        screen_of(pilot).rows.move_to(line.id)
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, TopicsScreen)
        assert pilot.app.screen.under_cursor == topic


async def test_a_notice_of_the_week_is_todays_work_until_it_is_given(
    payment_file: Path, login: Login, app: MakeApp
) -> None:
    ws = login(payment_file, "Sun Yu", Side.RECEIVING)
    handover = ws.store.handover_called("PAY")
    for title, days in (("Crew", 32), ("Cranes", 29), ("Lifts", 60)):
        end = MONDAY.date() + timedelta(days=days)
        given = {"title": title, "ends": str(end), "notice": "30", "decision": "end"}
        records.add(ws, handover, "contract", given)
    async with app(payment_file).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        late, due = (at for x in screen_of(pilot).rows.lines
                     if isinstance(at := x.id, Place) and at.kind == "contract")  # fmt: skip
        assert "Cranes: last day to give notice" in shown(pilot)
        assert "LATE  PAY CO-02 1 d" in shown(pilot)
        screen_of(pilot).rows.move_to(due)
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, ContractsScreen)
        assert pilot.app.screen.under_cursor == due.what
        records.edit(ws, handover, int(late.what), "notice_given", str(MONDAY.date()))
        await pilot.press("escape")
        await settled(pilot)
        assert "CO-02" not in shown(pilot)
        assert "CO-01" in shown(pilot)


async def test_a_wide_screen_keeps_its_columns(sample: Path, app: MakeApp) -> None:
    async with app(sample).run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        lines = shown(pilot).split("\n")
        at = header(app_of(pilot)).index("T0")
        assert {line[at : at + 4] for line in lines[:3]} == {"2026", "2027"}


async def test_only_one_handover_and_all_again(sample: Path, app: MakeApp) -> None:
    async with app(sample).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("down", "down")
        assert " s show only PAY" in shown(pilot)
        await pilot.press("s")
        await settled(pilot)
        assert "-- TODAY: 5 lines in PAY  --" in shown(pilot)
        assert " s show all" in shown(pilot)
        assert "DATA-13" not in shown(pilot)
        await pilot.press("s")
        await settled(pilot)
        assert "-- TODAY: 14 lines in your handovers" in shown(pilot)


async def test_tab_goes_to_todays_work_and_back(sample: Path, app: MakeApp) -> None:
    async with app(sample).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("tab")
        assert ">LATE  PAY-03" in shown(pilot)
        await pilot.press("tab")
        assert ">PV-NX" in shown(pilot)


async def test_find_filters_by_code_and_name_in_both_languages(sample: Path, app: MakeApp) -> None:
    async with app(sample).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for words in ("bank DATA", "数据"):
            await pilot.press("/")
            await pilot.pause()
            for _ in range(12):
                await pilot.press("backspace")
            await pilot.press(*words.replace("bank ", ""), "enter")
            await settled(pilot)
            codes = [line.split()[0].strip(">") for line in shown(pilot).split("\n")[:1]]
            assert codes == ["DATA"], words
            assert "Payment system" not in shown(pilot)
        await pilot.press("escape")
        await settled(pilot)
        assert "Payment system" in shown(pilot)


async def test_finding_nothing_says_the_way_back(sample: Path, app: MakeApp) -> None:
    async with app(sample).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("/")
        await pilot.pause()
        await pilot.press(*"[zzz]", "enter")
        await settled(pilot)
        assert 'No handover has "[zzz]" in its code or name; esc shows all.' in shown(pilot)


async def test_hidden_names_leave_seats_and_counts(sample: Path, app: MakeApp) -> None:
    async with app(sample).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "Zhao Lin" in shown(pilot)
        await pilot.press("f9")
        await settled(pilot)
        text = shown(pilot) + title(app_of(pilot))
        assert not [name for name in ("Zhao Lin", "Wu Lan", "He Jun", "Li Wei") if name in text]
        assert "Security ?" in text
        assert "you: giving side" in text


async def test_archive_and_bring_back(payment_file: Path, app: MakeApp) -> None:
    async with app(payment_file).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("A")
        await settled(pilot)
        assert status(pilot) == "PAY is archived; z shows it, A there brings it back"
        assert "No open handover: a begins one, z shows the archived ones." in shown(pilot)
        await pilot.press("z")
        await settled(pilot)
        assert "-- ARCHIVED: 1" in shown(pilot)
        await pilot.press("home", "A")
        await settled(pilot)
        assert status(pilot) == "PAY is open again"
        assert title(app_of(pilot)).startswith(" HANDOVERS  1 open ")


async def test_what_others_did_since_the_last_visit(
    payment_file: Path, app: MakeApp, login: Login
) -> None:
    async with app(payment_file).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "SINCE YOU WERE HERE" not in shown(pilot), "the first visit has no news"
        await pilot.press("down")

    sun = login(payment_file, "Sun Yu", Side.RECEIVING, MONDAY + timedelta(hours=3))
    claim_first(sun)

    def tomorrow() -> datetime:
        return MONDAY + timedelta(days=1)

    for _ in range(2):  # a visit without a key is none, so the news is told again
        async with app(payment_file, clock=tomorrow).run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            here = MONDAY.astimezone()
            assert f"-- SINCE YOU WERE HERE (Mon {here:%H:%M})" in shown(pilot)
            assert "PAY    1 claimed by Sun Yu" in shown(pilot)
    async with app(payment_file, clock=tomorrow).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("q")
    async with app(payment_file, clock=tomorrow).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "Nobody else changed anything." in shown(pilot)


async def test_on_a_login_of_several_there_is_no_news_before_somebody_says_who_he_is(
    payment_file: Path, app: MakeApp, login: Login
) -> None:
    def later() -> datetime:
        return MONDAY + timedelta(days=1)

    shared = Settings(shared_logins=frozenset({login_name()}))
    for keys, clock in ((["Sun Yu", "2", "q"], lambda: MONDAY), (["Sun Yu", "2"], later)):
        async with app(payment_file, shared, clock=clock).run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            assert "SINCE YOU WERE HERE" not in shown(pilot)
            await pilot.press(*keys[0], "enter", *keys[1:])
            await settled(pilot)
            if clock is later:
                assert "SINCE YOU WERE HERE" in shown(pilot)


async def test_who_somebody_is_takes_the_spelling_of_the_roster_and_says_whom_it_does_not_know(
    payment_file: Path, app: MakeApp
) -> None:
    shared = Settings(shared_logins=frozenset({login_name()}))
    async with app(payment_file, shared).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press(*"yu", "enter")
        await settled(pilot)
        assert "No roster here has yu yet." in shown(pilot)
        assert "Are you Sun Yu? Then esc, and give that name." in shown(pilot)
        await pilot.press("escape", "P")
        await pilot.pause()
        await pilot.press(*"sun", "tab", "enter")
        await settled(pilot)
        assert "No roster" not in shown(pilot)
        await pilot.press("escape", "P")
        await pilot.pause()
        await pilot.press(*"sun", "space", *"yu", "enter", "2")
        await settled(pilot)
        assert app_of(pilot).ws.me.name == "Sun Yu"


def claim_first(ws: Workspace) -> None:
    """Somebody claims PAY-01, named as its owner's colleague."""
    handover = 1
    dossier = ws.dossier(handover)
    first = dossier.all(Item)[0]
    sun = next(p for p in dossier.all(Person) if p.name == ws.me.name)
    items.claim(ws, handover, [first.id], "minutes of Monday", sun.id).expect()


async def test_others_changes_appear_and_the_cursor_stays(
    payment_file: Path, app: MakeApp, login: Login
) -> None:
    async with app(payment_file).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("end")
        before = shown(pilot)
        assert ">due   PAY-02" in before
        claim_first(login(payment_file, "Sun Yu", Side.RECEIVING))
        add_payment(login(payment_file, "Sun Yu", Side.RECEIVING), "AAA")
        screen_of(pilot).refreshed()
        await settled(pilot)
        after = shown(pilot)
        assert line_of(after, ">") == line_of(before, ">"), "under the cursor nothing moves"
        assert "HANDOVERS  2 open" in title(app_of(pilot))
        await pilot.press("up")
        await settled(pilot)
        assert "AAA" in shown(pilot)
        assert "WAIT  PAY-01" in shown(pilot)


def line_of(text: str, start: str) -> int:
    return next(n for n, line in enumerate(text.split("\n")) if line.startswith(start))


async def test_enter_opens_the_handover_or_the_item(payment_file: Path, app: MakeApp) -> None:
    opened: list[tuple[int, int | None]] = []

    class Listening(WorkbenchApp):
        def open_handover(self, handover: int, item: int | None = None) -> None:
            opened.append((handover, item))

    running = app(payment_file)
    running.__class__ = Listening
    async with running.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("enter", "tab", "enter")
        await pilot.pause()
    first = min(item.id for item in running.ws.dossier(1).all(Item))
    assert opened == [(1, None), (1, first)]


async def test_todays_work_is_cut_to_what_fits_until_asked(
    tmp_path: Path, app: MakeApp, login: Login
) -> None:
    ws = login(tmp_path / "team.db", "Li Wei", Side.GIVING)
    for number in range(10):
        add_payment(ws, f"P{number}")
    async with app(tmp_path / "team.db").run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "-- TODAY: 20 lines in your handovers" in shown(pilot)
        assert "and 14 more: enter shows them" in shown(pilot)
        await pilot.press("end", "enter", "end")
        assert ">due   P9-02" in shown(pilot)


async def test_a_thousand_handovers(tmp_path: Path, app: MakeApp, login: Login) -> None:
    path = tmp_path / "team.db"
    add_payment(login(path, "Li Wei", Side.GIVING))
    multiply(path, 1000)
    async with app(path).run_test(size=(80, 24)) as pilot:
        assert ">C0001" in shown(pilot), "the first page is there before the rest"
        await settled(pilot)
        assert title(app_of(pilot)).startswith(" HANDOVERS  1001 open ")
        for _ in range(3):
            await pilot.press("pagedown")
        assert ">C0058" in shown(pilot)
        await pilot.press("tab")
        assert ">LATE  PAY-01" in shown(pilot)
        await pilot.press("up", "up")
        assert ">PAY " in shown(pilot), "the handovers end where today's work begins"


def multiply(path: Path, times: int) -> None:
    """Summaries of so many more handovers, `C0001` and on, T0 a day earlier than the first."""
    with closing(sqlite3.connect(path)) as connection, connection:
        row = connection.execute("SELECT archived, t0, figures, head FROM summary").fetchone()
        archived, t0, figures, head = row
        earlier = (date.fromisoformat(t0) - timedelta(days=1)).isoformat()
        connection.executemany(
            "INSERT INTO summary (handover, code, folded, archived, t0, figures, head)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (10_000 + n, f"C{n:04}", f"c{n:04}", archived, earlier, figures, head)
                for n in range(1, times + 1)
            ],
        )


@pytest.mark.parametrize("name", HOSTILE)
async def test_names_are_only_text(tmp_path: Path, app: MakeApp, login: Login, name: str) -> None:
    ws = login(tmp_path / "team.db", "Li Wei", Side.GIVING)
    with ws.founding("new", msg("new handover {code}", code="EVIL")) as (ed, _):
        ed.add(Handover, code="EVIL", name=Bitext(name), t0=date(2027, 1, 15))
    settings = LI_WEI.__class__(user=name, side="giving")
    async with app(tmp_path / "team.db", settings).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "\x1b" not in shown(pilot)
        if name.isprintable():
            assert name in shown(pilot)
            assert f"you: {name}," in title(app_of(pilot))


async def test_wide_characters_keep_the_columns(tmp_path: Path, app: MakeApp, login: Login) -> None:
    ws = login(tmp_path / "team.db", "Li Wei", Side.GIVING)
    names = (
        "支付系统一期上线运营交接以及很多别的事情",
        "Payment",
        "a支付系统一期上线运营交接以及很多别的事情",
    )
    for number, name in enumerate(names):
        with ws.founding("new", msg("new")) as (ed, _):
            ed.add(Handover, code=f"W{number}", name=Bitext(zh=name), t0=date(2027, 1, 15))
    async with app(tmp_path / "team.db").run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        rows = shown(pilot).split("\n")[:3]
        assert len({cell_len(row[: row.index("2027-01-15")]) for row in rows}) == 1


def test_the_first_paint_needs_no_sqlalchemy(payment_file: Path, places: Paths) -> None:
    script = """
import asyncio, json, sys
from pathlib import Path
from workbench.app import WorkbenchApp
from workbench.settings import Settings, paths

class Watched(WorkbenchApp):
    def _after_first_paint(self):
        rows = self.screen.rows
        text = [rows.render_line(y).text for y in range(5)]
        heavy = [name for name in ("sqlalchemy", "alembic") if name in sys.modules]
        print(json.dumps([heavy, text]))
        self.exit()

app = Watched(Path(sys.argv[1]), Settings(user="Li Wei"), paths())
asyncio.run(app.run_async(headless=True, size=(80, 24)))
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(payment_file)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
        timeout=60,
    )
    heavy, text = json.loads(done.stdout)
    assert heavy == []
    assert "Payment system" in text[0]
    assert "PAY-01" in text[3]


async def test_stale_verdicts_are_marked_and_counted_around_the_cursor_first(
    payment_file: Path, login: Login, app: MakeApp
) -> None:
    ws = login(payment_file, "Li Wei", Side.GIVING)
    for n in range(40):
        with ws.founding("new", msg("new handover")) as (ed, _):
            ed.add(Handover, code=f"H-{n:02}", name=Bitext("One more"))
    codes = {e.code: e.id for e in portfolio.entries(payment_file, MONDAY.date())}
    first, last = Place("handover", codes["PAY"]), Place("handover", codes["H-39"])

    async with app(payment_file).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        rows = pilot.app.screen.query_one(RowList)

        def marked(place: Place) -> bool:
            line = rows.line(place)
            return isinstance(line, Row) and line.cell("stop").text.endswith("?")

        assert rows.move_to(last)
        assert not marked(first)
        with closing(sqlite3.connect(payment_file)) as connection, connection:
            connection.execute("UPDATE summary SET judged = json_set(judged, '$.rules', 0)")
        screen_of(pilot).refreshed()
        seen: list[tuple[bool, bool]] = []
        async with asyncio.timeout(30):
            while (True, True) not in seen or seen[-1] != (False, False):
                await pilot.pause()
                seen.append((marked(first), marked(last)))
        assert (False, True) not in seen, "what is far from the cursor comes later"
        assert rows.cursor_id == last
    assert not any(e.stale for e in portfolio.entries(payment_file, MONDAY.date()))


async def test_a_key_that_means_nothing_here_says_so(sample: Path, app: MakeApp) -> None:
    async with app(sample, LI_WEI).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("E")
        await pilot.pause()
        assert "E does nothing here; ? shows what does" in status(pilot)
        await pilot.press("j")
        await pilot.pause()
        assert "does nothing" not in status(pilot)
