//  zc_main_line.c - see zc_main_line.h
//
//  libedit has the keyboard, a line at a time. It gets its characters from us, and while
//  there are none we look after the rest of the terminal (zc_terminal_turn), so output
//  comes between two keys. Then the line is hidden: where the cursor is, is computed as
//  libedit draws.
//
//  Between two lines the terminal stays as it is while one is typed, without echo: what
//  is typed ahead, or pasted, is shown once, when it is read.

#define _GNU_SOURCE
#include "zc_main_line.h"
#include "zc_main_terminal.h"
#include "base/zc_check.h"

#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

struct zc_line_t {
    EditLine *edit;
    zc_history_t history;
    zc_terminal_t *terminal;
    struct termios before;          //  how we found the terminal
    const char *prompt;
    bool shell;                     //  this line is one of the shell's
};

//  ---- where the cursor is -------------------------------------------------

static size_t
s_columns (void)
{
    struct winsize size;
    bool known = ioctl (STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return known? size.ws_col: 80;
}

//  Where a character ends that begins at a place counted from the first column of the
//  first row. Control characters are drawn as ^X; a wide one is not split at the edge.
static size_t
s_after (size_t at, wchar_t c, size_t columns)
{
    if (c == '\t')
        return at + 8 - at % columns % 8;
    int width = wcwidth (c);
    if (width < 0)
        width = c < 0x80? 2: 8;
    if (width == 2 && (at + 1) % columns == 0)
        at++;
    return at + (size_t) width;
}

//  The row of a place in the line, counted from the prompt's.
static size_t
s_row (zc_line_t *self, bool at_end)
{
    const LineInfoW *line = el_wline (self->edit);
    size_t columns = s_columns (), at = strlen (self->prompt);
    for (const wchar_t *c = line->buffer; c < (at_end? line->lastchar: line->cursor); c++)
        at = s_after (at, *c, columns);
    return at / columns;
}

void
zc_line_hide (zc_line_t *self)
{
    size_t row = s_row (self, false);
    fputc ('\r', stdout);
    if (row)
        printf ("\033[%zuA", row);
    fputs ("\033[J", stdout);
}

void
zc_line_show (zc_line_t *self)
{
    el_set (self->edit, EL_REFRESH);
    fflush (stdout);
}

void
zc_line_abandon (zc_line_t *self, const char *mark)
{
    size_t down = s_row (self, true) - s_row (self, false);
    if (down)
        printf ("\033[%zuB", down);
    printf ("%s\r\n", mark);
    fflush (stdout);
}

void
zc_line_resize (zc_line_t *self)
{
    el_resize (self->edit);
}

bool
zc_line_is_empty (zc_line_t *self)
{
    const LineInfoW *line = el_wline (self->edit);
    return line->lastchar == line->buffer;
}

//  ---- characters ----------------------------------------------------------

//  How many bytes the character at the start of the input has, by its first one.
static size_t
s_length (uint8_t first)
{
    return first < 0xc2? 1: first < 0xe0? 2: first < 0xf0? 3: first < 0xf5? 4: 1;
}

//  Take a character of UTF-8 off the input; what is none becomes U+FFFD. false: its end
//  is still to come.
static bool
s_take_char (zc_chars_t *input, bool ended, wchar_t *c)
{
    const uint8_t *bytes = (const uint8_t *) input->data;
    size_t wanted = input->size? s_length (bytes [0]): 1, good = 1;
    while (good < wanted && good < input->size && (bytes [good] & 0xc0) == 0x80)
        good++;
    if (!input->size || (good < wanted && good == input->size && !ended))
        return false;
    *c = wanted == 1? bytes [0]: bytes [0] & (0x7f >> wanted);
    for (size_t i = 1; i < good; i++)
        *c = *c << 6 | (bytes [i] & 0x3f);
    if (good < wanted || (wanted == 1 && bytes [0] >= 0x80))
        *c = 0xfffd;
    input->size -= good;
    memmove (input->data, input->data + good, input->size);
    return true;
}

//  libedit asks for a character.
static int
s_read_char (EditLine *edit, wchar_t *c)
{
    zc_line_t *self;
    el_get (edit, EL_CLIENTDATA, &self);
    zc_terminal_t *terminal = self->terminal;
    while (terminal->reading == ZC_READING && !terminal->leaving) {
        if (s_take_char (&terminal->input, terminal->input_ended, c))
            return 1;
        if (terminal->input_ended)
            terminal->reading = ZC_READ_ENDED;
        else
            zc_terminal_turn (terminal);
    }
    return -1;
}

static char *
s_prompt (EditLine *edit)
{
    zc_line_t *self;
    el_get (edit, EL_CLIENTDATA, &self);
    return (char *) (uintptr_t) self->prompt;
}

//  ---- completion ----------------------------------------------------------

//  Candidates are pairs {Text, Label}.
static const char *
s_candidate (const zc_term_t *list, size_t index, const char *pattern)
{
    static char text [256];
    const char *found = "";
    zc_term_t *pair = zc_term_element (list, index);
    zc_term_match (pair, pattern, &found);
    snprintf (text, sizeof text, "%s", found);
    zc_term_destroy (&pair);
    return text;
}

//  What all candidates begin with.
static void
s_common (const zc_term_t *list, char common [256])
{
    snprintf (common, 256, "%s", s_candidate (list, 0, "{~s, _}"));
    for (size_t i = 1; i < zc_term_length (list); i++) {
        const char *text = s_candidate (list, i, "{~s, _}");
        size_t same = 0;
        while (common [same] && common [same] == text [same])
            same++;
        common [same] = 0;
    }
}

//  All labels, in columns, above the line.
static void
s_list (zc_line_t *self, const zc_term_t *list)
{
    size_t count = zc_term_length (list), width = 1, columns = s_columns ();
    for (size_t i = 0; i < count; i++) {
        size_t size = strlen (s_candidate (list, i, "{_, ~s}"));
        width = size + 4 > width? size + 4: width;
    }
    size_t per_row = columns / width? columns / width: 1;
    zc_line_hide (self);
    for (size_t i = 0; i < count; i++)
        printf ("%-*s%s", (int) width, s_candidate (list, i, "{_, ~s}"),
                (i + 1) % per_row == 0 || i + 1 == count? "\r\n": "");
    zc_line_show (self);
}

//  Put what is certain; where nothing is, list what can be.
static unsigned char
s_use (zc_line_t *self, size_t size, const zc_term_t *list)
{
    char common [256];
    if (zc_term_length (list) == 0)
        return CC_REFRESH_BEEP;
    s_common (list, common);
    if (strlen (common) > size) {
        el_insertstr (self->edit, common + size);
        return CC_REFRESH;
    }
    if (zc_term_length (list) > 1)
        s_list (self, list);
    return CC_NORM;
}

//  The key Tab. At the start of a line, and in what is pasted, it is two spaces.
static unsigned char
s_complete (EditLine *edit, int key)
{
    (void) key;
    zc_line_t *self;
    el_get (edit, EL_CLIENTDATA, &self);
    const LineInfo *line = el_line (edit);
    size_t size = (size_t) (line->cursor - line->buffer);
    char *text = zc_malloc (size + 1);
    memcpy (text, line->buffer, size);
    text [size] = 0;
    unsigned char done = CC_REFRESH_BEEP;
    bool pasted = self->terminal->input.size && self->terminal->input.data [0] != '\t';
    if (strspn (text, " ") == size || pasted) {
        el_insertstr (edit, "  ");
        done = CC_REFRESH;
    }
    else
    if (self->shell) {
        size_t word;
        zc_term_t *list, *answer = zc_terminal_complete (self->terminal, text);
        if (answer && zc_term_match (answer, "{~i, ~t}", &word, &list)) {
            done = s_use (self, word, list);
            zc_term_destroy (&list);
        }
        zc_term_destroy (&answer);
    }
    zc_release (text);
    return done;
}

//  ---- life ----------------------------------------------------------------

//  The program's texts are UTF-8 whatever the locale is.
static void
s_set_locale (void)
{
    setlocale (LC_CTYPE, "");
    if (strcmp (nl_langinfo (CODESET), "UTF-8") != 0)
        setlocale (LC_CTYPE, "C.UTF-8");
}

static void
s_bind (EditLine *edit)
{
    static const char *const keys [] [2] = {
        {"^I", "zc-complete"}, {"^R", "em-inc-search-prev"}, {"^W", "ed-delete-prev-word"},
        {"\\e[3~", "ed-delete-next-char"}, {"\\e[1~", "ed-move-to-beg"}, {"\\e[4~", "ed-move-to-end"},
        {"\\e[1;5C", "em-next-word"}, {"\\e[1;5D", "ed-prev-word"}};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        el_set (edit, EL_BIND, keys [i][0], keys [i][1], NULL);
}

zc_line_t *
zc_line_new (void *terminal)
{
    struct termios before;
    const char *kind = getenv ("TERM");
    if (!kind || !*kind || strcmp (kind, "dumb") == 0 || tcgetattr (STDIN_FILENO, &before) != 0)
        return NULL;
    zc_line_t *self = zc_calloc (sizeof *self);
    self->terminal = terminal;
    self->before = before;
    self->prompt = "";
    s_set_locale ();
    zc_history_open (&self->history);
    self->edit = el_init ("zcluster", stdin, stdout, stderr);
    el_set (self->edit, EL_SETTY, "-x", "-echo", "-icanon", NULL);
    el_set (self->edit, EL_CLIENTDATA, self);
    el_set (self->edit, EL_EDITOR, "emacs");
    el_set (self->edit, EL_PROMPT, s_prompt);
    el_set (self->edit, EL_GETCFN, s_read_char);
    //  Wide: el_set would make copies that el_end does not free
    el_wset (self->edit, EL_ADDFN, L"zc-complete", L"complete a name", s_complete);
    s_bind (self->edit);
    el_source (self->edit, NULL);
    return self;
}

void
zc_line_destroy (zc_line_t **self_p)
{
    zc_line_t *self = *self_p;
    if (!self)
        return;
    el_end (self->edit);
    tcsetattr (STDIN_FILENO, TCSADRAIN, &self->before);
    zc_history_close (&self->history);
    zc_release (self);
    *self_p = NULL;
}

const char *
zc_line_read (zc_line_t *self, const char *prompt, bool shell, size_t *size)
{
    int count = 0;
    self->prompt = prompt;
    self->shell = shell;
    HistEvent event;
    history (self->history.lines, &event, H_FIRST);
    el_set (self->edit, EL_HIST, history, shell? self->history.lines: NULL);
    const char *line = el_gets (self->edit, &count);
    if (!line || count <= 0)
        return NULL;
    *size = (size_t) count;
    if (shell)
        zc_history_add (&self->history, line, *size);
    return line;
}
