//  zc_main_terminal.h - the terminal of a shell: keyboard and screen of all its processes
//
//  The program's main thread is a process of the node, and the group leader of the
//  shell: it serves the io protocol and the requests of zc_shell.h. It alone reads and
//  writes the terminal, so output can never land in the middle of a line being typed.
//
//      zc_main_terminal.c   what happens: poll, messages, signals
//      zc_main_screen.c     output
//      zc_main_log.c        the node's log
//      zc_main_read.c       who wants a line, and gets it
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
    zc_line_t *line;                //  the editor; NULL: lines come whole
    sigset_t signals;
    int signal_fd;
    int log_fd;                     //  readable when there is a log
    bool interactive, color;
    bool leaving;
    bool is_reading;                //  the first one's prompt is on the screen
    bool hidden;                    //  it was taken off the screen, for others to print
    bool midline;                   //  what was printed last had no line feed at its end
    bool input_ended;
    zc_exit_t status;
    zc_pid_t shell;                 //  the server (zc_shell.h)
    zc_ref_t watch;                 //  its monitor
    char *lost;                     //  why the shell ended, where that was no wish
    int64_t interrupted_ms;         //  when it was asked to stop an evaluation; 0
    zc_ask_t *asks;                 //  who wants a line; the first one is being served
    size_t ask_count;
    zc_reading_t reading;
    zc_chars_t input;               //  read, and not used yet
    size_t searched;                //  so much of it has no line feed
    pthread_mutex_t log_lock;       //  guards the two below: any thread logs
    char *log;                      //  lines that are to be printed
    size_t log_size;
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
void zc_terminal_log (void *arg, zc_log_level_t level, const char *line);

//  For the line editor. Wait for something to happen, and see to it; input is left in
//  self->input. What the end of a text can become, as zc_shell_complete; NULL.
void zc_terminal_turn (zc_terminal_t *self);
zc_term_t *zc_terminal_complete (zc_terminal_t *self, const char *text);

//  ---- shared by its files -------------------------------------------------

#define ZC_RED "\033[31m"
#define ZC_PLAIN "\033[0m"

//  Print to standard output or standard error, beside what is being typed. end_line: the
//  cursor to the start of a line.
void zc_terminal_write (zc_terminal_t *self, int fd, const char *data, size_t size);
void zc_terminal_end_line (zc_terminal_t *self);

//  Take what is being typed off the screen; put it back.
void zc_terminal_hide (zc_terminal_t *self);
void zc_terminal_show (zc_terminal_t *self);

//  Do a request that prints. NULL: done; else the error.
const char *zc_terminal_print (zc_terminal_t *self, const zc_term_t *request);

//  Print the log lines that wait.
void zc_terminal_take_log (zc_terminal_t *self);

//  Queue a request for a line; forget the first one; read the line that it wants. A client
//  whose monitor `watch` is wants none any more.
void zc_terminal_want_line (zc_terminal_t *self, zc_pid_t client, const zc_term_t *reply_as,
                            const zc_term_t *prompt);
void zc_terminal_forget_first (zc_terminal_t *self);
void zc_terminal_serve_first (zc_terminal_t *self);
void zc_terminal_drop_client (zc_terminal_t *self, zc_ref_t watch);

//  Append a result with the colours of its parts.
void zc_color_term (zc_chars_t *out, const char *text, size_t size);

#endif
