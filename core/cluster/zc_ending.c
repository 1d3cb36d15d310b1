//  zc_ending.c - see zc_ending.h
//
//  The main thread sleeps in poll on two descriptors: one for its mailbox, one for
//  signals of the operating system.

#include "zc_ending.h"

#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

void
zc_ending_begin (zc_ending_t *self)
{
    sigemptyset (&self->signals);
    sigaddset (&self->signals, SIGTERM);
    sigaddset (&self->signals, SIGINT);
    sigaddset (&self->signals, SIGHUP);
    pthread_sigmask (SIG_BLOCK, &self->signals, NULL);
    self->fd = signalfd (-1, &self->signals, SFD_CLOEXEC | SFD_NONBLOCK);
}

zc_term_t *
zc_ending_wait (zc_ending_t *self)
{
    struct pollfd ready [2] = {{.fd = self->fd, .events = POLLIN},
                               {.fd = zc_attach_fd (), .events = POLLIN}};
    zc_term_t *reason = NULL;
    int message = -1;
    while (message != 0 && message != 1 && !(ready [0].revents & POLLIN)) {
        poll (ready, 2, -1);
        do                          //  what is none of our business must not pile up
            message = zc_receive_any (0, ZC_CASE ("stop"),
                                      ZC_CASE ("{:DOWN, _, process, _, ~t}", &reason),
                                      ZC_CASE ("_"));
        while (message == 2);
    }
    return reason;
}

//  What came is taken off the list before signals are let through: then a second one
//  ends the program.
void
zc_ending_over (zc_ending_t *self)
{
    struct signalfd_siginfo taken;
    while (read (self->fd, &taken, sizeof taken) > 0)
        continue;
    pthread_sigmask (SIG_UNBLOCK, &self->signals, NULL);
    close (self->fd);
}
