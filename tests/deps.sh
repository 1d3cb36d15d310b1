#!/bin/sh
#  Installs what building and testing needs, if it is not there yet.
#
#  Each need is tried out (a compiler run, a small program linked), so nothing
#  depends on how a package is called or where a library came from; what fails
#  is installed by its Debian or Ubuntu name. When all is there this touches
#  nothing and uses no network. A passed check is remembered in build/, until
#  the compiler changes.
#
#      tests/deps.sh             install what is missing (asks sudo when not root)
#      tests/deps.sh --valgrind  the same with valgrind
#      tests/deps.sh --aarch64   the same with a compiler and an emulator for aarch64
#      tests/deps.sh --network   the same with what the tests of several machines use
#      tests/deps.sh --check     only say what is missing; exit status 1 if something is

set -u
cd "$(dirname "$0")/.." || exit 1
#  What is only wanted now and then: commands, and the packages they come in.
tools=
packages=
case ${1-} in
    --valgrind) tools=valgrind packages=valgrind ;;
    --network)  tools="ip nft" packages="iproute2 nftables" PATH=$PATH:/usr/sbin:/sbin ;;
    --aarch64)  tools="aarch64-linux-gnu-gcc qemu-aarch64"
                packages="gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user" ;;
esac
tools_are_there () {
    for tool in $tools; do
        command -v $tool >/dev/null || return 1
    done
}
stamp=build/deps
CC=${CC:-gcc}
what_is_there () {
    echo "checked with $CC: $(command -v "$CC") $(command -v make) $(command -v pkg-config)"
}
known=$(what_is_there)

[ "${1-}" != --check ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$known" ] &&
    tools_are_there && exit 0

#  Can a program that includes this header be linked with this library?
links () {
    printf '#include <%s>\nint main (void) { return 0; }\n' "$1" |
        "$CC" -x c - -o /dev/null $2 >/dev/null 2>&1
}

#  Package names of what is missing, in one line.
missing () {
    list=
    command -v make >/dev/null || list="$list make"
    command -v pkg-config >/dev/null || list="$list pkg-config"
    if ! command -v "$CC" >/dev/null; then
        case $CC in
            *clang*) list="$list clang" ;;
            *)       list="$list gcc" ;;
        esac
        CC=none
    fi
    links stdio.h ""          || list="$list libc6-dev"
    links zmq.h -lzmq         || list="$list libzmq3-dev"
    links czmq.h -lczmq       || list="$list libczmq-dev"
    links sodium.h -lsodium   || list="$list libsodium-dev"
    links histedit.h -ledit   || list="$list libedit-dev"
    links check.h "-lcheck -lsubunit -lrt -lm -lpthread" || list="$list check libsubunit-dev"
    tools_are_there || list="$list $packages"
    echo $list
}

needed=$(missing)
if [ -z "$needed" ]; then
    mkdir -p build && echo "$known" >"$stamp"
    exit 0
fi
[ "${1-}" = --check ] && { echo "missing: $needed"; exit 1; }

line="apt-get install --no-install-recommends $needed"
if ! command -v apt-get >/dev/null; then
    echo "deps: not found: $needed (names of Debian packages); this system has no apt-get" >&2
    exit 1
fi
if [ "$(id -u)" = 0 ]; then
    as_root=
elif command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
    as_root="sudo"
else
    echo "deps: please ask an administrator for:  $line" >&2
    exit 1
fi

echo "deps: $as_root $line"
install () {
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $needed
}
#  Fresh machines have no package lists, old ones have lists of versions gone.
install || { $as_root apt-get update && install; } || {
    echo "deps: the installation failed; by hand:  $line" >&2
    exit 1
}

CC=${known#checked with }
CC=${CC%%:*}
needed=$(missing)
if [ -n "$needed" ]; then
    echo "deps: installed, but still not usable with $CC: $needed" >&2
    exit 1
fi
mkdir -p build && what_is_there >"$stamp"
