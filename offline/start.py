# -*- coding: utf-8 -*-
"""What Python runs first of the single file; an older one must be able to read it, too."""

import os
import subprocess
import sys

OLDEST = (3, 11)
NEWEST = 20
_WORDS = {
    "en": "handover needs Python %d.%d or newer, and this is %d.%d; install a newer one beside it, "
    "or take the folder that has one inside\n",
    "zh": "handover 需要 Python %d.%d 或更新的版本，当前是 %d.%d；请另装一个较新的版本，"
    "或改用自带 Python 的文件夹\n",
}


def newer():  # type: () -> str | None
    """The newest Python on the path that starts, by its name."""
    with open(os.devnull, "r+") as nothing:
        for minor in range(NEWEST, OLDEST[1] - 1, -1):
            name = "python3.%d" % minor
            try:
                if not subprocess.call(
                    [name, "-c", "import sqlite3"], stdout=nothing, stderr=nothing
                ):
                    return name
            except OSError:
                pass
    return None


def refusal():  # type: () -> bytes
    """Why this Python will not do, in the user's language."""
    named = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    lang = "zh" if next((n for n in named if n), "").startswith("zh") else "en"
    words = _WORDS[lang] % (OLDEST + tuple(sys.version_info[:2]))
    return words if isinstance(words, bytes) else words.encode("utf-8")


def main():  # type: () -> None
    if sys.version_info < OLDEST:
        found = newer()
        if found is not None:
            os.execvp(found, [found] + sys.argv)
        os.write(2, refusal())
        sys.exit(70)
    # What is imported later comes from this file too, when a link to it has moved to the next.
    sys.path[0] = os.path.realpath(os.path.dirname(__file__))
    from workbench.cli import main

    main()


if __name__ == "__main__":
    main()
