//  zc_term.h - values: what processes send each other
//
//  A term is an immutable, counted run of bytes in Erlang's external term
//  format. Programs build terms from a format and take them apart with a
//  pattern; both are written as the term itself is written in Elixir, with
//  bare lower-case words as atoms (Erlang's habit) and ~x where a C value
//  goes in or comes out:
//
//      zc_term_t *term = zc_term_new ("{response, ~i, [1, 2, ~s]}", 42, "x");
//      int number;
//      if (zc_term_match (term, "{response, ~i, _}", &number)) …
//      zc_term_destroy (&term);
//
//  In formats and patterns:
//      ok  :ok  :"any text"     atoms; true, false and nil are atoms too
//      Duck  Chat.Room          module names (the atoms 'Elixir.Duck' …)
//      12  -7  0xff  1_000  ?a  integers of any size    1.5e3  floats
//      "text"  <<1, 2, 255>>    binaries (Elixir strings)
//      'text'                   character list
//      {a, b}  [a, b]  [a | b]  [key: 1]  %{a => 1, key: 2}
//      &Mod.fun/2               exported function
//      _                        (patterns) anything
//
//  directive  builds from                   matches into
//      ~i     any C integer                 pointer to any integer type that
//                                           can hold the value
//      ~f     double, float, any integer    double * (takes integers too)
//      ~a     const char *  (an atom)       const char **
//      ~s     const char *  (a binary)      const char **; refuses a binary
//                                           with a NUL byte inside
//      ~b     const void *, size_t          const void **, size_t *
//      ~o     bool                          bool *
//      ~p     zc_pid_t                      zc_pid_t *
//      ~r     zc_ref_t                      zc_ref_t *
//      ~t     const zc_term_t * (borrowed)  zc_term_t ** (a new one, yours)
//             const zc_format_t *: what it describes is built in this place
//
//  Where a pattern's argument is a value and not a pointer, the term has to be
//  equal to it (Elixir's ^pin): "{reply, ~r, ~i}", ref, &number.
//  A pattern's maps match when each of its keys is there (as in Elixir).
//  Strings and binaries handed out by a match belong to what was matched: to
//  the term until it is destroyed, to a received message until the process's
//  next receive. Variables are written only when the whole pattern matched.
//  A wrong argument type or count is the caller's bug: it is found at run
//  time, ends the calling process with {badarg, Text}, and corrupts nothing.
//
//  Terms made inside a process belong to it and go with it, whichever way it
//  ends; zc_term_destroy releases them earlier.

#ifndef ZC_TERM_H_INCLUDED
#define ZC_TERM_H_INCLUDED

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct zc_term_t zc_term_t;

//  A node name known to this node: interned, so equal names are equal
//  pointers. NULL stands for the node the process runs on, whatever its name.
typedef struct zc_node_name_t zc_node_name_t;

//  A process of one incarnation of one node. Copy it freely; compare with
//  zc_pid_equal. {0}, ZC_PID_NONE, is no process.
typedef struct {
    const zc_node_name_t *node;     //  NULL: this node
    uint32_t creation;              //  incarnation of that node, 0 for ours
    uint32_t id;                    //  slot in the process table, never 0
    uint32_t serial;                //  counts the uses of the slot
} zc_pid_t;

//  A unique reference: names a monitor, an alias, a request, a timer.
typedef struct {
    const zc_node_name_t *node;
    uint32_t creation;
    uint32_t word [3];
} zc_ref_t;

#ifdef __cplusplus
#   define ZC_PID_NONE (zc_pid_t ())
#else
#   define ZC_PID_NONE ((zc_pid_t) {0})
#endif
bool zc_pid_equal (zc_pid_t a, zc_pid_t b);
bool zc_pid_is_null (zc_pid_t pid);
bool zc_ref_equal (zc_ref_t a, zc_ref_t b);

//  The text of a node name; "" for NULL.
const char *zc_node_name_text (const zc_node_name_t *name);

//  ---- arguments of formats, tagged with their C type by _Generic ----------

typedef enum {
    ZC_ARG_INT,                     //  signed integer, value in .i
    ZC_ARG_UINT,                    //  unsigned integer, value in .u
    ZC_ARG_DOUBLE,
    ZC_ARG_BOOL,
    ZC_ARG_TEXT,                    //  const char *
    ZC_ARG_DATA,                    //  const void *
    ZC_ARG_PID,
    ZC_ARG_REF,
    ZC_ARG_TERM,                    //  const zc_term_t *
    ZC_ARG_FORMAT,                  //  const zc_format_t *
    ZC_ARG_TO_I8, ZC_ARG_TO_I16, ZC_ARG_TO_I32, ZC_ARG_TO_I64,
    ZC_ARG_TO_U8, ZC_ARG_TO_U16, ZC_ARG_TO_U32, ZC_ARG_TO_U64,
    ZC_ARG_TO_DOUBLE,
    ZC_ARG_TO_BOOL,
    ZC_ARG_TO_TEXT,                 //  const char **
    ZC_ARG_TO_DATA,                 //  const void **
    ZC_ARG_TO_PID,
    ZC_ARG_TO_REF,
    ZC_ARG_TO_TERM                  //  zc_term_t **
} zc_arg_type_t;

typedef struct {
    zc_arg_type_t type;
    union {
        int64_t i;
        uint64_t u;
        double d;
        bool o;
        const void *p;              //  text, data, term, format, and every pointer
        zc_pid_t pid;
        zc_ref_t ref;
        struct {
            uint32_t count;         //  of the arguments that follow
            bool literal;           //  the text is a string literal: it is read only once
        } head;                     //  args [0] of a format
    };
} zc_arg_t;

//  A format or pattern with its arguments, as the macros below make it. Two words:
//  so it travels in registers.
typedef struct {
    const char *text;
    const zc_arg_t *args;           //  a head, and then the arguments
} zc_format_t;

//  ZC_FORMAT ("{hi, ~p}", pid) is the zc_format_t of its arguments, good until
//  the end of the enclosing block (in C++, where zc_plus.h makes it: until the
//  end of the expression).
#if defined (ZC_LINT)
//  For tools that follow values: who is given an address may write there.
zc_format_t zc_format_seen (const char *text, ...);
#   define ZC_FORMAT(...) zc_format_seen (__VA_ARGS__)
#elif !defined (__cplusplus)
#   define ZC_FORMAT(...) ZC_PICK_FORMAT (__VA_ARGS__)
#endif

//  ---- building, taking apart ----------------------------------------------

//  Build a term. Returns a new term; never NULL inside a process.
//  Outside of processes: NULL where the format or an argument is wrong, the
//  reason is then in *zc_term_error ().
#define zc_term_new(...) zc_term_build (ZC_FORMAT (__VA_ARGS__))
zc_term_t *zc_term_build (zc_format_t format);

//  A list of terms, which are taken over: the array holds NULL afterwards.
zc_term_t *zc_term_list (zc_term_t **items, size_t count);

//  true and variables filled where `term` has the shape of the pattern.
#define zc_term_match(term, ...) zc_term_take (term, ZC_FORMAT (__VA_ARGS__))
bool zc_term_take (const zc_term_t *term, zc_format_t pattern);

//  Another reference to the same bytes. Erlang: nothing, terms are shared.
zc_term_t *zc_term_dup (const zc_term_t *term);
void zc_term_destroy (zc_term_t **self_p);

//  Why the last zc_term_new, _parse, _decode or _match of this thread outside
//  of a process said no; "" after a success. Static text.
const char *zc_term_error (void);

//  Parse text (Elixir's notation, no directives). NULL and *error (may be
//  NULL itself) = why and where; yours, release it with zc_free.
zc_term_t *zc_term_parse (const char *text, char **error);

//  The term as Elixir's inspect prints it. Yours: memory of the calling
//  process, gone with it at the latest; release it earlier with zc_free.
//  Elixir  inspect/1
char *zc_term_str (const zc_term_t *term);

//  Equal in value (one canonical encoding: memcmp).   Erlang  =:=
bool zc_term_equal (const zc_term_t *a, const zc_term_t *b);

//  The bytes in canonical form, without the leading version byte 131; own
//  pids have an empty node name.
const uint8_t *zc_term_data (const zc_term_t *term);
size_t zc_term_size (const zc_term_t *term);

//  External form with version byte, for files and other programs. `data` may
//  be any valid external term (normalised); NULL if it is not. What encode
//  returns is yours, as with zc_term_str.
//  Erlang  term_to_binary/1, binary_to_term/1
zc_term_t *zc_term_decode (const void *data, size_t size);
uint8_t *zc_term_encode (const zc_term_t *term, size_t *size);

//  ---- walking lists, tuples and maps --------------------------------------

typedef enum {
    ZC_ATOM, ZC_INTEGER, ZC_FLOAT, ZC_BINARY, ZC_BITSTRING, ZC_LIST, ZC_TUPLE,
    ZC_MAP, ZC_PID, ZC_REF, ZC_PORT, ZC_FUNCTION
} zc_type_t;

zc_type_t zc_term_type (const zc_term_t *term);

//  Number of elements of a tuple, proper part of a list, or pairs of a map;
//  bytes of a binary; 0 for the others.
size_t zc_term_length (const zc_term_t *term);

//  Element `index` (from 0) of a tuple or list as a new term, NULL past the
//  end. Erlang  element/2 (which counts from 1), lists:nth/2
zc_term_t *zc_term_element (const zc_term_t *term, size_t index);

//  All of them at once, the proper part of a list, as new terms in an array of
//  `count` (0 for other types). The array is yours, as what zc_term_str returns;
//  zc_term_list goes the other way.
zc_term_t **zc_term_elements (const zc_term_t *term, size_t *count);
//  All elements one after the other, each as a new term, NULL after the last:
//      size_t at = 0;
//      for (zc_term_t *item; (item = zc_term_next (list, &at)); zc_term_destroy (&item))
//          …
zc_term_t *zc_term_next (const zc_term_t *term, size_t *at);

//  The value at `key`, as a new term; NULL where it is not a map or has no
//  such key. Erlang  maps:get/2
zc_term_t *zc_term_get (const zc_term_t *map, const zc_term_t *key);

#ifdef __cplusplus
}
#   include "zc_plus.h"
#else
//  ---- macro machinery -----------------------------------------------------

//  Only what is read is written: the rest of an argument stays as it was.
static inline zc_arg_t
zc_arg_head (unsigned count, bool literal)
{
    zc_arg_t arg;
    arg.head.count = count;
    arg.head.literal = literal;
    return arg;
}

#define ZC_ARG_IN(name, type_, TAG, member) \
    static inline zc_arg_t \
    zc_arg_##name (type_ v) \
    { \
        zc_arg_t arg; \
        arg.type = TAG; \
        arg.member = v; \
        return arg; \
    }
ZC_ARG_IN (int, int64_t, ZC_ARG_INT, i)
ZC_ARG_IN (uint, uint64_t, ZC_ARG_UINT, u)
ZC_ARG_IN (double, double, ZC_ARG_DOUBLE, d)
ZC_ARG_IN (bool, bool, ZC_ARG_BOOL, o)
ZC_ARG_IN (text, const char *, ZC_ARG_TEXT, p)
ZC_ARG_IN (data, const void *, ZC_ARG_DATA, p)
ZC_ARG_IN (pid, zc_pid_t, ZC_ARG_PID, pid)
ZC_ARG_IN (ref, zc_ref_t, ZC_ARG_REF, ref)
ZC_ARG_IN (term, const zc_term_t *, ZC_ARG_TERM, p)
ZC_ARG_IN (format, const zc_format_t *, ZC_ARG_FORMAT, p)
#define ZC_ARG_OUT(name, type_, TAG) ZC_ARG_IN (to_##name, type_, TAG, p)
ZC_ARG_OUT (i8, signed char *, ZC_ARG_TO_I8)
ZC_ARG_OUT (char, char *, ZC_ARG_TEXT)
ZC_ARG_OUT (i16, short *, ZC_ARG_TO_I16)
ZC_ARG_OUT (i32, int *, ZC_ARG_TO_I32)
ZC_ARG_OUT (long, long *, sizeof (long) == 8? ZC_ARG_TO_I64: ZC_ARG_TO_I32)
ZC_ARG_OUT (i64, long long *, ZC_ARG_TO_I64)
ZC_ARG_OUT (u8, unsigned char *, ZC_ARG_TO_U8)
ZC_ARG_OUT (u16, unsigned short *, ZC_ARG_TO_U16)
ZC_ARG_OUT (u32, unsigned *, ZC_ARG_TO_U32)
ZC_ARG_OUT (ulong, unsigned long *, sizeof (long) == 8? ZC_ARG_TO_U64: ZC_ARG_TO_U32)
ZC_ARG_OUT (u64, unsigned long long *, ZC_ARG_TO_U64)
ZC_ARG_OUT (double, double *, ZC_ARG_TO_DOUBLE)
ZC_ARG_OUT (bool, bool *, ZC_ARG_TO_BOOL)
ZC_ARG_OUT (text, const char **, ZC_ARG_TO_TEXT)
ZC_ARG_OUT (data, const void **, ZC_ARG_TO_DATA)
ZC_ARG_OUT (pid, zc_pid_t *, ZC_ARG_TO_PID)
ZC_ARG_OUT (ref, zc_ref_t *, ZC_ARG_TO_REF)
ZC_ARG_OUT (term, zc_term_t **, ZC_ARG_TO_TERM)
#undef ZC_ARG_OUT
#undef ZC_ARG_IN

//  A type that is not listed does not compile: that is wanted.
#define ZC_ARG(x) _Generic ((x), \
    bool: zc_arg_bool, char: zc_arg_int, signed char: zc_arg_int, short: zc_arg_int, \
    int: zc_arg_int, long: zc_arg_int, long long: zc_arg_int, \
    unsigned char: zc_arg_uint, unsigned short: zc_arg_uint, unsigned: zc_arg_uint, \
    unsigned long: zc_arg_uint, unsigned long long: zc_arg_uint, \
    float: zc_arg_double, double: zc_arg_double, \
    char *: zc_arg_to_char, const char *: zc_arg_text, \
    void *: zc_arg_data, const void *: zc_arg_data, const unsigned char *: zc_arg_data, \
    zc_pid_t: zc_arg_pid, zc_ref_t: zc_arg_ref, \
    zc_term_t *: zc_arg_term, const zc_term_t *: zc_arg_term, \
    zc_format_t *: zc_arg_format, const zc_format_t *: zc_arg_format, \
    signed char *: zc_arg_to_i8, short *: zc_arg_to_i16, int *: zc_arg_to_i32, \
    long *: zc_arg_to_long, long long *: zc_arg_to_i64, \
    unsigned char *: zc_arg_to_u8, unsigned short *: zc_arg_to_u16, \
    unsigned *: zc_arg_to_u32, unsigned long *: zc_arg_to_ulong, \
    unsigned long long *: zc_arg_to_u64, double *: zc_arg_to_double, bool *: zc_arg_to_bool, \
    const char **: zc_arg_to_text, const void **: zc_arg_to_data, \
    zc_pid_t *: zc_arg_to_pid, zc_ref_t *: zc_arg_to_ref, zc_term_t **: zc_arg_to_term) (x)

#define ZC_A0(f)
#define ZC_A1(f, a) ZC_ARG (a)
#define ZC_A2(f, a, ...) ZC_ARG (a), ZC_A1 (f, __VA_ARGS__)
#define ZC_A3(f, a, ...) ZC_ARG (a), ZC_A2 (f, __VA_ARGS__)
#define ZC_A4(f, a, ...) ZC_ARG (a), ZC_A3 (f, __VA_ARGS__)
#define ZC_A5(f, a, ...) ZC_ARG (a), ZC_A4 (f, __VA_ARGS__)
#define ZC_A6(f, a, ...) ZC_ARG (a), ZC_A5 (f, __VA_ARGS__)
#define ZC_A7(f, a, ...) ZC_ARG (a), ZC_A6 (f, __VA_ARGS__)
#define ZC_A8(f, a, ...) ZC_ARG (a), ZC_A7 (f, __VA_ARGS__)
#define ZC_A9(f, a, ...) ZC_ARG (a), ZC_A8 (f, __VA_ARGS__)
#define ZC_A10(f, a, ...) ZC_ARG (a), ZC_A9 (f, __VA_ARGS__)
#define ZC_A11(f, a, ...) ZC_ARG (a), ZC_A10 (f, __VA_ARGS__)
#define ZC_A12(f, a, ...) ZC_ARG (a), ZC_A11 (f, __VA_ARGS__)
#define ZC_A13(f, a, ...) ZC_ARG (a), ZC_A12 (f, __VA_ARGS__)
#define ZC_A14(f, a, ...) ZC_ARG (a), ZC_A13 (f, __VA_ARGS__)
#define ZC_A15(f, a, ...) ZC_ARG (a), ZC_A14 (f, __VA_ARGS__)

#define ZC_HEAD(n, f) zc_arg_head (n, __builtin_constant_p (f))
#define ZC_F0(f) ((zc_format_t) {f, (const zc_arg_t [1]) {ZC_HEAD (0, f)}})
#define ZC_FN(n, f, ...) \
    ((zc_format_t) {f, (const zc_arg_t [n + 1]) {ZC_HEAD (n, f), ZC_A##n (f, __VA_ARGS__)}})
#define ZC_PICK(_0, _1, _2, _3, _4, _5, _6, _7, _8, _9, _10, _11, _12, _13, _14, _15, N, ...) N
#define ZC_CAT_(a, b) a##b
#define ZC_CAT(a, b) ZC_CAT_ (a, b)
#define ZC_COUNT(...) ZC_PICK (__VA_ARGS__, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, )
#define ZC_G0(f) ZC_F0 (f)
#define ZC_G1(...) ZC_FN (1, __VA_ARGS__)
#define ZC_G2(...) ZC_FN (2, __VA_ARGS__)
#define ZC_G3(...) ZC_FN (3, __VA_ARGS__)
#define ZC_G4(...) ZC_FN (4, __VA_ARGS__)
#define ZC_G5(...) ZC_FN (5, __VA_ARGS__)
#define ZC_G6(...) ZC_FN (6, __VA_ARGS__)
#define ZC_G7(...) ZC_FN (7, __VA_ARGS__)
#define ZC_G8(...) ZC_FN (8, __VA_ARGS__)
#define ZC_G9(...) ZC_FN (9, __VA_ARGS__)
#define ZC_G10(...) ZC_FN (10, __VA_ARGS__)
#define ZC_G11(...) ZC_FN (11, __VA_ARGS__)
#define ZC_G12(...) ZC_FN (12, __VA_ARGS__)
#define ZC_G13(...) ZC_FN (13, __VA_ARGS__)
#define ZC_G14(...) ZC_FN (14, __VA_ARGS__)
#define ZC_G15(...) ZC_FN (15, __VA_ARGS__)
#define ZC_PICK_FORMAT(...) ZC_CAT (ZC_G, ZC_COUNT (__VA_ARGS__)) (__VA_ARGS__)

#endif
#endif
