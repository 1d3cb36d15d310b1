//  zc_mailbox.c - messages: put into a mailbox, received from it
//
//      sender ── draft ──> inner ──> held ──> spent
//                └─> outer ─┘
//
//  A message is built in the sender's draft (zc_send.c) and hung to `inner` of the
//  receiver; to `outer` while that is detached and may be reading `inner` on a thread
//  of its own. `inner` is searched outside the core: user variables are written, and
//  patterns read, where a bad pointer ends the process and not the node. What was
//  taken stays in `held` until the next receive, because texts it was handed point
//  there.

#include "zc_core.h"
#include "zc_process.h"
#include "base/zc_check.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

enum { s_pool_max = 65536, s_spent_max = 64 };

void
zc_queue_init (zc_queue_t *self)
{
    self->head = NULL;
    self->tail = &self->head;
    atomic_store_explicit (&self->count, 0, memory_order_relaxed);
}

//  ---- messages ------------------------------------------------------------

static void
s_fill (zc_message_t *self, const uint8_t *data, size_t size, zc_bytes_t *bytes)
{
    self->size = (uint32_t) size;
    if (!bytes && size <= sizeof self->inside)
        self->data = memcpy (self->inside, data, size);
    else {
        self->bytes = bytes? zc_bytes_dup (bytes): zc_bytes_new (data, size);
        self->data = self->bytes->data;
    }
}

void
zc_message_free (zc_core_t *self, zc_message_t *message)
{
    if (message->bytes)
        zc_bytes_destroy (&message->bytes);
    if (self->free_message_count >= s_pool_max) {
        zc_release (message);
        return;
    }
    message->next = self->free_messages;
    self->free_messages = message;
    self->free_message_count++;
}

//  ---- putting (baton holder) ----------------------------------------------

//  Make readable the descriptor that a program waits on (zc_attach_fd).
void
zc_mailbox_signal (zc_process_t *process)
{
    uint64_t one = 1;
    if (write (process->event_fd, &one, sizeof one) < 0)
        return;                     //  it is readable already
}

void
zc_mailbox_put (zc_core_t *self, zc_process_t *process, const uint8_t *data, size_t size,
                zc_bytes_t *bytes)
{
    zc_message_t *message = zc_message_new (self);
    s_fill (message, data, size, bytes);
    zc_mailbox_hang (self, process, message);
}

void
zc_mailbox_tell (zc_core_t *self, zc_process_t *process, zc_format_t message)
{
    zc_buffer_t buffer = {0};
    const char *error = zc_build (&buffer, message, &self->outside);
    zc_check (!error, "a message of the core's own");
    zc_mailbox_put (self, process, buffer.data, buffer.size, NULL);
    zc_buffer_clear (&buffer);
}

void
zc_core_tell (zc_core_t *core, zc_pid_t to, zc_format_t message)
{
    zc_process_t *process = zc_process_find (core, to);
    if (process)
        zc_mailbox_tell (core, process, message);
}

//  ---- taking (owner) ------------------------------------------------------

static void
s_spend (zc_process_t *self, zc_message_t *message)
{
    message->next = self->spent;
    self->spent = message;
    self->spent_count++;
}

//  Let go of the message received last, and of all texts handed out with it.
static inline void
s_release_held (zc_process_t *self)
{
    if (self->strings)
        zc_strings_free (&self->strings);
    if (self->held_term.bytes) {
        zc_strings_free (&self->held_term.strings);
        zc_bytes_destroy (&self->held_term.bytes);
    }
    if (self->held)
        s_spend (self, self->held);
    self->held = NULL;
}

static void
s_free_list (zc_core_t *self, zc_message_t *message)
{
    while (message) {
        zc_message_t *next = message->next;
        zc_message_free (self, message);
        message = next;
    }
}

void
zc_mailbox_clear (zc_core_t *self, zc_process_t *process)
{
    s_release_held (process);
    s_free_list (self, process->spent);
    s_free_list (self, process->inner.head);
    s_free_list (self, process->outer.head);
    zc_buffer_clear (&process->building);
    //  Its first draft came from the system: else the pool would grow with each life
    if (process->draft) {
        zc_bytes_destroy (&process->draft->bytes);
        zc_release (process->draft);
    }
    process->draft = process->spent = NULL;
    process->spent_count = 0;
    process->mark = NULL;
    zc_queue_init (&process->inner);
    zc_queue_init (&process->outer);
}

static zc_message_t *
s_unlink (zc_process_t *self, zc_message_t **at)
{
    zc_message_t *message = *at;
    *at = message->next;
    if (!*at)
        self->inner.tail = at;
    if (self->mark == &message->next)
        self->mark = at;
    zc_queue_count_add (&self->inner, (size_t) -1);
    return message;
}

//  Take in what has come while the process was detached. In the core.
static inline void
s_fetch (zc_process_t *self)
{
    if (!self->outer.head)
        return;
    *self->inner.tail = self->outer.head;
    self->inner.tail = self->outer.tail;
    zc_queue_count_add (&self->inner, zc_queue_count (&self->outer));
    zc_queue_init (&self->outer);
}

//  What is there now cannot have the new reference in it. In the core.
void
zc_mailbox_mark (zc_process_t *self, zc_ref_t ref)
{
    s_fetch (self);
    self->mark = self->inner.tail;
    self->mark_ref = ref;
}

//  The last message is taken: the descriptor (zc_attach_fd) is not to be
//  readable any more, if none has come meanwhile.
static void
s_quiet (zc_process_t *self)
{
    zc_baton_enter ();
    uint64_t number;
    if (!self->outer.head && !self->inner.head->next && read (self->event_fd, &number, sizeof number) < 0)
        zc_check (errno == EAGAIN, "cannot read the descriptor of a mailbox");
    zc_baton_leave (self);
}

//  What a receive is after: patterns, or whatever a function says yes to.
typedef struct {
    size_t count;
    const zc_format_t *cases;
    zc_match_t *match;              //  NULL: the patterns
    void *arg;
} s_wanted_t;

//  Index of the pattern that matches, -1 if none. Fills its variables.
ZC_INLINE int
s_match (zc_process_t *self, const zc_message_t *message, const s_wanted_t *wanted,
         zc_string_t **strings)
{
    if (wanted->match)
        return wanted->match (wanted->arg, message->data, message->size)? 0: -1;
    for (size_t i = 0; i < wanted->count; i++) {
        const char *error;
        if (zc_take (message->data, message->size, &wanted->cases [i], &self->caller, strings,
                     &error))
            return (int) i;
        if (error)
            zc_caller_bug (error);
    }
    return -1;
}

//  In the core. Returns when there is a message at *at, or the time is over.
ZC_INLINE void
s_await (zc_process_t *self, zc_message_t **at, int timeout_ms, int64_t *deadline)
{
    if (timeout_ms > 0 && *deadline == INT64_MAX)
        *deadline = zc_core_now (self->core) + (int64_t) timeout_ms * 1000000;
    bool in_time;
    do {
        in_time = zc_scheduler_wait (self, *deadline);
        s_fetch (self);
    } while (!*at && in_time);
}

//  What was used goes back to the pool. In the core.
static inline void
s_free_spent (zc_process_t *self)
{
    if (!self->spent)
        return;
    s_free_list (self->core, self->spent);
    self->spent = NULL;
    self->spent_count = 0;
}

//  Who always finds a message, since he is behind or passes over some, never asks for more.
static void
s_tidy (zc_process_t *self)
{
    zc_baton_enter_as (self);
    s_free_spent (self);
    zc_baton_leave (self);
}

//  All messages before *at are searched: is there one more, or will there be? false:
//  the time is over.
ZC_INLINE bool
s_more (zc_process_t *self, zc_message_t **at, int timeout_ms, int64_t *deadline)
{
    zc_baton_enter_as (self);
    s_free_spent (self);
    s_fetch (self);
    if (!*at && timeout_ms != 0)
        s_await (self, at, timeout_ms, deadline);
    zc_baton_leave (self);
    return *at != NULL;
}

//  The search that all receives share, from `at` on. On a match the message is out
//  of the mailbox, in *found. Inline: what a receive does not need is left out of it.
ZC_INLINE int
s_search (zc_process_t *self, zc_message_t **at, int timeout_ms, const s_wanted_t *wanted,
          zc_string_t **strings, zc_message_t **found)
{
    int64_t deadline = INT64_MAX;
    if (self->spent_count >= s_spent_max)
        s_tidy (self);
    do {
        for (; *at; at = &(*at)->next) {
            int matched = s_match (self, *at, wanted, strings);
            if (matched >= 0) {
                if (self->event_fd >= 0 && !self->inner.head->next)
                    s_quiet (self);
                *found = s_unlink (self, at);
                return matched;
            }
        }
    } while (s_more (self, at, timeout_ms, &deadline));
    return -1;
}

int
zc_receive_cases (int timeout_ms, size_t count, const zc_format_t *cases)
{
    zc_process_t *self = zc_baton_self ();
    s_release_held (self);
    const s_wanted_t wanted = {.count = count, .cases = cases};
    return s_search (self, &self->inner.head, timeout_ms, &wanted, &self->strings, &self->held);
}

//  A receive inside a call: what the process's own last receive handed out stays.
static int
s_receive_inside (zc_process_t *self, zc_message_t **at, int timeout_ms, const s_wanted_t *wanted,
                  zc_term_t **message)
{
    zc_string_t *strings = NULL;
    zc_message_t *found = NULL;
    int matched = s_search (self, at, timeout_ms, wanted, &strings, &found);
    if (message)
        *message = found? zc_term_copy (found->data, found->size): NULL;
    if (found)
        s_spend (self, found);
    if (message && *message)
        (*message)->strings = strings;          //  texts live as long as the message
    else
        zc_strings_free (&strings);
    return matched;
}

int
zc_receive_quietly (int timeout_ms, size_t count, const zc_format_t *cases, zc_term_t **message)
{
    zc_process_t *self = zc_baton_self ();
    const s_wanted_t wanted = {.count = count, .cases = cases};
    return s_receive_inside (self, &self->inner.head, timeout_ms, &wanted, message);
}

bool
zc_receive_where (int timeout_ms, zc_match_t *match, void *arg)
{
    zc_process_t *self = zc_baton_self ();
    const s_wanted_t wanted = {.match = match, .arg = arg};
    return s_receive_inside (self, &self->inner.head, timeout_ms, &wanted, NULL) == 0;
}

int
zc_receive_after (zc_ref_t ref, int timeout_ms, size_t count, const zc_format_t *cases)
{
    zc_process_t *self = zc_baton_self ();
    bool marked = self->mark && zc_ref_equal (self->mark_ref, ref);
    const s_wanted_t wanted = {.count = count, .cases = cases};
    return s_receive_inside (self, marked? self->mark: &self->inner.head, timeout_ms, &wanted, NULL);
}

const zc_term_t *
zc_message (void)
{
    zc_process_t *self = zc_baton_self ();
    if (!self->held)
        return NULL;
    if (!self->held_term.bytes)
        self->held_term.bytes = self->held->bytes
            ? zc_bytes_dup (self->held->bytes)
            : zc_bytes_new (self->held->data, self->held->size);
    return &self->held_term;
}

//  ---- waiting -------------------------------------------------------------

void
zc_sleep (int ms)
{
    zc_process_t *self = zc_baton_enter ();
    int64_t deadline = ms < 0? INT64_MAX: zc_core_now (self->core) + (int64_t) ms * 1000000;
    while (zc_core_wait (deadline))
        ;
    zc_baton_leave (self);
}

int64_t
zc_monotonic_ms (void)
{
    return zc_core_now (zc_baton_self ()->core) / 1000000;
}

uint32_t
zc_random (uint32_t below)
{
    uint64_t random;                //  64 bits: the rest's bias cannot be seen
    zc_core_random (zc_core_enter (), &random, sizeof random);
    zc_core_leave ();
    return below? (uint32_t) (random % below): 0;
}

static void
s_yield (bool look_around)
{
    zc_process_t *self = zc_baton_enter ();
    zc_baton_be_patient (self);
    if (look_around)
        self->core->batch = 0;
    zc_scheduler_switch_out (self, ZC_OUT_YIELD);
    zc_baton_leave (self);
}

void
zc_yield (void)
{
    s_yield (false);
}

void
zc_core_give_way (void)
{
    s_yield (true);
}
