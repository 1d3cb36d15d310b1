//  clash.c - exercise 8.2: what each function has to do stands in clash.h
//
//  Plain C, nothing of zcluster.

#include "clash.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef SOLUTION
//  What a node says: this name belongs to this process of mine.
typedef struct claim {
    struct claim *next;
    char node [CLASH_NAME_SIZE], name [CLASH_NAME_SIZE];
    int number;
} claim_t;

typedef struct peer {
    struct peer *next;
    char node [CLASH_NAME_SIZE];
} peer_t;

struct clash {
    char node [CLASH_NAME_SIZE];
    clash_calls_t calls;
    peer_t *peers;
    claim_t *claims;                //  what we say, and what each peer said
};

//  ---- claims --------------------------------------------------------------

//  The claim of this node for this name, or the end of the list.
static claim_t **
s_claim (clash_t *self, const char *node, const char *name)
{
    claim_t **at = &self->claims;
    while (*at && (strcmp ((*at)->node, node) != 0 || strcmp ((*at)->name, name) != 0))
        at = &(*at)->next;
    return at;
}

static void
s_remove (claim_t **at)
{
    claim_t *claim = *at;
    *at = claim->next;
    free (claim);
}

static void
s_add (clash_t *self, const char *node, const char *name, int number)
{
    claim_t **at = s_claim (self, node, name);
    if (!*at)
        *at = calloc (1, sizeof **at);
    strcpy ((*at)->node, node);
    strcpy ((*at)->name, name);
    (*at)->number = number;
}

//  Of all who claim a name, the one on the node with the smallest name has it.
static claim_t *
s_holder (clash_t *self, const char *name)
{
    claim_t *holder = NULL;
    for (claim_t *claim = self->claims; claim; claim = claim->next)
#ifdef MUTANT_1     //  loses 8.2.5 8.2.6 8.2.7 8.2.8 8.2.9
        if (strcmp (claim->name, name) == 0 && (!holder || strcmp (claim->node, self->node) == 0))
            holder = claim;
#else
#ifdef MUTANT_2     //  loses 8.2.5 8.2.6 8.2.7 8.2.8 8.2.9
        if (strcmp (claim->name, name) == 0 && (!holder || strcmp (claim->node, holder->node) > 0))
            holder = claim;
#else
        if (strcmp (claim->name, name) == 0 && (!holder || strcmp (claim->node, holder->node) < 0))
            holder = claim;
#endif
#endif
    return holder;
}

//  ---- what we say of our own ----------------------------------------------

static void
s_say (clash_t *self, const char *node, const char *what, const claim_t *claim)
{
    char text [CLASH_NAME_SIZE + 20];
    snprintf (text, sizeof text, "%s %d %s", what, claim->number, claim->name);
    self->calls.send (self->calls.arg, node, text);
}

static void
s_say_all (clash_t *self, const char *what, const claim_t *claim)
{
    for (peer_t *peer = self->peers; peer; peer = peer->next)
        s_say (self, peer->node, what, claim);
}

static void
s_withdraw (clash_t *self, claim_t **at)
{
    s_say_all (self, "had", *at);
    s_remove (at);
}

//  Has one of ours the name, and somebody else a better right?
static void
s_yield (clash_t *self, const char *name)
{
    claim_t **own = s_claim (self, self->node, name);
    if (!*own || s_holder (self, name) == *own)
        return;
    int number = (*own)->number;
#ifdef MUTANT_7     //  loses 8.2.8
    s_remove (own);
#else
    s_withdraw (self, own);
#endif
#ifdef MUTANT_5     //  loses 8.2.6 8.2.7 8.2.8 8.2.9
    (void) number;
#else
    self->calls.lost (self->calls.arg, name, number);
#endif
}

//  ---- what happens --------------------------------------------------------

clash_t *
clash_new (const char *node, const clash_calls_t *calls)
{
    clash_t *self = calloc (1, sizeof *self);
    strcpy (self->node, node);
    self->calls = *calls;
    return self;
}

void
clash_destroy (clash_t **self_p)
{
    clash_t *self = *self_p;
    if (!self)
        return;
#ifdef MUTANT_10    //  loses 8.2.10
#else
    while (self->peers)
        clash_down (self, self->peers->node);
#endif
    while (self->claims)
        s_remove (&self->claims);
    free (self);
    *self_p = NULL;
}

bool
clash_register (clash_t *self, const char *name, int number)
{
#ifdef MUTANT_11    //  loses 8.2.1
#else
    if (s_holder (self, name))
        return false;
#endif
    s_add (self, self->node, name, number);
    s_say_all (self, "has", s_holder (self, name));
    return true;
}

void
clash_ended (clash_t *self, int number)
{
    for (claim_t **at = &self->claims; *at;)
#ifdef MUTANT_12    //  loses 8.2.3
        if ((*at)->number == number)
#else
        if ((*at)->number == number && strcmp ((*at)->node, self->node) == 0)
#endif
            s_withdraw (self, at);
        else
            at = &(*at)->next;
}

void
clash_up (clash_t *self, const char *node)
{
    peer_t *peer = calloc (1, sizeof *peer);
    strcpy (peer->node, node);
    peer->next = self->peers;
    self->peers = peer;
#ifdef MUTANT_9     //  loses 8.2.2 8.2.5 8.2.6 8.2.7 8.2.8 8.2.9
#else
    for (claim_t *claim = self->claims; claim; claim = claim->next)
        if (strcmp (claim->node, self->node) == 0)
            s_say (self, node, "has", claim);
#endif
}

void
clash_down (clash_t *self, const char *node)
{
#ifdef MUTANT_8     //  loses 8.2.4 8.2.5 8.2.6 8.2.8
#else
    for (claim_t **at = &self->claims; *at;)
        if (strcmp ((*at)->node, node) == 0)
            s_remove (at);
        else
            at = &(*at)->next;
#endif
    peer_t **at = &self->peers, *peer;
    while (*at && strcmp ((*at)->node, node) != 0)
        at = &(*at)->next;
    if ((peer = *at)) {
        *at = peer->next;
        free (peer);
    }
}

void
clash_arrives (clash_t *self, const char *node, const char *text)
{
    char what [4] = "", name [CLASH_NAME_SIZE] = "";
    int number = 0;
    sscanf (text, "%3s %d %39s", what, &number, name);
#ifdef MUTANT_3     //  loses 8.2.5 8.2.6 8.2.7 8.2.8 8.2.9
    claim_t **own = s_claim (self, self->node, name);
    if (strcmp (what, "has") == 0 && *own) {
        int own_number = (*own)->number;
        s_withdraw (self, own);
        self->calls.lost (self->calls.arg, name, own_number);
    }
#endif
#ifdef MUTANT_4     //  loses 8.2.8
    claim_t *best = s_holder (self, name);
    if (strcmp (what, "has") == 0 && best && strcmp (best->node, node) < 0)
        return;
    if (strcmp (what, "has") == 0 && best && strcmp (best->node, self->node) != 0)
        s_remove (s_claim (self, best->node, name));
#endif
#ifdef MUTANT_6     //  loses 8.2.6 8.2.7 8.2.8
    claim_t *best = s_holder (self, name);
    if (strcmp (what, "has") == 0 && best && strcmp (best->node, self->node) == 0 && strcmp (self->node, node) < 0) {
        claim_t theirs = {.number = number};
        strcpy (theirs.name, name);
        s_say (self, node, "not", &theirs);
    }
    if (strcmp (what, "not") == 0) {
        self->calls.lost (self->calls.arg, name, number);
        return;
    }
#endif
    if (strcmp (what, "has") == 0) {
        s_add (self, node, name, number);
        s_yield (self, name);
    }
    else {
        claim_t **at = s_claim (self, node, name);
        if (*at)
            s_remove (at);
    }
}

bool
clash_whereis (clash_t *self, const char *name, clash_holder_t *holder)
{
    const claim_t *claim = s_holder (self, name);
    if (claim)
        *holder = (clash_holder_t) {claim->node, claim->number};
    return claim != NULL;
}
#else
struct clash {
    clash_calls_t calls;
    //  your code: which node this is, its links, who has which name
};

clash_t *
clash_new (const char *node, const clash_calls_t *calls)
{
    (void) node;
    (void) calls;
    //  your code
    return NULL;
}

void
clash_destroy (clash_t **self_p)
{
    (void) self_p;
    //  your code: give everything back
}

bool
clash_register (clash_t *self, const char *name, int number)
{
    (void) self;
    (void) name;
    (void) number;
    //  your code: taken? if not, tell the others
    return false;
}

void
clash_ended (clash_t *self, int number)
{
    (void) self;
    (void) number;
    //  your code: its names are free
}

void
clash_up (clash_t *self, const char *node)
{
    (void) self;
    (void) node;
    //  your code: what does that node have to hear?
}

void
clash_down (clash_t *self, const char *node)
{
    (void) self;
    (void) node;
    //  your code: which names are free now?
}

void
clash_arrives (clash_t *self, const char *node, const char *text)
{
    (void) self;
    (void) node;
    (void) text;
    //  your code: what does that node say? is it a clash?
}

bool
clash_whereis (clash_t *self, const char *name, clash_holder_t *holder)
{
    (void) self;
    (void) name;
    (void) holder;
    //  your code
    return false;
}
#endif
