//  zc_caller.c - see zc_caller.h

#include "zc_caller.h"
#include "zc_check.h"

//  Its place is fixed when the program starts: one instruction to read it, in a
//  shared library too
static _Thread_local zc_caller_t *s_caller __attribute__ ((tls_model ("initial-exec")));
static _Thread_local zc_caller_t s_outside;
static _Thread_local const char *s_error;

__attribute__ ((noinline)) zc_caller_t *
zc_caller (void)
{
    __asm__ ("");                   //  not to be merged with an earlier call
    return s_caller? s_caller: &s_outside;
}

__attribute__ ((noinline)) void
zc_caller_set (zc_caller_t *caller)
{
    s_caller = caller;
}

static void
s_link (zc_block_t *self, zc_caller_t *owner)
{
    self->owner = owner;
    if (!owner)
        return;
    self->prev = NULL;
    self->next = owner->blocks;
    if (self->next)
        self->next->prev = self;
    owner->blocks = self;
}

static void
s_unlink (zc_block_t *self)
{
    if (!self->owner)
        return;
    if (self->prev)
        self->prev->next = self->next;
    else
        self->owner->blocks = self->next;
    if (self->next)
        self->next->prev = self->prev;
}

void *
zc_block_new (size_t size, void (*on_free) (void *memory))
{
    zc_caller_t *caller = zc_caller ();
    zc_block_t *self = zc_calloc (sizeof (zc_block_t) + size);
    self->on_free = on_free;
    self->size = size;
    s_link (self, caller->bug? caller: NULL);
    return self + 1;
}

void *
zc_block_adopt (void *block, size_t size, void (*on_free) (void *memory))
{
    zc_caller_t *caller = zc_caller ();
    zc_block_t *self = block;
    self->on_free = on_free;
    self->size = size;
    self->lasts = true;
    s_link (self, caller->bug? caller: NULL);
    return self + 1;
}

void
zc_block_free (void *memory)
{
    if (!memory)
        return;
    zc_block_t *self = (zc_block_t *) memory - 1;
    bool lasts = self->lasts;
    s_unlink (self);
    if (self->on_free)
        self->on_free (memory);
    if (!lasts)
        zc_release (self);
}

void *
zc_block_resize (void *memory, size_t size)
{
    if (!memory)
        return zc_block_new (size, NULL);
    zc_block_t *self = (zc_block_t *) memory - 1;
    zc_caller_t *owner = self->owner;
    s_unlink (self);
    self = zc_regrow (self, sizeof (zc_block_t) + size);
    for (size_t i = self->size; i < size; i++)
        ((unsigned char *) (self + 1)) [i] = 0;
    self->size = size;
    s_link (self, owner);
    return self + 1;
}

void
zc_block_mark (void *mark)
{
    zc_block_t *self = (zc_block_t *) mark - 1;
    s_unlink (self);
    s_link (self, self->owner);
}

//  What stays goes behind the mark.
void
zc_block_release_since (void *mark, void *except)
{
    zc_block_t *self = (zc_block_t *) mark - 1;
    if (except) {
        zc_block_t *kept = (zc_block_t *) except - 1;
        s_unlink (kept);
        kept->prev = self;
        kept->next = self->next;
        if (kept->next)
            kept->next->prev = kept;
        self->next = kept;
    }
    while (self->owner && self->owner->blocks != self)
        zc_block_free (self->owner->blocks + 1);
}

void
zc_caller_release (zc_caller_t *self)
{
    while (self->blocks)
        zc_block_free (self->blocks + 1);
}

void
zc_caller_bug (const char *text)
{
    s_error = text;
    zc_caller_t *caller = zc_caller ();
    if (caller->bug)
        caller->bug (caller, text);
}

const char *
zc_caller_error (void)
{
    return s_error? s_error: "";
}

void
zc_caller_set_error (const char *text)
{
    s_error = text;
}
