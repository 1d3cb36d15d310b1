//  zc_crash.c - let it crash, in C
//
//  A fault in user code ends that process, not the node:
//
//      fault ──> handler, on the thread's signal stack: whose fault is it?
//         user code of a process:  note it, siglongjmp to the process's base frame
//         the core, malloc and its kin (a damaged heap), or below the system's
//         loader (which holds its locks):  report, die
//
//  The way out is siglongjmp and not a switch, because it runs libc's clean-ups:
//  a crash inside printf gives back the lock of stdout. What malloc holds cannot
//  be given back, and a heap that was found damaged cannot be contained: that
//  ends the program.
//
//  A killed process that never calls the core is ended by a signal of our own,
//  sent to its thread, when all its frames are user code: never inside libc or
//  a library (ours included), whose state would be left half changed.
//
//  The report (zc_report.c) is written later, by the process itself.

#define _GNU_SOURCE             //  dladdr1, _dl_find_object, REG_RIP
#include "zc_core.h"

#include <dlfcn.h>
#include <execinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <link.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

enum { s_signal_stack_size = 128 * 1024, s_heap_functions = 8 };

//  Where malloc and its kin lie, the program and our library: constant after the first
//  zc_crash_install.
static struct { const char *start, *end; } s_heap [s_heap_functions];
static struct link_map *s_program, *s_library;      //  one and the same without a shared library
static struct link_map *s_loader;
static pthread_once_t s_once = PTHREAD_ONCE_INIT;

int
zc_crash_kill_signal (void)
{
    //  ThreadSanitizer holds back signals that a fault cannot cause
    return ZC_TSAN? SIGSYS: SIGRTMIN + 9;
}

//  ---- what lies where (safe in a signal handler) --------------------------

static bool
s_in_heap (const void *address)
{
    for (int i = 0; i < s_heap_functions; i++)
        if ((const char *) address >= s_heap [i].start && (const char *) address < s_heap [i].end)
            return true;
    return false;
}

//  The library's own code, which the build puts into a section of that name.
extern const char __start_zc_text [] __attribute__ ((weak));
extern const char __stop_zc_text [] __attribute__ ((weak));

bool
zc_crash_in_library (const void *address)
{
    return (const char *) address >= __start_zc_text && (const char *) address < __stop_zc_text;
}

//  The program or library that an address lies in; NULL: none.
static struct link_map *
s_object (const void *address)
{
    struct dl_find_object object;
    return _dl_find_object ((void *) (uintptr_t) address, &object) == 0? object.dlfo_link_map: NULL;
}

//  Part of the system's loader: it has called a constructor of a shared object.
static bool
s_in_loader (const void *address)
{
    return s_loader && s_object (address) == s_loader;
}

//  Is this file a module that was loaded (kernel/zc_code_place.c)?
bool
zc_crash_in_module (const char *file)
{
    return strstr (file, "/" ZC_MODULE_PLACE) != NULL;
}

//  Part of the program (its code or ours) or of a module, not of libc or another
//  library.
static bool
s_in_program (const void *address)
{
    const struct link_map *object = s_object (address);
    return object && (object == s_program || object == s_library
                      || zc_crash_in_module (object->l_name));
}

//  ---- the handler ---------------------------------------------------------

//  Die as if nobody had been there, so that a debugger or a core file sees it.
static _Noreturn void
s_die (int signal, const char *text)
{
    if (write (STDERR_FILENO, text, strlen (text)) < 0)
        _exit (128 + signal);
    struct sigaction action = {.sa_handler = SIG_DFL};
    sigaction (signal, &action, NULL);
    sigset_t set;
    sigemptyset (&set);
    sigaddset (&set, signal);
    pthread_sigmask (SIG_UNBLOCK, &set, NULL);
    raise (signal);
    _exit (128 + signal);
}

//  The frames of the interrupted code, innermost first, the handler's own left
//  out.
static int
s_trace (void *frames [], int max, ucontext_t *context)
{
#if defined (__x86_64__)
    void *at = (void *) context->uc_mcontext.gregs [REG_RIP];
#else
    void *at = (void *) context->uc_mcontext.pc;
#endif
    int count = backtrace (frames, max), skip = 0;
    while (skip < count && frames [skip] != at)
        skip++;
    if (skip == count)              //  a jump to nowhere: begin with its caller
        skip = count > 3? 3: 0;
    memmove (frames, frames + skip, (size_t) (count - skip) * sizeof *frames);
    return count - skip;
}

static _Noreturn void
s_leave (zc_process_t *process, int how)
{
    siglongjmp (process->base, how);
}

//  Where on the process's stack s_leave may run, given where it crashed: below
//  that; in the guard lent to an overflow; low down if the pointer is wild.
static uintptr_t
s_landing (const zc_process_t *process, uintptr_t sp)
{
    static const uintptr_t red_zone = 256, room = 16 * 1024;
    uintptr_t low = (uintptr_t) process->stack;
    if (process->crash.overflow)
        return low;
    if (sp < low + room || sp > low + zc_stack_usable ())
        return low + room;
    return sp - red_zone;
}

//  Down to the base frame. The handler returns into s_leave, on the process's
//  own stack below the crashed frames: libc runs a clean-up only if it lies
//  between where siglongjmp is called and where it goes to, which a call on the
//  signal stack does not say.
static void
s_jump (zc_process_t *process, ucontext_t *context, int how)
{
    if (process->crash.overflow)
        zc_stack_lend_guard (process->stack, true);
#if defined (__x86_64__)
    greg_t *registers = context->uc_mcontext.gregs;
    uintptr_t sp = s_landing (process, (uintptr_t) registers [REG_RSP]);
    registers [REG_RSP] = (greg_t) ((sp & ~(uintptr_t) 15) - 8);
    registers [REG_RIP] = (greg_t) (uintptr_t) s_leave;
    registers [REG_RDI] = (greg_t) (uintptr_t) process;
    registers [REG_RSI] = how;
    registers [REG_EFL] &= ~(greg_t) 0x400;     //  direction: upwards, as functions expect
#elif defined (__aarch64__)
    mcontext_t *registers = &context->uc_mcontext;
    uintptr_t sp = s_landing (process, registers->sp);
    registers->sp = sp & ~(uintptr_t) 15;
    registers->pc = (uintptr_t) s_leave;
    registers->regs [0] = (uintptr_t) process;
    registers->regs [1] = (unsigned) how;
#else
    pthread_sigmask (SIG_SETMASK, &context->uc_sigmask, NULL);
    s_leave (process, how);
#endif
}

static zc_process_t *
s_process (void)
{
    zc_caller_t *caller = zc_caller ();
    return caller->bug? (zc_process_t *) caller: NULL;
}

static void
s_on_fault (int signal, siginfo_t *info, void *context)
{
    zc_process_t *process = s_process ();
    if (!process || process->attached)
        s_die (signal, "zcluster: crash outside of all processes\n");
    if (process->core->options.containment == ZC_CONTAIN_FATAL)
        s_die (signal, "zcluster: a process crashed, and containment is set to fatal\n");
    if (atomic_load (&process->lease) == ZC_LEASE_CORE)
        s_die (signal, "zcluster: crash inside the core: the node cannot go on\n");
    zc_crash_t *crash = &process->crash;
    crash->signal = signal;
    crash->code = info->si_code;
    crash->address = info->si_addr;
    crash->overflow = signal == SIGSEGV && zc_stack_overflowed (process->stack, info->si_addr);
    if (process->crashing++)        //  the stack is not fit to be walked
        crash->count = 0;
    else
        crash->count = s_trace (crash->trace, ZC_TRACE_MAX, context);
    for (int i = 0; i < crash->count; i++) {
        if (s_in_heap (crash->trace [i]))
            s_die (signal, "zcluster: the heap is damaged (crash under malloc or free): "
                           "the node cannot go on\n");
        if (s_in_loader (crash->trace [i]))
            s_die (signal, "zcluster: a shared object crashed while it was loaded: "
                           "the node cannot go on\n");
    }
    s_jump (process, context, ZC_LAND_CRASH);
}

//  Ours: this process was killed. Only if it is in user code, called by user
//  code: what libc or our own functions do is not to be left half done. (Ours
//  stand below user code only where they called it.)
static void
s_on_kill (int signal, siginfo_t *info, void *context)
{
    (void) info, (void) signal;
    zc_process_t *process = s_process ();
    if (!process || process->attached || !atomic_load (&process->killed)
        || atomic_load (&process->lease) != ZC_LEASE_DETACHED)
        return;
    void *frames [ZC_TRACE_MAX];
    int count = s_trace (frames, ZC_TRACE_MAX, context);
    bool user = count > 0 && !zc_crash_in_library (frames [0]);
    for (int i = 0; user && i < count; i++)
        user = s_in_program (frames [i]);
    if (user)                       //  else later, when it is out of there
        s_jump (process, context, ZC_LAND_KILLED);
}

//  ---- installation --------------------------------------------------------

static void
s_find_heap (void)
{
    static const char *const names [s_heap_functions] = {
        "malloc", "free", "calloc", "realloc", "posix_memalign", "aligned_alloc"};
    for (int i = 0; i < s_heap_functions && names [i]; i++) {
        Dl_info info;
        ElfW (Sym) *symbol = NULL;
        const char *start = dlsym (RTLD_DEFAULT, names [i]);
        if (start && dladdr1 (start, &info, (void **) &symbol, RTLD_DL_SYMENT) && symbol) {
            s_heap [i].start = start;
            s_heap [i].end = start + symbol->st_size;
        }
    }
    s_program = s_object ((const void *) getauxval (AT_ENTRY));
    s_library = s_object (&s_heap);     //  where this very variable lies
    s_loader = s_object ((const void *) getauxval (AT_BASE));
}

static void
s_install (void)
{
    s_find_heap ();
    void *frames [4];
    backtrace (frames, 4);          //  loads the unwinder now, not in a handler
    static const int faults [] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
    struct sigaction action = {.sa_sigaction = s_on_fault,
                               .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
        sigaction (faults [i], &action, NULL);
    //  Without SA_RESTART: a killed process that waits in a system call comes out
    action.sa_sigaction = s_on_kill;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigaction (zc_crash_kill_signal (), &action, NULL);
}

void
zc_crash_install (void)
{
    pthread_once (&s_once, s_install);
}

//  A stack for the handlers of the calling thread: the crashed one may be full.
char *
zc_crash_signal_stack (void)
{
    char *memory = mmap (NULL, s_signal_stack_size, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    zc_check (memory != MAP_FAILED, "no memory for a signal stack");
    stack_t stack = {.ss_sp = memory, .ss_size = s_signal_stack_size};
    stack_t old;
    sigaltstack (&stack, &old);
    //  A sanitizer's own stack is put back at the end: it frees what it finds
    memcpy (memory, &old, sizeof old);
    return memory;
}

void
zc_crash_signal_stack_free (char *memory)
{
    stack_t old;
    memcpy (&old, memory, sizeof old);
    if (!old.ss_sp)
        old.ss_flags = SS_DISABLE;
    sigaltstack (&old, NULL);
    munmap (memory, s_signal_stack_size);
}
