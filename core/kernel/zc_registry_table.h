//  zc_registry_table.h - the table of a registry, for its server and its readers

#ifndef ZC_REGISTRY_TABLE_H_INCLUDED
#define ZC_REGISTRY_TABLE_H_INCLUDED

#include "zc_registry.h"
#include "zc_table.h"

//  The name of its table. Belongs to the process.
char *zc_registry_table (const char *name);

//  What is at {kind, what}, a new term; NULL: nothing.
zc_term_t *zc_registry_get (const char *table, const char *kind, const zc_term_t *what);

#endif
