//  zc_try.c - the three ways out of a body, and the way back
//
//      zc_exit    the process has done what it wanted to, or gives up
//      zc_error   something went wrong, {Error, Stack}
//      zc_throw   a result handed to whoever catches it
//
//  Each goes to the innermost zc_try around it, else the process ends. The way is
//  siglongjmp over the frames in between, as after a crash (zc_crash.c): nothing
//  of theirs is undone but what the process itself owns.

#include "zc_core.h"
#include "zc_process.h"

//  A zc_try that runs, on its process's stack.
struct zc_catch_t {
    zc_catch_t *outer;
    zc_class_t class;               //  how the body was left; VALUE: it returned
    sigjmp_buf place;
};

//  What a process ends with that nobody catches: a throw ends as an error.
static zc_term_t *
s_uncaught (zc_class_t class, zc_term_t *reason)
{
    return class == ZC_THROW? zc_term_new ("{{nocatch, ~t}, []}", reason): reason;
}

//  An error that nobody catches ends the process, and perhaps nobody hears of it. An exit is
//  meant, and says nothing.
static void
s_report (zc_process_t *self)
{
    const char *kind, *text;
    char *words = zc_module_undefined_in (self->reason);
    if (!words && !zc_term_match (self->reason, "{~a, ~s}", &kind, &text))
        words = zc_term_str (self->reason);
    if (words)
        zc_core_log (self->core, ZC_LOG_ERROR, "process #PID<0.%u.%u> ends: %s", self->pid.id,
                     self->pid.serial, words);
    else
        zc_core_log (self->core, ZC_LOG_ERROR, "process #PID<0.%u.%u> ends: %s: %s", self->pid.id,
                     self->pid.serial, kind, text);
    zc_free (words);
}

//  Leave the body for a reason, a term of the process. Outside the core.
void
zc_process_raise (zc_process_t *self, zc_class_t class, zc_term_t *reason)
{
    zc_catch_t *frame = self->catching;
    self->reason = frame? reason: s_uncaught (class, reason);
    if (!frame) {
        if (class != ZC_EXIT)
            s_report (self);
        zc_process_exit_now (self);
    }
    frame->class = class;
    siglongjmp (frame->place, 1);
}

void
zc_exit_format (zc_format_t reason)
{
    zc_process_raise (zc_baton_self (), ZC_EXIT, zc_term_build (reason));
}

static _Noreturn void
s_error (zc_term_t *pair)
{
    if (zc_term_type (pair) != ZC_TUPLE || zc_term_length (pair) != 2)
        zc_caller_bug ("zc_error: the reason is not a pair {Error, Stack}");
    zc_process_raise (zc_baton_self (), ZC_ERROR, pair);
}

void
zc_error_format (zc_format_t reason)
{
    s_error (zc_term_build (reason));
}

void
zc_throw_format (zc_format_t term)
{
    zc_process_raise (zc_baton_self (), ZC_THROW, zc_term_build (term));
}

void
zc_raise (zc_class_t how, zc_term_t **reason_p)
{
    zc_term_t *reason = *reason_p;
    *reason_p = NULL;
    if (how == ZC_VALUE || !reason)
        zc_caller_bug ("zc_raise: nothing was caught");
    if (how == ZC_ERROR)
        s_error (reason);
    zc_process_raise (zc_baton_self (), how, reason);
}

zc_class_t
zc_try (zc_body_t *body, void *arg, zc_term_t **reason)
{
    zc_process_t *self = zc_baton_self ();
    zc_catch_t frame = {.outer = self->catching, .class = ZC_VALUE};
    size_t versions = zc_version_depth (self);
    void *machine = self->machine;
    self->catching = &frame;
    if (sigsetjmp (frame.place, 0) == 0)
        body (arg);
    self->catching = frame.outer;
    zc_version_leave (self, versions);
    self->machine = machine;
    *reason = self->reason;         //  NULL: the body returned
    self->reason = NULL;
    return frame.class;
}
