//  zc_build.c - from a format to the bytes of a term
//
//  Interface: zc_build in zc_codec.h, zc_syntax_term in zc_syntax.h. Reads the
//  format once and appends as it goes; lists and maps get their final form at
//  the closing bracket.

#include "zc_syntax.h"
#include "zc_walk.h"

#include <math.h>

//  ---- directives ----------------------------------------------------------

static bool
s_integer (zc_syntax_t *in, zc_buffer_t *out, const zc_arg_t *arg)
{
    if (arg->type == ZC_ARG_INT)
        zc_encode_int (out, arg->i);
    else
    if (arg->type == ZC_ARG_UINT)
        zc_encode_uint (out, arg->u);
    else
        return zc_syntax_fail (in, "~i takes an integer");
    return true;
}

static bool
s_float (zc_syntax_t *in, zc_buffer_t *out, const zc_arg_t *arg)
{
    double value = arg->type == ZC_ARG_DOUBLE? arg->d:
                   arg->type == ZC_ARG_INT? (double) arg->i:
                   arg->type == ZC_ARG_UINT? (double) arg->u: NAN;
    if (!isfinite (value))
        return zc_syntax_fail (in, "~f takes a finite number");
    zc_encode_float (out, value);
    return true;
}

static bool
s_atom (zc_syntax_t *in, zc_buffer_t *out, const zc_arg_t *arg)
{
    if (arg->type != ZC_ARG_TEXT || !arg->p)
        return zc_syntax_fail (in, "~a takes a const char *");
    size_t size = strlen (arg->p);
    if (!zc_atom_valid (arg->p, size))
        return zc_syntax_fail (in, "~a: an atom has at most 255 characters, in UTF-8");
    zc_encode_atom_bytes (out, arg->p, size);
    return true;
}

static bool
s_binary (zc_syntax_t *in, zc_buffer_t *out, const void *data, size_t size)
{
    if (size > ZC_TERM_SIZE_MAX)
        return zc_syntax_fail (in, "the term is too large");
    zc_encode_binary (out, data, size);
    return true;
}

static bool
s_text (zc_syntax_t *in, zc_buffer_t *out, const zc_arg_t *arg)
{
    if (arg->type != ZC_ARG_TEXT || !arg->p)
        return zc_syntax_fail (in, "~s takes a const char *");
    return s_binary (in, out, arg->p, strlen (arg->p));
}

//  An array of bytes comes as unsigned char *, which is also what ~i in a
//  pattern writes to: hence ZC_ARG_TO_U8.
static bool
s_data (zc_syntax_t *in, zc_buffer_t *out, const zc_arg_t *arg)
{
    bool data = arg->type == ZC_ARG_DATA || arg->type == ZC_ARG_TEXT || arg->type == ZC_ARG_TO_U8;
    const zc_arg_t *size = zc_syntax_arg (in);
    if (!size)
        return false;
    if (!data || !(size->type == ZC_ARG_UINT || (size->type == ZC_ARG_INT && size->i >= 0)))
        return zc_syntax_fail (in, "~b takes a const void * and a size");
    if (!arg->p && size->u > 0)
        return zc_syntax_fail (in, "~b takes data that is there");
    return s_binary (in, out, arg->p, size->u);
}

//  C's true and the result of a comparison are integers.
static bool
s_bool (zc_syntax_t *in, zc_buffer_t *out, const zc_arg_t *arg)
{
    if (arg->type != ZC_ARG_BOOL && !(arg->type == ZC_ARG_INT && (arg->i == 0 || arg->i == 1)))
        return zc_syntax_fail (in, "~o takes a bool");
    bool value = arg->type == ZC_ARG_BOOL? arg->o: arg->i == 1;
    zc_encode_atom_bytes (out, value? "true": "false", value? 4: 5);
    return true;
}

static bool
s_term (zc_syntax_t *in, zc_buffer_t *out, const zc_arg_t *arg)
{
    if ((arg->type != ZC_ARG_TERM && arg->type != ZC_ARG_DATA) || !arg->p)
        return zc_syntax_fail (in, "~t takes a zc_term_t *");
    if (arg->type == ZC_ARG_DATA)
        return zc_syntax_fail (in, "~t takes a zc_term_t *, not a void *");
    const zc_bytes_t *bytes = ((const zc_term_t *) arg->p)->bytes;
    if (in->depth + zc_depth (bytes->data) > ZC_TERM_DEPTH_MAX)
        return zc_syntax_fail (in, "the term is nested too deep");
    if (out->size + bytes->size > ZC_TERM_SIZE_MAX)
        return zc_syntax_fail (in, "the term is too large");
    zc_buffer_put (out, bytes->data, bytes->size);
    return true;
}

static bool
s_directive (zc_syntax_t *in, zc_buffer_t *out)
{
    const zc_arg_t *arg = zc_syntax_arg (in);
    if (!arg)
        return false;
    in->at++;
    switch (*in->at++) {
        case 'i': return s_integer (in, out, arg);
        case 'f': return s_float (in, out, arg);
        case 'a': return s_atom (in, out, arg);
        case 's': return s_text (in, out, arg);
        case 'b': return s_data (in, out, arg);
        case 'o': return s_bool (in, out, arg);
        case 't': return s_term (in, out, arg);
        case 'p':
            if (arg->type != ZC_ARG_PID)
                return zc_syntax_fail (in, "~p takes a zc_pid_t");
            zc_encode_pid (out, arg->pid);
            return true;
        case 'r':
            if (arg->type != ZC_ARG_REF)
                return zc_syntax_fail (in, "~r takes a zc_ref_t");
            zc_encode_ref (out, arg->ref);
            return true;
        default:
            in->at--;
            return zc_syntax_fail (in, "~ is followed by one of i f a s b o p r t");
    }
}

//  ---- brackets ------------------------------------------------------------

static bool
s_tuple (zc_syntax_t *in, zc_buffer_t *out)
{
    size_t start = out->size, arity = 0;
    zc_buffer_u8 (out, ZC_TAG_SMALL_TUPLE);
    zc_buffer_u8 (out, 0);
    in->at++;
    if (!zc_syntax_enter (in))
        return false;
    if (zc_syntax_peek (in) != '}')
        do {
            if (!zc_syntax_term (in, out))
                return false;
            arity++;
        } while (zc_syntax_take (in, ','));
    if (!zc_syntax_leave (in, '}'))
        return false;
    if (arity <= 255) {
        out->data [start + 1] = (uint8_t) arity;
        return true;
    }
    size_t size = out->size - start - 2;        //  more than was expected: make room
    zc_buffer_add (out, 3);
    memmove (out->data + start + 5, out->data + start + 2, size);
    out->data [start] = ZC_TAG_LARGE_TUPLE;
    zc_put_u32 (out->data + start + 1, (uint32_t) arity);
    return true;
}

//  key: value is the tuple {key, value}.
static bool
s_item (zc_syntax_t *in, zc_buffer_t *out)
{
    size_t start = out->size;
    uint8_t *at = zc_buffer_add (out, 2);
    at [0] = ZC_TAG_SMALL_TUPLE;
    at [1] = 2;
    if (zc_syntax_key (in, out)) {
        in->depth++;
        bool good = zc_syntax_term (in, out);
        in->depth--;
        return good;
    }
    out->size = start;
    return !in->error && zc_syntax_term (in, out);
}

static bool
s_list (zc_syntax_t *in, zc_buffer_t *out)
{
    size_t start = zc_list_open (out);
    uint32_t count = 0;
    bool bytes = true;
    in->at++;
    if (!zc_syntax_enter (in))
        return false;
    if (zc_syntax_peek (in) != ']')
        do {
            size_t item = out->size;
            if (!s_item (in, out))
                return false;
            bytes = bytes && out->data [item] == ZC_TAG_SMALL_INT;
            count++;
        } while (zc_syntax_take (in, ','));
    if (count && zc_syntax_take (in, '|')) {
        size_t tail = out->size;
        if (!zc_syntax_term (in, out))
            return false;
        zc_list_close_tail (out, start, count, bytes, tail);
    }
    else
        zc_list_close (out, start, count, bytes);
    return zc_syntax_leave (in, ']');
}

static bool
s_pair (zc_syntax_t *in, zc_buffer_t *out)
{
    if (zc_syntax_key (in, out))
        return zc_syntax_term (in, out);
    return !in->error && zc_syntax_term (in, out) && zc_syntax_arrow (in)
        && zc_syntax_term (in, out);
}

static bool
s_map (zc_syntax_t *in, zc_buffer_t *out)
{
    size_t start = zc_map_open (out);
    uint32_t count = 0;
    if (in->at [1] != '{')
        return zc_syntax_fail (in, "expected %{");
    in->at += 2;
    if (!zc_syntax_enter (in))
        return false;
    if (zc_syntax_peek (in) != '}')
        do {
            if (!s_pair (in, out))
                return false;
            count++;
        } while (zc_syntax_take (in, ','));
    if (!zc_syntax_leave (in, '}'))
        return false;
    return zc_map_close (out, start, count) || zc_syntax_fail (in, "a map has a key twice");
}

bool
zc_syntax_term (zc_syntax_t *in, zc_buffer_t *out)
{
    switch (zc_syntax_peek (in)) {
        case '{': return s_tuple (in, out);
        case '[': return s_list (in, out);
        case '%': return s_map (in, out);
        case '~': return s_directive (in, out);
        case '_': return zc_syntax_fail (in, "_ stands in patterns only");
        default:  return zc_syntax_leaf (in, out);
    }
}

const char *
zc_build (zc_buffer_t *out, zc_format_t format)
{
    size_t before = out->size;
    if (!format.text)
        return "the format is NULL";
    zc_syntax_t in;
    zc_syntax_begin (&in, format);
    if (zc_syntax_term (&in, out) && zc_syntax_end (&in)
        && out->size - before > ZC_TERM_SIZE_MAX)
        zc_syntax_fail (&in, "the term is too large");
    if (in.error)
        out->size = before;
    return in.error;
}
