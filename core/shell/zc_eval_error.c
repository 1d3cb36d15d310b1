//  zc_eval_error.c - see zc_eval_error.h

#include "zc_eval_error.h"
#include "zc_process.h"

void
zc_raise_parse_error (const zc_parse_error_t *error, const char *file)
{
    zc_error ("{%{:__struct__ => ~a, :__exception__ => true, file: ~s, line: ~i, column: ~i, "
              "description: ~s}, []}", error->token? "Elixir.TokenMissingError": "Elixir.SyntaxError",
              file, error->line, error->column, error->message);
}

void
zc_raise_compile_error (const zc_compile_error_t *error, const char *file)
{
    zc_error ("{%{:__struct__ => CompileError, :__exception__ => true, file: ~s, line: ~i, "
              "description: ~s}, []}", file, error->line, error->message);
}

zc_program_t *
zc_compile_or_raise (const char *text, size_t size, uint32_t line, const zc_place_t *place,
                     const uint8_t *variables, zc_compile_t *compile)
{
    zc_source_text_t *source;
    zc_parse_error_t parse_error = {0};
    zc_compile_error_t error = {0};
    if (zc_parse (text, size, line, &source, &parse_error) != ZC_PARSED)
        zc_raise_parse_error (&parse_error, place->file);
    zc_program_t *program = compile (source, place, variables, &error);
    zc_source_text_destroy (&source);
    if (!program)
        zc_raise_compile_error (&error, place->file);
    return program;                 //  cppcheck-suppress returnDanglingLifetime
}
