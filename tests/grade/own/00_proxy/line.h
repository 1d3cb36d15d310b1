//  line.h - an exercise for the tests of the grader

#ifndef LINE_H_INCLUDED
#define LINE_H_INCLUDED

#include <stdbool.h>
#include <string.h>

//  Is this the word that ends it all?
bool line_wants_end (const char *line);

#endif
