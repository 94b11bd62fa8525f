"""The one list of the program; see `RowList`."""

from screens.widgets.rowlist.messages import Done
from screens.widgets.rowlist.model import (
    Cell,
    Column,
    Group,
    LateCells,
    Line,
    LineId,
    Row,
    Rule,
    TextLine,
)
from screens.widgets.rowlist.render import STYLES
from screens.widgets.rowlist.widget import RowList

__all__ = [
    "STYLES",
    "Cell",
    "Column",
    "Done",
    "Group",
    "LateCells",
    "Line",
    "LineId",
    "Row",
    "RowList",
    "Rule",
    "TextLine",
]
