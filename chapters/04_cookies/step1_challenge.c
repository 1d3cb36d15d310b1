//  step1_challenge.c - to know a word, and to prove it without saying it

#include <czmq.h>
#include <sodium.h>

enum { SIZE = 16 };                 //  bytes of a challenge, and of an answer

//> answer
//  What only somebody who knows the cookie can compute: a digest of the challenge, with
//  the cookie as its key.
static void
s_answer (uint8_t answer [SIZE], const uint8_t *challenge, const char *cookie)
{
    crypto_generichash (answer, SIZE, challenge, SIZE, (const uint8_t *) cookie, strlen (cookie));
}
//< answer

static void
s_show (const char *what, const uint8_t *data)
{
    printf ("  %s", what);
    for (int i = 0; i < SIZE; i++)
        printf ("%02x", data [i]);
    puts ("");
}

//> ask
//  Ask who is at the other end for a proof.
static bool
s_ask (zsock_t *socket, const char *cookie)
{
    uint8_t challenge [SIZE], expected [SIZE];
    randombytes_buf (challenge, SIZE);              //  never the same twice
    zsock_send (socket, "b", challenge, (size_t) SIZE);
    zframe_t *answer = zframe_recv (socket);
    s_answer (expected, challenge, cookie);
    bool good = answer && zframe_size (answer) == SIZE
             && sodium_memcmp (zframe_data (answer), expected, SIZE) == 0;
    zframe_destroy (&answer);
    return good;
}
//< ask

//> kate
//  kate's end: she answers with her cookie.
static void
s_kate (zsock_t *pipe, void *cookie)
{
    zsock_signal (pipe, 0);
    zframe_t *challenge = zframe_recv (pipe);
    uint8_t answer [SIZE];
    s_answer (answer, zframe_data (challenge), cookie);
    s_show ("on the wire, the challenge  ", zframe_data (challenge));
    s_show ("on the wire, kate's answer  ", answer);
    zframe_destroy (&challenge);
    zsock_send (pipe, "b", answer, (size_t) SIZE);
    zstr_free (&(char *) {zstr_recv (pipe)});
}
//< kate

static void
s_meet (const char *cookie)
{
    printf ("kate has the cookie %s\n", cookie);
    fflush (stdout);
    zactor_t *kate = zactor_new (s_kate, (void *) (uintptr_t) cookie);
    bool good = s_ask (zactor_sock (kate), "secret_token");
    zactor_destroy (&kate);
    printf ("  alex says: %s\n", good? "come in": "go away");
}

int
main (void)
{
    if (sodium_init () < 0)
        return 1;
    //> meet
    s_meet ("secret_token");
    s_meet ("duck");
    //< meet
    return 0;
}
