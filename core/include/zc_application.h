//  zc_application.h - a program that is a node of a cluster, started from a file
//
//      static zc_term_t *
//      s_start (const zc_term_t *args)             //  Chat.Application:start (Type, Args)
//      {
//          const zc_child_spec_t children [] = {…};
//          return zc_start_to_term (zc_supervisor_start_link (NULL, children, 1, "Chat.Supervisor"));
//      }
//      ZC_MODULE_NAMED (chat_application, "Chat.Application", {"start", 2, s_start});
//
//      int
//      main (int argc, char **argv)
//      {
//          return zc_application_main ("Chat.Application", "chat.cfg", argc, argv);
//      }
//
//  The file is in ZPL, as czmq's zconfig reads it: `name = value`, a line each; # begins
//  a comment; lines that are indented by four more belong to the line above.
//
//      name = chat@localhost           # of the node; without a host part: this machine's
//      cookie = duck                   # else from the cookie file
//      nodes = a@localhost b@localhost # to join at start, and again after a loss
//      long_names = false              # is the host part of names a full one?
//      bind = 0.0.0.0                  # else this machine only
//      port_range = 9100-9109
//      ticktime = 60                   # seconds
//      busy_wait = 200                 # microseconds of looking before it sleeps; 0: never
//      security = curve                # or plain
//      log = notice                    # debug, info, notice, warning, error, none
//      chat                            # whatever else the application wants to know
//          room = lobby
//
//  The environment comes before the file: ZCLUSTER_NAME, ZCLUSTER_COOKIE,
//  ZCLUSTER_NODES, and so on for each name above the application's own. One that is set
//  to nothing does not count.

#ifndef ZC_APPLICATION_H_INCLUDED
#define ZC_APPLICATION_H_INCLUDED

#include "zc_node.h"
#include "zc_supervisor.h"

#ifdef __cplusplus
extern "C" {
#endif

//  ---- settings ------------------------------------------------------------

typedef struct zc_config_t zc_config_t;

//  Read a file and the environment.
//  path     NULL: only the environment
//  Returns  NULL and *error (for free): "chat.cfg:3: no such setting: nam"
//  Caller   any thread
zc_config_t *zc_config_load (const char *path, char **error);
void zc_config_destroy (zc_config_t **self_p);

//  A setting by its path, "chat/room"; NULL: there is none.
const char *zc_config_get (const zc_config_t *self, const char *path);

//  What a node is to be started with; good as long as the settings.
const zc_node_options_t *zc_config_node (const zc_config_t *self);

//  The nodes to join: names, NULL after the last.
const char *const *zc_config_nodes (const zc_config_t *self);

//  ---- the services of a cluster -------------------------------------------

//  Start a supervisor, `Cluster.Supervisor`, linked to the caller, with the load
//  balancer, the variables, and who keeps the node in the cluster.
//  nodes   as from zc_config_nodes, and living as long; NULL: none
//  Elixir  {Cluster, nodes: […]} among the children of a supervisor
zc_start_t zc_cluster_start_link (const char *const *nodes);

//  Start a server, `NodeCluster`, that joins these nodes: at once, and when that fails
//  again and again after pauses that double from half a second to half a minute, each
//  times a random 0.5 to 1, so that the nodes of a cluster do not all dial at the same
//  time. These nodes are wanted for ever. Any other node that is lost is dialled again
//  in the same way, for some twenty minutes; so a pair that was kept apart meets again.
//  A node that was left on purpose (zc_node_leave, zc_node_disconnect) is lost, too.
zc_start_t zc_node_cluster_start_link (const char *const *nodes);

//  [{Node, connected | Tries}, …], a new term: the nodes that are wanted, and how often
//  in a row they could not be reached.
zc_term_t *zc_node_cluster_status (void);

//  ---- an application ------------------------------------------------------

//  The whole life of a program: read the settings, start the node and the services of
//  the cluster, call Module:start (normal, []), which returns {ok, Pid} of a supervisor;
//  wait for a signal (TERM, INT, HUP), for `zcluster stop`, or for that supervisor's
//  end; then stop the application, the services and the node, in this order.
//  path      of the settings, or argv [1] where it is given
//  Returns   exit status: 0 stopped in order; 1 the application ended by itself, but for
//            normal and shutdown; 2 the settings are wrong; 3 the node or the application
//            could not start. A line on standard error says why
//  Blocks    the calling thread, which is the main one
#define zc_application_main(module, path, argc, argv) \
    zc_application_main_with (module, path, argc, argv, __start_zc_modules, __stop_zc_modules)
int zc_application_main_with (const char *module, const char *path, int argc, char **argv,
                              const zc_module_t *const *modules_from,
                              const zc_module_t *const *modules_to);

//  A setting of the running application, "chat/room", a new text (zc_free); NULL: there
//  is none.                                        Elixir  Application.get_env/2
char *zc_application_get_env (const char *path);

#ifdef __cplusplus
}
#endif
#endif
