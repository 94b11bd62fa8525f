#!/bin/sh
# Installs the wheels beside it for the user who runs it, without network.
#
#   ./install.sh                 into ~/.local/lib/handover-workbench, with ~/.local/bin/handover
#   ./install.sh FOLDER [BIN]    into FOLDER/VERSION, with the link BIN/handover
#   PYTHON=python3.12 ./install.sh
set -eu
umask 022
cd "$(dirname "$(readlink -f "$0")")"
into=${1:-$HOME/.local/lib/handover-workbench}
bin=${2:-${1:+$1/bin}}
bin=${bin:-$HOME/.local/bin}

refuse() {
    echo "install.sh: $1" >&2
    exit 70
}

sha256sum --quiet -c SHA256SUMS || refuse "a file is not as it was packed; fetch the archive again"
for python in ${PYTHON:-python3.14 python3.13 python3.12 python3.11 python3}; do
    "$python" -c 'import sys, sqlite3; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break
    python=
done
[ -n "$python" ] || refuse "handover needs Python 3.11 or newer; name one with PYTHON=, or take the folder that has one inside"

version=$(sed -n 's/^handover-workbench==\([^ ]*\).*/\1/p' requirements.txt)
place=$into/$version
[ ! -e "$place" ] || refuse "$place is there already; remove it first to install it anew"
mkdir -p "$into" "$bin"
trap 'rm -rf "$place"' EXIT
"$python" -m venv --without-pip "$place"
"$place/bin/python" "$(echo wheels/pip-*.whl)/pip" install --quiet --disable-pip-version-check \
    --no-cache-dir --no-index --find-links wheels --require-hashes -r requirements.txt
"$place/bin/python" -m workbench --version
cp SHA256SUMS "$place/"
trap - EXIT
if ! "$place/bin/handover" --version >/dev/null 2>&1; then
    echo "nothing in $place may be run; start it with: $place/bin/python -m workbench"
    exit
fi
ln -sfn "$place/bin/handover" "$bin/handover"
echo "$bin/handover"
