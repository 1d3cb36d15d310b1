//  zc_eval.c - see zc_eval.h; and the modules Code and erl_eval

#include "zc_eval.h"
#include "zc_closure.h"
#include "zc_eval_error.h"
#include "zc_list.h"
#include "zc_machine.h"
#include "zc_module.h"
#include "term/zc_encode.h"
#include "term/zc_walk.h"

//  ---- bindings ------------------------------------------------------------

//  The keys of a map, or its values, as a list: `out` is what begins the list.
static void
s_put_side (zc_buffer_t *out, const uint8_t *map, bool values)
{
    uint32_t count = zc_get_u32 (map + 1);
    bool bytes = true;
    size_t list = zc_list_open (out);
    const uint8_t *at = map + 5;
    for (uint32_t i = 0; i < count; i++) {
        const uint8_t *value = at + zc_skip (at), *item = values? value: at;
        bytes = bytes && *item == ZC_TAG_SMALL_INT;
        zc_buffer_put (out, item, zc_skip (item));
        at = value + zc_skip (value);
    }
    zc_list_close (out, list, count, bytes);
}

//  A map whose keys are atoms.
static bool
s_is_binding (const uint8_t *map)
{
    if (map [0] != ZC_TAG_MAP)
        return false;
    const uint8_t *at = map + 5;
    for (uint32_t left = zc_get_u32 (map + 1); left > 0; left--) {
        if (!zc_is_atom (at))
            return false;
        at += zc_skip (at);
        at += zc_skip (at);
    }
    return true;
}

//  ---- evaluation ----------------------------------------------------------

typedef struct {
    const char *text;
    size_t size;
    const zc_eval_options_t *options;
    const zc_term_t *binding;
    zc_bytes_t *result;             //  {Value, Binding}
} s_call_t;

static void
s_evaluate (void *arg)
{
    s_call_t *self = arg;
    const zc_eval_options_t *options = self->options;
    const uint8_t *map = zc_term_data (self->binding);
    if (!s_is_binding (map))
        zc_error ("{badarg, []}");
    zc_buffer_t names = {0};
    s_put_side (&names, map, false);
    zc_term_t *list = zc_term_copy (names.data, names.size);
    zc_buffer_clear (&names);
    zc_place_t place = {.file = options->file? options->file: "iex", .module = options->module,
                        .prompt = options->prompt};
    zc_program_t *program = zc_compile_or_raise (self->text, self->size,
        options->line? options->line: 1, &place, zc_term_data (list), zc_compile_text);
    zc_buffer_t values = {0};
    s_put_side (&values, map, true);
    zc_term_t *arguments = zc_term_copy (values.data, values.size);
    zc_buffer_clear (&values);
    self->result = zc_machine_run (&program, program->functions [0], NULL,
                                   zc_term_data (arguments), options->interrupt,
                                   ZC_NO_VISIT);
    zc_term_destroy (&arguments);
    zc_term_destroy (&list);
}

//  Element `index` of a pair.
static zc_term_t *
s_element (const zc_bytes_t *pair, int index)
{
    const uint8_t *at = pair->data + 2;
    if (index > 0)
        at += zc_skip (at);
    return zc_term_copy (at, zc_skip (at));
}

zc_class_t
zc_eval (const char *text, const zc_eval_options_t *options, zc_term_t **binding,
         zc_term_t **result)
{
    static const zc_eval_options_t usual;
    s_call_t call = {.text = text, .size = strlen (text), .options = options? options: &usual,
                     .binding = *binding};
    zc_term_t *reason = NULL;
    void *mark = zc_block_new (1, NULL);
    zc_class_t class = zc_try (s_evaluate, &call, &reason);
    zc_block_release_since (mark, reason);
    zc_block_free (mark);
    *result = reason;
    if (class == ZC_VALUE) {
        *result = s_element (call.result, 0);
        zc_term_destroy (binding);
        *binding = s_element (call.result, 1);
        zc_bytes_destroy (&call.result);
    }
    return class;
}

//  ---- Code ----------------------------------------------------------------

//  The binding as Elixir has it: a keyword list.
static zc_term_t *
s_to_keywords (const zc_term_t *map)
{
    zc_buffer_t out = {0};
    const uint8_t *at = zc_term_data (map);
    uint32_t count = zc_get_u32 (at + 1);
    size_t list = zc_list_open (&out);
    at += 5;
    for (uint32_t i = 0; i < count; i++) {
        const uint8_t *value = at + zc_skip (at), *next = value + zc_skip (value);
        zc_buffer_put (&out, "\x68\x02", 2);
        zc_buffer_put (&out, at, (size_t) (next - at));
        at = next;
    }
    zc_list_close (&out, list, count, false);
    zc_term_t *keywords = zc_term_copy (out.data, out.size);
    zc_buffer_clear (&out);
    return keywords;
}

//  [Text], [Text, Binding]: errors are the caller's.
static zc_term_t *
s_eval_string (const zc_term_t *args)
{
    const void *text;
    size_t size;
    zc_term_t *source = zc_term_element (args, 0), *binding = zc_term_element (args, 1);
    if (!binding)
        binding = zc_term_new ("[]");
    zc_eval_options_t options = {.file = "nofile"};
    if (!zc_term_match (source, "~b", &text, &size) || zc_term_type (binding) != ZC_LIST)
        zc_error ("{badarg, [{Code, eval_string, ~t, []}]}", args);
    s_call_t call = {.text = text, .size = size, .options = &options,
                     .binding = zc_list_map (binding)};
    s_evaluate (&call);
    zc_term_t *value = s_element (call.result, 0), *map = s_element (call.result, 1);
    zc_bytes_destroy (&call.result);
    return zc_term_new ("{~t, ~t}", value, s_to_keywords (map));
}

ZC_MODULE_NAMED (code_text, "Code", {"eval_string", 1, s_eval_string},
                 {"eval_string", 2, s_eval_string});

//  ---- erl_eval ------------------------------------------------------------

static void
s_drop_program (void *memory)
{
    zc_program_destroy (memory);
}

//  expr (Fun, Args): how a closure is called by who does not know what it is made of.
static zc_term_t *
s_expr (const zc_term_t *args)
{
    zc_term_t *function, *list;
    zc_closure_t closure;
    if (!zc_term_match (args, "[~t, ~t]", &function, &list)
    ||  !zc_closure_open (&closure, zc_term_data (function)))
        zc_error ("{{badfun, ~t}, []}", zc_term_element (args, 0));
    if (zc_list_length (list) != closure.arity)
        zc_error ("{{badarity, {~t, ~t}}, []}", function, list);
    zc_program_t **program_p = zc_block_new (sizeof *program_p, s_drop_program);
    zc_closure_find (&closure, program_p);
    const zc_code_t *code = (*program_p)->functions [0];
    zc_bytes_t *result = zc_machine_run (program_p, code, zc_term_data (list), closure.values, NULL,
                                         ZC_NO_VISIT);
    zc_block_free (program_p);
    return zc_term_from_bytes (&result);
}

ZC_MODULE_NAMED (erl_eval, "erl_eval", {"expr", 2, s_expr});
