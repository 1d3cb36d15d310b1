//  scribe.h - exercise 5.2: a group leader that writes whole lines
//
//  It speaks Erlang's io protocol. This is what zc_io_puts, zc_io_format and zc_io_write send to
//  the group leader of their process, before they wait for the answer:
//
//      writer                                                      scribe
//        │ {io_request, From, ReplyAs, {put_chars, unicode, Chars}}  │
//        ├──────────────────────────────────────────────────────────>│
//        │         {io_reply, ReplyAs, ok | {error, Reason}}         │
//        │<──────────────────────────────────────────────────────────┤
//
//  From     the pid of the writer: the answer goes there
//  ReplyAs  any term, not only a reference; it comes back as it was
//  Chars    a binary: any bytes, any number of them, also none

#ifndef SCRIBE_H_INCLUDED
#define SCRIBE_H_INCLUDED

#include <zcluster.h>

//  Start a scribe, a process that takes requests of many writers, on this node and others, and
//  writes to the descriptor `fd`:
//
//  - Only whole lines. What a writer has begun is kept until its line feed comes, in one of the
//    writer's next requests; meanwhile others may write. Each writer's lines stay in order.
//  - Each request is answered as soon as it has been taken: {io_reply, ReplyAs, ok}. Where the
//    request is another one than put_chars with a binary: {io_reply, ReplyAs, {error, request}}.
//  - Also while `fd` takes nothing (a full pipe), requests are taken and answered.
//  - When a writer ends, or its node is lost, the line it has begun is written, with a line feed.
//    Nothing is kept for those who are gone, neither memory nor monitors; and there is at most one
//    monitor for each writer.
//  - Messages that are no io_request are thrown away.
//
//  Returns  the scribe; it lives until scribe_stop
zc_pid_t scribe_start (int fd);

//  End a scribe: what it has taken is written first, lines that were begun with a line feed. The
//  descriptor stays open.
//  Caller  any process of the same node; blocks until all is written and the scribe has ended
void scribe_stop (zc_pid_t scribe);

#endif
