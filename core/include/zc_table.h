//  zc_table.h - node-local tables: one process writes, all read without a message
//
//  Keys and values are terms. A table belongs to the process that made it and
//  goes with it. Erlang  ets, type set, protected.

#ifndef ZC_TABLE_H_INCLUDED
#define ZC_TABLE_H_INCLUDED

#include "zc_term.h"

#ifdef __cplusplus
extern "C" {
#endif

//  Make a table. false: the name is taken.        Erlang  ets:new/2 (named_table)
bool zc_table_new (const char *name);
bool zc_table_delete (const char *name);

//  Put, replacing what was there. Owner only: anybody else's call is a bug of
//  the caller, as is a table that does not exist.  Erlang  ets:insert/2
void zc_table_insert (const char *name, const zc_term_t *key, const zc_term_t *value);

//  Take out. true if it was there. Owner only.     Erlang  ets:delete/2
bool zc_table_remove (const char *name, const zc_term_t *key);

//  The value, a new term; NULL: no such key or table. Any process.
zc_term_t *zc_table_lookup (const char *name, const zc_term_t *key);

//  Look up and take apart at once, which is faster for small values:
//      zc_table_match ("ducks", ZC_FORMAT ("{duck, ~i}", 7), "{~s, ~p}", &name, &pid)
//  Returns  false: no such key or table, or the value is of another shape
//  Strings  handed out are good until the process's next receive; no ~b
//  Caller   any process                            Erlang  ets:lookup/2 and a match
#define zc_table_match(name, key, ...) zc_table_match_format (name, key, ZC_FORMAT (__VA_ARGS__))
bool zc_table_match_format (const char *name, zc_format_t key, zc_format_t pattern);

//  Number of entries (0 without the table) and all of them, as a list of
//  {Key, Value} in no order, or of the keys.       Erlang  ets:tab2list/1
size_t zc_table_size (const char *name);
zc_term_t *zc_table_to_list (const char *name);
zc_term_t *zc_table_keys (const char *name);

#ifdef __cplusplus
}
#endif
#endif
