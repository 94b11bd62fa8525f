"""Reads what a terminal sends, whatever it sends.

Textual's reader dies of one Latin-1 byte or a key report it cannot convert, swallows every key
after a paste that was cut, types the rest of a paste that holds an escape character, and types
the letters of a key, or of a terminal's late answer, that it does not know.
"""

from __future__ import annotations

import re
import time
from codecs import getincrementaldecoder
from collections.abc import Callable, Generator, Iterator

from textual._keyboard_protocol import FUNCTIONAL_KEYS
from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.events import Key, Paste
from textual.keys import Keys
from textual.message import Message

PASTE_SILENCE = 1.0
"""Seconds without input after which a paste has ended, with or without its mark."""

PASTE_LIMIT = 1_000_000
"""Characters of one paste that are kept; the rest of it is dropped."""

ANSWER_SILENCE = 0.3
"""Seconds without input after which an answer of the terminal has ended in any case."""

# PuTTY's "VT100+" function keys, the comma of the keypad, and its equals sign.
_MORE_KEYS = {
    **{f"\x1bO{end}": f"f{number}" for number, end in enumerate("TUVWXYZ[", 5)},
    "\x1bOl": "comma",
}
_CHARACTERS = {"comma": ","}
# A whole sequence; reports of the mouse and of modes are left to Textual.
_UNKNOWN = re.compile(r"\x1b(?:O.|\[(?![<M]|\?[\d;]*\$y)[0-?]*[ -/]*[@-Z\\-~]|\]\d)", re.ASCII)
_OPENING = re.compile(rf"{re.escape(BRACKETED_PASTE_START)}|\x1b\]\d", re.ASCII)
# Any escape ends an answer, also one that begins a key.
_ANSWER_END = re.compile(r"\x07|\x9c|\x1b\\|(?=\x1b[^\\])")


class TolerantParser(XTermParser):
    """Textual's parser, for which what it cannot read is no key."""

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterator[Key]:
        known = False
        for event in super()._sequence_to_key_events(sequence, alt):
            known = True
            yield event
        if known or len(sequence) < 3:
            return
        if name := _MORE_KEYS.get(sequence):
            yield Key(name, _CHARACTERS.get(name))
        elif _UNKNOWN.fullmatch(sequence):
            yield Key(Keys.Ignore, sequence)

    def _parse_extended_key(  # type: ignore[override]  # Textual's is wrapped in a cache
        self, sequence: str
    ) -> list[Key] | None:
        number, end = sequence[2:].partition(";")[0].rstrip(sequence[-1]), sequence[-1]
        if end != "u" and f"{number or 1}{end}" not in FUNCTIONAL_KEYS:
            return None  # Textual would type the character of this number
        try:
            return super()._parse_extended_key(sequence)
        except (ValueError, OverflowError):  # a code point beyond Unicode, or `5:3` for `5`
            return [Key(Keys.Ignore, sequence)]


class TolerantInput:
    """Bytes in, messages out; holds a paste until its end, and never raises."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, *, charset: str = "utf-8"
    ) -> None:
        self._clock = clock
        self._last = clock()
        encoding = "gb18030" if charset == "gb18030" else "utf-8"
        self._decoder = getincrementaldecoder(encoding)(errors="replace")
        self._parser = TolerantParser()
        self._tail = ""  # the last characters read: a paste mark may come in pieces
        self._paste: list[str] | None = None
        self._answer = False  # what a colour or the title is: somebody before us had asked
        self._room = 0

    @property
    def waits(self) -> bool:
        """May the passing of time alone bring a message: a lone escape, the end of a paste?"""
        return self._paste is not None or self._clock() - self._last < 0.5

    def feed(self, data: bytes) -> Iterator[Message]:
        """Messages of what was read."""
        self._last = self._clock()
        text = self._decoder.decode(data)
        while text:
            if self._answer:
                text = self._after_answer(text)
            elif self._paste is None:
                text = yield from self._keys(text)
            else:
                text = yield from self._pasted(text)

    def tick(self) -> Iterator[Message]:
        """Messages due because nothing more was read for a while; call it now and then."""
        if self._paste is not None:
            if self._clock() - self._last >= PASTE_SILENCE:
                yield self._end_paste()
            return
        if self._answer and self._clock() - self._last >= ANSWER_SILENCE:
            self._answer, self._tail = False, ""
        try:
            yield from self._parser.tick()
        except Exception:
            self._parser = TolerantParser()

    def _keys(self, text: str) -> Generator[Message, None, str]:
        """Read keys up to the beginning of a paste or an answer; returns what follows."""
        seen = self._tail + text
        found = _OPENING.search(seen)
        end = found.end() - len(self._tail) if found else len(text)
        yield from self._parse(text[:end])
        if found is None:
            self._tail = seen[-len(BRACKETED_PASTE_START) + 1 :]
            return ""
        self._tail = ""
        if found[0] == BRACKETED_PASTE_START:
            self._paste, self._room = [], PASTE_LIMIT
            yield from self._parse(BRACKETED_PASTE_END)  # the paste itself is read here
        else:
            self._answer = True
        return text[end:]

    def _after_answer(self, text: str) -> str:
        """What follows the answer that is being read."""
        seen = self._tail + text
        found = _ANSWER_END.search(seen)
        if found is None:
            self._tail = "\x1b" if seen.endswith("\x1b") else ""
            return ""
        self._answer, self._tail = False, ""
        return seen[found.end() :]

    def _pasted(self, text: str) -> Generator[Message, None, str]:
        """Read a paste up to its end; returns what follows."""
        seen = self._tail + text
        at = seen.find(BRACKETED_PASTE_END)
        if at < 0:
            keep = len(BRACKETED_PASTE_END) - 1
            self._append(seen[:-keep])
            self._tail = seen[-keep:]
            return ""
        self._append(seen[:at])
        self._tail = ""
        yield self._end_paste()
        return seen[at + len(BRACKETED_PASTE_END) :]

    def _append(self, text: str) -> None:
        if self._paste is not None and self._room > 0:
            self._paste.append(text[: self._room])
            self._room -= len(text)

    def _end_paste(self) -> Paste:
        self._append(self._tail)
        text = "".join(self._paste or ())
        self._paste, self._tail = None, ""
        # Terminals send a carriage return for the end of a line.
        return Paste(text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n"))

    def _parse(self, text: str) -> Iterator[Message]:
        try:
            for message in self._parser.feed(text):
                if not isinstance(message, Paste):
                    yield message
        except Exception:
            # Its generator has ended with the error: what is typed next meets a new one.
            self._parser = TolerantParser()
