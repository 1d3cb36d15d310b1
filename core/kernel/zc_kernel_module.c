//  zc_kernel_module.c - the module `Kernel`: what can be called by name on every node
//
//  So that a first remote call has something to call:
//      zc_rpc_call ("node2@localhost", "Kernel", "abs", "[~i]", -1)
//  Bad arguments end the caller with {badarg, [{Kernel, Function, Args, []}]}.
//  A program linked with the static library has it when it refers to
//  zc_module_kernel; the boot of a node does.          Elixir  Kernel

#include "zc_node.h"
#include "zc_module.h"
#include "zc_list.h"
#include "term/zc_codec.h"

#include <string.h>

_Noreturn static void
s_badarg (const char *function, const zc_term_t *args)
{
    zc_error ("{badarg, [{Kernel, ~a, ~t, []}]}", function, args);
}

static zc_term_t *
s_abs (const zc_term_t *args)
{
    int64_t integer;
    double real;
    if (zc_term_match (args, "[~i]", &integer))
        return zc_term_new ("~i", integer < 0? 0 - (uint64_t) integer: (uint64_t) integer);
    if (!zc_term_match (args, "[~f]", &real))
        s_badarg ("abs", args);
    return zc_term_new ("~f", real < 0? -real: real);
}

#define FIRST_OF_TWO(name, order) \
    static zc_term_t * \
    name (const zc_term_t *args) \
    { \
        zc_term_t *a = zc_term_element (args, 0), *b = zc_term_element (args, 1); \
        return zc_order (zc_term_data (a), zc_term_data (b)) order 0? a: b; \
    }

FIRST_OF_TWO (s_max, >=)
FIRST_OF_TWO (s_min, <=)

static zc_term_t *
s_length (const zc_term_t *args)
{
    int64_t length = zc_list_length (zc_term_element (args, 0));
    if (length < 0)
        s_badarg ("length", args);
    return zc_term_new ("~i", length);
}

static zc_term_t *
s_elem (const zc_term_t *args)
{
    zc_term_t *tuple;
    size_t index;
    if (!zc_term_match (args, "[~t, ~i]", &tuple, &index) || zc_term_type (tuple) != ZC_TUPLE
    ||  index >= zc_term_length (tuple))
        s_badarg ("elem", args);
    return zc_term_element (tuple, index);
}

static zc_term_t *
s_hd (const zc_term_t *args)
{
    zc_term_t *head;
    if (!zc_term_match (args, "[[~t | _]]", &head))
        s_badarg ("hd", args);
    return head;
}

static zc_term_t *
s_tl (const zc_term_t *args)
{
    zc_term_t *tail;
    if (!zc_term_match (args, "[[_ | ~t]]", &tail))
        s_badarg ("tl", args);
    return tail;
}

static zc_term_t *
s_inspect (const zc_term_t *args)
{
    return zc_term_new ("~s", zc_term_str (zc_term_element (args, 0)));
}

#define IS_A(name, type) \
    static zc_term_t * \
    name (const zc_term_t *args) \
    { \
        return zc_term_new ("~o", zc_term_type (zc_term_element (args, 0)) == type); \
    }

IS_A (s_is_atom, ZC_ATOM)
IS_A (s_is_binary, ZC_BINARY)
IS_A (s_is_integer, ZC_INTEGER)
IS_A (s_is_list, ZC_LIST)
IS_A (s_is_map, ZC_MAP)
IS_A (s_is_pid, ZC_PID)
IS_A (s_is_tuple, ZC_TUPLE)

static zc_term_t *
s_self (const zc_term_t *args)
{
    (void) args;
    return zc_term_new ("~p", zc_self ());
}

static zc_term_t *
s_node (const zc_term_t *args)
{
    (void) args;
    return zc_term_new ("~a", zc_node_self ());
}

static zc_term_t *
s_node_of (const zc_term_t *args)
{
    zc_pid_t pid;
    zc_ref_t ref;
    if (zc_term_match (args, "[~r]", &ref))
        pid = (zc_pid_t) {.node = ref.node};
    else
    if (!zc_term_match (args, "[~p]", &pid))
        s_badarg ("node", args);
    return zc_term_new ("~a", zc_node_of (pid));
}

static zc_term_t *
s_send (const zc_term_t *args)
{
    zc_pid_t pid;
    zc_ref_t alias;
    const char *name, *node;
    zc_term_t *message;
    if (zc_term_match (args, "[~p, ~t]", &pid, &message))
        zc_send (pid, "~t", message);
    else
    if (zc_term_match (args, "[~r, ~t]", &alias, &message))
        zc_send_alias (alias, "~t", message);
    else
    if (zc_term_match (args, "[{~a, ~a}, ~t]", &name, &node, &message))
        zc_send_name (name, node, "~t", message);
    else
    if (!zc_term_match (args, "[~a, ~t]", &name, &message)
    ||  !zc_send_name (name, NULL, "~t", message))
        s_badarg ("send", args);
    return message;
}

static zc_term_t *
s_apply (const zc_term_t *args)
{
    const char *module, *function;
    zc_term_t *inner;
    if (!zc_term_match (args, "[~a, ~a, ~t]", &module, &function, &inner)
    ||  zc_term_type (inner) != ZC_LIST)
        s_badarg ("apply", args);
    return zc_apply (module, function, inner);
}

static zc_term_t *
s_exit (const zc_term_t *args)
{
    zc_exit ("~t", zc_term_element (args, 0));
}

static zc_term_t *
s_throw (const zc_term_t *args)
{
    zc_throw ("~t", zc_term_element (args, 0));
}

ZC_MODULE_NAMED (kernel, "Kernel",
    {"abs", 1, s_abs}, {"max", 2, s_max}, {"min", 2, s_min},
    {"length", 1, s_length}, {"elem", 2, s_elem}, {"hd", 1, s_hd}, {"tl", 1, s_tl},
    {"inspect", 1, s_inspect}, {"is_atom", 1, s_is_atom}, {"is_binary", 1, s_is_binary},
    {"is_integer", 1, s_is_integer}, {"is_list", 1, s_is_list},
    {"is_map", 1, s_is_map}, {"is_pid", 1, s_is_pid}, {"is_tuple", 1, s_is_tuple},
    {"self", 0, s_self}, {"node", 0, s_node}, {"node", 1, s_node_of}, {"send", 2, s_send},
    {"apply", 3, s_apply}, {"exit", 1, s_exit}, {"throw", 1, s_throw});
