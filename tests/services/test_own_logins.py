"""Logins that several people use, and handovers in which everybody has his own."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.services.conftest import Payment
from workbench.domain.bitext import Bitext
from workbench.domain.change import Author
from workbench.domain.errors import Refused
from workbench.domain.message import Msg
from workbench.domain.registers.handover import Handover
from workbench.domain.registers.item import Item, ItemState
from workbench.domain.registers.person import Person, Side
from workbench.services import arriving, erasing, items, records, undo
from workbench.services.editing import Outcome
from workbench.services.memory import Memory
from workbench.services.present import Present, present, set_present
from workbench.services.workspace import Me
from workbench.settings import Settings, login

LI = Me("Li Wei", Side.GIVING, "li wei")
SUN = Me("Sun Yu", Side.RECEIVING, "sun yu")


@pytest.fixture
def own(pay: Payment) -> Payment:
    """PAY, in which Li Wei, logged in as `li wei`, has switched on that each has his own login."""
    pay.ws.me = LI
    with pay.ws.change(pay.handover, "test", Msg("own logins only")) as editing:
        editing.set(pay.handover, strict=True)
    return pay


def claim(pay: Payment, me: Me, n: int = 0) -> None:
    """A first claim, by whoever is logged in."""
    pay.ws.me = me
    by = pay.sun if me.name.lower() == "sun yu" else pay.li
    items.claim(pay.ws, pay.handover, [pay.items[n]], "done", by=by).expect()


def test_everybody_works_under_his_own(own: Payment) -> None:
    claim(own, LI)
    own.ws.me = SUN
    items.verify(own.ws, own.handover, [own.items[0]]).expect()


def test_a_name_that_works_under_a_login_is_refused_under_another(own: Payment) -> None:
    claim(own, SUN)
    with pytest.raises(Refused, match="Sun Yu has one: sun yu"):
        claim(own, Me("Sun Yu", Side.RECEIVING, "mallory"), 1)


def test_a_login_that_works_for_one_is_refused_to_another(own: Payment) -> None:
    claim(own, LI)
    with pytest.raises(Refused, match="another's: Li Wei"):
        claim(own, Me("sun yu", Side.RECEIVING, "li wei"), 1)


def test_who_is_called_otherwise_from_now_on_goes_on(own: Payment) -> None:
    claim(own, LI)
    records.edit(own.ws, own.handover, own.li, "name", "Li Weiwei")
    claim(own, Me("Li Weiwei", Side.GIVING, "li wei"), 1)


def test_a_new_login_is_let_in_by_switching_it_off_and_on(own: Payment) -> None:
    new = Me("Li Wei", Side.GIVING, "liwei2")
    with pytest.raises(Refused, match="Li Wei has one: li wei"):
        claim(own, new)
    for me, strict in ((LI, False), (new, True)):
        own.ws.me = me
        with own.ws.change(own.handover, "test", Msg("own logins only")) as editing:
            editing.set(own.handover, strict=strict)
    claim(own, new)


def test_who_typed_for_others_before_has_worked_for_himself(pay: Payment) -> None:
    pay.ws.me = LI
    items.claim(pay.ws, pay.handover, [pay.items[0]], "done", by=pay.sun).expect()
    with pay.ws.change(pay.handover, "test", Msg("own logins only")) as editing:
        editing.set(pay.handover, strict=True)
    claim(pay, SUN, 1)
    with pytest.raises(Refused, match="another's: Li Wei"):
        claim(pay, Me("Sun Yu", Side.RECEIVING, "li wei"), 2)


def waive(pay: Payment, me: Me, n: int, approver: int) -> Outcome:
    pay.ws.me = me
    ends = date(2026, 12, 1)
    return items.waive(pay.ws, pay.handover, [pay.items[n]], "late", "call", ends, approver)


def owned(pay: Payment, n: int, owner: int | None) -> None:
    pay.ws.me = LI
    with pay.ws.change(pay.handover, "test", Msg("owner")) as editing:
        editing.set(pay.items[n], person=owner, seat=None)


def test_who_approves_does_it_himself_for_the_owner_who_asks(own: Payment) -> None:
    owned(own, 0, own.li)
    with pytest.raises(Refused, match="Sun Yu logs in himself"):
        waive(own, LI, 0, own.sun)
    waive(own, SUN, 0, own.sun).expect()
    item = own.ws.dossier(own.handover).get(own.items[0])
    assert isinstance(item, Item)
    assert (item.state, item.approver, item.typed_by) == (ItemState.WAIVED, own.sun, "")
    last = own.ws.written(own.handover)
    assert last is not None
    assert last.author == Author("Sun Yu", "", "sun yu")


def test_nobody_approves_what_only_he_asks_for(own: Payment) -> None:
    owned(own, 0, own.sun)
    [(_, why)] = waive(own, SUN, 0, own.sun).refused
    assert "somebody else must approve" in str(why)
    owned(own, 1, None)
    with pytest.raises(Refused, match="somebody else has to ask for it"):
        waive(own, SUN, 1, own.sun)
    gao = Me("Gao Ping", Side.SPONSOR, "gao ping")
    waive(own, gao, 0, own.gao).expect()


def test_less_is_asked_of_an_item_by_who_agrees_himself(own: Payment) -> None:
    owned(own, 0, own.li)
    own.ws.me = LI
    with pytest.raises(Refused, match="Sun Yu logs in himself"):
        records.edit(own.ws, own.handover, own.items[0], "mandatory", "no", approver=own.sun)
    own.ws.me = SUN
    records.edit(own.ws, own.handover, own.items[0], "mandatory", "no", approver=own.sun)
    item = own.ws.dossier(own.handover).get(own.items[0])
    assert isinstance(item, Item)
    assert not item.mandatory


def test_undo_and_erasure_ask_for_the_own_login_too(own: Payment) -> None:
    claim(own, LI)
    own.ws.me = Me("Li Wei", Side.GIVING, "mallory")
    with pytest.raises(Refused):
        undo.undo(own.ws, own.handover, undo.undoable(own.ws, own.handover))
    plan = erasing.plan_person(own.ws, own.handover, own.gao)
    with pytest.raises(Refused, match="Li Wei has one"):
        erasing.apply(own.ws, plan, "asked for")


def test_a_login_of_several_people_changes_nothing_there(own: Payment) -> None:
    with pytest.raises(Refused, match="several people use this one"):
        claim(own, Me("Sun Yu", Side.RECEIVING, "team", shared=True))


def test_a_login_of_several_people_is_nobodys_own(pay: Payment) -> None:
    """What was done under it before says nothing of whose login is whose."""
    crowd = frozenset({"team"})
    claim(pay, Me("Sun Yu", Side.RECEIVING, "team", shared=True, crowded=crowd))
    with pay.ws.change(pay.handover, "test", Msg("own logins only")) as editing:
        editing.set(pay.handover, strict=True)
    claim(pay, Me("Sun Yu", Side.RECEIVING, "sun yu", crowded=crowd), 1)


def test_whom_the_administrator_vouches_for_needs_no_login_of_his_own(own: Payment) -> None:
    claim(own, Me("Li Wei", Side.GIVING, "handover", vouched=True))
    claim(own, Me("Sun Yu", Side.RECEIVING, "handover", vouched=True), 1)


def test_two_persons_are_needed_where_nobody_else_could_verify(pay: Payment) -> None:
    """Without own logins it would be self-declared; with them somebody else has to come."""
    with pay.ws.founding("new", Msg("new")) as (ed, _):
        handover = ed.add(Handover, code="TWO", name=Bitext("Two"), strict=True)
        item = ed.add(Item, text=Bitext("Alarms tested"), evidence_required=False)
        ed.add(Person, name="Sun Yu", side=Side.RECEIVING)
    pay.ws.me = SUN
    items.claim(pay.ws, handover, [item], "").expect()
    outcome = items.verify(pay.ws, handover, [item])
    [(_, why)] = outcome.refused
    assert "two persons are needed" in str(why)


def test_nothing_is_changed_before_somebody_said_who_he_is(pay: Payment) -> None:
    pay.ws.me = Me("", None, "team", shared=True)
    with pytest.raises(Refused, match="say first who you are"):
        items.claim(pay.ws, pay.handover, [pay.items[0]], "done")
    with (
        pytest.raises(Refused, match="say first who you are"),
        pay.ws.founding("new", Msg("new")),
    ):
        pass
    claim(pay, Me("Li Wei", Side.GIVING, "team", shared=True))


def test_who_is_present_is_said_by_each_who_shares_the_login(pay: Payment) -> None:
    pay.ws.me = Me("Li Wei", Side.GIVING, "team", shared=True)
    set_present(pay.ws, pay.handover, Present(pay.li, pay.sun))
    assert present(pay.ws, pay.handover).receiving == pay.sun
    pay.ws.me = Me("Gao Ping", Side.SPONSOR, "team", shared=True)
    assert present(pay.ws, pay.handover) == Present(None, None)


def test_the_settings_say_who_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "somebody else")
    shared = Settings(shared_logins=frozenset({login()}))
    assert Me.of(shared, "").shared
    named = shared._replace(restricted=True, locked=frozenset({"user"}))
    assert (Me.of(named, "Sun Yu").shared, Me.of(named, "Sun Yu").vouched) == (False, True)
    assert Me.of(shared, "").login == login() != "somebody else"


SAY = """
import sys
from pathlib import Path
from workbench.services.memory import Memory
from workbench.services.sitting import sit, sits
"""
SAY_GIVEN = SAY + "sit(Memory(Path(sys.argv[1]), Path('team.db')), sys.argv[2], 'giving')"
ASK_AFTER_ANOTHER = (
    SAY
    + """
import json, subprocess
subprocess.run([sys.executable, "-c", sys.argv[2], sys.argv[1], "Li Wei"], check=True)
memory = Memory(Path(sys.argv[1]), Path("team.db"))
first = sits(memory)
sit(memory, "Sun Yu", "receiving")
print(json.dumps([first, sits(memory), list(memory.get("sitting").values())]))
"""
)


def _in_a_session_of_its_own(*arguments: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", *arguments],
        start_new_session=True,
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def test_a_name_holds_for_the_terminal_it_was_said_at(tmp_path: Path) -> None:
    _in_a_session_of_its_own(SAY_GIVEN, str(tmp_path), "Gao Ping")
    first, then, kept = json.loads(
        _in_a_session_of_its_own(ASK_AFTER_ANOTHER, str(tmp_path), SAY_GIVEN)
    )
    assert first == ["Li Wei", "giving"], "said by another program at this terminal"
    assert then == ["Sun Yu", "receiving"]
    assert kept == [["Sun Yu", "receiving"]], "Gao Ping's is closed"


def test_what_is_news_to_one_is_news_to_another_who_shares_the_login(tmp_path: Path) -> None:
    memory, monday = Memory(tmp_path, Path("team.db")), datetime(2026, 11, 23, 9, tzinfo=UTC)
    arriving.visited(memory, monday, 7, by="Li Wei")
    assert arriving.last_visit(memory, "li wei") == monday
    assert arriving.last_handover(memory, "Li Wei") == 7
    assert arriving.last_visit(memory, "Sun Yu") is None
    assert arriving.last_handover(memory) is None
    assert "Li Wei" not in next(tmp_path.glob("*.json")).read_text(encoding="utf-8")


def test_a_name_in_other_letters_is_the_same_person(pay: Payment) -> None:
    """Nobody stands in for himself, and what he did he can undo."""
    pay.ws.me = Me("li wei", Side.GIVING, "lw")
    items.claim(pay.ws, pay.handover, [pay.items[0]], "done", by=pay.li).expect()
    records.edit(pay.ws, pay.handover, pay.items[1], "why", "as agreed")
    for _ in range(2):
        found = undo.undoable(pay.ws, pay.handover)
        assert found is not None
        assert found.author == Author("Li Wei", "", "lw")
        undo.undo(pay.ws, pay.handover)
