//  detector.h - exercise 6.1: a failure detector
//
//  A detector belongs to one program. It sends beats, which say "I am there", and listens to
//  the beats of those it watches. Of each of them it tells what it thinks, when that changes:
//
//      was                  what happens                is now
//      new, suspect, down   a beat                      up
//      new, up              no beat for suspect_ms      suspect
//      suspect              no beat for down_ms         down

#ifndef DETECTOR_H_INCLUDED
#define DETECTOR_H_INCLUDED

typedef struct detector detector_t;

typedef struct {
    int beat_ms;                    //  send a beat so often
    int suspect_ms;                 //  silent for so long: suspect. Several beats
    int down_ms;                    //  silent for so long: down. More than suspect_ms
} detector_times_t;

//  name  what the others know us by, without spaces; copied, as the times are
detector_t *detector_new (const char *name, const detector_times_t *times);

//  NULL in *self_p is no harm; it becomes NULL.
void detector_destroy (detector_t **self_p);

//  The TCP port of 127.0.0.1 where our beats can be had: any that was free, as
//  tcp://127.0.0.1:! takes it. (With :* it is the first that is free, which may have been a
//  dead one's a moment ago: whoever watches that one would hear us.)
int detector_port (detector_t *self);

//  From now on watch this one, whose detector has this port. Nothing is told yet; the silence
//  begins now. The name is copied. Beats of others that may come along mean nothing.
void detector_watch (detector_t *self, const char *name, int port);

//  What has changed: "kate up", "kate suspect", "kate down". One change a call, each told once
//  and in order: down comes after suspect. Only in here are beats sent and heard: the program
//  calls it all the time.
//      A program that was paused itself has heard nobody meanwhile, and nobody is to blame for
//  that: the time when detector_next did not run does not count as silence.
//  timeout_ms  wait at most so long, without using the processor
//  Returns     a text, the caller's to free; NULL: no change within that time
char *detector_next (detector_t *self, int timeout_ms);

#endif
