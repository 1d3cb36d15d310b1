//  zc_main_terminal.h - the terminal of a shell: keyboard and screen of all its processes
//
//  The program's main thread is a process of the node, and the group leader of the
//  shell: it serves the io protocol and the requests of zc_shell.h. It alone reads and
//  writes the terminal, so output can never land in the middle of a line being typed.
//
//      zc_main_terminal.c   what it is asked for, and what else happens: poll, messages
//      zc_main_line.c       the line being typed (libedit)
//      zc_main_history.c    the lines typed before, in a file
//      zc_main_color.c      colours of results
//
//  Three manners: a line editor; a plain terminal (TERM=dumb), whose lines come whole;
//  a file or pipe, without prompts and results, errors to standard error.

#ifndef ZC_MAIN_TERMINAL_H_INCLUDED
#define ZC_MAIN_TERMINAL_H_INCLUDED

#include "zc_main.h"
#include "zc_main_line.h"
#include "kernel/zc_chars.h"

#include <pthread.h>
#include <signal.h>

//  A request for a line: who asks, what the answer is to be called, the prompt.
typedef struct {
    zc_pid_t client;
    zc_term_t *reply_as;
    char *prompt;
    zc_ref_t watch;                 //  monitor of the client
} zc_ask_t;

//  Why reading a line is over, once it is.
typedef enum {
    ZC_READING, ZC_READ_ENDED, ZC_READ_INTERRUPTED, ZC_READ_CANCELLED, ZC_READ_ABANDONED
} zc_reading_t;

typedef struct {
    bool interactive, color;
    zc_line_t *line;                //  the editor; NULL: lines come whole
    sigset_t signals;
    int signal_fd;
    zc_pid_t shell;                 //  the server (zc_shell.h)
    zc_ref_t watch;                 //  its monitor
    bool leaving;
    zc_exit_t status;
    char *lost;                     //  why the shell ended, where that was no wish
    int64_t interrupted_ms;         //  when it was asked to stop an evaluation; 0
    zc_ask_t *asks;                 //  who wants a line; the first one is being served
    size_t ask_count;
    bool is_reading;                //  the first one's prompt is on the screen
    zc_reading_t reading;
    bool hidden;                    //  it was taken off the screen, for others to print
    zc_chars_t input;               //  read, and not used yet
    size_t searched;                //  so much of it has no line feed
    bool input_ended;
    bool midline;                   //  what was printed last had no line feed at its end
    pthread_mutex_t log_lock;       //  guards the two below: any thread logs
    char *log;                      //  lines that are to be printed
    size_t log_size;
    int log_fd;                     //  readable when there are some
} zc_terminal_t;

//  To be called before the node's threads start: they inherit which signals are blocked.
void zc_terminal_open (zc_terminal_t *self, bool interactive);

//  Serve a shell until it ends, or the program is told to. The caller is an attached
//  thread.
//  node     where to evaluate; NULL: here
//  Returns  the exit status
zc_exit_t zc_terminal_run (zc_terminal_t *self, const char *node);

//  Give the terminal back as it was.
void zc_terminal_close (zc_terminal_t *self);

//  Print a log line; a zc_log_fn whose arg is the terminal.
void zc_terminal_log (void *self, zc_log_level_t level, const char *line);

//  For the line editor. Wait for something to happen, and see to it; input is left in
//  self->input. What the end of a text can become, as zc_shell_complete; NULL.
void zc_terminal_turn (zc_terminal_t *self);
zc_term_t *zc_terminal_complete (zc_terminal_t *self, const char *text);

//  Append a result with the colours of its parts.
void zc_color_term (zc_chars_t *out, const char *text, size_t size);

#endif
