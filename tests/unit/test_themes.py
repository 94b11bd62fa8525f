from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.color import Color, ColorSystem
from textual.app import App, ComposeResult
from textual.widgets import Input, Label, OptionList

from themes.loader import BUILT_IN, DEFAULT, ThemeSpec, load, load_all, to_textual

SPECS = {spec.name: spec for spec in load_all()[0]}
RGB = [spec for spec in SPECS.values() if not spec.ansi]
MINIMAL = """
name = "mine"
[colors]
primary = "#5fafff"
foreground = "#fff"
background = "#000000"
surface = "#1c1c1c"
panel = "#303030"
"""


def shown(colour: str, system: ColorSystem) -> Color:
    return Color.parse(colour).downgrade(system)


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    channels = (part / 255 for part in Color.parse(colour).get_truecolor())
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def texts(spec: ThemeSpec) -> dict[str, str]:
    """The colours that text is written in."""
    variables = {k: v for k, v in spec.variables.items() if k.startswith("text")}
    variables.pop("text-disabled")
    return {"foreground": spec.colours["foreground"], **variables}


def test_four_themes_come_along() -> None:
    specs, problems = load_all()
    assert tuple(spec.name for spec in specs) == BUILT_IN == ("dark", "light", "contrast", "ansi")
    assert problems == []
    assert DEFAULT == "dark"


@pytest.mark.parametrize("spec", RGB, ids=lambda spec: spec.name)
def test_a_terminal_with_256_colours_shows_the_same(spec: ThemeSpec) -> None:
    styles = {k: v for k, v in spec.variables.items() if not k.endswith("-style")}
    for name, colour in {**spec.colours, **styles}.items():
        there = shown(colour, ColorSystem.EIGHT_BIT).get_truecolor().hex
        assert there == colour, name


@pytest.mark.parametrize("spec", RGB, ids=lambda spec: spec.name)
def test_areas_stay_apart_with_256_colours(spec: ThemeSpec) -> None:
    areas = [spec.colours[name] for name in ("background", "surface", "panel")]
    assert len({shown(area, ColorSystem.EIGHT_BIT).number for area in areas}) == 3


@pytest.mark.parametrize("spec", SPECS.values(), ids=lambda spec: spec.name)
def test_a_warning_is_no_error_with_16_colours(spec: ThemeSpec) -> None:
    variables = to_textual(spec).to_color_system().generate()
    for warning, error in (("warning", "error"), ("text-warning", "text-error")):
        pair = [variables[name].removeprefix("ansi_") for name in (warning, error)]
        numbers = {shown(colour, ColorSystem.STANDARD).number for colour in pair}
        assert len(numbers) == 2, pair


@pytest.mark.parametrize("spec", RGB, ids=lambda spec: spec.name)
def test_text_can_be_read(spec: ThemeSpec) -> None:
    wanted = 7.0 if spec.name == "contrast" else 4.5
    for name, colour in texts(spec).items():
        for area in ("background", "surface"):
            assert contrast(colour, spec.colours[area]) >= wanted, (name, area)
    assert contrast(spec.colours["foreground"], spec.colours["panel"]) >= wanted
    for cursor in ("block-cursor", "block-cursor-blurred", "input-cursor"):
        pair = [spec.variables[f"{cursor}-{part}"] for part in ("foreground", "background")]
        assert contrast(*pair) >= wanted, cursor


def test_the_sixteen_colour_theme_names_no_other_colour() -> None:
    spec = SPECS["ansi"]
    values = {v for k, v in spec.variables.items() if not k.endswith("-style")}
    assert all(value.startswith("ansi_") for value in {*values, *spec.colours.values()})
    assert "reverse" in spec.variables["block-cursor-text-style"], "seen without any colour"


@pytest.mark.parametrize("spec", SPECS.values(), ids=lambda spec: spec.name)
async def test_every_theme_paints(spec: ThemeSpec) -> None:
    class Painted(App[None]):
        def compose(self) -> ComposeResult:
            yield Label("text")
            yield Input("typed")
            yield OptionList("one", "two")

    app = Painted()
    async with app.run_test(size=(80, 24)) as pilot:
        app.register_theme(to_textual(spec))
        app.theme = spec.name
        await pilot.pause()
        assert app.current_theme.name == spec.name
        assert app.current_theme.ansi is spec.ansi


# The user's own


def test_themes_of_the_user_come_after_and_may_replace(tmp_path: Path) -> None:
    (tmp_path / "b.toml").write_text(MINIMAL)
    (tmp_path / "a.toml").write_text(MINIMAL.replace("mine", "light"))
    specs, problems = load_all(tmp_path)
    assert [spec.name for spec in specs] == ["dark", "light", "contrast", "ansi", "mine"]
    assert problems == []
    assert specs[1].colours["primary"] == "#5fafff"
    assert load("mine", tmp_path) == specs[-1]


def test_an_unknown_theme_is_the_default(tmp_path: Path) -> None:
    assert load("gone") == load("gone", tmp_path) == load("gone", tmp_path / "no") == load("dark")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("name = ", "not TOML"),
        ("a = " + "[" * 20_000, "not TOML"),
        (MINIMAL.replace('"mine"', '"My theme"'), "name of small letters"),
        (MINIMAL.replace("panel", "pannel"), "no colour pannel"),
        (MINIMAL.replace('panel = "#303030"', ""), "no colour panel"),
        (MINIMAL.replace("#fff", "white; }"), "foreground is a colour"),
        (MINIMAL + '[variables]\nborder = "$nothing"', "border is a colour"),
        (MINIMAL + '[variables]\nlink-style = "blink"', "link-style is"),
        ("dark = 1\n" + MINIMAL, "true or false"),
        ("colour = 1\n" + MINIMAL, "no colour in"),
        ('name = "x"', r"no table \[colors\]"),
    ],
)
def test_a_bad_theme_is_named_and_not_used(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(text)
    specs, problems = load_all(tmp_path)
    assert len(specs) == len(BUILT_IN)
    (problem,) = problems
    assert str(problem).startswith(f"{path}: ")
    assert re.search(reason, str(problem))


def test_a_folder_or_other_bytes_are_not_used(tmp_path: Path) -> None:
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe\0")
    specs, problems = load_all(tmp_path)
    assert (len(specs), len(problems)) == (len(BUILT_IN), 2)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet='#0123abcansi_red%$;{} \n"', max_size=20))
def test_no_value_of_a_theme_stops_textual(tmp_path: Path, value: str) -> None:
    quoted = value.replace('"', "").replace("\n", "\\n")
    (tmp_path / "x.toml").write_text(f'{MINIMAL}\n[variables]\nborder = "{quoted}"\n')
    for spec in load_all(tmp_path)[0]:
        to_textual(spec).to_color_system().generate()


def test_themes_stand_alone() -> None:
    ours = "{'textual', 'tomllib', 'workbench', 'screens', 'db'}"
    code = f"import sys, themes.loader; print({ours} & {{*sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
