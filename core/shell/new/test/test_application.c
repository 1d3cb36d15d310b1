//  test_application.c - tests of the application as a whole

#include "test_helper.h"

static zc_pid_t
s_start (void)
{
    zc_term_t *args = zc_term_new ("[normal, []]");
    zc_pid_t pid;
    check (zc_term_match (zc_apply ("Chat.Application", "start", args), "{ok, ~p}", &pid));
    return pid;
}

TEST (the_supervisor_runs_and_stops)
{
    zc_pid_t pid = s_start ();
    check (zc_pid_equal (pid, zc_whereis ("Chat.Supervisor")));
    zc_supervisor_stop ("Chat.Supervisor");
    check (zc_pid_is_null (zc_whereis ("Chat.TaskSupervisor")));
}

TEST (tasks_are_run)
{
    s_start ();
    zc_task_t task = zc_task_supervisor_async_apply ("Chat.TaskSupervisor", "Chat", "hello", "[]");
    check (zc_term_match (zc_task_await (task, 5000), "world"));
    zc_supervisor_stop ("Chat.Supervisor");
}

TESTS (&the_supervisor_runs_and_stops, &tasks_are_run)
