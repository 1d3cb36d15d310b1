//  test_cluster_process.c - links, monitors, spawns and group leaders across nodes

#include "zt_cluster.h"

#include "zc_module.h"
#include "base/zc_limits.h"

//  ---- processes of the nodes ----------------------------------------------

//  Does what it is told, and tells the driver what happens to it:
//      {do, Command}   link, unlink, stop, crash, normal
static void
s_worker (bool trap)
{
    zc_trap_exit (trap);
    for (;;) {
        zc_pid_t pid, from;
        zc_term_t *reason;
        switch (zc_receive_any (-1, ZC_CASE ("{who, ~p}", &pid), ZC_CASE ("{link, ~p}", &pid),
                                ZC_CASE ("{unlink, ~p}", &pid), ZC_CASE ("{ends, ~t}", &reason),
                                ZC_CASE ("{:EXIT, ~p, ~t}", &from, &reason),
                                ZC_CASE ("{kill, ~p, ~t}", &pid, &reason))) {
            case 0:
                zc_send (pid, "{me, ~p}", zc_self ());
                break;
            case 1:
                zc_link (pid);
                break;
            case 2:
                zc_unlink (pid);
                break;
            case 3:
                zc_exit ("~t", reason);
            case 4:
                zc_send_name ("driver", NULL, "{trapped, ~t}", reason);
                zc_term_destroy (&reason);
                break;
            case 5:
                zc_exit_process (pid, "~t", reason);
                zc_term_destroy (&reason);
                break;
            default:
                break;
        }
    }
}

static void
s_trapper (void *arg)
{
    (void) arg;
    s_worker (true);
}

static void
s_plain (void *arg)
{
    (void) arg;
    s_worker (false);
}

//  ---- commands of the nodes -----------------------------------------------

//  worker NAME trap|plain
static void
s_do_worker (char *args, char *answer)
{
    char *name = zt_word (&args);
    zc_pid_t pid = zc_spawn (strcmp (args, "trap") == 0? s_trapper: s_plain, NULL);
    zt_answer_bool (answer, zc_register (name, pid));
}

static zc_pid_t
s_find (const char *name, const char *node)
{
    zc_pid_t pid = {0};
    zc_send_name (name, node, "{who, ~p}", zc_self ());
    zc_receive (ZT_LONG, "{me, ~p}", &pid);
    return pid;
}

static struct {
    char name [32];
    zc_pid_t pid;
    zc_ref_t ref;
} s_known [8];

//  know N NAME NODE: remember a pid as number N.
static void
s_do_know (char *args, char *answer)
{
    int at = atoi (zt_word (&args));
    char *name = zt_word (&args);
    s_known [at].pid = s_find (name, args);
    zt_answer_bool (answer, !zc_pid_is_null (s_known [at].pid));
}

//  know_old N: a pid of an earlier incarnation of this very node.
static void
s_do_know_old (char *args, char *answer)
{
    uint8_t pid [300] = {131, 88, 119};         //  NEW_PID_EXT, SMALL_ATOM_UTF8_EXT
    size_t size = strlen (zc_node_self ());
    pid [3] = (uint8_t) size;
    memcpy (pid + 4, zc_node_self (), size);
    pid [4 + size + 3] = 77;                    //  id; serial 0
    pid [4 + size + 11] = 1;                    //  creation
    zc_term_t *term = zc_term_decode (pid, 4 + size + 12);
    zt_answer_bool (answer, term && zc_term_match (term, "~p", &s_known [atoi (args)].pid));
    zc_term_destroy (&term);
}

//  tell NAME VERB N [TERM]: a worker of this node does something to pid N.
static void
s_do_tell (char *args, char *answer)
{
    char *name = zt_word (&args), *verb = zt_word (&args);
    zc_pid_t pid = s_known [atoi (zt_word (&args))].pid;
    zc_term_t *term = *args? zc_term_parse (args, NULL): NULL;
    if (term)
        zc_send_name (name, NULL, "{~a, ~p, ~t}", (const char *) verb, pid, term);
    else
        zc_send_name (name, NULL, "{~a, ~p}", (const char *) verb, pid);
    zc_term_destroy (&term);
    strcpy (answer, "ok");
}

//  A reason as deep as a term may be, and big enough to be sent by reference.
static void
s_end_deep (void *arg)
{
    (void) arg;
    char text [8000];
    memset (text, 'x', sizeof text);
    text [sizeof text - 1] = 0;
    zc_term_t *reason = zc_term_new ("[~s]", (const char *) text);
    for (int depth = 1; depth < ZC_TERM_DEPTH_MAX; depth++) {
        zc_term_t *deeper = zc_term_new ("{~t}", reason);
        zc_term_destroy (&reason);
        reason = deeper;
    }
    zc_exit ("~t", reason);
}

static void
s_forward_a_down (void *arg)
{
    zc_ref_t ref;
    zc_spawn_monitor (s_end_deep, NULL, &ref);
    zc_receive (ZT_LONG, "{:DOWN, ~r, _, _, {_}}", ref);
    zc_send_name ("driver", arg, "~t", zc_message ());
}

//  forward_deep NODE: what becomes of who sends it the DOWN of such a process.
static void
s_do_forward_deep (char *args, char *answer)
{
    zc_ref_t ref;
    zc_spawn_monitor (s_forward_a_down, args, &ref);
    bool badarg = zc_receive (ZT_LONG, "{:DOWN, ~r, process, _, {badarg, _}}", ref);
    strcpy (answer, badarg? "badarg": "sent");
}

//  alive NAME, links NAME
static void
s_do_alive (char *args, char *answer)
{
    zt_answer_bool (answer, !zc_pid_is_null (zc_whereis (args)));
}

static void
s_do_links (char *args, char *answer)
{
    zc_pid_t pid = zc_whereis (args);
    zc_term_t *info = zc_pid_is_null (pid)? NULL: zc_process_info (pid);
    zc_term_t *links = zt_get (info, "links");
    sprintf (answer, "%zu", links? zc_term_length (links): 99);
    zc_term_destroy (&links);
    zc_term_destroy (&info);
}

static void
s_answer_down (char *answer, zc_ref_t ref)
{
    zc_term_t *reason = zt_down (ref);
    if (reason)
        zt_answer_term (answer, reason);
    zc_term_destroy (&reason);
}

//  watch N / watch_connected N / watch_name N NAME NODE / down N / unwatch N
static void
s_do_watch (char *args, char *answer)
{
    int at = atoi (args);
    s_known [at].ref = zc_monitor (s_known [at].pid);
    strcpy (answer, "ok");
}

static void
s_do_watch_connected (char *args, char *answer)
{
    int at = atoi (args);
    s_known [at].ref = zc_monitor_connected (s_known [at].pid);
    strcpy (answer, "ok");
}

static void
s_do_watch_name (char *args, char *answer)
{
    int at = atoi (zt_word (&args));
    char *name = zt_word (&args);
    s_known [at].ref = zc_monitor_name (name, args);
    strcpy (answer, "ok");
}

static void
s_do_down (char *args, char *answer)
{
    s_answer_down (answer, s_known [atoi (args)].ref);
}

static void
s_do_unwatch (char *args, char *answer)
{
    zt_answer_bool (answer, zc_demonitor (s_known [atoi (args)].ref, ZC_DEMONITOR_INFO));
}

//  link N and its exit, from the driver, which traps.
static void
s_do_link_dead (char *args, char *answer)
{
    zc_pid_t from, pid = s_known [atoi (args)].pid;
    zc_term_t *reason = NULL, *info = NULL, *links = NULL;
    zc_trap_exit (true);
    zc_link (pid);
    if (zc_receive (ZT_LONG, "{:EXIT, ~p, ~t}", &from, &reason) && zc_pid_equal (from, pid)) {
        info = zc_process_info (zc_self ());
        links = zt_get (info, "links");
        char *text = zc_term_str (reason);
        sprintf (answer, "%s %zu", text, links? zc_term_length (links): 99);
        zc_free (text);
    }
    zc_term_destroy (&reason);
    zc_term_destroy (&links);
    zc_term_destroy (&info);
    zc_trap_exit (false);
}

//  fill N: send to pid N until that would block.
static void
s_do_fill (char *args, char *answer)
{
    zc_pid_t pid = s_known [atoi (args)].pid;
    void *bytes = zc_alloc (1000);
    int sent = 0;
    while (sent < 1000000
           && zc_send_options (pid, ZC_SEND_NOSUSPEND,
                               ZC_FORMAT ("{fill, ~b}", (const void *) bytes, (size_t) 1000))
              == ZC_SENT)
        sent++;
    zt_answer_bool (answer, sent > 0 && sent < 1000000);
}

static struct { zc_pid_t pid; char verb [16]; bool done; } s_busy;

static void
s_busy_body (void *arg)
{
    (void) arg;
    zc_register ("busy", zc_self ());
    zc_trap_exit (true);
    if (strcmp (s_busy.verb, "link") == 0)
        zc_link (s_busy.pid);
    else
    if (strcmp (s_busy.verb, "exit") == 0)
        zc_exit_process (s_busy.pid, "enough");
    else
    if (strcmp (s_busy.verb, "monitor") == 0)
        s_known [7].ref = zc_monitor (s_busy.pid);
    else {
        zc_ref_t ref = zc_monitor (s_busy.pid);
        zc_demonitor (ref, 0);
        zc_link (s_busy.pid);
        zc_unlink (s_busy.pid);
        zc_monitor (s_busy.pid);
        zc_link (s_busy.pid);
    }
    s_busy.done = true;
    zc_send_name ("driver", NULL, "through");
    zc_pid_t pid;
    zc_term_t *reason;
    for (;;)
        switch (zc_receive_any (-1, ZC_CASE ("{:EXIT, ~p, ~t}", &pid, &reason),
                                ZC_CASE ("{:DOWN, _, process, ~p, ~t}", &pid, &reason),
                                ZC_CASE ("end"))) {
            case 0:
                zc_send_name ("driver", NULL, "{exit, ~t}", reason);
                zc_term_destroy (&reason);
                break;
            case 1:
                zc_send_name ("driver", NULL, "{down, ~t}", reason);
                zc_term_destroy (&reason);
                break;
            default:
                return;
        }
}

//  busy VERB N: a process of its own does that to pid N; says `through`.
static void
s_do_busy (char *args, char *answer)
{
    snprintf (s_busy.verb, sizeof s_busy.verb, "%s", zt_word (&args));
    s_busy.pid = s_known [atoi (args)].pid;
    zc_spawn (s_busy_body, NULL);
    strcpy (answer, "ok");
}

static void
s_do_busy_end (char *args, char *answer)
{
    (void) args;
    zc_send_name ("busy", NULL, "end");
    zt_until (zc_pid_is_null (zc_whereis ("busy")));
    strcpy (answer, "ok");
}

//  ---- spawns --------------------------------------------------------------

static zc_term_t *
s_module_hej (const zc_term_t *args)
{
    (void) args;
    zc_exit ("hej");
}

static zc_term_t *
s_module_wait (const zc_term_t *args)
{
    (void) args;
    zc_receive (-1, "stop");
    return NULL;
}

//  Tells a name where its group leader lives.
static zc_term_t *
s_module_leader (const zc_term_t *args)
{
    const char *name, *node;
    if (zc_term_match (args, "[~a, ~a]", &name, &node))
        zc_send_name (name, node, "{leader, ~a}", zc_node_of (zc_group_leader ()));
    return NULL;
}

ZC_MODULE (Remote, {"hej", 0, s_module_hej}, {"wait", 0, s_module_wait},
           {"leader", 2, s_module_leader});

//  spawn_monitor, spawn_link and spawn_request of a function that ends at once.
static void
s_do_spawn_hej (char *args, char *answer)
{
    zc_ref_t ref;
    zc_pid_t from, pid = zc_node_spawn_monitor (args, "Remote", "hej", &ref, "[]");
    bool good = zc_receive (ZT_LONG, "{:DOWN, ~r, process, ~p, hej}", ref, pid);
    zc_trap_exit (true);
    pid = zc_node_spawn_link (args, "Remote", "hej", "[]");
    good &= zc_receive (ZT_LONG, "{:EXIT, ~p, hej}", &from) && zc_pid_equal (from, pid);
    zc_trap_exit (false);
    ref = zc_spawn_request (args, "Remote", "hej", ZC_SPAWN_MONITOR, "[]");
    good &= zc_receive (ZT_LONG, "{spawn_reply, ~r, ok, ~p}", ref, &pid);
    good &= zc_receive (ZT_LONG, "{:DOWN, ~r, process, ~p, hej}", ref, pid);
    good &= strcmp (zc_node_of (pid), args) == 0;
    zt_answer_bool (answer, good);
}

static void
s_do_spawn_undef (char *args, char *answer)
{
    zc_ref_t ref;
    zc_node_spawn_monitor (args, "Remote", "nothing", &ref, "[1]");
    s_answer_down (answer, ref);
}

static zc_ref_t s_request;

static void
s_do_request (char *args, char *answer)
{
    char *function = zt_word (&args);
    bool link = strcmp (function, "link") == 0;
    s_request = zc_spawn_request (args, "Remote", "wait",
                                  link? ZC_SPAWN_LINK | ZC_SPAWN_MONITOR: ZC_SPAWN_MONITOR, "[]");
    strcpy (answer, "ok");
}

static void
s_do_request_demonitor (char *args, char *answer)
{
    (void) args;
    zt_answer_bool (answer, zc_demonitor (s_request, ZC_DEMONITOR_INFO));
}

static void
s_do_request_reply (char *args, char *answer)
{
    (void) args;
    zc_pid_t pid;
    bool good = zc_receive (ZT_LONG, "{spawn_reply, ~r, ok, ~p}", s_request, &pid);
    if (good)
        s_known [0].pid = pid;
    zt_answer_bool (answer, good);
}

static void
s_do_request_abandon (char *args, char *answer)
{
    (void) args;
    zt_answer_bool (answer, zc_spawn_request_abandon (s_request));
}

static void
s_do_processes (char *args, char *answer)
{
    (void) args;
    zc_term_t *list = zc_processes ();
    sprintf (answer, "%zu", zc_term_length (list));
    zc_term_destroy (&list);
}

//  leader NAME NODE: where the group leader of a process spawned over there is.
static void
s_do_leader (char *args, char *answer)
{
    char *node = zt_word (&args);
    const char *leader = "?";
    zc_node_spawn (node, "Remote", "leader", "[driver, ~a]", zc_node_self ());
    zc_receive (ZT_LONG, "{leader, ~a}", &leader);
    strcpy (answer, leader);
}

//  set_leader N: make our group leader that of pid N.
static void
s_do_set_leader (char *args, char *answer)
{
    zc_set_group_leader (zc_group_leader (), s_known [atoi (args)].pid);
    strcpy (answer, "ok");
}

//  leader_of NAME: the node of a local process's group leader.
static void
s_do_leader_of (char *args, char *answer)
{
    zc_pid_t pid = zc_whereis (args), leader = {0};
    zc_term_t *info = zc_pid_is_null (pid)? NULL: zc_process_info (pid);
    zc_term_t *term = zt_get (info, "group_leader");
    if (term)
        zc_term_match (term, "~p", &leader);
    strcpy (answer, zc_pid_is_null (leader)? "?": zc_node_of (leader));
    zc_term_destroy (&term);
    zc_term_destroy (&info);
}

//  ---- many at once --------------------------------------------------------

//  groups NODE COUNT: so many remote processes that end at once, each monitored
//  and demonitored at the same time; every one either true and silent, or false
//  and flushed.
static void
s_do_groups (char *args, char *answer)
{
    char *node = zt_word (&args);
    int count = atoi (args), active = 0, fired = 0;
    for (int group = 0; group < count; group++) {
        enum { MEMBERS = 20 };
        zc_ref_t refs [MEMBERS];
        zc_pid_t pid;
        for (int i = 0; i < MEMBERS; i++)
            refs [i] = zc_spawn_request (node, "Remote", "hej", ZC_SPAWN_MONITOR, "[]");
        for (int i = 0; i < MEMBERS; i++)
            zc_receive (ZT_LONG, "{spawn_reply, ~r, ok, ~p}", refs [i], &pid);
        for (int i = 0; i < MEMBERS; i++)
            if (zc_demonitor (refs [i], ZC_DEMONITOR_FLUSH | ZC_DEMONITOR_INFO))
                active++;
            else
                fired++;
    }
    bool silent = !zc_receive (zt_ms (200), "{:DOWN, _, _, _, _}");
    sprintf (answer, "%s %d", silent? "silent": "noisy", active + fired);
}

static void
s_do_driver (char *args, char *answer)
{
    (void) args;
    zt_answer_bool (answer, zc_register ("driver", zc_self ()));
}

//  refused N: what is only for processes of the own node, and a send that may not dial.
static void
s_send_later (void *arg)
{
    zc_send_after (1, *(zc_pid_t *) arg, "late");
}

static void
s_ask_alive (void *arg)
{
    zc_process_alive (*(zc_pid_t *) arg);
}

static void
s_ask_info (void *arg)
{
    zc_process_info (*(zc_pid_t *) arg);
}

static void
s_give_name (void *arg)
{
    if (!zc_register ("remote", *(zc_pid_t *) arg))
        zc_error ("badarg");
}

static void
s_do_refused (char *args, char *answer)
{
    static zc_body_t *const bodies [] = {s_send_later, s_ask_alive, s_ask_info, s_give_name};
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        zc_term_t *reason = NULL;
        bool refused = zc_try (bodies [i], &s_known [atoi (args)].pid, &reason) == ZC_ERROR;
        strcat (answer, refused? "refused ": "taken ");
        zc_term_destroy (&reason);
    }
    zc_sent_t sent = zc_send_name_options ("driver", "nobody@localhost", ZC_SEND_NOCONNECT,
                                           ZC_FORMAT ("hi"));
    strcat (answer, sent == ZC_NOCONNECT? "noconnect": "dialled");
}

static const zt_command_t zt_own [ZT_OWN] = {
    {"refused", s_do_refused},
    {"worker", s_do_worker}, {"know", s_do_know}, {"know_old", s_do_know_old}, {"tell", s_do_tell}, {"alive", s_do_alive},
    {"links", s_do_links}, {"watch", s_do_watch}, {"watch_connected", s_do_watch_connected},
    {"watch_name", s_do_watch_name}, {"down", s_do_down}, {"unwatch", s_do_unwatch}, {"link_dead", s_do_link_dead},
    {"fill", s_do_fill}, {"busy", s_do_busy}, {"busy_end", s_do_busy_end},
    {"spawn_hej", s_do_spawn_hej}, {"spawn_undef", s_do_spawn_undef}, {"request", s_do_request},
    {"request_demonitor", s_do_request_demonitor}, {"request_reply", s_do_request_reply},
    {"request_abandon", s_do_request_abandon}, {"processes", s_do_processes},
    {"leader", s_do_leader}, {"set_leader", s_do_set_leader}, {"leader_of", s_do_leader_of},
    {"groups", s_do_groups}, {"driver", s_do_driver}, {"forward_deep", s_do_forward_deep}};

//  Two nodes; each driver has the name `driver`, b has a worker `w`, known to a
//  as number 1.
static void
s_start_pair (zt_node_t *a, zt_node_t *b, const char *kind)
{
    char command [40];
    zt_start (a, "a@localhost", "tick=600000 busy=100000");
    zt_start (b, "b@localhost", "tick=600000 busy=100000");
    zt_is (a, "driver", "true");
    zt_is (b, "driver", "true");
    snprintf (command, sizeof command, "worker w %s", kind);
    zt_is (b, command, "true");
    zt_is (a, "know 1 w b@localhost", "true");
}

static void
s_stop_pair (zt_node_t *a, zt_node_t *b)
{
    zt_stop (a);
    zt_stop (b);
}

//  ---- links ---------------------------------------------------------------

START_TEST (what_is_for_the_own_node_only_is_refused)
{
    zt_node_t a, b;
    s_start_pair (&a, &b, "plain");
    zt_is (&a, "refused 1", "refused refused refused refused noconnect");
    zt_is (&a, "nodes", "b");
    s_stop_pair (&a, &b);
}
END_TEST

START_TEST (a_link_to_a_dead_process_says_noproc)
{
    zt_node_t a, b;
    s_start_pair (&a, &b, "plain");
    zt_is (&b, "send w b@localhost {ends, normal}", "true");
    zt_until_is (&b, "alive w", "false");
    zt_is (&a, "link_dead 1", ":noproc 0");
    s_stop_pair (&a, &b);
}
END_TEST

START_TEST (links_hold_over_nodes_and_fire_once)
{
    zt_node_t a, b;
    s_start_pair (&a, &b, "trap");
    zt_is (&a, "worker x plain", "true");
    zt_is (&b, "know 2 x a@localhost", "true");
    zt_is (&a, "tell x link 1", "ok");
    zt_until_is (&b, "links w", "1");
    zt_is (&a, "tell x unlink 1", "ok");
    zt_until_is (&b, "links w", "0");
    zt_is (&b, "tell w link 2", "ok");              //  again, from the other end
    zt_until_is (&a, "links x", "1");
    zt_is (&a, "send x a@localhost {ends, oops}", "true");
    zt_is (&b, "next 5000", "{:trapped, :oops}");
    zt_is (&b, "links w", "0");
    zt_is (&a, "worker y plain", "true");
    zt_is (&a, "tell y link 1", "ok");
    zt_until_is (&b, "links w", "1");
    zt_is (&b, "send w b@localhost {ends, also}", "true");
    zt_until_is (&a, "alive y", "false");           //  does not trap
    zt_is (&b, "left", "0");
    s_stop_pair (&a, &b);
}
END_TEST

START_TEST (a_halted_node_breaks_links_with_noconnection)
{
    zt_node_t a, b;
    s_start_pair (&a, &b, "plain");
    zt_is (&a, "worker trapper trap", "true");
    zt_is (&a, "worker plain plain", "true");
    zt_is (&a, "tell trapper link 1", "ok");
    zt_is (&a, "tell plain link 1", "ok");
    zt_until_is (&b, "links w", "2");
    zt_kill (&b);
    zt_is (&a, "next 5000", "{:trapped, :noconnection}");
    zt_until_is (&a, "alive plain", "false");
    zt_is (&a, "links trapper", "0");
    zt_stop (&a);
}
END_TEST

START_TEST (a_lost_connection_breaks_links_at_both_ends)
{
    zt_node_t a, b;
    s_start_pair (&a, &b, "trap");
    zt_is (&a, "worker trapper trap", "true");
    zt_is (&a, "tell trapper link 1", "ok");
    zt_until_is (&b, "links w", "1");
    zt_is (&a, "disconnect b@localhost", "true");
    zt_is (&a, "next 5000", "{:trapped, :noconnection}");
    zt_is (&b, "next 5000", "{:trapped, :noconnection}");
    zt_is (&b, "links w", "0");
    zt_is (&a, "watch 1", "ok");                    //  it lives, and is reached again
    zt_is (&a, "ping b@localhost", "pong");         //  the monitor is there
    zt_is (&b, "send w b@localhost {ends, done}", "true");
    zt_is (&a, "down 1", ":done");
    s_stop_pair (&a, &b);
}
END_TEST

//  The node that is told of the unlink has not answered when it goes.
START_TEST (a_link_made_again_after_an_unlink_breaks_with_the_connection)
{
    zt_node_t a, b;
    s_start_pair (&a, &b, "trap");
    zt_is (&a, "worker trapper trap", "true");
    zt_is (&a, "tell trapper link 1", "ok");
    zt_until_is (&b, "links w", "1");
    zt_freeze (&b);
    zt_is (&a, "tell trapper unlink 1", "ok");
    zt_is (&a, "tell trapper link 1", "ok");
    zt_is (&a, "know 2 trapper a@localhost", "true");       //  it has done both
    zt_kill (&b);
    zt_is (&a, "next 5000", "{:trapped, :noconnection}");
    zt_is (&a, "links trapper", "0");
    zt_stop (&a);
}
END_TEST

START_TEST (what_is_too_deep_ends_its_sender_and_not_the_connection)
{
    zt_node_t a, b;
    s_start_pair (&a, &b, "trap");
    zt_is (&b, "monitor_nodes on", ":ok");
    zt_is (&a, "forward_deep b@localhost", "badarg");
    zt_is (&a, "ping b@localhost", "pong");
    zt_is (&b, "left", "0");
    s_stop_pair (&a, &b);
}
END_TEST

//  Two that are linked, x on a and w on b, whose signals to each other are held up.
static void
s_start_crossing (zt_node_t *a, zt_node_t *b)
{
    zt_start (a, "a@localhost", "tick=600000 faults");
    zt_start (b, "b@localhost", "tick=600000 faults");
    zt_is (a, "driver", "true");
    zt_is (b, "driver", "true");
    zt_is (a, "worker x trap", "true");
    zt_is (b, "worker w trap", "true");
    zt_is (a, "know 1 w b@localhost", "true");
    zt_is (b, "know 1 x a@localhost", "true");
    zt_is (a, "tell x link 1", "ok");
    zt_until_is (b, "links w", "1");
    zt_is (a, "fault b@localhost delay 3600000", "true");
    zt_is (b, "fault a@localhost delay 3600000", "true");
}

//  Let the signals through; when this returns all have arrived.
static void
s_let_cross (zt_node_t *a, zt_node_t *b)
{
    zt_is (a, "know 2 x a@localhost", "true");      //  it has done what it was told
    zt_is (b, "know 2 w b@localhost", "true");
    zt_is (a, "fault b@localhost heal", "true");
    zt_is (b, "fault a@localhost heal", "true");
    for (int i = 0; i < 2; i++) {
        zt_is (a, "ping b@localhost", "pong");
        zt_is (b, "ping a@localhost", "pong");
    }
}

START_TEST (an_unlink_wins_over_a_new_link_that_it_meets)
{
    zt_node_t a, b;
    s_start_crossing (&a, &b);
    zt_is (&a, "tell x unlink 1", "ok");
    zt_is (&b, "tell w unlink 1", "ok");
    zt_is (&b, "tell w link 1", "ok");
    s_let_cross (&a, &b);
    zt_is (&a, "links x", "0");
    zt_is (&b, "links w", "0");
    zt_is (&b, "tell w link 1", "ok");
    zt_until_is (&a, "links x", "1");
    s_stop_pair (&a, &b);
}
END_TEST

START_TEST (two_that_both_unlink_and_link_again_at_once_are_linked)
{
    zt_node_t a, b;
    s_start_crossing (&a, &b);
    zt_is (&a, "tell x unlink 1", "ok");
    zt_is (&a, "tell x link 1", "ok");
    zt_is (&b, "tell w unlink 1", "ok");
    zt_is (&b, "tell w link 1", "ok");
    s_let_cross (&a, &b);
    zt_is (&a, "links x", "1");
    zt_is (&b, "links w", "1");
    zt_is (&a, "send x a@localhost {ends, oops}", "true");
    zt_is (&b, "next 5000", "{:trapped, :oops}");
    zt_is (&b, "left", "0");
    s_stop_pair (&a, &b);
}
END_TEST

START_TEST (pids_of_an_earlier_incarnation_of_the_own_node_are_dead)
{
    zt_node_t a;
    zt_start (&a, "a@localhost", "");
    zt_is (&a, "driver", "true");
    zt_is (&a, "know_old 1", "true");
    zt_is (&a, "watch 1", "ok");
    zt_is (&a, "down 1", ":noproc");
    zt_is (&a, "worker trapper trap", "true");
    zt_is (&a, "tell trapper link 1", "ok");
    zt_is (&a, "next 5000", "{:trapped, :noproc}");
    zt_is (&a, "links trapper", "0");
    zt_stop (&a);
}
END_TEST

//  ---- monitors ------------------------------------------------------------

START_TEST (a_halted_node_fires_every_monitor)
{
    zt_node_t a, b;
    s_start_pair (&a, &b, "plain");
    zt_is (&a, "know 2 w b@localhost", "true");
    zt_is (&a, "watch 1", "ok");
    zt_is (&a, "watch 2", "ok");
    zt_is (&a, "watch_name 3 w b@localhost", "ok");
    zt_is (&a, "watch_name 4 nobody b@localhost", "ok");
    zt_is (&a, "down 4", ":noproc");
    zt_kill (&b);
    zt_is (&a, "down 1", ":noconnection");
    zt_is (&a, "down 2", ":noconnection");
    zt_is (&a, "down 3", ":noconnection");
    zt_is (&a, "watch_name 4 w nowhere@localhost", "ok");
    zt_is (&a, "down 4", ":noconnection");
    zt_is (&a, "left", "0");
    zt_stop (&a);
}
END_TEST

START_TEST (a_monitor_by_the_connection_there_is_makes_none)
{
    zt_node_t a, b;
    s_start_pair (&a, &b, "plain");
    zt_is (&a, "watch_connected 1", "ok");
    zt_is (&a, "disconnect b@localhost", "true");
    zt_is (&a, "down 1", ":noconnection");
    zt_is (&a, "watch_connected 1", "ok");
    zt_is (&a, "down 1", ":noconnection");
    zt_is (&a, "nodes", "");
    zt_is (&a, "watch 1", "ok");                    //  the usual one dials
    zt_until_is (&a, "nodes", "b");
    zt_is (&a, "watch_connected 1", "ok");
    zt_is (&a, "ping b@localhost", "pong");         //  it has arrived
    zt_is (&b, "send w b@localhost {ends, done}", "true");
    zt_is (&a, "down 1", ":done");
    s_stop_pair (&a, &b);
}
END_TEST

START_TEST (monitors_tell_how_a_process_ended)
{
    zt_node_t a, b;
    s_start_pair (&a, &b, "plain");
    zt_is (&a, "worker k plain", "true");
    zt_is (&a, "watch 1", "ok");
    zt_is (&a, "tell k kill 1 :kill", "ok");
    zt_is (&a, "down 1", ":killed");
    zt_is (&a, "watch 1", "ok");
    zt_is (&a, "down 1", ":noproc");
    zt_is (&b, "worker w2 plain", "true");
    zt_is (&a, "know 2 w2 b@localhost", "true");
    zt_is (&a, "watch 2", "ok");
    zt_is (&a, "watch_name 3 w2 b@localhost", "ok");
    zt_is (&a, "ping b@localhost", "pong");         //  they have arrived
    zt_is (&b, "send w2 b@localhost {ends, {shutdown, 7}}", "true");
    zt_is (&a, "down 2", "{:shutdown, 7}");
    zt_is (&a, "down 3", "{:shutdown, 7}");
    zt_is (&a, "unwatch 3", "false");
    s_stop_pair (&a, &b);
}
END_TEST

START_TEST (who_kills_and_ends_gets_no_down_of_another_s_monitor)
{
    zt_node_t a, b;
    s_start_pair (&a, &b, "plain");
    zt_is (&a, "worker k plain", "true");
    zt_is (&b, "know 3 k a@localhost", "true");
    zt_is (&b, "watch 3", "ok");                    //  b's driver watches k
    zt_is (&a, "watch 1", "ok");                    //  a's driver watches w
    zt_is (&a, "ping b@localhost", "pong");
    zt_is (&b, "ping a@localhost", "pong");
    zt_is (&a, "tell k kill 1 :enough", "ok");      //  k kills w …
    zt_is (&a, "send k a@localhost {ends, bye}", "true");       //  … and ends
    zt_is (&a, "down 1", ":enough");
    zt_is (&b, "down 3", ":bye");
    zt_is (&b, "unwatch 3", "false");
    zt_is (&a, "left", "0");
    zt_is (&b, "left", "0");
    s_stop_pair (&a, &b);
}
END_TEST

START_TEST (monitors_removed_while_they_fire_are_true_or_flushed)
{
    zt_node_t a, b;
    s_start_pair (&a, &b, "plain");
    zt_is (&a, "groups b@localhost 50", "silent 1000");
    s_stop_pair (&a, &b);
}
END_TEST

//  ---- while the line is full ----------------------------------------------

//  Fill the line to b, frozen, let a process do something, see it suspended,
//  thaw, see it through.
static void
s_through_a_full_line (zt_node_t *a, zt_node_t *b, const char *verb)
{
    char command [40];
    snprintf (command, sizeof command, "busy %s 1", verb);
    zt_freeze (b);
    zt_is (a, "fill 1", "true");
    zt_is (a, command, "ok");
    zt_is (a, "next 200", "-");
    zt_thaw (b);
    zt_is (a, "next 20000", ":through");
}

START_TEST (a_link_waits_for_room_and_takes_effect_once)
{
    zt_node_t a, b;
    s_start_pair (&a, &b, "plain");
    s_through_a_full_line (&a, &b, "link");
    zt_until_is (&b, "links w", "1");
    zt_is (&b, "send w b@localhost {ends, oops}", "true");
    zt_is (&a, "next 5000", "{:exit, :oops}");
    zt_is (&a, "left", "0");
    zt_is (&a, "busy_end", "ok");
    s_stop_pair (&a, &b);
}
END_TEST

START_TEST (an_exit_waits_for_room_and_takes_effect_once)
{
    zt_node_t a, b;
    s_start_pair (&a, &b, "plain");
    zt_is (&a, "watch 1", "ok");
    s_through_a_full_line (&a, &b, "exit");
    zt_is (&a, "down 1", ":enough");
    zt_until_is (&b, "alive w", "false");
    zt_is (&a, "busy_end", "ok");
    s_stop_pair (&a, &b);
}
END_TEST

START_TEST (links_and_monitors_wait_for_room_in_order)
{
    zt_node_t a, b;
    s_start_pair (&a, &b, "plain");
    s_through_a_full_line (&a, &b, "all");
    zt_until_is (&b, "links w", "1");
    zt_is (&b, "send w b@localhost {ends, oops}", "true");
    char first [64];
    snprintf (first, sizeof first, "%s", zt_do (&a, "next 5000"));
    const char *second = zt_do (&a, "next 5000");
    bool good = (!strcmp (first, "{:down, :oops}") && !strcmp (second, "{:exit, :oops}"))
             || (!strcmp (first, "{:exit, :oops}") && !strcmp (second, "{:down, :oops}"));
    ck_assert_msg (good, "%s, %s", first, second);
    zt_is (&a, "left", "0");
    zt_is (&a, "busy_end", "ok");
    s_stop_pair (&a, &b);
}
END_TEST

//  ---- spawns --------------------------------------------------------------

START_TEST (a_remote_spawn_replies_before_it_is_down)
{
    zt_node_t a, b;
    s_start_pair (&a, &b, "plain");
    for (int i = 0; i < 20; i++)
        zt_is (&a, "spawn_hej b@localhost", "true");
    zt_is (&a, "spawn_undef b@localhost",
           "{:undef, [{Remote, :nothing, [1], []}]}");
    zt_is (&a, "left", "0");
    s_stop_pair (&a, &b);
}
END_TEST

START_TEST (a_monitor_is_there_when_the_spawn_has_replied)
{
    zt_node_t a, b;
    s_start_pair (&a, &b, "plain");
    zt_freeze (&b);
    zt_is (&a, "request monitor b@localhost", "ok");
    zt_is (&a, "request_demonitor", "false");
    zt_thaw (&b);
    zt_is (&a, "request_reply", "true");
    zt_is (&a, "request_demonitor", "true");
    zt_is (&a, "left", "0");
    s_stop_pair (&a, &b);
}
END_TEST

START_TEST (an_abandoned_spawn_leaves_nothing)
{
    zt_node_t a, b;
    s_start_pair (&a, &b, "plain");
    char before [32];
    snprintf (before, sizeof before, "%s", zt_do (&b, "processes"));
    zt_freeze (&b);
    zt_is (&a, "request link b@localhost", "ok");
    zt_is (&a, "request_abandon", "true");
    zt_is (&a, "request_abandon", "false");
    zt_thaw (&b);
    zt_is (&a, "ping b@localhost", "pong");
    zt_until_is (&b, "processes", before);          //  the linked child is taken down
    zt_is (&a, "left", "0");
    zt_is (&a, "request link b@localhost", "ok");
    zt_is (&a, "request_reply", "true");
    zt_is (&a, "request_abandon", "false");         //  too late
    zt_is (&a, "request_demonitor", "true");
    s_stop_pair (&a, &b);
}
END_TEST

//  ---- group leaders -------------------------------------------------------

START_TEST (group_leaders_cross_nodes)
{
    zt_node_t a, b;
    s_start_pair (&a, &b, "plain");
    zt_is (&a, "leader b@localhost", "a@localhost");        //  inherited
    zt_is (&b, "leader_of w", "b@localhost");
    zt_is (&a, "set_leader 1", "ok");
    zt_until_is (&b, "leader_of w", "a@localhost");
    zt_is (&b, "worker v plain", "true");
    zt_is (&a, "know 2 v b@localhost", "true");
    zt_is (&a, "disconnect b@localhost", "true");
    zt_is (&a, "set_leader 2", "ok");               //  dials again
    zt_until_is (&b, "leader_of v", "a@localhost");
    s_stop_pair (&a, &b);
}
END_TEST

ZT_CLUSTER_MAIN ("cluster_process",
    what_is_for_the_own_node_only_is_refused,
    a_link_to_a_dead_process_says_noproc,
    links_hold_over_nodes_and_fire_once,
    a_halted_node_breaks_links_with_noconnection,
    a_lost_connection_breaks_links_at_both_ends,
    a_link_made_again_after_an_unlink_breaks_with_the_connection,
    what_is_too_deep_ends_its_sender_and_not_the_connection,
    an_unlink_wins_over_a_new_link_that_it_meets,
    two_that_both_unlink_and_link_again_at_once_are_linked,
    pids_of_an_earlier_incarnation_of_the_own_node_are_dead,
    a_halted_node_fires_every_monitor,
    a_monitor_by_the_connection_there_is_makes_none,
    monitors_tell_how_a_process_ended,
    who_kills_and_ends_gets_no_down_of_another_s_monitor,
    monitors_removed_while_they_fire_are_true_or_flushed,
    a_link_waits_for_room_and_takes_effect_once,
    an_exit_waits_for_room_and_takes_effect_once,
    links_and_monitors_wait_for_room_in_order,
    a_remote_spawn_replies_before_it_is_down,
    a_monitor_is_there_when_the_spawn_has_replied,
    an_abandoned_spawn_leaves_nothing,
    group_leaders_cross_nodes)
