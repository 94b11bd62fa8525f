"""Text from other people does nothing to the terminal: on any screen, from any field, in any file.

The program runs in a real terminal and every byte it writes is accounted for.
"""

from __future__ import annotations

import base64
import importlib
import json
import pkgutil
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from textual.screen import Screen

import screens
from db.migrate import prepare
from tests.fixtures.forked import Forked
from tests.fixtures.hostile import CONTROLS, MARKUP, NOW, HostileFile, hostile_file
from tests.fixtures.terminal import Terminal, keys
from tests.fixtures.thorough import THOROUGH
from workbench import cli
from workbench.domain import record
from workbench.domain.registers.item import Item
from workbench.language import Tr
from workbench.services import records
from workbench.services.workspace import Me, Workspace

Workbench = Callable[..., Terminal]
LANGUAGES = ("zh_CN", "C")  # in a terminal without UTF-8 it speaks English
ROOT = Path(__file__).parents[2]

# What the program itself writes, and nothing else.
_SEQUENCES = re.compile(
    r"""
      \x1b\[m\x1b\[\?7l\x1b\[\?25l\x1b\[2J              # draw all again
    | \x1b\[m\x1b\[H\x1b\[J                             # leave an empty screen
    | \x1b\[(?P<attributes>[0-9;]*)m
    | \x1b\[(?P<line>\d+)(?:;(?P<column>\d+))?H | \x1b\[\d*C
    | \r\n(?=\x1b\[\d+;\d+H|\Z)                           # after a line, before a move
    | \x1b\[\?(?:7|25|1004|1049|2004|2026|2048)[hl]     # wrap, cursor, focus, page, paste, sync
    | \x1b\[\?(?:1000|1003|1006|1015|1016)l             # mouse reports, off
    | \x1b\[\?(?:2026|2048)\$p                          # may frames be whole, sizes in band?
    | \x1b\[>25u | \x1b\[<u                              # keyboard protocol
    | \x1b\]52;c;(?P<copied>[A-Za-z0-9+/=]*)\x07        # copy
    """,
    re.VERBOSE,
)
_COLOUR = re.compile(r"[34]8;(?:5;\d+|2;\d+;\d+;\d+)")
_PLAIN = frozenset(
    map(str, (0, 1, 2, 3, 4, 7, 9, *range(30, 38), 39, *range(40, 48), 49,
              *range(90, 98), *range(100, 108)))
) | {""}  # fmt: skip
_JOINERS = "\u200b\u200c\u200d\u2060\ufeff\xad"  # take no cell and turn nothing round


def foreign(raw: bytes, size: tuple[int, int]) -> list[str]:
    """What is in the output that the program does not write by itself."""
    text, at, found = raw.decode("utf-8"), 0, []
    for match in _SEQUENCES.finditer(text):
        found += _unprintable(text[at : match.start()])
        at = match.end()
        if match["attributes"] is not None:
            rest = _COLOUR.sub("", match["attributes"]).split(";")
            found += [match[0]] if not set(rest) <= _PLAIN else []
        elif match["line"] is not None:
            if int(match["line"]) > size[1] or int(match["column"] or 1) > size[0]:
                found.append(match[0])
        elif match["copied"] is not None:
            found += _controls(base64.b64decode(match["copied"]).decode())
    return found + _unprintable(text[at:])


def _unprintable(text: str) -> list[str]:
    bad = [n for n, c in enumerate(text) if not (c.isprintable() or c in _JOINERS)]
    return [text[max(0, n - 20) : n + 20] for n in bad[:3]]


def _controls(text: str) -> list[str]:
    """Control and bidirectional characters in a text of several lines."""
    return [
        c for c in set(text)
        if (unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") and c not in "\n\t")
        or unicodedata.bidirectional(c) in ("LRO", "RLO", "LRE", "RLE", "PDF", "LRI", "RLI",
                                            "FSI", "PDI")
        or c in "\u200e\u200f\u061c"
    ]  # fmt: skip


class User:
    """Somebody at the keyboard; what he types ahead is taken in its turn."""

    def __init__(self, terminal: Terminal, seen: Path) -> None:
        self.terminal, self._seen = terminal, seen

    def press(self, *scripts: str) -> None:
        for script in scripts:
            # Escape as the keyboard protocol has it: no key behind it makes it an alt.
            self._send(keys(script.replace("{esc}", "\x1b[27u")).encode())

    def paste(self, text: str, then: str = "{enter}") -> None:
        """In place of what is in the field."""
        self._send(b"\x15\x1b[200~" + text.encode() + b"\x1b[201~")
        if then:
            self.press(then)

    @property
    def at(self) -> str:
        """The class of the screen in front."""
        return (self._seen.read_text().split() or [""])[-1].rpartition(".")[2]

    def wait_at(self, screen: str) -> None:
        self.terminal.wait_for(lambda: self.at == screen)
        self.terminal.settle(0.02)

    @contextmanager
    def opened(self, script: str, screen: str, leave: str = "{esc}") -> Iterator[None]:
        """Be on the screen that the keys open, and back where they were typed."""
        before = self.at
        self.press(script)
        self.wait_at(screen)
        yield
        self.press(leave)
        self.wait_at(before)

    def _send(self, data: bytes) -> None:
        self.terminal.send(data)
        self.terminal.settle(0.02)


@pytest.fixture
def file(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> HostileFile:
    """A copy of the hostile file, which the test may change."""
    return hostile_file(tmp_path_factory, tmp_path)


def environment(folder: Path, lang: str) -> dict[str, str]:
    return {
        "HOME": str(folder), "HANDOVER_TODAY": f"{NOW:%Y-%m-%d}", "TZ": "UTC",
        "HANDOVER_LANG": "zh_CN" if lang == "zh_CN" else "en",
        "LANG": "C" if lang == "C" else f"{lang}.UTF-8", "PYTHONPATH": str(ROOT),
    }  # fmt: skip


@pytest.fixture
def workbench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, forked: Forked) -> Workbench:
    """The program in the test's folder; one whose terminal is not UTF-8 has to see that itself."""
    watched = forked.running("tests.fixtures.watched")
    monkeypatch.chdir(tmp_path)

    def start(db: Path, lang: str, user: str = "Li Wei") -> Terminal:
        argv, env = [str(tmp_path / "seen"), "--db", str(db)], environment(tmp_path, lang)
        env["HANDOVER_USER"] = user
        if lang != "C":
            return Terminal(argv, env, forked=watched)
        return Terminal([sys.executable, "-m", "tests.fixtures.watched", *argv], env)

    return start


def list_file(folder: Path) -> Path:
    """A checklist in Markdown, its name no better than what is in it."""
    path = folder / "[x] {n} `list` 50% [est.].md"
    text = "".join(f"- [ ] {text}\n" for text in (*MARKUP, *CONTROLS))
    # A file with a zero byte is no text file to the program.
    path.write_text(f"# [/] list\n{text.replace(chr(0), '')}", encoding="utf-8", newline="")
    return path


@pytest.mark.terminal
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_screen_opens_and_lets_no_foreign_sequence_through(
    file: HostileFile, workbench: Workbench, tmp_path: Path, lang: str
) -> None:
    # What becomes of what is no ASCII is decided in the driver, for all screens: some are enough.
    everywhere = lang == "zh_CN" or THOROUGH
    seen = tmp_path / "seen"
    with workbench(file.path, lang) as terminal:
        user = User(terminal, seen)
        terminal.wait_for(MARKUP[4])
        on_the_portfolio(user, [*MARKUP, *CONTROLS][LANGUAGES.index(lang) :: len(LANGUAGES)])
        user.press("{home}{down}")
        with user.opened("{enter}", "HandoverScreen"):
            on_the_checklist(user, "23451" if everywhere else "1")
            on_other_screens(user, tmp_path)
            if everywhere:
                in_registers(user)
                answering(user)
            somebody_changes_the_same_field(user, file, lang)
            terminal.resize(110, 30)
            terminal.settle()
            on_the_checklist(user, "31")
            with user.opened("{enter}", "SheetScreen"):
                user.press("{end}")
        user.press("q")
        assert terminal.wait_exit() == 0
        assert foreign(terminal.raw, (110, 30)) == []
        assert terminal.raw.count(b"\x1b]52;") == 3
        assert terminal.modes_left() == set()
        assert lang != "C" or terminal.raw.isascii()
    if not everywhere:
        return
    empty = tmp_path / "a\x1b]0;PWNED\x07 [/].db"
    prepare(empty, create=True)
    with workbench(empty, lang, "") as terminal:
        first_run(User(terminal, seen), tmp_path)
        assert terminal.wait_exit() == 0
        assert foreign(terminal.raw, (80, 24)) == []
        assert lang != "C" or terminal.raw.isascii()
    assert every_screen() - set(seen.read_text().split()) == set()


def on_the_portfolio(user: User, names: Sequence[str]) -> None:
    user.press("{end}", "{home}", "/")
    user.paste(MARKUP[4])
    user.press("{esc}", "P")
    user.paste(CONTROLS[0], "")
    with user.opened("{enter}", "Choose"):
        pass
    with user.opened("?", "HelpScreen"):
        user.press("{end}")
    with user.opened("{f4}", "Choose"):
        user.press("{down}")
    with user.opened("a", "NewHandover"):
        user.paste(CONTROLS[4])
    with user.opened("e", "SheetScreen"):
        user.press("{end}")
    with user.opened("{ctrl+p}", "PaletteScreen"):
        for text in names:
            user.paste(text, "")
    user.press("{ctrl+l}")


def on_the_checklist(user: User, groupings: str) -> None:
    for grouping in groupings:
        with user.opened("s", "Choose", grouping):
            pass
        user.press("{end}")
    user.press("f")
    user.paste(MARKUP[3])
    user.press("f{ctrl+u}{enter}", "2", "0", "{home}{down*3}")


def on_other_screens(user: User, folder: Path) -> None:
    with user.opened("w", "WalkScreen"):
        user.press("l", "l", "{pagedown}")
        with user.opened("{enter}", "SheetScreen"):
            user.press("{end}")
    with user.opened("F", "GateScreen"):
        user.press("{end}{right}{end}{home}")
        with user.opened("R", "ScopeScreen"):
            user.press("{end}")
        with user.opened("E", "GateReportScreen"):
            user.press("{end}")
        with user.opened("B", "BaselineScreen"):
            user.press("{end}")
    with user.opened("L", "LogScreen"), user.opened("{enter}", "ActScreen"):
        user.press("{end}")
    with user.opened("c", "ChaseScreen"):
        user.press("c", "]", "c")
    with user.opened("E", "PackScreen"):
        user.press("{end}", "b", "{end}", "c", "w{enter}")
        with user.opened("w{enter}", "Confirm", "n"):
            pass
        user.press("{esc}")  # the name is asked for again
    user.press("t{ctrl+u}")
    with user.opened("2027-02-02{enter}", "Confirm", "n"):
        user.press("{end}")
    with user.opened("i", "ImportScreen", "n"):
        user.paste(f"{CONTROLS[4]} {MARKUP[8]}.md")
        user.paste(str(list_file(folder)))
        user.terminal.wait_for(MARKUP[4])
        user.press("{end}")
    with user.opened("{ctrl+p}", "PaletteScreen"):
        user.paste("end", "")


def in_registers(user: User) -> None:
    for register in "123":
        user.press("R")
        user.wait_at("Choose")
        user.press(register)
        user.wait_at("RegisterScreen")
        with user.opened("{end}{enter}", "SheetScreen"):
            user.press("{end}", "[")
        user.press("{esc}")
        user.wait_at("HandoverScreen")
    with user.opened("T", "TopicsScreen"):
        user.press("{end}", "{home}{down}")
        with user.opened("s", "Choose"):
            user.press("{end}")
        with user.opened("y", "TopicCardScreen"):
            user.press("{end}")
        with user.opened("c", "CoverageScreen"):
            user.press("{end}", "{home}")
        with user.opened("wro{enter}", "ExpertsScreen"):
            user.press("{end}")
    with user.opened("O", "MatrixScreen"):
        user.press("{end}", "{home}{down}")
        with user.opened("{enter}", "Choose", "1"):
            user.press("{end}")
        user.press("{end}")
        with user.opened("y", "PostPageScreen"):
            user.press("{end}")
    with user.opened("C", "KpisScreen"):
        user.press("{end}", "{home}{down}", "/KPI-03{enter}")
        with user.opened("{enter}", "KpiScreen"):
            user.press("{end}", "x", "]", "{end}")
            with user.opened("y", "KpiPageScreen"):
                user.press("{end}")
        for key, name in (("t", "TimelineScreen"), ("r", "ReadingsScreen"), ("V", "ValueScreen")):
            with user.opened(key, name):
                user.press("{end}", "{home}")
    user.press("r")
    user.wait_at("RosterScreen")
    with user.opened("{enter}", "ReleaseScreen"):
        user.press("{end}", "{home}", "]", "{end}")
        with user.opened("y", "LeavingSheetScreen"):
            user.press("{end}")
        with user.opened("e", "InterviewScreen"):
            user.press("{end}")
    with user.opened("t", "TeamScreen"):
        user.press("{end}", "x", "{end}")
        for key, name in (("W", "WavesScreen"), ("S", "PostsScreen"), ("c", "ContractsScreen")):
            with user.opened(key, name):
                user.press("{end}")
    with user.opened("R", "RegisterScreen"):
        with user.opened(";", "NoteEditor", "{f10}"):
            user.paste("\n".join(CONTROLS), "")
        user.press("p")
        user.wait_at("NoteEditor")
        user.paste("\n".join(f"{text}\t{text!r}" for text in CONTROLS[:-2]), "{f10}")
        user.wait_at("ImportScreen")
        user.press("{end}", "n")
        user.wait_at("RegisterScreen")
        user.press("{home}{down}", "mm", "D")
        user.wait_at("Confirm")
        user.press("y")
        user.wait_at("Notice")  # all are still used
        user.press("{end}", "{esc}")
        user.wait_at("RegisterScreen")
        user.press("{esc}")  # takes the marks away
    user.press("{esc}")
    user.wait_at("HandoverScreen")


def answering(user: User) -> None:
    """Questions about hostile records, answered with hostile words."""
    user.press("{home}{down}", "o")
    user.paste(CONTROLS[2])
    for key in "p;":
        user.press(key)
        user.paste(CONTROLS[4] + MARKUP[8])
    with user.opened("P", "Choose"):
        user.press("{end}")
    with user.opened("x", "Choose"):
        pass
    user.press("d")
    user.paste(CONTROLS[11])
    user.terminal.wait_for(re.compile("^ ! ", re.MULTILINE))  # asked again
    user.press("{esc}", "u")


def somebody_changes_the_same_field(user: User, file: HostileFile, lang: str) -> None:
    user.press("{home}{down}", "e{end}mine")
    user.terminal.wait_for("mine")
    colleague = Me(MARKUP[8], None, MARKUP[8])
    ws = Workspace.open(file.path, colleague, tr=Tr(lang), clock=lambda: NOW)
    for item in ws.dossier(file.raw).all(Item):
        records.edit(ws, file.raw, item.id, "text", CONTROLS[4] + MARKUP[8])
    with user.opened("{enter}", "Choose", "1"):
        pass


def first_run(user: User, folder: Path) -> None:
    user.wait_at("FirstScreen")
    user.press("1")
    user.paste(CONTROLS[0])
    user.wait_at("Choose")
    user.press("1")
    user.wait_at("NewHandover")
    user.press("X-1{enter}")
    for text in (CONTROLS[1], "2026-12-10", MARKUP[0], CONTROLS[8], "1"):
        user.paste(text)
    user.wait_at("Choose")
    user.press("1")
    user.wait_at("NewHandover")
    for text in CONTROLS[2:5]:
        user.paste(text)
    user.press("{esc}", "{esc}")
    user.wait_at("FirstScreen")
    user.press("2")
    user.paste(CONTROLS[5])
    user.paste(str(list_file(folder)))
    user.wait_at("NewHandover")
    for text in ("{ctrl+u}X-2{enter}", "{enter}{enter}{enter}{enter}", "{enter}"):
        user.press(text)
    user.wait_at("ImportScreen")
    user.press("{end}", "y")
    user.wait_at("HandoverScreen")
    user.press("{end}", "{ctrl+q}")


@pytest.fixture
def command(
    file: HostileFile,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> Callable[..., str]:
    """Runs a command of the program on the hostile file; gives what it wrote to stdout."""
    for name, value in environment(tmp_path, "en").items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("HANDOVER_DB", str(file.path))
    monkeypatch.setenv("HANDOVER_USER", "Li Wei")

    def call(*args: str, status: int = 0) -> str:
        assert cli.run(args) == status, args
        out, talk = (part.decode("utf-8") for part in capfdbinary.readouterr())
        assert _controls(out + talk) == [], args
        return out

    return call


@pytest.mark.parametrize("code", ["PAY", "RAW"])
def test_no_command_writes_a_control_character(
    command: Callable[..., str], tmp_path: Path, code: str
) -> None:
    for args in (["list"], ["next"], ["next", code], ["status", code, "--since", "30d"],
                 ["item", "list", code]):  # fmt: skip
        json.loads(command(*args, "--json"))
        assert command(*args)
    items = len(json.loads(command("item", "list", code, "--json"))["items"])
    assert len(command("item", "list", code).splitlines()) == items + 1
    assert len(command("list").splitlines()) == len((*MARKUP, *CONTROLS)) + 3
    assert command("chase", code)
    # The registers of PAY were cleaned on their way in: nothing is left there for their tables.
    for entry in record.all_registers() if code == "RAW" or THOROUGH else ():
        for form in ("table", "csv", "md", "json"):
            show = ("register", "show", code, entry.name, "--format", form)
            if entry.name != "handover":
                assert command(*show, "--personal")
                if form in ("csv", "md"):
                    command(*show, "-o", str(tmp_path / f"{entry.name}.{form}"))
    for n, args in enumerate(
        (["--lang", "both"], ["--brief"], ["--format", "json"], ["--format", "csv"])
    ):
        assert command("export", code, *args)
        command("export", code, *args, "-o", str(tmp_path / f"export.{n}"))
    for path in tmp_path.glob("*.*"):
        if path.suffix != ".db":
            assert _controls(path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")) == []


def test_commands_do_not_echo_what_they_are_given(
    command: Callable[..., str], tmp_path: Path
) -> None:
    for text in (*CONTROLS, "\udce9", "[/]", "{n!r:>999999999}"):
        if "\0" in text:  # nobody can type it into a shell
            continue
        command("status", f"-{text}", status=64)
        command("item", "list", "RAW", "--state", text, status=64)
        command("import", "RAW", str(tmp_path / text), "--yes", status=70)
        command("register", "set", "RAW", "P-02", f"{text}=x", status=70)
    preview = command("import", "RAW", str(list_file(tmp_path)), "--dry-run")
    assert len(preview.splitlines()) > len(MARKUP)


def test_a_shell_is_offered_no_code_that_it_would_run(
    command: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("_HANDOVER_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "handover status ")
    monkeypatch.setenv("COMP_CWORD", "2")
    offered = [line.partition(",")[2] for line in command().splitlines()]
    assert {"PAY", "RAW"} <= set(offered)
    assert [code for code in offered if not re.fullmatch(r"[\w-]+", code)] == []


def every_screen() -> set[str]:
    """The classes of `screens` that are shown, as `watched` names them."""
    for module in pkgutil.walk_packages(screens.__path__, "screens."):
        importlib.import_module(module.name)
    return {
        f"{cls.__module__}.{cls.__qualname__}"
        for cls in _below(Screen)
        if cls.__module__.startswith("screens.") and not cls.__subclasses__()
    }


def _below(cls: type[Screen[object]]) -> Iterator[type[Screen[object]]]:
    for sub in cls.__subclasses__():
        yield sub
        yield from _below(sub)
