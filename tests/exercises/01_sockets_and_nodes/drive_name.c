//  drive_name.c - calls what exercise 1.1 asks for, and tells what it sees
//
//  It is told lines, and answers each; texts are in hex, since they may hold any byte:
//      check KIND HOST TEXT    name_new: what came of it; HOST: that of this machine, or -
//      sizes KIND HOST TEXT    the same, with lengths instead of texts
//      bytes KIND A B          which bytes may stand between A and B
//      gone TEXT               name_destroy, twice
//      fits KIND TEXT

#define _GNU_SOURCE
#include "name.h"
#include "driver.h"

static const char *const s_errors [] = {"NAME_GOOD", "NAME_BAD_NAME", "NAME_NO_HOST", "NAME_BAD_HOST",
                                        "NAME_NEEDS_LONG", "NAME_TOO_LONG"};

enum { ERRORS = sizeof s_errors / sizeof *s_errors };

//  From hex, into just as much memory as it needs, so that a step too far is seen. "-": NULL.
static char *
s_text (const char *hex)
{
    if (strcmp (hex, "-") == 0)
        return NULL;
    size_t size = strlen (hex) / 2;
    char *text = calloc (size + 1, 1);
    for (size_t i = 0; i < size; i++) {
        unsigned byte;
        sscanf (hex + 2 * i, "%2x", &byte);
        text [i] = (char) byte;
    }
    return text;
}

//  What it says can be read, whatever the bytes are.
static const char *
s_shown (const char *text)
{
    static char all [4] [400];
    static int next;
    char *shown = all [next = (next + 1) % 4];
    size_t size = 0;
    if (!text)
        return "NULL";
    for (; *text && size < 390; text++)
        if (*text > ' ' && *text < 127)
            shown [size++] = *text;
        else
            size += (size_t) sprintf (shown + size, "\\x%02x", (unsigned char) *text);
    shown [size] = 0;
    return shown;
}

static name_t *
s_new (const char *kind, const char *host_hex, const char *text_hex, name_error_t *why)
{
    char *host = s_text (host_hex), *text = s_text (text_hex);
    *why = (name_error_t) 99;
    name_t *name = name_new (text, strcmp (kind, "long") == 0? NAME_LONG: NAME_SHORT, host, why);
    free (text);
    free (host);
    return name;
}

static void
s_say_why (const char *what, name_error_t why)
{
    if ((unsigned) why < ERRORS)
        dr_say ("%s, why: %s", what, s_errors [why]);
    else
        dr_say ("%s, and *why was not set", what);
}

static void
s_check (char *const words [4])
{
    name_error_t why;
    name_t *name = s_new (words [1], words [2], words [3], &why);
    if (!name || why != NAME_GOOD) {
        s_say_why (name? "a name": "NULL", why);
        name_destroy (&name);
        return;
    }
    char *full = name_full (name);
    if (strcmp (words [0], "check") == 0)
        dr_say ("name %s, host %s, full %s", s_shown (name->name), s_shown (name->host), s_shown (full));
    else
        dr_say ("name of %zu, host of %zu, full of %zu bytes", name->name? strlen (name->name): 0,
                name->host? strlen (name->host): 0, full? strlen (full): 0);
    free (full);
    name_destroy (&name);
}

//  Runs of bytes as "a..z".
static void
s_show_bytes (const bool taken [256])
{
    char line [900] = "takes";
    for (int first = 1, last; first < 256; first = last + 1) {
        last = first;
        if (!taken [first])
            continue;
        while (last < 255 && taken [last + 1])
            last++;
        if (last - first < 2)
            last = first;
        snprintf (line + strlen (line), sizeof line - strlen (line), " %s", s_shown ((char []) {(char) first, 0}));
        if (last > first)
            snprintf (line + strlen (line), sizeof line - strlen (line), "..%s", s_shown ((char []) {(char) last, 0}));
    }
    dr_say ("%s", line);
}

static void
s_bytes (char *const words [4])
{
    bool taken [256] = {false};
    for (int byte = 1; byte < 256; byte++) {
        char hex [400];
        name_error_t why;
        snprintf (hex, sizeof hex, "%s%02x%s", words [2], byte, words [3]);
        name_t *name = s_new (words [1], "-", hex, &why);
        taken [byte] = name != NULL;
        name_destroy (&name);
    }
    s_show_bytes (taken);
}

static void
s_gone (char *const words [4])
{
    name_error_t why;
    name_t *name = s_new ("short", "-", words [1], &why);
    if (!name) {
        s_say_why ("NULL", why);
        return;
    }
    name_destroy (&name);
    dr_say (name? "the pointer is still there": "the pointer is NULL");
    name_t *none = NULL;
    name_destroy (&none);
}

static void
s_fits (char *const words [4])
{
    name_error_t why;
    name_t *name = s_new ("long", "-", words [2], &why);
    if (name)
        dr_say (name_fits (name, strcmp (words [1], "long") == 0? NAME_LONG: NAME_SHORT)? "yes": "no");
    else
        s_say_why ("NULL", why);
    name_destroy (&name);
}

int
main (int argc, char **argv)
{
    char line [2000];
    dr_begin (argc, argv);
    while (dr_told (line, sizeof line)) {
        char *rest = line, *words [4];
        for (int i = 0; i < 4; i++)
            words [i] = rest? strsep (&rest, " "): "";
        if (strcmp (words [0], "bytes") == 0)
            s_bytes (words);
        else
        if (strcmp (words [0], "gone") == 0)
            s_gone (words);
        else
        if (strcmp (words [0], "fits") == 0)
            s_fits (words);
        else
            s_check (words);
    }
    return dr_end ();
}
