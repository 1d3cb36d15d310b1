//  zc_scope.h - which variables there are at a place of a text, and in which slots
//
//  Each binding gets a slot of its own: x = 1; x = 2 are two. What is bound inside a
//  clause is forgotten at its end (zc_scope_forget). A fn inside sees the variables
//  around it, and captures those it uses.

#ifndef ZC_SCOPE_H_INCLUDED
#define ZC_SCOPE_H_INCLUDED

#include "zc_program.h"

typedef struct {
    const char *name;
    uint32_t slot;
} zc_name_slot_t;

typedef struct zc_scope_t zc_scope_t;
struct zc_scope_t {
    zc_scope_t *outer;              //  of the fn around; NULL: none
    zc_code_t *code;
    zc_name_slot_t *names;          //  bound here, oldest first
    uint32_t count;
    const char **captures;          //  used here, bound around
    uint32_t capture_count;
};

void zc_scope_clear (zc_scope_t *self);

//  A slot without a name; with one; a slot that is there gets a name.
uint32_t zc_scope_slot (zc_scope_t *self);
uint32_t zc_scope_bind (zc_scope_t *self, const char *name);
void zc_scope_name (zc_scope_t *self, const char *name, uint32_t slot);

//  Forget the names bound after there were `count`.
void zc_scope_forget (zc_scope_t *self, uint32_t count);

//  The slot of a name, of those from `from` on. false: there is none.
bool zc_scope_find (const zc_scope_t *self, uint32_t from, const char *name, uint32_t *slot);

//  Is it a variable here or around? Notes it as captured in all fns in between.
bool zc_scope_see (zc_scope_t *self, const char *name);

#endif
