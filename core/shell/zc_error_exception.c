//  zc_error_exception.c - what an exception, %MatchError{term: 2}, says

#include "zc_error_text.h"
#include "process/zc_hooks.h"

#include <string.h>

//  iex:1:5: syntax error before: ')'
static void
s_place (zc_buffer_t *out, const zc_term_t *error, bool column)
{
    const char *file = NULL;
    unsigned number;
    if (zc_term_match (error, "%{file: ~s}", &file))
        zc_buffer_printf (out, "%s:", file);
    if (file && zc_term_match (error, "%{line: ~i}", &number) && number)
        zc_buffer_printf (out, "%u:", number);
    if (file && column && zc_term_match (error, "%{column: ~i}", &number) && number)
        zc_buffer_printf (out, "%u:", number);
    if (zc_term_match (error, "%{description: ~s}", &file))
        zc_buffer_printf (out, " %s", file);
}

//  protocol Enumerable not implemented for 1 of type Integer
static void
s_protocol (zc_buffer_t *out, const zc_term_t *protocol, const zc_term_t *value)
{
    static const char *const types [] = {
        [ZC_ATOM] = "Atom", [ZC_INTEGER] = "Integer", [ZC_FLOAT] = "Float",
        [ZC_BINARY] = "BitString", [ZC_BITSTRING] = "BitString", [ZC_LIST] = "List",
        [ZC_TUPLE] = "Tuple", [ZC_MAP] = "Map", [ZC_PID] = "PID", [ZC_REF] = "Reference",
        [ZC_PORT] = "Port", [ZC_FUNCTION] = "Function"};
    zc_term_t *name;
    zc_error_say (out, "Protocol.UndefinedError", "protocol ");
    zc_error_inspect (out, protocol);
    zc_error_put (out, " not implemented for ");
    zc_error_inspect (out, value);
    zc_error_put (out, " of type ");
    if (zc_term_match (value, "%{__struct__: ~t}", &name)) {
        zc_error_inspect (out, name);
        zc_error_put (out, " (a struct)");
        zc_term_destroy (&name);
    }
    else
        zc_error_put (out, types [zc_term_type (value)]);
}

//  Erlang's reason that an exception stands for, with the stack that would tell of it;
//  NULL: it stands for itself.
static zc_term_t *
s_original (const zc_term_t *error, const char *name, zc_term_t **stack)
{
    zc_term_t *a = NULL, *b = NULL, *c = NULL, *reason = NULL;
    const char *word = zc_error_word (name);
    if (word && zc_term_match (error, "%{term: ~t}", &a))
        reason = zc_term_new ("{~a, ~t}", word, a);
    else
    if (strcmp (name, "CondClauseError") == 0)
        reason = zc_term_new ("cond_clause");
    else
    if (strcmp (name, "KeyError") == 0 && zc_term_match (error, "%{key: ~t, term: ~t}", &a, &b)) {
        reason = zc_term_new ("{badkey, ~t}", a);
        *stack = zc_term_new ("[{maps, get, [~t, ~t], []}]", a, b);
    }
    else
    if (strcmp (name, "BadBooleanError") == 0
    &&  zc_term_match (error, "%{operator: ~t, term: ~t}", &a, &b))
        reason = zc_term_new ("{badbool, ~t, ~t}", a, b);
    else
    if (strcmp (name, "BadArityError") == 0
    &&  zc_term_match (error, "%{function: ~t, args: ~t}", &a, &b))
        reason = zc_term_new ("{badarity, {~t, ~t}}", a, b);
    else
    if (zc_term_match (error, "%{module: ~t, function: ~t, arity: ~t}", &a, &b, &c)) {
        reason = zc_term_new (strcmp (name, "UndefinedFunctionError") == 0? "undef":
                                                                           "function_clause");
        *stack = zc_term_new ("[{~t, ~t, ~t, []}]", a, b, c);
    }
    zc_term_destroy (&a);
    zc_term_destroy (&b);
    zc_term_destroy (&c);
    return reason;
}

//  %ArgumentError{message: "text"} and its kin.
bool
zc_error_exception (zc_buffer_t *out, const zc_term_t *error)
{
    const char *atom, *text;
    zc_term_t *a, *b, *stack = NULL;
    if (!zc_term_match (error, "%{__struct__: ~a, __exception__: true}", &atom))
        return false;
    const char *name = zc_module_name (atom);
    zc_term_t *original = s_original (error, name, &stack);
    if (zc_term_match (error, "%{message: ~s}", &text))
        zc_error_say (out, name, text);
    else
    if (original)
        zc_error_error (out, original, stack);
    else
    if (zc_term_match (error, "%{file: _, line: _, description: _}")) {
        zc_error_say (out, name, "");
        s_place (out, error, strcmp (name, "CompileError") != 0);
    }
    else
    if (zc_term_match (error, "%{protocol: ~t, value: ~t}", &a, &b)) {
        s_protocol (out, a, b);
        zc_term_destroy (&a);
        zc_term_destroy (&b);
    }
    else {                          //  a user's, whose module has no message to tell
        zc_error_say (out, name, "");
        zc_error_inspect (out, error);
    }
    zc_term_destroy (&original);
    zc_term_destroy (&stack);
    return true;
}
