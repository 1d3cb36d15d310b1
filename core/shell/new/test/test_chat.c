//  test_chat.c - tests of the module Chat

#include "test_helper.h"

TEST (hello_answers)
{
    zc_term_t *args = zc_term_new ("[]");
    check (zc_term_match (zc_apply ("Chat", "hello", args), "world"));
}

TESTS (&hello_answers)
