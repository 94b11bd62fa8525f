"""What only one person knows, by keys: topics, their sessions, and who proves them."""

from __future__ import annotations

from datetime import date, timedelta

from screens.dialogs import Choose
from screens.leaving import TopicsScreen
from screens.leaving.release_lines import NeedId
from screens.leaving.sheet import TopicCardScreen
from screens.leaving.topic_lines import Known, TopicId, grouped
from screens.sheet import SheetScreen
from tests.fixtures.crew import Crew
from tests.screens.conftest import MakeApp, screen_of, settled, shown, status
from tests.screens.leaving_file import (
    TODAY,
    Team,
    choose,
    line,
    press,
    release_sheet,
    roster,
    running,
    told,
    typed,
)
from tests.screens.leaving_file import team as team
from workbench.domain.message import msg
from workbench.domain.registers.holding import Holding
from workbench.domain.registers.person import Person, PersonState, Side
from workbench.domain.registers.session import Session, SessionKind, SessionState
from workbench.domain.registers.topic import Topic, TopicState
from workbench.rules.leaving import Need
from workbench.services import leaving, records


async def test_a_session_assessed_proves_the_topic_and_moves_the_safe_day(
    app: MakeApp, team: Team
) -> None:
    async with running(app, team.path) as pilot:
        await roster(pilot)
        assert "3/6" in told(pilot, "Chen Hao")
        await press(pilot, "T")
        assert isinstance(pilot.app.screen, TopicsScreen)
        said = "Chen Hao is the only one who knows K-01 Ledger retry logic; leaves Dec 01"
        assert line(pilot, ".figures").startswith(f" {said}")
        assert shown(pilot).startswith("-- ONLY ONE PERSON KNOWS IT 1")
        await press(pilot, "s")
        await choose(pilot, "reverse shadowing -> Sun Yu")
        await choose(pilot, "Assess")
        await press(pilot, "enter")  # held today
        await choose(pilot, "does it alone")
        await choose(pilot, "Gao Ping")
        await choose(pilot, "yes, it is proved")
        await choose(pilot, "Sun Yu")
        assert status(pilot) == "K-01 is proved: Sun Yu says so"
        dossier = team.again().known(team.handover)
        topic, session = dossier.get(team.topic), dossier.get(team.session)
        assert isinstance(topic, Topic)
        assert topic.state is TopicState.SIGNED_OFF
        assert isinstance(session, Session)
        assert session.state is SessionState.ASSESSED
        assert session.held_on == TODAY
        await press(pilot, "escape")
        assert "4/6" in told(pilot, "Chen Hao")
        assert "Nov 23" in told(pilot, "Chen Hao")
        assert "LEAVES TOO EARLY" not in shown(pilot)
        await press(pilot, "enter")
        assert "4 OF 6" in shown(pilot)
        assert "too early" not in line(pilot, ".planned")
        assert told(pilot, "Knowledge secured").startswith(">[x]")
        finding = leaving.finding_of(dossier, team.person(team.chen), Need.KNOWLEDGE, TODAY)
        assert finding is None
        await press(pilot, "u")  # not signed off, but shown all the same
        assert "4 OF 6" in shown(pilot)
        await press(pilot, "u")
        assert "3 OF 6" in shown(pilot)
        assert "10 days too early" in line(pilot, ".planned")


async def test_watching_is_said_to_prove_nothing_and_is_not_offered_to_be_assessed(
    app: MakeApp, team: Team
) -> None:
    with team.ws.change(team.handover, "edit", msg("kind")) as ed:
        ed.set(team.session, kind=SessionKind.SHADOWING)
    async with running(app, team.path) as pilot:
        await press(pilot, "enter", "T", "s")
        await choose(pilot, "shadowing")
        dialog = pilot.app.screen
        assert isinstance(dialog, Choose)
        assert [label for _, label, _ in dialog._options] == ["Held", "Cancel"], "it is to come"
        assert "shadowing proves nothing: the receiver must do it himself" in shown(pilot)


async def test_a_test_is_assessed_with_how_it_went(app: MakeApp, team: Team) -> None:
    with team.ws.change(team.handover, "edit", msg("kind")) as ed:
        ed.set(team.session, kind=SessionKind.EXAMINATION, day=TODAY)
    async with running(app, team.path) as pilot:
        await press(pilot, "enter", "T", "s")
        await choose(pilot, "examination")
        assert isinstance(dialog := pilot.app.screen, Choose)
        assert ("Assess", "") in [(o[1], o[2]) for o in dialog._options], "not said twice"
        await choose(pilot, "Assess")
        await choose(pilot, "does it alone")
        await typed(pilot, "blind test, 8 of 10 right")
        await choose(pilot, "Gao Ping")
        session = team.again().known(team.handover).get(team.session)
        assert isinstance(session, Session)
        assert session.outcome == "blind test, 8 of 10 right"
        await choose(pilot, "not yet")
        await press(pilot, "s")
        await choose(pilot, "examination")
        await choose(pilot, "Take the assessment back")
        await typed(pilot, "it was level 2")
        session = team.again().known(team.handover).get(team.session)
        assert isinstance(session, Session)
        assert (session.state, session.reason) == (SessionState.HELD, "it was level 2")
        await press(pilot, "s")
        await choose(pilot, "examination")
        await choose(pilot, "Assess")
        await choose(pilot, "does it with help")
        await press(pilot, "enter")
        await choose(pilot, "Gao Ping")
        session = team.again().known(team.handover).get(team.session)
        assert isinstance(session, Session)
        assert (session.state, session.level) == (SessionState.ASSESSED, 2)


async def test_what_was_held_waits_to_be_assessed_and_comes_first(app: MakeApp, team: Team) -> None:
    with team.ws.change(team.handover, "edit", msg("an older one, and today's")) as ed:
        ed.set(team.session, kind=SessionKind.EXAMINATION, day=TODAY)
        receiver = ed.get(Session, team.session).receiver
        older = ed.add(Session, parent=team.topic, kind=SessionKind.SHADOWING, receiver=receiver,
                       day=TODAY - timedelta(days=9))  # fmt: skip
        ed.put(older, state=SessionState.HELD, position="0")
    async with running(app, team.path) as pilot:
        await press(pilot, "enter", "T")
        assert "planned Nov 23" in shown(pilot)
        await press(pilot, "s")
        dialog = pilot.app.screen
        assert isinstance(dialog, Choose)
        kinds = [label.split()[1] for _, label, _ in dialog._options]
        assert kinds[:2] == ["examination", "shadowing"], "what can go on first"
        await press(pilot, "enter")
        await choose(pilot, "Held")
        assert "to assess Nov 23" in shown(pilot)


async def test_the_first_sentence_comes_with_the_first_topic(app: MakeApp, team: Team) -> None:
    async with running(app, team.path) as pilot:
        await press(pilot, "enter", "T", "a")
        await typed(pilot, "HSM restart")
        await typed(pilot, "Wu Lan")
        only = "Wu Lan is the only one who knows K-02 HSM restart"
        assert status(pilot) == f"{only}; Wu Lan (P-05) is new on the roster"
        await typed(pilot, "Vendor contacts")
        await typed(pilot, "Wu Lan, Li Wei")
        assert status(pilot) == "2 people know K-03 Vendor contacts"
        await press(pilot, "escape")
        people = team.again().known(team.handover).all(Person)
        (wu,) = (p for p in people if p.name == "Wu Lan")
        assert wu.side is Side.GIVING
        screen = screen_of(pilot)
        made = [t for t in team.again().known(team.handover).all(Topic) if t.number == 3]
        assert screen.rows.cursor_id == TopicId(made[0].id)
        await press(pilot, "u")  # topic and holders go together
        assert len(team.again().known(team.handover).all(Topic)) == 2


async def test_the_table_of_topics_asks_who_knows_a_new_one(app: MakeApp, team: Team) -> None:
    async with running(app, team.path) as pilot:
        await press(pilot, "enter", "T", "R", "a")
        assert "Chen Hao" in told(pilot, "Ledger retry logic")
        assert "Sun Yu" in told(pilot, "Ledger retry logic")
        await typed(pilot, "HSM", "enter")
        table = screen_of(pilot)
        while table.rows.is_editing:
            await press(pilot, "enter")
        await typed(pilot, "Li Wei")
        assert status(pilot) == "Li Wei is the only one who knows K-02 HSM"
        assert "Li Wei" in told(pilot, "HSM")


async def test_a_proof_by_somebody_who_leaves_too_is_said_to_prove_nothing(
    app: MakeApp, team: Team
) -> None:
    sun = team.person(team.chen).successor
    assert sun is not None
    with team.ws.change(team.handover, "edit", msg("Sun Yu leaves")) as ed:
        ed.set(sun, release=date(2026, 12, 20))
    async with running(app, team.path) as pilot:
        await release_sheet(pilot, team)
        assert "receiver leaves too" in told(pilot, "K-01 Ledger")
        await press(pilot, "p", "1", "enter")
        await typed(pilot, "2026-12-11")
        await press(pilot, "y")  # although Chen Hao is not there any more
        assert status(pilot).endswith("it proves nothing: Sun Yu leaves too")


async def test_what_stands_against_a_session_is_said_before_it_is_planned(
    app: MakeApp, team: Team
) -> None:
    async with running(app, team.path) as pilot:
        await release_sheet(pilot, team)
        await press(pilot, "p", "1", "enter")
        await typed(pilot, "2026-12-12")
        assert "2026-12-12 is no working day" in shown(pilot)
        assert "Chen Hao is not there on 2026-12-12" in shown(pilot)
        await press(pilot, "n")
        assert len(team.again().known(team.handover).all(Session)) == 1
        await press(pilot, "p", "1", "enter")
        await typed(pilot, "2026-12-12")
        await press(pilot, "y")
        assert len(team.again().known(team.handover).all(Session)) == 2


async def test_a_session_is_called_by_its_kind_in_words(app: MakeApp, team: Team) -> None:
    async with running(app, team.path) as pilot:
        await pilot.app.push_screen(SheetScreen(team.handover, team.session))
        await settled(pilot)
        assert line(pilot, "#title") == " SE-01 session   reverse shadowing"
        await pilot.app.push_screen(SheetScreen(team.handover, team.topic))
        await settled(pilot)
        await press(pilot, "end")
        assert "2026-12-10" in told(pilot, "SE-01"), "what it is asked first: when"


async def test_a_list_of_topics_that_nobody_has_looked_at_is_begun_or_called_empty(
    app: MakeApp, team: Team
) -> None:
    with team.ws.change(team.handover, "delete", msg("no topics")) as ed:
        ed.delete([team.session, team.topic])
    async with running(app, team.path) as pilot:
        screen = await release_sheet(pilot, team)
        screen.rows.move_to(NeedId(Need.KNOWLEDGE))
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, Choose)
        await choose(pilot, "nothing here needs it")
        await typed(pilot, "all of it is documented")
        await choose(pilot, "Sun Yu")
        assert "nothing that only he knows" in shown(pilot)


async def test_the_card_of_a_topic_is_read_from_its_line_here_and_on_the_coverage(
    app: MakeApp, team: Team
) -> None:
    async with running(app, team.path) as pilot:
        await press(pilot, "enter", "T", "y")
        assert isinstance(pilot.app.screen, TopicCardScreen)
        assert "Knowledge card" in line(pilot, "#title")
        assert "Knowledge card PAY: Ledger retry logic (K-01)" in shown(pilot)
        assert not any(line[1:].startswith(("#", "|", ">")) for line in shown(pilot).splitlines())
        await press(pilot, "escape", "c", "y")
        assert status(pilot) == "go to a topic first"
        await press(pilot, "end", "y")
        assert isinstance(pilot.app.screen, TopicCardScreen)


def test_what_was_proved_by_who_left_since_is_not_among_the_proved_topics() -> None:
    crew = Crew()
    wu = crew.receiver("Wu Lan")
    topic = crew.topic("Ledger", receiver=wu.id, state=TopicState.SIGNED_OFF)
    crew.add(Holding, parent=topic.id, person=wu.id, level=3, shown_on=TODAY)
    assert [t.id for t in grouped(crew.dossier(), TODAY)[Known.PROVED]] == [topic.id]
    crew.change(wu, state=PersonState.LEFT, left_on=TODAY)
    parts = grouped(crew.dossier(), TODAY)
    assert parts[Known.PROVED] == []
    assert [t.id for t in parts[Known.NOBODY]] == [topic.id]


def test_topics_of_which_all_who_know_them_leave_have_a_part_of_their_own() -> None:
    crew = Crew()
    chen, bai = (crew.person(n, release=date(2026, 12, d)) for n, d in (("Chen", 18), ("Bai", 31)))
    later = crew.topic("Ledger", chen, bai)
    crew.change(chen, release=date(2027, 1, 15))
    sooner = crew.topic("Alarms", bai, crew.person("Li", release=date(2026, 12, 1)))
    crew.topic("Tariffs", bai, crew.person("Sun Yu"))
    parts = grouped(crew.dossier(), TODAY)
    assert [t.id for t in parts[Known.LEAVING]] == [sooner.id, later.id], "the next day first"
    assert [t.title for t in parts[Known.SEVERAL]] == ["Tariffs"]


async def test_the_title_promises_no_day_where_something_has_none(app: MakeApp, team: Team) -> None:
    for record, field, text in ((team.session, "day", "2026-12-03"), (team.chen, "successor", "")):
        records.edit(team.ws, team.handover, record, field, text)
    async with running(app, team.path, size=(120, 24)) as pilot:
        await press(pilot, "enter", "T")
        assert line(pilot, ".figures").rstrip().endswith("safe from Dec 04 or later")
