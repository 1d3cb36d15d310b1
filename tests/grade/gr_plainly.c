//  gr_plainly.c - what the sanitizers find, in plain words

#include "gr_inner.h"

#include <string.h>

//  What stands in a report, and what it means. The first that fits counts.
static const struct {
    const char *found;
    gr_text_t means;
} s_all [] = {
    {"heap-use-after-free", BOTH ("it used memory that it had given back with free",
                                  "usó memoria que ya había devuelto con free")},
    {"double-free", BOTH ("it gave the same memory back twice", "devolvió dos veces la misma memoria")},
    {"attempting free on address which was not malloc",
     BOTH ("it gave back memory that does not come from malloc", "devolvió memoria que no venía de malloc")},
    {"heap-buffer-overflow", BOTH ("it went beyond the end of memory that it had from malloc",
                                   "se salió por el final de la memoria que le dio malloc")},
    {"stack-buffer-overflow", BOTH ("it went beyond the end of an array of a function",
                                    "se salió por el final de un vector de una función")},
    {"stack-buffer-underflow", BOTH ("it went before the beginning of an array of a function",
                                     "se salió por delante de un vector de una función")},
    {"dynamic-stack-buffer-overflow", BOTH ("it went beyond the end of an array of a function",
                                            "se salió por el final de un vector de una función")},
    {"global-buffer-overflow", BOTH ("it went beyond the end of a global array",
                                     "se salió por el final de un vector global")},
    {"stack-use-after", BOTH ("it used a variable of a function or block that had ended",
                              "usó una variable de una función o un bloque que ya había acabado")},
    {"stack-overflow", BOTH ("its stack is full: does a function call itself without end?",
                             "llenó la pila: ¿hay una función que se llama a sí misma sin fin?")},
    {"memcpy-param-overlap", BOTH ("it copied between places that overlap", "copió entre zonas que se solapan")},
    {"SEGV", BOTH ("it used a pointer that leads nowhere: NULL, or never set",
                   "usó un puntero que no lleva a ninguna parte: NULL o sin inicializar")},
    {"ABRT", BOTH ("it called abort, or an assertion did not hold", "llamó a abort o no se cumplió una aserción")},
    {"FPE", BOTH ("it divided by zero", "dividió entre cero")},
    {"data race", BOTH ("two threads used the same memory at once, without a lock",
                        "dos hilos usaron a la vez la misma memoria, sin cerrojo")},
    {"signed integer overflow", BOTH ("a number has become too large for its type",
                                      "un número se ha hecho demasiado grande para su tipo")},
    {"division by zero", BOTH ("it divided by zero", "dividió entre cero")},
    {"null pointer", BOTH ("it used NULL where memory was wanted", "usó NULL donde hacía falta memoria")},
    {"out of bounds", BOTH ("it went beyond the end of an array", "se salió de un vector")},
    {"shift exponent", BOTH ("it shifted a number by more bits than it has, or by less than none",
                             "desplazó un número más bits de los que tiene, o una cantidad negativa")},
    {"runtime error", BOTH ("it did something that C does not define", "hizo algo que C no define")}};

const char *
gr_plainly (const char *found)
{
    for (size_t i = 0; i < sizeof s_all / sizeof *s_all; i++)
        if (strstr (found, s_all [i].found))
            return gr_text (s_all [i].means);
    return TEXT ("the sanitizer found a wrong use of memory", "el detector encontró un uso incorrecto de la memoria");
}
