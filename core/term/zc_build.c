//  zc_build.c - from a plan and its arguments to the bytes of a term
//
//  Interface: zc_build in zc_codec.h, zc_plan_build in zc_plan.h. Follows the plan
//  once and appends as it goes; lists and maps get their final form when their
//  last element is there.

#include "zc_encode.h"
#include "zc_plan.h"
#include "zc_walk.h"
#include "base/zc_limits.h"

#include <math.h>

//  ---- directives ----------------------------------------------------------
//  Each returns NULL, or what is wrong with its argument.

static const char *
s_integer (zc_buffer_t *out, const zc_arg_t *arg)
{
    if (arg->type == ZC_ARG_INT)
        zc_encode_int (out, arg->i);
    else
    if (arg->type == ZC_ARG_UINT)
        zc_encode_uint (out, arg->u);
    else
        return "~i takes an integer";
    return NULL;
}

static const char *
s_float (zc_buffer_t *out, const zc_arg_t *arg)
{
    double value = arg->type == ZC_ARG_DOUBLE? arg->d:
                   arg->type == ZC_ARG_INT? (double) arg->i:
                   arg->type == ZC_ARG_UINT? (double) arg->u: NAN;
    if (!isfinite (value))
        return "~f takes a finite number";
    zc_encode_float (out, value);
    return NULL;
}

static const char *
s_atom (zc_buffer_t *out, const zc_arg_t *arg)
{
    if (arg->type != ZC_ARG_TEXT || !arg->p)
        return "~a takes a const char *";
    size_t size = strlen (arg->p);
    if (!zc_atom_valid (arg->p, size))
        return "~a: an atom has at most 255 characters, in UTF-8";
    zc_encode_atom_bytes (out, arg->p, size);
    return NULL;
}

static const char *
s_binary (zc_buffer_t *out, const void *data, size_t size)
{
    if (size > ZC_TERM_SIZE_MAX)
        return "the term is too large";
    zc_encode_binary (out, data, size);
    return NULL;
}

static const char *
s_text (zc_buffer_t *out, const zc_arg_t *arg)
{
    if (arg->type != ZC_ARG_TEXT || !arg->p)
        return "~s takes a const char *";
    return s_binary (out, arg->p, strlen (arg->p));
}

//  An array of bytes comes as unsigned char *, which is also what ~i in a
//  pattern writes to: hence ZC_ARG_TO_U8.
static const char *
s_data (zc_buffer_t *out, const zc_arg_t *arg)
{
    const zc_arg_t *size = arg + 1;
    bool data = arg->type == ZC_ARG_DATA || arg->type == ZC_ARG_TEXT || arg->type == ZC_ARG_TO_U8;
    if (!data || !(size->type == ZC_ARG_UINT || (size->type == ZC_ARG_INT && size->i >= 0)))
        return "~b takes a const void * and a size";
    if (!arg->p && size->u > 0)
        return "~b takes data that is there";
    return s_binary (out, arg->p, size->u);
}

//  C's true and the result of a comparison are integers.
static const char *
s_bool (zc_buffer_t *out, const zc_arg_t *arg)
{
    if (arg->type != ZC_ARG_BOOL && !(arg->type == ZC_ARG_INT && (arg->i == 0 || arg->i == 1)))
        return "~o takes a bool";
    bool value = arg->type == ZC_ARG_BOOL? arg->o: arg->i == 1;
    zc_encode_atom_bytes (out, value? "true": "false", value? 4: 5);
    return NULL;
}

static const char *
s_term (zc_buffer_t *out, const zc_arg_t *arg, unsigned depth)
{
    if ((arg->type != ZC_ARG_TERM && arg->type != ZC_ARG_DATA) || !arg->p)
        return "~t takes a zc_term_t *";
    if (arg->type == ZC_ARG_DATA)
        return "~t takes a zc_term_t *, not a void *";
    const zc_bytes_t *bytes = ((const zc_term_t *) arg->p)->bytes;
    if (zc_is_deeper (bytes->data, bytes->size, ZC_TERM_DEPTH_MAX - depth))
        return "the term is nested too deep";
    if (out->size + bytes->size > ZC_TERM_SIZE_MAX)
        return "the term is too large";
    zc_buffer_put (out, bytes->data, bytes->size);
    return NULL;
}

static const char *
s_pid (zc_buffer_t *out, const zc_arg_t *arg)
{
    if (arg->type != ZC_ARG_PID)
        return "~p takes a zc_pid_t";
    zc_encode_pid (out, arg->pid);
    return NULL;
}

static const char *
s_ref (zc_buffer_t *out, const zc_arg_t *arg)
{
    if (arg->type != ZC_ARG_REF)
        return "~r takes a zc_ref_t";
    zc_encode_ref (out, arg->ref);
    return NULL;
}

//  ---- lists and maps ------------------------------------------------------

typedef struct {
    const zc_arg_t *args;           //  not yet used
    zc_buffer_t *out;
    const char *error;
} s_build_t;

static const uint8_t *s_follow (s_build_t *self, const uint8_t *steps);

//  The list's own form depends on what has come: a STRING if all are bytes.
static const uint8_t *
s_list (s_build_t *self, const uint8_t *steps, bool has_tail)
{
    uint32_t count = zc_plan_number (steps);
    size_t start = zc_list_open (self->out);
    bool bytes = true;
    steps += 4;
    for (uint32_t i = 0; i < count; i++) {
        size_t item = self->out->size;
        steps = s_follow (self, steps);
        if (!steps)
            return NULL;
        bytes = bytes && self->out->data [item] == ZC_TAG_SMALL_INT;
    }
    if (!has_tail) {
        zc_list_close (self->out, start, count, bytes);
        return steps;
    }
    size_t tail = self->out->size;
    steps = s_follow (self, steps);
    if (steps)
        zc_list_close_tail (self->out, start, count, bytes, tail);
    return steps;
}

static const uint8_t *
s_map (s_build_t *self, const uint8_t *steps)
{
    uint32_t count = zc_plan_number (steps);
    size_t start = zc_map_open (self->out);
    steps += 4;
    for (uint32_t i = 0; steps && i < 2 * count; i++)
        steps = s_follow (self, steps);
    if (!steps || zc_map_close (self->out, start, count))
        return steps;
    self->error = "a map has a key twice";
    return NULL;
}

//  ---- the steps -----------------------------------------------------------

static const uint8_t *
s_follow (s_build_t *self, const uint8_t *steps)
{
    zc_buffer_t *out = self->out;
    const char *error = NULL;
    while (!error && steps) {
        const zc_arg_t *arg = self->args;
        uint8_t step = *steps++;
        switch (step) {
            case ';':
                return steps;
            case '.': {
                size_t size = zc_plan_number (steps);
                zc_buffer_put (out, steps + 4, size);
                steps += 4 + size;
                continue;
            }
            case '[': case '|':
                steps = s_list (self, steps, step == '|');
                continue;
            case '%':
                steps = s_map (self, steps);
                continue;
            case 'i': error = s_integer (out, arg); break;
            case 'f': error = s_float (out, arg); break;
            case 'a': error = s_atom (out, arg); break;
            case 's': error = s_text (out, arg); break;
            case 'o': error = s_bool (out, arg); break;
            case 'p': error = s_pid (out, arg); break;
            case 'r': error = s_ref (out, arg); break;
            case 'b':
                error = s_data (out, arg);
                self->args++;
                break;
            default:
                error = s_term (out, arg, zc_plan_depth (steps));
                steps += 2;
        }
        self->args++;
    }
    if (error)
        self->error = error;
    return NULL;
}

const uint8_t *
zc_plan_build (const uint8_t *steps, const zc_arg_t *args, zc_buffer_t *out, const char **error)
{
    s_build_t self = {args, out, NULL};
    steps = s_follow (&self, steps);
    *error = self.error;
    return steps;
}

const char *
zc_build (zc_buffer_t *out, zc_format_t format, const zc_caller_t *caller)
{
    size_t before = out->size;
    const zc_plan_t *plan = zc_plan_get (caller->plans, format, ZC_PLAN_BUILD);
    const char *error = zc_plan_misfit (plan, format);
    if (!error) {
        s_build_t self = {format.args + 1, out, NULL};
        s_follow (&self, plan->steps);
        error = self.error;
    }
    if (!error && out->size - before > ZC_TERM_SIZE_MAX)
        error = "the term is too large";
    if (error)
        out->size = before;
    zc_plan_done (plan);
    return error;
}
