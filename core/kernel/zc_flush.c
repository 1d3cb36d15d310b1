//  zc_flush.c - take all messages out of the mailbox, as the shell's flush does

#include "zcluster.h"

size_t
zc_flush (bool print)
{
    size_t count = 0;
    while (zc_receive (0, "_")) {
        count++;
        if (print)                  //  waits for an answer without disturbing zc_message
            zc_io_inspect (zc_message ());
    }
    return count;
}
