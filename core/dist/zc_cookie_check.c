//  zc_cookie_check.c - is the cookie good enough for the address?
//
//  A node on this machine only (loopback) may have any cookie: the lessons use
//  `duck`. One that listens to a network gets a warning for a short cookie, and
//  does not start with one where the whole world can try. Read next: zc_cookie.c.

#include "zc_cookie.h"
#include "zc_node.h"
#include "base/zc_check.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

//  A cookie made by the program has 20 random letters; from 16 on nobody
//  guesses it.
enum { SHORT_COOKIE = 16 };

//  Who can reach an address? The order matters: the worst is the greatest.
typedef enum { REACH_LOOPBACK, REACH_PRIVATE, REACH_PUBLIC } reach_t;

static reach_t
s_reach_v4 (struct in_addr address)
{
    uint32_t host = ntohl (address.s_addr);
    if (host >> 24 == 127)
        return REACH_LOOPBACK;
    bool private = host >> 24 == 10         //  10/8
                || host >> 20 == 0xac1      //  172.16/12
                || host >> 16 == 0xc0a8     //  192.168/16
                || host >> 16 == 0xa9fe     //  169.254/16, link-local
                || host >> 22 == 0x191;     //  100.64/10, behind a provider's NAT
    return private? REACH_PRIVATE: REACH_PUBLIC;
}

static reach_t
s_reach_v6 (const struct in6_addr *address)
{
    if (IN6_IS_ADDR_V4MAPPED (address)) {
        struct in_addr v4;
        memcpy (&v4, address->s6_addr + 12, sizeof v4);
        return s_reach_v4 (v4);
    }
    if (IN6_IS_ADDR_LOOPBACK (address))
        return REACH_LOOPBACK;
    bool unique_local = (address->s6_addr [0] & 0xfe) == 0xfc;
    return unique_local || IN6_IS_ADDR_LINKLOCAL (address)? REACH_PRIVATE: REACH_PUBLIC;
}

static reach_t
s_reach_socket (const struct sockaddr *address)
{
    if (address && address->sa_family == AF_INET)
        return s_reach_v4 (((const struct sockaddr_in *) (const void *) address)->sin_addr);
    if (address && address->sa_family == AF_INET6)
        return s_reach_v6 (&((const struct sockaddr_in6 *) (const void *) address)->sin6_addr);
    return REACH_LOOPBACK;
}

//  Listening everywhere reaches as far as the machine's widest address.
static reach_t
s_reach_everywhere (void)
{
    struct ifaddrs *all;
    if (getifaddrs (&all) != 0)
        return REACH_PUBLIC;        //  not known: be careful
    reach_t widest = REACH_LOOPBACK;
    for (const struct ifaddrs *one = all; one; one = one->ifa_next)
        if (s_reach_socket (one->ifa_addr) > widest)
            widest = s_reach_socket (one->ifa_addr);
    freeifaddrs (all);
    return widest;
}

static reach_t
s_reach (const char *bind)
{
    struct in_addr v4;
    struct in6_addr v6;
    if (!bind || strcmp (bind, "localhost") == 0)
        return REACH_LOOPBACK;
    if (inet_pton (AF_INET, bind, &v4) == 1 && v4.s_addr != INADDR_ANY)
        return s_reach_v4 (v4);
    if (inet_pton (AF_INET6, bind, &v6) == 1 && !IN6_IS_ADDR_UNSPECIFIED (&v6))
        return s_reach_v6 (&v6);
    return s_reach_everywhere ();
}

__attribute__ ((format (printf, 1, 2))) static char *
s_text (const char *format, ...)
{
    char text [400];
    va_list args;
    va_start (args, format);
    vsnprintf (text, sizeof text, format, args);
    va_end (args);
    return zc_copy_text (text);
}

bool
zc_cookie_check (const zc_node_options_t *options, char **text)
{
    reach_t reach = s_reach (options->bind);
    *text = NULL;
    if (reach == REACH_LOOPBACK || !options->name)
        return true;
    char *file = options->cookie? NULL: zc_cookie_read (NULL, text);
    if (!file && !options->cookie)
        return false;
    size_t size = strlen (file? file: options->cookie);
    zc_release (file);
    if (size >= SHORT_COOKIE)
        return true;
    if (reach == REACH_PUBLIC)
        *text = s_text ("%s is a public address, and a cookie of %zu characters can be guessed: "
                        "take one of at least %d", options->bind, size, SHORT_COOKIE);
    else
        *text = s_text ("warning: the cookie has only %zu characters: whoever is on this network "
                        "may guess it, and then run code here (take at least %d)", size,
                        SHORT_COOKIE);
    return reach != REACH_PUBLIC;
}
