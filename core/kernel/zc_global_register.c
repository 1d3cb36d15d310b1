//  zc_global_register.c - names are given out, told and taken away
//
//      client         server             home's server             all peers
//        │ register ──> │ ── register ──> │ (if the pid lives there)
//        │              │                 │ ── claim ──────────────> │ may I? Into the table
//        │              │                 │ <── ok ───────────────── │
//        │ <── yes ──── │ <── yes ─────── │
//        │              │                 │ <── taken ────────────── │
//        │ <── no ───── │ <── no ──────── │ ── unname ─────────────> │ out again
//
//  Only where claims meet (a peer has entered another one first, and is `busy`), where
//  somebody new came meanwhile, or where a name is replaced, agreeing and entering are
//  two questions, claim and name; where it is replaced, release is a third.

#include "zc_global_server.h"

#include <string.h>

static const zc_pid_t s_any = {0};

//  How often a name is claimed and entered at once, before it is in two steps: a peer may
//  know of a home that we do not, and be busy for good.
enum { s_tries = 5 };

//  ---- giving a name out ---------------------------------------------------

static bool
s_claimed_here (const zc_global_t *self, const zc_term_t *name)
{
    const zc_global_op_t *op = self->ops;
    while (op && !(op->claims && zc_term_equal (op->name, name)))
        op = op->next;
    return op != NULL;
}

//  A process has one name; who asks for a second one has made a mistake.
static bool
s_has_other_name (const zc_global_t *self, const zc_global_op_t *op)
{
    const zc_term_t *other = zc_global_table_name_of (self->table, op->pid);
    if (!other)
        return false;
    zc_term_t *both = zc_term_new ("{~p, ~t, ~t}", op->pid, other, op->name);
    char *text = zc_term_str (both);
    zc_log (ZC_LOG_ERROR, "global: a process has one name; {Pid, ItsName, Asked} = %s", text);
    zc_free (text);
    zc_term_destroy (&both);
    return true;
}

static void
s_got (zc_global_t *self, zc_global_op_t *op, const char *verdict)
{
    (void) verdict;
    zc_global_op_end (self, op, "yes");
}

//  All have entered it. Who had the name gives it up only now: so nobody hears that it is
//  gone before he hears whose it is.
static void
s_named (zc_global_t *self, zc_global_op_t *op, const char *verdict)
{
    if (op->replaces)
        zc_global_op_ask (self, op, NULL, "release", ZC_FORMAT ("{~t, ~i}", op->name, op->stamp),
                          s_got);
    else
        s_got (self, op, verdict);
}

static void s_begin (zc_global_t *self, zc_global_op_t *op, const char *verdict);

//  It comes to nothing, though peers may have entered it.
static void
s_recall (zc_global_t *self, zc_global_op_t *op)
{
    if (op->enters)
        zc_global_tell (self, NULL, "unname", 0, ZC_FORMAT ("{~t, ~p}", op->name, op->pid));
}

//  It is ours; tell who does not have it yet.
static void
s_name (zc_global_t *self, zc_global_op_t *op)
{
    zc_global_table_put (self->table, op->name, self->pid, op->pid, op->stamp);
    zc_global_table_set_resolve (self->table, op->name, op->resolve);
    if (op->enters && op->met == self->met)
        s_named (self, op, NULL);
    else
        zc_global_op_ask (self, op, NULL, "name",
                          ZC_FORMAT ("{~t, ~p, ~i, ~o}", op->name, op->pid, op->stamp,
                                     op->replaces), s_named);
}

//  Begin anew, a little later. Who wants to enter the name goes on claiming it meanwhile:
//  so of those whose claims have met, one gets it.
static void
s_try_again (zc_global_t *self, zc_global_op_t *op)
{
    s_recall (self, op);
    op->claims = op->enters;
    zc_global_op_pause (self, op, s_begin);
}

//  All have agreed; while they did, somebody new may have come with the name.
static void
s_claimed (zc_global_t *self, zc_global_op_t *op, const char *verdict)
{
    op->claims = false;
    if (strcmp (verdict, "busy") == 0)
        s_try_again (self, op);
    else
    if (strcmp (verdict, "ok") == 0
    && (op->replaces || (!zc_global_table_has (self->table, op->name) && !s_has_other_name (self, op))))
        s_name (self, op);
    else {
        s_recall (self, op);
        zc_global_op_end (self, op, "no");
    }
}

//  We are home: claim the name.
static void
s_begin (zc_global_t *self, zc_global_op_t *op, const char *verdict)
{
    (void) verdict;
    op->claims = false;
    if (!op->replaces && (zc_global_table_has (self->table, op->name) || s_claimed_here (self, op->name)
                          || s_has_other_name (self, op))) {
        zc_global_op_end (self, op, "no");
        return;
    }
    op->enters = !op->replaces && op->tries++ < s_tries;
    op->met = self->met;
    op->claims = true;
    op->stamp = ++self->clock;
    zc_global_op_ask (self, op, NULL, "claim",
                      ZC_FORMAT ("{~t, ~p, ~i, ~o, ~o}", op->name, op->pid, op->stamp,
                                 op->replaces, op->enters), s_claimed);
}

//  The home has said yes or no; or it is gone, and then it falls to us.
static void
s_asked_home (zc_global_t *self, zc_global_op_t *op, const char *verdict)
{
    if (strcmp (verdict, "ok") == 0)
        s_begin (self, op, verdict);
    else
        zc_global_op_end (self, op, verdict);
}

void
zc_global_register (zc_global_t *self, const zc_global_call_t *call)
{
    zc_term_t *name, *resolve;
    zc_pid_t pid;
    bool replaces;
    if (!zc_term_match (call->args, "{~t, ~p, ~t, ~o}", &name, &pid, &resolve, &replaces))
        return;
    zc_global_op_t *op = zc_global_op_new (self, call);
    op->name = name;
    op->pid = pid;
    op->resolve = resolve;
    op->replaces = replaces;
    zc_global_peer_t *home = zc_global_peer_of (self, pid);
    if (home)
        zc_global_op_ask (self, op, home, "register", ZC_FORMAT ("~t", call->args), s_asked_home);
    else
        s_begin (self, op, NULL);
}

//  ---- what peers claim and tell -------------------------------------------

//  Of two claims at once one gives way: the one that replaces nothing; of equal
//  ones that of the greater node name. true: ours goes first.
static bool
s_ours_first (zc_global_t *self, const zc_global_op_t *op, bool replaces, const char *node)
{
    return op->replaces != replaces? op->replaces: strcmp (self->node, node) < 0;
}

static void
s_give_way (zc_global_t *self, zc_global_op_t *op)
{
    if (op->replaces)
        s_try_again (self, op);
    else {
        s_recall (self, op);
        zc_global_op_end (self, op, "no");
    }
}

static const char *
s_judge (zc_global_t *self, const zc_global_call_t *call, const zc_term_t *name, bool replaces)
{
    zc_global_entry_t entry;
    const char *verdict = "ok";
    if (!replaces && zc_global_table_get (self->table, name, self->pid, &entry))
        verdict = "taken";
    for (zc_global_op_t *op = self->ops, *next; op; op = next) {
        next = op->next;
        if (!op->claims || !zc_term_equal (op->name, name))
            continue;
        if (s_ours_first (self, op, replaces, call->peer->name))
            verdict = replaces? "busy": "taken";
        else
            s_give_way (self, op);
    }
    return verdict;
}

//  Does another home say it has the name? Then it has it, or its claim meets this one: what
//  it gets to hear is on its way here.
static bool
s_is_known_of_other (const zc_global_t *self, const zc_term_t *name, zc_pid_t home)
{
    zc_global_entry_t entry;
    return zc_global_table_get (self->table, name, s_any, &entry) && !zc_pid_equal (entry.home, home);
}

//  Who claims after this claim has a greater stamp: of two that replace a name one after the
//  other, each asks the homes before it to give it up, and never both one another.
static void
s_see (zc_global_t *self, uint64_t stamp)
{
    if (self->clock < stamp)
        self->clock = stamp;
}

//  Where we have the name too, we shall be asked to release it, or one of the two was given
//  out before we met.
static void
s_enter (zc_global_t *self, const zc_global_call_t *call, const zc_term_t *name, zc_pid_t pid,
         uint64_t stamp, bool replaces)
{
    zc_global_entry_t own;
    s_see (self, stamp);
    zc_global_table_put (self->table, name, call->from, pid, stamp);
    if (!replaces && zc_global_table_get (self->table, name, self->pid, &own))
        zc_global_clash (self, name, call->peer, own.pid, pid);
}

void
zc_global_claim (zc_global_t *self, const zc_global_call_t *call)
{
    zc_term_t *name;
    zc_pid_t pid;
    uint64_t stamp;
    bool replaces, enters;
    if (!zc_term_match (call->args, "{~t, ~p, ~i, ~o, ~o}", &name, &pid, &stamp, &replaces,
                        &enters))
        return;
    s_see (self, stamp);
    const char *verdict = s_judge (self, call, name, replaces);
    if (enters && strcmp (verdict, "ok") == 0) {
        if (s_is_known_of_other (self, name, call->from))
            verdict = "busy";
        else
            s_enter (self, call, name, pid, stamp, replaces);
    }
    zc_global_answer (call->from, call->id, verdict);
    zc_term_destroy (&name);
}

void
zc_global_name (zc_global_t *self, const zc_global_call_t *call)
{
    zc_term_t *name;
    zc_pid_t pid;
    uint64_t stamp;
    bool replaces;
    if (!zc_term_match (call->args, "{~t, ~p, ~i, ~o}", &name, &pid, &stamp, &replaces))
        return;
    s_enter (self, call, name, pid, stamp, replaces);
    zc_global_answer (call->from, call->id, "ok");
    zc_term_destroy (&name);
}

//  ---- taking names away ---------------------------------------------------

void
zc_global_withdraw (zc_global_t *self, const zc_term_t *name, zc_pid_t pid)
{
    zc_global_entry_t entry;
    if (!zc_global_table_get (self->table, name, self->pid, &entry) || !zc_pid_equal (entry.pid, pid))
        return;
    zc_global_table_drop (self->table, name, self->pid, pid);
    zc_global_table_set_resolve (self->table, name, NULL);
    zc_global_tell (self, NULL, "unname", 0, ZC_FORMAT ("{~t, ~p}", name, pid));
}

static void
s_unnamed (zc_global_t *self, zc_global_op_t *op, const char *verdict)
{
    (void) verdict;
    zc_global_op_end (self, op, "ok");
}

//  Take our own away, unless it is newer than that, and wait until all know.
static void
s_unname (zc_global_t *self, zc_global_op_t *op, const char *verdict)
{
    zc_global_entry_t entry;
    if (!zc_global_table_get (self->table, op->name, self->pid, &entry)
    || (op->stamp && entry.stamp > op->stamp)) {
        s_unnamed (self, op, verdict);
        return;
    }
    zc_global_table_drop (self->table, op->name, self->pid, entry.pid);
    zc_global_table_set_resolve (self->table, op->name, NULL);
    zc_global_op_ask (self, op, NULL, "unname", ZC_FORMAT ("{~t, ~p}", op->name, entry.pid),
                      s_unnamed);
}

//  The homes first, then what is ours.
void
zc_global_unregister (zc_global_t *self, const zc_global_call_t *call)
{
    zc_global_entry_t entry;
    zc_term_t *name;
    if (!zc_term_match (call->args, "{~t}", &name))
        return;
    zc_global_op_t *op = zc_global_op_new (self, call);
    op->name = name;
    bool known = zc_global_table_get (self->table, op->name, s_any, &entry);
    if (known && !zc_pid_equal (entry.home, self->pid))
        zc_global_op_ask (self, op, NULL, "release", ZC_FORMAT ("{~t, 0}", op->name), s_unname);
    else
        s_unname (self, op, NULL);
}

void
zc_global_release (zc_global_t *self, const zc_global_call_t *call)
{
    zc_term_t *name;
    uint64_t stamp;
    if (!zc_term_match (call->args, "{~t, ~i}", &name, &stamp))
        return;
    zc_global_op_t *op = zc_global_op_new (self, call);
    op->name = name;
    op->stamp = stamp;
    s_unname (self, op, NULL);
}

void
zc_global_unname (zc_global_t *self, const zc_global_call_t *call)
{
    zc_term_t *name;
    zc_pid_t pid;
    if (!zc_term_match (call->args, "{~t, ~p}", &name, &pid))
        return;
    zc_global_table_drop (self->table, name, call->from, pid);
    zc_global_answer (call->from, call->id, "ok");
    zc_term_destroy (&name);
}

void
zc_global_lost (zc_global_t *self, const zc_global_call_t *call)
{
    zc_term_t *name;
    zc_pid_t pid;
    if (!zc_term_match (call->args, "{~t, ~p}", &name, &pid))
        return;
    zc_global_withdraw (self, name, pid);
    zc_term_destroy (&name);
}

//  ---- waiting until all is told -------------------------------------------

//  Peers answer what was sent before in order: so they have our names, too.
static void
s_synced (zc_global_t *self, zc_global_op_t *op, const char *verdict)
{
    (void) verdict;
    zc_global_op_ask (self, op, NULL, "barrier", ZC_FORMAT ("{}"), s_unnamed);
}

void
zc_global_sync_call (zc_global_t *self, const zc_global_call_t *call)
{
    zc_global_op_calm (self, zc_global_op_new (self, call), true, s_synced);
}

void
zc_global_barrier (zc_global_t *self, const zc_global_call_t *call)
{
    zc_global_op_calm (self, zc_global_op_new (self, call), false, s_unnamed);
}
