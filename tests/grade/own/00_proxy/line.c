//  line.c - test_grader.sh has a grader of its own with one exercise, and this is its answer

#include "line.h"

bool
line_wants_end (const char *line)
{
    return strcmp (line, "end") == 0;
}
