//  zc_function.c - see zc_function.h

#include "zc_function.h"
#include "zc_module.h"
#include "zc_process.h"
#include "term/zc_walk.h"
#include "base/zc_limits.h"

//  Where the module's name stands in a NEW_FUN, behind size, arity, unique, index, free.
enum { s_fun_arity = 5, s_fun_module = 30 };

//  The text of an atom as C has it. Returns what follows the atom.
static const uint8_t *
s_text (const uint8_t *atom, char text [ZC_ATOM_BYTES_MAX + 1])
{
    size_t size;
    const char *from = zc_atom_text (atom, &size);
    memcpy (text, from, size);
    text [size] = 0;
    return atom + zc_skip (atom);
}

int
zc_function_arity (const zc_term_t *function)
{
    const uint8_t *data = zc_term_data (function);
    if (data [0] == ZC_TAG_NEW_FUN)
        return data [s_fun_arity];
    if (data [0] == ZC_TAG_EXPORT)
        return data [zc_term_size (function) - 1];
    return -1;
}

//  &Mod.fun/2: a call by name.
static zc_term_t *
s_call_export (const zc_term_t *function, const zc_term_t *args)
{
    char module [ZC_ATOM_BYTES_MAX + 1], name [ZC_ATOM_BYTES_MAX + 1];
    s_text (s_text (zc_term_data (function) + 1, module), name);
    return zc_apply (module, name, args);
}

//  Closures: who made it knows how to call it.
static zc_term_t *
s_call_closure (const zc_term_t *function, const zc_term_t *args)
{
    char module [ZC_ATOM_BYTES_MAX + 1];
    s_text (zc_term_data (function) + s_fun_module, module);
    zc_term_t *call = zc_term_new ("[~t, ~t]", function, args);
    zc_term_t *result = zc_apply (module, "expr", call);
    zc_term_destroy (&call);
    return result;
}

zc_term_t *
zc_call (const zc_term_t *function, const zc_term_t *args)
{
    int arity = zc_function_arity (function);
    if (arity < 0)
        zc_error ("{{badfun, ~t}, []}", function);
    if (zc_term_type (args) != ZC_LIST)
        zc_caller_bug ("zc_call: the arguments are not a list");
    if ((size_t) arity != zc_term_length (args))
        zc_error ("{{badarity, {~t, ~t}}, []}", function, args);
    bool export = zc_term_data (function) [0] == ZC_TAG_EXPORT;
    return export? s_call_export (function, args): s_call_closure (function, args);
}

zc_term_t *
zc_call_args (const zc_term_t *function, zc_format_t args)
{
    zc_term_t *list = zc_term_build (args);
    zc_term_t *result = zc_call (function, list);
    zc_term_destroy (&list);
    return result;
}
