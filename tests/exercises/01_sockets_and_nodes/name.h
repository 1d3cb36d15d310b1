//  name.h - exercise 1.1: names of nodes, in plain C
//
//      name    @    host
//      alex    @    pond               short: no dot in the host
//      alex    @    pond.example.org   long: a dot in it, or
//      alex    @    ::1                an IPv6 address

#ifndef NAME_H_INCLUDED
#define NAME_H_INCLUDED

#include <stdbool.h>

enum { NAME_LONGEST = 255 };            //  bytes of name@host, without the 0 at the end

//  How a node is started: erl -sname, or erl -name.
typedef enum { NAME_SHORT, NAME_LONG } name_kind_t;

//  What is wrong with a text. Where several are true: the first of them.
typedef enum {
    NAME_GOOD,
    NAME_BAD_NAME,                      //  before the @ is nothing, or not only letters, digits, - and _
    NAME_NO_HOST,                       //  no @ is there, and this machine's host cannot be used
    NAME_BAD_HOST,                      //  after the @ is nothing, or neither an IPv6 address nor only
                                        //  letters, digits, - _ and .
    NAME_NEEDS_LONG,                    //  the name is to be short, and its host is long
    NAME_TOO_LONG                       //  name@host has more than NAME_LONGEST bytes
} name_error_t;

typedef struct {
    char *name;                         //  "alex"
    char *host;                         //  "pond"
} name_t;

//  Check a text that a node is to be called by, and take it apart. Letters are a to z and
//  A to Z; the first @ ends the name. A long name may have a host without a dot: such a node
//  starts, in Erlang too, but nobody connects to it (name_fits).
//  this_host  where the text has no @, this is the host, taken like one that was given; but
//             for a short name only what stands before its first dot is. NULL, or for a long
//             name one that is not long itself: NAME_NO_HOST
//  Returns    NULL, and the reason in *why; else *why is NAME_GOOD
//  Erlang     net_kernel.erl, create_name
name_t *name_new (const char *text, name_kind_t kind, const char *this_host, name_error_t *why);

//  *self_p becomes NULL; NULL in it is no harm.
void name_destroy (name_t **self_p);

//  "alex@pond", the caller's to free.
char *name_full (const name_t *self);

//  Does a node that was started with a name of this kind connect to the node called self? Only
//  if the host of self is of the same kind: short, without a dot, or long.
bool name_fits (const name_t *self, name_kind_t kind);

#endif
