//  test_try.c - the ways out of a body, caught and uncaught

#include "zc_test.h"

typedef enum { RETURN, EXIT, ERROR, THROW, MISTAKE, CRASH, UNDEF } s_way_t;

static void
s_leave (void *arg)
{
    int number;
    switch (*(s_way_t *) arg) {
        case RETURN: return;
        case EXIT: zc_exit ("{done, ~i}", 7);
        case ERROR: zc_error ("{badarith, []}");
        case THROW: zc_throw ("ball");
        case MISTAKE: zc_send (zc_self (), "{~p}", "not a pid"); return;
        case CRASH: abort ();
        case UNDEF:
            zc_term_match (zc_apply ("Nowhere", "f", zc_term_new ("[1]")), "~i", &number);
    }
}

static zc_class_t
s_try (s_way_t way, zc_term_t **reason)
{
    return zc_try (s_leave, &way, reason);
}

ZT_TEST (a_body_that_is_left_is_caught)
{
    zc_term_t *reason;
    zt_check_int (s_try (EXIT, &reason), ZC_EXIT);
    zt_check_term (reason, "{done, 7}");
    zt_check_int (s_try (THROW, &reason), ZC_THROW);
    zt_check_term (reason, "ball");
    zt_check_int (s_try (ERROR, &reason), ZC_ERROR);
    zt_check_term (reason, "{badarith, []}");
    zt_check_int (s_try (RETURN, &reason), ZC_VALUE);
    zt_check (reason == NULL);
}

ZT_TEST (mistakes_and_missing_functions_are_errors)
{
    zc_term_t *reason;
    const char *text;
    zt_check_int (s_try (MISTAKE, &reason), ZC_ERROR);
    zt_check_term (reason, "{badarg, ~s}", &text);
    zt_check (!zt_logged ("ends: badarg"));
    zt_check_int (s_try (UNDEF, &reason), ZC_ERROR);
    zt_check_term (reason, "{undef, [{Nowhere, f, [1], []}]}");
}

static void
s_outer (void *arg)
{
    zc_term_t *reason;
    zt_check_int (s_try (EXIT, &reason), ZC_EXIT);
    s_leave (arg);
}

static void
s_no_pair (void *arg)
{
    (void) arg;
    zc_error ("just_so");
}

//  What was caught goes on as it came.
static void
s_catch_and_raise (void *arg)
{
    zc_term_t *reason;
    zc_class_t how = s_try (*(s_way_t *) arg, &reason);
    zc_raise (how, &reason);
}

ZT_TEST (what_was_caught_can_go_on)
{
    static s_way_t ways [] = {EXIT, ERROR, THROW, RETURN};
    zc_term_t *reason;
    zt_check_int (zc_try (s_catch_and_raise, &ways [0], &reason), ZC_EXIT);
    zt_check_term (reason, "{done, 7}");
    zt_check_int (zc_try (s_catch_and_raise, &ways [1], &reason), ZC_ERROR);
    zt_check_term (reason, "{badarith, []}");
    zt_check_int (zc_try (s_catch_and_raise, &ways [2], &reason), ZC_THROW);
    zt_check_term (reason, "ball");
    zt_check_end (s_catch_and_raise, &ways [0], "{done, 7}");
    zt_check_end (s_catch_and_raise, &ways [1], "{badarith, []}");
    zt_check_end (s_catch_and_raise, &ways [2], "{{nocatch, ball}, []}");
    zt_check_end (s_catch_and_raise, &ways [3], "{badarg, \"zc_raise: nothing was caught\"}");
}

ZT_TEST (an_error_without_a_stack_is_a_mistake)
{
    zt_check_end (s_no_pair, NULL, "{badarg, _}");
}

ZT_TEST (the_innermost_catches)
{
    s_way_t way = THROW;
    zc_term_t *reason;
    zt_check_int (zc_try (s_outer, &way, &reason), ZC_THROW);
    zt_check_term (reason, "ball");
}

ZT_TEST (uncaught_the_process_ends)
{
    static s_way_t ways [] = {EXIT, ERROR, THROW, RETURN};
    zt_check_end (s_leave, &ways [0], "{done, 7}");
    zt_check_end (s_leave, &ways [1], "{badarith, []}");
    zt_check_end (s_leave, &ways [2], "{{nocatch, ball}, []}");
    zt_check_end (s_leave, &ways [3], "normal");
}

//  It has caught once, and what comes after that is not caught.
static void
s_caught_before (void *arg)
{
    zc_term_t *reason;
    s_try (THROW, &reason);
    s_leave (arg);
}

ZT_TEST (a_catch_ends_with_its_try)
{
    static s_way_t way = EXIT;
    zt_check_end (s_caught_before, &way, "{done, 7}");
}

static void
s_try_to (void *arg)
{
    zc_term_t *reason;
    zc_try (s_leave, arg, &reason);
    zt_fail ("caught what cannot be caught");
}

static void
s_try_to_wait (void *arg)
{
    zc_term_t *reason;
    zc_send (*(zc_pid_t *) arg, "inside");
    zc_try ((zc_body_t *) zt_nothing, NULL, &reason);
    zc_sleep (-1);
}

ZT_TEST (crashes_and_kills_are_not_caught)
{
    static s_way_t way = CRASH;
    zt_check_end (s_try_to, &way, "{signal, abrt, _}");
    zc_ref_t ref;
    zc_pid_t self = zc_self (), pid = zc_spawn_monitor (s_try_to_wait, &self, &ref);
    zc_receive (ZT_LONG, "inside");
    zc_exit_process (pid, "{done, 7}");
    zt_check_down (ref, "{done, 7}");
}

//  A process that waited (and may have changed its thread) inside its try.
static void
s_wait_and_leave (void *arg)
{
    zc_sleep (1);
    zt_sleep_in_c (zt_ms (30));     //  expelled
    zc_yield ();
    s_leave (arg);
}

ZT_TEST (catching_works_on_another_thread)
{
    s_way_t way = THROW;
    zc_term_t *reason;
    zt_check_int (zc_try (s_wait_and_leave, &way, &reason), ZC_THROW);
    zt_check_term (reason, "ball");
}

START_TEST (an_attached_thread_catches_too)
{
    zc_node_options_t options = zt_options ();
    zc_node_t *node = zc_node_new (&options, NULL);
    zc_attach (node);
    zc_term_t *reason;
    ck_assert_int_eq (s_try (THROW, &reason), ZC_THROW);
    ck_assert (zc_term_match (reason, "ball"));
    ck_assert_int_eq (s_try (EXIT, &reason), ZC_EXIT);
    zc_detach ();
    zc_node_destroy (&node);
}
END_TEST

ZT_TEST (a_spawn_request_may_answer_only_errors_or_nothing)
{
    zc_spawn_request (NULL, "Kernel", "node", ZC_SPAWN_REPLY_NONE, "[]");
    int options = ZC_SPAWN_REPLY_ERROR | ZC_SPAWN_MONITOR;
    zc_ref_t ref = zc_spawn_request (NULL, "Kernel", "exit", options, "[bye]");
    zt_check_down (ref, "bye");
    zt_check_int (zc_flush (false), 0);
}

//  It was found when much of the message was there already.
static void
s_send_half (void *arg)
{
    static const unsigned char big [100 * 1000];
    zc_send (zc_self (), "{~b, ~p}", (const void *) big, sizeof big, (const char *) arg);
}

ZT_TEST (a_message_with_a_mistake_leaves_nothing_behind)
{
    for (int i = 0; i < 10; i++) {
        zc_term_t *reason;
        zt_check_int (zc_try (s_send_half, "not a pid", &reason), ZC_ERROR);
        zc_send (zc_self (), "{number, ~i}", i);
        zt_check (zc_receive (0, "{number, ~i}", i));
    }
    zt_check_int (zc_flush (false), 0);
}

ZT_MAIN ("try", a_message_with_a_mistake_leaves_nothing_behind, a_body_that_is_left_is_caught, mistakes_and_missing_functions_are_errors,
         what_was_caught_can_go_on, an_error_without_a_stack_is_a_mistake, the_innermost_catches, uncaught_the_process_ends, a_catch_ends_with_its_try,
         crashes_and_kills_are_not_caught, catching_works_on_another_thread,
         an_attached_thread_catches_too, a_spawn_request_may_answer_only_errors_or_nothing)
