#!/bin/sh
# Installs the wheels beside it for the user who runs it, without network.
#
#   sh install.sh                into ~/.local/lib/handover-workbench, with ~/.local/bin/handover
#   sh install.sh FOLDER [BIN]    into FOLDER/VERSION, with the link BIN/handover
#   PYTHON=python3.12 sh install.sh
set -eu
umask 022
shared=${1:+$(readlink -m "$1")}
into=${shared:-$HOME/.local/lib/handover-workbench}
bin=${shared:-$HOME/.local}/bin
[ -z "${2:-}" ] || bin=$(readlink -m "$2")
cd "$(dirname "$(readlink -f "$0")")"

refuse() {
    echo "install.sh: $1" >&2
    exit 70
}

sha256sum --quiet -c SHA256SUMS || refuse "a file is not as it was packed; fetch the archive again"
# Every Python that may do, the newest first; one may hide another of its name on the path.
pythons() {
    if [ -n "${PYTHON:-}" ]; then
        command -v "$PYTHON" || refuse "there is no $PYTHON here"
        return
    fi
    for name in python3.14 python3.13 python3.12 python3.11 python3; do
        (IFS=: && for folder in $PATH; do [ ! -x "$folder/$name" ] || echo "$folder/$name"; done)
    done
}
# Ends with 0, with 3 where all reach the place but not this Python, with 1 where it is too old.
fits='
import os, sqlite3, sys
from pathlib import Path
def for_all(path):
    ways = (way for end in (path.absolute(), path.resolve()) for way in (end, *end.parents))
    return all(way.stat().st_mode & 1 for way in ways if way.exists())
if sys.version_info < (3, 11):
    sys.exit(1)
if sys.argv[1] and for_all(Path(sys.argv[1])):
    sys.exit(0 if for_all(Path(sys.executable)) and for_all(Path(os.__file__).parent) else 3)
'
private=
found=$(pythons)
IFS='
'
for python in $found; do
    "$python" -I -c "$fits" "$shared" 2>/dev/null && break
    [ $? != 3 ] || private=$python
    python=
done
unset IFS
[ -n "${python:-$private}" ] || refuse "handover needs Python 3.11 or newer; name one with PYTHON=, or take the folder that has one inside"
[ -n "${python:-}" ] || refuse "others cannot run $private; name a Python that all can run with PYTHON=, or take the folder that has one inside"

version=$(sed -n 's/^handover-workbench==\([^ ]*\).*/\1/p' requirements.txt)
place=$into/$version
[ ! -e "$place" ] || refuse "$place is there already; remove it first to install it anew"
mkdir -p "$into" "$bin"
trap 'rm -rf "$place"' EXIT
trap 'exit 130' HUP INT TERM
"$python" -I -m venv --without-pip "$place"
# No settings of the host's pip: they could name other places, or install somewhere else.
PIP_CONFIG_FILE=/dev/null "$place/bin/python" -I "$(echo wheels/pip-*.whl)/pip" install --isolated \
    --quiet --disable-pip-version-check --no-cache-dir --no-index --find-links wheels --require-hashes -r requirements.txt
"$place/bin/python" -I -m workbench --version
cp SHA256SUMS "$place/"
trap - EXIT HUP INT TERM
if ! "$place/bin/handover" --version >/dev/null 2>&1; then
    echo "nothing in $place may be run; start it with: $place/bin/python -m workbench"
    exit
fi
ln -sfn "$place/bin/handover" "$bin/handover"
echo "$bin/handover"
