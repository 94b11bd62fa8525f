"""Where a data file lies: the file system, who may write there, and how it is shared."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import NamedTuple

from workbench.domain.errors import StoreError
from workbench.domain.message import Msg, msg
from workbench.domain.text import clean

_MOUNTS = Path("/proc/self/mountinfo")

# Where a lock is the promise of another machine.
_REMOTE = frozenset(
    {
        *("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "lustre"),
        *("gpfs", "beegfs", "davfs", "vboxsf", "vmhgfs", "ncpfs", "ocfs2", "gfs2", "orangefs"),
        *("fuse.sshfs", "fuse.glusterfs", "fuse.ceph-fuse", "fuse.vmhgfs-fuse", "fuse.rclone"),
        *("fuse.s3fs", "fuse.gcsfuse"),
    }
)


class Identity(NamedTuple):
    """What a file is, whatever it is called."""

    device: int
    inode: int


def identity(path: Path) -> Identity | None:
    """The file that is at `path` now; None for none."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return Identity(found.st_dev, found.st_ino)


def is_there(path: Path) -> bool:
    """Whether there is a file at `path`, or anything. StoreError where this user cannot be told, or
    a link leads to nothing: then nobody is to make a new one."""
    try:
        os.stat(path)
    except OSError as problem:
        if problem.errno != errno.ENOENT:
            raise unreachable(problem, path) from None
        if path.is_symlink():
            raise StoreError(
                msg(
                    "this is a link to {target}, where nothing is; is its disk there?",
                    target=clean(str(path.readlink())),
                ),
                clean(str(path)),
            ) from None
        return False
    return True


def unreachable(problem: OSError, path: Path) -> StoreError:
    """What keeps this user from the file at `path`, and what to do."""
    where = clean(str(path))
    match problem.errno:
        case errno.EACCES | errno.EPERM:
            folder = _closed(path)
            if folder is not None:
                return StoreError(
                    msg(
                        "you may not look into the folder {folder}; ask its owner, or whoever "
                        "looks after this host, to let you in",
                        folder=clean(str(folder)),
                    ),
                    where,
                )
            return StoreError(
                msg("you may not read this file; ask its owner to share it with you"), where
            )
        case errno.ENOTDIR:
            return StoreError(msg("what should be its folder is a file; check the name"), where)
        case errno.ELOOP:
            return StoreError(msg("this is a link that leads back to itself"), where)
        case errno.ENAMETOOLONG:
            return StoreError(msg("This file name is too long; choose a shorter one."), where)
        case _:
            why = clean(problem.strerror or type(problem).__name__)
            return StoreError(msg("cannot be read: {why}", why=why), where)


def _closed(path: Path) -> Path | None:
    """The first folder on the way to `path` into which this user may not look."""
    for folder in reversed(path.absolute().parents):
        if not os.access(folder, os.X_OK, effective_ids=True):
            return folder
    return None


def filesystem(path: Path, mounts: Path = _MOUNTS) -> str:
    """The type of the file system `path` is on, as `ext4` or `nfs4`; empty where none can tell.

    `mounts` has the form of /proc/self/mountinfo: the last and longest mount point over the path
    counts.
    """
    real = os.path.realpath(path)
    best, kind = "", ""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ""
    for line in lines:
        left, _, right = line.partition(" - ")
        fields = left.split()
        if len(fields) < 5 or not right:
            continue
        point = _plain(fields[4])
        inside = real == point or real.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, right.split()[0]
    return kind


def _plain(field: str) -> str:
    """A mount point without the kernel's octal escapes of blanks."""
    for escaped, sign in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        field = field.replace(escaped, sign)
    return field


def is_remote(kind: str) -> bool:
    """Whether a file system of this type is on another machine."""
    return kind in _REMOTE


def barred(path: Path) -> Msg | None:
    """Why this user can only read the file at `path`; None when he may write it."""
    try:
        if os.statvfs(path).f_flag & os.ST_RDONLY:
            return msg("read-only: the disk is mounted read-only")
        if not os.access(path, os.W_OK, effective_ids=True):
            return msg("read-only: you may not write this file")
        if not os.access(path.resolve().parent, os.W_OK | os.X_OK, effective_ids=True):
            return msg("read-only: you may not write in the file's folder")
    except OSError:
        return None  # not there: whoever opens it says so
    return None


def is_shared(path: Path) -> bool:
    """Whether a group may write the file."""
    return bool(os.stat(path).st_mode & stat.S_IWGRP)


def unsafely_shared(path: Path) -> Msg | None:
    """What is wrong with how the file is shared; None when it is private or all is well.

    Without setgid the journal of a program that was killed belongs to that user's own group, and
    nobody else can open the file until he comes back.
    """
    try:
        folder = os.stat(path.resolve().parent)
        if not is_shared(path) or folder.st_mode & stat.S_ISGID:
            return None
    except OSError:
        return None
    return msg(
        "the file is shared, but its folder is not set up for that: a colleague's killed program "
        "could lock everybody out; run: handover db share --group NAME"
    )
