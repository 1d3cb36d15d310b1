//  drive_handshake.c - kate, alex and bob are the student's functions; mallory, between them, is ours
//
//  Each end of a handshake runs in a thread of its own and has a wire, a PAIR socket over
//  loopback; mallory holds the other end of it. She hears and says whole messages.

#define _GNU_SOURCE
#include "handshake.h"
#include "driver.h"

#include <pthread.h>
#include <stdatomic.h>

static char **s_words;
static int s_limit_ms;              //  of a handshake where nothing else is said

//  ---- an end of a handshake: the student's ------------------------------------

typedef struct {
    const char *label, *me, *peer;  //  peer: whom it dials; NULL: it is dialled
    const char *cookie;
    int limit_ms;
    zsock_t *wire;                  //  the student's end …
    zsock_t *mallory;               //  … and ours
    pthread_t thread;
    atomic_bool done;
    handshake_t how;
    char *came;                     //  the name of who has come in
    int64_t began, ended;
} end_t;

static void *
s_run (void *arg)
{
    end_t *end = arg;
    end->began = zclock_mono ();
    if (end->peer)
        end->how = handshake_dial (end->wire, end->me, end->peer, end->cookie, end->limit_ms);
    else
        end->how = handshake_accept (end->wire, end->me, end->cookie, end->limit_ms, end->came);
    end->ended = zclock_mono ();
    atomic_store (&end->done, true);
    return NULL;
}

static void
s_begin (end_t *end)
{
    end->wire = zsock_new (ZMQ_PAIR);
    end->mallory = zsock_new (ZMQ_PAIR);
    int port = zsock_bind (end->peer? end->mallory: end->wire, "tcp://127.0.0.1:*");
    zsock_connect (end->peer? end->wire: end->mallory, "tcp://127.0.0.1:%d", port);
    end->came = calloc (1, HANDSHAKE_NAME_MAX + 1);
    end->limit_ms = end->limit_ms? end->limit_ms: s_limit_ms;
    pthread_create (&end->thread, NULL, s_run, end);
}

//  Wait for it, and tell how it went.
static void
s_end (end_t *end)
{
    const char *label = end->label? end->label: end->me;
    pthread_join (end->thread, NULL);
    if (end->how > REFUSED)
        dr_say ("%s: returned %d", label, (int) end->how);
    else
    if (end->how == COME_IN && !end->peer)
        dr_say ("%s: come in, %s", label, *end->came? end->came: "nobody");
    else
        dr_say ("%s: %s", label, handshake_text (end->how));
    zsock_destroy (&end->wire);
    zsock_destroy (&end->mallory);
    free (end->came);
}

//  ---- what mallory hears and says -----------------------------------------------

//  The next message from an end; NULL: it has come to its own end, and said nothing more.
static zmsg_t *
s_hear (end_t *end)
{
    zmsg_t *message = NULL;
    zsock_set_rcvtimeo (end->mallory, s_limit_ms / 100);
    for (int rest = 20; !message && rest > 0; rest -= atomic_load (&end->done))
        message = zmsg_recv (end->mallory);
    return message;
}

//  A message is passed on; nothing is no message.
static void
s_say (end_t *end, zmsg_t **message_p)
{
    if (*message_p)
        zmsg_send (message_p, end->mallory);
}

static void
s_say_again (end_t *end, zmsg_t *message)
{
    zmsg_t *copy = message? zmsg_dup (message): NULL;
    s_say (end, &copy);
}

//  A message written down: words; #N, just so many random bytes; @N, so many letters.
static zmsg_t *
s_written (const char *text)
{
    zmsg_t *message = zmsg_new ();
    char copy [400], *rest = copy, *word;
    snprintf (copy, sizeof copy, "%s", text);
    while ((word = strsep (&rest, " "))) {
        size_t size = *word == '#' || *word == '@'? (size_t) atol (word + 1): strlen (word);
        zframe_t *frame = zframe_new (NULL, size);
        if (*word == '#')
            randombytes_buf (zframe_data (frame), size);
        else
        if (*word == '@')
            memset (zframe_data (frame), 'a', size);
        else
            memcpy (zframe_data (frame), word, size);
        zmsg_append (message, &frame);
    }
    return message;
}

static void
s_say_written (end_t *end, const char *text)
{
    zmsg_t *message = s_written (text);
    s_say (end, &message);
}

//  Told: words as they are, other frames as #N.
static void
s_tell (const char *what, zmsg_t *message)
{
    char text [700];
    size_t size = (size_t) snprintf (text, sizeof text, "%s%s", what, message? "": " nothing");
    for (zframe_t *frame = message? zmsg_first (message): NULL; frame && size < 400; frame = zmsg_next (message)) {
        bool word = zframe_size (frame) > 0 && zframe_size (frame) < 100;
        for (size_t i = 0; word && i < zframe_size (frame); i++)
            word = zframe_data (frame) [i] >= ' ' && zframe_data (frame) [i] < 127;
        if (word)
            size += (size_t) snprintf (text + size, sizeof text - size, " %.*s", (int) zframe_size (frame),
                                       (const char *) zframe_data (frame));
        else
            size += (size_t) snprintf (text + size, sizeof text - size, " #%zu", zframe_size (frame));
    }
    dr_say ("%s", text);
}

//  Hear a message, tell it, forget it.
static void
s_hear_and_tell (end_t *end)
{
    zmsg_t *message = s_hear (end);
    s_tell ("heard:", message);
    zmsg_destroy (&message);
}

static void
s_hear_and_forget (end_t *end)
{
    zmsg_t *message = s_hear (end);
    zmsg_destroy (&message);
}

//  A frame of a message; NULL: it has none there.
static zframe_t *
s_frame (zmsg_t *message, size_t index)
{
    zframe_t *frame = message? zmsg_first (message): NULL;
    while (frame && index-- > 0)
        frame = zmsg_next (message);
    return frame;
}

//  ---- mallory only listens ------------------------------------------------------

enum { TAPE_MAX = 16 };

typedef struct {
    zmsg_t *said [TAPE_MAX];
    size_t count;
} tape_t;

static void
s_tape_clear (tape_t *tape)
{
    for (size_t i = 0; i < tape->count; i++)
        zmsg_destroy (&tape->said [i]);
    tape->count = 0;
}

static bool
s_pass_on (end_t *from, end_t *to, tape_t *tape)
{
    zsock_set_rcvtimeo (from->mallory, 2);
    zmsg_t *message = zmsg_recv (from->mallory);
    if (!message)
        return false;
    if (tape->count < TAPE_MAX)
        tape->said [tape->count++] = zmsg_dup (message);
    s_say (to, &message);
    return true;
}

//  Two meet, and what they say is kept.
static void
s_meet (end_t *dials, end_t *dialled, tape_t *tape)
{
    s_begin (dialled);
    s_begin (dials);
    for (int rest = 20; rest > 0; rest -= atomic_load (&dials->done) && atomic_load (&dialled->done)) {
        while (s_pass_on (dials, dialled, tape) || s_pass_on (dialled, dials, tape))
            ;
        if (tape->count % 4 == 0 && atomic_load (&dials->done) && atomic_load (&dialled->done))
            break;                  //  all is said
    }
}

//  kate comes to alex, and both know the cookie.
static void
s_kate_comes (const char *cookie, tape_t *tape)
{
    tape_t own = {.count = 0};
    end_t kate = {.me = "kate", .peer = "alex", .cookie = cookie}, alex = {.me = "alex", .cookie = cookie};
    s_meet (&kate, &alex, tape? tape: &own);
    s_end (&kate);
    s_end (&alex);
    s_tape_clear (&own);
}

static void
s_meets (void)
{
    tape_t tape = {.count = 0};
    end_t kate = {.me = "kate", .peer = "alex", .cookie = s_words [3]}, alex = {.me = "alex", .cookie = s_words [3]};
    s_meet (&kate, &alex, &tape);
    for (size_t i = 0; i < tape.count; i++)
        s_tell ("said:", tape.said [i]);
    s_end (&kate);
    s_end (&alex);
    end_t bob = {.me = "bob", .cookie = s_words [4]};
    alex = (end_t) {.me = "alex", .peer = "bob", .cookie = s_words [4]};
    s_meet (&alex, &bob, &tape);
    s_end (&alex);
    s_end (&bob);
    s_tape_clear (&tape);
}

//  One has another cookie; then mallory herself lies about her digest.
static void
s_strangers (void)
{
    tape_t tape = {.count = 0};
    end_t kate = {.me = "kate", .peer = "alex", .cookie = s_words [4]}, alex = {.me = "alex", .cookie = s_words [3]};
    s_meet (&kate, &alex, &tape);
    s_tell ("said at last:", tape.count? tape.said [tape.count - 1]: NULL);
    s_end (&kate);
    s_end (&alex);
    s_tape_clear (&tape);

    kate = (end_t) {.me = "kate", .peer = "alex", .cookie = s_words [3]};
    s_begin (&kate);
    s_hear_and_forget (&kate);
    s_say_written (&kate, "challenge #16");
    s_hear_and_tell (&kate);
    s_say_written (&kate, "welcome #32");
    s_hear_and_tell (&kate);
    s_end (&kate);
    s_kate_comes (s_words [3], NULL);
}

//  ---- is the cookie among what was said? ------------------------------------------

static bool
s_among (const tape_t *tape, const void *bytes, size_t size)
{
    for (size_t i = 0; i < tape->count; i++)
        for (zframe_t *frame = zmsg_first (tape->said [i]); frame; frame = zmsg_next (tape->said [i]))
            if (memmem (zframe_data (frame), zframe_size (frame), bytes, size))
                return true;
    return false;
}

//  Its first half, as bytes or as hexadecimal digits.
static void
s_look_for (const tape_t *tape, const uint8_t hash [32], const char *what, bool *found)
{
    char hex [33];
    sodium_bin2hex (hex, sizeof hex, hash, 16);
    if (s_among (tape, hash, 16) || s_among (tape, hex, 32)) {
        dr_say ("found %s", what);
        *found = true;
    }
}

static void
s_wire (void)
{
    const char *cookie = s_words [3];
    const uint8_t *bytes = (const uint8_t *) cookie;
    size_t size = strlen (cookie);
    uint8_t hash [64];
    bool found = false;
    tape_t tape = {.count = 0};
    s_kate_comes (cookie, &tape);
    s_kate_comes (cookie, &tape);

    if (s_among (&tape, cookie, size)) {
        dr_say ("found the cookie");
        found = true;
    }
    crypto_generichash (hash, 16, bytes, size, NULL, 0);
    s_look_for (&tape, hash, "a digest of the cookie and of nothing else", &found);
    crypto_generichash (hash, 32, bytes, size, NULL, 0);
    s_look_for (&tape, hash, "a digest of the cookie and of nothing else", &found);
    crypto_generichash (hash, 16, NULL, 0, bytes, size);
    s_look_for (&tape, hash, "a digest of nothing, with the cookie as its key", &found);
    crypto_generichash (hash, 32, NULL, 0, bytes, size);
    s_look_for (&tape, hash, "a digest of nothing, with the cookie as its key", &found);
    crypto_hash_sha256 (hash, bytes, size);
    s_look_for (&tape, hash, "the SHA-256 of the cookie", &found);
    crypto_hash_sha512 (hash, bytes, size);
    s_look_for (&tape, hash, "the SHA-512 of the cookie", &found);
    if (!found)
        dr_say ("%zu messages, found nothing", tape.count);
    s_tape_clear (&tape);
}

//  ---- replay ----------------------------------------------------------------------

//  A tape as one word for each message, its frames in hexadecimal digits; and back.
static void
s_tape_write (const tape_t *tape)
{
    char text [1000] = "";
    size_t used = 0;
    for (size_t i = 0; i < tape->count; i++) {
        char mark = ' ';
        for (zframe_t *frame = zmsg_first (tape->said [i]); frame; frame = zmsg_next (tape->said [i])) {
            size_t size = 2 * zframe_size (frame) + 1;
            if (used + 1 + size > sizeof text)
                return;
            text [used++] = mark;
            sodium_bin2hex (text + used, size, zframe_data (frame), zframe_size (frame));
            used += size - 1;
            mark = '.';
        }
    }
    dr_say ("tape%s", text);
}

static void
s_tape_read (tape_t *tape)
{
    char line [1000], *rest = line, *word, *digits;
    uint8_t bytes [400];
    size_t size;
    tape->count = 0;
    dr_told (line, sizeof line);
    strsep (&rest, " ");
    while ((word = strsep (&rest, " ")) && tape->count < TAPE_MAX) {
        zmsg_t *message = zmsg_new ();
        while ((digits = strsep (&word, ".")))
            if (sodium_hex2bin (bytes, sizeof bytes, digits, strlen (digits), NULL, &size, NULL) == 0)
                zmsg_addmem (message, bytes, size);
        tape->said [tape->count++] = message;
    }
}

//  mallory knows what was said, and says it again: to alex what kate said, or to kate what
//  alex said.
static void
s_say_tape (const tape_t *tape, const char *to, const char *cookie)
{
    bool kate_dials = strcmp (to, "kate") == 0;
    end_t end = {.me = to, .peer = kate_dials? "alex": NULL, .cookie = cookie};
    s_begin (&end);
    for (size_t i = kate_dials; i < 4; i += 2) {
        if (kate_dials)
            s_hear_and_forget (&end);
        s_say_again (&end, tape->said [i]);
        if (!kate_dials && i == 0)
            s_hear_and_forget (&end);
    }
    s_hear_and_tell (&end);
    s_end (&end);
}

//  A handshake is listened to, and said again; told, for the day after.
static void
s_replay (void)
{
    tape_t tape = {.count = 0};
    s_kate_comes (s_words [3], &tape);
    if (tape.count == 4) {
        s_say_tape (&tape, s_words [4], s_words [3]);
        s_tape_write (&tape);
    }
    else
        dr_say ("they said %zu messages", tape.count);
    s_tape_clear (&tape);
}

//  The day after: the program is another one.
static void
s_replay_again (void)
{
    tape_t tape;
    s_tape_read (&tape);
    if (tape.count == 4)
        s_say_tape (&tape, s_words [4], s_words [3]);
    s_tape_clear (&tape);
    s_kate_comes (s_words [3], NULL);
}

//  ---- reflection --------------------------------------------------------------------

//  alex dials kate, and gets his own digest back; `mirror`: for his own challenge, too.
static void
s_reflect_once (const char *cookie, bool mirror)
{
    end_t alex = {.me = "alex", .peer = "kate", .cookie = cookie};
    s_begin (&alex);
    zmsg_t *hello = s_hear (&alex);
    zframe_t *asked = s_frame (hello, 3);
    zmsg_t *challenge = s_written ("challenge #16");
    if (mirror && asked)
        zframe_reset (zmsg_last (challenge), zframe_data (asked), zframe_size (asked));
    s_say (&alex, &challenge);
    zmsg_t *proof = s_hear (&alex);
    zframe_t *digest = s_frame (proof, 1);
    zmsg_t *welcome = s_written ("welcome #32");
    if (digest)
        zframe_reset (zmsg_last (welcome), zframe_data (digest), zframe_size (digest));
    s_say (&alex, &welcome);
    s_hear_and_tell (&alex);
    s_end (&alex);
    zmsg_destroy (&hello);
    zmsg_destroy (&proof);
}

static void
s_reflect (void)
{
    s_reflect_once (s_words [3], false);
    s_reflect_once (s_words [3], true);
    s_kate_comes (s_words [3], NULL);
}

//  alex dials somebody, and mallory takes what he says to another door, and what comes from there
//  back to him. In his hello stand the names that she wants there.
static void
s_cross_once (const char *wanted, const char *at_door, const char *from, const char *to)
{
    const char *cookie = s_words [3];
    char label [40];
    snprintf (label, sizeof label, "%s at the door", at_door);
    end_t caller = {.label = "alex who dials", .me = "alex", .peer = wanted, .cookie = cookie};
    end_t door = {.label = label, .me = at_door, .cookie = cookie};
    s_begin (&caller);
    s_begin (&door);
    zmsg_t *said = s_hear (&caller);
    if (s_frame (said, 3)) {
        zframe_reset (s_frame (said, 1), from, strlen (from));
        zframe_reset (s_frame (said, 2), to, strlen (to));
    }
    s_say (&door, &said);
    for (bool more = true; more;) {
        said = s_hear (&door);                      //  challenge, then welcome; or no
        more = s_frame (said, 0) && zframe_streq (s_frame (said, 0), "challenge");
        s_say (&caller, &said);
        said = more? s_hear (&caller): NULL;        //  proof
        s_say (&door, &said);
    }
    s_end (&door);
    s_end (&caller);
}

static void
s_cross (void)
{
    s_cross_once ("kate", "alex", "alex", "kate");
    s_cross_once ("kate", "alex", "alex", "alex");
    s_cross_once ("kate", "alex", "kate", "alex");
    s_cross_once ("bob", "kate", "alex", "kate");
    s_cross_once ("katebob", "bob", "alexkate", "bob");
    s_kate_comes (s_words [3], NULL);
}

//  ---- garbage, silence --------------------------------------------------------------

//  Told what to say, until an empty line: to alex, who is dialled, or to kate, who dials; the
//  second message after | when the first was answered.
static void
s_garbage (void)
{
    char line [400];
    while (dr_told (line, sizeof line)) {
        char *rest = line, *to = strsep (&rest, " ");
        bool dials = strcmp (to, "kate") == 0;
        end_t end = {.me = to, .peer = dials? "alex": NULL, .cookie = s_words [3]};
        s_begin (&end);
        for (char *message; (message = strsep (&rest, "|"));) {
            if (dials)
                s_hear_and_forget (&end);
            s_say_written (&end, message);
            if (!dials && rest)
                s_hear_and_forget (&end);
        }
        s_hear_and_tell (&end);
        s_end (&end);
    }
    s_kate_comes (s_words [3], NULL);
}

//  Nobody says a word.
static void
s_alone (end_t end)
{
    s_begin (&end);
    while (!atomic_load (&end.done))
        zclock_sleep (5);
    int64_t waited = end.ended - end.began;
    s_end (&end);
    dr_say ("after %d", (int) waited);
}

//  kate says what she has to, but slowly: she begins late, and her proof comes when the time
//  is up. (It is mallory who keeps it back.)
static void
s_slow (const char *cookie, int limit_ms)
{
    end_t kate = {.me = "kate", .peer = "alex", .cookie = cookie, .limit_ms = 5 * limit_ms};
    end_t alex = {.me = "alex", .cookie = cookie, .limit_ms = limit_ms};
    s_begin (&kate);
    zmsg_t *hello = s_hear (&kate);
    s_begin (&alex);
    int64_t began = zclock_mono ();
    zclock_sleep (limit_ms * 6 / 10);
    s_say (&alex, &hello);
    zmsg_t *challenge = s_hear (&alex);
    s_say (&kate, &challenge);
    zmsg_t *proof = s_hear (&kate);
    while (!atomic_load (&alex.done) && zclock_mono () < began + limit_ms * 14 / 10)
        zclock_sleep (5);
    s_say (&alex, &proof);
    s_end (&alex);
    s_say_written (&kate, "no silence");
    s_end (&kate);
}

static void
s_silent (void)
{
    int limit_ms = atoi (s_words [4]);
    s_alone ((end_t) {.me = "alex", .cookie = s_words [3], .limit_ms = limit_ms / 5});
    s_alone ((end_t) {.me = "kate", .peer = "alex", .cookie = s_words [3], .limit_ms = limit_ms / 5});
    s_slow (s_words [3], limit_ms);
    s_kate_comes (s_words [3], NULL);
}

//  kate is another program. Her hello is passed on to alex, but not his challenge to her: then
//  she is killed.
static void
s_killed (void)
{
    zsock_t *outside = zsock_new (ZMQ_PAIR);
    end_t alex = {.me = "alex", .cookie = s_words [3], .limit_ms = s_limit_ms / 4};
    char line [10];
    dr_say ("port %d", zsock_bind (outside, "tcp://127.0.0.1:*"));
    zsock_set_rcvtimeo (outside, s_limit_ms);
    zmsg_t *hello = zmsg_recv (outside);
    s_tell ("heard:", hello);
    s_begin (&alex);
    s_say (&alex, &hello);
    s_hear_and_tell (&alex);
    dr_told (line, sizeof line);
    s_end (&alex);
    zsock_destroy (&outside);
    s_kate_comes (s_words [3], NULL);
}

static void
s_knocks (void)
{
    zsock_t *wire = zsock_new (ZMQ_PAIR);
    zsock_connect (wire, "tcp://127.0.0.1:%s", s_words [4]);
    handshake_dial (wire, "kate", "alex", s_words [3], 10 * s_limit_ms);
    char line [10];
    dr_told (line, sizeof line);                    //  killed here at the latest
    zsock_destroy (&wire);
}

//  ---- which one -----------------------------------------------------------------------

static const struct {
    const char *name;
    void (*run) (void);
} s_all [] = {{"meets", s_meets}, {"strangers", s_strangers}, {"wire", s_wire}, {"replay", s_replay},
              {"replay_again", s_replay_again}, {"reflect", s_reflect}, {"cross", s_cross}, {"garbage", s_garbage},
              {"silent", s_silent}, {"killed", s_killed}, {"knocks", s_knocks}};

int
main (int argc, char **argv)
{
    s_words = argv;
    const char *what = dr_begin (argc, argv);
    s_limit_ms = atoi (argv [2]);
    if (sodium_init () < 0)
        return 1;
    for (size_t i = 0; i < sizeof s_all / sizeof *s_all; i++)
        if (strcmp (what, s_all [i].name) == 0)
            s_all [i].run ();
    return dr_end ();
}
