//  zc_stamp.c - see zc_stamp.h

#include "zc_stamp.h"
#include "zc_node.h"
#include "zc_process.h"
#include "base/zc_limits.h"

#include <string.h>

typedef struct {
    int64_t ms, count;
    const char *node;
} s_stamp_t;

//  Room is left above for later stamps, and for adding a time.
static bool
s_in_bounds (int64_t number)
{
    return number >= 0 && number < INT64_MAX / 2;
}

static bool
s_read (const zc_term_t *record, s_stamp_t *stamp)
{
    return zc_term_match (record, "{{~i, ~i, ~a}, _}", &stamp->ms, &stamp->count, &stamp->node)
        && s_in_bounds (stamp->ms) && s_in_bounds (stamp->count);
}

bool
zc_stamp_is_record (const zc_term_t *term)
{
    s_stamp_t stamp;
    return s_read (term, &stamp)
        && (zc_term_match (term, "{_, {value, _}}") || zc_term_match (term, "{_, deleted}"));
}

zc_term_t *
zc_stamp_new (const zc_term_t *known)
{
    s_stamp_t now = {.ms = zc_system_time ()}, then;
    if (known && s_read (known, &then) && then.ms >= now.ms)
        now = (s_stamp_t) {.ms = then.ms, .count = then.count + 1};
    return zc_term_new ("{~i, ~i, ~a}", now.ms, now.count, zc_node_self ());
}

//  Two writes have one stamp where a server was restarted and its node's clock set
//  back: the bytes decide then, the same everywhere.
bool
zc_stamp_wins (const zc_term_t *a, const zc_term_t *b)
{
    s_stamp_t stamp_a, stamp_b;
    if (!s_read (a, &stamp_a) || !s_read (b, &stamp_b))
        return false;
    if (stamp_a.ms != stamp_b.ms)
        return stamp_a.ms > stamp_b.ms;
    if (stamp_a.count != stamp_b.count)
        return stamp_a.count > stamp_b.count;
    if (strcmp (stamp_a.node, stamp_b.node) != 0)
        return strcmp (stamp_a.node, stamp_b.node) > 0;
    size_t size_a = zc_term_size (a), size_b = zc_term_size (b);
    return size_a != size_b? size_a > size_b
                           : memcmp (zc_term_data (a), zc_term_data (b), size_a) > 0;
}

//  One with a count does not tell of a clock, but follows from the stamp before.
bool
zc_stamp_is_ahead (const zc_term_t *record, const char **node, int64_t *by_ms)
{
    s_stamp_t stamp;
    if (!s_read (record, &stamp) || stamp.count > 0)
        return false;
    *node = stamp.node;
    *by_ms = stamp.ms - zc_system_time ();
    return *by_ms > ZC_CLOCK_AHEAD_MS;
}
