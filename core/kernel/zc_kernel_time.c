//  zc_kernel_time.c - clocks by name, and the modules `System` and `timer`
//
//  Native units are nanoseconds. Erlang  erlang:monotonic_time/1 …, timer

#define _GNU_SOURCE                 //  clock_gettime
#include "zc_args.h"
#include "zc_function.h"
#include "zc_kernel_functions.h"
#include "process/zc_hooks.h"
#include "base/zc_limits.h"
#include "term/zc_calc.h"
#include "term/zc_encode.h"
#include "term/zc_walk.h"

#include <time.h>

static const int64_t s_second = 1000000000;         //  in native units

//  Parts of a second that a unit stands for.
static int64_t
s_unit (const zc_term_t *args, size_t index, const char *call)
{
    static const struct {
        const char *name;
        int64_t parts;
    } rows [] = {
        {"second", 1}, {"millisecond", 1000}, {"microsecond", 1000000},
        {"nanosecond", 1000000000}, {"native", 1000000000}
    };
    int64_t parts;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (zc_atom_is (zc_args_at (args, index), rows [i].name))
            return rows [i].parts;
    if (!zc_args_integer (args, index, &parts) || parts <= 0 || parts > s_second)
        zc_fail_badarg (call, args, (unsigned) index + 1, "invalid time unit");
    return parts;
}

//  Native to parts of a second, towards minus infinity.
static zc_term_t *
s_in_parts (int64_t native, int64_t parts)
{
    int64_t seconds = native / s_second, rest = native % s_second;
    if (rest < 0) {
        seconds--;
        rest += s_second;
    }
    return zc_term_new ("~i", seconds * parts + rest * parts / s_second);
}

static zc_term_t *
s_time (const zc_term_t *args, int64_t native, const char *call)
{
    return s_in_parts (native, zc_args_at (args, 0)? s_unit (args, 0, call): s_second);
}

zc_term_t *
zc_erlang_monotonic_time (const zc_term_t *args)
{
    return s_time (args, zc_core_now (zc_core_self ()), "erlang:monotonic_time");
}

zc_term_t *
zc_erlang_system_time (const zc_term_t *args)
{
    struct timespec now;
    clock_gettime (CLOCK_REALTIME, &now);
    return s_time (args, now.tv_sec * s_second + now.tv_nsec, "erlang:system_time");
}

//  Append a op b.
static void
s_calc (zc_buffer_t *out, zc_calc_op_t op, const uint8_t *a, int64_t b)
{
    zc_buffer_t other = {0};
    zc_encode_int (&other, b);
    zc_calc (out, op, a, other.data);
    zc_buffer_clear (&other);
}

//  convert_time_unit (Time, From, To): of integers of any size, towards minus infinity.
zc_term_t *
zc_erlang_convert_time_unit (const zc_term_t *args)
{
    static const char call [] = "erlang:convert_time_unit";
    zc_integer_t time;
    if (!zc_read_integer (zc_args_at (args, 0), &time) || time.size > ZC_INTEGER_MAX - 8)
        zc_fail_badarg (call, args, 1, "not an integer");
    int64_t from = s_unit (args, 1, call), to = s_unit (args, 2, call);
    zc_buffer_t product = {0}, moved = {0}, result = {0};
    s_calc (&product, ZC_CALC_MULTIPLY, zc_args_at (args, 0), to);
    s_calc (&moved, ZC_CALC_SUBTRACT, product.data, time.negative? from - 1: 0);
    s_calc (&result, ZC_CALC_DIV, moved.data, from);
    zc_buffer_clear (&product);
    zc_buffer_clear (&moved);
    return zc_term_of (&result);
}

//  A number that no other call on this node returns: one of a reference's.
zc_term_t *
zc_erlang_unique_integer (const zc_term_t *args)
{
    (void) args;
    zc_ref_t ref = zc_make_ref ();
    return zc_term_new ("~i", (uint64_t) ref.word [1] << 18 | ref.word [0]);
}

ZC_MODULE_NAMED (system, "System",
    {"monotonic_time", 0, zc_erlang_monotonic_time}, {"monotonic_time", 1, zc_erlang_monotonic_time},
    {"system_time", 0, zc_erlang_system_time}, {"system_time", 1, zc_erlang_system_time},
    {"os_time", 0, zc_erlang_system_time}, {"os_time", 1, zc_erlang_system_time},
    {"convert_time_unit", 3, zc_erlang_convert_time_unit},
    {"unique_integer", 0, zc_erlang_unique_integer}, {"unique_integer", 1, zc_erlang_unique_integer});

//  ---- the module timer ----------------------------------------------------

static zc_term_t *
s_milliseconds (const zc_term_t *args, int64_t each, const char *call)
{
    int64_t count;
    if (!zc_args_integer (args, 0, &count) || __builtin_mul_overflow (count, each, &count))
        zc_fail ("badarith", call, args);
    return zc_term_new ("~i", count);
}

static zc_term_t *
s_seconds (const zc_term_t *args)
{
    return s_milliseconds (args, 1000, "timer:seconds");
}

static zc_term_t *
s_minutes (const zc_term_t *args)
{
    return s_milliseconds (args, 60 * 1000, "timer:minutes");
}

static zc_term_t *
s_hours (const zc_term_t *args)
{
    return s_milliseconds (args, 3600 * 1000, "timer:hours");
}

//  tc (Fun), tc (Fun, Args), tc (Module, Function, Args): {Microseconds, Value}
static zc_term_t *
s_tc (const zc_term_t *args)
{
    int64_t start = zc_core_now (zc_core_self ());
    zc_term_t *function = zc_args_term (args, 0);
    zc_term_t *value = zc_term_length (args) > 1? zc_kernel_apply (args):
                                                  zc_call_with (function, "[]");
    int64_t us = (zc_core_now (zc_core_self ()) - start) / 1000;
    zc_term_t *result = zc_term_new ("{~i, ~t}", us, value);
    zc_term_destroy (&value);
    zc_term_destroy (&function);
    return result;
}

//  send_after (Time, Message), send_after (Time, Dest, Message): {ok, {send_local, Ref}}
static zc_term_t *
s_send_after (const zc_term_t *args)
{
    int64_t ms;
    zc_term_t *time = zc_args_term (args, 0), *to = zc_args_term (args, 1);
    zc_term_t *message = zc_args_term (args, 2);
    if (!zc_args_integer (args, 0, &ms) || ms < 0)
        return zc_term_new ("{error, badarg}");
    zc_term_t *timer = zc_erlang_send_after (
        message? zc_term_new ("[~t, ~t, ~t]", time, to, message):
                 zc_term_new ("[~t, ~p, ~t]", time, zc_self (), to));
    zc_term_t *result = zc_term_new ("{ok, {send_local, ~t}}", timer);
    zc_term_destroy (&timer);
    zc_term_destroy (&message);
    zc_term_destroy (&to);
    zc_term_destroy (&time);
    return result;
}

static zc_term_t *
s_cancel (const zc_term_t *args)
{
    zc_ref_t timer;
    if (!zc_term_match (args, "[{send_local, ~r}]", &timer))
        return zc_term_new ("{error, badarg}");
    zc_cancel_timer (timer);
    return zc_term_new ("{ok, cancel}");
}

ZC_MODULE_NAMED (timer, "timer", {"sleep", 1, zc_process_sleep}, {"seconds", 1, s_seconds},
    {"minutes", 1, s_minutes}, {"hours", 1, s_hours}, {"tc", 1, s_tc}, {"tc", 2, s_tc},
    {"tc", 3, s_tc}, {"send_after", 2, s_send_after}, {"send_after", 3, s_send_after},
    {"cancel", 1, s_cancel});
