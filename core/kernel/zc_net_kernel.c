//  zc_net_kernel.c - see zc_net_kernel.h; the process, and dist's events

#include "zc_net_kernel.h"

//  ---- events of dist ------------------------------------------------------

static void
s_up (void *arg, zc_peer_t *peer)
{
    zc_net_kernel_tell_up (arg, peer);
    zc_mesh_up (arg, peer);
}

static void
s_down (void *arg, zc_peer_t *peer, const zc_session_t *session, const char *reason)
{
    zc_net_kernel_tell_down (arg, peer, session, reason);
    zc_mesh_down (arg, peer, session);
}

static void
s_failed (void *arg, zc_peer_t *peer)
{
    zc_net_kernel_tell_gone (arg, peer);
    zc_mesh_failed (peer);
}

static void
s_destroy (void *arg)
{
    zc_net_kernel_forget_all (arg);
    zc_news_forget_all (arg);
    zc_release (arg);
}

//  ---- the process ---------------------------------------------------------

static void
s_meet_all (zc_net_kernel_t *self, const zc_news_t *last, zc_term_t *names)
{
    const char *text;
    uint32_t creation;
    size_t at = 0;
    zc_core_enter ();
    zc_peer_t *peer = zc_peer_get (self->dist, last->from);
    if (peer)
        zc_news_begin (self, peer, last->from_creation, last->number);
    zc_core_leave ();
    for (zc_term_t *name; (name = zc_term_next (names, &at)); zc_term_destroy (&name))
        if (zc_term_match (name, "{~a, ~i}", &text, &creation)) {
            zc_core_enter ();
            zc_mesh_meet (self, text, creation);
            zc_core_leave ();
        }
    zc_term_destroy (&names);
}

//  Messages that do not make sense match the last case, and are gone.
static void
s_serve (zc_net_kernel_t *self)
{
    zc_pid_t pid;
    zc_term_t *names;
    const char *name;
    zc_news_t news;
    switch (zc_receive_any (-1,
                            ZC_CASE ("{watch, ~p}", &pid),
                            ZC_CASE ("{:\"DOWN\", _, process, ~p, _}", &pid),
                            ZC_CASE ("{mesh, ~a, ~i, ~i, ~t}", &news.from, &news.from_creation,
                                     &news.number, &names),
                            ZC_CASE ("{lost, ~a, ~i, ~i, ~a, ~i}", &news.from,
                                     &news.from_creation, &news.number, &news.lost,
                                     &news.lost_creation),
                            ZC_CASE ("{remove, ~a, ~a, ~i, ~i}", &name, &news.from,
                                     &news.from_creation, &news.number),
                            ZC_CASE ("_"))) {
        case 0:
            zc_monitor (pid);
            break;
        case 1:
            zc_core_enter ();
            zc_net_kernel_forget (self, pid);
            zc_core_leave ();
            break;
        case 2:
            s_meet_all (self, &news, names);
            break;
        case 3:
            zc_core_enter ();
            zc_mesh_news (self, &news);
            zc_core_leave ();
            break;
        case 4:
            zc_core_enter ();
            zc_mesh_remove (self, name, &news);
            zc_core_leave ();
            break;
        default:
            break;
    }
}

static void
s_net_kernel (void *arg)
{
    zc_register ("net_kernel", zc_self ());
    for (;;)
        s_serve (arg);
}

void
zc_net_kernel_start (zc_dist_t *dist)
{
    zc_net_kernel_t *self = zc_calloc (sizeof *self);
    self->dist = dist;
    self->no_overlap = !zc_core_options (dist->core)->overlapping_partitions;
    self->pid = zc_core_spawn (dist->core, s_net_kernel, self, "net_kernel");
    zc_dist_watcher_t watcher = {self, s_up, s_down, s_failed, s_destroy};
    zc_dist_set_watcher (dist, &watcher);
}
