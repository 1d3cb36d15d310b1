//  test_soak.c - random operations on a few hundred processes, and a model of them
//
//  A conductor draws operations from a seed, tells processes what to do, and
//  keeps a simple model: who lives, how often each one is watched, who has which
//  name. Every monitor has to fire exactly once or be removed, every message to
//  a living process has to be counted there, and nothing may be left at the end.
//      ZC_SEED=n   another sequence

#include "zc_test.h"

enum { s_members = 200, s_steps = 20000, s_names = 20, s_watchers = 8 };

typedef struct {
    zc_pid_t pid;
    bool alive;
    bool trapping;
    long sent;                      //  messages it has to have counted when it ends
    int watches;                    //  monitors of the conductor that wait for its end
    zc_ref_t refs [s_watchers];
} s_member_t;

typedef struct {
    uint64_t random;
    zc_pid_t self;
    s_member_t member [s_members];
    long ended, started, downs;
} s_model_t;

static unsigned
s_draw (s_model_t *self, unsigned below)
{
    self->random = self->random * 6364136223846793005ull + 1442695040888963407ull;
    return (unsigned) (self->random >> 33) % below;
}

//  ---- a member ------------------------------------------------------------

typedef struct {
    zc_pid_t conductor;
} s_start_t;

static void
s_do (zc_pid_t conductor, long *counted, const zc_term_t *message)
{
    zc_pid_t other;
    const char *reason;
    int ms;
    if (zc_term_match (message, "{link, ~p}", &other))
        zc_link (other);
    else
    if (zc_term_match (message, "{unlink, ~p}", &other))
        zc_unlink (other);
    else
    if (zc_term_match (message, "{watch, ~p}", &other))
        zc_demonitor (zc_monitor (other), ZC_DEMONITOR_FLUSH);
    else
    if (zc_term_match (message, "{pass, ~p}", &other))
        zc_send (other, "passed");
    else
    if (zc_term_match (message, "{compute, ~i}", &ms))
        zt_sleep_in_c (ms);
    else
    if (zc_term_match (message, "{timer, ~i}", &ms))
        zc_cancel_timer (zc_send_after (ms, zc_self (), "late"));
    else
    if (zc_term_match (message, "{leave, ~a}", &reason)) {
        zc_send (conductor, "{counted, ~p, ~i}", zc_self (), *counted);
        zc_exit ("~a", reason);
    }
}

static void
s_live (void *arg)
{
    s_start_t *start = arg;
    zc_pid_t conductor = start->conductor;
    zc_trap_exit (true);
    zc_send (conductor, "{started, ~p}", zc_self ());
    long counted = 0;
    zc_term_t *order;
    for (;;)
        switch (zc_receive_any (-1, ZC_CASE ("{do, ~t}", &order), ZC_CASE ("_"))) {
            case 0:
                counted++;
                s_do (conductor, &counted, order);
                zc_term_destroy (&order);
                break;
            default:                    //  exit signals, what others passed on
                break;
        }
}

//  ---- the conductor -------------------------------------------------------

static void
s_start_member (s_model_t *self, s_member_t *member)
{
    s_start_t start = {self->self};
    member->pid = zc_spawn (s_live, &start);
    zt_require (zc_receive (ZT_LONG, "{started, ~p}", member->pid));
    member->alive = true;
    member->sent = 0;
    member->watches = 0;
    self->started++;
}

//  All monitors of one that has ended fire once, with the reason it should have.
static void
s_collect (s_model_t *self, s_member_t *member, const char *reason)
{
    for (int i = 0; i < member->watches; i++) {
        zt_require (zc_receive (ZT_LONG, "{:DOWN, ~r, process, ~p, ~a}", member->refs [i],
                                member->pid, reason));
        self->downs++;
    }
    zt_require (!zc_process_alive (member->pid));
    member->alive = false;
    self->ended++;
}

static void
s_watch (s_member_t *member)
{
    if (member->watches < s_watchers)
        member->refs [member->watches++] = zc_monitor (member->pid);
}

static void
s_end_member (s_model_t *self, s_member_t *member, bool kill)
{
    static const char *const reasons [] = {"normal", "shutdown", "odd", "kill"};
    s_watch (member);                   //  so that the end can be awaited
    if (kill) {
        zc_exit_process (member->pid, "kill");
        s_collect (self, member, "killed");
        return;
    }
    const char *reason = reasons [s_draw (self, 4)];
    long counted = -1;
    zc_send (member->pid, "{do, {leave, ~a}}", reason);
    zt_require (zc_receive (ZT_LONG, "{counted, ~p, ~i}", member->pid, &counted));
    zt_require (zt_check_int (counted, member->sent + 1));
    s_collect (self, member, reason);
}

static void
s_order (s_model_t *self, s_member_t *member)
{
    static const char *const words [] = {"link", "unlink", "watch", "pass"};
    s_member_t *other = &self->member [s_draw (self, s_members)];
    unsigned kind = s_draw (self, 100);
    if (kind < 90)
        zc_send (member->pid, "{do, {~a, ~p}}", words [kind % 4], other->pid);
    else
    if (kind < 99)
        zc_send (member->pid, "{do, {timer, ~i}}", s_draw (self, 5));
    else
        zc_send (member->pid, "{do, {compute, ~i}}", s_draw (self, 12));
    member->sent++;
}

static void
s_name (s_model_t *self, s_member_t *member)
{
    char name [20];
    snprintf (name, sizeof name, "member_%u", s_draw (self, s_names));
    zc_pid_t holder = zc_whereis (name);
    bool had_one = !zc_term_match (zt_get (zc_process_info (member->pid), "registered_name"), "[]");
    bool given = zc_register (name, member->pid);
    zt_require (given == (zc_pid_is_null (holder) && !had_one));
    if (given && s_draw (self, 2))
        zt_require (zc_unregister (name));
}

static void
s_unwatch (s_model_t *self, s_member_t *member)
{
    if (member->watches == 0)
        return;
    unsigned index = s_draw (self, (unsigned) member->watches);
    zt_require (zc_demonitor (member->refs [index], ZC_DEMONITOR_FLUSH | ZC_DEMONITOR_INFO));
    member->refs [index] = member->refs [--member->watches];
}

//  What is done to the dead: nothing comes of it, or noproc.
static void
s_disturb (s_model_t *self, const s_member_t *member)
{
    (void) self;
    zc_send (member->pid, "{do, {pass, ~p}}", member->pid);
    zc_exit_process (member->pid, "kill");
    zt_require (!zc_register ("dead", member->pid));
    zt_check_down (zc_monitor (member->pid), "noproc");
}

static void
s_step (s_model_t *self)
{
    s_member_t *member = &self->member [s_draw (self, s_members)];
    unsigned what = s_draw (self, 100);
    if (!member->alive) {
        if (what < 10)
            s_disturb (self, member);
        else
            s_start_member (self, member);
    }
    else
    if (what < 60)
        s_order (self, member);
    else
    if (what < 75)
        s_watch (member);
    else
    if (what < 85)
        s_unwatch (self, member);
    else
    if (what < 92)
        s_name (self, member);
    else
    if (what < 94)
        zc_exit_process (member->pid, "~a", what % 2? "trapped": "normal");
    else
        s_end_member (self, member, what < 97);
}

ZT_TEST (random_operations_agree_with_a_model)
{
    const char *seed = getenv ("ZC_SEED");
    s_model_t *model = zc_alloc (sizeof *model);
    model->random = seed? strtoull (seed, NULL, 10): 1;
    model->self = zc_self ();
    for (int i = 0; i < s_members; i++)
        s_start_member (model, &model->member [i]);
    for (int step = 0; step < s_steps; step++)
        s_step (model);
    for (int i = 0; i < s_members; i++)
        if (model->member [i].alive)
            s_end_member (model, &model->member [i], i % 2);
    zt_check_int (model->ended, model->started);
    zt_check (model->ended > s_members);
    zt_check (model->downs > 1000);
    zt_check (!zc_receive (zt_ms (20), "_"));
    zt_check_term (zt_get (zc_process_info (zc_self ()), "monitors"), "[]");
    for (int i = 0; i < s_names; i++) {
        char name [20];
        snprintf (name, sizeof name, "member_%d", i);
        zt_check (zc_pid_is_null (zc_whereis (name)));
    }
}

ZT_MAIN ("soak",
    random_operations_agree_with_a_model)
