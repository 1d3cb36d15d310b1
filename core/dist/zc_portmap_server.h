//  zc_portmap_server.h - the port map's service: one listener, a few guests
//
//      zc_portmap_server_t server;
//      zc_portmap_server_init (&server, map);
//      for (;;) {
//          int wait_ms = zc_portmap_server_turn (&server, now_ms);
//          … wait until server.epoll is readable, at most wait_ms
//      }
//      zc_portmap_server_close (&server);
//
//  A guest is a stranger: it has a place, a deadline for all of its visit, and
//  room for one line. When all places are taken the oldest guest goes. Each one
//  that is not served is told to `rejected`, but for who leaves without a word.
//  Nothing here blocks. Knows nothing of processes: zc_portmap_serve.c makes it
//  one.

#ifndef ZC_PORTMAP_SERVER_H_INCLUDED
#define ZC_PORTMAP_SERVER_H_INCLUDED

#include "zc_portmap.h"
#include "base/zc_buffer.h"

typedef struct {
    int fd;                         //  -1: the place is free
    char address [64];
    int64_t deadline;               //  milliseconds of the caller's clock
    char line [ZC_PORTMAP_LINE_MAX];
    size_t size;                    //  bytes of the line so far
    zc_buffer_t answer;             //  empty while the line is not complete
    size_t sent;
} zc_portmap_guest_t;

typedef struct zc_portmap_server_t zc_portmap_server_t;

struct zc_portmap_server_t {
    zc_portmap_t *map;
    int epoll;                      //  readable when a turn is due
    int listener;                   //  -1: it is not our turn
    int64_t listen_at;              //  when to try next
    int error;                      //  why it could not listen last time (errno)
    zc_portmap_guest_t guests [ZC_PORTMAP_GUESTS_MAX];
    //  For the log: a guest from there was not served, and why in a few words. May
    //  be set after init.
    void (*rejected) (zc_portmap_server_t *self, const char *address, const char *why);
};

//  false: no descriptor left; nothing to close.
bool zc_portmap_server_init (zc_portmap_server_t *self, zc_portmap_t *map);
void zc_portmap_server_close (zc_portmap_server_t *self);

//  Do what can be done now. Returns how many milliseconds until the next turn is
//  due in any case.
int zc_portmap_server_turn (zc_portmap_server_t *self, int64_t now_ms);

#endif
