//  zc_module.h - modules: functions that can be called by name
//
//      static zc_term_t *
//      s_quack (const zc_term_t *args)
//      {
//          int times = 1;
//          zc_term_match (args, "[~i]", &times);
//          …
//          return zc_term_new ("ok");
//      }
//      ZC_MODULE (QuackingDuck, {"quack", 1, s_quack}, {"start", 0, s_start});
//
//  A table defined with ZC_MODULE anywhere in the program is known to each of
//  its nodes from the start. Names are Elixir's: QuackingDuck, Chat.Room (write
//  ZC_MODULE_NAMED (symbol, "Chat.Room", …)), or lower case for Erlang's. The
//  same file can also be compiled and loaded while nodes run: see zc_code.h.

#ifndef ZC_MODULE_H_INCLUDED
#define ZC_MODULE_H_INCLUDED

#include "zc_term.h"

#ifdef __cplusplus
extern "C" {
#endif

//  A function of a module. args: a list of `arity` terms, borrowed.
//  Returns its result, a new term; NULL stands for `ok`.
typedef zc_term_t *(zc_function_t) (const zc_term_t *args);

typedef struct {
    const char *name;
    unsigned arity;
    zc_function_t *function;
} zc_export_t;

typedef struct {
    const char *name;
    size_t count;
    const zc_export_t *exports;
} zc_module_t;

//  The interface between modules and the library: an object that was compiled for
//  another one is not loaded. The number is raised by hand; the sizes of what is
//  passed by value change by themselves when a header does.
#define ZC_MODULE_ABI ((unsigned) (1u << 24 | sizeof (zc_format_t) << 16 \
                                   | sizeof (zc_arg_t) << 8 | sizeof (zc_pid_t)))

//  The one symbol that a shared object with modules exports: where its tables lie.
//  zc_code_compile adds it; with other build tools put ZC_OBJECT; in one file.
typedef struct {
    unsigned abi;
    const zc_module_t *const *start, *const *stop;
} zc_object_t;

#define ZC_OBJECT \
    extern const zc_module_t *const __start_zc_modules [] \
        __attribute__ ((weak, visibility ("hidden"))); \
    extern const zc_module_t *const __stop_zc_modules [] \
        __attribute__ ((weak, visibility ("hidden"))); \
    extern const zc_object_t zc_object __attribute__ ((visibility ("default"))); \
    const zc_object_t zc_object = {ZC_MODULE_ABI, __start_zc_modules, __stop_zc_modules}

#define ZC_MODULE(name, ...) ZC_MODULE_NAMED (name, #name, __VA_ARGS__)
#define ZC_MODULE_NAMED(symbol, text, ...) \
    static const zc_export_t zc_exports_##symbol [] = {__VA_ARGS__}; \
    const zc_module_t zc_module_##symbol = { \
        text, sizeof zc_exports_##symbol / sizeof (zc_export_t), zc_exports_##symbol}; \
    __attribute__ ((section ("zc_modules"), used)) \
    static const zc_module_t *const zc_module_entry_##symbol = &zc_module_##symbol

//  The ends of that section in the program or library which this is compiled
//  into, given by the linker; NULL when it has no module. zc_node_new hands on
//  the ones of who calls it.
extern const zc_module_t *const __start_zc_modules [] __attribute__ ((weak, visibility ("hidden")));
extern const zc_module_t *const __stop_zc_modules [] __attribute__ ((weak, visibility ("hidden")));

//  Call Module:function with a list of arguments, in the calling process: the
//  module's current version.
//  A missing one ends the process with {undef, [{Module, Function, Args, []}]}.
//  Returns  the result, a new term
//  Erlang   apply/3
zc_term_t *zc_apply (const char *module, const char *function, const zc_term_t *args);

//  Go on in Module:function, in the current version of the module, and never come
//  back: how a process that runs for long moves on to new code, since C has no
//  tail call. It keeps its pid, mailbox, links, monitors and name; its frames are
//  abandoned, and its memory (zc_alloc, terms) is released as at its end: what is
//  to live on goes into the arguments, a format of a list. The process ends when
//  the function returns.                           zc_become ("Duck", "loop", "[~i]", n);
//  Caller   any process but an attached thread
//  Erlang   ?MODULE:loop (N), in tail position
#define zc_become(module, function, ...) \
    zc_become_args (module, function, ZC_FORMAT (__VA_ARGS__))
void zc_become_args (const char *module, const char *function, zc_format_t args)
    __attribute__ ((noreturn));

//  Count the calling process among those in the version that `code` belongs to (a
//  function, or a constant such as a table of call-backs), so that a purge sees it.
//  zc_apply, the spawns, servers and tasks do; who else is given a pointer into a
//  module and keeps it has to say so.
void zc_module_enter (const void *code);

//  "function Duck.quack/1 is undefined (module Duck is not available)", or "… is
//  undefined or private" where this node has the module; yours (zc_free).
//  Elixir   UndefinedFunctionError
char *zc_module_undefined (const char *module, const char *function, size_t arity);

//  Is there such a function?                      Erlang  function_exported/3
bool zc_function_exported (const char *module, const char *function, unsigned arity);

//  The functions of a module's current version, a list of {Name, Arity}; NULL where
//  this node has no such module.                  Elixir  Module.__info__(:functions)
zc_term_t *zc_module_exports (const char *module);

#ifdef __cplusplus
}
#endif
#endif
