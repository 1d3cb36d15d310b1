//  zc_inbox.h - frames of a session back into signals
//
//  Reads the records of a frame and hands each signal on. Fragments are decoded
//  one by one as they come, to where the message will stay: so a big one costs
//  one copy, and holds nobody up when it is whole. Hostile-proof: whatever the
//  bytes, nothing is read beyond them, and what is held is bounded by what
//  arrived and by ZC_STREAMS_MAX and ZC_RECORDS_MAX (zc_outbox.h). What is not
//  whole when the session ends is dropped with zc_inbox_clear.

#ifndef ZC_INBOX_H_INCLUDED
#define ZC_INBOX_H_INCLUDED

#include "zc_outbox.h"

typedef struct {
    zc_hash_t streams;              //  records being put together
    size_t total;                   //  bytes of all of them when whole
    uint64_t last;                  //  greatest stream number seen
    zc_buffer_t scratch;            //  one signal's data and name
} zc_inbox_t;

typedef void (zc_inbox_apply_t) (void *arg, const zc_signal_t *signal);

//  Take in the records of a SIGNALS frame (what follows its head). false: the
//  peer does not keep to the format; nothing more of it can be trusted.
bool zc_inbox_take (zc_inbox_t *self, const zc_wire_origin_t *origin, const uint8_t *data,
                    size_t size, zc_inbox_apply_t *apply, void *arg);
void zc_inbox_clear (zc_inbox_t *self);

#endif
