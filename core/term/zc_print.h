//  zc_print.h - inside printing: on one line in zc_print.c, on several in zc_print_lines.c

#ifndef ZC_PRINT_H_INCLUDED
#define ZC_PRINT_H_INCLUDED

#include "zc_codec.h"
#include "zc_walk.h"

typedef struct {
    zc_buffer_t *out;
    const zc_print_options_t *options;
    size_t limit;                   //  elements that are still printed of a container here
    bool flat;                      //  on this line, however long it gets
    size_t line;                    //  where in `out` the line begins
    size_t indent;                  //  of the lines that follow
    size_t after;                   //  bytes that follow the term on its line
} zc_print_t;

//  The entries of a map or the fields of a struct, in their order. zc_release the keys.
typedef struct {
    const uint8_t *name;            //  the atom of a struct; NULL: a map
    const uint8_t **keys;           //  each followed by its value
    uint32_t count;
    bool as_keys;                   //  all can be written `key: value`
} zc_print_map_t;
void zc_print_open_map (zc_print_map_t *self, const uint8_t *data);

//  Any term; a pair of a map or keyword list; one byte of a binary.
void zc_print_term (zc_print_t *self, const uint8_t *data);
void zc_print_pair (zc_print_t *self, const uint8_t *key, bool as_key);
void zc_print_byte (zc_print_t *self, uint8_t byte, unsigned bits);

//  What is before the first element.
void zc_print_left (zc_print_t *self, const uint8_t *data);

//  Before each element: the comma, and what stands for those that are left out. false:
//  nothing more is printed. Who prints elements puts `limit` back afterwards.
bool zc_print_more (zc_print_t *self, bool first, const char *separator);

//  May the elements be written `key: value`?
bool zc_print_is_keyword_list (zc_cursor_t cursor);

//  Bytes of the line so far: Elixir 1.14 takes them for characters here.
size_t zc_print_column (const zc_print_t *self);

//  Print a container that does not fit on the line; false: it cannot be broken.
bool zc_print_lines (zc_print_t *self, const uint8_t *data);

static inline void
zc_print_put (zc_print_t *self, const char *text)
{
    zc_buffer_put (self->out, text, strlen (text));
}

#endif
