//  zc_net_kernel_nodes.c - zc_node.h: who am I, connect, disconnect, ping, list

#include "zc_net_kernel.h"

zc_dist_t *
zc_net_kernel_enter (void)
{
    return zc_core_route_self (zc_core_enter ());
}

static bool
s_is_own (const zc_dist_t *dist, const char *name)
{
    return strcmp (name, dist->own.full) == 0;
}

//  ---- names ---------------------------------------------------------------

const char *
zc_node_self (void)
{
    zc_dist_t *dist = zc_net_kernel_enter ();
    const char *name = dist? dist->own.full: "nonode@nohost";
    zc_core_leave ();
    return name;
}

const char *
zc_node_of (zc_pid_t pid)
{
    return pid.node? zc_node_name_text (pid.node): zc_node_self ();
}

bool
zc_node_alive (void)
{
    bool alive = zc_net_kernel_enter () != NULL;
    zc_core_leave ();
    return alive;
}

//  ---- connect -------------------------------------------------------------

//  Inside the core: be connected to the peer, dial and wait if need be.
static bool
s_reach (zc_dist_t *dist, zc_peer_t *peer, zc_pid_t self, bool wanted)
{
    if (peer->session)
        return true;
    if (dist->stopping || !zc_peer_dial (peer, wanted))
        return false;
    uint64_t dial = peer->dials;
    while (peer->dials == dial && peer->reached < dial && peer->state != ZC_PEER_DOWN) {
        zc_peer_wait (peer, self);
        zc_core_wait (INT64_MAX);
    }
    return peer->reached >= dial;
}

zc_connect_t
zc_node_connect (const char *name)
{
    zc_text_touched (name);
    zc_pid_t self = zc_self ();
    zc_dist_t *dist = zc_net_kernel_enter ();
    zc_connect_t result = dist? ZC_FAILED: ZC_IGNORED;
    if (dist && s_is_own (dist, name))
        result = ZC_CONNECTED;
    else
    if (dist) {
        zc_peer_t *peer = zc_peer_get (dist, name);
        if (peer && s_reach (dist, peer, self, true))
            result = ZC_CONNECTED;
    }
    zc_core_leave ();
    return result;
}

zc_connect_t
zc_node_disconnect (const char *name)
{
    zc_text_touched (name);
    zc_dist_t *dist = zc_net_kernel_enter ();
    zc_connect_t result = dist? ZC_FAILED: ZC_IGNORED;
    zc_peer_t *peer = dist? zc_peer_get (dist, name): NULL;
    if (peer && peer->session) {
        zc_peer_down (peer, "disconnect", ZC_BYE_DISCONNECT);
        result = ZC_CONNECTED;
    }
    zc_core_leave ();
    return result;
}

//  Connected is not enough: the other node has to answer. What was sent before,
//  and had credit, has arrived by then.
static bool
s_ping (zc_peer_t *peer, zc_pid_t self)
{
    zc_session_t *session = peer->session;
    if (!session)                   //  gone again in the meantime
        return false;
    uint64_t connection = session->number;
    uint64_t ping = zc_session_ping (session);
    bool there, answered = false;
    while ((there = peer->session && peer->session->number == connection)
           && !(answered = peer->session->pongs >= ping)) {
        zc_peer_wait (peer, self);
        zc_core_wait (INT64_MAX);
    }
    return there && answered;
}

bool
zc_node_ping (const char *name)
{
    zc_text_touched (name);
    zc_pid_t self = zc_self ();
    zc_dist_t *dist = zc_net_kernel_enter ();
    bool pong = dist && s_is_own (dist, name);
    zc_peer_t *peer = dist && !pong? zc_peer_get (dist, name): NULL;
    if (peer)
        pong = s_reach (dist, peer, self, false) && s_ping (peer, self);
    zc_core_leave ();
    return pong;
}

//  ---- lists ---------------------------------------------------------------

static bool
s_is_kind (const zc_peer_t *peer, int kinds)
{
    int kind = ZC_NODES_KNOWN;
    if (peer->session)
        kind |= peer->session->hidden? ZC_NODES_HIDDEN: ZC_NODES_VISIBLE;
    return kind & kinds;
}

//  The atoms of a list, counted.
static uint32_t
s_put_names (zc_dist_t *dist, int kinds, zc_buffer_t *out)
{
    uint32_t count = 0;
    if (kinds & (ZC_NODES_THIS | ZC_NODES_KNOWN)) {
        zc_encode_atom (out, dist? dist->own.full: "nonode@nohost");
        count++;
    }
    for (zc_peer_t *peer = dist? dist->peers: NULL; peer; peer = peer->next)
        if (s_is_kind (peer, kinds) && !s_is_own (dist, peer->name->text)) {
            zc_encode_atom (out, peer->name->text);
            count++;
        }
    return count;
}

zc_term_t *
zc_node_list (int kinds)
{
    zc_dist_t *dist = zc_net_kernel_enter ();   //  a killed process ends here, with nothing
    zc_buffer_t list = {0};
    zc_buffer_put (&list, "\x6c\0\0\0\0", 5);
    uint32_t count = s_put_names (dist, kinds, &list);
    zc_core_leave ();
    zc_put_u32 (list.data + 1, count);
    zc_buffer_u8 (&list, 106);
    size_t skip = count? 0: list.size - 1;      //  the empty list is its end alone
    zc_term_t *term = zc_term_copy (list.data + skip, list.size - skip);
    zc_buffer_clear (&list);
    return term;
}

zc_term_t *
zc_node_leave (void)
{
    zc_term_t *nodes = zc_node_list (ZC_NODES_VISIBLE);
    zc_dist_t *dist = zc_net_kernel_enter ();
    for (zc_peer_t *peer = dist? dist->peers: NULL; peer; peer = peer->next)
        if (peer->session && !peer->session->hidden) {
            peer->parting = true;
            zc_peer_down (peer, "disconnect", ZC_BYE_LEAVE);
        }
    zc_core_leave ();
    return nodes;
}
