//  zc_main_history.h - the lines typed before, kept in a file
//
//  One line of text each, the newest last. A line is appended when it is entered, so
//  nothing is lost with a shell that is killed, and two shells can share the file. Where
//  it cannot be read or written there is no more than this session's history.
//
//      $ZCLUSTER_HISTORY, else $XDG_STATE_HOME/zcluster_history, else ~/.zcluster_history
//
//  An empty ZCLUSTER_HISTORY: no file.

#ifndef ZC_MAIN_HISTORY_H_INCLUDED
#define ZC_MAIN_HISTORY_H_INCLUDED

#include <histedit.h>

enum { ZC_HISTORY_LINES = 1000 };

typedef struct {
    History *lines;                 //  libedit's
    char *path;                     //  NULL: none
    char *last;                     //  the newest one, without its line feed
} zc_history_t;

void zc_history_open (zc_history_t *self);
void zc_history_close (zc_history_t *self);

//  A line as it was read. Blank ones, and the same twice in a row, are not kept.
void zc_history_add (zc_history_t *self, const char *line, size_t size);

#endif
