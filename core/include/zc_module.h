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
//  ZC_MODULE_NAMED (symbol, "Chat.Room", …)), or lower case for Erlang's.

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

//  Call Module:function with a list of arguments, in the calling process.
//  A missing one ends the process with {undef, [{Module, Function, Args, []}]}.
//  Returns  the result, a new term
//  Erlang   apply/3
zc_term_t *zc_apply (const char *module, const char *function, const zc_term_t *args);

//  Is there such a function?                      Erlang  function_exported/3
bool zc_function_exported (const char *module, const char *function, unsigned arity);

#ifdef __cplusplus
}
#endif
#endif
