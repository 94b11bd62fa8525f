"""Builds what is carried to hosts without internet: `python -m offline --help`."""

from __future__ import annotations

import sys
from functools import cache, partial
from pathlib import Path

import click

from offline import archive, parts
from offline.compiled import compiled
from offline.folder import folder
from offline.single import single_file
from offline.wheelhouse import wheelhouse

FORMS = ("file", "folder", "wheelhouse")


@click.command("python -m offline")
@click.argument("forms", nargs=-1, type=click.Choice(FORMS))
@click.option("--python", default=sys.executable, help="The file is quickest with this Python.")
@click.option("--into", type=click.Path(path_type=Path), default=parts.ROOT / "dist",
              help="Where to; dist in the clone unless given.")  # fmt: skip
def main(forms: tuple[str, ...], python: str, into: Path) -> None:
    """Build these forms, or all, with a file SHA256SUMS.

    \b
    file        one file for hosts with Python 3.11 or newer
    folder      a folder with a Python inside, for Linux on this kind of processor
    wheelhouse  wheels with hashes and an installer; fetched from the package index
    """
    into.mkdir(parents=True, exist_ok=True)
    wheel = parts.wheel(into)
    files = parts.tree(wheel)
    code = cache(partial(compiled, files))
    for form in forms or FORMS:
        if form == "file":
            made = single_file(files, code(python), into)
        elif form == "folder":
            made = folder(files, code(sys.executable), into)
        else:
            made = wheelhouse(wheel, into)
        print(made, flush=True)
    carried = sorted(p for p in into.iterdir() if p.is_file() and p.name != archive.SUMS)
    (into / archive.SUMS).write_bytes(archive.sums({p.name: p.read_bytes() for p in carried}))


if __name__ == "__main__":
    main()
