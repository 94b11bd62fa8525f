#!/bin/sh
# Runs the Python in this folder with the newer C library of two: the host's or the one in here.
lib=${0%/*}/../lib
loader=$lib/glibc/ld.so
path=$lib/native:$lib/glibc
host=$(getconf GNU_LIBC_VERSION 2>/dev/null)
if [ "${host#glibc 2.}" -ge @MINOR@ ] 2>/dev/null && [ -x @LOADER@ ]; then
    loader=@LOADER@
    path=$lib/native
fi
exec "$loader" --library-path "$path" --argv0 "$0" "$lib/native/python" -I -S "$@"
