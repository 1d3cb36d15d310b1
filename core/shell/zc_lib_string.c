//  zc_lib_string.c - the module `String`                              Elixir  String
//
//  A character is a code point here, where Elixir takes letter and accents together; upper
//  and lower case are those of Latin, Greek and Cyrillic.

#include "zc_lib_string.h"
#include "base/zc_limits.h"
#include "kernel/zc_kernel_functions.h"
#include "term/zc_bignum.h"
#include "term/zc_utf8.h"

zc_piece_t
zc_piece (const zc_term_t *args, size_t index, const char *call)
{
    zc_piece_t self;
    self.text = zc_lib_text (args, index, call, &self.size);
    return self;
}

size_t
zc_piece_character (zc_piece_t text, size_t at, uint32_t *point)
{
    size_t size = zc_utf8_get ((const uint8_t *) text.text + at, text.size - at, point);
    if (size == 0)
        *point = (uint8_t) text.text [at];
    return size? size: 1;
}

size_t
zc_piece_blank (zc_piece_t text, size_t at, bool all)
{
    uint32_t c;
    size_t size = zc_piece_character (text, at, &c);
    bool binding = c == 0xa0 || c == 0x2007 || c == 0x202f;
    bool blank = size == 1? c == ' ' || (c >= 9 && c <= 13):
                 binding? all:
                 c == 0x85 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028
                     || c == 0x2029 || c == 0x205f || c == 0x3000;
    return blank? size: 0;
}

zc_term_t *
zc_piece_result (zc_buffer_t *text)
{
    zc_term_t *result = zc_result_text (text->data, text->size);
    zc_buffer_clear (text);
    return result;
}

static int64_t
s_count (zc_piece_t text)
{
    int64_t count = 0;
    uint32_t point;
    for (size_t at = 0; at < text.size; count++)
        at += zc_piece_character (text, at, &point);
    return count;
}

static zc_term_t *
s_length (const zc_term_t *args)
{
    return zc_term_new ("~i", s_count (zc_piece (args, 0, "String:length")));
}

//  ---- case ----------------------------------------------------------------

//  Capital and small letters that stand side by side: even and odd, or odd and even.
static uint32_t
s_pair (uint32_t c, bool up, bool capital_is_even)
{
    bool capital = (c % 2 == 0) == capital_is_even;
    return capital == up? c: up? c - 1: c + 1;
}

//  Capital letters from `first` to `last`, the small ones `distance` later.
typedef struct {
    uint32_t first, last, distance;
} s_run_t;

static uint32_t
s_turn (uint32_t c, bool up)
{
    static const s_run_t runs [] = {
        {'A', 'Z', 32}, {0xc0, 0xd6, 32}, {0xd8, 0xde, 32}, {0x391, 0x3a1, 32},
        {0x3a3, 0x3ab, 32}, {0x410, 0x42f, 32}, {0x400, 0x40f, 80}};
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
        uint32_t from = runs [i].first + (up? runs [i].distance: 0);
        if (c >= from && c <= from + runs [i].last - runs [i].first)
            return up? c - runs [i].distance: c + runs [i].distance;
    }
    if ((c >= 0x100 && c <= 0x12f) || (c >= 0x132 && c <= 0x137) || (c >= 0x14a && c <= 0x177))
        return s_pair (c, up, true);
    if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17e))
        return s_pair (c, up, false);
    return c;
}

//  first, rest: whether the first character and the others become capital.
static zc_term_t *
s_case (zc_piece_t text, bool first, bool rest)
{
    zc_buffer_t out = {0};
    uint32_t point;
    uint8_t bytes [4];
    for (size_t at = 0, size; at < text.size; at += size) {
        size = zc_piece_character (text, at, &point);
        uint32_t turned = s_turn (point, at == 0? first: rest);
        size_t put = turned == point? 0: zc_utf8_put (bytes, turned);
        zc_buffer_put (&out, put? (const void *) bytes: text.text + at, put? put: size);
    }
    return zc_piece_result (&out);
}

static zc_term_t *
s_upcase (const zc_term_t *args)
{
    return s_case (zc_piece (args, 0, "String:upcase"), true, true);
}

static zc_term_t *
s_downcase (const zc_term_t *args)
{
    return s_case (zc_piece (args, 0, "String:downcase"), false, false);
}

static zc_term_t *
s_capitalize (const zc_term_t *args)
{
    return s_case (zc_piece (args, 0, "String:capitalize"), true, false);
}

//  ---- blanks --------------------------------------------------------------

static zc_term_t *
s_trimmed (zc_piece_t text, bool leading, bool trailing)
{
    size_t from = 0, to = text.size, blank, last;
    while (leading && from < to && (blank = zc_piece_blank (text, from, true)) > 0)
        from += blank;
    while (trailing && from < to) {
        for (last = to - 1; last > from && (text.text [last] & 0xc0) == 0x80;)
            last--;
        if (zc_piece_blank (text, last, true) != to - last)
            break;
        to = last;
    }
    return zc_result_text (text.text + from, to - from);
}

static zc_term_t *
s_trim (const zc_term_t *args)
{
    return s_trimmed (zc_piece (args, 0, "String:trim"), true, true);
}

static zc_term_t *
s_trim_leading (const zc_term_t *args)
{
    return s_trimmed (zc_piece (args, 0, "String:trim_leading"), true, false);
}

static zc_term_t *
s_trim_trailing (const zc_term_t *args)
{
    return s_trimmed (zc_piece (args, 0, "String:trim_trailing"), false, true);
}

//  ---- characters ----------------------------------------------------------

static zc_term_t *
s_reverse (const zc_term_t *args)
{
    zc_piece_t text = zc_piece (args, 0, "String:reverse");
    zc_buffer_t out = {0};
    uint32_t point;
    zc_buffer_add (&out, text.size);
    for (size_t at = 0, size; at < text.size; at += size) {
        size = zc_piece_character (text, at, &point);
        memcpy (out.data + text.size - at - size, text.text + at, size);
    }
    return zc_piece_result (&out);
}

//  duplicate (text, count)
static zc_term_t *
s_duplicate (const zc_term_t *args)
{
    zc_piece_t text = zc_piece (args, 0, "String:duplicate");
    int64_t count = zc_lib_integer (args, 1, "String:duplicate");
    if (count < 0)
        zc_fail ("function_clause", "String:duplicate", args);
    if (text.size && count > ZC_TERM_SIZE_MAX / (int64_t) text.size - 8)
        zc_fail ("system_limit", "String:duplicate", args);
    zc_buffer_t out = {0};
    for (int64_t i = 0; text.size && i < count; i++)
        zc_buffer_put (&out, text.text, text.size);
    return zc_piece_result (&out);
}

//  The bytes before character number `index`.
static size_t
s_offset (zc_piece_t text, int64_t index)
{
    size_t at = 0;
    uint32_t point;
    while (index-- > 0 && at < text.size)
        at += zc_piece_character (text, at, &point);
    return at;
}

//  slice (text, start, length): a start below 0 is one from the end
static zc_term_t *
s_slice (const zc_term_t *args)
{
    zc_piece_t text = zc_piece (args, 0, "String:slice");
    int64_t start = zc_lib_integer (args, 1, "String:slice");
    int64_t length = zc_lib_integer (args, 2, "String:slice"), all = s_count (text);
    if (length < 0)
        zc_fail ("function_clause", "String:slice", args);
    start += start < 0? all: 0;
    start = start < 0? 0: start > all? all: start;
    size_t from = s_offset (text, start);
    size_t to = s_offset (text, start + (length > all? all: length));
    return zc_result_text (text.text + from, to - from);
}

//  at (text, index): nil where there is none
static zc_term_t *
s_at (const zc_term_t *args)
{
    zc_piece_t text = zc_piece (args, 0, "String:at");
    int64_t index = zc_lib_integer (args, 1, "String:at"), all = s_count (text);
    index += index < 0? all: 0;
    if (index < 0 || index >= all)
        return zc_term_new ("nil");
    size_t from = s_offset (text, index), to = s_offset (text, index + 1);
    return zc_result_text (text.text + from, to - from);
}

static zc_term_t *
s_graphemes (const zc_term_t *args)
{
    zc_piece_t text = zc_piece (args, 0, "String:graphemes");
    zc_terms_t all = {0};
    uint32_t point;
    for (size_t at = 0, size; at < text.size; at += size) {
        size = zc_piece_character (text, at, &point);
        zc_terms_add (&all, zc_result_text (text.text + at, size));
    }
    return zc_terms_list (&all);
}

static zc_term_t *
s_to_float (const zc_term_t *args)
{
    double value;
    zc_piece_t text = zc_piece (args, 0, "String:to_float");
    if (!zc_float_parse (text.text, text.size, &value))
        zc_fail_badarg ("erlang:binary_to_float", args, 1, "not a textual representation of a float");
    return zc_term_new ("~f", value);
}

ZC_MODULE_NAMED (string, "String", {"length", 1, s_length}, {"upcase", 1, s_upcase},
    {"downcase", 1, s_downcase}, {"capitalize", 1, s_capitalize}, {"trim", 1, s_trim},
    {"trim_leading", 1, s_trim_leading}, {"trim_trailing", 1, s_trim_trailing},
    {"contains?", 2, zc_string_contains}, {"starts_with?", 2, zc_string_starts_with},
    {"ends_with?", 2, zc_string_ends_with}, {"split", 1, zc_string_split}, {"split", 2, zc_string_split},
    {"split", 3, zc_string_split}, {"replace", 3, zc_string_replace}, {"replace", 4, zc_string_replace},
    {"reverse", 1, s_reverse}, {"duplicate", 2, s_duplicate}, {"slice", 3, s_slice},
    {"at", 2, s_at}, {"graphemes", 1, s_graphemes}, {"codepoints", 1, s_graphemes},
    {"to_atom", 1, zc_erlang_binary_to_atom}, {"to_integer", 1, zc_erlang_binary_to_integer},
    {"to_float", 1, s_to_float}, {"to_charlist", 1, zc_kernel_to_charlist});
