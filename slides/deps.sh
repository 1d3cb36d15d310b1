#!/bin/sh
#  Installs what rendering the slides needs, if it is not there yet: Node.js with npm, and a
#  browser that prints pages. Nothing else of this repository needs them.
#
#      slides/deps.sh            install what is missing (asks sudo when not root)
#      slides/deps.sh --check    only say what is missing; exit status 1 if something is
#      slides/deps.sh --browser  print the path of the browser, exit status 1 without one

set -u
#  What CHROME_PATH says, or the first of these that is there.
browser () {
    for name in ${CHROME_PATH-} chromium chromium-browser google-chrome-stable google-chrome; do
        command -v "$name" && return
    done
    return 1
}
[ "${1-}" = --browser ] && { browser; exit; }

missing () {
    list=
    command -v node >/dev/null || list="$list nodejs"
    command -v npm >/dev/null || list="$list npm"
    browser >/dev/null || list="$list chromium fonts-dejavu-core"
    echo $list
}

needed=$(missing)
[ -z "$needed" ] && exit 0
if [ "${1-}" = --check ]; then
    echo "missing: $needed"
    exit 1
fi
line="apt-get install -y --no-install-recommends $needed"
if ! command -v apt-get >/dev/null; then
    echo "slides: not found: $needed (names of Debian packages); this system has no apt-get" >&2
    exit 1
fi
if [ "$(id -u)" = 0 ]; then
    as_root=
elif command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
    as_root=sudo
else
    echo "slides: please ask an administrator for:  $line" >&2
    exit 1
fi
echo "slides: $as_root $line"
export DEBIAN_FRONTEND=noninteractive
$as_root $line || { $as_root apt-get update && $as_root $line; } || {
    echo "slides: the installation failed; by hand:  $line" >&2
    exit 1
}
needed=$(missing)
[ -z "$needed" ] || { echo "slides: installed, but still not there: $needed" >&2; exit 1; }
