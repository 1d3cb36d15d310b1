//  zc_net_kernel_mesh.c - all visible nodes connected with all, or apart
//
//  Whoever gets a new neighbour tells it whom it is connected to; the neighbour
//  dials those it does not know. So a mesh closes by itself.
//
//  Overlapping partitions: a node that loses another tells all others (news,
//  numbered, passed on once). Who is still connected to the lost one parts from
//  it: asks it to disconnect, and cuts it if it does not. What remains are
//  partitions within which all are connected. A loss that comes of this, or of
//  a node that stops or leaves, is no news itself.
//
//  Each node tells a loss to all others once, its own or the first it hears of. When
//  one of N nodes ends, all others lose it at once: N² messages. (Erlang passes on
//  each one's news: N³, eight million with 200 nodes.)

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
static void
s_post (zc_peer_t *peer, zc_format_t format)
{
    zc_buffer_t message = {0};
    s_build (&message, format);
    zc_peer_post (peer, "net_kernel", &message);
    zc_buffer_clear (&message);
}

static bool
s_in_mesh (const zc_peer_t *peer)
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

void
zc_mesh_up (zc_net_kernel_t *self, zc_peer_t *peer)
{
    s_forget_meeting (peer);
    peer->news_told = 0;
    if (!s_in_mesh (peer))
        return;
    zc_buffer_t message = {0}, names = {0};
    uint32_t count = 0;
    for (zc_peer_t *other = self->dist->peers; other; other = other->next)
        if (other != peer && s_in_mesh (other)) {
            s_build (&names, ZC_FORMAT ("{~a, ~i}", (const char *) other->name->text,
                                        other->session->creation));
            count++;
        }
    zc_buffer_put (&message, "\x68\x02", 2);    //  a tuple of two
    zc_encode_atom (&message, "mesh");
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

//  A neighbour that is connected to a later incarnation than we are knows that
//  ours is dead, before our ticks do. One that we are parting from we meet again
//  when that is done: nobody would tell us of it then.
void
zc_mesh_meet (zc_net_kernel_t *self, const char *name, uint32_t creation)
{
    zc_dist_t *dist = self->dist;
    zc_peer_t *peer = dist->host.flags & ZC_FLAG_MESH? zc_peer_get (dist, name): NULL;
    if (!peer)
        return;
    peer->news_told = 0;            //  its next loss is another one
    if (peer->session && peer->session->creation < creation) {
        peer->parting = true;
        zc_peer_down (peer, "connection_closed", -1);
    }
    if (peer->session && !peer->parting)
        return;
    peer->meets = MEETS_MAX;
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

//  News is told to all but who is concerned.
static void
s_spread (zc_net_kernel_t *self, zc_peer_t *lost, const zc_news_t *news)
{
    lost->news_told = news->lost_creation;
    for (zc_peer_t *peer = self->dist->peers; peer; peer = peer->next)
        if (s_in_mesh (peer) && strcmp (peer->name->text, news->from) != 0
        &&  strcmp (peer->name->text, news->lost) != 0)
            s_post (peer, ZC_FORMAT ("{lost, ~a, ~i, ~i, ~a, ~i}", news->from,
                                     news->from_creation, news->number, news->lost,
                                     news->lost_creation));
}

void
zc_mesh_down (zc_net_kernel_t *self, zc_peer_t *peer, const zc_session_t *session)
{
    zc_dist_t *dist = self->dist;
    zc_mesh_failed (peer);          //  if it is to be met again
    if (!session->mesh || peer->parting || !self->no_overlap || dist->stopping)
        return;
    zc_news_t news = {dist->own.full, dist->host.creation, ++self->news,
                      peer->name->text, session->creation};
    s_spread (self, peer, &news);
}

//  Numbers of one origin may overtake each other on different ways: remember
//  the greatest, and which of the 64 up to it were here. News of an earlier
//  incarnation still goes round beside that of the next: it is old, or the two
//  would make each other new for ever.
static bool
s_is_new (zc_peer_t *origin, uint32_t creation, uint64_t number)
{
    if (creation < origin->news_creation)
        return false;
    if (creation > origin->news_creation) {
        origin->news_creation = creation;
        origin->news_last = origin->news_seen = 0;
    }
    if (number > origin->news_last) {
        uint64_t step = number - origin->news_last;
        origin->news_seen = step < 64? origin->news_seen << step: 0;
        origin->news_last = number;
    }
    uint64_t age = origin->news_last - number;
    if (age > 63 || origin->news_seen >> age & 1)
        return false;
    origin->news_seen |= UINT64_C (1) << age;
    return true;
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
    s_post (peer, ZC_FORMAT ("{remove, ~a, ~a, ~i}", (const char *) dist->own.full, news->from,
                             news->from_creation));
    zc_core_timer (dist->core, &peer->removal, s_removal_ns, s_removal_late);
}

void
zc_mesh_news (zc_net_kernel_t *self, const zc_news_t *news)
{
    zc_dist_t *dist = self->dist;
    zc_peer_t *origin = zc_peer_get (dist, news->from);
    zc_peer_t *lost = zc_peer_get (dist, news->lost);
    if (!origin || !lost || !self->no_overlap || strcmp (news->from, dist->own.full) == 0
    || !s_is_new (origin, news->from_creation, news->number))
        return;
    if (lost->news_told < news->lost_creation)
        s_spread (self, lost, news);
    s_forget_meeting (lost);
    if (s_in_mesh (lost) && !lost->parting && lost->session->creation == news->lost_creation)
        s_part (self, lost, news);
}

//  Who asks us to disconnect has heard that this node lost us. Have we, since we lost it, met
//  others, or it again? They have not heard of that, and do not part from us.
static bool
s_is_old_news (const zc_dist_t *dist, const zc_peer_t *origin)
{
    for (const zc_peer_t *peer = dist->peers; origin->lost && peer; peer = peer->next)
        if (s_in_mesh (peer) && peer->session->number > origin->lost)
            return true;
    return false;
}

//  We may hear by this that another has lost us, before our end of that
//  connection tells. Then it is lost for us too, and that is news: all that know
//  both have to part from both, whichever end they hear of first.
//  Who was away for a while, or whose word was long under way, may act on old news. Nobody
//  else parts then, so we dial who asked when it has cut.
void
zc_mesh_remove (zc_net_kernel_t *self, const char *name, const char *by, uint32_t by_creation)
{
    zc_dist_t *dist = self->dist;
    zc_peer_t *peer = zc_peer_get (dist, name);
    zc_peer_t *origin = zc_peer_get (dist, by);
    if (!peer || !s_in_mesh (peer))
        return;
    bool old = origin && s_is_old_news (dist, origin);
    if (origin && origin != peer && s_in_mesh (origin) && origin->session->creation == by_creation)
        zc_peer_down (origin, "connection_closed", -1);
    if (old)
        peer->meets = MEETS_MAX;
    zc_core_log (dist->core, ZC_LOG_WARNING,
                 "'global' at node %s requested disconnect from node %s %s",
                 name, dist->own.full, s_why);
    peer->parting = true;
    zc_peer_down (peer, "disconnect", ZC_BYE_DISCONNECT);
}
