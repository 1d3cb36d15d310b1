//  zc_machine_match.c - patterns, guards, receive, and what nothing matched

#include "zc_machine.h"
#include "zc_list.h"
#include "zc_process.h"
#include "term/zc_walk.h"

void
zc_do_MATCH (zc_machine_t *self, const zc_instruction_t *at)
{
    zc_frame_t *frame = zc_machine_frame (self);
    const zc_pattern_t *pattern = frame->program->patterns [at->a];
    zc_bytes_t **slots = &self->values [frame->base];
    if (!zc_pattern_match_value (pattern, &slots [at->b], slots))
        frame->pc = at->c;
}

void
zc_do_GUARD (zc_machine_t *self, const zc_instruction_t *at)
{
    self->guard = true;
    self->guard_pc = at->a;
    self->guard_top = self->top;
}

void
zc_do_GUARD_END (zc_machine_t *self, const zc_instruction_t *at)
{
    (void) at;
    self->guard = false;
    zc_bytes_t *value = zc_machine_pop (self);
    if (!zc_atom_is (value->data, "true"))
        zc_machine_frame (self)->pc = self->guard_pc;
    zc_part_release (&value);
}

//  ---- receive -------------------------------------------------------------

//  Run the heads of the clauses on a message.
static bool
s_wants (void *arg, const uint8_t *data, size_t size)
{
    zc_machine_t *self = arg;
    zc_frame_t *frame = zc_machine_frame (self);
    zc_bytes_t **slot = zc_machine_slot (self, frame->code->instructions [self->heads - 1].a);
    zc_part_release (slot);
    *slot = zc_bytes_new (data, size);
    frame->pc = self->heads;
    self->verdict = ZC_UNDECIDED;
    while (self->verdict == ZC_UNDECIDED)
        zc_machine_step (self);
    return self->verdict == ZC_ACCEPTED;
}

static int
s_pop_time (zc_machine_t *self)
{
    zc_integer_t integer;
    const zc_bytes_t *value = self->values [self->top - 1];
    int ms = -1;
    if (zc_read_integer (value->data, &integer) && !integer.negative && !integer.bytes
    &&  integer.small <= INT32_MAX)
        ms = (int) integer.small;
    else
    if (!zc_atom_is (value->data, "infinity"))
        zc_error ("{timeout_value, []}");
    zc_machine_drop (self, 1);
    return ms;
}

void
zc_do_RECEIVE (zc_machine_t *self, const zc_instruction_t *at)
{
    zc_machine_breathe (self);
    int ms = at->c? s_pop_time (self): -1;
    self->heads = zc_machine_frame (self)->pc;
    if (!zc_receive_where (ms, s_wants, self))
        zc_machine_frame (self)->pc = at->b;
}

void
zc_do_ACCEPT (zc_machine_t *self, const zc_instruction_t *at)
{
    self->verdict = ZC_ACCEPTED;
    zc_machine_frame (self)->pc = at->a;
}

void
zc_do_REJECT (zc_machine_t *self, const zc_instruction_t *at)
{
    (void) at;
    self->verdict = ZC_REJECTED;
}

//  ---- nothing matched -----------------------------------------------------

static zc_term_t *
s_arguments (zc_machine_t *self, uint32_t count)
{
    zc_terms_t args = {0};
    for (uint32_t i = 0; i < count; i++)
        zc_terms_add (&args, zc_machine_term (*zc_machine_slot (self, i)));
    return zc_terms_list (&args);
}

static _Noreturn void
s_no_clause (zc_machine_t *self)
{
    const zc_frame_t *frame = zc_machine_frame (self);
    bool named = *frame->code->name;
    const char *module = named? frame->program->module: "erl_eval";
    const char *function = named? frame->code->name: "-inside-an-interpreted-fun-";
    zc_error ("{function_clause, [{~t, ~a, ~t, []}]}", zc_module_atom (module), function,
              s_arguments (self, frame->code->arity));
}

void
zc_do_FAIL (zc_machine_t *self, const zc_instruction_t *at)
{
    switch ((zc_failure_t) at->a) {
        case ZC_FUNCTION_CLAUSE: s_no_clause (self);
        case ZC_COND_CLAUSE:     zc_error ("{cond_clause, []}");
        case ZC_CASE_CLAUSE: case ZC_BADMATCH: default:
            zc_error ("{{~a, ~t}, []}", at->a == ZC_BADMATCH? "badmatch": "case_clause",
                      zc_machine_term (*zc_machine_slot (self, at->b)));
    }
}
