"""State machines: which state follows which, by which move."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from workbench.domain.errors import Refused
from workbench.domain.frozen import dataclass
from workbench.domain.kinds import ChoiceKind
from workbench.domain.labelled import Labelled, Side
from workbench.domain.message import Msg, either, msg


class Move(NamedTuple):
    """`name` takes a record from one of `sources` to `target`.

    `side` alone may make it, `reasoned` ones need words, `back` ones are counted: the other side
    said no.
    """

    name: str
    label: Msg
    sources: tuple[Labelled, ...]
    target: Labelled
    side: Side | None = None
    reasoned: bool = False
    back: bool = False


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Machine:
    states: type[Labelled]
    moves: Mapping[str, Move]

    def move(self, name: str, state: Labelled) -> Move:
        """The move `name` from `state`; Refused when it does not start there."""
        found = self.moves[name]
        if state not in found.sources:
            raise Refused(
                msg(
                    "{move} is not possible: the state is {state}, not {sources}",
                    move=found.label,
                    state=state.label,
                    sources=either([s.label for s in found.sources]),
                )
            )
        return found

    def open_from(self, state: Labelled) -> tuple[Move, ...]:
        return tuple(m for m in self.moves.values() if state in m.sources)


def machine(states: type[Labelled], *moves: Move) -> Machine:
    return Machine(states=states, moves={m.name: m for m in moves})


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class StateKind(ChoiceKind):
    """A state; read-only everywhere but through `services.move`."""

    machine: Machine


def state(label: Msg, of: Machine, width: int = 12) -> Any:
    return StateKind(
        label=label, options=of.states, machine=of, fixed=True, core=False, width=width
    )


def values(machine: Machine) -> Sequence[Labelled]:
    return list(machine.states)
