//  zc_machine.h - the machine that runs programs: its state, and what its files share
//
//      zc_machine.c           beginning and end, the loop, stack and frames
//      zc_machine_call.c      calls: of this program, of a module, of a function value
//      zc_machine_match.c     patterns, guards, receive, what nothing matched
//      zc_machine_build.c     tuples, lists, maps, strings
//      zc_machine_operator.c  arithmetic and comparison
//      zc_part.c              long lists, which share their elements
//
//  A machine runs in one process. Scripts that call each other share one: their frames
//  are on the heap, a call in tail position takes the caller's place. When a function in
//  C calls a function value, a new machine begins on top of its C stack.
//
//  A value on the stack is counted bytes, a term or a part of a list (zc_part.h); every one is
//  held once for each place it is in.
//  An error leaves by zc_error: the machine, a block of its process, is released by who
//  catches it, or with the process.

#ifndef ZC_MACHINE_H_INCLUDED
#define ZC_MACHINE_H_INCLUDED

#include "zc_part.h"
#include "zc_program.h"
#include "process/zc_hooks.h"
#include "base/zc_limits.h"

#include <stdatomic.h>

enum { ZC_NO_VISIT = -1 };

typedef struct {
    const zc_program_t *program;
    const zc_code_t *code;
    uint32_t pc;
    uint32_t base;                  //  its first value on the stack
    bool holds;                     //  a reference to the program, released at its end
    int64_t visit;                  //  of a module's version: the depth to go back to
} zc_frame_t;

typedef enum { ZC_UNDECIDED, ZC_ACCEPTED, ZC_REJECTED } zc_verdict_t;

typedef struct zc_machine_t zc_machine_t;
struct zc_machine_t {
    zc_machine_t *outer;            //  that runs the function in C which began this one
    unsigned nested;
    const atomic_bool *interrupt;   //  NULL: none
    void *mark;                     //  see zc_block_mark
    uint32_t steps;                 //  calls left before it gives way

    zc_bytes_t **values;            //  NULL: a slot nothing was stored in
    uint32_t top, value_room;
    zc_frame_t *frames;
    uint32_t depth, frame_room;
    zc_bytes_t *result;             //  of the outermost frame; then it is done

    bool guard;                     //  inside a guard: errors go to
    uint32_t guard_pc, guard_top;
    uint32_t heads;                 //  of a receive
    zc_verdict_t verdict;

    zc_program_t *coming;           //  of a closure that is called: no frame holds it yet
};

//  Run a function with a list of arguments, and a second one behind it (NULL: none), in
//  the calling process. Takes the reference to the program over: an error leaves nobody
//  else to release it. interrupt: while it runs, who sets it ends it, with the exit
//  `interrupted`; NULL: as for the machine around. visit: of the module's version, when it
//  was entered for this call: a call in tail position of another module leaves it.
//  Returns  its result
zc_bytes_t *zc_machine_run (zc_program_t **program_p, const zc_code_t *code,
                            const uint8_t *args, const uint8_t *more,
                            const atomic_bool *interrupt, int64_t visit);

//  What modules made of scripts are, in the module table; the code is a zc_program_t.
extern const zc_kind_t zc_module_script;

//  ---- shared by its files -------------------------------------------------

static inline zc_frame_t *
zc_machine_frame (const zc_machine_t *self)
{
    return &self->frames [self->depth - 1];
}

static inline zc_bytes_t **
zc_machine_slot (const zc_machine_t *self, uint32_t slot)
{
    return &self->values [zc_machine_frame (self)->base + slot];
}

static inline zc_bytes_t *
zc_machine_constant (const zc_machine_t *self, uint32_t constant)
{
    return zc_machine_frame (self)->program->constants [constant];
}

//  Push takes the value over, pop hands it out; drop: the last `count` of them.
void zc_machine_push (zc_machine_t *self, zc_bytes_t *value);
void zc_machine_push_copy (zc_machine_t *self, const uint8_t *data);
zc_bytes_t *zc_machine_pop (zc_machine_t *self);
void zc_machine_drop (zc_machine_t *self, uint32_t count);

//  Begin a function whose last `count` slots are on the stack already. The frame comes with
//  what it holds.
void zc_machine_enter (zc_machine_t *self, const zc_frame_t *frame, uint32_t count);

//  One instruction.
void zc_machine_step (zc_machine_t *self);

//  An error: in a guard it goes on where the guard says, else it ends the script.
#define zc_machine_fail(self, ...) zc_machine_fail_format (self, ZC_FORMAT (__VA_ARGS__))
void zc_machine_fail_format (zc_machine_t *self, zc_format_t reason);

//  The value as a term of the process, for an error's reason.
zc_term_t *zc_machine_term (zc_bytes_t *value);

//  The last `count` values, none of them a part any more.
zc_bytes_t **zc_machine_last (const zc_machine_t *self, uint32_t count);

//  Give way now and then; end if it is to be interrupted. Is it to be?
void zc_machine_breathe (zc_machine_t *self);
bool zc_machine_interrupted (const zc_machine_t *self);

//  Call a function of Kernel with the last `count` values; its result is pushed.
void zc_machine_call_kernel (zc_machine_t *self, const char *function, uint32_t count);

//  The last `count` values as a list, and a tail; they stay. NULL: too large or too deep.
zc_bytes_t *zc_machine_list (const zc_machine_t *self, uint32_t count, const zc_bytes_t *tail);

//  The text of an atom as C has it.
const char *zc_machine_text (const uint8_t *atom, char text [ZC_ATOM_BYTES_MAX + 1]);

//  Each operation's function: zc_do_TUPLE, zc_do_CALL …
typedef void (zc_do_t) (zc_machine_t *self, const zc_instruction_t *at);
#define ZC_OPERATION(name) zc_do_t zc_do_##name;
ZC_OPERATIONS (ZC_OPERATION)
#undef ZC_OPERATION

#endif
