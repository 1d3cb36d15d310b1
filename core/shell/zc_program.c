//  zc_program.c - see zc_program.h

#include "zc_program.h"

#include <stdatomic.h>

zc_program_t *
zc_program_new (const char *module)
{
    zc_program_t *self = zc_calloc (sizeof *self);
    atomic_init (&self->refs, 1);
    self->module = module? zc_copy_text (module): NULL;
    return self;
}

zc_program_t *
zc_program_dup (const zc_program_t *program)
{
    //  Who copies a reference holds one: nothing to order.
    zc_program_t *self = (zc_program_t *) (uintptr_t) program;
    atomic_fetch_add_explicit (&self->refs, 1, memory_order_relaxed);
    return self;
}

static void
s_code_destroy (zc_code_t *self)
{
    zc_release (self->name);
    zc_release (self->instructions);
    zc_release (self);
}

void
zc_program_destroy (zc_program_t **self_p)
{
    zc_program_t *self = *self_p;
    *self_p = NULL;
    //  As in zc_bytes_destroy: the last one sees all others' reads done.
    if (!self || atomic_fetch_sub_explicit (&self->refs, 1, memory_order_acq_rel) > 1)
        return;
    for (uint32_t i = 0; i < self->function_count; i++)
        s_code_destroy (self->functions [i]);
    for (uint32_t i = 0; i < self->constant_count; i++)
        zc_bytes_destroy (&self->constants [i]);
    for (uint32_t i = 0; i < self->pattern_count; i++)
        zc_pattern_destroy (&self->patterns [i]);
    zc_release (self->functions);
    zc_release (self->constants);
    zc_release (self->patterns);
    zc_release (self->module);
    zc_release (self);
}

const zc_code_t *
zc_program_find (const zc_program_t *self, const char *name, size_t arity, bool all)
{
    for (uint32_t i = 0; i < self->function_count; i++) {
        const zc_code_t *code = self->functions [i];
        if (code->arity == arity && (code->public || all) && strcmp (code->name, name) == 0)
            return code;
    }
    return NULL;
}

//  ---- making --------------------------------------------------------------

//  Room for one more in an array that is full at each power of two.
static void *
s_grow (void *items, uint32_t count, size_t size)
{
    return (count & (count - 1)) == 0? zc_regrow (items, (2 * (size_t) count + 1) * size): items;
}

uint32_t
zc_program_add_function (zc_program_t *self, const char *name, size_t size, uint32_t arity)
{
    zc_code_t *code = zc_calloc (sizeof *code);
    code->name = zc_calloc (size + 1);
    memcpy (code->name, name, size);
    code->arity = code->slots = arity;
    self->functions = s_grow (self->functions, self->function_count, sizeof code);
    self->functions [self->function_count] = code;
    return self->function_count++;
}

uint32_t
zc_program_add_constant (zc_program_t *self, const uint8_t *data, size_t size)
{
    self->constants = s_grow (self->constants, self->constant_count, sizeof *self->constants);
    self->constants [self->constant_count] = zc_bytes_new (data, size);
    return self->constant_count++;
}

uint32_t
zc_program_add_pattern (zc_program_t *self, zc_pattern_t **pattern_p)
{
    self->patterns = s_grow (self->patterns, self->pattern_count, sizeof *self->patterns);
    self->patterns [self->pattern_count] = *pattern_p;
    *pattern_p = NULL;
    return self->pattern_count++;
}

uint32_t
zc_code_add (zc_code_t *self, zc_operation_t operation, uint32_t a, uint32_t b, uint32_t c)
{
    self->instructions = s_grow (self->instructions, self->count, sizeof *self->instructions);
    self->instructions [self->count] = (zc_instruction_t) {operation, a, b, c};
    return self->count++;
}
