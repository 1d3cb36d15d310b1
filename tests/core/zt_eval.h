//  zt_eval.h - texts and what becomes of them: rows of tests of the evaluator
//
//      static const zt_row_t rows [] = {
//          {"1 + 2", "3"},
//          {"1 = 2", "** {{:badmatch, 2}, []}"}};
//      zt_rows (rows);
//
//  A value as inspect prints it; "** " before the reason of an error, "exit " and
//  "throw " before the other two.

#ifndef ZT_EVAL_H_INCLUDED
#define ZT_EVAL_H_INCLUDED

#include "zt_cluster.h"
#include "shell/zc_eval.h"

typedef struct {
    const char *text, *result;
} zt_row_t;

//  What a text comes to, and the variables that it leaves. Yours.
static inline char *
zt_eval (const char *text, zc_term_t **binding)
{
    static const char *const names [] = {"", "throw ", "exit ", "** "};
    zc_term_t *result;
    zc_class_t class_ = zc_eval (text, NULL, binding, &result);
    char *inspected = zc_term_str (result);
    size_t size = strlen (inspected) + 8;
    char *line = zc_alloc (size);
    snprintf (line, size, "%s%s", names [class_], inspected);
    zc_free (inspected);
    zc_term_destroy (&result);
    return line;
}

static inline void
zt_row_at (const zt_row_t *row, zc_term_t **binding, const char *file, int line)
{
    char *result = zt_eval (row->text, binding);
    if (strcmp (result, row->result) != 0)
        zt_fail_at (file, line, "%s\n    is %s\n    not %s", row->text, result, row->result);
    zc_free (result);
}

//  Each row by itself; or as at a prompt, one after the other.
#define zt_rows(rows) zt_rows_at (rows, sizeof (rows) / sizeof *(rows), false, __FILE__, __LINE__)
#define zt_session(rows) zt_rows_at (rows, sizeof (rows) / sizeof *(rows), true, __FILE__, __LINE__)
static inline void
zt_rows_at (const zt_row_t *rows, size_t count, bool session, const char *file, int line)
{
    zc_term_t *binding = zc_term_new ("%{}");
    for (size_t i = 0; i < count; i++) {
        zt_row_at (&rows [i], &binding, file, line);
        if (!session) {
            zc_term_destroy (&binding);
            binding = zc_term_new ("%{}");
        }
    }
    zc_term_destroy (&binding);
}

#define zt_is_value(text, result) \
    zt_rows_at (&(zt_row_t) {text, result}, 1, false, __FILE__, __LINE__)

//  ---- in the nodes of a cluster -------------------------------------------

//  One prompt for each node: its variables stay.
static zc_term_t *zt_binding;

//  eval TEXT
static inline void
zt_do_eval (char *args, char *answer)
{
    if (!zt_binding)
        zt_binding = zc_term_new ("%{}");
    char *line = zt_eval (args, &zt_binding);
    snprintf (answer, ZT_LINE, "%s", line);
    zc_free (line);
}

#endif
