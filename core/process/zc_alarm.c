//  zc_alarm.c - messages sent later (send_after)
//
//  An alarm belongs to the process it will send to and goes with it; one that
//  is addressed to a name belongs to the node.

#include "zc_core.h"
#include "zc_process.h"

struct zc_alarm_t {
    zc_timer_t timer;
    zc_hash_item_t hash;            //  in core->alarms
    zc_alarm_t *next, **at;         //  of the same process, or of names; what points here
    zc_core_t *core;
    zc_ref_t ref;
    zc_pid_t to;
    char *name;
    zc_bytes_t *message;
};

static void
s_hang (zc_alarm_t *alarm, zc_alarm_t **list)
{
    alarm->at = list;
    alarm->next = *list;
    if (alarm->next)
        alarm->next->at = &alarm->next;
    *list = alarm;
}

static void
s_drop (zc_alarm_t *alarm)
{
    *alarm->at = alarm->next;
    if (alarm->next)
        alarm->next->at = alarm->at;
    zc_timers_remove (&alarm->core->timers, &alarm->timer);
    zc_hash_remove (&alarm->core->alarms, &alarm->hash);
    zc_bytes_destroy (&alarm->message);
    zc_release (alarm->name);
    zc_release (alarm);
}

void
zc_alarm_drop_all (zc_core_t *self, zc_alarm_t **list)
{
    (void) self;
    while (*list)
        s_drop (*list);
}

static void
s_fire (zc_timer_t *timer)
{
    zc_alarm_t *alarm = zc_container_of (timer, zc_alarm_t, timer);
    zc_signal_t signal = {.type = ZC_SIG_MESSAGE, .to = alarm->to, .name = alarm->name,
                          .data = alarm->message->data, .size = alarm->message->size};
    zc_signal_apply (alarm->core, &signal, NULL);
    s_drop (alarm);
}

zc_ref_t
zc_send_after_format (int ms, zc_pid_t to, const char *name, zc_format_t message)
{
    if (ms < 0 || to.node)
        zc_caller_bug ("zc_send_after: a local process or name, and a time of 0 or more");
    zc_term_t *term = zc_term_build (message);
    zc_process_t *self = zc_baton_enter ();
    zc_core_t *core = self->core;
    zc_ref_t ref = zc_core_ref (core);
    zc_process_t *process = name? NULL: zc_process_find (core, to);
    if (name || process) {
        zc_alarm_t *alarm = zc_calloc (sizeof *alarm);
        alarm->core = core;
        alarm->ref = ref;
        alarm->to = to;
        alarm->name = name? zc_copy_text (name): NULL;
        alarm->message = zc_bytes_dup (term->bytes);
        s_hang (alarm, process? &process->alarms: &core->name_alarms);
        zc_hash_add (&core->alarms, &alarm->hash, zc_ref_key (ref));
        zc_timers_add (&core->timers, &alarm->timer, zc_core_now (core) + (int64_t) ms * 1000000,
                       s_fire);
    }
    zc_baton_leave (self);
    zc_term_destroy (&term);
    return ref;
}

int
zc_cancel_timer (zc_ref_t timer)
{
    zc_process_t *self = zc_baton_enter ();
    zc_core_t *core = self->core;
    int left = -1;
    zc_hash_item_t *item = zc_hash_find (&core->alarms, zc_ref_key (timer));
    for (; item && left < 0; item = zc_hash_next (item)) {
        zc_alarm_t *alarm = zc_container_of (item, zc_alarm_t, hash);
        if (zc_ref_equal (alarm->ref, timer)) {
            int64_t ns = alarm->timer.deadline - zc_core_now (core);
            left = ns > 0? (int) (ns / 1000000): 0;
            s_drop (alarm);
            break;
        }
    }
    zc_baton_leave (self);
    return left;
}
