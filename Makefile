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
OBJCOPY  ?= objcopy

WARN     := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
            -Wconversion -Wvla -Wformat=2 -Wundef -Wnull-dereference -Wswitch-enum \
            $(if $(filter true,$(CI)),-Werror)
INCLUDE  := -Icore/include -Icore
CFLAGS_release := -O2 -g
CFLAGS_asan    := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined
CFLAGS_tsan    := -O1 -g -fsanitize=thread
#  initial-exec: the crash handler asks who is calling, and may not allocate that.
CFLAGS   := -std=gnu11 $(WARN) $(CFLAGS_$(MODE)) -fPIC -fno-omit-frame-pointer \
            -fstack-clash-protection -fno-plt -fno-semantic-interposition \
            -ftls-model=initial-exec $(EXTRA) $(INCLUDE)
LIBS     := -Wl,--as-needed -lzmq -lczmq -lsodium -lpthread -ldl -lm
EDIT     := -ledit
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
FUZZERS  := $(patsubst tests/fuzz/fuzz_%.c,%,$(filter-out %_main.c,$(wildcard tests/fuzz/fuzz_*.c)))
TESTS    += $(FUZZERS:%=$(BUILD)/tests/fuzz_%)
EXAMPLES := $(patsubst tests/examples/%.c,$(BUILD)/examples/%,$(wildcard tests/examples/*.c))
SCRIPTS  := $(wildcard tests/program/test_*.sh)
#  What is looked at by tools. Of the exercises' masters, which are not C yet, the answers.
SOURCES  := $(CORE) $(MAIN) $(wildcard tests/*.c tests/*/*.c tests/program/outside/*.c \
            tests/exercises/*/drive_*.c tests/exercises/*/grade_*.c chapters/*/*.c solutions/*/*.c)
#  Students' own files, which editors are told of as well.
YOURS    := $(wildcard exercises/*/*.c)

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

all: lib program chapters build/compile_commands.json
lib: $(BUILD)/libzcluster.a $(BUILD)/libzcluster.so
program: $(BIN)/zcluster
tests: $(TESTS) $(BUILD)/tests/run $(BUILD)/tests/play $(BUILD)/tests/demo $(BUILD)/tests/sim $(EXAMPLES)

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
	$(Q)$(AR) rcs $@ $^

#  What the shared library exports: the names that the public headers speak of.
#  The inner functions have the same prefix, and stay inside.
$(BUILD)/libzcluster.map: $(wildcard core/include/*.h)
	@{ echo '{ global:'; grep -oh '\bzc_[a-z0-9_]*' $^ | sort -u | sed 's/$$/;/'; \
	    echo 'local: *; };'; } >$@

VERSION  := $(shell sed -n 's/.*VERSION_TEXT "\(.*\)"/\1/p' core/include/zcluster.h)
SONAME   := libzcluster.so.$(firstword $(subst ., ,$(VERSION)))
$(BUILD)/libzcluster.so: $(OBJ) $(BUILD)/libzcluster.map
	$(call say,LD)
	$(Q)$(CC) $(CFLAGS) -shared -Wl,-soname,$(SONAME) -Wl,-Bsymbolic-functions \
	    -Wl,--version-script=$(BUILD)/libzcluster.map $(OBJ) -o $@ $(LIBS)

#  The library's code stands in a section of its own, so that a crash or a kill
#  can tell it from the user's (zc_crash.c).
OWN       = $(OBJCOPY) --rename-section .text=zc_text --rename-section .text.unlikely=zc_text

$(BUILD)/%.o: %.c $(FLAGS)
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CFLAGS) -MMD -MP -c $< -o $@
	$(Q)$(if $(filter core/shell/zc_main%,$<),,$(OWN) $@)

#  The texts of the shell's help, and of `use`, are part of the library, the files of
#  zcluster new of the program.
$(BUILD)/core/shell/zc_help.o: $(wildcard core/shell/help/*.txt)
$(BUILD)/core/shell/zc_script_use.o: $(wildcard core/shell/use/*.ex)
$(BUILD)/core/shell/zc_main_new.o: $(wildcard core/shell/new/* core/shell/new/*/* core/shell/new/*/*/*)

$(BUILD)/%.o: %.S $(FLAGS)
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) -c $< -o $@

#  -rdynamic: a crash report can then name the functions of the program, and modules
#  that are loaded find those of the library, of which nothing may be left out then.
WHOLE    := -rdynamic -Wl,--whole-archive $(BUILD)/libzcluster.a -Wl,--no-whole-archive
$(BIN)/zcluster: $(MAIN_OBJ) $(BUILD)/libzcluster.a
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CFLAGS) $(MAIN_OBJ) -o $@ $(WHOLE) $(LIBS) $(EDIT)

$(BUILD)/tests/%: tests/core/%.c $(BUILD)/libzcluster.a
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CFLAGS) -MMD -MP -MF $@.d -MT $@ $< -o $@ \
	    $(if $(foreach name,code eval help script shell,$(findstring /test_$(name),$@)),$(WHOLE),-rdynamic $(BUILD)/libzcluster.a) \
	    $(CHECK) $(LIBS)

$(BUILD)/tests/demo: $(wildcard tests/demo/*.[ch]) $(BUILD)/libzcluster.a
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CFLAGS) -Itests/demo $(filter %.c,$^) -o $@ $(WHOLE) $(LIBS)

#  Fuzz targets with the kept inputs; make fuzz has them with libFuzzer.
$(BUILD)/tests/fuzz_%: tests/fuzz/fuzz_%.c tests/fuzz/fuzz_main.c $(BUILD)/libzcluster.a
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CFLAGS) -MMD -MP -MF $@.d -MT $@ $(filter %.c,$^) -o $@ \
	    $(if $(findstring /fuzz_eval,$@),$(WHOLE),$(BUILD)/libzcluster.a) $(LIBS)

#  The simulator. Its bugs on purpose are put before functions of the library by
#  the linker: see tests/sim/zs_plant.c.
SIM      := $(wildcard tests/sim/*.c)
SIM_WRAP := $(shell sed -n 's/^__wrap_\([a-z_]*\).*/-Wl,--wrap=\1/p' tests/sim/zs_plant.c)
$(BUILD)/tests/sim: $(wildcard tests/sim/*.[ch]) $(BUILD)/libzcluster.a
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CFLAGS) $(SIM) -o $@ -rdynamic $(SIM_WRAP) $(BUILD)/libzcluster.a $(LIBS)

#  The runner of the suite: without the library, and never sanitized.
$(BUILD)/tests/run: tests/run.c $(FLAGS)
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) -std=gnu11 $(WARN) -O1 -g $< -o $@

#  Plays sessions of shells; as above.
$(BUILD)/tests/play: tests/shell/play.c $(FLAGS)
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) -std=gnu11 $(WARN) -O1 -g $< -o $@ -lutil

#  For editors and clang-tidy: what the compiler is called with, file by file.
build/compile_commands.json: $(SOURCES) $(YOURS) $(FLAGS)
	@for file in $(SOURCES) $(YOURS); do \
	    case $$file in tests/grade/*|*/grade_*) gnu=-D_GNU_SOURCE ;; *) gnu= ;; esac; \
	    printf '%s{"directory": "%s", "file": "%s", "command": "%s"}' "$$comma" '$(CURDIR)' "$$file" \
	        '$(CC) $(CFLAGS) -Itests/core -Itests/demo -Itests/grade '"$$gnu -c $$file"; comma=',\n'; \
	done | sed '1s/^/[\n/; $$s/$$/\n]\n/; s/\\n/\n/g' >$@

#  ---- run -----------------------------------------------------------------

deps:
	@CC='$(CC)' sh tests/deps.sh

#  make test ONLY="test_term test_options" runs just these programs.
test: deps
	@$(MAKE) --no-print-directory $(JOBS) MODE=$(MODE) BUILD=$(BUILD) program tests chapters
	@$(if $(filter tsan,$(MODE)),,$(MAKE) --no-print-directory $(JOBS) $(GRADE)/ready $(GRADE)/library)
	@ZCLUSTER='$(CURDIR)/$(BIN)/zcluster' MODE=$(MODE) BUILD=$(BUILD) CC='$(CC)' $(BUILD)/tests/run \
	    $(if $(ONLY),$(foreach name,$(ONLY),$(filter %/$(name) %/$(name).sh,$(TESTS) $(BUILD)/tests/sim $(SCRIPTS))),\
	    $(TESTS) $(BUILD)/tests/sim $(SCRIPTS))

asan:
	@$(MAKE) --no-print-directory MODE=asan BUILD=build/asan ZC_TIME=$(call SCALE,asan) test

tsan:
	@$(MAKE) --no-print-directory MODE=tsan BUILD=build/tsan ZC_TIME=$(call SCALE,tsan) test

#  Tests that run in one program, and the decoders, under memcheck: bytes used before
#  they are set, which the sanitizers do not look for; with a tenth of the mutations.
#  Left out: what crashes on purpose (test_crash, _gen_server, _supervisor, _task), what
#  starts itself again as other nodes (_rpc, _net, _net_adm, _strangers, _pg2, _global_*,
#  *_cluster*: /proc/self/exe is valgrind), what waits for compilers or erl for minutes
#  (_code, _code_versions, _term_erlang), or computes (_million, _eval_list,
#  _eval_machine, _parse_script).
MEMCHECK := valgrind -q --fair-sched=yes --error-exitcode=99 --leak-check=full \
            --show-leak-kinds=definite,indirect,possible --errors-for-leak-kinds=definite,indirect,possible
CHECKED  := $(addprefix test_,term tables alone attach io process signals soak baton wire handshake nodename cookie \
            term_property try busy_wait registry pg global services_by_name services_memory list library library_errors \
            eval eval_module script help shell cluster_config portmap portmap_net portmap_service code_pointers) $(FUZZERS:%=fuzz_%)
VALGRIND ?= $(CHECKED)
valgrind:
	@CC='$(CC)' sh tests/deps.sh --valgrind
	@$(MAKE) --no-print-directory $(JOBS) BUILD=$(BUILD) $(BUILD)/tests/run $(VALGRIND:%=$(BUILD)/tests/%)
	@ZC_UNDER='$(MEMCHECK)' ZC_FUZZ_RUNS=$${ZC_FUZZ_RUNS:-20000} \
	    ZC_TIME=$(if $(filter file,$(origin ZC_TIME)),10,$(ZC_TIME)) \
	    $(BUILD)/tests/run $(VALGRIND:%=$(BUILD)/tests/%)

#  The layers up to process for aarch64, run by an emulator.
aarch64:
	@sh tests/deps.sh --aarch64
	@ZCLUSTER=- bash tests/program/test_aarch64.sh

memcheck:
	@echo '$(MEMCHECK)'

#  Simulated clusters under seeded faults: sim, SEEDS runs from FROM; soak, at least SOAK
#  runs and MINUTES long. A failing seed is shrunk, and says how to repeat it.
SEEDS    ?= 3000
SOAK     ?= 10000
FROM     ?= 1
MINUTES  ?= 60
sim soak: deps
	@$(MAKE) --no-print-directory $(JOBS) MODE=$(MODE) BUILD=$(BUILD) $(BUILD)/tests/sim
	@$(BUILD)/tests/sim --from $(FROM) --seeds $(if $(filter sim,$@),$(SEEDS),$(SOAK) --minutes $(MINUTES))

#  Look for new inputs that break a target, FUZZ_S seconds for each of FUZZ.
#  make fuzz-keep adds to tests/fuzz/corpus what reaches code that nothing there
#  reaches.
FUZZ     ?= $(FUZZERS)
FUZZ_S   ?= 300
FUZZ_CC  ?= clang
FUZZ_DIR := build/fuzzers
fuzz: fuzz-programs
	@for name in $(FUZZ); do \
	    mkdir -p $(FUZZ_DIR)/corpus/$$name; echo "---- $$name, $(FUZZ_S) s"; \
	    $(FUZZ_DIR)/fuzz_$$name -max_total_time=$(FUZZ_S) -max_len=2048 -timeout=10 -rss_limit_mb=1500 \
	        -verbosity=0 -print_final_stats=1 -artifact_prefix=$(FUZZ_DIR)/$$name- \
	        $(FUZZ_DIR)/corpus/$$name tests/fuzz/corpus/$$name || \
	        { echo "repeat it with $(FUZZ_DIR)/fuzz_$$name FILE"; exit 1; }; \
	done
fuzz-keep: fuzz-programs
	@for name in $(FUZZ); do \
	    mkdir -p $(FUZZ_DIR)/corpus/$$name; \
	    $(FUZZ_DIR)/fuzz_$$name -set_cover_merge=1 -use_counters=0 -max_len=160 -verbosity=0 tests/fuzz/corpus/$$name \
	        $(FUZZ_DIR)/corpus/$$name || exit 1; \
	done
fuzz-programs:
	@echo 'int LLVMFuzzerTestOneInput (void); int LLVMFuzzerTestOneInput (void) { return 0; }' | \
	    $(FUZZ_CC) -fsanitize=fuzzer,address -x c - -o /dev/null 2>/dev/null || \
	    { echo 'make fuzz needs clang with its run-time libraries:' \
	           'apt-get install clang libclang-rt-14-dev (the version of clang)'; exit 1; }
	@$(MAKE) --no-print-directory $(JOBS) CC=$(FUZZ_CC) BUILD=$(FUZZ_DIR) $(FUZZ:%=$(FUZZ_DIR)/fuzz_%) \
	    EXTRA='-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined'

$(FUZZ_DIR)/fuzz_%: tests/fuzz/fuzz_%.c $(wildcard tests/fuzz/*.h) $(FUZZ_DIR)/libzcluster.a
	$(call say,CC)
	$(Q)$(CC) $(CFLAGS) -fsanitize=fuzzer $< -o $@ $(if $(findstring /fuzz_eval,$@),$(WHOLE),$(FUZZ_DIR)/libzcluster.a) $(LIBS)

#  The shell, at a node of its own: make shell OPTIONS="--sname alex@localhost"
shell: deps
	@$(MAKE) --no-print-directory $(JOBS) MODE=$(MODE) BUILD=$(BUILD) program
	@$(BIN)/zcluster $(OPTIONS)

demo: deps
	@$(MAKE) --no-print-directory $(JOBS) MODE=$(MODE) BUILD=$(BUILD) program $(BUILD)/tests/demo
	@$(BUILD)/tests/demo $(BIN)/zcluster chapters/13_hot_code/quacking_duck.c

#  Work spread over nodes; a program for each file.
$(BUILD)/examples/%: tests/examples/%.c $(BUILD)/libzcluster.a
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CFLAGS) $< -o $@ -rdynamic $(BUILD)/libzcluster.a $(LIBS)
example: deps
	@$(MAKE) --no-print-directory $(JOBS) MODE=$(MODE) BUILD=$(BUILD) $(EXAMPLES)
	@$(BUILD)/examples/primes

#  The step programs of the course: chapters/01_sockets_and_nodes/step1_pair.c is
#  build/chapters/01/step1_pair.
STEP_DIR := $(if $(filter build/release,$(BUILD)),build,$(BUILD))/chapters
STEPS    := $(foreach step,$(wildcard chapters/*/step*.c),$(STEP_DIR)/$(firstword $(subst _, ,$(notdir \
            $(patsubst %/,%,$(dir $(step))))))/$(basename $(notdir $(step))))
chapters: $(STEPS)
.SECONDEXPANSION:
$(STEPS): $(STEP_DIR)/%: $$(wildcard chapters/$$(firstword $$(subst /, ,$$*))_*/$$(notdir $$*).c) $(BUILD)/libzcluster.a
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CFLAGS) -MMD -MP -MF $@.d -MT $@ $< -o $@ $(WHOLE) -lczmq $(LIBS)

#  Put the pictures, listings and outputs of the lessons right.
LESSONS  := $(wildcard chapters/*/README.md chapters/*/README.es.md)
lessons: program chapters
	@tests/course/draw.sh write $(wildcard chapters/*/*.draw)
	@tests/course/weave.sh write $(LESSONS) $(wildcard slides/[0-9]*.md)

#  The slides as HTML and PDF, in build/slides; DECK=05 those of one chapter.
slides:
	@slides/render.sh $(DECK)

#  ---- the exercises -------------------------------------------------------

#  make check EX=2, EX=2.1, TEST=2.1.3, WORK=solutions, V=1 (all failures), SAN=thread (data
#  races); ALL=1 (all hints, the answer at once, reset all). A student's program is linked with
#  the sanitized library, which is built when something has been begun.
GRADE    := build/grade
GRADING  := $(wildcard tests/grade/*.c tests/exercises/*/grade_*.c)
GRADE_ARGS = $(if $(EX),-e '$(EX)') $(if $(TEST),-t '$(TEST)') $(if $(WORK),-w '$(WORK)') \
            $(if $(filter-out 0,$(V)),-v) $(if $(filter-out 0,$(ALL)),-a) $(if $(SAN),-s '$(SAN)') \
            $(if $(DIR),-d '$(DIR)')
GRADE_MODE = $(if $(SAN),tsan,asan)
check watch progress hint reset solution handin grade-class: deps
	@$(MAKE) --no-print-directory $(JOBS) $(GRADE)/ready
	@$(if $(filter check hint solution watch grade-class,$@),\
	    ! $(GRADE)/grade begun $(GRADE_ARGS) $(if $(filter watch grade-class,$@),-u) 2>/dev/null || \
	    $(MAKE) -s --no-print-directory $(JOBS) $(GRADE)/library)
	@CC='$(CC)' $(GRADE)/grade $(@:grade-%=%) $(GRADE_ARGS)

$(GRADE)/ready: $(GRADE)/grade FORCE
	@tests/exercises/render.sh skeleton $(GRADE)/skeleton
	@tests/exercises/render.sh answer $(GRADE)/answer
$(GRADE)/library: FORCE
	@mkdir -p build/$(GRADE_MODE)
	@$(MAKE) -s MODE=$(GRADE_MODE) BUILD=build/$(GRADE_MODE) build/$(GRADE_MODE)/libzcluster.a

#  Without the library, and never sanitized.
$(GRADE)/grade: $(GRADING) $(wildcard tests/grade/*.h) Makefile
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) -std=gnu11 -D_GNU_SOURCE $(WARN) -O1 -g -Itests/grade $(GRADING) -o $@
FORCE:

#  Each answer RUNS times: a test that fails now and then is a bug.
test-soak: deps
	@$(MAKE) --no-print-directory $(JOBS) $(GRADE)/ready $(GRADE)/library
	@for run in $$(seq $(or $(RUNS),20)); do \
	    CC='$(CC)' $(GRADE)/grade check -w solutions $(GRADE_ARGS) >$(GRADE)/soak || { cat $(GRADE)/soak; exit 1; }; \
	    echo "$$run: $$(tail -n 1 $(GRADE)/soak)"; \
	done

#  For those who write the course: exercises/ and solutions/ anew from the masters.
render:
	@tests/exercises/render.sh ship

#  ---- side by side with Erlang/OTP ----------------------------------------

#  make bench ROWS="rtt spawn" RUNS=3 QUICK=1 SIDES=zc,OTP; results in build/bench.
BENCH    := $(BUILD)/bench
bench: deps bench-deps
	@$(MAKE) --no-print-directory $(JOBS) MODE=$(MODE) BUILD=$(BUILD) bench-programs
	@mkdir -p build/bench
	@$(BENCH)/bench $(if $(RUNS),-r $(RUNS)) $(if $(QUICK),-q) $(if $(SIDES),-s $(SIDES)) -o build/bench \
	    $(CURDIR)/$(BENCH) $(ROWS)
bench-deps:
	@tests/bench/deps.sh
bench-programs: $(addprefix $(BENCH)/,bench bench_zc bench_floor bench_otp.beam bench_otp_services.beam)

$(BENCH)/bench_zc: $(wildcard tests/bench/bench_zc*.[ch]) $(BUILD)/libzcluster.a
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CFLAGS) $(filter %.c,$^) -o $@ $(WHOLE) $(LIBS)

$(BENCH)/bench: $(addprefix tests/bench/,bench.c bench_rows.c bench_side.c bench_program.c bench_place.c \
                bench_report.c bench_plot.c bench.h bench_program.h) $(FLAGS)
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) -std=gnu11 $(WARN) -O1 -g $(filter %.c,$^) -o $@ -lm

$(BENCH)/bench_floor: tests/bench/bench_floor.c $(FLAGS)
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) -std=gnu11 $(WARN) -O2 -g $< -o $@ -lzmq

$(BENCH)/%.beam: tests/bench/%.erl
	@mkdir -p $(@D)
	$(call say,ERLC)
	$(Q)erlc -o $(@D) $<

#  ---- the look and the tools ----------------------------------------------

STYLED   := $(wildcard chapters/*.h chapters/*/*.c tests/exercises/*/*.h tests/exercises/*/*_*.c core/*/*.[ch] tests/*.c tests/*/*.[ch] tests/program/outside/*.c)

#  ZC_LINT makes formats plain calls with the arguments in them, so that tools see
#  a match fill its variables. cppcheck 2.10 cannot follow a pointer through a
#  function that fills what it points to (uninitvar, legacyUninitvar; clang-tidy can), nor
#  tell that a function of ours does not return (nullPointerRedundantCheck,
#  ctunullpointer); the linker's section ends are meant to be compared
#  (comparePointers); NULL is a pointer to all compilers here (varFuncNullUB); an
#  answer of the exercises scans lines that are no longer than the words (invalidscanf);
#  and one comma between arguments is taken for an operator (constStatement).
CPPCHECK := cppcheck -j2 --quiet --std=c11 --language=c --enable=warning,performance,portability \
            --error-exitcode=1 --inline-suppr $(INCLUDE) -Itests/core -Itests/demo -Itests/grade '-D__has_include(x)=0' -DZC_LINT \
            --suppress=missingIncludeSystem --suppress=uninitvar --suppress=legacyUninitvar \
            --suppress=nullPointerRedundantCheck --suppress=ctunullpointer --suppress=comparePointers \
            --suppress=varFuncNullUB --suppress=invalidscanf:solutions/* \
            --suppress=constStatement:tests/core/test_gen_server_cluster.c

#  make -k lint goes on to the next tool after one complained.
lint: lint-format lint-tidy lint-cppcheck
lint-format:
	@$(call needs,clang-format)
	@tests/format.sh $(STYLED)
lint-tidy: build/compile_commands.json
	@$(call needs,clang-tidy)
	@printf '%s\n' $(SOURCES) | xargs -P2 -n8 clang-tidy --quiet -p build --extra-arg=-DZC_LINT 2>/dev/null
lint-cppcheck:
	@$(call needs,cppcheck)
	@$(CPPCHECK) $(SOURCES)
needs     = command -v $(1) >/dev/null || { echo "make lint needs $(1): apt-get install $(1)"; exit 1; }

#  ---- install, clean, help ------------------------------------------------

#  Where the dynamic linker reads a list of libraries, root renews it.
INSTALLED = $(addprefix $(DESTDIR)$(PREFIX)/,bin/zcluster lib/libzcluster.a lib/libzcluster.so.$(VERSION) \
            lib/$(SONAME) lib/libzcluster.so lib/pkgconfig/zcluster.pc)
install: lib program
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/lib/pkgconfig \
	    $(DESTDIR)$(PREFIX)/include/zcluster
	install -m 755 $(BIN)/zcluster $(DESTDIR)$(PREFIX)/bin/
	install -m 644 $(BUILD)/libzcluster.a $(DESTDIR)$(PREFIX)/lib/
	install -m 755 $(BUILD)/libzcluster.so $(DESTDIR)$(PREFIX)/lib/libzcluster.so.$(VERSION)
	ln -sf libzcluster.so.$(VERSION) $(DESTDIR)$(PREFIX)/lib/$(SONAME)
	ln -sf $(SONAME) $(DESTDIR)$(PREFIX)/lib/libzcluster.so
	install -m 644 core/include/*.h $(DESTDIR)$(PREFIX)/include/zcluster/
	sed 's|@PREFIX@|$(PREFIX)|; s|@VERSION@|$(VERSION)|' core/zcluster.pc.in \
	    >$(DESTDIR)$(PREFIX)/lib/pkgconfig/zcluster.pc
	$(if $(DESTDIR),,[ "$$(id -u)" != 0 ] || ldconfig)

uninstall:
	rm -f $(INSTALLED)
	rm -rf $(DESTDIR)$(PREFIX)/include/zcluster

clean:
	rm -rf build

help:
	@printf '%s\n' \
	    'make                  library and program (build/bin/zcluster)' \
	    'make test             the whole suite; installs what is missing first' \
	    '                      ONLY="test_term …"  just these; ZC_TIME=3  slow machine' \
	    'make asan, make tsan  the suite under the sanitizers' \
	    'make valgrind         the unit tests under memcheck; VALGRIND="test_term …"  just these' \
	    'make aarch64          the process layer on another processor, in an emulator' \
	    'make sim              simulated clusters under faults: SEEDS=3000 FROM=1' \
    'make soak             the same for long: MINUTES=60, at least SOAK=10000 seeds' \
    'make fuzz             look for inputs that break a decoder: FUZZ="decode wire" FUZZ_S=300' \
	    'make shell            a prompt; OPTIONS="--sname alex@localhost --cookie duck"' \
	    'make demo             seven nodes, a walk through what they can do' \
	    'make chapters         the step programs of the course, in build/chapters' \
	    'make check            grade exercises/: EX=2, EX=2.1, TEST=2.1.3, WORK=solutions' \
	    'make progress         how far you are; make hint EX=2.1, reset EX=2.1, solution EX=2.1' \
	    'make watch EX=2.1     grade whenever the file is saved; make handin packs your files' \
	    'make grade-class      grade a class: DIR=folder with the hand-ins' \
	    'make test-soak        the answers of all exercises, RUNS=20 times' \
	    'make render           exercises/ and solutions/ anew from tests/exercises' \
	    'make lessons          fill the pictures, listings and outputs of lessons and slides in anew' \
	    'make slides           the slides as HTML and PDF, in build/slides; DECK=05  one chapter' \
	    'make example          work spread over four nodes, and its speed-up' \
	    'make bench            side by side with Erlang/OTP; RUNS=3 ROWS="rtt spawn" QUICK=1' \
    'make deps             only install what is missing' \
	    'make lint             style and static analysis' \
	    'make install          to PREFIX (/usr/local), under DESTDIR if given; make uninstall' \
	    'make clean            remove build/' \
	    'With each: CC=clang, MODE=release|asan|tsan, BUILD=folder, CI=true (warnings are errors)'

-include $(OBJ:.o=.d) $(MAIN_OBJ:.o=.d) $(TESTS:=.d) $(STEPS:=.d)
.PHONY: check watch handin grade-class test-soak progress hint reset solution render FORCE chapters lessons shell example fuzz fuzz-keep fuzz-programs all lib program tests deps test asan tsan valgrind memcheck aarch64 demo bench bench-deps bench-programs install uninstall lint lint-format lint-tidy slides \
        lint-cppcheck sim soak clean help
.DELETE_ON_ERROR:
