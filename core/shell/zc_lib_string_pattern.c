//  zc_lib_string_pattern.c - String: searched, split, replaced          Elixir  String
//
//  A pattern is a text or a list of texts, of which the longest that fits counts.

#include "zc_lib_string.h"

//  ---- patterns ------------------------------------------------------------

static bool
s_is_at (zc_piece_t text, size_t at, zc_piece_t part)
{
    return text.size - at >= part.size && memcmp (text.text + at, part.text, part.size) == 0;
}

//  The texts of a pattern in an array of the process; fails where it has something else.
static zc_piece_t *
s_patterns (const zc_term_t *args, const char *call, size_t *count)
{
    zc_cursor_t cursor;
    const uint8_t *data = zc_args_at (args, 1);
    bool list = zc_cursor_open (&cursor, data) && !cursor.bytes;
    *count = list? cursor.left: 1;
    zc_piece_t *patterns = zc_alloc ((*count + 1) * sizeof *patterns);
    for (size_t i = 0; i < *count; i++) {
        const uint8_t *item = list? zc_cursor_item (&cursor): data;
        if (*item != ZC_TAG_BINARY)
            zc_fail ("function_clause", call, args);
        patterns [i] = (zc_piece_t) {(const char *) item + 5, zc_get_u32 (item + 1)};
        if (list)
            zc_cursor_next (&cursor);
    }
    return patterns;
}

//  The longest of them that stands at `at`; its size, 0: none does.
static size_t
s_match (zc_piece_t text, size_t at, const zc_piece_t *patterns, size_t count)
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
    zc_piece_t text = zc_piece (args, 0, call), *patterns = s_patterns (args, call, &count);
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

zc_term_t *
zc_string_contains (const zc_term_t *args)
{
    return s_is_there (args, S_CONTAINS, "String:contains?");
}

zc_term_t *
zc_string_starts_with (const zc_term_t *args)
{
    return s_is_there (args, S_STARTS, "String:starts_with?");
}

zc_term_t *
zc_string_ends_with (const zc_term_t *args)
{
    return s_is_there (args, S_ENDS, "String:ends_with?");
}

//  ---- split, replace ------------------------------------------------------

//  split (text): at blanks, without empty parts
static zc_term_t *
s_split_blanks (zc_piece_t text)
{
    zc_terms_t parts = {0};
    for (size_t at = 0, start, size; at < text.size;) {
        while (at < text.size && (size = zc_piece_blank (text, at, false)) > 0)
            at += size;
        for (start = at; at < text.size && !zc_piece_blank (text, at, false);)
            at++;
        if (at > start)
            zc_terms_add (&parts, zc_result_text (text.text + start, at - start));
    }
    return zc_terms_list (&parts);
}

//  split (text, pattern), split (text, pattern, trim: true, parts: 2)
zc_term_t *
zc_string_split (const zc_term_t *args)
{
    static const char call [] = "String:split";
    zc_piece_t text = zc_piece (args, 0, call);
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
    zc_piece_t *patterns = s_patterns (args, call, &count);
    bool letters = count == 1 && patterns [0].size == 0;      //  "" is between all characters
    for (size_t at = 0, size; at < text.size && parts.count + 1 < wanted; at += size) {
        uint32_t point;
        size_t cut = letters? 0: s_match (text, at, patterns, count);
        size = cut? cut: zc_piece_character (text, at, &point);
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
zc_term_t *
zc_string_replace (const zc_term_t *args)
{
    size_t count;
    zc_piece_t text = zc_piece (args, 0, "String:replace"), by = zc_piece (args, 2, "String:replace");
    zc_piece_t *patterns = s_patterns (args, "String:replace", &count);
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
    return zc_piece_result (&out);
}
