//  zc_gen_server.h - a process that keeps a state and answers requests
//
//      typedef struct { int count; } counter_t;
//
//      static void
//      s_init (zc_gen_server_t *self, void *arg)
//      {
//          counter_t *counter = self->state = zc_alloc (sizeof *counter);
//          counter->count = *(int *) arg;
//      }
//
//      static zc_term_t *
//      s_handle_call (zc_gen_server_t *self, const zc_term_t *request, zc_from_t from)
//      {
//          counter_t *counter = self->state;
//          int by;
//          if (zc_term_match (request, "{add, ~i}", &by))
//              return zc_term_new ("~i", counter->count += by);
//          zc_exit ("{bad_call, ~t}", request);
//      }
//
//      static const zc_gen_server_callbacks_t counter = {
//          .init = s_init, .handle_call = s_handle_call};
//
//      zc_start_t started = zc_gen_server_start_link (&counter, &zero, "counter");
//      zc_term_t *sum = zc_gen_server_call ("counter", 5000, "{add, ~i}", 3);
//
//  The messages are Erlang's own: {'$gen_call', From, Request} with From =
//  {Pid, [alias | Ref]}, answered by {[alias | Ref], Reply} through the alias;
//  {'$gen_cast', Request}; {system, From, What}.
//
//  Erlang  gen_server; Elixir  GenServer

#ifndef ZC_GEN_SERVER_H_INCLUDED
#define ZC_GEN_SERVER_H_INCLUDED

#include "zc_process.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { ZC_INFINITY = -1 };

//  ---- whom to ask: server references --------------------------------------
//
//  Wherever a function below takes a server, give it a pid, a local name as
//  text, or one of these by value. Texts and terms in it are borrowed.

typedef struct {
    zc_pid_t pid;
    const char *name;               //  registered name, where pid is {0} …
    const char *node;               //  … on this node; NULL: ours
    const char *module;             //  … or known to Module:whereis_name (Key)
    const zc_term_t *key;
} zc_server_t;

//  {Name, Node}
zc_server_t zc_server_on (const char *name, const char *node);

//  {via, Module, Key}: Module exports register_name/2, unregister_name/1,
//  whereis_name/1 and send/2, as Registry does.
zc_server_t zc_server_via (const char *module, const zc_term_t *key);

//  {global, Name}: a name of the whole cluster.
zc_server_t zc_server_global (const zc_term_t *name);

//  What the macros below make of a pid, a text, NULL, or one that is there.
zc_server_t zc_server_pid (zc_pid_t pid);
zc_server_t zc_server_name (const char *name);
zc_server_t zc_server_none (const void *null);
zc_server_t zc_server_same (zc_server_t server);
#ifndef __cplusplus
#   define ZC_SERVER(x) _Generic ((x), zc_pid_t: zc_server_pid, char *: zc_server_name, \
        const char *: zc_server_name, void *: zc_server_none, zc_server_t: zc_server_same) (x)
#endif

//  Read a reference as Elixir writes it: Pid, Name, {Name, Node}, {global, Name},
//  {via, Module, Key}. false: it is none. What it holds belongs to the term, but
//  for the key of the last two, which is a new term of the calling process.
bool zc_server_from_term (const zc_term_t *term, zc_server_t *server);

//  The same the other way, as a new term.
zc_term_t *zc_server_to_term (zc_server_t server);

//  The pid of a server, {0} where there is none now, or only its node knows.
//  Elixir  GenServer.whereis/1
#define zc_gen_server_whereis(server) zc_server_whereis (ZC_SERVER (server))
zc_pid_t zc_server_whereis (zc_server_t server);

//  ---- call-backs ----------------------------------------------------------

//  A server as its call-backs see it. The state is theirs, and is anything.
typedef struct {
    void *state;
    struct zc_gen_server_loop_t *loop;      //  the library's
} zc_gen_server_t;

//  Who waits for an answer. Copy it, keep it, hand it on.
typedef struct {
    zc_pid_t pid;
    zc_ref_t ref;
    bool alias;                     //  the reference is also the address
} zc_from_t;

//  What is left out gets a default: a call or cast ends the server with
//  {bad_call, Request} or {bad_cast, Request}, an info is logged and dropped.
//  Requests and messages are borrowed until the call-back returns.
typedef struct {
    //  Make the state. zc_exit (reason) here: the server does not start.
    void (*init) (zc_gen_server_t *self, void *arg);
    //  The answer (taken over); NULL: none now, somebody will zc_reply.
    zc_term_t *(*handle_call) (zc_gen_server_t *self, const zc_term_t *request, zc_from_t from);
    void (*handle_cast) (zc_gen_server_t *self, const zc_term_t *request);
    //  Any other message; `timeout` after zc_gen_server_timeout.
    void (*handle_info) (zc_gen_server_t *self, const zc_term_t *message);
    //  What zc_gen_server_continue left to do, before any other message.
    void (*handle_continue) (zc_gen_server_t *self, const zc_term_t *what);
    //  The server stops in order: zc_gen_server_finish, zc_gen_server_stop, or
    //  it traps exits and its parent has ended. Not after a crash or a zc_exit:
    //  what the process has from the core is released anyway.
    void (*terminate) (zc_gen_server_t *self, const zc_term_t *reason);
    //  Make a new state out of the old one. NULL, or why not (a new term, taken
    //  over).
    zc_term_t *(*code_change) (zc_gen_server_t *self, const zc_term_t *old_version,
                               const zc_term_t *extra);
} zc_gen_server_callbacks_t;

//  ---- start ---------------------------------------------------------------

//  How a start went.
typedef struct {
    zc_pid_t pid;                   //  {0}: it did not start …
    zc_term_t *error;               //  … and why, a new term; NULL: it does not want to
} zc_start_t;

//  Start a server, under a name (NULL: none). With a link it is the caller's
//  child: when it traps exits, the end of its parent stops it in order.
//  callbacks  must outlive the server
//  arg        handed to init as it is
//  Returns    when init is done. Errors: {already_started, Pid}, or what the
//             process ended with (and the link fires, unless exits are trapped)
//  Blocks     until init is done
//  Elixir     GenServer.start/3, start_link/3
#define zc_gen_server_start(callbacks, arg, name) \
    zc_gen_server_start_as (callbacks, arg, ZC_SERVER (name), false, ZC_INFINITY)
#define zc_gen_server_start_link(callbacks, arg, name) \
    zc_gen_server_start_as (callbacks, arg, ZC_SERVER (name), true, ZC_INFINITY)

//  timeout_ms  of init; when it is over the process is killed, {error, timeout}
zc_start_t zc_gen_server_start_as (const zc_gen_server_callbacks_t *callbacks, void *arg,
                                   zc_server_t name, bool link, int timeout_ms);

//  A server whose call-backs are functions of a module, found by name at each
//  call: so it runs code that travelled, the current version of it. They take
//  and return what Elixir's do, their state is a term:
//      init (Arg)  handle_call (Request, From, State)  handle_cast, handle_info,
//      handle_continue (X, State)  terminate (Reason, State)
//      code_change (OldVersion, State, Extra)
//  As in Erlang, terminate is also called after an exit, an error and a bad result (not
//  after a crash), and what is thrown is a result.
//      zc_gen_server_start_link_module ("Counter", "counter", "{from, ~i}", 7);
#define zc_gen_server_start_link_module(module, name, ...) \
    zc_gen_server_start_module (module, ZC_SERVER (name), true, ZC_FORMAT (__VA_ARGS__))
zc_start_t zc_gen_server_start_module (const char *module, zc_server_t name, bool link,
                                       zc_format_t arg);

//  The result of a start as Elixir's {ok, Pid}, {error, Reason} or ignore (a new
//  term), and back. to_term takes the error over; from_term borrows.
zc_term_t *zc_start_to_term (zc_start_t start);
zc_start_t zc_start_from_term (const zc_term_t *term);

//  ---- inside call-backs ---------------------------------------------------

//  init only: end quietly, the start returns ignore.
void zc_gen_server_ignore (zc_gen_server_t *self) __attribute__ ((noreturn));

//  After this call-back, and its answer: go on with handle_continue; or stop,
//  with terminate and this reason; or, when no message comes for so long, with
//  the info `timeout`.                 Elixir  {:noreply, state, {:continue, x}} …
#define zc_gen_server_continue(self, ...) \
    zc_gen_server_continue_format (self, ZC_FORMAT (__VA_ARGS__))
#define zc_gen_server_finish(self, ...) \
    zc_gen_server_finish_format (self, ZC_FORMAT (__VA_ARGS__))
void zc_gen_server_continue_format (zc_gen_server_t *self, zc_format_t what);
void zc_gen_server_finish_format (zc_gen_server_t *self, zc_format_t reason);
void zc_gen_server_timeout (zc_gen_server_t *self, int ms);

//  Answer a call, from any process.                Elixir  GenServer.reply/2
#define zc_reply(from, ...) zc_reply_format (from, ZC_FORMAT (__VA_ARGS__))
void zc_reply_format (zc_from_t from, zc_format_t reply);
zc_term_t *zc_from_to_term (zc_from_t from);
bool zc_from_from_term (const zc_term_t *term, zc_from_t *from);

//  ---- ask -----------------------------------------------------------------

//  Ask and wait. A late answer never arrives; texts of the message received
//  last stay good.
//  timeout_ms  -1: for ever
//  Returns     the answer, a new term. Without one it ends the caller with
//              {Reason, {GenServer, call, [Server, Request, Timeout]}}, Reason
//              being noproc, {nodedown, Node}, timeout, calling_self, or what
//              the server ended with
//  Elixir      GenServer.call/3
#define zc_gen_server_call(server, timeout_ms, ...) \
    zc_gen_server_call_format (ZC_SERVER (server), timeout_ms, ZC_FORMAT (__VA_ARGS__))
zc_term_t *zc_gen_server_call_format (zc_server_t server, int timeout_ms, zc_format_t request);

//  The same for those who want to live on.
//  Returns  true and the answer; false and that reason. A new term either way
#define zc_gen_server_try_call(server, timeout_ms, answer, ...) \
    zc_gen_server_try_call_format (ZC_SERVER (server), timeout_ms, answer, ZC_FORMAT (__VA_ARGS__))
bool zc_gen_server_try_call_format (zc_server_t server, int timeout_ms, zc_term_t **answer,
                                    zc_format_t request);

//  Tell, without an answer; never fails.           Elixir  GenServer.cast/2
#define zc_gen_server_cast(server, ...) \
    zc_gen_server_cast_format (ZC_SERVER (server), ZC_FORMAT (__VA_ARGS__))
void zc_gen_server_cast_format (zc_server_t server, zc_format_t request);

//  Tell the servers of that name on many nodes. nodes: a list of names; NULL:
//  this node and all visible ones.                 Elixir  GenServer.abcast/3
#define zc_gen_server_abcast(nodes, name, ...) \
    zc_gen_server_abcast_format (nodes, name, ZC_FORMAT (__VA_ARGS__))
void zc_gen_server_abcast_format (const zc_term_t *nodes, const char *name, zc_format_t request);

//  Ask the servers of that name on many nodes at once.
//  Returns  {[{Node, Answer}, …], [BadNode, …]} in the order of the nodes, a new
//           term. Bad: no such node or server, it ended, or the time was over
//  Elixir   GenServer.multi_call/4
#define zc_gen_server_multi_call(nodes, name, timeout_ms, ...) \
    zc_gen_server_multi_call_format (nodes, name, timeout_ms, ZC_FORMAT (__VA_ARGS__))
zc_term_t *zc_gen_server_multi_call_format (const zc_term_t *nodes, const char *name,
                                            int timeout_ms, zc_format_t request);

//  Have a server stop in order, and wait for its end. Ends the caller like a
//  call does (with {GenServer, stop, […]}), also when the server ends with
//  another reason.                                 Elixir  GenServer.stop/3
#define zc_gen_server_stop(server, timeout_ms, ...) \
    zc_gen_server_stop_format (ZC_SERVER (server), timeout_ms, ZC_FORMAT (__VA_ARGS__))
void zc_gen_server_stop_format (zc_server_t server, int timeout_ms, zc_format_t reason);

//  Have a server make a new state out of its old one, between two messages.
//  Returns  `ok`, or {error, Reason}, a new term; without an answer as a call
//  Erlang   sys:change_code/5, with its suspend and resume
#define zc_gen_server_change_code(server, timeout_ms, module, old_version, ...) \
    zc_gen_server_change_code_format (ZC_SERVER (server), timeout_ms, module, old_version, \
                                      ZC_FORMAT (__VA_ARGS__))
zc_term_t *zc_gen_server_change_code_format (zc_server_t server, int timeout_ms,
                                             const char *module, const zc_term_t *old_version,
                                             zc_format_t extra);

#ifdef __cplusplus
}
inline zc_server_t ZC_SERVER (zc_pid_t pid)           { return zc_server_pid (pid); }
inline zc_server_t ZC_SERVER (const char *name)       { return zc_server_name (name); }
inline zc_server_t ZC_SERVER (decltype (nullptr))     { return zc_server_none (nullptr); }
inline zc_server_t ZC_SERVER (zc_server_t server)     { return server; }
#endif
#endif
