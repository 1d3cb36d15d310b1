//  zc_main.h - the program `zcluster`: its parts
//
//      zc_main.c           main: a node that runs until it is told to stop
//      zc_main_options.c   the command line
//      zc_main_commands.c  names, ping, stop, call
//      zc_main_shell.c     a node with a shell, remsh, eval; zc_main_terminal.h
//      zc_main_new.c       new
//
//  Exit status, also told by --help: zc_exit_t.

#ifndef ZC_MAIN_H_INCLUDED
#define ZC_MAIN_H_INCLUDED

#include "zcluster.h"

typedef enum {
    ZC_EXIT_FINE = 0,
    ZC_EXIT_FAILED = 1,             //  the operation failed: pang, the call crashed …
    ZC_EXIT_USAGE = 2,              //  a mistake on the command line
    ZC_EXIT_NO_START = 3            //  the node could not start
} zc_exit_t;

typedef enum {
    ZC_COMMAND_NODE, ZC_COMMAND_NAMES, ZC_COMMAND_PING, ZC_COMMAND_STOP, ZC_COMMAND_CALL,
    ZC_COMMAND_NEW, ZC_COMMAND_EVAL, ZC_COMMAND_REMSH, ZC_COMMAND_HELP, ZC_COMMAND_VERSION
} zc_command_t;

//  The command line, taken apart. Texts point into argv.
typedef struct {
    zc_command_t command;
    zc_node_options_t node;
    const char *connect;            //  nodes to join at start, with commas; or NULL
    const char *target;             //  the node a command is about; what new makes, eval evaluates
    bool no_shell;
    bool with_supervisor;           //  new --sup
    const char *module, *function;  //  of call
    zc_term_t *args;                //  of call: a list
} zc_main_t;

//  Take the command line apart.
//  Returns  false: it was wrong, and one line on standard error said why
bool zc_main_parse (zc_main_t *self, int argc, char **argv);
void zc_main_print_help (void);

//  One line on standard error: "zcluster: …", printf-style.
void zc_main_say (const char *format, ...) __attribute__ ((format (printf, 1, 2)));

//  Start the node of the options, with the calling thread as its process `init`; stop it.
//  Returns  NULL: it could not start, and a line on standard error said why
zc_node_t *zc_main_start (zc_main_t *self);
void zc_main_stop (zc_node_t **node_p);

//  Give the options' node a name that nobody else has, and hide it: it is there to ask
//  `target` something. name: room for it, of ZC_NODE_NAME_MAX + 1 bytes.
void zc_main_be_nobody (zc_main_t *self, char *name);

//  Is `target` there? Else a line on standard error says so.
bool zc_main_reach (const zc_main_t *self);

//  A node with a shell: on a terminal in the foreground, or with a script to read.
bool zc_main_wants_shell (const zc_main_t *self);
zc_exit_t zc_main_shell (zc_main_t *self);
zc_exit_t zc_main_remsh (zc_main_t *self);
zc_exit_t zc_main_eval (zc_main_t *self);

//  The commands that ask other nodes, or none. Each returns the exit status.
zc_exit_t zc_main_names (const char *host);     //  NULL: this one
zc_exit_t zc_main_ask (zc_main_t *self);

//  Make a folder with an application in it.
zc_exit_t zc_main_new (const zc_main_t *self);

#endif
