//  clash.c - exercise 8.2: what each function has to do stands in clash.h
//
//  Plain C, nothing of zcluster.

#include "clash.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
