#  zcluster: the library, the program, the tests - see README.md
#
#      make            the library and the program build/bin/zcluster
#      make test       installs what is missing, builds, runs the whole suite
#      make help       the other targets
#
#  Everything built goes to build/. Three modes: MODE=release (the default),
#  asan and tsan, each in build/MODE. CC=clang works everywhere.

MODE     ?= release
BUILD    := build/$(MODE)
PREFIX   ?= /usr/local
CI       ?= false
ifeq ($(origin CC),default)
CC       := gcc
endif

WARN     := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
            -Wconversion -Wvla -Wformat=2 -Wundef -Wnull-dereference -Wswitch-enum \
            $(if $(filter true,$(CI)),-Werror)
INCLUDE  := -Icore/include -Icore
CFLAGS_release := -O2 -g
CFLAGS_asan    := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined
CFLAGS_tsan    := -O1 -g -fsanitize=thread
CFLAGS   := -std=gnu11 $(WARN) $(CFLAGS_$(MODE)) -fPIC -fno-omit-frame-pointer \
            -fstack-clash-protection $(EXTRA) $(INCLUDE)
LIBS     := -lzmq -lczmq -lsodium -lpthread -ldl -lm
CHECK     = $(shell pkg-config --libs check 2>/dev/null || echo -lcheck -lsubunit -lrt)

#  build/bin is where people look for the program; the other builds keep theirs.
BIN      := $(if $(filter build/release,$(BUILD)),build,$(BUILD))/bin

MAIN     := $(wildcard core/shell/zc_main*.c)
CORE     := $(filter-out $(MAIN),$(wildcard $(addprefix core/,$(addsuffix /*.c,\
            base term process dist kernel cluster shell))))
CORE_S   := $(wildcard core/base/arch/*.S)
OBJ      := $(CORE:%.c=$(BUILD)/%.o) $(CORE_S:%.S=$(BUILD)/%.o)
MAIN_OBJ := $(MAIN:%.c=$(BUILD)/%.o)
TESTS    := $(patsubst tests/core/%.c,$(BUILD)/tests/%,$(wildcard tests/core/test_*.c))
SCRIPTS  := $(wildcard tests/program/test_*.sh)
SOURCES  := $(CORE) $(MAIN) $(wildcard tests/core/*.c tests/demo/*.c tests/*.c)

#  Sanitized programs are slower: their time limits are longer.
ZC_TIME_release := 1
ZC_TIME_asan    := 4
ZC_TIME_tsan    := 8
SCALE     = $(if $(filter file,$(origin ZC_TIME)),$(ZC_TIME_$(1)),$(ZC_TIME))
export ZC_TIME  ?= $(ZC_TIME_$(MODE))
export ASAN_OPTIONS ?= detect_leaks=1:detect_stack_use_after_return=0:abort_on_error=0
export LSAN_OPTIONS ?= suppressions=$(CURDIR)/tests/lsan.supp:print_suppressions=0
export TSAN_OPTIONS ?= suppressions=$(CURDIR)/tests/tsan.supp

#  Sub-makes use all cores unless -j was given.
JOBS      = $(if $(filter -j% --jobserver%,$(MAKEFLAGS)),,-j$(shell nproc))

all: lib program build/compile_commands.json
lib: $(BUILD)/libzcluster.a
program: $(BIN)/zcluster
tests: $(TESTS) $(BUILD)/tests/run $(BUILD)/tests/demo

#  ---- compile and link ----------------------------------------------------

#  V=1 shows the commands.
Q        := $(if $(V),,@)
say       = $(if $(V),,@echo '  $(1) $@')

#  Rebuild when compiler or flags change: the file is touched only then.
FLAGS    := $(BUILD)/flags
$(shell mkdir -p $(BUILD); echo '$(CC) $(CFLAGS) $(LIBS)' | cmp -s - $(FLAGS) || \
    echo '$(CC) $(CFLAGS) $(LIBS)' >$(FLAGS))

$(BUILD)/libzcluster.a: $(OBJ)
	@rm -f $@
	$(call say,AR)
	$(Q)ar rcs $@ $^

$(BUILD)/%.o: %.c $(FLAGS)
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CFLAGS) -MMD -MP -c $< -o $@

$(BUILD)/%.o: %.S $(FLAGS)
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) -c $< -o $@

#  -rdynamic: a crash report can then name the functions of the program.
$(BIN)/zcluster: $(MAIN_OBJ) $(BUILD)/libzcluster.a
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CFLAGS) $(MAIN_OBJ) -o $@ -rdynamic $(BUILD)/libzcluster.a $(LIBS)

$(BUILD)/tests/%: tests/core/%.c $(BUILD)/libzcluster.a
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CFLAGS) -MMD -MP -MF $@.d -MT $@ $< -o $@ -rdynamic $(BUILD)/libzcluster.a \
	    $(CHECK) $(LIBS)

$(BUILD)/tests/demo: $(wildcard tests/demo/*.c) $(BUILD)/libzcluster.a
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CFLAGS) -Itests/demo -MMD -MP -MF $@.d -MT $@ $(filter %.c,$^) -o $@ -rdynamic \
	    $(BUILD)/libzcluster.a $(LIBS)

#  The runner of the suite: without the library, and never sanitized.
$(BUILD)/tests/run: tests/run.c $(FLAGS)
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) -std=gnu11 $(WARN) -O1 -g $< -o $@

#  For editors and clang-tidy: what the compiler is called with, file by file.
build/compile_commands.json: $(SOURCES) $(FLAGS)
	@for file in $(SOURCES); do \
	    printf '%s{"directory": "%s", "file": "%s", "command": "%s"}' "$$comma" '$(CURDIR)' \
	        "$$file" '$(CC) $(CFLAGS) -Itests/core -Itests/demo -c '"$$file"; comma=',\n'; \
	done | sed '1s/^/[\n/; $$s/$$/\n]\n/; s/\\n/\n/g' >$@

#  ---- run -----------------------------------------------------------------

deps:
	@CC='$(CC)' sh tests/deps.sh

#  make test ONLY="test_term test_options" runs just these programs.
test: deps
	@$(MAKE) --no-print-directory $(JOBS) MODE=$(MODE) BUILD=$(BUILD) program tests
	@ZCLUSTER='$(CURDIR)/$(BIN)/zcluster' MODE=$(MODE) BUILD=$(BUILD) CC='$(CC)' $(BUILD)/tests/run \
	    $(if $(ONLY),$(foreach name,$(ONLY),$(filter %/$(name) %/$(name).sh,$(TESTS) $(SCRIPTS))),\
	    $(TESTS) $(SCRIPTS))

asan:
	@$(MAKE) --no-print-directory MODE=asan BUILD=build/asan ZC_TIME=$(call SCALE,asan) test

tsan:
	@$(MAKE) --no-print-directory MODE=tsan BUILD=build/tsan ZC_TIME=$(call SCALE,tsan) test

demo: deps
	@$(MAKE) --no-print-directory $(JOBS) MODE=$(MODE) BUILD=$(BUILD) program $(BUILD)/tests/demo
	@$(BUILD)/tests/demo $(BIN)/zcluster

#  ---- the look and the tools ----------------------------------------------

STYLED   := $(wildcard core/*/*.[ch] tests/*.c tests/*/*.[ch])

#  cppcheck 2.10 cannot read _Generic (so it is replaced), nor follow a pointer
#  through a function that fills what it points to (uninitvar; compilers can), nor
#  tell that a function of ours does not return (nullPointerRedundantCheck); and
#  the linker's section ends are meant to be compared (comparePointers).
CPPCHECK := cppcheck --quiet --std=c11 --language=c --enable=warning,performance,portability \
            --error-exitcode=1 --inline-suppr $(INCLUDE) '-D__has_include(x)=0' '-D_Generic(...)=zc_arg_int' \
            --suppress=missingIncludeSystem --suppress=uninitvar \
            --suppress=nullPointerRedundantCheck --suppress=comparePointers

#  make -k lint goes on to the next tool after one complained.
lint: lint-format lint-tidy lint-cppcheck
lint-format:
	@$(call needs,clang-format)
	@tests/format.sh $(STYLED)
lint-tidy: build/compile_commands.json
	@$(call needs,clang-tidy)
	@printf '%s\n' $(CORE) $(MAIN) | xargs -P2 -n8 clang-tidy --quiet -p build 2>/dev/null
lint-cppcheck:
	@$(call needs,cppcheck)
	@$(CPPCHECK) $(CORE) $(MAIN)
needs     = command -v $(1) >/dev/null || { echo "make lint needs $(1): apt-get install $(1)"; exit 1; }

#  ---- install, clean, help ------------------------------------------------

install: lib program
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/lib/pkgconfig \
	    $(DESTDIR)$(PREFIX)/include/zcluster
	install -m 755 $(BIN)/zcluster $(DESTDIR)$(PREFIX)/bin/
	install -m 644 $(BUILD)/libzcluster.a $(DESTDIR)$(PREFIX)/lib/
	install -m 644 core/include/*.h $(DESTDIR)$(PREFIX)/include/zcluster/
	printf '%s\n' 'prefix=$(PREFIX)' '' 'Name: zcluster' \
	    'Description: Erlang-style clusters in C' 'Version: $(VERSION)' \
	    'Cflags: -I$${prefix}/include/zcluster' 'Libs: -L$${prefix}/lib -lzcluster $(LIBS)' \
	    >$(DESTDIR)$(PREFIX)/lib/pkgconfig/zcluster.pc

VERSION   = $(shell sed -n 's/.*VERSION_TEXT "\(.*\)"/\1/p' core/include/zcluster.h)

clean:
	rm -rf build

help:
	@printf '%s\n' \
	    'make                  library and program (build/bin/zcluster)' \
	    'make test             the whole suite; installs what is missing first' \
	    '                      ONLY="test_term …"  just these; ZC_TIME=3  slow machine' \
	    'make asan, make tsan  the suite under the sanitizers' \
	    'make demo             three nodes, a walk through what they can do' \
	    'make deps             only install what is missing' \
	    'make lint             style and static analysis' \
	    'make install          to PREFIX (/usr/local), under DESTDIR if given' \
	    'make clean            remove build/' \
	    'With each: CC=clang, MODE=release|asan|tsan, BUILD=folder, CI=true (warnings are errors)'

-include $(OBJ:.o=.d) $(MAIN_OBJ:.o=.d) $(TESTS:=.d) $(BUILD)/tests/demo.d
.PHONY: all lib program tests deps test asan tsan demo install lint lint-format lint-tidy \
        lint-cppcheck clean help
.DELETE_ON_ERROR:
