//  gr_text.c - text: two languages, what may be shown, lines of a width, quoting
//
//  A text from a student's program may be anything: control characters that would move the
//  cursor, bytes that are no UTF-8. Whatever is not text is shown and written as "?".

#include "gr_inner.h"

#include <stdlib.h>
#include <string.h>

//  ---- two languages -------------------------------------------------------

bool
gr_spanish (void)
{
    static const char *const names [] = {"GRADE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv (names [i]);
        if (value && *value)
            return strncmp (value, "es", 2) == 0;
    }
    return false;
}

const char *
gr_text (gr_text_t text)
{
    return gr_spanish ()? text.es: text.en;
}

//  ---- characters ----------------------------------------------------------

//  How many bytes the character here has; 0 when it is none, or one that controls a terminal.
static size_t
s_character (const char *text)
{
    const unsigned char *at = (const unsigned char *) text;
    size_t size = *at < 0x80? 1: *at < 0xC2? 0: *at < 0xE0? 2: *at < 0xF0? 3: *at < 0xF5? 4: 0;
    for (size_t i = 1; i < size; i++)
        if ((at [i] & 0xC0) != 0x80)
            return 0;
    if (*at < ' ' || *at == 127 || (*at == 0xC2 && at [1] < 0xA0))
        return 0;
    if ((*at == 0xE0 && at [1] < 0xA0) || (*at == 0xED && at [1] >= 0xA0)
        || (*at == 0xF0 && at [1] < 0x90) || (*at == 0xF4 && at [1] >= 0x90)
        || (*at == 0xEF && at [1] == 0xBF && at [2] >= 0xBE))
        return 0;                               //  longer than need be, or no character of Unicode
    return size;
}

static size_t
s_step (const char *text)
{
    size_t size = s_character (text);
    return size? size: 1;
}

size_t
gr_width (const char *text)
{
    size_t width = 0;
    for (; *text; text += s_step (text))
        width++;
    return width;
}

//  A character as it is quoted in a file of this kind; NULL: as it is.
static const char *
s_quoted (char byte, gr_quoting_t quoting)
{
    if (quoting == GR_JSON)
        return byte == '"'? "\\\"": byte == '\\'? "\\\\": NULL;
    if (quoting == GR_CSV)
        return byte == '"'? "\"\"": NULL;
    if (quoting == GR_XML)
        return byte == '<'? "&lt;": byte == '>'? "&gt;": byte == '&'? "&amp;": byte == '"'? "&quot;": NULL;
    return NULL;
}

void
gr_write (FILE *file, const char *text, size_t size, gr_quoting_t quoting)
{
    for (const char *end = text + size; text < end && *text; text += s_step (text)) {
        const char *quoted = s_quoted (*text, quoting);
        if (quoted)
            fputs (quoted, file);
        else
        if (s_character (text) == 0)
            fputc ('?', file);
        else
            fwrite (text, 1, s_character (text), file);
    }
}

//  ---- lines ---------------------------------------------------------------

size_t
gr_line (const char *text, size_t width)
{
    size_t at = 0, space = 0;
    for (size_t column = 0; text [at] && column < width; column++) {
        if (text [at] == ' ')
            space = at;
        at += s_step (text + at);
    }
    return !text [at] || text [at] == ' ' || space == 0? at: space;
}

size_t
gr_wrap (FILE *file, const char *text, size_t indent, size_t max)
{
    size_t width = GR_COLUMNS - indent, lines = 0;
    while (*text) {
        bool last = ++lines == max && gr_width (text) > width;
        size_t size = gr_line (text, last? width - 2: width);
        if (file && lines <= max) {
            if (lines > 1)
                fprintf (file, "\n%*s", (int) indent, "");
            gr_write (file, text, size, GR_PLAIN);
            fputs (last? " …": "", file);
        }
        text += size;
        text += strspn (text, " ");
    }
    return lines;
}
