"""The days of a handover in a calendar: what moves is updated there, never doubled."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from icalendar import Calendar

from tests.services.conftest import Clock, Payment
from workbench.domain.bitext import Bitext
from workbench.domain.message import msg
from workbench.domain.registers.contract import Contract
from workbench.domain.registers.handover import Handover
from workbench.domain.registers.person import Person, Side
from workbench.domain.registers.session import Session, SessionKind
from workbench.domain.registers.topic import Topic
from workbench.domain.registers.wave import Wave
from workbench.services import handovers, moving, planning, records, undo
from workbench.services.calendar_out import calendar

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


class Book:
    """Somebody's calendar, who takes in what he is sent: as RFC 5546 says, what has a higher
    SEQUENCE replaces what is there."""

    def __init__(self) -> None:
        self.events: dict[str, Any] = {}

    def take_in(self, text: str) -> None:
        events: list[Any] = list(Calendar.from_ical(text).walk("VEVENT"))
        for event in events:
            known = self.events.get(str(event["UID"]))
            if known is None or int(event["SEQUENCE"]) > int(known["SEQUENCE"]):
                self.events[str(event["UID"])] = event

    def days(self) -> dict[str, date]:
        return {str(e["SUMMARY"]): e.start for e in self.events.values()}

    def named(self, words: str) -> Any:
        return next(e for e in self.events.values() if words in str(e["SUMMARY"]))


@pytest.fixture
def crew(pay: Payment) -> Payment:
    with pay.ws.change(pay.handover, "add", msg("the crew")) as ed:
        lan = ed.add(Person, name="Wu Lan", side=Side.RECEIVING, starts=date(2026, 12, 7))
        hao = ed.add(Person, name="Chen Hao", side=Side.GIVING, release=date(2026, 12, 18),
                     told_on=date(2026, 11, 20), successor=lan,
                     role="SRE lead; on call")  # fmt: skip
        topic = ed.add(Topic, title="Ledger retry", receiver=lan)
        ed.add(Session, parent=topic, kind=SessionKind.REVERSE, giver=hao, receiver=lan,
               day=date(2026, 12, 10))  # fmt: skip
    return pay


def written(pay: Payment, **values: Any) -> str:
    return calendar(pay.ws, pay.handover, at=AT, **values).text


def one(pay: Payment, register: str) -> int:
    return pay.ws.dossier(pay.handover).listed(register)[-1].id


def test_gates_releases_days_together_and_sessions_are_in_it(crew: Payment) -> None:
    book = Book()
    book.take_in(written(crew))
    assert book.days() == {
        "PAY: G1 Plan agreed": date(2026, 12, 15),
        "PAY: G2 Knowledge captured": date(2026, 12, 31),
        "PAY: G3 Readiness review": date(2027, 1, 14),
        "PAY: G4 Acceptance": date(2027, 1, 15),
        "PAY: G5 Support exit": date(2027, 2, 14),
        "PAY: G6 Closure": date(2027, 4, 15),
        "PAY: G7 Benefits review": date(2027, 7, 14),
        "PAY: Chen Hao leaves": date(2026, 12, 18),
        "PAY: Chen Hao and Wu Lan together": date(2026, 12, 7),
        "PAY: reverse shadowing: Ledger retry": date(2026, 12, 10),
    }
    assert book.named("together").end == date(2026, 12, 19), "the last day is in it"
    assert str(book.named("leaves")["DESCRIPTION"]) == "SRE lead; on call"
    assert str(book.named("shadowing")["DESCRIPTION"]) == "Chen Hao -> Wu Lan"


def test_moving_t0_moves_the_gates_and_doubles_nothing(crew: Payment) -> None:
    book = Book()
    book.take_in(written(crew))
    before = dict(book.events)
    planning.move_t0(crew.ws, crew.handover, date(2027, 2, 1))
    book.take_in(written(crew))

    assert book.events.keys() == before.keys()
    assert book.named("G4").start == date(2027, 2, 1)
    assert book.named("G1").start == date(2027, 1, 1)
    for uid, event in book.events.items():
        gate = str(event["CATEGORIES"].cats[0]) == "gate"
        assert (int(event["SEQUENCE"]) > int(before[uid]["SEQUENCE"])) is gate, uid

    undo.undo(crew.ws, crew.handover)
    book.take_in(written(crew))
    assert book.named("G4").start == date(2027, 1, 15), "taken back, it is newer still"


def test_without_t0_the_gates_are_cancelled_where_they_were_taken_in(crew: Payment) -> None:
    book = Book()
    book.take_in(written(crew))
    records.edit(crew.ws, crew.handover, crew.handover, "t0", "")
    book.take_in(written(crew))
    gates = [e for e in book.events.values() if e["CATEGORIES"].to_ical() == b"gate"]
    assert len(gates) == 7
    assert {str(e["STATUS"]) for e in gates} == {"CANCELLED"}
    undo.undo(crew.ws, crew.handover)
    book.take_in(written(crew))
    assert str(book.named("G4 Acceptance")["STATUS"]) == "CONFIRMED"
    assert book.days()["PAY: G4 Acceptance"] == date(2027, 1, 15)


def test_whatever_moves_a_day_raises_its_sequence(crew: Payment) -> None:
    records.edit(crew.ws, crew.handover, crew.handover, "g3", "T-10wd")
    hao = next(p.id for p in crew.ws.dossier(crew.handover).all(Person) if p.name == "Chen Hao")
    lan = next(p.id for p in crew.ws.dossier(crew.handover).all(Person) if p.name == "Wu Lan")
    book = Book()
    for act, words, day in (
        (lambda: None, "G3", date(2027, 1, 1)),
        (lambda: records.add(crew.ws, crew.handover, "holiday", {"day": "2027-01-04"}),
         "G3", date(2026, 12, 31)),
        (lambda: records.delete(crew.ws, crew.handover, [one(crew, "holiday")]),
         "G3", date(2027, 1, 1)),
        (lambda: records.edit(crew.ws, crew.handover, hao, "release", "2026-12-23"),
         "leaves", date(2026, 12, 23)),
        (lambda: records.edit(crew.ws, crew.handover, lan, "starts", "2026-12-14"),
         "together", date(2026, 12, 14)),
        # Another successor, of whom nothing was ever changed.
        (lambda: records.edit(crew.ws, crew.handover, crew.sun, "starts", "2026-12-21"),
         "together", date(2026, 12, 14)),
        (lambda: records.edit(crew.ws, crew.handover, hao, "successor", "Sun Yu"),
         "together", date(2026, 12, 21)),
        (lambda: records.edit(crew.ws, crew.handover, one(crew, "session"), "day", "2026-12-11"),
         "shadowing", date(2026, 12, 11)),
        (lambda: records.edit(crew.ws, crew.handover, one(crew, "topic"), "title", "Retries"),
         "Retries", date(2026, 12, 11)),
    ):  # fmt: skip
        act()
        book.take_in(written(crew))
        assert book.named(words).start == day, words
    assert len(book.events) == 10


def test_a_session_that_is_off_is_cancelled_there_too(crew: Payment) -> None:
    book = Book()
    book.take_in(written(crew))
    moving.move(crew.ws, crew.handover, [one(crew, "session")], "cancel", reason="he is ill")
    book.take_in(written(crew))
    assert str(book.named("shadowing")["STATUS"]) == "CANCELLED"


def find(crew: Payment, name: str) -> int:
    return next(p.id for p in crew.ws.dossier(crew.handover).all(Person) if p.name == name)


@pytest.mark.parametrize("act", ["bring_back", "no_day", "untold", "transfer"])
def test_a_release_that_is_off_is_cancelled_where_it_was_taken_in(crew: Payment, act: str) -> None:
    book, hao = Book(), find(crew, "Chen Hao")
    book.take_in(written(crew))
    uids = {uid: e for uid, e in book.events.items() if "Hao" in str(e["SUMMARY"])}
    assert len(uids) == 2, "the release, and the days together"
    if act == "no_day":
        records.edit(crew.ws, crew.handover, hao, "release", "")
    elif act == "untold":
        records.edit(crew.ws, crew.handover, hao, "told_on", "")
    elif act == "transfer":
        records.add(crew.ws, crew.handover, "post", {"title": "Ledger duty"})
        records.edit(crew.ws, crew.handover, hao, "post", "Ledger duty")
        assert not moving.move(crew.ws, crew.handover, [hao], "transfer").refused
    else:
        moving.move(crew.ws, crew.handover, [hao], "tell")
        moving.move(crew.ws, crew.handover, [hao], "bring_back", reason="he stays")
    book.take_in(written(crew))
    for uid, before in uids.items():
        after = book.events[uid]
        assert str(after["STATUS"]) == "CANCELLED"
        assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])
        assert "Hao" not in str(after["SUMMARY"]), "it says no more of him than it must"
    undo.undo(crew.ws, crew.handover)
    if act in ("no_day", "untold"):
        book.take_in(written(crew))
        assert {str(book.events[uid]["STATUS"]) for uid in uids} == {"CONFIRMED"}


def test_what_was_deleted_is_cancelled_and_comes_back_with_undo(crew: Payment) -> None:
    book = Book()
    book.take_in(written(crew))
    session = one(crew, "session")
    records.delete(crew.ws, crew.handover, [session])
    book.take_in(written(crew))
    (off,) = [e for e in book.events.values() if str(e["STATUS"]) == "CANCELLED"]
    assert str(off["UID"]).startswith(f"session-{session}.")
    assert off.start == date(2026, 12, 10)
    undo.undo(crew.ws, crew.handover)
    book.take_in(written(crew))
    assert str(book.named("shadowing")["STATUS"]) == "CONFIRMED"


def test_a_person_who_was_deleted_is_cancelled(crew: Payment) -> None:
    with crew.ws.change(crew.handover, "add", msg("one more")) as ed:
        tao = ed.add(Person, name="Lin Tao", release=date(2026, 12, 11), told_on=date(2026, 11, 20))
        ed.add(Person, name="Never told", release=date(2026, 12, 11))
    book = Book()
    book.take_in(written(crew))
    never = find(crew, "Never told")
    assert not records.delete(crew.ws, crew.handover, [tao, never]).refused
    book.take_in(written(crew))
    off = [str(e["UID"]) for e in book.events.values() if str(e["STATUS"]) == "CANCELLED"]
    assert [uid.partition(".")[0] for uid in off] == [f"release-{tao}"]


def test_days_together_end_when_the_successor_comes_too_late(crew: Payment) -> None:
    book = Book()
    book.take_in(written(crew))
    records.edit(crew.ws, crew.handover, find(crew, "Wu Lan"), "starts", "2027-01-11")
    book.take_in(written(crew))
    (off,) = [e for e in book.events.values() if str(e["STATUS"]) == "CANCELLED"]
    assert str(off["UID"]).startswith("overlap-")
    assert str(book.named("leaves")["STATUS"]) == "CONFIRMED"


def test_who_is_not_told_is_not_in_it(crew: Payment) -> None:
    hao = next(p.id for p in crew.ws.dossier(crew.handover).all(Person) if p.name == "Chen Hao")
    records.edit(crew.ws, crew.handover, hao, "told_on", "")
    found = calendar(crew.ws, crew.handover, at=AT)
    assert found.untold == 1
    assert "leaves" not in found.text
    assert "together" not in found.text


def test_of_who_was_told_by_mistake_not_even_the_day_is_left(crew: Payment) -> None:
    hao = find(crew, "Chen Hao")
    book = Book()
    book.take_in(written(crew))
    records.edit(crew.ws, crew.handover, hao, "told_on", "")
    text = written(crew)
    assert "20261218" not in text
    assert "20261207" not in text
    assert "release\r\n" not in text
    book.take_in(text)
    off = [e for e in book.events.values() if str(e["STATUS"]) == "CANCELLED"]
    assert len(off) == 2, "where it was taken in, it goes all the same"


def test_waves_are_in_it_with_those_who_know_and_contracts_until_notice_is_given(
    crew: Payment,
) -> None:
    day = date(2026, 12, 18)
    with crew.ws.change(crew.handover, "add", msg("a wave")) as ed:
        wave = ed.add(Wave, name="First wave", day=day)
        ed.set(find(crew, "Chen Hao"), wave=wave)
        ed.add(Person, name="Never told", release=day, wave=wave)
        silent = ed.add(Wave, name="Silent wave", day=date(2027, 3, 1))
        ed.add(Person, name="Nor he", release=date(2027, 3, 1), wave=silent)
        contract = ed.add(Contract, title="Staff", vendor="Huaxin", ends=date(2027, 1, 31),
                          notice=31)  # fmt: skip
    book = Book()
    book.take_in(written(crew))
    assert book.days()["PAY: First wave: 1 person leaves"] == day
    assert book.days()["PAY: Staff: last day to give notice"] == date(2026, 12, 31)
    assert "Silent" not in "".join(book.days())
    records.edit(crew.ws, crew.handover, contract, "decision", "end")
    book.take_in(written(crew))
    assert book.days()["PAY: Staff: last day to give notice"] == date(2026, 12, 31)
    records.edit(crew.ws, crew.handover, contract, "notice_given", "2026-12-01")
    records.edit(crew.ws, crew.handover, find(crew, "Chen Hao"), "told_on", "")
    text = written(crew)
    assert "20261218" not in text
    book.take_in(text)
    off = {str(u).partition("-")[0] for u, e in book.events.items()
           if str(e["STATUS"]) == "CANCELLED"}  # fmt: skip
    assert off == {"release", "overlap", "wave", "notice"}
    first = Book()  # of somebody who never had the day
    first.take_in(text)
    assert "PAY: Staff: last day to give notice (called off)" in first.days()


def test_who_goes_with_his_wave_stands_in_its_entry_alone(crew: Payment) -> None:
    day, told = date(2027, 2, 1), date(2026, 11, 20)
    with crew.ws.change(crew.handover, "add", msg("a wave")) as ed:
        wave = ed.add(Wave, name="Welders", day=day)
        for name in ("Ma Rui", "Lin Tao"):
            ed.add(Person, name=name, release=day, told_on=told, wave=wave)
    book = Book()
    book.take_in(written(crew))
    assert str(book.named("Welders: 2 people")["DESCRIPTION"]) == "Ma Rui, Lin Tao"
    assert [s for s in book.days() if s.endswith(" leaves")] == ["PAY: Chen Hao leaves"]
    tao = find(crew, "Lin Tao")
    records.edit(crew.ws, crew.handover, tao, "release", "2027-02-10")
    book.take_in(written(crew))
    assert book.days()["PAY: Welders: 1 person leaves"] == day
    assert book.days()["PAY: Lin Tao leaves"] == date(2027, 2, 10)
    records.edit(crew.ws, crew.handover, tao, "release", "2027-02-01")
    book.take_in(written(crew))
    off = [e for e in book.events.values() if str(e["STATUS"]) == "CANCELLED"]
    assert [str(e["UID"]).partition(".")[0] for e in off] == [f"release-{tao}"]


def test_the_same_content_and_time_give_the_same_bytes(crew: Payment, clock: Clock) -> None:
    first = written(crew)
    clock.forward(days=3)
    assert written(crew) == first
    assert written(crew, lang="zh_CN") != first


def test_two_handovers_share_no_uid_and_neither_do_two_files(crew: Payment) -> None:
    other = handovers.copy(crew.ws, crew.handover, "PAY2", Bitext("Again"), date(2027, 3, 1))
    book = Book()
    book.take_in(written(crew))
    mine = set(book.events)
    again = Book()
    again.take_in(calendar(crew.ws, other, at=AT).text)
    assert again.events
    assert not mine & set(again.events)


def test_without_t0_and_people_there_is_a_calendar_with_nothing_in_it(pay: Payment) -> None:
    with pay.ws.founding("new", msg("new handover NEW")) as (ed, _):
        new = ed.add(Handover, code="NEW")
    assert not list(Calendar.from_ical(calendar(pay.ws, new, at=AT).text).walk("VEVENT"))
