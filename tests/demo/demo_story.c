//  demo_story.c - see demo_story.h

#include "demo_story.h"
#include "demo_stage.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { PAUSE_MS = 250 };            //  for who reads along

static unsigned s_steps;
static bool s_failed;

static const char *const s_bold = "\033[1m", *const s_cyan = "\033[36m",
                  *const s_green = "\033[32m", *const s_red = "\033[31m";

static void
s_print (const char *color, const char *before, const char *text)
{
    const char *no_color = getenv ("NO_COLOR");
    if (isatty (STDOUT_FILENO) && !(no_color && *no_color))
        printf ("%s%s%s\033[0m\n", color, before, text);
    else
        printf ("%s%s\n", before, text);
    fflush (stdout);
}

//  ---- what is typed and said ----------------------------------------------

void
demo_chapter (const char *title)
{
    puts ("");
    s_print (s_bold, "== ", title);
}

void
demo_prompt (const char *node, const char *text)
{
    char first [96] = "$ ", more [96] = "> ", line [256];
    if (node) {
        snprintf (first, sizeof first, "iex(%s)> ", node);
        snprintf (more, sizeof more, "...(%s)> ", node);
    }
    for (const char *before = first; text; before = more) {
        const char *end = strchr (text, '\n');
        snprintf (line, sizeof line, "%.*s", (int) (end? end - text: 255), text);
        s_print (s_cyan, before, line);
        text = end? end + 1: NULL;
    }
}

//  Columns of the terminal; so many that nothing is cut where there is none.
static size_t
s_columns (void)
{
    struct winsize window = {0};
    if (!isatty (STDOUT_FILENO) || ioctl (STDOUT_FILENO, TIOCGWINSZ, &window) != 0
    ||  window.ws_col < 20)
        return (size_t) -1;
    return window.ws_col;
}

//  How much of a text goes on one line: up to the last space that is not too far.
static size_t
s_piece (const char *text, size_t room)
{
    size_t length = strlen (text), cut = room;
    if (length <= room)
        return length;
    while (cut > room / 2 && text [cut] != ' ')
        cut--;
    return cut > room / 2? cut: room;
}

void
demo_say (const char *before, const char *line)
{
    size_t columns = s_columns ();
    size_t size = s_piece (line, columns - strlen (before));
    printf ("%s%.*s\n", before, (int) size, line);
    while (*(line += size)) {
        line += *line == ' ';
        size = s_piece (line, columns - 4);
        printf ("    %.*s\n", (int) size, line);
    }
}

//  ---- steps ---------------------------------------------------------------

//  A reader at a terminal gets a moment to follow; nobody else waits.
static void
s_pause (void)
{
    if (isatty (STDOUT_FILENO) && !demo_interrupted ())
        poll (NULL, 0, PAUSE_MS);
}

void
demo_check (bool held, const char *claim)
{
    if (demo_interrupted ())
        exit (demo_end ());
    s_steps++;
    s_failed = !held;
    s_print (held? s_green: s_red, held? "  ✓ ": "  ✗ DID NOT HOLD: ", claim);
    s_pause ();
    if (!held) {
        demo_show_logs ();
        exit (demo_end ());
    }
}

int
demo_end (void)
{
    demo_clear ();
    if (demo_interrupted ())
        printf ("\ninterrupted\n");
    else
    if (s_failed)
        printf ("\nStep %u did not hold.\n", s_steps);
    else
        printf ("\nAll %u steps held.\n", s_steps);
    return s_failed || demo_interrupted ()? 1: 0;
}
