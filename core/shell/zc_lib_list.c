//  zc_lib_list.c - the modules `List` and `Tuple`               Elixir  List, Tuple

#include "zc_lib.h"
#include "kernel/zc_kernel_functions.h"

static zc_term_t *
s_list (const zc_term_t *args, size_t index, const char *call)
{
    zc_term_t *list = zc_args_term (args, index);
    if (zc_list_length (list) < 0)
        zc_fail ("function_clause", call, args);
    return list;
}

//  first (list), first (list, otherwise); last
static zc_term_t *
s_end (const zc_term_t *args, bool last, const char *call)
{
    zc_term_t *list = s_list (args, 0, call);
    size_t length = zc_term_length (list);
    zc_term_t *item = length? zc_term_element (list, last? length - 1: 0):
                      zc_args_at (args, 1)? zc_args_term (args, 1): zc_term_new ("nil");
    zc_term_destroy (&list);
    return item;
}

static zc_term_t *
s_first (const zc_term_t *args)
{
    return s_end (args, false, "List:first");
}

static zc_term_t *
s_last (const zc_term_t *args)
{
    return s_end (args, true, "List:last");
}

//  Add the elements of a list, and those of the lists in it. Terms nest 512 deep at most.
static void
s_flatten_into (zc_terms_t *all, const zc_term_t *list)
{
    size_t at = 0;
    for (zc_term_t *item; (item = zc_term_next (list, &at));) {
        if (zc_list_length (item) < 0) {
            zc_terms_add (all, item);
            continue;
        }
        s_flatten_into (all, item);
        zc_term_destroy (&item);
    }
}

static zc_term_t *
s_flatten (const zc_term_t *args)
{
    zc_terms_t all = {0};
    zc_term_t *list = s_list (args, 0, "List:flatten");
    s_flatten_into (&all, list);
    zc_term_destroy (&list);
    return zc_terms_list (&all);
}

//  delete (list, element): the first one that is equal
static zc_term_t *
s_delete (const zc_term_t *args)
{
    zc_term_t *list = s_list (args, 0, "List:delete"), *item = zc_args_term (args, 1);
    zc_term_t *one = zc_term_new ("[~t]", item), *rest = zc_list_subtract (list, one);
    zc_term_destroy (&one);
    zc_term_destroy (&item);
    zc_term_destroy (&list);
    return rest;
}

//  nil is [], a list is itself, anything else is its only element.
static zc_term_t *
s_wrap (const zc_term_t *args)
{
    zc_cursor_t cursor;
    const uint8_t *data = zc_args_at (args, 0);
    if (zc_cursor_open (&cursor, data))
        return zc_result (data);
    if (zc_atom_is (data, "nil"))
        return zc_term_new ("[]");
    return zc_term_dup (args);
}

//  duplicate (element, count)
static zc_term_t *
s_duplicate (const zc_term_t *args)
{
    zc_terms_t all = {0};
    int64_t count = zc_lib_integer (args, 1, "List:duplicate");
    if (count < 0)
        zc_fail ("function_clause", "List:duplicate", args);
    for (int64_t i = 0; i < count; i++)
        zc_terms_add (&all, zc_args_term (args, 0));
    return zc_terms_list (&all);
}

ZC_MODULE_NAMED (list, "List", {"first", 1, s_first}, {"first", 2, s_first}, {"last", 1, s_last},
    {"last", 2, s_last}, {"flatten", 1, s_flatten}, {"delete", 2, s_delete}, {"wrap", 1, s_wrap},
    {"duplicate", 2, s_duplicate}, {"to_tuple", 1, zc_kernel_list_to_tuple},
    {"to_string", 1, zc_kernel_to_string}, {"to_atom", 1, zc_erlang_list_to_atom},
    {"to_integer", 1, zc_erlang_list_to_integer});

ZC_MODULE_NAMED (tuple, "Tuple", {"to_list", 1, zc_kernel_tuple_to_list});
