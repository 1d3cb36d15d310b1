//  zc_build.c - from a plan and its arguments to the bytes of a term
//
//  Interface: zc_build in zc_codec.h, zc_plan_build in zc_plan.h. Follows the plan
//  once and appends as it goes; lists and maps get their final form when their
//  last element is there.

#include "zc_plan.h"
#include "zc_walk.h"
#include "base/zc_check.h"
#include "base/zc_limits.h"

#include <math.h>

typedef struct {
    zc_buffer_t *out;
    size_t need;                    //  `out` grows to this size at most, as far as it is known
    const zc_arg_t *args;           //  not yet used
    zc_plans_t *plans;              //  for formats among them; NULL: none are kept
    unsigned depth;                 //  of brackets around it all
    const char *error;
} s_build_t;

static const uint8_t *s_follow (s_build_t *self, const uint8_t *steps);

//  There is room for what is known to come; `size` bytes more are, at `at`. What stands
//  before `at` is done.
static inline uint8_t *
s_room (s_build_t *self, uint8_t *at, size_t size)
{
    zc_buffer_t *out = self->out;
    self->need += size;
    if (self->need <= out->capacity)
        return at;
    out->size = (size_t) (at - out->data);
    return zc_buffer_room (out, self->need - out->size);
}

static uint8_t *
s_fail (s_build_t *self, const char *error)
{
    self->error = error;
    return NULL;
}

//  ---- directives ----------------------------------------------------------
//  Each takes where its term is to be written, and returns where that ends; NULL:
//  its argument is wrong.

static inline uint8_t *
s_integer (s_build_t *self, uint8_t *at, const zc_arg_t *arg)
{
    if (arg->type == ZC_ARG_INT)
        return zc_put_int (at, arg->i);
    if (arg->type == ZC_ARG_UINT)
        return zc_put_uint (at, arg->u);
    return s_fail (self, "~i takes an integer");
}

static uint8_t *
s_float (s_build_t *self, uint8_t *at, const zc_arg_t *arg)
{
    double value = arg->type == ZC_ARG_DOUBLE? arg->d:
                   arg->type == ZC_ARG_INT? (double) arg->i:
                   arg->type == ZC_ARG_UINT? (double) arg->u: NAN;
    return isfinite (value)? zc_put_float (at, value)
                           : s_fail (self, "~f takes a finite number");
}

static uint8_t *
s_atom (s_build_t *self, uint8_t *at, const zc_arg_t *arg)
{
    if (arg->type != ZC_ARG_TEXT || !arg->p)
        return s_fail (self, "~a takes a const char *");
    size_t size = strlen (arg->p);
    if (!zc_atom_valid (arg->p, size))
        return s_fail (self, "~a: an atom has at most 255 characters, in UTF-8");
    return zc_put_atom (s_room (self, at, size), arg->p, size);
}

static inline uint8_t *
s_binary (s_build_t *self, uint8_t *at, const void *data, size_t size)
{
    if (size > ZC_TERM_SIZE_MAX)
        return s_fail (self, "the term is too large");
    return zc_put_binary (s_room (self, at, size), data, size);
}

static uint8_t *
s_text (s_build_t *self, uint8_t *at, const zc_arg_t *arg)
{
    if (arg->type != ZC_ARG_TEXT || !arg->p)
        return s_fail (self, "~s takes a const char *");
    return s_binary (self, at, arg->p, strlen (arg->p));
}

//  An array of bytes comes as unsigned char *, which is also what ~i in a
//  pattern writes to: hence ZC_ARG_TO_U8.
static inline uint8_t *
s_data (s_build_t *self, uint8_t *at, const zc_arg_t *arg)
{
    const zc_arg_t *size = arg + 1;
    bool data = arg->type == ZC_ARG_DATA || arg->type == ZC_ARG_TEXT || arg->type == ZC_ARG_TO_U8;
    if (!data || !(size->type == ZC_ARG_UINT || (size->type == ZC_ARG_INT && size->i >= 0)))
        return s_fail (self, "~b takes a const void * and a size");
    if (!arg->p && size->u > 0)
        return s_fail (self, "~b takes data that is there");
    return s_binary (self, at, arg->p, size->u);
}

//  C's true and the result of a comparison are integers.
static uint8_t *
s_bool (s_build_t *self, uint8_t *at, const zc_arg_t *arg)
{
    if (arg->type != ZC_ARG_BOOL && !(arg->type == ZC_ARG_INT && (arg->i == 0 || arg->i == 1)))
        return s_fail (self, "~o takes a bool");
    bool value = arg->type == ZC_ARG_BOOL? arg->o: arg->i == 1;
    return zc_put_atom (at, value? "true": "false", value? 4: 5);
}

//  A format in a format, at depth `depth`: follow its plan here.
static uint8_t *
s_format (s_build_t *self, uint8_t *at, zc_format_t format, unsigned depth)
{
    zc_buffer_t *out = self->out;
    const zc_plan_t *plan = zc_plan_get (self->plans, format, ZC_PLAN_BUILD);
    s_build_t inner = {out, self->need + plan->room, format.args + 1, self->plans, depth,
                       zc_plan_misfit (plan, format)};
    if (!inner.error && plan->depth + depth > ZC_TERM_DEPTH_MAX)
        inner.error = "the term is nested too deep";
    if (!inner.error) {
        out->size = (size_t) (at - out->data);
        s_follow (&inner, plan->steps);
    }
    zc_plan_done (plan);
    self->need = inner.need;
    return inner.error? s_fail (self, inner.error): s_room (self, out->data + out->size, 0);
}

static uint8_t *
s_term (s_build_t *self, uint8_t *at, const zc_arg_t *arg, unsigned depth)
{
    depth += self->depth;
    if (arg->type == ZC_ARG_FORMAT && arg->p)
        return s_format (self, at, *(const zc_format_t *) arg->p, depth);
    if ((arg->type != ZC_ARG_TERM && arg->type != ZC_ARG_DATA) || !arg->p)
        return s_fail (self, "~t takes a zc_term_t *");
    if (arg->type == ZC_ARG_DATA)
        return s_fail (self, "~t takes a zc_term_t *, not a void *");
    const zc_bytes_t *bytes = ((const zc_term_t *) arg->p)->bytes;
    if (zc_is_deeper (bytes->data, bytes->size, ZC_TERM_DEPTH_MAX - depth))
        return s_fail (self, "the term is nested too deep");
    if ((size_t) (at - self->out->data) + bytes->size > ZC_TERM_SIZE_MAX)
        return s_fail (self, "the term is too large");
    at = s_room (self, at, bytes->size);
    memcpy (at, bytes->data, bytes->size);
    return at + bytes->size;
}

static inline uint8_t *
s_pid (s_build_t *self, uint8_t *at, const zc_arg_t *arg)
{
    if (arg->type != ZC_ARG_PID)
        return s_fail (self, "~p takes a zc_pid_t");
    if (arg->pid.node)
        at = s_room (self, at, arg->pid.node->size);
    return zc_put_pid (at, arg->pid);
}

static uint8_t *
s_ref (s_build_t *self, uint8_t *at, const zc_arg_t *arg)
{
    if (arg->type != ZC_ARG_REF)
        return s_fail (self, "~r takes a zc_ref_t");
    return zc_put_ref (s_room (self, at, zc_name_size (arg->ref.node)), arg->ref);
}

//  ---- lists and maps ------------------------------------------------------

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
    if (!steps)
        return NULL;
    size_t before = self->out->size;
    zc_list_close_tail (self->out, start, count, bytes, tail);
    if (self->out->size > before)               //  the bytes of a STRING became elements
        self->need += self->out->size - before;
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

//  In blocks: quicker than a call of memcpy for the few bytes most are.
static inline uint8_t *
s_bytes (uint8_t *at, const uint8_t *bytes, size_t size)
{
    for (size_t done = 0; done < size; done += ZC_PLAN_BLOCK)
        memcpy (at + done, bytes + done, ZC_PLAN_BLOCK);
    return at + size;
}

//  Follow steps to the end of their item, whose place is the end of `out`. Returns
//  the steps behind it; NULL after a mistake. Inline: most formats have no lists and
//  maps, and are followed in zc_build itself.
ZC_INLINE const uint8_t *
s_steps (s_build_t *self, const uint8_t *steps)
{
    const zc_arg_t *arg = self->args;
    zc_buffer_t *out = self->out;       //  nothing is added to NULL: C forbids that
    uint8_t *at = s_room (self, out->size? out->data + out->size: out->data, 0);
    while (at) {
        uint8_t step = *steps++;
        switch (step) {
            case ';':
                self->args = arg;
                self->out->size = (size_t) (at - self->out->data);
                return steps;
            case '.':
                at = s_bytes (at, steps + 4, zc_plan_number (steps));
                steps += 4 + zc_plan_number (steps);
                break;
            case '[': case '|': case '%':
                self->args = arg;
                self->out->size = (size_t) (at - self->out->data);
                steps = step == '%'? s_map (self, steps): s_list (self, steps, step == '|');
                arg = self->args;
                at = steps? s_room (self, self->out->data + self->out->size, 0): NULL;
                break;
            case 'i': at = s_integer (self, at, arg++); break;
            case 'f': at = s_float (self, at, arg++); break;
            case 'a': at = s_atom (self, at, arg++); break;
            case 's': at = s_text (self, at, arg++); break;
            case 'o': at = s_bool (self, at, arg++); break;
            case 'p': at = s_pid (self, at, arg++); break;
            case 'r': at = s_ref (self, at, arg++); break;
            case 'b':
                at = s_data (self, at, arg);
                arg += 2;
                break;
            case 't':
                at = s_term (self, at, arg++, zc_plan_depth (steps));
                steps += 2;
                break;
            default:                            //  zc_compile writes no other
                __builtin_unreachable ();
        }
    }
    return NULL;
}

//  The items of lists and maps.
static const uint8_t *
s_follow (s_build_t *self, const uint8_t *steps)
{
    return s_steps (self, steps);
}

const char *
zc_plan_build (const uint8_t *steps, size_t room, const zc_arg_t *args, zc_buffer_t *out)
{
    s_build_t self = {out, out->size + room, args, NULL, 0, NULL};
    s_follow (&self, steps);
    return self.error;
}

const char *
zc_build (zc_buffer_t *out, zc_format_t format, const zc_caller_t *caller)
{
    size_t before = out->size;
    const zc_plan_t *plan = zc_plan_get (caller->plans, format, ZC_PLAN_BUILD);
    const char *error = zc_plan_misfit (plan, format);
    if (!error) {
        s_build_t self = {out, before + plan->room, format.args + 1, caller->plans, 0, NULL};
        s_steps (&self, plan->steps);
        error = self.error;
    }
    if (!error && out->size - before > ZC_TERM_SIZE_MAX)
        error = "the term is too large";
    if (error)
        out->size = before;
    zc_plan_done (plan);
    return error;
}
