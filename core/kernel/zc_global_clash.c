//  zc_global_clash.c - two nodes met, and both have given out one name
//
//  The home with the smaller name has the name's resolve function run, in a
//  process of its own: it is the user's code, and may crash or take its time. The
//  server goes on meanwhile; what the function says comes as the reason the
//  process ends with.

#include "zc_global_server.h"
#include "zc_function.h"

#include <string.h>

struct zc_global_clash_t {
    zc_global_clash_t *next;
    zc_ref_t monitor;               //  of the process that resolves
    zc_term_t *name;
    zc_pid_t own, other;
    const zc_global_peer_t *peer;   //  the other home; NULL: gone meanwhile
    zc_term_t *resolve;
};

//  ---- in the process that resolves ----------------------------------------

static void
s_resolve (void *arg)
{
    const zc_global_clash_t *clash = arg;
    zc_exit ("{resolved, ~t}", zc_call_with (clash->resolve, "[~t, ~p, ~p]", clash->name,
                                             clash->other, clash->own));
}

//  ---- in the server -------------------------------------------------------

static bool
s_is_running (const zc_global_t *self, const zc_term_t *name, zc_pid_t own, zc_pid_t other)
{
    const zc_global_clash_t *clash = self->clashes;
    while (clash && !(clash->peer && zc_pid_equal (clash->own, own)
                      && zc_pid_equal (clash->other, other) && zc_term_equal (clash->name, name)))
        clash = clash->next;
    return clash != NULL;
}

void
zc_global_clash (zc_global_t *self, const zc_term_t *name, const zc_global_peer_t *peer,
                 zc_pid_t own, zc_pid_t other)
{
    if (strcmp (self->node, peer->name) > 0 || zc_pid_equal (own, other)
    ||  s_is_running (self, name, own, other))
        return;
    zc_global_clash_t *clash = zc_alloc (sizeof *clash);
    *clash = (zc_global_clash_t) {.next = self->clashes, .name = zc_term_dup (name), .own = own,
                                  .other = other, .peer = peer,
                                  .resolve = zc_global_table_resolve (self->table, name)};
    self->clashes = clash;
    zc_spawn_monitor (s_resolve, clash, &clash->monitor);
}

//  Carry out what was decided: who has lost is unnamed by its home.
static void
s_settle (zc_global_t *self, const zc_global_clash_t *clash, const zc_term_t *reason)
{
    zc_pid_t kept = {0};
    if (!zc_term_match (reason, "{resolved, ~p}", &kept)
    &&  !zc_term_match (reason, "{resolved, none}")) {
        char *function = zc_term_str (clash->resolve), *text = zc_term_str (reason);
        zc_log (ZC_LOG_ERROR, "global: %s did not resolve a clash, nobody keeps the name: %s",
                function, text);
        zc_free (text);
        zc_free (function);
    }
    if (!zc_pid_equal (kept, clash->own))
        zc_global_withdraw (self, clash->name, clash->own);
    if (!zc_pid_equal (kept, clash->other))
        zc_global_tell (self, clash->peer, "lost", 0,
                        ZC_FORMAT ("{~t, ~p}", clash->name, clash->other));
}

//  Nothing comes of it: the other name is gone with the connection, and what the
//  function has sent may be. When the two meet again, it is called again.
void
zc_global_clash_gone (zc_global_t *self, const zc_global_peer_t *peer)
{
    for (zc_global_clash_t *clash = self->clashes; clash; clash = clash->next)
        if (clash->peer == peer)
            clash->peer = NULL;
}

bool
zc_global_clash_down (zc_global_t *self, zc_ref_t monitor, const zc_term_t *reason)
{
    zc_global_clash_t **at = &self->clashes, *clash;
    while (*at && !zc_ref_equal ((*at)->monitor, monitor))
        at = &(*at)->next;
    if (!(clash = *at))
        return false;
    *at = clash->next;
    if (clash->peer)
        s_settle (self, clash, reason);
    zc_term_destroy (&clash->name);
    zc_term_destroy (&clash->resolve);
    zc_free (clash);
    zc_global_op_settle (self);
    return true;
}
