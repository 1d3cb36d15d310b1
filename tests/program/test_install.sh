#!/usr/bin/env bash
#  `make install` gives others what they need to build a program of their own:
#  the programs in outside/ are built against the installed copy, outside of the
#  tree, and do there what they do in it.

. "$(dirname "$0")/lib.sh"
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
prefix=$work/usr/local
cxx=$(for compiler in g++ clang++; do command -v $compiler; done)
export PKG_CONFIG_PATH=$prefix/lib/pkgconfig PKG_CONFIG_SYSROOT_DIR=$work
case ${MODE:-release} in
    asan) sanitize="-fsanitize=address,undefined" ;;
    tsan) sanitize="-fsanitize=thread" ;;
    *)    sanitize= ;;
esac

#  The build this suite runs from, whatever mode it is.
in_tree () {
    env -u MAKEFLAGS -u MAKELEVEL make -s -C "$root" MODE="${MODE:-release}" BUILD="${BUILD:-build/release}" \
        CC="${CC:-gcc}" CI="${CI:-false}" PREFIX=/usr/local DESTDIR="$work" "$@" >"$work/make.log" 2>&1 ||
        fail "make $*" "$(<"$work/make.log")"
}

#  build COMPILER SOURCE FLAG…: "$work/pond", from a copy of the source.
build () {
    local compiler=$1 source=$2
    shift 2
    cp "$here/outside/$source" "$work/"
    (cd "$work" && "$compiler" -g -rdynamic -Wall -Wextra -Werror $sanitize "$source" -o pond "$@") >"$work/build.log" 2>&1 ||
        fail "$compiler $source $*" "$(head -n 20 "$work/build.log")"
}

what_pond_prints='{:quacked, 3}
1
divide: {:signal, :fpe, "s_divide (pond.c:N)"}
overflow: {:signal, :stack_overflow, "s_overflow (pond.c:N)"}
nonsense: {:signal, :segv, "s_give_nonsense (pond.c:N)"}
endless: killed, nothing remains'

pond_runs () {
    run "$work/pond"
    is "$status" 0
    is "$(sed 's/\.c:[0-9]*/.c:N/' <<<"$out")" "$1"
}

all_is_installed_under_the_prefix () {
    local file
    in_tree install
    for file in bin/zcluster lib/libzcluster.a include/zcluster/zcluster.h lib/pkgconfig/zcluster.pc; do
        [[ -f $prefix/$file ]] || fail "$file was not installed"
    done
    is "$(readlink "$prefix/lib/libzcluster.so") $(readlink "$prefix/lib/libzcluster.so.0")" \
       "libzcluster.so.0 libzcluster.so.$(pkg-config --modversion zcluster)"
    like "$(readelf -d "$prefix/lib/libzcluster.so")" 'SONAME.*\[libzcluster\.so\.0\]'
    is "$("$prefix/bin/zcluster" --version | tr -d '\n')" "zcluster $(pkg-config --modversion zcluster)"
}

#  What a header declares is found as the compiler reads it, without comments.
the_shared_library_exports_what_the_headers_declare () {
    local library=$prefix/lib/libzcluster.so
    echo '#include <zcluster.h>' | "${CC:-gcc}" -E -P -x c - $(pkg-config --cflags zcluster) >"$work/all.h"
    tr -s '\n' ' ' <"$work/all.h" | sed 's/static inline [^{;]*\(;\|{[^}]*}\)//g' | tr ';' '\n' |
        grep -oE '^[^(]*\bzc_[a-z0-9_]+ \(' | grep -v typedef | grep -oE 'zc_[a-z0-9_]+ \($' | tr -d ' (' | sort -u >"$work/declared"
    nm -D --defined-only "$library" | sed 's/.* //' | sort -u >"$work/exported"
    [[ $(wc -l <"$work/declared") -gt 90 ]] || fail "only $(wc -l <"$work/declared") functions are declared"
    is "$(comm -23 "$work/declared" "$work/exported")" ""       #  declared, not exported
    [[ $sanitize ]] || is "$(comm -13 "$work/declared" "$work/exported")" ""
}

a_program_runs_with_the_shared_library () {
    is "$(pkg-config --libs zcluster | tr -d ' ')" "-L$prefix/lib-lzcluster"
    build "${CC:-gcc}" pond.c $(pkg-config --cflags --libs zcluster)
    like "$(readelf -d "$work/pond")" 'NEEDED.*\[libzcluster\.so\.0\]'
    LD_LIBRARY_PATH=$prefix/lib pond_runs "$what_pond_prints"
}

a_program_runs_with_the_static_library () {
    build "${CC:-gcc}" pond.c \
        $(pkg-config --static --cflags --libs zcluster | sed 's/-lzcluster/-l:libzcluster.a/')
    grep -q libzcluster <<<"$(readelf -d "$work/pond")" && fail "the shared library is needed"
    pond_runs "$what_pond_prints"
}

every_header_stands_alone_in_c_and_in_cplusplus () {
    local header compiler
    for header in "$prefix"/include/zcluster/*.h; do
        for compiler in "${CC:-gcc} -std=gnu11 -x c" ${cxx:+$(printf '%s#-std=c++17#-x#c++\n' $cxx)}; do
            echo "#include <${header##*/}>" | ${compiler//#/ } -Wall -Wextra -Werror -fsyntax-only \
                $(pkg-config --cflags zcluster) - 2>"$work/err" || fail "${compiler//#/ }: ${header##*/}" "$(head -n 20 "$work/err")"
        done
    done
}

a_cplusplus_program_runs () {
    local compiler
    [[ $cxx ]] || echo "skip: no C++ compiler is installed"
    for compiler in $cxx; do
        #  One kind of sanitizer's run-time library in a program
        [[ $sanitize && $compiler == *clang++ && ${CC:-gcc} != *clang* ]] && continue
        [[ $sanitize && $compiler != *clang++ && ${CC:-gcc} == *clang* ]] && continue
        build "$compiler" pond.cc -std=c++17 $(pkg-config --cflags --libs zcluster)
        #  An uncaught exception is never given back: that leak is meant
        ASAN_OPTIONS=detect_leaks=0 LD_LIBRARY_PATH=$prefix/lib pond_runs 'all kinds: in and out
sum: 5
{:quacked, 3}
exception: {:shutdown, :caught}
uncaught: aborted'
    done
}

the_commands_of_the_readme_build_its_example () {
    local number command
    block "$root/README.md" c 1 >"$work/duck.c"
    gcc () { command "${CC:-gcc}" $sanitize "$@"; }
    for number in 2 3; do
        command=$(block "$root/README.md" bash $number | grep '^gcc')
        rm -f "$work/duck"
        (cd "$work" && eval "$command") >"$work/build.log" 2>&1 || fail "$command" "$(head -n 20 "$work/build.log")"
        LD_LIBRARY_PATH=$prefix/lib run "$work/duck"
        is "$out" "$(block "$root/README.md" console 2 | grep -v '^\$')"
    done
}

uninstall_leaves_nothing () {
    in_tree uninstall
    is "$(find "$prefix" ! -type d)" ""
}

tests all_is_installed_under_the_prefix \
      the_shared_library_exports_what_the_headers_declare \
      a_program_runs_with_the_shared_library \
      a_program_runs_with_the_static_library \
      every_header_stands_alone_in_c_and_in_cplusplus \
      a_cplusplus_program_runs \
      the_commands_of_the_readme_build_its_example \
      uninstall_leaves_nothing
