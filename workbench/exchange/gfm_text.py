"""One line of Markdown as plain text: what a reader would see, for a terminal to show."""

from __future__ import annotations

import html
import re
from bisect import bisect_left

from workbench.domain.text import clean

_INLINE = re.compile(
    r"""
      \\(?P<escaped>[!-/:-@\[-`{-~])
    | (?P<ticks>`+)
    | (?P<opened>!?\[)
    | (?P<closed>\])
    | (?P<emphasis>\*+|_+|~+)
    | <(?P<address>(?:https?|ftp|mailto):[^\s<>]*)>
    | (?P<entity>&(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)
    """,
    re.VERBOSE,
)
# Longer runs are blanks to fill in; one tilde is “about”.
_EMPHASIS = {"*", "**", "***", "_", "__", "___", "~~"}
_TARGET = re.compile(
    r"""\(\ *(?:<([^<>]*+)>|([^\s()<>]*+(?:\([^\s()<>]*+\)[^\s()<>]*+)*+))"""
    r"""(?:\ +(?:"[^"]*+"|'[^']*+'|\([^()]*+\)))?\ *\)"""
)


class CodeSpans:
    """Where code spans end: a run of backticks closes the earlier run of the same length."""

    def __init__(self, line: str) -> None:
        self._starts: dict[int, list[int]] = {}
        for run in re.finditer("`+", line):
            self._starts.setdefault(len(run[0]), []).append(run.start())

    def after(self, ticks: re.Match[str]) -> int:
        """The position after the span that these backticks open; 0 if nothing closes it."""
        size = ticks.end() - ticks.start()
        starts = self._starts.get(size, [])
        i = bisect_left(starts, ticks.end())
        return starts[i] + size if i < len(starts) else 0


def plain(source: str) -> str:
    """What a reader sees of a line of Markdown; `[text](url)` is `text (url)`, HTML stays as it is.

    One pass; openers wait on two stacks until something closes them, or stay as typed.
    """
    source = clean(source)
    if not re.search(r"[\\`*_~\[<&]", source):
        return source
    pieces: list[str] = []
    position = 0
    spans = CodeSpans(source)
    emphasis: list[tuple[str, int]] = []
    waiting: dict[str, int] = {}
    brackets: list[int] = []
    while found := _INLINE.search(source, position):
        pieces.append(source[position : found.start()])
        position = found.end()
        match found.lastgroup:
            case "escaped" | "address" as group:
                pieces.append(found[group])
            case "entity":
                pieces.append(html.unescape(found[0]))
            case "ticks" if end := spans.after(found):
                size = len(found[0])
                pieces.append(source[position : end - size])
                position = end
            case "opened":
                brackets.append(len(pieces))
                pieces.append(found[0])
            case "closed" if brackets:
                opener = brackets.pop()
                target = _TARGET.match(source, position)
                if target:
                    position = target.end()
                    _link(pieces, opener, target[1] or target[2] or "")
                else:
                    pieces.append("]")
            case "emphasis":
                pieces.append(found[0])
                _emphasis(source, found, pieces, emphasis, waiting)
            case _:
                pieces.append(found[0])
    return clean("".join(pieces) + source[position:])


def _link(pieces: list[str], opener: int, target: str) -> None:
    pieces[opener] = ""
    address = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", target)
    text = "".join(pieces[opener : opener + 50]).strip()
    if not text:
        pieces.append(address)
    elif address and text != address:
        pieces.append(f" ({address})")


def _emphasis(
    source: str,
    found: re.Match[str],
    pieces: list[str],
    openers: list[tuple[str, int]],
    waiting: dict[str, int],
) -> None:
    """Take the last piece and its opener away if it closes one; let it wait if it may open one."""
    sign = found[0]
    if sign not in _EMPHASIS:
        return
    before = source[found.start() - 1 : found.start()]
    after = source[found.end() : found.end() + 1]
    if sign[0] == "_":
        inner = before.isalnum(), after.isalnum()
    else:
        # `2*3*4` and `2**8` are sums, but between Chinese characters there are no blanks.
        both = (before + after).isascii() and before.isalnum() and after.isalnum()
        inner = both, both
    if waiting.get(sign) and before.strip() and not inner[1]:
        while True:
            other, opener = openers.pop()
            waiting[other] -= 1
            if other == sign:
                pieces[opener] = pieces[-1] = ""
                return
    if after.strip() and not inner[0]:
        openers.append((sign, len(pieces) - 1))
        waiting[sign] = waiting.get(sign, 0) + 1
