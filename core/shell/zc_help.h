//  zc_help.h - what the shell says: help, and its own few sentences, in two languages
//
//  All texts are in help/en.txt and help/es.txt. An entry begins with a line that has @
//  as its first character and goes on to the next one:
//
//      @ Node.connect(node)                what h Node.connect prints; names and arities
//      Dial a node. …                      are read from this line
//      @ :global.trans(id, fun, nodes \\ …)   an argument with \\ may be left out
//      @ Node                              a module
//      @ case value do … end               a form of the language
//      @ !leaving                          a sentence
//
//  The language is that of LC_ALL, LC_MESSAGES or LANG: Spanish, else English.

#ifndef ZC_HELP_H_INCLUDED
#define ZC_HELP_H_INCLUDED

#include "zc_term.h"

typedef enum { ZC_ENGLISH, ZC_SPANISH } zc_language_t;
zc_language_t zc_help_language (void);

//  A sentence, without its line feed; "" where there is none of that key.
const char *zc_help_text (const char *key);

//  The help for a subject, as it is written after h: Node, Node.connect,
//  Node.connect/1, :global.trans/2, case.
//  Returns  a text for the screen; NULL: nothing is known. Yours (zc_free)
//  Elixir   IEx.Helpers.h/1
char *zc_help_for (const char *text, zc_language_t language);

//  Each entry of a language after the other, as it stands in its first line, without
//  the @; from NULL on; NULL after the last.
typedef struct {
    const char *head, *text;        //  neither ends with a zero byte
    size_t head_size, text_size;
} zc_help_entry_t;
bool zc_help_next (zc_language_t language, zc_help_entry_t *entry);

//  What an entry's head says: "Node.connect", and from how many to how many arguments it
//  takes; -1 where it is no function.
typedef struct {
    size_t name_size;               //  the name is at the start of the head
    int least, most;
} zc_help_head_t;
zc_help_head_t zc_help_head (const zc_help_entry_t *entry);

#endif
