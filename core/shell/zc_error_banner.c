//  zc_error_banner.c - errors in Elixir's words
//
//  Interface: zc_error_banner in zc_eval.h. The reasons are Erlang's, {badmatch, 2}, or
//  exceptions, %MatchError{term: 2}: both are told in the words of Elixir 1.14's exception
//  modules. Nothing here fails, whatever the reason is. Next: zc_error_exception.c,
//  zc_error_exit.c.

#include "zc_error_text.h"
#include "zc_eval.h"
#include "zc_function.h"
#include "zc_module.h"
#include "kernel/zc_kernel_text.h"
#include "process/zc_hooks.h"
#include "term/zc_text.h"

#include <string.h>

void
zc_error_put (zc_buffer_t *out, const char *text)
{
    zc_buffer_put (out, text, strlen (text));
}

void
zc_error_inspect (zc_buffer_t *out, const zc_term_t *term)
{
    zc_kernel_print (out, zc_term_data (term), NULL);
}

//  a, b
static void
s_items (zc_buffer_t *out, const zc_term_t *list)
{
    size_t at = 0, count = 0;
    for (zc_term_t *item; (item = zc_term_next (list, &at)); zc_term_destroy (&item)) {
        zc_error_put (out, count++? ", ": "");
        zc_error_inspect (out, item);
    }
}

void
zc_error_call (zc_buffer_t *out, const zc_term_t *module, const char *function,
               const zc_term_t *args)
{
    bool list = zc_term_type (args) == ZC_LIST;
    zc_error_inspect (out, module);
    zc_error_put (out, ".");
    zc_text_atom (out, function, strlen (function), ZC_ATOM_FUNCTION);
    zc_error_put (out, list? "(": "/");
    if (list)
        s_items (out, args);
    else
        zc_error_inspect (out, args);
    zc_error_put (out, list? ")": "");
}

//  Chat.join/2 for a number of arguments or a list of them.
static void
s_name (zc_buffer_t *out, const zc_term_t *module, const char *function, const zc_term_t *args)
{
    bool list = zc_term_type (args) == ZC_LIST;
    zc_term_t *arity = list? zc_term_new ("~i", zc_term_length (args)): zc_term_dup (args);
    zc_error_call (out, module, function, arity);
    zc_term_destroy (&arity);
}

//  ---- one value and the words before it -----------------------------------

typedef struct {
    const char *reason;             //  {reason, Value}
    const char *exception;          //  %Exception{term: Value}
    const char *text;
} s_value_t;

static const s_value_t s_values [] = {
    {"badmatch", "MatchError", "no match of right hand side value: "},
    {"case_clause", "CaseClauseError", "no case clause matching: "},
    {"with_clause", "WithClauseError", "no with clause matching: "},
    {"try_clause", "TryClauseError", "no try clause matching: "},
    {"badmap", "BadMapError", "expected a map, got: "},
    {"badfun", "BadFunctionError", "expected a function, got: "},
    {"badarg", "ArgumentError", "argument error: "}};

void
zc_error_say (zc_buffer_t *out, const char *exception, const char *text)
{
    zc_buffer_printf (out, "** (%s) %s", exception, text);
}

const char *
zc_error_word (const char *exception)
{
    for (size_t i = 0; i < sizeof s_values / sizeof *s_values; i++)
        if (strcmp (exception, s_values [i].exception) == 0)
            return s_values [i].reason;
    return NULL;
}

//  {badmatch, 2}
static bool
s_value (zc_buffer_t *out, const zc_term_t *error)
{
    for (size_t i = 0; i < sizeof s_values / sizeof *s_values; i++) {
        zc_term_t *value;
        if (!zc_term_match (error, "{~a, ~t}", s_values [i].reason, &value))
            continue;
        zc_error_say (out, s_values [i].exception, s_values [i].text);
        zc_error_inspect (out, value);
        zc_term_destroy (&value);
        return true;
    }
    return false;
}

//  ---- keys, booleans, arities ---------------------------------------------

//  dot: it was asked for as term.key.
static void
s_key (zc_buffer_t *out, const zc_term_t *key, const zc_term_t *term, bool dot)
{
    zc_error_say (out, "KeyError", "key ");
    zc_error_inspect (out, key);
    zc_error_put (out, " not found");
    if (dot || (term && !zc_term_match (term, "nil"))) {
        zc_error_put (out, " in: ");
        zc_error_inspect (out, term);
    }
    if (dot)
        zc_error_put (out, ". If you are using the dot syntax, such as map.field, make sure the "
                      "left-hand side of the dot is a map");
}

static void
s_boolean (zc_buffer_t *out, const char *op, const zc_term_t *term)
{
    zc_error_say (out, "BadBooleanError", "expected a boolean on left-side of ");
    zc_buffer_printf (out, "\"%s\", got: ", op);
    zc_error_inspect (out, term);
}

static void
s_arity (zc_buffer_t *out, const zc_term_t *function, const zc_term_t *args)
{
    size_t count = zc_term_length (args);
    zc_error_say (out, "BadArityError", "");
    zc_error_inspect (out, function);
    zc_buffer_printf (out, " with arity %d called with ", zc_function_arity (function));
    if (count == 0)
        zc_error_put (out, "no arguments");
    else {
        zc_buffer_printf (out, "%zu argument%s (", count, count == 1? "": "s");
        s_items (out, args);
        zc_error_put (out, ")");
    }
}

//  {badkey, K}, {badkey, K, Map}, {badbool, Op, V}, {badarity, {Fun, Args}}
static bool
s_compound (zc_buffer_t *out, const zc_term_t *error, const zc_term_t *stack)
{
    zc_term_t *a = NULL, *b = NULL;
    const char *op;
    if (zc_term_match (error, "{badkey, ~t, ~t}", &a, &b))
        s_key (out, a, b, zc_term_type (b) != ZC_MAP);
    else
    if (zc_term_match (error, "{badkey, ~t}", &a)) {
        zc_term_match (stack, "[{_, _, [_, ~t], _} | _]", &b);
        s_key (out, a, b, false);
    }
    else
    if (zc_term_match (error, "{badbool, ~a, ~t}", &op, &a))
        s_boolean (out, op, a);
    else
    if (zc_term_match (error, "{badarity, {~t, ~t}}", &a, &b))
        s_arity (out, a, b);
    else
        return false;
    zc_term_destroy (&a);
    zc_term_destroy (&b);
    return true;
}

//  ---- words: what failed is told by the stack ------------------------------

//  `** (ArithmeticError) bad argument in arithmetic expression: 1 + :a`
static void
s_badarith (zc_buffer_t *out, const zc_term_t *stack)
{
    const char *op;
    zc_term_t *a, *b;
    zc_error_say (out, "ArithmeticError", "bad argument in arithmetic expression");
    if (zc_term_match (stack, "[{erlang, ~a, [~t, ~t], _} | _]", &op, &a, &b)) {
        bool word = strcmp (op, "div") == 0 || strcmp (op, "rem") == 0;
        zc_buffer_printf (out, word? ": %s(": ": ", op);
        zc_error_inspect (out, a);
        if (word)
            zc_error_put (out, ", ");
        else
            zc_buffer_printf (out, " %s ", op);
        zc_error_inspect (out, b);
        zc_error_put (out, word? ")": "");
        zc_term_destroy (&b);
    }
    else
    if (zc_term_match (stack, "[{erlang, ~a, [~t], _} | _]", &op, &a)) {
        zc_buffer_printf (out, ": %s(", op);
        zc_error_inspect (out, a);
        zc_error_put (out, ")");
    }
    else
        return;
    zc_term_destroy (&a);
}

//  The stack is that of a call of something that is no module; false: of another one.
static bool
s_no_module (zc_buffer_t *out, const zc_term_t *stack)
{
    const char *function;
    zc_term_t *module, *args;
    if (!zc_term_match (stack, "[{erlang, apply, [~t, ~a, ~t], _} | _]", &module, &function, &args))
        return false;
    bool none = zc_term_match (args, "[]"), atom = zc_term_type (module) == ZC_ATOM;
    zc_error_say (out, "ArgumentError", atom? "argument error": "you attempted to apply a function ");
    if (!atom && none) {
        zc_error_put (out, "named ");
        zc_text_atom (out, function, strlen (function), ZC_ATOM_TERM);
        zc_error_put (out, " ");
    }
    if (!atom) {
        zc_error_put (out, "on ");
        zc_error_inspect (out, module);
        zc_error_put (out, none? ". If you are using Kernel.apply/3, make sure the module is an atom. "
                                 "If you are using the dot syntax, such as module.function(), make "
                                 "sure the left-hand side of the dot is a module atom":
                                 ". Modules (the first argument of apply) must always be an atom");
    }
    zc_term_destroy (&module);
    zc_term_destroy (&args);
    return true;
}

//  The text of a mistake in a call of the library, or which argument is wrong.
static void
s_badarg (zc_buffer_t *out, const zc_term_t *stack)
{
    static const char *const order [] = {"th", "st", "nd", "rd"};
    const char *text;
    unsigned which;
    if (zc_term_match (stack, "~s", &text))
        zc_error_say (out, "ArgumentError", text);
    else
    if (zc_term_match (stack, "[{_, _, _, [{argument, {~i, ~s}}]} | _]", &which, &text)) {
        zc_error_say (out, "ArgumentError", "errors were found at the given arguments:\n\n  * ");
        zc_buffer_printf (out, "%u%s argument: %s\n", which, order [which < 4? which: 0], text);
    }
    else
    if (!s_no_module (out, stack))
        zc_error_say (out, "ArgumentError", "argument error");
}

static void
s_undefined (zc_buffer_t *out, const char *module, const char *function, const zc_term_t *args)
{
    size_t arity = zc_term_length (args);
    if (zc_term_type (args) != ZC_LIST)
        zc_term_match (args, "~i", &arity);
    if (strcmp (module, "nil") == 0) {
        zc_buffer_printf (out, "function nil.%s/%zu is undefined", function, arity);
        if (arity == 0)
            zc_error_put (out, ". If you are using the dot syntax, such as module.function(), make "
                          "sure the left-hand side of the dot is a module atom");
        return;
    }
    char *text = zc_module_undefined (module, function, arity);
    zc_error_put (out, text);
    zc_free (text);
}

static void
s_undef (zc_buffer_t *out, const zc_term_t *stack)
{
    const char *module, *function;
    zc_term_t *args;
    zc_error_say (out, "UndefinedFunctionError", "");
    if (zc_term_match (stack, "[{~a, ~a, ~t, _} | _]", &module, &function, &args)) {
        s_undefined (out, module, function, args);
        zc_term_destroy (&args);
    }
    else
        zc_error_put (out, "undefined function");
}

static void
s_function_clause (zc_buffer_t *out, const zc_term_t *stack)
{
    const char *function;
    zc_term_t *module, *args;
    zc_error_say (out, "FunctionClauseError", "no function clause match");
    if (zc_term_match (stack, "[{~t, ~a, ~t, _} | _]", &module, &function, &args)) {
        zc_error_put (out, "ing in ");
        s_name (out, module, function, args);
        zc_term_destroy (&args);
        zc_term_destroy (&module);
    }
    else
        zc_error_put (out, "es");
}

static bool
s_word (zc_buffer_t *out, const zc_term_t *error, const zc_term_t *stack)
{
    static const struct {
        const char *word;
        void (*say) (zc_buffer_t *out, const zc_term_t *stack);
    } rows [] = {{"badarith", s_badarith}, {"badarg", s_badarg}, {"undef", s_undef},
                 {"function_clause", s_function_clause}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (zc_term_match (error, "~a", rows [i].word)) {
            rows [i].say (out, stack);
            return true;
        }
    if (zc_term_match (error, "cond_clause"))
        zc_error_say (out, "CondClauseError", "no cond clause evaluated to a truthy value");
    else
    if (zc_term_match (error, "system_limit"))
        zc_error_say (out, "SystemLimitError", "a system limit has been reached");
    else
        return false;
    return true;
}

//  ---- all -----------------------------------------------------------------

void
zc_error_error (zc_buffer_t *out, const zc_term_t *error, const zc_term_t *stack)
{
    zc_term_t *none = zc_term_new ("[]");
    stack = stack? stack: none;
    if (!zc_error_exception (out, error) && !s_word (out, error, stack) && !s_value (out, error)
    &&  !s_compound (out, error, stack)) {
        zc_error_say (out, "ErlangError", "Erlang error: ");
        zc_error_inspect (out, error);
    }
    zc_term_destroy (&none);
}

char *
zc_error_banner (zc_class_t class, const zc_term_t *reason)
{
    zc_buffer_t out = {0};
    zc_term_t *error, *stack;
    if (class == ZC_ERROR && zc_term_match (reason, "{~t, ~t}", &error, &stack)) {
        zc_error_error (&out, error, stack);
        zc_term_destroy (&error);
        zc_term_destroy (&stack);
    }
    else
    if (class == ZC_EXIT) {
        zc_error_put (&out, "** (exit) ");
        zc_error_exit (&out, reason, "\n    ");
    }
    else {
        zc_error_put (&out, "** (throw) ");
        zc_error_inspect (&out, reason);
    }
    zc_buffer_u8 (&out, 0);
    char *text = zc_strdup ((const char *) out.data);
    zc_buffer_clear (&out);
    return text;
}
