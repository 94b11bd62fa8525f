"""The interview in the terminal: questions one by one, answers that become topics and cases."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from screens.dialogs import Choose
from screens.knowledge import InterviewScreen
from screens.note_editor import NoteEditor
from screens.sheet import SheetScreen
from tests.screens.conftest import MakeApp, shown, status
from tests.screens.leaving_file import Team, choose, line, press, roster, running, told, typed
from tests.screens.leaving_file import team as team
from workbench.domain.registers.holding import Holding
from workbench.domain.registers.topic import Topic, TopicState, Track


def topics(team: Team) -> list[Topic]:
    """Those that were made in the interview."""
    return list(team.again().known(team.handover).all(Topic))[1:]


async def test_one_key_on_the_roster_begins_and_each_question_has_a_screen(
    app: MakeApp, team: Team
) -> None:
    async with running(app, team.path) as pilot:
        await roster(pilot)
        await press(pilot, "e")
        assert isinstance(pilot.app.screen, InterviewScreen)
        assert "Interview   Chen Hao   PAY   1 of 7" in line(pilot, "#title")
        assert "What do you check first?" in shown(pilot)
        await press(pilot, "space")
        assert "What does the manual not say?" in shown(pilot)
        assert "What do you check first?" not in shown(pilot)
        await press(pilot, "[")
        assert "What do you check first?" in shown(pilot)
        await press(pilot, "[")
        assert status(pilot) == "there is no further one"


async def test_an_answer_becomes_a_draft_topic_that_he_knows_and_undo_takes_it_back(
    app: MakeApp, team: Team
) -> None:
    async with running(app, team.path) as pilot:
        await roster(pilot)
        await press(pilot, "e", "enter")
        await typed(pilot, "the queue depth")
        await press(pilot, "enter")
        await typed(pilot, "the date on the box")
        assert "2 ANSWERS" in shown(pilot)
        assert "2 are no topics yet" in line(pilot, "#title")
        await press(pilot, "t")  # the last, from the line of a new one
        await press(pilot, "ctrl+u")
        await typed(pilot, "Clock of the box")
        (made,) = topics(team)
        assert (made.title, made.track, made.state) == (
            "Clock of the box", Track.TACIT, TopicState.ELICITED,
        )  # fmt: skip
        assert made.about == "What do you check first?\nthe date on the box"
        (held,) = team.ws.known(team.handover).under(made.id, Holding)
        assert (held.person, held.level) == (team.chen, 3)
        assert "-> K-02" in told(pilot, "the date on the box")
        await press(pilot, "t")
        assert status(pilot) == "K-02 was made of it already"
        await press(pilot, "o")
        sheet = pilot.app.screen
        assert isinstance(sheet, SheetScreen)
        assert sheet.record_shown == made.id
        await press(pilot, "escape", "u")
        assert topics(team) == []
        assert "K-02" not in shown(pilot)
        assert "the date on the box" in shown(pilot), "the answer stays"


async def test_a_name_that_is_there_adds_to_its_topic_unless_another_is_wanted(
    app: MakeApp, team: Team
) -> None:
    async with running(app, team.path) as pilot:
        await roster(pilot)
        await press(pilot, "T", "e")
        asked = pilot.app.screen
        assert isinstance(asked, Choose)
        assert ">2  Chen Hao" in shown(pilot), "who knows the topic under the cursor"
        await press(pilot, "enter", "enter")
        await typed(pilot, "the retry counter")
        await press(pilot, "t", "ctrl+u")
        await typed(pilot, "ledger RETRY logic")
        await choose(pilot, "add the answer to K-01")
        assert status(pilot) == "added to K-01 Ledger retry logic"
        assert topics(team) == []
        assert "-> K-01" in told(pilot, "the retry counter")
        found = team.again().known(team.handover).get(team.topic)
        assert isinstance(found, Topic)
        assert found.about.endswith("What do you check first?\nthe retry counter")
        assert found.state is TopicState.ELICITED
        assert len(team.ws.known(team.handover).under(team.topic, Holding)) == 1
        await press(pilot, "u", "t", "ctrl+u")
        await typed(pilot, "ledger retry logic")
        await choose(pilot, "make another topic")
        assert [t.title for t in topics(team)] == ["ledger retry logic"]


async def test_a_near_name_asks_whether_the_topic_is_meant(app: MakeApp, team: Team) -> None:
    async with running(app, team.path) as pilot:
        await roster(pilot)
        await press(pilot, "e", "enter")
        await typed(pilot, "the retry counter")
        await press(pilot, "t", "ctrl+u")
        await typed(pilot, "Ledger retry")
        await choose(pilot, "no, a topic of its own")
        assert [t.title for t in topics(team)] == ["Ledger retry"]
        await press(pilot, "u", "t", "ctrl+u", *"Ledger re", "right", "enter")
        await choose(pilot, "add the answer to K-01")
        assert status(pilot) == "added to K-01 Ledger retry logic"
        assert topics(team) == []


async def test_a_case_is_told_in_five_lines_and_goes_on_where_it_was_left(
    app: MakeApp, team: Team
) -> None:
    async with running(app, team.path) as pilot:
        await roster(pilot)
        await press(pilot, "e", "space", "space", "space", "enter")
        await typed(pilot, "the ledger, in May")
        await press(pilot, "c", "enter", "enter")  # title and symptom as answered
        await typed(pilot, "a customer rang")
        await press(pilot, "escape")
        assert topics(team) == []
        await press(pilot, "c", "enter", "enter", "enter")
        await typed(pilot, "a lock")
        await typed(pilot, "restart")
        await typed(pilot, "none lost")
        (made,) = topics(team)
        assert made.is_case
        assert (made.symptom, made.noticed, made.cause, made.action, made.result) == (
            "the ledger, in May", "a customer rang", "a lock", "restart", "none lost",
        )  # fmt: skip


async def test_it_goes_on_where_it_was_left_and_keeps_what_was_answered_and_typed(
    app: MakeApp, team: Team
) -> None:
    async with running(app, team.path) as pilot:
        await roster(pilot)
        await press(pilot, "e", "space", "enter")
        await typed(pilot, "wait two minutes")
        await press(pilot, "enter", "h", "a", "l", "f", "escape")
    async with running(app, team.path) as pilot:
        await roster(pilot)
        await press(pilot, "e")
        assert "2 of 7" in line(pilot, "#title")
        assert "wait two minutes" in shown(pilot)
        await press(pilot, "enter", "enter")
        assert "half" in shown(pilot), "what was typed and not entered is offered again"
        await press(pilot, "escape", "escape", "escape")
        assert topics(team) == []


async def test_a_long_answer_has_the_note_editor(app: MakeApp, team: Team) -> None:
    async with running(app, team.path) as pilot:
        await roster(pilot)
        await press(pilot, "e", "e")
        assert isinstance(pilot.app.screen, NoteEditor)
        await press(pilot, *"one", "enter", *"two", "ctrl+s")
        text = shown(pilot)
        assert "one" in text
        assert "two" in text
        await press(pilot, "k", "enter")
        assert isinstance(pilot.app.screen, NoteEditor), "what is long stays a text"
        await press(pilot, "escape")
        await press(pilot, "t", "enter")
        (made,) = topics(team)
        assert made.title == "one two"
        assert made.about == "What do you check first?\none\ntwo"


async def test_an_answer_that_is_emptied_goes(app: MakeApp, team: Team) -> None:
    async with running(app, team.path) as pilot:
        await roster(pilot)
        await press(pilot, "e", "enter")
        await typed(pilot, "nothing")
        await press(pilot, "k", "enter", "ctrl+u", "enter")
        assert "0 ANSWERS" in shown(pilot)


async def test_after_the_last_question_all_answers_stand_together(app: MakeApp, team: Team) -> None:
    async with running(app, team.path, (80, 40)) as pilot:
        await press(pilot, "enter", "T", "e")
        await choose(pilot, "Chen Hao")
        await press(pilot, "enter")
        await typed(pilot, "the queue")
        await press(pilot, *["space"] * 7)
        text = shown(pilot)
        assert "What must never be done?" in text
        assert text.count("no answer") == 6
        await press(pilot, "t", "enter")
        assert [t.title for t in topics(team)] == ["the queue"]
        await press(pilot, "space")
        assert status(pilot) == "there is no further one"


async def test_hidden_names_are_not_in_the_interview(app: MakeApp, team: Team) -> None:
    async with running(app, team.path) as pilot:
        await roster(pilot)
        await press(pilot, "e", "enter")
        await typed(pilot, "ask Sun Yu")
        await press(pilot, "ctrl+t")
        assert "Chen Hao" not in line(pilot, "#title")
        assert "Sun Yu" not in shown(pilot)


@pytest.mark.parametrize("lang", ["en", "zh_CN"])
@pytest.mark.parametrize("size", [(40, 10), (80, 24), (120, 40)])
async def test_the_interview_opens_at_any_size(
    app: MakeApp, team: Team, lang: str, size: tuple[int, int]
) -> None:
    async with running(app, team.path, size, lang) as pilot:
        await pilot.app.push_screen(InterviewScreen(team.handover, team.chen))
        await press(pilot, "enter")
        await typed(pilot, "a [red]queue[/] that grows and grows")
        for _ in range(8):
            await press(pilot, "space")
            assert all(cell_len(row) <= size[0] for row in shown(pilot).splitlines())
        await press(pilot, "g")
        assert "[red]" in shown(pilot) or size[1] < 20
