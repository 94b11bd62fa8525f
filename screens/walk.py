"""The guided walk: one item a screen, what matters for the next gate first."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from screens import prompts
from screens.base import WorkScreen
from screens.handover.pane import ROOM_FOR_PANE
from screens.names import Names
from screens.walk_choices import END, GONE
from screens.walk_lines import Words
from screens.walk_order import Walk, agenda, begun, resumed
from screens.widgets.keyline import to_bindings
from workbench.domain.dossier import Reading
from workbench.domain.errors import Busy
from workbench.domain.journey import Gate
from workbench.domain.message import Msg, all_of, msg, nmsg
from workbench.domain.registers.item import ITEM, Item, ItemState
from workbench.domain.registers.person import Person
from workbench.domain.text import fold
from workbench.domain.typist import typed
from workbench.figures.gates import next_gate

if TYPE_CHECKING:
    from workbench.services.editing import Outcome
    from workbench.services.present import Present

Prompt = Callable[[WorkScreen, int, Sequence[int]], Awaitable["Outcome | None"]]
_AGAIN = (ItemState.WAIVED, ItemState.NOT_APPLICABLE)


class Page(VerticalScroll, can_focus=True, inherit_bindings=False):
    """The item's words; it holds the focus, and the screen its keys."""


class WalkScreen(WorkScreen):
    """Steps through the items before the next gate; resumes where it was left.

    With `start` it is begun anew, at that item.
    """

    SCOPE = "walk"
    AUTO_FOCUS = "Page"
    BINDINGS: ClassVar[list[BindingType]] = [*WorkScreen.BINDINGS, *to_bindings("walk")]
    DEFAULT_CSS = """
    WalkScreen {
        & > .top, & > .ways { height: auto; }
        & > .body { scrollbar-size: 0 1; }
        & > .body > Static { height: auto; }
    }
    """

    def __init__(self, handover: int, start: int | None = None) -> None:
        super().__init__()
        self._handover, self._start = handover, start
        self._walk = Walk()
        self._kept_as = f"walk.{handover}"
        self._seen = False

    def body(self) -> Iterable[Widget]:
        yield Static("", classes="top")
        yield Page(Static("", id="page"), classes="body")
        yield Static("", classes="ways")

    def arrived(self) -> None:
        self.ws.dossier(self._handover)
        self._begin()
        super().arrived()
        self.show_undo()

    def on_screen_resume(self) -> None:
        """Back from another screen, which may have changed what this one shows."""
        if self._seen:
            self.reload()
            self.show_undo()
        self._seen = True

    def on_resize(self) -> None:
        self.reload()

    @property
    def handover_id(self) -> int:
        return self._handover

    @property
    def record_shown(self) -> int | None:
        return self._walk.current

    # What is shown

    def reload(self) -> None:
        try:
            self._show_file()
        except Busy:
            self.ws.behind = True  # what is on the screen stays, until the next look

    def _show_file(self) -> None:
        dossier = self.shown = self.ws.dossier(self._handover)
        words, total = self._words, len(self._walk.ids)
        self.title_text(words.title(dossier.handover.code, self._gate, self._walk.place, total))
        if self._walk.current is None:
            self._show_end(words)
        elif self._item is None:
            self._show([words.rule()], words.gone(), [words.rule(), words.choices(GONE)])
        else:
            self._show_item(words, self._item)

    def _show_item(self, words: Words, item: Item) -> None:
        from workbench.domain.registers.evidence import Evidence
        from workbench.figures.checklist import line
        from workbench.services.history import history

        here, dossier = self._here, self.ws.known(self._handover)
        shown = line(dossier, item, self.today, proofs=len(dossier.under(item.id, Evidence)))
        title, hint, choices = words.question(shown, here)
        warning = words.warning(shown, here)
        page = words.page(shown, history(self.ws, self._handover, item.id, 20))
        warned = [Content.styled(warning, "$text-warning")] if warning else []
        if self.app.size.height < ROOM_FOR_PANE:  # the words of the item are what matters
            self._show([words.head(shown)], page, [words.rule(title), *warned])
        else:
            self._show(
                [words.present(here), words.rule(), words.head(shown)],
                page,
                [words.rule(title, hint), *warned, words.choices(choices)],
            )

    def _show_end(self, words: Words) -> None:
        tally = self._walk.tally(self._state_of)
        page = [words.end(tally, len(self._walk.ids)), words.ahead(self._mandatory())]
        ways = END if self._walk.ids else END[-1:]
        title = self.tr(msg("where to go"))
        self._show(
            [words.present(self._here)],
            Content("\n").join(page),
            [words.rule(title), words.choices(ways)],
        )

    def _show(self, top: Sequence[Content], page: Content, ways: Sequence[Content]) -> None:
        newline = Content("\n")
        self.query_one(".top", Static).update(newline.join(top))
        self.query_one("#page", Static).update(page)
        self.query_one(".ways", Static).update(newline.join(ways))

    @property
    def _words(self) -> Words:
        reading = Reading(self.ws.known(self._handover), self.ws.context)
        names = Names(reading, self.host.names_hidden)
        return Words(names, self.tr, self.app.size.width, self.key_of)

    @property
    def _here(self) -> Present:
        from workbench.services.present import present

        return present(self.ws, self._handover)

    # Where in the walk

    def spot(self) -> Sequence[int | str]:
        return [self._handover]  # the place in the walk is remembered by itself

    @property
    def under_cursor(self) -> int | None:
        return self._walk.current

    @property
    def _gate(self) -> Gate | None:
        ahead = next_gate(self.ws.known(self._handover), self.today)
        return ahead[0] if ahead is not None else None

    @property
    def _item(self) -> Item | None:
        """The item on screen, as the file has it."""
        found = self.ws.known(self._handover).get(self._walk.current)
        return found if isinstance(found, Item) else None

    def _state_of(self, item: int) -> ItemState | None:
        found = self.ws.known(self._handover).get(item)
        return found.state if isinstance(found, Item) else None

    def _begin(self) -> None:
        """Begin at `start`, or go on where the walk to this gate was left."""
        gate = self._gate
        fresh = agenda(self.ws.known(self._handover), self.today)
        kept = self.ws.memory.get(self._kept_as)
        if self._start is not None:
            self._walk = begun(fresh, self._start)
        elif isinstance(kept, dict) and kept.get("gate") == (gate.value if gate else None):
            self._walk = resumed(kept, fresh, self._still)
        else:
            self._walk = begun(fresh)

    def _still(self, item: int, state: ItemState) -> bool:
        """Whether an item needs no second look; a claim does once somebody can verify it."""
        if state is ItemState.CLAIMED and self._here.receiving is not None:
            return False
        return self._state_of(item) is state

    def _turn(self, walk: Walk, said: Msg | None = None) -> None:
        """Show another place of the walk, and remember it; `said` of what has led there."""
        if walk.comes_again and not self._walk.comes_again:
            n = len(walk.again)
            again = nmsg("from the start again: {n} item left for later",
                         "from the start again: {n} items left for later", n)  # fmt: skip
            said = all_of([said, again] if said is not None else [again])
        self._walk = walk
        gate = self._gate.value if self._gate else None
        kept = None if walk.current is None else {**walk.to_json(), "gate": gate}
        self.ws.memory.set(self._kept_as, kept)
        self.query_one(Page).scroll_home(animate=False)
        self.reload()
        if said is not None:
            self.say(said, "ok")

    def _mandatory(self) -> tuple[int, int]:
        """Verified ones, and all, of the mandatory items up to the next gate."""
        gate = self._gate
        items = [
            item
            for item in self.ws.known(self._handover).all(Item)
            if item.mandatory and gate and item.stage and item.stage.number <= gate.number
        ]
        return sum(item.state is ItemState.VERIFIED for item in items), len(items)

    def action_later(self) -> None:
        walk, item = self._walk, self._item
        if walk.current is not None:
            done = item is None or item.state in (ItemState.VERIFIED, *_AGAIN)
            done = done or (walk.current in walk.handled and not self._can_be_verified)
            self._turn(walk.forward() if done else walk.put_off())

    def action_before(self) -> None:
        if self._walk.at:
            self._turn(self._walk.back())
        else:
            self.say(msg("this is the first one"))

    def action_open(self) -> None:
        """Open the item; at the end, begin again with what is still open."""
        if self._item is not None:
            self.host.open_record(self._handover, self._item.id)
        elif self._walk.current is None:
            self._turn(begun(agenda(self.ws.dossier(self._handover), self.today)))

    def action_gate(self) -> None:
        from screens.gate import GateScreen

        self.app.push_screen(GateScreen(self._handover))

    @work
    async def action_find(self) -> None:
        """Go to the next item of the walk with these words."""
        words = await self.ask(msg("Find"))
        if not words:
            return
        ids, at = self._walk.ids, self._walk.at
        for item in (*ids[at + 1 :], *ids[: at + 1]):
            if all(word in self._says(item) for word in fold(words).split()):
                self._turn(self._walk.go(item))
                return
        self.say(msg("no item of this walk has these words"), "warn")

    def _says(self, item: int) -> str:
        dossier = self.ws.known(self._handover)
        found = dossier.get(item)
        if not isinstance(found, Item):
            return ""
        return fold(f"{dossier.key(found)} {found.text.en} {found.text.zh}")

    def action_scroll(self, way: int) -> None:
        self.query_one(Page).scroll_relative(y=way, animate=False)

    def action_scroll_page(self, way: int) -> None:
        body = self.query_one(Page)
        body.scroll_relative(y=way * max(1, body.size.height - 1), animate=False)

    # Deciding: the walk goes on by itself, unless who verifies a claim is here

    def action_verify(self) -> None:
        self._decide("verify", prompts.verify)

    def action_send_back(self) -> None:
        self._decide("send_back", prompts.send_back)

    def action_claim(self) -> None:
        """Claim; a claim is taken back, and what was let go is opened again."""
        state = self._item.state if self._item is not None else None
        if state is ItemState.CLAIMED:
            self._stay(prompts.take_back)
        elif state in _AGAIN:
            self._stay(prompts.reopen)
        else:
            self._decide("claim", prompts.claim)

    def action_block(self) -> None:
        self._decide("block", prompts.block)

    def action_not_applicable(self) -> None:
        self._decide("not_applicable", prompts.not_applicable)

    def action_waive(self) -> None:
        self._decide("waive", prompts.waive)

    @work
    async def _decide(self, move: str, prompt: Prompt) -> None:
        item = self._item
        if item is None or self.attempt(lambda: ITEM.move(move, item.state)) is None:
            return
        outcome = await prompt(self, self._handover, [item.id])
        state = self._state_of(item.id)
        if outcome is None or item.id not in outcome.done or state is None:
            return
        left = self._walk.left(item.id, state)
        self._turn(left if self._can_be_verified else left.onward(), self._saved(item.id))

    @property
    def _can_be_verified(self) -> bool:
        """Whether who is here for the receiving side may say at once that it is done."""
        from workbench.rules.item import Given
        from workbench.services import items

        dossier, item = self.ws.known(self._handover), self._item
        person = dossier.get(self._here.receiving)
        if item is None or item.state is not ItemState.CLAIMED or not isinstance(person, Person):
            return False
        return not (
            dossier.handover.strict or items.lacking(dossier, item, "verify", Given(person))
        )

    def _saved(self, item: int) -> Msg | None:
        """`saved: PAY-01 verified by Sun Yu (typed by Li Wei)`."""
        dossier, names = self.ws.known(self._handover), self._words.names
        found = dossier.get(item)
        if not isinstance(found, Item):
            return None
        key = dossier.key(found)
        match found.state:
            case ItemState.VERIFIED if (actor := found.verified_by) is not None:
                what = msg("saved: {key} verified by {name}", key=key, name=names.title_of(actor))
            case ItemState.CLAIMED if (actor := found.claimed_by) is not None:
                what = msg("saved: {key} claimed by {name}", key=key, name=names.title_of(actor))
            case ItemState.TODO if (actor := found.sent_back_by) is not None:
                what = msg("saved: {key} sent back by {name}", key=key, name=names.title_of(actor))
            case _:
                return None
        me = self.ws.me.name
        if fold(dossier.title(actor, self.tr.lang)) == fold(me):
            return what
        return typed(what, names.person(me))

    def undone(self) -> None:
        """Show the item it was made on."""
        self._turn(self._walk.undone(self._state_of))

    # Changing something about the item: it stays on screen

    def action_due(self) -> None:
        self._stay(prompts.due)

    def action_owner(self) -> None:
        self._stay(prompts.owner)

    @work
    async def _stay(self, prompt: Prompt) -> None:
        if self._item is not None:
            await prompt(self, self._handover, [self._item.id])

    @work
    async def action_proof(self) -> None:
        if self._item is not None:
            await prompts.proof(self, self._handover, self._item.id)

    @work
    async def action_note(self) -> None:
        if self._item is not None:
            await prompts.note(self, self._handover, self._item.id)

    @work
    async def action_present(self) -> None:
        await prompts.present(self, self._handover)
