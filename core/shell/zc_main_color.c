//  zc_main_color.c - colours of results, as iex has them
//
//  A result's text is read again for what stands out in it: atoms are cyan, strings
//  green, nil and booleans magenta, all else yellow.

#include "zc_main_terminal.h"

#include <ctype.h>
#include <string.h>

#define ATOM "\033[36m"
#define STRING "\033[32m"
#define WORD "\033[35m"
#define ELSE "\033[33m"
#define PLAIN "\033[0m"

static bool
s_is_name (char c)
{
    return isalnum ((unsigned char) c) || c == '_' || c == '@' || (c & 0x80);
}

//  The bytes of a quoted text at its start, quotes included.
static size_t
s_quoted (const char *text, size_t size)
{
    size_t at = 1;
    while (at < size && text [at] != text [0])
        at += text [at] == '\\'? 2: 1;
    return at < size? at + 1: size;
}

static size_t
s_name (const char *text, size_t size)
{
    size_t at = 0;
    while (at < size && (s_is_name (text [at]) || text [at] == '.'))
        at++;
    if (at && at < size && strchr ("?!", text [at]))
        at++;
    return at;
}

//  The next part of the text: how many bytes, and which colour.
static size_t
s_part (const char *text, size_t size, bool after_name, const char **color)
{
    size_t name = s_name (text, size);
    *color = ELSE;
    if (text [0] == '"' || text [0] == '\'') {
        *color = STRING;
        return s_quoted (text, size);
    }
    if (text [0] == ':' && size > 1 && !after_name) {
        size_t rest = text [1] == '"'? s_quoted (text + 1, size - 1): s_name (text + 1, size - 1);
        *color = rest? ATOM: ELSE;
        return 1 + rest;
    }
    if (text [0] == '#')            //  #PID<0.1.2>
        return 1 + s_name (text + 1, size - 1);
    bool key = name && name + 1 < size && text [name] == ':' && text [name + 1] == ' ';
    if (key || (name && isupper ((unsigned char) text [0])))
        *color = ATOM;
    else
    if ((name == 3 && memcmp (text, "nil", 3) == 0) || (name == 4 && memcmp (text, "true", 4) == 0)
    ||  (name == 5 && memcmp (text, "false", 5) == 0))
        *color = WORD;
    return name? name + key: 1;
}

void
zc_color_term (zc_chars_t *out, const char *text, size_t size)
{
    const char *now = "";
    bool after_name = false;
    size_t at = 0;
    while (at < size) {
        const char *color;
        size_t part = s_part (text + at, size - at, after_name, &color);
        if (color != now)
            zc_chars_put (out, color, strlen (color));
        now = color;
        after_name = s_is_name (text [at + part - 1]);
        zc_chars_put (out, text + at, part);
        at += part;
    }
    zc_chars_put (out, PLAIN, sizeof PLAIN - 1);
}
