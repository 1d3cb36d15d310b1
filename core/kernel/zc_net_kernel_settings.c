//  zc_net_kernel_settings.c - zc_node.h: cookies, monitors, ticks, faults

#include "zc_net_kernel.h"

//  ---- cookies -------------------------------------------------------------

zc_term_t *
zc_node_cookie (void)
{
    char cookie [ZC_COOKIE_MAX + 1] = "nocookie";
    zc_dist_t *dist = zc_net_kernel_enter ();
    if (dist)
        memcpy (cookie, dist->keys.cookie, sizeof cookie);
    zc_core_leave ();
    return zc_term_new ("~a", (const char *) cookie);
}

//  Stretching takes milliseconds: done here, before the core is entered.
static bool
s_set_cookie (const char *peer, const char *cookie)
{
    zc_secret_t secret;
    if (!zc_cookie_valid (cookie)) {
        zc_caller_bug ("a cookie has 1 to 255 printable characters without space");
        return false;
    }
    if (!zc_node_alive () || !zc_secret_make (&secret, cookie))
        return false;
    zc_dist_t *dist = zc_net_kernel_enter ();
    bool own = peer && strcmp (peer, dist->own.full) == 0;
    zc_keys_set (&dist->keys, own? NULL: peer, cookie, &secret);
    zc_core_leave ();
    return true;
}

bool
zc_node_set_cookie (const char *cookie)
{
    return s_set_cookie (NULL, cookie);
}

bool
zc_node_set_cookie_for (const char *name, const char *cookie)
{
    zc_text_touched (name);
    return s_set_cookie (name, cookie);
}

void
zc_net_kernel_allow (const char *name)
{
    zc_text_touched (name);
    zc_dist_t *dist = zc_net_kernel_enter ();
    if (dist)
        zc_keys_allow (&dist->keys, name);
    zc_core_leave ();
}

//  ---- monitors ------------------------------------------------------------

bool
zc_node_monitor (const char *name, bool on)
{
    zc_atom_touched (name);
    zc_pid_t self = zc_self ();
    zc_dist_t *dist = zc_net_kernel_enter ();
    zc_peer_t *peer = dist? zc_peer_get (dist, name): NULL;
    if (peer && strcmp (name, dist->own.full) != 0) {
        zc_net_kernel_t *kernel = dist->watcher.self;
        zc_net_kernel_monitor (kernel, self, peer, on);
        if (on && !zc_peer_dial (peer, false))
            zc_net_kernel_tell_gone (kernel, peer);
    }
    else
    if (dist && !peer && on)        //  no node can have such a name
        zc_core_tell (dist->core, self, ZC_FORMAT ("{nodedown, ~a}", name));
    zc_core_leave ();
    return dist != NULL;
}

zc_term_t *
zc_net_kernel_monitor_nodes_format (bool on, zc_format_t options)
{
    int wants;
    zc_term_t *term = zc_term_build (options);
    zc_term_t *error = zc_net_kernel_options (term, &wants);
    zc_term_destroy (&term);
    if (error)
        return error;
    zc_pid_t self = zc_self ();
    zc_dist_t *dist = zc_net_kernel_enter ();
    if (dist)
        zc_net_kernel_subscribe (dist->watcher.self, self, wants, on);
    zc_core_leave ();
    return zc_term_new ("ok");
}

//  ---- ticks ---------------------------------------------------------------

int
zc_net_kernel_ticktime (void)
{
    zc_dist_t *dist = zc_net_kernel_enter ();
    int ms = 0;
    if (dist)
        ms = dist->ticks.next_ms? dist->ticks.next_ms: dist->ticks.ms;
    zc_core_leave ();
    return (ms + 999) / 1000;
}

zc_tick_t
zc_net_kernel_set_ticktime (int seconds, int transition_s)
{
    if (seconds < 1 || seconds > INT32_MAX / 1000 || transition_s < 0
    ||  transition_s > INT32_MAX / 1000) {
        zc_caller_bug ("tick time: seconds from 1, a transition from 0");
        return ZC_TICK_UNCHANGED;
    }
    zc_tick_t result = ZC_TICK_UNCHANGED;
    zc_dist_t *dist = zc_net_kernel_enter ();
    if (dist && dist->ticks.next_ms)
        result = ZC_TICK_ONGOING;
    else
    if (dist && dist->ticks.ms != seconds * 1000) {
        zc_dist_set_ticks (dist, seconds * 1000, transition_s * 1000);
        result = ZC_TICK_INITIATED;
    }
    zc_core_leave ();
    return result;
}

//  ---- faults on purpose ---------------------------------------------------

static void
s_fault (zc_peer_t *peer, zc_fault_t fault, int ms)
{
    switch (fault) {
        case ZC_FAULT_CUT:
            peer->cut = true;
            zc_peer_fail (peer, NULL);
            zc_peer_down (peer, "connection_closed", -1);
            break;
        case ZC_FAULT_HEAL:
            peer->cut = false;
            zc_session_delay (peer, 0);
            break;
        case ZC_FAULT_DELAY:
            zc_session_delay (peer, ms * INT64_C (1000000));
            break;
        case ZC_FAULT_DROP:
            zc_peer_down (peer, "connection_closed", -1);
            break;
    }
}

bool
zc_node_fault (const char *name, zc_fault_t fault, int ms)
{
    zc_text_touched (name);
    zc_dist_t *dist = zc_net_kernel_enter ();
    zc_peer_t *peer = dist && dist->fault_hook? zc_peer_get (dist, name): NULL;
    if (peer)
        s_fault (peer, fault, ms < 0? 0: ms);
    zc_core_leave ();
    return peer != NULL;
}
