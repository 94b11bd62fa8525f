"""The Chinese words: complete, true to their fields, compiled, and set as Chinese is set."""

from __future__ import annotations

import ast
import gettext
import re
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, Final

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from screens.sheet_lines import MOST_LABEL
from screens.text import width
from screens.widgets.keyline import fit_hints
from workbench.domain import record
from workbench.domain.kinds import ChoiceKind
from workbench.domain.message import Msg
from workbench.keys import ACTIONS, SCOPES, Keymap
from workbench.language import Tr

ROOT = Path(__file__).parents[2]
SOURCES = ("workbench", "screens", "db", "themes")
# Themes stand alone, so their problems are plain text until the program wraps them as messages.
KEYWORDS = {"msg": None, "nmsg": (1, 2), "pmsg": ((1, "c"), 2), "_BadThemeError": None}
FOLDER = resources.files("workbench.locale").joinpath("zh_CN", "LC_MESSAGES")
EN, ZH = Tr("en"), Tr("zh_CN")

SAME: Final = {"T0", "SHA-256"}
"""Names that are the same in Chinese."""
_LITTLE = re.compile(r"\{\w*\}|\b(as|by|of|on|T0|SHA-256)\b")
"""What Chinese may say with punctuation, or writes alike."""
_FIELD = re.compile(r"\{\w*\}")
_HAN = re.compile(r"[\u3400-\u9fff]")
_HALF_WIDTH = re.compile(r"[\u3400-\u9fff”）][,;:!?]|[,;:!?] ?[\u3400-\u9fff“（]")
_UNSPACED = re.compile(r"[\u3400-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u3400-\u9fff]")


def name(message: Message) -> tuple[str, str]:
    """What makes a message one: its context and its English text, the singular where it counts."""
    return message.context or "", english(message)[0]


def english(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def chinese(message: Message) -> tuple[str, ...]:
    text = message.string or ""
    return (text,) if isinstance(text, str) else tuple(text)


@lru_cache(maxsize=1)
def catalogue() -> Catalog:
    with FOLDER.joinpath("workbench.po").open("rb") as file:
        return read_po(file, locale="zh_CN")


def messages() -> list[Message]:
    return [m for m in catalogue() if m.id]


@lru_cache(maxsize=1)
def in_the_code() -> set[tuple[str, tuple[str, ...]]]:
    found = set()
    for folder in SOURCES:
        for _, _, text, _, context in extract_from_dir(
            ROOT / folder, [("**.py", "python")], keywords=KEYWORDS
        ):
            found.add((context or "", (text,) if isinstance(text, str) else tuple(text)))
    return found


def test_every_message_of_the_code_is_in_the_catalogue_and_no_other() -> None:
    listed = {(m.context or "", english(m)) for m in messages()}
    code = in_the_code()
    assert sorted(code - listed) == [], "not in the catalogue: extract, and translate"
    assert sorted(listed - code) == [], "no longer in the code: extract again"
    assert not catalogue().obsolete


def test_babel_sees_every_message() -> None:
    """Before Python 3.12 it does not look into f-strings, and the user would read English."""
    seen = {text for _, texts in in_the_code() for text in texts}
    hidden = [
        f"{path.relative_to(ROOT)}:{call.lineno}: take it out of the f-string: {text.value!r}"
        for folder in SOURCES
        for path in sorted((ROOT / folder).rglob("*.py"))
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in KEYWORDS
        for text in call.args[call.func.id == "pmsg" :]
        if isinstance(text, ast.Constant) and isinstance(text.value, str)
        if text.value not in seen
    ]
    assert hidden == []


def test_every_message_is_translated() -> None:
    assert [name(m) for m in messages() if m.fuzzy or not all(chinese(m))] == []


def test_a_translation_has_the_fields_of_its_source() -> None:
    wrong = [
        name(m)
        for m in messages()
        for text in chinese(m)
        if sorted(_FIELD.findall(text)) != sorted(_FIELD.findall(english(m)[-1]))
    ]
    assert wrong == []


def test_what_is_compiled_is_what_is_written() -> None:
    with FOLDER.joinpath("workbench.mo").open("rb") as file:
        read = gettext.GNUTranslations(file)

    def compiled(message: Message) -> str:
        one, *many = english(message)
        if many:
            return read.ngettext(one, many[0], 2)
        return read.pgettext(message.context, one) if message.context else read.gettext(one)

    assert {name(m): compiled(m) for m in messages()} == {
        name(m): chinese(m)[0] for m in messages()
    }


def test_what_has_words_is_in_chinese() -> None:
    left = [
        name(m)
        for m in messages()
        if re.search("[A-Za-z]", _LITTLE.sub("", english(m)[0]))
        and not all(_HAN.search(text) for text in chinese(m))
    ]
    assert left == []


@pytest.mark.parametrize("wrong", [_HALF_WIDTH, _UNSPACED], ids=["punctuation", "spaces"])
def test_chinese_is_set_as_chinese(wrong: re.Pattern[str]) -> None:
    assert [text for m in messages() for text in chinese(m) if wrong.search(text)] == []


def test_marks_at_the_end_are_those_of_the_source() -> None:
    """A sentence ends as one; a part of a sentence does not, as others follow it."""
    ends = {".": "。", "?": "？", ":": "："}
    wrong = [
        text
        for m in messages()
        for text in chinese(m)
        if english(m)[-1][-1:] in ends
        and not english(m)[-1].endswith("...")
        and not text.endswith(ends[english(m)[-1][-1:]])
    ]
    assert wrong == []


@pytest.mark.parametrize("scope", sorted(set(SCOPES) - {"app", "list"}))
def test_the_key_line_says_about_as_much_as_in_english(scope: str) -> None:
    ours, theirs = (fit_hints(scope, tr, Keymap(), 80) for tr in (ZH, EN))
    assert len(ours.left) >= len(theirs.left) - 1
    assert ours.right is not None
    assert ours.right.label


def labels() -> list[Msg]:
    """Words that stand alone: titles of registers and columns, states and choices, keys."""
    found = [action.label for action in ACTIONS.values()]
    for entry in record.all_registers():
        found += [entry.title, entry.one]
        for field in entry.fields:
            found.append(field.kind.label)
            if isinstance(field.kind, ChoiceKind):
                options: Any = field.kind.options
                found += [option.label for option in options]
    return found


def test_labels_are_in_chinese() -> None:
    left = {str(label) for label in labels() if ZH(label) == EN(label)}
    assert left <= SAME


def test_the_columns_of_a_register_have_names_of_their_own() -> None:
    """A table that comes back as a file is read by its column titles."""
    for entry in record.all_registers():
        titles = [ZH(field.kind.label) for field in entry.fields]
        assert sorted(set(titles)) == sorted(titles), entry.name


@pytest.mark.parametrize("tr", [EN, ZH])
def test_labels_are_whole_on_a_sheet(tr: Tr) -> None:
    kinds = [field.kind for entry in record.all_registers() for field in entry.fields]
    assert [label for kind in kinds if width(label := tr(kind.label)) > MOST_LABEL] == []
