//  zc_code.h - code that travels: modules compiled, loaded, changed and spread
//
//      zc_term_t *result = zc_code_compile ("quacking_duck.c", "./");
//      zc_term_match (result, "{ok, [QuackingDuck], _}");
//      zc_code_spread ("QuackingDuck", NULL);              // to all connected nodes
//      zc_node_spawn ("node2@localhost", "QuackingDuck", "start", "[]");
//
//  A module is a C file with a table of functions (zc_module.h); a file may hold
//  several, which then travel and change together. It includes zcluster.h and
//  what the system has, no files of its own: its source goes along with it. Or it is
//  a file of the shell's Elixir, duck.ex, whose source is all that there is of it.
//
//  Two versions of a module can be in use. A new one becomes the current version,
//  what was current becomes the old one, and what was old is purged: processes
//  still in it are killed. A call by name (zc_apply, a spawn, zc_become) takes the
//  current version; calls inside a C file stay in their version. A process is in
//  the versions it has been called into by name and has not returned from, and in
//  the one that its body belongs to. Code is never unloaded from memory. Each
//  version has static variables of its own.
//
//  Sending code is running code: any node that has the cookie can have anything
//  done on the nodes it connects to, here as in Erlang. The digest in an object
//  (kernel/zc_code_object.h) is against damage, not against enemies.
//
//  The functions may be called by any process. Those that compile, load or spread
//  block it until they are done.

#ifndef ZC_CODE_H_INCLUDED
#define ZC_CODE_H_INCLUDED

#include "zc_module.h"

#ifdef __cplusplus
extern "C" {
#endif

//  ---- compile and load ----------------------------------------------------

//  Compile a C file with the compiler of this machine ($CC, gcc or cc), or a file in
//  Elixir (its ending is .ex), write each
//  module's object, Module.zco, into `dir` (NULL: where the node keeps them for its
//  life), and load it. Headers: $ZCLUSTER_INCLUDE, else where the program or the
//  library came from, else the compiler's own places.
//  Returns  {ok, [Module], Messages}: the modules of the file, and what the compiler
//           had to say, a text;
//           {error, Messages}: nothing was loaded, all is as it was
//  Elixir   c/2
zc_term_t *zc_code_compile (const char *path, const char *dir);

//  Load a module from its object: from Module.zco in $ZCLUSTER_CODE_PATH (folders,
//  with colons between; without it the working directory), or from memory. file:
//  what zc_code_which will tell of it. An object made for another architecture or
//  interface is compiled anew from the source it brings along.
//  Returns  {module, Module};
//           {error, Reason}, nothing was loaded, all is as it was. Reason: nofile;
//           badfile (damaged, or has no such module; the log tells); sticky_directory
//           (a module of the library); {wrong_architecture, Text} (made for another
//           machine, and cannot be compiled here); {unloadable, Text} (refused by the
//           system's linker: a symbol is missing; link programs with -rdynamic and the
//           whole library); {on_load_failure, Reason} (a function on_load/0, which a
//           process of its own calls before the module becomes current, did not return
//           ok; calls meanwhile find the version before, or none)
//  Erlang   code:load_file/1, code:load_binary/3
zc_term_t *zc_code_load_file (const char *module);
zc_term_t *zc_code_load_binary (const char *module, const char *file, const void *data,
                                size_t size);

//  ---- spread --------------------------------------------------------------

//  Send a module's object file to nodes, a list of names (NULL: all visible ones
//  that are connected), and load it there.
//  Returns  {ok, [{Node, loaded, Module} | {Node, error, Reason}
//           | {Node, badrpc, nodedown}]} in the order of the nodes;
//           {error, nofile}: the module has no object file
//  Elixir   nl/1, nl/2
zc_term_t *zc_code_spread (const char *module, const zc_term_t *nodes);

//  The object of a module, as load_binary takes it: {Module, Binary, File}, or the
//  atom error.                                     Erlang  code:get_object_code/1
zc_term_t *zc_code_object_code (const char *module);

//  ---- versions ------------------------------------------------------------

//  Drop the old version: kill the processes in it (killed) / only if there are none.
//  Returns  purge: whether some were killed; soft_purge: whether it is gone
//  Erlang   code:purge/1, code:soft_purge/1
bool zc_code_purge (const char *module);
bool zc_code_soft_purge (const char *module);

//  Make the current version the old one, so that calls are undefined. false, and a
//  line in the log: there is an old one; also where there is no such module, or it
//  is one of the library's.                        Erlang  code:delete/1
bool zc_code_delete (const char *module);

//  Is there an old version? Is a process of this node in it?
//  Erlang   erlang:check_old_code/1, erlang:check_process_code/2
bool zc_code_check_old (const char *module);
bool zc_code_check_process (zc_pid_t pid, const char *module);

//  Where the current version came from: {file, File}, {file, preloaded} for what is
//  linked into the program, false: not loaded. which: File, preloaded, non_existing.
//  all: [{Module, File}].
//  Erlang   code:is_loaded/1, code:which/1, code:all_loaded/0
zc_term_t *zc_code_is_loaded (const char *module);
zc_term_t *zc_code_which (const char *module);
zc_term_t *zc_code_all_loaded (void);

#ifdef __cplusplus
}
#endif
#endif
