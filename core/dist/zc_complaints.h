//  zc_complaints.h - how many lines about strangers go to the log: ten a second
//
//      zc_complaints_t complaints = {0};
//      static void tell_untold (void)
//      {
//          int untold = zc_complaints_untold (&complaints, now);
//          if (untold)
//              log (ZC_COMPLAINTS_UNTOLD, untold);
//      }
//      …
//      tell_untold ();
//      if (zc_complaints_add (&complaints))
//          log (the line);
//      else
//          have tell_untold () called at zc_complaints_due (&complaints)

#ifndef ZC_COMPLAINTS_H_INCLUDED
#define ZC_COMPLAINTS_H_INCLUDED

#include <stdbool.h>
#include <stdint.h>

//  Zero to begin with. Times are in nanoseconds, of a clock that only goes forward.
typedef struct {
    int64_t second;                 //  the one that is counted
    int count;                      //  complaints in it
} zc_complaints_t;

#define ZC_COMPLAINTS_UNTOLD "… and %d more lines of this kind"

//  How many complaints of a second that is over were not written: to be said now, since it
//  is told only once. To be asked before each zc_complaints_add, and when it is due.
int zc_complaints_untold (zc_complaints_t *self, int64_t now_ns);

//  Count a complaint. Returns whether this one may be written.
bool zc_complaints_add (zc_complaints_t *self);

//  When there will be some untold; INT64_MAX: all were written so far.
int64_t zc_complaints_due (const zc_complaints_t *self);

#endif
