//  zc_scope.c - see zc_scope.h

#include "zc_scope.h"

void
zc_scope_clear (zc_scope_t *self)
{
    zc_release (self->names);
    zc_release (self->captures);
}

uint32_t
zc_scope_slot (zc_scope_t *self)
{
    return self->code->slots++;
}

void
zc_scope_name (zc_scope_t *self, const char *name, uint32_t slot)
{
    if ((self->count & (self->count - 1)) == 0)         //  full at each power of two
        self->names = zc_regrow (self->names, (2 * (size_t) self->count + 1) * sizeof *self->names);
    self->names [self->count++] = (zc_name_slot_t) {name, slot};
}

uint32_t
zc_scope_bind (zc_scope_t *self, const char *name)
{
    uint32_t slot = zc_scope_slot (self);
    zc_scope_name (self, name, slot);
    return slot;
}

void
zc_scope_forget (zc_scope_t *self, uint32_t count)
{
    self->count = count;
}

bool
zc_scope_find (const zc_scope_t *self, uint32_t from, const char *name, uint32_t *slot)
{
    for (uint32_t i = self->count; i > from; i--)
        if (strcmp (self->names [i - 1].name, name) == 0) {
            *slot = self->names [i - 1].slot;
            return true;
        }
    return false;
}

static bool
s_captured (const zc_scope_t *self, const char *name)
{
    for (uint32_t i = 0; i < self->capture_count; i++)
        if (strcmp (self->captures [i], name) == 0)
            return true;
    return false;
}

bool
zc_scope_see (zc_scope_t *self, const char *name)
{
    uint32_t slot;
    if (zc_scope_find (self, 0, name, &slot) || s_captured (self, name))
        return true;
    if (!self->outer || !zc_scope_see (self->outer, name))
        return false;
    if ((self->capture_count & (self->capture_count - 1)) == 0)
        self->captures = zc_regrow (self->captures, (2 * (size_t) self->capture_count + 1)
                                                    * sizeof *self->captures);
    self->captures [self->capture_count++] = name;
    return true;
}
