//  zc_kernel_text.c - values to text and back, by name                Elixir  Kernel

#include "zc_args.h"
#include "zc_kernel_functions.h"
#include "zc_kernel_text.h"
#include "base/zc_limits.h"
#include "process/zc_hooks.h"
#include "term/zc_bignum.h"
#include "term/zc_chardata.h"
#include "term/zc_encode.h"
#include "term/zc_utf8.h"
#include "term/zc_walk.h"

#include <stdio.h>

//  ---- inspect -------------------------------------------------------------

//  The value of an option that is a number, 0 for infinity.
static size_t
s_size_option (const zc_term_t *options, const char *name, size_t otherwise)
{
    size_t size = otherwise, at = 0;
    for (zc_term_t *item; (item = zc_term_next (options, &at)); zc_term_destroy (&item))
        if (zc_term_match (item, "{~a, infinity}", name))
            size = 0;
        else
            zc_term_match (item, "{~a, ~i}", name, &size);
    return size;
}

static bool
s_has_option (const zc_term_t *options, const char *name, const char *value)
{
    bool has = false;
    size_t at = 0;
    for (zc_term_t *item; !has && (item = zc_term_next (options, &at)); zc_term_destroy (&item))
        has = zc_term_match (item, "{~a, ~a}", name, value);
    return has;
}

void
zc_kernel_print (zc_buffer_t *out, const uint8_t *data, const zc_term_t *options)
{
    zc_print_options_t print = {.names = zc_caller ()->names, .limit = 50, .characters = 4096};
    if (options) {
        print.limit = s_size_option (options, "limit", 50);
        print.characters = s_size_option (options, "printable_limit", 4096);
        if (s_has_option (options, "pretty", "true"))
            print.width = s_size_option (options, "width", 80);
        print.charlists = s_has_option (options, "charlists", "as_lists")? ZC_CHARLISTS_NEVER:
                          s_has_option (options, "charlists", "as_charlists")? ZC_CHARLISTS_ALWAYS:
                          ZC_CHARLISTS_INFER;
    }
    zc_print_with (out, data, &print);
}

static zc_term_t *
s_binary (zc_buffer_t *text)
{
    zc_term_t *binary = zc_result_text (text->data, text->size);
    zc_buffer_clear (text);
    return binary;
}

//  inspect (Term), inspect (Term, limit: 50 …)
zc_term_t *
zc_kernel_inspect (const zc_term_t *args)
{
    zc_buffer_t text = {0};
    zc_term_t *options = zc_args_term (args, 1);
    zc_kernel_print (&text, zc_args_at (args, 0), options);
    zc_term_destroy (&options);
    return s_binary (&text);
}

//  ---- to_string -----------------------------------------------------------

void
zc_fail_protocol (const char *protocol, const uint8_t *value)
{
    zc_error ("{%{__struct__: Protocol.UndefinedError, __exception__: true, protocol: ~t, "
              "value: ~t, description: \"\"}, []}", zc_module_atom (protocol), zc_result (value));
}

zc_term_t *
zc_kernel_text_of (const uint8_t *data)
{
    size_t size;
    if (*data == ZC_TAG_BINARY)
        return zc_result (data);
    if (zc_is_atom (data)) {
        const char *text = zc_atom_text (data, &size);
        return zc_result_text (text, zc_atom_is (data, "nil")? 0: size);
    }
    zc_term_t *term = zc_result (data);
    zc_type_t type = zc_term_type (term);
    zc_term_destroy (&term);
    if (type == ZC_INTEGER || type == ZC_FLOAT) {
        zc_buffer_t text = {0};
        if (type == ZC_FLOAT)
            zc_float_print (&text, zc_read_float (data));
        else
            zc_print (&text, data, zc_skip (data), NULL);
        return s_binary (&text);
    }
    if (type != ZC_LIST)
        zc_fail_protocol ("String.Chars", data);
    zc_term_t *text = zc_chardata_binary (data, false);
    if (!text)
        zc_fail_message ("ArgumentError", "cannot convert the given list to a string.\n\nTo be "
                         "converted to a string, a list must either be empty or only\ncontain the "
                         "following elements:\n\n"
                         "  * strings\n  * integers representing Unicode code points\n"
                         "  * a list containing one of these three elements\n\n"
                         "Please check the given list or call inspect/1 to get the list "
                         "representation, got:\n\n%s\n", zc_term_str (zc_result (data)));
    return text;
}

zc_term_t *
zc_kernel_to_string (const zc_term_t *args)
{
    return zc_kernel_text_of (zc_args_at (args, 0));
}

//  The characters of a text as a list.
static zc_term_t *
s_charlist (const uint8_t *text, size_t size)
{
    zc_buffer_t out = {0};
    size_t start = zc_list_open (&out);
    uint32_t count = 0, point;
    bool bytes = true;
    for (size_t at = 0; at < size; count++) {
        size_t step = zc_utf8_get (text + at, size - at, &point);
        if (step == 0)              //  no character: its byte
            point = text [at];
        at += step? step: 1;
        bytes = bytes && point <= 255;
        zc_encode_int (&out, point);
    }
    zc_list_close (&out, start, count, bytes);
    return zc_term_of (&out);
}

zc_term_t *
zc_kernel_to_charlist (const zc_term_t *args)
{
    const uint8_t *data = zc_args_at (args, 0);
    if (*data == ZC_TAG_NIL || *data == ZC_TAG_STRING || *data == ZC_TAG_LIST)
        return zc_result (data);
    zc_term_t *text = zc_kernel_text_of (data);
    zc_term_t *list = s_charlist (zc_term_data (text) + 5, zc_term_length (text));
    zc_term_destroy (&text);
    return list;
}

//  ---- atoms ---------------------------------------------------------------

static const char *
s_atom (const zc_term_t *args, const char *call, size_t *size)
{
    const uint8_t *data = zc_args_at (args, 0);
    if (!zc_is_atom (data))
        zc_fail_badarg (call, args, 1, "not an atom");
    return zc_atom_text (data, size);
}

zc_term_t *
zc_erlang_atom_to_binary (const zc_term_t *args)
{
    size_t size;
    const char *text = s_atom (args, "erlang:atom_to_binary", &size);
    return zc_result_text (text, size);
}

zc_term_t *
zc_erlang_atom_to_list (const zc_term_t *args)
{
    size_t size;
    const char *text = s_atom (args, "erlang:atom_to_list", &size);
    return s_charlist ((const uint8_t *) text, size);
}

static zc_term_t *
s_to_atom (const zc_term_t *args, const char *call, const uint8_t *text, size_t size)
{
    if (size > ZC_ATOM_BYTES_MAX || !zc_atom_valid ((const char *) text, size))
        zc_fail ("system_limit", call, args);
    zc_buffer_t out = {0};
    zc_encode_atom_bytes (&out, (const char *) text, size);
    return zc_term_of (&out);
}

zc_term_t *
zc_erlang_binary_to_atom (const zc_term_t *args)
{
    const char *text;
    size_t size;
    if (!zc_args_text (args, 0, &text, &size))
        zc_fail_badarg ("erlang:binary_to_atom", args, 1, "not a binary");
    return s_to_atom (args, "erlang:binary_to_atom", (const uint8_t *) text, size);
}

//  The text of a list of characters, a new binary.
static zc_term_t *
s_list_text (const zc_term_t *args, const char *call, const char *what)
{
    const uint8_t *data = zc_args_at (args, 0);
    if (*data != ZC_TAG_NIL && *data != ZC_TAG_STRING && *data != ZC_TAG_LIST)
        zc_fail_badarg (call, args, 1, "not a list");
    zc_term_t *text = zc_chardata_binary (data, false);
    if (!text)
        zc_fail_badarg (call, args, 1, what);
    return text;
}

zc_term_t *
zc_erlang_list_to_atom (const zc_term_t *args)
{
    const char *call = "erlang:list_to_atom";
    zc_term_t *text = s_list_text (args, call, "not a list of characters");
    zc_term_t *atom = s_to_atom (args, call, zc_term_data (text) + 5, zc_term_length (text));
    zc_term_destroy (&text);
    return atom;
}

//  ---- integers ------------------------------------------------------------

zc_term_t *
zc_kernel_integer_of (const char *text, size_t size)
{
    size_t sign = size && (*text == '-' || *text == '+');
    bool digits = size > sign && size <= ZC_INTEGER_MAX;
    for (size_t i = sign; digits && i < size; i++)
        digits = text [i] >= '0' && text [i] <= '9';
    if (!digits)
        return NULL;
    zc_buffer_t out = {0};
    zc_bignum_encode (&out, *text == '-', text + sign, size - sign, 10);
    return zc_term_of (&out);
}

static const char s_no_integer [] = "not a textual representation of an integer";

zc_term_t *
zc_erlang_binary_to_integer (const zc_term_t *args)
{
    const char *text;
    size_t size;
    if (!zc_args_text (args, 0, &text, &size))
        zc_fail_badarg ("erlang:binary_to_integer", args, 1, "not a binary");
    zc_term_t *integer = zc_kernel_integer_of (text, size);
    if (!integer)
        zc_fail_badarg ("erlang:binary_to_integer", args, 1, s_no_integer);
    return integer;
}

zc_term_t *
zc_erlang_list_to_integer (const zc_term_t *args)
{
    zc_term_t *text = s_list_text (args, "erlang:list_to_integer", s_no_integer);
    zc_term_t *integer = zc_kernel_integer_of ((const char *) zc_term_data (text) + 5,
                                               zc_term_length (text));
    zc_term_destroy (&text);
    if (!integer)
        zc_fail_badarg ("erlang:list_to_integer", args, 1, s_no_integer);
    return integer;
}

static zc_term_t *
s_integer_text (const zc_term_t *args, const char *call)
{
    zc_integer_t integer;
    if (!zc_read_integer (zc_args_at (args, 0), &integer))
        zc_fail_badarg (call, args, 1, "not an integer");
    return zc_kernel_text_of (zc_args_at (args, 0));
}

zc_term_t *
zc_erlang_integer_to_binary (const zc_term_t *args)
{
    return s_integer_text (args, "erlang:integer_to_binary");
}

zc_term_t *
zc_erlang_integer_to_list (const zc_term_t *args)
{
    zc_term_t *text = s_integer_text (args, "erlang:integer_to_list");
    zc_term_t *list = s_charlist (zc_term_data (text) + 5, zc_term_length (text));
    zc_term_destroy (&text);
    return list;
}

//  ---- bytes ---------------------------------------------------------------

zc_term_t *
zc_erlang_binary_to_list (const zc_term_t *args)
{
    const char *text;
    size_t size;
    if (!zc_args_text (args, 0, &text, &size))
        zc_fail_badarg ("erlang:binary_to_list", args, 1, "not a binary");
    zc_buffer_t out = {0};
    size_t start = zc_list_open (&out);
    for (size_t i = 0; i < size; i++)
        zc_encode_int (&out, (uint8_t) text [i]);
    zc_list_close (&out, start, (uint32_t) size, true);
    return zc_term_of (&out);
}

zc_term_t *
zc_erlang_list_to_binary (const zc_term_t *args)
{
    const uint8_t *data = zc_args_at (args, 0);
    zc_term_t *binary = *data == ZC_TAG_BINARY? NULL: zc_chardata_binary (data, true);
    if (!binary)
        zc_fail_badarg ("erlang:list_to_binary", args, 1, "not an iolist term");
    return binary;
}

zc_term_t *
zc_erlang_term_to_binary (const zc_term_t *args)
{
    size_t size;
    zc_term_t *term = zc_args_term (args, 0);
    uint8_t *data = zc_term_encode (term, &size);
    zc_term_t *binary = zc_result_text (data, size);
    zc_free (data);
    zc_term_destroy (&term);
    return binary;
}

zc_term_t *
zc_erlang_binary_to_term (const zc_term_t *args)
{
    const char *data;
    size_t size;
    if (!zc_args_text (args, 0, &data, &size))
        zc_fail_badarg ("erlang:binary_to_term", args, 1, "not a binary");
    zc_term_t *term = zc_term_decode (data, size);
    if (!term)
        zc_fail_badarg ("erlang:binary_to_term", args, 1,
                        "invalid external representation of a term");
    return term;
}

//  ---- pids ----------------------------------------------------------------

zc_term_t *
zc_kernel_pid_of (const char *text)
{
    unsigned node, id, serial;
    int end = 0;
    sscanf (text, "%u.%u.%u%n", &node, &id, &serial, &end);
    if (!end || text [end] || node != 0 || id == 0)
        return NULL;
    zc_pid_t pid = {.id = id, .serial = serial};
    return zc_term_new ("~p", pid);
}

zc_term_t *
zc_erlang_list_to_pid (const zc_term_t *args)
{
    static const char no_pid [] = "not a textual representation of a pid";
    const char *text;
    zc_term_t *pid = NULL, *binary = s_list_text (args, "erlang:list_to_pid", no_pid);
    if (zc_term_match (binary, "~s", &text) && *text == '<' && text [strlen (text) - 1] == '>') {
        char *inner = zc_strdup (text + 1);
        inner [strlen (inner) - 1] = 0;
        pid = zc_kernel_pid_of (inner);
        zc_free (inner);
    }
    if (!pid)
        zc_fail_badarg ("erlang:list_to_pid", args, 1, no_pid);
    zc_term_destroy (&binary);
    return pid;
}

zc_term_t *
zc_erlang_pid_to_list (const zc_term_t *args)
{
    const uint8_t *data = zc_args_at (args, 0);
    if (*data != ZC_TAG_NEW_PID)
        zc_fail_badarg ("erlang:pid_to_list", args, 1, "not a pid");
    zc_buffer_t text = {0};
    zc_print (&text, data, zc_skip (data), zc_caller ()->names);      //  #PID<0.1.0>
    zc_term_t *list = s_charlist (text.data + 4, text.size - 4);
    zc_buffer_clear (&text);
    return list;
}
