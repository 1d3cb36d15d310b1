//  zc_main_line.h - a line that is being typed
//
//  A thin layer over libedit: it reads and draws the line; here is what makes it share
//  the screen with others, and complete names.

#ifndef ZC_MAIN_LINE_H_INCLUDED
#define ZC_MAIN_LINE_H_INCLUDED

#include "zc_main_history.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct zc_line_t zc_line_t;

//  Take the terminal over. terminal: a zc_terminal_t, for input and completion.
//  NULL: it is none that a line can be edited on.
zc_line_t *zc_line_new (void *terminal);
void zc_line_destroy (zc_line_t **self_p);

//  Read a line, with its line feed. shell: with history and completion.
//  Returns  NULL: reading is over for another reason (zc_terminal_t.reading says why),
//           or the input has ended. The text is good until the next call
const char *zc_line_read (zc_line_t *self, const char *prompt, bool shell, size_t *size);

//  Take the line off the screen, the cursor where it began; draw it again.
void zc_line_hide (zc_line_t *self);
void zc_line_show (zc_line_t *self);

//  Leave the line on the screen as it is, with a mark after it, the cursor below.
void zc_line_abandon (zc_line_t *self, const char *mark);

//  The terminal has another size now. Between hide and show.
void zc_line_resize (zc_line_t *self);

//  Nothing typed yet?
bool zc_line_is_empty (zc_line_t *self);

#endif
