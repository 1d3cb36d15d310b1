//  demo_node_chat.c - the application Chat: messages by tasks on other nodes
//
//  Each node has a supervisor of tasks. To say something to somebody is to run a
//  task at his node, under his supervisor, where its output appears. Read next:
//  demo_node_code.c.

#include "demo_node.h"

#include <string.h>

enum { AWAIT_MS = 5000 };           //  as Elixir's default

//  ---- the application -----------------------------------------------------

static zc_start_t
s_start_tasks (void *arg)
{
    (void) arg;
    return zc_task_supervisor_start_link ("Chat.TaskSupervisor");
}

void
demo_start_chat (void)
{
    const zc_child_spec_t children [] = {
        {.id = "Chat.TaskSupervisor", .start = s_start_tasks, .supervisor = true}
    };
    zc_supervisor_start_link (NULL, children, 1, "Chat.Supervisor");
}

static void
s_spawn_task (const char *recipient, const char *function, const zc_term_t *args)
{
    zc_server_t supervisor = zc_server_on ("Chat.TaskSupervisor", recipient);
    zc_task_t task = zc_task_supervisor_async_apply (supervisor, "Chat", function, "~t", args);
    zc_term_t *result = zc_task_await (task, AWAIT_MS);
    zc_term_destroy (&result);
}

//  Chat.send_message (recipient, message): moebi is somebody special.
static zc_term_t *
s_send_message (const zc_term_t *args)
{
    const char *recipient, *message;
    if (!zc_term_match (args, "[~a, ~s]", &recipient, &message))
        zc_error ("{function_clause, [{Chat, send_message, ~t, []}]}", args);
    if (strcmp (recipient, "moebi@localhost") == 0)
        s_spawn_task (recipient, "receive_message_for_moebi",
                      zc_term_new ("[~s, ~a]", message, zc_node_self ()));
    else
        s_spawn_task (recipient, "receive_message", zc_term_new ("[~s]", message));
    return NULL;
}

static zc_term_t *
s_receive_message (const zc_term_t *args)
{
    const char *message;
    if (zc_term_match (args, "[~s]", &message))
        zc_io_puts (message);
    return NULL;
}

static zc_term_t *
s_receive_message_for_moebi (const zc_term_t *args)
{
    const char *message, *from;
    if (zc_term_match (args, "[~s, ~a]", &message, &from)) {
        zc_io_puts (message);
        s_spawn_task (from, "receive_message", zc_term_new ("[~s]", "chicken?"));
    }
    return NULL;
}

ZC_MODULE (Chat, {"send_message", 2, s_send_message}, {"receive_message", 1, s_receive_message},
           {"receive_message_for_moebi", 2, s_receive_message_for_moebi});

//  ---- Kate ----------------------------------------------------------------

static zc_term_t *
s_say_name (const zc_term_t *args)
{
    (void) args;
    zc_io_puts ("Hi, my name is Kate");
    return NULL;
}

//  Kate.sup (): answer who says hi.
static zc_term_t *
s_sup (const zc_term_t *args)
{
    (void) args;
    zc_pid_t from;
    if (zc_receive (-1, "{hi, ~p}", &from))
        zc_send (from, "sup?");
    return NULL;
}

ZC_MODULE (Kate, {"say_name", 0, s_say_name}, {"sup", 0, s_sup});

//  ---- the commands --------------------------------------------------------

static void
s_spawn_say_name (const char *node)
{
    zc_node_spawn_link (node, "Kate", "say_name", "[]");
}

static void
s_spawn_sup (const char *node)
{
    demo_pid = zc_node_spawn_link (node, "Kate", "sup", "[]");
    demo_show (zc_term_new ("~p", demo_pid));
}

static void
s_say_hi (const char *unused)
{
    (void) unused;
    zc_send (demo_pid, "{hi, ~p}", zc_self ());
}

static void
s_children (const char *unused)
{
    (void) unused;
    demo_show (zc_supervisor_which_children ("Chat.Supervisor"));
}

static void
s_task (const char *node)
{
    zc_server_t supervisor = zc_server_on ("Chat.TaskSupervisor", node);
    zc_task_t task = zc_task_supervisor_async_apply (supervisor, "Demo", "sum", "[~i]", 1000);
    demo_show (zc_task_await (task, AWAIT_MS));
}

//  chat RECIPIENT MESSAGE
static void
s_chat (const char *line)
{
    char recipient [64] = "";
    size_t length = strcspn (line, " ");
    strncat (recipient, line, length < sizeof recipient? length: sizeof recipient - 1);
    const char *message = line [length]? line + length + 1: "";
    zc_term_t *args = zc_term_new ("[~a, ~s]", recipient, message);
    demo_show (zc_apply ("Chat", "send_message", args));
    zc_term_destroy (&args);
}

const demo_command_t demo_chat_commands [] = {
    {"say_name", s_spawn_say_name}, {"spawn_sup", s_spawn_sup}, {"say_hi", s_say_hi},
    {"children", s_children}, {"task", s_task}, {"chat", s_chat}, {NULL, NULL}
};
