"""Records of any register: what a field takes, what may hang where, what may go."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import pytest

from tests.services.conftest import Payment, paste
from workbench.domain.bitext import Bitext
from workbench.domain.errors import BadValue, Refused, WorkbenchError
from workbench.domain.message import Msg
from workbench.domain.record import Field
from workbench.domain.registers.item import Item
from workbench.domain.registers.person import Person, Side
from workbench.domain.registers.topic import Topic
from workbench.figures.knowing import receivers_missing
from workbench.services import knowing, logbook, namesakes, placing, records
from workbench.services.workspace import Workspace


def test_an_emptied_field_has_its_default(pay: Payment) -> None:
    records.edit(pay.ws, pay.handover, pay.items[0], "weight", "5")
    records.edit(pay.ws, pay.handover, pay.items[0], "weight", "")
    found = pay.ws.dossier(pay.handover).get(pay.items[0])
    assert isinstance(found, Item)
    assert found.weight == 1


@pytest.mark.parametrize("text", ["--5", "9" * 5_000, "6", "-1", "1.5"])
def test_a_number_out_of_its_scale_is_refused_in_words(pay: Payment, text: str) -> None:
    with pytest.raises(BadValue, match="is not a whole number from 1 to 5"):
        records.edit(pay.ws, pay.handover, pay.items[0], "weight", text)


@pytest.mark.parametrize("text", ["", "a b", "PAY/2", "DATA"])
def test_a_code_is_checked_wherever_it_is_changed(
    pay: Payment, text: str, other_handover: str
) -> None:
    assert other_handover == "DATA"
    with pytest.raises(WorkbenchError):
        records.edit(pay.ws, pay.handover, pay.handover, "code", text)


@pytest.mark.parametrize(
    ("register", "texts", "under"),
    [("evidence", {"text": "a word"}, None), ("item", {"text": "New"}, "li"),
     ("person", {"name": "He Jun"}, "handover")],
)  # fmt: skip
def test_a_record_hangs_only_where_its_register_says(
    pay: Payment, register: str, texts: dict[str, str], under: str | None
) -> None:
    with pytest.raises(Refused, match="it cannot hang there"):
        records.add(pay.ws, pay.handover, register, texts,
                    parent=getattr(pay, under) if under else None)  # fmt: skip


def test_nothing_is_put_under_or_beside_what_somebody_deleted(
    pay: Payment, login: Callable[[str, Side], Workspace]
) -> None:
    one, two, *_ = pay.items
    records.delete(login("Sun Yu", Side.RECEIVING), pay.handover, [one]).expect()
    under = placing.place(pay.ws, pay.handover, [two], parent=one)
    itself = placing.place(pay.ws, pay.handover, [one], parent=None, after=two)
    assert [str(why) for o in (under, itself) for _, why in o.refused] == [
        "the record is no longer there"
    ] * 2
    with pytest.raises(WorkbenchError, match="no longer there"):
        records.add(pay.ws, pay.handover, "item", {"text": "New"}, parent=one)


def test_what_must_stay_keeps_what_it_refers_to(pay: Payment) -> None:
    """The seat is used by an item, so it stays, and with it the person who fills it."""
    made = records.add(pay.ws, pay.handover, "person", {"name": "He Jun"})
    records.edit(pay.ws, pay.handover, pay.duty, "person", "He Jun")
    outcome = records.delete(pay.ws, pay.handover, [pay.duty, made])
    assert not outcome.done
    assert {i: str(why) for i, why in outcome.refused} == {
        pay.duty: "still used by PAY-03", made: "still used by S-01",
    }  # fmt: skip


def test_a_short_name_is_not_taken_for_a_longer_one(pay: Payment) -> None:
    records.add(pay.ws, pay.handover, "person", {"name": "王伟民"})
    records.edit(pay.ws, pay.handover, pay.items[0], "person", "王伟")
    records.edit(pay.ws, pay.handover, pay.items[1], "person", "Gao")
    dossier = pay.ws.dossier(pay.handover)
    first, second = (dossier.get(i) for i in pay.items[:2])
    assert isinstance(first, Item)
    assert isinstance(second, Item)
    assert dossier.title(first.person or 0, "en") == "王伟"
    assert second.person == pay.gao
    assert len(dossier.all(Person)) == 5


@pytest.fixture
def other_handover(pay: Payment) -> str:
    from workbench.services import handovers

    name = pay.ws.dossier(pay.handover).handover.name
    handovers.copy(pay.ws, pay.handover, "DATA", name, None)
    return "DATA"


def test_a_second_receiver_is_added_as_the_refusal_of_two_says(pay: Payment) -> None:
    def add(register: str, **texts: str) -> int:
        return records.add(pay.ws, pay.handover, register, texts)

    add("person", name="Lin Tao", side="receiving side")
    add("post", title="Duty", critical="yes")
    with pytest.raises(BadValue, match=r"added to who knows it, as Lin Tao \(1\)"):
        add("topic", title="Ledger", receiver="Sun Yu、Lin Tao")
    topic = add("topic", title="Ledger", receiver="Sun Yu", post="Duty")

    def missing() -> int:
        found = pay.ws.dossier(pay.handover)
        return receivers_missing(found, cast("Topic", found.get(topic)))

    assert missing() == 1
    knowing.known_by(pay.ws, pay.handover, topic, knowing.names_in("Lin Tao (1)")).expect()
    assert missing() == 0


@pytest.mark.parametrize("text", ["马超、林涛", "马超,林涛", "Wu Lan, Sun Yu", "Wu Lan；Sun Yu"])
def test_two_names_in_one_field_do_not_make_one_person(pay: Payment, text: str) -> None:
    before = len(pay.ws.dossier(pay.handover).all(Person))
    with pytest.raises(BadValue, match="is more than one name, and one goes here; a second"):
        records.add(pay.ws, pay.handover, "topic", {"title": "Ledger", "receiver": text})
    with pytest.raises(BadValue, match="more than one name"):
        records.add(pay.ws, pay.handover, "person", {"name": text})
    assert len(pay.ws.dossier(pay.handover).all(Person)) == before


@pytest.mark.parametrize("text", ["Lopez, Maria", "O’Neil, J. P.", "张敏（夜班，周末）", "Ops/DBA"])
def test_a_name_may_have_signs_in_it(pay: Payment, text: str) -> None:
    made = records.add(pay.ws, pay.handover, "person", {"name": text})
    found = pay.ws.dossier(pay.handover).get(made)
    assert isinstance(found, Person)
    assert found.name == text


def test_the_log_shows_the_language_that_was_changed(pay: Payment) -> None:
    one = pay.items[0]
    with pay.ws.change(pay.handover, "edit", Msg("both languages")) as editing:
        editing.set(one, text=Bitext("Plan agreed", "计划已确认"))
    with pay.ws.change(pay.handover, "edit", Msg("one language")) as editing:
        editing.set(one, text=Bitext("Plan is agreed", "计划已确认"))
    last = pay.ws.written(pay.handover)
    assert last is not None
    [diff] = logbook.diffs(pay.ws, pay.handover, last.id)

    def shown(field: Field, value: Bitext) -> str:
        return value.show("zh_CN")

    texts = [c for c in diff.fields if c.field.name == "text"]
    assert [str(logbook.told(c, diff.fate, shown)) for c in texts] == [
        "Item: Plan agreed -> Plan is agreed"
    ]


def test_who_has_a_name_twice_is_told_what_tells_them_apart_if_anything_does(pay: Payment) -> None:
    def told(organisation: str) -> str:
        values = {"name": "Wu Lan", "organisation": organisation}
        made = records.add(pay.ws, pay.handover, "person", values)
        return str(namesakes.beside(pay.ws.known(pay.handover), made))

    assert told("") == "None"
    assert "nothing tells them apart: give them different organisations" in told("")
    assert "their organisations tell them apart" in told("Delta")
    assert "nothing tells them apart" in told("delta")


def test_who_is_new_on_a_seat_is_on_its_side(pay: Payment) -> None:
    seat = records.add(pay.ws, pay.handover, "seat", {"name": "Security", "side": "receiving"})
    records.edit(pay.ws, pay.handover, seat, "person", "Sam Iten")
    records.add(pay.ws, pay.handover, "seat",
                {"name": "Test", "side": "giving", "person": "Wu Lan"})  # fmt: skip
    paste(pay.ws, pay.handover, "seat",
          [["Name", "Side", "Filled by"], ["Legal", "receiving", "Mo Li"]])  # fmt: skip
    records.edit(pay.ws, pay.handover, pay.li, "successor", "Ann Roe")
    sides = {p.name: p.side for p in pay.ws.dossier(pay.handover).all(Person)}
    assert (sides["Sam Iten"], sides["Wu Lan"], sides["Mo Li"]) == (
        Side.RECEIVING, Side.GIVING, Side.RECEIVING,
    )  # fmt: skip
    assert sides["Ann Roe"] is None, "a successor need not be of the same side"
