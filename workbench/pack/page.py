"""What every section reads and speaks with: a dossier, a day, and words in one or two languages.

A section gives blocks, each a list of lines; the document puts blank lines between them. What
the pack says is `Md`; what users wrote is `str` until `say` or a table escapes it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, lru_cache
from types import MappingProxyType

from workbench.domain.bitext import Bitext
from workbench.domain.dossier import Context, Dossier, Reading, Translate
from workbench.domain.due import Due
from workbench.domain.message import Msg, msg, nmsg, pmsg
from workbench.domain.reading import Reading as Measured
from workbench.domain.record import Record
from workbench.domain.registers.handover import Handover
from workbench.domain.registers.seat import Seat
from workbench.domain.text import clean
from workbench.figures import checklist
from workbench.figures.progress import Share
from workbench.figures.share import NOTHING
from workbench.figures.told import as_told
from workbench.pack.cells import cell_width
from workbench.pack.md import Md, code, esc, table

Block = list[str]

# Cells of the longest text on the one page of a brief, two lines in print; elsewhere none is cut.
WIDE = 160
# Lines of a table on the one page of a brief.
BRIEF_ROWS = 3

NOBODY = msg("nobody named")
KEY = pmsg("record", "Key")
WHAT = pmsg("record", "What it is")


class Both:
    """Several languages at once, `Owner / 责任人`; where all agree, once."""

    def __init__(self, each: Sequence[Translate]) -> None:
        self.each = tuple(each)
        self.lang = self.each[0].lang

    def __call__(self, message: Msg, /) -> str:
        return _once(tr(message) for tr in self.each)


@dataclass(frozen=True, slots=True)
class Joint:
    """What stands between the parts of a row; a sign, not a word to translate."""

    western: str
    chinese: str

    def of(self, lang: str) -> str:
        return self.chinese if lang.startswith("zh") else self.western


_FACTS = Joint("; ", "；")
_NAMES = Joint(", ", "、")


@dataclass(frozen=True, slots=True)
class Row:
    """Several parts as one argument of a message."""

    parts: Sequence[object]
    joint: Joint


Cell = str | Bitext | Msg | Row


def names(parts: Sequence[object]) -> Row:
    return Row(parts, _NAMES)


def facts(parts: Sequence[object]) -> Row:
    return Row(parts, _FACTS)


@dataclass(frozen=True)
class Page:
    dossier: Dossier
    context: Context
    generated_at: datetime
    brief: bool = False
    series: Mapping[int, Sequence[Measured]] = field(default_factory=lambda: MappingProxyType({}))
    """The readings of KPIs that run in parallel, by KPI."""

    @property
    def handover(self) -> Handover:
        return self.dossier.handover

    @property
    def today(self) -> date:
        return self.context.today

    @property
    def told(self) -> Dossier:
        """The dossier to count in where leaving matters: who has not been told of his, stays."""
        return as_told(self.dossier)

    @cached_property
    def reading(self) -> Reading:
        return Reading(self.dossier, self.context)

    @cached_property
    def lines(self) -> list[checklist.Line]:
        """The whole checklist, in its order."""
        return checklist.lines(self.dossier, self.today)

    @cached_property
    def late(self) -> list[checklist.Line]:
        """What is overdue, the latest first."""
        found = [x for x in self.lines if x.overdue]
        return sorted(found, key=lambda x: (-(x.late or 0), x.item.number))

    @cached_property
    def waiting(self) -> list[checklist.Line]:
        """What is claimed and not verified, the longest waiting first."""
        found = [x for x in self.lines if x.bucket is checklist.Bucket.WAITING]
        return sorted(found, key=_since)

    @cached_property
    def languages(self) -> tuple[Translate, ...]:
        tr = self.context.tr
        return tr.each if isinstance(tr, Both) else (tr,)

    # --- words ---------------------------------------------------------------------------------

    def say(self, *parts: object) -> Md:
        """The parts in a row, once in each language, all user text in them escaped."""
        return Md(self._in_each(parts, self._esc))

    def plain(self, message: Msg | Row) -> str:
        """The message with user text as it is, for a table to cut and escape."""
        return self._in_each((message,), str)

    def _in_each(self, parts: Sequence[object], safe: Callable[[str], str]) -> str:
        return _once(
            _FACTS.of(tr.lang).join([self._said(part, tr, safe) for part in parts]).rstrip()
            for tr in self.languages
        )

    def _said(self, value: object, tr: Translate, safe: Callable[[str], str]) -> str:
        if isinstance(value, Msg):
            if not value.args:
                return tr(value)
            # Numbers stay numbers: the form of a counting message hangs on them.
            args = {
                k: v if isinstance(v, (int, date, Md)) else self._said(v, tr, safe)
                for k, v in value.args.items()
            }
            return tr(Msg(value.id, args, value.context, value.plural))
        if isinstance(value, Row):
            joint = value.joint.of(tr.lang)
            return joint.join([self._said(part, tr, safe) for part in value.parts])
        text = safe(value.show(tr.lang) if isinstance(value, Bitext) else str(value))
        # Sites take Chinese punctuation for a part of the address before it.
        glued = tr.lang.startswith("zh") and has_address(text.rpartition(" ")[2])
        return f"{text} " if glued else text

    @cached_property
    def _esc(self) -> Callable[[str], str]:
        """`esc`; the same names and texts come many times in one pack."""
        return lru_cache(maxsize=None)(esc)

    def heading(self, message: Msg) -> str:
        """Words of a heading, without signs between languages: sites make anchors of those in
        different ways."""
        return " ".join(dict.fromkeys(tr(message) for tr in self.languages))

    # --- records -------------------------------------------------------------------------------

    def text(self, text: Bitext) -> str:
        """What a user wrote, in each of the pack's languages it exists in."""
        return self._each(text.show)

    def title(self, record_id: int | None) -> str:
        """What lists call the record; empty for none, or one that is gone."""
        if record_id is None:
            return ""
        return self._each(lambda lang: self.dossier.title(record_id, lang))

    def _each(self, show: Callable[[str], str]) -> str:
        return _once(show(tr.lang) for tr in self.languages)

    def owner(self, line: checklist.Line) -> str | Msg:
        """A name, or the seat that nobody fills."""
        owner = line.owner
        if owner.person is not None:
            return owner.person.name or NOBODY
        if owner.seat is not None:
            return msg("{seat} (open seat)", seat=owner.seat.name)
        return NOBODY

    def is_open(self, seat: Seat) -> bool:
        """Whether nobody fills the seat."""
        return self.dossier.get(seat.person) is None

    def key(self, found: Record) -> str:
        return self.dossier.key(found)

    def day(self, moment: datetime | None) -> str:
        """The day of a moment where the pack was made."""
        return self._there(moment).date().isoformat() if moment else ""

    def moment(self, moment: datetime | None) -> str:
        return f"{self._there(moment):%Y-%m-%d %H:%M}" if moment else ""

    def _there(self, moment: datetime) -> datetime:
        return moment.astimezone(self.generated_at.tzinfo)

    # --- figures -------------------------------------------------------------------------------

    def share(self, share: Share) -> Md:
        """`64 % (16/25)`, or that there is nothing to count."""
        return Md(share) if share.den else self.say(NOTHING)

    def when(self, day: date) -> Msg:
        """`in 22 days`."""
        n = (day - self.today).days
        if n == 0:
            return msg("today")
        if n > 0:
            return nmsg("in {n} day", "in {n} days", n)
        return nmsg("{n} day ago", "{n} days ago", -n)

    # --- tables --------------------------------------------------------------------------------

    def table(
        self, headers: Sequence[Msg], rows: Sequence[Sequence[Cell]], align: str = ""
    ) -> list[Block]:
        """A table; on the page of a brief its first rows, and how many more there are."""
        texts = [[self._cell(cell) for cell in row] for row in rows]
        more = len(texts) - BRIEF_ROWS if self.brief else 0
        if more > 0:
            said = self.say(
                nmsg("And {n} more, in the full pack.", "And {n} more, in the full pack.", more)
            )
            return [self.grid(headers, texts[:BRIEF_ROWS], align), [said]]
        return [self.grid(headers, texts, align)]

    def _cell(self, cell: Cell) -> str:
        if isinstance(cell, (Msg, Row)):
            return self.plain(cell)
        return self.text(cell) if isinstance(cell, Bitext) else cell

    def grid(self, headers: Sequence[Msg], rows: Sequence[Sequence[str]], align: str = "") -> Block:
        cells = [[self.short(cell) for cell in row] for row in rows]
        return table([self.say(header) for header in headers], cells, align)

    def short(self, text: str) -> str:
        """The text as it is; cut on the page of a brief."""
        return cut(text) if self.brief else text


def under(page: Page, title: Msg, blocks: list[Block]) -> list[Block]:
    """Blocks below a heading of their own within a section; nothing where there are none."""
    return [[f"### {page.heading(title)}"], *blocks] if blocks else []


def day_of(page: Page, due: Due | None) -> str:
    """The day something is due; `--` without one."""
    day = due.resolve(page.handover.day_zero, page.dossier.calendar) if due else None
    return day.isoformat() if day else "--"


def cut(text: str, room: int = WIDE) -> str:
    """`text` in at most `room` cells, `...` at its end where something is missing.

    The question mark of an open seat, `Security ?`, is never cut off.
    """
    if isinstance(text, Md) or cell_width(text) <= room:
        return text
    kept = clean(text)
    end = "... ?" if kept.endswith(" ?") else "..."
    while cell_width(kept) > room - len(end):
        kept = kept[: -max(1, (cell_width(kept) - room) // 2)]
    kept = f"{kept.rstrip()}{end}"
    # An address that was cut must not become a link.
    return code(kept) if has_address(kept) else kept


def _once(texts: Iterable[str]) -> str:
    """The texts side by side, none twice and no empty one."""
    return " / ".join(dict.fromkeys(filter(None, texts)))


def has_address(text: str) -> bool:
    """Whether readers may make a link of a part of `text`."""
    return bool(re.search(r"://|\bwww\.\w", text, re.IGNORECASE))


def _since(line: checklist.Line) -> tuple[str, int]:
    at = line.item.claimed_at
    return (at.isoformat() if at else "~", line.item.number)
