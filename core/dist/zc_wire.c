//  zc_wire.c - see zc_wire.h

#include "zc_wire.h"

enum { TO_CREATION = 0x10, FROM_CREATION = 0x20, BY_NAME = 0x40, REF_CREATION = 0x80 };
enum { TO = 1, REF_MINE = 2, REF_YOURS = 4, ID = 8, OPTIONS = 16, DATA = 32, ASKS = 64 };

//  Which fields a type has, besides `from`; ASKS: that is a process, and not nobody.
static const uint8_t s_fields [16] = {
    [ZC_SIG_MESSAGE]      = TO | DATA,
    [ZC_SIG_ALIAS]        = REF_YOURS | DATA,
    [ZC_SIG_LINK]         = TO | ASKS,
    [ZC_SIG_UNLINK]       = TO | ID | ASKS,
    [ZC_SIG_UNLINK_ACK]   = TO | ID,
    [ZC_SIG_LINK_EXIT]    = TO | DATA,
    [ZC_SIG_EXIT]         = TO | DATA,
    [ZC_SIG_MONITOR]      = TO | REF_MINE | ASKS,
    [ZC_SIG_DEMONITOR]    = TO | REF_MINE | ASKS,
    [ZC_SIG_DOWN]         = TO | REF_YOURS | DATA,
    [ZC_SIG_SPAWN]        = REF_MINE | OPTIONS | DATA | ASKS,
    [ZC_SIG_SPAWN_REPLY]  = TO | REF_YOURS | OPTIONS | DATA,
    [ZC_SIG_GROUP_LEADER] = TO | DATA
};

//  ---- writing -------------------------------------------------------------

//  Returns the end of what it wrote.
static uint8_t *
s_put (uint8_t *at, uint64_t number)
{
    while (number > 127) {
        *at++ = (uint8_t) (number | 128);
        number >>= 7;
    }
    *at++ = (uint8_t) number;
    return at;
}

static uint8_t *
s_put_word (uint8_t *at, uint32_t word)
{
    zc_put_u32 (at, word);
    return at + 4;
}

static uint8_t *
s_put_pid (uint8_t *at, zc_pid_t pid, bool with_creation)
{
    at = s_put (at, pid.id);
    at = s_put (at, pid.serial);
    return with_creation? s_put_word (at, pid.creation): at;
}

static uint8_t *
s_put_ref (uint8_t *at, zc_ref_t ref, bool with_creation)
{
    for (int i = 0; i < 3; i++)
        at = s_put_word (at, ref.word [i]);
    return with_creation? s_put_word (at, ref.creation): at;
}

static uint8_t *
s_put_name (uint8_t *at, const char *name)
{
    size_t size = strlen (name);
    at = s_put (at, size);
    memcpy (at, name, size);
    return at + size;
}

//  Which creations have to be told: all that the session does not imply.
static uint8_t
s_flags (const zc_signal_t *signal, uint8_t fields, uint32_t creation)
{
    bool by_name = fields & TO && signal->name && zc_pid_is_null (signal->to);
    bool to_other = fields & TO && !by_name && signal->to.creation != creation;
    bool ref_other = fields & REF_YOURS && signal->ref.creation != creation;
    return (uint8_t) ((to_other? TO_CREATION: 0)
                      | (signal->from.creation? FROM_CREATION: 0)
                      | (by_name? BY_NAME: 0)
                      | (ref_other? REF_CREATION: 0));
}

void
zc_wire_put_number (zc_buffer_t *out, uint64_t number)
{
    uint8_t bytes [10];
    zc_buffer_put (out, bytes, (size_t) (s_put (bytes, number) - bytes));
}

size_t
zc_wire_data_size (const zc_signal_t *signal)
{
    return s_fields [signal->type] & DATA? signal->size: 0;
}

size_t
zc_wire_head_bound (const zc_signal_t *signal)
{
    return 80 + (signal->name? strlen (signal->name): 0);
}

void
zc_wire_put_head (zc_buffer_t *out, const zc_signal_t *signal, uint32_t creation)
{
    uint8_t fields = s_fields [signal->type];
    uint8_t flags = s_flags (signal, fields, creation);
    size_t bound = zc_wire_head_bound (signal);
    uint8_t *start = zc_buffer_add (out, bound);
    uint8_t *at = start;
    *at++ = (uint8_t) signal->type | flags;
    if (fields & OPTIONS)
        at = s_put (at, signal->options);
    at = s_put_pid (at, signal->from, flags & FROM_CREATION);
    if (flags & BY_NAME)
        at = s_put_name (at, signal->name);
    else
    if (fields & TO)
        at = s_put_pid (at, signal->to, flags & TO_CREATION);
    if (fields & (REF_MINE | REF_YOURS))
        at = s_put_ref (at, signal->ref, flags & REF_CREATION);
    if (fields & ID)
        at = s_put (at, signal->id);
    if (fields & DATA)
        at = s_put (at, signal->size);
    out->size -= bound - (size_t) (at - start);
}

void
zc_wire_put_fragment (zc_buffer_t *out, uint64_t stream, size_t total, size_t offset, size_t size)
{
    zc_buffer_u8 (out, ZC_RECORD_FRAGMENT);
    zc_wire_put_number (out, stream);
    zc_wire_put_number (out, total);
    zc_wire_put_number (out, offset);
    zc_wire_put_number (out, size);
}

//  ---- reading -------------------------------------------------------------

bool
zc_wire_get_number (zc_reader_t *self, uint64_t *number)
{
    *number = 0;
    for (unsigned shift = 0; shift < 64 && self->at < self->end; shift += 7) {
        uint8_t byte = *self->at++;
        if (shift == 63 && byte > 1)
            return false;           //  more than 64 bits
        *number |= (uint64_t) (byte & 127) << shift;
        if (byte < 128)
            return true;
    }
    return false;
}

static bool
s_get_u32 (zc_reader_t *self, uint32_t *number)
{
    uint64_t wide;
    if (!zc_wire_get_number (self, &wide) || wide > UINT32_MAX)
        return false;
    *number = (uint32_t) wide;
    return true;
}

static bool
s_get_word (zc_reader_t *self, uint32_t *word)
{
    if (self->end - self->at < 4)
        return false;
    *word = zc_get_u32 (self->at);
    self->at += 4;
    return true;
}

static bool
s_get_pid (zc_reader_t *self, bool with_creation, zc_pid_t *pid)
{
    return s_get_u32 (self, &pid->id)
        && s_get_u32 (self, &pid->serial)
        && (!with_creation || s_get_word (self, &pid->creation));
}

static bool
s_get_ref (zc_reader_t *self, bool with_creation, zc_ref_t *ref)
{
    for (int i = 0; i < 3; i++)
        if (!s_get_word (self, &ref->word [i]))
            return false;
    return !with_creation || s_get_word (self, &ref->creation);
}

//  A length and that many bytes.
static bool
s_get_run (zc_reader_t *self, const uint8_t **data, size_t *size)
{
    uint64_t length;
    if (!zc_wire_get_number (self, &length) || length > (uint64_t) (self->end - self->at))
        return false;
    *data = self->at;
    *size = (size_t) length;
    self->at += length;
    return true;
}

bool
zc_wire_get_fragment (zc_reader_t *self, zc_fragment_t *fragment)
{
    self->at++;
    return zc_wire_get_number (self, &fragment->stream)
        && zc_wire_get_number (self, &fragment->total)
        && zc_wire_get_number (self, &fragment->offset)
        && s_get_run (self, &fragment->piece, &fragment->size);
}

//  `from` becomes a process of the peer.
static bool
s_get_from (zc_reader_t *self, const zc_wire_origin_t *origin, bool with_creation,
            zc_signal_t *signal)
{
    signal->from.creation = origin->terms.from_creation;
    if (!s_get_pid (self, with_creation, &signal->from))
        return false;
    signal->from.node = origin->peer;
    if (!signal->from.id)
        signal->from = (zc_pid_t) {0};
    return true;
}

//  Our own creation is written 0, so only others stay visible.
static void
s_hide_own (uint32_t *creation, const zc_wire_origin_t *origin)
{
    if (*creation == origin->terms.self_creation)
        *creation = 0;
}

static bool
s_get_to (zc_reader_t *self, const zc_wire_origin_t *origin, bool with_creation,
          zc_signal_t *signal)
{
    if (!s_get_pid (self, with_creation, &signal->to))
        return false;
    s_hide_own (&signal->to.creation, origin);
    return true;
}

static bool
s_get_signal_ref (zc_reader_t *self, const zc_wire_origin_t *origin, uint8_t head, bool mine,
                  zc_signal_t *signal)
{
    if (!s_get_ref (self, head & REF_CREATION, &signal->ref))
        return false;
    if (mine) {
        signal->ref.node = origin->peer;
        signal->ref.creation = origin->terms.from_creation;
    }
    else
        s_hide_own (&signal->ref.creation, origin);
    return true;
}

static bool
s_get_name (zc_reader_t *self, zc_wire_head_t *head)
{
    const uint8_t *name;
    if (!s_get_run (self, &name, &head->name_size) || !head->name_size
    ||  head->name_size > ZC_ATOM_BYTES_MAX || memchr (name, 0, head->name_size))
        return false;
    head->name = (const char *) name;
    return true;
}

//  To whom: a name, a process, or neither.
static bool
s_get_receiver (zc_reader_t *self, const zc_wire_origin_t *origin, uint8_t first, uint8_t fields,
                zc_signal_t *signal, zc_wire_head_t *head)
{
    if (first & BY_NAME)
        return fields & TO && s_get_name (self, head);
    return !(fields & TO) || s_get_to (self, origin, first & TO_CREATION, signal);
}

static bool
s_get_data_size (zc_reader_t *self, zc_wire_head_t *head)
{
    uint64_t size;
    if (!zc_wire_get_number (self, &size) || !size || size > ZC_TERM_SIZE_MAX)
        return false;
    head->data_size = (size_t) size;
    return true;
}

bool
zc_wire_get_head (zc_reader_t *self, const zc_wire_origin_t *origin, zc_signal_t *signal,
                  zc_wire_head_t *head)
{
    *signal = (zc_signal_t) {0};
    *head = (zc_wire_head_t) {0};
    uint8_t first = *self->at++;
    uint8_t fields = s_fields [first & 15];
    if (!fields)
        return false;
    signal->type = (zc_signal_type_t) (first & 15);
    if (fields & OPTIONS && !s_get_u32 (self, &signal->options))
        return false;
    if (!s_get_from (self, origin, first & FROM_CREATION, signal)
    ||  (fields & ASKS && zc_pid_is_null (signal->from))
    ||  !s_get_receiver (self, origin, first, fields, signal, head))
        return false;
    if (fields & (REF_MINE | REF_YOURS)
    && !s_get_signal_ref (self, origin, first, fields & REF_MINE, signal))
        return false;
    if (fields & ID && !zc_wire_get_number (self, &signal->id))
        return false;
    return !(fields & DATA) || s_get_data_size (self, head);
}

//  Data and name go to `out`; their places are known only once all is there.
bool
zc_wire_get_signal (zc_reader_t *self, const zc_wire_origin_t *origin, zc_buffer_t *out,
                    zc_signal_t *signal)
{
    zc_wire_head_t head;
    size_t start = out->size;
    if (!zc_wire_get_head (self, origin, signal, &head)
    ||  head.data_size > (size_t) (self->end - self->at))
        return false;
    if (head.data_size
    && zc_decode (out, self->at, head.data_size, &origin->terms) != head.data_size)
        return false;
    self->at += head.data_size;
    signal->size = out->size - start;
    if (head.name) {
        zc_buffer_put (out, head.name, head.name_size);
        zc_buffer_u8 (out, 0);
        signal->name = (const char *) out->data + start + signal->size;
    }
    if (signal->size)
        signal->data = out->data + start;
    return true;
}

bool
zc_wire_noproc (const zc_signal_t *signal, zc_signal_t *answer)
{
    static const uint8_t noproc [] = {119, 6, 'n', 'o', 'p', 'r', 'o', 'c'};
    *answer = (zc_signal_t) {.from = signal->to, .to = signal->from, .ref = signal->ref,
                             .id = signal->id, .data = noproc, .size = sizeof noproc};
    if (signal->type == ZC_SIG_LINK)
        answer->type = ZC_SIG_LINK_EXIT;
    else
    if (signal->type == ZC_SIG_MONITOR)
        answer->type = ZC_SIG_DOWN;
    else
    if (signal->type == ZC_SIG_UNLINK)
        answer->type = ZC_SIG_UNLINK_ACK;
    else
        return false;
    return true;
}
