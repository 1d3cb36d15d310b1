//  zc_operator.c - Elixir's operators, see zc_token.h

#include "zc_token.h"

//  Longer ones before those that they begin with.
static const zc_operator_t s_operators [] = {
    {"===", 140, false, false, true},   {"!==", 140, false, false, true},
    {"&&&", 130, false, false, true},   {"|||", 120, false, false, true},
    {"^^^", 180, false, false, true},   {"~~~", 300, false, true, false},
    {"<<<", 160, false, false, true},   {">>>", 160, false, false, true},
    {"<<~", 160, false, false, true},   {"~>>", 160, false, false, true},
    {"<~>", 160, false, false, true},   {"<|>", 160, false, false, true},
    {"+++", 200, true, false, true},    {"---", 200, true, false, true},
    {"==", 140, false, false, true},    {"!=", 140, false, false, true},
    {"=~", 140, false, false, true},    {"=>", 80, true, false, true},
    {"<=", 150, false, false, true},    {">=", 150, false, false, true},
    {"&&", 130, false, false, true},    {"||", 120, false, false, true},
    {"|>", 160, false, false, true},    {"<~", 160, false, false, true},
    {"~>", 160, false, false, true},    {"++", 200, true, false, true},
    {"--", 200, true, false, true},     {"<>", 200, true, false, true},
    {"**", 230, false, false, true},    {"//", 190, true, true, true},
    {"..", 200, true, false, true},     {"->", 10, true, false, true},
    {"<-", 40, false, false, true},     {"\\\\", 40, false, false, true},
    {"::", 60, true, false, true},      {"+", 210, false, true, true},
    {"-", 210, false, true, true},      {"*", 220, false, false, true},
    {"/", 220, false, false, true},     {"=", 100, true, false, true},
    {"<", 150, false, false, true},     {">", 150, false, false, true},
    {"|", 70, true, false, true},       {"!", 300, false, true, false},
    {"^", 300, false, true, false},     {"@", 320, false, true, false},
    {"&", 90, false, true, false},      {"and", 130, false, false, true},
    {"or", 120, false, false, true},    {"when", 50, true, false, true},
    {"in", 170, false, false, true},    {"not in", 170, false, false, true},
    {"not", 300, false, true, false}
};
enum { COUNT = sizeof s_operators / sizeof *s_operators };

int
zc_operator_at (const char *text)
{
    for (int i = 0; i < COUNT; i++) {
        const char *own = s_operators [i].text;
        if (own [0] == text [0] && !(own [0] >= 'a' && own [0] <= 'z')
            && strncmp (own, text, strlen (own)) == 0)
            return i;
    }
    return -1;
}

int
zc_operator_word (const char *word, size_t size)
{
    for (int i = 0; i < COUNT; i++)
        if (strlen (s_operators [i].text) == size && memcmp (s_operators [i].text, word, size) == 0)
            return i;
    return -1;
}

const zc_operator_t *
zc_operator (unsigned index)
{
    return &s_operators [index];
}
