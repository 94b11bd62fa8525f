"""Builds what is carried to hosts without internet: `python -m offline --help`."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from offline import archive, parts
from offline.compiled import compiled, kind
from offline.folder import folder
from offline.single import single_file
from offline.wheelhouse import wheelhouse

FORMS = ("file", "folder", "wheelhouse")


@click.command("python -m offline")
@click.argument("forms", nargs=-1, type=click.Choice(FORMS))
@click.option("--python", "pythons", multiple=True, metavar="PYTHON",
              help="One more file, quickest with this Python.")  # fmt: skip
@click.option("--into", type=click.Path(path_type=Path), default=parts.ROOT / "dist",
              help="Where to; dist in the clone unless given.")  # fmt: skip
def main(forms: tuple[str, ...], pythons: tuple[str, ...], into: Path) -> None:
    """Build these forms, or all, with a file SHA256SUMS.

    \b
    file        one file for hosts with Python 3.11 or newer
    folder      a folder with a Python inside, for Linux on this kind of processor
    wheelhouse  wheels with hashes and an installer; fetched from the package index
    """
    for python in pythons:
        if shutil.which(python) is None:
            raise click.BadParameter(f"there is no {python} here", param_hint="--python")
    into.mkdir(parents=True, exist_ok=True)
    wheel = parts.wheel(into)
    files = parts.tree(wheel)
    code = compiled(files)
    for form in forms or FORMS:
        if form == "folder":
            print(folder(files, code, into), flush=True)
        elif form == "wheelhouse":
            print(wheelhouse(wheel, into), flush=True)
        else:
            print(single_file(files, code, into), flush=True)
            for python in pythons:
                theirs = compiled(files, python)
                print(single_file(files, theirs, into, kind(python)), flush=True)
    carried = sorted(p for p in into.iterdir() if p.is_file() and p.name != archive.SUMS)
    (into / archive.SUMS).write_bytes(archive.sums({p.name: p.read_bytes() for p in carried}))


if __name__ == "__main__":
    main()
