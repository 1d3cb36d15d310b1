//  zc_machine.c - the loop, the stack, beginning and end of a run
//
//  Read zc_program.h first, then zc_machine.h.

#include "zc_machine.h"
#include "zc_process.h"
#include "term/zc_walk.h"

//  ---- the stack -----------------------------------------------------------

void
zc_machine_push (zc_machine_t *self, zc_bytes_t *value)
{
    if (self->top == self->value_room) {
        uint32_t room = 2 * self->value_room + 32;
        self->values = zc_regrow (self->values, room * sizeof *self->values);
        self->value_room = room;
    }
    self->values [self->top++] = value;
}

void
zc_machine_push_copy (zc_machine_t *self, const uint8_t *data)
{
    zc_machine_push (self, zc_bytes_new (data, zc_skip (data)));
}

zc_bytes_t *
zc_machine_pop (zc_machine_t *self)
{
    return self->values [--self->top];
}

void
zc_machine_drop (zc_machine_t *self, uint32_t count)
{
    while (count--)
        zc_part_release (&self->values [--self->top]);
}

zc_bytes_t **
zc_machine_last (const zc_machine_t *self, uint32_t count)
{
    zc_bytes_t **last = &self->values [self->top - count];
    for (uint32_t i = 0; i < count; i++)
        zc_part_flatten (&last [i]);
    return last;
}

zc_term_t *
zc_machine_term (zc_bytes_t *value)
{
    zc_bytes_t *bytes = zc_bytes_dup (value);
    zc_part_flatten (&bytes);
    return zc_term_from_bytes (&bytes);
}

void
zc_do_CONSTANT (zc_machine_t *self, const zc_instruction_t *at)
{
    zc_machine_push (self, zc_bytes_dup (zc_machine_constant (self, at->a)));
}

void
zc_do_LOAD (zc_machine_t *self, const zc_instruction_t *at)
{
    zc_machine_push (self, zc_bytes_dup (*zc_machine_slot (self, at->a)));
}

void
zc_do_STORE (zc_machine_t *self, const zc_instruction_t *at)
{
    zc_bytes_t **slot = zc_machine_slot (self, at->a);
    zc_part_release (slot);
    *slot = zc_machine_pop (self);
}

void
zc_do_DUP (zc_machine_t *self, const zc_instruction_t *at)
{
    (void) at;
    zc_machine_push (self, zc_bytes_dup (self->values [self->top - 1]));
}

void
zc_do_POP (zc_machine_t *self, const zc_instruction_t *at)
{
    (void) at;
    zc_machine_drop (self, 1);
}

//  ---- jumps ---------------------------------------------------------------

void
zc_do_JUMP (zc_machine_t *self, const zc_instruction_t *at)
{
    zc_machine_frame (self)->pc = at->a;
}

//  Neither nil nor false.
static bool
s_pop_truth (zc_machine_t *self)
{
    zc_bytes_t *value = zc_machine_pop (self);
    bool truth = !zc_atom_is (value->data, "nil") && !zc_atom_is (value->data, "false");
    zc_part_release (&value);
    return truth;
}

void
zc_do_JUMP_IF (zc_machine_t *self, const zc_instruction_t *at)
{
    if (s_pop_truth (self))
        zc_machine_frame (self)->pc = at->a;
}

void
zc_do_JUMP_UNLESS (zc_machine_t *self, const zc_instruction_t *at)
{
    if (!s_pop_truth (self))
        zc_machine_frame (self)->pc = at->a;
}

void
zc_do_BOOLEAN (zc_machine_t *self, const zc_instruction_t *at)
{
    zc_bytes_t *value = self->values [self->top - 1];
    if (!zc_atom_is (value->data, "true") && !zc_atom_is (value->data, "false"))
        zc_machine_fail (self, "{{badbool, ~t, ~t}, []}",
                         zc_machine_term (zc_machine_constant (self, at->a)), zc_machine_term (value));
}

//  ---- errors, giving way --------------------------------------------------

void
zc_machine_fail_format (zc_machine_t *self, zc_format_t reason)
{
    if (!self->guard)
        zc_error_format (reason);
    self->guard = false;
    zc_machine_drop (self, self->top - self->guard_top);
    zc_machine_frame (self)->pc = self->guard_pc;
}

bool
zc_machine_interrupted (const zc_machine_t *self)
{
    return self->interrupt && atomic_load_explicit (self->interrupt, memory_order_relaxed);
}

void
zc_machine_breathe (zc_machine_t *self)
{
    if (zc_machine_interrupted (self))
        zc_exit ("interrupted");
    if (--self->steps == 0) {
        self->steps = ZC_SCRIPT_STEPS;
        zc_yield ();
    }
}

//  ---- the loop ------------------------------------------------------------

void
zc_machine_step (zc_machine_t *self)
{
    static zc_do_t *const operations [] = {
#define ZC_OPERATION(name) zc_do_##name,
        ZC_OPERATIONS (ZC_OPERATION)
#undef ZC_OPERATION
    };
    zc_frame_t *frame = zc_machine_frame (self);
    const zc_instruction_t *at = &frame->code->instructions [frame->pc++];
    zc_do_t *run = operations [at->operation];
    run (self, at);
}

//  All it holds; also when an error has left it.
static void
s_on_free (void *memory)
{
    zc_machine_t *self = memory;
    zc_machine_drop (self, self->top);
    for (uint32_t i = 0; i < self->depth; i++)
        if (self->frames [i].holds) {
            zc_program_t *program = (zc_program_t *) (uintptr_t) self->frames [i].program;
            zc_program_destroy (&program);
        }
    zc_program_destroy (&self->coming);
    zc_bytes_destroy (&self->result);
    zc_release (self->values);
    zc_release (self->frames);
}

//  On a C stack that has room for it, and for what its functions need.
static zc_machine_t *
s_new (const atomic_bool *interrupt, zc_program_t **program_p)
{
    zc_machine_t *outer = zc_machine_self ();
    if ((outer && outer->nested >= ZC_SCRIPT_NESTED_MAX) || zc_stack_left () < ZC_SCRIPT_STACK_MIN) {
        zc_program_destroy (program_p);
        zc_error ("{system_limit, []}");
    }
    zc_machine_t *self = zc_block_new (sizeof *self, s_on_free);
    self->outer = outer;
    self->nested = outer? outer->nested + 1: 1;
    self->interrupt = interrupt? interrupt: outer? outer->interrupt: NULL;
    self->steps = outer? outer->steps: ZC_SCRIPT_STEPS;
    self->mark = zc_block_new (1, NULL);
    return self;
}

static uint32_t
s_push_all (zc_machine_t *self, const uint8_t *list)
{
    zc_cursor_t cursor;
    if (!list || !zc_cursor_open (&cursor, list))
        return 0;
    uint32_t count = cursor.left;
    for (; cursor.left; zc_cursor_next (&cursor))
        zc_machine_push_copy (self, zc_cursor_item (&cursor));
    return count;
}

zc_bytes_t *
zc_machine_run (zc_program_t **program_p, const zc_code_t *code, const uint8_t *args,
                const uint8_t *more, const atomic_bool *interrupt, int64_t visit)
{
    zc_machine_t *self = s_new (interrupt, program_p);
    zc_frame_t frame = {.program = *program_p, .code = code, .holds = true, .visit = visit};
    *program_p = NULL;
    uint32_t count = s_push_all (self, args);
    count += s_push_all (self, more);
    zc_machine_enter (self, &frame, count);
    zc_machine_set_self (self);
    zc_machine_breathe (self);
    while (!self->result)
        zc_machine_step (self);
    if (self->outer)
        self->outer->steps = self->steps;
    zc_bytes_t *result = self->result;
    self->result = NULL;
    zc_machine_set_self (self->outer);
    zc_block_free (self->mark);
    zc_block_free (self);
    return result;
}

//  ---- in the module table -------------------------------------------------

static const void *
s_find (const void *code, const char *function, size_t arity)
{
    return zc_program_find (code, function, arity, false);
}

static zc_term_t *
s_call (const void *code, const void *function, const zc_term_t *args)
{
    zc_program_t *program = zc_program_dup (code);
    zc_bytes_t *result = zc_machine_run (&program, function, zc_term_data (args), NULL, NULL,
                                         (int64_t) zc_module_depth () - 1);
    return zc_term_from_bytes (&result);
}

static void
s_release (void *code)
{
    zc_program_t *program = code;
    zc_program_destroy (&program);
}

static bool
s_function_at (const void *code, size_t index, const char **name, size_t *arity)
{
    const zc_program_t *program = code;
    for (uint32_t i = 0; i < program->function_count; i++)
        if (program->functions [i]->public && index-- == 0) {
            *name = program->functions [i]->name;
            *arity = program->functions [i]->arity;
            return true;
        }
    return false;
}

const zc_kind_t zc_module_script = {s_find, s_call, s_release, s_function_at};
