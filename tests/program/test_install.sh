#!/usr/bin/env bash
#  `make install` gives others what they need to build a program of their own.

root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
echo 1..2

#  The build this suite runs from, whatever mode it is.
env -u MAKEFLAGS -u MAKELEVEL make -s -C "$root" MODE="${MODE:-release}" BUILD="${BUILD:-build/release}" \
    CC="${CC:-gcc}" CI="${CI:-false}" PREFIX=/opt/zc DESTDIR="$work" install >"$work/log" 2>&1
for file in bin/zcluster lib/libzcluster.a include/zcluster/zcluster.h lib/pkgconfig/zcluster.pc; do
    [[ -f $work/opt/zc/$file ]] || { echo "not ok 1 - $file was not installed"; cat "$work/log"; exit 1; }
done
echo "ok 1 - the library, its headers, the program and the pkg-config file are installed"

cat >"$work/hello.c" <<'C'
#include <zcluster.h>
static void s_main (void *arg) { (void) arg; zc_io_format ("hello from %s", zc_node_self ()); }
int main (void)
{
    zc_node_t *node = zc_node_new (NULL, NULL);
    int status = zc_run (node, s_main, NULL);
    zc_node_destroy (&node);
    return status;
}
C
flags=$(PKG_CONFIG_PATH=$work/opt/zc/lib/pkgconfig PKG_CONFIG_SYSROOT_DIR=$work pkg-config --cflags --libs zcluster)
case ${MODE:-release} in
    asan) flags="-fsanitize=address,undefined $flags" ;;
    tsan) flags="-fsanitize=thread $flags" ;;
esac
if "${CC:-gcc}" "$work/hello.c" -o "$work/hello" $flags && [[ $("$work/hello") == "hello from nonode@nohost" ]]; then
    echo "ok 2 - a program built with pkg-config runs a node"
else
    echo "not ok 2 - a program cannot be built or run with: $flags"
    exit 1
fi
