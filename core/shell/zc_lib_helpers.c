//  zc_lib_helpers.c - what a prompt calls by bare names: flush, pid, i
//
//  They are rows of `IEx.Helpers`, in zc_shell_helpers.c.          Elixir  IEx.Helpers

#include "zc_lib_helpers.h"
#include "zc_io.h"
#include "zc_lib.h"
#include "process/zc_hooks.h"

#include <stdio.h>

//  Print all messages and take them out of the mailbox.
zc_term_t *
zc_helper_flush (const zc_term_t *args)
{
    (void) args;
    zc_flush (true);
    return NULL;
}

//  pid ("0.85.0"), pid (0, 85, 0): a process of this node
zc_term_t *
zc_helper_pid (const zc_term_t *args)
{
    const char *text;
    unsigned node, id, serial;
    char own [64];
    if (zc_term_match (args, "[~i, ~i, ~i]", &node, &id, &serial)) {
        snprintf (own, sizeof own, "%u.%u.%u", node, id, serial);
        text = own;
    }
    else
    if (!zc_term_match (args, "[~s]", &text))
        zc_fail ("function_clause", "IEx.Helpers:pid", args);
    zc_term_t *pid = zc_kernel_pid_of (text);
    if (!pid)
        zc_fail_badarg ("erlang:list_to_pid", args, 1, "not a textual representation of a pid");
    return pid;
}

//  ---- i -------------------------------------------------------------------

//  A heading and what it says, indented.
static void
s_say (zc_buffer_t *out, const char *heading, const char *text)
{
    zc_buffer_printf (out, "%s\n  %s\n", heading, text);
}

static const struct {
    const char *name, *modules;
} s_types [] = {
    [ZC_ATOM] = {"Atom", "Atom"}, [ZC_INTEGER] = {"Integer", "Integer"},
    [ZC_FLOAT] = {"Float", "Float"}, [ZC_BINARY] = {"BitString", "String"},
    [ZC_BITSTRING] = {"BitString", "Kernel"}, [ZC_LIST] = {"List", "List"},
    [ZC_TUPLE] = {"Tuple", "Tuple"}, [ZC_MAP] = {"Map", "Map"}, [ZC_PID] = {"PID", "Process, Node"},
    [ZC_REF] = {"Reference", "Process"}, [ZC_PORT] = {"Port", "Kernel"},
    [ZC_FUNCTION] = {"Function", "Kernel"}};

//  What more there is to say of some types.
static void
s_describe (zc_buffer_t *out, const zc_term_t *term)
{
    zc_pid_t pid;
    char text [64];
    if (zc_term_match (term, "~p", &pid)) {
        if (pid.node)
            s_say (out, "Node", zc_node_name_text (pid.node));
        else
            s_say (out, "Alive", zc_process_alive (pid)? "true": "false");
        s_say (out, "Description", "Use Process.info/1 to get more info about this process");
    }
    else
    if (zc_term_type (term) == ZC_BINARY) {
        snprintf (text, sizeof text, "%zu", zc_term_length (term));
        s_say (out, "Byte size", text);
    }
}

static bool
s_is_struct (zc_buffer_t *out, const zc_term_t *term)
{
    const char *atom;
    char modules [300];
    if (!zc_term_match (term, "%{__struct__: ~a}", &atom))
        return false;
    snprintf (modules, sizeof modules, "%s, Map", zc_module_name (atom));
    s_say (out, "Data type", zc_module_name (atom));
    s_say (out, "Description", "This is a struct. Structs are maps with a __struct__ key.");
    s_say (out, "Reference modules", modules);
    return true;
}

//  i (term): what kind of value it is, and which modules know about it
zc_term_t *
zc_helper_i (const zc_term_t *args)
{
    zc_term_t *term = zc_args_term (args, 0), *options = zc_term_new ("[pretty: true]");
    zc_type_t type = zc_term_type (term);
    zc_buffer_t out = {0};
    zc_buffer_printf (&out, "Term\n  ");
    zc_kernel_print (&out, zc_term_data (term), options);
    zc_buffer_u8 (&out, '\n');
    if (!s_is_struct (&out, term)) {
        s_say (&out, "Data type", s_types [type].name);
        s_describe (&out, term);
        s_say (&out, "Reference modules", s_types [type].modules);
    }
    zc_term_t *text = zc_result_text (out.data, out.size);
    zc_buffer_clear (&out);
    zc_io_write (ZC_PID_NONE, zc_term_data (text) + 5, zc_term_length (text));
    zc_term_destroy (&text);
    zc_term_destroy (&options);
    zc_term_destroy (&term);
    return zc_term_new ("~a", "do not show this result in output");
}
