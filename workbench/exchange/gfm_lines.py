"""The lines of a Markdown file that a reader sees: without front matter, code and comments."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from workbench.domain.text import clean
from workbench.exchange.gfm_text import CodeSpans

_FRONT = re.compile(r"[\w\"'-][^:]*:(?: |$)")
_FENCE = re.compile(r"([ >]*)(?:(?:[-*+]|\d{1,9}[.)]) +)?(?P<ticks>`{3,}(?!.*`)|~{3,}).*")
BULLET = re.compile(r"( *)([-*+•]|\d{1,9}[.)、．）])( *)")
BOX = re.compile(
    r"\[(?:(?P<todo> *|[/!>])|(?P<done>[xX✅✔✓√☑]\ufe0f?)|(?P<na>N/?A|n/?a|[-–—~]))\]"
    # Glued to these it is a link or a footnote.
    r"(?![(\[:]) ?"
)


def front_matter(lines: list[str]) -> tuple[str, int]:
    """The title in one or two blocks of YAML at the top, and the first line after them."""
    title, start = "", 0
    for _ in range(2):
        first = next((i for i in range(start, len(lines)) if lines[i].strip()), len(lines))
        after = range(first + 1, len(lines))
        last = next((i for i in after if lines[i].rstrip() in ("---", "...")), 0)
        # A rule looks the same; what is below tells them apart.
        block = lines[first + 1 : last]
        if lines[first : first + 1] != ["---"] or not block or not _FRONT.match(block[0]):
            break
        if any(map(_has_box, block)):
            break
        for line in block:
            if not title and line.startswith("title:"):
                title = clean(line[len("title:") :]).strip("\"'")
        start = last + 1
    return title, start


def visible(
    lines: list[str], start: int, is_code: Callable[[str], bool]
) -> Iterator[tuple[int, str]]:
    """The lines with their numbers, without code blocks and HTML comments."""
    fence: re.Match[str] | None = None
    in_comment = False
    last_close = next((i for i in reversed(range(len(lines))) if "-->" in lines[i]), -1)
    for i in range(start, len(lines)):
        line = lines[i]
        if fence:
            if _closes(fence, line):
                fence = None
                continue
            if not _leaves(fence, line):
                continue
        elif in_comment:
            _, closed, line = line.partition("-->")
            in_comment = not closed
            if not line.strip():
                continue
        elif is_code(line):
            continue
        if "<!--" in line:
            line, in_comment = _without_comments(line, more=last_close > i)
            if not line.strip():
                continue
        fence = _FENCE.fullmatch(line)
        if not fence:
            yield i + 1, line
        elif line[: fence.start("ticks")].strip():
            # The block stands on the line of a bullet.
            yield i + 1, line[: fence.start("ticks")]


def _closes(fence: re.Match[str], line: str) -> bool:
    """Whether this line is the closing sign of the code block."""
    bare = line.lstrip(" >").rstrip()
    return (
        bare.startswith(fence["ticks"])
        and not bare.strip(bare[0])
        and line.count(">") == fence[1].count(">")
    )


def _leaves(fence: re.Match[str], line: str) -> bool:
    """Whether the quote or item that holds the code block ends before this line."""
    if ">" in fence[1]:
        return not line.lstrip().startswith(">")
    return indent(line) < fence.start("ticks") and _has_box(line)


def _has_box(line: str) -> bool:
    bullet = BULLET.match(line)
    return bool(bullet and BOX.match(line, bullet.end()))


def indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _without_comments(line: str, more: bool) -> tuple[str, bool]:
    """The line without its comments, and whether one goes on; `more` if a later line closes it."""
    kept, position = [], 0
    spans = CodeSpans(line)
    for opened in re.finditer(r"\\.|`+|<!--", line):
        if opened.start() < position:
            continue
        if opened[0][0] == "`":
            end = spans.after(opened)
            if end:
                kept.append(line[position:end])
                position = end
        elif opened[0] == "<!--":
            kept.append(line[position : opened.start()])
            close = line.find("-->", opened.start() + 2)
            if close < 0:
                # Readers hide all that follows an unclosed comment, if it starts its line.
                if more or not "".join(kept).strip():
                    return "".join(kept), True
                return "".join(kept) + line[opened.start() :], False
            position = close + 3
    return "".join(kept) + line[position:], False
