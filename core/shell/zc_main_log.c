//  zc_main_log.c - the log of a node with a shell, printed beside what is typed
//
//  Any thread logs; the lines wait for the terminal's own to print them.

#include "zc_main_terminal.h"
#include "base/zc_check.h"

#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { LOG_MAX = 1 << 20 };         //  bytes that may wait

void
zc_terminal_log (void *arg, zc_log_level_t level, const char *line)
{
    zc_terminal_t *self = arg;
    bool red = self->color && level >= ZC_LOG_ERROR;
    size_t size = strlen (line) + sizeof ZC_RED ZC_PLAIN "\n";
    pthread_mutex_lock (&self->log_lock);
    if (self->log_size + size < LOG_MAX) {
        self->log = zc_regrow (self->log, self->log_size + size);
        self->log_size += (size_t) snprintf (self->log + self->log_size, size, "%s%s%s\n",
                                             red? ZC_RED: "", line, red? ZC_PLAIN: "");
        eventfd_write (self->log_fd, 1);
    }
    pthread_mutex_unlock (&self->log_lock);
}

void
zc_terminal_take_log (zc_terminal_t *self)
{
    eventfd_t count;
    eventfd_read (self->log_fd, &count);
    pthread_mutex_lock (&self->log_lock);
    char *log = self->log;
    size_t size = self->log_size;
    self->log = NULL;
    self->log_size = 0;
    pthread_mutex_unlock (&self->log_lock);
    zc_terminal_write (self, STDOUT_FILENO, log, size);
    zc_release (log);
}
