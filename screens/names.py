"""Names of people on the screen, and what stands there while they are hidden."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from workbench.domain.dossier import Reading
from workbench.domain.frozen import dataclass
from workbench.domain.kinds import TextKind
from workbench.domain.message import Msg, listed, msg, pmsg
from workbench.domain.record import Field, Record
from workbench.domain.registers.person import Person
from workbench.domain.registers.seat import Seat


@dataclass(frozen=True, slots=True)
class Names:
    """A view as kinds want it, which says `Duty lead` for a person while names are hidden."""

    reading: Reading
    hidden: bool = False

    @property
    def lang(self) -> str:
        return self.reading.lang

    @property
    def today(self) -> date:
        return self.reading.today

    def tr(self, message: Msg, /) -> str:
        return self.reading.tr(message)

    def find(self, register: str, text: str, /) -> int | None:
        return self.reading.find(register, text)

    def title_of(self, record_id: int, /) -> str:
        """What a list calls the record; a person by his seat, else by his side."""
        found = self.reading.dossier.get(record_id)
        if self.hidden and isinstance(found, Person):
            return self._alias(found)
        return self.reading.title_of(record_id)

    def shown(self, field: Field, found: Record | None, value: Any) -> str:
        """A field's value as it may be seen; personal ones are hidden."""
        if not (self.hidden and field.kind.personal and value):
            return field.kind.show(value, self)
        if isinstance(found, Person) and value == found.name:
            return self._alias(found)
        return self.person(value) if isinstance(field.kind, TextKind) else self.tr(_HIDDEN)

    def some(self, people: Sequence[Person]) -> Msg | str:
        """The first few of them, and how many more there are."""
        named = [self.title_of(p.id) for p in people[:_SOME]]
        more = len(people) - len(named)
        if not named:
            return msg("nobody")
        return (
            pmsg("people", "{some} and {n} more", some=listed(named), n=more)
            if more
            else listed(named)
        )

    def person(self, name: str) -> str:
        """Somebody called by name, as in the log."""
        if not self.hidden or not name:
            return name
        everybody = self.reading.dossier.all(Person)
        found = next((p for p in everybody if p.name == name), None)
        return self._alias(found) if found is not None else self.tr(_HIDDEN)

    def told(self, message: Msg) -> str:
        """A sentence of the log; people it names are hidden, too."""
        text = self.tr(message)
        if not self.hidden:
            return text
        people = sorted(self.reading.dossier.all(Person), key=lambda p: -len(p.name))
        for person in people:
            if person.name and person.name in text:
                text = text.replace(person.name, self._alias(person))
        return text

    def words(self, text: str) -> str:
        """What somebody typed, such as a reason; people it names are hidden, too."""
        return self.told(msg("{text}", text=text)) if self.hidden else text

    def may_edit(self, field: Field) -> bool:
        """Whether the editor, which shows what is there, may be opened."""
        target = getattr(field.kind, "register", "")
        return not self.hidden or not (field.kind.personal or target == "person")

    def _alias(self, person: Person) -> str:
        seats = self.reading.dossier.all(Seat)
        seat = next((s for s in seats if s.person == person.id), None)
        if seat is not None:
            return seat.name.show(self.lang)
        return self.tr(person.side.label) if person.side is not None else self.tr(_HIDDEN)


_HIDDEN = msg("(hidden)")
_SOME = 4  # people named one by one
