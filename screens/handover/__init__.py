"""A handover with its checklist."""

from screens.handover.screen import HandoverScreen

__all__ = ["HandoverScreen"]
