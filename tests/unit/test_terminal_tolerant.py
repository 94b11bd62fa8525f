"""Whatever bytes come in, the next key is read and nothing is raised."""

from __future__ import annotations

import random

import pytest
from textual.events import Key, Paste
from textual.message import Message

from screens.terminal.tolerant import (
    ANSWER_SILENCE,
    PASTE_LIMIT,
    PASTE_SILENCE,
    TolerantInput,
)

BAD = [
    b"\xe9",
    b"\xff\xfe",
    b"\xe7\x9f",
    b"\x1b[1114112u",
    b"\x1b[97;;1114112u",
    b"\x1b[97;5:3u",
    b"\x1b[99999999999999999999u",
    b"\x1b[55296u",
    b"\x1b[<99999;99999;99999M",
    b"\x1b[?9999;9$y",
    b"\x1b[201~",
    b"\x1b]52;c;never ended",
    b"\x00",
    b"\xed\xa0\x80",
    bytes(random.Random(1).randrange(256) for _ in range(4096)).replace(b"\x1b[200~", b""),
]


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def names(messages: list[Message]) -> list[str]:
    return [message.key for message in messages if isinstance(message, Key)]


def pastes(messages: list[Message]) -> list[str]:
    return [message.text for message in messages if isinstance(message, Paste)]


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: repr(bad[:24]))
def test_the_next_key_is_read(bad: bytes) -> None:
    source = TolerantInput()
    list(source.feed(bad))
    assert names(list(source.feed(b"\x1b[15~\x1b[17~")))[-2:] == ["f5", "f6"]


@pytest.mark.parametrize("bad", [b"\x1b[1114112u", b"\x1b[97;;1114112u", b"\x1b[97;5:3u"])
def test_a_malformed_key_report_types_nothing(bad: bytes) -> None:
    source = TolerantInput()
    assert names([*source.feed(b"a" + bad + b"b")]) == ["a", "b"]


# As PuTTY's manual has them, by the setting "The Function keys and keypad" and "Home and End keys".
PUTTY = {
    "standard": ["11", "12", "13", "14", "15", "17", "18", "19", "20", "21", "23", "24"],
    "linux": ["[A", "[B", "[C", "[D", "[E"],
    "xterm R6": ["OP", "OQ", "OR", "OS"],
    "vt100+": [f"O{end}" for end in "PQRSTUVWXYZ["],
}


@pytest.mark.parametrize("setting", PUTTY)
def test_function_keys_of_putty(setting: str) -> None:
    sent = [f"[{code}~" if code.isdigit() else code for code in PUTTY[setting]]
    sent = [f"[{code}" if code.startswith("[") and setting == "linux" else code for code in sent]
    read = names([*TolerantInput().feed("".join(f"\x1b{code}" for code in sent).encode())])
    assert read == [f"f{n}" for n in range(1, len(sent) + 1)]


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("\x1b[1~\x1b[4~", ["home", "end"]),
        ("\x1b[H\x1b[F\x1bOH\x1bOF\x1b[7~\x1b[8~", ["home", "end"] * 3),
        ("\x1bOA\x1bOB\x1bOC\x1bOD", ["up", "down", "right", "left"]),
        ("\x1b[2~\x1b[3~\x1b[5~\x1b[6~", ["insert", "delete", "pageup", "pagedown"]),
        ("\x7f\x08", ["backspace", "backspace"]),
        ("\x1b[Z\x1b\t", ["shift+tab", "shift+tab"]),
    ],
)
def test_keys_by_whatever_a_terminal_calls_them(sent: str, expected: list[str]) -> None:
    assert names([*TolerantInput().feed(sent.encode())]) == expected


def test_a_shifted_function_key_of_putty_is_no_space() -> None:
    assert names([*TolerantInput().feed(b"\x1b[25~\x1b[32~\x1b[34~")]) == ["f13", "f18", "f20"]


def test_the_keypad_in_application_mode_types_what_is_printed_on_it() -> None:
    data = "".join(f"\x1bO{end}" for end in "pqrstuvwxyjklmno").encode()
    keys = [m.character for m in TolerantInput().feed(data) if isinstance(m, Key)]
    assert "".join(filter(None, keys)) == "0123456789*+,-./"
    assert names([*TolerantInput().feed(b"\x1bOM")]) == ["enter"]


@pytest.mark.parametrize(
    "sent",
    [
        "\x1b[N",  # a function key of SCO
        "\x1b[99~",
        "\x1b[1;2;3;4X",
        "\x1bO!",
        "\x1b[?64;1;2;6c",  # who the terminal is
        "\x1b[>0;276;0c",
        "\x1b[0n",
        "\x1b]11;rgb:0000/2b2b/3636\x07",  # its background
        "\x1b]11;rgb:0000/2b2b/3636\x1b\\",
        "\x1b]52;c;UFdORUQ=\x07",
        "\x1b]0;a title longer than any key that there is, and longer\x9c",
    ],
)
@pytest.mark.parametrize("size", [1, 4, 100])
def test_keys_and_answers_that_nobody_knows_type_nothing(sent: str, size: int) -> None:
    source = TolerantInput()
    data = f"a{sent}b".encode()
    messages = [m for at in range(0, len(data), size) for m in source.feed(data[at : at + size])]
    assert names(messages) == ["a", "b"]


def test_an_answer_without_end_ends_after_silence() -> None:
    clock = Clock()
    source = TolerantInput(clock)
    assert not names([*source.feed(b"\x1b]11;rgb:")])
    clock.now = ANSWER_SILENCE
    assert not [*source.tick()]
    assert names([*source.feed(b"q")]) == ["q"]


def test_a_latin_1_byte_is_one_unknown_character() -> None:
    source = TolerantInput()
    keys = [m.character for m in source.feed(b"caf\xe9 \xe7\x9f\xa5") if isinstance(m, Key)]
    assert keys == ["c", "a", "f", "\N{REPLACEMENT CHARACTER}", " ", "知"]


def test_a_terminal_of_gb18030_types_chinese() -> None:
    source = TolerantInput(charset="gb18030")
    data = "第3条".encode("gb18030") + b"\x1b[A" + "\x1b[200~知识\x1b[201~".encode("gb18030")
    messages = [m for at in range(len(data)) for m in source.feed(data[at : at + 1])]
    assert [m.character for m in messages if isinstance(m, Key)] == ["第", "3", "条", None]
    assert pastes(messages) == ["知识"]


def test_a_character_in_two_reads_is_one_key() -> None:
    source = TolerantInput()
    keys = [m for data in (b"\xe7\x9f", b"\xa5") for m in source.feed(data) if isinstance(m, Key)]
    assert [key.character for key in keys] == ["知"]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 1000])
def test_a_paste_in_pieces_is_one_paste(size: int) -> None:
    source = TolerantInput()
    data = "x\x1b[200~第一行\r\nesc \x1b[A, \x1b[200 \0end\x1b[201~y".encode()
    messages = [
        message
        for start in range(0, len(data), size)
        for message in source.feed(data[start : start + size])
    ]
    assert pastes(messages) == ["第一行\nesc \x1b[A, \x1b[200 end"]
    assert names(messages) == ["x", "y"]


def test_a_paste_without_end_ends_after_silence() -> None:
    clock = Clock()
    source = TolerantInput(clock)
    assert not pastes([*source.feed(b"\x1b[200~cut\x1b[20")])
    clock.now = PASTE_SILENCE - 0.1
    assert not [*source.tick()]
    clock.now = PASTE_SILENCE
    assert pastes([*source.tick()]) == ["cut\x1b[20"]
    assert names([*source.feed(b"\x1b[201~q")]) == ["q"]


def test_a_paste_is_cut_at_its_limit_and_the_rest_is_not_typed() -> None:
    source = TolerantInput()
    messages = [*source.feed(b"\x1b[200~")]
    for _ in range(300):
        messages += source.feed(b"0123456789abcdef" * 256)
    messages += source.feed(b"\x1b[201~z")
    (text,) = pastes(messages)
    assert len(text) == PASTE_LIMIT
    assert names(messages) == ["z"]


def test_time_matters_only_after_input() -> None:
    clock = Clock()
    clock.now = 10.0
    source = TolerantInput(clock)
    clock.now = 20.0
    assert not source.waits
    list(source.feed(b"\x1b"))
    assert source.waits
    list(source.feed(b"[200~"))
    clock.now = 20.9
    assert source.waits
