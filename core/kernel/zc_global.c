//  zc_global.c - zc_global.h: names, as a process sees them
//
//  Looking up reads a table of the node. Everything else asks the node's server.

#include "zc_global_server.h"
#include "zc_function.h"
#include "zc_table.h"
#include "term/zc_codec.h"

#include <string.h>

//  ---- asking a server -----------------------------------------------------

//  The monitor's reference names the request, and is the alias the answer comes to:
//  after a DOWN nothing comes. The monitor dials where need be, the request follows
//  over the same connection, or is not sent.
zc_ref_t
zc_global_ask (const char *node, const char *request, zc_format_t args)
{
    zc_ref_t ref = zc_monitor_alias_name (ZC_GLOBAL_SERVER, node);
    zc_send_name_options (ZC_GLOBAL_SERVER, node, ZC_SEND_NOCONNECT | ZC_SEND_ALWAYS,
                          ZC_FORMAT ("{~a, ~p, ~r, ~t}", request, zc_self (), ref, &args));
    return ref;
}

//  One of a few words.
const char *
zc_global_wait (zc_ref_t ref)
{
    static const char *const words [] = {"true", "false", "yes", "no", "ok"};
    const char *said = NULL, *word = NULL;
    zc_term_t *message = NULL;
    zc_receive_quietly (-1, 2, (const zc_format_t [2]) {
        ZC_CASE ("{answer, _, ~r, ~a}", ref, &said),
        ZC_CASE ("{:DOWN, ~r, process, _, _}", ref)}, &message);
    for (size_t i = 0; said && i < sizeof words / sizeof *words; i++)
        if (strcmp (words [i], said) == 0)
            word = words [i];
    zc_term_destroy (&message);
    zc_demonitor (ref, ZC_DEMONITOR_FLUSH);
    return word;
}

static bool
s_call (const char *request, zc_format_t args, const char *yes)
{
    const char *said = zc_global_wait (zc_global_ask (NULL, request, args));
    return said && strcmp (said, yes) == 0;
}

//  ---- resolve functions ---------------------------------------------------

enum { s_arity = 3 };               //  Name, Pid, OwnPid

//  &Module.function/3
static zc_term_t *
s_named (const char *module, const char *function)
{
    zc_term_t *atoms [2] = {zc_module_atom (module), zc_term_new ("~a", function)};
    zc_buffer_t export = {0};
    zc_buffer_u8 (&export, ZC_TAG_EXPORT);
    for (int i = 0; i < 2; i++) {
        zc_buffer_put (&export, zc_term_data (atoms [i]), zc_term_size (atoms [i]));
        zc_term_destroy (&atoms [i]);
    }
    zc_buffer_u8 (&export, ZC_TAG_SMALL_INT);
    zc_buffer_u8 (&export, s_arity);
    return zc_term_of (&export);
}

//  "Module:function"
static zc_term_t *
s_of_text (const char *text)
{
    char *module = zc_strdup (text), *colon = strrchr (module, ':');
    zc_term_t *function = NULL;
    if (colon && colon != module && colon [1]) {
        *colon = 0;
        function = s_named (module, colon + 1);
    }
    zc_free (module);
    return function;
}

zc_term_t *
zc_global_function (const zc_term_t *given)
{
    const char *text, *function;
    if (zc_function_arity (given) == s_arity)
        return zc_term_dup (given);
    if (zc_term_match (given, "~s", &text))
        return s_of_text (text);
    return zc_term_match (given, "{~a, ~a}", &text, &function)? s_named (text, function): NULL;
}

//  ---- registering ---------------------------------------------------------

bool
zc_global_register_with (zc_pid_t pid, const zc_term_t *resolve, zc_format_t name, bool replaces)
{
    zc_term_t *term = zc_term_build (name);
    bool yes = s_call ("register", ZC_FORMAT ("{~t, ~p, ~t, ~o}", term, pid, resolve, replaces),
                       "yes");
    zc_term_destroy (&term);
    return yes;
}

static bool
s_register (zc_pid_t pid, const char *resolve, zc_format_t name, bool replaces)
{
    zc_term_t *function = resolve? s_of_text (resolve): zc_term_new (ZC_GLOBAL_RESOLVE);
    if (!function)
        zc_caller_bug ("global: a resolve function is Module:function");
    bool yes = zc_global_register_with (pid, function, name, replaces);
    zc_term_destroy (&function);
    return yes;
}

bool
zc_global_register_name_format (zc_pid_t pid, zc_format_t name)
{
    return s_register (pid, NULL, name, false);
}

bool
zc_global_register_name_with_format (zc_pid_t pid, const char *resolve, zc_format_t name)
{
    return s_register (pid, resolve, name, false);
}

void
zc_global_re_register_name_format (zc_pid_t pid, const char *resolve, zc_format_t name)
{
    s_register (pid, resolve, name, true);
}

void
zc_global_unregister_name_format (zc_format_t name)
{
    zc_term_t *term = zc_term_build (name);
    s_call ("unregister", ZC_FORMAT ("{~t}", term), "ok");
    zc_term_destroy (&term);
}

void
zc_global_sync (void)
{
    s_call ("sync", ZC_FORMAT ("{}"), "ok");
}

//  ---- looking up ----------------------------------------------------------

zc_pid_t
zc_global_whereis_name_format (zc_format_t name)
{
    zc_pid_t pid = {0};
    zc_table_match ("global_names", name, "~p", &pid);
    return pid;
}

zc_pid_t
zc_global_send_format (zc_format_t name, zc_format_t message)
{
    zc_term_t *term = zc_term_build (name), *what = zc_term_build (message);
    zc_pid_t pid = zc_global_whereis_name ("~t", term);
    if (zc_pid_is_null (pid))
        zc_exit ("{badarg, {~t, ~t}}", term, what);
    zc_send (pid, "~t", what);
    zc_term_destroy (&what);
    zc_term_destroy (&term);
    return pid;
}

//  The keys of the table, put together as bytes: a list is slow to grow.
zc_term_t *
zc_global_registered_names (void)
{
    zc_term_t *all = zc_table_to_list ("global_names");
    zc_buffer_t list = {0};
    zc_buffer_u8 (&list, 131);
    if (zc_term_length (all)) {
        zc_buffer_u8 (&list, ZC_TAG_LIST);
        zc_buffer_u32 (&list, (uint32_t) zc_term_length (all));
    }
    size_t at = 0;
    for (zc_term_t *item; (item = zc_term_next (all, &at)); zc_term_destroy (&item)) {
        zc_term_t *name = zc_term_element (item, 0);
        zc_buffer_put (&list, zc_term_data (name), zc_term_size (name));
        zc_term_destroy (&name);
    }
    zc_buffer_u8 (&list, ZC_TAG_NIL);
    zc_term_t *names = zc_term_decode (list.data, list.size);
    zc_buffer_clear (&list);
    zc_term_destroy (&all);
    return names;
}
