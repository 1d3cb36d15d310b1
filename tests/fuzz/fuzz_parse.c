//  fuzz_parse.c - text that claims to be a term
//
//  What has to hold: what was parsed is canonical, and printed it reads the
//  same again; what was not comes with a reason that names the place.

#include "fuzz.h"
#include "zc_process.h"
#include "term/zc_walk.h"

static void
s_check_term (const zc_term_t *term)
{
    zc_buffer_t again = {0};
    size_t size = zc_term_size (term);
    fuzz_check (zc_skip (zc_term_data (term)) == size);
    fuzz_check (zc_decode (&again, zc_term_data (term), size, NULL) == size);
    fuzz_check (again.size == size && memcmp (again.data, zc_term_data (term), size) == 0);
    zc_buffer_clear (&again);

    char *text = zc_term_str (term), *error = NULL;
    zc_term_t *read = zc_term_parse (text, &error);
    fuzz_check (read && !error);
    fuzz_check (zc_term_equal (read, term));
    zc_term_destroy (&read);
    zc_free (text);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
    long blocks = zc_blocks_in_use ();
    fuzz_input_t input = {data, size};
    char *text = fuzz_text (&input), *error = NULL;
    zc_term_t *term = zc_term_parse (text, &error);
    if (term) {
        fuzz_check (!error);
        s_check_term (term);
        zc_term_destroy (&term);
    }
    else {
        size_t at;
        fuzz_check (error && sscanf (error, "character %zu: ", &at) == 1);
        fuzz_check (at >= 1 && at <= strlen (text) + 1);
        zc_free (error);
    }
    free (text);
    fuzz_check (zc_blocks_in_use () == blocks);
    return 0;
}
