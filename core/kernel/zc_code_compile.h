//  zc_code_compile.h - a C file made into a shared object, by this machine's compiler

#ifndef ZC_CODE_COMPILE_H_INCLUDED
#define ZC_CODE_COMPILE_H_INCLUDED

#include <stdbool.h>

//  Compile a C file with modules; `output` is a path for the shared object.
//  *messages  what the compiler said, at most ZC_COMPILE_TEXT_MAX bytes; "" when it
//             said nothing. The caller's (zc_free)
//  Returns    false: nothing came of it, the messages say why (also: no compiler)
//  Blocks     until it is done, at most ZC_COMPILE_MS; a process that is killed
//             meanwhile takes the compiler along
bool zc_code_compile_file (const char *path, const char *output, char **messages);

#endif
