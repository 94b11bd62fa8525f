"""The folder: the program with the Python and the C library that it was built with.

A host needs Linux on the same kind of processor, and nothing else. Of two C libraries the newer
one is used, since what a host knows its users by (SSSD, LDAP) loads into a newer one than it was
made for, but not into an older.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from offline import archive, parts
from offline.compiled import compiled

# Parts of the standard library that the program never imports. No network: no OpenSSL.
_LEFT_OUT = {
    *("__pycache__", "site-packages", "dist-packages", "lib-dynload", "sitecustomize.py"),
    *("test", "tests", "idlelib", "tkinter", "turtledemo", "turtle.py", "pydoc_data"),
    *("ensurepip", "venv", "lib2to3", "distutils", "antigravity.py", "this.py"),
}
_MODULES_LEFT_OUT = re.compile(
    r"_test|_ctypes_test|_?xx|_tkinter|_ssl|_hashlib|_g?dbm|_curses|readline|nis|ossaudiodev|_crypt"
)
# Whole, so that what the host has of another version is never loaded with it.
_C_LIBRARY = (
    *("libc.so.6", "libm.so.6", "libpthread.so.0", "libdl.so.2", "librt.so.1", "libutil.so.1"),
    *("libresolv.so.2", "libanl.so.1"),
    *("libnss_files.so.2", "libnss_compat.so.2", "libnss_dns.so.2"),
)
_NAMES_ITS_PROGRAM = 33  # since 2.33 the loader has --argv0
_LOADED_BY_NAME = "libgcc_s.so.1"  # when a thread ends
_LOADED = re.compile(r"^\t(?:(\S+) => )?(/\S+) \(", re.M)


def folder(files: parts.Tree, code: parts.Tree, into: Path) -> Path:
    """Write `handover-VERSION-linux-MACHINE.tar.gz` to `into`, with the Python this runs on.

    `files` are what is installed in it, `code` the bytecode of those that are source.
    """
    name = f"handover-{parts.version()}-linux-{platform.machine()}"
    made = into / f"{name}.tar.gz"
    archive.tar(made, dict(_files(files, code)), name)
    return made


def _files(files: parts.Tree, code: parts.Tree) -> Iterator[tuple[str, bytes]]:
    lib = f"lib/python{sys.version_info.major}.{sys.version_info.minor}"
    standard = dict(_standard_library())
    # All in one place: distributions have their own mind about where else Python looks.
    for name, data in {**standard, **files}.items():
        if not name.endswith(".py"):
            yield f"{lib}/{name}", data
    for name, data in {**compiled(standard), **code}.items():
        yield f"{lib}/{name}c", data
    executable = Path(sys.executable).resolve()
    extensions = _extensions()
    for path in extensions:
        yield f"{lib}/lib-dynload/{path.name}", _stripped(path)
    libraries = _libraries([executable, *extensions])
    loader = libraries.pop("")
    c_library = {name: libraries["libc.so.6"].with_name(name) for name in _C_LIBRARY}
    libraries[_LOADED_BY_NAME] = libraries["libc.so.6"].with_name(_LOADED_BY_NAME)
    native = {name: path for name, path in libraries.items() if name not in c_library}
    for place, paths in (
        ("glibc", {**c_library, "ld.so": loader}),
        ("native", {**native, "python": executable}),
    ):
        for name, path in paths.items():
            yield f"lib/{place}/{name}", _stripped(path)
    scripts = parts.ROOT / "offline"
    yield "bin/handover", (scripts / "handover.sh").read_bytes()
    text = (scripts / "python3.sh").read_text("utf-8").replace("@LOADER@", str(loader))
    yield "bin/python3", text.replace("@MINOR@", str(_c_library_minor())).encode()


def _c_library_minor() -> int:
    """The version here, after `2.`. ClickException where its loader is not as it has to be."""
    name, version = platform.libc_ver()
    minor = int(version.rpartition(".")[2] or 0)
    if name != "glibc" or minor < _NAMES_ITS_PROGRAM:
        needed = f"glibc 2.{_NAMES_ITS_PROGRAM} or newer"
        raise click.ClickException(f"the folder is built on a system with {needed}")
    return minor


def _standard_library() -> Iterator[tuple[str, bytes]]:
    root = Path(sysconfig.get_path("stdlib"))
    # Into what is left out it does not look: what is installed here has far more files.
    for place, folders, names in os.walk(root):
        folders[:] = sorted(f for f in folders if f not in _LEFT_OUT and f[:7] != "config-")
        for path in (Path(place, name) for name in sorted(names) if name not in _LEFT_OUT):
            yield path.relative_to(root).as_posix(), path.read_bytes()


def _extensions() -> list[Path]:
    """The machine code of the standard library."""
    found = sorted(Path(sysconfig.get_config_var("DESTSHARED")).glob("*.so"))
    return [path for path in found if not _MODULES_LEFT_OUT.match(path.name)]


def _libraries(programs: Iterable[Path]) -> dict[str, Path]:
    """By name, what is loaded for the programs; what loads it has no name."""
    command = ["ldd", *map(str, programs)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return {name: Path(path) for name, path in sorted(_LOADED.findall(told))}


def _stripped(path: Path) -> bytes:
    """The file without what only a debugger reads, where binutils are installed."""
    if shutil.which("strip") is None:
        return path.read_bytes()
    with tempfile.TemporaryDirectory() as place:
        smaller = Path(place) / path.name
        subprocess.run(["strip", "--strip-unneeded", "-o", smaller, path], check=True)
        return smaller.read_bytes()
