//  zc_complaints.c - see zc_complaints.h

#include "zc_complaints.h"

enum { COMPLAINTS_MAX = 10 };       //  lines in a second
static const int64_t s_second_ns = INT64_C (1000000000);

int
zc_complaints_untold (zc_complaints_t *self, int64_t now_ns)
{
    if (now_ns / s_second_ns == self->second)
        return 0;
    int untold = self->count > COMPLAINTS_MAX? self->count - COMPLAINTS_MAX: 0;
    *self = (zc_complaints_t) {.second = now_ns / s_second_ns};
    return untold;
}

bool
zc_complaints_add (zc_complaints_t *self)
{
    return ++self->count <= COMPLAINTS_MAX;
}

int64_t
zc_complaints_due (const zc_complaints_t *self)
{
    return self->count > COMPLAINTS_MAX? (self->second + 1) * s_second_ns: INT64_MAX;
}
