"""Tables in Markdown that are checklists: every row of one column is a box."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest

from workbench.exchange.gfm_text import plain
from workbench.exchange.phrases import target

_RULE = re.compile(r" *\|?(?: *:?-+:? *\|)+(?: *:?-+:? *)?")
_SIGNS = {"todo": "☐⬜□❌🔴", "done": "☑✅✔✓√", "na": "➖"}
_BOX = re.compile(
    r"(?:[-*+] )?(?:\[(?:(?P<todo> *|[/!>])|(?P<done>[xX✅✔✓√☑]\ufe0f?)|(?P<na>N/?A|n/?a|[-–—]))\]"
    r"(?![(\[:])|(?P<sign>[☐⬜□❌🔴☑✅✔✓√➖🟡🔄⏳⏸🚧])\ufe0f?)(?: |$)"
)
_ANY_BOX = re.compile(r"\[[ xX]\]|[☐⬜□☑]")
_COUNTER = re.compile(r"#|no\.?|nr\.?|序号|编号", re.IGNORECASE)


def items(lines: Sequence[str]) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """(mark, text, [(title, cell) of the other columns]) for each row below the rule; empty when
    the table is no checklist. `lines` are the whole table, its titles first."""
    if not _RULE.fullmatch(lines[1].rstrip()):
        return []
    titles = [plain(cell) for cell in _cells(lines[0])]
    width = len(titles)
    rows = [(_cells(line) + [""] * width)[:width] for line in lines[2:]]
    boxes = [n for n in range(width) if all(_is_box(row[n]) for row in rows)]
    if not boxes:
        return []
    box = boxes[0]
    own = [n for n in range(width) if n != box]
    text = _text_column(titles, rows, box, own)
    found = []
    for row in rows:
        match = _BOX.match(row[box])
        assert match is not None
        mark, rest = _mark(match), plain(row[box][match.end() :])
        cells = [
            (titles[n], plain(row[n]))
            for n in own
            if n != text and titles[n] and row[n] and not _COUNTER.fullmatch(titles[n])
        ]
        if text is not None and rest:
            cells.insert(0, (titles[box], rest))
        if text is not None and match["sign"] and mark == "todo" and match["sign"] not in "☐⬜□":
            cells.insert(0, ("Status", match["sign"]))
        found.append((mark, row[text] if text is not None else row[box][match.end() :], cells))
    return found


def without_box(lines: Sequence[str]) -> int | None:
    """The line, by index, that keeps a table from being a checklist: it has no box in a column
    where most have one. None when no column is like that."""
    if not _RULE.fullmatch(lines[1].rstrip()):
        return None
    rows = [_cells(line) for line in lines[2:]]
    for column in zip_longest(*rows, fillvalue=""):
        boxes = list(map(_is_box, column))
        if len(boxes) > 2 and len(boxes) / 2 < sum(boxes) < len(boxes):
            return 2 + boxes.index(False)
    return None


def _cells(line: str) -> list[str]:
    """The cells of a row; `\\|` is a bar within one."""
    parts = re.split(r"(?<!\\)\|", line.strip().removeprefix("|"))
    if len(parts) > 1 and not parts[-1].strip():
        parts.pop()
    return [re.sub(r"<br */?>", " ", part.replace(r"\|", "|")).strip() for part in parts]


def _is_box(cell: str) -> bool:
    """A box, alone or with words after it; several boxes are a choice, not a mark."""
    return bool(_BOX.match(cell)) and len(_ANY_BOX.findall(cell)) < 2


def _mark(match: re.Match[str]) -> str:
    sign = match["sign"]
    if sign:
        return next((mark for mark, signs in _SIGNS.items() if sign in signs), "todo")
    return match.lastgroup or "todo"


def _text_column(
    titles: Sequence[str], rows: Sequence[Sequence[str]], box: int, own: Sequence[int]
) -> int | None:
    """The column that says what is to be done: the one called so, the boxes' own when they have
    words, else the longest."""
    called = [n for n in own if target(titles[n]) == "text"]
    if called:
        return called[0]
    if all(_BOX.sub("", row[box], count=1).strip() for row in rows):
        return None
    others = [n for n in own if not target(titles[n])] or list(own)
    return max(others, key=lambda n: sum(len(row[n]) for row in rows), default=None)
