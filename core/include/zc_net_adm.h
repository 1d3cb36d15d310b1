//  zc_net_adm.h - the nodes of hosts: who is there, join them all
//
//      zc_term_t *hosts = zc_term_new ("[localhost, ~a]", "pond.example.org");
//      zc_term_t *nodes = zc_net_adm_world_list (hosts);     // [:a@localhost, …]
//
//  Each call may block for seconds (resolver, network), the calling process only: for each
//  host whose port map is silent 5 s (or what a dial may take, where that is less), for
//  each node that is silent as long as a dial. What the others said is returned.
//  Erlang  net_adm

#ifndef ZC_NET_ADM_H_INCLUDED
#define ZC_NET_ADM_H_INCLUDED

#include "zc_term.h"

#ifdef __cplusplus
extern "C" {
#endif

//  The nodes of a host with their ports, as its port map has them, or for NULL the
//  directory of this host: [{<<"alex">>, 35001}, …]. NULL: no answer.
//  Erlang  net_adm:names/0,1
zc_term_t *zc_net_adm_names (const char *host);

//  The name of this host; the full name of another (NULL: it is not known). Text of
//  the process (zc_free).                  Erlang  net_adm:localhost/0, dns_hostname/1
char *zc_net_adm_localhost (void);
char *zc_net_adm_dns_hostname (const char *host);

//  The hosts in the file .hosts.erlang of the working directory, else the home
//  directory: a host a line, quoted or not, with a dot after it, % begins a comment.
//  Returns  a list of atoms; NULL: there is no such file
//  Erlang   net_adm:host_file/0
zc_term_t *zc_net_adm_host_file (void);

//  Connect to all nodes of these hosts (a list of atoms; those of the host file).
//  Returns  the nodes that answered, this one included; NULL: no host file
//  Erlang   net_adm:world_list/1, world/0
zc_term_t *zc_net_adm_world_list (const zc_term_t *hosts);
zc_term_t *zc_net_adm_world (void);

#ifdef __cplusplus
}
#endif
#endif
