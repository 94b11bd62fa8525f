"""The pack before it is written; see `screens.textview`."""

from screens.textview import PackScreen as ExportScreen

__all__ = ["ExportScreen"]
