//  zc_code_object.c - see zc_code_object.h

#include "zc_code_object.h"
#include "zc_process.h"
#include "base/zc_buffer.h"
#include "base/zc_limits.h"

#include <sodium.h>

enum { s_magic_at = 0, s_length_at = 8, s_digest_at = 16, s_term_at = 48,
       s_digest_size = s_term_at - s_digest_at, s_format = 1 };

static const char s_magic [] = "zcobject";

#if defined (__x86_64__)
#   define MACHINE "x86_64"
#elif defined (__aarch64__)
#   define MACHINE "aarch64"
#else
#   define MACHINE "other"
#endif
#ifdef __GLIBC__
const char zc_code_arch [] = MACHINE "-linux-gnu";
#else
const char zc_code_arch [] = MACHINE "-linux-musl";
#endif

static void
s_digest (const uint8_t *object, size_t size, uint8_t digest [s_digest_size])
{
    crypto_generichash (digest, s_digest_size, object + s_term_at, size - s_term_at, NULL, 0);
}

uint8_t *
zc_code_object_write (const zc_code_object_t *self, size_t *size)
{
    zc_term_t *term = zc_term_new ("{~i, ~s, ~i, ~t, ~s, ~b, ~b}", (int) s_format, self->arch,
                                   self->abi, self->modules, self->file,
                                   self->source, self->source_size, self->code, self->code_size);
    size_t term_size;
    uint8_t *bytes = zc_term_encode (term, &term_size);
    uint8_t *object = zc_alloc (s_term_at + term_size);
    *size = s_term_at + term_size;
    memcpy (object + s_magic_at, s_magic, s_length_at);
    zc_put_u64 (object + s_length_at, *size);
    memcpy (object + s_term_at, bytes, term_size);
    s_digest (object, *size, object + s_digest_at);
    zc_free (bytes);
    zc_term_destroy (&term);
    return object;
}

//  What the first bytes say of the whole. NULL, or what is wrong.
static const char *
s_check (const uint8_t *object, size_t size)
{
    uint8_t digest [s_digest_size];
    if (size <= s_term_at || memcmp (object, s_magic, s_length_at) != 0)
        return "it is no module's object";
    if (size > ZC_OBJECT_MAX)
        return "it is too large";
    if (zc_get_u64 (object + s_length_at) != size)
        return "it is not whole";
    s_digest (object, size, digest);
    return memcmp (object + s_digest_at, digest, sizeof digest) == 0? NULL: "it is damaged";
}

const char *
zc_code_object_read (zc_code_object_t *self, const void *data, size_t size)
{
    *self = (zc_code_object_t) {.abi = 0};
    const char *error = s_check (data, size);
    if (error)
        return error;
    self->term = zc_term_decode ((const uint8_t *) data + s_term_at, size - s_term_at);
    int format;
    zc_term_t *modules;
    if (!self->term || !zc_term_match (self->term, "{~i, _, _, _, _, _, _}", &format))
        return "it is no module's object";
    if (format != s_format)
        return "another version of zcluster has made it";
    if (!zc_term_match (self->term, "{_, ~s, ~i, ~t, ~s, ~b, ~b}", &self->arch, &self->abi,
                        &modules, &self->file, &self->source, &self->source_size, &self->code,
                        &self->code_size))
        return "it is no module's object";
    self->modules = modules;
    return zc_term_type (modules) == ZC_LIST? NULL: "it is no module's object";
}

void
zc_code_object_clear (zc_code_object_t *self)
{
    zc_term_t *modules = self->term? (zc_term_t *) (uintptr_t) self->modules: NULL;
    zc_term_destroy (&modules);
    zc_term_destroy (&self->term);
}
