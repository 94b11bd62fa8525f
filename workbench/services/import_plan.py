"""What a file would bring, and how that is counted: before, while and after it is brought in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from workbench.domain import record
from workbench.domain.dossier import Dossier
from workbench.domain.message import Msg, listed, msg, nmsg
from workbench.domain.text import fold
from workbench.exchange.drafts import Source
from workbench.services.editing import Outcome
from workbench.services.import_row import Answers, Fate, Guess, Past, Row
from workbench.services.import_waves import told
from workbench.services.namesakes import coming

_NAMED = 9  # of what is added beside the rows, so many by name


@dataclass
class Brought(Outcome):
    """What became of a plan, with how many of its rows were new and changed something: fewer than
    planned where others were first."""

    new: int = 0
    changed: int = 0

    @property
    def rows(self) -> int:
        return self.new + self.changed


def brings(new: int, changed: int) -> Msg:
    """How many rows are brought, as the act is called and told."""
    if new and changed:
        return msg("{new} new, {changed} changed", new=new, changed=changed)
    return msg("{changed} changed", changed=changed) if changed else msg("{new} new", new=new)


@dataclass(frozen=True)
class Plan:
    """What a file would bring; `seen` is the handover the rows were planned for."""

    handover: int
    source: Source
    answers: Answers
    rows: tuple[Row, ...]
    guesses: tuple[Guess, ...]
    seen: Dossier
    past: Past

    def count(self, *fates: Fate) -> int:
        return sum(row.fate in fates for row in self.rows)

    @property
    def todo(self) -> int:
        """Rows that would change something."""
        return self.count(Fate.NEW, Fate.CHANGED)

    @property
    def counts(self) -> Msg:
        """How many of each kind."""
        counts = {f.value: self.count(f) for f in Fate}
        if counts["contested"] or counts["left"]:
            return msg(
                "{new} new, {changed} changed, {same} already there, {contested} changed on both "
                "sides, {refused} refused, {left} left out",
                **counts,
            )
        return msg(
            "{new} new, {changed} changed, {same} already there, {refused} refused",
            **{k: counts[k] for k in ("new", "changed", "same", "refused")},
        )

    def told(self, done: Brought) -> Msg:
        """What was brought in, and how many rows were refused only then."""
        name, n = self.source.name, len(done.refused) - self.count(Fate.REFUSED, Fate.CONTESTED)
        if done.rows:
            counts = brings(done.new, done.changed)
            said = msg("brought in from {name}: {counts}", name=name, counts=counts)
        elif n > 0:
            said = msg("nothing was brought in from {name}", name=name)
        else:
            return msg(
                "nothing was brought in from {name}: nothing in it is new any more", name=name
            )
        if n <= 0:
            return said
        return nmsg("{said}; but {n} of them was refused", "{said}; but {n} of them were refused",
                    n, said=said)  # fmt: skip

    @property
    def beside(self) -> Mapping[str, Sequence[str]]:
        """By register, who and what is added because a row names it and nothing is called so."""
        rows = {fold(row.draft.cells.get(record.get(self.source.register).named_by, ""))
                for row in self.rows if row.fate is Fate.NEW}  # fmt: skip
        found: dict[str, dict[str, str]] = {}
        for row in self.rows:
            for named in row.named if row.fate in (Fate.NEW, Fate.CHANGED) else ():
                name = fold(named.name)
                if named.register != self.source.register or name not in rows:
                    found.setdefault(named.register, {}).setdefault(name, named.name)
        return {register: tuple(names.values()) for register, names in found.items()}

    @property
    def also(self) -> list[Msg]:
        """`beside` in words, a line a register; nothing of a checklist, where each is a guess; and
        the releases that move with their waves."""
        found = []
        for register, names in self.beside.items() if self.source.register != "item" else ():
            some, more = listed(names[:_NAMED]), len(names) - _NAMED
            said = msg("{names} and {n} more", names=some, n=more) if more > 0 else some
            title = record.get(register).title
            found.append(msg("also new in {register}: {names}", register=title, names=said))
        twice = coming(self.seen, self.rows) if self.source.register == "person" else ()
        return [*found, *twice, *told(self.seen, self.source.register, self.rows), *self._stays]

    @property
    def _stays(self) -> Iterator[Msg]:
        """How many cells are empty of what stays."""
        fields = record.get(self.source.register).by_name
        if names := [name for row in self.rows for name in row.stays]:
            labels = listed([fields[name].kind.label for name in dict.fromkeys(names)])
            yield nmsg("{n} empty cell empties nothing: what is here stays ({fields})",
                       "{n} empty cells empty nothing: what is here stays ({fields})",
                       len(names), fields=labels)  # fmt: skip

    @property
    def summary(self) -> Msg:
        return msg("{name}: {counts}", name=self.source.name, counts=self.counts)
