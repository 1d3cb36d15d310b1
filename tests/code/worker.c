//  worker.c - a module in which one can see what version of it runs
//
//  The tests put "#define VERSION n" before it, compile and load it.

#include "zcluster.h"

#ifndef VERSION
#   define VERSION 0
#endif

static int s_count;                 //  each version has its own
static int *volatile s_nowhere;

static int
s_local (void)
{
    return VERSION;
}

//  Worker.version (): the number of this version.
static zc_term_t *
s_version (const zc_term_t *args)
{
    (void) args;
    return zc_term_new ("~i", s_local ());
}

//  Worker.add (): how often it was called.
static zc_term_t *
s_add (const zc_term_t *args)
{
    (void) args;
    return zc_term_new ("~i", ++s_count);
}

static void
s_spin (void)
{
    for (;;)
        s_count++;
}

static void
s_tell_version_by_name (zc_pid_t to)
{
    zc_term_t *version = zc_apply ("Worker", "version", zc_term_new ("[]"));
    zc_send (to, "{version, ~t}", version);
}

static void
s_work (void *arg)
{
    (void) arg;
    for (;;) {
        zc_pid_t from;
        switch (zc_receive_any (-1, ZC_CASE ("{local, ~p}", &from),
                                ZC_CASE ("{by_name, ~p}", &from), ZC_CASE ("move"),
                                ZC_CASE ("crash"), ZC_CASE ("spin"), ZC_CASE ("stop"))) {
            case 0:
                zc_send (from, "{version, ~i}", s_local ());
                break;
            case 1:
                s_tell_version_by_name (from);
                break;
            case 2:
                zc_become ("Worker", "work", "[]");
            case 3:
                *s_nowhere = 1;     //  the line that reports of the crash name
                break;
            case 4:
                s_spin ();
                break;
            default:
                return;
        }
    }
}

//  Worker.work (): do what messages say, until `stop`.
static zc_term_t *
s_work_by_name (const zc_term_t *args)
{
    (void) args;
    s_work (NULL);
    return NULL;
}

//  Worker.start (): a process that does, spawned by pointer.
static zc_term_t *
s_start (const zc_term_t *args)
{
    (void) args;
    return zc_term_new ("~p", zc_spawn (s_work, NULL));
}

#if VERSION == 1
static zc_term_t *
s_only_in_1 (const zc_term_t *args)
{
    (void) args;
    return NULL;
}
#   define MORE , {"only_in_1", 0, s_only_in_1}
#else
#   define MORE
#endif

ZC_MODULE (Worker, {"version", 0, s_version}, {"add", 0, s_add}, {"work", 0, s_work_by_name},
           {"start", 0, s_start} MORE);
