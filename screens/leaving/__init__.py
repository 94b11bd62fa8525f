"""Who may leave: the release sheet, the roster by what matters, and what only one person knows."""

from screens.leaving.release import ReleaseScreen
from screens.leaving.roster import RosterScreen
from screens.leaving.topics import TopicsScreen

__all__ = ["ReleaseScreen", "RosterScreen", "TopicsScreen"]
