"""What any text must pass before it is stored, shown or written: one spelling, nothing hidden."""

from __future__ import annotations

import re
import unicodedata

# Line breaks by another name: Word pastes VT for shift-enter, other programs U+2028 and U+2029.
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\u2028\u2029]")

# Nobody typed these on purpose: zero-width space, direction marks and overrides (a pasted Windows
# path starts with U+202A), word joiner, byte order mark. Dropped rather than marked, so that
# search and the look for secrets see the word. The joiners U+200C and U+200D stay: scripts and
# emoji need them.
_INVISIBLE = re.compile(
    "[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]"
)

# A terminal would obey these, and UTF-8 has no lone surrogates: shown as U+FFFD, for they stood
# for something.
_UNFIT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")

_BLANKS = re.compile("[ \t\n]+")


def clean(text: str, multiline: bool = False) -> str:
    """`text` in NFC without controls; one line unless `multiline`, which keeps newline and tab.

    In one line every run of blanks is one space, and the ends are bare. Cleaning twice changes
    nothing.
    """
    if not (text.isprintable() and unicodedata.is_normalized("NFC", text)):
        text = _BREAKS.sub("\n", text)
        text = _UNFIT.sub("\ufffd", _INVISIBLE.sub("", text))
        # Last, because dropping a character may bring a letter and its accent together.
        text = unicodedata.normalize("NFC", text)
    return text if multiline else _BLANKS.sub(" ", text).strip()


def unspoiled(stored: object, multiline: bool = False) -> str:
    """Text as the file has it, cleaned when another program wrote it: ours is clean already."""
    text = stored if isinstance(stored, str) else str(stored or "")
    return text if text.isprintable() else clean(text, multiline)


def fold(text: str) -> str:
    """The form to compare when searching: case and width (`ＡＢ` and `ab`) do not count."""
    if text.isascii():
        return text.lower()
    # Thrice and twice as Unicode 3.13 D146 asks: each step may undo the other for some letters.
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFD", text).casefold())
    return unicodedata.normalize("NFKC", text.casefold())
