//  zc_send.c - the calls that send a message or an exit signal
//
//  The message is built before the core is entered: mistakes in a format, and
//  bad pointers, end the sender and nothing else. Next: zc_signal.c.

#include "zc_core.h"
#include "zc_process.h"

#include <stddef.h>

//  ---- to another node -----------------------------------------------------

//  Suspend the calling process while too much is queued to the node.
static void
s_suspend (zc_process_t *process, const zc_node_name_t *node)
{
    zc_far_t *far = zc_far (process->core, node);
    process->wait_next = NULL;
    process->waits_for = far;
    *far->suspended_tail = process;
    far->suspended_tail = &process->wait_next;
    process->state = ZC_SUSPENDED;
    zc_scheduler_switch_out (process, ZC_OUT_WAIT);
}

static bool
s_busy (zc_process_t *process, const zc_node_name_t *node)
{
    zc_route_t *route = &process->core->route;
    return route->busy && route->busy (route->self, node, process->pid);
}

//  After a signal was routed: suspend who sent it while the peer's queue is full.
static void
s_await_room (zc_process_t *process, const zc_node_name_t *node, zc_routed_t routed, int options)
{
    int stays = ZC_SEND_NOSUSPEND | ZC_SEND_ALWAYS;
    while (routed == ZC_ROUTED && !(options & stays) && s_busy (process, node))
        s_suspend (process, node);
}

zc_routed_t
zc_signal_route_from (zc_process_t *process, zc_signal_t *signal, const zc_node_name_t *node,
                      int options)
{
    zc_routed_t routed = zc_signal_route (process->core, signal, node, options);
    s_await_room (process, node, routed, options);
    return routed;
}

//  ---- the calls -----------------------------------------------------------

enum { SHARED_MIN = 4096 };

static zc_message_t *
s_first_draft (zc_process_t *self)
{
    self->draft = zc_malloc (sizeof *self->draft);
    self->draft->bytes = NULL;
    return self->draft;
}

//  It was not handed over: keep only its memory.
static inline void
s_empty_draft (zc_process_t *self)
{
    if (self->draft && self->draft->bytes)
        zc_bytes_destroy (&self->draft->bytes);
}

//  Build a message in the sender's draft, where its mistakes end only the sender. It
//  begins behind the room for the head of a zc_bytes_t: so it is one when it outgrows
//  the draft.
static inline zc_message_t *
s_build (zc_process_t *self, zc_format_t format)
{
    enum { HEAD = sizeof (zc_bytes_t), ROOM = HEAD + sizeof self->draft->inside };
    zc_message_t *draft = self->draft? self->draft: s_first_draft (self);
    zc_buffer_t *buffer = &self->building;
    if (!buffer->lent)
        zc_buffer_clear (buffer);               //  of a draft that was given up
    zc_buffer_lend (buffer, (uint8_t *) draft + offsetof (zc_message_t, size), ROOM);
    buffer->size = HEAD;
    const char *error = zc_build (buffer, format, &self->caller);
    if (error)
        zc_caller_bug (error);
    draft->size = (uint32_t) (buffer->size - HEAD);
    draft->data = buffer->data + HEAD;
    draft->bytes = buffer->lent? NULL: zc_bytes_end (buffer);
    return draft;
}

//  A message that is one big term goes by reference, not by copy; but to another node none that
//  is too deep for it: an {:EXIT, …} or {:DOWN, …} has a level more than its reason.
ZC_INLINE zc_bytes_t *
s_shared (zc_format_t format, bool far)
{
    const zc_arg_t *args = format.args;
    if (args [0].head.count != 1 || args [1].type != ZC_ARG_TERM || !args [1].p
        || strcmp (format.text, "~t") != 0)
        return NULL;
    zc_bytes_t *bytes = ((const zc_term_t *) args [1].p)->bytes;
    bool good = bytes->size > SHARED_MIN
        && !(far && zc_is_deeper (bytes->data, bytes->size, ZC_TERM_DEPTH_MAX));
    return good? bytes: NULL;
}

//  In the core. A process that is suspended may be killed there, so it holds
//  nothing big by then.
static zc_sent_t
s_send_far (zc_process_t *self, zc_signal_t *signal, const zc_node_name_t *node, int options)
{
    if (options & ZC_SEND_NOSUSPEND && s_busy (self, node))
        return ZC_NOSUSPEND;
    zc_routed_t routed = zc_signal_route (self->core, signal, node, options);
    s_empty_draft (self);
    s_await_room (self, node, routed, options);
    return routed == ZC_ROUTE_NOCONNECT? ZC_NOCONNECT: ZC_SENT;
}

static zc_sent_t
s_send (zc_signal_t *signal, const zc_node_name_t *node, int options, zc_format_t format)
{
    zc_process_t *self = zc_baton_self ();
    signal->bytes = s_shared (format, node != NULL);
    if (signal->bytes) {
        signal->data = signal->bytes->data;
        signal->size = signal->bytes->size;
    }
    else {
        const zc_message_t *draft = s_build (self, format);
        signal->data = draft->data;
        signal->size = draft->size;
        signal->bytes = draft->bytes;
    }
    signal->from = self->pid;
    zc_baton_enter_as (self);
    zc_sent_t sent = ZC_SENT;
    if (node)
        sent = s_send_far (self, signal, node, options);
    else
        zc_signal_apply (self->core, signal, NULL);
    s_empty_draft (self);
    zc_baton_leave (self);
    return sent;
}

//  The frequent case: what ZC_SIG_MESSAGE does on one node; through an alias: ZC_SIG_ALIAS.
static void
s_send_here (zc_pid_t to, const zc_ref_t *alias, zc_format_t format)
{
    zc_process_t *self = zc_baton_self ();
    s_build (self, format);
    zc_baton_enter_as (self);
    zc_process_t *process = alias? zc_alias_use (self->core, *alias)
                                 : zc_process_find (self->core, to);
    if (process) {
        zc_mailbox_hang (self->core, process, self->draft);
        self->draft = zc_message_new (self->core);
    }
    else
        s_empty_draft (self);
    zc_baton_leave (self);
}

zc_sent_t
zc_send_options (zc_pid_t to, int options, zc_format_t message)
{
    if (zc_is_local (to) && !s_shared (message, false)) {
        s_send_here (to, NULL, message);
        return ZC_SENT;
    }
    zc_signal_t signal = {.type = ZC_SIG_MESSAGE, .to = to};
    return s_send (&signal, to.node, options, message);
}

void
zc_send_format (zc_pid_t to, zc_format_t message)
{
    zc_send_options (to, 0, message);
}

zc_sent_t
zc_send_alias_options (zc_ref_t alias, int options, zc_format_t message)
{
    if (!alias.node && !s_shared (message, false)) {
        s_send_here ((zc_pid_t) {0}, &alias, message);
        return ZC_SENT;
    }
    zc_signal_t signal = {.type = ZC_SIG_ALIAS, .ref = alias};
    return s_send (&signal, alias.node, options, message);
}

void
zc_send_alias_format (zc_ref_t alias, zc_format_t message)
{
    zc_send_alias_options (alias, 0, message);
}

//  The interned name of another node; NULL for this one.
const zc_node_name_t *
zc_core_node_name (zc_core_t *core, const char *node)
{
    if (!node || strcmp (node, zc_core_name (core)) == 0)
        return NULL;
    const zc_node_name_t *name = zc_names_intern (core->names, node, strlen (node));
    if (!name)
        zc_caller_bug ("not a node name, or too many of them");
    return name;
}

zc_sent_t
zc_send_name_options (const char *name, const char *node, int options, zc_format_t message)
{
    zc_atom_touched (name);
    zc_signal_t signal = {.type = ZC_SIG_MESSAGE, .name = name};
    return s_send (&signal, zc_core_node_name (zc_baton_self ()->core, node), options, message);
}

bool
zc_send_name_format (const char *name, const char *node, zc_format_t message)
{
    zc_text_touched (name);
    if (!node && zc_pid_is_null (zc_whereis (name)))
        return false;
    zc_send_name_options (name, node, 0, message);
    return true;
}

void
zc_exit_process_format (zc_pid_t pid, zc_format_t reason)
{
    zc_signal_t signal = {.type = ZC_SIG_EXIT, .to = pid};
    s_send (&signal, pid.node, 0, reason);
}
