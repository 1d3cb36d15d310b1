//  mailbox.c - exercise 2.2: what each function has to do stands in mailbox.h
//
//  Below the core: the C library and its threads (or czmq), nothing of zcluster.

#include "mailbox.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct item {
    struct item *next;
    char *message;
} item_t;

typedef struct {
    item_t *first, **end;
} queue_t;

struct mailbox {
    pthread_mutex_t lock;
    pthread_cond_t more;
    queue_t arrived;                //  any thread: under the lock
    queue_t saved;                  //  owner only: looked at, and not wanted then
};

//  ---- a queue -------------------------------------------------------------

static void
s_queue_init (queue_t *self)
{
    self->first = NULL;
    self->end = &self->first;
}

static void
s_queue_append (queue_t *self, item_t *item)
{
    item->next = NULL;
    *self->end = item;
    self->end = &item->next;
}

#define s_save s_queue_append

//  Take out the item that *at points to.
static item_t *
s_queue_remove (queue_t *self, item_t **at)
{
    item_t *item = *at;
    *at = item->next;
    if (!*at)
        self->end = at;
    return item;
}

static char *
s_open (item_t *item)
{
    char *message = item->message;
    free (item);
    return message;
}

//  ---- the mailbox ---------------------------------------------------------

mailbox_t *
mailbox_new (void)
{
    mailbox_t *self = malloc (sizeof *self);
    pthread_condattr_t kind;
    pthread_condattr_init (&kind);
    pthread_condattr_setclock (&kind, CLOCK_MONOTONIC);
    pthread_cond_init (&self->more, &kind);
    pthread_condattr_destroy (&kind);
    pthread_mutex_init (&self->lock, NULL);
    s_queue_init (&self->arrived);
    s_queue_init (&self->saved);
    return self;
}

static void
s_queue_clear (queue_t *self)
{
    while (self->first)
        free (s_open (s_queue_remove (self, &self->first)));
}

void
mailbox_destroy (mailbox_t **self_p)
{
    mailbox_t *self = *self_p;
    if (!self)
        return;
    s_queue_clear (&self->arrived);
    s_queue_clear (&self->saved);
    pthread_mutex_destroy (&self->lock);
    pthread_cond_destroy (&self->more);
    free (self);
    *self_p = NULL;
}

void
mailbox_put (mailbox_t *self, const char *message)
{
    item_t *item = malloc (sizeof *item);
    item->message = strdup (message);
    pthread_mutex_lock (&self->lock);
    s_queue_append (&self->arrived, item);
    pthread_cond_signal (&self->more);
    pthread_mutex_unlock (&self->lock);
}

//  The next that has arrived, waiting for it if need be; NULL on time-out.
static item_t *
s_next (mailbox_t *self, const struct timespec *deadline, bool for_ever)
{
    item_t *item = NULL;
    int rc = 0;
    pthread_mutex_lock (&self->lock);
    while (!self->arrived.first && rc == 0)
        if (for_ever)
            pthread_cond_wait (&self->more, &self->lock);
        else
            rc = pthread_cond_timedwait (&self->more, &self->lock, deadline);
    if (self->arrived.first)
        item = s_queue_remove (&self->arrived, &self->arrived.first);
    pthread_mutex_unlock (&self->lock);
    return item;
}

static struct timespec
s_deadline (int timeout_ms)
{
    struct timespec at;
    clock_gettime (CLOCK_MONOTONIC, &at);
    at.tv_sec += timeout_ms / 1000;
    at.tv_nsec += timeout_ms % 1000 * 1000000L;
    if (at.tv_nsec >= 1000000000L) {
        at.tv_sec++;
        at.tv_nsec -= 1000000000L;
    }
    return at;
}

char *
mailbox_take (mailbox_t *self, mailbox_match_t *match, void *arg, int timeout_ms)
{
    struct timespec deadline = s_deadline (timeout_ms);
    item_t *item;
    for (item_t **at = &self->saved.first; *at; at = &(*at)->next)
        if (match ((*at)->message, arg))
            return s_open (s_queue_remove (&self->saved, at));

    while ((item = s_next (self, &deadline, timeout_ms < 0))) {
        if (match (item->message, arg))
            return s_open (item);
        s_save (&self->saved, item);
    }
    return NULL;
}

bool
mailbox_matches (const char *pattern, const char *message)
{
    while (*pattern && *message) {
        size_t wanted = strcspn (pattern, " "), there = strcspn (message, " ");
        bool any = wanted == 1 && *pattern == '_';
        if (!any && (wanted != there || strncmp (pattern, message, wanted) != 0))
            return false;
        pattern += wanted + (pattern [wanted] == ' ');
        message += there + (message [there] == ' ');
    }
    return !*pattern && !*message;
}
