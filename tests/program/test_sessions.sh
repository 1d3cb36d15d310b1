#!/usr/bin/env bash
#  The sessions of the course notes, typed at shells on terminals of their own
#  (tests/shell/play.c): what is printed is what is printed there.

. "$(dirname "$0")/lib.sh"

root=$(cd "$(dirname "$0")/../.." && pwd)
play=$root/${BUILD:-build/release}/tests/play
export HOME=$work TMPDIR=$work
cd "$work" || exit 1
"$play" "$ZCLUSTER" "$root"/tests/shell/*.session
