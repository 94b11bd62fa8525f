"""Files of the user: written whole or not at all, read in whatever encoding they come in."""

from __future__ import annotations

import atexit
import codecs
import contextlib
import errno
import os
import re
import shutil
import stat
import tempfile
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from workbench.domain.errors import BadFile, Refused, WorkbenchError
from workbench.domain.message import Msg, msg
from workbench.domain.text import clean

MEGABYTE = 1_000_000
READ_LIMIT = 50 * MEGABYTE

_DATABASE = b"SQLite format 3\0"
_NAME_LIMIT = 80
# A name may have 255 bytes; the rest is left to the suffix.
_NAME_BYTES = 200
# What a Windows share cannot hold; the pack is often read from there.
_RESERVED = {"con", "prn", "aux", "nul"} | {
    f"{port}{digit}" for port in ("com", "lpt") for digit in "0123456789"
}


# --- writing ---------------------------------------------------------------------------------


def throwaway_folder() -> Path:
    """A new folder that goes with the program, whatever its threads still write there."""
    folder = Path(tempfile.mkdtemp(prefix="handover-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def write_atomic(path: str | Path, data: bytes, mode: int | None = None) -> None:
    """Write `data` so that a reader sees the old file or the new one, and nothing in between.

    A link at `path` is replaced, never followed: in a shared folder somebody else may have laid
    it. Without a `mode` the file is the user's alone, or the group's in a folder set up for one.
    Raises WorkbenchError, and leaves nothing behind, when the file cannot be written; a data file
    is never written over, whoever agreed to it.
    """
    path = Path(path)
    with _explained(path), _in_folder(path) as folder:
        if _is_database(folder, path.name):
            raise Refused(msg("this is a data file; choose another name"), clean(str(path)))
        temporary = f".handover-{os.urandom(8).hex()}.tmp"
        with _written(folder, temporary, data, mode):
            os.replace(temporary, path.name, src_dir_fd=folder, dst_dir_fd=folder)


def create(path: Path, data: bytes) -> None:
    """Write a new file, or nothing; Refused where anything of that name is there, a link too."""
    with _explained(path), _in_folder(path) as folder:
        try:
            with _written(folder, path.name, data, None):
                pass
        except FileExistsError:
            taken = msg("there is a file of this name already; choose another name")
            raise Refused(taken, clean(path.name)) from None


@contextlib.contextmanager
def _in_folder(path: Path) -> Iterator[int]:
    """The folder of `path`: every step names the file relative to it, and nobody can swap it
    meanwhile."""
    if path.name in ("", ".."):
        raise IsADirectoryError(errno.EISDIR, "", str(path))
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield folder
    finally:
        os.close(folder)


def _is_database(folder: int, name: str) -> bool:
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        handle = os.open(name, flags, dir_fd=folder)
    except OSError:
        return False
    try:
        return os.read(handle, len(_DATABASE)) == _DATABASE
    except OSError:  # a folder
        return False
    finally:
        os.close(handle)


@contextlib.contextmanager
def _written(folder: int, name: str, data: bytes, mode: int | None) -> Iterator[None]:
    """A new file with the data, on disk; gone if the block fails."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    handle = os.open(name, flags, 0o600, dir_fd=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fchmod(handle, _usual_mode(folder) if mode is None else mode)
            os.fsync(handle)
        yield
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name, dir_fd=folder)
        raise
    try:
        os.fsync(folder)
    except OSError as error:
        # Some network file systems cannot flush a folder; the file itself is on disk.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise


def _usual_mode(folder: int) -> int:
    """For the owner; in a folder that gives its group to what is in it, for the group too."""
    shared = stat.S_ISGID | stat.S_IWGRP
    return 0o660 if os.fstat(folder).st_mode & shared == shared else 0o600


@contextlib.contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turns what the system says about writing `path` into a sentence."""
    where = clean(str(path))
    try:
        yield
    except OSError as error:
        raise WorkbenchError(_write_trouble(error, path), where) from error
    except ValueError as error:  # a NUL in the name
        raise WorkbenchError(msg("This cannot be a file name; choose another one."), where) from (
            error
        )


def _write_trouble(error: OSError, path: Path) -> Msg:
    folder = clean(str(path.parent))
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return msg("There is no space left to write this file; free some, or write elsewhere.")
        case errno.EACCES | errno.EPERM:
            return msg(
                "You may not write in the folder {folder}; choose another one.", folder=folder
            )
        case errno.EROFS:
            return msg("The folder {folder} is read-only; choose another one.", folder=folder)
        case errno.EISDIR | errno.ENOTEMPTY | errno.EEXIST | errno.EBUSY:
            return msg("This is a folder; give the name of a file in it.")
        case errno.ENOENT | errno.ENOTDIR | errno.ELOOP:
            return msg("There is no folder {folder}; create it, or choose another.", folder=folder)
        case errno.ENAMETOOLONG:
            return msg("This file name is too long; choose a shorter one.")
        case _:
            reason = clean(error.strerror or type(error).__name__)
            return msg("This file cannot be written: {reason}.", reason=reason)


def safe_name(title: str, suffix: str = "") -> str:
    """A file name from what a user typed: one part, not hidden, no option, no surprise in a shell.

    Letters and digits of any script stay, all else becomes `-`; a title without any gives `pack`.
    """
    text = unicodedata.normalize("NFKC", clean(title))
    kept = "".join(c if c in "._" or unicodedata.category(c)[0] in "LNM" else "-" for c in text)
    name = re.sub(r"-*\.[-.]*|-+", lambda run: "." if "." in run[0] else "-", kept)
    name = name.strip("-._")[:_NAME_LIMIT].encode()[:_NAME_BYTES].decode(errors="ignore")
    name = name.rstrip("-._") or "pack"
    if name.split(".")[0].lower() in _RESERVED:
        name = f"{name}-file"
    return name + suffix


def named(typed: str | Path) -> Path:
    """The file a user names. BadFile where a name begins with the home of nobody."""
    try:
        return Path(typed).expanduser()
    except RuntimeError:
        raise BadFile(msg("There is no such file; check the name."), clean(str(typed))) from None


def placed(typed: str | Path) -> Path:
    """`named`, wherever one goes from here. BadFile where the folder one is in is gone."""
    try:
        return named(typed).absolute()
    except FileNotFoundError:
        gone = msg("The folder you are in is gone; go to another, or give the whole path.")
        raise BadFile(gone, clean(str(typed))) from None


# --- reading ---------------------------------------------------------------------------------


def read_text(path: str | Path, limit: int = READ_LIMIT) -> str:
    """The text of an ordinary file of at most `limit` bytes; raises BadFile."""
    return decode(read_bytes(path, limit), clean(str(path)))


def read_bytes(path: str | Path, limit: int = READ_LIMIT, *, of_its_own: bool = False) -> bytes:
    """The bytes of an ordinary file of at most `limit` bytes; raises BadFile.

    With `of_its_own` what is reached by a link, or by another name too, is no ordinary file.
    """
    where = clean(str(path))
    try:
        # Without O_NONBLOCK, opening a named pipe would wait for ever.
        flags = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | (os.O_NOFOLLOW if of_its_own else 0)
        handle = os.open(path, flags)
        with os.fdopen(handle, "rb") as file:
            found = os.fstat(handle)
            kind = found.st_mode
            if stat.S_ISDIR(kind):
                raise BadFile(msg("This is a folder; give the name of a file in it."), where)
            if not stat.S_ISREG(kind):
                raise BadFile(msg("This is not an ordinary file; copy it to one first."), where)
            if of_its_own and found.st_nlink != 1:
                raise OSError(errno.ELOOP, "")
            data = file.read(limit + 1)
    except OSError as error:
        raise BadFile(_read_trouble(error), where) from error
    except ValueError as error:
        raise BadFile(msg("This cannot be a file name."), where) from error
    if len(data) > limit:
        size = f"{limit / MEGABYTE:g}"
        raise BadFile(
            msg("This file is larger than {size} MB; split it, or leave out columns.", size=size),
            where,
        )
    return data


def decode(data: bytes, where: str = "") -> str:
    """The text in `data`, without a byte order mark; raises BadFile if it is not text.

    A mark decides. Without one, UTF-8 comes first: other encodings hardly ever pass for it. Then
    GB18030 (Chinese Excel) and Windows-1252 (European Excel): nearly any bytes pass for either,
    so the likelier goes first.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    elif b"\0" in data:
        if where.lower().endswith((".xlsx", ".xls")):
            raise BadFile(
                msg("This is called a workbook and is none, or it is damaged; save it anew as "
                    ".xlsx, or as CSV."), where
            )  # fmt: skip
        raise BadFile(msg("This is not a text file; save it as text, CSV or Markdown."), where)
    elif _looks_chinese(data):
        encodings = ["utf-8-sig", "gb18030", "cp1252"]
    else:
        encodings = ["utf-8-sig", "cp1252", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise BadFile(
        msg("The encoding of this file is not known here; save it as UTF-8 and try again."), where
    )


def _looks_chinese(data: bytes) -> bool:
    """Whether bytes beyond ASCII mostly come in pairs, as common Chinese characters do in GB."""
    sample = data[:MEGABYTE]
    beyond_ascii = len(sample.translate(None, bytes(range(128))))
    pairs = len(re.findall(rb"[\xa1-\xf7][\xa1-\xfe]", sample))
    return pairs * 4 > beyond_ascii


def _read_trouble(error: OSError) -> Msg:
    match error.errno:
        case errno.ENOENT | errno.ENOTDIR:
            return msg("There is no such file; check the name.")
        case errno.EACCES | errno.EPERM:
            return msg("You may not read this file; ask its owner for a copy.")
        case errno.EISDIR:
            return msg("This is a folder; give the name of a file in it.")
        case errno.ELOOP:
            return msg("This is a link to a file elsewhere; give a file itself.")
        case _:
            reason = clean(error.strerror or type(error).__name__)
            return msg("This file cannot be read: {reason}.", reason=reason)
