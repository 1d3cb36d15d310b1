//  zc_portmap_file.h - one node's file: opened with care, locked, read, removed
//
//  The directory may be open to all users, so nothing found in it is trusted:
//  no symbolic link is followed, no pipe is waited for, and only a plain file
//  of one's own is written to. Locks: see zc_portmap.h.

#ifndef ZC_PORTMAP_FILE_H_INCLUDED
#define ZC_PORTMAP_FILE_H_INCLUDED

#include "zc_portmap.h"

//  What there is of a name. entry is filled for LIVE and DEAD.
typedef enum {
    ZC_PORTMAP_NONE,                //  no file, or one that cannot be read
    ZC_PORTMAP_ALIEN,               //  a file, but not the port map's
    ZC_PORTMAP_DEAD,
    ZC_PORTMAP_LIVE
} zc_portmap_state_t;

zc_portmap_state_t zc_portmap_file_read (int dir, const char *name, zc_portmap_entry_t *entry);

//  Open or make the file and claim it. Returns a descriptor that holds the claim,
//  or:
enum {
    ZC_PORTMAP_IN_USE = -1,         //  alive
    ZC_PORTMAP_BUSY = -2,           //  claimed by somebody for this moment: try again
    ZC_PORTMAP_FOREIGN = -3,        //  another user's, or no plain file
    ZC_PORTMAP_FAILED = -4          //  see errno
};
int zc_portmap_file_claim (int dir, const char *name);

//  Write the entry to a claimed file, then mark it alive. false: see errno.
bool zc_portmap_file_enter (int fd, const zc_portmap_entry_t *entry);

//  Remove a dead node's file, if we may and nobody claims it meanwhile.
bool zc_portmap_file_remove (int dir, const char *name);

#endif
