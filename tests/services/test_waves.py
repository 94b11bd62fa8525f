"""Release waves: people go in, the wave moves, and what that does is shown before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from tests.services.conftest import Clock, Payment, paste, plan_rows
from workbench.domain.conflict import Conflict
from workbench.domain.errors import NotFound, Refused
from workbench.domain.labelled import Side
from workbench.domain.message import Msg, msg
from workbench.domain.registers.contract import Contract, ContractDecision
from workbench.domain.registers.freeze import Freeze
from workbench.domain.registers.holding import Holding
from workbench.domain.registers.holiday import Holiday
from workbench.domain.registers.person import Person, PersonState
from workbench.domain.registers.session import Session, SessionKind
from workbench.domain.registers.topic import Topic
from workbench.domain.registers.wave import Wave
from workbench.services import importing, records, undo, waves
from workbench.services.workspace import Workspace

TODAY = date(2026, 11, 23)
DAY, LATER = date(2026, 12, 18), date(2027, 1, 29)
NONE_NEEDED: dict[str, Any] = {"no_successor": "the plant stands"}


@dataclass
class Site:
    ws: Workspace
    handover: int
    wave: int
    people: list[int]

    def person(self, n: int) -> Person:
        found = self.ws.dossier(self.handover).get(self.people[n])
        assert isinstance(found, Person)
        return found

    @property
    def releases(self) -> list[date | None]:
        return [self.person(n).release for n in range(len(self.people))]

    @property
    def is_wave(self) -> Wave:
        found = self.ws.dossier(self.handover).get(self.wave)
        assert isinstance(found, Wave)
        return found


@pytest.fixture
def site(pay: Payment) -> Site:
    """A wave in December and four people, the first of whom alone knows the retry logic."""
    with pay.ws.change(pay.handover, "add", _what()) as ed:
        wave = ed.add(Wave, name="First wave", day=DAY)
        people = [
            ed.add(Person, name="Chen Hao", side=Side.GIVING, notice=14, **NONE_NEEDED),
            ed.add(Person, name="Bai Xue", side=Side.GIVING, **NONE_NEEDED),
            ed.add(Person, name="Zhao Lei", side=Side.GIVING, told_on=TODAY, notice=30,
                   **NONE_NEEDED),
            ed.add(Person, name="Gone", side=Side.GIVING, state=PersonState.LEFT,
                   left_on=date(2026, 11, 2)),
        ]  # fmt: skip
        topic = ed.add(Topic, title="Retry logic", receiver=pay.sun)
        ed.add(Holding, parent=topic, person=people[0], level=3)
        ed.add(Session, parent=topic, kind=SessionKind.REVERSE, giver=people[0], receiver=pay.sun,
               day=date(2027, 1, 5))  # fmt: skip
    return Site(pay.ws, pay.handover, wave, people)


def _what() -> Msg:
    return msg("the site")


def test_whoever_is_put_into_a_wave_is_released_on_its_day_in_one_change(site: Site) -> None:
    outcome = waves.put(site.ws, site.handover, site.wave, site.people)

    assert site.releases == [DAY, DAY, DAY, None]
    assert site.person(1).wave == site.wave
    assert [(i, str(why)) for i, why in outcome.refused] == [
        (site.people[3], "Gone is left unplanned and goes with no wave")
    ]
    # Who is told last of all must be told a notice before: thirty days for Zhao Lei.
    assert site.is_wave.tell_on == date(2026, 11, 18)

    done = undo.undo(site.ws, site.handover)
    assert "into First wave" in str(done.summary)
    assert site.releases == [None] * 4
    assert site.is_wave.tell_on is None


def test_before_that_it_says_who_would_leave_too_early(site: Site) -> None:
    dossier = site.ws.dossier(site.handover)
    found = waves.preview_put(dossier, site.wave, site.people, TODAY)

    assert [(m.person.name, m.old, m.new) for m in found.moved] == [
        ("Chen Hao", None, DAY), ("Bai Xue", None, DAY), ("Zhao Lei", None, DAY),
    ]  # fmt: skip
    # Chen Hao: the proof on 5 January and a day to assess it. Zhao Lei: told today, 30 days.
    assert [(e.person.name, e.safe.day, e.days) for e in found.early] == [
        ("Chen Hao", date(2027, 1, 6), 19), ("Zhao Lei", date(2026, 12, 23), 5),
    ]  # fmt: skip
    assert [p.name for p in found.untold] == ["Chen Hao", "Bai Xue"]
    assert found.cliff is not None
    assert found.cliff.first == DAY
    assert len(found.cliff.leavers) == 3
    assert site.releases == [None] * 4, "a preview writes nothing"


def test_the_preview_is_what_happens(site: Site) -> None:
    before = site.ws.dossier(site.handover)
    put = waves.preview_put(before, site.wave, site.people, TODAY)
    waves.put(site.ws, site.handover, site.wave, site.people)
    (now,) = waves.outlook(site.ws.dossier(site.handover), TODAY)
    assert (now.tell_on, [p.id for p in now.people]) == (put.tell_on, [p.id for p in put.people])
    assert [(e.person.id, e.days) for e in now.early] == [(e.person.id, e.days) for e in put.early]

    moved = waves.preview_move(site.ws.dossier(site.handover), site.wave, LATER, TODAY)
    waves.move(site.ws, site.handover, site.wave, LATER)
    (now,) = waves.outlook(site.ws.dossier(site.handover), TODAY)
    assert (now.tell_on, now.early) == (moved.tell_on, moved.early) == (date(2026, 12, 30), ())


def test_a_wave_moves_with_those_who_had_its_day(site: Site) -> None:
    waves.put(site.ws, site.handover, site.wave, site.people[:3])
    records.edit(site.ws, site.handover, site.people[1], "release", "2026-12-24")

    found = waves.preview_move(site.ws.dossier(site.handover), site.wave, LATER, TODAY)
    assert [m.person.name for m in found.moved] == ["Chen Hao", "Zhao Lei"]
    assert [p.name for p in found.apart] == ["Bai Xue"]

    waves.move(site.ws, site.handover, site.wave, LATER)
    assert site.releases == [LATER, date(2026, 12, 24), LATER, None]
    assert site.is_wave.day == LATER

    undo.undo(site.ws, site.handover)
    assert site.releases == [DAY, date(2026, 12, 24), DAY, None]
    assert site.is_wave.day == DAY


def test_who_has_gone_meanwhile_does_not_move_with_the_wave(site: Site) -> None:
    waves.put(site.ws, site.handover, site.wave, site.people[:2])
    with site.ws.change(site.handover, "leave", _what()) as ed:
        ed.put(site.people[0], state=PersonState.LEFT, left_on=TODAY)
    waves.move(site.ws, site.handover, site.wave, LATER)
    assert site.releases == [DAY, LATER, None, None]


def test_a_day_in_a_freeze_says_so(site: Site) -> None:
    with site.ws.change(site.handover, "add", _what()) as ed:
        ed.add(Freeze, name="Year end", first=date(2026, 12, 24), last=date(2027, 1, 3))
    dossier = site.ws.dossier(site.handover)
    for day, frozen in (
        (date(2026, 12, 23), []),
        (date(2026, 12, 24), ["Year end"]),
        (date(2027, 1, 3), ["Year end"]),
        (date(2027, 1, 8), ["T0 and the days around it"]),
    ):
        found = waves.preview_move(dossier, site.wave, day, TODAY)
        assert len(found.frozen) == len(frozen), day
        if frozen == ["Year end"]:
            assert [str(w.name) for w in found.frozen] == frozen


@pytest.mark.parametrize(
    ("day", "idle"),
    [
        (date(2026, 12, 18), False),
        (date(2026, 12, 19), True),
        (date(2026, 12, 20), True),
        (date(2026, 12, 21), True),  # a holiday
    ],
)
def test_a_wave_on_a_day_off_draws_a_remark(site: Site, day: date, idle: bool) -> None:
    with site.ws.change(site.handover, "add", _what()) as ed:
        ed.add(Holiday, day=date(2026, 12, 21))
    waves.put(site.ws, site.handover, site.wave, site.people)
    found = waves.preview_move(site.ws.dossier(site.handover), site.wave, day, TODAY)
    remark = f"{day} is no working day: see who takes back what they have"
    assert (remark in [str(line) for line in waves.standing(found)]) is idle


def test_a_wave_says_whose_contract_ends_before_its_day(site: Site) -> None:
    with site.ws.change(site.handover, "add", _what()) as ed:
        contract = ed.add(Contract, title="Labour", ends=date(2026, 12, 10),
                          decision=ContractDecision.END)  # fmt: skip
        ed.set(site.people[1], contract=contract)
    said = "Labour is to end on 2026-12-10, before 1 person of it goes"
    dossier = site.ws.dossier(site.handover)
    found = waves.preview_put(dossier, site.wave, site.people[:3], TODAY)
    assert said in [str(note) for note in waves.notes(found)]

    records.edit(site.ws, site.handover, contract, "decision", "extended")
    dossier = site.ws.dossier(site.handover)
    found = waves.preview_put(dossier, site.wave, site.people[:3], TODAY)
    assert said not in [str(note) for note in waves.notes(found)]


def test_who_has_no_safe_day_yet_is_open_and_early_only_once_that_is_known(site: Site) -> None:
    records.edit(site.ws, site.handover, site.people[1], "no_successor", "")
    found = waves.preview_put(site.ws.dossier(site.handover), site.wave, [site.people[1]], TODAY)
    assert (found.early, [p.name for p in found.open]) == ((), ["Bai Xue"])
    records.edit(site.ws, site.handover, site.people[1], "attends", "G4")
    dossier = site.ws.dossier(site.handover)
    found = waves.preview_put(dossier, site.wave, [site.people[1]], TODAY)
    assert [(e.person.name, e.days) for e in found.early] == [("Bai Xue", 36)]
    assert found.open == ()


def test_an_earlier_day_to_tell_that_people_set_stays_as_far_ahead(site: Site) -> None:
    records.edit(site.ws, site.handover, site.wave, "tell_on", "2026-11-16")
    waves.put(site.ws, site.handover, site.wave, site.people[:1])
    assert site.is_wave.tell_on == date(2026, 11, 16)
    waves.move(site.ws, site.handover, site.wave, date(2026, 12, 25))
    assert site.is_wave.tell_on == date(2026, 11, 23)


def test_a_wave_without_a_day_leaves_the_plan_as_it_is_until_it_has_one(site: Site) -> None:
    records.edit(site.ws, site.handover, site.wave, "day", "")
    waves.put(site.ws, site.handover, site.wave, site.people[:2])
    assert site.releases[:2] == [None, None]
    waves.move(site.ws, site.handover, site.wave, DAY)
    assert site.releases[:2] == [DAY, DAY]


def test_out_of_the_wave_the_plan_stays(site: Site) -> None:
    waves.put(site.ws, site.handover, site.wave, site.people[:2])
    waves.take_out(site.ws, site.handover, site.people[:1])
    assert (site.person(0).wave, site.person(0).release) == (None, DAY)
    waves.move(site.ws, site.handover, site.wave, LATER)
    assert site.releases[:2] == [DAY, LATER]


def test_a_wave_that_is_gone_is_said_to_be(site: Site) -> None:
    with pytest.raises(NotFound, match="release wave is no longer there"):
        waves.put(site.ws, site.handover, 10_000, site.people)


def test_a_release_that_others_moved_meanwhile_is_asked_about(
    site: Site, login: Callable[[str, Side], Workspace], clock: Clock
) -> None:
    waves.put(site.ws, site.handover, site.wave, site.people[:2])
    seen = site.ws.dossier(site.handover)
    records.edit(login("Sun Yu", Side.RECEIVING), site.handover, site.people[0], "release",
                 "2027-02-01")  # fmt: skip
    with pytest.raises(Conflict):
        waves.move(site.ws.having_seen(seen), site.handover, site.wave, LATER)
    assert site.is_wave.day == DAY, "nothing of it is written"


def test_typed_into_the_fields_it_is_the_same(site: Site) -> None:
    records.bulk_edit(site.ws, site.handover, site.people[:3], "wave", "First wave")
    assert site.releases == [DAY, DAY, DAY, None]
    assert site.is_wave.tell_on == date(2026, 11, 18)
    records.edit(site.ws, site.handover, site.people[1], "release", "2026-12-24")
    records.edit(site.ws, site.handover, site.wave, "day", "2027-01-29")
    assert site.releases == [LATER, date(2026, 12, 24), LATER, None]
    assert site.is_wave.tell_on == date(2026, 12, 30)
    undo.undo(site.ws, site.handover)
    assert site.releases == [DAY, date(2026, 12, 24), DAY, None]
    records.edit(site.ws, site.handover, site.people[0], "wave", "")
    assert (site.person(0).wave, site.person(0).release) == (None, DAY)
    records.edit(site.ws, site.handover, site.wave, "day", "")
    assert site.releases == [DAY, date(2026, 12, 24), DAY, None]


def test_who_has_left_may_be_noted_with_his_wave_and_keeps_his_days(site: Site) -> None:
    records.edit(site.ws, site.handover, site.people[3], "wave", "First wave")
    assert (site.person(3).wave, site.person(3).release) == (site.wave, None)


def test_a_day_at_the_end_of_time_is_taken_as_any_other(site: Site) -> None:
    waves.put(site.ws, site.handover, site.wave, site.people[:1])
    waves.move(site.ws, site.handover, site.wave, date.max)
    assert site.is_wave.tell_on == date(9999, 12, 17)


def test_nobody_is_planned_to_leave_on_a_day_that_is_over(site: Site) -> None:
    waves.put(site.ws, site.handover, site.wave, site.people[:2])
    over = date(2026, 11, 10)
    say = "2026-11-10 is over, and 2 people would be to leave then: name a day to come"
    with pytest.raises(Refused, match=say):
        waves.preview_move(site.ws.dossier(site.handover), site.wave, over, TODAY)
    with pytest.raises(Refused, match=say):
        waves.move(site.ws, site.handover, site.wave, over)
    with pytest.raises(Refused, match=say):
        records.edit(site.ws, site.handover, site.wave, "day", str(over))
    with pytest.raises(Refused, match="is over"):
        waves.put_into_new(site.ws, site.handover, "Too late", over, site.people[:2])
    assert site.releases[:2] == [DAY, DAY]
    waves.take_out(site.ws, site.handover, site.people[:2])
    waves.move(site.ws, site.handover, site.wave, over)
    with pytest.raises(Refused, match="1 person would be to leave then"):
        waves.put(site.ws, site.handover, site.wave, site.people[:1])
    with pytest.raises(Refused, match="1 person would be to leave then"):
        records.edit(site.ws, site.handover, site.people[0], "wave", "First wave")
    assert site.is_wave.day == over, "of a wave that nobody goes with any more it may be noted"


def test_a_roster_in_a_file_moves_releases_with_their_wave_and_says_so(site: Site) -> None:
    rows = [
        ["Name", "Release wave", "Planned release"],
        ["Chen Hao", "First wave", ""],
        ["Bai Xue", "First wave", "2027-01-05"],
        ["Lu Xin", "First wave", ""],
        ["Gone", "First wave", ""],
    ]
    plan = plan_rows(site.ws, site.handover, "person", rows)
    assert [str(line) for line in plan.also] == [
        "with First wave: 2 planned releases on 2026-12-18"
    ]
    view = site.ws.reading(site.handover)
    told = [(site.ws.tr(what), was, now) for what, was, now in plan.rows[0].changes("person", view)]
    assert told == [("Release wave", "", "First wave"), ("Planned release", "", "2026-12-18")]

    importing.apply(site.ws, plan)
    # A day of his own stays his own, and who has left is not planned again.
    assert site.releases == [DAY, date(2027, 1, 5), None, None]
    assert site.is_wave.tell_on == date(2026, 12, 4), "fourteen days before, for Chen Hao"
    again = plan_rows(site.ws, site.handover, "person", rows)
    assert (again.todo, again.also) == (0, [])

    undo.undo(site.ws, site.handover)
    assert site.releases == [None] * 4
    assert site.is_wave.tell_on is None


def test_a_list_that_comes_back_with_another_wave_moves_the_day_it_was_written_with(
    site: Site,
) -> None:
    waves.put(site.ws, site.handover, site.wave, site.people[:1])
    paste(site.ws, site.handover, "wave", [["Release wave", "Day"], ["Second wave", "2027-01-29"]])
    key = site.ws.dossier(site.handover).key(site.person(0))
    rows = [["Key", "Release wave", "Planned release"], [key, "Second wave", "2026-12-18"]]
    paste(site.ws, site.handover, "person", rows)
    assert site.person(0).release == LATER


def test_a_wave_that_a_file_moves_takes_its_people_along(site: Site) -> None:
    waves.put(site.ws, site.handover, site.wave, site.people[:2])
    records.edit(site.ws, site.handover, site.people[1], "release", "2027-01-05")
    rows = [["Release wave", "Day"], ["First wave", "2027-01-29"]]
    plan = plan_rows(site.ws, site.handover, "wave", rows)
    assert [str(line) for line in plan.also] == ["with First wave: 1 planned release on 2027-01-29"]
    importing.apply(site.ws, plan)
    assert site.releases[:2] == [LATER, date(2027, 1, 5)]
    undo.undo(site.ws, site.handover)
    assert site.releases[:2] == [DAY, date(2027, 1, 5)]


@pytest.mark.parametrize(("agreed", "said"), [
    ("2026-12-04", "All of them are to be told by 2026-12-04"),
    ("2026-12-01", "told by 2026-12-01, as agreed; for their notice 2026-12-04 would do"),
    ("2026-12-10", "told by 2026-12-10, as agreed, but for their notice it must be by 2026-12-04"),
])  # fmt: skip
def test_a_day_to_tell_that_was_agreed_is_told_from_that_of_the_notice(
    site: Site, agreed: str, said: str
) -> None:
    waves.put(site.ws, site.handover, site.wave, site.people[:2])
    records.edit(site.ws, site.handover, site.wave, "tell_on", agreed)
    (found,) = waves.outlook(site.ws.dossier(site.handover), TODAY)
    assert (found.by_notice, found.tell_on) == (date(2026, 12, 4), date.fromisoformat(agreed))
    assert any(str(line).endswith(said) for line in waves.notes(found))
    assert found.told_too_late is (agreed == "2026-12-10")
    moved = waves.preview_move(site.ws.dossier(site.handover), site.wave, LATER, TODAY)
    assert any("told by" in str(line) for line in waves.notes(moved))
