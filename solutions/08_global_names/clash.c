//  clash.c - exercise 8.2: what each function has to do stands in clash.h
//
//  Plain C, nothing of zcluster.

#include "clash.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
        if (strcmp (claim->name, name) == 0 && (!holder || strcmp (claim->node, holder->node) < 0))
            holder = claim;
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
    s_withdraw (self, own);
    self->calls.lost (self->calls.arg, name, number);
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
    while (self->peers)
        clash_down (self, self->peers->node);
    while (self->claims)
        s_remove (&self->claims);
    free (self);
    *self_p = NULL;
}

bool
clash_register (clash_t *self, const char *name, int number)
{
    if (s_holder (self, name))
        return false;
    s_add (self, self->node, name, number);
    s_say_all (self, "has", s_holder (self, name));
    return true;
}

void
clash_ended (clash_t *self, int number)
{
    for (claim_t **at = &self->claims; *at;)
        if ((*at)->number == number && strcmp ((*at)->node, self->node) == 0)
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
    for (claim_t *claim = self->claims; claim; claim = claim->next)
        if (strcmp (claim->node, self->node) == 0)
            s_say (self, node, "has", claim);
}

void
clash_down (clash_t *self, const char *node)
{
    for (claim_t **at = &self->claims; *at;)
        if (strcmp ((*at)->node, node) == 0)
            s_remove (at);
        else
            at = &(*at)->next;
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
