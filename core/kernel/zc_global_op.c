//  zc_global_op.c - operations that wait for peers: ask, and go on when they answered
//
//  The server must not wait in the middle of a request, for it has to answer its
//  peers meanwhile. So what is under way is kept in a record with its next step.

#include "zc_global_server.h"

#include <string.h>

enum { s_pause_ms = 2 };

//  ---- records -------------------------------------------------------------

zc_global_op_t *
zc_global_op_new (zc_global_t *self, const zc_global_call_t *call)
{
    zc_global_op_t *op = zc_alloc (sizeof *op);
    op->number = ++self->last_op;
    op->from = call->from;
    op->id = zc_term_dup (call->id);
    op->next = self->ops;
    self->ops = op;
    return op;
}

void
zc_global_op_end (zc_global_t *self, zc_global_op_t *op, const char *verdict)
{
    zc_global_answer (op->from, op->id, verdict);
    zc_global_op_t **at = &self->ops;
    while (*at != op)
        at = &(*at)->next;
    *at = op->next;
    zc_term_destroy (&op->id);
    zc_term_destroy (&op->name);
    zc_term_destroy (&op->resolve);
    zc_free (op->waits);
    zc_free (op);
}

static zc_global_op_t *
s_find (zc_global_t *self, uint64_t number)
{
    zc_global_op_t *op = self->ops;
    while (op && op->number != number)
        op = op->next;
    return op;
}

//  ---- asking --------------------------------------------------------------

//  A number of its own for each question: answers to the one before are ignored.
void
zc_global_op_ask (zc_global_t *self, zc_global_op_t *op, const zc_global_peer_t *peer,
                  const char *request, zc_format_t args, zc_global_step_t *step)
{
    size_t count = 0;
    for (zc_global_peer_t *each = self->peers; each; each = each->next)
        count += !peer || each == peer;
    op->state = ZC_OP_ASKS;
    op->step = step;
    op->number = ++self->last_op;
    op->waits = zc_realloc (op->waits, (count + 1) * sizeof *op->waits);
    op->missing = 0;
    for (zc_global_peer_t *each = self->peers; each; each = each->next)
        if (!peer || each == peer)
            op->waits [op->missing++] = each;
    if (count)
        zc_global_tell (self, peer, request, op->number, args);
    else
        step (self, op, "ok");
}

//  This peer's answer is no longer missing. true: it was the last one.
static bool
s_tick_off (zc_global_op_t *op, const zc_global_peer_t *peer)
{
    for (size_t i = 0; i < op->missing; i++)
        if (op->waits [i] == peer) {
            op->waits [i] = op->waits [--op->missing];
            return op->missing == 0;
        }
    return false;
}

void
zc_global_op_answered (zc_global_t *self, const zc_global_call_t *call)
{
    uint64_t number;
    const char *verdict;
    zc_global_op_t *op = NULL;
    if (zc_term_match (call->id, "~i", &number) && zc_term_match (call->args, "~a", &verdict))
        op = s_find (self, number);
    if (!op || op->state != ZC_OP_ASKS)
        return;
    bool last = s_tick_off (op, call->peer);
    if (last || strcmp (verdict, "ok") != 0)
        op->step (self, op, verdict);
}

//  Steps may end this and other operations: begin again after each.
void
zc_global_op_gone (zc_global_t *self, const zc_global_peer_t *peer)
{
    zc_global_op_t *op = self->ops;
    while (op)
        if (op->state == ZC_OP_ASKS && s_tick_off (op, peer)) {
            op->step (self, op, "ok");
            op = self->ops;
        }
        else
            op = op->next;
}

//  ---- pauses --------------------------------------------------------------

void
zc_global_op_pause (zc_global_t *self, zc_global_op_t *op, zc_global_step_t *step)
{
    op->state = ZC_OP_PAUSES;
    op->step = step;
    op->number = ++self->last_op;
    zc_send_after (s_pause_ms, self->pid, "{again, ~i}", op->number);
}

void
zc_global_op_again (zc_global_t *self, uint64_t number)
{
    zc_global_op_t *op = s_find (self, number);
    if (op && op->state == ZC_OP_PAUSES)
        op->step (self, op, "ok");
}

void
zc_global_op_calm (zc_global_t *self, zc_global_op_t *op, bool sync, zc_global_step_t *step)
{
    op->state = sync? ZC_OP_SYNCS: ZC_OP_CALMS;
    op->step = step;
    zc_global_op_settle (self);
}

void
zc_global_op_settle (zc_global_t *self)
{
    bool synced = true;
    for (const zc_global_peer_t *peer = self->peers; peer; peer = peer->next)
        synced &= peer->synced;
    zc_global_op_t *op = self->ops;
    while (op && !self->clashes)
        if (op->state == ZC_OP_CALMS || (op->state == ZC_OP_SYNCS && synced)) {
            op->step (self, op, "ok");
            op = self->ops;
        }
        else
            op = op->next;
}
