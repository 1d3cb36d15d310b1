//  zc_plus.h - formats in C++: overloads and a template for _Generic's work
//
//  Part of zc_term.h, for C++17. All of the library works in C++ as it does in
//  C, with the same words:
//
//      zc_send (pid, "{hi, ~p}", zc_self ());
//      switch (zc_receive_any (1000, ZC_CASE ("{add, ~i}", &n), ZC_CASE ("stop"))) …
//
//  What C++ has to know: a process that ends, whichever way, runs no
//  destructors of objects on its stack, so keep owners of files and locks out of
//  it, or end by returning. An exception must not leave the body of a process
//  (that ends it like an abort), and do not call what blocks inside a `catch`:
//  the process may go on on another thread, the exception stays behind.

#ifndef ZC_PLUS_H_INCLUDED
#define ZC_PLUS_H_INCLUDED

#include "zc_term.h"

#ifdef __cplusplus

#define ZC_ARG_IS(type_, TAG, member) \
    inline zc_arg_t zc_arg (type_ v) \
    { \
        zc_arg_t arg; \
        arg.type = TAG; \
        arg.member = v; \
        return arg; \
    }
ZC_ARG_IS (bool, ZC_ARG_BOOL, o)
ZC_ARG_IS (char, ZC_ARG_INT, i)
ZC_ARG_IS (signed char, ZC_ARG_INT, i)
ZC_ARG_IS (short, ZC_ARG_INT, i)
ZC_ARG_IS (int, ZC_ARG_INT, i)
ZC_ARG_IS (long, ZC_ARG_INT, i)
ZC_ARG_IS (long long, ZC_ARG_INT, i)
ZC_ARG_IS (unsigned char, ZC_ARG_UINT, u)
ZC_ARG_IS (unsigned short, ZC_ARG_UINT, u)
ZC_ARG_IS (unsigned, ZC_ARG_UINT, u)
ZC_ARG_IS (unsigned long, ZC_ARG_UINT, u)
ZC_ARG_IS (unsigned long long, ZC_ARG_UINT, u)
ZC_ARG_IS (double, ZC_ARG_DOUBLE, d)
ZC_ARG_IS (char *, ZC_ARG_TEXT, p)
ZC_ARG_IS (const char *, ZC_ARG_TEXT, p)
ZC_ARG_IS (void *, ZC_ARG_DATA, p)
ZC_ARG_IS (const void *, ZC_ARG_DATA, p)
ZC_ARG_IS (const unsigned char *, ZC_ARG_DATA, p)
ZC_ARG_IS (zc_pid_t, ZC_ARG_PID, pid)
ZC_ARG_IS (zc_ref_t, ZC_ARG_REF, ref)
ZC_ARG_IS (zc_term_t *, ZC_ARG_TERM, p)
ZC_ARG_IS (const zc_term_t *, ZC_ARG_TERM, p)
ZC_ARG_IS (zc_format_t *, ZC_ARG_FORMAT, p)
ZC_ARG_IS (const zc_format_t *, ZC_ARG_FORMAT, p)
ZC_ARG_IS (signed char *, ZC_ARG_TO_I8, p)
ZC_ARG_IS (short *, ZC_ARG_TO_I16, p)
ZC_ARG_IS (int *, ZC_ARG_TO_I32, p)
ZC_ARG_IS (long *, sizeof (long) == 8? ZC_ARG_TO_I64: ZC_ARG_TO_I32, p)
ZC_ARG_IS (long long *, ZC_ARG_TO_I64, p)
ZC_ARG_IS (unsigned char *, ZC_ARG_TO_U8, p)
ZC_ARG_IS (unsigned short *, ZC_ARG_TO_U16, p)
ZC_ARG_IS (unsigned *, ZC_ARG_TO_U32, p)
ZC_ARG_IS (unsigned long *, sizeof (long) == 8? ZC_ARG_TO_U64: ZC_ARG_TO_U32, p)
ZC_ARG_IS (unsigned long long *, ZC_ARG_TO_U64, p)
ZC_ARG_IS (double *, ZC_ARG_TO_DOUBLE, p)
ZC_ARG_IS (bool *, ZC_ARG_TO_BOOL, p)
ZC_ARG_IS (const char **, ZC_ARG_TO_TEXT, p)
ZC_ARG_IS (const void **, ZC_ARG_TO_DATA, p)
ZC_ARG_IS (zc_pid_t *, ZC_ARG_TO_PID, p)
ZC_ARG_IS (zc_ref_t *, ZC_ARG_TO_REF, p)
ZC_ARG_IS (zc_term_t **, ZC_ARG_TO_TERM, p)
#undef ZC_ARG_IS

//  A pointer that is not listed does not compile: that is wanted.
template <typename T> zc_arg_t zc_arg (T *) = delete;

//  A format with its arguments; a zc_format_t where one is asked for.
template <size_t N> struct zc_formatted_t {
    const char *text;
    zc_arg_t args [N + 1];
    operator zc_format_t () const { return {text, args}; }
};

inline zc_arg_t zc_arg_head (unsigned count, bool literal)
{
    zc_arg_t arg;
    arg.type = ZC_ARG_INT;
    arg.head.count = count;
    arg.head.literal = literal;
    return arg;
}

template <typename... T>
inline zc_formatted_t<sizeof...(T)>
zc_formatted (bool literal, const char *text, T... values)
{
    return {text, {zc_arg_head (sizeof...(T), literal), zc_arg (values)...}};
}
#define ZC_FIRST(first, ...) first
#define ZC_FORMAT(...) \
    zc_formatted (__builtin_constant_p (ZC_FIRST (__VA_ARGS__, 0)), __VA_ARGS__)

#endif
#endif
