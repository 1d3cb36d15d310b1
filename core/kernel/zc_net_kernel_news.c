//  zc_net_kernel_news.c - that one node lost another: is it new, has it been told?
//
//  News goes from each to all, so it comes back from all. Two things end that:
//
//    new once   News has the number that its origin gave it. Numbers may overtake each
//               other on different ways: of each origin we keep the greatest, and which
//               of the WINDOW up to it were here.
//    told once  All neighbours are told that B is lost by our own news, or the first we
//               hear, whoever lost it. Once B has been connected to somebody again its
//               next loss is another one, to be told too. When one of N nodes ends, all
//               others lose it at once: N² messages. (Erlang passes on each one's news:
//               N³, eight million with 200 nodes.)
//
//  While a mesh falls apart and meets again, "again" is always: each would pass on the news
//  of each about each to each, N⁴ messages. So what we hear of a loss we tell once a second
//  at most: the latest of the news that waited goes when the second is over.
//
//  All this is of one incarnation of a node: creations are equal or not, which is
//  the earlier they do not tell. Of each node the last few are remembered.

#include "zc_net_kernel.h"

#include <string.h>

enum { WINDOW = 1024, INCARNATIONS = 4 };
static const int64_t s_told_ns = INT64_C (1000000000);

//  What was heard of one incarnation of a node: from it, and of its losses.
struct zc_incarnation_t {
    zc_incarnation_t *next;         //  the one heard of last before it
    zc_net_kernel_t *kernel;
    zc_peer_t *peer;
    uint32_t creation;
    bool met;                       //  we had a session with it, and the latest …
    uint64_t begin;                 //  … began after this number of its news
    uint64_t greatest;              //  number of its news
    uint64_t seen [WINDOW / 64];    //  bit n % WINDOW: number n, one of the WINDOW up to it
    bool told;                      //  all were told that it is lost
    zc_timer_t pause;               //  runs from then for a second
    zc_news_t waiting;              //  for its end, if `from` is not NULL
};

//  ---- incarnations --------------------------------------------------------

static void
s_forget (zc_incarnation_t **at)
{
    zc_incarnation_t *self = *at;
    *at = self->next;
    zc_core_timer_cancel (self->kernel->dist->core, &self->pause);
    zc_release (self);
}

//  Find it, or begin with it and forget the one that was not heard of for longest.
static zc_incarnation_t *
s_incarnation (zc_net_kernel_t *kernel, zc_peer_t *peer, uint32_t creation)
{
    zc_incarnation_t **at = &peer->incarnations;
    for (int older = 1; *at && (*at)->creation != creation && older < INCARNATIONS; older++)
        at = &(*at)->next;
    if (*at && (*at)->creation != creation)
        s_forget (at);
    zc_incarnation_t *self = *at;
    if (self)
        *at = self->next;
    else {
        self = zc_calloc (sizeof *self);
        *self = (zc_incarnation_t) {.kernel = kernel, .peer = peer, .creation = creation};
    }
    self->next = peer->incarnations;
    peer->incarnations = self;
    return self;
}

void
zc_news_forget_all (zc_net_kernel_t *self)
{
    for (zc_peer_t *peer = self->dist->peers; peer; peer = peer->next)
        while (peer->incarnations)
            s_forget (&peer->incarnations);
}

//  ---- new once ------------------------------------------------------------

bool
zc_news_is_new (zc_net_kernel_t *kernel, zc_peer_t *origin, uint32_t creation, uint64_t number)
{
    zc_incarnation_t *self = s_incarnation (kernel, origin, creation);
    uint64_t bit = UINT64_C (1) << number % 64, *seen = &self->seen [number % WINDOW / 64];
    if (number > self->greatest && number - self->greatest >= WINDOW)
        memset (self->seen, 0, sizeof self->seen);
    else
        for (uint64_t n = self->greatest; n < number; n++)
            self->seen [(n + 1) % WINDOW / 64] &= ~(UINT64_C (1) << (n + 1) % 64);
    if (number > self->greatest)
        self->greatest = number;
    if (self->greatest - number >= WINDOW || *seen & bit)
        return false;
    *seen |= bit;
    return true;
}

void
zc_news_begin (zc_net_kernel_t *kernel, zc_peer_t *origin, uint32_t creation, uint64_t number)
{
    zc_incarnation_t *self = s_incarnation (kernel, origin, creation);
    self->met = true;
    self->begin = number;
}

bool
zc_news_is_past (zc_net_kernel_t *kernel, zc_peer_t *origin, uint32_t creation, uint64_t number)
{
    zc_incarnation_t *self = s_incarnation (kernel, origin, creation);
    return self->met && (number <= self->begin || creation != origin->met);
}

//  ---- told once -----------------------------------------------------------

static void s_pause_over (zc_timer_t *timer);

//  Tell all but who is concerned.
static void
s_tell (zc_incarnation_t *self, const zc_news_t *news)
{
    zc_dist_t *dist = self->kernel->dist;
    self->told = true;
    self->waiting.from = NULL;
    for (zc_peer_t *peer = dist->peers; peer; peer = peer->next)
        if (zc_mesh_has (peer) && strcmp (peer->name->text, news->from) != 0
        &&  strcmp (peer->name->text, news->lost) != 0)
            zc_mesh_post (peer, ZC_FORMAT ("{lost, ~a, ~i, ~i, ~a, ~i}", news->from,
                                           news->from_creation, news->number, news->lost,
                                           news->lost_creation));
    zc_core_timer (dist->core, &self->pause, s_told_ns, s_pause_over);
}

//  If we are connected to it again, what waits is old.
static void
s_pause_over (zc_timer_t *timer)
{
    zc_incarnation_t *self = zc_container_of (timer, zc_incarnation_t, pause);
    zc_peer_t *peer = self->peer;
    zc_news_t news = self->waiting;
    self->waiting.from = NULL;
    bool here = zc_mesh_has (peer) && !peer->parting && peer->session->creation == self->creation;
    if (news.from && !here)
        s_tell (self, &news);
}

void
zc_news_tell (zc_net_kernel_t *kernel, zc_peer_t *lost, const zc_news_t *news)
{
    s_tell (s_incarnation (kernel, lost, news->lost_creation), news);
}

void
zc_news_pass_on (zc_net_kernel_t *kernel, zc_peer_t *origin, zc_peer_t *lost, const zc_news_t *news)
{
    zc_incarnation_t *self = s_incarnation (kernel, lost, news->lost_creation);
    if (self->told)
        return;
    if (!self->pause.at) {
        s_tell (self, news);
        return;
    }
    self->waiting = *news;
    self->waiting.from = origin->name->text;    //  these two last as long as we do
    self->waiting.lost = lost->name->text;
}

void
zc_news_met (zc_net_kernel_t *kernel, zc_peer_t *peer, uint32_t creation)
{
    s_incarnation (kernel, peer, creation)->told = false;
}
