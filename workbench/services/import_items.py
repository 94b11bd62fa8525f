"""Rows of a checklist: which item each is, what it says of owner, due date and state."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any

from workbench.domain import record
from workbench.domain.bitext import Bitext
from workbench.domain.dossier import Reading
from workbench.domain.due import Due, parse_due
from workbench.domain.errors import BadValue
from workbench.domain.message import Msg, msg
from workbench.domain.proof import guess
from workbench.domain.registers.evidence import Evidence
from workbench.domain.registers.item import OWED, Item, ItemState, NotApplicable
from workbench.domain.registers.note import Note
from workbench.domain.registers.person import Person
from workbench.domain.text import fold
from workbench.exchange.drafts import (
    Draft,
    Phrase,
    Source,
    guessed_due,
    guessed_owners,
    guessed_status,
)
from workbench.exchange.phrases import is_choice, is_placeholder, mark_of
from workbench.figures.checklist import owner_of
from workbench.figures.progress import effective_state
from workbench.services.filtering import in_every_language
from workbench.services.import_guards import barred
from workbench.services.import_owners import Owners, owner_meant
from workbench.services.import_row import (
    Answers,
    Fate,
    Guess,
    Named,
    Past,
    Row,
    in_any_language,
    in_its_language,
    secret_in,
)
from workbench.services.import_texts import TEXT_LIMIT, key_form, stage_of, tidy, unfit
from workbench.services.import_unsaid import CURRENCY, SIDE
from workbench.services.import_unsaid import meant as unsaid_meant

STATES = {
    "todo": ItemState.TODO,
    "doing": ItemState.DOING,
    "blocked": ItemState.BLOCKED,
    "done": ItemState.CLAIMED,
    "na": ItemState.NOT_APPLICABLE,
}

_LINE = re.compile(r"(?::\d+|![A-Z]{1,3}\d+)$")


class ItemRows:
    """Reads the drafts of one source against a checklist as it is."""

    def __init__(
        self,
        view: Reading,
        source: Source,
        answers: Answers,
        past: Past,
        codes: frozenset[str],
        me: Person | None,
    ) -> None:
        self._view, self._source, self._answers, self._past = view, source, answers, past
        self._codes, self._me = codes, me
        self._foreign = source.code not in ("", view.dossier.handover.code)
        self._code = view.dossier.handover.code
        dossier = view.dossier
        self._by_key = {dossier.key(item): item for item in dossier.all(Item)}
        self._there: dict[tuple[str, str], deque[Item]] = {}
        for known in self._by_key.values():
            name = _LINE.sub("", known.source.partition(" / ")[0])
            for text in {known.text.en, known.text.zh} if name else ():
                self._there.setdefault((name, text), deque()).append(known)
        self._owners = Owners(view, answers)

    def rows(self) -> Iterator[Row]:
        for place, draft in enumerate(self._source.drafts):
            if place in self._answers.left_out:
                yield Row(Fate.LEFT, draft, self._match(draft)[0])
                continue
            try:
                row = self._row(draft)
            except BadValue as problem:
                row = Row(Fate.REFUSED, draft, why=problem.message, cell=problem.where)
            if row.fate is Fate.CONTESTED and place in self._answers.mine:
                row = Row(
                    Fate.CHANGED, draft, row.record, row.values, row.old, row.proofs, row.notes
                )
            yield row

    def guesses(self) -> list[Guess]:
        """What the words of the file are taken for, in their order, owners last."""
        found: dict[tuple[str, str], int] = {}
        above = {}
        for draft in self._source.drafts:
            for phrase in draft.phrases:
                place = (phrase.kind, phrase.words)
                found[place] = found.get(place, 0) + 1
                above[place] = draft
        order = {"due": 0, "status": 1, "owner": 2}
        guesses = []
        for (kind, words), count in sorted(found.items(), key=lambda f: order[f[0][0]]):
            value = self._value(kind, words, above[kind, words])
            corrected = (kind, words) in self._answers.phrases
            if not corrected and self._plain(kind, words, value):
                continue
            if value or corrected or _means_something(kind, words, above[kind, words]):
                guesses.append(Guess(kind, words, value, count, corrected))
        return guesses

    def _plain(self, kind: str, words: str, value: str) -> bool:
        """Whether words say just what they are taken for, so that there is nothing to correct."""
        if kind == "status":
            return _names_a_state(words)
        if kind == "owner":
            register, _, name = value.partition(":")
            found = self._view.dossier.get(self._owners.find(register, name)) if name else None
            return found is not None and fold(words) in (
                fold(name),
                fold(self._view.dossier.key(found)),
            )
        return value == words

    # --- which item ---------------------------------------------------------------------------

    def _match(self, draft: Draft) -> tuple[int | None, Msg | None]:
        """The item a draft is; or why its key is none of this handover's."""
        item = self._by_key.get(key_form(draft.key)) if draft.key else None
        if item is not None and not self._foreign:
            return item.id, None
        own = self._there.get((self._source.name, draft.cells.get("text", "")))
        if own:
            return own.popleft().id, None
        if not draft.key:
            return None, None
        code = draft.key.rpartition("-")[0].upper()
        if code == self._code:
            return None, msg("{key} is not in this handover", key=draft.key)
        if code in self._codes or self._source.code or "key" in draft.places:
            return None, msg("{key} belongs to another handover", key=draft.key)
        return None, None  # `(RFC-2119)` at the end of a sentence is no key

    # --- what it says -------------------------------------------------------------------------

    def _row(self, draft: Draft) -> Row:
        known, why = self._match(draft)
        if why is None and not self._answers.keep:
            why = secret_in(draft)
        if why is None and known is None:
            why = unfit(draft.cells.get("text", ""))
        if why is not None:
            return Row(Fate.REFUSED, draft, None, why=why)
        if known is None:
            values, notes = self._read(draft)
            text, proofs = draft.cells["text"], draft.proofs
            values |= {
                "text": in_its_language(text),
                "stage": stage_of(draft) or values.get("stage"),
            }
            if values["state"] is not ItemState.CLAIMED:
                # Of what is open a list says which proof it wants, unless one can be followed.
                wanted = [p for p in proofs if not guess(p).pointer]
                proofs = tuple(p for p in proofs if guess(p).pointer)
                if wanted:
                    values.setdefault("proof", in_its_language("; ".join(wanted)[:TEXT_LIMIT]))
            return self._guarded(Row(Fate.NEW, draft, None, values, {}, proofs, notes), None)
        item = self._view.dossier.get(known)
        assert isinstance(item, Item)
        return self._guarded(self._compared(draft, item), item)

    def _guarded(self, row: Row, item: Item | None) -> Row:
        """The row, refused where the screens would refuse what it does."""
        if row.fate is Fate.SAME:
            return row
        why = barred(self._view.dossier, self._me, item, row.values, row.proofs)
        return Row(Fate.REFUSED, row.draft, row.record, why=why) if why is not None else row

    def _read(self, draft: Draft, own: bool = False) -> tuple[dict[str, Any], tuple[str, ...]]:
        """Fields of an item and the notes; with `own` only what the record itself says."""
        values: dict[str, Any] = {}
        notes = list(draft.notes)
        for name, cell in draft.cells.items():
            if name != "text" and cell:
                values[name] = self._parse(name, cell, draft)
        for phrase in draft.phrases:
            if own and not phrase.own:
                continue
            if phrase.kind == "due":
                due = self._due(phrase, draft)
                if due is not None:
                    values["due"] = due
                elif phrase.own and guessed_due(phrase.words):
                    notes.append(phrase.words)
            elif phrase.kind == "owner":
                values |= self._owners.fields(phrase.words)
            else:
                values["state"] = STATES[self._status(phrase) or "todo"]
                if phrase.own and self._says_more(phrase):
                    notes.append(phrase.words)
        if draft.mark != "todo" or "state" not in values:
            values["state"] = STATES[draft.mark]
        return values, tuple(notes)

    def _parse(self, name: str, cell: str, draft: Draft) -> Any:
        field = record.get("item").field(name)
        if isinstance(field.default, Bitext):
            return in_its_language(cell)
        try:
            value = in_any_language(lambda view: field.kind.parse(cell, view), self._view)
        except BadValue as problem:
            why = msg("{field}: {why}", field=field.kind.label, why=problem.message)
            raise BadValue(why, draft.places.get(name, draft.place)) from None
        return field.default if value is None else value

    def _value(self, kind: str, words: str, draft: Draft) -> str:
        """What words stand for, as text: the user's answer, else the guess."""
        answer = self._answers.phrases.get((kind, words))
        if answer is not None:
            return answer
        if kind == "status":
            return guessed_status(words)
        if kind == "due":
            try:
                return str(parse_due(guessed_due(words, draft.headings), self._view.today))
            except BadValue:
                return ""
        return self._owners.guess(words)

    def _due(self, phrase: Phrase, draft: Draft) -> Due | None:
        text = self._value("due", phrase.words, draft)
        if text:
            return parse_due(text, self._view.today)
        said = ("due", phrase.words) in self._answers.phrases
        if "due" in draft.places and guessed_due(phrase.words) and not said:
            try:
                parse_due(phrase.words, self._view.today)
            except BadValue as problem:  # it says what is accepted
                raise BadValue(problem.message, draft.places["due"]) from None
        return None

    def _status(self, phrase: Phrase) -> str:
        answer = self._answers.phrases.get(("status", phrase.words))
        return guessed_status(phrase.words) if answer is None else answer

    def _says_more(self, phrase: Phrase) -> bool:
        """Whether words are in the place of a state and none, such as `waits for the vendor`."""
        known = ("status", phrase.words) in self._answers.phrases or mark_of(phrase.words)
        return not (known or is_placeholder(phrase.words) or is_choice(phrase.words)
                    or _names_a_state(phrase.words))  # fmt: skip

    # --- an item that is there ----------------------------------------------------------------

    def _compared(self, draft: Draft, item: Item) -> Row:
        said, notes = self._read(draft, own=True)
        state = said.pop("state")
        values = {n: v for n, v in said.items() if not self._is(item, n, v)}
        values, theirs = self._split(draft, item, values)
        here = effective_state(item, self._view.today)
        if here in OWED and state not in (here, ItemState.TODO):
            moved = draft.stamp and self._past.at(item, draft.stamp).keys() & {"state", "reopened"}
            if moved:
                theirs["state"] = state
            elif draft.stamp or not item.reopened:
                # Without a stamp the box may have been ticked before the receiving side said no.
                values["state"] = state
        notes, proofs = self._new_lines(item, notes, draft.proofs)
        old = {n: getattr(item, n) for n in (*values, *theirs)}
        if theirs:
            why = self._met(item, theirs)
            return Row(
                Fate.CONTESTED, draft, item.id, {**values, **theirs}, old, proofs, notes, why
            )
        fate = Fate.CHANGED if values or proofs or notes else Fate.SAME
        return Row(fate, draft, item.id, values, old, proofs, notes)

    def _is(self, item: Item, name: str, value: Any) -> bool:
        """Whether the item says the same already, if in other words."""
        current = getattr(item, name)
        if name == "due" and isinstance(value, Due) and item.due is not None:
            t0, calendar = self._view.dossier.handover.day_zero, self._view.dossier.calendar
            return value == item.due or value.resolve(t0, calendar) == item.due.resolve(
                t0, calendar
            )
        if name in ("person", "seat"):
            owner = owner_of(self._view.dossier, item)
            held = (owner.person, owner.seat)
            if isinstance(value, Named):
                return fold(value.name) in {fold(self._view.title_of(h.id)) for h in held if h}
            return value in (item.person, item.seat, *(h.id for h in held if h is not None))
        if isinstance(current, Bitext) and isinstance(value, Bitext):
            return bool({value.en, value.zh} - {""} <= {current.en, current.zh})
        return bool(current == value)

    def _split(
        self, draft: Draft, item: Item, values: Mapping[str, Any]
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """What the file changed, and where that meets what was changed here since it was written.

        What differs only because it was changed here is neither.
        """
        mine: dict[str, Any] = {}
        both: dict[str, Any] = {}
        if not values:
            return mine, both
        past = self._past.at(item, draft.stamp)
        for name, value in values.items():
            if name not in past:
                mine[name] = value
            elif not self._said(name, past[name], value):
                both[name] = value
        return mine, both

    def _said(self, name: str, was: Any, value: Any) -> bool:
        """Whether the file still says what stood here when it was written."""
        if name == "due" and isinstance(was, Due) and isinstance(value, Due):
            t0, calendar = self._view.dossier.handover.day_zero, self._view.dossier.calendar
            return was.resolve(t0, calendar) == value.resolve(t0, calendar)
        if isinstance(was, Bitext) and isinstance(value, Bitext):
            return bool({value.en, value.zh} - {""} <= {was.en, was.zh})
        return bool(was == value)

    def _met(self, item: Item, theirs: Mapping[str, Any]) -> Msg:
        name, value = next(iter(theirs.items()))
        kind = record.get("item").field(name).kind
        return msg(
            "{field} became {now} meanwhile, and the file says {text}",
            field=kind.label,
            now=kind.show(getattr(item, name), self._view) or "-",
            text=value.name if isinstance(value, Named) else kind.show(value, self._view),
        )

    def _new_lines(
        self, item: Item, notes: tuple[str, ...], proofs: tuple[str, ...]
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The notes and proofs that are not under the item yet."""
        under = self._view.dossier.under
        said = {tidy(line) for n in under(item.id, Note) for line in n.text.split("\n")}
        said.add(tidy(item.reason))
        given = {tidy(text) for e in under(item.id, Evidence) for text in (e.text, e.words)}
        given |= {tidy(f"{e.words} {e.text}") for e in under(item.id, Evidence)}
        wanted = tidy(item.proof.en + item.proof.zh)
        return (
            tuple(n for n in notes if tidy(n) not in said),
            tuple(p for p in proofs if tidy(p) not in given and tidy(p) not in wanted),
        )


def _means_something(kind: str, words: str, draft: Draft) -> bool:
    """Whether words that stand for nothing here can be corrected to something."""
    if kind == "due":
        return "due" in draft.places and bool(guessed_due(words))
    return bool(guessed_owners(words) if kind == "owner" else mark_of(words))


def _names_a_state(words: str) -> bool:
    return any(fold(words) in in_every_language(s.label).split("\n") for s in ItemState)


def not_applicable(reason: str) -> dict[str, Any]:
    return {
        "state": ItemState.NOT_APPLICABLE,
        "reason": reason[:500],
        "na_code": NotApplicable.OTHER,
    }


def meant(view: Reading, kind: str, value: str) -> Msg | str:
    """What words of a file are taken for, in the user's words."""
    if kind == "status":
        return STATES[value or "todo"].label
    if kind in (SIDE, CURRENCY):
        return unsaid_meant(kind, value)
    return owner_meant(view, value) if kind == "owner" else value or msg("no date")


def mark_words(value: str) -> str:
    """The mark that a state typed by the user means."""
    return value if value in STATES else mark_of(value)
