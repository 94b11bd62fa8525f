"""The gate: what stops it, what was answered, what was decided, who signed."""

from screens.gate.screen import GateScreen

__all__ = ["GateScreen"]
