"""A template as TOML and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from workbench.domain.bitext import LANGUAGES, Bitext
from workbench.domain.message import Msg, msg
from workbench.domain.template import (
    DEFAULT_STAGES,
    LEVELS,
    REGISTERS,
    STAGES,
    StageWindow,
    Template,
    TemplateItem,
    TemplateRecord,
    TemplateSeat,
)
from workbench.domain.template_check import Fault, KeyPath
from workbench.domain.text import clean

_Kinds = Mapping[str, type]
_Default = TypeVar("_Default", int, "int | None")

_KINDS: Mapping[type, Msg] = {
    str: msg("text in quotes"),
    int: msg("a whole number"),
    bool: msg("true or false"),
    Bitext: msg("a pair of texts: {keys}", keys="en, zh"),
    Decimal: msg("a number"),
}
_TEMPLATE_KEYS = {"code": str, "name": Bitext, "about": Bitext}
_SEAT_KEYS = {"code": str, "side": str, "name": Bitext, "about": Bitext}
_STAGE_KEYS = {"stage": str, "first": int, "last": int}
_ITEM_KEYS = {
    "code": str,
    "stage": str,
    "dimension": str,
    "due": str,
    "seat": str,
    "mandatory": bool,
    "levels": str,
    "weight": int,
    "parent": str,
    "evidence_required": bool,
    "text": Bitext,
    "why": Bitext,
    "proof": Bitext,
}
_TABLES = ("template", "seat", "stage", "item", *REGISTERS)


class TemplateReader:
    """Parsed TOML made into a Template; keys and types that do not belong go to `faults`."""

    def __init__(self, raw: Mapping[str, object]) -> None:
        self.faults: list[Fault] = []
        self._raw = raw
        self._stage_at: dict[str, int] = {}

    def place(self, path: KeyPath) -> KeyPath:
        """`path` as it is in the file, where stages have numbers and not names."""
        if len(path) == 2 and path[0] == "stage" and path[1] in self._stage_at:
            return ("stage", self._stage_at[str(path[1])])
        return path

    def read(self) -> Template:
        """A whole Template whatever the TOML holds, with empty fields where it lacks something."""
        for key in self._raw:
            if key not in _TABLES:
                self._unknown((key,), key, _TABLES)
        path, raw = ("template",), self._raw.get("template", {})
        if not isinstance(raw, dict):
            self._wrong(path, "template", msg("a table: {header}", header="[template]"))
            raw = {}
        head = self._fields(path, raw, _TEMPLATE_KEYS)
        return Template(
            code=head.text("code"),
            name=head.pair("name"),
            about=head.pair("about"),
            seats=tuple(self._seats()),
            stages=self._stages(),
            items=tuple(self._items()),
            records=tuple(self._records()),
        )

    def _seats(self) -> Iterator[TemplateSeat]:
        for _, seat in self._tables("seat", _SEAT_KEYS):
            yield TemplateSeat(
                code=seat.text("code"),
                name=seat.pair("name"),
                side=seat.text("side"),
                about=seat.pair("about"),
            )

    def _stages(self) -> tuple[StageWindow, ...]:
        windows = {window.stage: window for window in DEFAULT_STAGES}
        for index, (path, fields) in enumerate(self._tables("stage", _STAGE_KEYS)):
            stage = fields.text("stage")
            if stage not in windows:
                message = msg("A stage is one of: {choices}.", choices=", ".join(STAGES))
                self.faults.append(Fault((*path, "stage"), message))
                continue
            if stage in self._stage_at:
                message = msg("Stage {stage} is there twice.", stage=stage)
                self.faults.append(Fault((*path, "stage"), message))
            self._stage_at[stage] = index
            usual = windows[stage]
            windows[stage] = StageWindow(
                stage, fields.number("first", usual.first), fields.number("last", usual.last)
            )
        return tuple(windows.values())

    def _items(self) -> Iterator[TemplateItem]:
        for path, item in self._tables("item", _ITEM_KEYS):
            if not item.has("mandatory"):
                message = msg("mandatory is missing; write true or false.")
                self.faults.append(Fault((*path, "mandatory"), message))
            yield TemplateItem(
                code=item.text("code"),
                text=item.pair("text"),
                why=item.pair("why"),
                proof=item.pair("proof"),
                stage=item.text("stage"),
                dimension=item.text("dimension"),
                due=item.text("due"),
                seat=item.text("seat"),
                mandatory=item.flag("mandatory"),
                levels=item.text("levels", LEVELS),
                weight=item.number("weight", 1),
                parent=item.text("parent"),
                evidence_required=item.flag("evidence_required"),
            )

    def _records(self) -> Iterator[TemplateRecord]:
        from workbench.domain.template_records import kinds, type_of

        for name in (n for n in REGISTERS if n in self._raw):
            keys = {"code": str, **{n: type_of(kind) for n, kind in kinds(name).items()}}
            for _, fields in self._tables(name, keys, plain=True):
                yield TemplateRecord(name, fields.text("code"), fields.others("code"))

    def _tables(
        self, name: str, kinds: _Kinds, *, plain: bool = False
    ) -> Iterator[tuple[KeyPath, _Fields]]:
        raw = self._raw.get(name, [])
        if not isinstance(raw, list) or not all(isinstance(table, dict) for table in raw):
            self._wrong((name,), name, msg("tables: {header}", header=f"[[{name}]]"))
            return
        for index, table in enumerate(raw):
            yield (name, index), self._fields((name, index), table, kinds, plain=plain)

    def _fields(
        self, path: KeyPath, table: Mapping[str, object], kinds: _Kinds, *, plain: bool = False
    ) -> _Fields:
        """The values of `table` under its known keys; None for one of the wrong type. A `plain`
        text stands for both languages."""
        values: dict[str, object] = {}
        for key, raw in table.items():
            value = raw.isoformat() if type(raw) is date else raw
            if key not in kinds:
                self._unknown((*path, key), key, kinds)
            elif kinds[key] is Bitext and isinstance(value, dict):
                values[key] = self._pair((*path, key), key, value)
            elif type(value) is kinds[key]:
                values[key] = clean(value) if isinstance(value, str) else value
            elif kinds[key] is Bitext and isinstance(value, str) and plain:
                values[key] = Bitext(clean(value), clean(value))
            elif kinds[key] is Decimal and _is_number(value):
                values[key] = Decimal(str(value))
            else:
                values[key] = None
                self._wrong((*path, key), key, _KINDS[kinds[key]])
        return _Fields(values)

    def _pair(self, path: KeyPath, name: str, table: Mapping[str, object]) -> Bitext:
        texts = {}
        for key, value in table.items():
            if key not in LANGUAGES:
                self._unknown((*path, key), f"{name}.{key}", LANGUAGES)
            elif isinstance(value, str):
                texts[key] = clean(value)
            else:
                self._wrong((*path, key), f"{name}.{key}", _KINDS[str])
        return Bitext(**texts)

    def _unknown(self, path: KeyPath, key: str, known: Iterable[str]) -> None:
        message = msg(
            "There is no key {key} here; there is: {known}.", key=clean(key), known=", ".join(known)
        )
        self.faults.append(Fault(path, message))

    def _wrong(self, path: KeyPath, key: str, wanted: Msg) -> None:
        self.faults.append(Fault(path, msg("{key} must be {wanted}.", key=key, wanted=wanted)))


@dataclass(frozen=True, slots=True)
class _Fields:
    """The checked values of one table, each asked for by its type."""

    values: Mapping[str, object]

    def has(self, key: str) -> bool:
        return key in self.values

    def others(self, key: str) -> dict[str, Any]:
        """All that was given but `key`."""
        return {k: v for k, v in self.values.items() if k != key and v is not None}

    def text(self, key: str, default: str = "") -> str:
        value = self.values.get(key)
        return value if isinstance(value, str) else default

    def pair(self, key: str) -> Bitext:
        value = self.values.get(key)
        return value if isinstance(value, Bitext) else Bitext()

    def flag(self, key: str) -> bool:
        return self.values.get(key) is not False

    def number(self, key: str, default: _Default) -> int | _Default:
        value = self.values.get(key)
        return value if isinstance(value, int) else default


def _is_number(value: object) -> bool:
    return type(value) in (int, float) and Decimal(str(value)).is_finite()


def to_toml(template: Template) -> str:
    """`template` as TOML; what equals a default is left out."""
    tables = [
        ("[template]", {"code": template.code, "name": template.name, "about": template.about})
    ]
    for seat in template.seats:
        tables.append(
            (
                "[[seat]]",
                {"code": seat.code, "side": seat.side, "name": seat.name, "about": seat.about},
            )
        )
    for window in template.stages:
        if window not in DEFAULT_STAGES:
            tables.append(
                ("[[stage]]", {"stage": window.stage, "first": window.first, "last": window.last})
            )
    for item in template.items:
        tables.append(("[[item]]", _item_values(item)))
    lines = [f"{header}\n{_lines(values)}" for header, values in tables]
    for record in template.records:
        values = {"code": record.code or None, **record.values}
        lines.append(f"[[{record.register}]]\n{_lines(values, plain=True)}")
    return "\n".join(lines)


def _item_values(item: TemplateItem) -> dict[str, object]:
    return {
        "code": item.code,
        "stage": item.stage,
        "dimension": item.dimension,
        "due": item.due,
        "seat": item.seat,
        "mandatory": item.mandatory,
        "levels": None if item.levels == LEVELS else item.levels,
        "weight": None if item.weight == 1 else item.weight,
        "parent": item.parent or None,
        "evidence_required": None if item.evidence_required else False,
        "text": item.text,
        "why": item.why,
        "proof": item.proof,
    }


def _lines(values: Mapping[str, object], *, plain: bool = False) -> str:
    """One table's lines; a pair of texts becomes two dotted keys, None is left out. With `plain`
    one text stands for two that are alike."""
    import tomli_w

    lines = []
    for key, value in values.items():
        if isinstance(value, Bitext) and plain and value.en == value.zh:
            lines.append(tomli_w.dumps({key: value.en}))
        elif isinstance(value, Bitext):
            pair = {lang: getattr(value, lang) for lang in LANGUAGES if getattr(value, lang)}
            lines += [f"{key}.{line}\n" for line in tomli_w.dumps(pair).split("\n") if line]
        elif isinstance(value, Decimal):
            lines.append(f"{key} = {value:f}\n")
        elif value is not None:
            lines.append(tomli_w.dumps({key: value}))
    return "".join(lines)
