//  application.c - the module Chat.Application: starts what the application consists of

#include <zcluster.h>

static zc_start_t
s_start_tasks (void *arg)
{
    (void) arg;
    return zc_task_supervisor_start_link ("Chat.TaskSupervisor");
}

//  Chat.Application:start (Type, Args)
static zc_term_t *
s_start (const zc_term_t *args)
{
    (void) args;
    const zc_child_spec_t children [] = {
        //  One more: {.id = "worker", .start = s_start_worker},
        {.id = "Chat.TaskSupervisor", .start = s_start_tasks, .supervisor = true}};
    zc_supervisor_options_t options = {.strategy = ZC_ONE_FOR_ONE};
    return zc_start_to_term (zc_supervisor_start_link (
        &options, children, sizeof children / sizeof *children, "Chat.Supervisor"));
}

ZC_MODULE_NAMED (chat_application, "Chat.Application", {"start", 2, s_start});
