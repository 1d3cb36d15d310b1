//  zc_net_kernel_mesh.c - all visible nodes connected with all, or apart
//
//  Whoever gets a new neighbour tells it whom it is connected to; the neighbour
//  dials those it does not know. So a mesh closes by itself.
//
//  Overlapping partitions: a node that loses another tells all others (its news, see
//  zc_net_kernel_news.c). Who is still connected to the lost one parts from it: asks it
//  to disconnect, and cuts it if it does not. What remains are partitions within which
//  all are connected. A loss that comes of this, or of a node that stops or leaves, is no
//  news itself.

#include "zc_net_kernel.h"

enum { MEETS_MAX = 6 };             //  1 + 2 + 4 … 32 seconds
static const int64_t s_meet_ns = INT64_C (1000000000);
static const int64_t s_removal_ns = INT64_C (1000000000);
static const char s_why [] = "in order to prevent overlapping partitions";

static void
s_build (zc_buffer_t *message, zc_format_t format)
{
    const char *error = zc_build (message, format, zc_caller ());
    zc_check (!error, "messages of the mesh are well formed");
}

//  A message as bytes, then to the net_kernel of one peer or of many.
void
zc_mesh_post (zc_peer_t *peer, zc_format_t format)
{
    zc_buffer_t message = {0};
    s_build (&message, format);
    zc_peer_post (peer, "net_kernel", &message);
    zc_buffer_clear (&message);
}

bool
zc_mesh_has (const zc_peer_t *peer)
{
    return peer->session && peer->session->mesh;
}

//  ---- all with all --------------------------------------------------------

static void
s_forget_meeting (zc_peer_t *peer)
{
    peer->meets = 0;
    zc_core_timer_cancel (peer->dist->core, &peer->meet);
}

static void
s_plan_meeting (zc_peer_t *peer, uint32_t creation)
{
    peer->meets = MEETS_MAX;
    peer->meets_whom = creation;
    peer->meets_ping = 0;
}

//  Was it planned in doubt of a session that has proved alive?
static bool
s_is_needless (const zc_peer_t *peer, const zc_session_t *session)
{
    return peer->meets_ping && session && session->pongs >= peer->meets_ping;
}

void
zc_mesh_up (zc_net_kernel_t *self, zc_peer_t *peer)
{
    const zc_dist_t *dist = self->dist;
    s_forget_meeting (peer);
    zc_news_met (self, peer, peer->session->creation);
    if (!zc_mesh_has (peer))
        return;
    zc_buffer_t message = {0}, names = {0};
    uint32_t count = 0;
    for (zc_peer_t *other = dist->peers; other; other = other->next)
        if (other != peer && zc_mesh_has (other)) {
            s_build (&names, ZC_FORMAT ("{~a, ~i}", (const char *) other->name->text,
                                        other->session->creation));
            count++;
        }
    zc_buffer_put (&message, "\x68\x05", 2);    //  a tuple of five
    s_build (&message, ZC_FORMAT ("mesh"));
    s_build (&message, ZC_FORMAT ("~a", dist->own.full));
    s_build (&message, ZC_FORMAT ("~i", dist->host.creation));
    s_build (&message, ZC_FORMAT ("~i", self->news));
    if (count) {
        zc_buffer_u8 (&message, 108);           //  a list
        zc_buffer_u32 (&message, count);
        zc_buffer_put (&message, names.data, names.size);
    }
    zc_buffer_u8 (&message, 106);               //  … and its end
    zc_peer_post (peer, "net_kernel", &message);
    zc_buffer_clear (&names);
    zc_buffer_clear (&message);
}

//  One that we are parting from we meet again when that is done: nobody would tell us of
//  it then. So too if our neighbour is connected to another incarnation than we are: one of
//  the two is dead. If ours is not it will answer a ping; else the ticks will tell.
void
zc_mesh_meet (zc_net_kernel_t *self, const char *name, uint32_t creation)
{
    zc_dist_t *dist = self->dist;
    zc_peer_t *peer = dist->host.flags & ZC_FLAG_MESH? zc_peer_get (dist, name): NULL;
    if (!peer)
        return;
    zc_news_met (self, peer, creation);
    if (peer->session && !peer->parting && peer->session->creation == creation)
        return;
    if (peer->session && !peer->parting && peer->meets && peer->meets_whom == creation
    && !s_is_needless (peer, peer->session))
        return;
    s_plan_meeting (peer, creation);
    if (peer->session && !peer->parting)
        peer->meets_ping = zc_session_ping (peer->session);
    if (peer->session)
        return;
    zc_core_timer_cancel (dist->core, &peer->meet);
    zc_peer_dial (peer, false);
}

static void
s_meet_again (zc_timer_t *timer)
{
    zc_peer_dial (zc_container_of (timer, zc_peer_t, meet), false);
}

//  A member of the mesh could not be reached: try again, later each time. Else
//  one lost dial would leave two nodes apart that have all neighbours in common.
void
zc_mesh_failed (zc_peer_t *peer)
{
    zc_dist_t *dist = peer->dist;
    if (!peer->meets || dist->stopping)
        return;
    int64_t delay = s_meet_ns << (MEETS_MAX - peer->meets--);
    zc_core_timer (dist->core, &peer->meet, delay, s_meet_again);
}

//  ---- or apart ------------------------------------------------------------

void
zc_mesh_down (zc_net_kernel_t *self, zc_peer_t *peer, const zc_session_t *session)
{
    zc_dist_t *dist = self->dist;
    if (s_is_needless (peer, session))
        s_forget_meeting (peer);
    zc_mesh_failed (peer);          //  if it is to be met again
    if (!session->mesh || peer->parting || !self->no_overlap || dist->stopping)
        return;
    zc_news_t news = {dist->own.full, dist->host.creation, ++self->news,
                      peer->name->text, session->creation};
    zc_news_tell (self, peer, &news);
}

static void
s_removal_late (zc_timer_t *timer)
{
    zc_peer_down (zc_container_of (timer, zc_peer_t, removal), "disconnect", ZC_BYE_DISCONNECT);
}

//  Part from a node that somebody lost, and tell it who.
static void
s_part (zc_net_kernel_t *self, zc_peer_t *peer, const zc_news_t *news)
{
    zc_dist_t *dist = self->dist;
    zc_core_log (dist->core, ZC_LOG_WARNING, "'global' at node %s disconnected node %s %s",
                 dist->own.full, peer->name->text, s_why);
    peer->parting = true;
    zc_mesh_post (peer, ZC_FORMAT ("{remove, ~a, ~a, ~i, ~i}", (const char *) dist->own.full,
                                   news->from, news->from_creation, news->number));
    zc_core_timer (dist->core, &peer->removal, s_removal_ns, s_removal_late);
}

void
zc_mesh_news (zc_net_kernel_t *self, const zc_news_t *news)
{
    zc_dist_t *dist = self->dist;
    zc_peer_t *origin = zc_peer_get (dist, news->from);
    zc_peer_t *lost = zc_peer_get (dist, news->lost);
    if (!origin || !lost || !self->no_overlap || strcmp (news->from, dist->own.full) == 0
    || !zc_news_is_new (self, origin, news->from_creation, news->number))
        return;
    zc_news_pass_on (self, origin, lost, news);
    if (lost->meets_whom == news->lost_creation || s_is_needless (lost, lost->session))
        s_forget_meeting (lost);
    if (zc_mesh_has (lost) && !lost->parting && lost->session->creation == news->lost_creation)
        s_part (self, lost, news);
}

//  Have we met others, or it again, since we lost it? They have not heard of the loss.
static bool
s_met_since (const zc_dist_t *dist, const zc_peer_t *lost)
{
    for (const zc_peer_t *peer = dist->peers; lost->lost && peer; peer = peer->next)
        if (zc_mesh_has (peer) && peer->session->number > lost->lost)
            return true;
    return false;
}

//  Who asks us to disconnect has heard that another has lost us, maybe before our end of
//  that connection tells. Then it is lost for us too, and that is news: all that know
//  both have to part from both, whichever end they hear of first.
//  But who was away for a while, or whose word was long under way, may act on old news.
//  Nobody else parts then, so we dial who asked when it has cut.
void
zc_mesh_remove (zc_net_kernel_t *self, const char *name, const zc_news_t *news)
{
    zc_dist_t *dist = self->dist;
    zc_peer_t *peer = zc_peer_get (dist, name);
    zc_peer_t *origin = zc_peer_get (dist, news->from);
    if (!peer || !origin || !zc_mesh_has (peer))
        return;
    bool past = zc_news_is_past (self, origin, news->from_creation, news->number);
    bool up = zc_mesh_has (origin) && origin->session->creation == news->from_creation;
    bool old = past || (!up && s_met_since (dist, origin));
    if (!past && up && origin != peer)
        zc_peer_down (origin, "connection_closed", -1);
    if (old)
        s_plan_meeting (peer, peer->session->creation);
    zc_core_log (dist->core, ZC_LOG_WARNING,
                 "'global' at node %s requested disconnect from node %s %s",
                 name, dist->own.full, s_why);
    peer->parting = true;
    zc_peer_down (peer, "disconnect", ZC_BYE_DISCONNECT);
}
