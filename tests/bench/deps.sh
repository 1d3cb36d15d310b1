#!/bin/sh
#  Installs what the benchmarks compare with, if it is not there yet:
#  Debian's Erlang/OTP with its ssl application, and openssl for a certificate.
#
#      tests/bench/deps.sh     install what is missing (asks sudo when not root)

set -u
needed=
command -v erl >/dev/null && command -v erlc >/dev/null && command -v epmd >/dev/null ||
    needed="$needed erlang-base"
erl -noshell -noinput -eval \
    'halt (case code:lib_dir (ssl) of {error, _} -> 1; _ -> 0 end).' >/dev/null 2>&1 ||
    needed="$needed erlang-ssl"
command -v openssl >/dev/null || needed="$needed openssl"
[ -z "$needed" ] && exit 0

line="apt-get install -y --no-install-recommends$needed"
if ! command -v apt-get >/dev/null; then
    echo "bench-deps: not found:$needed (names of Debian packages); no apt-get here" >&2
    exit 1
fi
as_root=
[ "$(id -u)" = 0 ] || as_root=sudo
echo "bench-deps: $as_root $line"
export DEBIAN_FRONTEND=noninteractive
$as_root $line || { $as_root apt-get update && $as_root $line; }
