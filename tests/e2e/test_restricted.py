"""Ways out of a restricted account by what an ssh client may send: commands, files, variables.

Each attempt gets one sentence; no file outside the folder is made, changed or shown, and no other
program is started.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from tests.e2e.conftest import HANDOVER, ROOT
from tests.e2e.jail import Jail, make_jail
from tests.fixtures.forked import Forked
from tests.fixtures.terminal import Terminal
from workbench.settings import login

ONE_SENTENCE = re.compile(r"\Ahandover: [^\n]+\n(Try: [^\n]+\n)?\Z")


@pytest.fixture(scope="module")
def other_file(made_by: Callable[..., Path]) -> Path:
    """A data file with a handover SECRET."""
    return made_by(
        ("new", "SECRET", "--template", "lite", "--name", "Other", "--t0", "2027-03-15",
         "--giving", "A", "--receiving", "B")
    )  # fmt: skip


@pytest.fixture
def jail(tmp_path: Path, made_pay: Path, other_file: Path, forked: Forked) -> Jail:
    return make_jail(tmp_path, made_pay, other_file, forked)


@pytest.fixture(scope="module")
def untouched(
    tmp_path_factory: pytest.TempPathFactory, made_pay: Path, other_file: Path, forked: Forked
) -> Jail:
    """For attempts after which all is as it was before."""
    return make_jail(tmp_path_factory.mktemp("jail"), made_pay, other_file, forked)


NO_COMMAND = "This account does not run"
MERE = "give a mere file name"

COMMANDS = {
    "a shell": ("sh", NO_COMMAND),
    "a shell by its path": ("/bin/sh -c 'touch {mark}'", NO_COMMAND),
    "an interactive shell": ("bash -i", NO_COMMAND),
    "another interpreter": ("python3 -c 'open(\"{mark}\", \"w\")'", NO_COMMAND),
    "an editor": ("vi {secret}", NO_COMMAND),
    "copying here": ("scp -t {home}", NO_COMMAND),
    "copying away": ("scp -f {secret}", NO_COMMAND),
    "the file transfer server": ("/usr/lib/openssh/sftp-server", NO_COMMAND),
    "the one within sshd": ("internal-sftp", NO_COMMAND),
    "a mirror": ("rsync --server --sender . {home}", NO_COMMAND),
    "a command behind": ("status PAY; touch {mark}", "unexpected"),
    "a command if it succeeds": ("status PAY && touch {mark}", "unexpected"),
    "a command if it fails": ("status NO || touch {mark}", "unexpected"),
    "a pipe": ("status PAY | tee {mark}", "unexpected"),
    "redirected output": ("status PAY > {mark}", "unexpected"),
    "in the background": ("status PAY & touch {mark}", "unexpected"),
    "a command on the next line": ("status PAY\ntouch {mark}", "unexpected"),
    "a command in a code": ("status $(touch {mark})", "unexpected"),
    "a quoted command in a code": ("status '$(touch {mark})'", "no handover"),
    "backticks": ("status '`touch {mark}`'", "no handover"),
    "a file of arguments": ("status @{secret}", "no handover"),
    "an open quote": ("status 'PAY", "a quote is not closed"),
    "the program by its name": ("handover db path", NO_COMMAND),
    "the program by its path": ("/usr/local/bin/handover list", NO_COMMAND),
    "another data file by the program's name": ("handover --db {other} list", NO_COMMAND),
    "the call itself by the program's name": ("handover --restricted list", NO_COMMAND),
    "another data file": ("--db {other} list", NO_COMMAND),
    "another data file in one word": ("--db={other} list", NO_COMMAND),
    "other settings of the house": ("--house {home}/own.toml list", NO_COMMAND),
    "the call itself": ("--restricted --house {home}/own.toml", NO_COMMAND),
    "another data file behind a name": ("--user Li --db {other} list", NO_COMMAND),
    "another data file as a name": ("--user --db {other} list", NO_COMMAND),
    "a name without a command": ("--user Li", NO_COMMAND),
    "the way to the data file": ("db path", NO_COMMAND),
    "a copy of the data file": ("db backup -o {home}/copy.db", NO_COMMAND),
    "a backup brought back": ("db restore {other} --yes", NO_COMMAND),
    "a repaired file": ("db repair -o {home}/copy.db", NO_COMMAND),
    "a new data file": ("db new", NO_COMMAND),
    "a group for the file": ("db share --group root", NO_COMMAND),
    "another setting": ("config set db {other}", NO_COMMAND),
    "where the settings are": ("config path", NO_COMMAND),
    "a template from a file": ("template check {secret}", NO_COMMAND),
    "a template of one's own": ("template save PAY", NO_COMMAND),
    "a question bank from a file": ("lens {secret}", NO_COMMAND),
    "a pack from a file": ("pack verify {secret}", NO_COMMAND),
    "a sample in a folder": ("demo --keep {home}/sample", NO_COMMAND),
    "what a shell completes by": ("completion bash", NO_COMMAND),
    "an erasure": ("erase PAY --text -", NO_COMMAND),
    "what is known of the host": ("doctor", NO_COMMAND),
    "a claim with a file": ("item claim PAY-01 --proof {secret}", NO_COMMAND),
    "an answer to a pack": ("gate sign PAY", NO_COMMAND),
    "a pack elsewhere": ("export PAY -o {home}/pack.md", MERE),
    "a pack one folder up": ("export PAY -o ../home/pack.md", MERE),
    "a pack at home": ("export PAY -o ~/pack.md", MERE),
    "a pack in somebody's home": ("export PAY -o ~root", MERE),
    "a hidden file": ("export PAY -o .bashrc", MERE),
    "the folder above": ("export PAY -o ..", MERE),
    "an option as a name": ("export PAY -o -rf.md", MERE),
    "a way for Windows": ("export PAY -o '..\\home\\pack.md'", MERE),
    "a name with a terminal escape": ("export PAY -o 'a\x1b]0;x\x07.md'", MERE),
    "a name of two lines": ("export PAY -o 'a\nb.md'", MERE),
    "a name that turns round": ("export PAY -o 'a\u202eb.md'", MERE),
    "a name without an end": (f"export PAY -o {'x' * 300}", "too long"),
    "no name at all": ("export PAY -o ''", MERE),
    "a folder within": ("export PAY -o sub", "already"),
    "a file in a folder within": ("export PAY -o sub/pack.md", MERE),
    "a link to a file": ("export PAY -o link.md", "already"),
    "a link to a file, by force": ("export PAY -o link.md --force", "already"),
    "a link to nothing yet, by force": ("export PAY -o dangling.md --force", "already"),
    "a link to a folder, by force": ("export PAY -o away --force", "already"),
    "through a link to a folder": ("export PAY -o away/pack.md", MERE),
    "a file that is there, by force": ("export PAY -o there.md --force", "already"),
    "a pipe that is there, by force": ("export PAY -o pipe.md --force", "already"),
    "all data elsewhere": ("export PAY --format json -o {home}/all.json", MERE),
    "a workbook elsewhere": ("export PAY --format xlsx -o {home}/all.xlsx", MERE),
    "a calendar elsewhere": ("export PAY --format ics -o {home}/days.ics", MERE),
    "a leaving sheet elsewhere": ("export PAY --leaving 'Sun Yu' -o {home}/sheet.md", MERE),
    "a register elsewhere": ("register show PAY person -o {home}/people.csv", MERE),
    "a chase text elsewhere": ("chase PAY -o {home}/chase.txt", MERE),
    "a gate report elsewhere": ("gate report PAY -o {home}/report.md", MERE),
    "KPIs elsewhere": ("kpi PAY --readings -o {home}/kpi.csv", MERE),
    "a list from elsewhere": ("import PAY {secret} --yes", MERE),
    "a list one folder up": ("import PAY ../home/secret.md --yes", MERE),
    "a list through a link": ("import PAY link.md --yes", "a link"),
    "a list through a linked folder": ("import PAY away/secret.md --yes", MERE),
    "a list with another name too": ("import PAY hard.md --yes", "a link"),
    "a list from a pipe that is there": ("import PAY pipe.md --yes", "not an ordinary file"),
    "a list from a device": ("import PAY /dev/stdin --yes", MERE),
    "a list from a kernel's file": ("import PAY /proc/self/environ --yes", MERE),
    "a list that is the folder": ("import PAY . --yes", MERE),
    "a pack through a kernel's link": ("export PAY -o /proc/self/cwd/pack.md", MERE),
    "a name of many bytes": (f"export PAY -o {'付' * 100}", "too long"),
    "another data file behind a command": ("list --db {other}", "no option"),
    "other settings behind a command": ("list --house {home}/own.toml", "no option"),
    "the call behind a command": ("list --restricted", "no option"),
    "another data file behind a language": ("--lang zh --db {other} list", NO_COMMAND),
    "readings from elsewhere": ("import PAY {secret} --as readings --yes", MERE),
}  # fmt: skip


@pytest.mark.parametrize("attempt", COMMANDS)
def test_what_a_client_asks_for_is_refused_in_one_sentence(untouched: Jail, attempt: str) -> None:
    jail = untouched
    asked, sentence = COMMANDS[attempt]
    before, data = jail.seen(), jail.data_file.read_bytes()
    done = jail.asks(
        asked.replace("{home}", str(jail.top / "home")).replace("{mark}", str(jail.top / "mark"))
        .replace("{secret}", str(jail.secret)).replace("{other}", str(jail.other("other.db")))
    )  # fmt: skip
    assert done.returncode in (64, 70)
    assert done.stdout == ""
    assert ONE_SENTENCE.match(done.stderr), done.stderr
    assert sentence in done.stderr
    assert "launch code" not in done.stderr
    assert jail.seen() == before
    assert jail.data_file.read_bytes() == data


def test_where_refused_rows_go_is_the_folder_too(jail: Jail) -> None:
    before = jail.seen()
    rows = "name,release\nChen Hao,whenever\n"
    done = jail.asks(f"import PAY - --register person --refused {jail.top}/home/r.csv --yes",
                     stdin=rows)  # fmt: skip
    assert done.returncode == 64
    assert MERE in done.stderr
    assert jail.seen() == before


VARIABLES = {
    "the data file": {"HANDOVER_DB": "{home}/other.db"},
    "the settings": {"HANDOVER_CONFIG": "{home}/own.toml"},
    "the settings' folder": {"XDG_CONFIG_HOME": "{home}/xdg"},
    "the house's folder": {"XDG_CONFIG_DIRS": "{home}/xdg"},
    "the home": {"HOME": "{home}"},
    "the name": {"HANDOVER_USER": "Gao Ping", "LOGNAME": "gaoping", "USER": "gaoping"},
    "the day": {"HANDOVER_TODAY": "2020-01-01"},
    "a completion": {"_HANDOVER_COMPLETE": "bash_source"},
    "a completion of codes": {"_HANDOVER_COMPLETE": "bash_complete", "COMP_WORDS": "handover ",
                              "COMP_CWORD": "1"},
    "the language": {"HANDOVER_LANG": "zh"},
}  # fmt: skip


@pytest.mark.parametrize("attempt", VARIABLES)
def test_no_variable_changes_what_is_answered(jail: Jail, attempt: str) -> None:
    home = jail.top / "home"
    own = f'db = "{home}/other.db"\nexport_folder = "{home}"\nuser = "Gao Ping"\n'
    (home / "own.toml").write_text(own)
    (home / "xdg" / "handover").mkdir(parents=True)
    (home / "xdg" / "handover" / "config.toml").write_text(own)
    given = {k: v.replace("{home}", str(home)) for k, v in VARIABLES[attempt].items()}
    before = jail.seen()
    usual = jail.asks("status PAY --json")
    found = jail.asks("status PAY --json", env=given)
    assert (found.returncode, found.stdout, found.stderr) == (0, usual.stdout, "")
    assert jail.asks("status SECRET", env=given).stderr.startswith("handover: there is no")
    assert jail.seen() == before


@pytest.mark.parametrize("name", ["LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"])
def test_no_locale_names_a_file_of_translations(jail: Jail, name: str) -> None:
    evil = jail.top / "home" / "evil"
    (evil / "LC_MESSAGES").mkdir(parents=True)
    catalogue = Catalog(locale="en")
    catalogue.add("{value!r} is not a valid {number_type}.", "{nothing}")
    with (evil / "LC_MESSAGES" / "messages.mo").open("wb") as file:
        write_mo(file, catalogue)
    done = jail.asks("log PAY --limit x", env={name: str(evil)})
    assert (done.returncode, done.stdout) == (64, "")
    assert ONE_SENTENCE.match(done.stderr), done.stderr


def test_what_lies_in_the_accounts_own_settings_is_taste_and_nothing_more(jail: Jail) -> None:
    home, own = jail.top / "home", jail.top / "state" / login()
    own.mkdir(parents=True)
    (own / "config.toml").write_text(
        f'language = "zh_CN"\ndb = "{jail.other("other.db")}"\nexport_folder = "{home}"\n'
        f'theme = "../../home/secret.md"\nstate_folder = "{home}"\n'
        "locked = []\nrestricted = false\n"
    )
    before = jail.seen()
    listed = jail.asks("list")
    assert "PAY" in listed.stdout
    assert "代号" in listed.stdout
    assert "SECRET" not in listed.stdout
    assert jail.asks("import PAY secret.md --yes").returncode == 70
    assert "launch code" not in listed.stderr
    assert jail.seen() == before


def test_the_log_has_the_account_whatever_the_variables_say(jail: Jail) -> None:
    done = jail.asks("import PAY list.md --yes", env={"LOGNAME": "gaoping", "HANDOVER_USER": "Gao"})
    assert done.returncode == 0, done.stderr
    told = jail.asks("log PAY --limit 1").stdout
    assert login() in told
    assert "gao" not in told.lower()


def test_the_interpreter_does_not_stay_when_the_program_ends(jail: Jail) -> None:
    before = jail.seen()
    done = subprocess.run(
        [*HANDOVER, *jail.call],
        env={**jail.environ, "PYTHONPATH": str(ROOT), "PYTHONINSPECT": "1",
             "SSH_ORIGINAL_COMMAND": "list", "PYTHONSTARTUP": str(jail.secret)},
        input="import pathlib\npathlib.Path('mark').write_text('out')\n", cwd=jail.top / "home",
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0
    assert "PAY" in done.stdout
    assert jail.seen() == before


def test_a_failure_is_reported_where_the_account_keeps_things_and_nowhere_else(
    jail: Jail,
) -> None:
    broken = jail.top / "broken"
    broken.mkdir()
    (broken / "sitecustomize.py").write_text(
        "import db.quick\ndef summaries(*a, **k): raise RuntimeError('launch code')\n"
        "db.quick.summaries = summaries\n"
    )

    def fails() -> str:
        done = subprocess.run(
            [*HANDOVER, *jail.call], cwd=jail.top / "home",
            env={**jail.environ, "PYTHONPATH": f"{broken}:{ROOT}", "SSH_ORIGINAL_COMMAND": "list",
                 "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert (done.returncode, done.stdout) == (70, "")
        assert ONE_SENTENCE.match(done.stderr), done.stderr
        assert "launch code" not in done.stderr
        return done.stderr

    before = jail.seen()
    report = Path(fails().rstrip().rpartition(": ")[2])
    assert report.parent == jail.top / "state" / login()
    (jail.top / "state").rename(jail.top / "streams" / "state")
    (jail.top / "state").touch()
    assert "no report of it could be written" in fails()
    assert jail.seen() == before


CALLS = {
    "the option in the middle": ["--db", "{home}/other.db", "--restricted"],
    "the option behind a command": ["list", "--restricted"],
    "settings that are not there": ["--restricted", "--house", "{home}/none.toml"],
    "settings that cannot be read": ["--restricted", "--house", "{home}/secret.md"],
    "settings that name no file": ["--restricted", "--house", "{home}/empty.toml"],
    "settings that name a file that is not there": ["--restricted", "--house", "{home}/gone.toml"],
}


@pytest.mark.parametrize("attempt", CALLS)
def test_a_call_that_is_not_whole_opens_nothing(jail: Jail, attempt: str) -> None:
    home = jail.top / "home"
    (home / "empty.toml").write_text("")
    (home / "gone.toml").write_text(f'db = "{home}/gone.db"')
    before = jail.seen()
    call = [part.replace("{home}", str(home)) for part in CALLS[attempt]]
    done = jail.asks("list", call=call)
    assert done.returncode in (64, 70)
    assert done.stdout == ""
    assert "handover: " in done.stderr
    assert jail.seen() == before


def test_without_a_folder_files_go_nowhere_and_the_rest_works(jail: Jail) -> None:
    jail.house.write_text(f'db = "{jail.data_file}"\nstate_folder = "{jail.top}/state"\n')
    before = jail.seen()
    for asked in ("export PAY -o pack.md", "import PAY list.md --yes"):
        done = jail.asks(asked)
        assert (done.returncode, done.stdout) == (70, "")
        assert "no folder for files" in done.stderr
    assert jail.asks("export PAY --brief").stdout.startswith("---")
    assert jail.seen() == before


def test_what_is_answered_is_answered(jail: Jail) -> None:
    assert json.loads(jail.asks("status PAY --json").stdout)["code"] == "PAY"
    assert json.loads(jail.asks("list --json").stdout)["handovers"][0]["code"] == "PAY"
    for asked in ("next", "check PAY", "release PAY", "knows PAY", "kpi PAY", "item list PAY",
                  "register show PAY person", "gate show PAY", "--help"):  # fmt: skip
        done = jail.asks(asked)
        assert done.returncode in (0, 10, 20), done.stderr
        assert done.stdout or done.stderr
    assert "Payment system" in jail.asks("export PAY").stdout
    assert "Payment system" in jail.asks("handover export PAY").stdout


def test_a_hint_says_who_runs_what_the_account_does_not(jail: Jail) -> None:
    jail.data_file.write_bytes(jail.data_file.read_bytes()[:4096] + b"x" * 100_000)
    told = jail.asks("list").stderr
    assert "handover db check" in told
    assert told.endswith("(the administrator does)\n")


def test_a_pack_goes_into_the_folder_and_is_the_groups_there(jail: Jail) -> None:
    jail.out.chmod(0o2770)
    done = jail.asks("export PAY -o pack-1.md")
    assert done.returncode == 0, done.stderr
    pack = jail.out / "pack-1.md"
    assert "Payment system" in pack.read_text(encoding="utf-8")
    assert pack.stat().st_mode & 0o777 == 0o660


@pytest.mark.parametrize(
    ("stdin", "line"),
    [("- [ ] Sign the plan\n", "Sign the plan"), ("Item,Due\nSign it,2026-12-01\n", "Sign it")],
    ids=["Markdown", "CSV"],
)
def test_a_list_comes_in_by_standard_input(jail: Jail, stdin: str, line: str) -> None:
    done = jail.asks("import PAY - --yes", stdin=stdin)
    assert done.returncode == 0, done.stderr
    assert line in jail.asks("item list PAY").stdout


ESCAPES = [
    "\x1b]52;c;cm0gLXJmIH4=\x07",  # the clipboard
    "\x1b]0;PWNED\x07",  # the title
    "\x1b[6n\x1bP$q\x1b\\",  # what a terminal answers
    "\r\x1b[2Ksh -i\x0b",  # the line of a shell
    "\x9b2J\x9d0;x\x9c",  # C1
]


def test_what_a_colleague_wrote_does_nothing_to_the_terminal(jail: Jail) -> None:
    lines = [f"- [ ] Plan {n} {text} agreed" for n, text in enumerate(ESCAPES)]
    brought = jail.asks("import PAY - --yes", stdin="\n".join([*lines, ""]))
    assert brought.returncode == 0, brought.stderr
    for asked in ("item list PAY", "export PAY", "chase PAY", "log PAY --changes"):
        told = jail.asks(asked).stdout
        assert all(f"Plan {n}" in told for n in range(len(ESCAPES)))
        assert told.count("agreed") >= len(ESCAPES)
        assert all(c.isprintable() or c == "\n" for c in told + brought.stderr)


def test_the_administrator_says_who_somebody_is(jail: Jail) -> None:
    done = jail.asks("import PAY list.md --yes", call=[*jail.call, "--user", "Sun Yu"])
    assert done.returncode == 0, done.stderr
    assert "Sun Yu" in jail.asks("log PAY --limit 1").stdout
    done = jail.asks("--user 'Li Wei' next", call=[*jail.call, "--user", "Sun Yu"])
    assert (done.returncode, done.stdout) == (64, "")
    assert "Whoever comes this way is Sun Yu; leave --user out" in done.stderr


def test_on_a_login_of_several_people_the_client_says_who_he_is(jail: Jail) -> None:
    with jail.house.open("a") as house:
        house.write(f'shared_logins = ["{login()}"]\n')
    nobody = jail.asks("import PAY list.md --yes")
    assert nobody.returncode == 70
    assert "say first who you are" in nobody.stderr
    assert "ssh HOST -- --user NAME" in nobody.stderr
    done = jail.asks("--user 'Li Wei' --lang zh import PAY list.md --yes")
    assert done.returncode == 0, done.stderr
    assert "Li Wei" in jail.asks("log PAY --limit 1").stdout


def test_the_administrator_may_have_one_command_run(jail: Jail) -> None:
    done = jail.asks("export PAY", call=[*jail.call, "status", "PAY", "--json"])
    assert json.loads(done.stdout)["code"] == "PAY"


def test_the_documented_script_lets_nothing_in(jail: Jail) -> None:
    """As docs/administering.md has it, started by a shell with everything a user could set."""
    page = (ROOT / "docs" / "administering.md").read_text(encoding="utf-8")
    [script] = re.findall(r"```sh\n(#!/bin/sh\n.*?)```", page, re.DOTALL)
    path = jail.top / "forced"
    path.write_text(script.replace("/opt/handover/bin/python", sys.executable))
    lib = jail.top / "home" / "lib"
    lib.mkdir()
    for name in ("sitecustomize", "usercustomize", "click", "workbench"):
        (lib / f"{name}.py").write_text(f"open({str(jail.top / 'mark')!r}, 'w')\n")
        (jail.top / "home" / f"{name}.py").symlink_to(lib / f"{name}.py")
    before = jail.seen()
    env = {
        **jail.environ, "PYTHONPATH": str(lib), "PYTHONHOME": str(lib), "PYTHONINSPECT": "1",
        "PYTHONSTARTUP": str(lib / "click.py"), "HANDOVER_DB": str(jail.other("other.db")),
        "ENV": str(lib / "click.py"), "BASH_ENV": str(lib / "click.py"),
        "SSH_ORIGINAL_COMMAND": 'status "PAY" --json; touch mark',
    }  # fmt: skip
    for asked, status in ((env["SSH_ORIGINAL_COMMAND"], 64), ('status "PAY" --json', 0)):
        done = subprocess.run(
            ["/bin/sh", str(path), "--house", str(jail.house)],
            env={**env, "SSH_ORIGINAL_COMMAND": asked}, cwd=jail.top / "home",
            input="open('mark', 'w')\n", capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert done.returncode == status, done.stderr
    assert json.loads(done.stdout)["code"] == "PAY"
    assert jail.seen() == before


def test_the_documented_script_passes_on_how_the_terminal_is_and_nothing_else() -> None:
    page = (ROOT / "docs" / "administering.md").read_text(encoding="utf-8")
    [script] = re.findall(r"```sh\n(#!/bin/sh\n.*?)```", page, re.DOTALL)
    script = script.replace('/opt/handover/bin/python -I -m workbench --restricted "$@"', "env")

    def passed_on(**given: str) -> dict[str, str]:
        done = subprocess.run(["/bin/sh", "-c", script], env=given, capture_output=True, text=True)
        return dict(line.split("=", 1) for line in done.stdout.splitlines() if line[-1] != "=")

    assert passed_on(TERM="xterm", HOME="/") == {"TERM": "xterm", "LANG": "C.UTF-8"}
    ways = {"LANG": "zh_CN.GB18030", "LC_CTYPE": "C", "LC_MESSAGES": "en", "NO_COLOR": "1"}
    assert passed_on(**ways, EDITOR="vi", PYTHONHOME="/") == ways


@pytest.mark.terminal
def test_in_a_terminal_no_variable_and_no_control_key_leads_out(jail: Jail) -> None:
    home = jail.top / "home"
    before = jail.seen()
    env = {
        **jail.environ, "TEXTUAL": "debug,devtools", "TEXTUAL_LOG": str(home / "textual.log"),
        "TEXTUAL_DRIVER": "os:system", "TEXTUAL_SCREENSHOT": "0", "TEXTUAL_PRESS": "q",
        "TEXTUAL_SCREENSHOT_LOCATION": str(home), "TEXTUAL_ALLOW_SIGNALS": "1",
        "PYTHONINSPECT": "1", "PYTHONBREAKPOINT": "os.system", "COLUMNS": "1",
        "HANDOVER_DB": str(jail.other("other.db")), "HANDOVER_LANG": "zh",
    }  # fmt: skip
    with Terminal([*HANDOVER, *jail.call], env=env) as terminal:
        terminal.wait_for("Payment system", timeout=60)
        terminal.type("{ctrl+z}{ctrl+c}{ctrl+s}")
        terminal.send(b"\x1c")  # ctrl+backslash, which ends programs and leaves their memory
        terminal.type("?")
        terminal.wait_for("All keys")
        terminal.type("{ctrl+q}")
        assert terminal.wait_exit() == 0
        assert ">>>" not in "\n".join(terminal.screen())
    assert jail.seen() == before
