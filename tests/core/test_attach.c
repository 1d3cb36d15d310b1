//  test_attach.c - threads of a larger program as processes of a node

#include "zc_test.h"

#include <poll.h>

static void
s_echo (void *arg)
{
    zc_pid_t from;
    int number;
    (void) arg;
    while (zc_receive_any (-1, ZC_CASE ("{ping, ~p, ~i}", &from, &number), ZC_CASE ("stop")) == 0)
        zc_send (from, "{pong, ~i}", number);
}

//  Start a node, run a body on this thread attached to it, end it, check.
static void
s_run_attached (void (*body) (zc_node_t *node))
{
    zt_warm_up ();
    zt_books_t before = zt_books ();
    zc_node_options_t options = zt_options ();
    zc_node_t *node = zc_node_new (&options, NULL);
    ck_assert_ptr_nonnull (node);
    body (node);
    zc_node_destroy (&node);
    zt_check_books (before);
    zt_report ();
}

static void
s_talk (zc_node_t *node)
{
    zc_pid_t self = zc_attach (node);
    zt_check (zc_pid_equal (self, zc_self ()));
    zt_check (zc_node () == node);
    zc_pid_t echo = zc_spawn (s_echo, NULL);
    for (int i = 0; i < 200; i++) {
        int number = -1;
        zc_send (echo, "{ping, ~p, ~i}", self, i);
        zt_check (zc_receive (ZT_LONG, "{pong, ~i}", &number) && number == i);
    }
    zc_send (echo, "stop");
    zc_detach ();
}

START_TEST (an_attached_thread_is_a_process_of_the_node)
{
    s_run_attached (s_talk);
}
END_TEST

static void
s_use_everything (zc_node_t *node)
{
    zc_attach (node);
    zc_trap_exit (true);
    zt_check (zc_register ("thread", zc_self ()));
    zc_ref_t ref;
    zc_pid_t echo = zc_spawn_monitor (s_echo, NULL, &ref);
    zc_link (echo);
    zc_exit_process (echo, "enough");
    zt_check_down (ref, "enough");
    zt_check (zc_receive (ZT_LONG, "{:EXIT, ~p, enough}", echo));
    zt_check (!zc_receive (20, "_"));               //  a time-out blocks the thread only
    zc_send_after (5, zc_self (), "timer");
    zt_check (zc_receive (ZT_LONG, "timer"));
    zc_sleep (5);
    zc_yield ();
    memset (zc_alloc (100), 1, 100);                //  released by zc_detach
    zc_term_new ("[1, 2, 3]");
    zc_detach ();
}

START_TEST (an_attached_thread_may_use_the_whole_interface)
{
    s_run_attached (s_use_everything);
}
END_TEST

static void
s_come_and_go (zc_node_t *node)
{
    zc_pid_t last = {0};
    for (int i = 0; i < 100; i++) {
        zc_pid_t self = zc_attach (node);
        zt_check (!zc_pid_equal (self, last));
        zt_check (i == 0 || !zc_process_alive (last));
        last = self;
        zc_send (self, "unread");
        zc_detach ();
    }
}

START_TEST (a_thread_can_attach_and_detach_many_times)
{
    s_run_attached (s_come_and_go);
}
END_TEST

//  ---- the descriptor ------------------------------------------------------

static bool
s_readable (int fd, int timeout_ms)
{
    struct pollfd item = {.fd = fd, .events = POLLIN};
    return poll (&item, 1, timeout_ms) == 1;
}

static void
s_send_soon (void *arg)
{
    zc_sleep (20);
    zc_send (*(zc_pid_t *) arg, "news");
}

static void
s_poll (zc_node_t *node)
{
    zc_pid_t self = zc_attach (node);
    int fd = zc_attach_fd ();
    zt_check (fd >= 0);
    zt_check (!s_readable (fd, 0));
    for (int i = 0; i < 3; i++) {
        zc_spawn (s_send_soon, &self);
        zt_check (s_readable (fd, ZT_LONG));
        zt_check (zc_receive (0, "news"));
        zt_check (!s_readable (fd, 0));
    }
    zc_send (self, "one");
    zc_send (self, "two");
    zt_check (s_readable (fd, ZT_LONG));
    zt_check (zc_receive (0, "one"));
    zt_check (s_readable (fd, 0));                  //  there is one more
    zt_check (zc_receive (0, "two"));
    zt_check (!s_readable (fd, 0));
    zc_detach ();
}

START_TEST (a_descriptor_tells_of_messages)
{
    s_run_attached (s_poll);
}
END_TEST

static void
s_poll_late (zc_node_t *node)
{
    zc_pid_t self = zc_attach (node);
    zc_send (self, "early");                        //  before anybody asked for a descriptor
    int fd = zc_attach_fd ();
    zt_check (s_readable (fd, ZT_LONG));
    zt_check_int (zc_attach_fd (), fd);
    zt_check (zc_receive (0, "early"));
    zc_detach ();
}

START_TEST (a_descriptor_tells_of_messages_that_were_there_before)
{
    s_run_attached (s_poll_late);
}
END_TEST

//  ---- many threads --------------------------------------------------------

typedef struct {
    zc_node_t *node;
    zc_pid_t echo;
    bool well;
} s_client_t;

static void *
s_client (void *arg)
{
    s_client_t *self = arg;
    zc_attach (self->node);
    self->well = true;
    for (int i = 0; i < 200; i++) {
        int number = -1;
        zc_send (self->echo, "{ping, ~p, ~i}", zc_self (), i);
        if (!zc_receive (ZT_LONG, "{pong, ~i}", &number) || number != i)
            self->well = false;
    }
    zc_detach ();
    return NULL;
}

static void
s_crowd (zc_node_t *node)
{
    enum { CLIENTS = 8 };
    s_client_t clients [CLIENTS];
    pthread_t threads [CLIENTS];
    zc_attach (node);
    zc_pid_t echo = zc_spawn (s_echo, NULL);
    for (int i = 0; i < CLIENTS; i++) {
        clients [i] = (s_client_t) {node, echo, false};
        ck_assert_int_eq (pthread_create (&threads [i], NULL, s_client, &clients [i]), 0);
    }
    for (int i = 0; i < CLIENTS; i++) {
        pthread_join (threads [i], NULL);
        zt_check (clients [i].well);
    }
    zc_send (echo, "stop");
    zc_detach ();
}

START_TEST (many_threads_can_attach_at_once)
{
    s_run_attached (s_crowd);
}
END_TEST

//  ---- what happens to an attached thread ----------------------------------

static void *
s_wait_for_ever (void *arg)
{
    s_client_t *self = arg;
    zc_attach (self->node);
    zc_send (self->echo, "{attached, ~p}", zc_self ());
    zc_receive (-1, "never");
    self->well = true;                              //  not reached
    zc_detach ();
    return NULL;
}

static void
s_kill_thread (zc_node_t *node)
{
    s_client_t client = {node, zc_attach (node), false};
    pthread_t thread;
    ck_assert_int_eq (pthread_create (&thread, NULL, s_wait_for_ever, &client), 0);
    zc_pid_t pid;
    zt_check (zc_receive (ZT_LONG, "{attached, ~p}", &pid));
    zc_ref_t ref = zc_monitor (pid);
    zc_exit_process (pid, "kill");
    zt_check_down (ref, "killed");
    pthread_join (thread, NULL);                    //  its thread ends in the core
    zt_check (!client.well);
    zc_detach ();
}

START_TEST (a_killed_attached_thread_ends)
{
    s_run_attached (s_kill_thread);
}
END_TEST

static void *
s_leave_at_once (void *arg)
{
    s_client_t *self = arg;
    zc_attach (self->node);
    zc_send (self->echo, "{attached, ~p}", zc_self ());
    zc_receive (-1, "leave");
    zc_detach ();
    self->well = true;
    return NULL;
}

static void
s_watch_thread (zc_node_t *node)
{
    s_client_t client = {node, zc_attach (node), false};
    pthread_t thread;
    ck_assert_int_eq (pthread_create (&thread, NULL, s_leave_at_once, &client), 0);
    zc_pid_t pid;
    zt_check (zc_receive (ZT_LONG, "{attached, ~p}", &pid));
    zc_ref_t ref = zc_monitor (pid);
    zc_send (pid, "leave");
    zt_check_down (ref, "normal");
    pthread_join (thread, NULL);
    zt_check (client.well);
    zc_detach ();
}

START_TEST (detach_ends_the_process_with_normal)
{
    s_run_attached (s_watch_thread);
}
END_TEST

//  A thread may be attached to one node, then to another.
static void
s_two_nodes (zc_node_t *node)
{
    zc_node_options_t options = zt_options ();
    zc_node_t *other = zc_node_new (&options, NULL);
    ck_assert_ptr_nonnull (other);
    zc_attach (node);
    zt_check (zc_node () == node);
    zc_detach ();
    zc_attach (other);
    zt_check (zc_node () == other);
    zc_detach ();
    zc_node_destroy (&other);
}

START_TEST (a_thread_can_change_the_node)
{
    s_run_attached (s_two_nodes);
}
END_TEST

ZT_MAIN ("attach",
    an_attached_thread_is_a_process_of_the_node,
    an_attached_thread_may_use_the_whole_interface,
    a_thread_can_attach_and_detach_many_times,
    a_descriptor_tells_of_messages,
    a_descriptor_tells_of_messages_that_were_there_before,
    many_threads_can_attach_at_once,
    a_killed_attached_thread_ends,
    detach_ends_the_process_with_normal,
    a_thread_can_change_the_node)
