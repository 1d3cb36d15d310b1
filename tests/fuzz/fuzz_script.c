//  fuzz_script.c - text that claims to be Elixir
//
//  What has to hold: a tree lies within its text and its limit, each part within its
//  parent; its literals are canonical; the text of a fn alone is the same fn, since
//  that is how closures travel. What was not parsed comes with a reason and a place.

#include "fuzz.h"
#include "base/zc_limits.h"
#include "base/zc_check.h"
#include "shell/zc_ast.h"
#include "term/zc_utf8.h"

static bool
s_same (const zc_ast_t *a, const zc_ast_t *b)
{
    if (a->kind != b->kind || a->count != b->count || a->no_parens != b->no_parens || a->guarded != b->guarded)
        return false;
    if (!a->name != !b->name || (a->name && strcmp (a->name, b->name) != 0) || !a->value != !b->value)
        return false;
    if (a->value && (a->value->size != b->value->size || memcmp (a->value->data, b->value->data, a->value->size) != 0))
        return false;
    for (uint32_t i = 0; i < a->count; i++)
        if (!s_same (a->items [i], b->items [i]))
            return false;
    return true;
}

static void
s_check_fn (const zc_source_text_t *source, const zc_ast_t *fn)
{
    zc_source_text_t *alone;
    zc_parse_error_t error;
    fuzz_check (zc_parse (source->text + fn->from, fn->to - fn->from, 1, &alone, &error) == ZC_PARSED);
    fuzz_check (alone->root->count == 1);
    fuzz_check (s_same (alone->root->items [0], fn));
    zc_source_text_destroy (&alone);
}

static void
s_check_value (const zc_bytes_t *value)
{
    zc_buffer_t again = {0};
    fuzz_check (zc_decode (&again, value->data, value->size, NULL) == value->size);
    fuzz_check (again.size == value->size && memcmp (again.data, value->data, again.size) == 0);
    zc_buffer_clear (&again);
}

//  fns: how many of them are still looked at, as they may stand in one another.
static void
s_check_node (const zc_source_text_t *source, const zc_ast_t *node, int *fns)
{
    fuzz_check (node->from <= node->to && node->to <= source->size);
    fuzz_check (node->line >= 1 && node->column >= 1);
    fuzz_check (node->height >= 1 && node->height <= ZC_SCRIPT_DEPTH_MAX);
    fuzz_check ((node->kind == ZC_AST_LITERAL) == (node->value != NULL));
    bool named = node->kind == ZC_AST_VARIABLE || node->kind == ZC_AST_CALL || node->kind == ZC_AST_REMOTE;
    fuzz_check (named == (node->name != NULL));
    if (node->value)
        s_check_value (node->value);
    if (node->kind == ZC_AST_CLAUSE)
        fuzz_check (node->count >= 1u + node->guarded);
    if (node->kind == ZC_AST_FN && (*fns)-- > 0)
        s_check_fn (source, node);
    for (uint32_t i = 0; i < node->count; i++) {
        const zc_ast_t *item = node->items [i];
        fuzz_check (item->height < node->height);
        fuzz_check (item->from >= node->from && item->to <= node->to);
        s_check_node (source, item, fns);
    }
}

static void
s_check_error (const zc_parse_error_t *error, size_t size)
{
    size_t length = strlen (error->message), at = 0, step = 1;
    uint32_t point;
    fuzz_check (length > 0 && error->line >= 1 && error->line <= size + 1 && error->column <= size + 2);
    while (at < length && (step = zc_utf8_get ((const uint8_t *) error->message + at, length - at, &point)))
        at += step;
    fuzz_check (at == length);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
    long blocks = zc_blocks_in_use ();
    uint8_t *text = fuzz_copy (data, size);
    zc_source_text_t *source;
    zc_parse_error_t error;
    zc_parsed_t parsed = zc_parse ((const char *) text, size, 1, &source, &error);
    fuzz_check ((parsed == ZC_PARSED) == (source != NULL));
    free (text);
    if (source) {
        int fns = 16;
        s_check_node (source, source->root, &fns);
        zc_source_text_destroy (&source);
    }
    else {
        fuzz_check ((parsed == ZC_PARSE_MORE) == error.token);
        s_check_error (&error, size);
    }
    fuzz_check (zc_blocks_in_use () == blocks);
    return 0;
}
