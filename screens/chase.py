"""The chase list; see `screens.textview`."""

from screens.textview import ChaseScreen

__all__ = ["ChaseScreen"]
