//  zc_server.h - finding, watching and reaching a server, for who asks one

#ifndef ZC_SERVER_H_INCLUDED
#define ZC_SERVER_H_INCLUDED

#include "zc_gen_server.h"

//  Replace a reference by what a message can be sent to: a pid, or a name on
//  another node. false: there is no such server now.
bool zc_server_find (zc_server_t *server);

//  Of one that was found: a monitor that is an alias, a message, its node.
zc_ref_t zc_server_watch (zc_server_t server);
void zc_server_send (zc_server_t server, zc_format_t message);
//  A question: it never suspends its sender, who waits for the answer.
void zc_server_request (zc_server_t server, zc_format_t message);
const char *zc_server_node (zc_server_t server);

//  Take a name for the calling process. NULL, or the error as a new term:
//  {already_started, Pid}.
zc_term_t *zc_server_register (zc_server_t name);

//  Wait for the answer {[alias | Ref], Answer} or the DOWN of a watched server.
//  Returns  true and the answer; false and why there is none: noproc,
//           {nodedown, Node}, timeout, or what the server ended with
bool zc_server_answer (zc_server_t server, zc_ref_t ref, int timeout_ms, zc_term_t **answer);

//  What DOWN tells, in the words of a call: noconnection is {nodedown, Node}.
//  Takes the reason over.
zc_term_t *zc_server_reason (zc_term_t *reason, const char *node);

//  A time in terms: milliseconds, or infinity.
zc_term_t *zc_server_time (int timeout_ms);

#endif
