//  zc_token_error.c - what the scanner and the parser complain about

#include "zc_scanner.h"
#include "term/zc_utf8.h"

#include <stdarg.h>
#include <stdio.h>

const char zc_token_invalid_do [] =
    ". In case you wanted to write a \"do\" expression, you must either use do-blocks or separate the "
    "keyword argument with comma. For example, you should either write:\n\n"
    "    if some_condition? do\n      :this\n    else\n      :that\n    end\n\n"
    "or the equivalent construct:\n\n"
    "    if(some_condition?, do: :this, else: :that)\n\n"
    "where \"some_condition?\" is the first argument and the second argument is a keyword list.\n\n"
    "You may see this error if you forget a trailing comma before the \"do\" in a \"do\" block";

bool
zc_parse_fail (zc_parse_error_t *error, uint32_t line, uint32_t column, bool more,
               const char *format, ...)
{
    if (error->message [0])
        return false;
    error->line = line;
    error->column = column;
    error->token = more;
    va_list args;
    va_start (args, format);
    vsnprintf (error->message, sizeof error->message, format, args);
    va_end (args);
    //  A character that was cut in two goes.
    size_t size = strlen (error->message), good = 0, step;
    uint32_t point;
    while ((step = zc_utf8_get ((uint8_t *) error->message + good, size - good, &point)))
        good += step;
    error->message [good] = 0;
    return false;
}

static const char *
s_character_name (uint32_t point)
{
    switch (point) {
        case 0:    return "null byte";
        case 7:    return "alert";
        case 8:    return "backspace";
        case 11:   return "vertical tab";
        case 12:   return "form feed";
        case '\r': return "carriage return";
        case 27:   return "escape";
        case 127:  return "delete";
        default:   return NULL;
    }
}

bool
zc_scan_unexpected (zc_scanner_t *self, uint32_t at)
{
    uint32_t point = 0, column = zc_scan_column (self, at);
    size_t size = zc_utf8_get ((const uint8_t *) self->text + at, self->size - at, &point);
    const char *name = s_character_name (point);
    if (name)
        return zc_scan_fail (self, at, "unexpected token: %s (column %u, code point U+%04X)", name,
                             column, point);
    return zc_scan_fail (self, at, "unexpected token: \"%.*s\" (column %u, code point U+%04X)",
                         (int) size, self->text + at, column, point);
}

