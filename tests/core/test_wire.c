//  test_wire.c - signals to frames and back, without sockets and processes

#include "zc_test.h"

#include "dist/zc_inbox.h"

#include <malloc.h>

//  ---- two ends ------------------------------------------------------------

static zc_names_t *s_names_a, *s_names_b;
static zc_wire_origin_t s_origin;               //  b reads what a wrote
enum { CREATION_A = 7, CREATION_B = 9 };

static void
s_setup (void)
{
    s_names_a = zc_names_new ();
    s_names_b = zc_names_new ();
    s_origin = (zc_wire_origin_t) {
        zc_names_intern (s_names_b, "a@host", 6), {"a@host", CREATION_A, "b@host", CREATION_B}};
    zc_names_intern (s_names_a, "b@host", 6);
}

static void
s_teardown (void)
{
    zc_names_destroy (&s_names_a);
    zc_names_destroy (&s_names_b);
}

static const zc_node_name_t *
s_b (void)
{
    return zc_names_intern (s_names_a, "b@host", 6);
}

static zc_pid_t
s_pid_of_a (uint32_t id)
{
    return (zc_pid_t) {NULL, 0, id, 1};
}

static zc_pid_t
s_pid_of_b (uint32_t id)
{
    return (zc_pid_t) {s_b (), CREATION_B, id, 2};
}

//  A message of `size` bytes as a term, from a process of a to one of b.
static zc_signal_t
s_message (zc_buffer_t *data, uint32_t from, size_t size, uint8_t first)
{
    data->size = 0;
    zc_buffer_u8 (data, 109);
    zc_buffer_u32 (data, (uint32_t) size);
    for (size_t i = 0; i < size; i++)
        zc_buffer_u8 (data, (uint8_t) (first + i * 7));
    return (zc_signal_t) {.type = ZC_SIG_MESSAGE, .from = s_pid_of_a (from),
                          .to = s_pid_of_b (5), .data = data->data, .size = data->size};
}

//  ---- what arrives --------------------------------------------------------

typedef struct {
    int count;
    zc_signal_t last;
    zc_buffer_t data;
    char name [64];
    uint32_t from [4096];           //  sender and first byte of each message, in order
    uint8_t first [4096];
    size_t sizes [4096];
} s_heard_t;

static void
s_hear (void *arg, const zc_signal_t *signal)
{
    s_heard_t *heard = arg;
    heard->last = *signal;
    heard->data.size = 0;
    zc_buffer_put (&heard->data, signal->data, signal->size);
    snprintf (heard->name, sizeof heard->name, "%s", signal->name? signal->name: "");
    if (heard->count < 4096) {
        heard->from [heard->count] = signal->from.id;
        heard->first [heard->count] = signal->size > 5? signal->data [5]: 0;
        heard->sizes [heard->count] = signal->size;
    }
    heard->count++;
}

//  Move all that is in the outbox to the inbox; the number of frames, -1: refused.
static int
s_carry (zc_outbox_t *outbox, zc_inbox_t *inbox, s_heard_t *heard)
{
    int frames = 0;
    bool good = true, more = true;
    while (more && good) {
        zc_buffer_t frame = {0};
        more = zc_outbox_small_size (outbox) > 0;
        if (more)
            zc_outbox_take_small (outbox, &frame);
        else
            more = zc_outbox_take_bulk (outbox, ZC_FRAME_MAX, &frame);
        if (more) {
            ck_assert_uint_le (frame.size, ZC_FRAME_MAX);
            good = zc_inbox_take (inbox, &s_origin, frame.data + ZC_FRAME_HEAD,
                                  frame.size - ZC_FRAME_HEAD, s_hear, heard);
            frames++;
        }
        zc_buffer_clear (&frame);
    }
    return good? frames: -1;
}

//  One signal over the wire.
static void
s_send_one (const zc_signal_t *signal, s_heard_t *heard)
{
    zc_outbox_t outbox;
    zc_inbox_t inbox = {0};
    zc_outbox_init (&outbox);
    zc_outbox_put (&outbox, signal, CREATION_B);
    ck_assert_int_ge (s_carry (&outbox, &inbox, heard), 1);
    ck_assert_int_eq (heard->count, 1);
    ck_assert (zc_outbox_empty (&outbox));
    zc_outbox_clear (&outbox);
    zc_inbox_clear (&inbox);
}

//  ---- signals -------------------------------------------------------------

static const uint8_t s_ok [] = {119, 2, 'o', 'k'};

//  A signal of each type, as the process layer of a makes it.
static zc_signal_t
s_example (zc_signal_type_t type)
{
    zc_signal_t signal = {.type = type, .from = s_pid_of_a (300), .to = s_pid_of_b (70000),
                          .id = UINT64_C (1) << 40, .options = 3};
    bool reply = type == ZC_SIG_DOWN || type == ZC_SIG_SPAWN_REPLY || type == ZC_SIG_ALIAS;
    signal.ref = reply? (zc_ref_t) {s_b (), CREATION_B, {1, 2, 3}}
                      : (zc_ref_t) {NULL, 0, {1, 2, 3}};
    signal.data = s_ok;
    signal.size = sizeof s_ok;
    return signal;
}

START_TEST (every_type_of_signal_arrives_as_it_was)
{
    for (int type = ZC_SIG_MESSAGE; type <= ZC_SIG_GROUP_LEADER; type++) {
        zc_signal_t signal = s_example ((zc_signal_type_t) type);
        s_heard_t heard = {0};
        s_send_one (&signal, &heard);
        zc_signal_t *got = &heard.last;
        ck_assert_int_eq (got->type, type);
        ck_assert (zc_pid_equal (got->from,
                                 (zc_pid_t) {s_origin.peer, CREATION_A, 300, 1}));
        if (type != ZC_SIG_ALIAS && type != ZC_SIG_SPAWN)
            ck_assert (zc_pid_equal (got->to, (zc_pid_t) {NULL, 0, 70000, 2}));
        if (type == ZC_SIG_MONITOR || type == ZC_SIG_DEMONITOR || type == ZC_SIG_SPAWN)
            ck_assert (zc_ref_equal (got->ref,
                                     (zc_ref_t) {s_origin.peer, CREATION_A, {1, 2, 3}}));
        if (type == ZC_SIG_DOWN || type == ZC_SIG_SPAWN_REPLY || type == ZC_SIG_ALIAS)
            ck_assert (zc_ref_equal (got->ref, (zc_ref_t) {NULL, 0, {1, 2, 3}}));
        if (type == ZC_SIG_UNLINK || type == ZC_SIG_UNLINK_ACK)
            ck_assert_uint_eq (got->id, UINT64_C (1) << 40);
        if (type == ZC_SIG_SPAWN || type == ZC_SIG_SPAWN_REPLY)
            ck_assert_uint_eq (got->options, 3);
        if (zc_wire_data_size (&signal)) {
            ck_assert_uint_eq (got->size, sizeof s_ok);
            ck_assert_mem_eq (heard.data.data, s_ok, sizeof s_ok);
        }
        zc_buffer_clear (&heard.data);
    }
}
END_TEST

START_TEST (a_signal_to_a_name_carries_the_name)
{
    zc_signal_t signal = s_example (ZC_SIG_MESSAGE);
    s_heard_t heard = {0};
    signal.to = (zc_pid_t) {0};
    signal.name = "the name";
    s_send_one (&signal, &heard);
    ck_assert_str_eq (heard.name, "the name");
    ck_assert (zc_pid_is_null (heard.last.to));
    ck_assert_mem_eq (heard.data.data, s_ok, sizeof s_ok);
    zc_buffer_clear (&heard.data);
}
END_TEST

START_TEST (an_earlier_incarnation_is_told_apart)
{
    zc_signal_t signal = s_example (ZC_SIG_MONITOR), answer;
    s_heard_t heard = {0};
    signal.to.creation = CREATION_B - 1;
    s_send_one (&signal, &heard);
    ck_assert_uint_eq (heard.last.to.creation, CREATION_B - 1);
    ck_assert (zc_wire_noproc (&heard.last, &answer));
    ck_assert_int_eq (answer.type, ZC_SIG_DOWN);
    ck_assert (zc_pid_equal (answer.from, heard.last.to));
    ck_assert (zc_pid_equal (answer.to, heard.last.from));
    ck_assert (zc_ref_equal (answer.ref, heard.last.ref));
    signal = s_example (ZC_SIG_ALIAS);
    signal.ref.creation = CREATION_B - 1;
    heard.count = 0;
    s_send_one (&signal, &heard);
    ck_assert_uint_eq (heard.last.ref.creation, CREATION_B - 1);
    ck_assert (!zc_wire_noproc (&heard.last, &answer));
    zc_buffer_clear (&heard.data);
}
END_TEST

START_TEST (a_signal_queued_before_the_creation_is_known_arrives)
{
    zc_outbox_t outbox;
    zc_inbox_t inbox = {0};
    s_heard_t heard = {0};
    zc_signal_t signal = s_example (ZC_SIG_LINK);
    zc_outbox_init (&outbox);
    zc_outbox_put (&outbox, &signal, 0);
    ck_assert_int_eq (s_carry (&outbox, &inbox, &heard), 1);
    ck_assert (zc_pid_equal (heard.last.to, (zc_pid_t) {NULL, 0, 70000, 2}));
    zc_outbox_clear (&outbox);
    zc_inbox_clear (&inbox);
    zc_buffer_clear (&heard.data);
}
END_TEST

START_TEST (a_small_message_costs_little)
{
    zc_buffer_t data = {0}, out = {0};
    zc_signal_t signal = s_message (&data, 3, 11, 0);
    ck_assert_uint_eq (signal.size, 16);
    zc_wire_put_head (&out, &signal, CREATION_B);
    ck_assert_uint_le (out.size, 6);
    zc_buffer_clear (&data);
    zc_buffer_clear (&out);
}
END_TEST

//  ---- frames --------------------------------------------------------------

START_TEST (many_small_signals_share_frames_in_order)
{
    zc_outbox_t outbox;
    zc_inbox_t inbox = {0};
    s_heard_t heard = {0};
    zc_buffer_t data = {0};
    zc_outbox_init (&outbox);
    for (uint32_t i = 0; i < 4000; i++) {
        zc_signal_t signal = s_message (&data, i + 1, 100, (uint8_t) i);
        zc_outbox_put (&outbox, &signal, CREATION_B);
    }
    int frames = s_carry (&outbox, &inbox, &heard);
    ck_assert_int_ge (frames, 7);
    ck_assert_int_le (frames, 8);
    ck_assert_int_eq (heard.count, 4000);
    for (uint32_t i = 0; i < 4000; i++)
        ck_assert (heard.from [i] == i + 1 && heard.first [i] == (uint8_t) i);
    zc_outbox_clear (&outbox);
    zc_inbox_clear (&inbox);
    zc_buffer_clear (&data);
    zc_buffer_clear (&heard.data);
}
END_TEST

START_TEST (small_signals_of_others_pass_a_big_one_and_its_sender_s_wait)
{
    zc_outbox_t outbox;
    zc_inbox_t inbox = {0};
    s_heard_t heard = {0};
    zc_buffer_t data = {0};
    zc_outbox_init (&outbox);
    zc_signal_t signal = s_message (&data, 1, 1000000, 1);
    zc_outbox_put (&outbox, &signal, CREATION_B);
    signal = s_message (&data, 1, 10, 2);       //  behind its sender's big one
    zc_outbox_put (&outbox, &signal, CREATION_B);
    signal = s_message (&data, 2, 10, 3);       //  of another: passes
    zc_outbox_put (&outbox, &signal, CREATION_B);
    signal = s_message (&data, 1, 300000, 4);
    zc_outbox_put (&outbox, &signal, CREATION_B);
    signal = s_message (&data, 1, 10, 5);
    zc_outbox_put (&outbox, &signal, CREATION_B);
    ck_assert_uint_gt (outbox.queued, 1300000);
    ck_assert_int_gt (s_carry (&outbox, &inbox, &heard), 20);
    static const uint8_t order [] = {3, 1, 2, 4, 5};
    ck_assert_int_eq (heard.count, 5);
    ck_assert_mem_eq (heard.first, order, 5);
    ck_assert (zc_outbox_empty (&outbox));
    bool bulk;                                  //  all that was counted is counted off
    ck_assert_uint_eq (zc_outbox_before (&outbox, signal.from, &bulk), 0);
    ck_assert_uint_eq (outbox.queued, 0);
    zc_outbox_clear (&outbox);
    zc_inbox_clear (&inbox);
    zc_buffer_clear (&data);
    zc_buffer_clear (&heard.data);
}
END_TEST

START_TEST (many_big_ones_take_turns_and_keep_each_sender_s_order)
{
    zc_outbox_t outbox;
    zc_inbox_t inbox = {0};
    s_heard_t heard = {0};
    zc_buffer_t data = {0};
    zc_outbox_init (&outbox);
    unsigned next [50] = {0};
    for (uint8_t round = 0; round < 6; round++)
        for (uint32_t sender = 0; sender < 50; sender++) {
            size_t size = (sender * 7919 + round * 104729u) % 60000;
            zc_signal_t signal = s_message (&data, sender + 1, size + 10, round);
            zc_outbox_put (&outbox, &signal, CREATION_B);
        }
    ck_assert_int_gt (s_carry (&outbox, &inbox, &heard), 0);
    ck_assert_int_eq (heard.count, 300);
    for (int i = 0; i < 300; i++) {
        uint32_t sender = heard.from [i] - 1;
        ck_assert_uint_eq (heard.first [i], next [sender]++);
        ck_assert_uint_eq (heard.sizes [i],
                           (sender * 7919 + heard.first [i] * 104729u) % 60000 + 15);
    }
    zc_outbox_clear (&outbox);
    zc_inbox_clear (&inbox);
    zc_buffer_clear (&data);
    zc_buffer_clear (&heard.data);
}
END_TEST

//  Frames of small signals and of fragments take turns; what one sender sent small
//  may be in the last of the small ones.
START_TEST (a_big_one_does_not_pass_its_sender_s_small_one)
{
    zc_outbox_t outbox;
    zc_buffer_t data = {0}, frame = {0};
    zc_outbox_init (&outbox);
    for (uint32_t i = 0; i < 20; i++) {             //  of another, two frames
        zc_signal_t signal = s_message (&data, 2, 6000, 0);
        zc_outbox_put (&outbox, &signal, CREATION_B);
    }
    zc_signal_t signal = s_message (&data, 1, 10, 1);
    zc_outbox_put (&outbox, &signal, CREATION_B);
    for (uint8_t i = 2; i < 5; i++) {               //  big, small, big of the same
        signal = s_message (&data, 1, i == 3? 10: 20000, i);
        zc_outbox_put (&outbox, &signal, CREATION_B);
    }
    zc_inbox_t inbox = {0};
    s_heard_t heard = {0};
    for (bool more = true; more;) {                 //  as a session sends them
        more = false;
        for (int bulk = 0; bulk < 2; bulk++) {
            if (bulk? zc_outbox_take_bulk (&outbox, ZC_FRAME_MAX, &frame)
                    : zc_outbox_small_size (&outbox) > 0) {
                if (!bulk)
                    zc_outbox_take_small (&outbox, &frame);
                ck_assert (zc_inbox_take (&inbox, &s_origin, frame.data + ZC_FRAME_HEAD,
                                          frame.size - ZC_FRAME_HEAD, s_hear, &heard));
                more = true;
            }
            zc_buffer_clear (&frame);
        }
    }
    ck_assert_int_eq (heard.count, 24);
    uint8_t next = 1;
    for (int i = 0; i < heard.count; i++)
        if (heard.from [i] == 1)
            ck_assert_uint_eq (heard.first [i], next++);
    zc_outbox_clear (&outbox);
    zc_inbox_clear (&inbox);
    zc_buffer_clear (&data);
    zc_buffer_clear (&heard.data);
}
END_TEST

START_TEST (big_ones_share_frames)
{
    zc_outbox_t outbox;
    zc_inbox_t inbox = {0};
    s_heard_t heard = {0};
    zc_buffer_t data = {0};
    zc_outbox_init (&outbox);
    for (uint32_t i = 0; i < 60; i++) {             //  three senders, 20 KiB each time
        zc_signal_t signal = s_message (&data, i % 3 + 1, 20 * 1024, (uint8_t) (i / 3));
        zc_outbox_put (&outbox, &signal, CREATION_B);
    }
    int frames = s_carry (&outbox, &inbox, &heard);
    ck_assert_int_ge (frames, 60 * 20 / 64);
    ck_assert_int_le (frames, 60 * 20 / 64 + 3);
    ck_assert_int_eq (heard.count, 60);
    uint8_t next [4] = {0};
    for (int i = 0; i < 60; i++)
        ck_assert_uint_eq (heard.first [i], next [heard.from [i]]++);
    zc_outbox_clear (&outbox);
    zc_inbox_clear (&inbox);
    zc_buffer_clear (&data);
    zc_buffer_clear (&heard.data);
}
END_TEST

START_TEST (what_is_queued_or_half_arrived_can_be_dropped)
{
    long blocks = zc_blocks_in_use ();
    zc_outbox_t outbox;
    zc_inbox_t inbox = {0};
    s_heard_t heard = {0};
    zc_buffer_t data = {0}, frame = {0};
    zc_outbox_init (&outbox);
    for (uint32_t i = 1; i < 40; i++) {
        zc_signal_t signal = s_message (&data, i % 7 + 1, i * 5000, 0);
        zc_outbox_put (&outbox, &signal, CREATION_B);
    }
    zc_outbox_take_small (&outbox, &frame);
    zc_buffer_clear (&frame);
    ck_assert (zc_outbox_take_bulk (&outbox, ZC_FRAME_MAX, &frame));
    ck_assert (zc_inbox_take (&inbox, &s_origin, frame.data + ZC_FRAME_HEAD,
                              frame.size - ZC_FRAME_HEAD, s_hear, &heard));
    zc_outbox_clear (&outbox);
    zc_inbox_clear (&inbox);
    zc_buffer_clear (&data);
    zc_buffer_clear (&frame);
    zc_buffer_clear (&heard.data);
    ck_assert_int_eq (zc_blocks_in_use (), blocks);
}
END_TEST

START_TEST (counted_bytes_are_shared_not_copied)
{
    zc_outbox_t outbox;
    zc_buffer_t data = {0};
    zc_signal_t signal = s_message (&data, 1, 500000, 0);
    zc_bytes_t *bytes = zc_bytes_new (signal.data, signal.size);
    signal.bytes = bytes;
    signal.data = bytes->data;
    zc_outbox_init (&outbox);
    zc_outbox_put (&outbox, &signal, CREATION_B);
    ck_assert_uint_eq (bytes->refs, 2);
    zc_outbox_clear (&outbox);
    ck_assert_uint_eq (bytes->refs, 1);
    zc_bytes_destroy (&bytes);
    zc_buffer_clear (&data);
}
END_TEST

//  ---- hostile bytes -------------------------------------------------------

static bool
s_take (zc_inbox_t *inbox, const void *data, size_t size)
{
    s_heard_t heard = {0};
    uint8_t *copy = zc_malloc (size);           //  so that a sanitizer sees each byte beyond
    memcpy (copy, data, size);
    bool good = zc_inbox_take (inbox, &s_origin, copy, size, s_hear, &heard);
    zc_release (copy);
    zc_buffer_clear (&heard.data);
    return good;
}

static bool
s_take_alone (const void *data, size_t size)
{
    zc_inbox_t inbox = {0};
    bool good = s_take (&inbox, data, size);
    zc_inbox_clear (&inbox);
    return good;
}

START_TEST (a_record_cut_short_anywhere_is_refused)
{
    for (int type = ZC_SIG_MESSAGE; type <= ZC_SIG_GROUP_LEADER; type++) {
        zc_signal_t signal = s_example ((zc_signal_type_t) type);
        zc_buffer_t record = {0};
        signal.to.creation = CREATION_B;
        zc_wire_put_head (&record, &signal, 0);
        zc_buffer_put (&record, s_ok, zc_wire_data_size (&signal));
        ck_assert (s_take_alone (record.data, record.size));
        for (size_t size = 1; size < record.size; size++)
            ck_assert_msg (!s_take_alone (record.data, size), "type %d cut at %zu", type, size);
        zc_buffer_clear (&record);
    }
}
END_TEST

//  A link or a monitor of nobody would hang at no node: there is nobody to tell the end.
START_TEST (what_asks_for_an_answer_is_a_process_s_or_refused)
{
    for (int type = ZC_SIG_MESSAGE; type <= ZC_SIG_GROUP_LEADER; type++) {
        zc_signal_t signal = s_example ((zc_signal_type_t) type);
        zc_buffer_t record = {0};
        bool asks = type == ZC_SIG_LINK || type == ZC_SIG_UNLINK || type == ZC_SIG_MONITOR
                 || type == ZC_SIG_DEMONITOR || type == ZC_SIG_SPAWN;
        signal.from = (zc_pid_t) {0};
        zc_wire_put_head (&record, &signal, CREATION_B);
        zc_buffer_put (&record, s_ok, zc_wire_data_size (&signal));
        ck_assert_msg (s_take_alone (record.data, record.size) == !asks, "type %d", type);
        zc_buffer_clear (&record);
    }
}
END_TEST

START_TEST (nonsense_is_refused)
{
    static const struct { const char *bytes; size_t size; } bad [] = {
        {"\x00", 1}, {"\x0e\x01\x01", 3},                   //  no such type
        {"\x01\x01\x01\x01\x01\x00", 6},                    //  a message without data
        {"\x01\x01\x01\x01\x01\x02\x61", 7},                //  data shorter than told
        {"\x01\x01\x01\x01\x01\x03\x61\x05\x61", 9},        //  longer than its term
        {"\x01\x80\x80\x80\x80\x80\x80\x80\x80\x80\x02\x01\x01\x01\x02\x61\x05", 17},
        {"\x01\x80\x80\x80\x80\x10\x01\x01\x01\x02\x61\x05", 12},   //  an id beyond 32 bits
        {"\x41\x01\x01\x03" "a\0b" "\x02\x61\x05", 10},     //  a name with a NUL
        {"\x41\x01\x01\x00\x02\x61\x05", 7},                //  an empty name
        {"\x42\x01\x01\x01" "a\x02\x61\x05", 8},            //  a name where none belongs
        {"\x0f\x01\x05\x00\x00", 5},                        //  an empty fragment
        {"\x0f\x01\x05\x01\x01" "a", 6},                    //  not the first, of nothing
        {"\x0f\x01\x05\x00\x06" "abcdef", 11},              //  longer than its record
        {"\x0f\x01\x80\x80\x80\x80\x10\x00\x01" "a", 10},   //  of 4 GiB
        {"\x0f\x01\x01\x00\x01\x0f", 6},                    //  a fragment in a fragment
        {"\x0f\x01\x08\x00\x08\x03\x01\x01\x01\x01\x02\x61\x05", 13},  //  of what has no data
        {"\x0f\x01\x08\x00\x04\x01\x01\x01\x01", 9},       //  the head is not in the first
        {"\x0f\x01\x09\x00\x08\x01\x01\x01\x01\x01\x02\x61\x05", 13},  //  longer than its data
        {"\x0f\x01\x07\x00\x07\x01\x01\x01\x01\x01\x02\x61\x05", 13},  //  shorter
        {"\x0f\x01\x08\x00\x08\x01\x01\x01\x01\x01\x02\x61\x05\x05", 14},
        {"\x0f\x01\x08\x00\x07\x01\x01\x01\x01\x01\x02\x05", 12}};     //  not a term
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg (!s_take_alone (bad [i].bytes, bad [i].size), "number %zu", i);
}
END_TEST

//  A record of 16 bytes, a message of 5, after the head of its fragment: stream,
//  total, offset; length.
#define RECORD "\x01\x01\x01\x01\x01\x0a" "\x6d\x00\x00\x00\x05" "hello"

START_TEST (fragments_have_to_keep_the_sender_s_rules)
{
    zc_inbox_t inbox = {0};
    ck_assert (s_take (&inbox, "\x0f\x01\x10\x00\x10" RECORD, 21));
    ck_assert_uint_eq (inbox.streams.count, 0);
    ck_assert (s_take (&inbox, "\x0f\x02\x10\x00\x08" RECORD, 13));
    ck_assert (!s_take (&inbox, "\x0f\x02\x10\x09\x01" "l", 6));        //  a gap
    ck_assert (!s_take (&inbox, "\x0f\x02\x11\x08\x01\x01", 6));       //  another total
    ck_assert (!s_take (&inbox, "\x0f\x02\x10\x08\x09" "\0\0\5hello!", 14));    //  too long
    ck_assert (s_take (&inbox, "\x0f\x03\x10\x00\x0c" RECORD, 17));    //  a second stream
    ck_assert (!s_take (&inbox, "\x0f\x01\x10\x00\x08" RECORD, 13));   //  a number used before
    ck_assert (s_take (&inbox, "\x0f\x03\x10\x0c\x04" "ello", 9));
    ck_assert (!s_take (&inbox, "\x0f\x02\x10\x08\x08" "\0\0\6hello", 13));     //  no term
    zc_inbox_clear (&inbox);
    for (int i = 1; i <= ZC_STREAMS_MAX; i++) {
        uint8_t fragment [] = "\x0f\x00\x10\x00\x08" RECORD;
        fragment [1] = (uint8_t) i;
        ck_assert (s_take (&inbox, fragment, 13));
    }
    ck_assert (!s_take (&inbox, "\x0f\x64\x10\x00\x08" RECORD, 13));
    zc_inbox_clear (&inbox);
}
END_TEST

//  A fragment that announces a record of `size` bytes and brings 16 of it.
static bool
s_announce (zc_inbox_t *inbox, uint64_t stream, size_t size)
{
    zc_buffer_t frame = {0}, head = {0};
    zc_signal_t signal = {.type = ZC_SIG_MESSAGE, .from = s_pid_of_a (1), .to = s_pid_of_b (1),
                          .size = size};
    zc_wire_put_head (&head, &signal, CREATION_B);
    zc_buffer_put (&head, "\x6d\x10\x00\x00\x00" "hello", 10);
    zc_wire_put_fragment (&frame, stream, head.size - 10 + size, 0, head.size);
    zc_buffer_put (&frame, head.data, head.size);
    bool good = s_take (inbox, frame.data, frame.size);
    zc_buffer_clear (&frame);
    zc_buffer_clear (&head);
    return good;
}

START_TEST (a_huge_announcement_takes_no_memory)
{
    zc_inbox_t inbox = {0};
    struct mallinfo2 before = mallinfo2 ();
    ck_assert (s_announce (&inbox, 1, ZC_TERM_SIZE_MAX));
    struct mallinfo2 after = mallinfo2 ();
    ck_assert_uint_lt (after.uordblks + after.hblkhd, before.uordblks + before.hblkhd + 100000);
    ck_assert_uint_eq (inbox.streams.count, 1);
    ck_assert (!s_announce (&inbox, 2, 100));       //  together more than the receiver holds
    zc_inbox_clear (&inbox);
    ck_assert_uint_eq (inbox.total, 0);
    ck_assert (!s_announce (&inbox, 1, (size_t) ZC_TERM_SIZE_MAX + 1));
    zc_inbox_clear (&inbox);
}
END_TEST

START_TEST (damaged_frames_are_refused_or_read_but_never_more)
{
    zc_buffer_t data = {0};
    uint64_t random = 88172645463325252;
    for (int round = 0; round < 20000; round++) {
        zc_buffer_t record = {0};
        zc_signal_t signal = s_example ((zc_signal_type_t) (round % 13 + 1));
        zc_wire_put_head (&record, &signal, round & 1? CREATION_B: 0);
        zc_buffer_put (&record, s_ok, zc_wire_data_size (&signal));
        for (int i = round % 4; i >= 0; i--) {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            record.data [random % record.size] = (uint8_t) (random >> 32);
        }
        s_take_alone (record.data, record.size);
        zc_buffer_clear (&record);
    }
    zc_buffer_clear (&data);
}
END_TEST

ZT_MAIN_WITH ("wire", s_setup, s_teardown,
    every_type_of_signal_arrives_as_it_was,
    a_signal_to_a_name_carries_the_name,
    an_earlier_incarnation_is_told_apart,
    a_signal_queued_before_the_creation_is_known_arrives,
    a_small_message_costs_little,
    many_small_signals_share_frames_in_order,
    small_signals_of_others_pass_a_big_one_and_its_sender_s_wait,
    many_big_ones_take_turns_and_keep_each_sender_s_order,
    a_big_one_does_not_pass_its_sender_s_small_one,
    big_ones_share_frames,
    what_is_queued_or_half_arrived_can_be_dropped,
    counted_bytes_are_shared_not_copied,
    a_record_cut_short_anywhere_is_refused,
    what_asks_for_an_answer_is_a_process_s_or_refused,
    nonsense_is_refused,
    fragments_have_to_keep_the_sender_s_rules,
    a_huge_announcement_takes_no_memory,
    damaged_frames_are_refused_or_read_but_never_more)
