//  line.c - a long cable: what goes in at one end comes out at the other, later
//
//      line END END MILLISECONDS     makes two network devices (TAP) of these names,
//                                    which are there as long as it runs
//
//  For kernels without netem; see test_netns.sh. Each direction has a ring of the
//  frames under way. When it is full nothing is read, so the device queues or drops,
//  as a real one does.

#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum { FRAMES = 1024, FRAME_SIZE = 2048 };

typedef struct {
    int64_t due;                    //  nanoseconds
    size_t size;
    char data [FRAME_SIZE];
} frame_t;

typedef struct {
    int from, to;
    unsigned first, count;
    frame_t frames [FRAMES];
} way_t;

static way_t s_ways [2];

static int64_t
s_now (void)
{
    struct timespec now;
    clock_gettime (CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C (1000000000) + now.tv_nsec;
}

static int
s_open_end (const char *name)
{
    struct ifreq request = {.ifr_flags = IFF_TAP | IFF_NO_PI};
    snprintf (request.ifr_name, sizeof request.ifr_name, "%s", name);
    int fd = open ("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (fd == -1 || ioctl (fd, TUNSETIFF, &request) == -1) {
        fprintf (stderr, "/dev/net/tun: %s\n", strerror (errno));
        exit (1);
    }
    return fd;
}

static void
s_take_in (way_t *self, int64_t delay)
{
    while (self->count < FRAMES) {
        frame_t *frame = &self->frames [(self->first + self->count) % FRAMES];
        ssize_t size = read (self->from, frame->data, FRAME_SIZE);
        if (size <= 0)
            return;
        frame->due = s_now () + delay;
        frame->size = (size_t) size;
        self->count++;
    }
}

//  A frame that cannot be written is lost, as on any line.
static void
s_let_out (way_t *self)
{
    while (self->count && self->frames [self->first].due <= s_now ()) {
        frame_t *frame = &self->frames [self->first];
        ssize_t written = write (self->to, frame->data, frame->size);
        (void) written;
        self->first = (self->first + 1) % FRAMES;
        self->count--;
    }
}

//  Until a frame comes in, or the next is due.
static void
s_wait (void)
{
    struct pollfd ends [2];
    int64_t wait = INT64_C (1000000000);
    for (int i = 0; i < 2; i++) {
        way_t *way = &s_ways [i];
        ends [i] = (struct pollfd) {.fd = way->count < FRAMES? way->from: -1, .events = POLLIN};
        int64_t left = way->count? way->frames [way->first].due - s_now (): wait;
        wait = left < wait? left: wait;
    }
    poll (ends, 2, wait > 0? (int) (wait / 1000000 + 1): 0);
}

int
main (int argc, char *argv [])
{
    if (argc != 4) {
        fprintf (stderr, "usage: line END END MILLISECONDS\n");
        return 2;
    }
    s_ways [0].from = s_ways [1].to = s_open_end (argv [1]);
    s_ways [1].from = s_ways [0].to = s_open_end (argv [2]);
    int64_t delay = strtol (argv [3], NULL, 10) * INT64_C (1000000);
    puts ("is up");
    fflush (stdout);
    for (;;) {
        s_wait ();
        for (int i = 0; i < 2; i++) {
            s_take_in (&s_ways [i], delay);
            s_let_out (&s_ways [i]);
        }
    }
}
