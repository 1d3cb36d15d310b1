#  zcluster - see README.md

CC       ?= gcc
MODE     ?= release
BUILD    := build/$(MODE)
WARN     := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
            -Wconversion -Wvla -Wformat=2 -Wundef -Wnull-dereference -Wswitch-enum
INCLUDE  := -Icore/include -Icore
CFLAGS_release := -O2 -g
CFLAGS_asan    := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined
CFLAGS_tsan    := -O1 -g -fsanitize=thread
CFLAGS   := -std=gnu11 $(WARN) $(CFLAGS_$(MODE)) -fPIC -fno-omit-frame-pointer -fstack-clash-protection $(EXTRA) $(INCLUDE)
LIBS     := -lzmq -lczmq -lsodium -lpthread -ldl -lm
CORE     := $(wildcard core/base/*.c core/term/*.c core/process/*.c core/dist/*.c core/kernel/*.c)
CORE_S   := $(wildcard core/base/arch/*.S)
OBJ      := $(CORE:%.c=$(BUILD)/%.o) $(CORE_S:%.S=$(BUILD)/%.o)
TESTS    := $(patsubst tests/core/%.c,$(BUILD)/tests/%,$(wildcard tests/core/test_*.c))

lib: $(BUILD)/libzcluster.a
tests: $(TESTS)

$(BUILD)/libzcluster.a: $(OBJ)
	@rm -f $@
	ar rcs $@ $^

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -MMD -c $< -o $@

$(BUILD)/%.o: %.S
	@mkdir -p $(@D)
	$(CC) -c $< -o $@

$(BUILD)/tests/%: tests/core/%.c $(BUILD)/libzcluster.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -MMD $< -o $@ -rdynamic $(BUILD)/libzcluster.a -lcheck -lsubunit -lrt $(LIBS)

-include $(OBJ:.o=.d)
.PHONY: lib tests
