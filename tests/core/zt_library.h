//  zt_library.h - calls by name and what becomes of them: rows of tests of the library
//
//      static const zt_library_t rows [] = {
//          {"Kernel", "abs", "[-1]", "1"},
//          {"Kernel", "hd", "[[]]", "** (ArgumentError) errors were found …"}};
//      zt_calls (rows);
//
//  A value as inspect prints it, an error or exit as its banner.

#ifndef ZT_LIBRARY_H_INCLUDED
#define ZT_LIBRARY_H_INCLUDED

#include "zt_cluster.h"
#include "shell/zc_eval.h"

typedef struct {
    const char *module, *function, *args, *result;
} zt_library_t;

//  A row under way, and what it comes to.
typedef struct {
    const zt_library_t *row;
    zc_term_t *value;
} zt_library_call_t;

static inline void
zt_library_body (void *arg)
{
    zt_library_call_t *self = arg;
    char *why = NULL;
    zc_term_t *args = zc_term_parse (self->row->args, &why);
    if (!args)
        zc_exit ("{not_a_term, ~s, ~s}", self->row->args, why);
    self->value = zc_apply (self->row->module, self->row->function, args);
    zc_term_destroy (&args);
}

//  What a call comes to, in words. Yours.
static inline char *
zt_call_text (const zt_library_t *row)
{
    zt_library_call_t call = {row, NULL};
    zc_term_t *reason;
    zc_class_t how = zc_try (zt_library_body, &call, &reason);
    if (how != ZC_VALUE)
        return zc_error_banner (how, reason);
    char *text = zc_term_str (call.value);
    zc_term_destroy (&call.value);
    return text;
}

#define zt_calls(rows) zt_calls_at (rows, sizeof (rows) / sizeof *(rows), __FILE__, __LINE__)
static inline void
zt_calls_at (const zt_library_t *rows, size_t count, const char *file, int line)
{
    for (size_t i = 0; i < count; i++) {
        char *text = zt_call_text (&rows [i]);
        if (strcmp (text, rows [i].result) != 0)
            zt_fail_at (file, line, "%s.%s %s\n    is %s\n    not %s", rows [i].module,
                        rows [i].function, rows [i].args, text, rows [i].result);
        zc_free (text);
    }
}

#endif
