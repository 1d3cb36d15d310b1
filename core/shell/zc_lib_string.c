//  zc_lib_string.c - the module `String`                              Elixir  String
//
//  A character is a code point here, where Elixir takes letter and accents together; upper
//  and lower case are those of Latin, Greek and Cyrillic.

#include "zc_lib.h"
#include "base/zc_limits.h"
#include "kernel/zc_kernel_functions.h"
#include "term/zc_bignum.h"
#include "term/zc_utf8.h"

typedef struct {
    const char *text;
    size_t size;
} s_text_t;

//  The text that argument number `index` is.
static s_text_t
s_text (const zc_term_t *args, size_t index, const char *call)
{
    s_text_t self;
    self.text = zc_lib_text (args, index, call, &self.size);
    return self;
}

//  The character at `at`, and its bytes: what is none is a byte.
static size_t
s_character (s_text_t text, size_t at, uint32_t *point)
{
    size_t size = zc_utf8_get ((const uint8_t *) text.text + at, text.size - at, point);
    if (size == 0)
        *point = (uint8_t) text.text [at];
    return size? size: 1;
}

static zc_term_t *
s_result (zc_buffer_t *text)
{
    zc_term_t *result = zc_result_text (text->data, text->size);
    zc_buffer_clear (text);
    return result;
}

static int64_t
s_count (s_text_t text)
{
    int64_t count = 0;
    uint32_t point;
    for (size_t at = 0; at < text.size; count++)
        at += s_character (text, at, &point);
    return count;
}

static zc_term_t *
s_length (const zc_term_t *args)
{
    return zc_term_new ("~i", s_count (s_text (args, 0, "String:length")));
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
s_case (s_text_t text, bool first, bool rest)
{
    zc_buffer_t out = {0};
    uint32_t point;
    uint8_t bytes [4];
    for (size_t at = 0, size; at < text.size; at += size) {
        size = s_character (text, at, &point);
        uint32_t turned = s_turn (point, at == 0? first: rest);
        size_t put = turned == point? 0: zc_utf8_put (bytes, turned);
        zc_buffer_put (&out, put? (const void *) bytes: text.text + at, put? put: size);
    }
    return s_result (&out);
}

static zc_term_t *
s_upcase (const zc_term_t *args)
{
    return s_case (s_text (args, 0, "String:upcase"), true, true);
}

static zc_term_t *
s_downcase (const zc_term_t *args)
{
    return s_case (s_text (args, 0, "String:downcase"), false, false);
}

static zc_term_t *
s_capitalize (const zc_term_t *args)
{
    return s_case (s_text (args, 0, "String:capitalize"), true, false);
}

//  ---- blanks --------------------------------------------------------------

static bool
s_is_blank (char c)
{
    return c == ' ' || (c >= 9 && c <= 13);
}

static zc_term_t *
s_trimmed (s_text_t text, bool leading, bool trailing)
{
    while (leading && text.size && s_is_blank (*text.text)) {
        text.text++;
        text.size--;
    }
    while (trailing && text.size && s_is_blank (text.text [text.size - 1]))
        text.size--;
    return zc_result_text (text.text, text.size);
}

static zc_term_t *
s_trim (const zc_term_t *args)
{
    return s_trimmed (s_text (args, 0, "String:trim"), true, true);
}

static zc_term_t *
s_trim_leading (const zc_term_t *args)
{
    return s_trimmed (s_text (args, 0, "String:trim_leading"), true, false);
}

static zc_term_t *
s_trim_trailing (const zc_term_t *args)
{
    return s_trimmed (s_text (args, 0, "String:trim_trailing"), false, true);
}

//  ---- patterns: a text or a list of texts ---------------------------------

static bool
s_is_at (s_text_t text, size_t at, s_text_t part)
{
    return text.size - at >= part.size && memcmp (text.text + at, part.text, part.size) == 0;
}

//  The texts of a pattern in an array of the process; fails where it has something else.
static s_text_t *
s_patterns (const zc_term_t *args, const char *call, size_t *count)
{
    zc_cursor_t cursor;
    const uint8_t *data = zc_args_at (args, 1);
    bool list = zc_cursor_open (&cursor, data) && !cursor.bytes;
    *count = list? cursor.left: 1;
    s_text_t *patterns = zc_alloc ((*count + 1) * sizeof *patterns);
    for (size_t i = 0; i < *count; i++) {
        const uint8_t *item = list? zc_cursor_item (&cursor): data;
        if (*item != ZC_TAG_BINARY)
            zc_fail ("function_clause", call, args);
        patterns [i] = (s_text_t) {(const char *) item + 5, zc_get_u32 (item + 1)};
        if (list)
            zc_cursor_next (&cursor);
    }
    return patterns;
}

//  The longest of them that stands at `at`; its size, 0: none does.
static size_t
s_match (s_text_t text, size_t at, const s_text_t *patterns, size_t count)
{
    size_t longest = 0;
    for (size_t i = 0; i < count; i++)
        if (patterns [i].size > longest && s_is_at (text, at, patterns [i]))
            longest = patterns [i].size;
    return longest;
}

typedef enum { S_CONTAINS, S_STARTS, S_ENDS } s_where_t;

static zc_term_t *
s_is_there (const zc_term_t *args, s_where_t where, const char *call)
{
    size_t count;
    bool there = false;
    s_text_t text = s_text (args, 0, call), *patterns = s_patterns (args, call, &count);
    for (size_t i = 0; !there && i < count; i++) {
        if (patterns [i].size > text.size)
            continue;
        size_t last = text.size - patterns [i].size;
        size_t from = where == S_ENDS? last: 0, to = where == S_STARTS? 0: last;
        for (size_t at = from; !there && at <= to; at++)
            there = s_is_at (text, at, patterns [i]);
    }
    zc_free (patterns);
    return zc_result_bool (there);
}

static zc_term_t *
s_contains (const zc_term_t *args)
{
    return s_is_there (args, S_CONTAINS, "String:contains?");
}

static zc_term_t *
s_starts_with (const zc_term_t *args)
{
    return s_is_there (args, S_STARTS, "String:starts_with?");
}

static zc_term_t *
s_ends_with (const zc_term_t *args)
{
    return s_is_there (args, S_ENDS, "String:ends_with?");
}

//  ---- split, replace ------------------------------------------------------

//  split (text): at blanks, without empty parts
static zc_term_t *
s_split_blanks (s_text_t text)
{
    zc_terms_t parts = {0};
    for (size_t at = 0, start; at < text.size;) {
        while (at < text.size && s_is_blank (text.text [at]))
            at++;
        for (start = at; at < text.size && !s_is_blank (text.text [at]);)
            at++;
        if (at > start)
            zc_terms_add (&parts, zc_result_text (text.text + start, at - start));
    }
    return zc_terms_list (&parts);
}

//  split (text, pattern), split (text, pattern, trim: true, parts: 2)
static zc_term_t *
s_split (const zc_term_t *args)
{
    static const char call [] = "String:split";
    s_text_t text = s_text (args, 0, call);
    if (zc_term_length (args) == 1)
        return s_split_blanks (text);
    size_t count, start = 0, wanted = SIZE_MAX;
    bool trim = false;
    zc_terms_t parts = {0};
    zc_term_t *options = zc_args_term (args, 2);
    size_t option_at = 0;
    for (zc_term_t *option; options && (option = zc_term_next (options, &option_at));
         zc_term_destroy (&option))
        if (!zc_term_match (option, "{trim, ~o}", &trim))
            zc_term_match (option, "{parts, ~i}", &wanted);
    s_text_t *patterns = s_patterns (args, call, &count);
    bool letters = count == 1 && patterns [0].size == 0;      //  "" is between all characters
    for (size_t at = 0, size; at < text.size && parts.count + 1 < wanted; at += size) {
        uint32_t point;
        size_t cut = letters? 0: s_match (text, at, patterns, count);
        size = cut? cut: s_character (text, at, &point);
        if (!cut && !letters)
            continue;
        size_t end = letters && at == 0? 0: at;
        if (end > start || !trim)
            zc_terms_add (&parts, zc_result_text (text.text + start, end - start));
        start = letters? at: at + cut;
    }
    if (text.size > start || !trim)
        zc_terms_add (&parts, zc_result_text (text.text + start, text.size - start));
    if (letters && !trim && parts.count < wanted)
        zc_terms_add (&parts, zc_result_text ("", 0));
    zc_free (patterns);
    zc_term_destroy (&options);
    return zc_terms_list (&parts);
}

//  replace (text, pattern, replacement), replace (…, global: false)
static zc_term_t *
s_replace (const zc_term_t *args)
{
    size_t count;
    s_text_t text = s_text (args, 0, "String:replace"), by = s_text (args, 2, "String:replace");
    s_text_t *patterns = s_patterns (args, "String:replace", &count);
    zc_term_t *options = zc_args_term (args, 3);
    bool more = true, once = options && zc_term_match (options, "[{global, false} | _]");
    zc_buffer_t out = {0};
    for (size_t at = 0; at < text.size;) {
        size_t cut = more? s_match (text, at, patterns, count): 0;
        if (cut) {
            zc_buffer_put (&out, by.text, by.size);
            at += cut;
            more = !once;
        }
        else
            zc_buffer_u8 (&out, (uint8_t) text.text [at++]);
    }
    zc_free (patterns);
    zc_term_destroy (&options);
    return s_result (&out);
}

//  ---- characters ----------------------------------------------------------

static zc_term_t *
s_reverse (const zc_term_t *args)
{
    s_text_t text = s_text (args, 0, "String:reverse");
    zc_buffer_t out = {0};
    uint32_t point;
    zc_buffer_add (&out, text.size);
    for (size_t at = 0, size; at < text.size; at += size) {
        size = s_character (text, at, &point);
        memcpy (out.data + text.size - at - size, text.text + at, size);
    }
    return s_result (&out);
}

//  duplicate (text, count)
static zc_term_t *
s_duplicate (const zc_term_t *args)
{
    s_text_t text = s_text (args, 0, "String:duplicate");
    int64_t count = zc_lib_integer (args, 1, "String:duplicate");
    if (count < 0)
        zc_fail ("function_clause", "String:duplicate", args);
    if (text.size && count > ZC_TERM_SIZE_MAX / (int64_t) text.size - 8)
        zc_fail ("system_limit", "String:duplicate", args);
    zc_buffer_t out = {0};
    for (int64_t i = 0; text.size && i < count; i++)
        zc_buffer_put (&out, text.text, text.size);
    return s_result (&out);
}

//  The bytes before character number `index`.
static size_t
s_offset (s_text_t text, int64_t index)
{
    size_t at = 0;
    uint32_t point;
    while (index-- > 0 && at < text.size)
        at += s_character (text, at, &point);
    return at;
}

//  slice (text, start, length): a start below 0 is one from the end
static zc_term_t *
s_slice (const zc_term_t *args)
{
    s_text_t text = s_text (args, 0, "String:slice");
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
    s_text_t text = s_text (args, 0, "String:at");
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
    s_text_t text = s_text (args, 0, "String:graphemes");
    zc_terms_t all = {0};
    uint32_t point;
    for (size_t at = 0, size; at < text.size; at += size) {
        size = s_character (text, at, &point);
        zc_terms_add (&all, zc_result_text (text.text + at, size));
    }
    return zc_terms_list (&all);
}

static zc_term_t *
s_to_float (const zc_term_t *args)
{
    double value;
    s_text_t text = s_text (args, 0, "String:to_float");
    if (!zc_float_parse (text.text, text.size, &value))
        zc_fail_badarg ("erlang:binary_to_float", args, 1, "not a textual representation of a float");
    return zc_term_new ("~f", value);
}

ZC_MODULE_NAMED (string, "String", {"length", 1, s_length}, {"upcase", 1, s_upcase},
    {"downcase", 1, s_downcase}, {"capitalize", 1, s_capitalize}, {"trim", 1, s_trim},
    {"trim_leading", 1, s_trim_leading}, {"trim_trailing", 1, s_trim_trailing},
    {"contains?", 2, s_contains}, {"starts_with?", 2, s_starts_with},
    {"ends_with?", 2, s_ends_with}, {"split", 1, s_split}, {"split", 2, s_split},
    {"split", 3, s_split}, {"replace", 3, s_replace}, {"replace", 4, s_replace},
    {"reverse", 1, s_reverse}, {"duplicate", 2, s_duplicate}, {"slice", 3, s_slice},
    {"at", 2, s_at}, {"graphemes", 1, s_graphemes}, {"codepoints", 1, s_graphemes},
    {"to_atom", 1, zc_erlang_binary_to_atom}, {"to_integer", 1, zc_erlang_binary_to_integer},
    {"to_float", 1, s_to_float}, {"to_charlist", 1, zc_kernel_to_charlist});
