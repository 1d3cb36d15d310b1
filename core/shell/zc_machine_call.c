//  zc_machine_call.c - calls: of this program, of a module, of a function value
//
//  Functions in C are called as zc_apply calls them. What they allocate and do not
//  return goes when they return: a loop that runs for years must not grow by what its
//  functions leave behind.

#include "zc_machine.h"
#include "zc_closure.h"
#include "zc_process.h"
#include "term/zc_encode.h"
#include "term/zc_walk.h"

const char *
zc_machine_text (const uint8_t *atom, char text [ZC_ATOM_BYTES_MAX + 1])
{
    size_t size;
    const char *from = zc_atom_text (atom, &size);
    memcpy (text, from, size);
    text [size] = 0;
    return text;
}

//  ---- frames --------------------------------------------------------------

static void
s_let_go (zc_frame_t *frame)
{
    if (frame->visit != ZC_NO_VISIT)
        zc_module_leave ((size_t) frame->visit);
    if (frame->holds) {
        zc_program_t *program = (zc_program_t *) (uintptr_t) frame->program;
        zc_program_destroy (&program);
        frame->holds = false;
    }
}

static zc_frame_t *
s_add_frame (zc_machine_t *self)
{
    if (self->depth == self->frame_room) {
        uint32_t room = 2 * self->frame_room + 4;
        self->frames = zc_regrow (self->frames, room * sizeof *self->frames);
        self->frame_room = room;
    }
    return &self->frames [self->depth++];
}

//  What the frame holds is the machine's, before anything can fail.
void
zc_machine_enter (zc_machine_t *self, const zc_frame_t *frame, uint32_t count)
{
    *s_add_frame (self) = *frame;
    zc_machine_frame (self)->base = self->top - count;
    if (self->depth > ZC_SCRIPT_FRAMES_MAX || self->top > ZC_SCRIPT_VALUES_MAX)
        zc_error ("{system_limit, []}");
    for (uint32_t slot = count; slot < frame->code->slots; slot++)
        zc_machine_push (self, NULL);
}

//  Instead of the frame there is: its values go, the arguments take their place.
static void
s_enter_instead (zc_machine_t *self, const zc_frame_t *frame, uint32_t count)
{
    zc_frame_t *old = zc_machine_frame (self);
    uint32_t from = self->top - count;
    for (uint32_t i = old->base; i < from; i++)
        zc_part_release (&self->values [i]);
    memmove (&self->values [old->base], &self->values [from], count * sizeof *self->values);
    self->top = old->base + count;
    self->depth--;
    zc_machine_enter (self, frame, count);
}

void
zc_do_RETURN (zc_machine_t *self, const zc_instruction_t *at)
{
    (void) at;
    zc_frame_t *frame = zc_machine_frame (self);
    s_let_go (frame);               //  a process that was killed may end there: first
    zc_bytes_t *result = zc_machine_pop (self);
    zc_machine_drop (self, self->top - frame->base);
    self->depth--;
    if (self->depth > 0)
        zc_machine_push (self, result);
    else {
        zc_part_flatten (&result);
        self->result = result;
    }
}

//  ---- this program's functions --------------------------------------------

void
zc_do_CALL (zc_machine_t *self, const zc_instruction_t *at)
{
    zc_machine_breathe (self);
    const zc_frame_t *caller = zc_machine_frame (self);
    zc_frame_t frame = {.program = caller->program, .code = caller->program->functions [at->a],
                        .visit = ZC_NO_VISIT};
    if (at->c) {                    //  what the caller holds is the callee's now
        frame.holds = caller->holds;
        frame.visit = caller->visit;
        s_enter_instead (self, &frame, at->b);
    }
    else
        zc_machine_enter (self, &frame, at->b);
}

//  A frame that brings a program of its own. In tail position the one there was lets go of
//  its own; the version it was in it has left before (s_leave_before).
static void
s_enter_other (zc_machine_t *self, const zc_frame_t *frame, uint32_t count, bool tail)
{
    if (tail) {
        s_let_go (zc_machine_frame (self));
        s_enter_instead (self, frame, count);
    }
    else
        zc_machine_enter (self, frame, count);
}

//  A tail call leaves its own version before it goes into another.
static void
s_leave_before (zc_machine_t *self, bool tail)
{
    zc_frame_t *frame = zc_machine_frame (self);
    if (tail && frame->visit != ZC_NO_VISIT) {
        zc_module_leave ((size_t) frame->visit);
        frame->visit = ZC_NO_VISIT;
    }
}

//  ---- functions in C ------------------------------------------------------

//  A call that can be tried.
typedef struct {
    const zc_visit_t *visit;
    const void *function;
    const zc_term_t *args;
    zc_term_t *result;
} s_native_t;

static void
s_run_native (void *arg)
{
    s_native_t *call = arg;
    call->result = call->visit->kind->call (call->visit->code, call->function, call->args);
}

//  Pops the arguments; pushes the result, unless a guard has failed.
static void
s_call_native (zc_machine_t *self, const zc_visit_t *visit, const void *function, uint32_t count)
{
    zc_bytes_t *list = zc_machine_list (self, count, NULL), *result = NULL;
    if (!list) {
        zc_machine_fail (self, "{system_limit, []}");
        return;
    }
    zc_machine_drop (self, count);
    zc_term_t *args = zc_term_from_bytes (&list), *reason = NULL;
    s_native_t call = {visit, function, args, NULL};
    zc_block_mark (self->mark);
    if (self->guard)
        zc_try (s_run_native, &call, &reason);
    else
        s_run_native (&call);
    if (call.result)
        result = zc_bytes_dup (call.result->bytes);
    else
    if (!reason)
        result = zc_bytes_new ("\x77\x02ok", 4);
    if (result)
        zc_machine_push (self, result);
    zc_block_release_since (self->mark, NULL);
    zc_term_destroy (&args);
    zc_module_leave (visit->depth);
    if (!result)
        zc_machine_fail (self, "{badarg, []}");         //  a guard's: nobody sees it
}

//  ---- by name -------------------------------------------------------------

static void
s_undefined (zc_machine_t *self, const char *module, const char *function, uint32_t count)
{
    zc_bytes_t *list = self->guard? NULL: zc_machine_list (self, count, NULL);
    if (!list) {
        zc_machine_fail (self, "{system_limit, []}");
        return;
    }
    zc_module_undef (module, function, zc_term_from_bytes (&list));
}

static void
s_call_named (zc_machine_t *self, const char *module, const char *function, uint32_t count,
              bool tail, bool all)
{
    zc_machine_breathe (self);
    s_leave_before (self, tail);
    zc_visit_t visit = zc_module_visit (module);
    bool script = visit.kind == &zc_module_script;
    const void *found = !visit.kind? NULL:
                        script? zc_program_find (visit.code, function, count, all):
                        visit.kind->find (visit.code, function, count);
    if (!found) {
        zc_module_leave (visit.depth);
        s_undefined (self, module, function, count);
    }
    else
    if (script) {
        zc_frame_t frame = {.program = zc_program_dup (visit.code), .code = found, .holds = true,
                            .visit = (int64_t) visit.depth};
        s_enter_other (self, &frame, count, tail);
    }
    else
        s_call_native (self, &visit, found, count);
}

void
zc_machine_call_kernel (zc_machine_t *self, const char *function, uint32_t count)
{
    s_call_named (self, "Kernel", function, count, false, false);
}

//  Take out the value beneath the last `count`.
static zc_bytes_t *
s_take_beneath (zc_machine_t *self, uint32_t count)
{
    zc_bytes_t **place = &self->values [self->top - count - 1], *value;
    zc_part_flatten (place);
    value = *place;
    memmove (place, place + 1, count * sizeof *place);
    self->top--;
    return value;
}

static void
s_call_atoms (zc_machine_t *self, const uint8_t *module, const uint8_t *function, uint32_t count,
              bool tail)
{
    char module_text [ZC_ATOM_BYTES_MAX + 1], function_text [ZC_ATOM_BYTES_MAX + 1];
    s_call_named (self, zc_machine_text (module, module_text),
                  zc_machine_text (function, function_text), count, tail, false);
}

static void
s_no_module (zc_machine_t *self, const zc_term_t *value, zc_bytes_t *function, uint32_t count)
{
    zc_bytes_t *list = zc_machine_list (self, count, NULL);
    if (list)
        zc_machine_fail (self, "{badarg, [{erlang, apply, [~t, ~t, ~t], []}]}", value,
                         zc_machine_term (function), zc_term_from_bytes (&list));
    else
        zc_machine_fail (self, "{system_limit, []}");
}

void
zc_do_REMOTE (zc_machine_t *self, const zc_instruction_t *at)
{
    zc_bytes_t *module = s_take_beneath (self, at->b);
    const zc_bytes_t *function = zc_machine_constant (self, at->a);
    zc_term_t *kept = zc_term_from_bytes (&module);
    if (zc_is_atom (zc_term_data (kept)))
        s_call_atoms (self, zc_term_data (kept), function->data, at->b, at->c);
    else
        s_no_module (self, kept, zc_machine_constant (self, at->a), at->b);
    zc_term_destroy (&kept);
}

void
zc_do_OWN (zc_machine_t *self, const zc_instruction_t *at)
{
    char function [ZC_ATOM_BYTES_MAX + 1];
    zc_machine_text (zc_machine_constant (self, at->a)->data, function);
    s_call_named (self, zc_machine_frame (self)->program->module, function, at->b, at->c, true);
}

static bool
s_may_be_module (const uint8_t *value)
{
    return zc_is_atom (value) && !zc_atom_is (value, "nil") && !zc_atom_is (value, "true")
        && !zc_atom_is (value, "false");
}

//  map.key; of a module: a call. With parentheses, what has no such key is called anyway.
void
zc_do_FIELD (zc_machine_t *self, const zc_instruction_t *at)
{
    zc_part_flatten (&self->values [self->top - 1]);
    zc_bytes_t *key = zc_machine_constant (self, at->a), *value = self->values [self->top - 1];
    const uint8_t *found = value->data [0] == ZC_TAG_MAP?
                           zc_map_find (value->data, key->data, key->size): NULL;
    if (found) {
        zc_machine_push_copy (self, found);
        value = s_take_beneath (self, 1);
        zc_bytes_destroy (&value);
    }
    else
    if (!at->b && !s_may_be_module (value->data))
        zc_machine_fail (self, "{{badkey, ~t, ~t}, []}", zc_machine_term (key),
                         zc_machine_term (value));
    else
        zc_do_REMOTE (self, &(zc_instruction_t) {ZC_OP_REMOTE, at->a, 0, at->c});
}

//  ---- function values -----------------------------------------------------

static void
s_bad_function (zc_machine_t *self, const zc_term_t *function, const char *kind, uint32_t count)
{
    if (strcmp (kind, "badfun") == 0) {
        zc_machine_fail (self, "{{badfun, ~t}, []}", function);
        return;
    }
    zc_bytes_t *list = zc_machine_list (self, count, NULL);
    if (list)
        zc_machine_fail (self, "{{badarity, {~t, ~t}}, []}", function, zc_term_from_bytes (&list));
    else
        zc_machine_fail (self, "{system_limit, []}");
}

//  Its arguments are there; the captured values come behind them.
static void
s_call_closure (zc_machine_t *self, const zc_closure_t *closure, uint32_t count, bool tail)
{
    zc_machine_breathe (self);
    zc_closure_find (closure, &self->coming);
    s_leave_before (self, tail);
    zc_cursor_t cursor;
    for (zc_cursor_open (&cursor, closure->values); cursor.left; zc_cursor_next (&cursor)) {
        zc_machine_push_copy (self, zc_cursor_item (&cursor));
        count++;
    }
    zc_frame_t frame = {.program = self->coming, .code = self->coming->functions [0],
                        .holds = true, .visit = ZC_NO_VISIT};
    self->coming = NULL;
    s_enter_other (self, &frame, count, tail);
}

void
zc_do_APPLY (zc_machine_t *self, const zc_instruction_t *at)
{
    zc_bytes_t *value = s_take_beneath (self, at->b);
    zc_term_t *function = zc_term_from_bytes (&value);
    const uint8_t *data = zc_term_data (function);
    zc_closure_t closure;
    bool export = data [0] == ZC_TAG_EXPORT, ours = zc_closure_open (&closure, data);
    uint32_t arity = export? data [zc_term_size (function) - 1]: ours? closure.arity: 0;
    if (!export && !ours)
        s_bad_function (self, function, "badfun", at->b);
    else
    if (arity != at->b)
        s_bad_function (self, function, "badarity", at->b);
    else
    if (ours)
        s_call_closure (self, &closure, at->b, at->c);
    else
        s_call_atoms (self, data + 1, data + 1 + zc_skip (data + 1), at->b, at->c);
    zc_term_destroy (&function);
}

void
zc_do_CLOSURE (zc_machine_t *self, const zc_instruction_t *at)
{
    zc_bytes_t *closure = zc_closure_new (zc_machine_constant (self, at->a),
                                          zc_machine_last (self, at->b), at->b);
    zc_machine_drop (self, at->b);
    zc_machine_push (self, closure);
}
