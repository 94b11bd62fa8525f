"""Where a data file lies: the file system, who may write there, and how it is shared."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import NamedTuple

from workbench.domain.message import Msg, msg

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
