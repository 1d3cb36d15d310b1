//  zc_complaints.h - how many lines about strangers go to the log: ten a second
//
//      zc_complaints_t complaints = {0};
//      int untold;
//      bool may = zc_complaints_add (&complaints, now, &untold);
//      if (untold)
//          log (ZC_COMPLAINTS_UNTOLD, untold);
//      if (may)
//          log (the line);

#ifndef ZC_COMPLAINTS_H_INCLUDED
#define ZC_COMPLAINTS_H_INCLUDED

#include <stdbool.h>
#include <stdint.h>

//  Zero to begin with.
typedef struct {
    int64_t second;                 //  of the last complaint
    int count;                      //  in that second
} zc_complaints_t;

#define ZC_COMPLAINTS_UNTOLD "… and %d more lines of this kind"

//  Count a complaint.
//  now_ns   the time, of a clock that only goes forward
//  *untold  how many of an earlier second were not written: to be said first
//  Returns  whether this one may be written
bool zc_complaints_add (zc_complaints_t *self, int64_t now_ns, int *untold);

#endif
