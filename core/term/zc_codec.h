//  zc_codec.h - terms as bytes: what the layers above use below zc_term_t
//
//  The canonical form of a term, one for each value (so equality is memcmp):
//
//  tag  name               bytes after the tag
//  97   SMALL_INTEGER      value 0..255
//  98   INTEGER            4 bytes, big-endian, where 97 does not hold it
//  110  SMALL_BIG          n, sign, n bytes little-endian, top byte not 0
//  111  LARGE_BIG          n (4 bytes), sign, …       where n > 255
//  70   NEW_FLOAT          8 bytes IEEE 754; finite
//  119  SMALL_ATOM_UTF8    length (1 byte), text
//  118  ATOM_UTF8          length (2 bytes), text     where it is > 255 bytes
//  104  SMALL_TUPLE        arity (1 byte), elements
//  105  LARGE_TUPLE        arity (4 bytes), elements  where it is > 255
//  106  NIL                                           the empty list
//  107  STRING             length (2 bytes), bytes: a proper list of 1..65535
//                          integers that are all 0..255
//  108  LIST               length (4), elements, tail: every other list
//  109  BINARY             length (4), bytes
//  77   BIT_BINARY         length (4), bits of the last byte (1..7), bytes
//  116  MAP                pairs (4), key, value, …: keys ascending by memcmp
//                          of their bytes (shorter first if one is a prefix)
//  88   NEW_PID            node atom, id (4), serial (4), creation (4)
//  90   NEWER_REFERENCE    n (2) = 3, node atom, creation (4), n words (4 each);
//                          Erlang's own aliases come with n = 5 and stay so
//  120  V4_PORT            node atom, id (8), creation (4)
//  113  EXPORT             module atom, function atom, arity (97)
//  112  NEW_FUN            as published; kept as it came
//
//  In pids, references and ports of the own node the node atom is empty and
//  the creation 0: so they survive a node that gets its name later, and need
//  no rewriting on the way out. The receiver of a term knows whose it is:
//  zc_decode turns "empty" into the sender and the own name into "empty".

#ifndef ZC_CODEC_H_INCLUDED
#define ZC_CODEC_H_INCLUDED

#include "zc_term.h"
#include "base/zc_buffer.h"
#include "base/zc_caller.h"
#include "base/zc_hash.h"

//  ---- tags ----------------------------------------------------------------
//  The upper group is canonical, the lower one is understood by zc_decode only.

enum {
    ZC_TAG_NEW_FLOAT = 70, ZC_TAG_BIT_BINARY = 77, ZC_TAG_NEW_PID = 88,
    ZC_TAG_NEWER_REF = 90, ZC_TAG_SMALL_INT = 97, ZC_TAG_INT = 98,
    ZC_TAG_SMALL_TUPLE = 104, ZC_TAG_LARGE_TUPLE = 105, ZC_TAG_NIL = 106,
    ZC_TAG_STRING = 107, ZC_TAG_LIST = 108, ZC_TAG_BINARY = 109,
    ZC_TAG_SMALL_BIG = 110, ZC_TAG_LARGE_BIG = 111, ZC_TAG_NEW_FUN = 112,
    ZC_TAG_EXPORT = 113, ZC_TAG_MAP = 116, ZC_TAG_ATOM_UTF8 = 118,
    ZC_TAG_SMALL_ATOM_UTF8 = 119, ZC_TAG_V4_PORT = 120,

    ZC_TAG_NEW_PORT = 89, ZC_TAG_FLOAT = 99, ZC_TAG_ATOM = 100, ZC_TAG_REF = 101,
    ZC_TAG_PORT = 102, ZC_TAG_PID = 103, ZC_TAG_NEW_REF = 114, ZC_TAG_SMALL_ATOM = 115
};

//  ---- node names ----------------------------------------------------------
//  One table a node, append-only: an interned name stays valid as long as the
//  table. Any thread may intern and read; a lock inside guards additions.

struct zc_node_name_t {
    zc_hash_item_t hash;            //  names' lock
    uint32_t index;                 //  1, 2, …: the first number in #PID<1.2.3>
    uint32_t size;                  //  bytes of the text
    void *peer;                     //  baton holder only: dist's state for this node
    void *bonds;                    //  baton holder only: links and monitors over there
    char text [];
};

zc_names_t *zc_names_new (void);
void zc_names_destroy (zc_names_t **self_p);

//  The interned name; NULL where it is too long, has a NUL byte, or the table is
//  full.
//  For an empty text: NULL (this node).
const zc_node_name_t *zc_names_intern (zc_names_t *self, const char *text, size_t size);

//  ---- build, match, print -------------------------------------------------

//  Append the term that `format` describes. NULL, or why not (static text),
//  and `out` as it was. caller: whose plans (zc_plan.h) are used.
const char *zc_build (zc_buffer_t *out, zc_format_t format, const zc_caller_t *caller);

//  Strings a match has handed out, and what they are freed with.
typedef struct zc_string_t zc_string_t;
struct zc_string_t {
    zc_string_t *next;
    char text [];
};
void zc_strings_free (zc_string_t **strings);

//  Does the term at `data` (canonical, valid) match? Fills the variables of
//  the pattern only if all of it matched. *error: why the pattern itself is
//  wrong (static text), else NULL. Pids and references of other nodes need the
//  caller's names. Texts (~s, ~a) are copied to `strings`, ~b points into `data`.
bool zc_take (const uint8_t *data, size_t size, const zc_format_t *pattern, const zc_caller_t *caller,
              zc_string_t **strings, const char **error);

//  Append the term as inspect prints it, all of it on one line. names may be NULL: pids
//  of other nodes then print with the name instead of a number.
void zc_print (zc_buffer_t *out, const uint8_t *data, size_t size, zc_names_t *names);

//  The same with a say in it; 0: no limit. At a prompt it is iex's {names, 50, 4096, 80}.
typedef struct {
    zc_names_t *names;
    size_t limit;                   //  elements; after them `...` stands for the others
    size_t characters;              //  of each text
    size_t width;                   //  of a line: what is longer is broken where it can be
    enum { ZC_CHARLISTS_INFER, ZC_CHARLISTS_NEVER, ZC_CHARLISTS_ALWAYS } charlists;
} zc_print_options_t;
void zc_print_with (zc_buffer_t *out, const uint8_t *data, const zc_print_options_t *options);

//  Append pids, references, atoms in canonical form (for signals).
void zc_encode_pid (zc_buffer_t *out, zc_pid_t pid);
void zc_encode_ref (zc_buffer_t *out, zc_ref_t ref);
void zc_encode_atom (zc_buffer_t *out, const char *text);

//  May this be an atom: at most 255 characters of valid UTF-8? Ask before
//  zc_encode_atom where the text comes from a user.
bool zc_atom_valid (const char *text, size_t size);

//  Erlang's order of terms: number < atom < reference < function < port < pid <
//  tuple < map < list < binary; below 0, 0, above 0 as memcmp. Numbers compare
//  by value, 1 before 1.0 where they are equal.
int zc_order (const uint8_t *a, const uint8_t *b);

//  The same, but 1 and 1.0 are equal.               Erlang  ==, <, >
int zc_compare (const uint8_t *a, const uint8_t *b);

//  Keys in hash tables; equal values have equal keys, in each run of a program the same ones.
static inline uint64_t
zc_term_key (const zc_term_t *term)
{
    return zc_hash_bytes (zc_term_data (term), zc_term_size (term));
}

static inline uint64_t
zc_pid_key (zc_pid_t pid)
{
    uint64_t number = (uint64_t) pid.serial << 32 | pid.id, node = pid.node? pid.node->index: 0;
    return zc_hash_mix (number) ^ (node << 32 | pid.creation);
}

static inline uint64_t
zc_ref_key (zc_ref_t ref)
{
    return ((uint64_t) ref.word [1] << 32 | ref.word [0]) ^ ref.word [2];
}

//  ---- counted bytes -------------------------------------------------------

//  Bytes shared by handles and messages. refs: any thread, atomic.
typedef struct {
    _Atomic (uint32_t) refs;
    uint32_t size: 31;
    uint32_t inside: 1;             //  behind its first handle, in one block (zc_term.c)
    uint8_t data [];
} zc_bytes_t;

zc_bytes_t *zc_bytes_new (const void *data, size_t size);
zc_bytes_t *zc_bytes_dup (zc_bytes_t *self);
void zc_bytes_destroy (zc_bytes_t **self_p);

//  Bytes that are written in place: begin empties a buffer but for the room for
//  the head; end makes its memory the object, and leaves it empty.
void zc_bytes_begin (zc_buffer_t *buffer);
zc_bytes_t *zc_bytes_end (zc_buffer_t *buffer);

//  ---- decode --------------------------------------------------------------

//  Whose bytes these are, and whose they become. All NULL/0: same node.
typedef struct {
    const char *from;               //  the sender's name, replaces the empty one
    uint32_t from_creation;
    const char *self;               //  own name and creation, become empty and 0
    uint32_t self_creation;
} zc_origin_t;

//  Read one external term (no version byte) from data: check it, append its
//  canonical form to `out`. Returns the bytes read, 0 if it is not valid (out
//  as it was). Reads nothing beyond `size`, whatever the bytes say; memory
//  taken stays proportional to `size`.
size_t zc_decode (zc_buffer_t *out, const uint8_t *data, size_t size, const zc_origin_t *origin);

//  The same for a term of `size` bytes that arrives in pieces. Each is decoded as
//  it comes, to the place where the term will stay.
typedef struct zc_decoder_t zc_decoder_t;
typedef enum { ZC_DECODED_MORE, ZC_DECODED_WHOLE, ZC_DECODED_BAD } zc_decoded_t;

zc_decoder_t *zc_decoder_new (size_t size, const zc_origin_t *origin);

//  Take in the next piece; all of them are not more than `size`.
//  MORE   not the last
//  WHOLE  it was the last: zc_decoder_bytes has the term, once
//  BAD    it is not one term of this size; only destroy is left
zc_decoded_t zc_decoder_take (zc_decoder_t *self, const uint8_t *piece, size_t size);
zc_bytes_t *zc_decoder_bytes (zc_decoder_t *self);
void zc_decoder_destroy (zc_decoder_t **self_p);

//  Do the containers of a canonical term nest deeper than this?
bool zc_is_deeper (const uint8_t *data, size_t size, unsigned limit);

//  The size of the valid canonical term at `data`; the frequent leaves at once.
size_t zc_skip_any (const uint8_t *data);
static inline size_t
zc_skip (const uint8_t *data)
{
    switch (data [0]) {
        case ZC_TAG_SMALL_INT:       return 2;
        case ZC_TAG_SMALL_ATOM_UTF8: return 2u + data [1];
        case ZC_TAG_INT:             return 5;
        case ZC_TAG_BINARY:          return 5 + (size_t) zc_get_u32 (data + 1);
        default:                     return zc_skip_any (data);
    }
}

//  ---- the handle ----------------------------------------------------------

//  A block (zc_block_new) of the calling process.
struct zc_term_t {
    zc_bytes_t *bytes;
    zc_string_t *strings;           //  handed out by matches on this handle
};

//  Take over bytes (not copied) or copy canonical ones.
zc_term_t *zc_term_from_bytes (zc_bytes_t **bytes_p);
zc_term_t *zc_term_copy (const uint8_t *data, size_t size);

//  The term that a buffer holds, which is empty afterwards.
zc_term_t *zc_term_of (zc_buffer_t *buffer);

#endif
