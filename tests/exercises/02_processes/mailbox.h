//  mailbox.h - exercise 2.2: a mailbox, in plain C
//
//  Any thread may put; one thread, the owner, takes. A message is a text.

#ifndef MAILBOX_H_INCLUDED
#define MAILBOX_H_INCLUDED

#include <stdbool.h>

typedef struct mailbox mailbox_t;

//  A question to a message: is it one that we want?
typedef bool (mailbox_match_t) (const char *message, void *arg);

//  Does a message match a pattern? Both are words with one space between; the word _ in a
//  pattern matches any word. "letter _" matches "letter kate", but not "letter" or
//  "letter kate today".
bool mailbox_matches (const char *pattern, const char *message);

mailbox_t *mailbox_new (void);

//  Takes what is still inside along. *self_p becomes NULL; NULL in it is no harm.
void mailbox_destroy (mailbox_t **self_p);

//  Put a copy of the message in.
//  Caller  any thread; does not block
void mailbox_put (mailbox_t *self, const char *message);

//  Take the oldest message for which match (message, arg) is true; the others keep their
//  order. In one call no message is asked about twice.
//  timeout_ms  0 = look once, -1 = for ever; waits without using the processor
//  Returns     the message, the caller's to free; NULL on time-out, and nothing is lost
//  Caller      the owner
char *mailbox_take (mailbox_t *self, mailbox_match_t *match, void *arg, int timeout_ms);

#endif
