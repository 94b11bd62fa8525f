"""The declaration of a register: one frozen dataclass, from which everything else follows.

    @register("holiday", title=msg("Holidays"), one=msg("holiday"), named_by="day")
    @dataclass(frozen=True, kw_only=True, slots=True)
    class Holiday(Record):
        day: Annotated[date | None, day(msg("Day"), core=True)] = None

References name a register by string, so that register modules never import each other; a
register is imported when somebody asks for it by name.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import MISSING, fields
from enum import Enum
from functools import cache, cached_property
from typing import Annotated, Any, TypeVar, cast, get_args, get_origin

from workbench.domain.errors import NotFound
from workbench.domain.frozen import dataclass
from workbench.domain.journey import Dimension
from workbench.domain.kinds import Column, Kind, RefKind
from workbench.domain.message import Msg, msg

R = TypeVar("R", bound="Record")


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """What every record has. The spine keeps these; the register's table keeps the rest.

    `number` counts within handover and register and is never used again; `position` is a
    fractional index among the children of `parent`.
    """

    id: int = 0
    handover: int = 0
    version: int = 0
    parent: int | None = None
    position: str = ""
    number: int = 0


SPINE = tuple(f.name for f in fields(Record))
ANY = "*"  # among a register's parents: records of every register


class Lasts(Enum):
    """Until when the records of a register may change, in the life of their handover."""

    ACCEPTANCE = "acceptance"  # settled with the acceptance; later changes need a reopening
    CLOSURE = "closure"  # early support and stabilising go on working with them
    REVIEW = "review"  # a closed handover still takes them


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Field:
    name: str
    kind: Kind
    default: Any

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        return self.kind.columns(self.name)


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Fold:
    """How records are written where they are one column in the table of what they hang under.

    Each is what the field `by` refers to with its `amount`: `Chen Hao (4), Wu Lan (2)`. Words of
    the choice `instead` stand where it refers to nothing, followed by `detail`: `Platform
    operations 60 %; ended 40 %`; whatever `by` refers to means its member `meant`.
    """

    label: Msg
    by: str
    amount: str
    instead: str = ""
    detail: str = ""
    meant: Enum | None = None


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Register:
    """A typed table of a handover: its words, its fields, and the record class."""

    name: str
    title: Msg
    one: Msg
    cls: type[Record]
    fields: tuple[Field, ...]
    named_by: str
    dimension: Dimension | None = None
    prefix: str = ""
    parents: tuple[str, ...] = ()
    tree: bool = False
    lasts: Lasts = Lasts.ACCEPTANCE
    asked: bool = False
    sealed: bool = False
    fold: Fold | None = None
    apart: tuple[str, ...] = ()

    def hangs_under(self, name: str) -> bool:
        """Whether its records may hang under those of the register called `name`."""
        return name in self.parents or ANY in self.parents

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        return {f.name: f for f in self.fields}

    @cached_property
    def core(self) -> tuple[Field, ...]:
        """At most four fields asked for first."""
        return tuple(f for f in self.fields if f.kind.core)[:4]

    @cached_property
    def references(self) -> tuple[str, ...]:
        """The fields that name another record."""
        return tuple(f.name for f in self.fields if isinstance(f.kind, RefKind))

    def field(self, name: str) -> Field:
        try:
            return self.by_name[name]
        except KeyError:
            there = ", ".join(f.name for f in self.fields if not f.kind.fixed)
            raise NotFound(
                msg("{register} has no field {field}; its fields are {fields}",
                    register=self.title, field=name, fields=there)
            ) from None  # fmt: skip

    def from_rows(self, rows: Iterable[Sequence[Any]]) -> list[Record]:
        """Records from rows of `SPINE` and then of the fields' columns, in their order."""
        columns = list(zip(*rows, strict=True))
        if not columns:
            return []
        made = [object.__new__(self.cls) for _ in columns[0]]

        def fill(name: str, values: Iterable[Any]) -> None:
            # Slot by slot for all at once: calling the class takes four times as long.
            deque(map(getattr(self.cls, name).__set__, made, values), maxlen=0)

        for name, values in zip(SPINE, columns, strict=False):
            fill(name, values)
        start = len(SPINE)
        for f in self.fields:
            end = start + len(f.columns)
            own = columns[start:end]
            kept = own[0] if len(own) == 1 else list(zip(*own, strict=True))
            # Most values of a column come many times: each is read once.
            known = {v: f.kind.from_db(v if len(own) > 1 else (v,)) for v in set(kept)}
            if f.default is not None and None in known.values():
                raise ValueError(f"{f.name} is missing")
            fill(f.name, map(known.__getitem__, kept))
            start = end
        return made

    def to_row(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Columns of the register's table for the fields in `values`."""
        row: dict[str, Any] = {}
        for name, value in values.items():
            field = self.field(name)
            for column, stored in zip(field.columns, field.kind.to_db(value), strict=True):
                row[column.name] = stored
        return row

    def as_kept(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """`values` as the file will give them back: text cleaned, moments to the second."""
        kinds = {n: self.field(n).kind for n in values if n not in SPINE}
        return {n: kinds[n].from_db(kinds[n].to_db(v)) if n in kinds else v
                for n, v in values.items()}  # fmt: skip

    def to_json(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {n: v if n in SPINE else self.field(n).kind.to_json(v) for n, v in values.items()}

    def from_json(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {n: v if n in SPINE else self.field(n).kind.from_json(v) for n, v in values.items()}


_declared: dict[str, Register] = {}
_by_class: dict[type[Record], Register] = {}


def register(
    name: str,
    *,
    title: Msg,
    one: Msg,
    named_by: str,
    dimension: Dimension | None = None,
    prefix: str = "",
    parents: Sequence[str] = (),
    tree: bool = False,
    lasts: Lasts = Lasts.ACCEPTANCE,
    asked: bool = False,
    sealed: bool = False,
    fold: Fold | None = None,
    apart: Sequence[str] = (),
) -> Callable[[type[R]], type[R]]:
    """Declare a record class as the register `name`.

    `one` is the word for a single record, `named_by` the field that names it in lists, `prefix`
    the letter of its visible keys (`K-07`), `parents` the registers its records hang under, and
    `tree` says that records nest in each other. An `asked` register must be filled, or somebody
    must say that it is not needed; one that is `sealed` is written by acts of its own alone. With
    a `fold` its records are a column of the tables that people bring in and take out of what they
    hang under. Fields that tell two records of one name `apart` are looked at in such tables.
    """

    def declare(cls: type[R]) -> type[R]:
        made = []
        for f, hint in zip(fields(cls)[len(SPINE) :], _own_hints(cls), strict=True):
            kinds = [a for a in get_args(hint) if isinstance(a, Kind)]
            if get_origin(hint) is not Annotated or len(kinds) != 1:
                raise TypeError(f"{name}.{f.name} needs exactly one kind in Annotated[...]")
            default = f.default if f.default is not MISSING else None
            made.append(Field(name=f.name, kind=kinds[0], default=default))
        entry = Register(
            name=name, title=title, one=one, cls=cls, fields=tuple(made), named_by=named_by,
            dimension=dimension, prefix=prefix, parents=tuple(parents), tree=tree, lasts=lasts,
            asked=asked, sealed=sealed, fold=fold, apart=tuple(apart),
        )  # fmt: skip
        entry.field(named_by)
        _declared[name] = _by_class[cls] = entry
        return cls

    return declare


def _own_hints(cls: type[Record]) -> Sequence[Any]:
    """What stands after the colon of each field that the class itself declares."""
    # Compiled at once: one by one, as `get_type_hints` does, they take half of a start's imports.
    texts = ", ".join(cls.__annotations__.values())
    return cast(Sequence[Any], eval(f"({texts},)", vars(sys.modules[cls.__module__])))


def get(name: str) -> Register:
    """The register called `name`, imported if need be; NotFound for an unknown name."""
    if name not in _declared:
        try:
            importlib.import_module(f"workbench.domain.registers.{name}")
        except ModuleNotFoundError:
            raise NotFound(msg("there is no register called {name}", name=name)) from None
    return _declared[name]


def of(cls: type[Record]) -> Register:
    """The register that `cls` was declared as."""
    return _by_class[cls]


def names() -> tuple[str, ...]:
    """What every register there is is called, the built-in ones by file name, then those declared
    elsewhere; none is imported for it."""
    found = _built_in()
    return (*found, *(d for d in _declared if d not in found))


@cache
def _built_in() -> tuple[str, ...]:
    package = importlib.import_module("workbench.domain.registers")
    return tuple(m.name for m in pkgutil.iter_modules(package.__path__))


def below_handover() -> list[str]:
    """What the registers are called whose records belong to a handover: all but its own."""
    return [name for name in names() if name != "handover"]


def all_registers() -> tuple[Register, ...]:
    """Every register there is, in the order of their names."""
    return tuple(map(get, names()))


def folded(entry: Register) -> Mapping[str, tuple[Register, Fold]]:
    """By name, the registers that are a column in the tables of `entry`."""
    return {
        child.name: (child, child.fold)
        for child in all_registers()
        if child.fold is not None and entry.name in child.parents
    }
