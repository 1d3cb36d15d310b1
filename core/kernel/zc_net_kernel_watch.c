//  zc_net_kernel_watch.c - subscriptions: nodeup and nodedown messages
//
//  A subscriber is a process that has ever asked; its record goes with it (the
//  net_kernel process monitors it). Subscriptions and node monitors are
//  counted: k of them give k messages.

#include "zc_net_kernel.h"

typedef struct s_want_t s_want_t;
struct s_want_t {
    s_want_t *next;
    int wants;                      //  ZC_WATCH_…
    size_t count;
};

typedef struct s_monitor_t s_monitor_t;
struct s_monitor_t {
    s_monitor_t *next;
    zc_peer_t *peer;
    size_t count;
};

typedef struct {
    zc_hash_item_t hash;            //  by pid
    zc_pid_t pid;
    s_want_t *wants;
    s_monitor_t *monitors;
} s_subscriber_t;

//  ---- records -------------------------------------------------------------

static uint64_t
s_key (zc_pid_t pid)
{
    return (uint64_t) pid.serial << 32 | pid.id;
}

static s_subscriber_t *
s_find (zc_net_kernel_t *self, zc_pid_t pid)
{
    zc_hash_item_t *item = zc_hash_find (&self->subscribers, s_key (pid));
    return item? zc_container_of (item, s_subscriber_t, hash): NULL;
}

static s_subscriber_t *
s_get (zc_net_kernel_t *self, zc_pid_t pid)
{
    s_subscriber_t *subscriber = s_find (self, pid);
    if (!subscriber) {
        subscriber = zc_calloc (sizeof *subscriber);
        subscriber->pid = pid;
        zc_hash_add (&self->subscribers, &subscriber->hash, s_key (pid));
        zc_core_tell (self->dist->core, self->pid, ZC_FORMAT ("{watch, ~p}", pid));
    }
    return subscriber;
}

static void
s_free (zc_net_kernel_t *self, s_subscriber_t *subscriber)
{
    zc_hash_remove (&self->subscribers, &subscriber->hash);
    while (subscriber->wants) {
        s_want_t *want = subscriber->wants;
        subscriber->wants = want->next;
        zc_release (want);
    }
    while (subscriber->monitors) {
        s_monitor_t *monitor = subscriber->monitors;
        subscriber->monitors = monitor->next;
        zc_release (monitor);
    }
    zc_release (subscriber);
}

void
zc_net_kernel_forget (zc_net_kernel_t *self, zc_pid_t pid)
{
    s_subscriber_t *subscriber = s_find (self, pid);
    if (subscriber)
        s_free (self, subscriber);
}

void
zc_net_kernel_forget_all (zc_net_kernel_t *self)
{
    zc_hash_item_t *item;
    while ((item = zc_hash_walk (&self->subscribers, NULL)))
        s_free (self, zc_container_of (item, s_subscriber_t, hash));
    zc_hash_clear (&self->subscribers);
}

//  ---- subscribing ---------------------------------------------------------

void
zc_net_kernel_subscribe (zc_net_kernel_t *self, zc_pid_t pid, int wants, bool on)
{
    s_subscriber_t *subscriber = s_get (self, pid);
    s_want_t **at = &subscriber->wants;
    while (*at && (*at)->wants != wants)
        at = &(*at)->next;
    s_want_t *want = *at;
    if (on && !want) {
        *at = want = zc_calloc (sizeof *want);
        want->wants = wants;
    }
    if (on)
        want->count++;
    else
    if (want) {                     //  one `false` takes all of a kind away
        *at = want->next;
        zc_release (want);
    }
}

void
zc_net_kernel_monitor (zc_net_kernel_t *self, zc_pid_t pid, zc_peer_t *peer, bool on)
{
    s_subscriber_t *subscriber = s_get (self, pid);
    s_monitor_t **at = &subscriber->monitors;
    while (*at && (*at)->peer != peer)
        at = &(*at)->next;
    s_monitor_t *monitor = *at;
    if (on && !monitor) {
        *at = monitor = zc_calloc (sizeof *monitor);
        monitor->peer = peer;
    }
    if (on)
        monitor->count++;
    else
    if (monitor && --monitor->count == 0) {
        *at = monitor->next;
        zc_release (monitor);
    }
}

//  ---- telling -------------------------------------------------------------

static void
s_put_info (zc_buffer_t *text, int wants, const zc_session_t *session, const char *reason)
{
    const char *sign = wants & ZC_WATCH_MAP? " => ": ", ";
    const char *open = wants & ZC_WATCH_MAP? "": "{", *close = wants & ZC_WATCH_MAP? "": "}";
    const char *comma = "";
    if (wants & ZC_WATCH_TYPE) {
        zc_buffer_printf (text, "%snode_type%s%s%s", open, sign,
                          session->hidden? "hidden": "visible", close);
        comma = ", ";
    }
    if (wants & ZC_WATCH_REASON && reason) {
        zc_buffer_printf (text, "%s%snodedown_reason%s%s%s", comma, open, sign, reason, close);
        comma = ", ";
    }
    if (wants & ZC_WATCH_ID)
        zc_buffer_printf (text, "%s%sconnection_id%s%llu%s", comma, open, sign,
                          (unsigned long long) session->number, close);
}

//  One kind of message to one subscriber, as often as it asked.
static void
s_tell (zc_net_kernel_t *self, s_subscriber_t *subscriber, const s_want_t *want,
        const zc_peer_t *peer, const zc_session_t *session, const char *reason)
{
    zc_buffer_t text = {0};
    zc_buffer_printf (&text, "{%s, ~a", reason? "nodedown": "nodeup");
    if (want->wants & (ZC_WATCH_LIST | ZC_WATCH_MAP)) {
        zc_buffer_printf (&text, want->wants & ZC_WATCH_MAP? ", %%{": ", [");
        s_put_info (&text, want->wants, session, reason);
        zc_buffer_printf (&text, want->wants & ZC_WATCH_MAP? "}": "]");
    }
    zc_buffer_printf (&text, "}");
    zc_format_t format = ZC_FORMAT ((const char *) text.data, (const char *) peer->name->text);
    for (size_t i = 0; i < want->count; i++)
        zc_core_tell (self->dist->core, subscriber->pid, format);
    zc_buffer_clear (&text);
}

static void
s_tell_all (zc_net_kernel_t *self, const zc_peer_t *peer, const zc_session_t *session,
            const char *reason)
{
    int type = session->hidden? ZC_WATCH_HIDDEN: ZC_WATCH_VISIBLE;
    zc_hash_item_t *item = NULL;
    while ((item = zc_hash_walk (&self->subscribers, item))) {
        s_subscriber_t *subscriber = zc_container_of (item, s_subscriber_t, hash);
        for (const s_want_t *want = subscriber->wants; want; want = want->next)
            if (want->wants & type)
                s_tell (self, subscriber, want, peer, session, reason);
    }
}

void
zc_net_kernel_tell_up (zc_net_kernel_t *self, zc_peer_t *peer)
{
    s_tell_all (self, peer, peer->session, NULL);
}

void
zc_net_kernel_tell_down (zc_net_kernel_t *self, zc_peer_t *peer, const zc_session_t *session,
                         const char *reason)
{
    s_tell_all (self, peer, session, reason);
    zc_net_kernel_tell_gone (self, peer);
}

//  A node monitor fires once, for each time it was asked for.
static void
s_fire (zc_net_kernel_t *self, s_subscriber_t *subscriber, zc_peer_t *peer)
{
    s_monitor_t **at = &subscriber->monitors;
    while (*at && (*at)->peer != peer)
        at = &(*at)->next;
    s_monitor_t *monitor = *at;
    if (!monitor)
        return;
    *at = monitor->next;
    for (size_t i = 0; i < monitor->count; i++)
        zc_core_tell (self->dist->core, subscriber->pid,
                      ZC_FORMAT ("{nodedown, ~a}", (const char *) peer->name->text));
    zc_release (monitor);
}

void
zc_net_kernel_tell_gone (zc_net_kernel_t *self, zc_peer_t *peer)
{
    zc_hash_item_t *item = NULL;
    while ((item = zc_hash_walk (&self->subscribers, item)))
        s_fire (self, zc_container_of (item, s_subscriber_t, hash), peer);
}
