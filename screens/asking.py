"""What a screen can say to the user and ask him: a line, one of several, yes or no."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, cast

from screens.explaining import ExplainingScreen
from screens.widgets.ask import Ask
from screens.widgets.keyline import KeyLine
from screens.widgets.rowlist import Column, Line
from screens.widgets.statusline import Kind, StatusLine
from workbench.domain.errors import BadValue, WorkbenchError
from workbench.domain.message import Msg, all_of, msg
from workbench.language import Tr

if TYPE_CHECKING:
    from datetime import date

    from screens.host import Host
    from workbench.services.drafts import Draft
    from workbench.services.workspace import Workspace

T = TypeVar("T")

LEFT = msg("not saved; what you typed is kept and offered again")


class AskingScreen(ExplainingScreen):
    """A screen with a status line, a key line and a question in its place.

    What is typed into a question is a draft until it is saved, and offered when the same is asked
    again.
    """

    only_asks = False
    """While the user is brought back to where he was: nothing is done before he was asked."""

    also: Msg | None = None
    """What is said with the next sentence: it came about on the way."""

    @property
    def host(self) -> Host:
        return cast("Host", self.app)

    @property
    def ws(self) -> Workspace:
        return self.host.ws

    @property
    def tr(self) -> Tr:
        return self.host.tr

    @property
    def today(self) -> date:
        return self.host.today

    @property
    def handover_id(self) -> int | None:
        """The handover this screen is in, for undo."""
        return None

    @property
    def room(self) -> int:
        """Cells a line of the list has."""
        return self.app.size.width - 2

    # Saying

    def say(self, message: Msg, kind: Kind = "info") -> None:
        """One sentence in the status line, until the next key."""
        if self.also is not None:
            message, self.also = all_of([message, self.also]), None
        for line in self.query(StatusLine):  # none when the program ends
            line.say(self.host.settings.told(message), kind)

    def say_nowhere(self) -> None:
        """A key is for a line, and the cursor is on none."""
        self.say(msg("go to a line first"))

    def complain(self, problem: WorkbenchError) -> None:
        """Say what is wrong; what the user had answered is offered again."""
        self.host.drafts.refused()
        self._say_wrong(problem)

    def _say_wrong(self, problem: WorkbenchError) -> None:
        for line in self.query(StatusLine):
            line.say(self.worded(problem), "error")

    def worded(self, problem: WorkbenchError) -> str:
        """Where it is wrong, and what."""
        where = f"{problem.where}: " if problem.where else ""
        return where + self.tr(self.host.settings.told(problem.message))

    # Asking

    async def ask(
        self,
        label: Msg,
        value: str = "",
        hint: Msg | None = None,
        suggestions: Iterable[str] = (),
        *,
        names: bool = False,
        known_as: str = "",
        saved: str | None = None,
        drafted: bool = True,
    ) -> str | None:
        """One line typed by the user, in which half a name becomes the whole one with `names`;
        None when he leaves it. Call from a worker.

        A question that is not always put alike is `known_as` something that is, for its draft;
        `saved` is what the file says where the answer does not begin with that. Without `drafted`
        nothing that is typed outlives the question: the next one at the terminal may be another.
        """
        self.only_asks = False
        line, asking = self.query_one(KeyLine), self.query_one(Ask)
        drafts, place = self.host.drafts, self._draft_of(label, known_as)
        draft = drafts.at(place) if drafted else None
        if saved is None:
            # What was refused is offered again; what the file says is still what it began from.
            again = draft is not None and draft.text == value and drafts.was_refused(place)
            saved = draft.base if draft is not None and again else value
        if draft is not None and draft.base != saved and draft.text != value:
            resumed = await self._resumed(draft, saved)
            if resumed is None:
                return None
            draft = draft if resumed else None

        def typed(text: str) -> None:
            if drafted:
                drafts.typing(place, text, saved)

        line.display = False
        try:
            words = self.tr(hint) if hint is not None else ""
            asked = self.tr(label)
            answer = await asking.question(
                asked if asked.endswith(("?", "？")) else self.tr(msg("{what}:", what=label)),
                draft.text if draft is not None else value,
                words,
                suggestions,
                typed=typed,
                names=names,
                resumed=draft is not None and not drafts.was_refused(place),
            )
        finally:
            line.display = not asking.open
        if answer is not None:
            drafts.answered(place)
            self._when_done(lambda: drafts.done(place))
        else:
            drafts.left(place)
        return answer

    def _draft_of(self, label: Msg, known_as: str) -> str:
        """Where the draft of a question is, in one language, so that it is found in the other."""
        return f"ask.{self.handover_id or 0}.{known_as or Tr()(label)}"

    def _when_done(self, then: Callable[[], None]) -> None:
        """Call it when all is done for which was asked, whether it came into the file or not."""

        def ended(task: asyncio.Task[Any]) -> None:
            torn = self.host.ended or not self.is_attached
            if not (torn or task.cancelled() or task.exception()):
                then()

        if (task := asyncio.current_task()) is not None:
            task.add_done_callback(ended)

    async def _resumed(self, draft: Draft, saved: str) -> bool | None:
        """Whether to go on with an answer begun from something else than what is saved now; None
        when the user leaves."""
        nothing = self.tr(msg("(empty)"))
        return await self.choose(
            msg("Changed since you typed this; it was: {text}", text=draft.base or nothing),
            [
                (True, self.tr(msg("go on with what you typed before")), draft.text),
                (False, self.tr(msg("begin with what is saved")), saved or nothing),
            ],
        )

    async def ask_until(
        self,
        label: Msg,
        read: Callable[[str], T],
        value: str = "",
        hint: Msg | None = None,
        suggestions: Iterable[str] = (),
        *,
        names: bool = False,
        known_as: str = "",
        drafted: bool = True,
    ) -> T | None:
        """What `read` makes of the answer, asked again with the sentence while it is refused."""
        while True:
            text = await self.ask(
                label, value, hint, suggestions, names=names, known_as=known_as, drafted=drafted
            )
            if text is None:
                return None
            try:
                return read(text)
            except BadValue as problem:
                value = text
                # Of this answer alone: those before it are not refused with it.
                self.host.drafts.refused(self._draft_of(label, known_as))
                self._say_wrong(problem)

    async def choose(
        self,
        title: Msg,
        options: Sequence[tuple[T, str, str]],
        *,
        about: Sequence[Line] = (),
        below: Sequence[Line] = (),
        current: T | None = None,
        shown: Callable[[T], None] | None = None,
    ) -> T | None:
        """One of `options` (value, label, hint); None when the user leaves. From a worker.

        `shown` is called with the value the cursor is on.
        """
        from screens.dialogs import NUMBERED, Choose

        keys = self.tr(msg("enter or number: choose   esc: leave"))
        if len(options) > NUMBERED:
            keys = self.tr(msg("arrows and enter, or the number of one of the first nine: choose   "
                               "esc: leave"))  # fmt: skip
        dialog = Choose(
            self.tr(title),
            keys,
            options,
            about=about,
            below=below,
            current=current,
            shown=shown,
        )
        return await self.app.push_screen_wait(dialog)

    async def confirm(
        self, title: Msg, lines: Iterable[Line] = (), columns: Sequence[Column] = ()
    ) -> bool:
        """Whether the user wants what `lines` show. From a worker."""
        from screens.dialogs import Confirm

        keys = self.tr(msg("y: yes, do it   n or esc: leave it"))
        dialog = Confirm(self.tr(title), keys, lines, columns or [Column("text", 0)])
        answer: bool | None = await self.app.push_screen_wait(dialog)
        return answer is True
