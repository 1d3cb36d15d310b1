//  step2_replay.c - two mistakes: the same challenge twice, and the mirror

#include <czmq.h>
#include <sodium.h>

enum { SIZE = 16 };

//  A bare digest: of the challenge only.
static void
s_answer (uint8_t answer [SIZE], const uint8_t *challenge)
{
    crypto_generichash (answer, SIZE, challenge, SIZE, (const uint8_t *) "secret_token", 12);
}

//> named
//  A better one: of who answers, too.
static void
s_named_answer (uint8_t answer [SIZE], const uint8_t *challenge, const char *who)
{
    crypto_generichash_state state;
    crypto_generichash_init (&state, (const uint8_t *) "secret_token", 12, SIZE);
    crypto_generichash_update (&state, challenge, SIZE);
    crypto_generichash_update (&state, (const uint8_t *) who, strlen (who));
    crypto_generichash_final (&state, answer, SIZE);
}
//< named

static const char *
s_verdict (const uint8_t *got, const uint8_t *expected)
{
    return sodium_memcmp (got, expected, SIZE) == 0? "come in": "go away";
}

int
main (void)
{
    uint8_t challenge [SIZE], heard [SIZE], expected [SIZE];
    if (sodium_init () < 0)
        return 1;

    //> replay
    //  mallory has listened once, and knows nothing but what she heard.
    memset (challenge, 7, SIZE);            //  alex is lazy: always the same challenge
    s_answer (heard, challenge);            //  kate's answer, heard on the wire
    s_answer (expected, challenge);         //  what alex compares with, the next day
    printf ("replayed, the same challenge:  %s\n", s_verdict (heard, expected));

    randombytes_buf (challenge, SIZE);      //  a new one each time
    s_answer (expected, challenge);
    printf ("replayed, a new challenge:     %s\n", s_verdict (heard, expected));
    //< replay

    //> mirror
    //  mallory does not know the answer, so she asks alex his own question.
    s_answer (heard, challenge);            //  alex answers: he always does
    s_answer (expected, challenge);
    printf ("reflected, bare answers:       %s\n", s_verdict (heard, expected));

    s_named_answer (heard, challenge, "alex");      //  alex's answer says that alex gave it
    s_named_answer (expected, challenge, "kate");   //  … and he expects kate's
    printf ("reflected, named answers:      %s\n", s_verdict (heard, expected));
    //< mirror
    return 0;
}
