//  chat.c - the module Chat: functions that any node of the cluster can call

#include <zcluster.h>

//  Chat:hello ()
static zc_term_t *
s_hello (const zc_term_t *args)
{
    (void) args;
    return zc_term_new ("world");
}

ZC_MODULE (Chat, {"hello", 0, s_hello});
