"""The log at the command line: what happened can be proved, what must be forgotten is gone."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.e2e.conftest import Fine, Run
from tests.fixtures.forked import Forked
from tests.fixtures.terminal import Terminal
from workbench.domain.bitext import Bitext
from workbench.domain.registers.item import Item
from workbench.domain.registers.person import Side
from workbench.exchange import template_file
from workbench.services import handovers, items, records, undo
from workbench.services.workspace import Me, Workspace


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """PAY after four acts of two people, all typed by Li Wei."""
    path = tmp_path_factory.mktemp("made") / "handover.db"
    monday = datetime(2026, 11, 23, 9, tzinfo=UTC)
    ws = Workspace.open(path, Me("Li Wei", Side.GIVING), create=True, clock=lambda: monday)
    pay = handovers.create(
        ws, code="PAY", name=Bitext("Payment system"), t0=date(2027, 3, 15),
        template=template_file.find("lite", None),
    )  # fmt: skip
    sun = records.add(ws, pay, "person", {"name": "Sun Yu", "side": "receiving"})
    one, two = [i.id for i in ws.dossier(pay).all(Item)][:2]
    items.claim(ws, pay, [one], "wiki").expect()
    items.verify(ws, pay, [one], sun).expect()
    items.claim(ws, pay, [two], "wiki").expect()
    undo.undo(ws, pay)
    return path


@pytest.fixture
def file(tmp_path: Path, made: Path) -> Path:
    path = tmp_path / "data" / "handover" / "handover.db"
    path.parent.mkdir(parents=True)
    shutil.copy(made, path)
    return path


@pytest.fixture
def done(fine: Fine, file: Path) -> Fine:
    return fine


def test_the_log_says_who_did_what_the_newest_first(done: Fine) -> None:
    lines = done("log", "PAY").splitlines()
    assert re.search(r"2026-11-23 \d\d:\d\d +Li Wei +undo of Claim: PAY-02", lines[1])
    assert lines[2].endswith("Claim: PAY-02 (undone)")
    assert re.search(r"Sun Yu +Li Wei +Verify: PAY-01", lines[3])


@pytest.mark.parametrize(
    ("args", "acts"),
    [
        (["--by", "sun"], ["verify"]),
        (["--record", "PAY-01"], ["verify", "claim", "new"]),
        (["--record", "P-02"], ["add"]),
        (["--kind", "claim"], ["claim", "claim"]),
        (["--since", "1d", "--limit", "2"], ["undo", "claim"]),
        (["--since", "2026-11-24"], []),
        (["--until", "2026-11-22"], []),
        (["--until", "2026-11-23", "--kind", "undo"], ["undo"]),
    ],
)
def test_the_log_can_be_narrowed(done: Fine, args: list[str], acts: list[str]) -> None:
    found = json.loads(done("log", "PAY", "--json", *args))
    assert [act["kind"] for act in found["acts"]] == acts


def test_json_has_both_sides_of_each_field_and_no_names(done: Fine) -> None:
    text = done("log", "PAY", "--json", "--kind", "verify")
    (act,) = json.loads(text)["acts"]
    assert (act["by"], act["typed_by"]) == ("P-02", "P-01")
    (item,) = [r for r in act["records"] if r["register"] == "item"]
    assert (item["key"], item["fate"]) == ("PAY-01", "changed")
    assert (item["before"]["state"], item["after"]["state"]) == ("claimed", "verified")
    assert item["after"]["verified_by"] == "P-02"
    assert "Sun Yu" not in done("log", "PAY", "--json", "--limit", "0")
    assert "Sun Yu" in done("log", "PAY", "--json", "--limit", "0", "--personal")


def test_changes_are_told_in_words(done: Fine) -> None:
    told = done("log", "PAY", "--changes", "--kind", "verify")
    assert "    PAY-01  item, changed" in told
    assert "        State: claimed -> verified" in told
    assert "        Verified by: - -> Sun Yu" in told
    assert "        State: 已声称 -> 已核验" not in told


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--record", "X-9"], "there has never been a record X-9 here"),
        (["--kind", "nonsense"], "none of: new handover"),
        (["--since", "whenever"], "says no day"),
    ],
)
def test_what_says_nothing_is_refused(done: Fine, run: Run, args: list[str], words: str) -> None:
    found = run("log", "PAY", *args)
    assert found.returncode in (64, 70)
    assert words in found.stderr


def test_a_chain_that_holds_is_0_and_one_that_does_not_is_70_and_named(
    done: Fine, run: Run, file: Path
) -> None:
    head = done("log", "PAY", "--head").split()[0]
    assert f"Head: {head}, change set 6" in done("log", "PAY", "--verify")
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE r_item SET state = 'verified' WHERE rowid = (SELECT id FROM"
                           " record WHERE register = 'item' AND number = 5)")  # fmt: skip
    found = run("log", "PAY", "--verify")
    assert found.returncode == 70
    assert "change set 1, PAY-05: it is not as the log left it" in found.stderr
    assert json.loads(run("log", "PAY", "--verify", "--json").stdout)["ok"] is False


def rebuild(file: Path) -> None:
    """Rewrite history properly: another item text from the start, and every digest after it, by
    the rules that the documentation gives."""

    def digest(*parts: str) -> str:
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    with closing(sqlite3.connect(file)) as db, db:
        db.row_factory = sqlite3.Row
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type='trigger'").fetchall():
            db.execute(f"DROP TRIGGER {name}")
        item = db.execute("SELECT id FROM record WHERE register='item' AND number=1").fetchone()[0]
        db.execute("UPDATE r_item SET mandatory = 0 WHERE id = ?", (item,))
        for row in db.execute("SELECT * FROM change WHERE record = ?", (item,)).fetchall():
            after = row["after"].replace('"mandatory":true', '"mandatory":false')
            sealed = digest(row["salt"], str(item), row["before"], after)
            db.execute("UPDATE change SET after=?, digest=? WHERE id=?", (after, sealed, row["id"]))
        previous = ""
        for row in db.execute("SELECT * FROM change_set WHERE handover=1 ORDER BY id").fetchall():
            changes = db.execute(
                "SELECT digest FROM change WHERE change_set=? ORDER BY id", (row["id"],)
            )
            previous = digest(
                previous, str(row["id"]), row["at"], str(row["undoes"] or ""), row["content"],
                *(c[0] for c in changes),
            )  # fmt: skip
            db.execute("UPDATE change_set SET digest=? WHERE id=?", (previous, row["id"]))


def test_a_chain_rebuilt_by_hand_is_caught_by_an_older_pack(
    done: Fine, run: Run, file: Path, tmp_path: Path
) -> None:
    done("export", "PAY", "-o", "old.md")
    done("item", "claim", "PAY-03", "--proof", "wiki")
    assert "1 change set came later." in done("pack", "verify", "old.md")

    rebuild(file)

    assert "the chain holds" in done("log", "PAY", "--verify")
    found = run("pack", "verify", "old.md")
    assert found.returncode == 70
    assert re.search(r"old.md: change set 6 of this file has another head, [0-9a-f]{8}: its log is "
                     r"not the one the pack was made from", found.stderr)  # fmt: skip
    assert json.loads(run("pack", "verify", "old.md", "--json").stdout)["ok"] is False


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda text: text.replace("handover_code: ", "x: "), None),
        (lambda text: text.split("\n---\n", 1)[1], None),
        (lambda text: text.replace("\n", "\r\n"), None),
        (lambda text: re.sub(r"(sha256: \")......", r"\g<1>000000", text), "name different heads"),
        (lambda text: "# Something else\n", "is this a handover pack?"),
    ],
)
def test_a_pack_is_read_as_far_as_it_is_whole(
    done: Fine, run: Run, tmp_path: Path, change: Callable[[str], str], words: str | None
) -> None:
    done("export", "PAY", "-o", "pack.md")
    pack = tmp_path / "pack.md"
    pack.write_bytes(change(pack.read_text(encoding="utf-8")).encode())
    found = run("pack", "verify", "pack.md")
    assert found.returncode == (0 if words is None else 70)
    assert (words or "") in found.stderr


def test_a_pack_of_another_file_is_refused(done: Fine, run: Run) -> None:
    done("export", "PAY", "-o", "pack.md")
    done("--db", "other.db", "db", "new")
    found = run("--db", "other.db", "pack", "verify", "pack.md")
    assert found.returncode == 70
    assert "this file has no handover PAY" in found.stderr


# Erasure


def test_an_erasure_is_previewed_and_nothing_happens_without_a_word(
    done: Fine, run: Run, file: Path
) -> None:
    before = file.read_bytes()
    told = done("erase", "PAY", "P-02", "--dry-run")
    assert re.search(r"^P-02 +Name$", told, re.MULTILINE)
    assert "log entries lose something" in told
    assert run("erase", "PAY", "P-02").returncode == 64
    assert run("erase", "PAY").returncode == 64
    assert run("erase", "PAY", "P-02", "--yes").returncode == 70
    assert "say why" in run("erase", "PAY", "P-02", "--yes").stderr
    assert file.read_bytes() == before


def test_an_erased_person_is_gone_and_the_log_says_who_erased_when_and_why(
    done: Fine, run: Run, file: Path
) -> None:
    found = run("erase", "PAY", "P-02", "--yes", "--why", "asked for")
    assert found.returncode == 0
    assert "packs and lists written earlier, are not reached" in found.stderr
    assert b"Sun Yu" not in b"".join(p.read_bytes() for p in file.parent.glob("handover.db*"))
    told = done("log", "PAY")
    assert re.search("Li Wei +erasure of P-02: asked for", told)
    assert "erased person 02" in told
    assert "earlier change sets have something erased by change set 7, 2026-11-23" in done(
        "log", "PAY", "--verify"
    )


def test_a_secret_comes_by_a_pipe(done: Fine, run: Run, file: Path) -> None:
    done("item", "note", "PAY-01", "login with hunter2hunter2 please")
    assert b"hunter2" in file.read_bytes()
    done("erase", "PAY", "--text", "-", "--yes", "--why", "leaked", stdin="hunter2hunter2\n")
    assert b"hunter2" not in file.read_bytes()
    assert "login with [erased] please" in done("export", "PAY", "--format", "json")


def test_contacts_are_due_when_the_handover_says_so(done: Fine, run: Run, file: Path) -> None:
    done("register", "add", "PAY", "person", "name=Chen Hao", "contact=chen@example.org",
         "release=2026-11-20")  # fmt: skip
    done("register", "add", "PAY", "person", "name=Wu Lan", "contact=wu@example.org",
         "release=2026-12-20")  # fmt: skip
    assert "No contact data is due" in run("erase", "PAY", "--due", "--dry-run").stderr
    done("t0", "PAY", "2026-10-20", "--yes")
    done("register", "set", "PAY", "PAY", "retention=30")
    assert re.search(r"^P-03 +Contact$", done("erase", "PAY", "--due", "--dry-run"), re.MULTILINE)
    done("erase", "PAY", "--due", "--yes", "--why", "30 days are over")
    assert b"chen@example.org" not in file.read_bytes()
    assert b"wu@example.org" in file.read_bytes()
    assert "Chen Hao" in done("register", "show", "PAY", "person")
    assert "No contact data is due" in run("erase", "PAY", "--due", "--dry-run").stderr


@pytest.mark.terminal
@pytest.mark.parametrize(("second", "gone"), [("p-02", True), ("yes", False)])
def test_on_a_terminal_it_asks_twice(
    done: Fine, home: dict[str, str], forked: Forked, file: Path, second: str, gone: bool
) -> None:
    with Terminal(["erase", "PAY", "P-02"], env=home, forked=forked) as terminal:
        terminal.wait_for("The log keeps the reason")
        terminal.type("asked for{enter}")
        terminal.wait_for("[y/N]")
        terminal.type("y{enter}")
        terminal.wait_for("Type P-02 to erase")
        terminal.type(f"{second}{{enter}}")
        assert terminal.wait_exit() == 0
    assert (b"Sun Yu" not in file.read_bytes()) is gone
