//  fuzz_wire.c - records in the frames of a session, from a peer that has the cookie
//
//  An input is a sequence of frames, each with its length (2 bytes) before it.
//  What has to hold: each signal handed on is one of the known, complete, its
//  data canonical; what is held stays within the bounds of zc_outbox.h, however
//  much is announced; and all of it goes when the session ends.

#include "fuzz.h"
#include "dist/zc_inbox.h"
#include "term/zc_walk.h"

static zc_wire_origin_t s_origin;

static void
s_check_data (const zc_signal_t *signal)
{
    zc_buffer_t again = {0};
    fuzz_check (zc_skip (signal->data) == signal->size);
    fuzz_check (zc_decode (&again, signal->data, signal->size, NULL) == signal->size);
    fuzz_check (again.size == signal->size);
    fuzz_check (memcmp (again.data, signal->data, again.size) == 0);
    zc_buffer_clear (&again);
}

static void
s_hear (void *arg, const zc_signal_t *signal)
{
    size_t *count = arg;
    ++*count;
    fuzz_check (signal->type >= ZC_SIG_MESSAGE && signal->type <= ZC_SIG_GROUP_LEADER);
    fuzz_check (signal->from.node == s_origin.peer || zc_pid_is_null (signal->from));
    fuzz_check (signal->to.node == NULL);
    fuzz_check (!signal->name || (*signal->name && strlen (signal->name) <= ZC_ATOM_BYTES_MAX));
    fuzz_check ((signal->size > 0) == (zc_wire_data_size (signal) > 0));
    if (signal->size)
        s_check_data (signal);
    if (signal->bytes)
        fuzz_check (signal->bytes->data == signal->data && signal->bytes->size == signal->size);
    zc_signal_t answer;
    if (zc_wire_noproc (signal, &answer))
        fuzz_check (answer.to.node == s_origin.peer && answer.size > 0);
}

//  One frame's records, in memory of their own.
static bool
s_take_frame (zc_inbox_t *inbox, fuzz_input_t *input, size_t *count)
{
    size_t size = fuzz_u8 (input);
    size = size << 8 | fuzz_u8 (input);
    const uint8_t *at = fuzz_take (input, &size);
    uint8_t *copy = fuzz_copy (at, size);
    bool good = zc_inbox_take (inbox, &s_origin, copy, size, s_hear, count);
    free (copy);
    return good;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
    long blocks = zc_blocks_in_use ();
    zc_names_t *names = zc_names_new ();
    s_origin = (zc_wire_origin_t) {
        zc_names_intern (names, "a@host", 6), {"a@host", 7, "b@host", 9}};
    fuzz_input_t input = {data, size};
    zc_inbox_t inbox = {0};
    size_t count = 0;
    while (input.left && s_take_frame (&inbox, &input, &count)) {
        fuzz_check (inbox.streams.count <= ZC_STREAMS_MAX);
        fuzz_check (inbox.total <= ZC_RECORDS_MAX || inbox.streams.count == 1);
    }
    fuzz_check (count <= size);
    zc_inbox_clear (&inbox);
    zc_names_destroy (&names);
    fuzz_check (zc_blocks_in_use () == blocks);
    return 0;
}
