//  zc_given_spec.c - see zc_given_spec.h

#include "zc_given_spec.h"
#include "zc_args.h"
#include "zc_module.h"
#include "process/zc_hooks.h"
#include "term/zc_encode.h"
#include "term/zc_walk.h"

static _Noreturn void
s_no_child (const char *module)
{
    zc_term_t *name = zc_module_atom (module), *exports = zc_module_exports (module);
    zc_fail_message ("ArgumentError", exports?
        "The module %s was given as a child to a supervisor\nbut it does not implement child_spec/1.":
        "The module %s was given as a child to a supervisor but it does not exist.",
        zc_term_str (name));
}

//  %{…} as it is; Module and {Module, Arg}: what Module.child_spec says, else (most modules
//  in C) a start_link with the argument. A new term.
zc_term_t *
zc_given_child (const zc_term_t *term)
{
    zc_term_t *arg = zc_term_new ("[]");
    const char *module;
    if (!zc_term_match (term, "~a", &module) && !zc_term_match (term, "{~a, ~t}", &module, &arg))
        return zc_term_dup (term);
    zc_term_t *args = zc_term_new ("[~t]", arg);
    if (zc_function_exported (module, "child_spec", 1))
        return zc_apply (module, "child_spec", args);
    if (!zc_function_exported (module, "start_link", 1))
        s_no_child (module);
    zc_term_t *name = zc_module_atom (module);
    return zc_term_new ("%{id: ~t, start: {~t, start_link, ~t}}", name, name, args);
}

zc_term_t *
zc_given_spec (const zc_term_t *term)
{
    zc_child_spec_t spec;
    zc_term_t *full = zc_given_child (term);
    if (!zc_child_spec_from_term (full, &spec))
        zc_exit ("{badarg, {invalid_child_spec, ~t}}", full);
    zc_term_t *args = (zc_term_t *) (uintptr_t) spec.args;      //  ours
    zc_term_destroy (&args);
    return full;
}

static const char *const s_spec_keys [] = {"id", "start", "restart", "shutdown", "type", "modules",
                                           "significant"};
enum { SPEC_KEYS = sizeof s_spec_keys / sizeof *s_spec_keys };

//  Every override has to have a key of a spec.
static void
s_check_overrides (const zc_term_t *overrides)
{
    size_t at = 0;
    for (zc_term_t *pair; (pair = zc_term_next (overrides, &at)); zc_term_destroy (&pair)) {
        size_t i = 0;
        while (i < SPEC_KEYS && !zc_term_match (pair, "{~a, _}", s_spec_keys [i]))
            i++;
        if (i == SPEC_KEYS)
            zc_exit ("{badarg, {invalid_child_spec_override, ~t}}", pair);
    }
}

//  Append a key and its value, from the overrides or else the spec. false: it has none.
static bool
s_put_key (zc_buffer_t *out, const char *key, const uint8_t *spec, const zc_term_t *overrides)
{
    zc_term_t *atom = zc_term_new ("~a", key), *other = zc_given_option (overrides, key);
    const uint8_t *value = other? zc_term_data (other):
                           zc_map_find (spec, zc_term_data (atom), zc_term_size (atom));
    if (value) {
        zc_buffer_put (out, zc_term_data (atom), zc_term_size (atom));
        zc_buffer_put (out, value, zc_skip (value));
    }
    zc_term_destroy (&other);
    zc_term_destroy (&atom);
    return value != NULL;
}

//  child_spec (Child, Overrides)
zc_term_t *
zc_given_override (const zc_term_t *args)
{
    zc_term_t *spec = zc_given_child (zc_given (args, 0)), *overrides = zc_given (args, 1);
    if (zc_term_type (spec) != ZC_MAP)
        zc_exit ("{badarg, {invalid_child_spec, ~t}}", spec);
    s_check_overrides (overrides);
    zc_buffer_t out = {0};
    size_t start = zc_map_open (&out);
    uint32_t count = 0;
    for (size_t i = 0; i < SPEC_KEYS; i++)
        count += s_put_key (&out, s_spec_keys [i], zc_term_data (spec), overrides);
    zc_map_close (&out, start, count);
    zc_term_destroy (&overrides);
    zc_term_destroy (&spec);
    return zc_term_of (&out);
}
