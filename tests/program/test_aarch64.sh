#!/usr/bin/env bash
#  The core on another processor: built for aarch64 by a cross compiler, with
#  warnings as errors; the layers up to process are run by an emulator.

. "$(dirname "$0")/lib.sh"
root=$(cd "$(dirname "$0")/../.." && pwd)
prefix=aarch64-linux-gnu
if ! command -v $prefix-gcc >/dev/null; then
    skip_all "no compiler for aarch64 is installed (make aarch64 does it)"
elif [[ ${MODE:-release} != release ]]; then
    skip_all "the sanitizers do not know the emulator"
fi
limit=$((limit * 30))

#  Headers of libraries are the same on both, those of libc come first.
cross_make () {
    run nice env -u MAKEFLAGS -u MAKELEVEL make -s -C "$root" CC=$prefix-gcc AR=$prefix-ar OBJCOPY=$prefix-objcopy \
        BUILD="$work/build" CI=true EXTRA="-idirafter /usr/include" "$@"
}

all_of_the_core_compiles () {
    cross_make "$work/build/libzcluster.a"
    [[ $status == 0 ]] || fail "$(head -n 20 "$work/err")"
    like "$($prefix-readelf -h "$work/build/core/base/arch/context_aarch64.o")" 'Machine: *AArch64'
}

processes_switch_and_crash_on_aarch64 () {
    local built=$work/build/core
    command -v qemu-aarch64 >/dev/null || { echo "skip running it: no qemu-aarch64"; return; }
    run $prefix-gcc -std=gnu11 -g -O2 -Wall -Wextra -Werror -I"$root/core" -I"$root/core/include" -rdynamic \
        "$root/tests/cross/processes.c" "$built"/base/*.o "$built"/base/arch/*.o "$built"/term/*.o "$built"/process/*.o \
        -o "$work/processes" -lpthread -ldl -lm
    [[ $status == 0 ]] || fail "$(head -n 20 "$work/err")"
    run qemu-aarch64 -L /usr/$prefix "$work/processes"
    is "$status" 0
    is "$out" 'registers: kept
null: {:signal, :segv}
abort: {:signal, :abrt}
endless: killed'
}

tests all_of_the_core_compiles \
      processes_switch_and_crash_on_aarch64
