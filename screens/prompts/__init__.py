"""What an act on items asks for before it is done: the same on checklist, walk and sheet.

Every function asks in the last lines of the screen or by a list, does it for all `ids` in one
change set, shows and gives the outcome; None when the user left, or it failed. From a worker.
"""

from screens.people import present
from screens.prompts.fields import due, note, owner, proof
from screens.prompts.said import what, words
from screens.prompts.states import (
    any_move,
    block,
    claim,
    not_applicable,
    reopen,
    send_back,
    start,
    take_back,
    verify,
    waive,
)

__all__ = [
    "any_move",
    "block",
    "claim",
    "due",
    "not_applicable",
    "note",
    "owner",
    "present",
    "proof",
    "reopen",
    "send_back",
    "start",
    "take_back",
    "verify",
    "waive",
    "what",
    "words",
]
