//  zc_lib_enum_reduce.c - reduce: one value made of all elements
//
//  Who calls a function value from C begins a machine for each call, and what goes in and
//  comes out is copied. That is nothing for a number; a list that is collected would be copied
//  as often as it grows. So those are reduced by a script, in one machine, where lists share
//  their elements (zc_part.h).

#include "zc_lib_enum.h"
#include "zc_eval.h"
#include "zc_function.h"
#include "zc_list.h"

static const char s_script [] =
    "fn enumerable, start, fun ->\n"
    "  list = fn list, [head | tail], sum -> list.(list, tail, fun.(head, sum))\n"
    "            _, [], sum -> sum end\n"
    "  range = fn range, n, last, step, sum ->\n"
    "    if (step > 0 and n <= last) or (step < 0 and n >= last),\n"
    "      do: range.(range, n + step, last, step, fun.(n, sum)), else: sum\n"
    "  end\n"
    "  case enumerable do\n"
    "    %{first: n, last: last, step: step} -> range.(range, n, last, step, start)\n"
    "    _ -> list.(list, enumerable, start)\n"
    "  end\n"
    "end\n";

enum { MANY = 200 };                //  elements for which it is worth compiling a script

//  Many elements of a list or a range, into a list.
static bool
s_is_collected (const zc_term_t *args)
{
    int64_t first, last;
    zc_term_t *from = zc_term_element (args, 0), *into = zc_term_element (args, 1);
    if (zc_term_length (args) != 3 || zc_term_type (into) != ZC_LIST)
        return false;
    if (zc_term_match (from, "%{__struct__: Range, first: ~i, last: ~i}", &first, &last))
        return last / 2 - first / 2 > MANY / 2 || first / 2 - last / 2 > MANY / 2;
    return zc_list_length (from) > MANY;
}

static zc_term_t *
s_collect (const zc_term_t *args)
{
    static const zc_eval_options_t options = {.file = "Enum.reduce"};
    zc_term_t *binding = zc_term_new ("%{}"), *function;
    zc_eval (s_script, &options, &binding, &function);
    return zc_call (function, args);
}

//  reduce (enumerable, fun), reduce (enumerable, start, fun)
zc_term_t *
zc_enum_reduce (const zc_term_t *args)
{
    if (s_is_collected (args))
        return s_collect (args);
    zc_each_t each;
    zc_term_t *function = zc_enum_open (&each, args), *sum;
    sum = zc_term_length (args) == 3? zc_args_term (args, 1): zc_each_next (&each);
    if (!sum)
        zc_fail_message ("Enum.EmptyError", "empty error");
    for (zc_term_t *item; (item = zc_each_next (&each)); zc_term_destroy (&item)) {
        zc_term_t *next = zc_lib_call (function, item, sum);
        zc_term_destroy (&sum);
        sum = next;
    }
    zc_term_destroy (&function);
    return sum;
}

//  reduce_while (enumerable, start, fun): fun returns {cont, sum} or {halt, sum}
zc_term_t *
zc_enum_reduce_while (const zc_term_t *args)
{
    zc_each_t each;
    zc_term_t *function = zc_enum_open (&each, args), *sum = zc_args_term (args, 1), *next;
    bool more = true;
    for (zc_term_t *item; more && (item = zc_each_next (&each)); zc_term_destroy (&item)) {
        zc_term_t *answer = zc_lib_call (function, item, sum);
        more = zc_term_match (answer, "{cont, ~t}", &next);
        if (!more && !zc_term_match (answer, "{halt, ~t}", &next))
            zc_error ("{{case_clause, ~t}, []}", answer);
        zc_term_destroy (&answer);
        zc_term_destroy (&sum);
        sum = next;
    }
    zc_each_close (&each);
    zc_term_destroy (&function);
    return sum;
}
