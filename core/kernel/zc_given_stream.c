//  zc_given_stream.c - see zc_given_stream.h

#include "zc_given_stream.h"
#include "zc_args.h"
#include "zc_function.h"
#include "zc_list.h"
#include "zc_module.h"

//  Elixir's time 0 is over at once; in C it stands for the default.
static bool
s_time (const zc_term_t *term, int *ms)
{
    if (zc_term_match (term, "infinity")) {
        *ms = ZC_INFINITY;
        return true;
    }
    bool good = zc_term_match (term, "~i", ms) && *ms >= 0;
    if (good && *ms == 0)
        *ms = 1;
    return good;
}

static bool
s_read (const zc_term_t *list, zc_task_stream_t *options)
{
    zc_term_t *most = zc_given_option (list, "max_concurrency");
    zc_term_t *ordered = zc_given_option (list, "ordered");
    zc_term_t *time = zc_given_option (list, "timeout");
    zc_term_t *late = zc_given_option (list, "on_timeout");
    int limit = 1;
    bool in_order = true;
    bool good = (!most || (zc_term_match (most, "~i", &limit) && limit > 0))
             && (!ordered || zc_term_match (ordered, "~o", &in_order))
             && (!time || s_time (time, &options->timeout_ms))
             && (!late || zc_term_match (late, "kill_task") || zc_term_match (late, "exit"));
    options->max_concurrency = most? (size_t) limit: 0;
    options->unordered = !in_order;
    options->kill_on_timeout = late && zc_term_match (late, "kill_task");
    return good;
}

//  A list; of a range or a map the shell's library makes one.
static zc_term_t *
s_inputs (zc_term_t *inputs)
{
    if (zc_list_length (inputs) >= 0)
        return inputs;
    return zc_apply ("Enum", "to_list", zc_term_new ("[~t]", inputs));
}

zc_term_t *
zc_given_stream (const char *call, zc_server_t supervisor, const zc_term_t *args, size_t before,
                 zc_task_stream_t options)
{
    size_t count = zc_term_length (args) - before;
    zc_term_t *what = zc_given (args, before + 1);
    bool by_name = count >= 4;
    zc_term_t *more = by_name? zc_given (args, before + 3): NULL;
    if (count % 2 && !s_read (zc_given (args, before + count - 1), &options))
        zc_fail ("badarg", call, args);
    if (by_name? zc_list_length (more) < 0: zc_function_arity (what) != 1)
        zc_fail ("badarg", call, args);
    zc_term_t *inputs = s_inputs (zc_given (args, before));
    if (!by_name)
        return zc_task_async_stream_apply (supervisor, inputs, &options, "Task.Supervised", "each",
                                           "[~t]", what);
    return zc_task_async_stream_apply (supervisor, inputs, &options,
                                       zc_given_atom (args, before + 1),
                                       zc_given_atom (args, before + 2), "~t", more);
}
