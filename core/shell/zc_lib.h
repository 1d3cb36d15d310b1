//  zc_lib.h - the shell's library: Enum, Map, String …, each a module of the module table
//
//      zc_lib_enum*.c       Enum, over lists, maps and ranges
//      zc_lib_map.c         Map                    zc_lib_string*.c    String
//      zc_lib_keyword.c     Keyword, Access
//      zc_lib_list.c        List, Tuple            zc_lib_io.c         IO
//      zc_lib_number.c      Integer, Float, Atom   zc_lib_system.c     net_kernel, os
//
//  Any node has them, since a closure that was written at a prompt may run there. They are
//  what a class uses at a prompt, not all of Elixir's; results and failures are Elixir's.
//  How they are written: kernel/zc_args.h.

#ifndef ZC_LIB_H_INCLUDED
#define ZC_LIB_H_INCLUDED

#include "zc_function.h"
#include "zc_list.h"
#include "zc_module.h"
#include "kernel/zc_args.h"
#include "kernel/zc_kernel_text.h"
#include "term/zc_walk.h"

//  Names all of these modules, so that the linker takes them out of the static library.
extern const zc_module_t *const zc_lib_modules [];

//  ---- what can be counted: lists, maps (pairs in their order), ranges ------

//  One element after the other. Holds terms only, so the process may leave on the way.
typedef struct {
    zc_term_t *list;                //  what is left to close
    size_t at;
    bool range;
    int64_t next, last, step;       //  RANGE: what comes
    uint32_t count;                 //  that came
} zc_each_t;

//  Fails with Protocol.UndefinedError where `enumerable` is something else.
void zc_each_open (zc_each_t *self, const zc_term_t *enumerable);

//  The pairs of a map, which may be a struct.
void zc_each_open_map (zc_each_t *self, const zc_term_t *map);

//  The next one, a new term; NULL after the last. Then it is closed.
zc_term_t *zc_each_next (zc_each_t *self);
void zc_each_close (zc_each_t *self);

//  All of them as a list, a new term.
zc_term_t *zc_lib_list (const zc_term_t *enumerable);

//  A range's first, last, step; false: it is none (its numbers have 63 bits at most).
bool zc_lib_range (const zc_term_t *term, int64_t *first, int64_t *last, int64_t *step);
int64_t zc_lib_range_count (int64_t first, int64_t last, int64_t step);

//  ---- small things --------------------------------------------------------

//  For what goes on for long, now and then: give way, and end with the exit `interrupted`
//  where the script that called is to. zc_each_next does.
void zc_lib_breathe (void);

//  Call a function with one or two values; a new term, or whether it is neither nil nor
//  false.
zc_term_t *zc_lib_call (const zc_term_t *function, const zc_term_t *a, const zc_term_t *b);
bool zc_lib_true (zc_term_t *value);            //  takes it
bool zc_lib_ask (const zc_term_t *function, const zc_term_t *a);

//  Two elements in order: by a function of two, or NULL: by value. Sorts in place, stable.
typedef bool (zc_lib_before_t) (const zc_term_t *a, const zc_term_t *b, const void *arg);
void zc_lib_sort (zc_term_t **items, size_t count, zc_lib_before_t *before, const void *arg);

//  A map with one more pair, with one less; both new. The map stays.
zc_term_t *zc_lib_map_put (const zc_term_t *map, const uint8_t *key, const uint8_t *value);
zc_term_t *zc_lib_map_delete (const zc_term_t *map, const uint8_t *key);

//  {ok, Value} or error: of a value, which is taken, or NULL. The error that a map or list,
//  argument 0, has no such key, argument 1.
zc_term_t *zc_lib_fetched (zc_term_t *value);
_Noreturn void zc_lib_no_key (const zc_term_t *args);

//  Argument number `index`, which has to be an integer, a list, a map, a text. Fails with
//  function_clause, {badmap, …}.
int64_t zc_lib_integer (const zc_term_t *args, size_t index, const char *call);
zc_term_t *zc_lib_map (const zc_term_t *args, size_t index, const char *call);
const char *zc_lib_text (const zc_term_t *args, size_t index, const char *call, size_t *size);

#endif
