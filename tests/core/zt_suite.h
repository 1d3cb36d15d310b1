//  zt_suite.h - a program of tests that need no node; for those that do: zc_test.h
//
//      int
//      main (void)
//      {
//          TCase *tests = zt_suite_case ("cookie", 30);
//          tcase_add_test (tests, a_cookie_always_makes_the_same_keys);
//          return zt_suite_run ("cookie", tests);
//      }

#ifndef ZT_SUITE_H_INCLUDED
#define ZT_SUITE_H_INCLUDED

#include <check.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>

//  Each test may take so long, on a machine that is not slow.
static inline TCase *
zt_suite_case (const char *name, int limit_s)
{
    TCase *tests = tcase_create (name);
    const char *scale = getenv ("ZC_TIME");
    tcase_set_timeout (tests, limit_s * (scale? atof (scale): 1));
    return tests;
}

//  Returns  what main has to
static inline int
zt_suite_run (const char *name, TCase *tests)
{
    Suite *suite = suite_create (name);
    suite_add_tcase (suite, tests);
    SRunner *runner = srunner_create (suite);
    srunner_run_all (runner, CK_ENV);
    int failed = srunner_ntests_failed (runner);
    srunner_free (runner);
    return failed? EXIT_FAILURE: EXIT_SUCCESS;
}

//  ---- child processes of a test -------------------------------------------

static inline void
zt_child_kill (pid_t pid)
{
    kill (pid, SIGKILL);
    ck_assert_int_eq (waitpid (pid, NULL, 0), pid);
}

static inline void
zt_child_stop (pid_t pid)
{
    int status;
    kill (pid, SIGSTOP);
    ck_assert_int_eq (waitpid (pid, &status, WUNTRACED), pid);
    ck_assert (WIFSTOPPED (status));
}

#endif
