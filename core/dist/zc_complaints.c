//  zc_complaints.c - see zc_complaints.h

#include "zc_complaints.h"

enum { COMPLAINTS_MAX = 10 };       //  lines in a second

bool
zc_complaints_add (zc_complaints_t *self, int64_t now_ns, int *untold)
{
    int64_t second = now_ns / 1000000000 + 1;
    *untold = 0;
    if (second != self->second) {
        if (self->count > COMPLAINTS_MAX)
            *untold = self->count - COMPLAINTS_MAX;
        *self = (zc_complaints_t) {.second = second};
    }
    return ++self->count <= COMPLAINTS_MAX;
}
