//  zc_context.h - a place in a program that can be left and come back to
//
//  A context is a stack and, while it is not running, the stack pointer it was
//  left with; the other registers lie on the stack. Three back ends: x86_64 and
//  aarch64 (base/arch/), and ucontext for the rest (-DZC_CONTEXT_UCONTEXT picks
//  it anywhere, as the cross-check). The same module tells AddressSanitizer,
//  ThreadSanitizer and valgrind about each switch: without that they report
//  nonsense or hang.

#ifndef ZC_CONTEXT_H_INCLUDED
#define ZC_CONTEXT_H_INCLUDED

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined (__SANITIZE_ADDRESS__)
#   define ZC_ASAN 1
#elif defined (__has_feature)
#   if __has_feature (address_sanitizer)
#       define ZC_ASAN 1
#   endif
#endif
#if defined (__SANITIZE_THREAD__)
#   define ZC_TSAN 1
#elif defined (__has_feature)
#   if __has_feature (thread_sanitizer)
#       define ZC_TSAN 1
#   endif
#endif
#ifndef ZC_ASAN
#   define ZC_ASAN 0
#endif
#ifndef ZC_TSAN
#   define ZC_TSAN 0
#endif

typedef struct zc_context_t zc_context_t;
struct zc_context_t {
    void *sp;                       //  while it is not running
    void *bottom;                   //  lowest address of its stack
    size_t size;
    void (*entry) (void *arg);
    void *arg;
    zc_context_t *from;             //  who switched to us, valid just after a switch
    void *fake_stack;               //  AddressSanitizer's
    void *fiber;                    //  ThreadSanitizer's
    void *portable;                 //  ucontext_t of the portable back end
};

//  The context of the running thread itself, to switch back to.
void zc_context_init_thread (zc_context_t *self);

//  A context that will run entry (arg) on the stack at first switch. entry must
//  not return.
void zc_context_make (zc_context_t *self, void *bottom, size_t size, void (*entry) (void *arg),
                      void *arg);

//  Leave `self` (the running one) and go on in `to`. last: `self` is never
//  switched to again.
void zc_context_switch (zc_context_t *self, zc_context_t *to, bool last);

//  Release what make has taken (not the stack). Not the running one.
void zc_context_free (zc_context_t *self);

//  Forget what sanitizers noted of a stack whose frames were abandoned.
void zc_context_clean_stack (void *bottom, size_t size);

#endif
