//  zc_application.c - the life of a program: settings, node, services, application
//
//      main thread (`init`)     starts the node, waits for the end, ends the node
//        master                 starts the services and the application, stops them in
//          Cluster.Supervisor   the reverse order
//          Chat.Supervisor      what Module:start returned
//
//  The master is a process, so that a crash in Module:start is one like any other: the
//  program ends with a line that says where.

#include "zc_application.h"
#include "zc_ending.h"
#include "zc_table.h"
#include "zc_config.h"
#include "base/zc_check.h"
#include "dist/zc_cookie.h"

#include <stdio.h>
#include <stdlib.h>

typedef enum { FINE = 0, ENDED = 1, WRONG_SETTINGS = 2, NO_START = 3 } s_status_t;

static const char s_settings [] = "application settings";

typedef struct {
    const char *module;
    const zc_config_t *config;
    bool started;                   //  by the master, for who sees its end
} s_application_t;

//  ---- the master ----------------------------------------------------------

//  Put the settings where every process of the node can read them.
static void
s_publish (const zc_config_t *config)
{
    zc_table_new (s_settings);
    for (size_t i = 0; i < config->count; i++) {
        const zc_setting_t *setting = &config->settings [i];
        if (!setting->value)
            continue;
        zc_term_t *key = zc_term_new ("~s", setting->path);
        zc_term_t *value = zc_term_new ("~s", setting->value);
        zc_table_insert (s_settings, key, value);
        zc_term_destroy (&key);
        zc_term_destroy (&value);
    }
}

char *
zc_application_get_env (const char *path)
{
    zc_term_t *key = zc_term_new ("~s", path), *value = zc_table_lookup (s_settings, key);
    const char *text;
    char *copy = value && zc_term_match (value, "~s", &text)? zc_strdup (text): NULL;
    zc_term_destroy (&value);
    zc_term_destroy (&key);
    return copy;
}

static zc_pid_t
s_start_services (const s_application_t *self)
{
    zc_start_t services = zc_cluster_start_link (zc_config_nodes (self->config));
    if (services.error)
        zc_exit ("{cluster_services, ~t}", services.error);
    return services.pid;
}

static zc_pid_t
s_start_application (const s_application_t *self)
{
    zc_term_t *args = zc_term_new ("[normal, []]"), *reason;
    zc_term_t *answer = zc_apply (self->module, "start", args);
    zc_pid_t pid;
    if (zc_term_match (answer, "{error, ~t}", &reason))
        zc_exit ("~t", reason);
    if (!zc_term_match (answer, "{ok, ~p}", &pid))
        zc_exit ("{bad_return, ~t}", answer);
    zc_link (pid);                  //  where start did not
    return pid;
}

//  As a supervisor stops a supervisor: it has all the time it wants.
static void
s_stop (zc_pid_t pid)
{
    zc_ref_t ref = zc_monitor (pid);
    zc_exit_process (pid, "shutdown");
    zc_receive (-1, "{:DOWN, ~r, process, _, _}", ref);
}

static void
s_master (void *arg)
{
    s_application_t *self = arg;
    zc_trap_exit (true);
    s_publish (self->config);
    zc_pid_t services = s_start_services (self);
    zc_pid_t application = s_start_application (self);
    self->started = true;
    printf ("%s is up\n", zc_node_self ());
    fflush (stdout);
    zc_term_t *reason = NULL;
    zc_receive_any (-1, ZC_CASE ("stop"), ZC_CASE ("{:EXIT, ~p, ~t}", application, &reason),
                    ZC_CASE ("{:EXIT, ~p, ~t}", services, &reason));
    s_stop (application);
    s_stop (services);
    if (reason)
        zc_exit ("~t", reason);
}

//  ---- the main thread -----------------------------------------------------

static bool
s_is_in_order (const zc_term_t *reason)
{
    return zc_term_match (reason, "normal") || zc_term_match (reason, "shutdown")
        || zc_term_match (reason, "{shutdown, _}");
}

static s_status_t
s_say (s_status_t status, const char *what, const zc_term_t *reason)
{
    char *text = zc_term_str (reason);
    fprintf (stderr, "%s: %s\n", what, text);
    zc_free (text);
    return status;
}

//  Everything above the node. The thread is attached.
static s_status_t
s_live (s_application_t *self, zc_ending_t *ending)
{
    zc_ref_t ref;
    zc_pid_t master = zc_spawn_monitor (s_master, self, &ref);
    zc_term_t *reason = zc_ending_wait (ending);
    if (reason && !self->started)
        return s_say (NO_START, "the application does not start", reason);
    if (reason)
        return s_is_in_order (reason)? FINE: s_say (ENDED, "the application ended", reason);
    zc_ending_over (ending);
    zc_send (master, "stop");
    zc_receive (-1, "{:DOWN, ~r, process, _, _}", ref);
    return FINE;
}

static s_status_t
s_run (const char *module, const zc_config_t *config, const zc_module_t *const *modules_from,
       const zc_module_t *const *modules_to)
{
    char *error;
    bool fit = zc_cookie_check (zc_config_node (config), &error);
    if (error)
        fprintf (stderr, "%s\n", error);
    zc_release (error);
    if (!fit)
        return NO_START;
    zc_ending_t ending;
    zc_ending_begin (&ending);
    zc_node_t *node = zc_node_new_with (zc_config_node (config), &error, modules_from, modules_to);
    if (!node) {
        fprintf (stderr, "%s\n", error);
        free (error);
        return NO_START;
    }
    s_application_t self = {.module = module, .config = config};
    zc_register ("init", zc_attach (node));
    s_status_t status = s_live (&self, &ending);
    zc_detach ();
    zc_node_destroy (&node);
    return status;
}

int
zc_application_main_with (const char *module, const char *path, int argc, char **argv,
                          const zc_module_t *const *modules_from,
                          const zc_module_t *const *modules_to)
{
    char *error;
    if (argc > 2) {
        fprintf (stderr, "usage: %s [SETTINGS]\n", argv [0]);
        return WRONG_SETTINGS;
    }
    zc_config_t *config = zc_config_load (argc == 2? argv [1]: path, &error);
    if (!config) {
        fprintf (stderr, "%s\n", error);
        free (error);
        return WRONG_SETTINGS;
    }
    signal (SIGPIPE, SIG_IGN);      //  a reader that left is an error of write
    s_status_t status = s_run (module, config, modules_from, modules_to);
    zc_config_destroy (&config);
    return (int) status;
}
