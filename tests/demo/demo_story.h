//  demo_story.h - the story told on the terminal: chapters, sessions, steps that
//  hold or do not
//
//  Lines of a session are shown as the reader would type them, and what nodes say
//  as it comes. All else is about steps: one that does not hold ends the demo.
//  Read next: demo_stage.h.

#ifndef DEMO_STORY_H_INCLUDED
#define DEMO_STORY_H_INCLUDED

#include <stdbool.h>

void demo_chapter (const char *title);

//  Lines of a session at a node (NULL: of the system's shell), as the reader would
//  type them. At most 80 columns each, with the prompt.
void demo_prompt (const char *node, const char *text);

//  A line that a node or program wrote; a terminal that is too narrow gets it in
//  pieces.
//  before  what to put before it
void demo_say (const char *before, const char *line);

//  Did the step hold? `claim` is what it showed. If not, the demo ends here.
void demo_check (bool held, const char *claim);

//  Clear the stage, and say how it went.
//  Returns  the exit status of the demo: 0 only if every step held
int demo_end (void);

#endif
