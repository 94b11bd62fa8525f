"""Who may leave: the release sheet, the roster by what matters, what only one person knows, and
where the project's roles go."""

from screens.leaving.matrix import MatrixScreen
from screens.leaving.release import ReleaseScreen
from screens.leaving.roster import RosterScreen
from screens.leaving.topics import TopicsScreen

__all__ = ["MatrixScreen", "ReleaseScreen", "RosterScreen", "TopicsScreen"]
