//  zc_args.c - see zc_args.h

#include "zc_args.h"
#include "base/zc_limits.h"
#include "process/zc_hooks.h"
#include "term/zc_encode.h"
#include "term/zc_walk.h"

#include <stdarg.h>
#include <stdio.h>

const uint8_t *
zc_args_at (const zc_term_t *args, size_t index)
{
    zc_cursor_t cursor;
    if (!zc_cursor_open (&cursor, zc_term_data (args)) || cursor.left <= index)
        return NULL;
    while (index--)
        zc_cursor_next (&cursor);
    return zc_cursor_item (&cursor);
}

bool
zc_args_integer (const zc_term_t *args, size_t index, int64_t *value)
{
    zc_integer_t integer;
    const uint8_t *data = zc_args_at (args, index);
    if (!data || !zc_read_integer (data, &integer) || integer.size > 8
    ||  integer.small > INT64_MAX)
        return false;
    *value = integer.negative? -(int64_t) integer.small: (int64_t) integer.small;
    return true;
}

bool
zc_args_text (const zc_term_t *args, size_t index, const char **text, size_t *size)
{
    const uint8_t *data = zc_args_at (args, index);
    if (!data || *data != ZC_TAG_BINARY)
        return false;
    *text = (const char *) data + 5;
    *size = zc_get_u32 (data + 1);
    return true;
}

zc_term_t *
zc_args_term (const zc_term_t *args, size_t index)
{
    const uint8_t *data = zc_args_at (args, index);
    return data? zc_result (data): NULL;
}

zc_term_t *
zc_result (const uint8_t *data)
{
    return zc_term_copy (data, zc_skip (data));
}

zc_term_t *
zc_result_nested (zc_buffer_t *buffer)
{
    if (!zc_is_deeper (buffer->data, buffer->size, ZC_TERM_DEPTH_MAX))
        return zc_term_of (buffer);
    zc_buffer_clear (buffer);
    zc_caller_bug ("the term is nested too deep");
    return NULL;
}

zc_term_t *
zc_result_text (const void *text, size_t size)
{
    return zc_term_new ("~b", text, size);
}

zc_term_t *
zc_result_bool (bool value)
{
    return zc_term_new ("~o", value);
}

//  ---- failures ------------------------------------------------------------

//  {Module, Function, Args, Location} of "module:function".
static zc_term_t *
s_frame (const char *call, const zc_term_t *args, const zc_term_t *location)
{
    char module [64];
    size_t size = strcspn (call, ":");
    snprintf (module, sizeof module, "%.*s", (int) size, call);
    return zc_term_new ("{~t, ~a, ~t, ~t}", zc_module_atom (module), call + size + 1, args,
                        location);
}

void
zc_fail_badarg (const char *call, const zc_term_t *args, unsigned which, const char *what)
{
    zc_term_t *location = which? zc_term_new ("[argument: {~i, ~s}]", which, what):
                                 zc_term_new ("[]");
    zc_error ("{badarg, [~t]}", s_frame (call, args, location));
}

void
zc_fail (const char *reason, const char *call, const zc_term_t *args)
{
    zc_error ("{~a, [~t]}", reason, s_frame (call, args, zc_term_new ("[]")));
}

void
zc_fail_value (const char *reason, const uint8_t *value, const char *call, const zc_term_t *args)
{
    zc_error ("{{~a, ~t}, [~t]}", reason, zc_result (value),
              s_frame (call, args, zc_term_new ("[]")));
}

void
zc_fail_message (const char *exception, const char *format, ...)
{
    char text [1000];
    va_list list;
    va_start (list, format);
    vsnprintf (text, sizeof text, format, list);
    va_end (list);
    zc_error ("{%{__struct__: ~t, __exception__: true, message: ~s}, []}",
              zc_module_atom (exception), text);
}
