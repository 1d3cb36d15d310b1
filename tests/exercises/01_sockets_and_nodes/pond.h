//  pond.h - exercise 1.2: a duck pond, which is a server with one ROUTER
//
//  Ducks are clients, each with a DEALER. The frames of their messages:
//
//      a duck sends      a duck gets
//      ------------      ----------------------
//      quack  TEXT       quack   N      TEXT       at once
//      later  TEXT                                 kept until sunset
//      sunset            quack   N      TEXT       each one kept, to the duck that it came from,
//                                                  in the order in which they came
//                        sunset  GIVEN  LOST       after that, to the duck that sent sunset
//
//  TEXT    any bytes, also none, and it comes back as it was
//  N       counts what this duck has said, quack and later together: 1 for the first
//  GIVEN   how many of those kept were given back; LOST how many were not, since nobody is there
//          for them any more, or has no room. Both are of this sunset only: nothing is kept after it. N, GIVEN, LOST are in digits.
//
//  A duck that has gone: when something cannot be sent to a duck since its connection is gone,
//  the duck is forgotten. When one with the same identity comes, it begins with 1.
//
//  A duck that does not listen: what it has no room for is dropped. The pond neither waits for
//  any duck nor keeps a growing heap of answers for one.
//
//  Nonsense: anything else gets no answer, is not counted, and harms nobody. A frame with more
//  than POND_FRAME_MAX bytes is not even taken in: who sends one is cut off.

#ifndef POND_H_INCLUDED
#define POND_H_INCLUDED

#include <czmq.h>

enum { POND_FRAME_MAX = 65536 };

//  The pond, an actor (section 1.1). It listens at tcp://127.0.0.1:*, says on the pipe that it is
//  ready (zsock_signal), sends its port on the pipe, in digits, and serves until $TERM comes there.
void pond (zsock_t *pipe, void *arg);

#endif
