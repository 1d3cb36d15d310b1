//  zc_send.c - the calls that send a message or an exit signal
//
//  The message is built before the core is entered: mistakes in a format, and
//  bad pointers, end the sender and nothing else. Next: zc_signal.c.

#include "zc_core.h"
#include "zc_process.h"

//  ---- to another node -----------------------------------------------------

//  Suspend the calling process while too much is queued to the node.
static void
s_suspend (zc_process_t *process, const zc_node_name_t *node)
{
    zc_far_t *far = zc_far (process->core, node);
    zc_process_t **at = &far->suspended;
    while (*at)
        at = &(*at)->wait_next;
    *at = process;
    process->wait_next = NULL;
    process->wait_list = &far->suspended;
    process->state = ZC_SUSPENDED;
    zc_scheduler_switch_out (process, ZC_OUT_WAIT);
}

//  From a process: route, then suspend it while the peer's queue is full.
zc_routed_t
zc_signal_route_from (zc_process_t *process, zc_signal_t *signal, const zc_node_name_t *node,
                      int options)
{
    zc_core_t *core = process->core;
    zc_routed_t routed = zc_signal_route (core, signal, node, options);
    while (routed == ZC_ROUTED && !(options & ZC_SEND_NOSUSPEND)
           && core->route.busy (core->route.self, node, process->pid))
        s_suspend (process, node);
    return routed;
}

//  ---- the calls -----------------------------------------------------------

//  Build a message where the sender's own mistakes end only the sender.
static const zc_buffer_t *
s_build (zc_process_t *self, zc_format_t format)
{
    self->scratch.size = 0;
    const char *error = zc_build (&self->scratch, format, &self->caller);
    if (error)
        zc_caller_bug (error);
    return &self->scratch;
}

//  A message that is one big term goes by reference, not by copy.
static zc_bytes_t *
s_shared (zc_format_t format)
{
    if (format.count != 1 || format.args [0].type != ZC_ARG_TERM || !format.args [0].p
        || strcmp (format.text, "~t") != 0)
        return NULL;
    zc_bytes_t *bytes = ((const zc_term_t *) format.args [0].p)->bytes;
    return bytes->size > 4096? bytes: NULL;
}

static zc_sent_t
s_send (zc_signal_t *signal, const zc_node_name_t *node, int options, zc_format_t format)
{
    zc_process_t *self = zc_baton_self ();
    signal->bytes = s_shared (format);
    if (signal->bytes) {
        signal->data = signal->bytes->data;
        signal->size = signal->bytes->size;
    }
    else {
        const zc_buffer_t *message = s_build (self, format);
        signal->data = message->data;
        signal->size = message->size;
    }
    signal->from = self->pid;
    zc_baton_enter_as (self);
    zc_core_t *core = self->core;
    zc_sent_t sent = ZC_SENT;
    if (!node)
        zc_signal_apply (core, signal, NULL);
    else
    if ((options & ZC_SEND_NOSUSPEND) && core->route.busy
        && core->route.busy (core->route.self, node, self->pid))
        sent = ZC_NOSUSPEND;
    else
    if (zc_signal_route_from (self, signal, node, options) == ZC_ROUTE_NOCONNECT)
        sent = ZC_NOCONNECT;
    zc_baton_leave (self);
    return sent;
}

//  The frequent case: what ZC_SIG_MESSAGE does on one node.
static void
s_send_here (zc_pid_t to, zc_format_t format)
{
    zc_process_t *self = zc_baton_self ();
    const zc_buffer_t *message = s_build (self, format);
    zc_baton_enter_as (self);
    zc_process_t *process = zc_process_find (self->core, to);
    if (process)
        zc_mailbox_put (self->core, process, message->data, message->size, NULL);
    zc_baton_leave (self);
}

void
zc_send_format (zc_pid_t to, zc_format_t message)
{
    if (zc_is_local (to) && !s_shared (message)) {
        s_send_here (to, message);
        return;
    }
    zc_signal_t signal = {.type = ZC_SIG_MESSAGE, .to = to};
    s_send (&signal, to.node, 0, message);
}

zc_sent_t
zc_send_options (zc_pid_t to, int options, zc_format_t message)
{
    zc_signal_t signal = {.type = ZC_SIG_MESSAGE, .to = to};
    return s_send (&signal, to.node, options, message);
}

void
zc_send_alias_format (zc_ref_t alias, zc_format_t message)
{
    zc_signal_t signal = {.type = ZC_SIG_ALIAS, .ref = alias};
    s_send (&signal, alias.node, 0, message);
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

bool
zc_send_name_format (const char *name, const char *node, zc_format_t message)
{
    zc_text_touched (name);
    zc_process_t *self = zc_baton_self ();
    const zc_node_name_t *far = zc_core_node_name (self->core, node);
    zc_signal_t signal = {.type = ZC_SIG_MESSAGE, .name = name};
    if (!node) {
        bool known = !zc_pid_is_null (zc_whereis (name));
        if (!known)
            return false;
    }
    s_send (&signal, far, 0, message);
    return true;
}

void
zc_exit_process_format (zc_pid_t pid, zc_format_t reason)
{
    zc_signal_t signal = {.type = ZC_SIG_EXIT, .to = pid};
    s_send (&signal, pid.node, 0, reason);
}

void
zc_exit_format (zc_format_t reason)
{
    zc_process_t *self = zc_baton_self ();
    self->reason = zc_term_build (reason);
    zc_process_exit_now (self);
}
