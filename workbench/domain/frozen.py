"""Frozen data classes as the standard library makes them, but with methods that all of them share.

The standard library compiles methods for each class when it is declared, which was half of the time
that it took to import the registers. Instances take longer to make, so that what is made by the
thousand in one act stays with `dataclasses`.
"""

from __future__ import annotations

import dataclasses
from dataclasses import MISSING, FrozenInstanceError
from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(*, frozen, slots=False, kw_only=False, eq=True, repr=True):
        """Declare a class of two fields or more whose instances never change. Every default is a
        value, and nothing runs after `__init__`."""
        if not frozen:
            raise TypeError("what changes is for `dataclasses`")

        def declare(cls):
            cls.__doc__ = cls.__doc__ or cls.__name__  # else a signature is worked out for it
            made = dataclasses.dataclass(
                init=False, repr=False, eq=False, kw_only=kw_only, slots=slots
            )(cls)
            made._defaults = {f.name: f.default for f in dataclasses.fields(made)}
            if hasattr(made, "__post_init__") or any(
                f.default_factory is not MISSING for f in dataclasses.fields(made)
            ):
                raise TypeError("what is worked out when it is made is for `dataclasses`")
            made._values = property(attrgetter(*made._defaults))
            made.__init__, made.__setattr__, made.__delattr__ = _init, _refuse, _refuse
            made.__reduce__ = _reduce
            if eq:
                made.__eq__, made.__hash__ = _eq, _hash
            if repr:
                made.__repr__ = _repr
            return made

        return declare


def _init(self: Any, /, *by_place: Any, **given: Any) -> None:
    if by_place:
        placed = dict(zip(self._defaults, by_place, strict=False))
        if len(placed) < len(by_place) or placed.keys() & given.keys():
            raise TypeError(f"{type(self).__name__} is given more than its fields")
        given = {**placed, **given}
    values = {**self._defaults, **given}
    if len(values) > len(self._defaults) or MISSING in values.values():
        wrong = [n for n, v in values.items() if v is MISSING or n not in self._defaults]
        raise TypeError(f"{type(self).__name__} lacks or does not know {', '.join(wrong)}")
    put = object.__setattr__
    for name, value in values.items():
        put(self, name, value)


def _reduce(self: Any) -> tuple[Any, ...]:
    """For copies and pickles, which else would set attributes."""
    return _again, (type(self), self._values)


def _again(cls: type, values: tuple[Any, ...]) -> Any:
    return cls(*values)


def _eq(self: Any, other: Any) -> Any:
    if type(other) is not type(self):
        return NotImplemented
    return self is other or self._values == other._values


def _hash(self: Any) -> int:
    return hash(self._values)


def _repr(self: Any) -> str:
    values = zip(self._defaults, self._values, strict=True)
    return f"{type(self).__qualname__}({', '.join(f'{name}={value!r}' for name, value in values)})"


def _refuse(self: Any, name: str, value: object = None) -> None:
    raise FrozenInstanceError(f"{name} of a {type(self).__name__} cannot be changed")
