"""The pages about one record: a person who leaves, a post, a topic."""

from __future__ import annotations

from screens.textview import TextScreen, file_name_of
from workbench.domain.message import msg


class LeavingSheetScreen(TextScreen):
    """Read, copied or written to a file."""

    def __init__(self, handover: int, person: int) -> None:
        super().__init__(handover)
        self._person = person

    @property
    def record_shown(self) -> int:
        return self._person

    def texts(self) -> list[tuple[str, str]]:
        from workbench.services import export

        if self.ws.dossier(self._handover).get(self._person) is None:
            return []
        title = self.tr(msg("Leaving sheet"))
        return [(title, export.leaving_sheet(self.ws, self._handover, self._person))]

    def file_name(self, place: int) -> str:
        return file_name_of(self, self._person, "leaving")


class PostPageScreen(TextScreen):
    """What whoever takes over a standing post starts from."""

    def __init__(self, handover: int, post: int) -> None:
        super().__init__(handover)
        self._post = post

    @property
    def record_shown(self) -> int:
        return self._post

    def texts(self) -> list[tuple[str, str]]:
        from workbench.services import export

        if self.ws.dossier(self._handover).get(self._post) is None:
            return []
        title = self.tr(msg("Starter page"))
        return [(title, export.post_page(self.ws, self._handover, self._post))]

    def file_name(self, place: int) -> str:
        return file_name_of(self, self._post, "post")


class TopicCardScreen(TextScreen):
    """All that is known of a topic, and how it is passed on."""

    def __init__(self, handover: int, topic: int) -> None:
        super().__init__(handover)
        self._topic = topic

    @property
    def record_shown(self) -> int:
        return self._topic

    def texts(self) -> list[tuple[str, str]]:
        from workbench.services import export

        if self.ws.dossier(self._handover).get(self._topic) is None:
            return []
        title = self.tr(msg("Knowledge card"))
        return [(title, export.topic_page(self.ws, self._handover, self._topic))]

    def file_name(self, place: int) -> str:
        return file_name_of(self, self._topic, "topic")
