//  name.c - exercise 1.1: what each function has to do stands in name.h
//
//  Below the core: the C library only, nothing of zcluster.

#include "name.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

//  ---- what may stand where ------------------------------------------------

//  Not isalnum: that one asks the locale, and a name is the same everywhere.
#define IN_NAME "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"

//  Something, and nothing but these?
static bool
s_only (const char *text, const char *allowed)
{
    return *text && text [strspn (text, allowed)] == 0;
}

static bool
s_is_ipv6 (const char *host)
{
    struct in6_addr address;
    return inet_pton (AF_INET6, host, &address) == 1;
}

static bool
s_is_host (const char *host)
{
    return s_only (host, IN_NAME ".") || s_is_ipv6 (host);
}

static bool
s_is_long (const char *host)
{
    return strchr (host, '.') || s_is_ipv6 (host);
}

//  ---- a name --------------------------------------------------------------

//  The host for a text without an @; NULL: there is none. The caller's to free.
static char *
s_own_host (const char *this_host, name_kind_t kind)
{
    if (!this_host)
        return NULL;
    if (kind == NAME_SHORT)
        return strndup (this_host, strcspn (this_host, "."));
    return s_is_long (this_host)? strdup (this_host): NULL;
}

//  Take it apart: host stays NULL where none is to be had.
static name_t *
s_split (const char *text, name_kind_t kind, const char *this_host)
{
    name_t *self = malloc (sizeof *self);
    const char *at = strchr (text, '@');
    self->name = at? strndup (text, (size_t) (at - text)): strdup (text);
    self->host = at? strdup (at + 1): s_own_host (this_host, kind);
    return self;
}

static name_error_t
s_judge (const name_t *self, name_kind_t kind)
{
    if (!s_only (self->name, IN_NAME))
        return NAME_BAD_NAME;
    if (!self->host)
        return NAME_NO_HOST;
    if (!s_is_host (self->host))
        return NAME_BAD_HOST;
    if (kind == NAME_SHORT && s_is_long (self->host))
        return NAME_NEEDS_LONG;
    if (strlen (self->name) + 1 + strlen (self->host) > NAME_LONGEST)
        return NAME_TOO_LONG;
    return NAME_GOOD;
}

name_t *
name_new (const char *text, name_kind_t kind, const char *this_host, name_error_t *why)
{
    name_t *self = s_split (text, kind, this_host);
    *why = s_judge (self, kind);
    if (*why != NAME_GOOD)
        name_destroy (&self);
    return self;
}

void
name_destroy (name_t **self_p)
{
    name_t *self = *self_p;
    if (!self)
        return;
    free (self->name);
    free (self->host);
    free (self);
    *self_p = NULL;
}

char *
name_full (const name_t *self)
{
    size_t size = strlen (self->name) + 1 + strlen (self->host) + 1;
    char *full = malloc (size);
    snprintf (full, size, "%s@%s", self->name, self->host);
    return full;
}

bool
name_fits (const name_t *self, name_kind_t kind)
{
    return s_is_long (self->host) == (kind == NAME_LONG);
}
