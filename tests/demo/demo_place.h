//  demo_place.h - where the demo takes place: a folder and a port of its own
//
//  The folder is home and working directory of every node, and what they compile,
//  so nothing of the user's is touched.

#ifndef DEMO_PLACE_H_INCLUDED
#define DEMO_PLACE_H_INCLUDED

#include <stdbool.h>

//  Make the folder and go there; set the environment of what is started from now
//  on. Ends the program, with a message, where that cannot be.
void demo_place_make (void);

//  Copy a file into the folder, as `name`. path: a full one.
//  Returns  false: it cannot be read, or written
bool demo_place_copy (const char *path, const char *name);

//  Remove the folder and all in it.
void demo_place_remove (void);

#endif
