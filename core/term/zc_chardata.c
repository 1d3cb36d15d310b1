//  zc_chardata.c - see zc_chardata.h

#include "zc_chardata.h"
#include "zc_utf8.h"
#include "zc_walk.h"

//  A character in UTF-8, or a byte. false: there is no such one.
static bool
s_put (zc_buffer_t *out, int64_t c, bool bytes)
{
    uint8_t text [4];
    if (c < 0 || c > (bytes? 255: 0x10ffff))
        return false;
    size_t size = bytes? 0: zc_utf8_put (text, (uint32_t) c);
    if (bytes)
        text [size++] = (uint8_t) c;
    zc_buffer_put (out, text, size);
    return size > 0;
}

static const uint8_t *s_add (zc_buffer_t *out, const uint8_t *at, bool bytes);

//  The elements of a list and its tail, which may be a binary but not a character.
static const uint8_t *
s_add_list (zc_buffer_t *out, const uint8_t *at, bool bytes)
{
    size_t count = zc_get_u32 (at + 1);
    at += 5;
    for (size_t index = 0; index < count && at; index++)
        at = s_add (out, at, bytes);
    bool character = at && (*at == ZC_TAG_SMALL_INT || *at == ZC_TAG_INT);
    return at && !character? s_add (out, at, bytes): NULL;
}

//  Returns where the term ends; NULL: it is something else.
static const uint8_t *
s_add (zc_buffer_t *out, const uint8_t *at, bool bytes)
{
    switch (*at) {
        case ZC_TAG_SMALL_INT:
            return s_put (out, at [1], bytes)? at + 2: NULL;
        case ZC_TAG_INT:
            return s_put (out, (int32_t) zc_get_u32 (at + 1), bytes)? at + 5: NULL;
        case ZC_TAG_NIL:
            return at + 1;
        case ZC_TAG_STRING:
            for (size_t index = 0; index < zc_get_u16 (at + 1); index++)
                s_put (out, at [3 + index], bytes);
            return at + 3 + zc_get_u16 (at + 1);
        case ZC_TAG_LIST:
            return s_add_list (out, at, bytes);
        case ZC_TAG_BINARY:
            zc_buffer_put (out, at + 5, zc_get_u32 (at + 1));
            return at + 5 + zc_get_u32 (at + 1);
        default:
            return NULL;
    }
}

bool
zc_chardata (zc_buffer_t *out, const uint8_t *data, bool bytes)
{
    return s_add (out, data, bytes) != NULL;
}

zc_term_t *
zc_chardata_binary (const uint8_t *data, bool bytes)
{
    zc_buffer_t out = {0};
    uint8_t *head = zc_buffer_add (&out, 5);
    head [0] = ZC_TAG_BINARY;
    if (!s_add (&out, data, bytes)) {
        zc_buffer_clear (&out);
        return NULL;
    }
    zc_put_u32 (out.data + 1, (uint32_t) (out.size - 5));
    return zc_term_of (&out);
}
