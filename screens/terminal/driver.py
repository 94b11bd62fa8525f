"""Textual's Linux driver, with everything that passes the wire made small and safe."""

from __future__ import annotations

import asyncio
import contextlib
import os
import select
import signal
import termios
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import FrameType
from typing import TYPE_CHECKING, Any

from textual import constants, events
from textual.app import ScreenStackError
from textual.drivers.linux_driver import LinuxDriver
from textual.geometry import Size
from textual.message import Message

from screens.terminal.ascii import to_ascii, to_gb18030
from screens.terminal.preflight import Charset
from screens.terminal.squeeze import HARMLESS, Squeezer
from screens.terminal.tolerant import TolerantInput

if TYPE_CHECKING:
    from textual.app import App

# Every mode this driver may have switched on, in the order of `stop_application_mode`.
_MODES_OFF = (
    b"\x1b[?2026l\x1b[?2004l\x1b[?7h\x1b[?2048l"
    b"\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l"
    b"\x1b[<u\x1b[m\x1b[H\x1b[J\x1b[?1049l\x1b[?25h\x1b[?1004l\x1b[0m"
)
_PLAIN_KEYS = b"\x1b[?1l\x1b>"  # an editor has arrows and keypad send something else
_TRANSLATIONS: Mapping[Charset, Callable[[str], str]] = {"ascii": to_ascii, "gb18030": to_gb18030}
_KEYBOARD_BACK = "\x1b[<u"
_POINTER_SHAPE = "\x1b]22;"
_NO_PIPE = (-1, -1)
_CHUNK = 4096
_TRIES = 20  # to write into a line that has stalled
_SETTLED = 0.3  # seconds without another size of the window


class Wire:
    """The file the writer thread writes to: encoded, one system call a frame, deaf once broken.

    After an error, or when the terminal was given back, everything else is dropped, so that
    nobody waits for a line that is gone.
    """

    def __init__(self, fd: int, charset: Charset) -> None:
        self._fd = fd
        self._charset = charset
        self._text: list[str] = []
        self.broken = False

    def fileno(self) -> int:
        return self._fd

    def write(self, text: str) -> None:
        self._text.append(text)

    def flush(self) -> None:
        data = "".join(self._text).encode(self._charset, "replace")
        self._text.clear()
        try:
            while data and not self.broken:
                data = data[os.write(self._fd, data[:_CHUNK]) :]
        except OSError:
            self.broken = True


class WorkbenchDriver(LinuxDriver):
    """What `configure` makes a driver class of."""

    charset: Charset = "utf-8"
    squeezes = True
    reports_mouse = False
    too_small: Callable[[int, int], Sequence[str]] = staticmethod(lambda _columns, _lines: ())

    def __init__(
        self,
        app: App[Any],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse and self.reports_mouse, size=size)
        self._wire = Wire(2, self.charset)
        # Its `write`, `flush` and `fileno` are all that Textual's writer thread uses.
        self._file = self._wire  # type: ignore[assignment]
        self._shown = _TRANSLATIONS.get(self.charset)
        self._squeezer = Squeezer() if self.squeezes else None
        self._stale = False
        self._painted: Size | None = None  # the size of what was painted last
        self._too_small = False
        self._settling: asyncio.TimerHandle | None = None
        self._wake = _NO_PIPE  # what is written to its second end stops the reading of keys

    # Out

    def write(self, data: str) -> None:
        """Write what changes the screen, in what the terminal can show; nothing if nothing does."""
        if data.startswith(_POINTER_SHAPE) and not self._mouse:
            return
        if data == _KEYBOARD_BACK and constants.DISABLE_KITTY_KEY:
            return  # it was never asked for
        if self._shown is not None:
            data = self._shown(data)
        if self._is_laid_out_anew() or self._stale:
            self._stale = False
            if self._squeezer is not None:
                self._squeezer.forget()
            self._tell_too_small()
        if self._too_small and not HARMLESS.fullmatch(data):
            return
        if self._squeezer is not None:
            data = self._squeezer.feed(data)
        if data:
            super().write(data)

    def _is_laid_out_anew(self) -> bool:
        """Is this the first frame of another size? A frame of the size before, painted after the
        window had changed, may have left anything at its margins."""
        with contextlib.suppress(ScreenStackError):
            size = self._app.screen.outer_size  # `size` is the window's already
            if size and size != self._painted:
                self._painted = size
                return True
        return False

    def _tell_too_small(self) -> None:
        """In a window too small for any screen, say so in place of all screens."""
        lines = self.too_small(*self._painted) if self._painted else ()
        self._too_small = bool(lines)
        if self._too_small:
            places = (f"\x1b[{y}H{line}" for y, line in enumerate(lines, 1))
            told = "".join(("\x1b[m\x1b[?7l\x1b[2J", *places))
            super().write(self._shown(told) if self._shown is not None else told)

    def redraw(self) -> None:
        """Paint every cell again, whatever the terminal shows now."""
        self._stale = True
        self.write("\x1b[m\x1b[?7l\x1b[?25l\x1b[2J")
        self._app.refresh(layout=True)

    def _settle(self) -> None:
        """Paint the whole once more when the window has kept its size for a moment: of many sizes
        in a row Textual may lay out one that is past already, last."""
        if self._settling is not None:
            self._settling.cancel()
        self._settling = self._loop.call_later(_SETTLED, self._paint_settled)

    def _paint_settled(self) -> None:
        self._stale = True
        self._app.refresh(layout=True)

    # Start and end

    def start_application_mode(self) -> None:
        self._stale = True
        self._wake = os.pipe()
        super().start_application_mode()  # type: ignore[no-untyped-call]
        resized = signal.getsignal(signal.SIGWINCH)

        def forget(number: int, frame: FrameType | None) -> None:
            # A flag only: the signal may have come in the middle of a frame.
            self._stale = True
            if callable(resized):
                resized(number, frame)
            with contextlib.suppress(RuntimeError):  # the program has ended
                self._loop.call_soon_threadsafe(self._settle)

        signal.signal(signal.SIGWINCH, forget)

    def resume_application_mode(self) -> None:
        if self._key_thread is not None and self._key_thread.is_alive():
            # Stopped without a warning: begun twice, the terminal's own modes would be forgotten.
            self.suspend_application_mode()
        super().resume_application_mode()
        # Also called from a signal handler; Textual would leave the screen blank.
        self._loop.call_soon_threadsafe(self.redraw)

    def stop_application_mode(self) -> None:
        if self._settling is not None:
            self._settling.cancel()
        if self._mouse_pixels:
            self.write("\x1b[?1016l")  # Textual leaves it on
        self._too_small = False
        # Where there is no second screen to leave, the prompt comes on an empty one.
        self.write("\x1b[m\x1b[H\x1b[J")
        super().stop_application_mode()
        pipe, self._wake = self._wake, _NO_PIPE  # before closing: the numbers may be used again
        for fd in pipe:
            with contextlib.suppress(OSError):
                os.close(fd)

    def disable_input(self) -> None:
        with contextlib.suppress(OSError):  # already stopped
            os.write(self._wake[1], b"\0")
        super().disable_input()

    @contextlib.contextmanager
    def lent(self) -> Iterator[int]:
        """The terminal, which the app has left, is another program's; gives the file to write to.

        Whatever state that program dies in, the terminal is as it was before.
        """
        settings: list[Any] | None = None
        with contextlib.suppress(termios.error):
            settings = termios.tcgetattr(self.fileno)
        try:
            yield self._wire.fileno()
        finally:
            if settings is not None:
                with contextlib.suppress(termios.error):
                    termios.tcsetattr(self.fileno, termios.TCSADRAIN, settings)
            with contextlib.suppress(OSError):
                os.write(self._wire.fileno(), _PLAIN_KEYS + _MODES_OFF)

    def give_back(self) -> None:
        """Restore the terminal at once, from any thread, even when the line has stalled."""
        self._wire.broken = True
        # A file description of our own: the shell's must not become non-blocking.
        with contextlib.suppress(OSError, termios.error):
            fd = os.open(os.ttyname(self._wire.fileno()), os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY)
            try:
                for _ in range(_TRIES):
                    termios.tcflush(fd, termios.TCOFLUSH)
                    time.sleep(0.01)  # what a thread was just writing goes into the room made
                    termios.tcflush(fd, termios.TCOFLUSH)
                    with contextlib.suppress(BlockingIOError):
                        if os.write(fd, _MODES_OFF) == len(_MODES_OFF):
                            break
                if self.attrs_before is not None:
                    termios.tcsetattr(fd, termios.TCSANOW, self.attrs_before)
            finally:
                os.close(fd)

    # In

    def run_input_thread(self) -> None:
        """Read keys until input is disabled or the terminal is gone; asleep in between."""
        source = TolerantInput(charset=self.charset)
        while not self.exit_event.is_set():
            patience = 0.02 if source.waits else None
            ready, _, _ = select.select([self.fileno, self._wake[0]], [], [], patience)
            if self.fileno in ready:
                data = self._read()
                if not data:
                    # Only a hang-up ends the input of a terminal; leaving is the Guard's work.
                    os.kill(os.getpid(), signal.SIGHUP)
                    return
                self._dispatch(source.feed(data))
            self._dispatch(source.tick())

    def _read(self) -> bytes:
        try:
            return os.read(self.fileno, _CHUNK)
        except OSError:
            return b""

    def _dispatch(self, messages: Iterator[Message]) -> None:
        for message in messages:
            # A size that nobody asked the terminal for is a forgery or a pasted one.
            if isinstance(message, events.Resize) and not self._in_band_window_resize:
                continue
            self.process_message(message)


def configure(
    *,
    charset: Charset = "utf-8",
    squeeze: bool = True,
    mouse: bool = False,
    too_small: Callable[[int, int], Sequence[str]] = WorkbenchDriver.too_small,
) -> type[WorkbenchDriver]:
    """A driver class with these settings, for `App.driver_class`.

    `too_small` gives the lines that stand in a window of so many columns and lines in place of
    the screens; none when it is large enough.
    """

    class ConfiguredDriver(WorkbenchDriver):
        pass

    ConfiguredDriver.charset = charset
    ConfiguredDriver.squeezes = squeeze
    ConfiguredDriver.reports_mouse = mouse
    ConfiguredDriver.too_small = staticmethod(too_small)
    return ConfiguredDriver
