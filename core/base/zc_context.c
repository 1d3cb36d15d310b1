//  zc_context.c - see zc_context.h

#include "zc_context.h"
#include "zc_check.h"

#include <string.h>

#if ZC_ASAN
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif
#if ZC_TSAN
#include <sanitizer/tsan_interface.h>
#include <signal.h>

//  A signal inside the sanitizer's own switch would be counted to a fiber that
//  is already left: none of the kind that it delivers at once (zc_crash.c).
static void
s_hold_signals (int how)
{
    sigset_t set;
    sigemptyset (&set);
    sigaddset (&set, SIGSYS);
    pthread_sigmask (how, &set, NULL);
}
#endif
#if (!defined (__x86_64__) && !defined (__aarch64__)) && !defined (ZC_CONTEXT_UCONTEXT)
#   define ZC_CONTEXT_UCONTEXT
#endif

//  ---- what sanitizers want to know ----------------------------------------

static inline void
s_before_switch (zc_context_t *self, zc_context_t *to, bool last)
{
#if ZC_ASAN
    __sanitizer_start_switch_fiber (last? NULL: &self->fake_stack, to->bottom, to->size);
#endif
#if ZC_TSAN
    s_hold_signals (SIG_BLOCK);
    __tsan_switch_to_fiber (to->fiber, 0);
#endif
    (void) self, (void) to, (void) last;
}

static inline void
s_after_switch (zc_context_t *self)
{
#if ZC_ASAN
    const void *bottom;
    size_t size;
    __sanitizer_finish_switch_fiber (self->fake_stack, &bottom, &size);
    //  A thread's own stack is learnt when it is first left
    if (self->from && !self->from->bottom) {
        self->from->bottom = (void *) bottom;
        self->from->size = size;
    }
#endif
#if ZC_TSAN
    s_hold_signals (SIG_UNBLOCK);
#endif
    (void) self;
}

void
zc_context_clean_stack (void *bottom, size_t size)
{
#if ZC_ASAN
    __asan_unpoison_memory_region (bottom, size);
#endif
    (void) bottom, (void) size;
}

void
zc_context_init_thread (zc_context_t *self)
{
    memset (self, 0, sizeof *self);
#if ZC_TSAN
    self->fiber = __tsan_get_current_fiber ();
#endif
}

//  First function on a new stack.
static void
s_entry (zc_context_t *self)
{
    s_after_switch (self);
    self->entry (self->arg);
    zc_check (false, "a context's entry function returned");
}

//  ---- back ends -----------------------------------------------------------

#ifdef ZC_CONTEXT_UCONTEXT
#include <ucontext.h>

static void
s_portable_entry (unsigned high, unsigned low)
{
    s_entry ((zc_context_t *) ((uintptr_t) high << 16 << 16 | low));
}

static ucontext_t *
s_portable (zc_context_t *self)
{
    if (!self->portable)
        self->portable = zc_calloc (sizeof (ucontext_t));
    return self->portable;
}

static void
s_prepare (zc_context_t *self)
{
    ucontext_t *context = s_portable (self);
    getcontext (context);
    context->uc_stack.ss_sp = self->bottom;
    context->uc_stack.ss_size = self->size;
    uintptr_t address = (uintptr_t) self;
    makecontext (context, (void (*) (void)) s_portable_entry, 2,
                 (unsigned) (address >> 16 >> 16), (unsigned) address);
}

static void
s_swap (zc_context_t *self, zc_context_t *to)
{
    swapcontext (s_portable (self), s_portable (to));
}

#else

//  arch/: save the registers a function must keep on the stack, store the stack
//  pointer in *from, load `to`, restore, jump to where that one was left.
void zc_context_swap (void **from, void *to);
void zc_context_start (void);       //  where a new context starts: calls r12 (r13)

static void
s_prepare (zc_context_t *self)
{
    uintptr_t top = ((uintptr_t) self->bottom + self->size) & ~(uintptr_t) 15;
#if defined (__x86_64__)
    //  mxcsr+x87 | r15 r14 r13 r12 rbx rbp | return address | 0: end of backtraces
    uintptr_t *frame = (uintptr_t *) top - 10;
    memset (frame, 0, 10 * sizeof *frame);
    frame [0] = 0x037f00001f80;                 //  x87 control word, mxcsr: defaults
    frame [3] = (uintptr_t) self;               //  r13
    frame [4] = (uintptr_t) s_entry;            //  r12
    frame [7] = (uintptr_t) zc_context_start;
#else
    //  d8..d15 | x19..x30 : x19 = entry, x20 = argument, x30 = start
    uintptr_t *frame = (uintptr_t *) top - 20;
    memset (frame, 0, 20 * sizeof *frame);
    frame [8] = (uintptr_t) s_entry;
    frame [9] = (uintptr_t) self;
    frame [19] = (uintptr_t) zc_context_start;
#endif
    self->sp = frame;
}

static inline void
s_swap (zc_context_t *self, zc_context_t *to)
{
    zc_context_swap (&self->sp, to->sp);
}

#endif

//  ---- interface -----------------------------------------------------------

void
zc_context_make (zc_context_t *self, void *bottom, size_t size, void (*entry) (void *arg),
                 void *arg)
{
    self->bottom = bottom;
    self->size = size;
    self->entry = entry;
    self->arg = arg;
    self->from = NULL;
    self->fake_stack = NULL;
#if ZC_TSAN
    self->fiber = __tsan_create_fiber (0);
#endif
    s_prepare (self);
}

void
zc_context_switch (zc_context_t *self, zc_context_t *to, bool last)
{
    to->from = self;
    s_before_switch (self, to, last);
    s_swap (self, to);
    s_after_switch (self);
}

void
zc_context_free (zc_context_t *self)
{
#if ZC_TSAN
    if (self->fiber && self->entry)
        __tsan_destroy_fiber (self->fiber);
    self->fiber = NULL;
#endif
    if (self->portable) {
        zc_release (self->portable);
        self->portable = NULL;
    }
}
