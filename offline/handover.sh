#!/bin/sh
# Runs the program with the Python beside it; a link to this file from elsewhere does as well.
self=$(readlink -f "$0")
exec "${self%/*}/python3" -m workbench "$@"
