//  zc_wire.h - signals as bytes: the frames of a session
//
//  A frame of a session (after the handshake, see zc_handshake.h):
//
//      offset  bytes
//      0       1      kind: 16 SIGNALS, 17 TICK, 18 PING, 19 PONG, 20 BYE
//      1       8      bytes of SIGNALS and PONG frames that this side has consumed so far
//      9       …      SIGNALS: records; TICK: 4 bytes, how often this side wants to hear something,
//                     in ms; PING, PONG: 8 bytes; BYE: 1 byte, why
//
//  A record is one signal. Numbers in records are varints (7 bits a byte, low
//  ones first, at most 10 bytes); creations and words have 4 bytes, big-endian.
//
//      bytes   field     there if
//      1       head      always: 0 1 2 3 type, 4 5 6 7 flags
//      n       options   SPAWN, SPAWN_REPLY
//      n n     from      always: id, serial; + creation, if flag 5 is set
//      n n     to        the type has it: id, serial; + creation, if flag 4 is set
//      n …     name      flag 6, in place of `to`: length, text
//      12      ref       the type has it: words; + creation, if flag 7 is set
//      n       id        UNLINK, UNLINK_ACK
//      n …     data      the type has it: length, external term (no version byte)
//
//  Creations are left out where they are those of the session. `from` is a
//  process of the sender, or nobody (id 0) where no answer can come of it: not of
//  LINK, UNLINK, MONITOR, DEMONITOR and SPAWN. `to` is one of the receiver;
//  references of MONITOR, DEMONITOR and SPAWN are the sender's, the others the
//  receiver's. A message of 16 bytes between two young processes makes a record of 22.
//
//  A record longer than ZC_BULK travels in fragments, records of type 15. The
//  first one has all that stands before the data, and some of the data.
//
//      1       head      15
//      n       stream    greater than all before it
//      n       total     bytes of the whole record
//      n       offset    of this piece: what came before
//      n …     piece     length, bytes
//
//  Interface: zc_wire_put_*, zc_wire_get_*. Read next: zc_outbox.h.

#ifndef ZC_WIRE_H_INCLUDED
#define ZC_WIRE_H_INCLUDED

#include "process/zc_signal.h"
#include "base/zc_limits.h"

typedef enum {
    ZC_FRAME_SIGNALS = 16,
    ZC_FRAME_TICK,                  //  a sign of life, the count, and how often one is wanted
    ZC_FRAME_PING,
    ZC_FRAME_PONG,
    ZC_FRAME_BYE
} zc_frame_kind_t;

//  Why somebody says BYE.
typedef enum { ZC_BYE_DISCONNECT, ZC_BYE_STOP, ZC_BYE_LEAVE } zc_bye_t;

enum {
    ZC_FRAME_HEAD = 9,              //  bytes before the records
    ZC_RECORD_FRAGMENT = 15,
    ZC_FRAGMENT_HEAD_MAX = 25       //  of a fragment's fields before the piece
};

//  ---- writing -------------------------------------------------------------

void zc_wire_put_number (zc_buffer_t *out, uint64_t number);

//  A signal's record up to its data (with the data's length); `creation` is
//  the receiver's, 0 while it is not known.
void zc_wire_put_head (zc_buffer_t *out, const zc_signal_t *signal, uint32_t creation);

//  Bytes of data that follow the head: those of types without data do not count.
size_t zc_wire_data_size (const zc_signal_t *signal);

//  An upper bound of what zc_wire_put_head writes.
size_t zc_wire_head_bound (const zc_signal_t *signal);

void zc_wire_put_fragment (zc_buffer_t *out, uint64_t stream, size_t total, size_t offset,
                           size_t size);

//  ---- reading -------------------------------------------------------------

//  What is left to read of a frame.
typedef struct {
    const uint8_t *at, *end;
} zc_reader_t;

//  Whose records these are, and whose they become.
typedef struct {
    const zc_node_name_t *peer;
    zc_origin_t terms;
} zc_wire_origin_t;

bool zc_wire_get_number (zc_reader_t *self, uint64_t *number);

typedef struct {
    uint64_t stream, total, offset;
    const uint8_t *piece;
    size_t size;
} zc_fragment_t;

static inline bool
zc_wire_is_fragment (const zc_reader_t *self)
{
    return (self->at [0] & 15) == ZC_RECORD_FRAGMENT;
}

bool zc_wire_get_fragment (zc_reader_t *self, zc_fragment_t *fragment);

//  What stands before the data of a record. The name is in the frame, and has no
//  NUL behind it.
typedef struct {
    const char *name;               //  NULL: none
    size_t name_size;
    size_t data_size;               //  bytes that follow; 0: a type without data
} zc_wire_head_t;

//  Read a record up to its data; signal's name, data and size are left out.
//  Returns  false: not a record, or not all of it is there
bool zc_wire_get_head (zc_reader_t *self, const zc_wire_origin_t *origin, zc_signal_t *signal,
                       zc_wire_head_t *head);

//  Read a signal. Its data (canonical) is appended to `out`, its name after
//  that: both are good until `out` moves or changes. Creations that are not
//  ours are left in signal.to and signal.ref: the signal is for an earlier
//  incarnation of this node.
//  Returns  false: not a record (reader and out are then of no use)
bool zc_wire_get_signal (zc_reader_t *self, const zc_wire_origin_t *origin, zc_buffer_t *out,
                         zc_signal_t *signal);

//  A signal for a process that can no longer exist (of an incarnation that has
//  gone): fill `answer` with what its sender gets, noproc. false: nothing.
bool zc_wire_noproc (const zc_signal_t *signal, zc_signal_t *answer);

#endif
